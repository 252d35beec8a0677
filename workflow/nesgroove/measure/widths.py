"""How wide the groove is, at six stations: between C-alpha atoms, and clear between side chains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from scipy.spatial.distance import cdist

from nesgroove.chem.radii import radii
from nesgroove.measure.completeness import side_chain_missing
from nesgroove.measure.groove import Groove
from nesgroove.measure.scalar import ScalarMeasure
from nesgroove.model.complex import Complex
from nesgroove.model.structure import BACKBONE, FloatArray
from nesgroove.model.target import XPO1


class CalphaDistances(ScalarMeasure):
    """Distance between the C-alpha atoms of each station."""

    about: ClassVar = {f"ca_{a}_{b}": ("A", f"C-alpha distance {a}-{b}") for a, b in XPO1.stations}

    def values(self, groove: Groove) -> Iterator[tuple[str, float | None]]:
        """Measure each station."""
        for a, b in XPO1.stations:
            yield f"ca_{a}_{b}", ca_distance(groove.complex, (a, b))


class ClearWidths(ScalarMeasure):
    """Shortest distance between the van der Waals surfaces of the two side chains of each station."""

    about: ClassVar = {
        f"clear_{a}_{b}": ("A", f"Shortest distance between the surfaces of the side chains of {a} and {b}")
        for a, b in XPO1.stations
    }

    def values(self, groove: Groove) -> Iterator[tuple[str, float | None]]:
        """Measure each station; of glycine C-alpha stands for the side chain.

        None where a side chain is not whole in the file: what is left of it is no measure of the gap.
        """
        for a, b in XPO1.stations:
            yield f"clear_{a}_{b}", _clear_width(groove.complex, a, b)


def ca_distance(complex_: Complex, pair: tuple[int, int]) -> float | None:
    """Distance between two C-alpha atoms, A; None where one is not in the file."""
    atoms = [complex_.atom_at(position, "CA") for position in pair]
    if atoms[0] is None or atoms[1] is None:
        return None
    xyz = complex_.structure.atoms.xyz
    return float(np.linalg.norm(xyz[atoms[0]] - xyz[atoms[1]]))


def _clear_width(complex_: Complex, a: int, b: int) -> float | None:
    ends = [_side_chain(complex_, position) for position in (a, b)]
    if ends[0] is None or ends[1] is None:
        return None
    (first, first_radii), (second, second_radii) = ends[0], ends[1]
    surface = cdist(first, second) - first_radii[:, None] - second_radii[None, :]
    return float(surface.min())


def _side_chain(complex_: Complex, position: int) -> tuple[FloatArray, FloatArray] | None:
    index = complex_.residue_at.get(position)
    if index is None or side_chain_missing(complex_.structure, index):
        return None
    residue = complex_.structure.residues[index]
    names = complex_.structure.atoms.name[residue.start : residue.stop]
    chosen = [i for i, name in enumerate(names, start=residue.start) if name not in BACKBONE]
    if not chosen and residue.component == "GLY":
        chosen = [i for i, name in enumerate(names, start=residue.start) if name == "CA"]
    if not chosen:
        return None
    return complex_.structure.atoms.xyz[chosen], radii(complex_.structure.atoms.element[chosen])
