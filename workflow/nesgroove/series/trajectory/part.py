"""Frames that one process measures one after the other, and their rows on disk."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from nesgroove.errors import IdentifyError, NesgrooveError, WriteError, defect
from nesgroove.io.trajectory.opened import Timestep
from nesgroove.io.trajectory.parquet import PartTable
from nesgroove.io.trajectory.system import box_of
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.moving import Moving
from nesgroove.measure.quick import Quick
from nesgroove.model.groove_shape import Whole
from nesgroove.model.plain_text import shown
from nesgroove.model.structure import FloatArray
from nesgroove.series.trajectory.first import First
from nesgroove.series.trajectory.levels import (
    Row,
    Strides,
    contact_rows,
    footprint_rows,
    occupancy_rows,
    scalar_row,
    volume_row,
)
from nesgroove.series.trajectory.records import frame_records

ENDING: Final = ".arrow"

NO_BOX: Final = "molecules are broken, and the frame has no box to put them together with"
"""What is wrong with a frame that a box would mend."""

UNREAD: Final = "it cannot be read"

CHUNK: Final = 256
"""Frames whose widths are taken together: about 2 MB of coordinates."""


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
    system, stretch
        What measures them, and which frames these are.
    directory
        Where the rows go.
    frame
        Number of the first of them in its replica.
    """

    def __init__(self, system: System, stretch: Stretch, directory: Path, frame: int) -> None:
        self._plan, self._stretch = system.plan, stretch
        name = part_name(frame)
        self._tables = {
            record.table: PartTable(record, directory / f"{name}.{record.table}{ENDING}", stretch.same)
            for record in frame_records()
        }
        self._system = system
        self._held: list[Row] = []
        self._xyz: list[FloatArray] = []
        self._places: list[int] = []

    def take(self, frame: int, ts: Timestep) -> None:
        """Measure a frame; what is wrong with it is its flag."""
        row: Row = {"frame": frame, "time": self._stretch.clock.time(float(ts.time), frame), "flag": ""}
        self._held.append(row)
        try:
            self._measure(row, ts)
        except WriteError:
            raise  # the place is at fault, and not the frame
        except NesgrooveError as error:
            row["flag"] = self._reason(error, ts)
        except Exception as error:  # a defect of ours must not take the other frames with it
            row["flag"] = shown(defect(error))
        if len(self._held) >= CHUNK:
            self._flush()

    def leave_out(self, frame: int, why: str) -> None:
        """Say of a frame that it cannot be read."""
        self._held.append({"frame": frame, "flag": shown(f"{UNREAD}: {why}")})

    def _measure(self, row: Row, ts: Timestep) -> None:
        first = self._plan.first
        box = box_of(ts.dimensions, first.heavy_atoms)
        place = (row["frame"] - self._stretch.start) // self._stretch.step
        pockets, contacts = self._plan.strides.at(place)
        of_occupants: list[tuple[str, Row]] = []
        if pockets or contacts:
            xyz = first.mending.mended(np.asarray(ts.positions[first.rows], dtype=np.float64), box)
            quick = xyz[self._system.quick.atoms]
            refuse_one_place(quick)
            groove = self._system.moving.at(xyz)
            own = {"with_pockets": pockets, "with_contacts": contacts}
            if pockets:
                own |= volume_row(groove)
                of_occupants += [("frame_occupancy", one) for one in occupancy_rows(groove)]
                of_occupants += [("frame_footprint", one) for one in footprint_rows(groove)]
            if contacts:
                own |= scalar_row(groove)
                of_occupants += [("frame_contacts", one) for one in contact_rows(groove)]
            row |= own
        else:
            quick = self._system.few(ts.positions, box)
            refuse_one_place(quick)
        self._xyz.append(quick)
        self._places.append(len(self._held) - 1)
        for table, one in of_occupants:
            self._tables[table].add({"frame": row["frame"], **one})

    def _reason(self, error: NesgrooveError, ts: Timestep) -> str:
        boxed = box_of(ts.dimensions, self._plan.first.heavy_atoms) is not None
        return error.message if boxed or "broken" not in error.message else f"{NO_BOX}: {error.message}"

    def _flush(self) -> None:
        """Measure what is measured of many frames at once, and send the rows on."""
        if self._xyz:
            chunk = self._system.quick.at(np.array(self._xyz))
            columns = {name: values.tolist() for name, values in chunk.values.items()}
            for place, number in enumerate(self._places):
                row, refused = self._held[number], chunk.refused[place]
                if refused is not None:
                    row["flag"] = refused.message
                else:
                    row["state"] = chunk.state[place]
                    row.update((name, values[place]) for name, values in columns.items())
        for row in self._held:
            self._tables["frames"].add(row)
        self._held, self._xyz, self._places = [], [], []

    def close(self) -> None:
        """Finish the parts of the tables."""
        with ExitStack() as stack:
            for table in self._tables.values():
                stack.callback(table.close)
            self._flush()


def refuse_one_place(xyz: FloatArray) -> None:
    """Refuse coordinates that were never written, shape (n, 3)."""
    if not np.ptp(xyz, axis=0).any():
        raise IdentifyError("all atoms are in one place, as in a frame that was never written")


def part_name(frame: int) -> str:
    """Name what belongs to a part by the number of its first frame; names sort as frames do."""
    return f"{frame:012d}"


class System:
    """What measures the frames of one plan; made once a process.

    Parameters
    ----------
    plan
        What every process needs.

    Attributes
    ----------
    plan : Plan
    moving : Moving
        For whole frames.
    quick : Quick
        For what is measured of few atoms.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        first = plan.first
        groove = Groove(first.complex, plan.settings)
        self.moving = Moving(groove, still=False)
        self.quick = Quick(groove, None if first.warhead is None else first.warhead.approach)
        # Those of occupants too, so that each is given the image that it has in a whole frame.
        few = np.unique(np.concatenate([self.quick.atoms, first.mending.groove, *first.mending.occupants]))
        self._rows = first.rows[few]
        self._own = np.searchsorted(few, self.quick.atoms)
        self._mending = first.mending.of_atoms(few)
        self._whole = Whole(first.complex.structure, [i for m in first.complex.molecules for i in m.residues], few)

    def few(self, positions: FloatArray, box: FloatArray | None) -> FloatArray:
        """Give the coordinates that :attr:`quick` wants of a frame.

        Parameters
        ----------
        positions
            Of all atoms of the trajectory, shape (n, 3), A.
        box
            Edges and angles, or None.

        Returns
        -------
        ndarray, shape (m, 3)
            Molecules whole.

        Raises
        ------
        IdentifyError
            Residues are broken, or coordinates are no numbers.
        """
        xyz = self._mending.mended(positions[self._rows].astype(np.float64), box)
        self._whole.refuse_broken(xyz)
        return np.asarray(xyz[self._own])
