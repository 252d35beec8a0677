"""Bonds of the side chain at position 528 to protein: a disulphide, or a bond that the file records.

They are no inhibitor's (:mod:`nesgroove.identify.bond528`), but a cysteine that has one is not free.
"""

from __future__ import annotations

from collections.abc import Mapping

from nesgroove.chem.bond_lengths import within_bond_length
from nesgroove.identify.bond528 import SiteBond, is_bond, reactive_atom
from nesgroove.model.structure import Structure


def protein_bonds(structure: Structure, residue_at: Mapping[int, int]) -> list[SiteBond]:
    """List bonds between the side chain at position 528 and other residues of proteins.

    Parameters
    ----------
    structure
        The structure.
    residue_at
        Residue index at each position of the XPO1 copy that is meant.

    Returns
    -------
    list of SiteBond
        Of the atoms that were kept, sorted by length. Two sulphurs at the length of a disulphide are bonded without a
        record; other atoms of a protein so near are more often a bad model, and are bonded where the file says so.
    """
    here = reactive_atom(structure, residue_at)
    if here is None:
        return []
    atoms = structure.atoms
    recorded = {
        there
        for bond in structure.bonds
        for first, there in ((bond.first, bond.second), (bond.second, bond.first))
        if first == here
    }
    bonds = []
    for there, length in within_bond_length(atoms.xyz, atoms.xyz[here]):
        residue = int(atoms.residue[there])
        other = residue != atoms.residue[here] and structure.residues[residue].kind == "polymer"
        sulphurs = atoms.element[here] == atoms.element[there] == "S"
        if other and (sulphurs or there in recorded) and is_bond(structure, here, there, length):
            bonds.append(SiteBond(here, there, length, in_file=there in recorded, by_distance=True))
    return sorted(bonds, key=lambda bond: (bond.length, bond.other_atom))
