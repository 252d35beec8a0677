"""The functions in which the time of grids goes, compiled: as the plain ones (:mod:`nesgroove.measure.kernels`)."""

from __future__ import annotations

from typing import Final

import numpy as np

from nesgroove.measure.compiled.bits import paint
from nesgroove.measure.compiled.walls import surfaces
from nesgroove.measure.kernels import Kernels
from nesgroove.measure.stack import Columns, Stack, Voxels
from nesgroove.model.structure import BoolArray, FloatArray, IntArray


def painted(stack: Stack, xyz: FloatArray, radii: FloatArray) -> Columns:
    """Set the voxels whose centres lie in a sphere: the columns of :func:`nesgroove.measure.columns.painted`.

    Parameters
    ----------
    stack
        The grids.
    xyz, radii
        Centres, shape (n, 3), and radii, shape (n,), A.
    """
    # Every eighth sphere first: what they cover together need not be painted for their neighbours.
    order = np.concatenate([np.arange(first, len(xyz), 8) for first in range(8)])
    places = (xyz[order] - stack.low) / stack.step
    return np.asarray(paint(stack.inside, stack.moved, places, radii[order] / stack.step))


def nearest_surfaces(voxels: Voxels, cavity: BoolArray, xyz: FloatArray, radii: FloatArray, shell: float) -> IntArray:
    """Find the nearest surfaces: the atoms of :func:`nesgroove.measure.walls.nearest_surfaces`.

    Parameters
    ----------
    voxels, cavity
        Voxels, m of them, and which belong to the cavity, shape (m,).
    xyz, radii, shell
        Atoms, shapes (n, 3) and (n,), and up to which distance from a surface they count, A.
    """
    stack = voxels.stack
    places, sizes = (xyz - stack.low) / stack.step, radii / stack.step
    return np.asarray(
        surfaces(voxels.set(cavity), stack.moved, voxels.rows, len(cavity), places, sizes, shell / stack.step)
    )


COMPILED_KERNELS: Final = Kernels(painted, nearest_surfaces)
