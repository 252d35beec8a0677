"""The barcode of contacts: a lane for each position and type, a mark for each occupant that has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.show.figures.barcode_lanes import BESIDE, Barcode, Lane, Place, collect
from nesgroove.show.figures.barcode_plan import (
    BARS,
    BETWEEN,
    LABEL,
    LANE,
    LEFT,
    SLOT,
    BarcodePlan,
    legend_words,
    row_height,
    rows_height,
)
from nesgroove.show.figures.paging import TALLEST, Page
from nesgroove.show.figures.style import OCCUPANTS, blank, mark_kinds
from nesgroove.show.look import (
    ABSENT_FACE,
    GREY,
    GRID,
    INK,
    KIND_INKS,
    PALE_FACE,
    POCKET_COLOURS,
    contact_line,
    contact_marker,
    pocket_ink,
)
from nesgroove.show.size import FigureSize
from nesgroove.show.text import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "barcode"

ORDER = 8.5

CAPTION = (
    "Barcode of contacts. Rows are positions of XPO1 with the residue that most of the complexes have there, along "
    "the groove from P0 to P4; one that lines several pockets is listed with the middle one, those that line none "
    "come last. Each has a lane for every type of contact that any occupant has with it, and each occupant is a "
    "column with a mark in the lanes of its contacts, by the colour and the shape of the type; where occupants are "
    "many, marks become bars and names give way to the sections. What is touched only (heavy atoms within 4.0 Å, or a "
    "van der Waals contact) has none of the other types there. Grey: the residue is not whole in the file, and no "
    "contact is seen. Bars on the right: the part of the occupants of each kind of source that have the contact, of "
    "those of which it can be seen; a kind with a single occupant has none. Contacts with symmetry images and clashes "
    "are left out. Where lanes are more than a page holds, those that the fewest occupants have are left out, and "
    "pages with all of them lie beside it (barcode-1, barcode-2 ...)."
)


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the barcode, without its rarest lanes where they are more than a page holds."""
    code = collect(run)
    if not code.columns:
        return blank("No occupant in any groove of this run", size.width)
    if not code.places:
        return blank("No contact of any occupant in this run", size.width)
    plan = BarcodePlan(run, code, size)
    kept = common(code, TALLEST - plan.besides)
    return _draw(run, BarcodePlan(run, kept, size), left_out=_lanes(code) - _lanes(kept))


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with all lanes, where they are more than one page holds."""
    code = collect(run)
    if not code.places or not code.columns:
        return
    room = TALLEST - BarcodePlan(run, code, size).besides
    if rows_height(code.places) <= room:
        return
    parts: list[list[Place]] = [[]]
    for place in code.places:
        if parts[-1] and rows_height([*parts[-1], place]) > room:
            parts.append([])
        parts[-1].append(place)
    for part in parts:
        words = f"positions {part[0].label} to {part[-1].label}; {_groups(part)}"
        yield Page(words, partial(_draw, run, BarcodePlan(run, replace(code, places=part), size), left_out=0))


def common(code: Barcode, room: float) -> Barcode:
    """Leave out the lanes that the fewest occupants have until the rest fits a height, in inches."""
    places = code.places
    for least in sorted({int(lane.has.sum()) for place in code.places for lane in place.lanes})[1:]:
        if rows_height(places) <= room:
            break
        kept = [(place, [lane for lane in place.lanes if lane.has.sum() >= least]) for place in places]
        places = [replace(place, lanes=lanes) for place, lanes in kept if lanes]
    return replace(code, places=places)


def _lanes(code: Barcode) -> int:
    return sum(len(place.lanes) for place in code.places)


def _groups(places: list[Place]) -> str:
    names = dict.fromkeys(place.pocket for place in places)
    return ", ".join("beside the pockets" if name == BESIDE else name for name in names)


def _draw(run: RunTables, plan: BarcodePlan, *, left_out: int) -> Figure:
    from matplotlib.figure import Figure

    code = plan.code
    tall = rows_height(code.places)
    note = 0.12 if left_out else 0.0
    height = plan.above + tall + plan.below + note
    figure = Figure(figsize=(plan.width, height))
    bounds = (LEFT / plan.width, (plan.below + note) / height, plan.wide / plan.width, tall / height)
    axes = figure.add_axes(bounds, gid="barcode")
    axes.set_xlim(0, plan.wide)
    axes.set_ylim(tall, 0)
    axes.axis("off")
    y = 0.0
    last = None
    groups: list[tuple[str, float, float]] = []
    tops: list[float] = []
    for number, place in enumerate(code.places):
        if place.pocket != last:
            y += 0.05 if last is not None else 0.025
            groups.append((place.pocket, y, y))
            last = place.pocket
        _place(axes, plan, place, y, band=number % 2 == 0)
        tops.append(y)
        y += row_height(place)
        groups[-1] = (place.pocket, groups[-1][1], y)
    for pocket, top, bottom in groups:
        _group(axes, pocket, top, bottom)
    _heads(axes, plan)
    _shares(figure, plan, tops, bounds)
    _legend(figure, plan, height, note)
    if left_out:
        figure.text(0.05 / plan.width, 0.03 / height,
                    f"{left_out} lanes that fewer occupants have are on the pages alone", fontsize=LABEL, color=GREY,
                    ha="left", va="bottom", gid="left-out")  # fmt: skip
    mark_kinds(figure, run, OCCUPANTS)
    return figure


def _shares(figure: Figure, plan: BarcodePlan, tops: list[float], field: tuple[float, float, float, float]) -> None:
    """Draw beside the field which part of each kind of source has a contact."""
    left = LEFT + plan.wide + 0.1
    tall = rows_height(plan.code.places)
    for title, among in zip(plan.titles(), plan.kinds.values(), strict=True):
        axes = figure.add_axes((left / plan.width, field[1], BARS / plan.width, field[3]), gid=title)
        axes.set_ylim(tall, 0)
        axes.set_xlim(0, 1)
        for place, top in zip(plan.code.places, tops, strict=True):
            for number, lane in enumerate(place.lanes):
                share = lane.share(among)
                if share:
                    axes.barh(_lane_middle(place, number, top), share, height=LANE * 0.62, linewidth=0,
                              color=contact_line(lane.type), gid=f"share {place.position} {lane.type}")  # fmt: skip
        axes.set_xticks([0, 1], ["0", "1"], fontsize=LABEL)
        zero, whole = axes.get_xticklabels()  # within the ends of the axis, off the numbers of the next
        zero.set_horizontalalignment("left")
        whole.set_horizontalalignment("right")
        axes.tick_params(axis="y", left=False, labelleft=False)
        axes.tick_params(axis="x", pad=1.5)
        axes.spines["left"].set_color(GRID)
        axes.text(0.5, -0.04, title, rotation=90, ha="center", va="bottom", fontsize=LABEL, color=GREY)
        left += 1.25 * BARS


def _lane_middle(place: Place, number: int, top: float) -> float:
    """Middle of a lane of a position that begins at a height."""
    spare = row_height(place) - LANE * len(place.lanes)
    return top + spare / 2 + LANE * (number + 0.5)


def _place(axes: Axes, plan: BarcodePlan, place: Place, top: float, *, band: bool) -> None:
    """Draw one position: its label, its lanes, and where it is not whole."""
    from matplotlib.patches import Rectangle

    tall = row_height(place)
    if band:
        axes.add_patch(Rectangle((0, top), plan.wide, tall, facecolor=PALE_FACE, linewidth=0, zorder=0))
    axes.text(-0.06, top + tall / 2, place.label, ha="right", va="center_baseline", fontsize=LABEL, color=INK,
              gid=f"position {place.position}")  # fmt: skip
    unseen = ~np.any([lane.observable for lane in place.lanes], axis=0)
    gaps = [(x, width) for x, width in _runs(plan, unseen)]
    if gaps:
        axes.broken_barh(gaps, (top + 0.01, tall - 0.02), facecolors=ABSENT_FACE, linewidth=0, zorder=0.5,
                         gid=f"missing {place.position}")  # fmt: skip
    for number, lane in enumerate(place.lanes):
        middle = _lane_middle(place, number, top)
        _marks(axes, plan, lane, middle)


def _marks(axes: Axes, plan: BarcodePlan, lane: Lane, y: float) -> None:
    """Draw the marks of a lane: of different shapes, or bars where columns are narrow."""
    name = f"lane {lane.position} {lane.type}"
    if plan.named:
        x = np.array(plan.x)[lane.has] + plan.cell / 2
        axes.scatter(x, np.full(len(x), y), marker=contact_marker(lane.type), s=(LANE * 72 * 0.86) ** 2,
                     color=contact_line(lane.type), linewidths=0.3,
                     zorder=2, gid=name)  # fmt: skip
    else:
        axes.broken_barh(_runs(plan, lane.has), (y - LANE * 0.41, LANE * 0.82), facecolors=contact_line(lane.type),
                         linewidth=0, zorder=2, gid=name)  # fmt: skip


def _runs(plan: BarcodePlan, marked: np.ndarray) -> list[tuple[float, float]]:
    """Join neighbouring columns that are marked: where each run begins, and how wide it is."""
    runs: list[tuple[float, float]] = []
    for x, wide in zip(np.array(plan.x)[marked].tolist(), np.array(plan.widths)[marked].tolist(), strict=True):
        if runs and abs(runs[-1][0] + runs[-1][1] - x) < 1e-6:
            runs[-1] = (runs[-1][0], runs[-1][1] + wide)
        else:
            runs.append((x, wide))
    return runs


def _group(axes: Axes, pocket: str, top: float, bottom: float) -> None:
    """Draw the bar of a pocket beside its positions, with its name."""
    colour = POCKET_COLOURS.get(pocket, GREY)
    ink = pocket_ink(pocket) if pocket in POCKET_COLOURS else GREY
    axes.plot([-0.44, -0.44], [top + 0.01, bottom - 0.01], color=colour, linewidth=2.6, solid_capstyle="butt",
              clip_on=False, gid=f"group {pocket}")  # fmt: skip
    axes.text(-0.5, (top + bottom) / 2, "beside" if pocket == BESIDE else pocket, ha="right", va="center", color=ink,
              fontsize=LABEL, weight="bold", rotation=90 if pocket == BESIDE else 0)  # fmt: skip


def _heads(axes: Axes, plan: BarcodePlan) -> None:
    """Write the names of sections and occupants above their columns."""
    for title, x in plan.heads:
        axes.text(x + SLOT / 2, -0.04, title, rotation=90, ha="center", va="bottom", fontsize=LABEL, weight="bold",
                  color=GREY, gid=f"section {title}")  # fmt: skip
        axes.axvline(x + SLOT - 0.01 if plan.named else x + BETWEEN / 2, color=GRID, linewidth=0.5, zorder=1)
    for name, key, x in zip(plan.names, plan.code.columns, plan.x, strict=False):
        axes.text(x + plan.cell / 2, -0.04, name, rotation=90, ha="center", va="bottom", fontsize=LABEL,
                  color=KIND_INKS[key.kind], gid=f"column {key.complex} {key.occupant}")  # fmt: skip


def _legend(figure: Figure, plan: BarcodePlan, height: float, note: float) -> None:
    """Explain the marks below the field."""
    axes = figure.add_axes((0, note / height, 1, (plan.below - 0.2) / height), gid="legend")
    tall = plan.below - 0.2
    axes.set_xlim(0, plan.width)
    axes.set_ylim(0, tall)
    axes.axis("off")
    for number, line in enumerate(plan.legend):
        x, y = 0.08, tall - 0.13 * (number + 0.5)
        for kind in line:
            shape = "s" if kind == "absent" or not plan.named else contact_marker(kind)
            colour = ABSENT_FACE if kind == "absent" else contact_line(kind)
            axes.scatter([x], [y], marker=shape, s=20, color=colour, linewidths=0.3, gid=f"key {kind}")
            axes.text(x + 0.08, y, legend_words(kind), va="center_baseline", ha="left", fontsize=LABEL)
            x += 0.3 + text_width(legend_words(kind), LABEL)
