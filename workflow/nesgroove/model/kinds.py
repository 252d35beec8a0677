"""How complexes are counted: by kind of source, for models are no observations and no number holds both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nesgroove.model.structure import SOURCE_KINDS, SourceKind

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


def of_counted(part: int, whole: int, kind: SourceKind) -> str:
    """Say how many of how many of a kind: ``3 of 5 experiments``."""
    return f"{part} of {whole} {KIND_NOUNS[kind][whole != 1]}"


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
    return ", ".join(of_counted(sum(of_kind), len(of_kind), kind) for kind, of_kind in counts.items() if of_kind)
