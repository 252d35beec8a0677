"""Contact fingerprints of all occupants, clustered: who has which contacts with which position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.fingerprint import fingerprints
from nesgroove.compare.kinds import observed
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.clustermap_panels import LABEL, PALE, Map, Row, draw_cells, draw_pockets, draw_tree
from nesgroove.show.figures.legends import SIZE, legend_columns, legend_rows
from nesgroove.show.figures.paging import Page, fit
from nesgroove.show.figures.sections import brief, of_one_kind, sections
from nesgroove.show.figures.style import OCCUPANTS, blank, mark_kinds
from nesgroove.show.look import (
    ABSENT_EDGE,
    GREY,
    KIND_COLOURS,
    KIND_INKS,
    contact_colour,
    contact_marker,
    contact_name,
    contact_order,
)
from nesgroove.show.marks import marked_label
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

NAME = "fingerprints"

ORDER = 8

ROWS = True

CAPTION = (
    "Contact fingerprints. Rows are occupants of the groove, in the order of their clustering (Jaccard distance over "
    "position and type of contact, average linkage; links below the cut at 0.5 are black); columns are positions of "
    "human XPO1 that any of them has a contact with. A cell shows the types of contact, each by its mark and colour; "
    "hatched: the residue is not in the file. Squares at the top show which pockets a position lines. Names are "
    "coloured by kind, those of experimental structures are bold. Contacts with symmetry images and other copies, "
    "water bridges and clashes are not counted. Where a run has more occupants than a page has room for, this is a "
    "summary by kind of source and class, with the contacts that a tenth or more of the occupants have, pale where "
    "fewer than half do; pages with a row for each occupant, in the order of their clustering, lie beside it "
    "(fingerprints-1, fingerprints-2 ...)."
)

ROW: Final = 0.125
"""Height of a row, inches."""

CELL: Final = 0.17
LEAST: Final = 0.088
"""Greatest and least width of a column, inches."""

NARROW_LEFT: Final = 0.26
NARROW_RIGHT: Final = 1.25
"""Room for the names of pockets and of occupants where the figure is one column of a journal wide, inches."""

WIDEST: Final = 2.0
"""Room for the names, inches; the middle of longer ones is left out."""

MOST: Final = fit(ROW, 1.75)
"""Rows that a page holds."""

RARE: Final = 0.1
HALF: Final = 0.5
"""Parts of a section from which a type of contact is shown in a summary, and shown in full colour."""


@lru_cache(maxsize=1)  # for the figure and its pages
def collect(run: RunTables) -> Map:
    """Collect what is drawn, from the fingerprints of the run."""
    prints = fingerprints(run)
    rows = []
    for key, counts in zip(prints.occupants, prints.counts, strict=True):
        cells: dict[int, list[str]] = {}
        missing = set()
        for (position, kind), count in zip(prints.bits, counts, strict=True):
            if np.isnan(count):
                missing.add(position)
            elif count > 0:
                cells.setdefault(position, []).append(kind)
        ordered = {position: tuple(sorted(kinds, key=contact_order)) for position, kinds in cells.items()}
        rows.append(Row(key, observed(run.by_id[key.complex]), ordered, frozenset(missing)))
    positions = sorted({position for position, _ in prints.bits})
    if not run.order.words:
        return Map(rows, positions, prints.tree)
    by_key = {row.key: row for row in rows}
    ordered_keys = [key for kind in KIND_COLOURS for _, keys in sections(run, kind) for key in keys]
    return Map([by_key[key] for key in ordered_keys], positions, None)


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the map of fingerprints, or a summary by sections where it has more rows than a page holds."""
    prints = collect(run)
    if not prints.rows:
        return blank("No occupant in any groove of this run", size.width)
    if not prints.positions:
        return blank("No contact of any occupant in this run", size.width)
    return _draw_map(run, prints if len(prints.rows) <= _most(prints, size) else summarised(run, prints, size), size)


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with a row for each occupant, where they are more than one page holds."""
    prints = collect(run)
    count = len(prints.rows)
    if not prints.positions or count <= (most := _most(prints, size)):
        return
    order = "sorted" if run.order.words else "in the order of their clustering"
    for first in range(0, count, most):
        rows = prints.rows[first : first + most]
        words = f"rows {first + 1} to {first + len(rows)} of {count}, {order}"
        yield Page(words, partial(_draw_map, run, Map(rows, prints.positions, None), size))


def _parts(positions: Sequence[int], room: float) -> list[list[int]]:
    """Part the positions into panels of about as many columns, each wide enough for its number."""
    panels = max(1, -(-len(positions) * LEAST // room))
    most = -(-len(positions) // int(panels))
    return [list(positions[first : first + most]) for first in range(0, len(positions), most)]


def _most(prints: Map, size: FigureSize) -> int:
    """Count the rows that a page holds: in one column the positions stand in several panels."""
    if not size.narrow:
        return MOST
    panels = len(_parts(prints.positions, size.width - NARROW_LEFT - NARROW_RIGHT))
    return fit(ROW * panels, 0.9 + (0.1 * len(XPO1.pocket_residues) + 0.5) * panels)


def summarised(run: RunTables, prints: Map, size: FigureSize) -> Map:
    """Make one row of each section: the contacts that a tenth of its occupants or more have, pale below a half.

    Parts are of the occupants in whose file the residue is.
    """
    by_key = {row.key: row for row in prints.rows}
    rows = []
    for kind in KIND_COLOURS:
        for title, keys in of_one_kind(run, sections(run, kind)):
            own = [by_key[key] for key in keys if key in by_key]
            cells: dict[int, tuple[str, ...]] = {}
            pale = set()
            missing = set()
            for position in prints.positions:
                there = [row for row in own if position not in row.missing]
                counts = Counter(kind for row in there for kind in row.cells.get(position, ()))
                often = [name for name, count in counts.items() if count >= RARE * len(there)]
                if own and not there:
                    missing.add(position)
                if often:
                    cells[position] = tuple(sorted(often, key=contact_order))
                    pale |= {(position, name) for name in often if counts[name] < HALF * len(there)}
            if own:
                key = OccupantKey(title, "", kind, f"{brief(title) if size.narrow else title}, n = {len(own)}", title)
                rows.append(Row(key, False, cells, frozenset(missing), frozenset(pale)))
    return Map(rows, prints.positions, None)


def _draw_map(run: RunTables, prints: Map, size: FigureSize) -> Figure:
    """Draw rows of cells, with the tree where there is one and room for it; positions in several panels if need be."""
    from matplotlib.figure import Figure

    if size.narrow:
        prints = replace(prints, tree=None)
    widest = NARROW_RIGHT - 0.14 if size.narrow else WIDEST
    names = [shortened(marked_label(run, row.key), LABEL, widest, bold=row.observed) for row in prints.rows]
    right = 0.14 + max(
        text_width(name, LABEL, bold=row.observed) for name, row in zip(names, prints.rows, strict=True)
    )  # fmt: skip
    left = 0.95 if prints.tree is not None else NARROW_LEFT
    parts = _parts(prints.positions, size.width - left - right)
    cell = min(CELL, (size.width - left - right) / max(map(len, parts)))
    pockets, numbers = 0.1 * len(XPO1.pocket_residues), 0.42
    handles = _handles(prints)
    across = legend_columns(handles, size.width - left - 0.1, handle=1.0)
    below = 0.52 + 0.13 * (legend_rows(handles, across) - 1)
    body = ROW * len(prints.rows)
    tall = pockets + numbers + body + 0.08
    height = 0.16 + tall * len(parts) - 0.08 + below
    figure = Figure(figsize=(size.width, height))
    for number, positions in enumerate(parts):
        shown = replace(prints, positions=positions)
        low = height - 0.16 - number * tall - pockets - numbers - body
        wide = cell * len(positions) / size.width
        axes = figure.add_axes((left / size.width, low / height, wide, body / height), gid="fingerprints")
        draw_cells(axes, shown, names)
        top = (low + body + numbers) / height
        draw_pockets(figure.add_axes((left / size.width, top, wide, pockets / height), gid="pockets"), shown)
    if prints.tree is not None:
        box = (0.12 / size.width, low / height, (left - 0.16) / size.width, body / height)
        draw_tree(figure.add_axes(box, gid="tree"), prints.tree)
    _legend(figure, prints, handles, across, left / size.width)
    mark_kinds(figure, run, OCCUPANTS, {row.key.complex for row in prints.rows})
    return figure


def _handles(prints: Map) -> list[Artist]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    kinds = sorted({kind for row in prints.rows for types in row.cells.values() for kind in types}, key=contact_order)
    handles: list[Artist] = [
        Line2D([], [], linestyle="none", marker=contact_marker(kind), markersize=5.5, markeredgewidth=0,
               color=contact_colour(kind), label=contact_name(kind))
        for kind in kinds
    ]  # fmt: skip
    if any(row.pale for row in prints.rows):
        handles.append(Patch(facecolor=contact_colour("hydrophobic"), alpha=PALE, linewidth=0,
                             label="pale: fewer than half"))  # fmt: skip
    if any(row.missing for row in prints.rows):
        handles.append(Patch(facecolor="white", edgecolor=ABSENT_EDGE, hatch="//////", linewidth=0,
                             label="residue not in the file"))  # fmt: skip
    return handles


def _legend(figure: Figure, prints: Map, handles: list[Artist], across: int, left: float) -> None:
    width, height = map(float, figure.get_size_inches())
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(left, 0.2 / height), ncols=across, fontsize=SIZE,
                  handlelength=1.0, handletextpad=0.4, columnspacing=1.0, borderaxespad=0.0)  # fmt: skip
    x = left
    y = 0.07 / height
    present = [kind for kind in KIND_COLOURS if any(row.key.kind == kind for row in prints.rows)]
    parts = [(kind, KIND_INKS[kind], "normal") for kind in present]
    if any(row.observed for row in prints.rows):
        parts.append(("bold: experimental structure", GREY, "bold"))
    for text, colour, weight in parts:
        figure.text(x, y, text, fontsize=6, color=colour, weight=weight, ha="left", va="bottom")
        x += (text_width(text, 6, bold=weight == "bold") + 0.16) / width
