"""Results of poses as a directory: the tables of a run, those of poses, and the best in the groove frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.io.sorted_tables import SortedTables
from nesgroove.io.writing import together
from nesgroove.measure.registry import records
from nesgroove.model.plain_text import first_few
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.series.poses.assess import STEP, Assessed
from nesgroove.series.poses.beside import superpose, write_origin
from nesgroove.series.poses.ranking import Place, place_of, ranks
from nesgroove.series.poses.records import PoseRecord, pose_records
from nesgroove.series.poses.run import Progress, measure_poses
from nesgroove.series.poses.spool import Spool
from nesgroove.series.poses.task import Task, assessor_of
from nesgroove.series.poses.walk import NAMED, Template, Walk

KEEP: Final = 20
"""Poses that are written in the groove frame where the user does not say how many: what a person looks through."""


@dataclass
class PosesOutcome:
    """What came of a run over poses.

    Attributes
    ----------
    records, poses, in_groove, copies, required : int
        Records of the files; those that are poses; of these those in the groove, copies, and those that have what is
        required.
    kinds : Counter of (str, str)
        Rows of problems.tsv by severity and step.
    told : list of ProblemRecord
        What could not be measured.
    remarks : list of ProblemRecord
        What there is to say of the whole run.
    receptor : tuple of ProblemRecord
        What there is to say of the receptor.
    """

    records: int = 0
    poses: int = 0
    in_groove: int = 0
    copies: int = 0
    required: int = 0
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    told: list[ProblemRecord] = field(default_factory=list)
    remarks: list[ProblemRecord] = field(default_factory=list)
    receptor: tuple[ProblemRecord, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether something could not be measured."""
        return bool(self.told)

    def count(self, row: PoseRecord) -> None:
        """Take in a pose."""
        self.poses += 1
        self.copies += bool(row.duplicate_of)
        self.in_groove += row.in_groove == "yes"
        self.required += row.required == "yes"

    def seen(self, rows: Sequence[Record]) -> Sequence[Record]:
        """Take in rows of problems among rows, and give all on."""
        for row in rows:
            if isinstance(row, ProblemRecord):
                self.kinds[row.severity, row.step] += 1
                if row.severity == "error":
                    self.told.append(row)
        return rows


def write_poses(
    out: Path,
    task: Task,
    paths: Sequence[Path],
    *,
    template: Template = None,
    keep: int = KEEP,
    jobs: int = 1,
    progress: Progress | None = None,
) -> PosesOutcome:
    """Measure poses and write all that there is to say of them.

    Parameters
    ----------
    out
        Directory of the results.
    task
        The receptor, and what is asked for.
    paths
        Files of poses, directories and patterns.
    template
        Bond orders, as :func:`nesgroove.io.poses.read.read_poses` takes them.
    keep
        How many poses, the best by the groove, are written in the groove frame.
    jobs, progress
        Processes; what is called with the name of each pose that is done.

    Returns
    -------
    PosesOutcome
        What there is to say of the run.

    Raises
    ------
    NesgrooveError
        The receptor has no groove, or a request is not understood.
    """
    assessor = assessor_of(task)
    outcome, walk = PosesOutcome(receptor=assessor.bench.receptor.remarks), Walk(assessor.score)
    with ExitStack() as stack:
        tables = stack.enter_context(SortedTables(out, (*records(), *pose_records())))
        spool = stack.enter_context(closing(Spool(out)))
        tables.add([*outcome.seen(outcome.receptor), *task.against])
        for result in measure_poses(task, paths, walk, template=template, jobs=jobs, progress=progress):
            tables.add(outcome.seen(result.rows if isinstance(result, Assessed) else [result]))
            if isinstance(result, Assessed):
                outcome.count(result.pose)
                spool.add(result.pose)
        best, places = set[str](), list[Place]()
        for row in _ranked(spool, walk, places):
            tables.add([row])
            best |= {row.entry} if _is_best(row, keep) else set()
        outcome.records = walk.records
        outcome.remarks = list(_remarks(task, walk, places))
        tables.add(outcome.seen(outcome.remarks))
        with together():
            tables.write()
            superpose(out, task, paths, best, template)
            write_origin(out, task, walk, template, keep)
    return outcome


def _is_best(row: PoseRecord, keep: int) -> bool:
    among = row.groove_rank is not None and row.groove_rank <= keep
    return among and row.in_groove == "yes" and row.required != "no"


def _ranked(spool: Spool, walk: Walk, places: list[Place]) -> Iterator[PoseRecord]:
    """Give the poses with their ranks; what decides them is laid down in ``places``."""
    places += map(place_of, spool.rows(walk.later_scores))
    for row, its in zip(spool.rows(walk.later_scores), ranks(places), strict=True):
        yield row.model_copy(update=its)


def _remarks(task: Task, walk: Walk, places: Sequence[Place]) -> Iterator[ProblemRecord]:
    """What there is to say of the poses together."""
    if task.score and walk.records and not any(place.kind[1] for place in places):
        name = task.score.rpartition(":")[0]
        yield problem(
            "", STEP, "error", f"no pose has a property {name} that is a number",
            remedy=f"Numbers that poses have: {first_few(sorted(walk.properties), NAMED) or 'none'}",
        )  # fmt: skip
    kinds = sorted({place.kind for place in places if place.score is not None and not place.copy})
    if len(kinds) > 1:
        named = ", ".join(f"{name} of {writer}" for writer, name, _ in kinds)
        yield problem(
            "", STEP, "note", f"the poses have {len(kinds)} kinds of score, each ranked by itself: {named}",
            remedy="Compare ranks only among poses with one kind of score",
        )  # fmt: skip
    silent = sum(place.score is None and bool(place.kind[1]) and not place.copy for place in places)
    if silent:
        yield problem(
            "", STEP, "note",
            f"the scores of {silent} bonded poses leave the bond out and compare nothing: they have no rank",
            remedy="Rank them by what the groove says (groove_rank)",
        )  # fmt: skip


def refuse_nothing(outcome: PosesOutcome, task: Task) -> None:
    """Refuse a choice that no pose meets.

    Parameters
    ----------
    outcome
        What came of the run.
    task
        With what is required.

    Raises
    ------
    ConfigError
        Something is required, there are poses, and none has it.
    """
    if task.require and outcome.poses and not outcome.required:
        raise ConfigError(
            f"none of {outcome.poses} poses has what is required: {task.require}", file="--require", step=STEP,
            remedy="poses.tsv has what they have; ask for less",
        )  # fmt: skip
