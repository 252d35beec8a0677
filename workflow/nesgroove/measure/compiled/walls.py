"""Which atom's surface is nearest to each voxel of the cavity, atom by atom instead of voxel by voxel."""

from __future__ import annotations

import numpy as np

from nesgroove.measure.compiled.bits import ALL, ONE, Shape
from nesgroove.measure.compiled.jit import compiled
from nesgroove.model.structure import BoolArray, FloatArray, IntArray


@compiled
def nearest_surfaces(
    shape: Shape,
    low: FloatArray,
    step: float,
    cavity: BoolArray,
    voxels: IntArray,
    xyz: FloatArray,
    radii: FloatArray,
    shell: float,
) -> IntArray:
    """Find for each voxel of the cavity the atom whose surface is nearest.

    Parameters
    ----------
    shape, low, step
        The grid: its numbers of voxels, the centre of the first, shape (3,), and the edge, A.
    cavity, voxels
        Which voxels belong to the cavity, shape (m,), and their indices in the grid, shape (m, 3).
    xyz, radii, shell
        Atoms, shape (n, 3), their radii, shape (n,), and the distance from a surface up to which they count, A.

    Returns
    -------
    ndarray of int, shape (m,)
        Indices of atoms; -1 outside the cavity and where no surface is so near.
    """
    n0, n1, n2 = shape
    columns = np.zeros((n0, n1), np.uint64)
    # Set and read at the voxels of the cavity alone.
    nearest, best = np.empty((n0, n1, n2), np.int64), np.empty((n0, n1, n2))
    for v in range(len(voxels)):
        if cavity[v]:
            i, j, k = voxels[v, 0], voxels[v, 1], voxels[v, 2]
            columns[i, j] |= ONE << np.uint64(k)
            nearest[i, j, k], best[i, j, k] = -1, np.inf
    for a in range(len(xyz)):
        reach = radii[a] + shell
        x, y, z = xyz[a, 0] - low[0], xyz[a, 1] - low[1], xyz[a, 2] - low[2]
        i_first, i_last = span(x, reach, step, n0)
        j_first, j_last = span(y, reach, step, n1)
        k_first, k_last = span(z, reach, step, n2)
        if k_last < k_first:
            continue
        stretch = (ALL >> np.uint64(63 - (k_last - k_first))) << np.uint64(k_first)
        for i in range(i_first, i_last + 1):
            for j in range(j_first, j_last + 1):
                word = columns[i, j] & stretch
                for k in range(k_first, k_last + 1 if word else k_first):
                    if (word >> np.uint64(k)) & ONE:
                        surface = np.sqrt((i * step - x) ** 2 + (j * step - y) ** 2 + (k * step - z) ** 2) - radii[a]
                        if surface <= shell and surface < best[i, j, k]:
                            best[i, j, k] = surface
                            nearest[i, j, k] = a
    read = np.full(len(voxels), -1, np.int64)
    for v in range(len(voxels)):
        if cavity[v]:
            read[v] = nearest[voxels[v, 0], voxels[v, 1], voxels[v, 2]]
    return read


@compiled
def span(place: float, reach: float, step: float, count: int) -> tuple[int, int]:
    """First and last voxel along an axis within reach (A) of a place, in a grid of so many."""
    return max(0, int(np.ceil((place - reach) / step))), min(count - 1, int(np.floor((place + reach) / step)))
