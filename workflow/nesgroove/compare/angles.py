"""Means of angles, which begin again at 360 degrees: 179 and -179 are neighbours, and their mean is not 0."""

from __future__ import annotations

from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray

DIRECTED: Final = 0.5
"""Torsions whose mean vector is shorter have no mean: of two wells that are equally full and 120 degrees apart, as the
rotamers of a side chain, it is 0.5."""


def mean_direction(values: FloatArray) -> float:
    """Mean direction of angles.

    Parameters
    ----------
    values
        Degrees, shape (n,), one of them at least a number; nan where there is none.

    Returns
    -------
    float
        Degrees, -180 to 180.
    """
    return float(np.degrees(np.angle(np.nanmean(np.exp(1j * np.radians(values))))))


def circular(values: FloatArray, centre: float) -> tuple[FloatArray, float]:
    """Unroll angles about a direction, so that they can be averaged.

    Parameters
    ----------
    values
        Degrees, shape (n,); nan where there is none.
    centre
        The direction, degrees: their mean direction, or that of all replicas.

    Returns
    -------
    unrolled : ndarray, shape (n,)
        The same angles, each within 180 degrees of the direction.
    length : float
        Length of the mean of the unit vectors: 1 for one direction, near 0 where they point everywhere or to opposite
        sides, so that a mean angle says nothing. nan where there are no angles.
    """
    known = values[~np.isnan(values)]
    length = float(abs(np.exp(1j * np.radians(known)).mean())) if len(known) else float("nan")
    return (values - centre + 180) % 360 - 180 + centre, length
