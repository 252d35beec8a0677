"""Hydrogen bonds by heavy atoms: what can be known of them where no hydrogen is in the file.

A donor and an acceptor of nitrogen or oxygen at most 3.5 A apart, and at both ends no antecedent, a heavy atom that
the end is bonded to, at less than 80 degrees. Hydrogens of Lys NZ, Ser OG, Thr OG1 and Tyr OH turn freely, so that
their place is not known and only the heavy antecedent limits it; amide and ring nitrogens are judged by two.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nesgroove.chem.residues import ResidueBuilder
from nesgroove.measure.contact import Contact, Donor
from nesgroove.model.structure import FloatArray, IntArray

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

HYDROGEN_BOND_REACH = 3.5
"""Longest distance (A) from donor to acceptor: ProLIF's, and about where distances of N and O in hydrogen bonds of
well-determined proteins end (Baker and Hubbard 1984, doi:10.1016/0079-6107(84)90007-5)."""


ANTECEDENT_ANGLE = 80.0
"""Smallest angle (degrees) antecedent-end...end, at donor and acceptor. McDonald and Thornton (1994,
doi:10.1006/jmbi.1994.1334) ask for 90; ten less leave room for the error of coordinates and for bifurcated bonds."""


POLAR_ELEMENTS = ("N", "O")


Arm = tuple[float, float, float, float]
"""From an atom to one that it is bonded to: the vector and its length, A."""


class PolarEnds:
    """Atoms of one side of contacts: what they are to hydrogen bonds, and the angles at them.

    Parameters
    ----------
    builder
        Knows the chemistry of residues.
    xyz
        Coordinates of all atoms of the structure, shape (n, 3), A; nan for atoms that are not there.
    atoms
        Indices of those of this side that are there, shape (m,).
    """

    def __init__(self, builder: ResidueBuilder, xyz: FloatArray, atoms: IntArray) -> None:
        self.builder = builder
        self.xyz = xyz
        self.atoms = atoms
        self._arms: dict[int, list[Arm]] = {}

    @cached_property
    def tree(self) -> cKDTree:
        """Where the atoms of this side are."""
        from scipy.spatial import cKDTree

        # Made quickly, for it is searched once or twice.
        return cKDTree(self.xyz[self.atoms], balanced_tree=False, compact_nodes=False)

    def gives_takes_binds(self, atom: int) -> tuple[bool, bool, bool]:
        """Whether an atom gives a hydrogen, takes one, binds a metal; none where its chemistry is not known."""
        residue = int(self.builder.structure.atoms.residue[atom])
        kind = self.builder.polar(residue)
        return (False, False, False) if kind is None else kind.roles[self.builder.place_of(residue, atom)]

    def antecedents(self, atom: int) -> list[int]:
        """Heavy atoms in the file that an atom is bonded to, the carbonyl carbon before a main-chain nitrogen too."""
        residue = int(self.builder.structure.atoms.residue[atom])
        kind = self.builder.polar(residue)
        bonded = []
        if kind is not None:
            order = self.builder.atoms_of(residue)
            bonded = order[list(kind.neighbours[self.builder.place_of(residue, atom)])].tolist()
        carbon = self.builder.carbonyls.before(atom)
        if carbon is not None:
            bonded.append(carbon)
        return [other for other in bonded if not math.isnan(self.xyz[other, 0])]

    def angle(self, atom: int, towards: FloatArray) -> float | None:
        """Smallest angle antecedent-atom-point, degrees; None where no antecedent is in the file."""
        here = self.xyz[atom].tolist()
        if atom not in self._arms:
            arms = [(x - here[0], y - here[1], z - here[2]) for x, y, z in self.xyz[self.antecedents(atom)].tolist()]
            self._arms[atom] = [(*arm, math.hypot(*arm)) for arm in arms]
        x, y, z = (there - own for there, own in zip(towards.tolist(), here, strict=True))
        way = math.hypot(x, y, z)
        if not self._arms[atom] or not all(way * length for *_, length in self._arms[atom]):
            return None  # nothing that it is bonded to, or two atoms in one place
        cosine = max((a * x + b * y + c * z) / (length * way) for a, b, c, length in self._arms[atom])
        return math.degrees(math.acos(min(max(cosine, -1.0), 1.0)))


def hydrogen_bonds(
    here: PolarEnds, there: PolarEnds, first: IntArray, second: IntArray, distance: FloatArray
) -> Iterator[Contact]:
    """Find the hydrogen bonds among pairs of atoms.

    Parameters
    ----------
    here, there
        XPO1 and the partner.
    first, second
        Atom indices in XPO1 and in the partner, shape (n,).
    distance
        Between them, shape (n,), A.

    Yields
    ------
    Contact
    """
    element = here.builder.structure.atoms.element
    near = distance <= HYDROGEN_BOND_REACH
    near &= np.isin(element[first], POLAR_ELEMENTS) & np.isin(element[second], POLAR_ELEMENTS)
    for a, b, length in zip(first[near].tolist(), second[near].tolist(), distance[near].tolist(), strict=True):
        gives, takes, _ = here.gives_takes_binds(a)
        partner_gives, partner_takes, _ = there.gives_takes_binds(b)
        donor = _donor(gives and partner_takes, partner_gives and takes)
        if not donor:
            continue
        known = [n for n in (here.angle(a, there.xyz[b]), there.angle(b, here.xyz[a])) if n is not None]
        if known and min(known) < ANTECEDENT_ANGLE:
            continue
        smallest = min(known) if known else None
        yield Contact(a, b, "hydrogen_bond", length, donor=donor, angle=smallest, judged_by=judged_by(len(known)))


def judged_by(angles: int) -> str:
    """Say by what a bond with so many known antecedent angles, of two, was judged."""
    return ("distance", "one angle", "angles")[angles]


def _donor(ours: bool, theirs: bool) -> Donor:
    if ours and theirs:
        return "either"
    return "xpo1" if ours else "occupant" if theirs else ""
