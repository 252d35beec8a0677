"""Volumes of pockets and what fills them: random points and distances to probe centres, no grid; pyKVFinder.

A point belongs to the cavity where it can be inside a probe of 1.4 A that touches no atom, and not inside one of
8 A. The centre that such a probe would have, nearest to the point, lies on an atom's sphere swollen by the probe's
radius; these spheres are covered with points, those inside another sphere are dropped, and a tree gives the nearest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from checked.areas import sphere
from checked.page import Case, Comparison, Pair
from checked.plain import BACKBONE, CENTRES, PROBE, Array, Indices, Plain

LID, REACH = 8.0, 5.0
"""Radius of the large probe, and how far a pocket reaches from its centre, A."""

RANDOM = 200_000
"""Random points in the balls around the centres: the volume of a pocket of 150 A^3 is counted within 1 %."""

SPACING = {PROBE: 0.15, LID: 0.6}
"""Distance between points on the swollen spheres, A; half of it changes no pocket by more than 4 %."""

FARTHEST = {PROBE: PROBE + 0.1, LID: LID + 10.0}
"""How far from a point a probe's centre is looked for, A: the lid's also tells the depth."""

DEPTH_PERCENTILE = 95
"""The depth of a pocket is below the lid that of this part (%) of it at most."""

KVFINDER_STEP = 0.6


@dataclass(frozen=True)
class Space:
    """Random points within reach of the pockets, and which of them are cavity.

    Attributes
    ----------
    points : ndarray, shape (m, 3)
        In the groove frame, A.
    pocket : ndarray of int, shape (m,)
        The nearest centre.
    cavity : ndarray of bool, shape (m,)
    depth : ndarray, shape (m,)
        Below the lid, A.
    volume_each : float
        What one point stands for, A^3.
    """

    points: Array
    pocket: npt.NDArray[np.intp]
    cavity: npt.NDArray[np.bool_]
    depth: Array
    volume_each: float

    def volume(self, pocket: int) -> float:
        """Volume of the cavity in a pocket, A^3."""
        return float((self.cavity & (self.pocket == pocket)).sum() * self.volume_each)


@cache
def random_points() -> tuple[Array, float]:
    """Points spread at random over the balls around the centres, and the volume that each stands for, A^3."""
    centres = np.array(list(CENTRES.values()))
    low, high = centres.min(axis=0) - REACH, centres.max(axis=0) + REACH
    random = np.random.default_rng(528)
    kept: list[Array] = []
    tried = count = 0
    while count < RANDOM:
        block = random.uniform(low, high, (RANDOM, 3))
        tried += RANDOM
        kept.append(block[np.linalg.norm(block[:, None] - centres, axis=2).min(axis=1) < REACH])
        count += len(kept[-1])
    return np.concatenate(kept), float(np.prod(high - low) / tried)


def to_probe(xyz: Array, radius: Array, points: Array, probe: float) -> Array:
    """Distance from points to the nearest centre of a probe that touches no atom; 0 where it can be there, A.

    Parameters
    ----------
    xyz, radius
        Atoms, shape (n, 3), and their radii, A.
    points
        Shape (m, 3).
    probe
        Radius of the probe, A.

    Returns
    -------
    ndarray, shape (m,)
    """
    trees = {float(r): cKDTree(xyz[radius == r]) for r in np.unique(radius)}

    def covered(where: Array) -> npt.NDArray[np.bool_]:
        inside = np.zeros(len(where), dtype=bool)
        for r, tree in trees.items():
            left = np.flatnonzero(~inside)
            # A hair less, so that a point on its own sphere is not inside it.
            inside[left] = np.isfinite(tree.query(where[left], distance_upper_bound=r + probe - 1e-6)[0])
        return inside

    near_points = cKDTree(points[:: max(1, len(points) // 4000)])
    shell = []
    for r in trees:
        swollen = r + probe
        unit = sphere(int(4 * np.pi * swollen**2 / SPACING[probe] ** 2))
        atoms = xyz[radius == r]
        atoms = atoms[near_points.query(atoms, distance_upper_bound=FARTHEST[probe] + swollen + 0.8)[0] < np.inf]
        for atom in atoms:
            surface = atom + swollen * unit
            shell.append(surface[~covered(surface)])
    centres = cKDTree(np.concatenate(shell))
    distance = centres.query(points, distance_upper_bound=FARTHEST[probe])[0]
    return np.where(covered(points), distance, 0.0)


@lru_cache(maxsize=2)
def _space_of(key: str, xyz: bytes, radius: bytes) -> Space:
    atoms, radii = np.frombuffer(xyz).reshape(-1, 3), np.frombuffer(radius)
    points, each = random_points()
    centres = np.array(list(CENTRES.values()))
    small, large = (to_probe(atoms, radii, points, probe) for probe in (PROBE, LID))
    nearest = np.linalg.norm(points[:, None] - centres, axis=2).argmin(axis=1)
    return Space(points, nearest, (small <= PROBE) & (large > LID), large - LID, each)


def space(plain: Plain) -> Space:
    """Points of one complex's groove, computed once for all comparisons."""
    centres = np.array(list(CENTRES.values()))
    xyz = plain.placed[plain.receptor]
    near = cKDTree(centres).query(xyz)[0] < REACH + 2 * LID + 4.0
    radius = plain.radius[plain.receptor][near]
    return _space_of(plain.source.complex, np.ascontiguousarray(xyz[near]).tobytes(), radius.tobytes())


