"""Typed contacts between XPO1 and a partner, on heavy atoms.

ProLIF's definitions (Bouysset and Fiorucci 2021, doi:10.1186/s13321-021-00548-6), with its criteria for
hydrogen bonds without hydrogens; van der Waals contacts are pairs within the sum of Bondi's radii that have no
other type. Added to them: covalent bonds, and clashes, pairs too near to be anything. Atoms up to three bonds
apart across a covalent bond are near each other because of it and are no contacts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from nesgroove.chem.radii import radii
from nesgroove.chem.residues import ResidueBuilder, load_prolif
from nesgroove.model.crystal import ImageAtoms
from nesgroove.model.structure import FloatArray, IntArray, Structure

CONTACT_REACH = 4.5
"""Longest distance (A) of ProLIF's atom-to-atom types: hydrophobic and ionic."""


RING_REACH = 6.5
"""Longest distance (A) between ring centres that ProLIF counts as stacking."""


CLASH_FRACTION = 0.75
"""Atoms nearer than this part of the sum of their radii clash (PoseBusters, Buttenschoen et al. 2024,
doi:10.1039/D3SC04185A). It is 2.3 A for N and O: below the shortest hydrogen bonds."""


TYPES = {
    "Hydrophobic": "hydrophobic",
    "ImplicitHBDonor": "hydrogen_bond",
    "ImplicitHBAcceptor": "hydrogen_bond",
    "Anionic": "ionic",
    "Cationic": "ionic",
    "XBDonor": "halogen_bond",
    "XBAcceptor": "halogen_bond",
    "PiStacking": "pi_stacking",
    "CationPi": "cation_pi",
    "PiCation": "cation_pi",
}
"""ProLIF's classes and the names of their types in contacts.tsv."""


HYDROPHOBIC = "[c,s,Br,I,S&H0&v2,$([C;X2H0R0,X3H1R0,X4H3,X4H2,X3H0,X4H1,X4H0]);+0;!$([#6]~[#7,#8,#9])]"
"""Atoms that make hydrophobic contacts: ProLIF's pattern, to which methyl groups and CH2 of rings are added. It
leaves them out, and the methyl groups of leucine, isoleucine, valine and methionine are what the groove touches
its cargoes with; PLIP counts them too."""


RING_TYPES = ("PiStacking", "CationPi", "PiCation")


@dataclass(frozen=True)
class Contact:
    """One contact.

    Attributes
    ----------
    atom, partner_atom : int
        Atom indices in XPO1 and in the partner; of rings the first atom by name.
    type : str
        A value of :data:`TYPES`, ``van_der_waals``, ``covalent`` or ``clash``.
    distance : float
        A; between centres for rings.
    symmetry : str
        Operator of the image that XPO1's atom belongs to, empty for the atom itself.
    """

    atom: int
    partner_atom: int
    type: str
    distance: float
    symmetry: str = ""


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
    touching = _contacts(structure, builder, atoms, None, partner, bonds)
    touching += [
        Contact(a, b, "covalent", float(np.linalg.norm(structure.atoms.xyz[a] - structure.atoms.xyz[b])))
        for a, b in bonds
    ]
    return sorted(touching, key=lambda c: (c.atom, c.partner_atom, c.type))


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
        image = ImageAtoms(images.atom[chosen], images.xyz[chosen], images.operator[chosen])
        for contact in _contacts(structure, builder, image.atom, image, partner, ()):
            touching.append(Contact(contact.atom, contact.partner_atom, contact.type, contact.distance, operator))
    return sorted(touching, key=lambda c: (c.symmetry, c.atom, c.partner_atom, c.type))


