"""Grids as bits: all voxels of one column along z in one integer of 64 bits.

Painting a sphere sets a stretch of bits in each column that it crosses; growing a mask shifts and joins columns. A grid
so packed may have 64 voxels along z at most; those of the groove have 42 and 40.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nesgroove.measure.compiled.jit import compiled
from nesgroove.model.structure import BoolArray, FloatArray, IntArray

Shape = tuple[int, int, int]
Columns = npt.NDArray[np.uint64]

WORD = 64
"""Voxels along z at most."""

BLOCK = 4
"""Columns along an edge of a block."""

ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
ONE = np.uint64(1)
FAR = 1e12
"""Stands for a squared distance (voxels) where there is nothing to be near to."""


@compiled
def paint(shape: Shape, low: FloatArray, step: float, xyz: FloatArray, radii: FloatArray) -> Columns:
    """Set the voxels whose centres lie in a sphere.

    Parameters
    ----------
    shape, low, step
        The grid: its numbers of voxels, the centre of the first, shape (3,), and the edge, A.
    xyz, radii
        Spheres: centres, shape (n, 3), and radii, shape (n,), A.

    Returns
    -------
    ndarray of uint64
        Columns, shape (shape[0], shape[1]).
    """
    n0, n1, n2 = shape
    columns = np.zeros((n0, n1), np.uint64)
    # What is set in all columns of a block: most spheres of a large probe have nothing to add to most blocks.
    common = np.zeros(((n0 + BLOCK - 1) // BLOCK, (n1 + BLOCK - 1) // BLOCK), np.uint64)
    for a in range(len(xyz)):
        r = radii[a] / step
        x = (xyz[a, 0] - low[0]) / step
        y = (xyz[a, 1] - low[1]) / step
        z = (xyz[a, 2] - low[2]) / step
        if x < -r or y < -r or z < -r or x > n0 - 1 + r or y > n1 - 1 + r or z > n2 - 1 + r:
            continue
        i_first, i_last = max(0, int(np.ceil(x - r))), min(n0 - 1, int(np.floor(x + r)))
        j_first, j_last = max(0, int(np.ceil(y - r))), min(n1 - 1, int(np.floor(y + r)))
        for row in range(i_first // BLOCK, i_last // BLOCK + 1):
            i_begin, i_end = max(i_first, row * BLOCK), min(i_last, row * BLOCK + BLOCK - 1)
            dx = max(i_begin - x, 0.0, x - i_end)
            for column in range(j_first // BLOCK, j_last // BLOCK + 1):
                j_begin, j_end = max(j_first, column * BLOCK), min(j_last, column * BLOCK + BLOCK - 1)
                dy = max(j_begin - y, 0.0, y - j_end)
                word = stretch(z, r * r - dx * dx - dy * dy, n2)
                if common[row, column] & word == word:
                    continue
                for i in range(i_begin, i_end + 1):
                    left = r * r - (i - x) * (i - x)
                    for j in range(j_begin, j_end + 1):
                        columns[i, j] |= stretch(z, left - (j - y) * (j - y), n2)
                shared = ALL
                for i in range(row * BLOCK, min(n0, row * BLOCK + BLOCK)):
                    for j in range(column * BLOCK, min(n1, column * BLOCK + BLOCK)):
                        shared &= columns[i, j]
                common[row, column] = shared
    return columns


@compiled
def stretch(z: float, square: float, n2: int) -> np.uint64:
    """The bits from the root of a square below a place to that above it; none where the square is below nothing."""
    if square < 0:
        return np.uint64(0)
    height = np.sqrt(square)
    first, last = max(0, int(np.ceil(z - height))), min(n2 - 1, int(np.floor(z + height)))
    if last < first:
        return np.uint64(0)
    return (ALL >> np.uint64(63 - (last - first))) << np.uint64(first)


@compiled
def grown(free: Columns, n2: int, radius: float) -> Columns:
    """Set every voxel within a distance of one that is set.

    Parameters
    ----------
    free
        Columns, shape (n0, n1).
    n2
        Voxels along z.
    radius
        The distance, in voxel edges.

    Returns
    -------
    ndarray of uint64
        Columns, shape (n0, n1).
    """
    n0, n1 = free.shape
    full = ALL >> np.uint64(WORD - n2)
    reach = int(np.floor(radius))
    by_height = np.zeros((reach + 1, n0, n1), np.uint64)
    for i in range(n0):
        for j in range(n1):
            word = free[i, j]
            by_height[0, i, j] = word
            for height in range(1, reach + 1):
                word = (word | (word << ONE) | (word >> ONE)) & full
                by_height[height, i, j] = word
    columns = np.zeros((n0, n1), np.uint64)
    for di in range(-reach, reach + 1):
        for dj in range(-reach, reach + 1):
            rest = radius * radius - di * di - dj * dj
            if rest < 0:
                continue
            height = int(np.floor(np.sqrt(rest)))
            for i in range(max(0, -di), min(n0, n0 - di)):
                for j in range(max(0, -dj), min(n1, n1 - dj)):
                    columns[i, j] |= by_height[height, i + di, j + dj]
    return columns


@compiled
def sampled(columns: Columns, voxels: IntArray) -> BoolArray:
    """Read columns at voxels, shape (m, 3): ndarray of bool, shape (m,)."""
    read = np.zeros(len(voxels), np.bool_)
    for v in range(len(voxels)):
        read[v] = (columns[voxels[v, 0], voxels[v, 1]] >> np.uint64(voxels[v, 2])) & ONE
    return read


@compiled
def squared_distances(free: Columns, n2: int, first: IntArray, last: IntArray) -> FloatArray:
    """Squared distances, in voxel edges, to the nearest voxel that is set: exact, one axis after the other.

    Parameters
    ----------
    free
        Columns, shape (n0, n1).
    n2
        Voxels along z.
    first, last
        Between which voxels, both included, the distances are wanted.

    Returns
    -------
    ndarray
        Of the shape of that part; :data:`FAR` where nothing is set.
    """
    n0, n1 = free.shape
    m0, m1, m2 = last[0] - first[0] + 1, last[1] - first[1] + 1, last[2] - first[2] + 1
    along_z = np.empty((n0, n1, m2), np.float32)
    for i in range(n0):
        for j in range(n1):
            word = free[i, j]
            below = -FAR
            for k in range(last[2] + 1):
                if (word >> np.uint64(k)) & ONE:
                    below = float(k)
                if k >= first[2]:
                    along_z[i, j, k - first[2]] = k - below
            above = FAR
            for k in range(n2 - 1, first[2] - 1, -1):
                if (word >> np.uint64(k)) & ONE:
                    above = float(k)
                if k <= last[2]:
                    near = min(float(along_z[i, j, k - first[2]]), above - k)
                    along_z[i, j, k - first[2]] = min(near * near, FAR)
    along_y = np.full((n0, m1, m2), np.float32(FAR))
    for i in range(n0):
        for j in range(m1):
            for other in range(n1):
                apart = np.float32((j + first[1] - other) ** 2)
                for k in range(m2):
                    along_y[i, j, k] = min(along_y[i, j, k], along_z[i, other, k] + apart)
    distances = np.full((m0, m1, m2), np.float32(FAR))
    for i in range(m0):
        for other in range(n0):
            apart = np.float32((i + first[0] - other) ** 2)
            for j in range(m1):
                for k in range(m2):
                    distances[i, j, k] = min(distances[i, j, k], along_y[other, j, k] + apart)
    return distances


@compiled
def interpolated(values: FloatArray, places: FloatArray) -> FloatArray:
    """Read an array between its voxels, linearly along each axis.

    Parameters
    ----------
    values
        Shape (n0, n1, n2).
    places
        In voxel edges from the first voxel, shape (m, 3), none of them outside.

    Returns
    -------
    ndarray, shape (m,)
    """
    read = np.empty(len(places))
    for v in range(len(places)):
        i, j, k = int(places[v, 0]), int(places[v, 1]), int(places[v, 2])
        a, b, c = places[v, 0] - i, places[v, 1] - j, places[v, 2] - k
        near = (1 - b) * ((1 - c) * values[i, j, k] + c * values[i, j, k + 1]) + b * (
            (1 - c) * values[i, j + 1, k] + c * values[i, j + 1, k + 1]
        )
        far = (1 - b) * ((1 - c) * values[i + 1, j, k] + c * values[i + 1, j, k + 1]) + b * (
            (1 - c) * values[i + 1, j + 1, k] + c * values[i + 1, j + 1, k + 1]
        )
        read[v] = (1 - a) * near + a * far
    return read
