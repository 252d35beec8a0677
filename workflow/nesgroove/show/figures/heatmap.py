"""The occupancy matrix: which pockets each occupant fills, against what the reference cargo fills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, TypeAlias

from nesgroove.compare.occupancy import occupancy_matrix
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.paging import TALLEST, Page, Section, fit, holdings, parted
from nesgroove.show.figures.sections import of_one_kind, sections
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import (
    ABSENT_EDGE,
    ABSENT_FACE,
    BORDERLINE_EDGE,
    BORDERLINE_HATCH,
    COLUMN,
    GREY,
    KIND_COLOURS,
    NOT_MEASURED,
    POCKET_COLOURS,
)
from nesgroove.show.marks import marked_label
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.figure import Figure

NAME = "occupancy"

ORDER = 5

ROWS = True

CAPTION = (
    "Occupancy of the pockets. Colour: what an occupant fills of a pocket, over what the reference cargo fills of "
    "it (1: as much as the cargo; the line in the colour bar). Number: the part of the pocket's volume inside the "
    "occupant's van der Waals surface. Inhibitors are grouped by chemical class, cargoes by how they are known and "
    "by class of export signal. Hatched grey: not measured, which is not the same as empty; with a number: filled, but "
    "the reference cargo has no value to compare with. Hatched colour: borderline, the occupant takes 0.1 to 0.3 of "
    "the side chain of the reference cargo's anchor in this pocket, so that neither occupied nor empty can be said. "
    "Bold number: occupied, it takes 0.3 or more. Where a run has more occupants than a page has room for, this is a "
    "summary by kind of source and class: colours are medians, numbers the part of the occupants that occupy the "
    "pocket, of those of which it can be said; pages with a row for each occupant lie beside it (occupancy-1, "
    "occupancy-2 ...)."
)

COLOURS = "cividis"
"""Perceptually uniform, and read alike with and without colour-blindness (Nunez et al. 2018,
doi:10.1371/journal.pone.0199239)."""

FULL = 1.5
"""End of the colour scale: half more than the reference cargo fills."""

LABEL = 6.0
"""Size of row labels, points."""

ROW, HEAD = 0.145, 0.19
"""Height of a row and of a section's head, inches."""

BESIDES = 1.2
"""Height of heads, colour bar and words below, inches."""

MOST = fit(ROW, BESIDES + 8 * (HEAD - ROW))
"""Rows that a page holds, with a few heads among them."""

LONGEST = 2.0
"""Longest label, inches; longer ones lose their middle."""

Block: TypeAlias = "tuple[str, list[Section[OccupantKey]]]"
"""A kind of occupant, and its sections."""

KIND_TITLES = {"inhibitor": "Inhibitors", "cargo": "Cargoes"}


@dataclass(frozen=True)
class Cells:
    """What is drawn of one occupant: by pocket, None where there is no measurement.

    Attributes
    ----------
    key : OccupantKey
    versus : tuple of (float or None)
        ``filled_vs_cargo``: the colours.
    filled : tuple of (float or None)
        ``filled``: the numbers.
    occupied : tuple of str
        ``occupied``: borderline is hatched, a yes is bold.
    words : tuple of str
        What is written instead of the numbers; empty for the numbers.
    """

    key: OccupantKey
    versus: tuple[float | None, ...]
    filled: tuple[float | None, ...]
    occupied: tuple[str, ...]
    words: tuple[str, ...] = ()


def cells(run: RunTables) -> dict[tuple[str, str], Cells]:
    """Collect what is drawn of each occupant, by complex and occupant."""
    values: dict[tuple[str, str, str], tuple[float | None, ...]] = {
        (row.complex, row.occupant, row.measure): (row.P0, row.P1, row.P2, row.P3, row.P4)
        for row in occupancy_matrix(run)
    }
    words = {(row.complex, row.occupant, row.pocket): row.occupied for row in run.occupancy}
    return {
        (key.complex, key.occupant): Cells(
            key,
            values[key.complex, key.occupant, "filled_vs_cargo"],
            values[key.complex, key.occupant, "filled"],
            tuple(words.get((key.complex, key.occupant, pocket), "") for pocket in XPO1.pockets),
        )
        for key in run.occupants
    }


