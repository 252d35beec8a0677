"""Atoms of the receptor that came with a pose, put in the place of its own."""

from __future__ import annotations

from nesgroove.io.poses.pose import MovedResidue, Pose
from nesgroove.measure.groove import Groove
from nesgroove.model.structure import FloatArray, Structure
from nesgroove.model.target import XPO1

Remark = tuple[str, str]
"""Message and remedy."""


def with_moved(pose: Pose, own: Groove) -> tuple[FloatArray, tuple[int, ...], list[Remark]]:
    """Put the atoms that came with a pose into the receptor.

    Parameters
    ----------
    pose
        The pose.
    own
        The copy of XPO1 that it is in.

    Returns
    -------
    xyz : ndarray, shape (n, 3)
        Coordinates of the receptor's atoms, A.
    moved : tuple of int
        Residues of which some are others.
    remarks : list of (str, str)
        What came and is not in the receptor.
    """
    structure = own.structure
    xyz, moved, remarks = structure.atoms.xyz, [], []
    for residue in pose.moved:
        index = residue_named(residue.chain, residue.number, residue.insertion, own)
        label = f"{residue.name}{residue.number or ''} {residue.chain}".strip()
        if index is None or structure.residues[index].component != residue.name:
            remarks.append((
                f"side chain {label} came with the pose, and the receptor has no such residue: it is measured without "
                "it", "Give the receptor that was docked into",
            ))  # fmt: skip
            continue
        placed = _placed(structure, index, residue)
        unknown = [name for name in residue.atom_names if name not in placed]
        if unknown:
            remarks.append((
                f"atoms {' '.join(unknown)} of {label} came with the pose and are not in the receptor: they are left "
                "out", "Give the receptor that was docked into",
            ))  # fmt: skip
        xyz = xyz.copy()
        for place, atom in placed.values():
            xyz[atom] = residue.xyz[place]
        moved.append(index)
    return xyz, tuple(moved), remarks


def residue_named(chain: str, number: int | None, insertion: str, own: Groove) -> int | None:
    """Find a residue that a file of poses names.

    Parameters
    ----------
    chain
        Author's chain id; XPO1's where it is empty.
    number
        Author's number; None for the residue at 528.
    insertion
        Insertion code.
    own
        The copy of XPO1.

    Returns
    -------
    int or None
        Its index; None where there is none.
    """
    if number is None:
        return own.complex.residue_at.get(XPO1.cysteine)
    chain = chain or own.complex.chain.name
    for residue in own.structure.residues:
        if (residue.auth_chain, residue.auth_seq_id, residue.ins_code) == (chain, number, insertion):
            return residue.index
    return None


def _placed(structure: Structure, index: int, residue: MovedResidue) -> dict[str, tuple[int, int]]:
    """Place among the atoms that came along, and index in the receptor, by the name of the atom."""
    there = {}
    for place, name in enumerate(residue.atom_names):
        atom = structure.atom_of(index, name)
        if atom is not None:
            there[name] = (place, atom)
    return there
