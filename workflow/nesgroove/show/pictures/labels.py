"""Labels of a picture: each near what it names, on no other label and off what is to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.show.labels import Box, crossings, overlaps, runs_through, settle
from nesgroove.show.look import OUTLINE

STEP: Final = 0.6
"""Between the points that are tried, A."""

CELL: Final = 0.25
"""Of the map of what is to be seen, A."""

GAP: Final = 0.35
"""Least distance between labels, A."""

LINE_FROM: Final = 0.9
"""A label farther from what it names than this gets a line to it, A."""

CLOSE: Final = {"contact": 0.0}
"""The same for styles of labels that always get one: of residues whose atoms do not stand out from the surface."""

OFF: Final = 1.2
"""How far from what they name such labels would rather be, A."""

SWEEPS: Final = 3
"""How often all labels look for a better point."""

LINE_POINTS: Final = 12
"""In how many points a label's line is looked at."""

LOOKED_AT: Final = 24
"""The best boxes but for their lines, whose lines are looked at first."""

ROUNDED: Final = 1e-5
"""By how much costs may differ and count as the same."""

Point = Sequence[float] | FloatArray


@dataclass(frozen=True)
class Label:
    """A label to be written; lengths in A of the picture.

    Attributes
    ----------
    text : str
    style : str
        ``pocket``, ``helix``, ``site``, ``residue``, ``contact``, ``end``.
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
    """A label where it is written, with the point that it names."""

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


def place_labels(labels: Sequence[Label], busy: Busy, taken: Sequence[Box] = ()) -> list[Placed]:
    """Choose where every label is written; no two overlap, nor any with what is taken.

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
    tried = [_candidates(label, busy) for label in labels]

    def costs(number: int, picks: Sequence[int | None]) -> FloatArray:
        others = [
            _placed(labels[i], *tried[i][:2], pick) for i, pick in enumerate(picks) if pick is not None and i != number
        ]
        return _costs(*tried[number], others, taken)

    placed = zip(labels, tried, settle(len(labels), costs, SWEEPS), strict=True)
    return [_placed(label, boxes, near, best.index) for label, (boxes, near, _), best in placed if best is not None]


def _candidates(label: Label, busy: Busy) -> tuple[FloatArray, FloatArray, FloatArray]:
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
    line = np.where(distance > CLOSE.get(label.style, LINE_FROM), busy.along(middles, near), 0.0)
    if label.style in CLOSE:
        # On what it names it would hide it, and a line of no length is none.
        distance = np.where(distance < OFF, distance + 4.0 * (OFF - distance), distance)
    cost = distance + 0.04 * distance**2 + 6.0 * busy.under(boxes) / (wide * high) * 2.5 + 0.8 * line
    return boxes, near, cost


def _costs(
    boxes: FloatArray, points: FloatArray, cost: FloatArray, others: Sequence[Placed], taken: Sequence[Box]
) -> FloatArray:
    """What each candidate box of a label costs, given those of the others; infinite where they are in the way."""
    every = np.full(len(boxes), np.inf)
    obstacles = np.array([*(placed.box for placed in others), *taken], dtype=float).reshape(-1, 4)
    grown = obstacles + np.array([-GAP, -GAP, GAP, GAP])
    left = np.flatnonzero(~overlaps(boxes, grown).any(axis=1))
    if not len(left):
        return every
    # What lines cost is added, and never less than nothing: where a box without it costs more than another one with it,
    # nobody needs to look at its line.
    left = left[np.argsort(cost[left], kind="stable")]
    first, rest = left[:LOOKED_AT], left[LOOKED_AT:]
    every[first] = cost[first] + _line_costs(boxes[first], points[first], others)
    rest = rest[cost[rest] <= every[first].min() + ROUNDED]
    every[rest] = cost[rest] + _line_costs(boxes[rest], points[rest], others)
    return every


def _line_costs(boxes: FloatArray, points: FloatArray, others: Sequence[Placed]) -> FloatArray:
    """What the lines of boxes cost that run over other labels or cross their lines, and boxes that lie on a line."""
    lines = np.stack([(boxes[:, :2] + boxes[:, 2:]) / 2, points], axis=1)
    theirs = np.array([placed.box for placed in others], dtype=float).reshape(-1, 4)
    cost = 30.0 * runs_through(lines, theirs, LINE_POINTS).sum(axis=0)
    drawn = [placed for placed in others if placed.line]
    ends = np.array([placed.box for placed in drawn], dtype=float).reshape(-1, 4)
    middles = (ends[:, :2] + ends[:, 2:]) / 2
    their_lines = np.stack([middles, np.array([placed.point for placed in drawn]).reshape(-1, 2)], axis=1)
    cost += 6.0 * crossings(lines, their_lines).sum(axis=1)
    return np.asarray(cost + 30.0 * runs_through(their_lines, boxes, LINE_POINTS).sum(axis=1))


def _placed(label: Label, boxes: FloatArray, points: FloatArray, pick: int) -> Placed:
    left, low, right, high = boxes[pick].tolist()
    x, y = points[pick].tolist()
    gap = np.hypot(max(left - x, x - right, 0.0), max(low - y, y - high, 0.0))
    return Placed(label, (left, low, right, high), (x, y), bool(gap > CLOSE.get(label.style, LINE_FROM)))
