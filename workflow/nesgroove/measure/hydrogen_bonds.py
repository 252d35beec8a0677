"""Hydrogen bonds by heavy atoms: what can be known of them where no hydrogen is in the file.

A donor and an acceptor of nitrogen or oxygen at most 3.5 A apart, and at both ends no antecedent, a heavy atom that
the end is bonded to, at less than 80 degrees. Hydrogens of Lys NZ, Ser OG, Thr OG1 and Tyr OH turn freely, so that
their place is not known and only the heavy antecedent limits it; amide and ring nitrogens are judged by two.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nesgroove.chem.residues import ResidueBuilder
from nesgroove.measure.contact import Contact, Donor
from nesgroove.model.structure import FloatArray, IntArray

HYDROGEN_BOND_REACH = 3.5
"""Longest distance (A) from donor to acceptor: ProLIF's, and about where distances of N and O in hydrogen bonds of
well-determined proteins end (Baker and Hubbard 1984, doi:10.1016/0079-6107(84)90007-5)."""


ANTECEDENT_ANGLE = 80.0
"""Smallest angle (degrees) antecedent-end...end, at donor and acceptor. McDonald and Thornton (1994,
doi:10.1006/jmbi.1994.1334) ask for 90; ten less leave room for the error of coordinates and for bifurcated bonds."""


POLAR_ELEMENTS = ("N", "O")


class PolarEnds:
    """What atoms are to hydrogen bonds, and the angles at them.

    Parameters
    ----------
    builder
        Knows the chemistry of residues.
    xyz
        Coordinates of all atoms, shape (n, 3), A; nan for atoms that are not there.
    """

    def __init__(self, builder: ResidueBuilder, xyz: FloatArray) -> None:
        self.builder = builder
        self.xyz = xyz

    def gives_takes_binds(self, atom: int) -> tuple[bool, bool, bool]:
        """Whether an atom gives a hydrogen, takes one, binds a metal; none where its chemistry is not known."""
        residue = int(self.builder.structure.atoms.residue[atom])
        kind = self.builder.polar(residue)
        if kind is None:
            return False, False, False
        i = self.builder.atoms_of(residue).tolist().index(atom)
        return bool(kind.donor[i]), bool(kind.acceptor[i]), bool(kind.chelator[i])

    def antecedents(self, atom: int) -> list[int]:
        """Heavy atoms in the file that an atom is bonded to, the carbonyl carbon before a main-chain nitrogen too."""
        residue = int(self.builder.structure.atoms.residue[atom])
        kind = self.builder.polar(residue)
        order = self.builder.atoms_of(residue).tolist()
        bonded = [] if kind is None else [order[i] for i in kind.neighbours[order.index(atom)]]
        if atom in self.builder.carbonyl_before:
            bonded.append(self.builder.carbonyl_before[atom])
        return [other for other in bonded if not np.isnan(self.xyz[other, 0])]

    def angle(self, atom: int, towards: FloatArray) -> float | None:
        """Smallest angle antecedent-atom-point, degrees; None where no antecedent is in the file."""
        bonded = self.antecedents(atom)
        if not bonded:
            return None
        arms = self.xyz[bonded] - self.xyz[atom]
        way = towards - self.xyz[atom]
        lengths = np.linalg.norm(arms, axis=1) * np.linalg.norm(way)
        if not lengths.all():
            return None  # two atoms in one place
        cosine = arms @ way / lengths
        return float(np.degrees(np.arccos(np.clip(cosine.max(), -1.0, 1.0))))


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
