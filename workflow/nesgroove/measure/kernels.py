"""What the sums over grids are made with: in plain NumPy, or compiled beside it, with the same results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from nesgroove.measure.columns import painted
from nesgroove.measure.stack import Columns, Stack, Voxels
from nesgroove.measure.walls import nearest_surfaces
from nesgroove.model.structure import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Kernels:
    """The functions for which compiling is worth while.

    Attributes
    ----------
    painted : callable
        As :func:`nesgroove.measure.columns.painted`.
    nearest_surfaces : callable
        As :func:`nesgroove.measure.walls.nearest_surfaces`.
    """

    painted: Callable[[Stack, FloatArray, FloatArray], Columns]
    nearest_surfaces: Callable[[Voxels, BoolArray, FloatArray, FloatArray, float], IntArray]


PLAIN_KERNELS: Final = Kernels(painted, nearest_surfaces)