def _volumes(case: Case) -> Iterator[Pair]:
    found = space(case.plain)
    ours = {row.pocket: row.volume for row in case.rows["pockets"]}
    for number, pocket in enumerate(CENTRES):
        yield Pair(pocket, ours[pocket], found.volume(number))


def _whole_volume(case: Case) -> Iterator[Pair]:
    found = space(case.plain)
    ours = {row.pocket: row.volume for row in case.rows["pockets"]}
    yield Pair("all", ours["all"], float(found.cavity.sum() * found.volume_each))


def _depths(case: Case) -> Iterator[Pair]:
    found = space(case.plain)
    ours = {row.pocket: row.depth for row in case.rows["pockets"]}
    for number, pocket in enumerate(CENTRES):
        members = found.cavity & (found.pocket == number)
        if ours[pocket] is not None and members.any():
            yield Pair(pocket, ours[pocket], float(np.percentile(found.depth[members], DEPTH_PERCENTILE)))


def _inside(points: Array, plain: Plain, atoms: Indices) -> npt.NDArray[np.bool_]:
    """Which points lie in the van der Waals surface of some atoms."""
    centres = np.array(list(CENTRES.values()))
    near = np.linalg.norm(plain.placed[atoms][:, None] - centres, axis=2).min(axis=1) < REACH + 2.0
    inside = np.zeros(len(points), dtype=bool)
    for i in atoms[near].tolist():
        inside |= ((points - plain.placed[i]) ** 2).sum(axis=1) <= plain.radius[i] ** 2
    return inside


@lru_cache(maxsize=2)
def _in_occupant(plain: Plain) -> npt.NDArray[np.bool_]:
    return _inside(random_points()[0], plain, plain.occupant)


def _filled(case: Case) -> Iterator[Pair]:
    if not len(case.plain.occupant):
        return
    found, inside = space(case.plain), _in_occupant(case.plain)
    ours = {row.pocket: row.filled for row in case.rows["occupancy"]}
    for number, pocket in enumerate(CENTRES):
        members = found.cavity & (found.pocket == number)
        if ours.get(pocket) is not None and members.any():
            yield Pair(pocket, ours[pocket], float(inside[members].mean()))


