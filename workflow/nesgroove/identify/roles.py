"""The role that each chain and ligand plays in a complex.

Roles follow from sequence and place alone. What lies in the groove is decided by its atoms near the pocket
centres of the groove frame: a chain that lies there is a cargo (the export signal of RanBP1 too), a ligand
that is no crystallisation additive is an inhibitor.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from nesgroove.chem.components import additives, nucleotide_states
from nesgroove.chem.residue_chemistry import is_compound, is_ion
from nesgroove.identify.bond528 import bonds_at_site
from nesgroove.identify.divide import ChainPart
from nesgroove.model.complex import Complex, Molecule, Occupant, Role, near_pockets
from nesgroove.model.problem import Finding
from nesgroove.model.structure import FloatArray, Residue, Structure

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

MIN_CARGO_ATOMS = 8
"""Atoms near the pockets that make a chain a cargo: less than one anchor residue and its neighbours. Export
signals have 50 to 90; a side chain that grazes the groove has fewer."""


MIN_INHIBITOR_ATOMS = 4
"""The same for a ligand: more than a glycerol that grazes P0 (2 atoms in 4HB2), fewer than any inhibitor (21
and more)."""


SHORT = 3
"""A peptide of so many residues is a ligand's size, and is in the groove where a ligand would be."""


INTERFACE_REACH = 5.0
"""Chains with heavy atoms this close (A) touch."""


MIN_INTERFACE_ATOMS = 20
"""Atoms of a chain within reach of XPO1 that make it a partner of that copy: Ran has some 200, crystal
neighbours often fewer than ten."""


NUCLEOTIDE_REACH = 4.0
"""A nucleotide with an atom this close (A) to Ran is bound to it."""


NO_CARGO = ("xpo1", "ran")
"""What lies in the groove as a neighbour and not as a cargo."""


def partners(copies: Sequence[Complex], parts: Sequence[ChainPart]) -> dict[str, tuple[str, int]]:
    """Give each Ran and Ran-binding protein, and any other chain, the XPO1 copy that it touches most.

    Parameters
    ----------
    copies
        The XPO1 copies of a structure.
    parts
        Its chains, taken apart.

    Returns
    -------
    dict of str to (str, int)
        Part -> name of the copy's chain, and how many of the part's atoms lie within reach of it.
    """
    partner_of: dict[str, tuple[str, int]] = {}
    if not copies:
        return partner_of
    structure = copies[0].structure
    trees = {copy.chain.name: _tree(structure, copy.chain.residues) for copy in copies}
    for part in parts:
        if part.recognition is not None and part.recognition.kind == "xpo1":
            continue
        xyz = structure.atoms.xyz[structure.atom_indices(part.residues)]
        touching = {name: _near(tree, xyz) for name, tree in trees.items()}
        best = max(touching, key=lambda name: touching[name])
        partner_of[part.name] = (best, touching[best])
    return partner_of


def give_roles(
    copy: Complex, parts: Sequence[ChainPart], touching: Mapping[str, tuple[str, int]], *, number_of_copies: int
) -> tuple[tuple[Molecule, ...], tuple[Occupant, ...], tuple[Finding, ...]]:
    """Give the chains and ligands around an XPO1 copy their roles.

    Parameters
    ----------
    copy
        The copy, alone.
    parts
        The chains of the structure, taken apart.
    touching
        As :func:`partners` gives it.
    number_of_copies
        How many copies the structure has.

    Returns
    -------
    molecules : tuple of Molecule
        XPO1 first, then chains, then ligands.
    occupants : tuple of Occupant
        The one with most atoms near the pockets first.
    notes : tuple of Finding
        What a reader has to know about these roles.
    """
    molecules, cargoes, notes = _chains(copy, parts, touching, number_of_copies)
    ligands, inhibitors = _ligands(copy, molecules)
    occupants = sorted([*cargoes, *inhibitors], key=lambda o: (-o.atoms_near_pockets, o.name))
    in_groove = [o.name for o in occupants if o.kind == "cargo"]
    if len(in_groove) > 1:
        notes.append(Finding("several_cargoes", {"chains": ", ".join(in_groove), "first": in_groove[0]}))
    return (*molecules, *ligands), tuple(occupants), tuple(notes)


def _chains(
    copy: Complex, parts: Sequence[ChainPart], touching: Mapping[str, tuple[str, int]], number_of_copies: int
) -> tuple[list[Molecule], list[Occupant], list[Finding]]:
    structure = copy.structure
    molecules, cargoes, notes = list(copy.molecules), [], []
    for part in parts:
        if part.name == copy.chain.name:
            continue
        known = part.recognition
        near = len(near_pockets(copy.frame, structure.atoms.xyz[structure.atom_indices(part.residues)]))
        in_groove = near >= (MIN_INHIBITOR_ATOMS if len(part.residues) <= SHORT else MIN_CARGO_ATOMS)
        if in_groove and (known is None or known.kind not in NO_CARGO):
            cargoes.append(Occupant("cargo", part.name, part.residues, near))
            molecules.append(Molecule(part.name, "cargo", part.residues, known, near))
            continue
        details = {"chain": part.name, "reference": known.reference.key if known else "", "atoms": near}
        if in_groove:
            notes.append(Finding("neighbour_in_groove", details))
        if part.tail_of or (known is not None and known.kind == "xpo1"):
            continue
        partner, atoms = touching[part.name]
        if partner != copy.chain.name:
            continue
        if atoms < MIN_INTERFACE_ATOMS:
            # Ran that touches no XPO1 in the file still belongs to the only copy there is.
            if number_of_copies > 1 or known is None:
                continue
            notes.append(Finding("partner_apart", details))
        role: Role = known.kind if known and known.kind != "karyopherin" else "other"
        molecules.append(Molecule(part.name, role, part.residues, known, near))
    occupied = {cargo.name for cargo in cargoes}
    return [_with_tails(molecule, parts, occupied) for molecule in molecules], cargoes, notes


