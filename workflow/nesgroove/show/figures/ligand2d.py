"""Each inhibitor in two dimensions: its structure diagram, its bond to Cys528, and the positions around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from nesgroove.compare.tables import RunTables
from nesgroove.show.figures.bound_compounds import BoundCompound, bound_compounds, site_name
from nesgroove.show.figures.diagram import LABEL, draw_diagram
from nesgroove.show.figures.legends import SIZE as LEGEND
from nesgroove.show.figures.legends import bond_handles, legend_columns, legend_rows
from nesgroove.show.figures.paging import TALLEST, Page, stacked
from nesgroove.show.figures.sketch import Sketch, sketch
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import (
    GREY,
    INK,
    KIND_INKS,
    SOURCE_GLYPHS,
    WARNING_INK,
    contact_dashes,
    contact_line,
    contact_name,
    contact_order,
)
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

NAME = "ligands"

ORDER = 10

ROWS = True

CAPTION = (
    "Inhibitors and what they touch: the structure of each compound of the run as it is bound (heavy atoms; "
    "wedges and strokes at stereo centres, and double bonds, as the coordinates have them), from one complex, which is "
    "named. Its atom that reacts is on yellow, the bond to Cys528 is "
    "drawn with its length; a dashed ring is the atom that is expected to react and is not bonded. Lines lead from "
    "atoms to the positions that they have contacts with, the nearest of each position and type, coloured and dashed "
    "by type, and to those that they touch (heavy atoms within 4.0 Å) without one; the distance is written for polar "
    "contacts. Residues have their letter in the structure and human "
    "numbers. Contacts with symmetry images and clashes are left out. Where the compounds have no room on a page, this "
    "shows them without what they touch, and pages with it lie beside it (ligands-1, ligands-2 ...); where even so one "
    "page has no room for all, the foot says how many it shows, and the first of these pages have the others."
)

COLUMN_WIDTH: Final = 2.3
BARE_WIDTH: Final = 1.55
"""Least width of a column of diagrams, with what they touch and without, inches."""

BESIDES: Final = 0.6
"""Height of what is above and below the diagrams, inches."""

BOND: Final = 0.175
"""Greatest length of a bond on the page, inches."""

NARROW: Final = 0.112
"""Least length of a bond, inches; a diagram that is too wide for it has two columns."""

MARGIN: Final = 0.44
"""Room beside a diagram for its labels, inches."""

ABOVE: Final = 0.36
"""Room above and below it, inches."""

HEAD: Final = 0.28
"""Room for the title of a compound, inches."""

TITLE: Final = 7.0
"""Size of the compound's name, points."""

LINE: Final = 0.115
"""Height of a line of words, inches."""


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw all inhibitors; without what they touch where they need more than a page."""
    compounds = bound_compounds(run)
    if not compounds:
        return blank("No inhibitor in any groove of this run", size.width)
    parts = _parted(_ready(compounds, size))
    if len(parts) == 1:
        return _draw_rows(run, parts[0], size)
    summary = _parted(_ready(compounds, size, bare=True))
    return _draw_rows(run, summary[0], size, of_all=len(compounds) if len(summary) > 1 else 0)


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with the rest of the summary, then those with what each compound touches, where one is too few."""
    compounds = bound_compounds(run)
    parts = _parted(_ready(compounds, size))
    if len(parts) > 1:
        for rows in [*_parted(_ready(compounds, size, bare=True))[1:], *parts]:
            names = [panel.compound.key.group for row in rows for panel in row]
            yield Page(", ".join(names), partial(_draw_rows, run, rows, size))


@dataclass
class _Ready:
    """A compound with its diagram to scale; a bare one is drawn without what it touches."""

    compound: BoundCompound
    sketch: Sketch | None
    scale: float
    height: float
    span: int = 1
    bare: bool = False


def _ready(compounds: list[BoundCompound], size: FigureSize, *, bare: bool = False) -> list[list[_Ready]]:
    """Lay compounds out in rows, each into the first that has room for it."""
    least = BARE_WIDTH if bare else COLUMN_WIDTH
    count = max(1, min(int((size.width - 0.1) / least), len(compounds)))
    room = (size.width - 0.1) / count
    rows: list[list[_Ready]] = []
    for compound in compounds:
        panel = _prepare(compound, room, count, bare=bare)
        row = next((row for row in rows if sum(other.span for other in row) + panel.span <= count), None)
        if row is None:
            rows.append([panel])
        else:
            row.append(panel)
    return rows


def _prepare(compound: BoundCompound, room: float, columns: int, *, bare: bool) -> _Ready:
    if compound.template is None:
        lines = 1 if bare else 2 + len(compound.touches) + len(compound.bonds)
        return _Ready(compound, None, 0.0, HEAD + 0.2 + LINE * lines, bare=bare)
    bonded = [bond.atom for bond in compound.bonds if bond.atom in compound.template.atoms]
    drawn = sketch(compound.template, bonded, compound.xyz)
    wide, tall = drawn.xy.max(axis=0) - drawn.xy.min(axis=0)
    margin, above = (0.14, 0.1) if bare else (MARGIN, ABOVE)
    span = 1 if columns == 1 or (room - 2 * margin) / max(float(wide), 1.0) >= NARROW else 2
    scale = min(BOND, (span * room - 2 * margin) / max(float(wide), 1.0))
    return _Ready(compound, drawn, scale, HEAD + 2 * above + float(tall) * scale, span, bare)


