"""What the frames of a trajectory say together: the rows of trajectory.tsv, persistence.tsv and transitions.tsv."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nesgroove.io.trajectory.frame_tables import FrameTables
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.series.trajectory.statistics.of_quantities import quantity_rows
from nesgroove.series.trajectory.statistics.of_states import state_rows
from nesgroove.series.trajectory.statistics.over_replicas import Run
from nesgroove.series.trajectory.statistics.persistence import persistence_rows
from nesgroove.series.trajectory.statistics.records import TrajectoryRecord

NAMED = 6
"""Quantities that a problem names."""


def summarise(directory: Path) -> list[Record]:
    """Make statistics of the frames of a trajectory.

    Parameters
    ----------
    directory
        With the tables of frames.

    Returns
    -------
    list of Record
        Rows of all tables of :func:`nesgroove.series.trajectory.statistics.records.summary_records`, and of
        problems.tsv where means have no errors.

    Raises
    ------
    ConfigError
        There are no frames in the directory.
    """
    tables = FrameTables(directory)
    if not len(tables):
        return []
    run = Run.of(tables)
    of_quantities = list(quantity_rows(run))
    return [*of_quantities, *persistence_rows(run), *state_rows(run), *_problems(run, of_quantities)]


def _problems(run: Run, rows: list[TrajectoryRecord]) -> Iterator[ProblemRecord]:
    """Say of each replica which means have no error, once."""
    for replica in run.replicas:
        own = [row for row in rows if row.replica == replica.number and row.n]
        without = [row for row in own if row.error is None and row.sd]
        if not without:
            continue
        named = ", ".join(row.quantity for row in without[:NAMED]) + (" ..." if len(without) > NAMED else "")
        yield problem(
            run.entry, "trajectory", "warning",
            f"{len(without)} of {len(own)} means of {replica.name} have no error ({named}): {without[0].remark}",
            complex_id=run.complex,
            remedy="trajectory.tsv says why of each; a longer trajectory gives them, or several that begin differently",
        )  # fmt: skip
