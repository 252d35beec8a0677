"""The parts of the tables become the tables of frames; frames whose time was there before are told apart on the way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nesgroove.io.trajectory.opened import STEP
from nesgroove.io.trajectory.parquet import Batch, merge_parts, part_columns
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record, Severity
from nesgroove.series.trajectory.part import ENDING
from nesgroove.series.trajectory.records import frame_records

REPEATED: Final = "its time was there before"
"""Flag of a frame that a restarted simulation wrote once more."""

KEPT: Final = ("entry", "complex", "trajectory", "replica", "frame", "time", "flag", "with_pockets", "with_contacts")
"""Columns that a frame with a flag has."""

SLACK: Final = 1e-3
"""Times that differ by less (ps) are one: XTC keeps single precision, and no simulation writes so often."""

LISTED: Final = 6
"""Frames that a problem names."""


@dataclass
class Flags:
    """Frames that were not measured, by replica and reason.

    Attributes
    ----------
    read : dict of int to int
        Frames that were read, by replica.
    flagged : dict of (int, str) to list of int
        Their numbers; the first of them only, and all are counted.
    counts : dict of (int, str) to int
    messages : dict of (int, str) to str
        The first message of the kind.
    repeated : set of (int, int)
        Replica and frame of those whose time was there before.
    """

    read: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    flagged: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    messages: dict[tuple[int, str], str] = field(default_factory=dict)
    repeated: set[tuple[int, int]] = field(default_factory=set)

    @property
    def measured(self) -> int:
        """How many frames were measured."""
        return sum(self.read.values()) - sum(self.counts.values())

    def add(self, replica: int, frame: int, message: str) -> None:
        """Count a frame that was not measured."""
        key = replica, kind_of(message)
        self.counts[key] += 1
        self.messages.setdefault(key, message)
        if len(self.flagged[key]) < LISTED:
            self.flagged[key].append(frame)


def kind_of(message: str) -> str:
    """What is alike in the reasons of frames: the reason without numbers, names and figures."""
    return re.sub(r"[-+]?\d[\d.]*", "#", ": ".join(message.split(": ")[:2]))


def look_through(directory: Path) -> Flags:
    """Find frames that were not measured, and those whose time was there before.

    Parameters
    ----------
    directory
        Of the parts.

    Returns
    -------
    Flags
    """
    flags = Flags()
    latest: dict[int, float] = {}
    for path in parts_of(directory, "frames"):
        for batch in part_columns(path, ("replica", "frame", "time", "flag")):
            for replica, frame, time, flag in zip(*batch.values(), strict=True):
                flags.read[replica] += 1
                if flag:
                    flags.add(replica, frame, flag)
                elif time is not None and time <= latest.get(replica, -float("inf")) + SLACK:
                    flags.repeated.add((replica, frame))
                    flags.add(replica, frame, REPEATED)
                elif time is not None:
                    latest[replica] = time
    return flags


def parts_of(directory: Path, table: str) -> list[Path]:
    """List the parts of a table, in the order of their frames."""
    return sorted(directory.glob(f"*/*.{table}{ENDING}"))


def merge(directory: Path, out: Path, flags: Flags) -> None:
    """Write the tables of frames.

    Parameters
    ----------
    directory
        Of the parts.
    out
        Where the tables go.
    flags
        What :func:`look_through` found.
    """
    for record in frame_records():
        merge_parts(record, parts_of(directory, record.table), out / f"{record.table}.parquet", _Without(record, flags))


class _Without:
    """Empties or drops the rows of frames whose time was there before."""

    def __init__(self, record: type[Record], flags: Flags) -> None:
        self._drop = record.table != "frames"
        self._repeated = flags.repeated

    def __call__(self, batch: Batch) -> Batch:
        import pyarrow as pa

        if not self._repeated:
            return batch
        pairs = zip(batch.column("replica").to_pylist(), batch.column("frame").to_pylist(), strict=True)
        again = pa.array([pair in self._repeated for pair in pairs], pa.bool_())
        if again.true_count == 0:
            return batch
        if self._drop:
            return batch.filter(pa.compute.invert(again))
        columns = []
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            value = {"flag": REPEATED, "with_pockets": False, "with_contacts": False}.get(name)
            if name not in KEPT or value is not None:
                column = pa.compute.if_else(again, pa.scalar(value, column.type), column)
            columns.append(column)
        return pa.record_batch(columns, schema=batch.schema)


def problems_of(flags: Flags, names: dict[int, str], entry: str, complex_id: str) -> Iterator[ProblemRecord]:
    """Say which frames were not measured, and why.

    Parameters
    ----------
    flags
        What :func:`look_through` found.
    names
        Name of each replica by its number.
    entry, complex_id
        What was followed.

    Yields
    ------
    ProblemRecord
        One for each reason and replica: a warning for frames that were there before, an error for all others.
    """
    for (replica, kind), frames in sorted(flags.flagged.items()):
        count, total = flags.counts[replica, kind], flags.read[replica]
        which = ", ".join(map(str, frames)) + (" ..." if count > len(frames) else "")
        message = flags.messages[replica, kind]
        repeated = message == REPEATED
        severity: Severity = "warning" if repeated else "error"
        remedy = (
            "Nothing, where a simulation was restarted; where the clock was set back, give --dt PS"
            if repeated
            else "Look at these frames; molecules that are broken across the box need the box (or gmx trjconv -pbc "
            "whole). The other frames are measured"
        )
        yield problem(
            entry, STEP, severity, f"{count} of {total} frames of {names[replica]} are not measured: {message} "
            f"(frame {which})", complex_id=complex_id, remedy=remedy,
        )  # fmt: skip
