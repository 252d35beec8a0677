"""Where labels lie: each near what it names, on no other label and off what is to be seen.

A figure says which boxes a label could have and what each would cost it; :func:`settle` chooses. Boxes are
(left, bottom, right, top) and lines (start, end), in whatever unit the figure has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

Costs = Callable[[int, Sequence[int | None]], FloatArray]
"""What each candidate costs a label, given which candidates the labels have; infinite for what may not be."""


@dataclass(frozen=True)
class Choice:
    """The candidate that a label got, and what it costs."""

    index: int
    cost: float


def settle(count: int, costs: Costs, sweeps: int = 1) -> list[Choice | None]:
    """Give every label the candidate that costs least, again and again until none finds a better one.

    Parameters
    ----------
    count
        How many labels; the first chooses first.
    costs
        Called with the number of a label and the candidates of all labels, None for those without one so far.
    sweeps
        How often all labels choose, at most; with one sweep a label keeps off those before it.

    Returns
    -------
    list of Choice or None
        None for a label that has no candidate of finite cost. The same costs give the same choices.
    """
    choices: list[Choice | None] = [None] * count
    for _ in range(sweeps):
        before = list(choices)
        for label in range(count):
            values = np.round(costs(label, [choice.index if choice is not None else None for choice in choices]), 6)
            best = int(np.argmin(values)) if len(values) else -1
            choices[label] = Choice(best, float(values[best])) if best >= 0 and np.isfinite(values[best]) else None
        if choices == before:
            break
    return choices


ROUNDING: Final = 1e-9
"""By how much a point between two others may lie beyond them."""


def free_boxes(
    candidates: Sequence[FloatArray], taken: Sequence[Box], penalties: Sequence[FloatArray] | None = None
) -> list[Choice | None]:
    """Give each label the first of its boxes that lies on nothing, or else the one that lies on least.

    Parameters
    ----------
    candidates
        Boxes of each label, shape (n, 4), the best first.
    taken
        What they keep off, beside the labels before them.
    penalties
        What each box costs whatever it lies on, shape (n,), in units of area.
    """

    def costs(label: int, picks: Sequence[int | None]) -> FloatArray:
        mine = candidates[label]
        others = [candidates[i][pick] for i, pick in enumerate(picks) if pick is not None and i != label]
        busy = np.array([*taken, *others], dtype=float).reshape(-1, 4)
        lost = np.asarray(shared_area(mine, busy).sum(axis=1))
        return np.asarray(lost + penalties[label]) if penalties is not None else lost

    return settle(len(candidates), costs)


def boxes_around(middles: FloatArray, size: tuple[float, float], pad: float = 0.0) -> FloatArray:
    """Boxes of a size around points (n, 2): shape (n, 4)."""
    half = np.array(size) / 2 + pad
    return np.concatenate([middles - half, middles + half], axis=1)


def shared_area(boxes: FloatArray, others: FloatArray) -> FloatArray:
    """Area that boxes (n, 4) share with others (m, 4): shape (n, m)."""
    a, b = boxes[:, None], others[None]
    wide = np.minimum(a[..., 2], b[..., 2]) - np.maximum(a[..., 0], b[..., 0])
    tall = np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1])
    return np.asarray(np.maximum(wide, 0.0) * np.maximum(tall, 0.0))


def overlaps(boxes: FloatArray, others: FloatArray) -> FloatArray:
    """Find which boxes (n, 4) overlap which others (m, 4): shape (n, m), 0 or 1."""
    a, b = boxes[:, None], others[None]
    hit = (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    return np.asarray(hit, dtype=float)


def runs_through(lines: FloatArray, boxes: FloatArray, points: int = 25) -> FloatArray:
    """Find which lines (n, 2, 2), looked at in so many points, run through which boxes (m, 4): shape (m, n), 0 or 1."""
    if not len(lines) or not len(boxes):
        return np.zeros((len(boxes), len(lines)))
    low, high = lines.min(axis=1) - ROUNDING, lines.max(axis=1) + ROUNDING
    b = boxes[:, None]
    near = (low[:, 0] < b[..., 2]) & (b[..., 0] < high[:, 0]) & (low[:, 1] < b[..., 3]) & (b[..., 1] < high[:, 1])
    through = np.asarray(near, dtype=float)
    if not near.any():
        return through
    # Most lines are far from most boxes; points are looked at of the others alone.
    box, line = np.nonzero(near)
    steps = np.linspace(0, 1, points)
    (x0, y0), (x1, y1) = lines[line, 0].T[..., None], lines[line, 1].T[..., None]
    x, y = x0 + steps * (x1 - x0), y0 + steps * (y1 - y0)
    left, bottom, right, top = boxes[box].T[..., None]
    through[box, line] = ((x > left) & (x < right) & (y > bottom) & (y < top)).any(axis=1)
    return through


def crossings(lines: FloatArray, others: FloatArray) -> FloatArray:
    """Find which lines (n, 2, 2) cross which others (m, 2, 2): shape (n, m), 0 or 1."""
    a, b = lines[:, None, 0], lines[:, None, 1]
    c, d = others[None, :, 0], others[None, :, 1]

    def turn(p: FloatArray, q: FloatArray, r: FloatArray) -> FloatArray:
        return np.asarray(
            (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
        )

    hit = (turn(a, b, c) * turn(a, b, d) < 0) & (turn(c, d, a) * turn(c, d, b) < 0)
    return np.asarray(hit, dtype=float)


def apart(wanted: Sequence[float], room: float, low: float = -np.inf, high: float = np.inf) -> list[float]:
    """Move places on a line as little as needed, so that each has its room.

    Parameters
    ----------
    wanted
        Places, ascending.
    room
        Least distance between two.
    low, high
        Ends of the line; where it has no room for all, they reach beyond its upper end.

    Returns
    -------
    list of float
        In the same order, with the least sum of squares of the moves but for the ends.

    Examples
    --------
    >>> apart([0.0, 0.5, 9.0], 1.0)
    [-0.25, 0.75, 9.0]
    """
    blocks: list[tuple[float, int]] = []  # the sum of the places of a block, and how many stand in it
    for number, place in enumerate(wanted):
        total, count = place - number * room, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            total, count = total + blocks[-1][0], count + blocks.pop()[1]
        blocks.append((total, count))
    flat = [total / count for total, count in blocks for _ in range(count)]
    top = high - room * (len(flat) - 1)
    return [max(min(value, top), low) + number * room for number, value in enumerate(flat)]
