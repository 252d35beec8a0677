"""Two panels of profiles: along the groove, and the one number of each complex by groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.model.confidence import confidence_class
from nesgroove.model.kinds import of_counted
from nesgroove.model.structure import SourceKind
from nesgroove.model.target import XPO1
from nesgroove.show.colours import readable
from nesgroove.show.figures.confidence import draw_legend, draw_shares
from nesgroove.show.figures.legends import SIZE, legend_columns, legend_rows
from nesgroove.show.figures.profiles import (
    FEW,
    MANY,
    MEDIAN_FROM,
    STATION_NAMES,
    Profile,
    by_entry,
    entries,
    grouped,
    medians,
    middle_band,
)
from nesgroove.show.look import GREY, GRID, PAGE, STATE_MARKERS, confidence_colour
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

NAME_SIZE: Final = 6.0
"""Size of the names above the panel of groups, points."""

MARK_LINE: Final = 0.11
"""Height of the line at the top on which the kinds of source are named, inches; the legend stands under it."""

NARROW_PANEL: Final = 3.0
"""Width of a panel below which names are short, inches."""

BETWEEN: Final = 0.72
"""Between the panels where they stand one above the other, inches: the upper one's axis and the lower one's heads."""

DASHES: Final = (0, (2.2, 1.0))
"""Line of a median of what is no experiment."""


def panels(
    profiles: list[Profile], y_label: str, x_label: str, show: list[float], size: FigureSize, floor: float | None = None
) -> tuple[Figure, Axes, Axes]:
    """Lay out both panels and draw every complex into them.

    Parameters
    ----------
    profiles
        All complexes.
    y_label, x_label
        What the two measures are called.
    show
        Values that the panel of groups has to show.
    size
        How wide it is.
    floor
        Value that the panel along the groove has to show.
    """
    from matplotlib.figure import Figure

    groups = grouped(profiles)
    rows = len(groups)
    sure = any(row.plddt is not None for row in profiles)
    marks = {"bar" if len(members) > MANY else "dot" for members in groups.values() if any(m.plddt for m in members)}
    sure_words = f"{' or '.join(sorted(marks, reverse=True))}: pLDDT of the groove, of predictions"
    below = 0.54 + ((0.14 if size.narrow else 0.0) + 0.28 if sure else 0.0)
    handles = _handles(profiles)
    across = legend_columns(handles, size.width - 0.1, handle=1.5, pad=0.3, gap=0.7)
    above = MARK_LINE + 0.12 + 0.13 * legend_rows(handles, across)
    names = {key: _group_name(key, members) for key, members in groups.items()}
    gutter = 0.12 + max(text_width(name, NAME_SIZE) for name in names.values())
    if size.narrow:
        first, second = 2.3, 0.34 * rows + 0.1
        height = above + first + BETWEEN + second + below
        boxes = [
            (0.42, below + second + BETWEEN, size.width - 0.46, first),
            (gutter, below, size.width - gutter - 0.1, second),
        ]
    else:
        body = max(3.3, 0.95 + 0.34 * rows) - 0.88
        height, split = above + body + below, 4.05 * size.width / PAGE
        left = split + 0.1 + gutter
        boxes = [(0.42, below, split - 0.42, body), (left, below, size.width - left - 0.12, body)]
    figure = Figure(figsize=(size.width, height))
    along, strip = (
        figure.add_axes((x / size.width, y / height, wide / size.width, tall / height), gid=gid)
        for (x, y, wide, tall), gid in zip(boxes, ("along the groove", "groups"), strict=True)
    )
    _along(along, profiles, groups, y_label, floor)
    _strip(strip, groups, names, x_label, show)
    _key(figure, handles, across)
    if sure:
        draw_legend(figure, 0.1 if size.narrow else 0.42, 0.04, sure_words, marker="o")
    return figure, along, strip


def _group_name(key: tuple[str, SourceKind], members: list[Profile]) -> str:
    known = len(by_entry((row.entry, row.summary) for row in members))
    return f"{key[0]}\n{of_counted(known, entries(members), key[1])}"


def _line(values: tuple[float | None, ...]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _along(
    axes: Axes,
    profiles: list[Profile],
    groups: dict[tuple[str, SourceKind], list[Profile]],
    y_label: str,
    floor: float | None,
) -> None:
    stations = list(range(len(XPO1.stations)))
    references = [row for row in profiles if row.reference]
    faint = 0.45 if len(profiles) > FEW else 0.75
    crowded = {key for key, members in groups.items() if len(members) > MANY}
    for key in crowded:
        axes.fill_between(stations, *middle_band(groups[key]), color=groups[key][0].colour, alpha=0.22, linewidth=0,
                          zorder=1.8, gid=f"band {key[0]} {key[1]}")  # fmt: skip
    for row in sorted(profiles, key=lambda profile: (bool(profile.reference), profile.observed)):
        if row.group in crowded and not row.reference:
            continue
        axes.plot(
            stations, _line(row.values), color=row.colour, linewidth=1.1 if row.reference else 0.5,
            alpha=1.0 if row.reference else 0.75 if row.observed else faint, marker=STATE_MARKERS.get(row.state, "x"),
            markersize=2.8, markerfacecolor=row.colour if row.observed else "white", markeredgewidth=0.5,
            zorder=4 if row.reference else 2, gid=f"profile {row.complex}",
        )  # fmt: skip
    for key, members in groups.items():
        if entries(members) >= MEDIAN_FROM:
            middle = _line(medians(members))
            axes.plot(stations, middle, color="white", linewidth=3.2, zorder=4.5, alpha=0.8)
            axes.plot(stations, middle, color=members[0].colour, linewidth=2.0, zorder=5,
                      linestyle="-" if key[1] == "experiment" else DASHES, gid=f"median {key[0]} {key[1]}")  # fmt: skip
    values = [value for row in profiles for value in row.values if value is not None]
    low, high = min([*values, floor if floor is not None else values[0]]), max(values)
    margin = 0.06 * max(high - low, 1.0)
    axes.set_ylim(low - margin, high + margin)
    wide = axes.get_position().width * float(axes.figure.get_figure(root=True).get_size_inches()[0])
    room = min(
        0.2 + max((text_width(_reference_name(row, wide), NAME_SIZE) for row in references), default=0.0), wide / 2
    )
    span = len(XPO1.stations) - 0.7
    axes.set_xlim(-0.3, -0.3 + (span * wide / (wide - room) if references else span + 0.3))
    names = [
        name.replace(" ", "\n") if name.startswith("beyond") and wide < NARROW_PANEL else name for name in STATION_NAMES
    ]
    axes.set_xticks(stations, [f"{a}\u2013{b}\n{name}" for (a, b), name in zip(XPO1.stations, names, strict=True)])
    axes.tick_params(axis="x", labelsize=6)
    axes.set_ylabel(y_label)
    axes.spines["bottom"].set_bounds(-0.3, len(XPO1.stations) - 0.7)
    _label_references(axes, references)


def _reference_name(row: Profile, wide: float) -> str:
    """Name of a reference at the end of its line, on a panel of a width in inches."""
    name = f"{row.reference} ref." if wide < NARROW_PANEL else f"{row.reference} reference"
    return f"{shortened(row.complex, NAME_SIZE, 0.62 if wide < NARROW_PANEL else 1.4)}\n{name}"


def _label_references(axes: Axes, references: list[Profile]) -> None:
    """Write the names of the references at the ends of their lines, one above the other where they are close."""
    low, high = axes.get_ylim()
    box = axes.get_position()
    figure = axes.figure
    inches = box.height * float(figure.get_figure(root=True).get_size_inches()[1])
    step = 0.21 / inches * (high - low)
    ends = []
    for row in references:
        known = [value for value in row.values if value is not None]
        if known:
            ends.append((known[-1], row))
    ends.sort(key=lambda pair: (pair[0], pair[1].complex))
    heights: list[float] = []
    for y, _ in ends:
        heights.append(max(y, heights[-1] + step) if heights else max(y, low + step / 2))
    over = max(0.0, heights[-1] - (high - step / 2)) if heights else 0.0
    x = len(XPO1.stations) - 1 + 0.16
    wide = box.width * float(figure.get_figure(root=True).get_size_inches()[0])
    for height, (y, row) in zip(heights, ends, strict=True):
        axes.plot([x - 0.1, x], [y, height - over], color=row.colour, linewidth=0.5)
        axes.text(x + 0.03, height - over, _reference_name(row, wide), va="center", ha="left", fontsize=NAME_SIZE,
                  color=readable(row.colour), linespacing=1.2, gid=f"reference {row.reference}")  # fmt: skip


def _strip(
    axes: Axes,
    groups: dict[tuple[str, SourceKind], list[Profile]],
    names: dict[tuple[str, SourceKind], str],
    x_label: str,
    show: list[float],
) -> None:
    values = [row.summary for members in groups.values() for row in members if row.summary is not None]
    low, high = min([*values, *show]), max([*values, *show])
    margin = max(0.08 * (high - low), 0.4)
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(len(groups) - 0.45, -0.55)
    figure = axes.figure.get_figure(root=True)
    box = axes.get_position()
    width, height = figure.get_size_inches()
    if box.width * width < NARROW_PANEL:
        axes.locator_params(axis="x", nbins=6, prune="both")  # a number at the edge would be cut
    per_x = box.width * width * 72 / (high - low + 2 * margin)
    per_y = box.height * height * 72 / len(groups)
    for index, members in enumerate(groups.values()):
        known = [row for row in members if row.summary is not None]
        xs = [row.summary for row in known if row.summary is not None]
        if index:
            axes.axhline(index - 0.5, color=GRID, linewidth=0.4, zorder=0)
        observed = by_entry((row.entry, row.summary) for row in members)
        if len(observed) >= MEDIAN_FROM:
            middle = float(np.median(observed))
            axes.plot([middle, middle], [index - 0.36, index + 0.36], color=members[0].colour, linewidth=1.6,
                      alpha=0.6, zorder=1.5, gid=f"strip median {index}")  # fmt: skip
        if len(members) > MANY:
            _distribution(axes, xs, index, members[0])
            bar = 0.1 / (box.height * height)
            draw_shares(axes, (0.02, 1 - (index + 1) / len(groups) + bar / 2, 0.96, bar),
                        [row.plddt for row in known])  # fmt: skip
            continue
        for row, x, shift in zip(known, xs, swarm([x * per_x for x in xs], 4.3, per_y * 0.42), strict=True):
            axes.plot([x], [index + shift / per_y], linestyle="none", marker=STATE_MARKERS.get(row.state, "x"),
                      markersize=3.8, color=row.colour, markerfacecolor=row.colour if row.observed else "white",
                      markeredgewidth=0.6, zorder=3, gid=f"summary {row.complex}")  # fmt: skip
            if row.plddt is not None and not row.observed:
                axes.plot([x], [index + shift / per_y], linestyle="none", marker="o", markersize=1.9, markeredgewidth=0,
                          color=confidence_colour(row.plddt), zorder=3.5,
                          gid=f"confidence {confidence_class(row.plddt)} {row.complex}")  # fmt: skip
    axes.set_yticks(range(len(groups)), list(names.values()))
    for tick, members in zip(axes.get_yticklabels(), groups.values(), strict=True):
        tick.set_color(readable(members[0].colour))
        tick.set_fontsize(6)
        tick.set_linespacing(1.2)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(x_label)


def _distribution(axes: Axes, xs: list[float], index: int, one: Profile) -> None:
    """Draw how the values of a large group are distributed."""
    counts, edges = np.histogram(xs, bins="fd" if len(set(xs)) > 1 else 1)
    half = 0.4 * counts / max(counts.max(), 1)
    axes.bar(edges[:-1], 2 * half, width=np.diff(edges), bottom=index - half, align="edge", color=one.colour,
             alpha=0.35, linewidth=0, zorder=2, gid=f"distribution {index}")  # fmt: skip


def swarm(values: list[float], size: float, limit: float) -> list[float]:
    """Move points of a row up and down so that none hides another.

    Parameters
    ----------
    values
        Where they are along the row, points.
    size
        Diameter of a marker, points.
    limit
        How far a marker may be moved, points; where a row is fuller than that, markers come to lie closer.

    Returns
    -------
    list of float
        Shifts in points, in the order given; the same values give the same shifts.
    """
    shifts = [0.0] * len(values)
    for step in (size, size / 2, size / 4, 0.0):
        tries = [0.0]
        while step and tries[-1] + step <= limit:
            tries += [-(abs(tries[-1]) + step), abs(tries[-1]) + step]
        done: list[int] = []
        fits = True
        for i in sorted(range(len(values)), key=lambda index: (values[index], index)):
            free = [
                t for t in tries
                if all((values[i] - values[j]) ** 2 + (t - shifts[j]) ** 2 >= (0.98 * step) ** 2 for j in done)
            ]  # fmt: skip
            fits = fits and bool(free)
            shifts[i] = free[0] if free else 0.0
            done.append(i)
        if fits:
            break
    return shifts


def _handles(profiles: list[Profile]) -> list[Line2D]:
    """Say what markers and lines mean, those that are in the figure."""
    from matplotlib.lines import Line2D

    handles = keys({row.state for row in profiles}, unobserved=any(not row.observed for row in profiles))
    drawn = {key[1] == "experiment" for key, members in grouped(profiles).items() if entries(members) >= MEDIAN_FROM}
    if True in drawn:
        handles.append(Line2D([], [], color=GREY, linewidth=2.0, label="median"))
    if False in drawn:
        handles.append(Line2D([], [], color=GREY, linewidth=2.0, linestyle=DASHES, label="median, no experiments"))
    return handles


def _key(figure: Figure, handles: list[Line2D], across: int) -> None:
    width, height = map(float, figure.get_size_inches())
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.05 / width, 1 - MARK_LINE / height), ncols=across,
        fontsize=SIZE, handletextpad=0.3,
        columnspacing=0.7, handlelength=1.5, borderaxespad=0.2,
    )  # fmt: skip


def keys(states: set[str], *, unobserved: bool) -> list[Line2D]:
    """Handles of a legend: the states that occur, and what an open symbol is."""
    from matplotlib.lines import Line2D

    handles = []
    for state, marker in STATE_MARKERS.items():
        if state in states:
            handles.append(Line2D([], [], linestyle="none", marker=marker, markersize=3.8, color=GREY,
                                  label=state or "state not assigned"))  # fmt: skip
    if unobserved:
        handles.append(Line2D([], [], linestyle="none", marker="o", markersize=3.8, color=GREY,
                              markerfacecolor="white", label="open symbol: no experiment"))  # fmt: skip
    return handles
