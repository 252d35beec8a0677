"""The groove frame: one coordinate system in which every complex is measured.

Defined by the C-alpha atoms of the four groove helices alone, without a reference structure:

* **x**, along the groove from P0 to P4: sum of the axis directions of H11A and H12A, which run parallel and
  cross at about 33 degrees;
* **z**, out to the solvent: from the mean of the B-helix centres to the mean of the A-helix centres, made
  orthogonal to x;
* **y**, across the groove from H11A to H12A: z cross x;
* origin: mean C-alpha of :attr:`nesgroove.model.target.Target.origin_positions`.

Where C-alpha atoms of the helices are not in a file, a template of each helix, laid on those that are, stands in for
them; an axis through the others alone would lean towards the side on which they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nesgroove.errors import IdentifyError
from nesgroove.model.helices import along, complete_helices
from nesgroove.model.points import lengths
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1

MIN_HELIX_ATOMS = 8
"""C-alpha atoms of each helix that must be there: two turns, from which the template (:mod:`nesgroove.model.helices`)
finds its place. Over six crystallographic chains and three predicted ones, each completed with a template to which
its own entry did not contribute, the frame turns by at most 0.6 degrees (mean 0.1) where two residues are missing at
one end of one helix, 0.7 (0.1) where four are, 1.1 (0.2) for six, 1.8 (0.4) for ten and 2.6 (0.7) for thirteen, and its
origin moves by at most 0.1 A up to eight and 0.4 A beyond; with only eight left of every helix it turns by up to 3.8
(1.0). Residues missing inside a helix matter less than those at its ends."""


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
    completed : tuple of int
        Positions whose C-alpha is not in the file and was taken from the template of its helix.
    template_rmsd : float or None
        How far the template is from the atoms that it was laid on, A: of the helix that it fits worst. None where
        nothing was completed.
    """

    rotation: FloatArray
    origin: FloatArray
    axes: dict[str, HelixAxis]
    completed: tuple[int, ...] = ()
    template_rmsd: float | None = None

    def to_frame(self, xyz: FloatArray) -> FloatArray:
        """Carry coordinates of the file, shape (..., 3) in A, into the groove frame."""
        return (xyz - self.origin) @ self.rotation.T

    def from_frame(self, xyz: FloatArray) -> FloatArray:
        """Carry coordinates of the groove frame, shape (..., 3) in A, back into the file's."""
        return xyz @ self.rotation + self.origin


@dataclass(frozen=True)
class GrooveFrames:
    """Rotations and origins of several frames of one complex.

    Attributes
    ----------
    rotation : ndarray, shape (frames, 3, 3)
    origin : ndarray, shape (frames, 3)
    axes : dict of str to HelixAxis
        The four helices, with centres and directions of shape (frames, 3).
    completed : tuple of int
    template_rmsd : ndarray, shape (frames,), or None
        All as of :class:`GrooveFrame`.
    """

    rotation: FloatArray
    origin: FloatArray
    axes: dict[str, HelixAxis]
    completed: tuple[int, ...] = ()
    template_rmsd: FloatArray | None = None

    def frame(self, index: int) -> GrooveFrame:
        """Give one of them."""
        axes = {name: HelixAxis(axis.centre[index], axis.direction[index]) for name, axis in self.axes.items()}
        rmsd = None if self.template_rmsd is None else float(self.template_rmsd[index])
        return GrooveFrame(self.rotation[index], self.origin[index], axes, self.completed, rmsd)


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
        Fewer than :data:`MIN_HELIX_ATOMS` atoms of a helix are there.
    """
    return groove_frames({position: xyz[None] for position, xyz in ca.items()}).frame(0)


def groove_frames(ca: Mapping[int, FloatArray]) -> GrooveFrames:
    """Find the groove frame of each of some frames.

    Parameters
    ----------
    ca
        C-alpha coordinates, shape (frames, 3) in A, by position; numbers all of them. Positions may be missing.

    Returns
    -------
    GrooveFrames

    Raises
    ------
    IdentifyError
        Fewer than :data:`MIN_HELIX_ATOMS` atoms of a helix are there.
    """
    for name, (first, last) in XPO1.helices.items():
        count = sum(p in ca for p in range(first, last + 1))
        if count < MIN_HELIX_ATOMS:
            raise IdentifyError(
                f"the groove is not in the file: helix {name} (positions {first}-{last}) has {count} of "
                f"{last - first + 1} C-alpha atoms, and {MIN_HELIX_ATOMS} are needed",
                remedy="Use a structure in which the NES groove is modelled, positions 510 to 595",
            )
    helices = complete_helices(ca)
    lines = {name: _helix_axis(along(helices.ca, range(a, b + 1))) for name, (a, b) in XPO1.helices.items()}
    there = [p for p in XPO1.origin_positions if p in helices.ca]
    x = _unit(lines["H11A"].direction + lines["H12A"].direction)
    up = (lines["H11A"].centre + lines["H12A"].centre - lines["H11B"].centre - lines["H12B"].centre) / 2
    z = _unit(up - x * (up * x).sum(axis=-1, keepdims=True))
    y = np.cross(z, x)
    rotation = np.stack([x, y, z], axis=-2)
    # Two of the origin's atoms, 554 and 558, are in no helix; where they are missing their usual places stand in.
    # With all atoms there the second term is zero by the definition of the origin.
    offset = (
        np.mean([XPO1.origin_atoms[p] for p in there], axis=0)
        if len(there) < len(XPO1.origin_positions)
        else np.zeros(3)
    )
    origin = along(helices.ca, there).mean(axis=-2) - offset @ rotation
    axes = {
        name: HelixAxis(_turned(rotation, line.centre - origin), _turned(rotation, line.direction))
        for name, line in lines.items()
    }
    return GrooveFrames(rotation, origin, axes, helices.completed, helices.rmsd)


def _helix_axis(points: FloatArray) -> HelixAxis:
    """The axis through points, shape (frames, n, 3)."""
    centre = points.mean(axis=-2)
    direction = np.linalg.svd(points - centre[:, None], full_matrices=False)[2][:, 0]
    backwards = (direction * (points[:, -1] - points[:, 0])).sum(axis=-1) < 0
    return HelixAxis(centre, np.where(backwards[:, None], -direction, direction))


def _turned(rotation: FloatArray, vectors: FloatArray) -> FloatArray:
    return np.asarray((rotation @ vectors[..., None])[..., 0])


def _unit(vectors: FloatArray) -> FloatArray:
    return vectors / lengths(vectors)[..., None]
