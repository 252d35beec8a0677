"""Conformations of the groove: where each lies in the principal components, and what these do to the width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.conformation import MIN_ENTRIES, component_rows, conformation_rows, conformations
from nesgroove.compare.tables import RunTables
from nesgroove.model.structure import FloatArray, SourceKind
from nesgroove.model.target import XPO1
from nesgroove.show.figures.legends import SIZE, legend_columns, legend_rows
from nesgroove.show.figures.profile_panels import keys
from nesgroove.show.figures.profiles import FEW, STATION_NAMES
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.labels import Box, free_boxes
from nesgroove.show.look import (
    BOUND_COLOURS,
    COMPONENT_COLOURS,
    GREY,
    GRID,
    INK,
    NOT_MEASURED,
    STATE_MARKERS,
    bound_colour,
)
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "conformations"

ORDER = 9

CAPTION = (
    "Conformations of the groove: principal components of its C-alpha atoms (positions 510-594) in the groove "
    "frame. Left: each groove's scores on the first two, with the part of the variance that they explain; coloured "
    "by what is bound, the marker shows the state, open symbols are no experiments; experimental structures are named. "
    "Components are fitted on one kind of source alone, which is written below (experiments where there are four "
    "entries of them, else another kind with as many; the copies of an entry weigh as one), and all other grooves are "
    "projected on them. "
    "Right: what each component does to the C-alpha distance at the stations along the groove, from one standard "
    "deviation below the mean to one above; signs are such that a positive score opens 525-568."
)

LABEL: Final = 6.0
"""Size of the names of complexes, points."""

LONGEST: Final = 1.2
"""Of a name beside its point, inches."""


@dataclass(frozen=True)
class Point:
    """One groove.

    Attributes
    ----------
    complex, bound, state : str
        Complex, what is bound to it, state of its groove.
    source_kind : str
        What it is.
    x, y : float
        Scores on the first and second component, A.
    """

    complex: str
    bound: str
    state: str
    source_kind: SourceKind
    x: float
    y: float

    @property
    def observed(self) -> bool:
        """Whether it comes from an experiment."""
        return self.source_kind == "experiment"


@dataclass(frozen=True)
class Shown:
    """All that the figure shows.

    Attributes
    ----------
    points : list of Point
    variance : dict of int to float
        Part of the variance that the first and the second component explain.
    changes : dict of (int, str) to float
        By component and station, A.
    positions : int
        C-alpha atoms that the components are made of.
    fitted : str
        What they were fitted on: ``fitted on 5 entries, experiment``.
    """

    points: list[Point]
    variance: dict[int, float]
    changes: dict[tuple[int, str], float]
    positions: int
    fitted: str


def collect(run: RunTables) -> Shown | None:
    """Collect what is drawn; None where no kind of source has entries enough for a fit."""
    pca = conformations(run)
    if pca is None:
        return None
    points = [
        Point(row.complex, row.bound, row.state, run.by_id[row.complex].source_kind, row.pc1, row.pc2)
        for row in conformation_rows(run, pca)
        if row.pc1 is not None and row.pc2 is not None
    ]
    rows = [row for row in component_rows(pca) if row.component in (1, 2)]
    variance = {number: float(pca.variance[number - 1]) for number in (1, 2)}
    changes = {(row.component, row.station): row.change for row in rows if row.change is not None}
    fitted = f"fitted on {pca.entries} entries, {pca.fitted_on}"
    return Shown(points, variance, changes, len(pca.positions), fitted)


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the conformations."""
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    drawn = collect(run)
    if drawn is None:
        return blank(
            f"Components are fitted on {MIN_ENTRIES} entries of one kind or more; this run has fewer", size.width
        )
    below = 0.75
    if size.narrow:
        height, first, second = 5.6, 2.45, 1.25
        boxes = [(0.52, height - 0.2 - first, size.width - 0.57, first), (0.5, below + 0.24, size.width - 0.55, second)]
    else:
        height = 3.5
        boxes = [(0.52, below, size.width - 3.41, height - 0.2 - below), (size.width - 2.29, below, 2.2, height - 0.95)]
    figure = Figure(figsize=(size.width, height))
    scatter, bars = (
        figure.add_axes((x / size.width, y / height, wide / size.width, tall / height), gid=gid)
        for (x, y, wide, tall), gid in zip(boxes, ("scores", "changes"), strict=True)
    )
    _scatter(scatter, drawn)
    _bars(bars, drawn)
    names = [*BOUND_COLOURS, *sorted({point.bound for point in drawn.points} - set(BOUND_COLOURS))]
    handles = [
        Line2D([], [], linestyle="none", marker="s", markersize=4.5, markeredgewidth=0, label=name,
               color=bound_colour(name))
        for name in names if any(point.bound == name for point in drawn.points)
    ]  # fmt: skip
    more = keys({point.state for point in drawn.points}, unobserved=any(not point.observed for point in drawn.points))
    low = 0.03
    for entries in (more, handles):
        across = legend_columns(entries, size.width - 0.15, handle=1.0, pad=0.3, gap=1.0)
        left = 0.1 if size.narrow else 0.4
        figure.legend(handles=entries, loc="lower left", bbox_to_anchor=(left / size.width, low / height),
                      ncols=across, fontsize=SIZE, handletextpad=0.3, columnspacing=1.0, handlelength=1.0,
                      borderaxespad=0.0)  # fmt: skip
        low += 0.02 + 0.13 * legend_rows(entries, across)
    mark_kinds(figure, run)
    return figure


