"""Frames that one process measures one after the other, and their rows on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from nesgroove.errors import NesgrooveError
from nesgroove.io.trajectory.opened import Timestep
from nesgroove.io.trajectory.parquet import PartTable
from nesgroove.io.trajectory.system import box_of
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.moving import Moving
from nesgroove.model.plain_text import shown
from nesgroove.series.trajectory.first import First
from nesgroove.series.trajectory.levels import (
    Row,
    Strides,
    contact_rows,
    footprint_rows,
    geometry_row,
    occupancy_rows,
    volume_row,
)
from nesgroove.series.trajectory.records import frame_records

ENDING: Final = ".arrow"

NO_BOX: Final = "molecules are broken, and the frame has no box to put them together with"
"""What is wrong with a frame that a box would mend."""

DEFECT: Final = "this is a defect of nesgroove"


@dataclass(frozen=True)
class Plan:
    """What every process needs for measuring frames.

    Attributes
    ----------
    first : First
    settings : Settings
    strides : Strides
    """

    first: First
    settings: Settings
    strides: Strides


@dataclass(frozen=True)
class Clock:
    """How the times of a file's frames come about.

    Attributes
    ----------
    from_file : bool
        Whether the file gives them.
    offset : float
        What is added to the file's, ps.
    step : float or None
        Time between frames that the user gives, ps.
    """

    from_file: bool
    offset: float = 0.0
    step: float | None = None

    def time(self, given: float, frame: int) -> float | None:
        """Time of a frame of the replica, ps; None where nobody knows it."""
        if self.step is not None:
            return frame * self.step
        return given + self.offset if self.from_file else None


@dataclass(frozen=True)
class Stretch:
    """Frames of one file.

    Attributes
    ----------
    same : mapping of str to object
        Columns that are the same in all of their rows.
    before : int
        Frames of the files that it continues.
    start, step : int
        First frame of the replica that is read, and every how many.
    clock : Clock
    """

    same: Mapping[str, object]
    before: int
    start: int
    step: int
    clock: Clock


class Part:
    """Some frames that follow each other.

    Parameters
    ----------
    plan, stretch
        What is measured, and which frames these are.
    directory
        Where the rows go.
    frame
        Number of the first of them in its replica.
    """

    def __init__(self, plan: Plan, stretch: Stretch, directory: Path, frame: int) -> None:
        self._plan, self._stretch = plan, stretch
        self._moving = Moving(Groove(plan.first.complex, plan.settings), still=False)
        name = f"{int(str(stretch.same['replica'])):06d}-{frame:012d}"
        self._tables = {
            record.table: PartTable(record, directory / f"{name}.{record.table}{ENDING}", stretch.same)
            for record in frame_records()
        }

    def take(self, frame: int, ts: Timestep) -> None:
        """Measure a frame; what is wrong with it is its flag."""
        row: Row = {"frame": frame, "time": self._stretch.clock.time(float(ts.time), frame), "flag": ""}
        try:
            rows = list(self._measured(frame, ts))
        except NesgrooveError as error:
            rows = [("frames", {"flag": self._reason(error, ts)})]
        except Exception as error:  # a defect of ours must not take the other frames with it
            rows = [("frames", {"flag": shown(f"{DEFECT}: {type(error).__name__}: {error}")})]
        for table, own in rows:
            self._tables[table].add(row | own if table == "frames" else {"frame": frame, **own})

    def _measured(self, frame: int, ts: Timestep) -> Iterator[tuple[str, Row]]:
        first = self._plan.first
        xyz = np.asarray(ts.positions[first.rows], dtype=np.float64)
        xyz = first.mending.mended(xyz, box_of(ts.dimensions, first.heavy_atoms))
        groove = self._moving.at(xyz)
        pockets, contacts = self._plan.strides.at((frame - self._stretch.start) // self._stretch.step)
        row = {"with_pockets": pockets, "with_contacts": contacts, **geometry_row(groove, with_contacts=contacts)}
        if first.warhead is not None:
            row |= first.warhead.geometry(xyz)
        of_occupants: list[tuple[str, Row]] = []
        if pockets:
            row |= volume_row(groove)
            of_occupants += [("frame_occupancy", own) for own in occupancy_rows(groove)]
            of_occupants += [("frame_footprint", own) for own in footprint_rows(groove)]
        if contacts:
            of_occupants += [("frame_contacts", own) for own in contact_rows(groove)]
        yield "frames", row
        yield from of_occupants

    def _reason(self, error: NesgrooveError, ts: Timestep) -> str:
        boxed = box_of(ts.dimensions, self._plan.first.heavy_atoms) is not None
        return error.message if boxed or "broken" not in error.message else f"{NO_BOX}: {error.message}"

    def close(self) -> None:
        """Finish the parts of the tables."""
        with ExitStack() as stack:
            for table in self._tables.values():
                stack.callback(table.close)
