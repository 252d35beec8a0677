"""One complex whose coordinates change: poses in a receptor that stands still, frames of a simulation.

:meth:`Moving.at` gives the groove of other coordinates. Every measure works on it as on one that was read from a file,
and gives the same numbers; what depends on atoms that have not moved is not made again.
"""

from __future__ import annotations

import numpy as np

from nesgroove.measure.burial import bare_areas
from nesgroove.measure.completeness import has_wall, incomplete_rim, incomplete_wall, wall_complete
from nesgroove.measure.contacts import images_around
from nesgroove.measure.groove import Groove
from nesgroove.measure.pockets import grids_of, shapes_of
from nesgroove.measure.site528 import area_empty
from nesgroove.measure.sums import Sums, fast_sums
from nesgroove.model.structure import BoolArray, FloatArray

OF_THE_WALL = (has_wall, wall_complete, incomplete_wall, incomplete_rim, grids_of, shapes_of, area_empty, bare_areas)
"""What is made of atoms outside the occupants alone."""


class Moving:
    """A complex that is measured at one set of coordinates after the other.

    Parameters
    ----------
    groove
        The complex as it was read, with references and chemistry.
    still
        Whether XPO1 stands still, as under poses, so that what is known of its empty groove holds for all of them.
        Coordinates in which something outside the occupants has moved nevertheless, as side chains of flexible
        docking do, are measured as a whole.
    empty
        The same receptor at the same place with nothing in its groove, whose atoms are the first ones of the complex:
        what is known of it is not made again for each compound.
    sums
        How the heavy sums are made; compiled where they can be, if it is not said.
    """

    def __init__(self, groove: Groove, *, still: bool, empty: Groove | None = None, sums: Sums | None = None) -> None:
        self._groove = groove.with_sums(sums or fast_sums())
        if empty is not None:
            _share(empty, self._groove)
        self._still = still
        self._standing: BoolArray = np.ones(len(groove.structure.atoms), dtype=bool)
        self._standing[groove.occupant_atoms] = False

    def at(self, xyz: FloatArray) -> Groove:
        """Give the groove of other coordinates.

        Parameters
        ----------
        xyz
            Coordinates of all atoms of the structure, shape (n, 3), in A, in the file's frame.

        Returns
        -------
        Groove
            It works with every measure. No coordinates of another call are in it.

        Raises
        ------
        ValueError
            There are not as many coordinates as atoms.
        IdentifyError
            The groove frame cannot be placed, coordinates are no numbers, or molecules are broken.
        """
        xyz = np.asarray(xyz, dtype=np.float64)
        if not (self._still and self._stands(xyz)):
            return self._groove.with_xyz(xyz)
        moved = self._groove.with_occupants_at(xyz)
        _share(self._groove, moved)
        return moved

    def _stands(self, xyz: FloatArray) -> bool:
        """Whether all atoms but those of the occupants are where they were."""
        before = self._groove.structure.atoms.xyz
        return xyz.shape == before.shape and bool(np.array_equal(before[self._standing], xyz[self._standing]))


def _share(known: Groove, moved: Groove) -> None:
    """Give a groove what is known of one whose atoms outside the occupants are the same."""
    for make in OF_THE_WALL:
        moved.keep(known.once(make), make)
    if known.structure.crystal is not None:
        for copy in (None, *range(len(known.complex.copies))):
            moved.keep(known.once(images_around, copy), images_around, copy)
