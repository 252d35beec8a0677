"""The pair Lys568 and Glu571, which E571K breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from nesgroove.measure.frames import FrameMeasure, Frames
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Complex
from nesgroove.model.points import shortest
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1


class LysineGlutamate(FrameMeasure):
    """Shortest distance of Lys568 NZ to a carboxylate oxygen of Glu571."""

    about: ClassVar = {"k568_e571": ("A", "Shortest distance of Lys568 NZ to a carboxylate oxygen of Glu571")}

    def reads(self, groove: Groove) -> list[int]:
        """The nitrogen and the oxygens."""
        nitrogen, oxygens = _ends(groove.complex)
        return [*nitrogen, *oxygens]

    def over(self, groove: Groove, frames: Frames) -> Iterator[tuple[str, FloatArray | None]]:
        """Measure it."""
        nitrogen, oxygens = _ends(groove.complex)
        there = bool(nitrogen and oxygens)
        yield "k568_e571", shortest(frames.of(nitrogen), frames.of(oxygens)) if there else None


def _ends(complex_: Complex) -> tuple[list[int], list[int]]:
    nitrogen = complex_.atom_at(XPO1.lysine, "NZ")
    oxygens = [complex_.atom_at(XPO1.lysine_partner, name) for name in ("OE1", "OE2")]
    return [] if nitrogen is None else [nitrogen], [atom for atom in oxygens if atom is not None]
