"""What a system is made of: its heavy atoms, its water, its box."""

from __future__ import annotations

from typing import Final

import numpy as np

from nesgroove.io.trajectory.opened import Dimensions, Universe
from nesgroove.model.structure import BoolArray, FloatArray

WATER: Final = "water or resname TIP3P TIP4P TIP5P SPC SPCE TP3M DOD T3H W"
"""MDAnalysis' own selection, and names that it lacks."""

CROWDED: Final = 8.0
"""A box has at least so much room (A^3) for each heavy atom: liquid water has 30 (18 g/mol at 1 g/cm^3) and proteins 18
to 20 (0.73 cm^3/g). A smaller one is none: programs write a cell of 1 or 20 A where there is no box."""


def box_of(dimensions: Dimensions, heavy_atoms: int) -> FloatArray | None:
    """Give the periodic box of a frame, where it has one.

    Parameters
    ----------
    dimensions
        Edges (A) and angles (degrees) as MDAnalysis gives them, shape (6,), or None.
    heavy_atoms
        Of the whole system.

    Returns
    -------
    ndarray, shape (6,), or None
        None for a box of zeros, of what is no number, and for one that is smaller than what is in it (:data:`CROWDED`).
    """
    from MDAnalysis.lib.mdamath import box_volume

    if dimensions is None:
        return None
    box = np.asarray(dimensions, dtype=np.float64)
    if not np.isfinite(box).all() or (box <= 0).any() or (box[3:] >= 180).any():
        return None
    return box if float(box_volume(box)) >= CROWDED * heavy_atoms else None


def heavy(universe: Universe) -> BoolArray:
    """Tell heavy atoms, by their elements or else by their names.

    Parameters
    ----------
    universe : MDAnalysis.Universe
        The system.

    Returns
    -------
    ndarray of bool, shape (n,)
        False for hydrogens and for places without mass of water models.
    """
    atoms = universe.atoms
    names = np.char.lstrip(np.char.upper(atoms.names.astype(np.str_)), "0123456789")
    by_name = np.char.startswith(names, "H") & ~np.isin(atoms.resnames.astype(np.str_), ("HG", "HO", "HF"))
    hydrogen = by_name
    if hasattr(atoms, "elements"):
        elements = np.char.upper(atoms.elements.astype(np.str_))
        hydrogen = np.where(elements == "", by_name, np.isin(elements, ("H", "D", "T")))
    return np.asarray(~hydrogen & ~np.isin(names, ("MW", "EP", "EPW", "LP", "LP1", "LP2", "OM")))
