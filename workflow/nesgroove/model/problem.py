"""What could not be measured, or what a reader has to know: rows of problems.tsv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record, Severity, text


@dataclass(frozen=True)
class Finding:
    """What a check came upon: its name and the details, from which the message is made.

    Attributes
    ----------
    check : str
        Name of a check declared in :mod:`nesgroove.measure.remarks`.
    details : mapping of str to object
        Values by the names that the check's message and remedy use.
    """

    check: str
    details: Mapping[str, object] = field(default_factory=dict)


class ProblemRecord(Record):
    """Something that could not be measured, or that a reader has to know."""

    table: ClassVar[str] = "problems"
    about: ClassVar[str] = "One row per problem of an entry or complex"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "step", "severity", "message")

    entry: str = text("Archive id or name of the file; empty where the whole run is meant")
    complex: str = text("Complex; empty where the whole entry is meant")
    step: str = text(
        "read, identify, chemistry, frame, geometry, site528, cavity, occupancy, contacts, cargo, confidence, density, "
        "fetch, options, run"
    )
    severity: Severity = Field(description="'error': not measured; 'warning': measured with a reservation; 'note'")
    message: str = text("What is the matter")
    remedy: str = text("What to do about it")


def problem(
    entry: str, step: str, severity: Severity, message: str, *, complex_id: str = "", remedy: str = ""
) -> ProblemRecord:
    """Shorten the making of a :class:`ProblemRecord`."""
    return ProblemRecord(entry=entry, complex=complex_id, step=step, severity=severity, message=message, remedy=remedy)
