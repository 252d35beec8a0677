"""Two occupants beside each other: their structures, where they lie, what each touches and buries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.bound_compounds import BoundCompound, bound_compound
from nesgroove.show.figures.diagram import draw_diagram
from nesgroove.show.figures.footprint_areas import Footprints
from nesgroove.show.figures.footprint_panel import draw_single, single_height
from nesgroove.show.figures.interaction_cargo import CargoPanel, cargo_panel, draw_cargo
from nesgroove.show.figures.legends import SIZE as LEGEND
from nesgroove.show.figures.legends import bond_handles, legend_columns, legend_rows
from nesgroove.show.figures.paging import TALLEST
from nesgroove.show.figures.pairing import Pair, pair_of
from nesgroove.show.figures.ruler_axis import BAND, draw_bands
from nesgroove.show.figures.sketch import SULPHUR, Sketch, common_atoms, sketch
from nesgroove.show.figures.style import OCCUPANTS, blank, mark_kinds
from nesgroove.show.figures.two_names import (
    LINE,
    NAME_LINE,
    beside_ruler,
    heading,
    heading_height,
    names_width,
    ruler_more,
)
from nesgroove.show.figures.two_rows import Blocks, blocks_height, draw_blocks, two_blocks, types_drawn
from nesgroove.show.look import (
    COMMON_FACE,
    GREY,
    INK,
    KIND_COLOURS,
    KIND_INKS,
    contact_line,
    contact_marker,
    contact_name,
    contact_order,
)
from nesgroove.show.size import FigureSize

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

NAME = "compare"

ORDER = 5.5

CAPTION = (
    "Two occupants compared: those of --pair, or the two that a run or a choice has; else its best known inhibitor "
    "and the reference cargo. Top: the structures as they are bound; where both are inhibitors they are drawn alike "
    "on the scaffold that they have in common (grey), the atom that reacted is on yellow. Cargoes are their residues "
    "along the groove with the anchors. Below on one scale: the extent of each along x, a dot for each heavy atom "
    "near the groove, and the part of each pocket's volume that it fills. Then the positions of the groove that the "
    "first alone touches, both, and the second alone, in each block from P0 to P4, with the types of contact and the "
    "solvent-accessible area that each buries (Å²), the first to the left. The map is what the first buries less what "
    "the second does, on the groove of the first, with the outline of the second dashed; where a page in one column "
    "has no room for it, footprint-map has it. Contacts with symmetry images and clashes are left out."
)

LABEL: Final = 6.0
"""Size of words, points."""

BOND: Final = 0.2
"""Greatest length of a bond, inches."""

STRIP: Final = 0.98
"""Height of the ruler with its axis, inches."""


@dataclass(frozen=True)
class _Drawn:
    """An inhibitor with its diagram, and its atoms that both have."""

    compound: BoundCompound
    sketch: Sketch
    common: frozenset[str]


Side = _Drawn | CargoPanel


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw two occupants."""
    pair = pair_of(run)
    if pair is None:
        return blank("Fewer than two occupants in the grooves of this run: there is nothing to compare", size.width)
    half = size.width if size.narrow else size.width / 2
    sides, note = _sides(run, pair, half)
    scale = min(BOND, *(_scale(side, half) for side in sides if isinstance(side, _Drawn)), BOND)
    each = [_tall(side, scale) for side in sides]
    tops = (each[0], each[1]) if size.narrow else (max(each), max(each))
    blocks = two_blocks(run, pair)
    change = Footprints(run).difference(pair)
    beside = not size.narrow and change is not None
    wide = size.width * (0.57 if beside else 1.0)
    handles = _handles(blocks, sides)
    across = legend_columns(handles, size.width - 0.2, handle=1.4)
    foot = 0.1 + 0.135 * legend_rows(handles, across)
    map_wide = size.width - wide - 0.1 if beside else size.width
    map_tall = single_height(map_wide) if change is not None else 0.0
    rows = blocks_height(blocks, wide)
    own = [heading_height(heading(run, key, half)) for key in pair]
    heads = (own[0], own[1]) if size.narrow else (max(own), max(own))
    strip = STRIP + ruler_more(beside_ruler(pair, size.width))
    high = sum(heads[n] + tops[n] for n in range(2 if size.narrow else 1)) + strip + rows + foot + 0.14
    if size.narrow and high + map_tall > TALLEST:  # the map alone is a figure of its own
        change, map_tall = None, 0.0
    middle = max(rows, map_tall) if beside else rows + map_tall
    return _assemble(run, pair, size, _Layout(scale, heads, tops, strip, wide, rows, middle, map_wide, map_tall, foot,
                                              across), sides, blocks, handles, note)  # fmt: skip


