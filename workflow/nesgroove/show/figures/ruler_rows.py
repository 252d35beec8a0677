"""The rows of the groove ruler: one occupant each, with its marks, and the keys that say what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from nesgroove.model.target import XPO1
from nesgroove.show.figures.keys import Key, boxed_key, marker_key, patch_key
from nesgroove.show.figures.ruler_axis import BAND
from nesgroove.show.figures.ruler_lines import Line, Mark
from nesgroove.show.labels import apart
from nesgroove.show.look import BORDERLINE_HATCH, CYS_COLOUR, GREY, KIND_COLOURS, KIND_INKS, POCKET_COLOURS
from nesgroove.show.text import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE: Final = 6.0
"""Of letters in boxes, points."""

BOX: Final = 0.22
"""Width of a box with letters, about, inches."""

FULL: Final = 0.5
"""Part of a pocket filled at which the shade of an inhibitor is as high as its row; more than any of 14 compounds."""

LOW, HIGH = 0.24, 0.9
"""Height of such a shade where next to nothing is filled, and where :data:`FULL` is, in rows."""

SHADE: Final = 0.55
"""Of a shade, from 0 to 1: dots on it are seen, and the band below it is paler."""

LEAST: Final = 1.2
"""Of a shade along the groove, A."""


def draw_rows(axes: Axes, rows: Sequence[tuple[float, Line]], scale: float) -> None:
    """Draw occupants.

    Parameters
    ----------
    axes
        Of the ruler, with its limits.
    rows
        Height and line of each.
    scale
        Inches an A.
    """
    for y, row in rows:
        _draw_extent(axes, y, row)
        if row.key.kind == "cargo":
            _draw_anchors(axes, y, row.marks, scale)
        else:
            for mark in row.marks:
                _draw_pocket(axes, y, row, mark)
        if row.direction:
            plus = row.direction == "plus"
            tip = _tip(row, BOX / 2 / scale, plus=plus)
            axes.scatter([tip], [y], marker=">" if plus else "<", s=11, linewidths=0,
                         color=KIND_COLOURS[row.key.kind])  # fmt: skip
    for kind, area in (("inhibitor", 3.0), ("cargo", 4.0)):
        dots = [(x, y) for y, row in rows if row.key.kind == kind for x in row.dots]
        if dots:
            xs, ys = zip(*dots, strict=True)
            axes.scatter(xs, ys, s=area, color=KIND_INKS[kind], linewidths=0, zorder=3,
                         gid=f"dots {kind}")  # fmt: skip
    bonds = [(row.bond, y) for y, row in rows if row.bond is not None]
    if bonds:
        xs, ys = zip(*bonds, strict=True)
        axes.scatter(xs, ys, marker="D", s=11, color=CYS_COLOUR, edgecolors="black", linewidths=0.5,
                     zorder=5, gid="bonds")  # fmt: skip


def _tip(row: Line, half: float, *, plus: bool) -> float:
    """Where the triangle of a cargo stands: beyond its end, and beyond the letters of its last anchor."""
    if plus:
        return max(row.x_max, *(mark.x + half for mark in row.marks)) + 0.9 if row.marks else row.x_max + 0.9
    return min(row.x_min, *(mark.x - half for mark in row.marks)) - 0.9 if row.marks else row.x_min - 0.9


def _draw_extent(axes: Axes, y: float, row: Line) -> None:
    axes.plot([row.x_min, row.x_max], [y, y], color=KIND_COLOURS[row.key.kind], linewidth=1.1, alpha=0.7, zorder=2,
              solid_capstyle="butt", gid=f"extent {row.key.complex} {row.key.occupant}")  # fmt: skip


def _draw_anchors(axes: Axes, y: float, marks: Sequence[Mark], scale: float) -> None:
    """Draw a cargo's anchors as boxes with their residue; where two have no room side by side, they move apart."""
    order = sorted(marks, key=lambda mark: mark.x)
    wide = max((text_width(mark.label, SIZE, bold=True) for mark in order), default=0.0) + 0.06
    for mark, x in zip(order, apart([mark.x for mark in order], wide / scale), strict=True):
        draw_box(axes, x, y, mark.label, mark.pocket)


