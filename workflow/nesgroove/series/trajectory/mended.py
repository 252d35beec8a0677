"""How the molecules of a system are put together, frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nesgroove.model.complex import Complex
from nesgroove.model.structure import FloatArray, IntArray
from nesgroove.model.target import XPO1
from nesgroove.series.trajectory.whole import Tree, nearest_to, tree_of


@dataclass(frozen=True)
class Mending:
    """The tree over a structure's atoms, and what is given the image nearest to the groove.

    Attributes
    ----------
    tree : Tree
    groove : ndarray of int, shape (m,)
        C-alpha atoms whose mean is the groove's place.
    occupants : tuple of ndarray of int
        Atoms of each occupant.
    """

    tree: Tree
    groove: IntArray
    occupants: tuple[IntArray, ...]

    @classmethod
    def of(
        cls,
        complex_: Complex,
        xyz: FloatArray,
        residue: IntArray,
        chain: Sequence[str],
        box: FloatArray | None,
        bonds: IntArray,
    ) -> Mending:
        """Learn from the first frame how molecules hang together.

        Parameters
        ----------
        complex_
            The complex in that frame.
        xyz, box
            The frame as it is in the file, shape (n, 3), A, and its box or None.
        residue, chain
            Place of each atom's residue in the topology, and the chain of each residue there.
        bonds
            Pairs of atoms that the topology bonds, shape (m, 2).

        Returns
        -------
        Mending
        """
        structure = complex_.structure
        helices = [complex_.atom_at(position, "CA") for position in XPO1.origin_positions]
        groove = np.array([atom for atom in helices if atom is not None], dtype=np.intp)
        occupants = tuple(structure.atom_indices(occupant.residues) for occupant in complex_.occupants)
        # A bond between cargo or inhibitor and XPO1 would make them one molecule, which they need not remain.
        return cls(tree_of(xyz, residue, chain, box, bonds, int(groove[0]), occupants), groove, occupants)

    def mended(self, xyz: FloatArray, box: FloatArray | None) -> FloatArray:
        """Put the molecules of a frame together.

        Parameters
        ----------
        xyz, box
            Shape (n, 3), A, and edges and angles, or None where there is no box.

        Returns
        -------
        ndarray, shape (n, 3)
            Whole molecules, each occupant in the image nearest to the groove; as they are without a box.
        """
        if box is None or not np.isfinite(xyz).all():
            return xyz
        whole = self.tree.whole(xyz, box)
        centre = whole[self.groove].mean(axis=0)
        for atoms in self.occupants:
            move = nearest_to(whole, atoms, centre, box)
            if move.any():
                whole = whole.copy() if whole is xyz else whole
                whole[atoms] += move
        return whole
