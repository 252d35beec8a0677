"""The groove ruler of many occupants: how each section lies along the groove, as distributions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.confidence import LEGEND_LINE, draw_legend, draw_shares, occupant_plddt
from nesgroove.show.figures.paging import Section
from nesgroove.show.figures.ruler_lines import Line, draw_bands, draw_box
from nesgroove.show.figures.style import mark_kinds
from nesgroove.show.look import GREY, GRID, KIND_COLOURS, POCKET_COLOURS
from nesgroove.show.size import FigureSize
from nesgroove.show.text import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW: Final = 0.36
"""Height of a section, inches."""

LABEL: Final = 6.5
"""Size of the titles, points."""

RIGHT: Final = 1.6
"""Room for counts, directions and confidence, inches."""

SPREAD: Final = 0.3
"""How far dots lie above and below the middle of a row, in rows."""

MIDDLE: Final = (10, 50, 90)
"""Percentiles: the median, and the middle 80 %."""


def draw_summary(run: RunTables, parts: list[Section[Line]], size: FigureSize) -> Figure:
    """Draw one row for each section: extents, anchors or occupied pockets, directions, confidence.

    Parameters
    ----------
    run
        The tables.
    parts
        Titles and lines of the sections.
    size
        How wide it is.
    """
    from matplotlib.figure import Figure

    sure = {row.key: occupant_plddt(run, row.key) for _, members in parts for row in members}
    known = any(value is not None for value in sure.values())
    below = 0.42 + (2 * LEGEND_LINE if known else 0.0)
    height = below + 0.36 + ROW * len(parts)
    figure = Figure(figsize=(size.width, height))
    left = 0.2 + max(text_width(title, LABEL, bold=True) for title, _ in parts)
    wide = size.width - left - RIGHT
    axes = figure.add_axes(
        (left / size.width, below / height, wide / size.width, ROW * len(parts) / height), gid="ruler summary"
    )
    draw_bands(axes)
    rows = [row for _, members in parts for row in members]
    axes.set_xlim(min(-13.0, *(r.x_min - 0.5 for r in rows)), max(21.0, *(r.x_max + 0.5 for r in rows)))
    axes.set_ylim(len(parts) - 0.5, -0.5)
    for y, (title, members) in enumerate(parts):
        if y:
            axes.axhline(y - 0.5, color=GRID, linewidth=0.4, zorder=0)
        _draw_section(axes, y, members)
        share = (1 + 0.78 / wide, 1 - (y + 0.78) / len(parts), 0.78 / wide, 0.26 / len(parts))
        draw_shares(axes, share, [sure[row.key] for row in members])
        axes.text(1 + 0.1 / wide, y, _counts(members), transform=axes.get_yaxis_transform(), ha="left",
                  va="center", fontsize=6, color=GREY, linespacing=1.15, gid=f"counts {title}")  # fmt: skip
    axes.set_yticks(range(len(parts)), [title for title, _ in parts])
    for tick, (_, members) in zip(axes.get_yticklabels(), parts, strict=True):
        tick.set_fontweight("bold")
        tick.set_color(KIND_COLOURS[members[0].key.kind] if members else GREY)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("x along the groove (Å)")
    if known:
        axes.text(1 + 1.17 / wide, 1.0, "pLDDT", transform=axes.transAxes, ha="center", va="bottom", fontsize=6,
                  color=GREY)  # fmt: skip
        draw_legend(figure, 0.08, 0.04, "pLDDT of what lies in the groove, of predictions; occupants of each class")
    mark_kinds(figure, run)
    return figure


def _draw_section(axes: Axes, y: float, members: Iterable[Line]) -> None:
    rows = list(members)
    colour = KIND_COLOURS[rows[0].key.kind] if rows else GREY
    ends = [np.percentile([getattr(row, end) for row in rows], MIDDLE) for end in ("x_min", "x_max")] if rows else []
    for low, _, high in ends:
        axes.plot([low, high], [y, y], color=colour, linewidth=1.0, zorder=1.6)
        for x in (low, high):
            axes.plot([x, x], [y - 0.1, y + 0.1], color=colour, linewidth=1.0, zorder=1.6)
    if rows:
        axes.plot([ends[0][1], ends[1][1]], [y, y], color=colour, linewidth=2.2, solid_capstyle="round", alpha=0.45,
                  zorder=1.5, gid=f"extent {y}")  # fmt: skip
    anchors: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        for mark in row.marks:
            if not mark.borderline:
                anchors[mark.pocket].append(mark.x)
    for pocket, xs in anchors.items():
        cargo = rows[0].key.kind == "cargo"
        if cargo:
            # Up and down in the order of their places, so that the same tables give the same dots.
            heights = SPREAD * np.sin(2.4 * np.arange(len(xs)))
            axes.scatter(np.sort(xs), y + heights, s=2.5, color=POCKET_COLOURS[pocket], linewidths=0, alpha=0.7,
                         zorder=2, gid=f"anchors {pocket} {y}")  # fmt: skip
        place = float(np.median(xs)) if cargo else XPO1.pocket_centres[pocket][0]
        draw_box(axes, place, y, str(len(xs)), pocket)


def _counts(members: Iterable[Line]) -> str:
    """Say how many there are, and which way they run: ``n = 12``, ``▶ 7 ◀ 5``."""
    rows = list(members)
    plus, minus = (sum(row.direction == way for row in rows) for way in ("plus", "minus"))
    ways = [f"\u25b6{plus}" if plus else "", f"\u25c0{minus}" if minus else ""]
    return "\n".join(filter(None, [f"n = {len(rows)}", "  ".join(filter(None, ways))]))
