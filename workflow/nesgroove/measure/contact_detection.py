"""Contacts between XPO1 and a partner, on heavy atoms: all pairs, and what each is.

Hydrogen bonds, and bridges by a water or a metal, have limits of their own; other types are ProLIF's (Bouysset and
Fiorucci 2021, doi:10.1186/s13321-021-00548-6); van der Waals contacts are pairs within the sum of Bondi's radii that
have no other type. Added to them: covalent bonds, and clashes, pairs too near to be anything. Atoms up to three bonds
apart across a covalent bond are near each other because of it and are no contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nesgroove.chem.radii import radii
from nesgroove.chem.residues import ResidueBuilder
from nesgroove.measure.bridges import METAL_REACH, metal_bridges, metal_pairs, water_bridges
from nesgroove.measure.contact import Contact
from nesgroove.measure.hydrogen_bonds import HYDROGEN_BOND_REACH, PolarEnds, hydrogen_bonds
from nesgroove.measure.prolif_classes import RING_REACH
from nesgroove.measure.residue_contacts import typed_contacts
from nesgroove.model.crystal import ImageAtoms
from nesgroove.model.points import atoms_around
from nesgroove.model.structure import FloatArray, IntArray, Structure

FARTHEST = max(RING_REACH, 2 * HYDROGEN_BOND_REACH, 2 * METAL_REACH)
"""Distance (A) beyond which no two atoms have a contact, by way of a water or a metal neither."""


CLASH_FRACTION = 0.75
"""Atoms nearer than this part of the sum of their radii clash (PoseBusters, Buttenschoen et al. 2024,
doi:10.1039/D3SC04185A). It is 2.3 A for N and O: below the shortest hydrogen bonds."""


def contacts(
    structure: Structure,
    builder: ResidueBuilder,
    receptor: Sequence[int],
    partner: Sequence[int],
    bonds: Sequence[tuple[int, int]] = (),
) -> list[Contact]:
    """Find the contacts of a partner with XPO1.

    Parameters
    ----------
    structure
        The structure.
    builder
        Makes its residues for ProLIF.
    receptor, partner
        Residue indices of XPO1 and of the partner.
    bonds
        Covalent bonds between them: pairs of (XPO1 atom, partner atom).

    Returns
    -------
    list of Contact
        Without duplicates, sorted by atoms and type.
    """
    atoms = structure.atom_indices(receptor)
    touching = _contacts(structure, builder, atoms, structure.atoms.xyz, partner, bonds)
    touching += [
        Contact(a, b, "covalent", float(np.linalg.norm(structure.atoms.xyz[a] - structure.atoms.xyz[b])))
        for a, b in bonds
    ]
    return sorted(touching, key=lambda c: c.order)


def image_contacts(
    structure: Structure, builder: ResidueBuilder, images: ImageAtoms, partner: Sequence[int]
) -> list[Contact]:
    """Find the contacts of a partner with symmetry images of XPO1.

    Parameters
    ----------
    images
        Images of XPO1's atoms near the partner, whole residues.

    Returns
    -------
    list of Contact
        Each with its operator.
    """
    touching = []
    for operator in sorted(set(images.operator.tolist())):
        chosen = images.operator == operator
        xyz = np.full_like(structure.atoms.xyz, np.nan)
        xyz[images.atom[chosen]] = images.xyz[chosen]
        for contact in _contacts(structure, builder, images.atom[chosen], xyz, partner, ()):
            touching.append(replace(contact, symmetry=operator))
    return sorted(touching, key=lambda c: c.order)


def _contacts(
    structure: Structure,
    builder: ResidueBuilder,
    atoms: IntArray,
    xyz: FloatArray,
    partner: Sequence[int],
    bonds: Sequence[tuple[int, int]],
) -> list[Contact]:
    """Contacts of atoms of XPO1 that are at ``xyz``, of all atoms, nan for those that are not there."""
    own = structure.atom_indices(partner)
    atoms = atoms_around(xyz, atoms, structure.atoms.xyz[own], FARTHEST)
    own = atoms_around(structure.atoms.xyz, own, xyz[atoms], FARTHEST)
    here, there = PolarEnds(builder, xyz, atoms), PolarEnds(builder, structure.atoms.xyz, own)
    pairs = here.tree.sparse_distance_matrix(there.tree, RING_REACH, output_type="ndarray")
    if not len(pairs):
        return []
    joined = _across_bonds(structure, bonds)
    first, second, distance = atoms[pairs["i"]], own[pairs["j"]], pairs["v"]
    if joined:
        apart = np.array([pair not in joined for pair in zip(first.tolist(), second.tolist(), strict=True)], bool)
        first, second, distance = first[apart], second[apart], distance[apart]
    element = structure.atoms.element
    surface = distance / (radii(element[first]) + radii(element[second]))
    metal = metal_pairs(here, there, first, second, distance)
    clash = (surface < CLASH_FRACTION) & ~metal
    typed = set(_plain(first[metal], second[metal], distance[metal], "metal"))
    typed.update(hydrogen_bonds(here, there, first[~clash], second[~clash], distance[~clash]))
    typed.update(typed_contacts(builder, xyz, first, second, distance))
    clashing = {(int(a), int(b)) for a, b in zip(first[clash], second[clash], strict=True)}
    typed = {c for c in typed if (c.atom, c.partner_atom) not in clashing | joined}
    known = clashing | {(c.atom, c.partner_atom) for c in typed}
    touching = surface <= 1.0
    plain = _plain(first[touching], second[touching], distance[touching], "van_der_waals")
    return [
        *_plain(first[clash], second[clash], distance[clash], "clash"),
        *typed,
        *(contact for contact in plain if (contact.atom, contact.partner_atom) not in known),
        *water_bridges(here, there),
        *metal_bridges(here, there, frozenset(partner)),
    ]


def _plain(first: IntArray, second: IntArray, distance: FloatArray, kind: str) -> list[Contact]:
    return [Contact(int(a), int(b), kind, float(d)) for a, b, d in zip(first, second, distance, strict=True)]


def _across_bonds(structure: Structure, bonds: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Pairs of atoms within three bonds of each other across covalent bonds, by bond lengths in the file."""
    pairs = set()
    for a, b in bonds:
        here, there = (_steps_from(structure, atom) for atom in (a, b))
        pairs |= {(i, j) for i, m in here.items() for j, n in there.items() if m + n + 1 <= 3}
    return pairs


def _steps_from(structure: Structure, atom: int) -> dict[int, int]:
    """Bonds from an atom to the others of its residue, up to two, by distance."""
    record = structure.residues[structure.atoms.residue[atom]]
    members = range(record.start, record.stop)
    xyz, element = structure.atoms.xyz, structure.atoms.element
    steps = {atom: 0}
    for step in (1, 2):
        for start in [i for i, n in steps.items() if n == step - 1]:
            for other in members:
                longest = 2.1 if "S" in (element[start], element[other]) else 1.9
                if other not in steps and np.linalg.norm(xyz[start] - xyz[other]) < longest:
                    steps[other] = step
    return steps
