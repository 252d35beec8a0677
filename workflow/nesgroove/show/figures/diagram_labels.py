"""Labels around a diagram: each near what it belongs to, on nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.show.labels import boxes_around, crossings, overlaps, runs_through, settle

NEAR: Final = 0.3
"""Least distance of a residue's label from its atom that is free of cost, inches."""

NEIGHBOURHOOD: Final = 1.3
"""How far from what it belongs to a label may be, inches."""

SWEEPS: Final = 6
"""How often the labels are gone through until none finds a better position."""


@dataclass
class DiagramLabel:
    """A label to be written beside a diagram; lengths in inches.

    Attributes
    ----------
    text : str
    size : (float, float)
        Width and height.
    ends : ndarray, shape (n, 2)
        Points of the diagram that lines lead to.
    members : list
        What each line is, one per end; empty where there is a single plain one.
    lined : bool
        Whether lines are drawn to the ends, which other labels then keep off.
    """

    text: str
    size: tuple[float, float]
    ends: FloatArray
    members: list[Any]
    lined: bool = True


def arrange(
    labels: list[DiagramLabel],
    segments: FloatArray,
    spokes: FloatArray,
    boxes: FloatArray,
    within: tuple[float, float, float, float],
    reach: float = NEIGHBOURHOOD,
) -> list[tuple[float, float]]:
    """Choose where every label is written: near what it belongs to, on nothing else, with few lines crossed.

    Parameters
    ----------
    labels
        Labels.
    segments : ndarray, shape (n, 2, 2)
        Bonds.
    spokes : ndarray, shape (n, 2, 2)
        Lines that labels keep off and that may be crossed: the insides of rings.
    boxes : ndarray, shape (n, 4)
        Boxes that are taken.
    within
        The room that there is: x0, y0, x1, y1.
    reach
        How far from what it belongs to a label may be, inches.

    Returns
    -------
    list of (float, float)
        Middles of the labels; the same labels get the same middles.
    """
    choices = [_choices(label, within, reach) for label in labels]
    fixed = [_fixed_cost(label, at, segments, spokes, boxes) for label, at in zip(labels, choices, strict=True)]

    @cache
    def beside(label: int, other: int, pick: int) -> FloatArray:
        return _between(labels[label], choices[label], labels[other], choices[other][pick])

    def costs(label: int, picks: Sequence[int | None]) -> FloatArray:
        cost = fixed[label].copy()
        for other, pick in enumerate(picks):
            if other != label and pick is not None:
                cost += beside(label, other, pick)
        return cost

    placed = zip(choices, settle(len(labels), costs, SWEEPS), strict=True)
    return [(float(at[choice.index][0]), float(at[choice.index][1])) for at, choice in placed if choice is not None]


def _choices(label: DiagramLabel, within: tuple[float, float, float, float], reach: float) -> FloatArray:
    middles = np.unique(np.round(np.concatenate([label.ends.mean(axis=0)[None], label.ends]), 6), axis=0)
    angles = np.arange(32) * (2 * np.pi / 32)
    radii = np.arange(0.12, reach, 0.05)
    around = (radii[:, None, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)[None]).reshape(-1, 2)
    at = (middles[:, None] + around[None]).reshape(-1, 2)
    half = np.array(label.size) / 2
    low, high = np.array(within[:2]) + half, np.array(within[2:]) - half
    inside = ((at >= low) & (at <= high)).all(axis=1)
    return np.asarray(at[inside] if inside.any() else np.clip(at, low, high))


def _fixed_cost(
    label: DiagramLabel, at: FloatArray, segments: FloatArray, spokes: FloatArray, boxes: FloatArray
) -> FloatArray:
    far = np.linalg.norm(at[:, None] - label.ends[None], axis=2)
    cost = far.mean(axis=1)
    if label.members:
        cost += 4.0 * np.clip(NEAR - far.min(axis=1), 0, None)  # room for the line to be seen
    mine = boxes_around(at, label.size, 0.025)
    ends = np.unique(segments.reshape(-1, 2), axis=0)
    atoms = boxes_around(ends, (0.05, 0.05), 0.0)
    cost += 60.0 * overlaps(mine, boxes).sum(axis=1)
    cost += 60.0 * runs_through(np.concatenate([segments, spokes]), mine).sum(axis=1)
    for end in label.ends:
        lines = np.stack([at, at + (end - at) * 0.97], axis=1)
        cost += 0.35 * crossings(lines, segments).sum(axis=1)
        if len(boxes):
            own = ((boxes[:, :2] <= end) & (end <= boxes[:, 2:])).all(axis=1)
            cost += runs_through(lines, boxes[~own]).sum(axis=0)
        cost += 0.4 * runs_through(lines, atoms[np.linalg.norm(ends - end, axis=1) > 0.03]).sum(axis=0)
    return np.asarray(cost)


def _between(label: DiagramLabel, at: FloatArray, other: DiagramLabel, there: FloatArray) -> FloatArray:
    """Cost of each middle of a label, given that of another."""
    mine = boxes_around(at, label.size, 0.012)
    theirs = boxes_around(there[None], other.size, 0.012)
    cost = 100.0 * overlaps(mine, theirs)[:, 0]
    ends = other.ends if other.lined else np.zeros((0, 2))
    their_lines = np.stack([np.broadcast_to(there, ends.shape), ends], axis=1)
    cost += 20.0 * runs_through(their_lines, mine).sum(axis=1)
    for end in label.ends if label.lined else ():
        lines = np.stack([at, np.broadcast_to(end, at.shape)], axis=1)
        cost += 20.0 * runs_through(lines, theirs)[0]
        inner = np.stack([at, at + (end - at) * 0.97], axis=1)
        cost += 1.5 * crossings(inner, their_lines).sum(axis=1)
    return np.asarray(cost)
