"""The clear width of the groove, between the surfaces of its side chains, against the size of a water."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nesgroove.compare.tables import RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.profile_panels import NAME_SIZE, panels
from nesgroove.show.figures.profiles import Profile, profile
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import DATA, GREY
from nesgroove.show.size import FigureSize

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "clear-width"

ORDER = 3

CAPTION = (
    "Clear width of the groove: the shortest distance between the van der Waals surfaces of the two side chains that "
    "face each other. Left: at the six stations along the groove, from P0 to beyond P4; lines, colours and symbols "
    "as in the figure of the width. Right (below): at 525-568, between P2 and P3 beside Cys528, where open and closed "
    "grooves differ most, of every complex (n of how many could be measured). Dotted lines: the diameter of a "
    "water, 2.8 Å, and 0, where the surfaces touch; a value below 0 is an overlap. A side chain that is not in the "
    "file leaves a gap, not a zero. "
    "A dot in an open symbol is the pLDDT of a predicted groove, by the classes of the AlphaFold database, the darker "
    "the surer. Of a group of more than 60 complexes distributions are shown: the middle 80 % as a band, and a "
    "histogram."
)

WATER: Final = 2.8
"""Diameter of a water, A: twice the small probe of the cavity."""

CHOSEN: Final = (525, 568)
"""Station of the panel of groups: all grooves touch at 514-558, and here they differ."""


def profiles(run: RunTables) -> list[Profile]:
    """Collect the clear widths of all complexes, from the tables; the one number of each is that at 525-568."""
    rows = []
    for row in run.complexes:
        scalars = run.values.get(row.complex, {})
        values = tuple(scalars.get(f"clear_{a}_{b}") for a, b in XPO1.stations)
        rows.append(profile(run, row, values, values[XPO1.stations.index(CHOSEN)]))
    return rows


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the clear width along the groove."""
    rows = profiles(run)
    if not any(value is not None for row in rows for value in row.values):
        return blank("No clear width could be measured in this run", size.width)
    figure, along, strip = panels(
        rows, "clear width (Å)", "clear width at 525\u2013568 (Å),\nbeside Cys528", [0.0, WATER], size, 0.0
    )
    low, high = along.get_ylim()
    along.set_ylim(low, max(high, WATER + 0.5))
    for value, name, colour, side in ((WATER, "water, 2.8 Å", DATA, "center"), (0.0, "surfaces touch", GREY, "right")):
        along.plot([-0.3, len(XPO1.stations) - 0.7], [value, value], color=colour, linewidth=0.8, linestyle=":",
                   zorder=1, gid=f"limit {value}")  # fmt: skip
        strip.axvline(value, color=colour, linewidth=0.8, linestyle=":", zorder=1, gid=f"limit {value}")
        strip.text(value, 1.012, name, transform=strip.get_xaxis_transform(), ha=side, va="bottom",
                   fontsize=NAME_SIZE, color=colour)  # fmt: skip
    box = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.7}
    along.text(-0.27, WATER, "water", fontsize=6, color=DATA, va="bottom", ha="left", zorder=6, bbox=box)
    mark_kinds(figure, run)
    return figure
