"""The groove ruler: every occupant's extent along the groove, with the pockets as bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import BORDERLINE_HATCH, CYS_COLOUR, GREY, KIND_COLOURS, PAGE, POCKET_COLOURS
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "ruler"

ORDER = 1

CAPTION = (
    "The groove ruler. Each line is the extent of one occupant along x, the axis of the groove from P0 to P4; "
    "bands are the pockets. Anchors of cargoes are boxes in the colour of their pocket with the "
    "residue; a triangle shows the direction of the chain from N to C. For inhibitors circles mark pockets that "
    "they occupy, sized by the part of the pocket that is filled, hatched where that is borderline (0.1 to 0.3 of the "
    "reference cargo's anchor is taken); a yellow diamond is the atom bonded to Cys528."
)

BAND = 2.4
"""Half the width of a pocket's band, A: neighbouring centres are 5 to 7 A apart."""

LABEL = 6.5
"""Size of the labels, points, as the style has it for ticks."""

LONGEST = 2.4
"""Of a name beside its line, inches."""

ROW = 0.165
"""Height of a line, inches."""


class Mark(NamedTuple):
    """What is drawn of an occupant in one pocket.

    Attributes
    ----------
    x : float
        Where on the ruler, A.
    pocket : str
    size : float
        Part filled, or 1 for an anchor.
    label : str
        Residue of an anchor; empty for a pocket that an inhibitor occupies.
    borderline : bool
        Whether neither occupied nor empty can be said.
    """

    x: float
    pocket: str
    size: float
    label: str = ""
    borderline: bool = False


@dataclass(frozen=True)
class Line:
    """What is drawn for one occupant.

    Attributes
    ----------
    key : OccupantKey
    x_min, x_max : float
        Extent, A.
    marks : list of Mark
    direction : str
        Of a cargo.
    bond : float or None
        x of the atom bonded to position 528.
    """

    key: OccupantKey
    x_min: float
    x_max: float
    marks: list[Mark]
    direction: str
    bond: float | None


def lines(run: RunTables) -> list[Line]:
    """Collect what is drawn, from the tables."""
    spans = {
        (r.complex, r.occupant): (r.x_min, r.x_max)
        for r in run.occupancy
        if r.pocket == "all" and r.x_min is not None and r.x_max is not None
    }
    bonds = {(r.complex, r.occupant): r.atom for r in run.covalent}
    atoms = {(a.complex, a.occupant, a.atom): a.x for a in run.occupant_atoms if a.kind == "inhibitor"}
    drawn = []
    for key in run.occupants:
        span = spans.get((key.complex, key.occupant))
        if span is None or span[0] is None or span[1] is None:
            continue
        direction = ""
        marks: list[Mark] = []
        if key.kind == "cargo":
            for anchor in run.anchors:
                if (anchor.complex, anchor.cargo_chain) == (key.complex, key.occupant):
                    direction = anchor.direction
                    if anchor.x is not None:
                        marks.append(Mark(anchor.x, anchor.pocket, 1.0, anchor.residue))
        else:
            for row in run.occupancy:
                mine = (row.complex, row.occupant) == (key.complex, key.occupant)
                taken = row.occupied in ("yes", "borderline") and row.pocket in XPO1.pocket_centres
                if mine and taken and row.filled is not None:
                    # An occupant may reach into a pocket without reaching its centre; the mark stays on its line.
                    x = min(max(XPO1.pocket_centres[row.pocket][0], span[0]), span[1])
                    marks.append(Mark(x, row.pocket, row.filled, borderline=row.occupied == "borderline"))
        bonded = bonds.get((key.complex, key.occupant))
        bond = atoms.get((key.complex, key.occupant, bonded)) if bonded else None
        drawn.append(Line(key, span[0], span[1], marks, direction, bond))
    return drawn


def draw(run: RunTables) -> Figure:
    """Draw the groove ruler."""
    from matplotlib.figure import Figure

    rows = lines(run)
    if not rows:
        return blank("No occupant in any groove of this run", PAGE)
    figure = Figure(figsize=(PAGE, 0.75 + ROW * len(rows)))
    height = figure.get_size_inches()[1]
    names = [shortened(row.key.label, LABEL, LONGEST) for row in rows]
    left = (0.25 + max(text_width(name, LABEL) for name in names)) / PAGE
    axes = figure.add_axes((left, 0.42 / height, 0.985 - left, 1 - 0.72 / height), gid="ruler")
    for pocket, (x, _, _) in XPO1.pocket_centres.items():
        axes.axvspan(x - BAND, x + BAND, color=POCKET_COLOURS[pocket], alpha=0.14, linewidth=0)
        axes.text(x, 1.0, pocket, transform=axes.get_xaxis_transform(), ha="center", va="bottom", weight="bold",
                  color=POCKET_COLOURS[pocket])  # fmt: skip
    for index, row in enumerate(rows):
        colour = KIND_COLOURS[row.key.kind]
        axes.plot([row.x_min, row.x_max], [index, index], color=colour, linewidth=2.2, solid_capstyle="round",
                  alpha=0.55, gid=f"extent {row.key.complex} {row.key.occupant}")  # fmt: skip
        for x, pocket, size, label, borderline in row.marks:
            if label:
                box = {"boxstyle": "round,pad=0.18", "facecolor": POCKET_COLOURS[pocket], "edgecolor": "white",
                       "linewidth": 0.4}  # fmt: skip
                axes.text(x, index, label, ha="center", va="center_baseline", fontsize=4.6, color="white", zorder=4,
                          weight="bold", bbox=box)  # fmt: skip
            else:
                fill, edge = POCKET_COLOURS[pocket], "white"
                axes.scatter([x], [index], s=8 + 60 * size, facecolors=edge if borderline else fill,
                             edgecolors=fill if borderline else edge, linewidths=0.4, zorder=3,
                             hatch=BORDERLINE_HATCH if borderline else None,
                             gid=f"borderline {pocket}" if borderline else None)  # fmt: skip
        if row.bond is not None:
            axes.scatter([row.bond], [index], marker="D", s=13, color=CYS_COLOUR, edgecolors="black",
                         linewidths=0.5, zorder=5)  # fmt: skip
        if row.direction:
            tip = row.x_max + 0.9 if row.direction == "plus" else row.x_min - 0.9
            axes.scatter([tip], [index], marker=">" if row.direction == "plus" else "<", s=11, color=colour)
    axes.set_yticks(range(len(rows)), names)
    for tick, row in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_color(KIND_COLOURS[row.key.kind])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(min(-13.0, *(r.x_min - 1.5 for r in rows)), max(21.0, *(r.x_max + 1.5 for r in rows)))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("x along the groove (Å)")
    if any(mark.borderline for row in rows for mark in row.marks):
        key = axes.scatter([], [], s=24, facecolors="white", edgecolors=GREY, hatch=BORDERLINE_HATCH, linewidths=0.4,
                           label="borderline")  # fmt: skip
        figure.legend(handles=[key], loc="lower right", bbox_to_anchor=(0.998, 0.0), fontsize=6, frameon=False,
                      handletextpad=0.2, borderaxespad=0.2)  # fmt: skip
    mark_kinds(figure, run)
    return figure