@lru_cache(maxsize=8)
def _in_anchor(cargo: Plain, label: str) -> npt.NDArray[np.bool_]:
    """Points in the side chain of an anchor of the reference cargo: L8."""
    number = int(label[1:])
    atoms = [i for i in cargo.occupant if cargo.residue[i][1] == number and cargo.name[i] not in BACKBONE]
    return _inside(random_points()[0], cargo, np.array(atoms, dtype=np.intp))


def _overlaps(case: Case) -> Iterator[Pair]:
    for row in case.rows["occupancy"]:
        if row.overlap is not None:
            anchor = _in_anchor(case.shared["open"], row.reference_anchor)
            yield Pair(row.pocket, row.overlap, float(_in_occupant(case.plain)[anchor].mean()))


def _cargo_taken(case: Case) -> Iterator[Pair]:
    for row in case.rows["occupancy"]:
        if row.pocket == "all" and row.cargo_volume_taken is not None:
            cargo = _in_occupant(case.shared["open"])
            yield Pair("all", row.cargo_volume_taken, float(_in_occupant(case.plain)[cargo].mean()))


def _kvfinder(case: Case) -> Iterator[Pair]:
    import pyKVFinder

    plain = case.plain
    centres = np.array(list(CENTRES.values()))
    low, high = centres.min(axis=0) - 10, centres.max(axis=0) + 10
    xyz, radius = plain.placed[plain.receptor], plain.radius[plain.receptor]
    near = np.all((xyz > low - 16) & (xyz < high + 16), axis=1)
    rows = [[str(i), "A", "ALA", "CA", *xyz[i].tolist(), float(radius[i])] for i in np.flatnonzero(near)]
    corners = np.array([low, (high[0], low[1], low[2]), (low[0], high[1], low[2]), (low[0], low[1], high[2])])
    _, cavities = pyKVFinder.detect(
        np.array(rows, dtype=object), corners, step=KVFINDER_STEP, probe_in=PROBE, probe_out=LID,
        removal_distance=0.0, volume_cutoff=1.0, nthreads=1,
    )  # fmt: skip
    points = low + np.argwhere(cavities > 1) * KVFINDER_STEP
    inside = np.linalg.norm(points[:, None] - centres, axis=2).min(axis=1) < REACH
    ours = {row.pocket: row.volume for row in case.rows["pockets"]}
    yield Pair("all", ours["all"], float(inside.sum()) * KVFINDER_STEP**3)


COMPARISONS = (
    Comparison("volume of each pocket", f"brute force: {RANDOM:,} random points, distances to probe centres", "%",
               20.0, "The product counts voxels of 0.5 A, and its lid comes from a grid of 1 A: both show in the "
               "shallow P0 and P1 of closed grooves. The random count itself scatters by 1 %.",
               _volumes, cheap=False),
    Comparison("volume of all pockets", "the same", "%", 6.0, "As above.", _whole_volume, cheap=False),
    Comparison("volume of all pockets", "pyKVFinder: the same radii and probes, step 0.6 A", "%", 25.0,
               "pyKVFinder's surface lies inside the true one by a part of a voxel: in a ball of known volume it finds "
               "64 to 77 %.", _kvfinder, cheap=False),
    Comparison("filled, part of each pocket inside the occupant", "brute force: the same random points", "", 0.04,
               "Voxels of 0.5 A, and the pocket's own volume, which is in the denominator.", _filled, cheap=False),
    Comparison("depth of each pocket, 95th percentile below the lid", "the same", "A", 2.0,
               "A crevice that the probe just fits into can be missing from a grid of 0.5 A: 5 A^3 of P1 in 3WYF, a "
               "twentieth of it, which moves the percentile. The product's lid is a grid of 1 A.",
               _depths, cheap=False),
    Comparison("overlap with the reference anchor in each pocket", "the same", "", 0.03, "Voxels of 0.5 A.", _overlaps),
    Comparison("part of the reference cargo's volume that an occupant takes", "the same", "", 0.02, "As above.",
               _cargo_taken),
)  # fmt: skip
"""What this module compares."""
