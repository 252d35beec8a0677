"""The finished picture: traced pixels with title, labels, scale bar, axes and key on top."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nesgroove.io.writing import new_file
from nesgroove.show.colours import on
from nesgroove.show.figures.style import figure_style
from nesgroove.show.look import CYS_COLOUR, INK, KEY_EDGE, MARK_COLOUR, POCKET_COLOURS, QUIET, confidence_colour
from nesgroove.show.pictures.annotate import BAR, BOLD, INCH, SIZES, arranged
from nesgroove.show.pictures.compose import Pixels
from nesgroove.show.pictures.content import Picture
from nesgroove.show.pictures.labels import Placed
from nesgroove.show.pictures.views import AXES, View
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE, LINE, KEY = 7.5, 5.5, 5.5
HEAD: Final = 0.36
"""Height of the strip with title and lines, inches."""

ROW: Final = 0.12
"""Height of a row of the key, inches."""

PAPER: Final = (1.0, 1.0, 1.0, 0.78)


def size_for(scale: float) -> float:
    """Dots an inch at a number of pixels an A."""
    return scale * INCH


def save_page(picture: Picture, view: View, pixels: Pixels, scale: float, path: Path) -> None:
    """Put everything on top of traced pixels and write the PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    dpi = size_for(scale)
    height, width = pixels.shape[:2]
    with figure_style():
        rows = _key_rows(_keys(picture, view), width / dpi)
        head, foot = round(HEAD * dpi), round((ROW * len(rows) + 0.05) * dpi) if rows else 0
        total = height + head + foot
        figure = Figure(figsize=(width / dpi, total / dpi), dpi=dpi)
        FigureCanvasAgg(figure)
        figure.figimage(np.clip(pixels[..., :3], 0, 1), xo=0, yo=foot, origin="upper")
        axes = figure.add_axes((0, foot / total, 1, height / total))
        axes.set_axis_off()
        axes.set_zorder(2)  # above the traced pixels
        axes.set_xlim(0, view.width)
        axes.set_ylim(0, view.height)
        for placed in arranged(picture, view):
            _draw_label(axes, placed)
        _draw_bar(axes, view)
        _draw_axes(axes, view)
        _draw_head(figure, picture, view, width / dpi, total / dpi)
        _draw_key(figure, rows, total / dpi)
        with new_file(path) as stream:
            figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None},
                           pil_kwargs={"compress_level": 5})  # fmt: skip


def _draw_label(axes: Axes, placed: Placed) -> None:
    from matplotlib.patches import FancyBboxPatch
    from matplotlib.patheffects import withStroke

    label, (x0, y0, x1, y1) = placed.label, placed.box
    if placed.line:
        start = np.clip(placed.point, (x0, y0), (x1, y1))
        axes.plot(*np.stack([start, placed.point], axis=1), color=INK, linewidth=0.5, zorder=3, solid_capstyle="round",
                  path_effects=[withStroke(linewidth=1.3, foreground="white")])  # fmt: skip
        if label.style in {"pocket", "site"}:
            axes.plot(*placed.point, "o", color=INK, markersize=1.3, markeredgewidth=0, zorder=3.1)
    face: Any = {"pocket": label.colour, "site": CYS_COLOUR}.get(label.style, PAPER)
    axes.add_patch(
        FancyBboxPatch(
            (x0 + 0.2, y0 + 0.2), x1 - x0 - 0.4, y1 - y0 - 0.4, boxstyle="round,pad=0.15,rounding_size=0.35",
            facecolor=face, edgecolor="white" if label.style == "pocket" else "none", linewidth=0.4, zorder=4,
        )
    )  # fmt: skip
    ink = on(label.colour) if label.style == "pocket" else label.colour
    axes.text((x0 + x1) / 2, (y0 + y1) / 2, label.text, fontsize=SIZES[label.style], color=ink, zorder=5, ha="center",
              va="center_baseline", weight="bold" if label.style in BOLD else "normal", parse_math=False,
              gid=f"label {label.text}")  # fmt: skip


def _draw_bar(axes: Axes, view: View) -> None:
    from matplotlib.patches import Rectangle

    x1, y = view.width - 0.8, 0.8
    axes.add_patch(Rectangle((x1 - BAR - 0.4, 0.3), BAR + 0.8, 2.3, facecolor=PAPER, edgecolor="none", zorder=4))
    axes.add_patch(Rectangle((x1 - BAR, y - 0.15), BAR, 0.3, facecolor=INK, edgecolor="none", zorder=5, gid="bar"))
    axes.text(x1 - BAR / 2, y + 0.35, f"{BAR:g} Å", fontsize=5.5, ha="center", va="bottom", color=INK, zorder=5)


