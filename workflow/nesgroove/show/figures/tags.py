"""Labels around a diagram: each finds its place near what it belongs to, on nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from nesgroove.model.structure import FloatArray

NEAR: Final = 0.3
"""Least distance of a residue's label from its atom that is free of cost, inches."""

SWEEPS: Final = 6
"""How often the labels are gone through until none finds a better place."""


@dataclass
class Tag:
    """A label that has to find its place beside a diagram; lengths in inches.

    Attributes
    ----------
    text : str
    size : (float, float)
        Width and height.
    ends : ndarray, shape (n, 2)
        Points of the diagram that lines lead to.
    members : list
        What each line is, one per end; empty where there is a single plain one.
    """

    text: str
    size: tuple[float, float]
    ends: FloatArray
    members: list[Any]


def arrange(
    tags: list[Tag],
    segments: FloatArray,
    spokes: FloatArray,
    boxes: FloatArray,
    within: tuple[float, float, float, float],
) -> list[tuple[float, float]]:
    """Find a place for every label: near what it belongs to, on nothing else, with few lines crossed.

    Parameters
    ----------
    tags
        Labels.
    segments : ndarray, shape (n, 2, 2)
        Bonds.
    spokes : ndarray, shape (n, 2, 2)
        Lines that labels keep off and that may be crossed: the insides of rings.
    boxes : ndarray, shape (n, 4)
        Boxes that are taken.
    within
        The room that there is: x0, y0, x1, y1.

    Returns
    -------
    list of (float, float)
        Middles of the labels; the same labels get the same places.
    """
    choices = [_choices(tag, within) for tag in tags]
    fixed = [_fixed_cost(tag, at, segments, spokes, boxes) for tag, at in zip(tags, choices, strict=True)]
    chosen: list[int | None] = [None] * len(tags)
    for _ in range(SWEEPS):
        before = list(chosen)
        for i, tag in enumerate(tags):
            cost = fixed[i].copy()
            for j, other in enumerate(tags):
                pick = chosen[j]
                if j != i and pick is not None:
                    cost += _between(tag, choices[i], other, choices[j][pick])
            chosen[i] = int(np.argmin(np.round(cost, 6)))
        if chosen == before:
            break
    return [
        (float(at[pick][0]), float(at[pick][1])) for at, pick in zip(choices, chosen, strict=True) if pick is not None
    ]


def _choices(tag: Tag, within: tuple[float, float, float, float]) -> FloatArray:
    middles = np.unique(np.round(np.concatenate([tag.ends.mean(axis=0)[None], tag.ends]), 6), axis=0)
    angles = np.arange(32) * (2 * np.pi / 32)
    radii = np.arange(0.12, 1.3, 0.05)
    around = (radii[:, None, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)[None]).reshape(-1, 2)
    at = (middles[:, None] + around[None]).reshape(-1, 2)
    half = np.array(tag.size) / 2
    low, high = np.array(within[:2]) + half, np.array(within[2:]) - half
    inside = ((at >= low) & (at <= high)).all(axis=1)
    return np.asarray(at[inside] if inside.any() else np.clip(at, low, high))


def _fixed_cost(tag: Tag, at: FloatArray, segments: FloatArray, spokes: FloatArray, boxes: FloatArray) -> FloatArray:
    far = np.linalg.norm(at[:, None] - tag.ends[None], axis=2)
    cost = far.mean(axis=1)
    if tag.members:
        cost += 4.0 * np.clip(NEAR - far.min(axis=1), 0, None)  # room for the line to be seen
    mine = _around(at, tag.size, 0.025)
    ends = np.unique(segments.reshape(-1, 2), axis=0)
    atoms = _around(ends, (0.05, 0.05), 0.0)
    cost += 60.0 * _overlaps(mine, boxes).sum(axis=1)
    cost += 60.0 * _through(np.concatenate([segments, spokes]), mine).sum(axis=1)
    for end in tag.ends:
        lines = np.stack([at, at + (end - at) * 0.97], axis=1)
        cost += 0.35 * _crossings(lines, segments).sum(axis=1)
        if len(boxes):
            own = ((boxes[:, :2] <= end) & (end <= boxes[:, 2:])).all(axis=1)
            cost += _through(lines, boxes[~own]).sum(axis=0)
        cost += 0.4 * _through(lines, atoms[np.linalg.norm(ends - end, axis=1) > 0.03]).sum(axis=0)
    return np.asarray(cost)


def _between(tag: Tag, at: FloatArray, other: Tag, there: FloatArray) -> FloatArray:
    """Cost of each place of a label, given where another is."""
    mine = _around(at, tag.size, 0.012)
    theirs = _around(there[None], other.size, 0.012)
    cost = 100.0 * _overlaps(mine, theirs)[:, 0]
    their_lines = np.stack([np.broadcast_to(there, other.ends.shape), other.ends], axis=1)
    cost += 20.0 * _through(their_lines, mine).sum(axis=1)
    for end in tag.ends:
        lines = np.stack([at, np.broadcast_to(end, at.shape)], axis=1)
        cost += 20.0 * _through(lines, theirs)[0]
        inner = np.stack([at, at + (end - at) * 0.97], axis=1)
        cost += 1.5 * _crossings(inner, their_lines).sum(axis=1)
    return np.asarray(cost)


def _around(at: FloatArray, size: tuple[float, float], pad: float) -> FloatArray:
    half = np.array(size) / 2 + pad
    return np.concatenate([at - half, at + half], axis=1)


def _overlaps(first: FloatArray, second: FloatArray) -> FloatArray:
    """Tell which boxes (x0, y0, x1, y1) overlap: shape (n, m), 0 or 1."""
    if not len(second):
        return np.zeros((len(first), 0))
    a, b = first[:, None], second[None]
    hit = (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    return np.asarray(hit, dtype=float)


def _through(lines: FloatArray, boxes: FloatArray) -> FloatArray:
    """Tell which lines (n, 2, 2) run through which boxes (m, 4): shape (m, n), 0 or 1."""
    if not len(lines) or not len(boxes):
        return np.zeros((len(boxes), len(lines)))
    steps = np.linspace(0, 1, 25)[:, None]
    points = lines[:, None, 0] + steps[None] * (lines[:, None, 1] - lines[:, None, 0])
    p, b = points[None], boxes[:, None, None]
    hit = (p[..., 0] > b[..., 0]) & (p[..., 0] < b[..., 2]) & (p[..., 1] > b[..., 1]) & (p[..., 1] < b[..., 3])
    return np.asarray(hit.any(axis=2), dtype=float)


def _crossings(lines: FloatArray, others: FloatArray) -> FloatArray:
    """Tell which lines (n, 2, 2) cross which others (m, 2, 2): shape (n, m), 0 or 1."""
    if not len(others):
        return np.zeros((len(lines), 0))
    a, b = lines[:, None, 0], lines[:, None, 1]
    c, d = others[None, :, 0], others[None, :, 1]

    def turn(p: FloatArray, q: FloatArray, r: FloatArray) -> FloatArray:
        return np.asarray(
            (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
        )

    hit = (turn(a, b, c) * turn(a, b, d) < 0) & (turn(c, d, a) * turn(c, d, b) < 0)
    return np.asarray(hit, dtype=float)