def ink(value: float, colours: Colormap, norm: Normalize) -> str:
    """Choose black or white, whichever reads better on the colour of a value."""
    red, green, blue, _ = colours(float(norm(value)))
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.52 else "white"


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the occupancy matrix, or a summary by sections where it has more rows than a page holds."""
    drawn = cells(run)
    blocks = _blocks(run)
    if not blocks:
        return blank("No occupant in any groove of this run", size.width)
    if not _fits(blocks):
        blocks = [(kind, of_one_kind(run, groups)) for kind, groups in blocks]
        return _draw_blocks(run, *_summarised(blocks, drawn), size)
    return _draw_blocks(run, blocks, drawn, size)


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with a row for each occupant, where they are more than one page holds."""
    drawn = cells(run)
    blocks = _blocks(run)
    if not _fits(blocks):
        for kind, groups in blocks:
            parts = parted(groups, MOST)
            for part, words in zip(parts, holdings(parts), strict=True):
                yield Page(f"{KIND_TITLES[kind].lower()}, {words}", _draw_blocks(run, [(kind, part)], drawn, size))


def _blocks(run: RunTables) -> list[Block]:
    blocks = [(kind, sections(run, kind)) for kind in KIND_TITLES]
    return [block for block in blocks if block[1]]


def _fits(blocks: list[Block]) -> bool:
    return all(_height(groups) <= TALLEST - BESIDES for _, groups in blocks)


def _summarised(
    blocks: list[Block], drawn: dict[tuple[str, str], Cells]
) -> tuple[list[Block], dict[tuple[str, str], Cells]]:
    """Make one row of each section: medians, and how many of those that could be judged occupy a pocket."""
    short, rows = [], {}
    for kind, groups in blocks:
        keys = []
        for number, (title, members) in enumerate(groups):
            own = [drawn[key.complex, key.occupant] for key in members]
            key = OccupantKey(title, f"{kind} {number}", kind, f"{title}, n = {len(own)}", title)
            keys.append(key)
            rows[key.complex, key.occupant] = Cells(
                key,
                tuple(_median(column) for column in zip(*(cells.versus for cells in own), strict=True)),
                tuple(_median(column) for column in zip(*(cells.filled for cells in own), strict=True)),
                tuple("" for _ in XPO1.pockets),
                tuple(_share(column) for column in zip(*(cells.occupied for cells in own), strict=True)),
            )
        short.append((kind, [("medians, and part that occupies", keys)]))
    return short, rows


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _share(words: Iterable[str]) -> str:
    """Part of those that could be judged that occupy a pocket: ``91 %``."""
    judged = [word for word in words if word]
    return f"{100 * judged.count('yes') / len(judged):.0f} %" if judged else NOT_MEASURED


def _draw_blocks(run: RunTables, blocks: list[Block], drawn: dict[tuple[str, str], Cells], size: FigureSize) -> Figure:
    """Draw the occupants of each kind side by side."""
    import matplotlib as mpl
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

    width = size.width if len(blocks) == 2 else size.at_most(COLUMN)
    tall = max(_height(groups) for _, groups in blocks)
    here = [drawn[key.complex, key.occupant] for _, groups in blocks for _, keys in groups for key in keys]
    keyed = any("borderline" in cells.occupied for cells in here)
    above, below = 0.36, 0.66 if keyed else 0.52
    figure = Figure(figsize=(width, above + tall + below))
    labels = [max(_room(run, title, keys) for title, keys in groups) for _, groups in blocks]
    space = width - sum(labels) - 0.05 - 0.17 * len(blocks)
    cell = min(0.42, space / (len(XPO1.pockets) * len(blocks)))
    spare = space - cell * len(XPO1.pockets) * len(blocks)
    colours, norm = mpl.colormaps[COLOURS], Normalize(0.0, FULL)
    left = spare / 2
    for (kind, groups), label in zip(blocks, labels, strict=True):
        left += 0.1 + label + 0.07
        axes = figure.add_axes(
            (left / width, (below + tall - _height(groups)) / (above + tall + below), cell * len(XPO1.pockets) / width,
             _height(groups) / (above + tall + below)), gid=kind,
        )  # fmt: skip
        _draw_block(run, axes, kind, groups, drawn, colours, norm)
        left += cell * len(XPO1.pockets)
    bar = figure.add_axes(
        (0.5 - 1.1 / width, (below - 0.18) / (above + tall + below), 2.2 / width, 0.08 / (above + tall + below))
    )
    over = any(value is not None and value > FULL for cells in here for value in cells.versus)
    scale = figure.colorbar(
        ScalarMappable(norm, colours), cax=bar, orientation="horizontal", extend="max" if over else "neither",
        ticks=[0, 0.5, 1, 1.5],
    )  # fmt: skip
    bar.axvline(1.0, color="black", linewidth=0.8)
    bar.tick_params(labelsize=6, pad=1.5)
    names = sorted({row.reference for row in run.occupancy if row.reference})
    against = f"reference cargo ({', '.join(names)})" if names else "reference cargo (none in this run)"
    scale.set_label(f"filled, relative to the {against}", fontsize=6, labelpad=1)
    if keyed:
        _borderline_key(figure)
    mark_kinds(figure, run)
    return figure


