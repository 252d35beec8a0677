"""Cells of a matrix of occupants and pockets: number and tone are one quantity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from nesgroove.compare.tables import OccupantKey
from nesgroove.model.target import XPO1
from nesgroove.show.figures.paging import Section
from nesgroove.show.look import (
    ABSENT_EDGE,
    ABSENT_FACE,
    BORDERLINE_EDGE,
    BORDERLINE_HATCH,
    GREY,
    GRID,
    KIND_INKS,
    NOT_MEASURED,
    pocket_ink,
)
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.figure import Figure

LABEL = 6.0
"""Size of row labels, points."""

ROW, HEAD = 0.145, 0.19
"""Height of a row and of a section's head, inches."""

TITLE = 0.25
"""Height of the line that says whether inhibitors or cargoes follow, inches."""

LONGEST = 2.0
"""Longest label, inches; longer ones lose their middle."""

Block: TypeAlias = "tuple[str, list[Section[OccupantKey]]]"
"""A kind of occupant, and its sections."""

KIND_TITLES = {"inhibitor": "Inhibitors", "cargo": "Cargoes"}


@dataclass(frozen=True)
class Cells:
    """What is drawn of one occupant: by pocket, None where there is no measurement.

    Attributes
    ----------
    key : OccupantKey
    shares : tuple of (float or None)
        What is shown as number and as tone: ``filled``; of a summary the part that occupies the pocket.
    occupied : tuple of str
        ``occupied``: borderline is hatched, a yes is bold.
    label : str
        What is written beside them.
    """

    key: OccupantKey
    shares: tuple[float | None, ...]
    occupied: tuple[str, ...]
    label: str


def ink(value: float, colours: Colormap, norm: Normalize) -> str:
    """Choose black or white, whichever reads better on the colour of a value."""
    red, green, blue, _ = colours(float(norm(value)))
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.52 else "white"


def label_of(row: Cells) -> str:
    """Label of a row, with the room that it has."""
    return shortened(row.label, LABEL, LONGEST)


def draw_bar(figure: Figure, below: float, scale: tuple[Colormap, Normalize], what: str, *, percent: bool) -> None:
    """Draw the bar of tones, with what they are."""
    from matplotlib.cm import ScalarMappable

    width, height = map(float, figure.get_size_inches())
    colours, norm = scale
    bar = figure.add_axes((0.5 - 1.1 / width, (below - 0.16) / height, 2.2 / width, 0.08 / height), gid="scale")
    drawn = figure.colorbar(ScalarMappable(norm, colours), cax=bar, orientation="horizontal")
    if percent:
        drawn.set_ticks([0, 0.25, 0.5, 0.75, 1.0], labels=["0", "25", "50", "75", "100 %"])
    bar.tick_params(labelsize=6, pad=1.5)
    drawn.set_label(what, fontsize=6, labelpad=1)


def _spoken(reference: str) -> str:
    """Name a reference for a reader: ``package:3gjx-D-redo`` is 3gjx-D as PDB-REDO refined it."""
    name = reference.removeprefix("package:")
    return f"{name.removesuffix('-redo')} (PDB-REDO)" if name.endswith("-redo") and name != reference else name


