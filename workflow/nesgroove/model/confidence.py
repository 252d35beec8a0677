"""Classes of pLDDT, the confidence of a prediction, with their limits."""

from __future__ import annotations

from typing import Final, Literal

ConfidenceClass = Literal["very high", "confident", "low", "very low"]

CLASSES: Final[tuple[tuple[ConfidenceClass, float], ...]] = (
    ("very high", 90.0),
    ("confident", 70.0),
    ("low", 50.0),
    ("very low", 0.0),
)
"""Classes of pLDDT with their lower limits, as the AlphaFold database has them (Varadi et al. 2022,
doi:10.1093/nar/gkab1061): above 90 side chains can be expected to be right, above 70 the backbone, below 50 a stretch
is likely disordered (Tunyasuvunakool et al. 2021, doi:10.1038/s41586-021-03828-1)."""


def confidence_class(plddt: float) -> ConfidenceClass:
    """Class of a pLDDT from 0 to 100; a value on a limit is of the higher class."""
    return next(name for name, limit in CLASSES if plddt >= limit or limit == 0)
