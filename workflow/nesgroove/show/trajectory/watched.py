"""A trajectory as figures need it: frames by replica, times in a readable unit, long series in bins."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.io.tables import read_table
from nesgroove.io.trajectory.frame_tables import FrameTables
from nesgroove.model.structure import FloatArray, IntArray
from nesgroove.series.trajectory.statistics.records import PersistenceRecord, TrajectoryRecord, TransitionRecord
from nesgroove.show.look import SERIES
from nesgroove.show.size import FigureSize

BINS: Final = 700
"""Points of a line at most: more than a printed page can show."""

COLUMNS: Final = 4
"""Replicas beside each other; the others are on further pages."""

UNITS: Final = ((1e6, "µs", 1e-6), (1e3, "ns", 1e-3), (0.0, "ps", 1.0))
"""From how many ps on a time is given in which unit, and the factor."""


@dataclass(frozen=True)
class ReplicaFrames:
    """Frames of one replica, in the order of their numbers.

    Attributes
    ----------
    number : int
    name : str
    rows : ndarray of int, shape (m,)
        Rows of the table of frames.
    time : ndarray, shape (m,)
        In the unit of the axis.
    """

    number: int
    name: str
    rows: IntArray
    time: FloatArray

    @property
    def colour(self) -> str:
        """Of its lines."""
        return SERIES[(self.number - 1) % len(SERIES)]


@dataclass(frozen=True)
class Line:
    """A series that is drawn as a line, or as a band with a line where it has too many points.

    Attributes
    ----------
    x, middle, low, high : ndarray, shape (k,)
        Place, median, least and greatest of each bin; nan where nothing was measured.
    """

    x: FloatArray
    middle: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def binned(self) -> bool:
        """Whether there is a band to be drawn."""
        return bool(np.nanmax(self.high - self.low, initial=0.0) > 0)


class Watched:
    """A trajectory that was measured.

    Parameters
    ----------
    directory
        That `nesgroove trajectory` wrote.

    Attributes
    ----------
    directory : Path
    frames : FrameTables
    replicas : list of ReplicaFrames
    time_label : str
        Of the axis: time with its unit, or frame where there are no times.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.frames = FrameTables(directory)
        time = self.frames.column("time").astype(float)
        timed = bool(len(time)) and not np.isnan(time).any()
        longest = float(np.ptp(time)) if timed else 0.0
        _, unit, factor = next(entry for entry in UNITS if longest >= entry[0])
        axis = time * factor if timed else self.frames.frame.astype(float)
        self.time_label = f"time ({unit})" if timed else "frame"
        names = self.frames.column("trajectory")
        self.replicas = []
        for number in np.unique(self.frames.replica).tolist():
            rows = np.flatnonzero(self.frames.replica == number)
            self.replicas.append(ReplicaFrames(number, str(names[rows[0]]), rows, axis[rows]))

    @cached_property
    def run(self) -> RunTables:
        """Tables of the first frame."""
        return RunTables.read(self.directory)

    @cached_property
    def averages(self) -> list[TrajectoryRecord]:
        """Rows of trajectory.tsv."""
        return read_table(TrajectoryRecord, self.directory / "trajectory.tsv")

    @cached_property
    def persistence(self) -> list[PersistenceRecord]:
        """Rows of persistence.tsv."""
        return read_table(PersistenceRecord, self.directory / "persistence.tsv")

    @cached_property
    def transitions(self) -> list[TransitionRecord]:
        """Rows of transitions.tsv."""
        return read_table(TransitionRecord, self.directory / "transitions.tsv")

    def average(self, quantity: str, replica: int | None) -> TrajectoryRecord | None:
        """Find a quantity of the groove in a replica, or over all of them."""
        return next(
            (row for row in self.averages
             if (row.quantity, row.replica, row.occupant) == (quantity, replica, "")), None,
        )  # fmt: skip

    def column(self, name: str) -> FloatArray | None:
        """Values of a number in all frames; None where no frame has one."""
        if name not in self.frames.numbers:
            return None
        values = np.asarray(self.frames.column(name), dtype=float)
        return values if len(values) and not np.isnan(values).all() else None

    @cached_property
    def occupants(self) -> dict[str, str]:
        """Kind of each occupant by its name, in the order of the tables."""
        return {row.occupant: row.kind for row in self.run.occupancy}

    def label(self, occupant: str) -> str:
        """Write an occupant as the other figures do."""
        return next((key.label for key in self.run.occupants if key.occupant == occupant), occupant)

    def pages(self, size: FigureSize) -> list[list[ReplicaFrames]]:
        """Replicas that stand beside each other, page by page: one where there is no room for more."""
        beside = 1 if size.narrow else COLUMNS
        return [self.replicas[start : start + beside] for start in range(0, len(self.replicas), beside)] or [[]]


def binned(time: FloatArray, values: FloatArray, bins: int = BINS) -> Line:
    """Make a line of a series.

    Parameters
    ----------
    time, values
        Shape (m,); nan where there is no value. What a stride left out is passed over, so that the line goes on.
    bins
        Points at most.

    Returns
    -------
    Line
    """
    known = ~np.isnan(values)
    time, values = time[known], values[known]
    if len(values) <= bins:
        return Line(time, values, values, values)
    edges = np.linspace(0, len(values), bins + 1).astype(int)
    parts = [slice(a, b) for a, b in itertools.pairwise(edges)]
    return Line(*(np.array([of(part) for part in parts]) for of in (
        lambda part: time[part].mean(), lambda part: np.median(values[part]),
        lambda part: values[part].min(), lambda part: values[part].max(),
    )))  # fmt: skip


def draw_line(axes: Any, line: Line, colour: str, *, label: str = "", gid: str = "") -> None:  # noqa: ANN401
    """Draw a line, with the band from the least to the greatest value where its points are bins."""
    if line.binned:
        axes.fill_between(line.x, line.low, line.high, color=colour, alpha=0.25, linewidth=0)
    alone = len(line.x) < 2
    axes.plot(line.x, line.middle, color=colour, linewidth=0.7, marker="." if alone else None, label=label or None,
              gid=gid or None)  # fmt: skip
