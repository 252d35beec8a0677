"""How far the groove is from an open and from a closed one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from nesgroove.measure.frames import FrameMeasure, Frames
from nesgroove.measure.groove import Groove
from nesgroove.model.points import rmsds
from nesgroove.model.structure import FloatArray


class GrooveRmsd(FrameMeasure):
    """RMSD of the groove's C-alpha atoms (positions 510-594) to the reference grooves."""

    about: ClassVar = {
        "rmsd_open": ("A", "C-alpha RMSD of positions 510-594 to the open reference, after superposition"),
        "rmsd_closed": ("A", "The same to the closed reference"),
    }

    def reads(self, groove: Groove) -> list[int]:
        """C-alpha atoms of the groove."""
        return list(groove.complex.c_alpha_atoms().values())

    def over(self, groove: Groove, frames: Frames) -> Iterator[tuple[str, FloatArray | None]]:
        """Measure both; None where the run has no such reference."""
        here = groove.complex.c_alpha_atoms()
        references = groove.settings.references
        for name, reference in (("open", references.open_groove), ("closed", references.closed_groove)):
            shared = sorted(here.keys() & reference.keys()) if reference else []
            target = np.array([reference[p] for p in shared]) if reference else None
            yield f"rmsd_{name}", None if target is None else rmsds(frames.of([here[p] for p in shared]), target)

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
    rmsd = rmsds(np.array([here[p] for p in shared]), np.array([reference[p] for p in shared]))
    return float(rmsd), len(shared)
