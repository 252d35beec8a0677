"""The ruler over time: which pockets each occupant fills, and how far it reaches along the groove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from nesgroove.show.figures.ruler_axis import BAND
from nesgroove.show.figures.scales import shares_map
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import ABSENT_EDGE, GREY, INK, pocket_ink
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened
from nesgroove.show.trajectory.watched import ReplicaFrames, Watched, binned

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "ruler-over-time"

TITLE = "The ruler over time"

ORDER = 2

CAPTION = (
    "The groove ruler over time: x along the groove against time, a row for each occupant and a column for each "
    "replica. Each pocket is a band about its centre, coloured by the part of its volume that the occupant fills "
    "(means of short stretches where there are more frames than can be printed); hatched where it was not "
    "measured. Thin lines are the least and the greatest x of the occupant's atoms in the groove, and end where "
    "it has left."
)

LEFT, RIGHT, TOP, BOTTOM = 0.62, 0.62, 0.4, 0.42

TALL: Final = 1.55
"""Height of a panel, inches."""

GAP: Final = 0.12

HEAD: Final = 0.2
"""Room for the name of an occupant above its panels, inches."""

PIXELS: Final = 600
"""Of an image, along time."""

LIMITS: Final = (-13.0, 19.0)
"""Of x, A: from before P0 to beyond P4."""

Series = dict[tuple[str, str], FloatArray]


def pages(watched: Watched, size: FigureSize) -> Iterator[Figure]:
    """Draw the ruler of all replicas, so many on a page."""
    filled = _by_occupant(watched, "filled")
    occupants = sorted({occupant for occupant, _ in filled})
    if not occupants:
        yield blank("No occupant was measured in any frame of this trajectory", size.width)
        return
    low, high = _by_occupant(watched, "x_min"), _by_occupant(watched, "x_max")
    scale = max(float(np.nanmax([np.nanmax(v, initial=0.0) for (_, p), v in filled.items() if p != "all"])), 0.05)
    for replicas in watched.pages(size):
        yield _page(watched, replicas, occupants, filled, (low, high), scale, size)


def _by_occupant(watched: Watched, column: str) -> Series:
    series = watched.frames.series("frame_occupancy", ("occupant", "pocket"), column)
    return {(str(occupant), str(pocket)): values for (occupant, pocket), values in series}


def _page(
    watched: Watched,
    replicas: Sequence[ReplicaFrames],
    occupants: Sequence[str],
    filled: Series,
    extent: tuple[Series, Series],
    scale: float,
    size: FigureSize,
) -> Figure:
    from matplotlib.figure import Figure

    height = TOP + BOTTOM + len(occupants) * (TALL + HEAD)
    figure = Figure(figsize=(size.width, height))
    room = (size.width - LEFT - RIGHT - GAP * (len(replicas) - 1)) / len(replicas)
    image: Any = None
    for number, occupant in enumerate(occupants):
        bottom = height - TOP - (number + 1) * (TALL + HEAD) + HEAD / 2
        name = shortened(watched.label(occupant), 6.5, size.width - LEFT - 1, bold=True)
        figure.text(LEFT / size.width, (bottom + TALL + 0.03) / height, name, fontsize=6.5, va="bottom", weight="bold")
        for column, replica in enumerate(replicas):
            left = LEFT + column * (room + GAP)
            axes = figure.add_axes((left / size.width, bottom / height, room / size.width, TALL / height),
                                   gid=f"ruler {occupant} {replica.number}")  # fmt: skip
            image = _panel(axes, replica, occupant, filled, extent, scale)
            axes.tick_params(labelleft=column == 0, labelbottom=number == len(occupants) - 1)
            if column == 0:
                axes.set_ylabel("x along the groove (Å)")
            if number == len(occupants) - 1:
                axes.set_xlabel(watched.time_label)
            if number == 0 and len(watched.replicas) > 1:
                axes.text(1.0, 1.02, shortened(replica.name, 6, room / 2), transform=axes.transAxes, ha="right",
                          va="bottom", fontsize=6, color=GREY)  # fmt: skip
            if column == len(replicas) - 1:
                _pockets(axes)
    bar = figure.add_axes(
        ((size.width - 0.3) / size.width, BOTTOM / height, 0.09 / size.width, min(TALL, 1.2) / height)
    )
    figure.colorbar(image, cax=bar)
    bar.tick_params(labelsize=6, length=1.5, pad=1.5)
    bar.set_title("part filled", fontsize=6, pad=3, loc="right")
    figure.text(0.05 / size.width, 1 - 0.2 / height, "lines: ends of the occupant", fontsize=6, va="bottom",
                color=GREY)  # fmt: skip
    if len(watched.replicas) > len(replicas):
        figure.text(LEFT / size.width, 0.01, f"replicas {replicas[0].number} to {replicas[-1].number} of "
                    f"{len(watched.replicas)}", fontsize=6, color=GREY)  # fmt: skip
    mark_kinds(figure, watched.run)
    return figure


def _panel(
    axes: Any,  # noqa: ANN401
    replica: ReplicaFrames,
    occupant: str,
    filled: Series,
    extent: tuple[Series, Series],
    scale: float,
) -> Any:  # noqa: ANN401
    """Draw one occupant in one replica; returns the image for the scale of colours."""
    from matplotlib.patheffects import withStroke

    begin, end = float(replica.time.min()), float(replica.time.max())
    end = end if end > begin else begin + 1.0
    image = None
    axes.set_facecolor("white")
    for pocket, (x, _, _) in XPO1.pocket_centres.items():
        values = filled.get((occupant, pocket), np.full(int(replica.rows.max()) + 1, np.nan))[replica.rows]
        low, high = x - BAND, x + BAND
        axes.fill_between(
            [begin, end], low, high, facecolor="white", edgecolor=ABSENT_EDGE, hatch="////", linewidth=0, zorder=1
        )
        image = axes.imshow(
            means(replica.time, values, begin, end)[None], aspect="auto", origin="lower", cmap=shares_map(), vmin=0.0,
            vmax=scale, extent=(begin, end, low, high), interpolation="nearest", gid=f"filled {pocket}", zorder=2,
        )  # fmt: skip
    for series in extent:
        if (occupant, "all") in series:
            values = series[occupant, "all"]
            known = ~np.isnan(filled[occupant, "all"][replica.rows])
            line = binned(replica.time[known], np.where(np.isnan(values), np.inf, values)[replica.rows][known])
            axes.plot(line.x, np.where(np.isinf(line.middle), np.nan, line.middle), color=INK, linewidth=0.6, zorder=3,
                      path_effects=[withStroke(linewidth=1.6, foreground="white")])  # fmt: skip
    axes.set_xlim(begin, end)
    axes.set_ylim(*LIMITS)
    return image


def means(time: FloatArray, values: FloatArray, begin: float, end: float, pixels: int = PIXELS) -> FloatArray:
    """Average a series in equal stretches of time.

    Parameters
    ----------
    time, values
        Shape (m,); nan where there is no value.
    begin, end
        Of the image.
    pixels
        Stretches at most.

    Returns
    -------
    ndarray, shape (k,)
        As many stretches as there are values, at most ``pixels``; nan where one has no value.
    """
    known = ~np.isnan(values)
    count = min(pixels, max(int(known.sum()), 1))
    place = np.clip(((time[known] - begin) / (end - begin) * count).astype(int), 0, count - 1)
    sums = np.bincount(place, values[known], minlength=count)
    numbers = np.bincount(place, minlength=count)
    return np.where(numbers > 0, sums / np.maximum(numbers, 1), np.nan)


def _pockets(axes: Any) -> None:  # noqa: ANN401
    for pocket, (x, _, _) in XPO1.pocket_centres.items():
        axes.text(1.01, x, pocket, transform=axes.get_yaxis_transform(), va="center", fontsize=6, weight="bold",
                  color=pocket_ink(pocket))  # fmt: skip
