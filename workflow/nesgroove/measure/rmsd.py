"""How far the groove is from an open and from a closed one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from nesgroove.measure.groove import Groove
from nesgroove.measure.scalar import ScalarMeasure
from nesgroove.model.structure import FloatArray


class GrooveRmsd(ScalarMeasure):
    """RMSD of the groove's C-alpha atoms (positions 510-594) to the reference grooves."""

    about: ClassVar = {
        "rmsd_open": ("A", "C-alpha RMSD of positions 510-594 to the open reference, after superposition"),
        "rmsd_closed": ("A", "The same to the closed reference"),
    }

    def values(self, groove: Groove) -> Iterator[tuple[str, float | None]]:
        """Measure both; None where the run has no such reference."""
        here = groove.complex.c_alphas()
        references = groove.settings.references
        for name, reference in (("open", references.open_groove), ("closed", references.closed_groove)):
            yield f"rmsd_{name}", groove_rmsd(here, reference)[0] if reference else None

    def reference(self, groove: Groove, name: str) -> str:
        """Name the reference groove."""
        references = groove.settings.references
        return {"rmsd_open": references.open_id, "rmsd_closed": references.closed_id}[name]


def groove_rmsd(here: dict[int, FloatArray], reference: dict[int, FloatArray]) -> tuple[float, int]:
    """RMSD of groove C-alpha atoms after their own best superposition.

    Parameters
    ----------
    here, reference
        C-alpha atoms by position, as :meth:`nesgroove.model.complex.Complex.c_alphas` gives them.

    Returns
    -------
    rmsd : float
        A, over the positions that both have (Kabsch superposition).
    positions : int
        How many those are.
    """
    shared = sorted(here.keys() & reference.keys())
    a = np.array([here[p] for p in shared])
    b = np.array([reference[p] for p in shared])
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    u, s, vt = np.linalg.svd(a.T @ b)
    sign = np.sign(np.linalg.det(u) * np.linalg.det(vt))
    s[-1] *= sign
    square = (a**2).sum() + (b**2).sum() - 2 * s.sum()
    return float(np.sqrt(max(square, 0.0) / len(shared))), len(shared)
