"""A cysteine that the file has twice: in its chain, and once more with the compound that is bonded to it.

Covalent docking gives poses with the cysteine, or with its C-beta and sulphur, and poses are put beside the whole
receptor. The second cysteine is neither a part of the compound nor something that lies in the groove.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from nesgroove.io.source_atoms import SourceAtoms, SourceChain, SourceResidue
from nesgroove.model.chain_order import BONDED

SAME: Final = 0.5
"""Atoms of one element this close (A) are one atom: a third of the shortest bond of two heavy atoms, and more than
coordinates of one model differ after docking programs have rounded and rebuilt them."""

TWICE_WHY: Final = "on atoms of a cysteine that the file has twice, in its chain and with what is bonded to it"


def cysteines_twice(atoms: SourceAtoms, chains: Sequence[SourceChain]) -> dict[int, str]:
    """Find the atoms of cysteines that are given once more outside of their chain.

    Parameters
    ----------
    atoms, chains
        What a source has; residues and atoms have the archive's names.

    Returns
    -------
    dict of int to str
        Rows of the second copy, with why they cannot be there.
    """
    sulphurs = np.flatnonzero((atoms.element == "S") & np.isfinite(atoms.xyz).all(axis=1))
    if len(sulphurs) < 2:
        return {}
    xyz = atoms.xyz[sulphurs]
    near = np.linalg.norm(xyz[:, None] - xyz[None], axis=2) < SAME
    pairs = [(int(sulphurs[i]), int(sulphurs[j])) for i, j in np.argwhere(near) if i != j]
    if not pairs:
        return {}
    at = {
        row: (chain, place)
        for chain in chains for place, residue in enumerate(chain.residues) for row in residue.rows
    }  # fmt: skip
    taken: dict[int, str] = {}
    for first, second in pairs:
        if not {first, second} <= at.keys() or len({str(atoms.altloc[row]) for row in (first, second)} - {""}) > 1:
            continue
        (chain, place), (other, elsewhere) = at[first], at[second]
        own, copy = chain.residues[place], other.residues[elsewhere]
        if own is copy or own.component != "CYS" or not _in_chain(atoms, chain, place):
            continue
        if not _in_chain(atoms, other, elsewhere):
            taken |= dict.fromkeys(_on(atoms, copy, own), TWICE_WHY)
    return taken


def _in_chain(atoms: SourceAtoms, chain: SourceChain, place: int) -> bool:
    """Whether a residue has a peptide bond to the one before it or behind it in the file."""
    residues = chain.residues
    before = place > 0 and _bonded(atoms, residues[place - 1], residues[place])
    return before or (place + 1 < len(residues) and _bonded(atoms, residues[place], residues[place + 1]))


def _bonded(atoms: SourceAtoms, first: SourceResidue, second: SourceResidue) -> bool:
    carbons = [row for row in first.rows if atoms.name[row] == "C"]
    nitrogens = [row for row in second.rows if atoms.name[row] == "N"]
    return any(np.linalg.norm(atoms.xyz[c] - atoms.xyz[n]) <= BONDED[1] for c in carbons for n in nitrogens)


def _on(atoms: SourceAtoms, copy: SourceResidue, own: SourceResidue) -> list[int]:
    """Rows of a copy that lie on atoms of the same element of another residue."""
    there = atoms.xyz[list(own.rows)]
    elements = atoms.element[list(own.rows)]
    return [
        row for row in copy.rows
        if ((np.linalg.norm(there - atoms.xyz[row], axis=1) < SAME) & (elements == atoms.element[row])).any()
    ]  # fmt: skip