def _contacts(
    structure: Structure,
    builder: ResidueBuilder,
    atoms: IntArray,
    images: ImageAtoms | None,
    partner: Sequence[int],
    bonds: Sequence[tuple[int, int]],
) -> list[Contact]:
    xyz = structure.atoms.xyz[atoms] if images is None else images.xyz
    own = structure.atom_indices(partner)
    pairs = cKDTree(xyz).sparse_distance_matrix(cKDTree(structure.atoms.xyz[own]), RING_REACH, output_type="ndarray")
    if not len(pairs):
        return []
    joined = _across_bonds(structure, bonds)
    first, second, distance = atoms[pairs["i"]], own[pairs["j"]], pairs["v"]
    if joined:
        apart = np.array([pair not in joined for pair in zip(first.tolist(), second.tolist(), strict=True)])
        first, second, distance = first[apart], second[apart], distance[apart]
    element = structure.atoms.element
    surface = distance / (radii(element[first]) + radii(element[second]))
    clash = surface < CLASH_FRACTION
    clashing = {(int(a), int(b)) for a, b in zip(first[clash], second[clash], strict=True)}
    touching_pairs = [
        Contact(int(a), int(b), "clash", float(d))
        for a, b, d in zip(first[clash], second[clash], distance[clash], strict=True)
    ]
    # Only images have other coordinates than the file's.
    image_xyz = None if images is None else dict(zip(images.atom.tolist(), images.xyz, strict=True))
    near = distance <= CONTACT_REACH
    residue = structure.atoms.residue
    neighbours = {(int(a), int(b)) for a, b in zip(residue[first[near]], residue[second[near]], strict=True)}
    stacked = {(int(a), int(b)) for a, b in zip(residue[first], residue[second], strict=True)}
    typed = set()
    for pair in sorted(stacked):
        for contact in _typed(structure, builder, pair, image_xyz, rings_only=pair not in neighbours):
            key = (contact.atom, contact.partner_atom)
            if key not in clashing and key not in joined:
                typed.add(contact)
    touching_pairs += typed
    known = clashing | {(c.atom, c.partner_atom) for c in typed}
    touching = (surface <= 1.0) & ~clash
    for a, b, d in zip(first[touching], second[touching], distance[touching], strict=True):
        if (int(a), int(b)) not in known:
            touching_pairs.append(Contact(int(a), int(b), "van_der_waals", float(d)))
    return touching_pairs


def _typed(
    structure: Structure,
    builder: ResidueBuilder,
    pair: tuple[int, int],
    image_xyz: dict[int, FloatArray] | None,
    *,
    rings_only: bool,
) -> Iterator[Contact]:
    """Ask ProLIF for the contacts of one pair of residues."""
    here, there = builder.atoms_of(pair[0]), builder.atoms_of(pair[1])
    if image_xyz is not None and any(int(atom) not in image_xyz for atom in here):
        return
    if rings_only and not (builder.has_ring(pair[0]) or builder.has_ring(pair[1])):
        return
    receptor = builder.build(pair[0], None if image_xyz is None else np.array([image_xyz[int(atom)] for atom in here]))
    partner = builder.build(pair[1])
    if receptor is None or partner is None:
        return
    names = structure.atoms.name
    for name, interaction in _interactions().items():
        if rings_only and name not in RING_TYPES:
            continue
        best: dict[tuple[int, int], float] = {}
        for hit in interaction.detect(partner, receptor):
            # ProLIF calls the first molecule "ligand". Of a pattern the first atom is the one that counts;
            # of a ring any atom stands for all.
            ends = []
            for side, members in (("protein", here), ("ligand", there)):
                indices = hit["indices"][side]
                ring = name in RING_TYPES and len(indices) > 1
                candidates = members[list(indices)] if ring else members[[indices[0]]]
                ends.append(int(min(candidates, key=names.__getitem__)))
            key = (ends[0], ends[1])
            best[key] = min(best.get(key, np.inf), float(hit["distance"]))
        for (a, b), distance in best.items():
            yield Contact(a, b, TYPES[name], distance)


@cache
def _interactions() -> dict[str, Any]:
    prolif_interactions = load_prolif().interactions
    interactions = {name: getattr(prolif_interactions, name)() for name in TYPES if name != "Hydrophobic"}
    return interactions | {"Hydrophobic": prolif_interactions.Hydrophobic(hydrophobic=HYDROPHOBIC)}


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
