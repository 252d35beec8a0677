"""Frames laid on equal steps, so that what was left out is a gap and not a shorter way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nesgroove.model.structure import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Grid:
    """Equal steps through the frames of a replica in which something was looked for.

    Attributes
    ----------
    rows : ndarray of int, shape (m,)
        Rows of the table of frames.
    places : ndarray of int, shape (m,)
        Step of each of them.
    steps : int
        How many there are.
    stride : int
        Frames of the trajectory between two steps.
    time : float or None
        Time between two steps, ps; None where the frames have no times.
    """

    rows: IntArray
    places: IntArray
    steps: int
    stride: int
    time: float | None

    def lay(self, values: FloatArray) -> FloatArray:
        """Lay values of all rows of the table of frames on the steps, shape (steps,); nan where there is none."""
        laid = np.full(self.steps, np.nan)
        laid[self.places] = values[self.rows]
        return laid

    def in_time(self, steps: float | None) -> float | None:
        """Turn a number of steps into a time, ps."""
        return None if steps is None or self.time is None else steps * self.time

    def in_frames(self, steps: float | None) -> float | None:
        """Turn a number of steps into frames of the trajectory."""
        return None if steps is None else steps * self.stride


def grid_of(frame: IntArray, time: FloatArray, chosen: BoolArray) -> Grid | None:
    """Lay chosen frames of one replica on equal steps.

    Parameters
    ----------
    frame, time
        Number and time (ps, nan where there is none) of all rows, shape (n,).
    chosen
        Rows in which something was looked for, shape (n,).

    Returns
    -------
    Grid or None
        The step is the largest that all chosen frames lie on; None where none is chosen.
    """
    rows = np.flatnonzero(chosen)
    if not len(rows):
        return None
    numbers = frame[rows]
    stride = int(np.gcd.reduce(np.diff(np.sort(numbers)))) if len(rows) > 1 else 1
    places = (numbers - numbers.min()) // max(stride, 1)
    step = _time_of_a_frame(frame[rows], time[rows])
    return Grid(rows, places, int(places.max()) + 1, stride, None if step is None else step * stride)


def _time_of_a_frame(frame: IntArray, time: FloatArray) -> float | None:
    """Time between two frames, ps: the median, for a file may lack frames, and clocks are set."""
    known = ~np.isnan(time)
    if known.sum() < 2:
        return None
    step = float(np.median(np.diff(time[known]) / np.diff(frame[known])))
    return step if step > 0 else None
