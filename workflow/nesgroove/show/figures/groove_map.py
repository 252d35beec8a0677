"""The groove seen from the solvent: pockets, helices, lining residues, and what each class of occupants takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nesgroove.compare.tables import RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.confidence import draw_shares, hatched_handles, occupant_plddt
from nesgroove.show.figures.footprints import X_LIMITS, Y_LIMITS, MapGroove, Taken, groove, panels
from nesgroove.show.figures.groove_panel import (
    SHOWN_HELICES,
    area,
    draw_groove,
    draw_panel,
    label_positions,
    shades,
    touches,
)
from nesgroove.show.figures.legends import SIZE, legend_columns, legend_rows
from nesgroove.show.figures.style import OCCUPANTS, blank, mark_kinds
from nesgroove.show.look import CYS_COLOUR, KIND_COLOURS, OUTLINE, PAGE
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure


NAME = "map"

ORDER = 4

TITLE = 7.5
"""Size of the title, points."""

CAPTION = (
    "The groove seen from the solvent, down -z of the groove frame. Coloured outlines: the pockets P0 to P4 (points "
    "within 5 Å of a pocket's centre and nearer to it than to any other; where pockets lie above each other, the one "
    "with the longer way through). Bars: axes of helices H11A and H12A, which make the walls, and of H11B, the floor; "
    "dots: C-alpha atoms of the 19 lining positions; diamond: position 528, Cys in human XPO1; all of the complex "
    "named in the first panel. "
    "Further panels: what a class of occupants takes. Shading is the part of its occupants whose van der Waals "
    "surface covers a point in projection, the solid line their union, the dashed line the reference cargo. "
    "Dots are positions that they touch (heavy atoms within 4.0 Å), larger and darker the more of the occupants do, "
    "out of those in whose file the position is seen; those of the first panel are named there, others, where at least "
    "half of the occupants touch them, beside the dot. Titles say how many occupants "
    "were observed of how many there are; where predictions are among them, a bar counts those by the class of the "
    "pLDDT of what lies in the groove, hatched the more densely the surer they are."
)


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the map of the groove."""
    from matplotlib.figure import Figure

    base = groove(run)
    if base is None:
        return blank("No groove in this run", size.width)
    classes = panels(run)
    per_row = 2 if size.narrow else 3
    rows = -(-len(classes) // per_row)
    ratio = (Y_LIMITS[1] - Y_LIMITS[0]) / (X_LIMITS[1] - X_LIMITS[0])
    left, gap = 0.42, 0.12
    big = size.width - left - 0.06 if size.narrow else 4.7 * size.width / PAGE
    small = (size.width - left - 0.06 - gap * (per_row - 1)) / per_row
    head, foot = 0.36 if size.narrow else 0.28, 0.32
    key_height = big * ratio
    sure = any(occupant_plddt(run, key) is not None for taken in classes for key in taken.keys)
    handles = _handles([taken.kind for taken in classes], confidence=sure)
    across = legend_columns(handles, size.width - 0.1, handle=1.6)
    legend = 0.02 + 0.11 * legend_rows(handles, across) if size.narrow else 0.0
    height = head + key_height + foot + legend + rows * (head + small * ratio) + (foot if rows else 0.0)
    figure = Figure(figsize=(size.width, height))
    axes = figure.add_axes(
        (left / size.width, 1 - (head + key_height) / height, big / size.width, key_height / height), gid="key"
    )
    draw_groove(axes, base, big, dots=True)
    lining: dict[int, bool] = {position: position == XPO1.cysteine for position in XPO1.lining if position in base.ca}
    label_positions(axes, base, lining, list(lining), 6.0, big, helices=True)
    state = f", {base.state}" if base.state else ""
    words = f"The groove from the solvent: {base.complex}{state}"
    axes.set_title(shortened(words, TITLE, big, bold=True), fontsize=TITLE, loc="left", weight="bold", pad=4)
    axes.set_xlabel("x along the groove (Å)", labelpad=1)
    axes.set_ylabel("y across (Å)", labelpad=0)
    if size.narrow:
        _draw_legend(figure, handles, (0.06, head + key_height + foot), across, spacing=0.3)
    else:
        _draw_legend(figure, handles, (left + big + 0.14, head), 1, spacing=0.55)
    if not classes:
        figure.text((left + 0.1) / size.width, 1 - (head + 0.1) / height, "No occupant in any groove of this run",
                    ha="left", va="top", gid="nothing-to-draw")  # fmt: skip
    where = Layout(left, gap, small, ratio, per_row, head, head + key_height + foot + legend)
    _draw_classes(figure, run, base, classes, where)
    mark_kinds(figure, run, OCCUPANTS)
    return figure


@dataclass(frozen=True)
class Layout:
    """Where the panels of classes lie: lengths in inches, the first row below ``top``."""

    left: float
    gap: float
    wide: float
    ratio: float
    per_row: int
    head: float
    top: float


def _draw_classes(figure: Figure, run: RunTables, base: MapGroove, classes: list[Taken], at: Layout) -> None:
    """Draw a panel for each class of occupants."""
    width, height = map(float, figure.get_size_inches())
    reference = next((taken for taken in classes if taken.kind == "cargo"), None)
    for number, taken in enumerate(classes):
        row, column = divmod(number, at.per_row)
        bottom = at.top + (row + 1) * (at.head + at.wide * at.ratio)
        axes = figure.add_axes(
            (
                (at.left + column * (at.wide + at.gap)) / width,
                1 - bottom / height,
                at.wide / width,
                at.wide * at.ratio / height,
            ),
            gid=f"panel {taken.title}",
        )
        draw_panel(axes, base, taken, reference, at.wide)
        values = [occupant_plddt(run, key) for key in taken.keys]
        draw_shares(axes, (0.52, 0.015, 0.46, 0.075), values, hatched=True)
        last = number + at.per_row >= len(classes)
        axes.tick_params(labelsize=6, labelleft=column == 0, labelbottom=last)
        if last:
            axes.set_xlabel("x along (Å)", fontsize=6, labelpad=1)
        if column == 0:
            axes.set_ylabel("y across (Å)", fontsize=6, labelpad=0)


def _handles(kinds: list[str], *, confidence: bool) -> list[Artist]:
    """Make the entries of the legend, of what is drawn alone."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Artist] = [
        Line2D([], [], color=SHOWN_HELICES["H11A"][0], linewidth=5, label="H11A, H12A: the walls"),
        Line2D([], [], color=SHOWN_HELICES["H11B"][0], linewidth=4, label="H11B: the floor"),
        Line2D([], [], linestyle="none", marker="o", color=OUTLINE, markersize=3, label="lining position, Cα"),
        Line2D([], [], linestyle="none", marker="D", color=CYS_COLOUR, markeredgecolor="black",
               markeredgewidth=0.6, markersize=4.5, label="position 528 (Cys528), Cα"),
    ]  # fmt: skip
    for kind, words in (("cargo", "outline, cargoes"), ("inhibitor", "outline, inhibitors")):
        if kind in kinds:
            handles.append(Line2D([], [], color=KIND_COLOURS[kind], label=words))
    if len(kinds) > 1 and "cargo" in kinds:
        words = "outline, reference cargo"
        handles.append(Line2D([], [], color="black", linewidth=0.6, linestyle="dashed", label=words))
    if kinds:
        for part in (0.25, 0.5, 1.0):
            handles.append(Patch(color=shades()(part), label=f"covered by {part:.0%} of occupants"))
        for part in (0.25, 0.5, 1.0):
            handles.append(
                Line2D([], [], linestyle="none", marker="o", color=touches()(part), markersize=area(part) ** 0.5,
                       markeredgewidth=0, label=f"touched by {part:.0%} of them")
            )  # fmt: skip
    if confidence:
        handles.append(Line2D([], [], linestyle="none", label="bar: pLDDT of predictions"))
        handles += hatched_handles()
    return handles


def _draw_legend(
    figure: Figure, handles: list[Artist], corner: tuple[float, float], across: int, *, spacing: float
) -> None:
    """Explain the marks; the legend's upper left corner in inches, from that of the page."""
    left, top = corner
    width, height = map(float, figure.get_size_inches())
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(left / width, 1 - top / height), fontsize=SIZE,
                  labelspacing=spacing, borderpad=0, borderaxespad=0, handlelength=1.6,
                  handletextpad=0.5, columnspacing=1.2, ncols=across)  # fmt: skip
