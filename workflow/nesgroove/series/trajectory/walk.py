"""Walking along a trajectory with MDAnalysis' AnalysisBase, in one process or several.

What is measured of a frame goes to disk where it is measured: results that return through processes would grow with the
length of the trajectory. AnalysisBase divides the frames and its backend runs the parts; this one
(:class:`Processes`) ends its processes with this one, says when a part is done, and does again what a process that was
ended from outside had left.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from MDAnalysis.analysis.backends import BackendBase
from MDAnalysis.analysis.base import AnalysisBase
from MDAnalysis.analysis.results import ResultsGroup

from nesgroove.errors import NesgrooveError
from nesgroove.io.trajectory.opened import Reader, first_line, quiet
from nesgroove.model.structure import IntArray
from nesgroove.series.trajectory.part import Part, Plan, Stretch, System, part_name
from nesgroove.survey.processes import in_order

PART: Final = 250
"""Frames of a part at most: some seconds with pockets, from which progress is seen."""

PARTS: Final = 4
"""Parts for each process at least, so that none waits long for the last."""

Done: TypeAlias = Callable[[int], None]

Computation: TypeAlias = IntArray
"""Frames of a part: a place and a number each, shape (n, 2)."""


class FrameWalk(AnalysisBase):  # type: ignore[misc]
    """Measures frames and leaves the rows on disk.

    Parameters
    ----------
    reader : MDAnalysis.coordinates.base.ReaderBase
        The trajectory.
    plan
        File of a pickled :class:`nesgroove.series.trajectory.part.Plan`, which each process reads once.
    stretch
        Which frames these are.
    parts
        Directory for the parts of the tables.
    """

    _analysis_algorithm_is_parallelizable = True

    @classmethod
    def get_supported_backends(cls) -> tuple[str, ...]:
        """Name the backends of MDAnalysis that it works with, besides ours."""
        return ("serial", "multiprocessing", "dask")

    def __init__(self, reader: Reader, plan: Path, stretch: Stretch, parts: Path) -> None:
        super().__init__(reader)
        self._plan, self._stretch, self._parts = plan, stretch, parts
        self._part: Part | None = None

    def _prepare(self) -> None:
        self.results.measured = []
        self._part = None

    def _single_frame(self) -> None:
        frame = int(self._ts.frame) + self._stretch.before
        if self._part is None:
            self._part = Part(load_system(self._plan), self._stretch, self._parts, frame)
        self._part.take(frame, self._ts)
        if self._frame_index == self.n_frames - 1:
            self._part.close()
            self._part = None  # what returns through processes is small
            self.results.measured.append(self.n_frames)

    def _get_aggregator(self) -> ResultsGroup:
        return ResultsGroup({"measured": ResultsGroup.flatten_sequence})


class Processes(BackendBase):  # type: ignore[misc]
    """A backend of AnalysisBase: processes of the house (:func:`nesgroove.survey.processes.in_order`).

    All is done in other processes, for the library that reads a damaged file may crash.

    Parameters
    ----------
    n_workers
        How many.
    done
        Called with the number of frames of each part that is done.

    Attributes
    ----------
    lost : dict of int to str
        Frames of parts in which one cannot be read, with what the library says.
    """

    def __init__(self, n_workers: int, done: Done | None = None) -> None:
        super().__init__(n_workers)
        self._done = done
        self.lost: dict[int, str] = {}

    def apply(self, func: Callable[[Any], Any], computations: Sequence[Computation]) -> list[Any]:
        """Run the parts.

        Parameters
        ----------
        func
            Measures the frames of one part.
        computations
            The parts.

        Returns
        -------
        list
            What the function gives for each that is not lost; one without frames where all are.
        """
        results = []
        walked = in_order(_Single(func), computations, self.n_workers, _ended, apart=True)
        for part, result in zip(computations, walked, strict=True):
            if isinstance(result, str):
                self.lost |= dict.fromkeys(part[:, 1].tolist(), result)
            else:
                results.append(result)
            if self._done is not None:
                self._done(len(part))
        return results or [func(np.empty((0, 2), dtype=np.intp))]


class _Single:
    """A function that runs with one thread of numerical libraries, so that processes do not stand in each other's way.

    Each part gets a copy of the analysis, as it does in another process: AnalysisBase keeps the results in itself.
    What is wrong with measuring is in the rows; any other error is of reading, and is what is returned.
    """

    def __init__(self, func: Callable[[Any], Any]) -> None:
        self._func = pickle.dumps(func)

    def __call__(self, part: Computation) -> FrameWalk | str:
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1), quiet():
            try:
                walked: FrameWalk = pickle.loads(self._func)(part)
            except NesgrooveError:  # the disk is full
                raise
            except Exception as error:
                said: str = first_line(error)
                return said
            return walked


def _ended(_: Computation) -> str:
    return "reading it ends the process"


@cache
def load_system(path: Path) -> System:
    """Make what measures the frames, once a process."""
    plan: Plan = pickle.loads(path.read_bytes())
    return System(plan)


def walk(
    reader: Reader,
    frames: Sequence[int],
    plan: Path,
    stretch: Stretch,
    parts: Path,
    *,
    jobs: int = 1,
    done: Done | None = None,
) -> None:
    """Measure frames of a file; those that cannot be read become rows that say so.

    Parameters
    ----------
    reader, plan, stretch, parts
        As of :class:`FrameWalk`; the directory is this file's alone.
    frames
        Their numbers in the file.
    jobs
        Processes. The rows do not depend on it.
    done
        Called with the number of frames of each part that is done.

    Raises
    ------
    NesgrooveError
        The disk is full.
    """
    parts.mkdir()
    count = max(-(-len(frames) // PART), min(len(frames), PARTS * jobs))
    lost = list(_run(reader, frames, plan, stretch, parts, jobs, count, done))
    if not lost:
        return
    # Some frame in each of these parts cannot be read: each frame by itself tells which.
    for frame in lost:
        _remove(parts, frame + stretch.before)
    unread = _run(reader, lost, plan, stretch, parts, jobs, len(lost), None)
    for frame, why in unread.items():
        _remove(parts, frame + stretch.before)
        part = Part(load_system(plan), stretch, parts, frame + stretch.before)
        part.leave_out(frame + stretch.before, why)
        part.close()


def _run(
    reader: Reader,
    frames: Sequence[int],
    plan: Path,
    stretch: Stretch,
    parts: Path,
    jobs: int,
    count: int,
    done: Done | None,
) -> dict[int, str]:
    """Measure frames, and give those of parts that could not be read."""
    if not len(frames):
        return {}
    backend = Processes(jobs, done)
    with quiet():
        FrameWalk(reader, plan, stretch, parts).run(
            frames=np.asarray(frames), backend=backend, n_workers=jobs, n_parts=count, unsupported_backend=True
        )
    return backend.lost


def _remove(parts: Path, frame: int) -> None:
    for path in parts.glob(f"{part_name(frame)}.*"):
        path.unlink()