def _with_tails(molecule: Molecule, parts: Sequence[ChainPart], occupied: Collection[str]) -> Molecule:
    """Give a molecule its tags and linkers back: all that continues it and lies in no groove."""
    own = [
        p for p in parts if molecule.name in (p.name, p.tail_of) and (p.name == molecule.name or p.name not in occupied)
    ]
    return replace(molecule, residues=tuple(i for part in own for i in part.residues))


def _ligands(copy: Complex, molecules: Sequence[Molecule]) -> tuple[list[Molecule], list[Occupant]]:
    """Give ligands their roles; those that touch none of the complex's chains belong to another copy."""
    structure = copy.structure
    bonds = [bond for bond in bonds_at_site(structure, copy.residue_at) if bond.joins]
    bonded = {int(structure.atoms.residue[bond.other_atom]) for bond in bonds}
    ran_residues = [i for m in molecules if m.role == "ran" for i in m.residues]
    own = _tree(structure, [i for m in molecules for i in m.residues])
    ran = _tree(structure, ran_residues) if ran_residues else None
    ligands: list[Molecule] = []
    occupants: list[Occupant] = []
    for residue in structure.residues:
        if residue.kind != "ligand":
            continue
        xyz = structure.atoms.xyz[residue.start : residue.stop]
        near = len(near_pockets(copy.frame, xyz))
        in_groove = residue.index in bonded or near >= MIN_INHIBITOR_ATOMS
        touching = _touches(own, xyz, INTERFACE_REACH)
        if not in_groove and not touching:  # nor is it bound to Ran, which is one of the chains
            continue
        of_ran = ran is not None and _touches(ran, xyz, NUCLEOTIDE_REACH)
        role = _ligand_role(structure, residue, in_groove=in_groove, of_ran=of_ran)
        if role == "nucleotide":
            if not of_ran:
                continue
        elif role != "inhibitor" and not touching:
            continue
        ligands.append(Molecule(residue.label, role, (residue.index,), None, near))
        if role == "inhibitor":
            occupants.append(Occupant("inhibitor", residue.label, (residue.index,), near))
    return ligands, occupants


def _tree(structure: Structure, residues: Sequence[int]) -> cKDTree:
    """Atoms of residues, to be asked for the nearest; made in half of the time where it is not balanced."""
    from scipy.spatial import cKDTree

    xyz = structure.atoms.xyz[structure.atom_indices(residues)]
    return cKDTree(xyz, balanced_tree=False, compact_nodes=False)


def _near(tree: cKDTree, xyz: FloatArray) -> int:
    """How many atoms are at an interface with those of the tree; none where the boxes about them lie apart."""
    low, high = xyz.min(axis=0), xyz.max(axis=0)
    if (low > tree.maxes + INTERFACE_REACH).any() or (high < tree.mins - INTERFACE_REACH).any():
        return 0
    return int((tree.query(xyz, distance_upper_bound=INTERFACE_REACH)[0] < INTERFACE_REACH).sum())


def _touches(tree: cKDTree, xyz: FloatArray, reach: float) -> bool:
    """Whether any atom is within reach of the tree's; what is farther than twice that is not looked for."""
    return bool(tree.query(xyz, distance_upper_bound=2 * reach)[0].min() <= reach)


def _ligand_role(structure: Structure, residue: Residue, *, in_groove: bool, of_ran: bool) -> Role:
    kind = known_kind(structure, residue.index)
    # A nucleotide in the groove, and not at Ran, is what an inhibitor is there.
    if kind is not None and (kind != "nucleotide" or of_ran or not in_groove):
        return kind
    return "inhibitor" if in_groove else "other"


def known_kind(structure: Structure, residue: int) -> Literal["nucleotide", "additive"] | None:
    """Say what a ligand is by its component id, where its atoms are those of the component.

    Parameters
    ----------
    structure, residue
        The ligand, by its index.

    Returns
    -------
    {'nucleotide', 'additive'} or None
        None for all others, and for another compound under such a name. An ion is an additive under any name.
    """
    component = structure.residues[residue].component
    nucleotide = component in nucleotide_states()
    if is_ion(structure, residue):
        return "additive"
    if not (nucleotide or component in additives()) or not is_compound(structure, residue):
        return None
    return "nucleotide" if nucleotide else "additive"
