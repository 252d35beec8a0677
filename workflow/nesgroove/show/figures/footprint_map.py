"""Footprints on the surface of the groove: what each occupant buries of each residue, and how two differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from nesgroove.compare.tables import RunTables
from nesgroove.show.figures.footprint_areas import Areas, Footprints
from nesgroove.show.figures.footprint_panel import (
    EDGE,
    FOOT,
    GAP,
    LABEL,
    LEFT,
    bodies_of,
    buried_map,
    colour_bar,
    draw_footprint,
    head,
    rounded,
)
from nesgroove.show.figures.footprints import X_LIMITS, Y_LIMITS
from nesgroove.show.figures.paging import TALLEST, Page
from nesgroove.show.figures.pairing import pair_of
from nesgroove.show.figures.scales import differences_map
from nesgroove.show.figures.style import OCCUPANTS, blank, mark_kinds
from nesgroove.show.look import (
    GREY,
    KIND_COLOURS,
)
from nesgroove.show.size import FigureSize

if TYPE_CHECKING:
    from matplotlib.figure import Figure


NAME = "footprint-map"

ORDER = 4.5

CAPTION = (
    "Footprints on the surface of the groove, seen from the solvent, down -z of the groove frame. Each residue of the "
    "four helices has the tone of the solvent-accessible area that the occupant buries of it; light ones are not "
    "buried. The surface is drawn from the C-alpha, the middle and the tip of each side chain, lighter where it is "
    "higher, on the occupant's own groove; of groups, on the first open groove of the run. The heavy line is the "
    "outline of the occupant in projection, coloured lines are the pockets P0 to P4. Residues are named where 10 Å² "
    "or more are buried, 25 Å² in small panels. The number is all that is buried of the positions 510 to 594, Å². The "
    "last panel is the "
    "difference of two occupants, what the first buries less what the second does, on the groove of the first, with "
    "the outline of the second dashed. Where a run has more occupants than a page has room for, panels are means over "
    "the sections, smaller where they are many, n is how many were measured of how many, and pages with every "
    "occupant lie beside it (footprint-map-1, footprint-map-2 ...). Where even small panels of all sections have no "
    "room, the foot says how many are shown, and the first of these pages have the others."
)

MOST: Final = 80.0
"""Buried area (A^2) at the dark end of the tones, which few residues exceed."""

PANEL: Final = 2.15
WIDEST: Final = 3.4
"""Least and greatest width of a panel, inches."""

SMALL: Final = 1.35
"""Least width of the panels of a summary that has many of them, inches."""

LINE: Final = 0.12
"""Height of a line of words, inches."""

LEAST: Final = 3.3
"""Least width of the figure, which its legend needs, inches."""


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the footprint of each occupant, or the means of sections where they are more than a page holds."""
    areas = Footprints(run)
    if not run.occupants:
        return blank("No occupant in any groove of this run", size.width)
    pair = pair_of(run)
    change = areas.difference(pair) if pair is not None else None
    own = [change] if change is not None else []
    each = len(run.occupants) <= _Plan(size).most - len(own)
    panels = [areas.one(key) for key in run.occupants] if each else areas.groups()
    if not any(panel.measured for panel in panels):
        return blank("No buried area was measured in this run: too few side chains are in the files", size.width)
    if each:
        return _draw(run, _Plan(size, len(panels) + len(own)), [*panels, *own])
    plan = _summary_plan(size, len(panels) + len(own))
    shown = panels[: plan.most - len(own)]
    return _draw(run, plan, [*shown, *own], of_sections=len(panels) if len(shown) < len(panels) else 0)


