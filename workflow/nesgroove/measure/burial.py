"""What XPO1 and something that lies against it bury of each other: computed once, for footprint and occupancy.

Areas are solvent-accessible ones, with biotite (:mod:`nesgroove.measure.area`). What is buried of XPO1 is the exposed
area of XPO1 alone less that beside the occupant, atom by atom, so that it adds up: over the atoms of a residue, over
the residues of a pocket, over the pockets. A pocket has the atoms that are nearest to its centre, as it has the voxels
that are: an atom counts in one pocket, and the pockets add up to ``all``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nesgroove.measure.area import REACH, BareAreas, touched_by
from nesgroove.measure.completeness import has_wall
from nesgroove.measure.groove import Groove
from nesgroove.model.points import atoms_around
from nesgroove.model.structure import FloatArray, IntArray
from nesgroove.model.target import XPO1


@dataclass(frozen=True)
class Burial:
    """XPO1's atoms near an occupant, and what the two bury of each other.

    Attributes
    ----------
    atom : ndarray of int, shape (n,)
        XPO1's atoms within :data:`nesgroove.measure.area.REACH` of the occupant.
    distance : ndarray, shape (n,)
        Distance of each to the occupant's nearest atom, A.
    nearest : ndarray of int, shape (n,)
        That atom of the occupant.
    buried : ndarray, shape (n,)
        Area of each that the occupant buries, A^2.
    """

    atom: IntArray
    distance: FloatArray
    nearest: IntArray
    buried: FloatArray


def burial(groove: Groove, residues: tuple[int, ...]) -> Burial:
    """Measure what XPO1 and some residues bury of each other.

    Parameters
    ----------
    groove
        The complex.
    residues
        Residues of an occupant, or of Ran.

    Returns
    -------
    Burial
        Without atoms where nothing is within reach.
    """
    from scipy.spatial import cKDTree

    atoms, xyz, own = groove.structure.atoms, groove.xyz, groove.structure.atom_indices(residues)
    around = atoms_around(xyz, groove.receptor, xyz[own], REACH)
    distance, nearest = cKDTree(xyz[own]).query(xyz[around], distance_upper_bound=REACH)
    near = np.flatnonzero(np.isfinite(distance))
    atom = around[near]
    buried = np.zeros(len(atom))
    reached = np.flatnonzero(touched_by(atoms, xyz, atom, own))
    alone, beside = groove.sums.exposed(atoms, xyz, atom[reached], groove.once(bare_areas), own)
    # Both are counts of the same points, so that less than nothing can only be rounding.
    buried[reached] = np.maximum(alone - beside, 0.0)
    return Burial(atom, distance[near], own[nearest[near]], buried)


def bare_areas(groove: Groove) -> BareAreas:
    """Exposed areas of XPO1 alone."""
    return BareAreas(groove.structure.atoms, groove.xyz, groove.receptor)


def covered_by(groove: Groove, residues: tuple[int, ...]) -> FloatArray:
    """Measure the area of some residues that each of XPO1's atoms near them covers.

    Parameters
    ----------
    groove, residues
        As for :func:`burial`.

    Returns
    -------
    ndarray, shape (n,)
        A^2, in the order of :attr:`Burial.atom`; where several cover the same spot it is that of the one whose surface
        is nearest.
    """
    own, near = groove.structure.atom_indices(residues), groove.once(burial, residues)
    return groove.sums.covered(groove.structure.atoms, groove.xyz, own, near.atom)


def buried_by_pocket(groove: Groove, residues: tuple[int, ...]) -> dict[str, float | None]:
    """Share out what an occupant buries of the residues that make the pockets.

    Parameters
    ----------
    groove, residues
        The complex, and the residues of an occupant.

    Returns
    -------
    dict of str to float or None
        Area by pocket, A^2, each atom in the pocket whose centre is nearest; ``all`` is their sum. None where too few
        side chains are in the file for areas.
    """
    if not groove.once(has_wall):
        return dict.fromkeys((*XPO1.pockets, "all"))
    found = groove.once(burial, residues)
    position_of, residue = groove.complex.position_of, groove.structure.atoms.residue[found.atom]
    counted = np.array([position_of.get(index) in XPO1.pocket_positions for index in residue.tolist()], dtype=bool)
    pocket = np.linalg.norm(groove.xyz[found.atom][:, None] - XPO1.centres, axis=2).argmin(axis=1)
    shares = {name: float(found.buried[counted & (pocket == i)].sum()) for i, name in enumerate(XPO1.pockets)}
    return {**shares, "all": sum(shares.values())}
