"""What is said of the confidence of one prediction: wherever a model is shown, this stands beside it."""

from __future__ import annotations

from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.confidence import confidence_class


def plddt_of(row: ComplexRecord) -> float | None:
    """Confidence of a prediction: of what lies in the groove, else of the groove; None where it is not known."""
    return next((v for v in (row.plddt_cargo, row.plddt_inhibitor, row.plddt_groove) if v is not None), None)


def plddt_part(row: ComplexRecord) -> str:
    """What that is the confidence of: ``cargo``, ``inhibitor`` or ``groove``."""
    return "cargo" if row.plddt_cargo is not None else "inhibitor" if row.plddt_inhibitor is not None else "groove"


def plddt_words(row: ComplexRecord) -> str:
    """Say how sure a predictor was: ``pLDDT of the cargo 57, low``; nothing where it is not known.

    The number is cut, not rounded, so that it is of the class that is named.
    """
    plddt = plddt_of(row)
    return "" if plddt is None else f"pLDDT of the {plddt_part(row)} {int(plddt)}, {confidence_class(plddt)}"