def _draw_pocket(axes: Axes, y: float, row: Line, mark: Mark) -> None:
    """Shade the part of a pocket's band that an inhibitor occupies, the higher the more of the pocket it fills."""
    from matplotlib.patches import Rectangle

    centre = XPO1.pocket_centres[mark.pocket][0]
    left, right = max(row.x_min, centre - BAND), min(row.x_max, centre + BAND)
    if right - left < LEAST:
        left, right = mark.x - LEAST / 2, mark.x + LEAST / 2
    tall = LOW + (HIGH - LOW) * min(mark.size / FULL, 1.0)
    colour = POCKET_COLOURS[mark.pocket]
    how = {"facecolor": "white", "hatch": BORDERLINE_HATCH, "edgecolor": colour} if mark.borderline else {
        "facecolor": colour, "alpha": SHADE, "edgecolor": "none"
    }  # fmt: skip
    word = "borderline" if mark.borderline else "occupied"
    axes.add_patch(Rectangle((left, y - tall / 2), right - left, tall, linewidth=0.4, zorder=1.5,
                             gid=f"{word} {mark.pocket} {row.key.complex} {row.key.occupant}", **how))  # fmt: skip


def draw_box(axes: Axes, x: float, y: float, label: str, pocket: str) -> None:
    """Write a few letters in a box of the colour of a pocket."""
    box = {"boxstyle": "round,pad=0.14", "facecolor": POCKET_COLOURS[pocket], "edgecolor": "white", "linewidth": 0.4}
    axes.text(x, y, label, ha="center", va="center_baseline", fontsize=SIZE, color="white", zorder=4, weight="bold",
              bbox=box)  # fmt: skip


def keys_of(rows: Sequence[Line]) -> list[Key]:
    """Name every mark that these rows have."""
    keys = []
    cargo, inhibitor = ([row for row in rows if row.key.kind == kind] for kind in ("cargo", "inhibitor"))
    dot = {"marker": "o", "markeredgewidth": 0}
    if inhibitor:
        keys.append(marker_key("inhibitor: extent and heavy atoms", 0.2, line=True, markersize=2.0, linewidth=1.1,
                               markerfacecolor=KIND_INKS["inhibitor"],
                               color=KIND_COLOURS["inhibitor"], **dot))  # fmt: skip
    if cargo:
        keys.append(marker_key("cargo: extent and residues", 0.2, line=True, markersize=2.4, linewidth=1.1,
                               color=KIND_COLOURS["cargo"], **dot))  # fmt: skip
    if any(mark.label for row in cargo for mark in row.marks):
        box = {"boxstyle": "round,pad=0.14", "facecolor": GREY, "edgecolor": "none"}
        keys.append(boxed_key("anchor, in its pocket's colour", "L8", 0.16, fontsize=SIZE, color="white", weight="bold",
                              bbox=box))  # fmt: skip
    if any(row.direction for row in cargo):
        keys.append(
            marker_key("from N to C", marker=">", markersize=3.4, color=KIND_COLOURS["cargo"], markeredgewidth=0)
        )
    marks = [mark for row in inhibitor for mark in row.marks]
    if any(not mark.borderline for mark in marks):
        keys.append(patch_key("pocket that it occupies, the higher the more is filled", facecolor=GREY, alpha=SHADE,
                              linewidth=0))  # fmt: skip
    if any(mark.borderline for mark in marks):
        keys.append(patch_key("borderline", facecolor="white", edgecolor=GREY, hatch=BORDERLINE_HATCH, linewidth=0.4))
    if any(row.bond is not None for row in rows):
        keys.append(marker_key("atom bonded to Cys528", marker="D", markersize=3.4, color=CYS_COLOUR,
                               markeredgecolor="black", markeredgewidth=0.5))  # fmt: skip
    return keys
