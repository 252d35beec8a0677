"""Molecules put together that lie across the edge of a periodic box, with or without bonds in the topology.

A tree is laid over the atoms once: bonds by their lengths, then the pieces of a chain across its gaps, then molecules
that touch, each edge the shortest there is between images. In every frame an edge that is longer than half the box is
one that was broken, and all that hangs on it is moved by the lattice vector that makes it short again. What is in the
groove hangs on nothing: it may leave, and is always given the image of which an atom is nearest to the groove.
Boxes may be triclinic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.model.structure import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    from scipy.sparse import coo_matrix

BONDED: Final = 2.3
"""Heavy atoms of a residue, or of neighbours in a chain, that are nearer (A) are joined: above all their bonds (S-S
2.05, C-I 2.1) but for those to metals, and below hydrogen bonds (2.5)."""

TOUCHING: Final = 6.0
"""Pieces with atoms so near (A) are taken for neighbours: an edge between them is not near half a box in later
frames."""

FAR: Final = 1e3
"""Weight (A) that makes edges between pieces the last to be taken."""


@dataclass(frozen=True)
class Tree:
    """How atoms hang together.

    Attributes
    ----------
    order : ndarray of int, shape (n,)
        Atoms so that each comes behind the one that it hangs on and what hangs on it follows at once.
    parent : ndarray of int, shape (n,)
        By place in ``order``: the place of what the atom hangs on; of a root its own.
    stop : ndarray of int, shape (n,)
        By place in ``order``: where what hangs on the atom ends.
    """

    order: IntArray
    parent: IntArray
    stop: IntArray

    def whole(self, xyz: FloatArray, box: FloatArray) -> FloatArray:
        """Put coordinates together.

        Parameters
        ----------
        xyz
            Shape (n, 3), A.
        box
            Edges and angles, shape (6,), A and degrees.

        Returns
        -------
        ndarray, shape (n, 3)
            Each atom moved by whole edges of the box; the same array where nothing is broken.
        """
        placed = xyz[self.order]
        edge = placed - placed[self.parent]
        with np.errstate(invalid="ignore"):
            long = np.flatnonzero((edge**2).sum(axis=1) >= half_width(box) ** 2)
        if not len(long):
            return xyz
        lattice = lattice_of(box)
        # Everything behind a broken edge moves: the sum over all edges before an atom, taken in one sweep.
        moves = np.zeros((len(placed) + 1, 3))
        cells = np.rint((nearest_images(edge[long], box) - edge[long]) @ np.linalg.inv(lattice))
        np.add.at(moves, long, cells)
        np.add.at(moves, self.stop[long], -cells)
        result = np.empty_like(xyz)
        result[self.order] = placed + np.cumsum(moves, axis=0)[:-1] @ lattice
        return result

    def below(self, atoms: IntArray) -> BoolArray:
        """Tell which atoms hang on some of them, themselves included, shape (n,)."""
        place = np.empty(len(self.order), dtype=np.intp)
        place[self.order] = np.arange(len(self.order))
        chosen = np.zeros(len(self.order), dtype=bool)
        for start in place[atoms].tolist():
            chosen[self.order[start : self.stop[start]]] = True
        return chosen


def lattice_of(box: FloatArray) -> FloatArray:
    """Vectors of a box as rows, shape (3, 3), A."""
    from MDAnalysis.lib.mdamath import triclinic_vectors

    return np.asarray(triclinic_vectors(np.asarray(box, dtype=np.float64), dtype=np.float64))


def half_width(box: FloatArray) -> float:
    """Half of the least distance between opposite faces of a box, A: what is shorter is the nearest image."""
    return float(0.5 / np.linalg.norm(np.linalg.inv(lattice_of(box)), axis=0).max())


def nearest_images(vectors: FloatArray, box: FloatArray) -> FloatArray:
    """Give the shortest of all periodic images of vectors, shape (m, 3), A."""
    from MDAnalysis.lib.distances import minimize_vectors

    return np.asarray(
        minimize_vectors(np.ascontiguousarray(vectors, dtype=np.float64), box=np.asarray(box, np.float64))
    )


def tree_of(
    xyz: FloatArray,
    residue: IntArray,
    chain: Sequence[str],
    box: FloatArray | None,
    bonds: IntArray | None = None,
    root: int = 0,
    loose: Sequence[IntArray] = (),
) -> Tree:
    """Lay a tree over atoms.

    Parameters
    ----------
    xyz
        Of a frame in which molecules may be broken, shape (n, 3), A.
    residue
        Place of each atom's residue in the topology, shape (n,).
    chain
        Chain of each residue, by its place.
    box
        Edges and angles, shape (6,); None where there is none.
    bonds
        Pairs of atoms that the topology bonds, shape (m, 2).
    root
        An atom that stays where it is.
    loose
        Atoms of molecules that hang on nothing, and on which nothing of others hangs.

    Returns
    -------
    Tree
    """
    from scipy.sparse.csgraph import minimum_spanning_tree

    pairs, length = _near(xyz, box)
    chains = np.asarray(chain)[residue]
    near = length <= BONDED
    apart = np.abs(residue[pairs[:, 0]] - residue[pairs[:, 1]])
    bonded = near & (apart <= 1) & (chains[pairs[:, 0]] == chains[pairs[:, 1]])
    group = np.zeros(len(xyz), dtype=np.intp)
    for number, atoms in enumerate(loose, start=1):
        group[atoms] = number
    weight = length + FAR * ~bonded + FAR * (chains[pairs[:, 0]] != chains[pairs[:, 1]])
    if bonds is not None and len(bonds):
        pairs, weight = np.concatenate([pairs, bonds]), np.concatenate([weight, np.full(len(bonds), 1.0)])
    same = group[pairs[:, 0]] == group[pairs[:, 1]]
    spanning = minimum_spanning_tree(_graph(len(xyz), pairs[same], weight[same]))
    spanning = _joined(spanning, xyz, group, box)
    return _ordered(spanning, root, [int(atoms[0]) for atoms in loose if len(atoms)])


def _near(xyz: FloatArray, box: FloatArray | None) -> tuple[IntArray, FloatArray]:
    from MDAnalysis.lib.distances import self_capped_distance

    pairs, length = self_capped_distance(xyz.astype(np.float32), TOUCHING, box=None if box is None else np.float32(box))
    return np.asarray(pairs, dtype=np.intp), np.asarray(length, dtype=np.float64)


def _graph(n: int, pairs: IntArray, weight: FloatArray) -> coo_matrix:
    # An edge given twice must not be added up, and one of length zero must not vanish.
    from scipy.sparse import coo_matrix

    low, high = pairs.min(axis=1), pairs.max(axis=1)
    _, first = np.unique(low * n + high, return_index=True)
    return coo_matrix((np.maximum(weight[first], 1e-6), (low[first], high[first])), shape=(n, n)).tocsr()


def _joined(spanning: coo_matrix, xyz: FloatArray, group: IntArray, box: FloatArray | None) -> coo_matrix:
    """Join pieces of a group that touch nothing of it, by atoms that are near each other."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    count, piece = connected_components(spanning, directed=False)
    _, first = np.unique(piece, return_index=True)
    rows, columns, weights = [], [], []
    sizes = np.bincount(piece)
    for number in range(int(group.max()) + 1):
        own = [p for p in range(count) if group[first[p]] == number]
        if len(own) < 2:
            continue
        largest = max(own, key=lambda p: (int(sizes[p]), -p))
        body = np.flatnonzero(piece == largest)
        for p in own:
            if p != largest:
                members = np.flatnonzero(piece == p)
                end = members[_nearest(xyz[members], xyz[body[0]], box)]
                begin = body[_nearest(xyz[body], xyz[end], box)]
                end = members[_nearest(xyz[members], xyz[begin], box)]
                rows.append(int(begin))
                columns.append(int(end))
                weights.append(2 * FAR)
    return spanning + coo_matrix((weights, (rows, columns)), shape=spanning.shape).tocsr()


