"""How the two helices that face each other across the groove lie: their crossing angle and distance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from nesgroove.measure.frames import FrameMeasure, Frames
from nesgroove.measure.groove import Groove
from nesgroove.model.points import lengths
from nesgroove.model.structure import FloatArray


class HelixCrossing(FrameMeasure):
    """Angle between the axes of H11A and H12A, and distance between their centres."""

    about: ClassVar = {
        "crossing_angle": ("deg", "Angle between the axes of H11A and H12A"),
        "helix_distance": ("A", "Distance between the centres of H11A and H12A"),
    }

    def reads(self, groove: Groove) -> tuple[int, ...]:
        """None but the helices."""
        return ()

    def over(self, groove: Groove, frames: Frames) -> Iterator[tuple[str, FloatArray]]:
        """Measure both."""
        first, second = frames.axes["H11A"], frames.axes["H12A"]
        cosine = (first.direction * second.direction).sum(axis=-1)
        yield "crossing_angle", np.degrees(np.arccos(np.clip(cosine, -1, 1)))
        yield "helix_distance", lengths(first.centre - second.centre)
