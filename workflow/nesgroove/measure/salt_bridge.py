"""The pair Lys568 and Glu571, which E571K breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from nesgroove.measure.groove import Groove
from nesgroove.measure.scalar import ScalarMeasure
from nesgroove.model.complex import Complex
from nesgroove.model.target import XPO1


class LysineGlutamate(ScalarMeasure):
    """Shortest distance of Lys568 NZ to a carboxylate oxygen of Glu571."""

    about: ClassVar = {"k568_e571": ("A", "Shortest distance of Lys568 NZ to a carboxylate oxygen of Glu571")}

    def values(self, groove: Groove) -> Iterator[tuple[str, float | None]]:
        """Measure it."""
        yield "k568_e571", _salt_bridge(groove.complex)


def _salt_bridge(complex_: Complex) -> float | None:
    nz = complex_.atom_at(XPO1.lysine, "NZ")
    oxygens = [complex_.atom_at(XPO1.lysine_partner, name) for name in ("OE1", "OE2")]
    present = [atom for atom in oxygens if atom is not None]
    if nz is None or not present:
        return None
    xyz = complex_.structure.atoms.xyz
    return float(np.linalg.norm(xyz[present] - xyz[nz], axis=1).min())
