"""Which inhibitor displaces which cargo, of so many pairs that not all of them are kept in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from nesgroove.compare.competition import CompetitionRecord
from nesgroove.compare.competition import rows as computed
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError
from nesgroove.io.tables import iter_table
from nesgroove.show.atlas.render import MOST_PAIRS

Own: TypeAlias = tuple[str, str]
"""Complex and occupant."""

Placed: TypeAlias = tuple[tuple[float, str, str, str, int], CompetitionRecord]
"""A pair, with what it is sorted by."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of a compound, or of a cargo.

    Attributes
    ----------
    count : int
        How many there are.
    rows : list of CompetitionRecord
        Those that are shown: the strongest, at most :data:`nesgroove.show.atlas.render.MOST_PAIRS`.
    """

    count: int
    rows: list[CompetitionRecord]


class Competitors:
    """Every inhibitor against every cargo; of each of them the strongest pairs are kept, and all are counted.

    Parameters
    ----------
    each
        Goes through all pairs.

    Attributes
    ----------
    each : callable
        The same.
    count : int
        How many pairs there are.
    """

    def __init__(self, each: Callable[[], Iterable[CompetitionRecord]]) -> None:
        self.each = each
        self._inhibitors, self._cargoes = _Strongest(), _Strongest()
        self.count = 0
        for row in each():
            placed = ((-(row.of_cargo or 0.0), row.complex, row.occupant, row.cargo_complex, self.count), row)
            self._inhibitors.add((row.complex, row.occupant), placed)
            self._cargoes.add((row.cargo_complex, row.cargo), placed)
            self.count += 1

    def of_inhibitors(self, occupants: Collection[Own]) -> Pairs:
        """Choose the pairs of some inhibitors, those first that take most of the cargo's volume."""
        return self._inhibitors.of(occupants)

    def of_cargoes(self, occupants: Collection[Own]) -> Pairs:
        """Choose the pairs of some cargoes, those first of which most is taken."""
        return self._cargoes.of(occupants)


class _Strongest:
    """The strongest pairs of each occupant."""

    def __init__(self) -> None:
        self._counts: Counter[Own] = Counter()
        self._pairs: dict[Own, list[Placed]] = defaultdict(list)

    def add(self, own: Own, placed: Placed) -> None:
        self._counts[own] += 1
        pairs = self._pairs[own]
        pairs.append(placed)
        if len(pairs) > 2 * MOST_PAIRS:
            pairs.sort()
            del pairs[MOST_PAIRS:]

    def of(self, occupants: Collection[Own]) -> Pairs:
        every = sorted(placed for own in occupants for placed in self._pairs.get(own, ()))
        return Pairs(sum(self._counts[own] for own in occupants), [row for _, row in every[:MOST_PAIRS]])


def competitors(run: RunTables, ensemble: Path | None) -> Competitors:
    """Read which inhibitor displaces which cargo, or compute it where no tables of the ensemble are named.

    Parameters
    ----------
    run
        The tables.
    ensemble
        Directory of tables of `nesgroove ensemble`.

    Raises
    ------
    ConfigError
        There is no such table in it.
    """
    if ensemble is None:
        return Competitors(partial(computed, run))
    path = ensemble / "competition.tsv"
    if not path.is_file():
        raise ConfigError(
            "there is no competition.tsv", file=ensemble, step="atlas",
            remedy="Name the directory that `nesgroove ensemble` wrote, or leave --ensemble out",
        )  # fmt: skip
    return Competitors(partial(_read, path, run))


def _read(path: Path, run: RunTables) -> Iterator[CompetitionRecord]:
    rows = iter_table(CompetitionRecord, path)
    return (row for row in rows if row.complex in run.by_id and row.cargo_complex in run.by_id)
