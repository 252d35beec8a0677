"""Which atom's surface is nearest to each voxel of the cavity: atom by atom instead of voxel by voxel."""

from __future__ import annotations

import numpy as np

from nesgroove.measure.columns import Crossings
from nesgroove.measure.stack import WORD, Voxels
from nesgroove.model.structure import BoolArray, FloatArray, IntArray


def nearest_surfaces(voxels: Voxels, cavity: BoolArray, xyz: FloatArray, radii: FloatArray, shell: float) -> IntArray:
    """Find for each voxel of the cavity the atom whose surface is nearest.

    Parameters
    ----------
    voxels
        The voxels, m of them.
    cavity
        Which of them belong to the cavity, shape (m,).
    xyz, radii, shell
        Atoms, shape (n, 3), their radii, shape (n,), and the distance from a surface up to which they count, A.

    Returns
    -------
    ndarray of int, shape (m,)
        Indices of atoms, of several as near the first; -1 outside the cavity and where no surface is so near.
    """
    stack = voxels.stack
    columns = stack.by_block(voxels.set(cavity))
    within = np.bitwise_or.reduce(columns, axis=(0, 1, 2))
    crossings = Crossings.of(stack, xyz, radii + shell)
    crossings = crossings.chosen(np.flatnonzero(crossings.reached() & within[crossings.block]))
    aside = crossings.aside()
    bits = crossings.bits(aside)
    bits &= columns.take(crossings.block, axis=-1)
    # Each voxel of the cavity with each atom that reaches it: pair of a sphere and a column, and place in the column.
    pair = np.flatnonzero(bits)
    set_bits = np.unpackbits(bits.take(pair).astype("<u8", copy=False).view(np.uint8), bitorder="little")
    which, up = np.divmod(np.flatnonzero(set_bits.view(bool)), WORD)
    pair = pair[which]
    column, crossing = np.divmod(pair, len(crossings.block))
    grid = column // (columns.shape[1] * columns.shape[2])
    along = crossings.z[crossing] - stack.moved[grid, 2] - up
    atom = crossings.sphere[crossing]
    surface = np.sqrt(aside.take(pair) + along * along) * stack.step - radii[atom]
    row = voxels.rows.take((column * columns.shape[3] + crossings.block[crossing]) * WORD + up)
    best = np.full(len(cavity), np.inf)
    np.minimum.at(best, row, surface)
    nearest = np.full(len(cavity), len(xyz))
    least = surface == best[row]
    np.minimum.at(nearest, row[least], atom[least])
    nearest[nearest == len(xyz)] = -1
    return nearest
