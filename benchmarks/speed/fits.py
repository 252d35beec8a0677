"""Medians, spreads, straight lines and exponents."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Spread:
    """The middle of some numbers, and their ends.

    Attributes
    ----------
    median, least, most : float
    """

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> Spread:
        """Of at least one number."""
        return cls(statistics.median(numbers), min(numbers), max(numbers))


@dataclass(frozen=True)
class Line:
    """A straight line through points, by least squares.

    Attributes
    ----------
    slope, intercept : float
    r2 : float
        Part of the scatter of y that the line explains; 1 where the points lie on it.
    """

    slope: float
    intercept: float
    r2: float

    @classmethod
    def through(cls, x: Sequence[float], y: Sequence[float]) -> Line:
        """Fit one to two points or more."""
        slope, intercept = np.polyfit(x, y, 1)
        rest = np.asarray(y) - (slope * np.asarray(x) + intercept)
        whole = np.asarray(y) - np.mean(y)
        total = float(whole @ whole)
        return cls(float(slope), float(intercept), 1.0 - float(rest @ rest) / total if total else 1.0)


def exponent(count: Sequence[float], seconds: Sequence[float], least: float = 0.05) -> float | None:
    """How a cost grows with the count: 1 is in proportion, 2 with its square.

    Parameters
    ----------
    count, seconds
        Sizes and what they cost.
    least
        Seconds below which a cost is start-up and rounding, and is left out.

    Returns
    -------
    float or None
        Slope of the logarithms over the points that are left; None where there are fewer than two.
    """
    points = [(n, s) for n, s in zip(count, seconds, strict=True) if s >= least]
    if len(points) < 2:
        return None
    n, s = zip(*points, strict=True)
    return Line.through(np.log(n).tolist(), np.log(s).tolist()).slope
