"""The voxels within reach of the pockets, on four grids that are moved against each other by parts of a voxel.

They are fixed in the groove frame: the same places in every complex.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import pairwise
from math import sqrt
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt

from nesgroove.chem.radii import PROBE
from nesgroove.measure.grid import Grid
from nesgroove.measure.stack import Voxels
from nesgroove.model.complex import POCKET_REACH
from nesgroove.model.points import atoms_around
from nesgroove.model.structure import FloatArray, IntArray
from nesgroove.model.target import XPO1

STEP = 0.5
"""Edge of a voxel, A."""

SHIFTS = np.array([(0.0, 0.0, 0.0), (0.5, 0.5, 0.0), (0.5, 0.0, 0.5), (0.0, 0.5, 0.5)])
"""Moves of the grid, in voxel edges: a face-centred set, so that each axis is sampled at both phases."""


@dataclass(frozen=True)
class Reach:
    """The voxels of one grid within reach of a pocket's centre: the same places in every complex.

    Attributes
    ----------
    grid : Grid
    voxels : ndarray of int, shape (m, 3)
        Their indices in the grid.
    points : ndarray, shape (m, 3)
        Their centres in the groove frame, A.
    pocket : ndarray of int, shape (m,)
        0 to 4: the pocket whose centre is nearest.
    shift : ndarray, shape (3,)
        How the grid is moved, in voxel edges.
    """

    grid: Grid
    voxels: IntArray
    points: FloatArray
    pocket: IntArray
    shift: FloatArray


@cache
def reaches() -> tuple[Reach, ...]:
    """Voxels within reach of the pockets, on each of the moved grids. They never change."""
    centres = XPO1.centres
    margin = POCKET_REACH + PROBE + STEP
    reaches_of_grids = []
    for shift in SHIFTS:
        grid = Grid.covering(centres.min(axis=0) - margin, centres.max(axis=0) + margin, STEP, shift)
        # Squared distances to each centre, axis by axis.
        x, y, z = (
            (np.arange(count) * STEP + low - centres[:, axis, None]) ** 2
            for axis, (count, low) in enumerate(zip(grid.shape, grid.low, strict=True))
        )
        square = x[:, :, None, None] + y[:, None, :, None] + z[:, None, None]
        voxels = np.argwhere(square.min(axis=0) < POCKET_REACH**2)
        nearest = square[:, *voxels.T].argmin(axis=0)
        reaches_of_grids.append(Reach(grid, voxels, voxels * STEP + grid.low, nearest, shift))
    return tuple(reaches_of_grids)


@cache
def voxels_in_reach() -> Voxels:
    """The voxels of all of :func:`reaches`, those of one grid after the other."""
    return Voxels.of([reach.grid for reach in reaches()], [reach.voxels for reach in reaches()])


def by_grid(values: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], ...]:
    """Cut an array over :func:`voxels_in_reach`, shape (m, ...), into one for each grid."""
    ends = np.cumsum([0, *(len(reach.points) for reach in reaches())]).tolist()
    return tuple(values[first:last] for first, last in pairwise(ends))


def mean_of_grids(values: Sequence[float]) -> float:
    """Average a few numbers, one of each grid, as :func:`numpy.mean` does and without its preparations."""
    # One after the other, as NumPy adds so few; what sum() does depends on the version of Python.
    return reduce(add, values) / len(values)


def scatter_of_grids(values: Sequence[float]) -> float:
    """Standard deviation of a few numbers, one of each grid, with one degree of freedom taken by their mean."""
    mean = mean_of_grids(values)
    return sqrt(reduce(add, [(value - mean) ** 2 for value in values]) / (len(values) - 1))


def spheres_in_reach(xyz: FloatArray, radii: FloatArray, beyond: float) -> IntArray:
    """Choose the spheres whose surfaces may come so near to a voxel within reach of a pocket.

    Parameters
    ----------
    xyz, radii
        Centres in the groove frame, shape (n, 3), and radii, shape (n,), A.
    beyond
        How near, A.

    Returns
    -------
    ndarray of int
        Indices.
    """
    reach = POCKET_REACH + beyond + radii.max(initial=0.0)
    near = atoms_around(xyz, np.arange(len(xyz)), XPO1.centres, reach)
    square: FloatArray = ((xyz[near, None] - XPO1.centres) ** 2).sum(axis=2).min(axis=1)
    return np.asarray(near[square <= reach**2])
