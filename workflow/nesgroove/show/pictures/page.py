"""The finished picture: traced pixels with title, labels, scale bar, axes and key on top, or bare."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from nesgroove.io.writing import new_file
from nesgroove.show.colours import on
from nesgroove.show.figures.style import figure_style
from nesgroove.show.look import CYS_COLOUR, INK, WHITE
from nesgroove.show.pictures.annotate import BOLD, SIZES, arranged, axes_box, bar_box, bar_length
from nesgroove.show.pictures.compose import Pixels
from nesgroove.show.pictures.content import Picture
from nesgroove.show.pictures.head import draw_head, head_of
from nesgroove.show.pictures.key import draw_key, draw_notes, entries_of, key_height, notes_height, notes_of
from nesgroove.show.pictures.labels import Placed
from nesgroove.show.pictures.paper import Sheet
from nesgroove.show.pictures.views import AXES, View

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PAPER: Final = (1.0, 1.0, 1.0, 0.78)

FORESHORTENED: Final = 0.15
"""An axis that is shorter in the picture than this part of its length points at the viewer, or away: no arrow."""

FILLED: Final = frozenset({"pocket", "anchor", "end"})
"""Styles of labels that lie on the colour of what they name."""

COMPRESSED: Final = 3
"""How hard PNGs are packed, 1 to 9: at 5 they take half as long again, and are a twentieth smaller."""

SMALL: Final = 6.0
"""Letters of bar and axes on one column, points."""


def save_page(
    picture: Picture, view: View, pixels: Pixels, sheet: Sheet, path: Path, styles: Collection[str] = frozenset(SIZES)
) -> None:
    """Put everything on top of traced pixels and write the PNG.

    Parameters
    ----------
    picture, view, pixels
        What is shown, from where, and traced.
    sheet
        Its size.
    path
        The file.
    styles
        Of the labels that are written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    dpi = sheet.dpi
    height, width = pixels.shape[:2]
    with figure_style():
        head_words = head_of(picture, view, width / dpi, sheet.letters)
        entries = entries_of(picture, view, width / dpi, sheet.letters)
        notes = notes_of(picture, width / dpi, sheet.letters)
        below = notes_height(notes, sheet.letters)
        head, foot = round(head_words.height * dpi), round((key_height(entries, sheet.letters) + below) * dpi)
        total = height + head + foot
        figure = Figure(figsize=(width / dpi, total / dpi), dpi=dpi)
        canvas = FigureCanvasAgg(figure)
        figure.figimage(np.clip(pixels[..., :3], 0, 1), xo=0, yo=foot, origin="upper")
        axes = figure.add_axes((0, foot / total, 1, height / total))
        axes.set_axis_off()
        axes.set_zorder(2)  # above the traced pixels
        axes.set_xlim(0, view.width)
        axes.set_ylim(0, view.height)
        for placed in arranged(picture, view, sheet, styles):
            _draw_label(axes, placed, sheet)
        _draw_bar(axes, view, sheet)
        _draw_axes(axes, view, sheet)
        draw_head(figure, head_words, picture, total / dpi)
        draw_key(figure, entries, sheet.letters, below, total / dpi)
        draw_notes(figure, notes, sheet.letters, total / dpi)
        canvas.draw()  # type: ignore[no-untyped-call]
    drawn = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    _save(drawn[..., :3], _metadata(picture, view), sheet, path)


def save_bare(picture: Picture, view: View, pixels: Pixels, sheet: Sheet, path: Path) -> None:
    """Write traced pixels alone; what is shown, and what was not observed, is in the file's own description."""
    _save(np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8), _metadata(picture, view), sheet, path)


