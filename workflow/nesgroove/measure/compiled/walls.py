"""Which atom's surface is nearest to each voxel of the cavity, compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nesgroove.measure.compiled.bits import ALL, ONE
from nesgroove.measure.compiled.jit import compiled
from nesgroove.measure.stack import EDGE, WORD, Columns
from nesgroove.model.structure import FloatArray, IntArray


@compiled
def surfaces(
    cavity: Columns,
    moved: FloatArray,
    rows: npt.NDArray[np.int32],
    count: int,
    places: FloatArray,
    radii: FloatArray,
    shell: float,
) -> IntArray:
    """Find for each voxel of the cavity the atom whose surface is nearest.

    Parameters
    ----------
    cavity
        Its voxels, as columns of shape (grids, x, y).
    moved
        Where the first voxel of each grid lies, shape (grids, 3), in voxel edges.
    rows, count
        The number of each voxel within reach, by block, and how many there are.
    places, radii, shell
        Atoms, shape (n, 3), their radii, shape (n,), and the distance from a surface up to which they count, in voxel
        edges.

    Returns
    -------
    ndarray of int, shape (count,)
        Indices of atoms; -1 outside the cavity and where no surface is so near.
    """
    grids, n0, n1 = cavity.shape
    nearest, best = np.full(count, -1, np.int64), np.full(count, np.inf)
    for a in range(len(places)):
        reach = radii[a] + shell
        for grid in range(grids):
            x, y, z = places[a, 0] - moved[grid, 0], places[a, 1] - moved[grid, 1], places[a, 2] - moved[grid, 2]
            i_first, i_last = span(x, reach, n0)
            j_first, j_last = span(y, reach, n1)
            k_first, k_last = span(z, reach, WORD)
            if k_last < k_first:
                continue
            stretch = (ALL >> np.uint64(WORD - 1 - (k_last - k_first))) << np.uint64(k_first)
            for i in range(i_first, i_last + 1):
                for j in range(j_first, j_last + 1):
                    word = cavity[grid, i, j] & stretch
                    block = (i // EDGE) * (n1 // EDGE) + j // EDGE
                    for k in range(k_first, k_last + 1 if word else k_first):
                        if (word >> np.uint64(k)) & ONE:
                            surface = np.sqrt((i - x) ** 2 + (j - y) ** 2 + (k - z) ** 2) - radii[a]
                            row = rows[grid, i % EDGE, j % EDGE, block, k]
                            if surface <= shell and surface < best[row]:
                                best[row] = surface
                                nearest[row] = a
    return nearest


@compiled
def span(place: float, reach: float, count: int) -> tuple[int, int]:
    """First and last voxel along an axis within reach of a place, in a grid of so many; lengths in voxel edges."""
    return max(0, int(np.ceil(place - reach))), min(count - 1, int(np.floor(place + reach)))
