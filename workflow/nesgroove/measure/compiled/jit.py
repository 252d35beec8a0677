"""Compiling with numba: the only modules that import it lie beside this one, and nothing imports them but series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function of numbers and arrays when it is first called.

    What was compiled is kept for the next process: beside the module, else in the user's cache or where
    ``NUMBA_CACHE_DIR`` says. Where nothing can be written it is compiled again by each process, which takes some
    seconds.

    Parameters
    ----------
    function
        In what numba understands of Python.

    Returns
    -------
    callable
        The same function.
    """
    # No fastmath: the same sums as the plain ones, in the same order.
    try:
        made: Callable[..., Any] = njit(cache=True, error_model="numpy", nogil=True)(function)
    except RuntimeError:  # no place for the cache
        made = njit(error_model="numpy", nogil=True)(function)
    return made
