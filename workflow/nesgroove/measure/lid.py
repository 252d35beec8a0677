"""The lid of the groove: the surface of the space that a large probe sweeps, on a grid of its own for each fine one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from nesgroove.measure.columns import FAR, halved, squared_distances
from nesgroove.measure.grid import BIAS, Grid
from nesgroove.measure.kernels import PLAIN_KERNELS, Kernels
from nesgroove.measure.reach import reaches
from nesgroove.measure.stack import Stack
from nesgroove.model.points import atoms_around
from nesgroove.model.structure import FloatArray, IntArray

LID_STEP = 1.0
"""Edge of a voxel for the large probe, A; its swept space is smooth and is interpolated onto the fine grid. Where a
pocket is shallow the edge is felt: against a grid of 0.25 A P0 is too large by 4 % in the median of 47 complexes and by
17 % at most, the other pockets by 0 to 1 % in the median."""

LID_PROBE = 8.0
"""Radius of the large probe, A. The groove is a valley about 10 A wide: a probe of 4 A, the usual choice for
closed pockets, sinks in and leaves no cavity above P0 and P1; from 8 A on the lid lies on the rims. It is a choice, and
volumes depend on it: with 10 A instead P0 grows by 10 to 26 % in the six experimental
chains at hand, P1 by 11 to 23 %, P2 to P4 by 1 to 11 % (in 47 complexes, models among them, P0 by 9 to 49 %)."""


@dataclass(frozen=True)
class LidRegion:
    """Where the large probe is swept, and what is read of it.

    Attributes
    ----------
    stack : Stack
        Coarser grids, one for each of :func:`reaches`, around its voxels.
    first, last : ndarray of int, shape (3,)
        Between which of their voxels, both included, the voxels within reach lie.
    places : ndarray of int, shape (m,)
        Where these stand among the voxels between, with one more put between each two: they lie on or half way.
    """

    stack: Stack
    first: IntArray
    last: IntArray
    places: IntArray


@cache
def lid_region() -> LidRegion:
    """The coarser grids that the large probe sweeps."""
    margin = LID_PROBE + 2 * LID_STEP
    grids = tuple(
        Grid.covering(reach.points.min(axis=0) - margin, reach.points.max(axis=0) + margin, LID_STEP, reach.shift)
        for reach in reaches()
    )
    places = [(reach.points - grid.low) / LID_STEP for reach, grid in zip(reaches(), grids, strict=True)]
    # They lie on voxels or half way but for rounding.
    every = np.round(np.concatenate(places), 9)
    first, last = np.floor(every.min(axis=0)).astype(np.intp), np.ceil(every.max(axis=0)).astype(np.intp)
    x, y, z = (np.rint(2 * (every - first)).astype(np.intp)).T
    number = np.repeat(np.arange(len(grids)), [len(own) for own in places])
    _, count_y, count_z = (2 * (last - first) + 1).tolist()
    return LidRegion(Stack(grids), first, last, ((x * count_y + y) * len(grids) + number) * count_z + z)


def lid_depths(xyz: FloatArray, radii: FloatArray, kernels: Kernels = PLAIN_KERNELS) -> FloatArray:
    """Measure how deep the voxels within reach lie below the space that the large probe sweeps.

    Parameters
    ----------
    xyz, radii
        Atoms in the groove frame, shapes (n, 3) and (n,), A.
    kernels
        What the sums are made with.

    Returns
    -------
    ndarray, shape (m,)
        Depth of each of :func:`nesgroove.measure.reach.voxels_in_reach`, A; infinite where the probe fits nowhere.
    """
    region = lid_region()
    stack = region.stack
    corners = np.array([corner for grid in stack.grids for corner in (grid.low, grid.high)])
    near = atoms_around(xyz, np.arange(len(xyz)), corners, LID_PROBE + radii.max(initial=0.0))
    taken = kernels.painted(stack, xyz[near], radii[near] + LID_PROBE)
    squares = squared_distances(stack.inside & ~taken, region.first, region.last)
    distance = np.sqrt(squares, dtype=np.float64) * LID_STEP
    distance[squares >= FAR] = np.inf
    depth = np.maximum(distance - BIAS * LID_STEP, 0.0) - LID_PROBE
    for axis in (3, 1, 0):
        depth = halved(depth, axis)
    return depth.take(region.places)
