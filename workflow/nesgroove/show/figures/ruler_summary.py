"""The groove ruler of many occupants: how each section lies along the groove, as distributions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.confidence import draw_shares
from nesgroove.show.figures.keys import Key, boxed_key, draw_keys, height_of, marker_key
from nesgroove.show.figures.paging import TALLEST, Section
from nesgroove.show.figures.ruler_axis import along_words, draw_bands, draw_walls, height, positions
from nesgroove.show.figures.ruler_axis import keys_of as axis_keys
from nesgroove.show.figures.ruler_lines import Line
from nesgroove.show.figures.ruler_marks import End, confidence_keys, end_of
from nesgroove.show.figures.ruler_rows import SIZE, draw_box
from nesgroove.show.figures.sections import brief
from nesgroove.show.figures.style import OCCUPANTS, axes_at, mark_kinds
from nesgroove.show.look import GREY, GRID, KIND_COLOURS, KIND_INKS, POCKET_COLOURS
from nesgroove.show.size import FigureSize
from nesgroove.show.text import text_width, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, LOWEST = 0.36, 0.25
"""Height of a section, inches, and the least that it has where there are many."""

LABEL: Final = 6.2
"""Size of the titles, points."""

TITLES: Final = 0.32
"""Part of the width that titles have at most."""

COUNTS, SHARES = 0.62, 0.82
"""Room for counts and directions, and for shares of confidence, inches."""

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
        How wide it is; in one column shares of confidence are medians in numbers.
    """
    from matplotlib.figure import Figure

    rows = [row for _, members in parts for row in members]
    ends = {row.key: end_of(run, row.key) for row in rows}
    sure = any(end.plddt is not None for end in ends.values())
    places = positions(run)
    keys = [*keys_of(rows), *axis_keys(places)]
    keys += confidence_keys(list(ends.values())) if not size.narrow else []
    upper, lower = 0.14 + height(places), 0.36 + height_of(keys, size.width - 0.1) + 0.06
    tall = min(ROW, max(LOWEST, (TALLEST - upper - lower) / len(parts)))
    titles = [wrapped(brief(title) if size.narrow else title, LABEL, TITLES * size.width) for title, _ in parts]
    left = 0.14 + max(text_width(line, LABEL, bold=True) for title in titles for line in title)
    wide = size.width - left - COUNTS - (SHARES if sure and not size.narrow else 0.0)
    figure = Figure(figsize=(size.width, upper + tall * len(parts) + lower))
    axes = axes_at(figure, (left, lower, wide, tall * len(parts)), gid="ruler summary")
    axes.set_xlim(min(-13.0, *(r.x_min - 0.5 for r in rows)), max(21.0, *(r.x_max + 0.5 for r in rows)))
    axes.set_ylim(len(parts) - 0.5, -0.5)
    draw_bands(axes)
    draw_walls(figure, axes, places, (left, lower + tall * len(parts), wide, height(places)))
    for y, (title, members) in enumerate(parts):
        if y:
            axes.axhline(y - 0.5, color=GRID, linewidth=0.4, zorder=0)
        _draw_section(axes, y, members)
        _draw_counts(axes, y, title, members, [ends[row.key] for row in members], wide, narrow=size.narrow)
        axes.text(-0.06 / wide, y, "\n".join(titles[y]), transform=axes.get_yaxis_transform(), ha="right", va="center",
                  fontsize=LABEL, weight="bold", color=KIND_INKS[members[0].key.kind], linespacing=1.1,
                  gid=f"section {title}")  # fmt: skip
        if sure and not size.narrow:
            share = (1 + COUNTS / wide, 1 - (y + 0.78) / len(parts), (SHARES - 0.06) / wide, 0.4 / len(parts))
            draw_shares(axes, share, [ends[row.key].plddt for row in members])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(along_words(wide), labelpad=1)
    if sure and not size.narrow:
        axes.text(1 + (COUNTS + SHARES / 2) / wide, 1.0, "pLDDT, occupants", transform=axes.transAxes, ha="center",
                  va="bottom", fontsize=6, color=GREY)  # fmt: skip
    draw_keys(figure, keys, 0.05, 0.04, size.width - 0.1)
    mark_kinds(figure, run, OCCUPANTS)
    return figure


