"""What the barcode of contacts shows: positions with a lane for each type, and the occupants beside each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.structure import BoolArray
from nesgroove.model.target import XPO1
from nesgroove.show.figures.paging import Section
from nesgroove.show.figures.sections import sections
from nesgroove.show.look import KIND_COLOURS, TOUCH_ALONE, contact_order

BESIDE = "beside"
"""Group of the positions that line no pocket."""


@dataclass(frozen=True)
class Lane:
    """One type of contact at one position.

    Attributes
    ----------
    position : int
    type : str
    has, observable : ndarray of bool, shape (occupants,)
        Which occupants have it, and of which it could be seen: the residue is whole in the file, or they have it.
    """

    position: int
    type: str
    has: BoolArray
    observable: BoolArray

    def share(self, among: BoolArray) -> float | None:
        """Part of some occupants that have it, of those of them of which it could be seen; None where of none."""
        seen = int((self.observable & among).sum())
        return float((self.has & among).sum()) / seen if seen else None


@dataclass(frozen=True)
class Place:
    """One position with its lanes.

    Attributes
    ----------
    position : int
    letter : str
        One-letter code of its residue in most of the complexes.
    pocket : str
        The pocket it is listed with; :data:`BESIDE` for none.
    lanes : list of Lane
    """

    position: int
    letter: str
    pocket: str
    lanes: list[Lane]

    @property
    def label(self) -> str:
        """Residue and position: ``F572``."""
        return f"{self.letter}{self.position}"


@dataclass(frozen=True)
class Barcode:
    """All that is drawn.

    Attributes
    ----------
    sections : list of (str, list of OccupantKey)
        Columns in their order, by section.
    places : list of Place
        Rows in their order: along the groove from P0 to P4, then what lies beside.
    """

    sections: list[Section[OccupantKey]]
    places: list[Place]

    @property
    def columns(self) -> list[OccupantKey]:
        """Occupants in their order."""
        return [key for _, keys in self.sections for key in keys]


def collect(run: RunTables) -> Barcode:
    """Collect the contacts of all occupants with the groove; clashes and contacts with symmetry images are left out.

    A position that an occupant touches without a contact of another type than van der Waals has the type ``touch``.
    """
    parts = [section for kind in KIND_COLOURS for section in sections(run, kind) if section[1]]
    place_of = {(key.complex, key.occupant): i for i, key in enumerate(key for _, keys in parts for key in keys)}
    count = len(place_of)
    had: dict[tuple[int, str], BoolArray] = defaultdict(lambda: np.zeros(count, dtype=bool))
    near: set[tuple[int, int]] = set()
    typed = set()
    for row in run.contacts:
        column = place_of.get((row.complex, row.occupant))
        if column is None or row.position is None or row.symmetry or row.type == "clash":
            continue
        if row.type == "van_der_waals":
            near.add((row.position, column))
        else:
            had[row.position, row.type][column] = True
            typed.add((row.position, column))
    for touched in run.footprint:
        column = place_of.get((touched.complex, touched.occupant))
        if column is not None and touched.position is not None and touched.touches:
            near.add((touched.position, column))
    for position, column in near - typed:
        had[position, TOUCH_ALONE][column] = True
    return Barcode(parts, _places(run, parts, had))


def _places(run: RunTables, parts: list[Section[OccupantKey]], had: dict[tuple[int, str], BoolArray]) -> list[Place]:
    letters: dict[int, Counter[str]] = defaultdict(Counter)
    whole: dict[int, set[str]] = defaultdict(set)
    for atom in run.groove_ca:
        letters[atom.position][atom.residue[:1]] += 1
        if not atom.missing:
            whole[atom.position].add(atom.complex)
    for row in run.contacts:
        if row.position is not None and row.position not in whole:
            letters[row.position][row.residue[:1]] += 1
    complexes = [key.complex for _, keys in parts for key in keys]
    lanes: dict[int, list[Lane]] = defaultdict(list)
    for position, kind in sorted(had, key=lambda bit: (bit[0], contact_order(bit[1]))):
        has = had[position, kind]
        # Of positions outside of the groove proper the tables do not say whether they are whole.
        seen = np.array([position not in whole or complex_ in whole[position] for complex_ in complexes], dtype=bool)
        lanes[position].append(Lane(position, kind, has, seen | has))
    order = {pocket: i for i, pocket in enumerate((*XPO1.pockets, BESIDE))}
    places = [
        Place(position, letters[position].most_common(1)[0][0] if letters[position] else "", pocket_of(position), own)
        for position, own in lanes.items()
    ]
    return sorted(places, key=lambda place: (order[place.pocket], place.position))


def pocket_of(position: int) -> str:
    """Choose the pocket that a position is listed with: of several that it lines the middle one."""
    lined = [pocket for pocket, residues in XPO1.pocket_residues.items() if position in residues]
    return lined[(len(lined) - 1) // 2] if lined else BESIDE
