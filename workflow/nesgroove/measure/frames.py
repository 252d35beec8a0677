"""Scalar measures that are sums over coordinates alone, and so can be taken over many frames at once.

One implementation serves both: of a complex it is the measure of one frame.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nesgroove.measure.groove import Groove
from nesgroove.measure.scalar import ScalarMeasure
from nesgroove.model.frame import HelixAxis
from nesgroove.model.structure import FloatArray, IntArray


@dataclass(frozen=True)
class Frames:
    """Coordinates of some atoms of one complex in some frames.

    Attributes
    ----------
    atoms : ndarray of int, shape (m,)
        Which atoms of the structure they are, ascending.
    xyz : ndarray, shape (frames, m, 3)
        In A, as in the file.
    axes : mapping of str to HelixAxis
        The four helices in the groove frame, with centres and directions of shape (frames, 3).
    """

    atoms: IntArray
    xyz: FloatArray
    axes: Mapping[str, HelixAxis]

    def of(self, atoms: Sequence[int]) -> FloatArray:
        """Coordinates of atoms, by their indices in the structure, shape (frames, len(atoms), 3), A."""
        return np.asarray(self.xyz[:, np.searchsorted(self.atoms, np.asarray(atoms, dtype=np.intp))])


def frame_of(groove: Groove) -> Frames:
    """Take a groove as one frame."""
    axes = {
        name: HelixAxis(axis.centre[None], axis.direction[None]) for name, axis in groove.complex.frame.axes.items()
    }
    atoms = groove.structure.atoms
    return Frames(np.arange(len(atoms)), atoms.xyz[None], axes)


class FrameMeasure(ScalarMeasure, abstract=True):
    """A scalar measure that can be taken over many frames at once."""

    @abstractmethod
    def reads(self, groove: Groove) -> Iterable[int]:
        """Indices of the atoms whose coordinates it needs, besides the C-alpha atoms of the helices.

        Parameters
        ----------
        groove
            The complex.
        """

    @abstractmethod
    def over(self, groove: Groove, frames: Frames) -> Iterable[tuple[str, FloatArray | None]]:
        """Measure frames.

        Parameters
        ----------
        groove
            The complex with its references; its coordinates are not looked at.
        frames
            Coordinates, with those of :meth:`reads` among them.

        Returns
        -------
        iterable of (str, ndarray or None)
            Names, and values of shape (frames,); None where an atom that is needed is not in the file, and no pair
            where the measure does not apply.
        """

    def values(self, groove: Groove) -> Iterator[tuple[str, float | None]]:
        """Measure a complex, as one frame."""
        for name, values in self.over(groove, groove.once(frame_of)):
            value = math.nan if values is None else float(values[0])
            yield name, None if math.isnan(value) else value
