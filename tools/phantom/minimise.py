"""A small limited-memory quasi-Newton minimiser (L-BFGS, Nocedal 1980).

scipy's does its vector algebra through a threaded library: on a busy machine its threads wait for each other
at every step, which made building ten times slower than here, and the order of sums depend on their number.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nesgroove.model.structure import FloatArray

MEMORY = 12
"""Steps that the curvature is estimated from."""

LONGEST = 1.0
"""No parameter changes by more than this in one step: a radian, or an A."""

_ENOUGH_DESCENT = 1e-4
_HALVINGS = 20


def minimise(
    value: Callable[[FloatArray], tuple[float, FloatArray]],
    start: FloatArray,
    *,
    steps: int = 200,
    tolerance: float = 1e-8,
) -> tuple[FloatArray, float]:
    """Minimise a smooth function.

    Parameters
    ----------
    value
        Gives the function and its gradient.
    start : ndarray, shape (n,)
    steps
        Steps at most.
    tolerance
        Stop when a step changes the function by less than this part of it, or of 1 where that is more.

    Returns
    -------
    parameters : ndarray, shape (n,)
    minimum : float
    """
    at = np.array(start, dtype=float)
    here, gradient = value(at)
    history: list[tuple[FloatArray, FloatArray, float]] = []
    for _ in range(steps):
        direction = _direction(gradient, history)
        slope = float(direction @ gradient)
        if slope >= 0:
            # The estimate of curvature has gone bad: start again from steepest descent.
            history.clear()
            direction = -gradient
            slope = float(direction @ gradient)
        longest = float(np.abs(direction).max(initial=0.0))
        if longest == 0.0:
            break
        share = min(1.0, LONGEST / longest) if history else min(1.0, 0.1 / longest)
        for _ in range(_HALVINGS):
            there, ahead = value(at + share * direction)
            if there <= here + _ENOUGH_DESCENT * share * slope:
                break
            # The minimum of the parabola through what is known, kept within reason.
            bend = there - here - slope * share
            share *= min(max(-slope * share / (2 * bend), 0.1), 0.5)
        else:
            break
        step, change = share * direction, ahead - gradient
        curvature = float(step @ change)
        if curvature > 1e-10 * float(change @ change):
            history.append((step, change, 1.0 / curvature))
            del history[:-MEMORY]
        small = abs(here - there) <= tolerance * max(abs(here), abs(there), 1.0)
        at, here, gradient = at + step, there, ahead
        if small:
            break
    return at, here


def _direction(gradient: FloatArray, history: list[tuple[FloatArray, FloatArray, float]]) -> FloatArray:
    """Multiply the gradient by the estimated inverse curvature, downhill (the two-loop recursion)."""
    direction = -gradient
    shares = []
    for step, change, inverse in reversed(history):
        share = inverse * float(step @ direction)
        direction = direction - share * change
        shares.append(share)
    if history:
        step, change, inverse = history[-1]
        direction = direction / (inverse * float(change @ change))
    for (step, change, inverse), share in zip(history, reversed(shares), strict=True):
        direction = direction + (share - inverse * float(change @ direction)) * step
    return direction
