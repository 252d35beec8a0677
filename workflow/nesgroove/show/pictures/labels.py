"""Labels of a picture: each finds a place near what it names, on no other label and off what is to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.show.look import OUTLINE

STEP: Final = 0.6
"""Between the places that are tried, A."""

CELL: Final = 0.25
"""Of the map of what is to be seen, A."""

GAP: Final = 0.35
"""Least distance between labels, A."""

LINE_FROM: Final = 0.9
"""A label farther from what it names than this gets a line to it, A."""

SWEEPS: Final = 3
"""How often all labels look for a better place."""

Point = Sequence[float] | FloatArray

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True)
class Label:
    """A label that needs a place; lengths in A of the picture.

    Attributes
    ----------
    text : str
    style : str
        ``pocket``, ``helix``, ``site``, ``residue``, ``end``.
    size : (float, float)
    points : tuple of (float, float)
        What it names: any of these points.
    colour : str
    """

    text: str
    style: str
    size: tuple[float, float]
    points: tuple[tuple[float, float], ...]
    colour: str = OUTLINE


@dataclass(frozen=True)
class Placed:
    """A label at its place, with the point that it names."""

    label: Label
    box: Box
    point: tuple[float, float]
    line: bool


@dataclass
class Busy:
    """What labels keep off: a map over the picture of how much there is to be seen.

    Attributes
    ----------
    width, height : float
        Of the picture, A.
    """

    width: float
    height: float
    cells: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.cells = np.zeros((int(np.ceil(self.height / CELL)), int(np.ceil(self.width / CELL))))

    def disc(self, at: Point, radius: float, weight: float) -> None:
        """Something round lies here."""
        rows, columns = self.cells.shape
        x = (np.arange(columns) + 0.5) * CELL - at[0]
        y = (np.arange(rows) + 0.5) * CELL - at[1]
        inside = x[None] ** 2 + y[:, None] ** 2 <= radius**2
        self.cells[inside] = np.maximum(self.cells[inside], weight)

    def bar(self, start: Point, end: Point, radius: float, weight: float) -> None:
        """Something long lies here."""
        a, b = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
        count = max(2, int(np.linalg.norm(b - a) / radius) + 1)
        for t in np.linspace(0, 1, count):
            self.disc(a + t * (b - a), radius, weight)

    def under(self, boxes: FloatArray) -> FloatArray:
        """Sum what lies under boxes (n, 4), A^2 weighted."""
        table = np.zeros((self.cells.shape[0] + 1, self.cells.shape[1] + 1))
        table[1:, 1:] = self.cells.cumsum(axis=0).cumsum(axis=1)
        column = np.clip(np.rint(boxes[:, [0, 2]] / CELL).astype(int), 0, self.cells.shape[1])
        row = np.clip(np.rint(boxes[:, [1, 3]] / CELL).astype(int), 0, self.cells.shape[0])
        total = (
            table[row[:, 1], column[:, 1]] - table[row[:, 0], column[:, 1]]
            - table[row[:, 1], column[:, 0]] + table[row[:, 0], column[:, 0]]
        )  # fmt: skip
        return np.asarray(total * CELL**2)

    def along(self, starts: FloatArray, ends: FloatArray) -> FloatArray:
        """Sum what lines (n, 2) to (n, 2) run over, A weighted."""
        t = np.linspace(0.05, 0.9, 16)[None, :, None]
        points = starts[:, None] + t * (ends - starts)[:, None]
        column = np.clip((points[..., 0] / CELL).astype(int), 0, self.cells.shape[1] - 1)
        row = np.clip((points[..., 1] / CELL).astype(int), 0, self.cells.shape[0] - 1)
        return np.asarray(self.cells[row, column].mean(axis=1) * np.linalg.norm(ends - starts, axis=1))


def place(labels: Sequence[Label], busy: Busy, taken: Sequence[Box] = ()) -> list[Placed]:
    """Find a place for every label; no two overlap, nor any with what is taken.

    Parameters
    ----------
    labels
        The first chooses first.
    busy
        What they should keep off.
    taken
        Boxes that they must keep off: scale bar, axes.

    Returns
    -------
    list of Placed
        In the order of the labels. One for which there is no room at all is left out.
    """
    tried = [_places(label, busy) for label in labels]
    placed: list[Placed | None] = [None] * len(labels)
    for _ in range(SWEEPS):
        before = list(placed)
        for number, label in enumerate(labels):
            others = [one for i, one in enumerate(placed) if one is not None and i != number]
            placed[number] = _best(label, *tried[number], others, taken)
        if placed == before:
            break
    return [one for one in placed if one is not None]


def _places(label: Label, busy: Busy) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Boxes that could be, the point that each would name, and what each costs whatever else there is."""
    wide, high = label.size
    x = np.arange(wide / 2 + GAP, busy.width - wide / 2 - GAP, STEP)
    y = np.arange(high / 2 + GAP, busy.height - high / 2 - GAP, STEP)
    if not len(x) or not len(y):
        return np.zeros((0, 4)), np.zeros((0, 2)), np.zeros(0)
    middles = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    half = np.array([wide, high]) / 2
    boxes = np.concatenate([middles - half, middles + half], axis=1)
    points = np.array(label.points)
    gap = np.maximum(np.abs(middles[:, None] - points[None]) - half, 0)
    far = np.linalg.norm(gap, axis=2)
    which = far.argmin(axis=1)
    near = points[which]
    distance = far.min(axis=1)
    line = np.where(distance > LINE_FROM, busy.along(middles, near), 0.0)
    cost = distance + 0.04 * distance**2 + 6.0 * busy.under(boxes) / (wide * high) * 2.5 + 0.8 * line
    return boxes, near, cost


