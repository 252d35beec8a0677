"""The standard views: where the camera stands in the groove frame, and where a point comes to lie in its picture.

Projection is orthographic and the same number of pixels is an Angstrom in every view, so a scale bar is exact and
pictures of different complexes can be laid over each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.show.scene.plan import camera_distance

DEPTH: Final = 100.0
"""How far before and behind the middle of the picture things are drawn, A."""

SIDEWAYS: Final = 0.8
"""Part of the direction of the camera along the groove from which on pockets hide each other: they then have no
names, and their colours stand in the key."""


@dataclass(frozen=True)
class View:
    """One direction to look from.

    Attributes
    ----------
    name : str
    right, up, toward : tuple of float
        Directions of the picture in the groove frame; ``toward`` points at the viewer.
    centre : tuple of float
        The point in the middle of the picture, A.
    width, height : float
        What the picture shows, A.
    cut : float or None
        Everything of the surface that is nearer to the viewer than this far before the centre is cut away, A. At
        half an Angstrom behind it the cut runs through all five pockets and no side chain of the far wall.
    words : str
        Its description for the reader.
    own : bool
        Not one of the standard views: it fills the width that a picture is given, at a scale of its own.
    """

    name: str
    right: tuple[float, float, float]
    up: tuple[float, float, float]
    toward: tuple[float, float, float]
    centre: tuple[float, float, float]
    width: float
    height: float
    cut: float | None
    words: str
    own: bool = False

    @property
    def sideways(self) -> bool:
        """Whether the groove is seen from a side of it, so that its pockets lie beside each other."""
        return abs(self.toward[0]) < SIDEWAYS

    def project(self, xyz: FloatArray | Sequence[float]) -> FloatArray:
        """Project points of the groove frame, shape (..., 3), to A right of and above the picture's lower left."""
        relative = np.asarray(xyz, dtype=float) - np.array(self.centre)
        axes = np.array([self.right, self.up])
        return np.asarray(relative @ axes.T + np.array([self.width, self.height]) / 2)

    def depth(self, xyz: FloatArray | Sequence[float]) -> FloatArray:
        """How far points lie before (positive) or behind the middle of the picture, A."""
        return np.asarray((np.asarray(xyz, dtype=float) - np.array(self.centre)) @ np.array(self.toward))

    def pixels(self, scale: float) -> tuple[int, int]:
        """Width and height of the picture in pixels, at a number of pixels an Angstrom."""
        return round(self.width * scale), round(self.height * scale)

    def camera(self, *, cut: bool = False) -> tuple[float, ...]:
        """The 18 numbers of PyMOL's ``set_view``, with everything before the cut clipped if asked for."""
        away = camera_distance(self.height)
        turn = [axis[i] for i in range(3) for axis in (self.right, self.up, self.toward)]
        front = self.cut if cut and self.cut is not None else DEPTH
        return (*turn, 0.0, 0.0, -away, *self.centre, away - front, away + DEPTH, 1.0)


VIEWS: Final = {
    view.name: view
    for view in (
        View("solvent", (1, 0, 0), (0, 1, 0), (0, 0, 1), (4, 0, 0), 40, 28, None, "from the solvent"),
        View("along", (0, 1, 0), (0, 0, 1), (1, 0, 0), (4, 0, 0), 28, 28, None, "from P4"),
        View("cutaway", (1, 0, 0), (0, 0, 1), (0, -1, 0), (4, 0, 0), 40, 28, -0.5, "from H11A, cut along the groove"),
    )
}
"""By name, in the order in which they are drawn."""

AXES: Final = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}
