"""The cavity of the groove: what a small probe reaches and a large probe does not.

As in KVFinder (Oliveira et al. 2014, doi:10.1186/1471-2105-15-197): the cavity is the space that a small
probe sweeps without touching the protein, minus the space that a large probe sweeps, which closes the mouth.
The pockets P0 to P4 are the parts of it nearest to their centres. Everything is computed in the groove frame
on four grids moved against each other by parts of a voxel; the mean is reported with its scatter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from nesgroove.chem.radii import PROBE
from nesgroove.measure.grid import Grid
from nesgroove.model.complex import POCKET_REACH
from nesgroove.model.structure import BoolArray, FloatArray, IntArray
from nesgroove.model.target import XPO1

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

STEP = 0.5
"""Edge of a voxel, A."""

LID_STEP = 1.0
"""Edge of a voxel for the large probe, A; its swept space is smooth and is interpolated onto the fine grid. Where a
pocket is shallow the edge is felt: against a grid of 0.25 A P0 is too large by 4 % in the median of 47 complexes and by
17 % at most, the other pockets by 0 to 1 % in the median."""

LID_PROBE = 8.0
"""Radius of the large probe, A. The groove is a valley about 10 A wide: a probe of 4 A, the usual choice for
closed pockets, sinks in and leaves no cavity above P0 and P1; from 8 A on the lid lies on the rims. It is a choice, and
volumes depend on it: with 10 A instead P0 grows by 10 to 26 % in the six experimental
chains at hand, P1 by 11 to 23 %, P2 to P4 by 1 to 11 % (in 47 complexes, models among them, P0 by 9 to 49 %)."""

SHIFTS = np.array([(0.0, 0.0, 0.0), (0.5, 0.5, 0.0), (0.5, 0.0, 0.5), (0.0, 0.5, 0.5)])
"""Moves of the grid, in voxel edges: a face-centred set, so that each axis is sampled at both phases."""

MOUTH_SHELL = 1.0
"""The mouth's area is the volume of the cavity within this distance (A) of the lid, divided by it."""

DEPTH_PERCENTILE = 95.0
"""The depth of a pocket is that below which this part (%) of its voxels lies. The very deepest voxel is one sample of a
grid and lies on the ridge of a lid computed at 1 A, which cuts it off by up to 1.2 A
against a grid of 0.25 A; this percentile is within 0.4 A of it, half of the pockets within 0.07 A (29 complexes)."""

