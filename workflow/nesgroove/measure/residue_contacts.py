"""Typed contacts by ProLIF's classes and patterns: ionic, hydrophobic, halogen bonds, rings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nesgroove.chem.residues import ResidueBuilder
from nesgroove.measure.contact import Contact, Donor
from nesgroove.measure.prolif_classes import (
    CONTACT_REACH,
    RING_TYPES,
    TYPES,
    Asked,
    Sites,
    asked_of,
    atom_rules,
    interactions,
    sites_of,
)
from nesgroove.model.structure import BoolArray, FloatArray, IntArray

ROUNDING = 1e-3
"""Added (A) to ProLIF's distances where it is only asked whether ProLIF has to be asked."""

HALOGEN_DONORS: dict[str, Donor] = {"XBDonor": "occupant", "XBAcceptor": "xpo1"}
"""Who has the halogen. ProLIF calls the first molecule, here the occupant, the ligand."""


def typed_contacts(
    builder: ResidueBuilder, xyz: FloatArray, first: IntArray, second: IntArray, distance: FloatArray
) -> Iterator[Contact]:
    """Find the contacts of ProLIF's types among pairs of atoms.

    Types between single atoms are decided here, of all pairs at once; about groups of atoms, rings and halogens on
    carbon, ProLIF is asked, of the pairs of residues that have them and in which they are near.

    Parameters
    ----------
    builder
        Makes residues for ProLIF.
    xyz
        Where XPO1's atoms are, shape (n, 3), A; nan for those that are not there.
    first, second
        Atom indices in XPO1 and in the partner, shape (m,): all pairs within
        :data:`nesgroove.measure.prolif_classes.RING_REACH`.
    distance
        Between them, shape (m,), A.

    Yields
    ------
    Contact
        None for a residue of an image that is not there as a whole.
    """
    residue, near = builder.structure.atoms.residue, distance <= CONTACT_REACH
    sides = _Side(builder, xyz, residue[first]), _Side(builder, builder.structure.atoms.xyz, residue[second])
    known = sides[0].known[residue[first]] & sides[1].known[residue[second]]
    chosen = near & known
    yield from _between_atoms(sides, first[chosen], second[chosen], distance[chosen])
    size = len(builder.structure.residues)
    codes = residue[first] * size + residue[second]
    neighbours = set(np.unique(codes[near]).tolist())
    for code in np.unique(codes).tolist():
        yield from _between_groups(sides, divmod(code, size), rings_only=code not in neighbours)


class _Side:
    """Residues of one side of contacts, and what ProLIF's classes look for in them.

    Parameters
    ----------
    builder
        Makes them.
    xyz
        Coordinates of all atoms, shape (n, 3), A; nan for those that are not there.
    residues
        Their indices.

    Attributes
    ----------
    of : dict of int to Sites or None
        By residue; None where nobody knows its chemistry. Without those that are not there as a whole.
    known : ndarray of bool
        Of all residues of the structure, which of them have chemistry.
    """

    def __init__(self, builder: ResidueBuilder, xyz: FloatArray, residues: IntArray) -> None:
        self.builder, self.xyz = builder, xyz
        self.of: dict[int, Sites | None] = {}
        self.known = np.zeros(len(builder.structure.residues), bool)
        self.image = xyz is not builder.structure.atoms.xyz
        self._marks = np.zeros((len(builder.structure.atoms), len(atom_rules()), 2), bool)
        for residue in np.unique(residues).tolist():
            atoms = builder.atoms_of(residue)
            if self.image and np.isnan(xyz[atoms]).any():
                continue
            sites = self.of[residue] = builder.of_kind(residue, sites_of)
            if sites is not None:
                self.known[residue] = True
                self._marks[atoms] = sites.atoms

    def has(self, atoms: IntArray, rule: int, order: int) -> BoolArray:
        """Which atoms are what a class of ProLIF, by its place in the rules, looks for in one of its molecules."""
        return np.asarray(self._marks[atoms, rule, order])

    def built(self, residue: int) -> Any:  # noqa: ANN401 (a ProLIF residue)
        """A residue as ProLIF wants it."""
        return self.builder.build(residue, self.xyz[self.builder.atoms_of(residue)] if self.image else None)


