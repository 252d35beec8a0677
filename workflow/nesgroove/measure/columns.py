"""Painting, growing and measuring distances on grids whose columns are integers (:mod:`nesgroove.measure.stack`).

Painting a sphere sets a stretch of bits in each column that it crosses. Spheres are laid over blocks of columns first:
what they surely cover of a whole block is painted at once, and a sphere that can add nothing to that is passed over. Of
the large probe's spheres, two hundred of which lie over a voxel, one in twenty is left to be painted column by column.
Growing a mask shifts and joins columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from nesgroove.measure.stack import BELOW, EDGE, WORD, Columns, Stack
from nesgroove.model.structure import FloatArray, IntArray

SLACK: Final = 1e-9
"""By so much (voxel edges) what a sphere covers of a block is taken smaller, and what it reaches larger, than they come
out: its own distance decides whether a voxel is painted, never that of a block."""

FAR: Final = 16_000
"""Stands for a squared distance (voxel edges) where there is nothing to be near to."""

LONGEST: Final = 64
"""Voxels along an axis up to which squared distances are below :data:`FAR` and, with it, fit 16 bits."""

_FROM: Final = ~BELOW
_ONE: Final = np.uint64(1)


@dataclass(frozen=True)
class Crossings:
    """Spheres and the blocks of columns that they reach: n pairs, those of one block after the other.

    Lengths are in voxel edges.

    Attributes
    ----------
    stack : Stack
    block, sphere : ndarray of int, shape (n,)
        The pairs.
    x, y, z : ndarray, shape (n,)
        The sphere's centre, on x and y from the first column of the block.
    square : ndarray, shape (n,)
        Its radius, squared.
    """

    stack: Stack
    block: IntArray
    sphere: IntArray
    x: FloatArray
    y: FloatArray
    z: FloatArray
    square: FloatArray

    @classmethod
    def of(cls, stack: Stack, xyz: FloatArray, radii: FloatArray) -> Crossings:
        """Find the blocks that spheres reach, centres of shape (n, 3) and radii of shape (n,) in A."""
        x, y, z = ((xyz - stack.low) / stack.step).T
        square = (radii / stack.step) ** 2
        rows, columns = (EDGE * np.arange(count) for count in stack.blocks)
        width = EDGE - 1 + stack.furthest
        left = square - _outside(x - rows[:, None], width[0]) ** 2
        near = left[:, None] >= (_outside(y - columns[:, None], width[1]) ** 2)[None]
        block = np.repeat(np.arange(len(rows) * len(columns)), np.count_nonzero(near, axis=2).reshape(-1))
        sphere = np.flatnonzero(near) - block * len(xyz)
        row, column = rows[block // len(columns)], columns[block % len(columns)]
        return cls(stack, block, sphere, x[sphere] - row, y[sphere] - column, z[sphere], square[sphere])

    def chosen(self, pairs: IntArray) -> Crossings:
        """Some of the pairs, in the same order."""
        x, y, z, square = (column[pairs] for column in (self.x, self.y, self.z, self.square))
        return Crossings(self.stack, self.block[pairs], self.sphere[pairs], x, y, z, square)

    def reached(self) -> Columns:
        """The bits that a sphere may set in a column of the block, shape (n,)."""
        x, y = (_outside(along, w) for along, w in zip((self.x, self.y), self._width(), strict=True))
        height = _root(self.square - x * x - y * y) + SLACK
        return stretches(self.z - height - self.stack.furthest[2], self.z + height)

    def covered(self) -> Columns:
        """The bits that a sphere sets in all columns of the block, shape (n,)."""
        x, y = (np.maximum(along, w - along) for along, w in zip((self.x, self.y), self._width(), strict=True))
        height = _root(self.square - x * x - y * y) - SLACK
        return stretches(self.z - height, self.z + height - self.stack.furthest[2])

    def aside(self) -> FloatArray:
        """Squared distances of the centres from the columns of their blocks, shape (grids, EDGE, EDGE, n)."""
        first = np.arange(EDGE) + self.stack.moved[:, :2, None]
        x, y = self.x - first[:, 0, :, None], self.y - first[:, 1, :, None]
        return np.asarray((x * x)[:, :, None] + (y * y)[:, None])

    def bits(self, aside: FloatArray) -> Columns:
        """The bits that the spheres set in the columns of their blocks, of which :meth:`aside` gives the distances."""
        height = _root(self.square - aside)
        z = (self.z - self.stack.moved[:, 2:])[:, None, None]
        return stretches(z - height, z + height)

    def joined(self, bits: Columns) -> Columns:
        """Join the bits of all pairs, shape (..., n), block by block, shape (..., blocks)."""
        joined = np.zeros((*bits.shape[:-1], self.stack.blocks[0] * self.stack.blocks[1]), np.uint64)
        starts = np.flatnonzero(np.diff(self.block, prepend=-1))
        if len(starts):
            joined[..., self.block[starts]] = np.bitwise_or.reduceat(bits, starts, axis=-1)
        return joined

    def _width(self) -> FloatArray:
        """From the first to the last column of a block, of all grids, along x and y."""
        return EDGE - 1 + self.stack.furthest[:2]


def painted(stack: Stack, xyz: FloatArray, radii: FloatArray) -> Columns:
    """Set the voxels whose centres lie in a sphere.

    Parameters
    ----------
    stack
        The grids.
    xyz, radii
        Centres, shape (n, 3), and radii, shape (n,), A.

    Returns
    -------
    ndarray of uint64
        Columns of the stack.
    """
    crossings = Crossings.of(stack, xyz, radii)
    common = crossings.joined(crossings.covered())
    crossings = crossings.chosen(np.flatnonzero(crossings.reached() & ~common[crossings.block]))
    words = crossings.joined(crossings.bits(crossings.aside()))
    words |= common
    return np.asarray(stack.by_column(words) & stack.inside)


def stretches(first: FloatArray, last: FloatArray) -> Columns:
    """Set the bits from one place to another, both included; none where the second is below the first."""
    begin, end = np.ceil(first), np.floor(last)
    end += 1
    begin, end = (np.clip(place, 0, WORD, out=place).astype(np.intp) for place in (begin, end))
    words = _FROM.take(begin)
    words &= BELOW.take(end)
    return words


def grown(columns: Columns, inside: Columns, radius: float) -> Columns:
    """Set every voxel within a distance of one that is set.

    Parameters
    ----------
    columns
        Shape (grids, x, y).
    inside
        The voxels that there are, of the same shape.
    radius
        The distance, in voxel edges.

    Returns
    -------
    ndarray of uint64
        Columns of the same shape.
    """
    reach = int(radius)
    grids, x, y = columns.shape
    # By height, with empty columns around: all that is set in a column, so far up and down.
    smeared = np.zeros((reach + 1, grids, x + 2 * reach, y + 2 * reach), np.uint64)
    word = columns
    for height in range(reach + 1):
        smeared[height, :, reach : reach + x, reach : reach + y] = word
        word = (word | (word << _ONE) | (word >> _ONE)) & inside
    joined = np.zeros_like(columns)
    for i in range(2 * reach + 1):
        for j in range(2 * reach + 1):
            rest = radius * radius - (i - reach) ** 2 - (j - reach) ** 2
            if rest >= 0:
                joined |= smeared[int(np.sqrt(rest)), :, i : i + x, j : j + y]
    joined &= inside
    return joined


def squared_distances(columns: Columns, first: IntArray, last: IntArray) -> npt.NDArray[np.int16]:
    """Measure squared distances to the nearest voxel that is set: exactly, one axis after the other.

    Parameters
    ----------
    columns
        Shape (grids, x, y), x and y being :data:`LONGEST` at most.
    first, last
        Between which voxels, both included, distances are wanted, each of shape (3,).

    Returns
    -------
    ndarray of int, shape (x, y, grids, z)
        In voxel edges, of the voxels between; :data:`FAR` and more where a grid has none that is set.
    """
    along_z = _along_z(columns, first[2], last[2])
    along_y = _along(np.ascontiguousarray(along_z.transpose(3, 1, 2, 0)), first[1], last[1])
    return _along(np.ascontiguousarray(along_y.transpose(2, 0, 1, 3)), first[0], last[0])


def _along_z(columns: Columns, first: int, last: int) -> npt.NDArray[np.int16]:
    """Squared distances within columns, shape (z, grids, x, y)."""
    top = max(int(np.bitwise_or.reduce(columns, axis=None)).bit_length(), last + 1)
    up = np.arange(top, dtype=np.uint64)[:, None, None, None]
    apart = np.where((columns >> up) & _ONE, np.int8(0), np.int8(2 * WORD - 1))
    for k in range(1, top):
        np.minimum(apart[k], np.minimum(apart[k - 1], 2 * WORD - 2) + np.int8(1), out=apart[k])
    for k in range(top - 2, first - 1, -1):
        np.minimum(apart[k], np.minimum(apart[k + 1], 2 * WORD - 2) + np.int8(1), out=apart[k])
    squares = apart[first : last + 1].astype(np.int16)
    squares *= squares
    return np.minimum(squares, FAR, out=squares)


def _along(squares: npt.NDArray[np.int16], first: int, last: int) -> npt.NDArray[np.int16]:
    """The least sums of a squared distance and that along the first axis, between two places on it."""
    places = np.arange(first, last + 1)
    least = np.full((len(places), *squares.shape[1:]), FAR, dtype=np.int16)
    there = np.empty_like(least)
    for place, square in enumerate(squares):
        apart = ((places - place) ** 2).astype(np.int16).reshape(-1, *(1,) * square.ndim)
        np.minimum(least, np.add(square, apart, out=there), out=least)
    return least


def halved(values: FloatArray, axis: int) -> FloatArray:
    """Put the mean of each two neighbours along an axis between them."""
    shape = list(values.shape)
    shape[axis] = 2 * shape[axis] - 1
    between = np.empty(shape)
    before = (slice(None),) * axis
    between[*before, ::2] = values
    odd = between[*before, 1::2]
    np.add(values[*before, 1:], values[*before, :-1], out=odd)
    odd *= 0.5
    return between


def _outside(place: FloatArray, width: float) -> FloatArray:
    """Distance of places from a stretch that begins at 0."""
    return np.asarray(np.maximum(np.maximum(-place, place - width), 0.0))


def _root(squares: FloatArray) -> FloatArray:
    """Square roots with the sign of the square: a height below nothing makes a stretch that ends before it begins."""
    roots = np.abs(squares)
    np.sqrt(roots, out=roots)
    return np.copysign(roots, squares, out=roots)
