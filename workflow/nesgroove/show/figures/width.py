"""The groove's width from P0 to beyond P4: C-alpha distances at six stations, and the width that decides the state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nesgroove.compare.tables import RunTables
from nesgroove.measure.state import CLOSED_BELOW, OPEN_FROM
from nesgroove.model.target import XPO1
from nesgroove.show.figures.profile_panels import NAME_SIZE, panels
from nesgroove.show.figures.profiles import Profile, profile
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import GREY
from nesgroove.show.size import FigureSize
from nesgroove.show.text import text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "width"

ORDER = 2

CAPTION = (
    "Width of the groove. Left (in one column: above): distance of the C-alpha atoms at the six stations along the "
    "groove, from P0 to beyond P4. Each thin line is one complex, coloured by what is bound to it, its marker by the "
    "state of its groove; open symbols are no experiments: predicted, modelled, composite, phantom, or of unknown "
    "source. Thick lines are the medians of groups of two or more entries (copies of one are averaged first), each "
    "kind by itself, dashed for what is no experiment; the two references of the run are labelled. Right (below): the "
    "width of the groove (groove_width, the mean of 518-561, 521-565 and 525-568) of every complex; dotted lines are "
    "the limits between the states, n is how many entries of how many could be measured. What is not in the file is a "
    "gap. A dot in an open symbol is the pLDDT of a predicted groove, by the classes of the AlphaFold database, the "
    "darker the surer. Of a group of more than 60 complexes distributions are shown: the middle 80 % as a band, and a "
    "histogram."
)


def profiles(run: RunTables) -> list[Profile]:
    """Collect the C-alpha distances and groove_width of all complexes, from the tables."""
    return [
        profile(run, row, tuple(run.values.get(row.complex, {}).get(f"ca_{a}_{b}") for a, b in XPO1.stations),
                row.groove_width)
        for row in run.complexes
    ]  # fmt: skip


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the width along the groove."""
    rows = profiles(run)
    if not any(value is not None for row in rows for value in row.values):
        return blank("No width could be measured in this run", size.width)
    figure, _, strip = panels(
        rows,
        "C\u03b1\u2013C\u03b1 distance (Å)",
        "width of the groove (Å),\nmean of three distances",
        [CLOSED_BELOW, OPEN_FROM],
        size,
    )
    for limit in (CLOSED_BELOW, OPEN_FROM):
        strip.axvline(limit, color=GREY, linewidth=0.7, linestyle=":", zorder=1, gid=f"limit {limit}")
    names = [("closed ", CLOSED_BELOW, "right"), (" open", OPEN_FROM, "left")]
    low, high = strip.get_xlim()
    room = (OPEN_FROM - CLOSED_BELOW) / (high - low) * strip.get_position().width * size.width
    if room > text_width("intermediate", NAME_SIZE) + 0.04:
        names.append(("intermediate", (CLOSED_BELOW + OPEN_FROM) / 2, "center"))
    for name, x, side in names:
        strip.text(x, 1.012, name, transform=strip.get_xaxis_transform(), ha=side, va="bottom", fontsize=NAME_SIZE,
                   color=GREY)  # fmt: skip
    mark_kinds(figure, run)
    return figure
