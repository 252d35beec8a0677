"""Columns of bits (:mod:`nesgroove.measure.stack`), compiled: painting spheres."""

from __future__ import annotations

import numpy as np

from nesgroove.measure.compiled.jit import compiled
from nesgroove.measure.stack import EDGE, WORD, Columns
from nesgroove.model.structure import FloatArray

ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
ONE = np.uint64(1)


@compiled
def paint(inside: Columns, moved: FloatArray, places: FloatArray, radii: FloatArray) -> Columns:
    """Set the voxels whose centres lie in a sphere.

    Parameters
    ----------
    inside
        Columns of the voxels that there are, shape (grids, x, y).
    moved
        Where the first voxel of each grid lies, shape (grids, 3), in voxel edges.
    places, radii
        Spheres: centres, shape (n, 3), and radii, shape (n,), in voxel edges.

    Returns
    -------
    ndarray of uint64
        Columns of the same shape.
    """
    grids, n0, n1 = inside.shape
    columns = np.zeros((grids, n0, n1), np.uint64)
    for grid in range(grids):
        # What is set in all columns of a block: most spheres of a large probe have nothing to add to most blocks.
        common = np.zeros((n0 // EDGE, n1 // EDGE), np.uint64)
        for a in range(len(places)):
            r = radii[a]
            x, y, z = places[a, 0] - moved[grid, 0], places[a, 1] - moved[grid, 1], places[a, 2] - moved[grid, 2]
            if z < -r or z > WORD - 1 + r:
                continue
            i_first, i_last = max(0, int(np.ceil(x - r))), min(n0 - 1, int(np.floor(x + r)))
            j_first, j_last = max(0, int(np.ceil(y - r))), min(n1 - 1, int(np.floor(y + r)))
            for row in range(i_first // EDGE, i_last // EDGE + 1):
                i_begin, i_end = max(i_first, row * EDGE), min(i_last, row * EDGE + EDGE - 1)
                dx = max(i_begin - x, 0.0, x - i_end)
                for column in range(j_first // EDGE, j_last // EDGE + 1):
                    j_begin, j_end = max(j_first, column * EDGE), min(j_last, column * EDGE + EDGE - 1)
                    dy = max(j_begin - y, 0.0, y - j_end)
                    word = stretch(z, r * r - dx * dx - dy * dy)
                    if common[row, column] & word == word:
                        continue
                    for i in range(i_begin, i_end + 1):
                        left = r * r - (i - x) * (i - x)
                        for j in range(j_begin, j_end + 1):
                            columns[grid, i, j] |= stretch(z, left - (j - y) * (j - y))
                    shared = ALL
                    for i in range(row * EDGE, row * EDGE + EDGE):
                        for j in range(column * EDGE, column * EDGE + EDGE):
                            shared &= columns[grid, i, j]
                    common[row, column] = shared
        columns[grid] &= inside[grid]
    return columns


@compiled
def stretch(z: float, square: float) -> np.uint64:
    """The bits from the root of a square below a place to that above it; none where the square is below nothing."""
    if square < 0:
        return np.uint64(0)
    height = np.sqrt(square)
    first, last = max(0, int(np.ceil(z - height))), min(WORD - 1, int(np.floor(z + height)))
    if last < first:
        return np.uint64(0)
    return (ALL >> np.uint64(WORD - 1 - (last - first))) << np.uint64(first)
