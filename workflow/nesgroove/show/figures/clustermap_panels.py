"""Panels of a map of fingerprints: cells with the marks of contacts, the pockets of positions, the tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.fingerprint import CUT
from nesgroove.compare.tables import OccupantKey
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from nesgroove.show.look import (
    ABSENT_EDGE,
    FRAME,
    GREY,
    GRID,
    HAIRLINE,
    KIND_INKS,
    POCKET_COLOURS,
    STRESSED_FACE,
    contact_colour,
    contact_marker,
    pocket_ink,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

EMPHASISED: Final = {XPO1.cysteine: "Cys528", XPO1.lysine: "Lys568"}

LABEL: Final = 6.0
"""Size of the names of occupants, points."""

PALE: Final = 0.35
"""Opacity of contacts that fewer than half of a section have."""


@dataclass(frozen=True)
class Row:
    """What is drawn for one occupant.

    Attributes
    ----------
    key : OccupantKey
    observed : bool
        Whether it comes from an experiment.
    cells : dict of int to tuple of str
        Types of contact at each position that it has any with, in the order of the stripes.
    missing : frozenset of int
        Positions that its file lacks.
    pale : frozenset of (int, str)
        Position and type of contacts that are drawn pale: in a summary, those that fewer than half have.
    """

    key: OccupantKey
    observed: bool
    cells: dict[int, tuple[str, ...]]
    missing: frozenset[int]
    pale: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True)
class Map:
    """The whole map: rows in order, positions, and the tree."""

    rows: list[Row]
    positions: list[int]
    tree: FloatArray | None


def draw_cells(axes: Axes, prints: Map, names: list[str]) -> None:
    """Draw the rows of cells, with the numbers of positions above and names at the right."""
    from matplotlib.patches import PathPatch, Rectangle
    from matplotlib.transforms import Affine2D

    columns = {position: index for index, position in enumerate(prints.positions)}
    axes.set_xlim(0, len(columns))
    axes.set_ylim(len(prints.rows), 0)
    for position in EMPHASISED:
        if position in columns:
            axes.axvspan(columns[position], columns[position] + 1, color=STRESSED_FACE, linewidth=0, zorder=0)
    for index, row in enumerate(prints.rows):
        for position in sorted(row.missing & columns.keys()):
            # Not add_patch, which looks at the limits of each: they are set already.
            axes.add_artist(Rectangle((columns[position], index), 1, 1, facecolor="white", edgecolor=ABSENT_EDGE,
                                      hatch="//////", linewidth=0, zorder=1,
                                      gid=f"missing {row.key.complex} {row.key.occupant} {position}"))  # fmt: skip
        for position, kinds in row.cells.items():
            if position not in columns:
                continue
            stripe = 0.88 / len(kinds)
            for number, kind in enumerate(kinds):
                middle = (columns[position] + 0.06 + (number + 0.5) * stripe, index + 0.5)
                shape = _mark(kind).transformed(Affine2D().scale(stripe, -0.88).translate(*middle))
                name = f"cell {row.key.complex} {row.key.occupant} {position} {kind}"
                axes.add_artist(PathPatch(shape, facecolor=contact_colour(kind), linewidth=0, zorder=2,
                                          alpha=PALE if (position, kind) in row.pale else None,
                                          gid=name))  # fmt: skip
    for index in range(1, len(prints.rows)):
        axes.axhline(index, color=HAIRLINE, linewidth=0.3, zorder=0.5)
    for column in range(1, len(columns)):
        axes.axvline(column, color=HAIRLINE, linewidth=0.3, zorder=0.5)
    axes.xaxis.tick_top()
    axes.yaxis.tick_right()
    size = LABEL
    axes.set_xticks([x + 0.5 for x in columns.values()], [EMPHASISED.get(p, str(p)) for p in columns], rotation=90)
    for tick, position in zip(axes.get_xticklabels(), columns, strict=True):
        tick.set_fontsize(size)
        tick.set_fontweight("bold" if position in EMPHASISED else "normal")
    axes.set_yticks([y + 0.5 for y in range(len(names))], names)
    for tick, row in zip(axes.get_yticklabels(), prints.rows, strict=True):
        tick.set_fontsize(LABEL)
        tick.set_color(KIND_INKS[row.key.kind])
        tick.set_fontweight("bold" if row.observed else "normal")
    axes.tick_params(length=0, pad=2)
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color(FRAME)


@lru_cache
def _mark(kind: str) -> Path:
    """Mark of a type of contact, within half a unit of the origin."""
    from matplotlib.markers import MarkerStyle
    from matplotlib.transforms import Affine2D

    style = MarkerStyle(contact_marker(kind))
    path = style.get_path().transformed(style.get_transform())
    return path.transformed(Affine2D().scale(0.5 / max(float(np.abs(path.vertices).max()), 0.5)))


def draw_pockets(axes: Axes, prints: Map) -> None:
    """Draw which pockets each position lines."""
    from matplotlib.patches import Rectangle

    axes.set_xlim(0, len(prints.positions))
    axes.set_ylim(len(XPO1.pocket_residues), 0)
    axes.axis("off")
    for index, (pocket, residues) in enumerate(XPO1.pocket_residues.items()):
        axes.axhline(index + 0.5, color=GRID, linewidth=0.4, zorder=0)
        axes.text(-0.006, index + 0.5, pocket, ha="right", va="center_baseline", fontsize=6, weight="bold",
                  color=pocket_ink(pocket), transform=axes.get_yaxis_transform())  # fmt: skip
        for column, position in enumerate(prints.positions):
            if position in residues:
                axes.add_patch(Rectangle((column + 0.12, index + 0.12), 0.76, 0.76, facecolor=POCKET_COLOURS[pocket],
                                         linewidth=0, gid=f"pocket {pocket} {position}"))  # fmt: skip


def draw_tree(axes: Axes, tree: FloatArray) -> None:
    """Draw the tree of the clustering."""
    from scipy.cluster.hierarchy import dendrogram

    shape = dendrogram(tree, no_plot=True)
    for across, along in zip(shape["icoord"], shape["dcoord"], strict=True):
        below = max(along) <= CUT
        axes.plot(along, [y / 10 for y in across], color="black" if below else FRAME,
                  linewidth=0.8 if below else 0.5, solid_joinstyle="miter", gid="link")  # fmt: skip
    axes.axvline(CUT, color=GREY, linewidth=0.5, linestyle="--")
    axes.set_ylim(len(tree) + 1, 0)
    axes.set_xlim(1.03, -0.01)
    axes.set_yticks([])
    axes.set_xticks([1, CUT, 0], ["1", str(CUT), "0"], fontsize=6)
    axes.tick_params(axis="x", length=1.5, pad=1)
    axes.set_xlabel("Jaccard distance", fontsize=6, labelpad=1)
    axes.spines["left"].set_visible(False)
