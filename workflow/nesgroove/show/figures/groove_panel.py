"""One panel of a map of the groove: helices, pockets, what is taken, and names that do not collide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.tables import OccupantKey
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from nesgroove.show.colours import mixed
from nesgroove.show.figures.footprints import X_LIMITS, Y_LIMITS, MapGroove, Taken, pixels, pocket_areas
from nesgroove.show.labels import Box, free_boxes
from nesgroove.show.look import (
    BLACK,
    CYS_COLOUR,
    DATA,
    GREY,
    KEY_EDGE,
    KIND_COLOURS,
    KIND_INKS,
    LEADER,
    MAP_HELICES,
    OUTLINE,
    POCKET_COLOURS,
    WHITE,
    pocket_ink,
)
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap, ListedColormap


LABEL_SHIFTS: Final = {"P0": 1.5}
"""Along x, A, by which a pocket's name stands beside its centre: position 554 is in the middle of P0."""


SHOWN_HELICES: Final = {name: (colour, 0.7 if name.endswith("B") else 1.0) for name, colour in MAP_HELICES.items()}
"""Helices drawn: colour, and width relative to the others."""


ROOMY: Final = 1.9
"""Width of a panel from which positions are named in it, inches."""

SMALL: Final = 6.0
"""Size of labels in small panels, points."""


def draw_groove(axes: Axes, base: MapGroove, width: float, *, dots: bool) -> None:
    """Draw helices, pockets, lining positions and Cys528 on a panel of a width in inches."""
    from matplotlib.patheffects import withStroke

    scale = width / (X_LIMITS[1] - X_LIMITS[0]) * 72
    x, y = pixels()
    for name, (colour, part) in SHOWN_HELICES.items():
        trace = _axis(base, *XPO1.helices[name])
        if len(trace):
            axes.plot(trace[:, 0], trace[:, 1], color=colour, linewidth=2.6 * part * scale, solid_capstyle="round",
                      zorder=0.3 if part == 1.0 else 0.2, gid=f"helix {name}")  # fmt: skip
    for number, pocket in enumerate(XPO1.pockets):
        area = pocket_areas()[number]
        colour = POCKET_COLOURS[pocket]
        if dots:
            axes.contourf(x, y, area, levels=[0.0, np.inf], colors=[colour], alpha=0.16, zorder=1)
        axes.contour(x, y, area, levels=[0.0], colors=[colour], linewidths=1.3 if dots else 0.9, zorder=3)
        cx, cy = _name_point(pocket)
        words = axes.text(cx, cy, pocket, ha="center", va="center", fontsize=10 if dots else 6, weight="bold",
                          color=pocket_ink(pocket), zorder=7, gid=f"pocket {pocket}")  # fmt: skip
        words.set_path_effects([withStroke(linewidth=1.2, foreground="white")])
    if dots:
        lining = [position for position in XPO1.lining if position in base.ca and position != XPO1.cysteine]
        axes.scatter([base.ca[p][0] for p in lining], [base.ca[p][1] for p in lining], s=11, color=OUTLINE,
                     edgecolors="white", linewidths=0.4, zorder=5, gid="lining")  # fmt: skip
    if XPO1.cysteine in base.ca:
        cx, cy = base.ca[XPO1.cysteine]
        axes.scatter([cx], [cy], marker="D", s=26, color=CYS_COLOUR,
                     edgecolors="black", linewidths=0.6, zorder=4.5, gid="Cys528")  # fmt: skip
    axes.set_xlim(*X_LIMITS)
    axes.set_ylim(*Y_LIMITS)
    axes.set_xticks(range(-15, 21, 5))
    axes.set_yticks(range(-10, 11, 5))


def _name_point(pocket: str) -> tuple[float, float]:
    x, y, _ = XPO1.pocket_centres[pocket]
    return x + LABEL_SHIFTS.get(pocket, 0.0), y


def _axis(base: MapGroove, first: int, last: int) -> FloatArray:
    """Smooth the C-alpha trace of a helix: over a turn, then over neighbours."""
    trace = [base.ca[position] for position in range(first, last + 1) if position in base.ca]
    turns = np.array([np.mean(trace[n : n + 4], axis=0) for n in range(len(trace) - 3)]).reshape(-1, 2)
    for _ in range(3):
        turns[1:-1] = (turns[:-2] + 2 * turns[1:-1] + turns[2:]) / 4
    return turns


