"""The pockets of the empty groove."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record, number, text


class PocketRecord(Record):
    """One pocket of the empty groove."""

    table: ClassVar[str] = "pockets"
    about: ClassVar[str] = "One row per complex and pocket P0 to P4, and 'all' for the whole groove"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "pocket")

    complex: str = Field(description="Complex")
    pocket: str = Field(description="P0 to P4, or 'all'")
    volume: float | None = number("Volume of the cavity with the occupants taken out", "A^3", 1)
    volume_sd: float | None = number("Standard deviation over sub-voxel shifts of the grid", "A^3", 1)
    mouth_area: float | None = number("Area of the mouth that the large probe closes", "A^2", 1)
    depth: float | None = number("Distance of the deepest part from the mouth", "A")
    hydrophobic_fraction: float | None = number("Part of the lining that belongs to carbon or sulphur", "", 3)
    lining: str = text("Positions of the lining residues that touch it")
