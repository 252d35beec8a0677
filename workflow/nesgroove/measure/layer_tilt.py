"""How far the outer helices of the groove are turned over the inner ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from nesgroove.measure.frames import FrameMeasure, Frames
from nesgroove.measure.groove import Groove
from nesgroove.model.frame import HelixAxis
from nesgroove.model.structure import FloatArray


class LayerTilt(FrameMeasure):
    """Angle between the outer and the inner pair of helices, seen along the groove.

    The groove lies on two layers: the A helices, between which it opens, and the B helices below them. Whether
    it opens by its walls moving apart or by one wall rolling over its B helix cannot be read from widths. This is
    the angle, about x, from the line between the centres of H11B and H12B to that between H11A and H12A.
    """

    about: ClassVar = {
        "layer_tilt": ("deg", "Turn about x from the line H11B-H12B to the line H11A-H12A, between helix centres")
    }

    def reads(self, groove: Groove) -> tuple[int, ...]:
        """None but the helices."""
        return ()

    def over(self, groove: Groove, frames: Frames) -> Iterator[tuple[str, FloatArray]]:
        """Measure it."""
        axes = frames.axes
        outer, inner = _turns(axes["H11A"], axes["H12A"]), _turns(axes["H11B"], axes["H12B"])
        yield "layer_tilt", (outer - inner + 180.0) % 360.0 - 180.0


def _turns(first: HelixAxis, second: HelixAxis) -> FloatArray:
    """Angle of the line from one centre to another against y, in the plane across the groove, degrees, by frame."""
    line = second.centre - first.centre
    return np.asarray(np.degrees(np.arctan2(line[:, 2], line[:, 1])))
