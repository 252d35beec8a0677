"""The plots of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nesgroove.show.look import GREY, GRID, INK, PAGE, POCKET_COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from speed.fits import Line

Points = Sequence[dict[str, Any]]

ONE, TWO = POCKET_COLOURS["P0"], POCKET_COLOURS["P4"]
"""One process, and two."""

COLOURS = (*POCKET_COLOURS.values(), "#CC79A7", INK, "#999999", "#7F3C8D")
"""Of curves, in their order."""

MARKS = "osD^vPX*h"


def line_plot(alone: Points, shared: Points, line: Line) -> Figure:
    """Seconds on the left, peak memory on the right, against the number of complexes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(PAGE, 2.9), layout="constrained")
    left, right = figure.subplots(1, 2)
    count = [point["count"] for point in alone]
    along = np.array([0, count[-1]])
    left.plot(along, line.slope * along + line.intercept, color=GREY, linewidth=1,
              label=f"straight line, {1000 * line.slope:.0f} ms a complex")  # fmt: skip
    for points, colour, name in ((alone, ONE, "one process"), (shared, TWO, "two processes")):
        if points:
            n = [point["count"] for point in points]
            left.plot(n, [point["cpu"] for point in points], "o" if colour == ONE else "s", color=colour, label=name)
            right.plot(
                n, [point["peak"] for point in points], "o-" if colour == ONE else "s-", color=colour, label=name
            )
    _axes(left, "processor time (s)")
    left.set_ylim(bottom=0)
    _axes(right, "peak memory, largest process (MB)", count)
    right.set_ylim(0, 1.3 * max(point["peak"] for point in [*alone, *shared]))
    return figure


def growth_plot(sums: dict[str, Points], steps: Sequence[tuple[str, str, Points]]) -> Figure:
    """Sums of each command on the left, the slowest steps on the right; hollow where it was not run."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(PAGE, 3.1), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    for number, (name, points) in enumerate(sums.items()):
        _curve(left, number, name, [(p["count"], p["cpu"], not p["expected"]) for p in points])
    for number, (name, step, points) in enumerate(steps):
        label = "atlas" if name == "atlas" else f"{step} ({name})"
        _curve(right, number, label, [(p["count"], p["cpu" if "cpu" in p else "expected"], "cpu" in p) for p in points])
    counts = [point["count"] for point in next(iter(sums.values()))]
    for axes in (left, right):
        axes.set_yscale("log")
        axes.set_ylim(bottom=0.01)
        _axes(axes, "processor time (s)" if axes is left else "", counts, "lower right")
    left.set_title("whole commands", fontsize=8)
    right.set_title("the slowest steps", fontsize=8)
    return figure


def _curve(axes: Axes, number: int, label: str, points: list[tuple[int, float, bool]]) -> None:
    colour, mark = COLOURS[number % len(COLOURS)], MARKS[number % len(MARKS)]
    axes.plot([p[0] for p in points], [p[1] for p in points], "-", color=colour, linewidth=1)
    for n, s, done in points:
        axes.plot(n, s, mark, color=colour, markerfacecolor=colour if done else "white", markersize=4)
    axes.plot([], [], f"{mark}-", color=colour, markersize=4, linewidth=1, label=label)


def _axes(axes: Axes, ylabel: str, counts: Sequence[int] = (), legend: str = "upper left") -> None:
    """Label axes; along complexes they are logarithmic, with a tick at each of some numbers, where these are given."""
    from matplotlib.ticker import NullFormatter

    if counts:
        axes.set_xscale("log")
        axes.set_xticks(list(counts))
        axes.xaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axes.set_xlabel("complexes")
    axes.set_ylabel(ylabel)
    axes.grid(visible=True, color=GRID, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.legend(fontsize=6.5, frameon=False, loc=legend)
