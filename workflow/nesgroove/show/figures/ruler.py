"""The groove ruler: every occupant's extent along the groove, with the pockets as bands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.show.figures.keys import LINE, draw_keys, height_of
from nesgroove.show.figures.paging import Page, Section, fit, holdings, parted
from nesgroove.show.figures.ruler_axis import POCKETS, WALL, along_words, draw_bands, draw_walls, height, positions
from nesgroove.show.figures.ruler_axis import keys_of as axis_keys
from nesgroove.show.figures.ruler_lines import Line, in_sections, lines
from nesgroove.show.figures.ruler_marks import draw_end, draw_heads, end_of, room_of
from nesgroove.show.figures.ruler_marks import keys_of as end_keys
from nesgroove.show.figures.ruler_rows import draw_rows, keys_of
from nesgroove.show.figures.ruler_summary import draw_summary
from nesgroove.show.figures.sections import of_one_kind
from nesgroove.show.figures.style import OCCUPANTS, axes_at, blank, mark_kinds
from nesgroove.show.look import INK, KIND_INKS
from nesgroove.show.marks import marked_label
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "ruler"

ORDER = 1

ROWS = True

CAPTION = (
    "The groove ruler. Each line is the extent of one occupant along x, the axis of the groove from P0 to P4; bands "
    "are the pockets, and above them stand positions of XPO1 where the middles of their side chains are (medians of "
    "the experiments, without any of one other kind; human numbers), "
    "those of helices H11A and H11B above those of H12A. Dots are heavy atoms of an "
    "inhibitor, and the middles of a cargo's residues. Anchors of cargoes are boxes in the colour of their pocket "
    "with the residue; a triangle shows the direction of the chain from N to C. Pockets that an inhibitor occupies "
    "are shaded on its line, the higher the more of the pocket is filled, hatched where that is borderline (0.1 to "
    "0.3 of the reference cargo's anchor is taken); a yellow diamond is the atom bonded to Cys528. Occupants are "
    "grouped by kind of source and class, cargoes also by direction. Before a name stands the sign of what the "
    "complex is, where there are several kinds; at the end of a line its resolution, or the mean pLDDT of what lies "
    "in the groove of a prediction, in the tone of its class. Where a run has more occupants than a page has room "
    "for, this is a summary by kind of source and class: a line from the median of the beginnings to that of the "
    "ends, with bars over the middle 80 % of each; dots are anchors, and a box at their median, of inhibitors at the "
    "pocket's centre, says in how many occupants the pocket has an anchor or is occupied; pages with a line for each "
    "occupant lie beside it (ruler-1, ruler-2 ...)."
)

LABEL = 6.2
"""Size of names and titles, points."""

ROW = 0.128
"""Height of a line, inches."""

NAMES = 0.34
"""Part of the width that names have at most."""

AXIS = 0.36
"""Room for the numbers of the axis and what they are, inches."""

ABOVE = 0.14
"""Room at the top for what the figure marks as not observed, inches."""

BESIDES = ABOVE + POCKETS + 2 * WALL + AXIS + 5 * LINE
"""Height of all that is no row, with a legend of some lines, inches."""

MOST = fit(ROW, BESIDES)
"""Lines that a page holds, the heads of its sections among them."""


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the groove ruler: a line for each occupant, or a summary where they are more than a page holds."""
    parts = in_sections(run, lines(run))
    if not parts:
        return blank("No occupant in any groove of this run", size.width)
    if _fits(parts):
        return _draw_lines(run, parts, size)
    return draw_summary(run, of_one_kind(run, parts), size)


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with a line for each occupant, where they are more than one page holds."""
    parts = in_sections(run, lines(run))
    if not _fits(parts):
        divided = parted(parts, MOST)
        for part, words in zip(divided, holdings(divided), strict=True):
            yield Page(words, partial(_draw_lines, run, part, size))


def _fits(parts: list[Section[Line]]) -> bool:
    return sum(1 + len(members) for _, members in parts) <= MOST


def _draw_lines(run: RunTables, parts: list[Section[Line]], size: FigureSize) -> Figure:
    """Draw a line for each occupant, below the titles of their sections."""
    from matplotlib.figure import Figure

    rows = [row for _, members in parts for row in members]
    places = positions(run)
    ends = {row.key: end_of(run, row.key) for row in rows}
    keys = [*keys_of(rows), *axis_keys(places), *end_keys(run, list(ends.values()))]
    legend = height_of(keys, size.width - 0.1)
    upper, tall, lower = ABOVE + height(places), ROW * (len(rows) + len(parts)), AXIS + legend + 0.06
    names = _names(run, rows, NAMES * size.width)
    left = 0.23 + max(text_width(name, LABEL) for name in names)
    wide = size.width - left - room_of(list(ends.values())) - 0.08
    figure = Figure(figsize=(size.width, upper + tall + lower))
    axes = axes_at(figure, (left, lower, wide, tall), gid="ruler")
    axes.set_xlim(min(-13.0, *(r.x_min - 1.5 for r in rows)), max(21.0, *(r.x_max + 1.5 for r in rows)))
    axes.set_ylim(len(rows) + len(parts) - 0.5, -0.5)
    draw_bands(axes)
    draw_walls(figure, axes, places, (left, lower + tall, wide, height(places)))
    heights = {row.key: y for y, row in _placed(parts)}
    draw_rows(axes, [(heights[row.key], row) for row in rows], wide / float(np.ptp(axes.get_xlim())))
    for row in rows:
        draw_end(axes, heights[row.key], ends[row.key], wide)
    draw_heads(axes, list(ends.values()), wide)
    _draw_names(axes, parts, names, heights, left, wide)
    draw_keys(figure, keys, 0.05, 0.04, size.width - 0.1)
    mark_kinds(figure, run, OCCUPANTS, {row.key.complex for row in rows})
    return figure


def _placed(parts: list[Section[Line]]) -> list[tuple[int, Line]]:
    """Give the height of each line; the head of its section stands above the first."""
    placed, y = [], 0
    for _, members in parts:
        placed += [(y + number, row) for number, row in enumerate(members, start=1)]
        y += 1 + len(members)
    return placed


def _names(run: RunTables, rows: list[Line], room: float) -> list[str]:
    """Names in the room that there is: whole, or what is in the groove alone; two alike keep the end of the complex."""
    called = [row.key.group if row.key.kind == "inhibitor" else row.key.name.split(", chain")[0] for row in rows]
    count = Counter(called)
    names = []
    for row, short in zip(rows, called, strict=True):
        name = marked_label(run, row.key, seen=True)
        cut = 0
        while text_width(name, LABEL) > room and short and cut < len(row.key.complex) - 4:
            cut += 1
            which = f" \u2026{row.key.complex[cut:]}" if count[short] > 1 else ""
            name = marked_label(run, row.key, f"{short}{which}", seen=True)
        names.append(shortened(name, LABEL, room))
    return names


def _draw_names(
    axes: Axes, parts: list[Section[Line]], names: list[str], heights: dict[OccupantKey, int], left: float, wide: float
) -> None:
    """Write names of occupants, and above each section its title, which may reach into the ruler."""
    rows = [row for _, members in parts for row in members]
    begin = (0.05 - left) / wide
    for name, row in zip(names, rows, strict=True):
        axes.text(begin + 0.08 / wide, heights[row.key], name, transform=axes.get_yaxis_transform(), fontsize=LABEL,
                  ha="left", va="center_baseline", color=KIND_INKS[row.key.kind],
                  gid=f"name {row.key.complex}")  # fmt: skip
    for title, members in parts:
        axes.text(begin, heights[members[0].key] - 1, title, transform=axes.get_yaxis_transform(), fontsize=LABEL,
                  ha="left", va="center_baseline", weight="bold", color=INK, gid=f"section {title}")  # fmt: skip
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(along_words(wide), labelpad=1)
