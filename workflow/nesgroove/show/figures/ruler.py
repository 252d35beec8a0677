"""The groove ruler: every occupant's extent along the groove, with the pockets as bands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.show.figures.confidence import draw_chip, draw_legend, occupant_plddt
from nesgroove.show.figures.paging import Page, Section, fit, holdings, parted
from nesgroove.show.figures.ruler_lines import Line, draw_bands, draw_box, in_sections, lines
from nesgroove.show.figures.ruler_summary import draw_summary
from nesgroove.show.figures.sections import of_one_kind
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import BORDERLINE_HATCH, CYS_COLOUR, GREY, KIND_COLOURS, POCKET_COLOURS
from nesgroove.show.marks import marked_label, signs_said
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "ruler"

ORDER = 1

ROWS = True

CAPTION = (
    "The groove ruler. Each line is the extent of one occupant along x, the axis of the groove from P0 to P4; "
    "bands are the pockets. Anchors of cargoes are boxes in the colour of their pocket with the "
    "residue; a triangle shows the direction of the chain from N to C. For inhibitors circles mark pockets that "
    "they occupy, sized by the part of the pocket that is filled, hatched where that is borderline (0.1 to 0.3 of the "
    "reference cargo's anchor is taken); a yellow diamond is the atom bonded to Cys528. Of predictions the mean pLDDT "
    "of what lies in the groove stands at the end of the line, in the colour of its class. Where a run has more "
    "occupants than a page has room for, this is a summary by kind of source and class: a line from the median of "
    "the beginnings to that of the ends, with bars over the middle 80 % of each; dots are anchors, and a box at their "
    "median, of inhibitors at the pocket's centre, says in how many occupants the pocket has an anchor or is occupied; "
    "pages with a line for each occupant lie beside it (ruler-1, ruler-2 ...)."
)

LABEL = 6.5
"""Size of the labels, points, as the style has it for ticks."""

LONGEST = 2.4
"""Of a name beside its line, inches."""

ROW = 0.165
"""Height of a line, inches."""

MOST = fit(ROW, 1.01)
"""Lines that a page holds."""


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the groove ruler: a line for each occupant, or a summary where they are more than a page holds."""
    rows = lines(run)
    if not rows:
        return blank("No occupant in any groove of this run", size.width)
    if len(rows) > MOST:
        return draw_summary(run, of_one_kind(run, in_sections(run, rows)), size)
    return _draw_lines(run, [("", rows)], size)


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with a line for each occupant, where they are more than one page holds."""
    rows = lines(run)
    if len(rows) > MOST:
        parts = parted(in_sections(run, rows), MOST)
        for part, words in zip(parts, holdings(parts), strict=True):
            yield Page(words, _draw_lines(run, part, size))


def _draw_lines(run: RunTables, parts: list[Section[Line]], size: FigureSize) -> Figure:
    """Draw a line for each occupant, below the titles of their sections."""
    from matplotlib.figure import Figure

    rows = [row for _, members in parts for row in members]
    heads = sum(bool(title) for title, _ in parts)
    sure = {row.key: plddt for row in rows if (plddt := occupant_plddt(run, row.key)) is not None}
    below = 0.42 + (0.26 if sure else 0.0)
    height = below + 0.33 + ROW * (len(rows) + heads)
    figure = Figure(figsize=(size.width, height))
    names = [shortened(marked_label(run, row.key), LABEL, LONGEST) for row in rows]
    titles = [text_width(title, LABEL, bold=True) for title, _ in parts]
    left = (0.25 + max(*titles, *(text_width(name, LABEL) for name in names))) / size.width
    wide = 0.985 - left - (0.4 / size.width if sure else 0.0)
    axes = figure.add_axes((left, below / height, wide, 1 - (below + 0.3) / height), gid="ruler")
    draw_bands(axes)
    places: dict[OccupantKey, int] = {}
    y = 0
    for title, members in parts:
        if title:
            axes.text(-0.012, y, title, transform=axes.get_yaxis_transform(), ha="right", va="center_baseline",
                      fontsize=LABEL, weight="bold", color=GREY, gid=f"section {title}")  # fmt: skip
            y += 1
        for row in members:
            places[row.key] = y
            _draw_line(axes, row, y)
            if row.key in sure:
                draw_chip(axes, 1 + 0.21 / (wide * size.width), y, sure[row.key])
            y += 1
    axes.set_yticks(list(places.values()), names)
    for tick, row in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_color(KIND_COLOURS[row.key.kind])
    axes.set_ylim(y - 0.4, -0.6)
    axes.set_xlim(min(-13.0, *(r.x_min - 1.5 for r in rows)), max(21.0, *(r.x_max + 1.5 for r in rows)))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("x along the groove (Å)")
    if sure:
        axes.text(1 + 0.21 / (wide * size.width), 1.0, "pLDDT", transform=axes.transAxes, ha="center", va="bottom",
                  fontsize=6, color=GREY)  # fmt: skip
        draw_legend(figure, 0.08, 0.04, "pLDDT of what lies in the groove, of predictions")
    if any(mark.borderline for row in rows for mark in row.marks):
        key = axes.scatter([], [], s=24, facecolors="white", edgecolors=GREY, hatch=BORDERLINE_HATCH, linewidths=0.4,
                           label="borderline")  # fmt: skip
        figure.legend(handles=[key], loc="lower right", bbox_to_anchor=(0.998, 0.0), fontsize=6, frameon=False,
                      handletextpad=0.2, borderaxespad=0.2)  # fmt: skip
    if signs := signs_said(run):
        figure.text(0.08 / size.width, (0.3 if sure else 0.04) / height, signs, ha="left", va="bottom", fontsize=6,
                    color=GREY, gid="seen-signs")  # fmt: skip
    mark_kinds(figure, run)
    return figure


def _draw_line(axes: Axes, row: Line, y: float) -> None:
    """Draw the extent of one occupant with its marks."""
    colour = KIND_COLOURS[row.key.kind]
    axes.plot([row.x_min, row.x_max], [y, y], color=colour, linewidth=2.2, solid_capstyle="round",
              alpha=0.55, gid=f"extent {row.key.complex} {row.key.occupant}")  # fmt: skip
    for x, pocket, filled, label, borderline in row.marks:
        if label:
            draw_box(axes, x, y, label, pocket)
        else:
            fill, edge = POCKET_COLOURS[pocket], "white"
            axes.scatter([x], [y], s=8 + 60 * filled, facecolors=edge if borderline else fill,
                         edgecolors=fill if borderline else edge, linewidths=0.4, zorder=3,
                         hatch=BORDERLINE_HATCH if borderline else None,
                         gid=f"borderline {pocket}" if borderline else None)  # fmt: skip
    if row.bond is not None:
        axes.scatter([row.bond], [y], marker="D", s=13, color=CYS_COLOUR, edgecolors="black",
                     linewidths=0.5, zorder=5)  # fmt: skip
    if row.direction:
        tip = row.x_max + 0.9 if row.direction == "plus" else row.x_min - 0.9
        axes.scatter([tip], [y], marker=">" if row.direction == "plus" else "<", s=11, color=colour)
