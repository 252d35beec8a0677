"""Walking along a trajectory with MDAnalysis' AnalysisBase, in one process or several.

What is measured of a frame goes to disk where it is measured: results that return through processes would grow with the
length of the trajectory. AnalysisBase divides the frames and its backend runs the parts; this one
(:class:`Processes`) ends its processes with this one, says when a part is done, and does again what a process that was
ended from outside had left.
"""

from __future__ import annotations

import pickle
import shutil
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from MDAnalysis.analysis.backends import BackendBase
from MDAnalysis.analysis.base import AnalysisBase
from MDAnalysis.analysis.results import ResultsGroup

from nesgroove.errors import NesgrooveError
from nesgroove.io.trajectory.files import unreadable
from nesgroove.io.trajectory.opened import STEP, Reader, quiet
from nesgroove.model.structure import IntArray
from nesgroove.series.trajectory.part import Part, Plan, Stretch, System
from nesgroove.survey.processes import in_order

PART: Final = 250
"""Frames of a part at most: some seconds with pockets, from which progress is seen."""

PARTS: Final = 4
"""Parts for each process at least, so that none waits long for the last."""

LAST: Final = -1
"""In place of the number of a frame: behind the last one."""

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

    Parameters
    ----------
    n_workers
        How many; with one of them all is done in this process.
    done
        Called with the number of frames of each part that is done.
    """

    def __init__(self, n_workers: int, done: Done | None = None) -> None:
        super().__init__(n_workers)
        self._done = done

    def apply(self, func: Callable[[Any], Any], computations: Sequence[Any]) -> list[Any]:
        """Run the parts.

        Parameters
        ----------
        func
            Measures the frames of one part.
        computations
            The parts, each with rows of a place and a frame, shape (n, 2).

        Returns
        -------
        list
            What the function gives for each.

        Raises
        ------
        NesgrooveError
            The process of a part was ended from outside twice.
        """
        results = []
        for part, result in zip(
            computations, in_order(_Single(func), computations, self.n_workers, _lost), strict=True
        ):
            results.append(result)
            if self._done is not None:
                self._done(len(part))
        return results


class _Single:
    """A function that runs with one thread of numerical libraries, so that processes do not stand in each other's way.

    Each part gets a copy of the analysis, as it does in another process: AnalysisBase keeps the results in itself.
    """

    def __init__(self, func: Callable[[Any], Any]) -> None:
        self._func = pickle.dumps(func)

    def __call__(self, part: Computation) -> FrameWalk:
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1), quiet():
            walked: FrameWalk = pickle.loads(self._func)(part)
            return walked


def _lost(part: Computation) -> FrameWalk:
    raise NesgrooveError(
        f"the process that measured frames {part[0][1]} to {part[-1][1]} was ended, for want of memory or by a crash",
        step=STEP, remedy="Use --jobs 1 and more memory; if it ends again, report it with the frames",
    )  # fmt: skip


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
        A process was ended from outside; the disk is full.
    """
    parts.mkdir()
    try:
        _run(reader, frames, plan, stretch, parts, jobs, done)
        return
    except NesgrooveError:
        raise
    except Exception:
        unread = unreadable(reader, frames)
        if not unread:
            raise
    shutil.rmtree(parts)
    parts.mkdir()
    good = [frame for frame in frames if frame not in unread]
    before: dict[int, list[tuple[int, str]]] = {}
    for frame, why in unread.items():
        place = bisect(good, frame)
        follower = good[place] + stretch.before if place < len(good) else LAST
        before.setdefault(follower, []).append((frame + stretch.before, why))
    stretch = replace(stretch, unread=before)
    _run(reader, good, plan, stretch, parts, jobs, None)
    if LAST in before:
        rest = Part(load_system(plan), stretch, parts, before[LAST][0][0])
        rest.leave_out(LAST)
        rest.close()


def _run(
    reader: Reader,
    frames: Sequence[int],
    plan: Path,
    stretch: Stretch,
    parts: Path,
    jobs: int,
    done: Done | None,
) -> None:
    if not len(frames):
        return
    count = max(-(-len(frames) // PART), min(len(frames), PARTS * jobs))
    with quiet():
        FrameWalk(reader, plan, stretch, parts).run(
            frames=np.asarray(frames),
            backend=Processes(jobs, done),
            n_workers=jobs,
            n_parts=count,
            unsupported_backend=True,
        )
