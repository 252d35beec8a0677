"""Each inhibitor in two dimensions: its structure diagram, its bond to Cys528, and the positions around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nesgroove.compare.tables import RunTables
from nesgroove.show.figures.bound_compounds import BoundCompound, bound_compounds, site_name
from nesgroove.show.figures.diagram import LABEL, draw_diagram
from nesgroove.show.figures.sketch import Sketch, sketch
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import (
    CYS_COLOUR,
    GREY,
    INK,
    KIND_COLOURS,
    WARNING_INK,
    contact_dashes,
    contact_line,
    contact_name,
    contact_order,
    element_ink,
)
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "ligands"

ORDER = 10

ROWS = True

CAPTION = (
    "Inhibitors and what they touch: the structure of each compound of the run as it is bound (heavy atoms, stereo "
    "centres not drawn), from one complex, which is named. Its atom that reacts is on yellow, the bond to Cys528 is "
    "drawn with its length; a dashed ring is the atom that is expected to react and is not bonded. Lines lead from "
    "atoms to the positions that they have contacts with, the nearest of each position and type, coloured and dashed "
    "by type, and to those that they touch (heavy atoms within 4.0 Å) without one; the distance is written for polar "
    "contacts. Residues have their letter in the structure and human "
    "numbers. Contacts with symmetry images and clashes are left out."
)

COLUMNS: Final = 3

BOND: Final = 0.175
"""Greatest length of a bond on the page, inches."""

NARROW: Final = 0.112
"""Least length of a bond, inches; a diagram that is too wide for it has two columns."""

MARGIN: Final = 0.42
"""Room beside a diagram for its labels, inches."""

ABOVE: Final = 0.3
"""Room above and below it, inches."""

HEAD: Final = 0.26
"""Room for the title of a compound, inches."""

TITLE: Final = 6.2
"""Size of the compound's name, points."""

LEGEND: Final = 7
"""Entries of the legend in a line."""


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw all inhibitors."""
    from matplotlib.figure import Figure

    compounds = bound_compounds(run)
    if not compounds:
        return blank("No inhibitor in any groove of this run", size.width)
    room = (size.width - 0.1) / COLUMNS
    rows = _rows([_prepare(compound, room) for compound in compounds])
    heights = [max(panel.height for panel in row) for row in rows]
    kinds = sorted({t.type for compound in compounds if compound.template for t in compound.touches}, key=contact_order)
    foot = 0.14 + 0.14 * (1 + len(kinds) // LEGEND)
    height = 0.16 + sum(heights) + foot
    figure = Figure(figsize=(size.width, height))
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
                _in_words(axes, panel.compound, tall)
            else:
                draw_diagram(axes, panel.compound, panel.sketch, panel.scale, (wide, tall - HEAD))
            left += wide
        top -= tall
    _legend(figure, kinds, any(compound.bonds for compound in compounds))
    mark_kinds(figure, run)
    return figure


@dataclass
class _Ready:
    """A compound with its diagram to scale."""

    compound: BoundCompound
    sketch: Sketch | None
    scale: float
    height: float
    span: int = 1


def _prepare(compound: BoundCompound, room: float) -> _Ready:
    if compound.template is None:
        return _Ready(compound, None, 0.0, HEAD + 0.2 + 0.1 * (2 + len(compound.touches) + len(compound.bonds)))
    drawn = sketch(compound.template, [bond.atom for bond in compound.bonds if bond.atom in compound.template.atoms])
    wide, tall = drawn.xy.max(axis=0) - drawn.xy.min(axis=0)
    span = 1 if (room - 2 * MARGIN) / max(float(wide), 1.0) >= NARROW else 2
    scale = min(BOND, (span * room - 2 * MARGIN) / max(float(wide), 1.0))
    return _Ready(compound, drawn, scale, HEAD + 2 * ABOVE + float(tall) * scale, span)


def _rows(ready: list[_Ready]) -> list[list[_Ready]]:
    """Put panels into rows, each into the first that has room for it."""
    rows: list[list[_Ready]] = []
    for panel in ready:
        row = next((row for row in rows if sum(other.span for other in row) + panel.span <= COLUMNS), None)
        if row is None:
            rows.append([panel])
        else:
            row.append(panel)
    return rows


def _title(axes: Axes, compound: BoundCompound, room: float, tall: float) -> None:
    more = f", and {compound.others} more" if compound.others else ""
    name = compound.key.group
    if compound.component not in name:  # KPT-185 analogue A1CBD has it in its name
        name = f"{name} ({compound.component})"
    where = compound.key.complex + ("" if compound.source_kind == "experiment" else f" ({compound.source_kind})") + more
    for text, y, size, colour, weight in (
        (name, tall - 0.02, TITLE, KIND_COLOURS["inhibitor"], "bold"),
        (where, tall - 0.13, LABEL, GREY, "normal"),
    ):
        short = shortened(text, size, room - 0.1, bold=weight == "bold")
        axes.text(room / 2, y, short, ha="center", va="top", fontsize=size, color=colour, weight=weight)


def _in_words(axes: Axes, compound: BoundCompound, tall: float) -> None:
    """Write what is known of a compound that has no chemistry."""
    lines = [("chemistry not known", WARNING_INK)]
    for bond in compound.bonds:
        length = f", {bond.length:.2f} Å" if bond.length is not None else ""
        lines.append((f"bond {bond.atom}\u2013{bond.site_atom or 'SG'} of {site_name(bond)}{length}", INK))
    for touch in compound.touches:
        distance = f", {touch.distance:.2f} Å" if touch.distance is not None else ""
        lines.append((f"{touch.label}\u2013{touch.atom}: {contact_name(touch.type)}{distance}", INK))
    for number, (text, colour) in enumerate(lines):
        axes.text(0.3, tall - HEAD - 0.05 - 0.1 * number, text, fontsize=5.0, va="top", ha="left", color=colour,
                  gid=f"words {compound.key.complex} {number}")  # fmt: skip


def _legend(figure: Figure, kinds: list[str], bonded: bool) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=contact_line(kind), linestyle=contact_dashes(kind), linewidth=1.0,
               label=contact_name(kind))
        for kind in kinds
    ]  # fmt: skip
    if bonded:
        handles.append(Line2D([], [], color=element_ink("S"), linewidth=1.6, label="bond to Cys528"))
        handles.append(Line2D([], [], linestyle="none", marker="o", markersize=5, markerfacecolor=CYS_COLOUR,
                              markeredgecolor="black", markeredgewidth=0.5, label="atom that reacted"))  # fmt: skip
    if handles:
        figure.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 0.0), ncols=LEGEND, fontsize=5.6,
                      handlelength=2.2, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.3)  # fmt: skip
