"""Grids as bits: all voxels of one column along z in one integer, for several grids at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nesgroove.measure.grid import Grid
from nesgroove.model.structure import BoolArray, FloatArray, IntArray

Columns = npt.NDArray[np.uint64]

WORD: Final = 64
"""Voxels along z at most; the grids of the groove have 42 and 38."""

EDGE: Final = 4
"""Columns along an edge of a block."""

BELOW: Final = np.array([(1 << count) - 1 for count in range(WORD + 1)], dtype=np.uint64)
"""The bits below each place of a column, and below its end; read-only."""

BELOW.setflags(write=False)


@dataclass(frozen=True)
class Stack:
    """Grids of one step that are moved against each other by parts of a voxel.

    Their columns are one array of shape (grids, x, y), in which x and y are multiples of :data:`EDGE`.

    Attributes
    ----------
    grids : tuple of Grid

    Raises
    ------
    ValueError
        They differ in their step, are moved by a voxel or more, or are too long along z.
    """

    grids: tuple[Grid, ...]

    def __post_init__(self) -> None:
        if any(grid.step != self.step or grid.shape[2] > WORD for grid in self.grids):
            raise ValueError(f"a stack has grids of one step, with {WORD} voxels along z at most")
        if (self.moved >= 1).any():
            raise ValueError("the grids of a stack are moved by less than a voxel")

    @property
    def step(self) -> float:
        """Edge of a voxel, A."""
        return self.grids[0].step

    @cached_property
    def low(self) -> FloatArray:
        """Where places in the stack are counted from, shape (3,), A."""
        return np.asarray(np.min([grid.low for grid in self.grids], axis=0))

    @cached_property
    def moved(self) -> FloatArray:
        """Where the first voxel of each grid lies, shape (grids, 3), in voxel edges."""
        return np.round((np.array([grid.low for grid in self.grids]) - self.low) / self.step, 12)

    @cached_property
    def furthest(self) -> FloatArray:
        """Where the first voxel of the grid lies that is moved furthest, shape (3,); 0 is that of the least moved."""
        return np.asarray(self.moved.max(axis=0))

    @cached_property
    def shape(self) -> tuple[int, int, int]:
        """Shape of its columns."""
        x, y, _ = np.max([grid.shape for grid in self.grids], axis=0).tolist()
        return len(self.grids), -(-x // EDGE) * EDGE, -(-y // EDGE) * EDGE

    @property
    def blocks(self) -> tuple[int, int]:
        """Number of blocks along x and along y."""
        return self.shape[1] // EDGE, self.shape[2] // EDGE

    @cached_property
    def inside(self) -> Columns:
        """Columns of the voxels that the grids have; read-only."""
        columns = np.zeros(self.shape, np.uint64)
        for number, grid in enumerate(self.grids):
            columns[number, : grid.shape[0], : grid.shape[1]] = BELOW[grid.shape[2]]
        columns.setflags(write=False)
        return columns

    def by_block(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Order an array over columns, shape (grids, x, y, ...), by block: (grids, EDGE, EDGE, blocks, ...)."""
        rows, columns = self.blocks
        split = array.reshape(len(self.grids), rows, EDGE, columns, EDGE, *array.shape[3:])
        ordered = np.moveaxis(split, (2, 4), (1, 2))
        return ordered.reshape(len(self.grids), EDGE, EDGE, rows * columns, *array.shape[3:])

    def by_column(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Order an array by block, shape (grids, EDGE, EDGE, blocks), as columns again."""
        split = array.reshape(len(self.grids), EDGE, EDGE, *self.blocks)
        return split.transpose(0, 3, 1, 4, 2).reshape(self.shape)


@dataclass(frozen=True)
class Voxels:
    """Some voxels of a stack.

    Attributes
    ----------
    stack : Stack
    places : ndarray of int, shape (m,)
        Where they stand among all, grid by grid, column by column, :data:`WORD` voxels to a column.
    """

    stack: Stack
    places: IntArray

    @classmethod
    def of(cls, grids: Sequence[Grid], voxels: Sequence[IntArray]) -> Voxels:
        """Choose voxels by their indices, shape (m, 3), in each grid."""
        stack = Stack(tuple(grids))
        _, x, y = stack.shape
        places = [((n * x + v[:, 0]) * y + v[:, 1]) * WORD + v[:, 2] for n, v in enumerate(voxels)]
        return cls(stack, np.concatenate(places))

    def read(self, columns: Columns) -> BoolArray:
        """Tell which of the voxels are set in columns of the stack, shape (m,)."""
        bits = np.unpackbits(columns.astype("<u8", copy=False).view(np.uint8), axis=None, bitorder="little")
        return np.asarray(bits.view(bool).take(self.places))

    def set(self, chosen: BoolArray) -> Columns:
        """Make columns of the stack in which those of the voxels are set that are chosen, shape (m,)."""
        bits = np.zeros(self.stack.inside.size * WORD, dtype=bool)
        bits[self.places[chosen]] = True
        return np.packbits(bits, bitorder="little").view("<u8").astype(np.uint64, copy=False).reshape(self.stack.shape)

    @cached_property
    def rows(self) -> npt.NDArray[np.int32]:
        """The number of each voxel by block, column and place in the column; -1 for the others."""
        rows = np.full(self.stack.inside.size * WORD, -1, dtype=np.int32)
        rows[self.places] = np.arange(len(self.places))
        return self.stack.by_block(rows.reshape(*self.stack.shape, WORD))
