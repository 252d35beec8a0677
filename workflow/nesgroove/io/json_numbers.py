"""Numbers as JSON has them: integers of any length, truth values that Python counts as 0 and 1, and no numbers."""

from __future__ import annotations

import math


def finite_number(value: object) -> float | None:
    """Take a number out of what a file holds.

    Parameters
    ----------
    value
        What stands where a number should.

    Returns
    -------
    float or None
        None for what is no number, is not finite, or is beyond what floating point holds.

    Examples
    --------
    >>> finite_number(3), finite_number(True), finite_number("3"), finite_number(10**400)
    (3.0, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
