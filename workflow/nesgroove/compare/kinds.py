"""What a complex is, for grouping: how it is known, and what is bound to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from nesgroove.measure.complexes import ComplexRecord

Evidence = Literal["experiment", "model", "phantom"]

NOT_OBSERVED: Final = "not observed"
"""What is written beside everything that is no experiment."""


def evidence_of(row: ComplexRecord) -> Evidence:
    """Distinguish a phantom and a model from an experiment.

    A model is a file that names no method or calls its method a model, as the archive does (``THEORETICAL MODEL``).
    """
    if row.phantom == "yes":
        return "phantom"
    return "model" if not row.method.strip() or "MODEL" in row.method.upper() else "experiment"


def is_model(row: ComplexRecord) -> bool:
    """Whether it is a model; phantoms are models too."""
    return evidence_of(row) != "experiment"


def unobserved(name: str) -> str:
    """Write that something was not observed: ``phantom, not observed``."""
    return f"{name}, {NOT_OBSERVED}"


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
