"""The mean of a series and its error, from blocks that are longer than the series remembers.

Values that follow each other are not independent, so that sd / sqrt(n) is too small, by a factor of ten where the
correlation time is fifty frames. Means over blocks that are long enough are (Flyvbjerg & Petersen 1989,
doi:10.1063/1.457480); how long that is follows from the series itself and is not chosen beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.series.trajectory.statistics.correlation import Correlation, correlation

BLOCK: Final = 2.0
"""Times that a block is longer than the correlation time and than the reach of the correlation, at least. It is longer
where there is room: with the cube root of the length, which balances what shorter blocks miss against how few longer
ones are (Flegal & Jones 2010, doi:10.1214/09-AOS735)."""

LEAST_TIMES: Final = 10.0
"""A series of fewer correlation times has no error. From here to 20 an interval of two errors holds in 77 to 87 of 100
series, from 50 on in 92 to 95 (tried on autoregressive series). A series that is shorter than what is slow in it may
look long, and nothing in it tells: that is what replicas are for."""

LEAST_BLOCKS: Final = 5
"""Of fewer blocks the error would be uncertain by more than a third."""

FEW: Final = "fewer than two values"
CONSTANT: Final = "it never changes in these frames, which gives no error"


@dataclass(frozen=True)
class Average:
    """A mean over the values of a series.

    Attributes
    ----------
    n : int
        Values.
    mean, sd, minimum, maximum : float or None
        Of the values; None where there are none, and the standard deviation where there is one.
    error : float or None
        Standard error of the mean; None where it cannot be known, for which see ``remark``.
    blocks : int or None
        That the error is from.
    block : float or None
        Length of one, in steps.
    tau : float or None
        Integrated autocorrelation time, in steps; None where nothing changes.
    n_effective : float or None
        Independent values that would tell as much.
    remark : str
        Why there is no error.
    """

    n: int
    mean: float | None = None
    sd: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    error: float | None = None
    blocks: int | None = None
    block: float | None = None
    tau: float | None = None
    n_effective: float | None = None
    remark: str = ""

    @property
    def uncertainty(self) -> float | None:
        """Relative uncertainty of the error itself: ``1 / sqrt(2 (blocks - 1))``."""
        return None if self.blocks is None or self.error is None else uncertainty_of_error(self.blocks)


def uncertainty_of_error(independent: int) -> float:
    """Relative uncertainty of an error that comes from so many independent numbers: 0.5 from three of them.

    The relative standard deviation of a standard deviation of normal values, ``1 / sqrt(2 (n - 1))``.
    """
    return float(1 / np.sqrt(2 * (independent - 1)))


def average(values: FloatArray) -> Average:
    """Average a series.

    Parameters
    ----------
    values
        At equal steps, shape (n,); nan where there is none. A series of 0 and 1 gives a frequency.

    Returns
    -------
    Average
    """
    known = values[~np.isnan(values)]
    n = len(known)
    if not n:
        return Average(0, remark="no values")
    mean, low, high = float(known.mean()), float(known.min()), float(known.max())
    if n < 2:
        return Average(n, mean, None, low, high, remark=FEW)
    sd = float(known.std(ddof=1))
    found = correlation(values)
    if found is None:
        return Average(n, low, 0.0, low, high, remark=CONSTANT)
    n_effective = n / found.inefficiency
    size, count, remark = _blocks(len(values), found)
    if remark:
        return Average(n, mean, sd, low, high, tau=found.tau, n_effective=n_effective, remark=remark)
    error, used = _block_error(values, mean, count)
    if used < LEAST_BLOCKS:
        remark = f"so many frames are missing that {used} blocks have values, and an error needs {LEAST_BLOCKS}"
        return Average(n, mean, sd, low, high, tau=found.tau, n_effective=n_effective, remark=remark)
    # Neighbouring blocks still share what lies across their border: that much is missing, to first order in 1/size.
    error /= np.sqrt(1 - found.reach / size)
    return Average(n, mean, sd, low, high, float(error), used, size, found.tau, n_effective)


def _blocks(steps: int, found: Correlation) -> tuple[float, int, str]:
    """Choose length and number of blocks, or say why there are none."""
    times = steps / found.tau
    if times < LEAST_TIMES:
        length = np.floor(10 * times) / 10  # 9.96 is not 10.0, which would be enough
        return 0.0, 0, f"{length:.1f} correlation times long, and an error needs {LEAST_TIMES:.0f}: run it longer"
    least = BLOCK * max(found.tau, found.reach)
    for size in (max(least, (found.reach**2 * steps) ** (1 / 3)), least):
        count = int(steps / size)
        if count >= LEAST_BLOCKS:
            return steps / count, count, ""
    slow = f"its slowest part decays over {found.reach:.0f} steps of {steps}"
    return 0.0, 0, f"{slow}, which leaves fewer than {LEAST_BLOCKS} blocks: run it longer"


def _block_error(values: FloatArray, mean: float, count: int) -> tuple[float, int]:
    """Error of the mean from blocks that each weigh as many values as they have, and how many blocks have any."""
    known = ~np.isnan(values)
    deviation = np.where(known, values - mean, 0.0)
    begins = np.linspace(0, len(values), count + 1).astype(int)[:-1]
    sums = np.add.reduceat(deviation, begins)
    used = int((np.add.reduceat(known.astype(int), begins) > 0).sum())
    return float(np.sqrt((sums**2).sum() * used / max(used - 1, 1)) / known.sum()), used
