"""What a reader has to know about a measurement: declared checks, and what they come upon.

As PoseBusters declares its own: a check says what it looks at, its limit, how grave it is, its message and its remedy;
a function gives the details of each case. :func:`entry_remarks` and :func:`complex_remarks` make rows of problems.tsv.
"""

from __future__ import annotations

from typing import get_args

from nesgroove.measure.groove import Groove
from nesgroove.measure.remarks import (
    alternates,
    bonds,
    complexes,
    density,
    entries,
    gate,
    occupants,
    reading,
    soundness,
    wall,
)
from nesgroove.measure.remarks.check import CHECKS, Check, Subject, record_of
from nesgroove.model.problem import ProblemRecord
from nesgroove.model.structure import Structure

SUBJECTS: tuple[Subject, ...] = get_args(Subject)
"""What checks are applied to, from the whole to its parts."""

__all__ = ["check_dictionary", "checks", "complex_remarks", "entry_remarks"]

_DECLARED_IN = (alternates, entries, reading, gate, complexes, wall, soundness, occupants, bonds, density)


def checks() -> list[Check]:
    """All declared checks, in the order in which they are applied."""
    return list(CHECKS.values())


def entry_remarks(structure: Structure) -> list[ProblemRecord]:
    """Apply the checks of a file to an entry."""
    return [
        record_of(check, details, structure.entry)
        for check in CHECKS.values()
        if check.subject == "entry"
        for details in check.cases(structure)
    ]


def complex_remarks(groove: Groove) -> list[ProblemRecord]:
    """Apply the checks of complexes, occupants and bonds to a complex."""
    subjects: dict[Subject, list[object]] = {
        "entry": [],
        "complex": [groove],
        "occupant": [(groove, occupant) for occupant in groove.complex.occupants],
        "cargo": [(groove, cargo) for cargo in groove.complex.cargoes],
        "bond": [(groove, bond) for bond in groove.site_bonds],
    }
    return [
        record_of(check, details, groove.structure.entry, groove.complex.id)
        for check in CHECKS.values()
        for subject in subjects[check.subject]
        for details in check.cases(subject)
    ]


def check_dictionary() -> str:
    """Document the checks as Markdown; names in braces stand for the details of a case."""
    lines = [
        f"| `{check.name}` | {check.subject} | {check.step} | {check.severity} | "
        f"{'' if check.limit is None else f'{check.limit:g}'} | {check.message} | {check.remedy} |"
        for check in sorted(checks(), key=lambda check: SUBJECTS.index(check.subject))
    ]
    head = ["| check | of | step | severity | limit | message | remedy |", "|---|---|---|---|---|---|---|"]
    return "\n".join(["## Checks behind problems.tsv\n", *head, *lines]) + "\n"