def _draw_axes(axes: Axes, view: View) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((0.3, 0.3), 4.4, 4.4, facecolor=PAPER, edgecolor="none", zorder=4))
    origin = np.array([1.1, 1.1])
    for name, direction in AXES.items():
        flat = np.array([np.dot(direction, view.right), np.dot(direction, view.up)])
        if not flat.any():
            continue
        tip = origin + 2.1 * flat
        arrow = {"arrowstyle": "-|>,head_width=0.12,head_length=0.2", "color": INK, "linewidth": 0.6, "shrinkA": 0,
                 "shrinkB": 0}  # fmt: skip
        axes.annotate("", (tip[0], tip[1]), (origin[0], origin[1]), arrowprops=arrow, zorder=5)
        x, y = origin + 2.75 * flat
        axes.text(x, y, name, fontsize=5.5, ha="center", va="center", color=INK, zorder=5,
                  style="italic")  # fmt: skip


def _draw_head(figure: Figure, picture: Picture, view: View, wide: float, high: float) -> None:
    edge = 0.04
    room = wide - 2 * edge
    badge = "" if picture.plddt is None else f"pLDDT {int(picture.plddt)}"
    beside = text_width(badge, LINE, bold=True) + 0.12 if badge else 0.0
    mark = (text_width(picture.mark, LINE, bold=True) + 0.1 if picture.mark else 0.0) + beside
    lines = (picture.lines[0], "; ".join([*picture.lines[1:], view.words]))
    title = shortened(picture.title, TITLE, room - mark, bold=True)
    figure.text(edge / wide, 1 - 0.02 / high, title, fontsize=TITLE, weight="bold", va="top", color="black",
                parse_math=False, gid="title")  # fmt: skip
    for number, line in enumerate(lines):
        figure.text(edge / wide, 1 - (0.155 + 0.095 * number) / high, _begin(line, LINE, room), fontsize=LINE,
                    va="top", color=QUIET, parse_math=False)  # fmt: skip
    if picture.mark:
        figure.text(1 - (edge + beside) / wide, 1 - 0.035 / high, picture.mark, fontsize=LINE, weight="bold",
                    va="top", ha="right", color=MARK_COLOUR, gid="mark")  # fmt: skip
    if picture.plddt is not None:
        colour = confidence_colour(picture.plddt)
        box = {"boxstyle": "square,pad=0.18", "facecolor": colour, "edgecolor": "none"}
        figure.text(1 - (edge + 0.015) / wide, 1 - 0.035 / high, badge, fontsize=LINE, weight="bold", va="top",
                    ha="right", color=on(colour), bbox=box, gid="confidence")  # fmt: skip


def _keys(picture: Picture, view: View) -> list[tuple[str, str, str]]:
    """What the key explains: along the groove, where pockets have no labels, their colours too."""
    own = list(picture.keys)
    if view.name == "along" and picture.scheme == "pocket" and picture.layers[0].surface:
        own += [(colour, "box", pocket) for pocket, colour in POCKET_COLOURS.items()]
    return own


def _key_rows(keys: Sequence[tuple[str, str, str]], wide: float) -> list[list[tuple[float, str, str, str]]]:
    """Lay out the key: rows of (point, colour, kind, words), inches."""
    rows: list[list[tuple[float, str, str, str]]] = []
    x = 0.05
    for colour, kind, words in keys:
        words = shortened(words, KEY, wide - 0.3)
        need = 0.17 + text_width(words, KEY) + 0.12
        if not rows or x + need - 0.12 > wide - 0.03:
            rows.append([])
            x = 0.05
        rows[-1].append((x, colour, kind, words))
        x += need
    return rows


def _draw_key(figure: Figure, rows: list[list[tuple[float, str, str, str]]], high: float) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    wide = figure.get_figwidth()
    for number, row in enumerate(rows):
        y = (ROW * (len(rows) - number - 0.5) + 0.01) / high
        for x, colour, kind, words in row:
            if kind == "box":
                figure.add_artist(Rectangle((x / wide, y - 0.032 / high), 0.11 / wide, 0.064 / high, facecolor=colour,
                                  edgecolor=KEY_EDGE, linewidth=0.3, transform=figure.transFigure))  # fmt: skip
            else:
                style: Any = "-" if kind == "line" else (0, (1.6, 1.0))
                figure.add_artist(Line2D([x / wide, (x + 0.12) / wide], [y, y], color=colour, linestyle=style,
                                  linewidth=2.4 if kind == "line" else 1.4))  # fmt: skip
            figure.text((x + 0.15) / wide, y, words, fontsize=KEY, va="center_baseline", color=INK, parse_math=False)


def _begin(text: str, size: float, room: float) -> str:
    """As much of the beginning of a text as fits."""
    short, keep = text, len(text)
    while keep > 4 and text_width(short, size) > room:
        keep = max(4, min(keep - 1, int(keep * room / text_width(short, size))))
        short = text[:keep].rstrip(" ;,(") + "…"
    return short
