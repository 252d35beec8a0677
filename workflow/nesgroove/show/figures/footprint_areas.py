"""What the footprint map shows: the area of each residue that an occupant, or a group of them, buries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.footprints import groove
from nesgroove.show.figures.pairing import Pair
from nesgroove.show.figures.sections import sections
from nesgroove.show.look import KIND_COLOURS


@dataclass(frozen=True)
class Areas:
    """One panel: what is buried of each residue.

    Attributes
    ----------
    title : str
    complex : str
        Whose groove it is drawn on.
    keys : list of OccupantKey
        Whose areas these are; means where they are several. Of a difference, the first and the second.
    buried : dict of int to float
        Position -> area, A^2; of a difference that of the first less that of the second.
    measured : int
        Occupants whose areas were measured.
    difference : bool
    """

    title: str
    complex: str
    keys: list[OccupantKey]
    buried: dict[int, float]
    measured: int
    difference: bool = False

    @property
    def total(self) -> float:
        """All that is buried of the groove (positions 510-594), A^2."""
        first, last = XPO1.span
        return sum(area for position, area in self.buried.items() if first <= position <= last)


class Footprints:
    """Buried areas of the occupants of a run.

    Parameters
    ----------
    run
        The tables.
    """

    def __init__(self, run: RunTables) -> None:
        self._run = run
        self._rows: dict[tuple[str, str], dict[int, float | None]] = defaultdict(dict)
        for row in run.footprint:
            if row.position is not None:
                self._rows[row.complex, row.occupant][row.position] = row.buried
        self._seen: dict[str, set[int]] = defaultdict(set)
        for atom in run.groove_ca:
            self._seen[atom.complex].add(atom.position)

    def one(self, key: OccupantKey) -> Areas:
        """Areas of one occupant, on its own groove."""
        return self._mean(key.label, key.complex, [key])

    def groups(self) -> list[Areas]:
        """Mean areas of each section of occupants, on the first open groove of the run."""
        base = groove(self._run)
        parts = [section for kind in KIND_COLOURS for section in sections(self._run, kind) if section[1]]
        return [self._mean(title, base.complex, keys) for title, keys in parts] if base is not None else []

    def difference(self, pair: Pair) -> Areas | None:
        """What the first buries and the second does not, on the groove of the first; None where not both are known."""
        first, second = self.one(pair[0]), self.one(pair[1])
        if not first.measured or not second.measured:
            return None
        both = self._seen[pair[0].complex] & self._seen[pair[1].complex]
        either = sorted((first.buried.keys() | second.buried.keys()) & both)
        change = {p: first.buried.get(p, 0.0) - second.buried.get(p, 0.0) for p in either}
        title = f"{pair[0].label} less {pair[1].label}"
        return Areas(title, pair[0].complex, list(pair), change, 2, difference=True)

    def _mean(self, title: str, complex_: str, keys: list[OccupantKey]) -> Areas:
        """Mean over the occupants with areas, of each position over those in whose file it is."""
        known = [key for key in keys if self._known(key)]
        values: dict[int, list[float]] = defaultdict(list)
        for position in {p for key in known for p in self._rows[key.complex, key.occupant]}:
            for key in known:
                own = self._rows[key.complex, key.occupant].get(position)
                if own is not None or position in self._seen[key.complex]:
                    values[position].append(own or 0.0)
        buried = {position: sum(areas) / len(areas) for position, areas in sorted(values.items()) if areas}
        return Areas(title, complex_, keys, buried, len(known))

    def _known(self, key: OccupantKey) -> bool:
        rows = self._rows.get((key.complex, key.occupant), {})
        return any(area is not None for area in rows.values())
