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


KIND_NOUNS: Final[dict[SourceKind, tuple[str, str]]] = {
    "experiment": ("experiment", "experiments"), "predicted": ("predicted", "predicted"),
    "modelled": ("modelled", "modelled"), "composite": ("composite", "composites"),
    "phantom": ("phantom", "phantoms"), "unknown": ("of unknown source", "of unknown source"),
}  # fmt: skip
"""What one and several of a kind are called where they are counted."""


def kinds_counted(kinds: Iterable[SourceKind]) -> str:
    """Count what there is of each kind: ``5 experiments, 27 predicted``; nothing of nothing.

    Wherever complexes are counted, they are counted so: models are no observations, and no number holds both.
    """
    every = list(kinds)
    return ", ".join(f"{count} {KIND_NOUNS[kind][count != 1]}" for kind in SOURCE_KINDS if (count := every.count(kind)))


def parts_counted(found: Iterable[tuple[SourceKind, bool]]) -> str:
    """Count of each kind how many of how many: ``3 of 5 experiments, 27 of 27 predicted``.

    Parameters
    ----------
    found
        Kind of each that could be, and whether it is.

    Returns
    -------
    str
        Nothing of nothing.
    """
    every = list(found)
    counts = {kind: [is_so for other, is_so in every if other == kind] for kind in SOURCE_KINDS}
    return ", ".join(
        f"{sum(of_kind)} of {len(of_kind)} {KIND_NOUNS[kind][len(of_kind) != 1]}"
        for kind, of_kind in counts.items()
        if of_kind
    )


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
