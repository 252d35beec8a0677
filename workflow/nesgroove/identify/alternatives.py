"""Occupants that cannot be in the groove at the same time: alternates of each other."""

from __future__ import annotations

from collections.abc import Sequence

from nesgroove.model.averages import mean_given
from nesgroove.model.complex import Occupant
from nesgroove.model.structure import Structure

SAME_SPACE = 2.0
"""Atoms of two molecules that are nearer than this (A) are bonded to each other or in each other's place. Two molecules
that are bonded have one such pair; their next atoms are 2.4 A apart."""

MIN_SHARED = 3
"""So many atoms in another's place are two molecules in one place; fewer are a bond or a bad contact."""


def exclude_each_other(structure: Structure, first: Occupant, second: Occupant) -> bool:
    """Whether two occupants are alternates.

    Parameters
    ----------
    structure
        The structure.
    first, second
        The occupants.

    Returns
    -------
    bool
        True where both have labels of alternate locations and none in common, or where they fill the same space.
    """
    from scipy.spatial import cKDTree

    atoms = structure.atoms
    mine, other = (structure.atom_indices(occupant.residues) for occupant in (first, second))
    labels = [set(atoms.altloc[chosen].tolist()) - {""} for chosen in (mine, other)]
    if labels[0] and labels[1]:
        return labels[0].isdisjoint(labels[1])
    near = cKDTree(atoms.xyz[mine]).query(atoms.xyz[other], distance_upper_bound=SAME_SPACE)[0]
    return int((near < SAME_SPACE).sum()) >= MIN_SHARED


def labelled(structure: Structure, occupant: Occupant) -> bool:
    """Whether an occupant has a label of an alternate location.

    Parameters
    ----------
    structure, occupant
        The structure, and what is in its groove.

    Returns
    -------
    bool
        True where any of its atoms has one.
    """
    return bool((structure.atoms.altloc[structure.atom_indices(occupant.residues)] != "").any())


def alternates_of(structure: Structure, occupants: Sequence[Occupant]) -> dict[str, str]:
    """Find the occupants that are alternates of another.

    Parameters
    ----------
    structure
        The structure.
    occupants
        What is in the groove.

    Returns
    -------
    dict of str to str
        Name of each occupant that gives way -> name of the one that it is an alternate of. The higher mean occupancy
        comes first, then the order of the occupants.
    """
    share = {
        o.name: round(mean_given(structure.atoms.occupancy[structure.atom_indices(o.residues)]) or 0.0, 4)
        for o in occupants
    }
    first: list[Occupant] = []
    gives_way = {}
    for occupant in sorted(occupants, key=lambda o: -share[o.name]):
        other = next((o for o in first if exclude_each_other(structure, o, occupant)), None)
        if other is None:
            first.append(occupant)
        else:
            gives_way[occupant.name] = other.name
    return gives_way
