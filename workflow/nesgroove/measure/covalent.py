"""Bonds at position 528."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record, YesNo, number, text


class CovalentRecord(Record):
    """One bond between the residue at position 528 and something in the groove."""

    table: ClassVar[str] = "covalent"
    about: ClassVar[str] = "One row per covalent bond at position 528"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "inhibitor", "atom")

    complex: str = Field(description="Complex")
    inhibitor: str = Field(description="Component id of what is bonded")
    atom: str = text("Its atom")
    length: float | None = number("Bond length", "A")
    angle: float | None = number("Angle CB-SG-C at the sulphur", "deg", 1)
    source: str = text("'file': the file records the bond; 'distance': found by distance alone")
    in_file: YesNo = Field(default="", description="Whether the file records it")
    by_distance: YesNo = Field(default="", description="Whether its length is that of a bond")
    site_residue: str = text("The residue at 528, in the author's numbers: C539")
    site_atom: str = text("Its atom")
    occupant: str = text("Component, chain and number of what is bonded")
    expected_atom: str = text("The atom that the reference table expects to react, where it knows one")
