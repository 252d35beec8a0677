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
    xyz, radii
        Atoms, shape (n, 3), and their radii, shape (n,), A.
    shell
        Distance from a surface up to which an atom counts, A.

    Returns
    -------
    ndarray of int, shape (m,)
        Indices of atoms; -1 outside the cavity and where no surface is so near.
    """
    n0, n1, n2 = shape
    columns = np.zeros((n0, n1), np.uint64)
    for v in range(len(voxels)):
        if cavity[v]:
            columns[voxels[v, 0], voxels[v, 1]] |= ONE << np.uint64(voxels[v, 2])
    nearest = np.full((n0, n1, n2), -1, np.int64)
    best = np.full((n0, n1, n2), np.inf)
    for a in range(len(xyz)):
        reach = radii[a] + shell
        x, y, z = xyz[a, 0] - low[0], xyz[a, 1] - low[1], xyz[a, 2] - low[2]
        lowest, highest = max(0, int(np.ceil((z - reach) / step))), min(n2 - 1, int(np.floor((z + reach) / step)))
        if highest < lowest:
            continue
        stretch = (ALL >> np.uint64(63 - (highest - lowest))) << np.uint64(lowest)
        for i in range(max(0, int(np.ceil((x - reach) / step))), min(n0 - 1, int(np.floor((x + reach) / step))) + 1):
            for j in range(
                max(0, int(np.ceil((y - reach) / step))), min(n1 - 1, int(np.floor((y + reach) / step))) + 1
            ):
                word = columns[i, j] & stretch
                k = lowest
                while word >> np.uint64(k) if k < 64 else False:
                    if (word >> np.uint64(k)) & ONE:
                        surface = np.sqrt((i * step - x) ** 2 + (j * step - y) ** 2 + (k * step - z) ** 2) - radii[a]
                        if surface <= shell and surface < best[i, j, k]:
                            best[i, j, k] = surface
                            nearest[i, j, k] = a
                    k += 1
    read = np.empty(len(voxels), np.int64)
    for v in range(len(voxels)):
        read[v] = nearest[voxels[v, 0], voxels[v, 1], voxels[v, 2]]
    return read
