"""Bonds between the residue at position 528 and what is no protein, as recorded and as their lengths say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nesgroove.chem.components import additives
from nesgroove.model.structure import Structure
from nesgroove.model.target import XPO1

BOND_RANGE = (1.5, 2.2)
"""Lengths (A) taken for a bond at the sulphur or oxygen of residue 528. C-S single bonds are 1.81 A (Allen et
al. 1987, doi:10.1039/P298700000S1); coordinates of 2-3 A resolution scatter by 0.1-0.2 A around it, and the
shortest C...S contacts without a bond start near 3.0 A."""


@dataclass(frozen=True)
class SiteBond:
    """A covalent bond between the residue at 528 and something that is no protein.

    Attributes
    ----------
    site_atom, other_atom : int
        Atom indices.
    length : float
        A.
    in_file, by_distance : bool
        Whether the file records it; whether its length is that of a bond.
    """

    site_atom: int
    other_atom: int
    length: float
    in_file: bool
    by_distance: bool


def bonds_at_site(structure: Structure, residue_at: Mapping[int, int]) -> list[SiteBond]:
    """List bonds between the side chain at position 528 and atoms outside the protein.

    Parameters
    ----------
    structure
        The structure.
    residue_at
        Residue index at each position of the XPO1 copy that is meant.

    Returns
    -------
    list of SiteBond
        Sorted by length.
    """
    site = residue_at.get(XPO1.cysteine)
    if site is None:
        return []
    recorded = _recorded(structure, site)
    close = _close(structure, site)
    bonds = [
        SiteBond(here, there, (recorded | close)[here, there], (here, there) in recorded, (here, there) in close)
        for here, there in recorded | close
    ]
    return sorted(bonds, key=lambda bond: bond.length)


def _recorded(structure: Structure, site: int) -> dict[tuple[int, int], float]:
    record = structure.residues[site]
    lengths = {}
    for bond in structure.bonds:
        for here, there in ((bond.first, bond.second), (bond.second, bond.first)):
            outside = structure.residues[structure.atoms.residue[there]].kind != "polymer"
            if record.start <= here < record.stop and outside:
                lengths[here, there] = bond.length
    return lengths


def _close(structure: Structure, site: int) -> dict[tuple[int, int], float]:
    sulphur = next((a for a in (structure.atom_of(site, n) for n in ("SG", "OG", "OG1")) if a is not None), None)
    lengths: dict[tuple[int, int], float] = {}
    if sulphur is not None:
        distance = np.linalg.norm(structure.atoms.xyz - structure.atoms.xyz[sulphur], axis=1)
        for there in np.flatnonzero((distance >= BOND_RANGE[0]) & (distance <= BOND_RANGE[1])).tolist():
            other = structure.residues[structure.atoms.residue[there]]
            if other.kind == "ligand" and additives().get(other.component) != "ion":
                lengths[sulphur, there] = float(distance[there])
    return lengths
