"""Which files are one trajectory, which are replicas, and how their frames and times follow each other."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from nesgroove.errors import NesgrooveError
from nesgroove.io.entry_names import entry_name
from nesgroove.io.run_names import shown_path
from nesgroove.io.trajectory.files import TrajectoryFile, open_trajectory
from nesgroove.io.trajectory.opened import STEP, Universe, quiet
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.series.trajectory.part import Clock

SAME: Final = 1e-2
"""Frames are one where no coordinate differs by more (A): XTC keeps 0.01 A."""


@dataclass(frozen=True)
class Piece:
    """A file of a replica.

    Attributes
    ----------
    file : TrajectoryFile
    before : int
        Frames of the files that it continues.
    skip : int
        Frames at its beginning that the file before has already.
    clock : Clock
    """

    file: TrajectoryFile
    before: int
    skip: int
    clock: Clock


@dataclass(frozen=True)
class Replica:
    """One trajectory, of one file or of several that continue each other.

    Attributes
    ----------
    number : int
        From 1.
    name : str
    pieces : tuple of Piece
    """

    number: int
    name: str
    pieces: tuple[Piece, ...]

    @property
    def frames(self) -> int:
        """How many frames its files have."""
        last = self.pieces[-1]
        return last.before + last.file.frames


@dataclass
class Replicas:
    """All trajectories of a run.

    Attributes
    ----------
    replicas : list of Replica
    problems : list of ProblemRecord
        What is wrong with their files.
    """

    replicas: list[Replica] = field(default_factory=list)
    problems: list[ProblemRecord] = field(default_factory=list)


def open_replicas(
    universe: Universe,
    groups: Sequence[Sequence[Path]],
    entry: str,
    step: float | None = None,
) -> Replicas:
    """Open the files of a run; one that cannot be read does not stop the others.

    Parameters
    ----------
    universe : MDAnalysis.Universe
        The topology.
    groups
        Files that continue each other, group by group.
    entry
        Name of the entry, for problems.
    step
        Time between frames that the user gives, ps.

    Returns
    -------
    Replicas
        Numbered as they were given; where one cannot be read its number is left out.
    """
    run = Replicas()
    names = _names([group[0] for group in groups])
    for number, (group, name) in enumerate(zip(groups, names, strict=True), start=1):
        pieces: list[Piece] = []
        for path in group:
            try:
                file = open_trajectory(universe, path)
            except NesgrooveError as error:
                message = f"{shown_path(path)}: {error.message}"
                run.problems.append(problem(entry, STEP, "error", message, remedy=error.remedy))
                continue
            if file.cut:
                run.problems.append(_cut(entry, file))
            pieces.append(_piece(run, entry, pieces, file, step))
        if pieces:
            run.replicas.append(Replica(number, name, tuple(pieces)))
    return run


def _piece(run: Replicas, entry: str, pieces: list[Piece], file: TrajectoryFile, step: float | None) -> Piece:
    if not pieces:
        return Piece(file, 0, 0, Clock(file.has_times, step=step))
    last = pieces[-1]
    before = last.before + last.file.frames
    (end, end_time), (begin, begin_time) = _frame(last.file, last.file.frames - 1), _frame(file, 0)
    same = end.shape == begin.shape and bool(np.abs(end - begin).max() <= SAME)
    known = file.has_times and last.clock.from_file
    offset = 0.0
    end_time += last.clock.offset
    if known and begin_time <= _frame(pieces[0].file, 0)[1]:  # its clock was set back
        offset = end_time - begin_time + (0.0 if same else float(file.reader.dt))
    if same:
        run.problems.append(
            problem(
                entry,
                STEP,
                "note",
                f"{shown_path(file.path)} begins with the last frame of "
                f"{shown_path(last.file.path)}, which is measured once",
            )
        )
    return Piece(file, before, int(same), Clock(known, offset, step))


def _frame(file: TrajectoryFile, frame: int) -> tuple[Any, float]:
    with quiet():
        ts = file.reader[frame]
        return ts.positions.copy(), float(ts.time)


def _cut(entry: str, file: TrajectoryFile) -> ProblemRecord:
    return problem(
        entry, STEP, "error",
        f"{shown_path(file.path)} ends before its end: frames 0 to {file.frames - 1} can be read ({file.cut})",
        remedy="Write it again or copy it again; what can be read is measured",
    )  # fmt: skip


def _names(paths: Iterable[Path]) -> list[str]:
    """Name trajectories by their files, with as much of their directories as tells them apart."""
    paths = list(paths)
    names = [_stem(path) for path in paths]
    depth = 1
    while len(set(names)) < len(names) and depth < 8:
        many = {name for name in names if names.count(name) > 1}
        parents = [Path(os.path.normpath(path.absolute())).parent.parts[-depth:] for path in paths]
        names = ["/".join((*parent, _stem(path))) if name in many else name
                 for name, parent, path in zip(names, parents, paths, strict=True)]  # fmt: skip
        depth += 1
    return [shown_path(name) for name in names]


def _stem(path: Path) -> str:
    name = entry_name(path)
    return name.rpartition(".")[0] or name if name == path.name else name