def _nearest(xyz: FloatArray, place: FloatArray, box: FloatArray | None) -> int:
    """Which of some atoms is nearest to a place, in any image."""
    apart = xyz - place
    return int(((apart if box is None else nearest_images(apart, box)) ** 2).sum(axis=1).argmin())


def _ordered(spanning: coo_matrix, root: int, others: Sequence[int]) -> Tree:
    """Number atoms so that what hangs on one follows it at once."""
    from scipy.sparse.csgraph import breadth_first_order

    n = spanning.shape[0]
    parents = np.full(n, -1, dtype=np.intp)
    sequence: list[int] = []
    for start in (root, *others):
        order, before = breadth_first_order(spanning, start, directed=False)
        parents[order] = before[order]
        parents[start] = start
        sequence += order.tolist()
    size = np.ones(n, dtype=np.intp)
    for atom in reversed(sequence):
        if parents[atom] != atom:
            size[parents[atom]] += size[atom]
    place = np.zeros(n, dtype=np.intp)
    free, roots = np.zeros(n, dtype=np.intp), 0
    for atom in sequence:
        above = parents[atom]
        if above == atom:
            place[atom] = roots
            roots += size[atom]
        else:
            place[atom] = free[above]
            free[above] += size[atom]
        free[atom] = place[atom] + 1
    order = np.argsort(place)
    return Tree(order, place[parents[order]], place[order] + size[order])


def nearest_to(xyz: FloatArray, atoms: IntArray, centre: FloatArray, box: FloatArray) -> FloatArray:
    """Give the move that brings a molecule to the image of which an atom is nearest to a place.

    Parameters
    ----------
    xyz, atoms
        Coordinates, shape (n, 3), A, in which the molecule is whole, and its atoms.
    centre
        The place, shape (3,), A.
    box
        Edges and angles, shape (6,).

    Returns
    -------
    ndarray, shape (3,)
        A whole number of edges of the box, A; zeros where it is there.
    """
    apart = xyz[atoms] - centre
    near = nearest_images(apart, box)
    first = int((near**2).sum(axis=1).argmin())
    lattice = lattice_of(box)
    return np.asarray(np.rint((near[first] - apart[first]) @ np.linalg.inv(lattice)) @ lattice)
