"""How much of each cargo's volume each inhibitor takes, and the anchors that it displaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nesgroove.compare.competition import competition
from nesgroove.compare.references import reference_cargo
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.heatmap import COLOURS, ink, sections
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import (
    ABSENT_EDGE,
    ABSENT_FACE,
    COLUMN,
    KEY_EDGE,
    KIND_COLOURS,
    NOT_MEASURED,
    PAGE,
    POCKET_COLOURS,
)
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.figure import Figure

    from nesgroove.compare.competition import CompetitionRecord

NAME = "competition"

ORDER = 6

CAPTION = (
    "What inhibitors compete for. Top: anchors of the reference cargo that each inhibitor would displace, as boxes "
    "in the colour of their pocket: filled where the inhibitor takes a fifth or more of the anchor's side chain, empty "
    "where it leaves the anchor free. Below: every inhibitor against every cargo; the colour is the part of the "
    "cargo's volume in the groove that the inhibitor takes, the number how many of the cargo's anchors (count at the "
    "right) it displaces. Inhibitors are grouped by chemical class, cargoes by how they are known and by class of "
    "export signal. Hatched: not measured."
)

LABEL = 5.2
"""Size of labels, points."""

ROW, HEAD, CELL, LEAST = 0.145, 0.17, 0.36, 0.2
"""Heights of a row and of a section's head, greatest and least width of a column, inches."""

GAP = 0.05
"""Between two classes of inhibitors, inches."""

LONGEST = 1.75
"""Longest label, inches."""


@dataclass(frozen=True)
class Overlays:
    """What is drawn.

    Attributes
    ----------
    rows : dict
        (complex, occupant) of the inhibitor and of the cargo -> the row of the table.
    reference : OccupantKey
        The cargo whose anchors are drawn.
    anchors : list of (str, str, str)
        Its anchors along the groove: pocket, name, residue.
    """

    rows: dict[tuple[tuple[str, str], tuple[str, str]], CompetitionRecord]
    reference: OccupantKey
    anchors: list[tuple[str, str, str]]


def overlays(run: RunTables) -> Overlays | None:
    """Collect what is drawn; None where there is no pair of an inhibitor and a cargo."""
    rows = {((r.complex, r.occupant), (r.cargo_complex, r.cargo)): r for r in competition(run)}
    reference = reference_cargo(run)
    if not rows or reference is None:
        return None
    mine = {
        row.pocket: (row.pocket, row.anchor or row.pocket, row.residue)
        for row in run.anchors
        if (row.complex, row.cargo_chain) == _pair(reference) and row.residue
    }
    return Overlays(rows, reference, [mine[pocket] for pocket in XPO1.pockets if pocket in mine])


def columns(run: RunTables, fit: int) -> list[list[tuple[str, list[OccupantKey]]]]:
    """Lay the inhibitors out in panels of at most ``fit`` columns; a class may go on in the next panel."""
    panels: list[list[tuple[str, list[OccupantKey]]]] = [[]]
    room = fit
    for title, keys in sections(run, "inhibitor"):
        rest = keys
        while rest:
            if room == 0:
                panels.append([])
                room = fit
            panels[-1].append((title, rest[:room]))
            taken = min(room, len(rest))
            rest, room = rest[taken:], room - taken
    return panels


