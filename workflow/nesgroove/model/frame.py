"""The groove frame: one coordinate system in which every complex is measured.

Defined by the C-alpha atoms of the four groove helices alone, without a reference structure:

* **x**, along the groove from P0 to P4: sum of the axis directions of H11A and H12A, which run parallel and
  cross at about 33 degrees;
* **z**, out to the solvent: from the mean of the B-helix centres to the mean of the A-helix centres, made
  orthogonal to x;
* **y**, across the groove from H11A to H12A: z cross x;
* origin: mean C-alpha of :attr:`nesgroove.model.target.Target.origin_positions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nesgroove.errors import IdentifyError
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1

MIN_HELIX_FRACTION = 0.75
"""Part of a helix's C-alpha atoms that must be there. In 3GJX, leaving out 10 % of each helix at one end
turns the frame by up to 3 degrees, 20 % by 5, 40 % by 9: below three quarters positions along x would be
off by more than the distance between pockets."""

MIN_ORIGIN = 8
"""Of the eleven C-alpha atoms of the origin how many must be there. For those that are not, residue 528 among
them, their usual places in the frame stand in, which moves the origin by less than 0.1 A an atom."""


@dataclass(frozen=True)
class HelixAxis:
    """A straight line through the C-alpha atoms of one helix.

    Attributes
    ----------
    centre : ndarray, shape (3,)
        Mean C-alpha, A.
    direction : ndarray, shape (3,)
        Unit vector of the first principal axis, pointing from the first residue to the last.
    """

    centre: FloatArray
    direction: FloatArray


@dataclass(frozen=True)
class GrooveFrame:
    """Rotation and origin that carry a file's coordinates into the groove frame.

    Attributes
    ----------
    rotation : ndarray, shape (3, 3)
        Rows are x, y and z in the file's coordinates.
    origin : ndarray, shape (3,)
        In the file's coordinates, A.
    axes : dict of str to HelixAxis
        The four helices, in the groove frame.
    """

    rotation: FloatArray
    origin: FloatArray
    axes: dict[str, HelixAxis]

    def to_frame(self, xyz: FloatArray) -> FloatArray:
        """Carry coordinates of the file, shape (..., 3) in A, into the groove frame."""
        return (xyz - self.origin) @ self.rotation.T

    def from_frame(self, xyz: FloatArray) -> FloatArray:
        """Carry coordinates of the groove frame, shape (..., 3) in A, back into the file's."""
        return xyz @ self.rotation + self.origin


def groove_frame(ca: Mapping[int, FloatArray]) -> GrooveFrame:
    """Find the groove frame from C-alpha atoms.

    Parameters
    ----------
    ca
        C-alpha coordinates, shape (3,) in A, by position. Positions may be missing.

    Returns
    -------
    GrooveFrame

    Raises
    ------
    IdentifyError
        Too little of a helix is there to give it a direction, or fewer than :data:`MIN_ORIGIN` atoms of the
        origin.
    """
    lines: dict[str, HelixAxis] = {}
    for name, (first, last) in XPO1.helices.items():
        helix = [ca[p] for p in range(first, last + 1) if p in ca]
        if len(helix) < MIN_HELIX_FRACTION * (last - first + 1):
            raise IdentifyError(
                f"the groove is not in the file: helix {name} (positions {first}-{last}) has {len(helix)} of "
                f"{last - first + 1} C-alpha atoms",
                remedy="Use a structure in which the NES groove is modelled, positions 510 to 595",
            )
        lines[name] = _helix_axis(np.array(helix))
    there = [p for p in XPO1.origin_positions if p in ca]
    if len(there) < MIN_ORIGIN:
        missing = " ".join(str(p) for p in XPO1.origin_positions if p not in ca)
        raise IdentifyError(
            f"the origin of the groove frame cannot be placed: no C-alpha at positions {missing}",
            remedy="Model these residues, or use another structure",
        )
    x = _unit(lines["H11A"].direction + lines["H12A"].direction)
    up = (lines["H11A"].centre + lines["H12A"].centre - lines["H11B"].centre - lines["H12B"].centre) / 2
    z = _unit(up - x * (up @ x))
    y = np.cross(z, x)
    rotation = np.array([x, y, z])
    # With all atoms there the second term is zero by the definition of the origin.
    offset = (
        np.mean([XPO1.origin_atoms[p] for p in there], axis=0)
        if len(there) < len(XPO1.origin_positions)
        else np.zeros(3)
    )
    origin = np.mean([ca[p] for p in there], axis=0) - offset @ rotation
    axes = {
        name: HelixAxis(rotation @ (line.centre - origin), rotation @ line.direction) for name, line in lines.items()
    }
    return GrooveFrame(rotation, origin, axes)


def _helix_axis(points: FloatArray) -> HelixAxis:
    centre = points.mean(axis=0)
    direction = np.linalg.svd(points - centre)[2][0]
    if direction @ (points[-1] - points[0]) < 0:
        direction = -direction
    return HelixAxis(centre, direction)


def _unit(vector: FloatArray) -> FloatArray:
    return vector / np.linalg.norm(vector)
