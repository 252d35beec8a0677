"""The groove's width from P0 to beyond P4: C-alpha distances at the six stations, and the width that tells the state.

What the figure of the clear width shares with this one is here too: profiles, groups, their medians, the layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.data import RunTables, bound_state, is_model
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.state import CLOSED_BELOW, OPEN_FROM
from nesgroove.model.target import XPO1
from nesgroove.show.figures.style import blank, mark_phantoms
from nesgroove.show.figures.text import shortened, text_width
from nesgroove.show.look import BOUND_COLOURS, GREY, GRID, PAGE, STATE_MARKERS, bound_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

NAME = "width"

CAPTION = (
    "Width of the groove. Left: C-alpha distance at the six stations along the groove, from P0 to beyond P4. Each "
    "thin line is one complex, coloured by what is bound to it, its marker by the state of its groove; open symbols "
    "are models (predicted or composed, or no experimental method in the file). Thick lines are the medians of "
    "groups of two or more, dashed for models; the two references of the run are labelled. Right: groove_width (the "
    "mean of 518-561, 521-565 and 525-568) of every complex; dotted lines are the limits between the states, n is "
    "how many of how many could be measured. What is not in the file is a gap."
)

PLACES: Final = ("P0", "P0 | P1", "P1 | P2", "P2 | P3", "P3 | P4", "beyond P4")
"""Where the stations lie: their C-alpha atoms are at x = -9.6, -4.2, 1.0, 6.1, 11.2 and 17.5 A of the groove frame."""

NAME_SIZE: Final = 5.8
"""Size of the names above the panel of groups, points."""

FEW: Final = 12
"""Up to so many complexes lines need not be faint to be told apart."""

MEDIAN_FROM: Final = 2
"""Members from which a group has a median of its own."""

DASHES: Final = (0, (2.2, 1.0))
"""Line of a median of models."""

TINY: Final = 5e-4
"""RMSD to a reference, A, below which a complex is that reference: tables have three decimals."""


@dataclass(frozen=True)
class Profile:
    """One complex along the groove.

    Attributes
    ----------
    complex, bound, state : str
        Complex, what is bound to it, state of its groove.
    model : bool
        Whether it is a model and no experiment.
    values : tuple of float or None
        Measure at each of the stations, A; None where it was not measured.
    summary : float or None
        The one number of the panel beside, A.
    reference : str
        ``open`` or ``closed`` for the references of the run, else empty.
    """

    complex: str
    bound: str
    state: str
    model: bool
    values: tuple[float | None, ...]
    summary: float | None
    reference: str

    @property
    def group(self) -> tuple[str, bool]:
        """Complexes are compared by what is bound, models apart from experiments."""
        return (self.bound, self.model)

    @property
    def colour(self) -> str:
        """Colour by what is bound."""
        return bound_colour(self.bound)


def profiles(run: RunTables) -> list[Profile]:
    """Collect the C-alpha distances and groove_width of all complexes, from the tables."""
    return [
        profile(run, row, tuple(run.values.get(row.complex, {}).get(f"ca_{a}_{b}") for a, b in XPO1.stations),
                row.groove_width)
        for row in run.complexes
    ]  # fmt: skip


def profile(run: RunTables, row: ComplexRecord, values: tuple[float | None, ...], summary: float | None) -> Profile:
    """Make the profile of one complex."""
    scalars = run.values.get(row.complex, {})
    reference = next((name for name in ("open", "closed") if scalars.get(f"rmsd_{name}", 1.0) < TINY), "")
    return Profile(row.complex, bound_state(row), row.state, is_model(row), values, summary, reference)


def grouped(found: list[Profile]) -> dict[tuple[str, bool], list[Profile]]:
    """Sort profiles into groups: experiments before models, in the order of the colours."""
    order = [*BOUND_COLOURS, *sorted({row.bound for row in found} - set(BOUND_COLOURS))]
    keys = sorted({row.group for row in found}, key=lambda key: (key[1], order.index(key[0])))
    return {key: [row for row in found if row.group == key] for key in keys}


def medians(members: list[Profile]) -> tuple[float | None, ...]:
    """Median at each station over those that were measured there."""
    columns = [[row.values[i] for row in members] for i in range(len(XPO1.stations))]
    known = [[value for value in column if value is not None] for column in columns]
    return tuple(float(np.median(values)) if values else None for values in known)


def draw(run: RunTables) -> Figure:
    """Draw the width along the groove."""
    found = profiles(run)
    if not any(value is not None for row in found for value in row.values):
        return blank("No width could be measured in this run", PAGE)
    figure, _, strip = panels(found, "C-alpha distance (Å)", "groove_width (Å)", [CLOSED_BELOW, OPEN_FROM])
    for limit in (CLOSED_BELOW, OPEN_FROM):
        strip.axvline(limit, color=GREY, linewidth=0.7, linestyle=":", zorder=1, gid=f"limit {limit}")
    names = [("closed ", CLOSED_BELOW, "right"), (" open", OPEN_FROM, "left")]
    low, high = strip.get_xlim()
    room = (OPEN_FROM - CLOSED_BELOW) / (high - low) * strip.get_position().width * PAGE
    if room > text_width("intermediate", NAME_SIZE) + 0.04:
        names.append(("intermediate", (CLOSED_BELOW + OPEN_FROM) / 2, "center"))
    for name, x, side in names:
        strip.text(x, 1.012, name, transform=strip.get_xaxis_transform(), ha=side, va="bottom", fontsize=NAME_SIZE,
                   color=GREY)  # fmt: skip
    mark_phantoms(figure, run)
    return figure


def panels(
    found: list[Profile], y_label: str, x_label: str, show: list[float], floor: float | None = None
) -> tuple[Figure, Axes, Axes]:
    """Lay out both panels and draw every complex into them.

    Parameters
    ----------
    found
        All complexes.
    y_label, x_label
        What the two measures are called.
    show
        Values that the panel of groups has to show.
    floor
        Value that the panel along the groove has to show.
    """
    from matplotlib.figure import Figure

    groups = grouped(found)
    rows = len(groups)
    height = max(3.3, 0.95 + 0.34 * rows)
    figure = Figure(figsize=(PAGE, height))
    names = {key: _group_name(key, members) for key, members in groups.items()}
    gutter = 0.12 + max(text_width(name, 5.6) for name in names.values())
    bottom, top = 0.52 / height, 1 - 0.36 / height
    split = 4.05
    along = figure.add_axes((0.42 / PAGE, bottom, (split - 0.42) / PAGE, top - bottom), gid="along the groove")
    left = split + 0.1 + gutter
    strip = figure.add_axes((left / PAGE, bottom, (PAGE - left - 0.12) / PAGE, top - bottom), gid="groups")
    _along(along, found, groups, y_label, floor)
    _strip(strip, groups, names, x_label, show)
    _key(figure, found)
    return figure, along, strip


def _group_name(key: tuple[str, bool], members: list[Profile]) -> str:
    known = sum(row.summary is not None for row in members)
    return f"{key[0]}\n{'models, ' if key[1] else ''}n = {known} of {len(members)}"


def _line(values: tuple[float | None, ...]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _along(
    axes: Axes, found: list[Profile], groups: dict[tuple[str, bool], list[Profile]], y_label: str, floor: float | None
) -> None:
    stations = list(range(len(XPO1.stations)))
    references = [row for row in found if row.reference]
    faint = 0.45 if len(found) > FEW else 0.75
    for row in sorted(found, key=lambda one: (bool(one.reference), not one.model)):
        axes.plot(
            stations, _line(row.values), color=row.colour, linewidth=1.1 if row.reference else 0.5,
            alpha=1.0 if row.reference else faint if row.model else 0.75, marker=STATE_MARKERS.get(row.state, "x"),
            markersize=2.8, markerfacecolor="white" if row.model else row.colour, markeredgewidth=0.5,
            zorder=4 if row.reference else 2, gid=f"profile {row.complex}",
        )  # fmt: skip
    for key, members in groups.items():
        if len(members) >= MEDIAN_FROM:
            middle = _line(medians(members))
            axes.plot(stations, middle, color="white", linewidth=3.2, zorder=4.5, alpha=0.8)
            axes.plot(stations, middle, color=members[0].colour, linewidth=2.0, linestyle=DASHES if key[1] else "-",
                      zorder=5, gid=f"median {key[0]}{' models' if key[1] else ''}")  # fmt: skip
    values = [value for row in found for value in row.values if value is not None]
    low, high = min([*values, floor if floor is not None else values[0]]), max(values)
    margin = 0.06 * max(high - low, 1.0)
    axes.set_ylim(low - margin, high + margin)
    wide = axes.get_position().width * PAGE
    room = min(0.2 + max((text_width(_reference_name(row), 5.2) for row in references), default=0.0), wide / 2)
    span = len(XPO1.stations) - 0.7
    axes.set_xlim(-0.3, -0.3 + (span * wide / (wide - room) if references else span + 0.3))
    axes.set_xticks(stations, [f"{a}\u2013{b}\n{place}" for (a, b), place in zip(XPO1.stations, PLACES, strict=True)])
    axes.tick_params(axis="x", labelsize=5.6)
    axes.set_ylabel(y_label)
    axes.spines["bottom"].set_bounds(-0.3, len(XPO1.stations) - 0.7)
    _label_references(axes, references)


def _reference_name(row: Profile) -> str:
    return f"{shortened(row.complex, 5.2, 1.4)}\n{row.reference} reference"


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
    places: list[float] = []
    for y, _ in ends:
        places.append(max(y, places[-1] + step) if places else max(y, low + step / 2))
    over = max(0.0, places[-1] - (high - step / 2)) if places else 0.0
    x = len(XPO1.stations) - 1 + 0.16
    for place, (y, row) in zip(places, ends, strict=True):
        axes.plot([x - 0.1, x], [y, place - over], color=row.colour, linewidth=0.5)
        axes.text(x + 0.03, place - over, _reference_name(row), va="center", ha="left",
                  fontsize=5.2, color=row.colour, linespacing=1.2, gid=f"reference {row.reference}")  # fmt: skip


def _strip(
    axes: Axes, groups: dict[tuple[str, bool], list[Profile]], names: dict[tuple[str, bool], str], x_label: str,
    show: list[float],
) -> None:  # fmt: skip
    values = [row.summary for members in groups.values() for row in members if row.summary is not None]
    low, high = min([*values, *show]), max([*values, *show])
    margin = max(0.08 * (high - low), 0.4)
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(len(groups) - 0.45, -0.55)
    figure = axes.figure.get_figure(root=True)
    box = axes.get_position()
    width, height = figure.get_size_inches()
    per_x = box.width * width * 72 / (high - low + 2 * margin)
    per_y = box.height * height * 72 / len(groups)
    for place, members in enumerate(groups.values()):
        known = [row for row in members if row.summary is not None]
        xs = [row.summary for row in known if row.summary is not None]
        if place:
            axes.axhline(place - 0.5, color=GRID, linewidth=0.4, zorder=0)
        if len(xs) >= MEDIAN_FROM:
            middle = float(np.median(xs))
            axes.plot([middle, middle], [place - 0.36, place + 0.36], color=members[0].colour, linewidth=1.6,
                      alpha=0.6, zorder=1.5, gid=f"strip median {place}")  # fmt: skip
        for row, x, shift in zip(known, xs, swarm([x * per_x for x in xs], 4.3, per_y * 0.42), strict=True):
            axes.plot([x], [place + shift / per_y], linestyle="none", marker=STATE_MARKERS.get(row.state, "x"),
                      markersize=3.8, color=row.colour, markerfacecolor="white" if row.model else row.colour,
                      markeredgewidth=0.6, zorder=3, gid=f"summary {row.complex}")  # fmt: skip
    axes.set_yticks(range(len(groups)), list(names.values()))
    for tick, members in zip(axes.get_yticklabels(), groups.values(), strict=True):
        tick.set_color(members[0].colour)
        tick.set_fontsize(5.6)
        tick.set_linespacing(1.2)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(x_label)


def swarm(places: list[float], size: float, limit: float) -> list[float]:
    """Move points of a row up and down so that none hides another.

    Parameters
    ----------
    places
        Where they are along the row, points.
    size
        Diameter of a marker, points.
    limit
        How far a marker may be moved, points; where a row is fuller than that, markers come to lie closer.

    Returns
    -------
    list of float
        Shifts in points, in the order given; the same places give the same shifts.
    """
    shifts = [0.0] * len(places)
    for step in (size, size / 2, size / 4, 0.0):
        tries = [0.0]
        while step and tries[-1] + step <= limit:
            tries += [-(abs(tries[-1]) + step), abs(tries[-1]) + step]
        done: list[int] = []
        fits = True
        for i in sorted(range(len(places)), key=lambda one: (places[one], one)):
            free = [
                t for t in tries
                if all((places[i] - places[j]) ** 2 + (t - shifts[j]) ** 2 >= (0.98 * step) ** 2 for j in done)
            ]  # fmt: skip
            fits = fits and bool(free)
            shifts[i] = free[0] if free else 0.0
            done.append(i)
        if fits:
            break
    return shifts


def _key(figure: Figure, found: list[Profile]) -> None:
    """Say what markers and lines mean, those that are in the figure."""
    from matplotlib.lines import Line2D

    handles = keys({row.state for row in found}, models=any(row.model for row in found))
    drawn = {key[1] for key, members in grouped(found).items() if len(members) >= MEDIAN_FROM}
    if False in drawn:
        handles.append(Line2D([], [], color=GREY, linewidth=2.0, label="median"))
    if True in drawn:
        handles.append(Line2D([], [], color=GREY, linewidth=2.0, linestyle=DASHES, label="median of models"))
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.05, 0.998), ncols=8, fontsize=5.8, handletextpad=0.4,
        columnspacing=1.0, handlelength=1.8, borderaxespad=0.2,
    )  # fmt: skip


def keys(states: set[str], *, models: bool) -> list[Line2D]:
    """Handles of a legend: the states that occur, and what an open symbol is."""
    from matplotlib.lines import Line2D

    handles = []
    for state, marker in STATE_MARKERS.items():
        if state in states:
            handles.append(Line2D([], [], linestyle="none", marker=marker, markersize=3.8, color=GREY,
                                  label=state or "state not told"))  # fmt: skip
    if models:
        handles.append(Line2D([], [], linestyle="none", marker="o", markersize=3.8, color=GREY,
                              markerfacecolor="white", label="open symbol: model"))  # fmt: skip
    return handles
