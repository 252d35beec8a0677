"""The cavity of the groove: what a small probe reaches and a large probe does not.

As in KVFinder (Oliveira et al. 2014, doi:10.1186/1471-2105-15-197): the cavity is the space that a small
probe sweeps without touching the protein, minus the space that a large probe sweeps, which closes the mouth.
The pockets P0 to P4 are the parts of it nearest to their centres. Everything is computed in the groove frame
on four grids moved against each other by parts of a voxel; the mean is reported with its scatter.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt

from nesgroove.chem.radii import PROBE
from nesgroove.measure.columns import grown
from nesgroove.measure.grid import BIAS
from nesgroove.measure.kernels import PLAIN_KERNELS, Kernels
from nesgroove.measure.lid import lid_depths
from nesgroove.measure.reach import (
    STEP,
    Reach,
    by_grid,
    mean_of_grids,
    reaches,
    scatter_of_grids,
    spheres_in_reach,
    voxels_in_reach,
)
from nesgroove.model.structure import BoolArray, FloatArray, IntArray
from nesgroove.model.target import XPO1

SWEEP = PROBE + BIAS * STEP
"""How far from a free voxel the small probe sweeps, A: what is nearer than its radius, by distances corrected for their
bias."""

MOUTH_SHELL = 1.0
"""The mouth's area is the volume of the cavity within this distance (A) of the lid, divided by it."""

DEPTH_PERCENTILE = 95.0
"""The depth of a pocket is that below which this part (%) of its voxels lies. The very deepest voxel is one sample of a
grid and lies on the ridge of a lid computed at 1 A, which cuts it off by up to 1.2 A
against a grid of 0.25 A; this percentile is within 0.4 A of it, half of the pockets within 0.07 A (29 complexes)."""

WALL_SHELL = 1.0
"""Cavity voxels within this distance (A) of an atom's surface are its wall."""


@dataclass(frozen=True)
class GrooveGrid:
    """The cavity on one grid.

    Attributes
    ----------
    reach : Reach
        The voxels, m of them.
    cavity : ndarray of bool, shape (m,)
        Which of them belong to the cavity.
    lid : ndarray, shape (m,)
        Depth below the lid, A; 0 or less in the mouth and outside.
    """

    reach: Reach
    cavity: BoolArray
    lid: FloatArray


@dataclass(frozen=True)
class PocketShape:
    """What one pocket of the empty groove is like; means over the grids.

    Attributes
    ----------
    pocket : str
        P0 to P4, or ``all``.
    volume, grid_sd, mouth_area : float
        A^3, A^3, A^2; ``grid_sd`` is the scatter over the grids.
    depth : float or None
        Depth below the lid that 95 % of the pocket's voxels do not exceed, A; None where it has no voxel.
    hydrophobic_fraction : float or None
        Part of the wall whose nearest atom is carbon or sulphur; None where there is no wall.
    lining : tuple of int
        Indices, into the atoms given, of those that make the wall.
    """

    pocket: str
    volume: float
    grid_sd: float
    mouth_area: float
    depth: float | None
    hydrophobic_fraction: float | None
    lining: tuple[int, ...]


def groove_grids(xyz: FloatArray, radii: FloatArray, kernels: Kernels = PLAIN_KERNELS) -> tuple[GrooveGrid, ...]:
    """Compute the cavity on all grids.

    Parameters
    ----------
    xyz, radii
        Atoms of XPO1 without occupants, in the groove frame, shape (n, 3), and their radii, A.
    kernels
        What the sums are made with.

    Returns
    -------
    tuple of GrooveGrid
        One for each of :data:`nesgroove.measure.reach.SHIFTS`.
    """
    voxels, near = voxels_in_reach(), spheres_in_reach(xyz, radii, SWEEP + PROBE)
    taken = kernels.painted(voxels.stack, xyz[near], radii[near] + PROBE)
    swept = voxels.read(grown(voxels.stack.inside & ~taken, voxels.stack.inside, SWEEP / STEP))
    lid = lid_depths(xyz, radii, kernels)
    return tuple(map(GrooveGrid, reaches(), by_grid(swept & (lid > 0)), by_grid(lid)))


def wall_atoms(
    grids: tuple[GrooveGrid, ...], xyz: FloatArray, radii: FloatArray, kernels: Kernels = PLAIN_KERNELS
) -> tuple[IntArray, ...]:
    """Find what the cavity's walls are made of.

    Parameters
    ----------
    grids
        As :func:`groove_grids` gives them.
    xyz, radii
        The atoms that the grids were made with: coordinates in the groove frame, shape (n, 3), and radii,
        shape (n,), A.
    kernels
        What the sums are made with.

    Returns
    -------
    tuple of ndarray of int
        For each grid, of shape (m,), the atom whose surface is nearest to a voxel of the cavity near the wall; -1 for
        the other voxels.
    """
    near = spheres_in_reach(xyz, radii, WALL_SHELL)
    cavity = np.concatenate([grid.cavity for grid in grids])
    nearest = kernels.nearest_surfaces(voxels_in_reach(), cavity, xyz[near], radii[near], WALL_SHELL)
    return by_grid(np.append(near, -1)[nearest])


