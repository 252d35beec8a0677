"""Names of poses, and which of them are copies of others."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

import numpy as np
import numpy.typing as npt

from nesgroove.io.poses.pose import Pose
from nesgroove.io.run_names import AGAIN, NAMELESS, same_name
from nesgroove.model.plain_text import shown
from nesgroove.model.structure import FloatArray

LONGEST: Final = 80
"""Letters of a name; titles may be whole descriptions."""

NO_NAME: Final = re.compile(r"[\s/\\:*?\"'<>|;,=]+")
"""What is written as ``_`` in a name: blanks, and what paths, shells and patterns of names give a meaning."""

SAME: Final = 0.005
"""Coordinates (A) that differ by less are the same: formats have three or four decimals. Runs of one search that end in
one minimum differ by 0.01 and more, and are poses of their own."""

CELL: Final = 0.5
"""Side (A) of the cells by whose centres poses are looked for."""


class Names:
    """Gives each pose a name of its own: its title, the second and further ones of a title with a number."""

    def __init__(self) -> None:
        self._count: dict[str, int] = defaultdict(int)
        self._taken: set[str] = set()

    def of(self, title: str) -> str:
        """Name a pose.

        Parameters
        ----------
        title
            As its file has it.

        Returns
        -------
        str
            Fit for names of entries and files: ``selinexor``, ``selinexor+2`` ...
        """
        name = NO_NAME.sub("_", shown(title)).strip("_-.")[:LONGEST] or NAMELESS
        key = same_name(name)
        while True:
            self._count[key] += 1
            number = self._count[key]
            own = name if number == 1 else f"{name}{AGAIN}{number}"
            if same_name(own) not in self._taken:
                self._taken.add(same_name(own))
                return own


class Copies:
    """Knows the poses that were there before, by the places of their atoms, whatever their order."""

    def __init__(self) -> None:
        self._there: dict[tuple[object, ...], list[tuple[npt.NDArray[np.float32], str]]] = defaultdict(list)

    def first(self, pose: Pose, entry: str) -> str:
        """Look for a pose with the same compound and coordinates, and remember this one where there is none.

        Parameters
        ----------
        pose
            The pose.
        entry
            Its name.

        Returns
        -------
        str
            Name of the first one; empty where this is the first.
        """
        numbers = [atom.GetAtomicNum() for atom in pose.molecule.GetAtoms()]
        compound = (*sorted(numbers), pose.molecule.GetNumBonds())
        places = np.column_stack((pose.xyz, numbers))
        centre = pose.xyz.mean(axis=0)
        corners = SAME * np.array(np.meshgrid((-1, 1), (-1, 1), (-1, 1))).reshape(3, -1).T
        for cell in sorted({_cell(centre + corner) for corner in corners}):
            for other, name in self._there.get((compound, cell), ()):
                if len(other) == len(places) and _same(places, other):
                    return name
        self._there[compound, _cell(centre)].append((places.astype(np.float32), entry))
        return ""


def _cell(place: FloatArray) -> tuple[int, ...]:
    return tuple(np.floor(place / CELL).astype(int).tolist())


def _same(places: FloatArray, others: FloatArray | npt.NDArray[np.float32]) -> bool:
    """Whether each atom of one has an atom of the same element in its place in the other."""
    from scipy.spatial import cKDTree

    distance, nearest = cKDTree(others).query(places)
    return bool(distance.max() < SAME * np.sqrt(3)) and len(set(nearest.tolist())) == len(places)