def _draw_section(axes: Axes, y: float, rows: Sequence[Line]) -> None:
    kind = rows[0].key.kind
    ends = [np.percentile([getattr(row, end) for row in rows], MIDDLE) for end in ("x_min", "x_max")]
    for low, _, high in ends:
        axes.plot([low, high], [y, y], color=KIND_COLOURS[kind], linewidth=1.0, zorder=1.6)
        for x in (low, high):
            axes.plot([x, x], [y - 0.1, y + 0.1], color=KIND_COLOURS[kind], linewidth=1.0, zorder=1.6)
    axes.plot([ends[0][1], ends[1][1]], [y, y], color=KIND_COLOURS[kind], linewidth=2.2, solid_capstyle="butt",
              alpha=0.45, zorder=1.5, gid=f"extent {y}")  # fmt: skip
    anchors: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        for mark in row.marks:
            if not mark.borderline:
                anchors[mark.pocket].append(mark.x)
    for pocket, xs in anchors.items():
        cargo = kind == "cargo"
        if cargo:
            # Up and down in the order of their places, so that the same tables give the same dots.
            heights = SPREAD * np.sin(2.4 * np.arange(len(xs)))
            axes.scatter(np.sort(xs), y + heights, s=2.5, color=POCKET_COLOURS[pocket], linewidths=0, alpha=0.7,
                         zorder=2, gid=f"anchors {pocket} {y}")  # fmt: skip
        draw_box(axes, float(np.median(xs)) if cargo else XPO1.pocket_centres[pocket][0], y, str(len(xs)), pocket)


def _draw_counts(
    axes: Axes, y: float, title: str, rows: Sequence[Line], ends: Sequence[End], wide: float, *, narrow: bool
) -> None:
    """Say how many there are, and which way they run: ``n = 12``, ``▶ 7 ◀ 5``; in one column their median pLDDT too."""
    plus, minus = (sum(row.direction == way for row in rows) for way in ("plus", "minus"))
    ways = [f"\u25b6{plus}" if plus else "", f"\u25c0{minus}" if minus else ""]
    words = [f"n = {len(rows)}", "  ".join(filter(None, ways))]
    known = [end.plddt for end in ends if end.plddt is not None]
    if known and narrow:
        words.append(f"pLDDT {int(np.median(known))}")
    axes.text(1 + 0.06 / wide, y, "\n".join(filter(None, words)), transform=axes.get_yaxis_transform(), ha="left",
              va="center", fontsize=6, color=GREY, linespacing=1.2, gid=f"counts {title}")  # fmt: skip


def keys_of(rows: Sequence[Line]) -> list[Key]:
    """Name every mark of the summary."""
    keys: list[Key] = []
    kinds = {row.key.kind for row in rows}
    for kind, words in (("inhibitor", "inhibitors"), ("cargo", "cargoes")):
        if kind in kinds:
            keys.append(marker_key(f"{words}: median extent", 0.2, line=True, color=KIND_COLOURS[kind], linewidth=2.2,
                                   alpha=0.45))  # fmt: skip
    keys.append(marker_key("middle 80 % of the ends", 0.2, line=True, color=GREY, linewidth=1.0, marker="|",
                           markersize=4))  # fmt: skip
    box = {"boxstyle": "round,pad=0.14", "facecolor": GREY, "edgecolor": "none"}
    number = {"fontsize": SIZE, "color": "white", "weight": "bold", "bbox": box}
    if "cargo" in kinds:
        keys.append(marker_key("anchor", marker="o", markersize=1.8, color=GREY, markeredgewidth=0))
        keys.append(boxed_key("at their median: cargoes with an anchor in the pocket", "12", 0.16, **number))
    if "inhibitor" in kinds:
        keys.append(boxed_key("at the centre: inhibitors that occupy the pocket", "12", 0.16, **number))
    ways = {row.direction for row in rows if row.direction}
    if ways:
        keys.append(Key("\u25b6 \u25c0 how many run from N to C towards P4, towards P0"))
    return keys
