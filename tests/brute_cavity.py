"""Cavities by the shortest code there is, with distance transforms of whole grids: what the fast form is held to."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import distance_transform_edt, map_coordinates
from scipy.spatial import cKDTree

from nesgroove.chem.radii import PROBE
from nesgroove.measure.cavity import WALL_SHELL
from nesgroove.measure.grid import BIAS, Grid
from nesgroove.measure.lid import LID_PROBE, LID_STEP
from nesgroove.measure.reach import reaches


def paint(grid, xyz, radii):
    """Voxels of a grid whose centres lie in a sphere."""
    mask = np.zeros(grid.shape, dtype=bool)
    near = np.all((xyz > grid.low - radii[:, None]) & (xyz < grid.high + radii[:, None]), axis=1)
    for centre, radius in zip((xyz[near] - grid.low) / grid.step, radii[near] / grid.step, strict=True):
        first, last = np.maximum(np.floor(centre - radius), 0), np.minimum(np.ceil(centre + radius) + 1, grid.shape)
        axes = [np.arange(*ends) for ends in zip(first, last, strict=True)]
        square = sum(along**2 for along in np.ix_(*(axis - c for axis, c in zip(axes, centre, strict=True))))
        mask[np.ix_(*(axis.astype(int) for axis in axes))] |= square <= radius**2
    return mask


def distance_to(grid, mask):
    """Distance of each voxel to the surface of a mask, corrected for its bias."""
    return np.maximum(distance_transform_edt(~mask, sampling=grid.step) - BIAS * grid.step, 0.0) * ~mask


def sample(reach, values):
    """Values at the voxels within reach."""
    return values[tuple(reach.voxels.T)]


def lid(xyz, radii, reach):
    """Depth of the voxels within reach below what the large probe sweeps."""
    margin = LID_PROBE + 2 * LID_STEP
    low, high = reach.points.min(axis=0) - margin, reach.points.max(axis=0) + margin
    coarse = Grid.covering(low, high, LID_STEP, reach.shift)
    free = ~paint(coarse, xyz, radii + LID_PROBE)
    if not free.any():
        return np.full(len(reach.points), np.inf)
    depth = distance_to(coarse, free) - LID_PROBE
    return map_coordinates(depth, (reach.points - coarse.low).T / coarse.step, order=1)


def cavities(xyz, radii):
    """For each grid which voxels within reach belong to the cavity, and how deep they lie."""
    for reach in reaches():
        free = ~paint(reach.grid, xyz, radii + PROBE)
        depth = lid(xyz, radii, reach)
        yield (sample(reach, distance_to(reach.grid, free)) <= PROBE) & (depth > 0), depth


def wall_atoms(xyz, radii, reach, cavity):
    """The atom whose surface is nearest to each voxel of a cavity near its wall, -1 for the others."""
    nearest = np.full(len(cavity), -1)
    if cavity.any():
        far = WALL_SHELL + float(radii.max())
        distance, atom = cKDTree(xyz).query(reach.points[cavity], k=8, distance_upper_bound=far)
        surface = distance - np.append(radii, 0.0)[atom]
        best = surface.argmin(axis=1)[:, None]
        least, atom = (np.take_along_axis(values, best, axis=1)[:, 0] for values in (surface, atom))
        nearest[cavity] = np.where(least <= WALL_SHELL, atom, -1)
    return nearest
