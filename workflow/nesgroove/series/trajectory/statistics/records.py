"""Tables of what is made of frames: means with errors, contacts that come and go, changes of state."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record, number, text

RANK_ALL = "'all': over the replicas, where there are several"


class OverTimeRecord(Record):
    """What every table over time begins with."""

    table: ClassVar[str] = ""
    about: ClassVar[str] = ""

    complex: str = Field(description="Complex: the entry of the topology and XPO1's chain")
    trajectory: str = Field(description=f"Name of the trajectory; {RANK_ALL}")
    replica: int | None = number("Which of the trajectories, from 1; empty for all of them together", "", 0)


class TrajectoryRecord(OverTimeRecord):
    """The mean of one quantity over the frames of a replica, or over replicas."""

    table: ClassVar[str] = "trajectory"
    about: ClassVar[str] = (
        "One row per replica and quantity, and one over the replicas. The error of a replica is from blocks longer "
        "than the correlation time, that over replicas from their spread"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "replica", "trajectory", "occupant", "quantity")

    occupant: str = text("Occupant that it is of; empty for the groove itself")
    quantity: str = Field(
        description="A column of frames.parquet; filled:P0, overlap:P0, buried:P0 ... of an occupant; state:open, "
        "state:intermediate, state:closed: the part of the frames in that state"
    )
    unit: str = text("Unit of mean, sd, error, minimum and maximum; empty for a pure number")
    n: int = number("Frames with a value", "", 0)
    replicas: int | None = number("Replicas with a value, of a row over replicas", "", 0)
    mean: float | None = number(
        "Mean over the frames; over replicas the mean of their means. Of torsions about their mean direction",
        "see unit", 4,
    )  # fmt: skip
    sd: float | None = number(
        "Standard deviation over the frames: how much it moves; over replicas that of their means", "see unit", 4
    )
    error: float | None = number(
        "Standard error of the mean; empty where it cannot be known, see remark", "see unit", 4
    )
    error_uncertainty: float | None = number(
        "Relative uncertainty of the error itself, 1 / sqrt(2 (k - 1)) from k blocks or replicas", "", 2
    )
    error_within: float | None = number(
        "Of a row over replicas: their own errors, root mean square. Where sd is much more, each is too short",
        "see unit", 4,
    )  # fmt: skip
    minimum: float | None = number("Least of the frames", "see unit", 3)
    maximum: float | None = number("Greatest of the frames", "see unit", 3)
    correlation_time: float | None = number("Integrated autocorrelation time; empty without times", "ps", 3)
    correlation_frames: float | None = number("The same in frames; half a step where nothing is remembered", "", 2)
    n_effective: float | None = number("Independent values that would tell as much as the n frames", "", 1)
    blocks: int | None = number("Blocks that the error is from", "", 0)
    block_frames: float | None = number("Length of one, in frames of the trajectory", "", 1)
    remark: str = text("Why there is no error, or what is to be known of it")


class PersistenceRecord(OverTimeRecord):
    """How often and how long something is there: a contact, a touch, a pocket that is filled."""

    table: ClassVar[str] = "persistence"
    about: ClassVar[str] = (
        "One row per replica, occupant and contact, touch or occupied pocket that is there in any frame of any replica,"
        " and one over the replicas"
    )
    sort_by: ClassVar[tuple[str, ...]] = (
        "entry", "complex", "replica", "trajectory", "occupant", "layer", "pocket", "position", "residue", "type",
    )  # fmt: skip

    occupant: str = Field(description="Occupant")
    layer: str = Field(
        description="contact: a typed contact with a residue; touch: heavy atoms within 4.0 A of it; pocket: a pocket "
        "whose reference anchor it takes (overlap 0.2 or more)"
    )
    pocket: str = text("P0 to P4, of a pocket")
    position: int | None = number("Position of the XPO1 residue; empty for residues outside the alignment", "", 0)
    residue: str = text("XPO1 residue as a paper names it")
    type: str = text("Type of the contact, of a typed one")
    n: int = number("Frames in which it was looked for", "", 0)
    replicas: int | None = number("Replicas in which it was, of a row over replicas", "", 0)
    frequency: float | None = number("Part of these frames with it; over replicas the mean of theirs", "", 4)
    sd: float | None = number("Standard deviation between replicas, of a row over replicas", "", 4)
    error: float | None = number("Standard error of the frequency; empty where it cannot be known, see remark", "", 4)
    error_uncertainty: float | None = number("Relative uncertainty of the error itself, as of trajectory.tsv", "", 2)
    correlation_time: float | None = number("Integrated autocorrelation time; empty without times", "ps", 3)
    n_effective: float | None = number("Independent frames that would tell as much", "", 1)
    distance: float | None = number("Mean of the shortest distance while it is there", "A")
    step: float | None = number("Time between the frames in which it was looked for; shorter is not seen", "ps", 3)
    spells: int | None = number("Times that it is there without a break", "", 0)
    ends: int | None = number("Of them those that are seen to end", "", 0)
    cut: int | None = number("Of them those whose beginning or end is not seen", "", 0)
    lifetime: float | None = number(
        "Mean time that it lasts: the time with it by the ends that are seen; empty where none is, or without times",
        "ps", 3,
    )  # fmt: skip
    lifetime_error: float | None = number("Its standard error; empty for fewer than two ends", "ps", 3)
    longest: float | None = number("Longest time that it is there without a break, which may be cut", "ps", 3)
    remark: str = text("Why there is no error or no lifetime, or what is to be known of them")


class TransitionRecord(OverTimeRecord):
    """Changes from one state of the groove to another."""

    table: ClassVar[str] = "transitions"
    about: ClassVar[str] = (
        "One row per replica and ordered pair of states, and one over the replicas, whose counts are added up; pairs "
        "between which nothing changes have a 0"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "replica", "trajectory", "state", "to")

    state: str = Field(description="State that is left: open, intermediate or closed")
    to: str = Field(description="State that is entered")
    n: int = number("Frames with a state", "", 0)
    frames: int = number("Of them those in the state that is left", "", 0)
    transitions: int = number("Changes from one frame to the next", "", 0)
    passages: int | None = number(
        "Between open and closed: times that the groove comes from the one to the other, by way of intermediate or "
        "not; trembling about a limit does not count", "", 0,
    )  # fmt: skip
    visits: int = number("Times that it is in the state that is left without a break", "", 0)
    cut: int = number("Of them those whose beginning or end is not seen", "", 0)
    step: float | None = number("Time between frames", "ps", 3)
    dwell: float | None = number(
        "Mean time that it stays in the state that is left: the time in it by the ends that are seen; empty where none "
        "is, or without times", "ps", 3,
    )  # fmt: skip
    dwell_error: float | None = number("Its standard error; empty for fewer than two ends", "ps", 3)
    longest: float | None = number("Longest time in it without a break, which may be cut", "ps", 3)
    remark: str = text("Whether the state ever changes, and what is not known therefore")


def summary_records() -> tuple[type[Record], ...]:
    """Tables of what is made of frames, in the order in which they are documented."""
    return (TrajectoryRecord, PersistenceRecord, TransitionRecord)
