"""A part of the benchmarks: what it measures, and what it shows of what was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speed.given import Given

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Kept = dict[str, Any]
"""Results as JSON holds them: numbers as they were measured, no medians."""


@dataclass(frozen=True)
class Part:
    """One of the parts.

    Attributes
    ----------
    name, title : str
        As the command line and the page call it.
    measure : callable
        Measures, and gives what is kept.
    lines : callable
        Gives the lines of the page from what is kept.
    figures : callable
        Draws figures from what is kept, by the names of their files.
    """

    name: str
    title: str
    measure: Callable[[Given], Kept]
    lines: Callable[[Kept], Iterator[str]]
    figures: Callable[[Kept], dict[str, Figure]] = lambda kept: {}
