"""Where the way begins: who is who in the first frame, who comes into the groove later, and which atom reacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.io.run_names import shown_path
from nesgroove.io.trajectory.opened import STEP, Reader, Universe, quiet
from nesgroove.measure.groove import Groove, Settings
from nesgroove.model.complex import Occupant
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.series.trajectory.comings import LOOKS, comings, has_strangers, with_comings
from nesgroove.series.trajectory.first import Chosen, First, identify_first
from nesgroove.series.trajectory.runs import Piece, Replica, Replicas
from nesgroove.series.trajectory.warhead import find_warhead

TRIED: Final = 5
"""Frames that are tried for the first one, in which everything is found, before the trajectory is given up."""


@dataclass(frozen=True)
class Frames:
    """Which frames are read.

    Attributes
    ----------
    start : int
        The first, from 0.
    stop : int or None
        The one behind the last; None for all.
    step : int
        Every how many.
    dt : float or None
        Time between the frames of the files that the user gives, ps.

    Raises
    ------
    ConfigError
        There are none, or time would stand still or run backwards.
    """

    start: int = 0
    stop: int | None = None
    step: int = 1
    dt: float | None = None

    def __post_init__(self) -> None:
        if self.start < 0 or self.step < 1:
            raise ConfigError(
                f"frames from {self.start} on, every {self.step}", step=STEP,
                remedy="Count frames from 0 on, and read every first or later one",
            )  # fmt: skip
        if self.stop is not None and self.stop <= self.start:
            raise ConfigError(
                f"there are no frames from {self.start} on before {self.stop}", step=STEP,
                remedy="Give a --stop behind --start; the frame of its number is not read",
            )  # fmt: skip
        if self.dt is not None and not 0 < self.dt < float("inf"):
            raise ConfigError(
                f"--dt {self.dt:g} is no time between two frames", step=STEP, remedy="Give it in ps, greater than 0"
            )


def begin(
    universe: Universe, run: Replicas, chosen: Chosen, settings: Settings, frames: Frames
) -> tuple[First, list[ProblemRecord]]:
    """Find what the first frame shows, what comes into the groove later, and the atom that reacts.

    Parameters
    ----------
    universe : MDAnalysis.Universe
        The topology.
    run
        The trajectories.
    chosen, settings, frames
        What the user says.

    Returns
    -------
    first : First
        The system.
    notes : list of ProblemRecord
        What there is to say of it.

    Raises
    ------
    NesgrooveError
        Nothing is found in the first frames, there is none, or what the user says fits nothing.
    """
    first, notes = _first(universe, run, chosen, frames)
    later: list[Occupant] = []
    if has_strangers(first.complex):
        later = comings(first, _looks(run.replicas, frames))
    if later:
        first = with_comings(first, later)
        names = ", ".join(occupant.name for occupant in later)
        told = f"{names}: not in the groove in the first frame, and in it later; followed from the first on"
        notes.append(problem(chosen.entry, STEP, "note", told, complex_id=first.complex.id))
    return replace(first, warhead=find_warhead(Groove(first.complex, settings), chosen.reacting)), notes


def _looks(replicas: Sequence[Replica], frames: Frames) -> Iterator[tuple[Reader, int]]:
    """Frames spread over each replica."""
    for replica in replicas:
        every = [(piece.file.reader, wanted(piece, frames)) for piece in replica.pieces]
        total = sum(len(numbers) for _, numbers in every)
        for place in sorted({round(k * (total - 1) / LOOKS) for k in range(1, LOOKS + 1)}) if total else ():
            left = place
            for reader, numbers in every:
                if left < len(numbers):
                    yield reader, numbers[left]
                    break
                left -= len(numbers)


def _first(universe: Universe, run: Replicas, chosen: Chosen, frames: Frames) -> tuple[First, list[ProblemRecord]]:
    """Find everything in the first frame in which it can be found."""
    error: NesgrooveError | None = None
    piece = run.replicas[0].pieces[0]
    last = min(frames.start + TRIED * frames.step, piece.file.frames)
    for frame in range(frames.start, last, frames.step):
        with quiet():
            ts = piece.file.reader[frame]
        xyz = np.asarray(ts.positions, dtype=np.float64)
        try:
            first = identify_first(universe, xyz, ts.dimensions, chosen)
        except ConfigError:
            raise
        except NesgrooveError as caught:
            error = error or caught
            continue
        if error is None:
            return first, []
        told = f"in frame {frames.start} nothing is found ({error.message}); roles are those of frame {frame}"
        return first, [problem(chosen.entry, STEP, "warning", told, complex_id=first.complex.id)]
    if error is None:
        raise ConfigError(
            f"there are no frames from {frames.start} on: {shown_path(piece.file.path)} has {piece.file.frames}",
            step=STEP, remedy="Choose other frames",
        )  # fmt: skip
    raise error


def wanted(piece: Piece, frames: Frames) -> range:
    """List the frames of a file that are read.

    Parameters
    ----------
    piece, frames
        The file, and which frames of its replica are read.

    Returns
    -------
    range
        By their numbers in the file.
    """
    stop = piece.file.frames if frames.stop is None else min(frames.stop - piece.before, piece.file.frames)
    start = frames.start - piece.before
    if start < piece.skip:  # the next of the replica's frames that is due
        start += -(-(piece.skip - start) // frames.step) * frames.step
    return range(start, max(stop, start), frames.step)
