"""The heavy sums by what is compiled."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from scipy.spatial import cKDTree

from nesgroove.chem.radii import PROBE, radii
from nesgroove.measure.area import POINTS, REACH, BareAreas, single_points, unit_points
from nesgroove.measure.compiled.areas import covered_points, free_points
from nesgroove.measure.compiled.kernels import COMPILED_KERNELS
from nesgroove.measure.sums import Sums
from nesgroove.model.points import atoms_around
from nesgroove.model.structure import Atoms, FloatArray, IntArray


class CompiledSums(Sums):
    """The heavy sums, compiled."""

    kernels: ClassVar = COMPILED_KERNELS

    def exposed(
        self, atoms: Atoms, xyz: FloatArray, wanted: IntArray, bare: BareAreas, others: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Measure exposed areas twice, the same points counted that biotite counts.

        Parameters
        ----------
        atoms, xyz
            All atoms, and their coordinates in the groove frame, shape (n, 3), A.
        wanted, bare, others
            Indices of atoms, each of shape (m,), and areas of the body by itself, as for
            :meth:`nesgroove.measure.sums.Sums.exposed`.
        """
        if not len(wanted):
            return np.empty(0), np.empty(0)
        tree = cKDTree(xyz[wanted])
        around = (atoms_around(xyz, group, xyz[wanted], REACH) for group in (bare.present, others))
        near, near_others = (group[tree.query(xyz[group], distance_upper_bound=REACH)[0] < REACH] for group in around)
        (centres, swollen), (beside, swollen_beside) = (_single(atoms, xyz, group) for group in (near, near_others))
        order = np.argsort(near, kind="stable")
        rows = order[np.searchsorted(near, wanted, sorter=order)]
        free = free_points(single_points(), rows, centres, swollen, beside, swollen_beside)
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


def _single(atoms: Atoms, xyz: FloatArray, chosen: IntArray) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates and swollen radii in single precision, as biotite has them."""
    swollen = radii(atoms.element[chosen]).astype(np.float32)
    swollen += PROBE
    return xyz[chosen].astype(np.float32), swollen