def painted_voxels(xyz: FloatArray, radii: FloatArray, kernels: Kernels = PLAIN_KERNELS) -> tuple[BoolArray, ...]:
    """Tell which voxels within reach of the pockets lie in a sphere.

    Parameters
    ----------
    xyz, radii
        Centres in the groove frame, shape (n, 3), and radii, shape (n,), A.
    kernels
        What the sums are made with.

    Returns
    -------
    tuple of ndarray of bool, shape (m,)
        One for each of :func:`nesgroove.measure.reach.reaches`.
    """
    voxels, near = voxels_in_reach(), spheres_in_reach(xyz, radii, 0.0)
    return by_grid(voxels.read(kernels.painted(voxels.stack, xyz[near], radii[near])))


@dataclass(frozen=True)
class PocketSize:
    """How large one pocket of the empty groove is; means over the grids.

    Attributes
    ----------
    pocket, volume, grid_sd, mouth_area, depth
        As of :class:`PocketShape`.
    """

    pocket: str
    volume: float
    grid_sd: float
    mouth_area: float
    depth: float | None


def pocket_sizes(grids: tuple[GrooveGrid, ...]) -> list[PocketSize]:
    """Measure the sizes of the pockets.

    Parameters
    ----------
    grids
        As :func:`groove_grids` gives them.

    Returns
    -------
    list of PocketSize
        P0 to P4, then ``all``.
    """
    parts = [_by_pocket(groove, groove.lid) for groove in grids]
    sizes = []
    for name, *depths in zip((*XPO1.pockets, "all"), *parts, strict=True):
        volume, mouth, deepest = zip(*map(_size, depths), strict=True)
        known = [depth for depth in deepest if not isnan(depth)]
        depth = mean_of_grids(known) if known else None
        sizes.append(PocketSize(name, mean_of_grids(volume), scatter_of_grids(volume), mean_of_grids(mouth), depth))
    return sizes


def _by_pocket(groove: GrooveGrid, values: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    """Values of the voxels of the cavity, of shape (m,) for all voxels: those in each pocket, then all."""
    inside = np.flatnonzero(groove.cavity)
    pocket, chosen = groove.reach.pocket.take(inside), values.take(inside)
    return [*(chosen[pocket == number] for number in range(len(XPO1.pockets))), chosen]


def pocket_shapes(grids: tuple[GrooveGrid, ...], walls: tuple[IntArray, ...], apolar: BoolArray) -> list[PocketShape]:
    """Measure the pockets.

    Parameters
    ----------
    grids, walls
        As :func:`groove_grids` and :func:`wall_atoms` give them.
    apolar
        Which of the atoms that they were made with are carbon or sulphur, shape (n,).

    Returns
    -------
    list of PocketShape
        P0 to P4, then ``all``.
    """
    parts = [_by_pocket(groove, nearest) for groove, nearest in zip(grids, walls, strict=True)]
    shapes = []
    for size, *lining in zip(pocket_sizes(grids), *parts, strict=True):
        wall = np.concatenate(lining)
        wall = wall[wall >= 0]
        lines = np.zeros(len(apolar), dtype=bool)
        lines[wall] = True
        shapes.append(
            PocketShape(
                pocket=size.pocket,
                volume=size.volume,
                grid_sd=size.grid_sd,
                mouth_area=size.mouth_area,
                depth=size.depth,
                hydrophobic_fraction=float(apolar[wall].mean()) if len(wall) else None,
                lining=tuple(np.flatnonzero(lines).tolist()),
            )
        )
    return shapes


def _size(depths: FloatArray) -> tuple[float, float, float]:
    """Volume, area of the mouth and depth of a part of the cavity, by the depths of its voxels, shape (n,)."""
    voxel = STEP**3
    mouth = np.count_nonzero(depths <= MOUTH_SHELL) * voxel / MOUTH_SHELL
    return len(depths) * voxel, mouth, _percentile(depths, DEPTH_PERCENTILE)


def _percentile(values: FloatArray, percent: float) -> float:
    """What :func:`numpy.percentile` gives of values, shape (n,), without its preparations; nan of none."""
    if not len(values):
        return float("nan")
    place = (len(values) - 1) * (percent / 100.0)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    part = place - below
    ordered = np.partition(values, (below, above))
    low, high = float(ordered[below]), float(ordered[above])
    # Its rounding: from the nearer end.
    return high - (high - low) * (1.0 - part) if part >= 0.5 else low + (high - low) * part
