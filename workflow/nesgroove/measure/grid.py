"""Grids in the groove frame: painting spheres and measuring distances to what is painted.

The box is fixed in the groove frame, so that a voxel means the same place in every complex and no volume
depends on how a file happened to be oriented.
"""

from __future__ import annotations

from dataclasses import dataclass

import gemmi
import numpy as np

from nesgroove.model.structure import BoolArray, FloatArray

BIAS = 0.4
"""A distance transform counts from voxel centres. The true surface lies nearer by 0.4 of a voxel's edge on
average (measured on 3GJX and 4HB2 against a grid of 0.25 A), which every distance here is corrected by."""


@dataclass(frozen=True)
class Grid:
    """A regular grid of voxels.

    Attributes
    ----------
    low : ndarray, shape (3,)
        Centre of the first voxel, A, in the groove frame.
    shape : tuple of int
        Number of voxels along x, y and z.
    step : float
        Edge of a voxel, A.
    """

    low: FloatArray
    shape: tuple[int, int, int]
    step: float

    @classmethod
    def covering(cls, low: FloatArray, high: FloatArray, step: float, shift: FloatArray) -> Grid:
        """Make a grid that covers a box, its first voxel moved by ``shift`` voxel edges."""
        count = np.ceil((high - low) / step).astype(int) + 1
        return cls(low + (shift - 0.5) * step, (int(count[0]) + 1, int(count[1]) + 1, int(count[2]) + 1), step)

    @property
    def high(self) -> FloatArray:
        """Centre of the last voxel, A."""
        return self.low + (np.array(self.shape) - 1) * self.step

    def paint(self, xyz: FloatArray, radii: FloatArray) -> BoolArray:
        """Tell which voxels' centres lie in a sphere.

        Parameters
        ----------
        xyz, radii
            Centres, shape (n, 3), and radii, shape (n,), in A.

        Returns
        -------
        ndarray of bool
            In the shape of the grid.
        """
        reach = float(radii.max()) if len(radii) else 0.0
        inside = np.all((xyz > self.low - reach) & (xyz < self.high + reach), axis=1)
        canvas = gemmi.Int8Grid(*self.shape)
        canvas.spacegroup = gemmi.SpaceGroup("P1")
        a, b, c = (count * self.step for count in self.shape)
        canvas.set_unit_cell(gemmi.UnitCell(a, b, c, 90, 90, 90))
        for centre, radius in zip((xyz[inside] - self.low).tolist(), radii[inside].tolist(), strict=True):
            canvas.set_points_around(gemmi.Position(*centre), radius, 1, use_pbc=False)
        return np.array(canvas.array, copy=False) > 0

    def distance_to(self, mask: BoolArray) -> FloatArray:
        """Measure the distance of each voxel to the surface of a mask, A, corrected by :data:`BIAS`.

        Infinite where the mask is empty; negative values do not occur, voxels of the mask have 0.
        """
        from scipy.ndimage import distance_transform_edt

        if not mask.any():
            return np.full(self.shape, np.inf)
        distance = distance_transform_edt(~mask, sampling=self.step)
        return np.maximum(np.asarray(distance) - BIAS * self.step, 0.0) * ~mask
