"""The occupancy matrix: which pockets each occupant fills, by how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from nesgroove.compare.occupancy import occupancy_matrix
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.heatmap_cells import (
    HEAD,
    KIND_TITLES,
    LABEL,
    LONGEST,
    ROW,
    TITLE,
    Block,
    Cells,
    draw_bar,
    draw_column,
    key_of,
    label_of,
)
from nesgroove.show.figures.legends import SIZE, legend_columns, legend_rows
from nesgroove.show.figures.paging import TALLEST, Page, Section, fit, holdings, parted
from nesgroove.show.figures.scales import shares_map
from nesgroove.show.figures.sections import brief, of_one_kind, sections
from nesgroove.show.figures.style import OCCUPANTS, blank, mark_kinds
from nesgroove.show.look import (
    COLUMN,
)
from nesgroove.show.marks import marked_label
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "occupancy"

ORDER = 5

ROWS = True

CAPTION = (
    "Occupancy of the pockets: the part of a pocket's volume that is inside the occupant's van der Waals surface, as a "
    "number and as the tone of the cell. Inhibitors are grouped by chemical class, cargoes by how they are known and "
    "by class of export signal; compare with the row of the reference cargo, which the legend names. Bold number: "
    "occupied, the occupant takes 0.3 or more of the side chain of the reference cargo's anchor in this pocket. "
    "Hatched tone: borderline, it takes 0.1 to 0.3 of it, so that neither occupied nor empty can be said. Hatched "
    "grey: not measured, which is not the same as empty. Where a run has more occupants than a page has room for, "
    "this is a summary by kind of source and class: number and tone are the part of the occupants that occupy the "
    "pocket, of those of which it can be said; pages with a row for each occupant lie beside it (occupancy-1, "
    "occupancy-2 ...)."
)

BESIDES = 1.2
"""Height of heads, colour bar and words below, inches."""

SHORT = 1.6
"""Width up to which a title of a section makes room for itself beside the cells, inches."""

UNEVEN = 2.0
"""Two columns may differ in so many inches before the longer one goes on below the shorter one."""

NAMES = 0.42
"""Part of the width that names have at most in one column."""

MOST = fit(ROW, BESIDES + 8 * (HEAD - ROW))
"""Rows that a page holds, with a few heads among them."""


def cells(run: RunTables, size: FigureSize) -> dict[tuple[str, str], Cells]:
    """Collect what is drawn of each occupant, by complex and occupant."""
    values: dict[tuple[str, str, str], tuple[float | None, ...]] = {
        (row.complex, row.occupant, row.measure): (row.P0, row.P1, row.P2, row.P3, row.P4)
        for row in occupancy_matrix(run)
    }
    words = {(row.complex, row.occupant, row.pocket): row.occupied for row in run.occupancy}
    room = _names(size)
    return {
        (key.complex, key.occupant): Cells(
            key,
            values[key.complex, key.occupant, "filled"],
            tuple(words.get((key.complex, key.occupant, pocket), "") for pocket in XPO1.pockets),
            shortened(marked_label(run, key), LABEL, room),
        )
        for key in run.occupants
    }


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the occupancy matrix, or a summary by sections where it has more rows than a page holds."""
    drawn = cells(run, size)
    blocks = _blocks(run, size)
    if not blocks:
        return blank("No occupant in any groove of this run", size.width)
    if not _fits(blocks, size):
        blocks = [(kind, of_one_kind(run, groups)) for kind, groups in blocks]
        return _draw_blocks(run, *_summarised(blocks, drawn, size), size, of_many=True)
    return _draw_blocks(run, blocks, drawn, size)


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with a row for each occupant, where they are more than one page holds."""
    drawn = cells(run, size)
    blocks = _blocks(run, size)
    if not _fits(blocks, size):
        for kind, groups in blocks:
            parts = parted(groups, MOST if size.narrow else 2 * MOST)
            for part, words in zip(parts, holdings(parts), strict=True):
                holds = f"{KIND_TITLES[kind].lower()}, {words}"
                yield Page(holds, partial(_draw_blocks, run, [(kind, part)], drawn, size))


def _blocks(run: RunTables, size: FigureSize) -> list[Block]:
    room = _names(size)
    blocks = [
        (
            kind,
            [
                (shortened(brief(title) if size.narrow else title, LABEL, room, bold=True), keys)
                for title, keys in sections(run, kind)
            ],
        )
        for kind in KIND_TITLES
    ]
    return [block for block in blocks if block[1]]


def _names(size: FigureSize) -> float:
    """Room for the names of rows, inches."""
    return min(LONGEST, NAMES * size.width) if size.narrow else LONGEST


def _fits(blocks: list[Block], size: FigureSize) -> bool:
    return all(_height(column) <= TALLEST - BESIDES for column in _columns(blocks, size))


def _columns(blocks: list[Block], size: FigureSize) -> list[list[Block]]:
    """Lay blocks out in columns: one where it is narrow, else two that end at about the same height."""
    apart = [[block] for block in blocks]
    heights = [_height(column) for column in apart]
    if size.narrow or (len(apart) == 1 and heights[0] <= UNEVEN):
        return [blocks]
    if len(apart) == 2 and max(heights) - min(heights) <= UNEVEN:
        return apart
    first: list[Block] = []
    second: list[Block] = []
    room = sum(heights) / 2
    for kind, groups in blocks:
        here, rest = _divided(groups, room - _height(first) - TITLE)
        first += [(kind, here)] if here else []
        second += [(kind, rest)] if rest else []
    return [first, second]


def _divided(
    groups: list[Section[OccupantKey]], room: float
) -> tuple[list[Section[OccupantKey]], list[Section[OccupantKey]]]:
    """Divide sections where a height is reached; of a section that goes on there are three rows on either side."""
    here: list[Section[OccupantKey]] = []
    for number, (title, keys) in enumerate(groups):
        rows = round((room - HEAD) / ROW)
        if rows >= len(keys) - 2:
            here.append((title, keys))
            room -= HEAD + ROW * len(keys)
            continue
        if rows < 3:
            return here, groups[number:]
        return [*here, (title, keys[:rows])], [(f"{title} (continued)", keys[rows:]), *groups[number + 1 :]]
    return here, []


def _summarised(
    blocks: list[Block], drawn: dict[tuple[str, str], Cells], size: FigureSize
) -> tuple[list[Block], dict[tuple[str, str], Cells]]:
    """Make one row of each section: how many of those that could be judged occupy a pocket."""
    short, rows = [], {}
    for kind, groups in blocks:
        keys = []
        for number, (title, members) in enumerate(groups):
            own = [drawn[key.complex, key.occupant] for key in members]
            count = f", n = {len(own)}"
            short_title = shortened(
                brief(title) if size.narrow else title, LABEL, _names(size) - text_width(count, LABEL)
            )
            key = OccupantKey(title, f"{kind} {number}", kind, f"{short_title}{count}", title)
            keys.append(key)
            shares = tuple(_share(column) for column in zip(*(cells.occupied for cells in own), strict=True))
            rows[key.complex, key.occupant] = Cells(key, shares, tuple("" for _ in XPO1.pockets), key.label)
        short.append((kind, [("part that occupies", keys)]))
    return short, rows


def _share(words: Iterable[str]) -> float | None:
    """Part of those that could be judged that occupy a pocket."""
    judged = [word for word in words if word]
    return judged.count("yes") / len(judged) if judged else None


def _draw_blocks(
    run: RunTables,
    blocks: list[Block],
    drawn: dict[tuple[str, str], Cells],
    size: FigureSize,
    *,
    of_many: bool = False,
) -> Figure:
    """Draw occupants in one column or in two."""
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

    columns = _columns(blocks, size)
    width = size.width if len(columns) == 2 else size.at_most(COLUMN)
    tall = max(_height(column) for column in columns)
    here = [drawn[key.complex, key.occupant] for _, groups in blocks for _, keys in groups for key in keys]
    most = max((share for cells in here for share in cells.shares if share is not None), default=0.0)
    top = 1.0 if of_many else max(0.5, -(-most * 10 // 1) / 10)
    handles = key_of(here, sorted({row.reference for row in run.occupancy if row.reference}))
    across = legend_columns(handles, width - 0.2)
    above, below = 0.12, 0.46 + 0.13 * legend_rows(handles, across)
    figure = Figure(figsize=(width, above + tall + below))
    labels = [
        max(_room(title, [drawn[key.complex, key.occupant] for key in keys]) for _, groups in column
            for title, keys in groups)
        for column in columns
    ]  # fmt: skip
    space = width - sum(labels) - 0.05 - 0.17 * len(columns)
    cell = min(0.42, space / (len(XPO1.pockets) * len(columns)))
    left = (space - cell * len(XPO1.pockets) * len(columns)) / 2
    colours, norm = shares_map(), Normalize(0.0, top)
    for column, label in zip(columns, labels, strict=True):
        left += 0.1 + label + 0.07
        high = _height(column)
        axes = figure.add_axes(
            (left / width, (below + tall - high) / (above + tall + below), cell * len(XPO1.pockets) / width,
             high / (above + tall + below)), gid=" ".join(kind for kind, _ in column),
        )  # fmt: skip
        draw_column(axes, column, drawn, (colours, norm), label / cell, percent=of_many)
        left += cell * len(XPO1.pockets)
    what = "part of the pocket's volume that the occupant fills"
    if of_many:
        what = "occupants that occupy the pocket"
    draw_bar(figure, below, (colours, norm), what, percent=of_many)
    if handles:
        figure.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 0.0), fontsize=SIZE, ncols=across,
                      handlelength=2.0, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.2)  # fmt: skip
    mark_kinds(figure, run, OCCUPANTS, {cells.key.complex for cells in here})
    return figure


def _room(title: str, rows: list[Cells]) -> float:
    """Width that a section's labels need, inches, and its title, which may reach over its cells if it is long."""
    names = [text_width(label_of(row), LABEL) for row in rows]
    return max(min(text_width(title, LABEL, bold=True) + 0.09, SHORT), *names)


def _height(column: list[Block]) -> float:
    return sum(TITLE + sum(HEAD + ROW * len(keys) for _, keys in groups) for _, groups in column)
