"""What the groove ruler draws of each occupant, from the tables, and its bands and boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.paging import Section
from nesgroove.show.figures.sections import sections
from nesgroove.show.look import KIND_COLOURS, POCKET_COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAND = 2.4
"""Half the width of a pocket's band, A: neighbouring centres are 5 to 7 A apart."""


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


def in_sections(run: RunTables, rows: list[Line]) -> list[Section[Line]]:
    """Sort lines into the sections that figures show, those of inhibitors first."""
    by_key = {row.key: row for row in rows}
    every = [section for kind in KIND_COLOURS for section in sections(run, kind)]
    return [(title, [by_key[key] for key in keys if key in by_key]) for title, keys in every]


def draw_bands(axes: Axes) -> None:
    """Draw the pockets as bands with their names."""
    for pocket, (x, _, _) in XPO1.pocket_centres.items():
        axes.axvspan(x - BAND, x + BAND, color=POCKET_COLOURS[pocket], alpha=0.14, linewidth=0)
        axes.text(x, 1.0, pocket, transform=axes.get_xaxis_transform(), ha="center", va="bottom", weight="bold",
                  color=POCKET_COLOURS[pocket])  # fmt: skip


def draw_box(axes: Axes, x: float, y: float, label: str, pocket: str) -> None:
    """Write a few letters in a box of the colour of a pocket."""
    box = {"boxstyle": "round,pad=0.14", "facecolor": POCKET_COLOURS[pocket], "edgecolor": "white", "linewidth": 0.4}
    axes.text(x, y, label, ha="center", va="center_baseline", fontsize=6, color="white", zorder=4, weight="bold",
              bbox=box)  # fmt: skip