def _best(
    label: Label,
    boxes: FloatArray,
    points: FloatArray,
    cost: FloatArray,
    others: Sequence[Placed],
    taken: Sequence[Box],
) -> Placed | None:
    cost = cost.copy()
    for box in [*(one.box for one in others), *taken]:
        hit = (
            (boxes[:, 0] < box[2] + GAP) & (box[0] - GAP < boxes[:, 2])
            & (boxes[:, 1] < box[3] + GAP) & (box[1] - GAP < boxes[:, 3])
        )  # fmt: skip
        cost[hit] = np.inf
    left = np.flatnonzero(np.isfinite(cost))
    if not len(left):
        return None
    # Lines cost at most so much: a place that is worse than the best by more than that needs no look at them.
    left = left[cost[left] <= cost[left].min() + 40.0]
    boxes, points, cost = boxes[left], points[left], cost[left]
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    t = np.linspace(0, 1, 12)[None, :, None]
    lines = middles[:, None] + t * (points - middles)[:, None]
    for one in others:
        box = one.box
        inside = (
            (lines[..., 0] > box[0]) & (lines[..., 0] < box[2]) & (lines[..., 1] > box[1]) & (lines[..., 1] < box[3])
        )
        cost = cost + 30.0 * inside.any(axis=1)
        if one.line:
            theirs = np.array([[(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], one.point])
            cost = cost + 6.0 * _crosses(middles, points, theirs[0], theirs[1])
            along = theirs[0] + np.linspace(0, 1, 12)[:, None] * (theirs[1] - theirs[0])
            p, b = along[None], boxes[:, None]
            through = (
                (p[..., 0] > b[..., 0]) & (p[..., 0] < b[..., 2]) & (p[..., 1] > b[..., 1]) & (p[..., 1] < b[..., 3])
            )
            cost = cost + 30.0 * through.any(axis=1)
    pick = int(np.argmin(np.round(cost, 6)))
    box = tuple(boxes[pick].tolist())
    point = (float(points[pick][0]), float(points[pick][1]))
    gap_x = max(box[0] - point[0], point[0] - box[2], 0.0)
    gap_y = max(box[1] - point[1], point[1] - box[3], 0.0)
    return Placed(label, box, point, bool(np.hypot(gap_x, gap_y) > LINE_FROM))


def _crosses(starts: FloatArray, ends: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    def turn(p: FloatArray, q: FloatArray, r: FloatArray) -> FloatArray:
        return np.asarray(
            (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
        )

    hit = (turn(starts, ends, c) * turn(starts, ends, d) < 0) & (turn(c, d, starts) * turn(c, d, ends) < 0)
    return np.asarray(hit, dtype=float)
