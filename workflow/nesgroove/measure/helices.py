"""How the two helices that face each other across the groove lie: their crossing angle and distance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from nesgroove.measure.groove import Groove
from nesgroove.measure.scalar import ScalarMeasure


class HelixCrossing(ScalarMeasure):
    """Angle between the axes of H11A and H12A, and distance between their centres."""

    about: ClassVar = {
        "crossing_angle": ("deg", "Angle between the axes of H11A and H12A"),
        "helix_distance": ("A", "Distance between the centres of H11A and H12A"),
    }

    def values(self, groove: Groove) -> Iterator[tuple[str, float | None]]:
        """Measure both."""
        first, second = groove.complex.frame.axes["H11A"], groove.complex.frame.axes["H12A"]
        angle = float(np.degrees(np.arccos(np.clip(first.direction @ second.direction, -1, 1))))
        yield "crossing_angle", angle
        yield "helix_distance", float(np.linalg.norm(first.centre - second.centre))