def key_of(here: list[Cells], references: list[str]) -> list[Artist]:
    """Make the entries of the legend, of what is drawn alone."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    against = " and ".join(map(_spoken, references)) or "the reference cargo"
    handles: list[Artist] = []
    if any("yes" in cells.occupied for cells in here):
        handles.append(Line2D([], [], linestyle="none", label=f"bold: occupied, against {against}"))  # fmt: skip
    if any("borderline" in cells.occupied for cells in here):
        handles.append(Patch(facecolor=GREY, edgecolor=BORDERLINE_EDGE, hatch=BORDERLINE_HATCH, linewidth=0,
                             label="borderline"))  # fmt: skip
    if any(share is None for cells in here for share in cells.shares):
        handles.append(Patch(facecolor=ABSENT_FACE, edgecolor=ABSENT_EDGE, hatch="//////", linewidth=0.3,
                             label=f"{NOT_MEASURED}: not measured"))  # fmt: skip
    return handles


def draw_column(
    axes: Axes,
    column: list[Block],
    drawn: dict[tuple[str, str], Cells],
    scale: tuple[Colormap, Normalize],
    room: float,
    *,
    percent: bool,
) -> None:
    """Draw all sections of a column; the vertical unit is the inch, from the top, ``room`` for labels is in cells."""
    wide = float(axes.figure.get_figure(root=True).get_size_inches()[0])
    inch = len(XPO1.pockets) / (axes.get_position().width * wide)  # in cells
    y = 0.0
    ticks, names = [], []
    for kind, groups in column:
        axes.text(len(XPO1.pockets) / 2, y + TITLE - 0.05, KIND_TITLES[kind], ha="center", va="bottom", fontsize=8,
                  weight="bold", color=KIND_INKS[kind])  # fmt: skip
        y += TITLE
        for number, pocket in enumerate(XPO1.pockets):
            axes.text(number + 0.5, y + HEAD - 0.04, pocket, ha="center", va="bottom", weight="bold", fontsize=7,
                      color=pocket_ink(pocket))  # fmt: skip
        for number, (title, keys) in enumerate(groups):
            fits = text_width(title, LABEL, bold=True) * inch + 0.2 <= room
            words = title if fits or number else shortened(title, LABEL, room / inch, bold=True)
            left = not fits and number > 0  # beside the pockets' names there is no room to reach over the cells
            axes.text(-room if left else -0.2, y + HEAD - 0.035, words, ha="left" if left else "right", va="bottom",
                      fontsize=LABEL, weight="bold", color=KIND_INKS[kind])  # fmt: skip
            y += HEAD
            rows = [drawn[key.complex, key.occupant] for key in keys]
            _draw_cells(axes, title, rows, y, scale, percent=percent)
            ticks += [y + (index + 0.5) * ROW for index in range(len(rows))]
            names += [label_of(row) for row in rows]
            y += ROW * len(keys)
    axes.set_yticks(ticks, names, fontsize=LABEL)
    axes.set_xticks([])
    axes.set_xlim(0, len(XPO1.pockets))
    axes.set_ylim(y, 0)
    axes.tick_params(length=0, pad=2)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _draw_cells(
    axes: Axes, title: str, rows: list[Cells], y: float, scale: tuple[Colormap, Normalize], *, percent: bool
) -> None:
    import numpy as np
    from matplotlib.patches import Rectangle

    colours, norm = scale
    data = np.array([[np.nan if value is None else value for value in row.shares] for row in rows], dtype=float)
    edges = y + ROW * np.arange(len(rows) + 1)
    axes.pcolormesh(
        np.arange(len(XPO1.pockets) + 1), edges, np.ma.masked_invalid(data), cmap=colours, norm=norm,
        edgecolors=GRID, linewidth=0.4, gid=f"cells {title}",
    )  # fmt: skip
    for index, row in enumerate(rows):
        for number, (share, word) in enumerate(zip(row.shares, row.occupied, strict=True)):
            middle = y + (index + 0.5) * ROW
            if share is None or word == "borderline":
                face, edge, hatch, name = (
                    (ABSENT_FACE, ABSENT_EDGE, "//////", "not measured")
                    if share is None
                    else (
                        "none",
                        BORDERLINE_EDGE if float(norm(share)) > 0.35 else GREY,
                        BORDERLINE_HATCH,
                        "borderline",
                    )
                )
                axes.add_patch(Rectangle((number, y + index * ROW), 1, ROW, facecolor=face, edgecolor=edge,
                                         hatch=hatch, linewidth=0.0, gid=name))  # fmt: skip
            words = NOT_MEASURED if share is None else f"{100 * share:.0f}" if percent else f"{share:.2f}"
            # Behind a number on hatching there is paper.
            hatched = share is None or word == "borderline"
            colour = "black" if share is None or hatched else ink(share, colours, norm)
            paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.4} if hatched else None
            axes.text(number + 0.5, middle, words, ha="center", va="center_baseline", fontsize=6, color=colour,
                      bbox=paper, weight="bold" if word == "yes" else "normal", gid="number")  # fmt: skip
