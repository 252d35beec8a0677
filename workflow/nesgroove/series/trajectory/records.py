"""Tables of frames: rows of frames.parquet and of what is measured of each occupant in each frame.

Their columns are documented as those of all tables. They are Parquet and not text, for a trajectory has more frames
than a person reads, and are made column by column, so that no row is an object of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from pydantic import Field, create_model

from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.measure.scalar import scalar_measures
from nesgroove.model.record import Record, number, text
from nesgroove.model.target import XPO1

SHAPES = {
    "volume": ("A^3", "Volume of {}, occupants taken out"),
    "depth": ("A", "Depth of {} below the lid, which 95 % of its voxels do not exceed; as in pockets.tsv"),
}
"""What is measured of each pocket and of all: columns ``volume_P0`` to ``volume_all`` and so on, with unit and text."""


class FrameKey(Record):
    """What every table of frames begins with."""

    ending: ClassVar[str] = "parquet"
    table: ClassVar[str] = ""
    about: ClassVar[str] = ""

    complex: str = Field(description="Complex: the entry of the topology and XPO1's chain")
    trajectory: str = Field(description="Name of the trajectory; of files that continue each other that of the first")
    replica: int = number("Which of the trajectories, from 1", "", 0)
    frame: int = number(
        "Number of the frame in its trajectory, from 0; files that continue each other are counted through", "", 0
    )


class _Frame(FrameKey):
    """One frame."""

    table: ClassVar[str] = "frames"
    about: ClassVar[str] = (
        "One row per frame that was read; empty cells are what its stride left out, and all of a frame with a flag"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("replica", "frame")

    time: float | None = number("Time; empty where the file gives none", "ps", 3)
    flag: str = text("Why the frame was not measured; empty where it was")
    with_pockets: bool = Field(default=False, description="Whether pockets, occupancy and footprint were measured")
    with_contacts: bool = Field(default=False, description="Whether areas of SG and typed contacts were measured")
    state: str = text("open, intermediate or closed")
    groove_width: float | None = number("Mean C-alpha distance of the three stations that decide the state", "A", 3)
    warhead_distance: float | None = number("Reacting atom of the inhibitor to SG of Cys528", "A", 3)
    warhead_angle: float | None = number("Angle CB-SG-C at the sulphur, to the reacting atom", "deg", 2)
    warhead_attack: float | None = number(
        "Angle SG-C=X at the reacting atom, to the atom that its multiple bond leads to; empty where it has none",
        "deg",
        2,
    )


class FrameOccupancyRecord(FrameKey):
    """What an occupant takes of a pocket in a frame."""

    table: ClassVar[str] = "frame_occupancy"
    about: ClassVar[str] = "One row per frame, occupant and pocket, and 'all'; as occupancy.tsv"
    sort_by: ClassVar[tuple[str, ...]] = ("replica", "frame", "occupant", "pocket")

    occupant: str = text("Occupant: as in occupancy.tsv")
    kind: str = text("cargo or inhibitor")
    pocket: str = text("P0 to P4, or 'all'")
    filled: float | None = number("Part of the pocket's volume inside the occupant's van der Waals surface", "", 4)
    overlap: float | None = number("Part of the reference cargo's anchor in the pocket that it takes", "", 4)
    buried: float | None = number("Area of the pocket's residues that it buries", "A^2", 2)
    occupied: str = text(str(OccupancyRecord.model_fields["occupied"].description))
    x_min: float | None = number("Least x of its atoms in the groove, on the ruler; empty where none is", "A", 2)
    x_max: float | None = number("Greatest x", "A", 2)


class FrameFootprintRecord(FrameKey):
    """One residue of XPO1 that an occupant touches in a frame."""

    table: ClassVar[str] = "frame_footprint"
    about: ClassVar[str] = "One row per frame, occupant and XPO1 residue touched or buried; as footprint.tsv"
    sort_by: ClassVar[tuple[str, ...]] = ("replica", "frame", "occupant", "position")

    occupant: str = text("Occupant")
    position: int | None = number("Position of the XPO1 residue; empty for residues outside the alignment", "", 0)
    residue: str = text("XPO1 residue as a paper names it")
    distance: float | None = number("Shortest distance between heavy atoms of the two", "A", 3)
    pairs: int | None = number("Pairs of heavy atoms within 4.0 A; 0: not touched", "", 0)
    buried: float | None = number("Area of the XPO1 residue that the occupant buries", "A^2", 2)


class FrameContactRecord(FrameKey):
    """Contacts of one type of an occupant with one residue of XPO1 in a frame."""

    table: ClassVar[str] = "frame_contacts"
    about: ClassVar[str] = "One row per frame, occupant, XPO1 residue and type of contact; as contacts.tsv"
    sort_by: ClassVar[tuple[str, ...]] = ("replica", "frame", "occupant", "position", "type")

    occupant: str = text("Occupant")
    position: int | None = number("Position of the XPO1 residue; empty for residues outside the alignment", "", 0)
    residue: str = text("XPO1 residue as a paper names it")
    type: str = text("Type of contact, as in contacts.tsv")
    distance: float | None = number("The shortest of them", "A", 3)
    contacts: int | None = number("How many there are", "", 0)


@cache
def frame_record() -> type[Record]:
    """Make the record of frames.parquet: its own columns, shapes of pockets, and every scalar measure by its name."""
    fields: dict[str, Any] = {}
    for shape, (unit, meaning) in SHAPES.items():
        for pocket in (*XPO1.pockets, "all"):
            of = "all pockets" if pocket == "all" else pocket
            fields[f"{shape}_{pocket}"] = (float | None, number(meaning.format(of), unit, 2))
    for measure in scalar_measures():
        for name, (unit, meaning) in measure.about.items():
            fields[name] = (float | None, number(meaning, unit, 4))
    made: type[Record] = create_model("FrameRecord", __base__=_Frame, __doc__=_Frame.__doc__, **fields)
    return made


def frame_records() -> tuple[type[Record], ...]:
    """All tables of frames, in the order in which they are documented."""
    return (frame_record(), FrameOccupancyRecord, FrameFootprintRecord, FrameContactRecord)
