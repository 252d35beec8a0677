"""Contacts by way of a third: a water between XPO1 and a partner, or a metal ion that both bind."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

import numpy as np

from nesgroove.measure.contact import Contact
from nesgroove.measure.hydrogen_bonds import (
    ANTECEDENT_ANGLE,
    HYDROGEN_BOND_REACH,
    POLAR_ELEMENTS,
    PolarEnds,
    judged_by,
)
from nesgroove.model.points import atoms_around
from nesgroove.model.structure import BoolArray, FloatArray, IntArray, Structure

METALS = ("CA", "CD", "CO", "CU", "FE", "MG", "MN", "NI", "ZN")
"""Metals that bind N, O and S of proteins, those of ProLIF's MetalDonor."""


METAL_REACH = 2.8
"""Longest distance (A) from a metal to an atom that binds it: ProLIF's. Mg-O has 2.1 A, Ca-O 2.4 A."""


NEAREST_METAL = 1.7
"""An atom nearer to a metal than this (A) clashes: it is shorter than any bond of these metals to N, O or S."""


NEAREST_WATER = 2.3
"""A water nearer than this (A) clashes: 0.75 of the sum of the radii of N and O, as for all contacts."""


def metal_pairs(
    here: PolarEnds, there: PolarEnds, first: IntArray, second: IntArray, distance: FloatArray
) -> BoolArray:
    """Mark the pairs of which one atom is a metal and the other binds it.

    Parameters
    ----------
    here, there
        XPO1 and the partner.
    first, second
        Atom indices in XPO1 and in the partner, shape (n,).
    distance
        Between them, shape (n,), A.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    structure = here.builder.structure
    metal = _metals(structure, first), _metals(structure, second)
    marked = (distance <= METAL_REACH) & (distance >= NEAREST_METAL) & (metal[0] ^ metal[1])
    for i in np.flatnonzero(marked):
        bound = here.gives_takes_binds(int(first[i])) if metal[1][i] else there.gives_takes_binds(int(second[i]))
        marked[i] = bound[2]
    return marked


def water_bridges(here: PolarEnds, there: PolarEnds) -> Iterator[Contact]:
    """Find the waters that have a hydrogen bond to XPO1 and one to the partner.

    ProLIF's definition of the first order, with the limits of hydrogen bonds here: a water gives and takes, so that
    an end has to be a donor or an acceptor. A water has no antecedent and is judged by distance.

    Parameters
    ----------
    here, there
        XPO1 and the partner.

    Yields
    ------
    Contact
        One for each water and pair of ends.
    """
    structure = here.builder.structure
    waters = structure.atom_indices(np.flatnonzero(structure.kinds == "water"))
    waters = waters[structure.atoms.element[waters] == "O"]
    for water, ours, theirs in _between(here, there, waters, HYDROGEN_BOND_REACH):
        ends = [_water_ends(here, water, ours), _water_ends(there, water, theirs)]
        for a, angle in ends[0]:
            for b, partner_angle in ends[1]:
                # The water has no antecedent: each of the two bonds has an angle at its other end, or none.
                known = angle is not None and partner_angle is not None
                yield _bridge(here, there, "water_bridge", (a, water, b), judged_by(int(known)))


def metal_bridges(here: PolarEnds, there: PolarEnds, partner: Collection[int]) -> Iterator[Contact]:
    """Find the metal ions that both XPO1 and the partner bind.

    Parameters
    ----------
    here, there
        XPO1 and the partner.
    partner
        Residue indices of the partner: an ion that is the partner itself is no bridge.

    Yields
    ------
    Contact
        One for each ion and pair of atoms that bind it.
    """
    structure = here.builder.structure
    metals = structure.atom_indices(np.flatnonzero(structure.kinds == "ligand"))
    metals = metals[np.isin(structure.atoms.element[metals], METALS)]
    single = (structure.residues[i] for i in structure.atoms.residue[metals].tolist())
    alone = [r.stop - r.start == 1 and r.index not in partner for r in single]
    for metal, ours, theirs in _between(here, there, metals[np.array(alone, bool)], METAL_REACH):
        for a in _metal_ends(here, metal, ours):
            for b in _metal_ends(there, metal, theirs):
                yield _bridge(here, there, "metal", (a, metal, b), "")


def _metals(structure: Structure, atoms: IntArray) -> BoolArray:
    """Which atoms are metals. None of a chain is: without elements a C-alpha may be read as calcium."""
    metal = np.isin(structure.atoms.element[atoms], METALS)
    for i in np.flatnonzero(metal):
        metal[i] = structure.residues[structure.atoms.residue[atoms[i]]].kind == "ligand"
    return metal


def _between(
    here: PolarEnds, there: PolarEnds, third: IntArray, reach: float
) -> Iterator[tuple[int, list[int], list[int]]]:
    """Atoms within reach of both sides, with the atoms of either that they reach."""
    points = there.builder.structure.atoms.xyz
    for side in (there, here):
        third = atoms_around(points, third, side.xyz[side.atoms], reach)
        if len(third):
            third = third[side.tree.query(points[third], distance_upper_bound=reach)[0] <= reach]
        if not len(third):
            return
    sides = [side.tree.query_ball_point(points[third], reach) for side in (here, there)]
    for atom, ours, theirs in zip(third.tolist(), *sides, strict=True):
        yield atom, sorted(here.atoms[ours].tolist()), sorted(there.atoms[theirs].tolist())


def _water_ends(side: PolarEnds, water: int, atoms: list[int]) -> list[tuple[int, float | None]]:
    """The atoms of one side with a hydrogen bond to a water, and the angle at each."""
    element, point = side.builder.structure.atoms.element, side.builder.structure.atoms.xyz[water]
    place, ends = point.tolist(), []
    for atom in atoms:
        if element[atom] not in POLAR_ELEMENTS or not any(side.gives_takes_binds(atom)[:2]):
            continue
        if math.dist(side.xyz[atom].tolist(), place) < NEAREST_WATER:
            continue
        angle = side.angle(atom, point)
        if angle is None or angle >= ANTECEDENT_ANGLE:
            ends.append((atom, angle))
    return ends


def _metal_ends(side: PolarEnds, metal: int, atoms: list[int]) -> list[int]:
    """The atoms of one side that bind a metal."""
    point = side.builder.structure.atoms.xyz[metal]
    far = [atom for atom in atoms if np.linalg.norm(side.xyz[atom] - point) >= NEAREST_METAL]
    return [atom for atom in far if side.gives_takes_binds(atom)[2]]


def _bridge(here: PolarEnds, there: PolarEnds, kind: str, path: tuple[int, int, int], judged: str) -> Contact:
    a, via, b = path
    # Plain numbers: for three of them numpy takes several times as long.
    point, ours, theirs = here.builder.structure.atoms.xyz[via].tolist(), here.xyz[a].tolist(), there.xyz[b].tolist()
    lengths = math.dist(ours, point), math.dist(theirs, point)
    product = sum((x - o) * (y - o) for x, y, o in zip(ours, theirs, point, strict=True))
    cosine = min(max(product / (lengths[0] * lengths[1]), -1.0), 1.0)
    return Contact(
        a, b, kind, math.dist(ours, theirs), angle=math.degrees(math.acos(cosine)),
        judged_by=judged, via=via, via_distance=lengths[0], via_partner_distance=lengths[1],
    )  # fmt: skip