def _summary_plan(size: FigureSize, count: int) -> _Plan:
    """Lay out the panels of a summary, as large as all of them have room on a page."""
    full = _Plan(size, count).columns
    plans = [_Plan(size, count, columns) for columns in range(full, max(full, _Plan.fit(size, SMALL)) + 1)]
    return next((plan for plan in plans if plan.most >= count), plans[-1])


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with sections that the summary has no room for, then every occupant, where they need pages."""
    areas, plan, keys = Footprints(run), _Plan(size), run.occupants
    pair = pair_of(run)
    own = 1 if pair is not None and areas.difference(pair) is not None else 0
    if len(keys) <= plan.most - own:
        return
    means = areas.groups()
    shown = _summary_plan(size, len(means) + own).most - own
    for what, panels, start in (("sections", means, shown), ("occupants", [areas.one(key) for key in keys], 0)):
        for first in range(start, len(panels), plan.most):
            part = panels[first : first + plan.most]
            words = f"{what} {first + 1} to {first + len(part)} of {len(panels)}"
            yield Page(words, partial(_draw, run, plan, part))


class _Plan:
    """How panels lie on a page of a width.

    Parameters
    ----------
    size
        How wide the page is.
    count
        How many panels there are; a full page where it is not said.
    columns
        How many stand beside each other; as many as have room in their own size where it is not said.
    """

    def __init__(self, size: FigureSize, count: int | None = None, columns: int | None = None) -> None:
        full = self.fit(size, PANEL)
        self.columns = columns or (full if count is None else min(full, 2 if count == 4 else count))
        self.panel = min(WIDEST, (size.width - LEFT - EDGE - GAP * (self.columns - 1)) / self.columns)
        wide = LEFT + self.panel * self.columns + GAP * (self.columns - 1) + EDGE
        self.width = size.at_most(max(wide, LEAST))
        self.tall = self.panel * (Y_LIMITS[1] - Y_LIMITS[0]) / (X_LIMITS[1] - X_LIMITS[0])
        self.head = head(self.panel)
        self.most = self.columns * int((TALLEST - FOOT - 0.14) / (self.tall + self.head))

    @staticmethod
    def fit(size: FigureSize, least: float) -> int:
        """Count the panels of a least width, inches, that stand beside each other."""
        return max(1, int((size.width - LEFT) / least))


def _draw(run: RunTables, plan: _Plan, panels: Sequence[Areas], of_sections: int = 0) -> Figure:
    """Draw panels; of how many sections, where not all of them are there."""
    from matplotlib.figure import Figure

    rows = -(-len(panels) // plan.columns)
    note = LINE if of_sections else 0.0
    height = 0.14 + rows * (plan.tall + plan.head) + FOOT + note
    figure = Figure(figsize=(plan.width, height))
    top = MOST
    most = rounded(max((abs(a) for panel in panels if panel.difference for a in panel.buried.values()), default=0.0))
    bodies = bodies_of(run)
    for number, panel in enumerate(panels):
        row, column = divmod(number, plan.columns)
        bottom = height - 0.14 - (row + 1) * (plan.tall + plan.head)
        left = LEFT + column * (plan.panel + GAP)
        bounds = (left / plan.width, bottom / height, plan.panel / plan.width, plan.tall / height)
        axes = figure.add_axes(bounds, gid=f"panel {panel.title}")
        draw_footprint(axes, run, panel, bodies, most if panel.difference else top, plan.panel)
        last = number + plan.columns >= len(panels)
        axes.tick_params(labelsize=LABEL, labelleft=column == 0, labelbottom=last, pad=1.5)
        if last:
            axes.set_xlabel("x along the groove (Å)", fontsize=LABEL, labelpad=1)
        if column == 0:
            axes.set_ylabel("y across (Å)", fontsize=LABEL, labelpad=0)
    colour_bar(
        figure,
        (LEFT, 1.25),
        "buried area of a residue (Å²)",
        buried_map(),
        {0: "0.5", MOST / 2: f"{MOST / 2:.0f}", MOST: f"{MOST:.0f} or more"},
        0.52 + note,
    )
    if any(panel.difference for panel in panels):
        ends = {-most: f"\u2212{most:.0f}", 0.0: "0", most: f"{most:.0f}"}
        colour_bar(figure, (LEFT + 1.75, 1.05), "first less second (Å²)", differences_map(), ends, 0.52 + note)
    _legend(figure, panels, note)
    if of_sections:
        count = sum(not panel.difference for panel in panels)
        words = f"Sections 1 to {count} of {of_sections}; the others stand on pages (--pages)."
        figure.text(0.05 / plan.width, 0.04 / height, words, fontsize=LABEL, color=GREY, gid="left out")
    mark_kinds(figure, run, OCCUPANTS, {key.complex for panel in panels for key in panel.keys})
    return figure


def _legend(figure: Figure, panels: Sequence[Areas], bottom: float) -> None:
    """Explain the lines at the foot, above what is written below them, inches."""
    from matplotlib.lines import Line2D

    kinds = dict.fromkeys(key.kind for panel in panels for key in panel.keys)
    handles = [Line2D([], [], color=KIND_COLOURS[kind], linewidth=1.2, label=f"outline, {kind}") for kind in kinds]
    if any(panel.difference for panel in panels):
        handles.append(Line2D([], [], color=GREY, linewidth=1.2, linestyle="dashed", label="of the second"))
    corner = (0.0, bottom / figure.get_figheight())
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=corner, ncols=3, fontsize=LABEL,
                  handlelength=1.8, columnspacing=1.2, handletextpad=0.5, borderaxespad=0.3)  # fmt: skip