def _between_atoms(
    sides: tuple[_Side, _Side], first: IntArray, second: IntArray, distance: FloatArray
) -> Iterator[Contact]:
    """Contacts of types between single atoms. ProLIF's first molecule is the partner."""
    for number, (name, rule) in enumerate(atom_rules().items()):
        own = int(not rule.inverted)
        chosen = (distance <= rule.distance) & sides[0].has(first, number, own) & sides[1].has(second, number, 1 - own)
        rows = (values[chosen].tolist() for values in (first, second, distance))
        for a, b, length in zip(*rows, strict=True):
            yield Contact(a, b, TYPES[name], length)


def _between_groups(sides: tuple[_Side, _Side], pair: tuple[int, int], *, rings_only: bool) -> Iterator[Contact]:
    """Contacts of types about groups of atoms in a pair of residues, too far apart for anything but rings or not."""
    builder = sides[0].builder
    if pair[0] not in sides[0].of or (rings_only and not any(map(builder.has_ring, pair))):
        return
    first, second = (side.of[residue] for side, residue in zip(sides, pair, strict=True))
    if first is None or second is None:
        for residue in pair:
            builder.build(residue)  # notes the component as one that nobody knows
        return
    names = builder.structure.atoms.name
    here, there = map(builder.atoms_of, pair)
    for asked in asked_of(first, second):
        if rings_only and asked.name not in RING_TYPES:
            continue
        best: dict[tuple[int, int], tuple[float, float]] = {}
        for own, other, distance, angle in _hits(sides, pair, asked):
            a, b = (
                int(min(members[indices], key=lambda atom: (names[atom], atom)))
                for members, indices in ((here, own), (there, other))
            )
            best[a, b] = min(best.get((a, b), (np.inf, np.inf)), (distance, angle))
        for (a, b), (distance, angle) in best.items():
            donor = HALOGEN_DONORS.get(asked.name, "")
            yield Contact(a, b, TYPES[asked.name], distance, donor=donor, angle=None if np.isnan(angle) else angle)


Hit = tuple[list[int], list[int], float, float]
"""Atoms of XPO1's residue and of the partner's that may name a contact, its distance (A) and angle (degrees or nan)."""


def _hits(sides: tuple[_Side, _Side], pair: tuple[int, int], asked: Asked) -> Iterator[Hit]:
    """What one of ProLIF's classes finds in a pair of residues."""
    from scipy.spatial.distance import cdist

    here, there = (side.xyz[side.builder.atoms_of(residue)] for side, residue in zip(sides, pair, strict=True))
    # ProLIF searches each pair of residues for patterns anew, and most pairs have nothing that is near.
    if min(cdist(a @ here, b @ there).min() for a, b in asked.sides) > asked.distance + ROUNDING:
        return
    receptor, partner = (side.built(residue) for side, residue in zip(sides, pair, strict=True))
    for hit in _detected(interactions()[asked.name], partner, receptor):
        angle = hit.get("AXD_angle", hit.get("plane_angle", hit.get("angle", np.nan)))
        if asked.name in RING_TYPES:
            angle = min(angle, 180.0 - angle)  # a plane has two normals
        own, other = (_named(asked.name, side, hit["indices"][side]) for side in ("protein", "ligand"))
        yield own, other, float(hit["distance"]), float(angle)


def _detected(interaction: Any, partner: Any, receptor: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """What ProLIF finds; nothing where two rings lie on each other, between which there is no direction."""
    try:
        return list(interaction.detect(partner, receptor))
    except RuntimeError:
        return []


def _named(name: str, side: str, indices: tuple[int, ...]) -> list[int]:
    """Which atoms of a match may give the contact its name.

    Any atom of a ring stands for all. Of a halogen bond the donor's pattern begins with the carbon, and the second
    atom is the halogen. Of other patterns the first is the one that counts.
    """
    if name in RING_TYPES and len(indices) > 1:
        return list(indices)
    halogen = name in HALOGEN_DONORS and side == ("ligand" if HALOGEN_DONORS[name] == "occupant" else "protein")
    return [indices[1] if halogen else indices[0]]
