"""Width, state, RMSD and the warhead's distance over time, replica by replica, with how often each width is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nesgroove.measure.state import CLOSED_BELOW, OPEN_FROM, STATES
from nesgroove.model.structure import FloatArray
from nesgroove.show.colours import mixed
from nesgroove.show.figures.legends import SIZE, legend_columns, legend_rows
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import BLACK, GREY, INK, KIND_COLOURS, STATE_COLOURS
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width
from nesgroove.show.trajectory.watched import ReplicaFrames, Watched, binned, draw_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "time-series"

TITLE = "Over time"

ORDER = 1

CAPTION = (
    "The groove over time, a column for each replica. Top: the width of the groove (groove_width), with the limits "
    "between states as dotted lines; the strip below it shows the state of each frame. Then RMSD to the open and the "
    "closed reference, the distance of the reacting atom to SG of Cys528, and the part of the groove that each "
    "occupant fills, where there are such. Of more frames than can be printed lines are medians of short stretches and "
    "bands reach from the least to the greatest value in them. Right: how often each value is taken, over all replicas "
    "of the page; the number at the top of a column is the mean width with its standard error from blocks longer than "
    "the correlation time, or n/a where the trajectory is too short for one."
)

LEFT, RIGHT, TOP, BOTTOM = 0.6, 0.72, 0.36, 0.55
"""Margins, inches; on the right are the distributions."""

GAP: Final = 0.1

FILLED: Final = "part of the\ngroove filled"

RMSD_COLOURS: Final = {"open": mixed(STATE_COLOURS["open"], BLACK, 0.35), "closed": STATE_COLOURS["closed"]}
"""Those of the states, dark enough for a line."""


@dataclass(frozen=True)
class Row:
    """One row of panels.

    Attributes
    ----------
    label : str
        Of its axis.
    height : float
        Inches.
    series : tuple of (str, ndarray, str)
        Name, values of all frames, colour.
    limits : tuple of float
        Dotted lines.
    """

    label: str
    height: float
    series: tuple[tuple[str, FloatArray, str], ...]
    limits: tuple[float, ...] = ()


def pages(watched: Watched, size: FigureSize) -> Iterator[Figure]:
    """Draw the series of all replicas, so many on a page."""
    rows = _rows(watched)
    if not rows:
        yield blank("No frame could be measured", size.width)
        return
    for replicas in watched.pages(size):
        yield _page(watched, rows, replicas, size)


def _rows(watched: Watched) -> list[Row]:
    rows = []
    width = watched.column("groove_width")
    if width is not None:
        rows.append(Row("groove width (Å)", 1.25, (("width", width, INK),), (CLOSED_BELOW, OPEN_FROM)))
    rmsd = [(name, watched.column(f"rmsd_{name}"), colour) for name, colour in RMSD_COLOURS.items()]
    known = tuple((name, values, colour) for name, values, colour in rmsd if values is not None)
    if known:
        rows.append(Row("RMSD (Å)", 0.85, known))
    distance = watched.column("warhead_distance")
    if distance is not None:
        rows.append(Row("warhead to\nsulphur of 528 (Å)", 0.85, (("warhead", distance, KIND_COLOURS["inhibitor"]),)))
    filled = [
        (watched.label(str(occupant)), values, KIND_COLOURS.get(watched.occupants.get(str(occupant), ""), INK))
        for (occupant, pocket), values in watched.frames.series("frame_occupancy", ("occupant", "pocket"), "filled")
        if pocket == "all"
    ]
    if filled:
        rows.append(Row(FILLED, 0.75, tuple(filled)))
    return rows


def _page(watched: Watched, rows: Sequence[Row], replicas: Sequence[ReplicaFrames], size: FigureSize) -> Figure:
    from matplotlib.figure import Figure

    strip = 0.13
    handles = _handles(watched, rows)
    across = legend_columns(handles, size.width - 0.1, handle=1.2, pad=0.8, gap=1.0)
    panels = sum(row.height for row in rows) + GAP * (len(rows) - 1)
    height = TOP + BOTTOM + 0.13 * (legend_rows(handles, across) - 1) + strip + GAP / 2 + panels
    figure = Figure(figsize=(size.width, height))
    room = (size.width - LEFT - RIGHT - GAP * len(replicas)) / len(replicas)
    top = height - TOP
    for number, row in enumerate(rows):
        top -= row.height
        limits = _limits(row, replicas)
        last = number == len(rows) - 1
        for column, replica in enumerate(replicas):
            left = LEFT + column * (room + GAP)
            axes = figure.add_axes((left / size.width, top / height, room / size.width, row.height / height),
                                   gid=f"{row.label} {replica.number}")  # fmt: skip
            _panel(axes, row, replica, limits)
            axes.tick_params(labelleft=column == 0, labelbottom=last)
            if column == 0:
                axes.set_ylabel(row.label)
            if last:
                axes.set_xlabel(watched.time_label)
            if number == 0:
                _heading(axes, watched, replica, room)
        left = LEFT + len(replicas) * (room + GAP)
        beside = figure.add_axes(
            (left / size.width, top / height, (size.width - left - 0.05) / size.width, row.height / height)
        )
        _distribution(beside, row, replicas, limits)
        if number == 0 and len(row.limits):
            top -= GAP / 2 + strip
            for column, replica in enumerate(replicas):
                left = LEFT + column * (room + GAP)
                axes = figure.add_axes((left / size.width, top / height, room / size.width, strip / height),
                                       gid=f"states {replica.number}")  # fmt: skip
                _states(axes, watched, replica)
        top -= GAP
    figure.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.0, 0.0), ncols=across, fontsize=SIZE,
                  handlelength=1.2, columnspacing=1.0, borderaxespad=0.3)  # fmt: skip
    if len(watched.replicas) > len(replicas):
        figure.text(LEFT / size.width, 0.01, f"replicas {replicas[0].number} to {replicas[-1].number} of "
                    f"{len(watched.replicas)}", fontsize=6, color=GREY)  # fmt: skip
    mark_kinds(figure, watched.run)
    return figure


def _limits(row: Row, replicas: Sequence[ReplicaFrames]) -> tuple[float, float]:
    values = np.concatenate([own[replica.rows] for _, own, _ in row.series for replica in replicas])
    values = np.concatenate([values[~np.isnan(values)], row.limits])
    if not len(values):
        return 0.0, 1.0
    if row.label == FILLED:
        # A part is drawn from nothing on: a flutter of 1 % is no change, and its numbers are too long for the margin.
        values = np.append(values, 0.0)
    low, high = float(values.min()), float(values.max())
    margin = 0.06 * (high - low) or 0.5
    return low - margin, high + margin


def _panel(axes: Any, row: Row, replica: ReplicaFrames, limits: tuple[float, float]) -> None:  # noqa: ANN401
    for limit in row.limits:
        axes.axhline(limit, color=GREY, linewidth=0.6, linestyle=":", zorder=1)
    for name, values, colour in row.series:
        draw_line(axes, binned(replica.time, values[replica.rows]), colour, gid=f"{name} {replica.number}")
    axes.set_ylim(*limits)
    axes.set_xlim(*_span(replica))


def _span(replica: ReplicaFrames) -> tuple[float, float]:
    first, last = float(replica.time.min()), float(replica.time.max())
    return (first, last) if last > first else (first - 0.5, last + 0.5)


def _heading(axes: Any, watched: Watched, replica: ReplicaFrames, room: float) -> None:  # noqa: ANN401
    row = watched.average("groove_width", replica.number)
    if row is None or row.mean is None:
        text = ""
    elif row.error is None:
        text = f"{row.mean:.2f} Å, error n/a"
    else:
        text = f"{row.mean:.2f} ± {row.error:.2f} Å"
    axes.text(1.0, 1.03, text, transform=axes.transAxes, ha="right", va="bottom", fontsize=6, color=INK)
    name = shortened(replica.name, 6, max(room - text_width(text, 6) - 0.1, 0.3), bold=True)
    axes.text(0.0, 1.03, name, transform=axes.transAxes, ha="left", va="bottom", fontsize=6, weight="bold")


def _distribution(axes: Any, row: Row, replicas: Sequence[ReplicaFrames], limits: tuple[float, float]) -> None:  # noqa: ANN401
    edges = np.linspace(*limits, 41)
    for _, values, colour in row.series:
        own = np.concatenate([values[replica.rows] for replica in replicas])
        counts, _ = np.histogram(own[~np.isnan(own)], edges)
        axes.stairs(counts, edges, orientation="horizontal", fill=True, color=colour, alpha=0.45, linewidth=0)
    for limit in row.limits:
        axes.axhline(limit, color=GREY, linewidth=0.6, linestyle=":", zorder=1)
    axes.set_ylim(*limits)
    axes.set_xlim(0, None)
    axes.tick_params(labelleft=False, labelbottom=False, bottom=False, left=False)
    axes.spines["bottom"].set_visible(False)


def _states(axes: Any, watched: Watched, replica: ReplicaFrames) -> None:  # noqa: ANN401
    """Draw the state of each frame as a strip."""
    names = watched.frames.column("state").astype(str)[replica.rows]
    number = np.full(len(names), np.nan)
    for place, state in enumerate(STATES):
        number[names == state] = place
    from matplotlib.colors import ListedColormap

    edges = _edges(replica.time)
    colours = ListedColormap([STATE_COLOURS[state] for state in STATES])
    axes.pcolormesh(edges, [0, 1], number[None], cmap=colours, vmin=-0.5, vmax=len(STATES) - 0.5, rasterized=True)
    axes.set_xlim(*_span(replica))
    axes.set_axis_off()


def _edges(time: FloatArray) -> FloatArray:
    """Edges of the stretches that frames stand for."""
    if len(time) < 2:
        return np.array([time[0] - 0.5, time[0] + 0.5])
    between = (time[:-1] + time[1:]) / 2
    return np.concatenate([[2 * time[0] - between[0]], between, [2 * time[-1] - between[-1]]])


def _handles(watched: Watched, rows: Sequence[Row]) -> list[Any]:
    """Make the entries of the legend."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    states = set(watched.frames.column("state").astype(str).tolist())
    handles: list[Any] = [
        Patch(color=STATE_COLOURS[state], label=f"state: {state}") for state in STATES if state in states
    ]
    if any(row.limits for row in rows):
        handles.append(Line2D([], [], color=GREY, linewidth=0.8, linestyle=":", label="limits between states"))
    for row in rows:
        if row.label == "RMSD (Å)":
            handles += [Line2D([], [], color=colour, label=f"RMSD to {name}") for name, _, colour in row.series]
        elif row.label == FILLED:
            handles += [Line2D([], [], color=colour, label=shortened(name, 6, 2)) for name, _, colour in row.series[:3]]
    return handles