@dataclass(frozen=True)
class _Layout:
    """Lengths in inches, and how many entries of the legend stand in a line."""

    scale: float
    heads: tuple[float, float]
    tops: tuple[float, float]
    strip: float
    wide: float
    rows: float
    middle: float
    map_wide: float
    map_tall: float
    foot: float
    across: int


def _assemble(
    run: RunTables,
    pair: Pair,
    size: FigureSize,
    plan: _Layout,
    sides: Sequence[Side],
    blocks: Blocks,
    handles: list[Line2D],
    note: str,
) -> Figure:
    from matplotlib.figure import Figure

    width = size.width
    across = 1 if size.narrow else 2  # in a narrow figure they lie above each other
    tall = sum(plan.heads[n] + plan.tops[n] for n in range(3 - across))
    height = 0.14 + tall + plan.strip + plan.middle + plan.foot
    figure = Figure(figsize=(width, height))

    def box(left: float, bottom: float, wide: float, tall: float) -> tuple[float, float, float, float]:
        return left / width, bottom / height, wide / width, tall / height

    top = height - 0.14
    for n, (key, side) in enumerate(zip(pair, sides, strict=True)):
        each = plan.tops[n]
        whole = plan.heads[n] + each
        top -= whole if n % across == 0 else 0.0
        axes = figure.add_axes(box(n % across * width / 2, top, width / across, whole), gid=f"side {n}")
        axes.axis("off")
        axes.set_xlim(0, width / across)
        axes.set_ylim(0, whole)
        _side(axes, run, key, side, plan.scale, (width / across, each))
    if note:
        figure.text(0.5, top / height, note, ha="center", va="bottom", fontsize=LABEL, color=GREY, gid="note")
    names = names_width(beside_ruler(pair, width))
    _ruler(figure, run, pair, box(names, top - plan.strip + 0.34, width - names - 0.12, plan.strip - 0.5))
    below = top - plan.strip
    draw_blocks(figure.add_axes(box(0, below - plan.rows, plan.wide, plan.rows), gid="rows"), blocks, plan.wide)
    change = Footprints(run).difference(pair) if plan.map_tall else None
    if change is not None:
        left = width - plan.map_wide
        bottom = below - plan.map_tall if not size.narrow else below - plan.rows - plan.map_tall
        draw_single(figure, run, change, (left, bottom), plan.map_wide)
    figure.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 0.0), ncols=plan.across, fontsize=LEGEND,
                  handlelength=1.4, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.3)  # fmt: skip
    mark_kinds(figure, run.only({key.complex for key in pair}), OCCUPANTS)
    return figure


def _sides(run: RunTables, pair: Pair, half: float) -> tuple[list[Side], str]:
    """Lay out both occupants, two compounds alike, and say where that could not be."""
    compounds = [bound_compound(run, key) if key.kind == "inhibitor" else None for key in pair]
    known = [c if c is not None and c.template is not None else None for c in compounds]
    first = _sketched(known[0], {}) if known[0] is not None else None
    second = _sketched(known[1], {}) if known[1] is not None else None
    common: dict[str, str] = {}
    note = ""
    if known[0] is not None and known[1] is not None and first is not None:
        found = common_atoms(_chemistry(known[0]), _chemistry(known[1]))
        common = found or {}
        place = dict(zip(first.names, first.xy.tolist(), strict=True))
        second = _sketched(known[1], {there: tuple(place[here]) for here, there in common.items()})
        if found is None:
            note = "a common scaffold was not found in time"
        elif not found:
            note = "the two have no ring or chain of six atoms in common"
    sides: list[Side] = []
    for key, compound, drawn, own in zip(pair, known, (first, second), (common, common.values()), strict=True):
        if compound is not None and drawn is not None:
            sides.append(_Drawn(compound, drawn, frozenset(own)))
        else:
            sides.append(replace(cargo_panel(run, key, half), positions=[]))
    return sides, note


def _chemistry(compound: BoundCompound) -> tuple:  # type: ignore[type-arg]
    assert compound.template is not None  # of a compound without chemistry nothing is drawn
    return compound.template, [bond.atom for bond in compound.bonds if bond.atom in compound.template.atoms]


def _sketched(compound: BoundCompound, held: dict) -> Sketch:  # type: ignore[type-arg]
    template, bonded = _chemistry(compound)
    return sketch(template, bonded, compound.xyz, held)


def _scale(side: _Drawn, half: float) -> float:
    return (half - 0.3) / max(1.0, float(np.ptp(side.sketch.xy[:, 0])))


def _tall(side: Side, scale: float) -> float:
    return side.tall if isinstance(side, CargoPanel) else float(np.ptp(side.sketch.xy[:, 1])) * scale + 0.34