def draw(run: RunTables) -> Figure:
    """Draw inhibitors against cargoes."""
    import matplotlib as mpl
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

    overlaid = overlays(run)
    if overlaid is None:
        return blank("No inhibitor and cargo to compare in this run", PAGE)
    cargoes = sections(run, "cargo")
    left = 0.14 + max(
        *(text_width(_name(key), LABEL) for _, keys in cargoes for key in keys),
        *(text_width(title, LABEL, bold=True) for title, _ in cargoes),
        *(text_width(_anchor_label(anchor), LABEL) for anchor in overlaid.anchors),
        text_width(_anchors_title(overlaid), LABEL, bold=True),
    )
    right = 0.42
    classes = len(sections(run, "inhibitor"))
    fit = int((PAGE - left - right - GAP * classes) / LEAST)
    panels = columns(run, fit)
    count = max(sum(len(keys) for _, keys in panel) for panel in panels)
    least = left + right + GAP * classes + count * CELL
    width = COLUMN if len(panels) == 1 and least <= COLUMN else PAGE
    cell = min(CELL, (width - left - right - GAP * classes) / count)
    heads = max(text_width(line, LABEL) for panel in panels for _, keys in panel for k in keys for line in _lines(k))
    matrix = sum(HEAD + ROW * len(keys) for _, keys in cargoes)
    anchors = HEAD + ROW * len(overlaid.anchors)
    tall = 0.1 + heads + 0.06 + anchors + 0.08 + matrix
    below = 0.5
    height = below + len(panels) * tall + 0.1
    top = max((row.of_cargo or 0.0 for row in overlaid.rows.values()), default=0.0)
    colours, norm = mpl.colormaps[COLOURS], Normalize(0.0, max(0.1, -(-top * 10 // 1) / 10))
    figure = Figure(figsize=(width, height))
    for number, panel in enumerate(panels):
        from_top = number * tall + 0.04 + heads + 0.06
        body = anchors + 0.08 + matrix
        across = sum(len(keys) for _, keys in panel) * cell + GAP * (len(panel) - 1)
        axes = figure.add_axes(
            (left / width, 1 - (0.1 + from_top + body) / height, across / width, body / height), gid=f"panel {number}"
        )
        axes.set_xlim(0, across)
        axes.set_ylim(body, 0)
        _draw_panel(axes, panel, cell, overlaid, cargoes, (colours, norm), anchors + 0.08)
    length = min(2.2, width - left - right)
    bar = figure.add_axes((left / width, 0.32 / height, length / width, 0.08 / height))
    scale = figure.colorbar(ScalarMappable(norm, colours), cax=bar, orientation="horizontal")
    bar.tick_params(labelsize=6, pad=1.5)
    scale.set_label("part of the cargo's volume taken", fontsize=6, labelpad=1)
    mark_kinds(figure, run)
    return figure


def _pair(key: OccupantKey) -> tuple[str, str]:
    return key.complex, key.occupant


def _name(key: OccupantKey) -> str:
    return shortened(key.label, LABEL, LONGEST)


def _lines(key: OccupantKey) -> tuple[str, str]:
    return shortened(key.group, LABEL, LONGEST), shortened(key.complex, LABEL, LONGEST)


def _anchor_label(anchor: tuple[str, str, str]) -> str:
    pocket, name, residue = anchor
    return f"{pocket}   {residue}" if name == pocket else f"{pocket}   {name.replace('Phi', 'Φ')} {residue}"


def _anchors_title(overlaid: Overlays) -> str:
    return f"anchors of {shortened(overlaid.reference.label, LABEL, LONGEST)}"


def _draw_panel(
    axes: Axes,
    panel: list[tuple[str, list[OccupantKey]]],
    cell: float,
    overlaid: Overlays,
    cargoes: list[tuple[str, list[OccupantKey]]],
    scale: tuple[Colormap, Normalize],
    matrix_from: float,
) -> None:
    """Draw the inhibitors of one panel as columns; the unit of both axes is the inch, from the top left."""
    columns: list[tuple[float, OccupantKey]] = []
    x = 0.0
    for title, keys in panel:
        for key in keys:
            axes.text(x + cell / 2, -0.06, "\n".join(_lines(key)), rotation=90, ha="center", va="bottom",
                      multialignment="left", fontsize=LABEL, linespacing=1.05, gid=f"column {title}")  # fmt: skip
            columns.append((x, key))
            x += cell
        axes.plot([x - cell * len(keys) + 0.02, x - 0.02], [-0.03, -0.03], color=KIND_COLOURS["inhibitor"],
                  linewidth=1.6, clip_on=False, solid_capstyle="butt")  # fmt: skip
        if text_width(title, LABEL) <= cell * len(keys):
            axes.text(x - cell * len(keys) / 2, HEAD - 0.04, title, ha="center", va="bottom", fontsize=LABEL,
                      color=KIND_COLOURS["inhibitor"], gid="class")  # fmt: skip
        x += GAP
    axes.text(-0.06, HEAD - 0.04, _anchors_title(overlaid), ha="right", va="bottom", fontsize=LABEL, weight="bold",
              color=KIND_COLOURS["cargo"])  # fmt: skip
    _draw_anchors(axes, columns, cell, overlaid)
    y = matrix_from
    for title, keys in cargoes:
        axes.text(-0.06, y + HEAD - 0.04, title, ha="right", va="bottom", fontsize=LABEL, weight="bold",
                  color=KIND_COLOURS["cargo"])  # fmt: skip
        y += HEAD
        for cargo in keys:
            axes.text(-0.06, y + ROW / 2, _name(cargo), ha="right", va="center_baseline", fontsize=LABEL)
            _draw_row(axes, columns, cell, overlaid, cargo, y, scale)
            y += ROW
    axes.set_axis_off()


def _draw_anchors(axes: Axes, columns: list[tuple[float, OccupantKey]], cell: float, overlaid: Overlays) -> None:
    from matplotlib.patches import Rectangle

    for number, anchor in enumerate(overlaid.anchors):
        y = HEAD + number * ROW
        pocket, name, _ = anchor
        axes.text(-0.06, y + ROW / 2, _anchor_label(anchor), ha="right", va="center_baseline", fontsize=LABEL,
                  color=POCKET_COLOURS[pocket], weight="bold")  # fmt: skip
        for x, key in columns:
            row = overlaid.rows.get((_pair(key), _pair(overlaid.reference)))
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
        row = overlaid.rows.get((_pair(key), _pair(cargo)))
        gid = f"cell {key.complex} {key.occupant} {cargo.complex} {cargo.occupant}"
        if row is None or row.of_cargo is None:
            axes.add_patch(Rectangle((x, y), cell, ROW, facecolor=ABSENT_FACE, edgecolor=ABSENT_EDGE, hatch="//////",
                                     linewidth=0.3, gid=gid))  # fmt: skip
            axes.text(x + cell / 2, y + ROW / 2, NOT_MEASURED, ha="center", va="center_baseline", fontsize=4.5,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3})  # fmt: skip
            continue
        anchors = row.anchors
        axes.add_patch(Rectangle((x, y), cell, ROW, facecolor=colours(float(norm(row.of_cargo))), edgecolor="white",
                                 linewidth=0.5, gid=gid))  # fmt: skip
        axes.text(x + cell / 2, y + ROW / 2, "" if row.displaced is None else f"{row.displaced}", ha="center",
                  va="center_baseline", fontsize=5.2, color=ink(row.of_cargo, colours, norm), gid=gid)  # fmt: skip
    end = columns[-1][0] + cell
    if anchors is not None:
        axes.text(end + 0.05, y + ROW / 2, f"of {anchors}", ha="left", va="center_baseline", fontsize=LABEL,
                  color=KEY_EDGE)  # fmt: skip
