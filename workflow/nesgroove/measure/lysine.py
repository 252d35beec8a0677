"""The hydrogen bond of Lys568 to the cargo's main chain, which every export signal makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from scipy.spatial.distance import cdist

from nesgroove.measure.groove import Groove
from nesgroove.measure.scalar import ScalarMeasure
from nesgroove.model.complex import Occupant
from nesgroove.model.target import XPO1


class LysineToCargo(ScalarMeasure):
    """Shortest distance of Lys568 NZ to a main-chain oxygen of the cargo.

    Fung et al. 2017 (doi:10.7554/eLife.23961). Of several chains in the groove, the one that comes nearest.
    """

    about: ClassVar = {"k568_nz_o": ("A", "Shortest distance of Lys568 NZ to a main-chain oxygen of the cargo")}

    def values(self, groove: Groove) -> Iterator[tuple[str, float | None]]:
        """Measure it; nothing where there is no cargo."""
        cargoes = groove.complex.cargoes
        if cargoes:
            distances = [d for cargo in cargoes if (d := lysine_distance(groove, cargo)) is not None]
            yield "k568_nz_o", min(distances, default=None)


def lysine_distance(groove: Groove, cargo: Occupant) -> float | None:
    """Shortest distance of Lys568 NZ to a main-chain oxygen, A; None where either is not in the file."""
    structure = groove.structure
    nz = groove.complex.atom_at(XPO1.lysine, "NZ")
    oxygens = [a for a in (structure.atom_of(i, "O") for i in cargo.residues) if a is not None]
    if nz is None or not oxygens:
        return None
    return float(cdist(structure.atoms.xyz[[nz]], structure.atoms.xyz[oxygens]).min())
