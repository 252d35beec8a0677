"""Whether the whole of what was read has the shape of a protein: its scale and its hand.

Bond lengths hardly differ between structures (Engh & Huber 1991, doi:10.1107/S0108767391001071): over the 59 files at
hand, crystal structures to 3.4 A, predictions and dockings, one atom of 400,000 is off by more than 0.2 A. So they tell
of nanometres, of stretched axes, and of atoms that are where they cannot be.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nesgroove.chem.geometry import Pairs, chiral_volumes
from nesgroove.errors import ReadError
from nesgroove.io.assemble import Assembled
from nesgroove.model.structure import FloatArray

ENOUGH = 30
"""Bonds, or centres of chirality, from which on anything is judged: a peptide of five residues has the bonds."""

STRETCH = 0.03
"""How far the scale along any direction may be from one. Over the files at hand it is 0.006 at most; an error of a
cell's edges is below 0.01, for refinement would not go on."""

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
    xyz = built.atoms.xyz
    scales = scale_of(xyz, pairs)
    if scales is not None and np.abs(scales - 1).max() > STRETCH:
        even = scales.max() / scales.min() < 1 + 2 * STRETCH
        mean = float(scales.mean())
        unit = next((name for value, name in UNITS if abs(mean / value - 1) < STRETCH), "")
        what = (
            f"bonds are {mean:.3g} times as long as they should be" + (f": coordinates in {unit}" if unit else "")
            if even
            else f"the model is stretched: bonds are {scales.min():.2f} times as long as usual along one direction and "
            f"{scales.max():.2f} along another"
        )
        raise ReadError(what, file=file, remedy="Write the coordinates again in A, undistorted")
    left = chiral_volumes(built.atoms, built.residues)[1] < 0
    if len(left) >= ENOUGH and left.mean() > LEFT_HANDED:
        raise ReadError(
            f"this is a mirror image: {int(left.sum())} of {len(left)} residues have D-configuration",
            file=file,
            remedy="Look for an axis with the wrong sign, or two axes exchanged, where the file was written",
        )


def scale_of(xyz: FloatArray, pairs: Pairs) -> FloatArray | None:
    """How much longer bonds are than usual along the three directions in which they differ most.

    Parameters
    ----------
    xyz
        Coordinates, shape (n, 3), A.
    pairs
        Pairs of atoms.

    Returns
    -------
    ndarray, shape (3,), or None
        Scales, all about 1 for a protein. None where there are too few bonds.

    Notes
    -----
    The quadratic form that gives the bonds their usual lengths is found by least squares; its eigenvalues are the
    inverse squares of the scales. Bonds that are off by half of the median scale are left out.
    """
    chosen = pairs.bonded & (pairs.actual > 0)
    ratio = pairs.actual[chosen] / pairs.usual[chosen]
    if len(ratio) < ENOUGH:
        return None
    middle = float(np.median(ratio))
    near = np.abs(ratio / middle - 1) < 0.5
    v = (xyz[pairs.first[chosen][near]] - xyz[pairs.second[chosen][near]]) / middle
    x, y, z = v.T
    design = np.stack((x * x, y * y, z * z, 2 * x * y, 2 * x * z, 2 * y * z), axis=1)
    # By normal equations, which six unknowns and thousands of bonds in all directions allow.
    a, b, c, d, e, f = np.linalg.pinv(design.T @ design) @ (design.T @ pairs.usual[chosen][near] ** 2)
    form = np.linalg.eigvalsh(np.array([[a, d, e], [d, b, f], [e, f, c]]))
    return np.asarray(middle / np.sqrt(np.maximum(form, 1e-6)))
