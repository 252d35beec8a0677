"""A topology and its trajectories in, a directory of results out."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.io.run_names import own_name, shown_path
from nesgroove.io.sorted_tables import SortedTables, working_directory
from nesgroove.io.trajectory.opened import STEP, open_topology
from nesgroove.io.trajectory.parquet import require_pyarrow
from nesgroove.io.writing import move_file, new_file, together
from nesgroove.measure.groove import Settings
from nesgroove.measure.registry import records
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.series.trajectory.first import Chosen, First
from nesgroove.series.trajectory.levels import Strides
from nesgroove.series.trajectory.merging import Flags, look_through, merge, problems_of
from nesgroove.series.trajectory.part import Plan, Stretch
from nesgroove.series.trajectory.runs import Replica, Replicas, open_replicas
from nesgroove.series.trajectory.start import Frames, begin, wanted
from nesgroove.series.trajectory.statistics.records import summary_records
from nesgroove.series.trajectory.statistics.summary import summarise
from nesgroove.series.trajectory.walk import walk
from nesgroove.survey.entry import survey
from nesgroove.survey.provenance import COMMAND, listed_path, run_options, write_provenance
from nesgroove.survey.superposed import FOLDER, write_superposed

TRAJECTORY: Final = "nesgroove trajectory"
"""The command, as the provenance has it."""


@dataclass
class Walked:
    """What came of a run.

    Attributes
    ----------
    complex_id : str
    replicas : list of Replica
    flags : Flags
    rows : list of ProblemRecord
        All that there is to say.
    """

    complex_id: str
    replicas: list[Replica]
    flags: Flags
    rows: list[ProblemRecord] = field(default_factory=list)

    @property
    def errors(self) -> list[ProblemRecord]:
        """What was asked for and could not be done."""
        return [row for row in self.rows if row.severity == "error"]


# Long because it says each step of the way once.
def measure_trajectory(
    topology: Path,
    groups: Sequence[Sequence[Path]],
    out: Path,
    settings: Settings,
    *,
    chosen: Chosen | None = None,
    strides: Strides | None = None,
    frames: Frames | None = None,
    atoms: str = "",
    jobs: int = 1,
    expect: Callable[[int], None] | None = None,
    done: Callable[[int], None] | None = None,
) -> Walked:
    """Measure the frames of trajectories.

    Parameters
    ----------
    topology
        What MDAnalysis reads as a topology; its own frames are the trajectory where none is given.
    groups
        Files of each replica, those that continue each other in one group.
    out
        Directory for the results.
    settings
        References and ligand chemistry.
    chosen
        What the user says of the system.
    strides, frames
        Which frames are read, and which of them are measured how far.
    atoms
        MDAnalysis selection of the atoms that the trajectories have.
    jobs
        Processes. The results do not depend on it.
    expect, done
        Called with the number of frames there are, and with that of each part that is done.

    Returns
    -------
    Walked

    Raises
    ------
    NesgrooveError
        Nothing can be measured: the topology or every trajectory cannot be read, XPO1 is not found, pyarrow is missing.
    """
    require_pyarrow()
    chosen = chosen or Chosen(entry=entry_of(topology))
    frames, strides = frames or Frames(), strides or Strides()
    _refuse_twice(groups)
    universe = open_topology(topology, atoms)
    if not groups and not hasattr(universe, "trajectory"):
        raise ConfigError(
            "no trajectory is given, and the topology has no coordinates", file=topology, step=STEP,
            remedy="Name trajectories behind it",
        )  # fmt: skip
    run = open_replicas(universe, groups or [[topology]], chosen.entry, frames.dt)
    if not run.replicas:
        raise _as_error(run.problems[0])
    first, notes = begin(universe, run, chosen, settings, frames)
    rows: list[Record] = [*run.problems, *notes, *_notes(first, run, chosen)]
    rows += survey(first.complex.structure, settings, ([first.complex], []))
    with working_directory(out) as name:
        scratch = Path(name)
        flags = _walk(run.replicas, Plan(first, settings, strides), scratch, frames, chosen.entry, jobs, expect, done)
        names = {replica.number: replica.name for replica in run.replicas}
        rows += problems_of(flags, names, chosen.entry, first.complex.id)
        merge(scratch, merged := scratch / "merged", flags)
        rows += summarise(merged)
        with together(), SortedTables(out, (*records(), *summary_records())) as tables:
            tables.add(rows)
            for path in sorted(merged.iterdir()):
                move_file(path, out / path.name)
            tables.write()
            write_superposed(out / FOLDER, [first.complex], settings.ligands)
            _provenance(out, topology, run, first, settings, chosen, strides, frames, atoms)
    told = [row for row in rows if isinstance(row, ProblemRecord)]
    return Walked(first.complex.id, run.replicas, flags, told)


def _refuse_twice(groups: Sequence[Sequence[Path]]) -> None:
    paths = [os.path.realpath(path) for group in groups for path in group]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        raise ConfigError(f"{shown_path(twice)} is given twice", step=STEP, remedy="Give each trajectory once")


def entry_of(topology: Path) -> str:
    """Name the entry of a topology."""
    name = own_name(topology)
    return (name.rpartition(".")[0] or name) if name == topology.name else name


def _walk(
    replicas: Sequence[Replica],
    plan: Plan,
    scratch: Path,
    frames: Frames,
    entry: str,
    jobs: int,
    expect: Callable[[int], None] | None,
    done: Callable[[int], None] | None,
) -> Flags:
    path = scratch / "plan.pickle"
    with new_file(path) as stream:
        pickle.dump(plan, stream)
    due = [(r, piece, wanted(piece, frames)) for r in replicas for piece in r.pieces]
    if expect is not None:
        expect(sum(len(numbers) for _, _, numbers in due))
    for replica, piece, numbers in due:
        same = {"entry": entry, "complex": plan.first.complex.id, "trajectory": replica.name, "replica": replica.number}
        stretch = Stretch(same, piece.before, frames.start, frames.step, piece.clock)
        own = scratch / f"{replica.number:06d}-{piece.before:012d}"
        walk(piece.file.reader, numbers, path, stretch, own, jobs=jobs, done=done)
    return look_through(scratch)


def _notes(first: First, run: Replicas, chosen: Chosen) -> Iterator[ProblemRecord]:
    """Say what a reader of the tables has to know of the whole run."""
    complex_id = first.complex.id
    if first.others:
        yield problem(
            chosen.entry, STEP, "note", f"{', '.join(first.others)} beside {complex_id}: one copy of XPO1 is followed",
            complex_id=complex_id, remedy="Choose another with --complex CHAIN",
        )  # fmt: skip
    if not first.complex.occupants:
        yield problem(
            chosen.entry, STEP, "warning",
            "nothing is in the groove in any frame looked at, so that no occupancy and no contacts are measured",
            complex_id=complex_id,
            remedy="Name what is to be followed with --cargo or --inhibitor SELECTION",
        )  # fmt: skip
    if first.waters:
        yield problem(
            chosen.entry, STEP, "note", f"{first.waters} molecules of water are left out, and water bridges with them",
            complex_id=complex_id,
        )  # fmt: skip
    unclocked = [r.name for r in run.replicas if not all(p.clock.from_file or p.clock.step for p in r.pieces)]
    if unclocked:
        yield problem(
            chosen.entry, STEP, "warning",
            f"the files of {', '.join(unclocked)} give no times, and the column is empty",
            complex_id=complex_id, remedy="Give the time between two frames with --dt PS",
        )  # fmt: skip


def _provenance(
    out: Path,
    topology: Path,
    run: Replicas,
    first: First,
    settings: Settings,
    chosen: Chosen,
    strides: Strides,
    frames: Frames,
    atoms: str,
) -> None:
    pieces = [(replica, piece) for replica in run.replicas for piece in replica.pieces]
    paths = [topology, *(piece.file.path for _, piece in pieces if piece.file.path != topology)]
    sums = {path: checksum_of(path) for path in paths}
    warhead = first.warhead
    options = {
        **run_options(settings),
        COMMAND: TRAJECTORY,
        "trajectory": {
            "topology": listed_path(topology),
            "replicas": {str(r.number): [listed_path(p.file.path) for p in r.pieces] for r in run.replicas},
            "frames": {"start": frames.start, "stop": frames.stop, "step": frames.step, "dt": frames.dt},
            "strides": {"pockets": strides.pockets, "contacts": strides.contacts},
            "selections": {"atoms": atoms, "cargo": chosen.cargo, "inhibitor": chosen.inhibitor},
            "warhead": "" if warhead is None else f"{warhead.occupant} {warhead.atom} ({warhead.source})",
        },
    }
    inputs = [{"path": listed_path(path), "sha256": sha256, "content": sha256} for path, sha256 in sums.items()]
    write_provenance(out, {shown_path(os.fspath(p)): s for p, s in sums.items()}, options, inputs=inputs)


def checksum_of(path: Path) -> str:
    """sha256 of a file of any length."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _as_error(row: ProblemRecord) -> NesgrooveError:
    return NesgrooveError(row.message, step=row.step, remedy=row.remedy)
