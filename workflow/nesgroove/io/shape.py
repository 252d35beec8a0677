"""Whether the whole of what was read has the shape of a protein: its scale and its hand.

Bond lengths hardly differ between structures (Engh & Huber 1991, doi:10.1107/S0108767391001071): over the 59 files at
hand, crystal structures to 3.4 A, predictions and dockings, one atom of 400,000 is off by more than 0.2 A. So they tell
of nanometres, of stretched axes, and of atoms that are where they cannot be.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from nesgroove.chem.geometry import Pairs, chiral_volumes
from nesgroove.errors import ReadError
from nesgroove.io.assemble import Assembled
from nesgroove.model.structure import FloatArray

ENOUGH = 30
"""Bonds, or centres of chirality, from which on anything is judged: a peptide of five residues has the bonds."""

STRETCH = 0.03
"""How far the scale may be from one, and differ between directions. An error of a cell's edges is below 0.01, for
refinement would not go on."""

EXPLAINED = 0.25
"""Part of the bonds' deviations that a stretched model explains at least."""

POOR, SCATTERED = 0.2, 0.3
"""Bonds that differ by more than this (A), and the part of them from which on coordinates are no model's: where atoms
are scattered by 0.15 A each. Of the files at hand none has one bond in a thousand."""

UNITS = (
    (0.1, "nanometres"), (1 / 0.529177, "Bohr radii"), (0.529177, "Bohr radii taken for A"), (100.0, "picometres"),
    (10.0, "A taken for nanometres"),
)  # fmt: skip
"""Scales that have a reason."""

LEFT_HANDED = 0.5
"""Part of the residues with D-configuration above which the whole is a mirror image; single ones are told elsewhere."""


def refuse_impossible(built: Assembled, pairs: Pairs, file: str | Path) -> None:
    """Refuse a structure whose scale or hand is not that of proteins.

    Parameters
    ----------
    built, pairs
        The columns of a structure, and its pairs of atoms.
    file
        Where it was read from.

    Raises
    ------
    ReadError
        Bonds have other lengths than proteins', or residues are mirror images.
    """
    scale = scale_of(built.atoms.xyz, pairs)
    what = "" if scale is None else _of_other_scale(scale)
    if what:
        raise ReadError(what, file=file, remedy="Write the coordinates again in A, undistorted")
    left = chiral_volumes(built.atoms, built.residues)[1] < 0
    if len(left) >= ENOUGH and left.mean() > LEFT_HANDED:
        raise ReadError(
            f"this is a mirror image: {int(left.sum())} of {len(left)} residues have D-configuration",
            file=file,
            remedy="Look for an axis with the wrong sign, or two axes exchanged, where the file was written",
        )


class Scale(NamedTuple):
    """How long bonds are against what is usual.

    Attributes
    ----------
    middle : float
        Median of the ratios.
    along : ndarray, shape (3,)
        Beside that, in the three directions in which they differ most: all about 1 for a protein.
    explained : float
        Part of the bonds' deviations that these directions explain: little where atoms are scattered, nearly all where
        the model is stretched.
    off : float
        Part of the bonds that differ from what is usual by more than :data:`POOR`.
    """

    middle: float
    along: FloatArray
    explained: float
    off: float


def _of_other_scale(scale: Scale) -> str:
    """What is wrong with the scale; empty where nothing is."""
    low, high = float(scale.along.min()), float(scale.along.max())
    if scale.explained > EXPLAINED and high / low > 1 + STRETCH:
        along = f"{scale.middle * low:.2f} times as long as usual along one direction and {scale.middle * high:.2f}"
        return f"the model is stretched: bonds are {along} along another"
    if scale.off > SCATTERED:
        return f"{scale.off:.0%} of the bonds differ by more than {POOR:g} A from their lengths: scattered coordinates"
    if abs(scale.middle - 1) > STRETCH:
        unit = next((name for value, name in UNITS if abs(scale.middle / value - 1) < STRETCH), "")
        named = f": coordinates in {unit}" if unit else ""
        return f"bonds are {scale.middle:.3g} times as long as they should be{named}"
    return ""


def scale_of(xyz: FloatArray, pairs: Pairs) -> Scale | None:
    """Find how long bonds are against what is usual, in all and in each direction.

    Parameters
    ----------
    xyz
        Coordinates, shape (n, 3), A.
    pairs
        Pairs of atoms.

    Returns
    -------
    Scale or None
        None where there are too few bonds.

    Notes
    -----
    The quadratic form that gives the bonds their usual lengths is found by least squares; its eigenvalues are the
    inverse squares of the scales. Bonds that are off by half of the median scale are left out.
    """
    chosen = pairs.bonded & (pairs.actual > 0)
    ratio, usual = pairs.actual[chosen] / pairs.usual[chosen], pairs.usual[chosen]
    if len(ratio) < ENOUGH:
        return None
    middle = float(np.median(ratio))
    near = np.abs(ratio / middle - 1) < 0.5
    usual = usual[near]
    v = (xyz[pairs.first[chosen][near]] - xyz[pairs.second[chosen][near]]) / middle
    x, y, z = v.T
    design = np.stack((x * x, y * y, z * z, 2 * x * y, 2 * x * z, 2 * y * z), axis=1)
    # By normal equations, which six unknowns and thousands of bonds in all directions allow.
    found = np.linalg.pinv(design.T @ design) @ (design.T @ usual**2)
    a, b, c, d, e, f = found
    along = 1 / np.sqrt(np.maximum(np.linalg.eigvalsh(np.array([[a, d, e], [d, b, f], [e, f, c]])), 1e-6))
    before = ((np.linalg.norm(v, axis=1) - usual) ** 2).sum()
    after = ((np.sqrt(np.maximum(design @ found, 0)) - usual) ** 2).sum()
    off = np.abs(pairs.actual[chosen] / middle - pairs.usual[chosen]) > POOR
    return Scale(middle, along, float(1 - after / before) if before > 0 else 0.0, float(off.mean()))
