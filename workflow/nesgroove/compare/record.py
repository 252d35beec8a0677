"""What the record classes of all comparisons share."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record


class ComparisonRecord(Record):
    """A row about several complexes; ``entry`` names the entry it is about, or ``all``.

    ``rank`` is the place of the table in the documentation.
    """

    rank: ClassVar[int]

    entry: str = Field(default="all", description="Entry that the row is about, or 'all'")
