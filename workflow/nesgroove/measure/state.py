"""Open, intermediate or closed: the state of the groove, from its width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nesgroove.measure.groove import Groove
from nesgroove.measure.widths import ca_distance

State = Literal["open", "intermediate", "closed"]


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
    distances = [ca_distance(groove.complex, pair) for pair in WIDTH_STATIONS]
    if any(d is None for d in distances):
        return None
    width = float(np.mean([d for d in distances if d is not None]))
    state: State = "closed" if width < CLOSED_BELOW else "open" if width >= OPEN_FROM else "intermediate"
    return GrooveState(state, width, min(abs(width - CLOSED_BELOW), abs(width - OPEN_FROM)))