def _room(run: RunTables, title: str, keys: list[OccupantKey]) -> float:
    """Width that a section's title and labels need, inches; the title stands a fifth of a cell further left."""
    return max(text_width(title, LABEL, bold=True) + 0.09, *(text_width(_label(run, key), LABEL) for key in keys))


def _borderline_key(figure: Figure) -> None:
    """Say what the hatching on a colour means."""
    from matplotlib.patches import Patch

    patch = Patch(facecolor=GREY, edgecolor=BORDERLINE_EDGE, hatch=BORDERLINE_HATCH, linewidth=0, label="borderline")
    figure.legend(handles=[patch], loc="lower center", bbox_to_anchor=(0.5, 0.0), fontsize=6, frameon=False,
                  handlelength=2.4, handleheight=1.1, borderaxespad=0.2)  # fmt: skip


def _label(run: RunTables, key: OccupantKey) -> str:
    return shortened(marked_label(run, key), LABEL, LONGEST)


def _height(groups: list[tuple[str, list[OccupantKey]]]) -> float:
    return sum(HEAD + ROW * len(keys) for _, keys in groups)


def _draw_block(
    run: RunTables,
    axes: Axes,
    kind: str,
    groups: list[tuple[str, list[OccupantKey]]],
    drawn: dict[tuple[str, str], Cells],
    colours: Colormap,
    norm: Normalize,
) -> None:
    """Draw all sections of one kind; the vertical unit is the inch, from the top."""
    y = 0.0
    ticks, names = [], []
    for title, keys in groups:
        axes.text(-0.2, y + HEAD - 0.035, title, ha="right", va="bottom", fontsize=LABEL, weight="bold",
                  color=KIND_COLOURS[kind])  # fmt: skip
        y += HEAD
        rows = [drawn[key.complex, key.occupant] for key in keys]
        _draw_cells(axes, title, rows, y, colours, norm)
        for index, row in enumerate(rows):
            ticks.append(y + (index + 0.5) * ROW)
            names.append(_label(run, row.key))
        y += ROW * len(keys)
    axes.set_yticks(ticks, names, fontsize=LABEL)
    axes.set_xticks([])
    axes.set_xlim(0, len(XPO1.pockets))
    axes.set_ylim(y, 0)
    axes.tick_params(length=0, pad=2)
    for number, pocket in enumerate(XPO1.pockets):
        axes.text(number + 0.5, HEAD - 0.06, pocket, ha="center", va="bottom", weight="bold", fontsize=7,
                  color=POCKET_COLOURS[pocket])  # fmt: skip
    axes.text(len(XPO1.pockets) / 2, -0.05, KIND_TITLES[kind], ha="center", va="bottom", fontsize=8, weight="bold",
              color=KIND_COLOURS[kind])  # fmt: skip
    for spine in axes.spines.values():
        spine.set_visible(False)


def _draw_cells(axes: Axes, title: str, rows: list[Cells], y: float, colours: Colormap, norm: Normalize) -> None:
    import numpy as np
    from matplotlib.patches import Rectangle

    data = np.array([[np.nan if value is None else value for value in row.versus] for row in rows], dtype=float)
    edges = y + ROW * np.arange(len(rows) + 1)
    axes.pcolormesh(
        np.arange(len(XPO1.pockets) + 1), edges, np.ma.masked_invalid(data), cmap=colours, norm=norm,
        edgecolors="white", linewidth=0.5, gid=f"cells {title}",
    )  # fmt: skip
    for index, row in enumerate(rows):
        for number, (versus, filled, word) in enumerate(zip(row.versus, row.filled, row.occupied, strict=True)):
            middle = y + (index + 0.5) * ROW
            if versus is None:
                axes.add_patch(
                    Rectangle((number, y + index * ROW), 1, ROW, facecolor=ABSENT_FACE, edgecolor=ABSENT_EDGE,
                              hatch="//////", linewidth=0.3, gid="not measured")
                )  # fmt: skip
            elif word == "borderline":
                axes.add_patch(
                    Rectangle((number, y + index * ROW), 1, ROW, facecolor="none", edgecolor=BORDERLINE_EDGE,
                              hatch=BORDERLINE_HATCH, linewidth=0, gid="borderline")
                )  # fmt: skip
            words = NOT_MEASURED if filled is None else f"{filled:.2f}"
            words = row.words[number] if row.words else words
            # Behind a number on hatching there is paper.
            hatched = versus is None or word == "borderline"
            colour = "black" if versus is None or hatched else ink(versus, colours, norm)
            paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.4} if hatched else None
            axes.text(number + 0.5, middle, words, ha="center", va="center_baseline", fontsize=6, color=colour,
                      bbox=paper, weight="bold" if word == "yes" else "normal", gid="number")  # fmt: skip
