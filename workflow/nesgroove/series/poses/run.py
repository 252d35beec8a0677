"""Poses of many files, one after the other: read, measured, ranked and written, with none held for long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from nesgroove.errors import NesgrooveError, WriteError, defect
from nesgroove.io.poses.scores import counted_scores
from nesgroove.io.run_names import shown_path
from nesgroove.model.plain_text import shown
from nesgroove.model.problem import problem
from nesgroove.model.record import Record, yes_no
from nesgroove.series.poses.assess import Assessed, Assessor
from nesgroove.series.poses.records import PoseRecord
from nesgroove.series.poses.task import Task, assessor_of
from nesgroove.series.poses.walk import Item, Numbered, Template, Unread, Walk
from nesgroove.survey.processes import in_order
from nesgroove.survey.run import DEFECT, ENDED

Progress = Callable[[str], None]

CHUNK: Final = 16
"""Poses that a process is given at a time."""


def measure_poses(
    task: Task,
    paths: Sequence[Path],
    walk: Walk,
    *,
    template: Template = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Iterator[Assessed | Record]:
    """Measure poses, one after the other as they are asked for.

    Parameters
    ----------
    task
        The receptor, and what is asked for.
    paths
        Files of poses, directories and patterns.
    walk
        Is told what is come upon.
    template
        Bond orders.
    jobs
        Processes. The result does not depend on it.
    progress
        Called with the name of each pose that is done.

    Yields
    ------
    Assessed or Record
        What came of a pose, or why there is none; in the order of the files.
    """
    from rdkit import Chem

    # Poses travel between processes with the names of their atoms, and with all digits of their coordinates.
    options = Chem.PropertyPickleOptions
    Chem.SetDefaultPickleProperties(options.AllProps | options.CoordsAsDouble)
    items = walk.through(paths, template)
    chunks = iter(lambda: tuple(islice(items, CHUNK)), ())
    for results in in_order(partial(measured_chunk, task), chunks, jobs, _ended):
        for result in results:
            yield result
            if progress is not None:
                progress(result.pose.entry if isinstance(result, Assessed) else result.entry)


def measured_chunk(task: Task, chunk: Iterable[Item]) -> list[Assessed | Record]:
    """Measure some poses.

    Parameters
    ----------
    task
        The receptor, and what is asked for.
    chunk
        Poses and problems.

    Returns
    -------
    list of Assessed or Record
        One for each.
    """
    return [_measured(assessor_of(task), item) for item in chunk]


def _measured(assessor: Assessor, item: Item) -> Assessed | Record:
    if isinstance(item, Unread):
        return _unread(item)
    if item.copy_of:
        return Assessed(_copy_row(assessor, item))
    try:
        return assessor.assess(item.pose, item.entry)
    except WriteError:
        raise
    except NesgrooveError as error:
        return problem(item.entry, error.step, "error", error.message, remedy=error.remedy)
    except Exception as error:  # a defect of ours must not take the other poses of a long run with it
        return problem(item.entry, DEFECT, "error", defect(error), remedy="Report it with the file")


def _unread(item: Unread) -> Record:
    told = item.problem
    where = f"record {told.record} of {shown_path(told.path.name)}" if told.record else shown_path(told.path.name)
    named = f" ({shown(told.name)})" if told.name else ""
    return problem(item.entry, "read", "error", f"{where}{named}: {told.message}", remedy=told.remedy)


def _copy_row(assessor: Assessor, item: Numbered) -> PoseRecord:
    """The row of a copy: what its file says of it, and of which pose it is one."""
    pose, receptor = item.pose, assessor.bench.receptor
    score = next(iter(counted_scores(pose.scores, pose.properties, assessor.score)), None)
    return PoseRecord(
        entry=item.entry,
        title=shown(pose.name),
        file=shown_path(pose.path.name),
        record=pose.record,
        score_name=score.name if score else "",
        score=score.value if score else None,
        score_unit=score.unit if score else "",
        score_better=score.better if score else "",
        score_writer=score.writer if score else "",
        duplicate_of=item.copy_of,
        chemistry=pose.chemistry,
        heavy_atoms=len(pose.names),
        attached=yes_no(pose.attached is not None),
        receptor_kind=receptor.kind,
        source_kind=receptor.structure.source_kind,
    )


def _ended(chunk: Iterable[Item]) -> list[Assessed | Record]:
    """Say of poses that whatever measured them was ended from outside."""
    return [
        _unread(item)
        if isinstance(item, Unread)
        else problem(
            item.entry, DEFECT, "error", ENDED, remedy="Measure it alone, with --jobs 1 and more memory",
        )
        for item in chunk
    ]  # fmt: skip
