"""Which way a cargo's chain runs along the groove, and whether that can be said at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

MIN_CORRELATION = 0.7
"""Least correlation of the place in the sequence with x, for a direction. Of 301 predicted complexes eight had a
direction that was wrong: in each the anchors did not follow the chain, or the correlation was below this. Signals of
known structure have 0.98 and more."""

MIN_BACKBONE = 3
"""C-alpha atoms along the groove that it takes to see which way a chain runs: a line goes through any two."""

Point = tuple[float, float]
"""Place in the sequence, and x in A."""


@dataclass(frozen=True)
class Direction:
    """Which way a chain runs.

    Attributes
    ----------
    direction : {'plus', 'minus', ''}
        ``plus`` where the chain runs from N to C along +x; empty where that cannot be said.
    correlation : float or None
        Of the place in the sequence with x: the anchors' or the backbone's, whichever is weaker. None where there
        is too little of either.
    reason : str
        Why it cannot be said; empty where it can.
    """

    direction: Literal["plus", "minus", ""]
    correlation: float | None = None
    reason: str = ""


def direction_of(anchors: Sequence[Point], backbone: Sequence[Point], *, certain: bool = True) -> Direction:
    """Tell the direction from anchors and backbone.

    Two or more anchors have to follow each other in the groove as in the chain; anchors and backbone have to lie
    along x, the same way. Two anchors always lie on a line, so that it is the backbone between them that tells.

    Parameters
    ----------
    anchors
        Of each pocket's anchor, by pocket from P0 on.
    backbone
        Of each C-alpha atom near the groove.
    certain
        Whether the order of the residues is known.

    Returns
    -------
    Direction
    """
    if not certain:
        return Direction("", None, "neither numbers nor bonds tell the order of its residues")
    correlations = []
    if len(anchors) >= 2:
        if not _monotonic([place for place, _ in anchors]):
            return Direction("", _weakest(anchors, backbone), "its anchors do not follow its sequence")
        correlations.append(_correlation(anchors))
    if len(backbone) >= MIN_BACKBONE:
        correlations.append(_correlation(backbone))
    if not correlations:
        return Direction("", None, "it has fewer than two anchors, and too little backbone lies along the groove")
    weakest = min(correlations, key=abs)
    if abs(weakest) < MIN_CORRELATION:
        return Direction("", weakest, f"sequence and x correlate by {weakest:.2f} only")
    if min(correlations) < 0 < max(correlations):
        return Direction("", weakest, "its anchors and its backbone run opposite ways")
    return Direction("plus" if weakest > 0 else "minus", weakest)


def _monotonic(places: Sequence[float]) -> bool:
    rising = [a < b for a, b in pairwise(places)]
    return all(rising) or not any(rising)


def _weakest(*sets: Sequence[Point]) -> float | None:
    return min((_correlation(points) for points in sets if len(points) >= MIN_BACKBONE), key=abs, default=None)


def _correlation(points: Sequence[Point]) -> float:
    """Pearson's correlation; 0 where the points do not spread along either axis."""
    place, x = np.array(points, dtype=float).T
    place, x = place - place.mean(), x - x.mean()
    spread = float(np.sqrt((place @ place) * (x @ x)))
    return float(place @ x) / spread if spread > 0 else 0.0