def draw_panel(axes: Axes, base: MapGroove, taken: Taken, reference: Taken | None, width: float) -> None:
    """Draw what a class of occupants takes, on a panel of a width in inches, over the outline of the reference."""
    x, y = pixels()
    draw_groove(axes, base, width, dots=False)
    shown = np.ma.masked_equal(taken.covered, 0.0)
    axes.imshow(shown, origin="lower", extent=(*X_LIMITS, *Y_LIMITS), cmap=shades(), vmin=0, vmax=1,
                interpolation="none", aspect="auto", zorder=0.8, gid=f"covered {taken.title}")  # fmt: skip
    if taken.observed:
        axes.contour(x, y, taken.margin, levels=[0.0], colors=[KIND_COLOURS[taken.kind]], linewidths=1.0, zorder=2)
    if reference is not None and taken is not reference and reference.observed:
        axes.contour(x, y, reference.margin, levels=[0.0], colors=["black"], linewidths=0.6,
                     linestyles="dashed", zorder=2.2)  # fmt: skip
    drawn = {position: part for position, part in taken.touched.items() if position in base.ca}
    parts = np.array(list(drawn.values()))
    if drawn:
        axes.scatter([base.ca[p][0] for p in drawn], [base.ca[p][1] for p in drawn],
                     s=[area(part) for part in parts.tolist()], c=parts, cmap=touches(), vmin=0, vmax=1,
                     edgecolors="white", linewidths=0.3, zorder=5, gid=f"touched {taken.title}")  # fmt: skip
    # Positions that line the groove are named in the first panel, which is of the same scale.
    roomy = width > ROOMY
    named = {p: p == XPO1.cysteine for p in drawn if roomy and drawn[p] >= 0.5 and p not in XPO1.lining}
    if XPO1.cysteine in base.ca:
        named[XPO1.cysteine] = True
    label_positions(axes, base, named, [*drawn, *named], SMALL, width, helices=False)
    count = taken.counted
    axes.text(X_LIMITS[0] + 0.3, Y_LIMITS[0] + 0.3, compounds_of(taken.keys, width - 0.05), ha="left", va="bottom",
              fontsize=SMALL, color=GREY, gid="compounds", zorder=8)  # fmt: skip
    title = shortened(taken.title, SMALL, width - (text_width(count, SMALL) + 0.1 if roomy else 0.0), bold=True)
    axes.text(0.0, 1.0 if roomy else 1.09, title, transform=axes.transAxes, fontsize=SMALL, ha="left", va="bottom",
              weight="bold", color=KIND_INKS[taken.kind])  # fmt: skip
    axes.text(1.0 if roomy else 0.0, 1.0, count, transform=axes.transAxes, fontsize=SMALL, va="bottom", color=GREY,
              ha="right" if roomy else "left")  # fmt: skip
    if not roomy:
        axes.set_xticks(range(-10, 21, 10))


def compounds_of(keys: Sequence[OccupantKey], width: float) -> str:
    """Name the compounds of a class, in two lines at most; how many more they are where those have no room for all."""
    names = list(dict.fromkeys(key.group for key in keys if key.kind == "inhibitor"))
    lines = [""]
    for count in range(len(names), 0, -1):
        more = len(names) - count
        lines = [""]
        for name in [
            *(f"{name}," for name in names[: count - 1]),
            names[count - 1] + (f", {more} more" if more else ""),
        ]:
            longer = f"{lines[-1]} {name}".lstrip()
            if text_width(longer, SMALL) <= width or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(name)
        if len(lines) <= 2 and all(text_width(line, SMALL) <= width for line in lines):
            break
    return "\n".join(shortened(line, SMALL, width) for line in lines[:2])


def area(part: float) -> float:
    """Size of the dot of a position that a part of the occupants touch, points^2."""
    return 3.0 + 11.0 * part


def shades() -> ListedColormap:
    """Greys of what is covered, from none to all of the occupants."""
    from matplotlib.colors import ListedColormap

    return ListedColormap([(g, g, g) for g in np.linspace(0.93, 0.58, 64).tolist()])