def _parted(rows: list[list[_Ready]]) -> list[list[list[_Ready]]]:
    """Part rows into pages."""
    return stacked(rows, [max(panel.height for panel in row) for row in rows], TALLEST - BESIDES)


def _draw_rows(run: RunTables, rows: list[list[_Ready]], size: FigureSize, of_all: int = 0) -> Figure:
    """Draw rows of diagrams; of how many, where not all of them are there."""
    from matplotlib.figure import Figure

    shown = [panel for row in rows for panel in row]
    handles = _handles(shown)
    across = legend_columns(handles, size.width - 0.2, handle=2.2)
    note = LINE if of_all else 0.0
    foot = 0.12 + 0.13 * legend_rows(handles, across) + note
    heights = [max(panel.height for panel in row) for row in rows]
    height = 0.16 + sum(heights) + foot
    figure = Figure(figsize=(size.width, height))
    most = max(sum(panel.span for panel in row) for row in rows)
    room = (size.width - 0.1) / most
    top = height - 0.16
    for row, tall in zip(rows, heights, strict=True):
        left = 0.05
        for panel in row:
            wide = panel.span * room
            bounds = (left / size.width, (top - tall) / height, wide / size.width, tall / height)
            axes = figure.add_axes(bounds, gid=f"panel {panel.compound.key.complex} {panel.compound.component}")
            axes.axis("off")
            axes.set_xlim(0, wide)
            axes.set_ylim(0, tall)
            _title(axes, panel.compound, wide, tall)
            if panel.sketch is None:
                _in_words(axes, panel, tall)
            else:
                draw_diagram(
                    axes, panel.compound, panel.sketch, panel.scale, (wide, tall - HEAD), touches=not panel.bare
                )
            left += wide
        top -= tall
    if handles:
        corner = (0.5, note / height)
        figure.legend(handles=handles, loc="lower center", bbox_to_anchor=corner, ncols=across, fontsize=LEGEND,
                      handlelength=2.2, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.3)  # fmt: skip
    if of_all:
        words = f"{len(shown)} of {of_all} compounds; the others stand on pages (--pages)."
        figure.text(0.05 / size.width, 0.04 / height, words, fontsize=LABEL, color=GREY, gid="left out")
    mark_kinds(figure, run, ("inhibitor",), {panel.compound.key.complex for panel in shown})
    return figure


def _title(axes: Axes, compound: BoundCompound, room: float, tall: float) -> None:
    more = f", and {compound.others} more" if compound.others else ""
    name = compound.key.group
    if compound.component not in name:  # KPT-185 analogue A1CBD has it in its name
        name = f"{name} ({compound.component})"
    where = f"{SOURCE_GLYPHS[compound.source_kind]} {compound.key.complex}, {compound.source_kind}{more}"
    for text, y, size, colour, weight in (
        (name, tall - 0.02, TITLE, KIND_INKS["inhibitor"], "bold"),
        (where, tall - 0.145, LABEL, GREY, "normal"),
    ):
        short = shortened(text, size, room - 0.1, bold=weight == "bold")
        axes.text(room / 2, y, short, ha="center", va="top", fontsize=size, color=colour, weight=weight)


def _in_words(axes: Axes, panel: _Ready, tall: float) -> None:
    """Write what is known of a compound that has no chemistry."""
    compound = panel.compound
    lines = [("chemistry not known", WARNING_INK)]
    if not panel.bare:
        for bond in compound.bonds:
            length = f", {bond.length:.2f} Å" if bond.length is not None else ""
            lines.append((f"bond {bond.atom}\u2013{bond.site_atom or 'SG'} of {site_name(bond)}{length}", INK))
        for touch in compound.touches:
            distance = f", {touch.distance:.2f} Å" if touch.distance is not None else ""
            lines.append((f"{touch.label}\u2013{touch.atom}: {contact_name(touch.type)}{distance}", INK))
    for number, (text, colour) in enumerate(lines):
        axes.text(0.3, tall - HEAD - 0.05 - LINE * number, text, fontsize=LABEL, va="top", ha="left", color=colour,
                  gid=f"words {compound.key.complex} {number}")  # fmt: skip


def _handles(shown: list[_Ready]) -> list[Line2D]:
    """Make the entries of the legend, of what is drawn alone."""
    from matplotlib.lines import Line2D

    drawn = [panel.compound for panel in shown if panel.sketch is not None]
    named = [panel.compound for panel in shown if panel.sketch is not None and not panel.bare]
    kinds = sorted({touch.type for compound in named for touch in compound.touches}, key=contact_order)
    handles = [
        Line2D([], [], color=contact_line(kind), linestyle=contact_dashes(kind), linewidth=1.0,
               label=contact_name(kind))
        for kind in kinds
    ]  # fmt: skip
    return handles + bond_handles(
        bonded=any(compound.bonds for compound in drawn),
        expected=any(not compound.bonds and compound.expected for compound in drawn),
    )
