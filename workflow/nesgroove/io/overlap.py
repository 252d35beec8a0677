"""Whether two pieces of a file are one structure or two of the same: by what they hold and where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import gemmi
import numpy as np

from nesgroove.model.structure import FloatArray

SAME: Final = 0.9
"""Part of the atoms of the larger piece that have a namesake in the other where both hold the same molecules."""

NEAR: Final = 1.5
"""Atoms of two pieces nearer than this (A) are in one place: partners in crystal structures have none below 2.4 A, and
only a bond between two pieces is as short."""

IN_EACH_OTHER: Final = 0.02
"""Part of the atoms that are so near where the same molecules were written twice: frames, states, poses."""

CLASH: Final = 1.0
"""Atoms of two compounds that were placed in one site are nearer than this, A."""

IN_ONE_SITE: Final = 0.2
"""Part of the smaller piece's atoms that are so near where two compounds share a site; a bad pose has a few."""

UNMOVED: Final = 0.01
"""An atom that two pieces give within this distance (A) along each axis is the same atom, written twice: files round to
0.001 A."""

TRIED: Final = 1000
"""Places that are looked at: a trajectory has thousands of frames."""


@dataclass(frozen=True)
class Placed:
    """Names and places of the atoms of one model.

    Attributes
    ----------
    names : list of tuple
        Chain id, number, component, atom and alternate location of each atom.
    xyz : ndarray, shape (n, 3)
        A.
    """

    names: list[tuple[str, ...]]
    xyz: FloatArray

    @classmethod
    def of(cls, model: gemmi.Model) -> Placed:
        """Take them from a model of gemmi's; hydrogens are left out.

        Parameters
        ----------
        model
            As gemmi read it.

        Returns
        -------
        Placed
            Its atoms in their order.
        """
        names: list[tuple[str, ...]] = []
        xyz = []
        for chain in model:
            for residue in chain:
                for atom in residue:
                    if not atom.is_hydrogen():
                        names.append((chain.name, str(residue.seqid), residue.name, atom.name, atom.altloc))
                        xyz.append(atom.pos.tolist())
        return cls(names, np.array(xyz, dtype=float).reshape(-1, 3))

    @cached_property
    def place_of(self) -> dict[tuple[str, ...], int]:
        """Row of each atom by its names."""
        return {name: row for row, name in enumerate(self.names)}

    def share_near(self, xyz: FloatArray, distance: float) -> float:
        """Measure which part of some places has an atom of this model near to it.

        Parameters
        ----------
        xyz
            Places, shape (m, 3), A, of which :data:`TRIED` at most are tried.
        distance
            A.

        Returns
        -------
        float
            From 0 to 1.
        """
        from scipy.spatial import cKDTree  # only files of several pieces need it

        finite = np.isfinite(self.xyz).all(axis=1)
        asked = xyz[np.isfinite(xyz).all(axis=1)]
        asked = asked[:: len(asked) // TRIED + 1]
        if not len(asked) or not finite.any():
            return 0.0
        return float(np.isfinite(cKDTree(self.xyz[finite]).query(asked, distance_upper_bound=distance)[0]).mean())


def same_molecules(first: Placed, second: Placed) -> bool:
    """Tell whether two pieces hold atoms of the same names.

    Parameters
    ----------
    first, second
        The pieces.

    Returns
    -------
    bool
        Also where a few are missing in one (:data:`SAME`).
    """
    shared = len(first.place_of.keys() & second.place_of.keys())
    return shared >= SAME * max(len(first.names), len(second.names))


def instead_of_each_other(first: Placed, second: Placed) -> bool:
    """Tell whether two pieces cannot be parts of one structure.

    Parameters
    ----------
    first, second
        The pieces.

    Returns
    -------
    bool
        True for the same molecules in the same place, and for two compounds in one site. Atoms that both give, name
        and place, do not count: the cysteine that is written with a ligand again.
    """
    if same_molecules(first, second):
        return first.share_near(second.xyz, NEAR) > IN_EACH_OTHER
    if len(second.names) > len(first.names):
        first, second = second, first
    own = [
        row
        for row, name in enumerate(second.names)
        if name not in first.place_of or np.abs(first.xyz[first.place_of[name]] - second.xyz[row]).max() > UNMOVED
    ]
    return bool(own) and first.share_near(second.xyz[own], CLASH) > IN_ONE_SITE
