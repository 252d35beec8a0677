"""The heavy sums by what is compiled."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.spatial import cKDTree

from nesgroove.chem.radii import BONDI, PROBE, radii
from nesgroove.measure.area import POINTS, REACH, single_points, unit_points
from nesgroove.measure.cavity import LID_PROBE, LID_STEP, WALL_SHELL, GrooveGrid, Reach, lid_grid, reaches
from nesgroove.measure.compiled.areas import covered_points, free_points
from nesgroove.measure.compiled.bits import ALL, WORD, Columns, grown, interpolated, paint, sampled, squared_distances
from nesgroove.measure.compiled.walls import nearest_surfaces
from nesgroove.measure.grid import BIAS, Grid
from nesgroove.measure.sums import Sums
from nesgroove.model.points import atoms_around
from nesgroove.model.structure import Atoms, BoolArray, FloatArray, IntArray


class CompiledSums(Sums):
    """The heavy sums, compiled."""

    def grids(self, xyz: FloatArray, radii: FloatArray) -> tuple[GrooveGrid, ...]:
        """Compute the cavity: no voxel differs from :func:`nesgroove.measure.cavity.groove_grids`.

        Parameters
        ----------
        xyz, radii
            Atoms in the groove frame, shapes (n, 3) and (n,), A.
        """
        near = _near(_lid_places(0)[0], xyz, LID_PROBE + 2 * LID_STEP)
        # Every eighth atom first: what they cover together need not be painted for their neighbours.
        near = np.concatenate([near[first::8] for first in range(8)])
        centres, sizes = np.ascontiguousarray(xyz[near]), radii[near]
        return tuple(_grid(centres, sizes, reach, index) for index, reach in enumerate(reaches()))

    def walls(self, grids: tuple[GrooveGrid, ...], xyz: FloatArray, radii: FloatArray) -> tuple[IntArray, ...]:
        """Find the walls: the atoms of :func:`nesgroove.measure.cavity.wall_atoms`.

        Parameters
        ----------
        grids
            The cavity.
        xyz, radii
            Atoms in the groove frame, shapes (n, 3) and (n,), A.
        """
        near = _near(grids[0].reach.grid, xyz, WALL_SHELL + 2 * LID_STEP)
        centres, sizes, atoms = np.ascontiguousarray(xyz[near]), radii[near], np.append(near, -1)
        return tuple(
            atoms[nearest_surfaces(*_box(own.reach.grid), own.cavity, own.reach.voxels, centres, sizes, WALL_SHELL)]
            for own in grids
        )

    def painted(self, reach: Reach, xyz: FloatArray, radii: FloatArray) -> BoolArray:
        """Tell which voxels within reach lie in a sphere: those that :meth:`Grid.paint` paints.

        Parameters
        ----------
        reach
            The voxels.
        xyz, radii
            Spheres, shapes (n, 3) and (n,), A.
        """
        columns = paint(*_box(reach.grid), np.ascontiguousarray(xyz), radii)
        return np.asarray(sampled(columns, reach.voxels))

    def exposed(
        self, atoms: Atoms, xyz: FloatArray, wanted: IntArray, present: IntArray, beside: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Measure exposed areas twice, the same points counted that biotite counts.

        Parameters
        ----------
        atoms, xyz
            All atoms, and their coordinates in the groove frame, shape (n, 3), A.
        wanted, present, beside
            Indices, as for :meth:`nesgroove.measure.sums.Sums.exposed`.
        """
        if not len(wanted):
            return np.empty(0), np.empty(0)
        tree = cKDTree(xyz[wanted])
        around = (atoms_around(xyz, group, xyz[wanted], REACH) for group in (present, beside))
        near, near_beside = (group[tree.query(xyz[group], distance_upper_bound=REACH)[0] < REACH] for group in around)
        (centres, swollen), (others, swollen_others) = (_single(atoms, xyz, group) for group in (near, near_beside))
        order = np.argsort(near, kind="stable")
        rows = order[np.searchsorted(near, wanted, sorter=order)]
        free = free_points(single_points(), rows, centres, swollen, others, swollen_others)
        # In single precision and in this order, as biotite multiplies.
        areas = np.float32(4.0 * np.pi / POINTS) * free.astype(np.float32) * (swollen * swollen)[rows, None]
        return areas[:, 0].astype(np.float64), areas[:, 1].astype(np.float64)

    def covered(self, atoms: Atoms, xyz: FloatArray, body: IntArray, others: IntArray) -> FloatArray:
        """Share out what is covered of a body: the sum of :func:`nesgroove.measure.area.areas_covered_by`.

        Parameters
        ----------
        atoms, xyz
            All atoms, and their coordinates in the groove frame, shape (n, 3), A.
        body, others
            Indices of atoms.
        """
        swollen, swollen_others = (radii(atoms.element[group]) + PROBE for group in (body, others))
        return np.asarray(covered_points(unit_points(), xyz[body], swollen, xyz[others], swollen_others))


def _grid(xyz: FloatArray, radii: FloatArray, reach: Reach, index: int) -> GrooveGrid:
    fine, (coarse, first, last, places) = reach.grid, _lid_places(index)
    free = _free(fine, xyz, radii + PROBE)
    swept = sampled(grown(free, fine.shape[2], (PROBE + BIAS * fine.step) / fine.step), reach.voxels)
    squares = squared_distances(_free(coarse, xyz, radii + LID_PROBE), coarse.shape[2], first, last)
    distance = np.sqrt(squares.astype(np.float64)) * coarse.step
    depth = np.maximum(distance - BIAS * coarse.step, 0.0) - LID_PROBE
    lid = interpolated(depth, places)
    return GrooveGrid(reach, swept & (lid > 0), lid)


def _near(grid: Grid, xyz: FloatArray, reach: float) -> IntArray:
    """Indices of the atoms that reach so far (A), and their radius, into a grid, or into one moved by a voxel."""
    every = np.arange(len(xyz))
    return atoms_around(xyz, every, np.array([grid.low, grid.high]), reach + max(BONDI.values()))


def _free(grid: Grid, xyz: FloatArray, radii: FloatArray) -> Columns:
    """Columns of the voxels that are in no sphere."""
    columns: Columns = paint(*_box(grid), xyz, radii)
    return ~columns & (ALL >> np.uint64(WORD - grid.shape[2]))


def _box(grid: Grid) -> tuple[tuple[int, int, int], FloatArray, float]:
    return grid.shape, grid.low, grid.step


@cache
def _lid_places(index: int) -> tuple[Grid, IntArray, IntArray, FloatArray]:
    """The large probe's grid, the first and last voxel that are read of it, and where between them the points lie."""
    reach = reaches()[index]
    coarse = lid_grid(reach)
    places = (reach.points - coarse.low) / coarse.step
    first, last = np.floor(places.min(axis=0)).astype(np.intp), np.floor(places.max(axis=0)).astype(np.intp) + 1
    return coarse, first, last, places - first


def _single(atoms: Atoms, xyz: FloatArray, chosen: IntArray) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates and swollen radii in single precision, as biotite has them."""
    swollen = radii(atoms.element[chosen]).astype(np.float32)
    swollen += PROBE
    return xyz[chosen].astype(np.float32), swollen
