"""Exposed and buried areas: points counted over densely by plain distances, Biopython, biotite on the whole chain."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
from scipy.spatial import cKDTree

from checked.page import Case, Comparison, Pair
from checked.plain import CENTRES, POCKET_POSITIONS, PROBE, Array, Indices, Plain

POINTS = 20_000
"""Points on each atom in the brute-force count: each stands for 0.006 A^2 on a carbon."""


@cache
def sphere(count: int) -> Array:
    """Points spread evenly over a unit sphere by the golden angle, shape (count, 3)."""
    i = np.arange(count) + 0.5
    polar, around = np.arccos(1 - 2 * i / count), np.pi * (1 + 5**0.5) * i
    return np.stack((np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar)), axis=1)


def dense_areas(plain: Plain, wanted: Indices, present: Indices) -> Array:
    """Exposed areas of some atoms among others, by distances from every point to every atom around, A^2.

    Parameters
    ----------
    plain
        The structure, whose own orientation is kept.
    wanted, present
        Indices of the atoms asked for, and of all that are there.

    Returns
    -------
    ndarray, shape (len(wanted),)
    """
    swollen = plain.radius + PROBE
    tree, points = cKDTree(plain.xyz[present]), sphere(POINTS)
    areas = []
    for atom in wanted.tolist():
        near = present[tree.query_ball_point(plain.xyz[atom], swollen[atom] + swollen.max())]
        near = near[near != atom]
        # Those that reach deepest into the sphere cover most points: the rest is asked of what they leave.
        near = near[np.argsort(np.linalg.norm(plain.xyz[near] - plain.xyz[atom], axis=1) - swollen[near])]
        left = plain.xyz[atom] + points * swollen[atom]
        for other in near.tolist():
            left = left[((left - plain.xyz[other]) ** 2).sum(axis=1) >= swollen[other] ** 2]
        areas.append(4 * np.pi * swollen[atom] ** 2 * len(left) / POINTS)
    return np.array(areas)


def _surroundings(plain: Plain, *, filled: bool) -> Indices:
    """Atoms that are there when the product measures SG: proteins, their ligands, no water and no additive."""
    additives = {"HOH", "GOL", "EDO", "CL"}
    there = [i for i in range(len(plain.xyz)) if plain.component[i] not in additives]
    if not filled:
        out = set(plain.occupant.tolist())
        there = [i for i in there if i not in out]
    return np.array(there, dtype=np.intp)


def _sulphur(case: Case) -> Iterator[tuple[str, float, int, Indices]]:
    plain = case.plain
    sulphur = plain.index.get((plain.source.chain, 528 + plain.source.offset, "SG"))
    for measure, filled in (("sg_area", True), ("sg_area_empty", False)):
        ours = case.value(measure)
        if ours is not None and sulphur is not None:
            yield measure, ours, sulphur, _surroundings(plain, filled=filled)


def _sulphur_dense(case: Case) -> Iterator[Pair]:
    for measure, ours, sulphur, present in _sulphur(case):
        yield Pair(measure, ours, float(dense_areas(case.plain, np.array([sulphur]), present)[0]))


def _sulphur_biopython(case: Case) -> Iterator[Pair]:
    for measure, ours, sulphur, present in _sulphur(case):
        yield Pair(measure, ours, _biopython_area(case.plain, sulphur, present))


def _biopython_area(plain: Plain, atom: int, present: Indices) -> float:
    from Bio.PDB.Chain import Chain
    from Bio.PDB.Residue import Residue
    from Bio.PDB.SASA import ShrakeRupley

    near = present[np.linalg.norm(plain.xyz[present] - plain.xyz[atom], axis=1) < 8.0]
    chain = Chain("A")
    for number, i in enumerate(near.tolist()):
        residue = Residue((" ", number, " "), "UNK", " ")
        residue.add(_biopython_atom(plain, i))
        chain.add(residue)
    ShrakeRupley(probe_radius=PROBE, n_points=POINTS // 4).compute(chain, level="A")
    return float(chain.child_list[near.tolist().index(atom)].child_list[0].sasa)


def _biopython_atom(plain: Plain, i: int) -> object:
    from Bio.PDB.Atom import Atom

    symbol = plain.element[i].upper()
    return Atom("X", plain.xyz[i], 0.0, 1.0, " ", "X", i, element=symbol)


def _sulphur_biotite(case: Case) -> Iterator[Pair]:
    import biotite.structure as biotite

    for measure, ours, sulphur, present in _sulphur(case):
        atoms = biotite.AtomArray(len(present))
        atoms.coord = case.plain.xyz[present]
        wanted = present == sulphur
        found = biotite.sasa(
            atoms, PROBE, atom_filter=wanted, ignore_ions=False, point_number=5000, vdw_radii=case.plain.radius[present]
        )
        yield Pair(measure, ours, float(found[wanted][0]))


def _near_occupant(plain: Plain) -> Indices:
    """Atoms of XPO1 that the occupant can bury something of."""
    if not len(plain.occupant):
        return np.empty(0, dtype=np.intp)
    reach = 2 * (plain.radius.max() + PROBE)
    distance = cKDTree(plain.xyz[plain.occupant]).query(plain.xyz[plain.receptor])[0]
    return np.array(plain.receptor[distance < reach])


@lru_cache(maxsize=2)
def _buried(plain: Plain) -> tuple[Indices, Array]:
    """Atoms of XPO1 near the occupant, and the area of each that it buries, A^2."""
    near = _near_occupant(plain)
    both = np.concatenate([plain.receptor, plain.occupant])
    return near, dense_areas(plain, near, plain.receptor) - dense_areas(plain, near, both)


def _buried_of_residues(case: Case) -> Iterator[Pair]:
    plain = case.plain
    near, lost = _buried(plain)
    positions = np.array([plain.position(i) for i in near.tolist()])
    for row in case.rows["footprint"]:
        if row.position is not None and row.buried is not None:
            yield Pair(str(row.position), row.buried, float(lost[positions == row.position].sum()))


def _buried_in_pockets(case: Case) -> Iterator[Pair]:
    plain = case.plain
    near, lost = _buried(plain)
    if not len(near):
        return
    ours = {row.pocket: row.buried for row in case.rows["occupancy"]}
    centres = np.array(list(CENTRES.values()))
    counted = np.array([plain.position(i) in POCKET_POSITIONS for i in near.tolist()])
    pocket = np.linalg.norm(plain.placed[near][:, None] - centres, axis=2).argmin(axis=1)
    for number, name in enumerate(CENTRES):
        yield Pair(name, ours[name], float(lost[counted & (pocket == number)].sum()))
    yield Pair("all", ours["all"], float(lost[counted].sum()))


def _covered(case: Case) -> Iterator[Pair]:
    plain = case.plain
    if not len(plain.occupant) or not case.rows["footprint"]:
        return
    tree = cKDTree(plain.xyz[plain.receptor])
    touched = plain.occupant[tree.query(plain.xyz[plain.occupant])[0] < 2 * (plain.radius.max() + PROBE)]
    both = np.concatenate([plain.receptor, plain.occupant])
    lost = dense_areas(plain, touched, plain.occupant) - dense_areas(plain, touched, both)
    yield Pair("sum", sum(row.covered for row in case.rows["footprint"]), float(lost.sum()))


WHY_POINTS = (
    "The product counts 960 points an atom, each of which stands for 0.13 A^2 on a carbon; the other counts {}. "
    "Orientation of the points differs too."
)

COMPARISONS = (
    Comparison("exposed area of SG of Cys528, with and without occupants", f"brute force: {POINTS:,} points an atom",
               "A^2", 0.8, WHY_POINTS.format(f"{POINTS:,}"), _sulphur_dense),
    Comparison("the same", "Biopython: ShrakeRupley on all atoms within 8 A", "A^2", 0.8,
               WHY_POINTS.format("5,000"), _sulphur_biopython),
    Comparison("the same", "biotite: sasa on all atoms in the file's orientation", "A^2", 0.8,
               WHY_POINTS.format("5,000"), _sulphur_biotite),
    Comparison("area of each residue of XPO1 that the occupant buries (footprint.tsv)",
               f"brute force: {POINTS:,} points an atom", "A^2", 2.0, WHY_POINTS.format(f"{POINTS:,}"),
               _buried_of_residues),
    Comparison("area buried in each pocket and in all (occupancy.tsv)", "the same", "A^2", 3.0,
               WHY_POINTS.format(f"{POINTS:,}"), _buried_in_pockets),
    Comparison("area of the occupant that XPO1 covers (footprint.tsv, sum)", "the same", "%", 6.0,
               "A residue that covers some of the occupant, but does not touch it and has less than 0.5 A^2 buried "
               "itself, has no row.", _covered),
)  # fmt: skip
"""What this module compares."""
