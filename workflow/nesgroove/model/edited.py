"""A structure with residues taken out, or with a compound put in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from nesgroove.model.structure import Atoms, BoolArray, FloatArray, IntArray, Residue, Structure


def without_residues(structure: Structure, residues: Collection[int]) -> Structure:
    """Take residues out of a structure.

    Parameters
    ----------
    structure
        The structure.
    residues
        Their indices.

    Returns
    -------
    Structure
        Residues and atoms are numbered anew; chains of which nothing is left, bonds of which an end is gone, and what
        the file declares as absent beside them go too.
    """
    gone = set(residues)
    if not gone:
        return structure
    stay = [residue for residue in structure.residues if residue.index not in gone]
    kept = ~np.isin(structure.atoms.residue, sorted(gone))
    new_atom = np.cumsum(kept) - 1
    new_index = {residue.index: index for index, residue in enumerate(stay)}
    records = []
    start = 0
    for index, residue in enumerate(stay):
        size = residue.stop - residue.start
        records.append(replace(residue, index=index, start=start, stop=start + size))
        start += size
    chains = []
    for chain in structure.chains:
        own = [i for i in chain.residues if i in new_index]
        letters = "".join(c for i, c in zip(chain.residues, chain.sequence, strict=True) if i in new_index)
        if own:
            chains.append(replace(chain, residues=tuple(new_index[i] for i in own), sequence=letters))
    return replace(
        structure,
        atoms=_chosen(structure.atoms, kept, new_index),
        residues=tuple(records),
        chains=tuple(chains),
        bonds=tuple(
            replace(bond, first=int(new_atom[bond.first]), second=int(new_atom[bond.second]))
            for bond in structure.bonds
            if kept[bond.first] and kept[bond.second]
        ),
        left_out=_chosen(structure.left_out, ~np.isin(structure.left_out.residue, sorted(gone)), new_index),
        absent=tuple(
            replace(absent, partner=None if absent.partner is None else int(new_atom[absent.partner]))
            for absent in structure.absent
            if absent.partner is None or kept[absent.partner]
        ),
    )


def _chosen(atoms: Atoms, kept: BoolArray, new_index: dict[int, int]) -> Atoms:
    owner: IntArray = np.array([new_index[i] for i in atoms.residue[kept].tolist()], dtype=np.intp)
    return Atoms(
        xyz=atoms.xyz[kept],
        name=atoms.name[kept],
        element=atoms.element[kept],
        altloc=atoms.altloc[kept],
        occupancy=atoms.occupancy[kept],
        b_factor=atoms.b_factor[kept],
        residue=owner,
    )


def with_compound(
    structure: Structure,
    component: str,
    chain: str,
    names: Sequence[str],
    elements: Sequence[str],
    xyz: FloatArray,
) -> Structure:
    """Put a compound into a structure, as its last residue.

    Parameters
    ----------
    structure
        The structure.
    component
        Component id of the compound.
    chain
        Chain id that it gets; its number is the first free one from 1.
    names, elements
        Of its n heavy atoms, symbols in capitals.
    xyz
        Their coordinates, shape (n, 3), A.

    Returns
    -------
    Structure
        Indices of what was there are kept. Its atoms have occupancy 1, and no B factor.
    """
    atoms, size = structure.atoms, len(names)
    taken = {residue.auth_seq_id for residue in structure.residues if residue.auth_chain == chain}
    number = next(n for n in range(1, len(taken) + 2) if n not in taken)
    index, start = len(structure.residues), len(atoms)
    residue = Residue(
        index=index,
        component=component,
        code="X",
        kind="ligand",
        auth_chain=chain,
        auth_seq_id=number,
        ins_code="",
        label_chain=chain,
        label_seq_id=None,
        start=start,
        stop=start + size,
    )
    return replace(
        structure,
        atoms=Atoms(
            xyz=np.concatenate([atoms.xyz, xyz]),
            name=np.concatenate([atoms.name, np.array(names, dtype=str)]),
            element=np.concatenate([atoms.element, np.array(elements, dtype=str)]),
            altloc=np.concatenate([atoms.altloc, np.full(size, "", dtype="U1")]),
            occupancy=np.concatenate([atoms.occupancy, np.ones(size)]),
            b_factor=np.concatenate([atoms.b_factor, np.full(size, np.nan)]),
            residue=np.concatenate([atoms.residue, np.full(size, index, dtype=np.intp)]),
        ),
        residues=(*structure.residues, residue),
    )


def free_chain(structure: Structure) -> str:
    """Find a chain id that no residue has: ``L`` for ligand where it is free, else the first free letter or number.

    Parameters
    ----------
    structure
        The structure.

    Returns
    -------
    str
        The id.
    """
    taken = {residue.auth_chain for residue in structure.residues}
    taken |= {residue.label_chain for residue in structure.residues}
    letters = "LMNOPQRSTUVWXYZABCDEFGHIJKabcdefghijklmnopqrstuvwxyz"
    numbers = map(str, range(1, len(taken) + 2))
    names: list[str] = [*letters, *numbers]
    return next(name for name in names if name not in taken)
