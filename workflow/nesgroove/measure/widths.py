"""How wide the groove is, at six stations: between C-alpha atoms, and clear between side chains."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import ClassVar

import numpy as np

from nesgroove.chem.radii import radii
from nesgroove.measure.completeness import side_chain_missing
from nesgroove.measure.frames import FrameMeasure, Frames
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Complex
from nesgroove.model.points import lengths
from nesgroove.model.structure import BACKBONE, FloatArray
from nesgroove.model.target import XPO1


class CalphaDistances(FrameMeasure):
    """Distance between the C-alpha atoms of each station."""

    about: ClassVar = {f"ca_{a}_{b}": ("A", f"C-alpha distance {a}-{b}") for a, b in XPO1.stations}

    def reads(self, groove: Groove) -> list[int]:
        """C-alpha atoms of the stations."""
        atoms = (groove.complex.atom_at(position, "CA") for position in chain(*XPO1.stations))
        return [atom for atom in atoms if atom is not None]

    def over(self, groove: Groove, frames: Frames) -> Iterator[tuple[str, FloatArray | None]]:
        """Measure each station."""
        for a, b in XPO1.stations:
            yield f"ca_{a}_{b}", ca_distances(groove.complex, frames, (a, b))


class ClearWidths(FrameMeasure):
    """Shortest distance between the van der Waals surfaces of the two side chains of each station."""

    about: ClassVar = {
        f"clear_{a}_{b}": ("A", f"Shortest distance between the surfaces of the side chains of {a} and {b}")
        for a, b in XPO1.stations
    }

    def reads(self, groove: Groove) -> list[int]:
        """Side chains of the stations."""
        return [atom for p in chain(*XPO1.stations) for atom in groove.once(side_chain_atoms, p) or ()]

    def over(self, groove: Groove, frames: Frames) -> Iterator[tuple[str, FloatArray | None]]:
        """Measure each station; of glycine C-alpha stands for the side chain.

        None where a side chain is not whole in the file: what is left of it is no measure of the gap.
        """
        for a, b in XPO1.stations:
            yield f"clear_{a}_{b}", _clear_widths(groove, frames, a, b)


def ca_distances(complex_: Complex, frames: Frames, pair: tuple[int, int]) -> FloatArray | None:
    """Distance between two C-alpha atoms.

    Parameters
    ----------
    complex_
        The complex.
    frames
        Coordinates.
    pair
        Positions.

    Returns
    -------
    ndarray, shape (frames,), or None
        A; None where one of them is not in the file.
    """
    first, second = (complex_.atom_at(position, "CA") for position in pair)
    if first is None or second is None:
        return None
    ends = frames.of([first, second])
    return lengths(ends[:, 0] - ends[:, 1])


def side_chain_atoms(groove: Groove, position: int) -> tuple[int, ...] | None:
    """Indices of the heavy atoms of a side chain; None where it is not whole in the file. Of glycine C-alpha."""
    structure, index = groove.structure, groove.complex.residue_at.get(position)
    if index is None or side_chain_missing(structure, index):
        return None
    residue = structure.residues[index]
    names = structure.atoms.name[residue.start : residue.stop].tolist()
    chosen = [i for i, name in enumerate(names, start=residue.start) if name not in BACKBONE]
    if not chosen and residue.component == "GLY":
        chosen = [i for i, name in enumerate(names, start=residue.start) if name == "CA"]
    return tuple(chosen) or None


def _clear_widths(groove: Groove, frames: Frames, a: int, b: int) -> FloatArray | None:
    first, second = (groove.once(side_chain_atoms, position) for position in (a, b))
    if first is None or second is None:
        return None
    here, there = (radii(groove.structure.atoms.element[list(atoms)]) for atoms in (first, second))
    apart = lengths(frames.of(first)[:, :, None] - frames.of(second)[:, None])
    return np.asarray((apart - here[:, None] - there).min(axis=(1, 2)))
