"""How long a series remembers: the integrated autocorrelation time, and how many independent values that leaves.

The time is ``tau = 1/2 + sum of rho(t)``, t from 1 (Sokal 1997, doi:10.1007/978-1-4899-0319-8_6), half of the
statistical inefficiency of Chodera et al. 2007 (doi:10.1021/ct0502864): the error of a mean over n values is
``sd sqrt(2 tau / n)``. White noise has 1/2; what decays with exp(-t/T), T many frames, has T.

The sum must end before it adds up noise. It ends as Geyer's initial positive sequence does (1992, Stat. Sci. 7:473,
doi:10.1214/ss/1177011137), at the first pair of neighbouring lags whose sum is not positive. A window that is a few tau
long, as of Sokal, misses the slow part of a series that also has a fast one, as molecules have: with four fifths of
the variance in white noise and the rest decaying over 10 frames it gives 0.64 of the truth, however long the series is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray

ROUNDS: Final = 3
"""Of the correction for the mean that is taken from the same values; the third changes tau by less than a percent."""

MOST_TAKEN: Final = 0.5
"""Part of the correlation at most that this correction adds."""


@dataclass(frozen=True)
class Correlation:
    """How a series is correlated with itself, in steps of its grid.

    Attributes
    ----------
    tau : float
        Integrated autocorrelation time; 1/2 where each value is independent of the one before.
    reach : float
        Mean lag of the correlation, ``sum of t rho(t) / tau``: the time of its slow part, of which blocks have to be
        longer. Equal to tau for one exponential.
    inefficiency : float
        Values that weigh as much as one independent one, 1 or more; gaps of the series are taken into account.
    """

    tau: float
    reach: float
    inefficiency: float


def correlation(values: FloatArray) -> Correlation | None:
    """Measure how long a series remembers.

    Parameters
    ----------
    values
        At equal steps, shape (n,); nan where there is none.

    Returns
    -------
    Correlation or None
        None where there are fewer than two values, or all are the same.
    """
    known = ~np.isnan(values)
    count = int(known.sum())
    if count < 2 or np.ptp(values[known]) == 0:
        return None
    deviation = np.where(known, values - values[known].mean(), 0.0)
    lags = len(values) // 2 + 1  # beyond, a lag has too few pairs for its correlation to be known
    pairs = _by_lag(known.astype(float), lags)
    sums = _by_lag(deviation, lags)
    measured = np.rint(pairs) > 0
    raw = np.where(measured, sums / np.maximum(pairs, 1.0), 0.0) / (sums[0] / count)
    tau, used = 0.5, raw[:1]
    for _ in range(ROUNDS):
        # The mean follows the values, so that all correlations come out low, by the variance of the mean.
        taken = min(2 * tau / count, MOST_TAKEN)
        rho = raw * (1 - taken) + taken
        used = rho[: _window(rho)]
        tau = max(float(used.sum()) - 0.5, 0.5)
    lag = np.arange(len(used))
    reach = max(float((lag * used).sum()) / tau, 0.0)
    inefficiency = 1 + 2 * float((pairs[1 : len(used)] * used[1:]).sum()) / count
    return Correlation(tau, reach, min(max(inefficiency, 1.0), float(count)))


def _by_lag(values: FloatArray, lags: int) -> FloatArray:
    """Sum the products of all pairs that are so many steps apart, for each lag, shape (lags,)."""
    size = 1 << (2 * len(values) - 1).bit_length()
    power = np.abs(np.fft.rfft(values, size)) ** 2
    return np.asarray(np.fft.irfft(power, size)[:lags])


def _window(rho: FloatArray) -> int:
    """Lags up to where the first pair of neighbours is not positive, two or more where there are as many."""
    half = len(rho) // 2
    ends = np.flatnonzero(rho[: 2 * half : 2] + rho[1 : 2 * half : 2] <= 0)
    return 2 * max(int(ends[0]) if len(ends) else half, 1)
