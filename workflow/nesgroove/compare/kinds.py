"""What a complex is, for grouping: how it is known, and what is bound to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from nesgroove.model.structure import SOURCE_KINDS, SourceKind

if TYPE_CHECKING:
    from nesgroove.measure.complexes import ComplexRecord

NOT_OBSERVED: Final = "not observed"
"""What is written beside everything that is known to be no experiment."""


def observed(row: ComplexRecord) -> bool:
    """Whether a complex comes from an experiment."""
    return row.source_kind == "experiment"


def kind_order(row: ComplexRecord) -> int:
    """Place of a complex's kind among all kinds, experiments first: a key to sort by."""
    return SOURCE_KINDS.index(row.source_kind)


def best_known(row: ComplexRecord) -> tuple[int, float]:
    """Key to sort complexes by, those first that are known best: experiments, of each kind by resolution."""
    return kind_order(row), row.resolution if row.resolution is not None else float("inf")


def kind_mark(kind: SourceKind) -> str:
    """Words that mark a kind wherever it is shown: ``phantom, not observed``; none for an experiment.

    Of an unknown source nobody can say that it was not observed.
    """
    if kind == "experiment":
        return ""
    return "unknown source" if kind == "unknown" else f"{kind}, {NOT_OBSERVED}"


def kinds_mark(kinds: Iterable[SourceKind]) -> str:
    """Words that mark what is shown together: ``with predicted, not observed`` where experiments are shown too."""
    every = set(kinds)
    models = " and ".join(kind for kind in SOURCE_KINDS if kind in every - {"experiment", "unknown"})
    parts = [f"{models}, {NOT_OBSERVED}"] if models else []
    if "unknown" in every:
        parts.append(kind_mark("unknown"))
    marks = "; ".join(parts)
    return f"with {marks}" if marks and "experiment" in every else marks


def bound_state(row: ComplexRecord) -> str:
    """Say what is bound to a complex, for grouping: RanBP, cargo, inhibitor, or groove empty."""
    parts = []
    if row.inhibitor:
        parts.append("inhibitor")
    if row.cargo_chain:
        parts.append("cargo")
    if row.ranbp_chain:
        parts.append("RanBP")
    return " + ".join(parts) if parts else "groove empty"
