"""Rows of transitions.tsv: how the groove goes from state to state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nesgroove.measure.state import STATES
from nesgroove.series.trajectory.statistics.changes import changes, passages
from nesgroove.series.trajectory.statistics.over_replicas import Replica, Run
from nesgroove.series.trajectory.statistics.records import TransitionRecord
from nesgroove.series.trajectory.statistics.spells import Spells, spells, together

CORES: Final = (STATES.index("open"), STATES.index("closed"))
"""States between which passages are counted."""

STILL: Final = "the state never changes: no dwell time and no rate, but a lower limit in longest"
UNSEEN: Final = "it is never in this state"
ENDLESS: Final = "this state is never seen to end: no dwell time"


@dataclass(frozen=True)
class Itinerary:
    """States of one replica, or of several together.

    Attributes
    ----------
    counts : ndarray of int, shape (3, 3)
        Changes from one step to the next; the diagonal are those that stay.
    through : dict of (int, int) to int
        Passages between core states.
    stays : tuple of Spells
        In each state.
    frames : tuple of int
        In each state.
    time : float or None
        Between steps, ps.
    """

    counts: npt.NDArray[np.int64]
    through: dict[tuple[int, int], int]
    stays: tuple[Spells, ...]
    frames: tuple[int, ...]
    time: float | None


def state_rows(run: Run) -> Iterator[TransitionRecord]:
    """Count the changes of state of every replica, and of all together."""
    names = run.tables.column("state").astype(str)
    number = np.full(len(names), np.nan)
    for place, state in enumerate(STATES):
        number[names == state] = place
    parts = []
    for replica, grid in run.grids(~np.isnan(number)):
        if grid is None:
            continue
        laid = grid.lay(number)
        parts.append(itinerary(np.where(np.isnan(laid), -1, laid).astype(int), grid.time))
        yield from _rows(run, replica, parts[-1])
    if run.several and parts:
        yield from _rows(run, None, _sum(parts))


def itinerary(states: npt.NDArray[np.int64], time: float | None) -> Itinerary:
    """Follow a series of states.

    Parameters
    ----------
    states
        Places in :data:`nesgroove.measure.state.STATES`, -1 where not known; at equal steps, shape (n,).
    time
        Between steps, ps.

    Returns
    -------
    Itinerary
    """
    known = np.where(states < 0, np.nan, 1.0)
    return Itinerary(
        changes(states, len(STATES)),
        passages(states, CORES),
        tuple(spells(known * (states == place)) for place in range(len(STATES))),
        tuple(int((states == place).sum()) for place in range(len(STATES))),
        time,
    )


def _sum(parts: Sequence[Itinerary]) -> Itinerary:
    times = {part.time for part in parts}
    return Itinerary(
        np.sum([part.counts for part in parts], axis=0),
        {pair: sum(part.through[pair] for part in parts) for pair in parts[0].through},
        tuple(together([part.stays[place] for part in parts]) for place in range(len(STATES))),
        tuple(sum(part.frames[place] for part in parts) for place in range(len(STATES))),
        times.pop() if len(times) == 1 else None,
    )


def _rows(run: Run, replica: Replica | None, way: Itinerary) -> Iterator[TransitionRecord]:
    n = sum(way.frames)
    still = not any(way.counts[a, b] for a in range(len(STATES)) for b in range(len(STATES)) if a != b)
    for a, state in enumerate(STATES):
        stay = way.stays[a]
        remark = UNSEEN if not stay.count else STILL if still else "" if stay.ends else ENDLESS
        for b, to in enumerate(STATES):
            if a != b:
                yield TransitionRecord(
                    **run.key(replica), state=state, to=to, n=n, frames=way.frames[a],
                    transitions=int(way.counts[a, b]), passages=way.through.get((a, b)), visits=stay.count,
                    cut=stay.cut, step=way.time, **_dwell(stay, way.time), remark=remark,
                )  # fmt: skip


def _dwell(stay: Spells, time: float | None) -> dict[str, Any]:
    def timed(steps: float | None) -> float | None:
        return None if steps is None or time is None else steps * time

    return {
        "dwell": timed(stay.lifetime),
        "dwell_error": timed(stay.lifetime_error),
        "longest": timed(stay.longest if stay.count else None),
    }
