"""Averages of what a file gives, and of nothing where it gives nothing."""

from __future__ import annotations

import numpy as np

from nesgroove.model.structure import FloatArray


def mean_given(values: FloatArray) -> float | None:
    """Mean of the occupancies or B factors that a file gives.

    Parameters
    ----------
    values : ndarray, shape (n,)
        nan where there is none.

    Returns
    -------
    float or None
        None where none is given.
    """
    given = values[~np.isnan(values)]
    return float(given.mean()) if len(given) else None
