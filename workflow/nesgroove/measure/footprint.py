"""What each occupant touches, residue by residue of XPO1: plain distances and areas, for which no chemistry is needed.

An occupant touches a residue where two of their heavy atoms are within :data:`TOUCH` of each other. That is what
"touches" means in every table, figure and sentence; :mod:`nesgroove.measure.contacts` says how they touch. Rows are
made for what is touched, and for what lies farther but has area buried, as across a gap too narrow for water.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.measure.burial import burial, covered_by
from nesgroove.measure.completeness import has_wall
from nesgroove.measure.groove import Groove
from nesgroove.measure.registry import Measure
from nesgroove.model.complex import Occupant
from nesgroove.model.record import Record, number, text
from nesgroove.model.structure import BACKBONE, BoolArray, FloatArray, IntArray

TOUCH = 4.0
"""Distance (A) of two heavy atoms up to which they touch. Two carbons in contact are 3.4 A apart (twice Bondi's
radius, doi:10.1021/j100785a001); LIGPLOT counts non-bonded contacts up to 3.9 A (Wallace et al. 1995,
doi:10.1093/protein/8.2.127), which 4.0 A rounds."""

BURIED_FROM = 0.5
"""Buried area (A^2) from which a residue that is not touched has a row: four test points on a carbon, above what the
number of points leaves open (see :data:`nesgroove.measure.area.POINTS`)."""


class FootprintRecord(Record):
    """One residue of XPO1 that an occupant touches, or that it buries some area of."""

    table: ClassVar[str] = "footprint"
    about: ClassVar[str] = (
        "One row per occupant and XPO1 residue that it touches (heavy atoms within 4.0 A, pairs above 0) or of which "
        "it buries 0.5 A^2 or more; no chemistry is needed, every occupant has it"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "kind", "occupant", "position_key")

    complex: str = Field(description="Complex")
    occupant: str = Field(description="Chain id of a cargo; component, chain and number of an inhibitor")
    kind: str = Field(description="cargo or inhibitor")
    position: int | None = number("Position of the XPO1 residue; empty for residues outside the alignment", "", 0)
    residue: str = text("XPO1 residue as a paper names it, in the author's numbers: K579")
    distance: float | None = number("Shortest distance between heavy atoms of the two", "A")
    pairs: int | None = number("Pairs of heavy atoms within 4.0 A, across a covalent bond too; 0: not touched", "", 0)
    pairs_main: int | None = number("Those with the main chain of the XPO1 residue", "", 0)
    pairs_side: int | None = number("Those with its side chain", "", 0)
    buried: float | None = number("Solvent-accessible area of the XPO1 residue that the occupant buries", "A^2", 1)
    buried_main: float | None = number("That of its main chain", "A^2", 1)
    buried_side: float | None = number("That of its side chain", "A^2", 1)
    covered: float | None = number("Solvent-accessible area of the occupant that the XPO1 residue covers", "A^2", 1)
    atom: str = text("Atom of XPO1 at the shortest distance")
    occupant_residue: str = text("Residue of the occupant at the shortest distance: F12, V6A:C:1101")
    occupant_atom: str = text("Its atom")
    component: str = text("Component id of the XPO1 residue")
    auth_chain: str = text("Author's chain id of XPO1")
    auth_seq_id: int | None = number("Author's number of the XPO1 residue", "", 0)
    ins_code: str = text("Its insertion code")
    label_chain: str = text("Label chain id of XPO1")
    label_seq_id: int | None = number("Label number of the XPO1 residue, where the file has one", "", 0)

    @property
    def position_key(self) -> tuple[int, int, str]:
        """Sort residues without a position after those that have one."""
        return (0, self.position, "") if self.position is not None else (1, self.auth_seq_id or 0, self.ins_code)

    @property
    def touches(self) -> bool:
        """Whether the occupant touches the residue, which it may also bury without touching it."""
        return bool(self.pairs)


class Footprints(Measure):
    """What each occupant touches."""

    record = FootprintRecord

    def rows(self, groove: Groove) -> Iterator[FootprintRecord]:
        """Make a row for each residue in the footprint of each occupant."""
        for occupant in groove.complex.occupants:
            yield from _rows(groove, occupant)


@dataclass(frozen=True)
class Touched:
    """A residue of XPO1 that an occupant touches or buries.

    Attributes
    ----------
    residue : int
        Its index.
    own : ndarray of bool, shape (n,)
        Which of the atoms of :class:`nesgroove.measure.burial.Burial` are its.
    first : int
        The one at the shortest distance, by its place there; of several the first by name, so that the order of the
        file does not decide.
    pairs : ndarray of int, shape (n,)
        Atoms of the occupant within :data:`TOUCH` of each.
    distance : float
        The shortest, A.
    buried : float or None
        Its buried area, A^2; None where too few side chains are in the file for areas.
    """

    residue: int
    own: BoolArray
    first: int
    pairs: IntArray
    distance: float
    buried: float | None


def touched(groove: Groove, occupant: Occupant) -> Iterator[Touched]:
    """Find the residues in an occupant's footprint.

    Parameters
    ----------
    groove, occupant
        The complex and one of its occupants.

    Yields
    ------
    Touched
        In the order of the residues.
    """
    from scipy.spatial import cKDTree

    structure, near = groove.structure, groove.once(burial, occupant.residues)
    tree = cKDTree(groove.xyz[structure.atom_indices(occupant.residues)])
    pairs = tree.query_ball_point(groove.xyz[near.atom], TOUCH, return_length=True)
    residue = structure.atoms.residue[near.atom]
    names = structure.atoms.name[near.atom]
    measurable = groove.once(has_wall)
    for index in np.unique(residue).tolist():
        own = residue == index
        buried = float(near.buried[own].sum()) if measurable else None
        if pairs[own].any() or (buried or 0.0) >= BURIED_FROM:
            places = np.flatnonzero(own).tolist()
            first = min(places, key=lambda i: (round(float(near.distance[i]), 3), str(names[i])))
            yield Touched(index, own, first, pairs, float(near.distance[first]), buried)


def _rows(groove: Groove, occupant: Occupant) -> Iterator[FootprintRecord]:
    structure, near = groove.structure, groove.once(burial, occupant.residues)
    covered = groove.once(covered_by, occupant.residues)
    names = structure.atoms.name[near.atom]
    side = ~np.isin(names, list(BACKBONE))
    measurable = groove.once(has_wall)

    def area(values: FloatArray, chosen: BoolArray) -> float | None:
        return float(values[chosen].sum()) if measurable else None

    for contact in touched(groove, occupant):
        index, own, first, touching = contact.residue, contact.own, contact.first, contact.pairs
        here, there = structure.residues[index], structure.residues[structure.atoms.residue[near.nearest[first]]]
        yield FootprintRecord(
            entry=structure.entry,
            complex=groove.complex.id,
            occupant=occupant.name,
            kind=occupant.kind,
            position=groove.complex.position_of.get(index),
            residue=here.label,
            distance=contact.distance,
            pairs=int(touching[own].sum()),
            pairs_main=int(touching[own & ~side].sum()),
            pairs_side=int(touching[own & side].sum()),
            buried=contact.buried,
            buried_main=area(near.buried, own & ~side),
            buried_side=area(near.buried, own & side),
            covered=area(covered, own),
            atom=str(names[first]),
            occupant_residue=there.label,
            occupant_atom=str(structure.atoms.name[near.nearest[first]]),
            component=here.component,
            auth_chain=here.auth_chain,
            auth_seq_id=here.auth_seq_id,
            ins_code=here.ins_code,
            label_chain=here.label_chain,
            label_seq_id=here.label_seq_id,
        )
