"""How much of each cargo's volume each inhibitor takes, and the anchors that it displaces."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.show.figures.competition_plan import (
    GAP,
    HEAD,
    LABEL,
    MOST_PAGES,
    PIP,
    PIPS,
    ROW,
    Overlays,
    Plan,
    anchor_label,
    anchors_title,
    name_of,
    overlays,
    pair_of,
    title_of,
)
from nesgroove.show.figures.competition_summary import summarised
from nesgroove.show.figures.heatmap_cells import ink
from nesgroove.show.figures.legends import SIZE, legend_columns
from nesgroove.show.figures.paging import Page, Section
from nesgroove.show.figures.scales import shares_map
from nesgroove.show.figures.sections import of_one_kind, sections
from nesgroove.show.figures.style import OCCUPANTS, blank, mark_kinds
from nesgroove.show.look import (
    ABSENT_EDGE,
    ABSENT_FACE,
    GRID,
    KEY_EDGE,
    KIND_COLOURS,
    KIND_INKS,
    NOT_MEASURED,
    POCKET_COLOURS,
    pocket_ink,
)
from nesgroove.show.size import FigureSize

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.figure import Figure

NAME = "competition"

ORDER = 6

ROWS = True

CAPTION = (
    "What inhibitors compete for. Top: anchors of the reference cargo that each inhibitor would displace, as boxes "
    "in the colour of their pocket: filled where the inhibitor takes a fifth or more of the anchor's side chain, empty "
    "where it leaves the anchor free. Below: every inhibitor against every cargo; number and tone are the part of the "
    "cargo's volume in the groove that the inhibitor takes, in per cent; the squares below the number are the anchors "
    "of the cargo that it displaces, of those counted at the right. Inhibitors are grouped by chemical class, cargoes "
    "by how they are known and by class of export signal. Hatched: not measured. Where a run has more of them than a "
    "page has room for, this is a summary: medians over the pairs of each class of inhibitors and each section of "
    "cargoes, and the anchors that half or more of a class displace; pages with every inhibitor and every cargo lie "
    "beside it (competition-1, competition-2 ...). Where even the summary has no room on a page, the foot says so, and "
    "the first of these pages have the rest of it. A class that has no room above its columns is named in each."
)


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw inhibitors against cargoes, or a summary by sections where they are more than a page holds."""
    overlaid = overlays(run)
    if overlaid is None:
        return blank("No inhibitor and cargo to compare in this run", size.width)
    inhibitors, cargoes = sections(run, "inhibitor"), sections(run, "cargo")
    plan = Plan(overlaid, inhibitors, cargoes, size)
    if len(plan.parts) > 1:
        plan = Plan(*summarised(overlaid, of_one_kind(run, inhibitors), of_one_kind(run, cargoes)), size)
    return _draw_panels(run, plan, *plan.parts[0], part_of=len(plan.parts))


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with every inhibitor and every cargo, where they are more than one page holds."""
    overlaid = overlays(run)
    if overlaid is None:
        return
    inhibitors, cargoes = sections(run, "inhibitor"), sections(run, "cargo")
    plan = Plan(overlaid, inhibitors, cargoes, size)
    if len(plan.parts) > 1:
        short = Plan(*summarised(overlaid, of_one_kind(run, inhibitors), of_one_kind(run, cargoes)), size)
        for number, (panels, part) in enumerate(short.parts[1:], 2):
            words = f"medians of classes of inhibitors and sections of cargoes, part {number} of {len(short.parts)}"
            yield Page(words, partial(_draw_panels, run, short, panels, part))
    if len(plan.parts) > MOST_PAGES:
        for classes in (False, True):
            # Medians are of one kind of source alone; what has a row or a column of its own stays in its section.
            one = of_one_kind(run, inhibitors) if classes else inhibitors
            other = cargoes if classes else of_one_kind(run, cargoes)
            half = Plan(*summarised(overlaid, one, other, classes=classes, kinds=not classes), size)
            yield from _of_parts(run, half, "every cargo against classes of inhibitors, medians" if classes else
                                 "every inhibitor against sections of cargoes, medians")  # fmt: skip
    elif len(plan.parts) > 1:
        yield from _of_parts(run, plan, "")


def _of_parts(run: RunTables, plan: Plan, what: str) -> Iterator[Page]:
    """Draw the pages of a plan."""
    for panels, cargoes in plan.parts:
        shown = [key for panel in panels for _, keys in panel for key in keys]
        rows = [key for _, keys in cargoes for key in keys]
        words = f"{len(shown)} inhibitors, {shown[0].label} to {shown[-1].label}, against {len(rows)} cargoes, "
        if what:
            own = shown if plan.overlaid.run.by_id.get(shown[0].complex) else rows
            words = f"{what}: {own[0].label} to "
            rows = own
        else:
            words += f"{rows[0].label} to "
        yield Page(f"{words}{rows[-1].label}", partial(_draw_panels, run, plan, panels, cargoes))


def _draw_panels(
    run: RunTables,
    plan: Plan,
    panels: list[list[Section[OccupantKey]]],
    cargoes: list[Section[OccupantKey]],
    part_of: int = 1,
) -> Figure:
    """Draw panels of inhibitors one below the other, each against the same cargoes; the first of so many parts."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    width, left, cell = plan.width, plan.left, plan.cell
    tall, body = plan.tall(cargoes), plan.body(cargoes)
    below = plan.below + (0.12 if part_of > 1 else 0.0)
    height = below + len(panels) * tall + 0.1
    top = max((row.of_cargo or 0.0 for row in plan.overlaid.rows.values()), default=0.0)
    colours, norm = shares_map(), Normalize(0.0, max(0.1, -(-top * 10 // 1) / 10))
    figure = Figure(figsize=(width, height))
    for number, panel in enumerate(panels):
        from_top = number * tall + 0.04 + plan.heads + 0.06
        across = sum(len(keys) for _, keys in panel) * cell + GAP * (len(panel) - 1)
        axes = figure.add_axes(
            (left / width, 1 - (0.1 + from_top + body) / height, across / width, body / height), gid=f"panel {number}"
        )
        axes.set_xlim(0, across)
        axes.set_ylim(body, 0)
        _draw_panel(axes, panel, plan, cargoes, (colours, norm))
    length = min(2.2, width - left - plan.right)
    bar = figure.add_axes((left / width, (below - 0.16) / height, length / width, 0.08 / height))
    scale = figure.colorbar(ScalarMappable(norm, colours), cax=bar, orientation="horizontal")
    bar.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=""))
    bar.tick_params(labelsize=SIZE, pad=1.5)
    scale.set_label("part of the cargo's volume taken, %", fontsize=SIZE, labelpad=1)
    _key(figure, plan, below - plan.below)
    if part_of > 1:
        words = f"Part 1 of {part_of} of the summary; the others stand on pages (--pages)."
        figure.text(0.05 / width, 0.04 / height, words, fontsize=LABEL, color=KEY_EDGE, gid="left out")
    drawn = [keys for panel in [*panels, cargoes] for _, keys in panel]
    mark_kinds(figure, run, OCCUPANTS, {key.complex for keys in drawn for key in keys})
    return figure


def _key(figure: Figure, plan: Plan, bottom: float) -> None:
    """Explain the boxes and the squares, at the foot, above what is written below them, inches."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], linestyle="none", marker="s", markersize=size, markerfacecolor=face, markeredgecolor=KEY_EDGE,
               markeredgewidth=0.7, label=words)
        for size, face, words in (
            (5, KEY_EDGE, "anchor displaced"), (5, "white", "anchor left free"), (1.8, KEY_EDGE, PIPS),
        )
    ]  # fmt: skip
    across = legend_columns(handles, plan.width - 0.2, handle=1.0)
    corner = (0.5, bottom / figure.get_figheight())
    figure.legend(handles=handles, loc="lower center", bbox_to_anchor=corner, ncols=across, fontsize=SIZE,
                  handlelength=1.0, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.2)  # fmt: skip


def _draw_panel(
    axes: Axes,
    panel: list[tuple[str, list[OccupantKey]]],
    plan: Plan,
    cargoes: list[tuple[str, list[OccupantKey]]],
    scale: tuple[Colormap, Normalize],
) -> None:
    """Draw the inhibitors of one panel as columns; the unit of both axes is the inch, from the top left."""
    cell, overlaid = plan.cell, plan.overlaid
    columns: list[tuple[float, OccupantKey]] = []
    x = 0.0
    for title, keys in panel:
        for key in keys:
            name = "\n".join(plan.lines(title, keys, key))
            axes.text(x + cell / 2, -0.06, name, rotation=90, ha="center", va="bottom",
                      multialignment="left", fontsize=LABEL, linespacing=1.05, gid=f"column {title}")  # fmt: skip
            columns.append((x, key))
            x += cell
        axes.plot([x - cell * len(keys) + 0.02, x - 0.02], [-0.03, -0.03], color=KIND_COLOURS["inhibitor"],
                  linewidth=1.6, clip_on=False, solid_capstyle="butt")  # fmt: skip
        if plan.titled(title, keys):
            axes.text(x - cell * len(keys) / 2, HEAD - 0.04, title, ha="center", va="bottom", fontsize=LABEL,
                      color=KIND_INKS["inhibitor"], gid="class")  # fmt: skip
        x += GAP
    axes.text(-0.06, HEAD - 0.04, anchors_title(overlaid), ha="right", va="bottom", fontsize=LABEL, weight="bold",
              color=KIND_INKS["cargo"])  # fmt: skip
    _draw_anchors(axes, columns, cell, overlaid)
    y = plan.anchors
    for title, keys in cargoes:
        axes.text(-0.06, y + HEAD - 0.04, title_of(overlaid, title), ha="right", va="bottom", fontsize=LABEL,
                  weight="bold", color=KIND_INKS["cargo"])  # fmt: skip
        y += HEAD
        for cargo in keys:
            axes.text(-0.06, y + ROW / 2, name_of(overlaid, cargo), ha="right", va="center_baseline", fontsize=LABEL)
            _draw_row(axes, columns, cell, overlaid, cargo, y, scale)
            y += ROW
    axes.set_axis_off()


def _draw_anchors(axes: Axes, columns: list[tuple[float, OccupantKey]], cell: float, overlaid: Overlays) -> None:
    from matplotlib.patches import Rectangle

    for number, anchor in enumerate(overlaid.anchors):
        y = HEAD + number * ROW
        pocket, name, _ = anchor
        axes.text(-0.06, y + ROW / 2, anchor_label(anchor), ha="right", va="center_baseline", fontsize=LABEL,
                  color=pocket_ink(pocket), weight="bold")  # fmt: skip
        for x, key in columns:
            row = overlaid.rows.get((pair_of(key), pair_of(overlaid.reference)))
            taken = row is not None and name in row.anchors_displaced.split()
            size = min(cell, ROW) - 0.035
            box = Rectangle(
                (x + (cell - size) / 2, y + (ROW - size) / 2), size, size, linewidth=0.7,
                facecolor=POCKET_COLOURS[pocket] if taken else "white", edgecolor=POCKET_COLOURS[pocket],
                hatch="//////" if row is None else None, gid=f"anchor {name} {key.complex} {key.occupant}",
            )  # fmt: skip
            axes.add_patch(box)


def _draw_row(
    axes: Axes,
    columns: list[tuple[float, OccupantKey]],
    cell: float,
    overlaid: Overlays,
    cargo: OccupantKey,
    y: float,
    scale: tuple[Colormap, Normalize],
) -> None:
    from matplotlib.patches import Rectangle

    colours, norm = scale
    anchors = None
    for x, key in columns:
        row = overlaid.rows.get((pair_of(key), pair_of(cargo)))
        gid = f"cell {key.complex} {key.occupant} {cargo.complex} {cargo.occupant}"
        if row is None or row.of_cargo is None:
            axes.add_patch(Rectangle((x, y), cell, ROW, facecolor=ABSENT_FACE, edgecolor=ABSENT_EDGE, hatch="//////",
                                     linewidth=0.3, gid=gid))  # fmt: skip
            axes.text(x + cell / 2, y + ROW / 2, NOT_MEASURED, ha="center", va="center_baseline", fontsize=6,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3})  # fmt: skip
            continue
        anchors = row.anchors
        axes.add_patch(Rectangle((x, y), cell, ROW, facecolor=colours(float(norm(row.of_cargo))), edgecolor=GRID,
                                 linewidth=0.4, gid=gid))  # fmt: skip
        shade = ink(row.of_cargo, colours, norm)
        axes.text(x + cell / 2, y + 0.44 * ROW, f"{100 * row.of_cargo:.0f}", ha="center", va="center_baseline",
                  fontsize=LABEL, color=shade, gid=gid)  # fmt: skip
        start = x + cell / 2 - PIP * (1.5 * (row.displaced or 0) - 0.5) / 2
        for number in range(row.displaced or 0):
            corner = (start + 1.5 * PIP * number, y + ROW - 1.6 * PIP)
            axes.add_patch(Rectangle(corner, PIP, PIP, facecolor=shade, linewidth=0, gid=f"displaced {gid[5:]}"))
    end = columns[-1][0] + cell
    if anchors is not None:
        axes.text(end + 0.05, y + ROW / 2, f"of {anchors}", ha="left", va="center_baseline", fontsize=LABEL,
                  color=KEY_EDGE)  # fmt: skip