def touches() -> LinearSegmentedColormap:
    """Tones of the positions that are touched, pale for few of the occupants and dark for all."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("touches", [mixed(DATA, WHITE, 0.55), mixed(DATA, BLACK, 0.45)])


def label_positions(
    axes: Axes, base: MapGroove, wanted: dict[int, bool], dots: list[int], size: float, width: float, *, helices: bool
) -> None:
    """Label positions beside their dots so that no label lies on another, on a dot or outside of the panel.

    Parameters
    ----------
    axes, base
        Panel and groove.
    wanted : dict of int to bool
        Positions, and whether each is written in bold.
    dots : list of int
        Positions that have a dot.
    size, width : float
        Size of the labels, points; width of the panel, inches.
    helices : bool
        Whether helices are named too.
    """
    unit = (X_LIMITS[1] - X_LIMITS[0]) / width  # A per inch
    high = size / 72 * unit
    taken: list[Box] = []
    dot = 0.032 * unit
    if not helices:
        taken.append((X_LIMITS[0], Y_LIMITS[0], X_LIMITS[1], Y_LIMITS[0] + 2.3 * high + 0.3))  # the compounds' names
    for position in dots:
        px, py = base.ca[position]
        taken.append((px - dot, py - dot, px + dot, py + dot))
    for pocket in XPO1.pockets:
        cx, cy = _name_point(pocket)
        half = text_width(pocket, 10 if helices else 6, bold=True) / 2 * unit
        tall = (10 if helices else 6) / 72 * unit / 2
        taken.append((cx - half, cy - tall, cx + half, cy + tall))
    if helices:
        for name in ("H11A", "H12A"):
            trace = _axis(base, *XPO1.helices[name])
            if len(trace):
                tx = float(trace[0, 0]) - 1.8
                ty = float(trace[0, 1])
                half = text_width(name, 7, bold=True) * unit
                axes.text(tx, ty, name, ha="right", va="center", fontsize=7, weight="bold", color=KEY_EDGE, zorder=8)
                taken.append((tx - half, ty - high, tx, ty + high))
    order = sorted(wanted, key=lambda p: (not wanted[p], p))
    texts = [f"{base.letters.get(position, '')}{position}" for position in order]
    around = [
        _around(base.ca[position], (text_width(words, size, bold=wanted[position]) * unit, high), dot)
        for position, words in zip(order, texts, strict=True)
    ]
    choices = free_boxes([boxes for boxes, _ in around], taken)
    for position, words, (boxes, rings), choice in zip(order, texts, around, choices, strict=True):
        if choice is None:
            continue
        left, low, right, top = boxes[choice.index].tolist()
        cx, cy = (left + right) / 2, (low + top) / 2
        px, py = base.ca[position]
        if rings[choice.index] > 1 or choice.cost > 0:
            axes.plot([px, cx], [py, cy], color=LEADER, linewidth=0.35, zorder=4)
        axes.text(cx, cy, words, ha="center", va="center", fontsize=size, color="black", zorder=8,
                  weight="bold" if wanted[position] else "normal", gid=f"position {position}",
                  bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.55, "pad": 0.1})  # fmt: skip


def _around(spot: tuple[float, float], size: tuple[float, float], dot: float) -> tuple[FloatArray, list[int]]:
    """Boxes around a dot and the ring of each, nearest ring first, outward from the groove first in each."""
    (px, py), (wide, high) = spot, size
    outward = 1.0 if py >= 0 else -1.0
    boxes, rings = [], []
    for ring in range(12):
        for turn in range(16):
            angle = outward * (np.pi / 2 + (1 if turn % 2 else -1) * ((turn + 1) // 2) * np.pi / 8)
            cx = px + np.cos(angle) * (dot + wide / 2 + 0.1 + ring * 0.5)
            cy = py + np.sin(angle) * (dot + high / 2 + 0.1 + ring * 0.5)
            box = (cx - wide / 2 - 0.08, cy - high / 2 - 0.08, cx + wide / 2 + 0.08, cy + high / 2 + 0.08)
            if box[0] >= X_LIMITS[0] and box[2] <= X_LIMITS[1] and box[1] >= Y_LIMITS[0] and box[3] <= Y_LIMITS[1]:
                boxes.append(box)
                rings.append(ring)
    return np.array(boxes, dtype=float).reshape(-1, 4), rings
