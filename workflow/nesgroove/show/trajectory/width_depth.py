"""How often the groove is so wide and so deep: a map that looks like a free energy, and is one only if well sampled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nesgroove.measure.state import CLOSED_BELOW, OPEN_FROM
from nesgroove.model.structure import BoolArray, FloatArray
from nesgroove.show.figures.scales import shares_map
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import GREY, INK, WARNING_INK
from nesgroove.show.size import FigureSize
from nesgroove.show.trajectory.watched import Watched

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "width-depth"

TITLE = "Width and depth"

ORDER = 4

CAPTION = (
    "Width of the groove against its depth (below the lid, 95 % of the voxels do not exceed it), over all frames "
    "of all replicas in which pockets were measured. Tones are -ln(p / p of the most frequent) in kT, from sampled "
    "frequencies, the darker the more frequent; white was never sampled. It is a free energy only where each region "
    "was entered and left many times: dotted cells hold less than one independent frame (frames divided by the "
    "statistical inefficiency of the width or depth, whichever is larger) and mean nothing. Crosses are the first "
    "frames of replicas, dotted lines the limits between states. Beside the map the distributions of each, a line for "
    "each replica where there are several."
)

CELLS: Final = (8, 40)
"""Least and most cells of a side; between them the square root of the number of frames, of which no more count than
:data:`FOLD` for each independent one: cells that are empty for want of frames alone say nothing."""

FOLD: Final = 10.0

LEAST_CELL: Final = 0.05
"""Side of a cell at least, A: depths come from grids of 0.5 A that are averaged, and differ by less for no reason."""

ENOUGH: Final = 100
"""Independent frames; with fewer, a cell of 5 % of the frames has an energy that is uncertain by half a kT or more."""

TOO_FEW: Final = "too few for a free energy:\nread it as where it was,\nnot as what is stable"

WIDE: Final = 3.3
"""Of the map, inches."""


@dataclass(frozen=True)
class Sampled:
    """Frequencies of width and depth.

    Attributes
    ----------
    energy : ndarray, shape (a, b)
        ``-ln(p / p max)`` by width and depth, kT; nan where nothing was sampled.
    unsure : ndarray of bool, shape (a, b)
        Cells with less than one independent frame.
    widths, depths : ndarray, shapes (a + 1,) and (b + 1,)
        Edges of the cells, A.
    n : int
        Frames.
    n_effective : float or None
        Independent ones; None where they are not known.
    """

    energy: FloatArray
    unsure: BoolArray
    widths: FloatArray
    depths: FloatArray
    n: int
    n_effective: float | None


def sampled(width: FloatArray, depth: FloatArray, n_effective: float | None) -> Sampled:
    """Count how often each width goes with each depth.

    Parameters
    ----------
    width, depth
        Of each frame, A, shape (n,), without nan.
    n_effective
        Independent frames among them; None where they are not known, and no cell is marked.

    Returns
    -------
    Sampled
    """
    frames = len(width) if n_effective is None else min(len(width), FOLD * n_effective)
    count = int(np.clip(np.sqrt(frames), *CELLS))
    edges = [_edges(values, count) for values in (width, depth)]
    counts, widths, depths = np.histogram2d(width, depth, bins=edges)
    with np.errstate(divide="ignore"):
        energy = np.where(counts > 0, -np.log(counts / counts.max()), np.nan)
    part = 1.0 if n_effective is None else n_effective / len(width)
    unsure = (counts > 0) & (counts * part < 1)
    return Sampled(energy + 0.0, unsure, widths, depths, len(width), n_effective)


def _edges(values: FloatArray, count: int) -> FloatArray:
    low, high = float(values.min()), float(values.max())
    middle, span = (low + high) / 2, max(1.04 * (high - low), LEAST_CELL)
    count = min(count, max(int(span / LEAST_CELL), 1))
    return np.linspace(middle - span / 2, middle + span / 2, count + 1)


def pages(watched: Watched, size: FigureSize) -> Iterator[Figure]:
    """Draw the map."""
    width, depth = watched.column("groove_width"), watched.column("depth_all")
    both = None if width is None or depth is None else ~np.isnan(width) & ~np.isnan(depth)
    if width is None or depth is None or both is None or both.sum() < 2:
        yield blank(
            "Depths are measured with the pockets, which were measured in no two frames of this trajectory", size.width
        )
        return
    yield _draw(watched, width, depth, both, size)


def independent(watched: Watched) -> float | None:
    """Independent frames of all replicas: of width and depth the fewer; None where one of them is not known."""
    total = 0.0
    for replica in watched.replicas:
        rows = [watched.average(name, replica.number) for name in ("groove_width", "depth_all")]
        sizes = [row.n_effective for row in rows if row is not None]
        if len(sizes) < 2 or any(size is None for size in sizes):
            return None
        total += min(size for size in sizes if size is not None)
    return total


def _draw(watched: Watched, width: FloatArray, depth: FloatArray, both: BoolArray, size: FigureSize) -> Figure:
    from matplotlib.figure import Figure

    found = sampled(width[both], depth[both], independent(watched))
    left, bottom, side, beside = 0.6, 0.62, 2.75, 0.7
    wide = WIDE
    if size.narrow:
        bottom, side, beside = 1.58, 2.1, 0.45
        wide = size.width - left - beside - 0.14
    height = bottom + side + beside + 0.28
    figure = Figure(figsize=(size.width, height))
    axes = figure.add_axes((left / size.width, bottom / height, wide / size.width, side / height), gid="map")
    least = max(float(np.nanmax(found.energy)), 1.0)
    image = axes.pcolormesh(found.widths, found.depths, found.energy.T, cmap=shares_map().reversed(), vmin=0.0,
                            vmax=1.2 * least, rasterized=False)  # fmt: skip
    centres = [(edges[1:] + edges[:-1]) / 2 for edges in (found.widths, found.depths)]
    at = np.argwhere(found.unsure)
    if len(at):
        axes.plot(centres[0][at[:, 0]], centres[1][at[:, 1]], linestyle="none", marker="o", markersize=1.9,
                  color=INK, markeredgecolor="white", markeredgewidth=0.4, gid="unsure")  # fmt: skip
    for replica in watched.replicas:
        first = replica.rows[both[replica.rows]][:1]
        axes.plot(width[first], depth[first], marker="X", color=INK, markersize=6, markeredgecolor="white",
                  markeredgewidth=0.7, linestyle="none", gid="begin")  # fmt: skip
    top = figure.add_axes((left / size.width, (bottom + side + 0.06) / height, wide / size.width, beside / height))
    right = figure.add_axes(((left + wide + 0.06) / size.width, bottom / height, beside / size.width, side / height))
    for replica in watched.replicas:
        own = replica.rows[both[replica.rows]]
        _outline(top, width[own], found.widths, replica.colour if len(watched.replicas) > 1 else INK, "vertical")
        _outline(right, depth[own], found.depths, replica.colour if len(watched.replicas) > 1 else INK, "horizontal")
    for limit in (CLOSED_BELOW, OPEN_FROM):
        if found.widths[0] < limit < found.widths[-1]:
            for one in (axes, top):
                one.axvline(limit, color=GREY, linewidth=0.7, linestyle=":")
    top.set_xlim(*axes.get_xlim())
    right.set_ylim(*axes.get_ylim())
    for one in (top, right):
        one.tick_params(labelleft=False, labelbottom=False, left=False, bottom=False)
    axes.set_xlabel("groove width (Å)")
    axes.set_ylabel("depth of the groove (Å)")
    what = "\u2212ln(p / p max) in kT, from sampled frequencies"
    if size.narrow:
        bar = figure.add_axes((left / size.width, 0.98 / height, wide / size.width, 0.09 / height))
        figure.colorbar(image, cax=bar, orientation="horizontal")
        bar.set_xlim(0, least)
        bar.set_xlabel(what, fontsize=6.5, labelpad=1)
        _words(figure, watched, found, 0.1 / size.width, 0.56 / height)
    else:
        place = ((left + wide + beside + 0.3) / size.width, bottom / height, 0.13 / size.width, side / height)
        bar = figure.add_axes(place)
        figure.colorbar(image, cax=bar)
        bar.set_ylim(0, least)
        bar.set_ylabel(what)
        _words(figure, watched, found, (left + wide + beside + 0.95) / size.width, (bottom + side) / height)
    mark_kinds(figure, watched.run)
    return figure


def _outline(axes: Any, values: FloatArray, edges: FloatArray, colour: str, orientation: str) -> None:  # noqa: ANN401
    counts, _ = np.histogram(values, edges)
    if counts.sum():
        axes.stairs(counts / counts.sum(), edges, orientation=orientation, color=colour, linewidth=0.9)


def _words(figure: Figure, watched: Watched, found: Sampled, x: float, y: float) -> None:
    lines = [f"{found.n} frames"]
    if found.n_effective is None:
        lines.append("independent frames: n/a")
    else:
        lines.append(f"about {found.n_effective:.0f} independent")
    if len(watched.replicas) > 1:
        lines.append(f"{len(watched.replicas)} replicas")
    crossings = sum(row.transitions for row in watched.transitions if row.replica is not None)
    lines.append(f"{crossings} changes of state" if crossings else "no change of state")
    figure.text(x, y, "\n".join(lines), fontsize=6.5, va="top", color=INK, linespacing=1.5)
    if found.n_effective is None or found.n_effective < ENOUGH:
        height = float(figure.get_size_inches()[1])
        at = (0.5, y) if x < 0.2 else (x, y - (0.14 + 0.14 * len(lines)) / height)
        figure.text(*at, TOO_FEW, fontsize=6.5, va="top", color=WARNING_INK, linespacing=1.4, gid="too-few")
