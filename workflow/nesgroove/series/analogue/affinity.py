"""What draws a compound into a groove, for choosing among conformers: the terms of AutoDock Vina between heavy atoms.

Trott and Olson 2010 (doi:10.1002/jcc.21334): two Gaussians and a repulsion of the distance between surfaces,
hydrophobic contacts and hydrogen bonds, with Vina's radii and weights; no term for rotatable bonds, which are the same
for all conformers of one compound. It chooses and is shown to nobody: it says nothing about how strongly a compound
binds, and leaves the covalent bond out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from nesgroove.model.structure import BoolArray, FloatArray

if TYPE_CHECKING:
    from rdkit.Chem import Mol
    from scipy.spatial import cKDTree

RADII: Final = {
    "C": 1.9, "N": 1.8, "O": 1.7, "F": 1.5, "P": 2.1, "S": 2.0, "CL": 1.8, "BR": 2.0, "I": 2.2,
}  # fmt: skip
"""Vina's, A."""

GAUSS_1, GAUSS_2, REPULSION, HYDROPHOBIC, HYDROGEN_BOND = -0.035579, -0.005156, 0.840245, -0.035069, -0.587439
"""Vina's weights, kcal/mol."""

CUT_OFF: Final = 8.0
"""A."""


def affinity(compound: Kinds, xyz: FloatArray, receptor: Kinds, tree: cKDTree) -> float:
    """Add up Vina's terms between a compound and a receptor.

    Parameters
    ----------
    compound, receptor
        What their atoms are.
    xyz
        Of the compound, shape (n, 3), A.
    tree
        Of the receptor's atoms.

    Returns
    -------
    float
        kcal/mol; the lower, the better.
    """
    from scipy.spatial import cKDTree

    pairs = cKDTree(xyz).sparse_distance_matrix(tree, CUT_OFF, output_type="ndarray")
    pairs = np.sort(pairs, order=["i", "j"])
    i, j = pairs["i"], pairs["j"]
    surface = pairs["v"] - compound.radii[i] - receptor.radii[j]
    oily = compound.oily[i] & receptor.oily[j]
    bonded = compound.polar[i] & receptor.polar[j]
    return float(
        GAUSS_1 * np.exp(-((surface / 0.5) ** 2)).sum()
        + GAUSS_2 * np.exp(-(((surface - 3.0) / 2.0) ** 2)).sum()
        + REPULSION * (np.minimum(surface, 0.0) ** 2).sum()
        + HYDROPHOBIC * np.clip(1.5 - surface[oily], 0.0, 1.0).sum()
        + HYDROGEN_BOND * np.clip(-surface[bonded] / 0.7, 0.0, 1.0).sum()
    )


class Kinds:
    """What atoms are to Vina.

    Parameters
    ----------
    elements
        Symbols in capitals, shape (n,).
    oily
        Which of them are hydrophobic, shape (n,).

    Attributes
    ----------
    radii : ndarray, shape (n,)
        A.
    oily, polar : ndarray of bool, shape (n,)
        Hydrophobic; nitrogen or oxygen. Donors and acceptors are not told apart, for there are no hydrogens.
    """

    def __init__(self, elements: npt.NDArray[np.str_], oily: BoolArray) -> None:
        self.radii: FloatArray = np.array([RADII.get(element, RADII["C"]) for element in elements.tolist()])
        self.oily = oily
        self.polar: BoolArray = np.isin(elements, ("N", "O"))

    @classmethod
    def of_molecule(cls, molecule: Mol, size: int) -> Kinds:
        """Take the first atoms of a molecule: halogens, and carbons beside carbon alone, are hydrophobic."""
        atoms = [molecule.GetAtomWithIdx(i) for i in range(size)]
        oily = [
            atom.GetSymbol() in ("F", "Cl", "Br", "I")
            or (atom.GetSymbol() == "C" and all(other.GetSymbol() in ("C", "H") for other in atom.GetNeighbors()))
            for atom in atoms
        ]
        return cls(np.array([atom.GetSymbol().upper() for atom in atoms]), np.array(oily, bool))

    @classmethod
    def of_receptor(cls, elements: npt.NDArray[np.str_], names: npt.NDArray[np.str_]) -> Kinds:
        """Take the atoms of a receptor: carbons of side chains beyond C-alpha are hydrophobic."""
        return cls(elements, (elements == "C") & ~np.isin(names, ("C", "CA")))