def _side(axes: Axes, run: RunTables, key: OccupantKey, side: Side, scale: float, room: tuple[float, float]) -> None:
    """Draw one occupant with its name."""
    half, tall = room
    top = axes.get_ylim()[1]
    name, where = heading(run, key, half)
    for number, line in enumerate(name):
        axes.text(half / 2, top - 0.02 - NAME_LINE * number, line, ha="center", va="top", fontsize=7.0,
                  weight="bold", color=KIND_INKS[key.kind], gid=f"name {number}")  # fmt: skip
    top -= NAME_LINE * (len(name) - 1)
    for number, line in enumerate(where):
        axes.text(half / 2, top - 0.16 - LINE * number, line, ha="center", va="top", fontsize=LABEL, color=GREY)
    if isinstance(side, CargoPanel):
        draw_cargo(axes, side)
        return
    xy = side.sketch.xy * scale + np.array([half / 2, tall / 2])
    place = dict(zip(side.sketch.names, xy, strict=True))
    for a, b, _ in side.sketch.bonds:
        ends = side.sketch.names[a], side.sketch.names[b]
        if side.common.issuperset(ends) and not any(end.startswith(SULPHUR) for end in ends):
            axes.plot(*np.array([place[end] for end in ends]).T, color=COMMON_FACE, linewidth=7.0,
                      solid_capstyle="round", zorder=0.3, gid=f"common {key.complex} {ends[0]} {ends[1]}")  # fmt: skip
    draw_diagram(axes, side.compound, side.sketch, scale, room, touches=False)


def _ruler(figure: Figure, run: RunTables, pair: Pair, bounds: tuple[float, float, float, float]) -> None:
    """Draw where both lie along the groove, and what they fill of each pocket."""
    axes = figure.add_axes(bounds, gid="ruler")
    draw_bands(axes)
    for y, key in enumerate(pair):
        mine = (key.complex, key.occupant)
        xs = [row.x for row in run.occupant_atoms if (row.complex, row.occupant) == mine and row.x is not None]
        colour = KIND_COLOURS[key.kind]
        if xs:
            axes.plot([min(xs), max(xs)], [y, y], color=colour, linewidth=2.0, alpha=0.5, solid_capstyle="round",
                      gid=f"extent {y}")  # fmt: skip
            axes.scatter(xs, [y] * len(xs), s=4, color=colour, linewidths=0, zorder=3, gid=f"atoms {y}")
        for row in run.occupancy:
            if (row.complex, row.occupant) == mine and row.pocket in XPO1.pocket_centres and row.filled is not None:
                axes.text(XPO1.pocket_centres[row.pocket][0], y + 0.42, f"{row.filled:.0%}", ha="center",
                          va="center_baseline", fontsize=LABEL, color=INK if row.occupied == "yes" else GREY,
                          weight="bold" if row.occupied == "yes" else "normal",
                          gid=f"filled {y} {row.pocket}")  # fmt: skip
    axes.set_ylim(1.75, -0.45)
    axes.set_xlim(XPO1.pocket_centres["P0"][0] - BAND - 4, XPO1.pocket_centres["P4"][0] + BAND + 4)
    names = beside_ruler(pair, float(figure.get_figwidth()))
    axes.set_yticks([0, 1], ["\n".join(lines) for lines in names], fontsize=LABEL)
    for tick, key in zip(axes.get_yticklabels(), pair, strict=True):
        tick.set_color(KIND_INKS[key.kind])
    axes.set_xticks(range(-10, 21, 5))
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=LABEL, pad=1.5)
    axes.spines["left"].set_visible(False)
    words = "x along the groove (Å); %: filled, bold: occupied"
    axes.set_xlabel(words, fontsize=LABEL, labelpad=1)


def _handles(blocks: Blocks, sides: Sequence[Side]) -> list[Line2D]:
    """Make the entries of the legend, of what is drawn alone."""
    from matplotlib.lines import Line2D

    handles = []
    for kind in sorted(types_drawn(blocks), key=contact_order):
        handles.append(Line2D([], [], linestyle="none", marker=contact_marker(kind), color=contact_line(kind),
                              markersize=4.4, label=contact_name(kind)))  # fmt: skip
    drawn = [side for side in sides if isinstance(side, _Drawn)]
    handles += bond_handles(
        bonded=any(side.compound.bonds for side in drawn),
        expected=any(not side.compound.bonds and side.compound.expected for side in drawn),
    )
    if any(side.common for side in drawn):
        handles.append(Line2D([], [], color=COMMON_FACE, linewidth=6, solid_capstyle="butt", label="common scaffold"))
    return handles