def _save(pixels: npt.NDArray[np.uint8], described: Mapping[str, str], sheet: Sheet, path: Path) -> None:
    """Write pixels, shape (height, width, 3 or 4), with their description and their size on paper."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for name, words in described.items():
        info.add_itxt(name, words)
    with new_file(path) as stream:
        Image.fromarray(pixels).save(
            stream, format="PNG", dpi=(sheet.dpi, sheet.dpi), pnginfo=info, compress_level=COMPRESSED
        )


def _metadata(picture: Picture, view: View) -> dict[str, str]:
    """Text that goes into a PNG."""
    described = "; ".join(filter(None, [picture.mark, *picture.lines, view.words]))
    return {"Title": picture.title, "Description": described}


def _draw_label(axes: Axes, placed: Placed, sheet: Sheet) -> None:
    from matplotlib.patches import FancyBboxPatch
    from matplotlib.patheffects import withStroke

    label, (x0, y0, x1, y1) = placed.label, placed.box
    grain = sheet.grain
    if placed.line:
        start = np.clip(placed.point, (x0, y0), (x1, y1))
        axes.plot(*np.stack([start, placed.point], axis=1), color=INK, linewidth=0.5 * sheet.letters, zorder=3,
                  solid_capstyle="round",
                  path_effects=[withStroke(linewidth=1.3 * sheet.letters, foreground="white")])  # fmt: skip
        if label.style in {"pocket", "site", "contact"}:
            axes.plot(*placed.point, "o", color=INK, markersize=1.3 * sheet.letters, markeredgewidth=0, zorder=3.1)
    filled = label.style in FILLED
    edge = "none" if not filled else INK if label.colour == WHITE else WHITE
    face: Any = label.colour if filled else CYS_COLOUR if label.style == "site" else PAPER
    axes.add_patch(
        FancyBboxPatch(
            (x0 + 0.2 * grain, y0 + 0.2 * grain), x1 - x0 - 0.4 * grain, y1 - y0 - 0.4 * grain,
            boxstyle=f"round,pad={0.15 * grain},rounding_size={0.35 * grain}",
            facecolor=face, edgecolor=edge, linewidth=0.4, zorder=4,
        )
    )  # fmt: skip
    ink = on(label.colour) if filled else label.colour
    axes.text((x0 + x1) / 2, (y0 + y1) / 2, label.text, fontsize=SIZES[label.style] * sheet.letters, color=ink,
              zorder=5, ha="center", va="center_baseline", weight="bold" if label.style in BOLD else "normal",
              parse_math=False, gid=f"label {label.text}")  # fmt: skip


def _draw_bar(axes: Axes, view: View, sheet: Sheet) -> None:
    from matplotlib.patches import Rectangle

    grain, length = sheet.grain, bar_length(view)
    left, _, right, top = bar_box(view, sheet)
    axes.add_patch(Rectangle((left, 0.3 * grain), right - left - 0.3 * grain, top - 0.3 * grain, facecolor=PAPER,
                   edgecolor="none", zorder=4))  # fmt: skip
    x1, y = view.width - 0.8 * grain, 0.8 * grain
    axes.add_patch(Rectangle((x1 - length, y - 0.15 * grain), length, 0.3 * grain, facecolor=INK, edgecolor="none",
                   zorder=5, gid="bar"))  # fmt: skip
    axes.text(x1 - length / 2, y + 0.35 * grain, f"{length:g} Å", fontsize=SMALL * sheet.letters, ha="center",
              va="bottom", color=INK, zorder=5)  # fmt: skip


def _draw_axes(axes: Axes, view: View, sheet: Sheet) -> None:
    from matplotlib.patches import Rectangle

    grain = sheet.grain
    _, _, right, top = axes_box(sheet)
    axes.add_patch(Rectangle((0.3 * grain, 0.3 * grain), right - 0.6 * grain, top - 0.6 * grain, facecolor=PAPER,
                   edgecolor="none", zorder=4))  # fmt: skip
    flats = {name: (np.dot(axis, view.right), np.dot(axis, view.up)) for name, axis in AXES.items()}
    # Of a turned view axes may point to any side: they begin where all of them have room.
    low = np.min([(0.0, 0.0), *flats.values()], axis=0)
    origin = (1.1 - 2.2 * low) * grain
    for name, flat in flats.items():
        if np.hypot(*flat) < FORESHORTENED:
            continue
        tip = origin + 2.1 * grain * np.array(flat)
        arrow = {"arrowstyle": "-|>,head_width=0.12,head_length=0.2", "color": INK, "linewidth": 0.6, "shrinkA": 0,
                 "shrinkB": 0}  # fmt: skip
        axes.annotate("", tuple(tip), tuple(origin), arrowprops=arrow, zorder=5)
        x, y = origin + 2.75 * grain * np.array(flat)
        axes.text(x, y, name, fontsize=SMALL * sheet.letters, ha="center", va="center", color=INK, zorder=5,
                  style="italic")  # fmt: skip
