"""Open, intermediate or closed: the state of the groove, from its width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from nesgroove.measure.frames import Frames, frame_of
from nesgroove.measure.groove import Groove
from nesgroove.measure.widths import ca_distances
from nesgroove.model.structure import FloatArray

State = Literal["open", "intermediate", "closed"]

STATES: Final[tuple[State, ...]] = get_args(State)
"""All states, from wide to narrow."""


WIDTH_STATIONS = ((518, 561), (521, 565), (525, 568))
"""Stations whose mean C-alpha distance is the groove's width: those that open and close most alike."""


CLOSED_BELOW = 9.9


OPEN_FROM = 11.1
"""Limits between states on the groove's width, A, half way between the nearest observed chains: closed
9.57 (4HB2) and 9.64 (3M1I), intermediate 10.18 and 10.45 (3WYF F and C), open 11.81 (3NC1) and 11.83 (3GJX)."""


@dataclass(frozen=True)
class GrooveState:
    """State of the groove.

    Attributes
    ----------
    state : {'open', 'intermediate', 'closed'}
    width : float
        Mean C-alpha distance of :data:`WIDTH_STATIONS`, A.
    margin : float
        Distance of the width to the nearest limit between states, A.
    """

    state: State
    width: float
    margin: float


def groove_state(groove: Groove) -> GrooveState | None:
    """Decide the state from the groove's width; None where a C-alpha of the stations is missing."""
    widths = groove_widths(groove, groove.once(frame_of))
    if widths is None:
        return None
    (state,), (margin,) = states(widths), margins(widths)
    return GrooveState(state, float(widths[0]), float(margin))


def groove_widths(groove: Groove, frames: Frames) -> FloatArray | None:
    """Mean C-alpha distance of :data:`WIDTH_STATIONS` in each frame.

    Parameters
    ----------
    groove
        The complex; its coordinates are not looked at.
    frames
        Coordinates.

    Returns
    -------
    ndarray, shape (frames,), or None
        A; None where a C-alpha of the stations is missing.
    """
    measured = [ca_distances(groove.complex, frames, pair) for pair in WIDTH_STATIONS]
    distances = [distance for distance in measured if distance is not None]
    return np.mean(distances, axis=0) if len(distances) == len(measured) else None


def states(widths: FloatArray) -> list[State]:
    """States of grooves by their widths, shape (frames,), in A."""
    return ["closed" if w < CLOSED_BELOW else "open" if w >= OPEN_FROM else "intermediate" for w in widths.tolist()]


def margins(widths: FloatArray) -> FloatArray:
    """Distance of widths, shape (frames,), to the nearest limit between states, A; shape (frames,)."""
    return np.minimum(np.abs(widths - CLOSED_BELOW), np.abs(widths - OPEN_FROM))
