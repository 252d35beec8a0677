"""Two-dimensional diagrams of what is in the groove: inhibitors and the signals of cargoes with their contacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.bound_compounds import bound_compound, standing_for
from nesgroove.show.figures.interaction_cargo import CargoPanel, cargo_panel, draw_cargo
from nesgroove.show.figures.interaction_panel import CompoundPanel, compound_panel, draw_compound
from nesgroove.show.figures.legends import SIZE as LEGEND
from nesgroove.show.figures.legends import bond_handles, legend_columns, legend_rows
from nesgroove.show.figures.paging import TALLEST, Page, stacked
from nesgroove.show.figures.sections import sections
from nesgroove.show.figures.style import OCCUPANTS, blank, mark_kinds
from nesgroove.show.figures.surroundings import ARCS, exposure
from nesgroove.show.look import (
    GREY,
    KIND_COLOURS,
    KIND_INKS,
    POCKET_COLOURS,
    SOLVENT_FACE,
    TOUCH_ALONE,
    contact_dashes,
    contact_line,
    contact_marker,
    contact_name,
    contact_order,
)
from nesgroove.show.marks import mark_of
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

NAME = "diagram"

ORDER = 10.5

CAPTION = (
    "What is in the groove in two dimensions. Inhibitors: the structure as it is bound (heavy atoms, stereo centres as "
    "the coordinates have them) with the residues of XPO1 around it, in their letters in the structure and human "
    "numbers. Lines are contacts with an atom, by type, with the shortest distance; an arc with spokes is a residue "
    "that has hydrophobic contacts alone, a dotted one is near (within 4.0 Å) and has none of these. The bond to "
    "Cys528 has its length; the atom that reacts is on yellow, a dashed ring is the atom that is expected to react and "
    "is not bonded. The outline has the colour of the pocket that the atoms lie in (grey: none) and is open where an "
    "atom is open to the solvent (10 Å² or more of its accessible area), which is shaded, the wider the more. Cargoes: "
    "the residues near the groove in the order in which they lie from P0 to P4, as high as their C-alpha atoms lie "
    "above it; anchors are in the colour of their pocket. Below, the positions of XPO1, grouped by pocket, with a mark "
    "for each type of contact that a residue has with them; so are inhibitors without known chemistry. Contacts with "
    "symmetry images and clashes are left out. Where a run has more than a page holds, this shows one of each section, "
    "as many as it has room for, and pages with all of them lie beside it (diagram-1, diagram-2 ...): of more than "
    "twelve inhibitors each compound once, of more than sixty compounds or cargoes one of each section; others are "
    "chosen with --only."
)

PANEL: Final = 3.3
"""Least width of a panel, inches: one column of a journal."""

HEAD: Final = 0.32
"""Room for the title of a panel, inches."""

EACH: Final = 12
"""Inhibitors up to which each has a panel, whatever compound it is."""

MOST: Final = 60
"""Compounds, and cargoes, up to which each has a panel; of more, one of each section."""

Panel = CompoundPanel | CargoPanel


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw every occupant, or one of each section where they are more than a page holds."""
    keys = shown_keys(run)
    if not keys:
        return blank("No occupant in any groove of this run", size.width)
    panels = _panels(run, size)
    parts = _parted(list(panels.values()), size)
    if len(parts) > 1:
        parts = _parted([panels.get(key) or _panel(run, key, size) for key in _first(run)], size)
    return _draw(run, parts[0], size)


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with all of them, where they are more than one page holds."""
    parts = _parted(list(_panels(run, size).values()), size)
    if len(parts) > 1:
        for rows in parts:
            names = [title for row in rows for title in (_key(panel).label for panel in row)]
            yield Page(", ".join(names), partial(_draw, run, rows, size))


@lru_cache(maxsize=1)  # for the figure and its pages
def _panels(run: RunTables, size: FigureSize) -> dict[OccupantKey, Panel]:
    return {key: _panel(run, key, size) for key in shown_keys(run)}


def shown_keys(run: RunTables) -> list[OccupantKey]:
    """Choose the occupants that have a panel."""
    inhibitors = [key for key in run.occupants if key.kind == "inhibitor"]
    cargoes = [key for key in run.occupants if key.kind == "cargo"]
    if len(inhibitors) > EACH:
        inhibitors = list(standing_for(run))
    if len(inhibitors) > MOST:
        inhibitors = [keys[0] for _, keys in sections(run, "inhibitor")]
    if len(cargoes) > MOST:
        cargoes = [keys[0] for _, keys in sections(run, "cargo")]
    return inhibitors + cargoes


def _first(run: RunTables) -> list[OccupantKey]:
    return [keys[0] for kind in KIND_COLOURS for _, keys in sections(run, kind) if keys]


def _key(panel: Panel) -> OccupantKey:
    return panel.compound.key if isinstance(panel, CompoundPanel) else panel.key


def _columns(size: FigureSize) -> int:
    return max(1, int(size.width / PANEL))


def _panel(run: RunTables, key: OccupantKey, size: FigureSize) -> Panel:
    wide = size.width / _columns(size)
    if key.kind == "cargo":
        return cargo_panel(run, key, wide)
    compound = bound_compound(run, key)
    return compound_panel(compound, wide) or cargo_panel(run, key, wide)


def _parted(panels: Sequence[Panel], size: FigureSize) -> list[list[list[Panel]]]:
    """Lay panels in rows, and rows on pages."""
    across = _columns(size)
    rows = [list(panels[n : n + across]) for n in range(0, len(panels), across)]
    return stacked(rows, [HEAD + max(panel.tall for panel in row) for row in rows], TALLEST - 0.9)


def _draw(run: RunTables, rows: list[list[Panel]], size: FigureSize) -> Figure:
    from matplotlib.figure import Figure

    handles = _handles(run, [panel for row in rows for panel in row])
    width = size.at_most(max(len(row) for row in rows) * size.width / _columns(size))
    across = legend_columns(handles, width - 0.2, handle=2.2)
    foot = 0.14 + 0.135 * legend_rows(handles, across)
    heights = [HEAD + max(panel.tall for panel in row) for row in rows]
    height = 0.14 + sum(heights) + foot
    figure = Figure(figsize=(width, height))
    top = height - 0.14
    for row, tall in zip(rows, heights, strict=True):
        left = 0.0
        for panel in row:
            key = _key(panel)
            bounds = (left / width, (top - HEAD - panel.tall) / height, panel.wide / width, panel.tall / height)
            axes = figure.add_axes(bounds, gid=f"panel {key.complex} {key.occupant}")
            axes.axis("off")
            axes.set_xlim(0, panel.wide)
            axes.set_ylim(0, panel.tall)
            if isinstance(panel, CompoundPanel):
                draw_compound(axes, run, panel)
            else:
                draw_cargo(axes, panel)
            _title(axes, run, panel)
            left += panel.wide
        top -= tall
    figure.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 0.0), ncols=across, fontsize=LEGEND,
                  handlelength=2.2, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.3)  # fmt: skip
    mark_kinds(figure, run, OCCUPANTS, {_key(panel).complex for row in rows for panel in row})
    return figure


def _title(axes: Axes, run: RunTables, panel: Panel) -> None:
    key = _key(panel)
    name = shortened(key.name or key.group, 7.0, panel.wide - 0.2, bold=True)
    mark = mark_of(run.by_id[key.complex])
    where = shortened(f"{mark.glyph} {key.complex}: {mark.sentence}", LEGEND, panel.wide - 0.2)
    axes.text(panel.wide / 2, panel.tall + HEAD - 0.02, name, ha="center", va="top", fontsize=7.0, weight="bold",
              color=KIND_INKS[key.kind], clip_on=False)  # fmt: skip
    axes.text(panel.wide / 2, panel.tall + HEAD - 0.15, where, ha="center", va="top", fontsize=LEGEND, color=GREY,
              clip_on=False)  # fmt: skip


def _handles(run: RunTables, panels: Sequence[Panel]) -> list[Line2D]:
    """Make the entries of the legend, of what is drawn alone."""
    from matplotlib.lines import Line2D

    compounds = [panel for panel in panels if isinstance(panel, CompoundPanel)]
    cargoes = [panel for panel in panels if isinstance(panel, CargoPanel)]
    drawn = {TOUCH_ALONE if touch.type == "van_der_waals" else touch.type
             for panel in compounds for touch in panel.compound.touches}  # fmt: skip
    marked = {kind for panel in cargoes for kind in panel.types}
    handles = []
    for kind in sorted(drawn | marked, key=contact_order):
        lined = kind in drawn and (kind not in ARCS or kind == "hydrophobic")
        style = "-" if kind == "hydrophobic" else contact_dashes(kind)
        handles.append(Line2D([], [], color=contact_line(kind), linestyle=style if kind in drawn else "none",
                              linewidth=1.1 if lined else 1.0, marker=contact_marker(kind) if kind in marked else None,
                              markersize=4.5, label=_words(kind, kind in drawn)))  # fmt: skip
    handles += bond_handles(
        bonded=any(panel.compound.bonds for panel in compounds),
        expected=any(not panel.compound.bonds and panel.compound.expected for panel in compounds),
    )
    if compounds:
        lain_in = {pocket for panel in compounds for _, pocket in exposure(run, panel.compound).values()}
        handles += [Line2D([], [], color=POCKET_COLOURS[pocket], linewidth=1.3, label=f"lies in {pocket}")
                    for pocket in XPO1.pockets if pocket in lain_in]  # fmt: skip
        if "" in lain_in:
            handles.append(Line2D([], [], color=GREY, linewidth=1.3, label="in no pocket"))
        handles.append(Line2D([], [], linestyle="none", marker="o", markersize=7, markerfacecolor=SOLVENT_FACE,
                              markeredgecolor="none", label="open to the solvent"))  # fmt: skip
    return handles


def _words(kind: str, arc: bool) -> str:
    """Name a type of contact; those that are drawn as arcs are called so."""
    name = contact_name(TOUCH_ALONE if kind in ARCS - {"hydrophobic"} else kind)
    return f"{name} (arc)" if arc and kind in ARCS else name