def _scatter(axes: Axes, drawn: Shown) -> None:
    points = drawn.points
    for point in sorted(points, key=lambda p: p.observed):
        colour = bound_colour(point.bound)
        axes.plot([point.x], [point.y], linestyle="none", marker=STATE_MARKERS.get(point.state, "x"), markersize=4.5,
                  color=colour, markerfacecolor=colour if point.observed else "white", markeredgewidth=0.7,
                  zorder=3 if point.observed else 2, gid=f"groove {point.complex}")  # fmt: skip
    for setter, values in ((axes.set_xlim, [p.x for p in points]), (axes.set_ylim, [p.y for p in points])):
        margin = 0.12 * max(max(values) - min(values), 1.0)
        setter(min(values) - margin, max(values) + margin)
    axes.axhline(0, color=GRID, linewidth=0.5, zorder=0)
    axes.axvline(0, color=GRID, linewidth=0.5, zorder=0)
    axes.set_xlabel(
        f"first component (Å), {100 * drawn.variance[1]:.0f} % of the variance;\n{drawn.fitted}", labelpad=2
    )
    axes.set_ylabel(f"second component (Å), {100 * drawn.variance[2]:.0f} % of the variance", labelpad=2)
    named = [point for point in points if point.observed]
    if not named and len(points) <= FEW:
        named = points
    _name(axes, points, named)


def _name(axes: Axes, points: list[Point], named: list[Point]) -> None:
    """Write names beside points; each takes the first free box around its point."""
    box = axes.get_position()
    width, height = axes.figure.get_figure(root=True).get_size_inches()
    size = (box.width * width * 72, box.height * height * 72)
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    at = [((p.x - x0) / (x1 - x0) * size[0], (p.y - y0) / (y1 - y0) * size[1]) for p in points]
    order = sorted(named, key=lambda p: (-p.y, p.x, p.complex))
    spots = [at[points.index(point)] for point in order]
    boxes = [
        _beside(spot, (text_width(shortened(p.complex, LABEL, LONGEST), LABEL) * 72 + 1.5, LABEL * 1.15))
        for p, spot in zip(order, spots, strict=True)
    ]
    outside = [_outside(around, size) for around in boxes]
    marks: list[Box] = [(x - 3.2, y - 3.2, x + 3.2, y + 3.2) for x, y in at]
    for point, (x, y), choices, choice in zip(order, spots, boxes, free_boxes(boxes, marks, outside), strict=True):
        if choice is None:
            continue
        left, low, right, high = choices[choice.index].tolist()
        near = (min(max(x, left), right), min(max(y, low), high))
        if (near[0] - x) ** 2 + (near[1] - y) ** 2 > 6.0**2:
            ends = [(near[0] / size[0], near[1] / size[1]), (x / size[0], y / size[1])]
            axes.plot(*zip(*ends, strict=True), color=GREY, linewidth=0.4, transform=axes.transAxes, zorder=1.5)
        axes.text((left + right) / 2 / size[0], (low + high) / 2 / size[1],
                  shortened(point.complex, LABEL, LONGEST), transform=axes.transAxes,
                  fontsize=LABEL, ha="center", va="center", color=INK, zorder=5,
                  gid=f"name {point.complex}")  # fmt: skip


def _outside(boxes: FloatArray, size: tuple[float, float]) -> FloatArray:
    """What it costs to reach out of the panel: more than any overlap."""
    out = (boxes[:, :2] < 1).any(axis=1) | (boxes[:, 2:] > np.array(size) - 1).any(axis=1)
    return np.asarray(1e3 * out, dtype=float)


def _beside(spot: tuple[float, float], size: tuple[float, float]) -> FloatArray:
    """Boxes of a size beside a point, the nearest first; all in points."""
    (x, y), (wide, tall) = spot, size
    around = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
    boxes = []
    for step in range(14):
        gap = 4.0 + 4.0 * step
        for dx, dy in around:
            left = x + dx * gap - (wide if dx < 0 else wide / 2 if dx == 0 else 0)
            low = y + dy * gap - (tall if dy < 0 else tall / 2 if dy == 0 else 0)
            boxes.append((left, low, left + wide, low + tall))
    return np.array(boxes)


def _bars(axes: Axes, drawn: Shown) -> None:
    stations = [f"{a}-{b}" for a, b in XPO1.stations]
    for number, shift in ((1, -0.2), (2, 0.2)):
        for index, station in enumerate(stations):
            change = drawn.changes.get((number, station))
            if change is None:
                axes.text(index + shift, 0, NOT_MEASURED, fontsize=6, ha="center", va="bottom", rotation=90, color=GREY)
                continue
            axes.bar([index + shift], [change], width=0.36, color=COMPONENT_COLOURS[number - 1], edgecolor=INK,
                     linewidth=0.5, gid=f"change {number} {station}",
                     label=f"PC{number}" if index == 0 else "_")  # fmt: skip
    axes.axhline(0, color="black", linewidth=0.6)
    axes.set_xlim(-0.6, len(stations) - 0.4)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.12 * (high - low))
    labels = [f"{a}\u2013{b}\n{name}" for (a, b), name in zip(XPO1.stations, STATION_NAMES, strict=True)]
    axes.set_xticks(range(len(stations)), labels, rotation=90, fontsize=6)
    axes.set_ylabel("change of the C\u03b1\u2013C\u03b1 distance,\n\u22121 to +1 s.d. (Å)", labelpad=2, fontsize=6.5)
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=colour, edgecolor=INK, linewidth=0.5, label=f"component {number}")
        for number, colour in enumerate(COMPONENT_COLOURS, start=1)
    ]
    axes.legend(handles=handles, loc="upper right", ncols=2, fontsize=6, handlelength=1.0, handletextpad=0.4,
                borderaxespad=0.0, bbox_to_anchor=(1.0, 1.03))  # fmt: skip
