"""Tables of ``nesgroove signal``."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.problem import ProblemRecord
from nesgroove.model.record import Record, YesNo, number, text


class SequenceKey(Record):
    """What every table of sequences begins with."""

    table: ClassVar[str] = ""
    about: ClassVar[str] = ""

    entry: str = Field(description="Name of the sequence: the first word of its header")
    record: int = number("Place of the sequence in the file, from 1", "", 0)


class SignalRecord(SequenceKey):
    """A pattern of an export signal in a sequence."""

    table: ClassVar[str] = "signal"
    about: ClassVar[str] = (
        "One row per pattern of an export signal in a sequence, those within others included. A pattern is no evidence "
        "of a signal: signal_sequences.tsv says how many a random order of the same residues has"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("record", "start", "end", "nes_class")

    start: int = number("Number of its first anchor in the sequence, gaps not counted", "", 0)
    end: int = number("Number of its last anchor", "", 0)
    nes_class: str = text("Class of the spacing: 1a, 1b, 1c, 1d, 2, 3, 4; 1a-R to 1d-R reversed")
    direction: str = text("'plus' where its N terminus would lie at P1, 'minus' for reversed classes")
    P0: str = text("Residue that would fill P0: of classes 1 to 3 one that fits, three residues before or behind")
    P1: str = text("Residue that would fill P1")
    P2: str = text("Residue that would fill P2")
    P3: str = text("Residue that would fill P3")
    P4: str = text("Residue that would fill P4; the four of class 3 may fill P0 to P3 instead (mDia2, CDC7)")
    anchors: str = text("The same by name, along the sequence: Phi0 to Phi4, reversed Phi1 to Phi5")
    peptide: str = text("Sequence from the first anchor to the last")
    within: str = text("Classes of longer patterns that hold all its anchors")
    seen_in: str = text("Complexes of the run whose cargo has all its anchors in these pockets; empty without a run")


class SignalSequenceRecord(SequenceKey):
    """A sequence in which patterns were looked for."""

    table: ClassVar[str] = "signal_sequences"
    about: ClassVar[str] = "One row per sequence: how many patterns it has, and how many by chance"
    sort_by: ClassVar[tuple[str, ...]] = ("record",)

    description: str = text("Header of the sequence")
    length: int = number("Residues", "", 0)
    possible_anchors: int = number("Residues that may be anchors: L, I, V, M, F unless asked otherwise", "", 0)
    patterns: int = number("Patterns, those within others included", "", 0)
    expected: float | None = number("Patterns that the same residues have on average in a random order", "", 1)
    per_100: float | None = number("Patterns in 100 residues", "", 1)
    expected_per_100: float | None = number("The same in a random order", "", 1)
    note: str = text("What was left out of the sequence, or is no anchor in it")


class SignalComplexRecord(SequenceKey):
    """A cargo of a run that is a piece of a sequence."""

    table: ClassVar[str] = "signal_complexes"
    about: ClassVar[str] = "One row per sequence and cargo of the run that is a piece of it: where its anchors lie"
    sort_by: ClassVar[tuple[str, ...]] = ("record", "complex", "cargo_chain")

    complex: str = Field(description="Complex")
    cargo_chain: str = Field(description="Author's chain id of the cargo")
    source_kind: str = text("experiment, predicted, modelled, composite, phantom or unknown")
    start: int = number("Number in the sequence of the first residue of the cargo that lies at the groove", "", 0)
    end: int = number("Number of the last one", "", 0)
    direction: str = text("Of the cargo in the groove, as in anchors.tsv")
    nes_class: str = text("Class of the cargo's anchors, as in anchors.tsv")
    anchors: str = text("The cargo's anchors by pocket, in numbers of the sequence: P1 L38")
    pattern: str = text("Pattern whose anchors most of them are: class, first and last number; empty for none")
    pattern_anchors: int | None = number("Anchors of that pattern", "", 0)
    shared: int | None = number("How many of them the cargo has in the pocket of the pattern", "", 0)
    falls_on: YesNo = Field(description="Whether all of them are: the cargo's anchors fall on the pattern")


def signal_records() -> tuple[type[Record], ...]:
    """Tables of ``nesgroove signal``, as it writes them."""
    return SignalRecord, SignalSequenceRecord, SignalComplexRecord, ProblemRecord
