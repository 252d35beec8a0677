"""What a file comes out as, and whether that differs from what it should without a word."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

Fact = float | str | int | None

Outcome = Literal["same", "refused", "emptied", "warned", "SILENT", "defect", "hang"]

OUTCOMES: Final[tuple[Outcome, ...]] = ("same", "refused", "emptied", "warned", "SILENT", "defect", "hang")

TOLERANCE: Final = {
    "volume": 15.0, "ca_525_568": 0.05, "sg_area_empty": 1.5, "clear_525_568": 0.15, "filled": 0.015, "buried": 12.0,
}  # fmt: skip
"""By how much a number may move before that has to be told: A^3, A, A^2, parts. Hydrogens that a file has, and single
precision, move them less."""

MEASURES: Final = ("ca_525_568", "sg_area_empty", "clear_525_568")

DEFECT: Final = "defect of nesgroove"


@dataclass(frozen=True)
class Facts:
    """What one file came out as.

    Attributes
    ----------
    numbers : dict
        Values by name; None where a cell is empty.
    words : frozenset of str
        Messages of errors and warnings.
    complexes : int
    not_finite : bool
        Whether any table has a number that is none.
    """

    numbers: dict[str, Fact]
    words: frozenset[str]
    complexes: int
    not_finite: bool


def facts(rows: Sequence[Any]) -> Facts:
    """Gather what must not move without a word.

    Parameters
    ----------
    rows
        Records of all tables of one file.

    Returns
    -------
    Facts
        Numbers are those of the first complex.
    """
    by: dict[str, list[Any]] = {}
    for row in rows:
        by.setdefault(row.table, []).append(row)
    words = frozenset(row.message for row in by.get("problems", ()) if row.severity in ("error", "warning"))
    bad = any(
        isinstance(value, float) and not math.isfinite(value)
        for table in by.values() for row in table for value in row.__dict__.values()
    )  # fmt: skip
    complexes = by.get("complexes", [])
    if not complexes:
        return Facts({}, words, 0, bad)
    first = complexes[0]
    own = {table: [row for row in rows if getattr(row, "complex", "") == first.complex] for table, rows in by.items()}
    numbers: dict[str, Fact] = {
        "complexes": len(complexes),
        "site": first.site528,
        "cargo": bool(first.cargo_chain),
        "inhibitor": bool(first.inhibitor),
        "bonds": len(own.get("covalent", ())),
    }
    for row in own.get("pockets", ()):
        if row.pocket == "all":
            numbers["volume"] = row.volume
    for row in own.get("geometry", ()):
        if row.measure in MEASURES:
            numbers[row.measure] = row.value
    for row in own.get("occupancy", ()):
        if row.pocket == "all":
            numbers["filled"], numbers["buried"] = row.filled, row.buried
    anchors = own.get("anchors", ())
    if anchors:
        numbers["direction"] = anchors[0].direction
        numbers["class"] = anchors[0].nes_class
        numbers["anchors"] = " ".join(row.residue[:1] for row in anchors)
    return Facts(numbers, words, len(complexes), bad)


def moved(base: Facts, case: Facts, adds: int = 0) -> dict[str, tuple[Fact, Fact]]:
    """What differs beyond its tolerance: name -> before, after. A number of complexes may be ``adds`` more."""
    out: dict[str, tuple[Fact, Fact]] = {}
    for name in sorted({*base.numbers, *case.numbers}):
        before, after = base.numbers.get(name), case.numbers.get(name)
        numbers = [value for value in (before, after) if isinstance(value, float)]
        if len(numbers) == 2:
            if not abs(numbers[0] - numbers[1]) <= TOLERANCE[name]:
                out[name] = before, after
        elif before != after and not (name == "complexes" and after == base.complexes + adds):
            out[name] = before, after
    return out


def outcome(base: Facts, case: Facts, adds: int = 0) -> tuple[Outcome, str]:
    """Judge one case beside its base.

    Parameters
    ----------
    base, case
        The good file, and what became of it.
    adds
        Complexes that the file has and its base has not.

    Returns
    -------
    outcome : str
        ``same``: every number and word is; ``refused``: nothing was measured, and why is said; ``emptied``: numbers
        are only gone, ``warned``: some are others, and both is said; ``SILENT``: it is not.
    what : str
        What moved, or what was said.
    """
    if any(DEFECT in word for word in case.words):
        return "defect", next(word for word in case.words if DEFECT in word)
    if case.not_finite:
        return "SILENT", "a number in a table is none"
    differing = moved(base, case, adds)
    said = sorted(case.words - base.words)
    what = ", ".join(f"{name} {before} > {after}" for name, (before, after) in differing.items())
    if not differing:
        return "same", ""
    if not said:
        return "SILENT", what
    if not case.complexes:
        return "refused", said[0]
    gone = all(after in (None, "", False, 0) for _, after in differing.values())
    return ("emptied" if gone else "warned"), said[0]
