"""The hydrogen bond of Lys568 to the cargo's main chain, which every export signal makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from nesgroove.measure.frames import FrameMeasure, Frames
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Occupant
from nesgroove.model.points import shortest
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1


class LysineToCargo(FrameMeasure):
    """Shortest distance of Lys568 NZ to a main-chain oxygen of the cargo.

    Fung et al. 2017 (doi:10.7554/eLife.23961). Of several chains in the groove, the one that comes nearest.
    """

    about: ClassVar = {"k568_nz_o": ("A", "Shortest distance of Lys568 NZ to a main-chain oxygen of the cargo")}

    def reads(self, groove: Groove) -> list[int]:
        """The nitrogen, and the oxygens of all cargoes."""
        ends = [_ends(groove, cargo) for cargo in groove.complex.cargoes]
        return [atom for nitrogen, oxygens in ends for atom in (*nitrogen, *oxygens)]

    def over(self, groove: Groove, frames: Frames) -> Iterator[tuple[str, FloatArray | None]]:
        """Measure it; nothing where there is no cargo."""
        cargoes = groove.complex.cargoes
        if cargoes:
            measured = [lysine_distances(groove, cargo, frames) for cargo in cargoes]
            distances = [distance for distance in measured if distance is not None]
            yield "k568_nz_o", np.min(distances, axis=0) if distances else None


def lysine_distances(groove: Groove, cargo: Occupant, frames: Frames) -> FloatArray | None:
    """Shortest distance of Lys568 NZ to a main-chain oxygen.

    Parameters
    ----------
    groove, cargo
        The complex and one of its cargoes; their coordinates are not looked at.
    frames
        Coordinates.

    Returns
    -------
    ndarray, shape (frames,), or None
        A; None where either is not in the file.
    """
    nitrogen, oxygens = _ends(groove, cargo)
    return shortest(frames.of(nitrogen), frames.of(oxygens)) if nitrogen and oxygens else None


def _ends(groove: Groove, cargo: Occupant) -> tuple[list[int], list[int]]:
    nitrogen = groove.complex.atom_at(XPO1.lysine, "NZ")
    oxygens = [groove.structure.atom_of(residue, "O") for residue in cargo.residues]
    return [] if nitrogen is None else [nitrogen], [atom for atom in oxygens if atom is not None]
