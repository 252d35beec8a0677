"""What a check is, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeAlias

from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Severity
from nesgroove.model.structure import Structure

Subject = Literal["entry", "complex", "occupant", "cargo", "bond"]
"""What a check needs: a whole file, a complex, or one of its occupants, cargoes or bonds at position 528."""

Details: TypeAlias = Mapping[str, object]
"""Values by the names that a check's message and remedy use."""


@dataclass(frozen=True)
class Check:
    """One declared check.

    Attributes
    ----------
    name : str
    subject : str
        What it is applied to.
    step : str
        Step of the measurement that it belongs to, as in problems.tsv.
    severity : {'error', 'warning', 'note'}
    message, remedy : str
        Texts with the names of details in braces.
    limit : float or None
        The number that decides, where one does; the function says why it is that one.
    cases : callable
        Takes the subject, gives the details of each case; nothing where all is well.
    """

    name: str
    subject: Subject
    step: str
    severity: Severity
    message: str
    remedy: str
    limit: float | None
    cases: Callable[[Any], Iterable[Details]]


CHECKS: dict[str, Check] = {}
"""All checks by name, in the order of their declaration."""

Cases = Callable[[Any], Iterable[Details]]


def check(
    name: str,
    subject: Subject,
    step: str,
    severity: Severity,
    message: str,
    remedy: str = "",
    *,
    limit: float | None = None,
) -> Callable[[Cases], Cases]:
    """Declare a check; the function below it finds its cases. Parameters are those of :class:`Check`.

    Raises
    ------
    ValueError
        There is a check of that name already.
    """

    def declare(cases: Cases) -> Cases:
        if name in CHECKS:
            raise ValueError(f"the check {name} is declared twice")
        CHECKS[name] = Check(name, subject, step, severity, message, remedy, limit, cases)
        return cases

    return declare


def reading_check(name: str, severity: Severity, message: str, remedy: str = "") -> None:
    """Declare a check whose cases came up while the file was read: findings of its name.

    Parameters
    ----------
    name, severity, message, remedy
        As of :class:`Check`.
    """
    check(name, "entry", "read", severity, message, remedy)(partial(_found_in_reading, name))


def _found_in_reading(name: str, structure: Structure) -> Iterator[Details]:
    for finding in structure.findings:
        if finding.check == name:
            yield finding.details


def record_of(check_: Check, details: Details, entry: str, complex_id: str = "") -> ProblemRecord:
    """Make the row of problems.tsv for one case of a check."""
    message, remedy = check_.message.format(**details), check_.remedy.format(**details)
    return problem(entry, check_.step, check_.severity, message, complex_id=complex_id, remedy=remedy)