WALL_SHELL = 1.0
"""Cavity voxels within this distance (A) of an atom's surface are its wall."""


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

    def sample(self, painted: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Read an array over the grid at these voxels, shape (m,)."""
        return painted[self.voxels[:, 0], self.voxels[:, 1], self.voxels[:, 2]]


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


def groove_grids(xyz: FloatArray, radii: FloatArray) -> tuple[GrooveGrid, ...]:
    """Compute the cavity on all grids.

    Parameters
    ----------
    xyz, radii
        Atoms of XPO1 without occupants, in the groove frame, shape (n, 3), and their radii, A.

    Returns
    -------
    tuple of GrooveGrid
        One for each of :data:`SHIFTS`.
    """
    return tuple(_one_grid(xyz, radii, reach) for reach in reaches())


def wall_atoms(grids: tuple[GrooveGrid, ...], xyz: FloatArray, radii: FloatArray) -> tuple[IntArray, ...]:
    """Find what the cavity's walls are made of.

    Parameters
    ----------
    grids
        As :func:`groove_grids` gives them.
    xyz, radii
        The atoms that the grids were made with: coordinates in the groove frame, shape (n, 3), and radii,
        shape (n,), A.

    Returns
    -------
    tuple of ndarray of int
        For each grid, of shape (m,), the atom whose surface is nearest to a voxel of the cavity near the wall; -1 for
        the other voxels.
    """
    from scipy.spatial import cKDTree

    tree = cKDTree(xyz)
    return tuple(_wall_atoms(grid, tree, radii) for grid in grids)


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
    sizes = []
    for number, name in enumerate((*XPO1.pockets, "all")):
        volume, mouth, depth = np.array([_sample(groove, _inside(groove, number)) for groove in grids]).T
        deep = None if np.isnan(depth).all() else float(np.nanmean(depth))
        sizes.append(PocketSize(name, float(volume.mean()), float(volume.std(ddof=1)), float(mouth.mean()), deep))
    return sizes


def _inside(groove: GrooveGrid, number: int) -> BoolArray:
    """Voxels of a pocket's cavity, or of that of all, shape (m,)."""
    return groove.cavity if number == len(XPO1.pockets) else groove.cavity & (groove.reach.pocket == number)


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
    shapes = []
    for number, size in enumerate(pocket_sizes(grids)):
        lining = [
            nearest[_inside(groove, number) & (nearest >= 0)] for groove, nearest in zip(grids, walls, strict=True)
        ]
        wall = np.concatenate(lining)
        shapes.append(
            PocketShape(
                pocket=size.pocket,
                volume=size.volume,
                grid_sd=size.grid_sd,
                mouth_area=size.mouth_area,
                depth=size.depth,
                hydrophobic_fraction=float(apolar[wall].mean()) if len(wall) else None,
                lining=tuple(int(i) for i in np.unique(wall)),
            )
        )
    return shapes


@cache
def reaches() -> tuple[Reach, ...]:
    """Voxels within reach of the pockets, on each of the moved grids. They never change."""
    centres = XPO1.centres
    margin = POCKET_REACH + PROBE + STEP
    reaches_of_grids = []
    for shift in SHIFTS:
        grid = Grid.covering(centres.min(axis=0) - margin, centres.max(axis=0) + margin, STEP, shift)
        voxels = np.argwhere(np.ones(grid.shape, dtype=bool))
        points = voxels * grid.step + grid.low
        distance = np.linalg.norm(points[:, None, :] - centres, axis=-1)
        near = distance.min(axis=1) < POCKET_REACH
        reaches_of_grids.append(Reach(grid, voxels[near], points[near], distance[near].argmin(axis=1), shift))
    return tuple(reaches_of_grids)


def lid_grid(reach: Reach) -> Grid:
    """The coarser grid that the large probe sweeps around the voxels of a fine one."""
    margin = LID_PROBE + 2 * LID_STEP
    low, high = reach.points.min(axis=0) - margin, reach.points.max(axis=0) + margin
    return Grid.covering(low, high, LID_STEP, reach.shift)


def _one_grid(xyz: FloatArray, radii: FloatArray, reach: Reach) -> GrooveGrid:
    free = ~reach.grid.paint(xyz, radii + PROBE)
    swept = reach.sample(reach.grid.distance_to(free)) <= PROBE
    lid = _lid(xyz, radii, reach)
    return GrooveGrid(reach, swept & (lid > 0), lid)


def _lid(xyz: FloatArray, radii: FloatArray, reach: Reach) -> FloatArray:
    """Measure the depth of each voxel below the space that the large probe sweeps."""
    from scipy.ndimage import map_coordinates

    coarse = lid_grid(reach)
    free = ~coarse.paint(xyz, radii + LID_PROBE)
    depth = coarse.distance_to(free) - LID_PROBE
    return np.asarray(map_coordinates(depth, (reach.points - coarse.low).T / coarse.step, order=1))


def _sample(groove: GrooveGrid, inside: BoolArray) -> tuple[float, float, float]:
    voxel = groove.reach.grid.step**3
    volume = inside.sum() * voxel
    mouth = (inside & (groove.lid <= MOUTH_SHELL)).sum() * voxel / MOUTH_SHELL
    return float(volume), float(mouth), _percentile(groove.lid[inside], DEPTH_PERCENTILE)


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


def _wall_atoms(groove: GrooveGrid, tree: cKDTree, radii: FloatArray) -> IntArray:
    """Give each cavity voxel near the wall the atom whose surface is nearest, -1 to the others."""
    nearest = np.full(len(groove.cavity), -1, dtype=np.intp)
    if groove.cavity.any():
        # The atom with the nearest surface is among the few nearest centres: radii differ by 0.3 A. The query
        # stops at the wall's reach, beyond which it gives an infinite distance and no atom.
        reach = WALL_SHELL + float(radii.max())
        distance, atom = tree.query(groove.reach.points[groove.cavity], k=4, distance_upper_bound=reach)
        surface = distance - np.append(radii, 0.0)[atom]
        best = surface.argmin(axis=1)
        rows = np.arange(len(best))
        nearest[groove.cavity] = np.where(surface[rows, best] <= WALL_SHELL, atom[rows, best], -1)
    return nearest
