"""Measures that are one number a complex: what they share."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record, number, text


class GeometryRecord(Record):
    """One scalar measure of a complex."""

    table: ClassVar[str] = "geometry"
    about: ClassVar[str] = "One row per complex and measure"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "measure")

    complex: str = Field(description="Complex")
    measure: str = Field(description="Name of the measure; docs/measures.md explains each")
    value: float | None = number("Value", "see unit", 3)
    unit: str = text("A, A^2, deg, or empty for a pure number")
