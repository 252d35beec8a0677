"""How the molecules of a system are put together, frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nesgroove.model.complex import Complex
from nesgroove.model.structure import FloatArray, IntArray
from nesgroove.model.target import XPO1
from nesgroove.series.trajectory.whole import Tree, nearest_to, tree_of


@dataclass(frozen=True)
class Mending:
    """What the first frame says of how molecules hang together, and what is given the image nearest to the groove.

    Attributes
    ----------
    xyz : ndarray, shape (n, 3)
        The frame as it is in the file, A.
    residue : ndarray of int, shape (n,)
        Place of each atom's residue in the topology.
    chain : tuple of str
        Chain of each of the topology's residues.
    box : ndarray, shape (6,), or None
        Edges and angles.
    bonds : ndarray of int, shape (m, 2)
        Pairs of atoms that the topology bonds.
    groove : ndarray of int, shape (k,)
        C-alpha atoms whose mean is the groove's place.
    occupants : tuple of ndarray of int
        Atoms of each occupant.
    """

    xyz: FloatArray
    residue: IntArray
    chain: tuple[str, ...]
    box: FloatArray | None
    bonds: IntArray
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
        xyz, residue, chain, box, bonds
            As of the class.

        Returns
        -------
        Mending
        """
        structure = complex_.structure
        helices = [complex_.atom_at(position, "CA") for position in XPO1.origin_positions]
        groove = np.array([atom for atom in helices if atom is not None], dtype=np.intp)
        occupants = tuple(structure.atom_indices(occupant.residues) for occupant in complex_.occupants)
        return cls(xyz, residue, tuple(chain), box, bonds, groove, occupants)

    @cached_property
    def tree(self) -> Tree:
        """The tree over the atoms; a bond of an occupant to XPO1 is none of it, for it need not remain."""
        return tree_of(self.xyz, self.residue, self.chain, self.box, self.bonds, int(self.groove[0]), self.occupants)

    def of_atoms(self, atoms: IntArray) -> Mending:
        """Give the same of some atoms alone.

        Parameters
        ----------
        atoms
            Which, ascending; those of the groove and of all occupants among them.

        Returns
        -------
        Mending
            Its atoms are numbered by their places among these.
        """
        place = np.full(len(self.xyz), -1, dtype=np.intp)
        place[atoms] = np.arange(len(atoms))
        bonds = place[self.bonds]
        return Mending(
            self.xyz[atoms], self.residue[atoms], self.chain, self.box, bonds[(bonds >= 0).all(axis=1)],
            place[self.groove], tuple(place[own] for own in self.occupants),
        )  # fmt: skip

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
