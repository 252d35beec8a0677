"""Replicas against each other: each is one observation, and their spread is the error that a single one cannot give.

A replica that has not left the valley in which it began knows nothing of the others; its own error is then far too
small. The spread between replicas that began differently shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nesgroove.series.trajectory.statistics.averages import Average, uncertainty_of_error

APART: Final = 3.0
"""Replicas whose means spread by more than so many of their own errors do not agree: of two that do, one pair in 370 is
so by chance, of three one set in 8,000."""


@dataclass(frozen=True)
class Combined:
    """A mean over replicas.

    Attributes
    ----------
    replicas : int
        That have a mean.
    mean : float or None
        Mean of their means: a longer replica weighs as much as a shorter one.
    spread : float or None
        Standard deviation between their means; None for one.
    error : float or None
        ``spread / sqrt(replicas)``.
    within : float or None
        Their own errors (root mean square); None where one of them has none.
    minimum, maximum : float or None
        Over all frames of all of them.
    n : int
        Values of all of them.
    n_effective : float or None
        Sum of theirs; None where one has none.
    remark : str
        How far the error can be trusted, and whether the replicas agree.
    """

    replicas: int
    mean: float | None = None
    spread: float | None = None
    error: float | None = None
    within: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    n: int = 0
    n_effective: float | None = None
    remark: str = ""

    @property
    def uncertainty(self) -> float | None:
        """Relative uncertainty of the error itself."""
        return None if self.error is None else uncertainty_of_error(self.replicas)


def combine(averages: Sequence[Average]) -> Combined:
    """Average over replicas.

    Parameters
    ----------
    averages
        Of one quantity in each replica; those without values are passed over.

    Returns
    -------
    Combined
    """
    given = [one for one in averages if one.mean is not None]
    if not given:
        return Combined(0, remark="no values")
    means = np.array([one.mean for one in given])
    low = min(one.minimum for one in given if one.minimum is not None)
    high = max(one.maximum for one in given if one.maximum is not None)
    n = sum(one.n for one in given)
    sizes = [one.n_effective for one in given]
    effective = None if any(size is None for size in sizes) else float(sum(size for size in sizes if size is not None))
    count, mean = len(given), float(means.mean())
    if count < 2:
        return Combined(1, mean, minimum=low, maximum=high, n=n, n_effective=effective, remark="one replica has values")
    spread = float(means.std(ddof=1))
    if spread == 0:
        remark = "the replicas agree in every digit, which gives no error"
        return Combined(count, mean, 0.0, None, _within(given), low, high, n, effective, remark)
    error, within = spread / np.sqrt(count), _within(given)
    remark = f"from {count} replicas: the error itself is uncertain by {uncertainty_of_error(count):.0%}"
    if within is not None and within > 0 and spread > APART * within:
        remark += (
            f"; the replicas differ by {spread / within:.1f} of their own errors: each is too short for what is slow"
        )
    return Combined(count, mean, spread, float(error), within, low, high, n, effective, remark)


def _within(given: Sequence[Average]) -> float | None:
    errors = [one.error for one in given]
    if any(error is None for error in errors):
        return None
    return float(np.sqrt(np.mean([error**2 for error in errors if error is not None])))
