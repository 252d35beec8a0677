"""What the calibration phantoms plant in pockets: a pit of known volume, what fills it, areas buried as caps.

The truth follows from the stated shapes: distances to rectangles, spheres, formulas of caps. Nothing of
:mod:`nesgroove.measure` is used.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from nesgroove.model.structure import BoolArray, FloatArray, IntArray
from nesgroove.model.target import XPO1
from phantom.parts import Part
from phantom.stage import side_atoms, stage

CARBON, OXYGEN = 1.70, 1.52
"""Bondi's radii, A."""

PROBE, LID, REACH = 1.4, 8.0, 5.0
"""The small and the large probe, and how far a pocket reaches from its centre, A: docs/measures.md."""

LIGAND = 1101
"""Number of the occupant."""

# --- a pit of known volume ------------------------------------------------------------------------------

LOW, HIGH = np.array([-9.8, -2.5, 1.8]), np.array([-4.3, 2.5, 7.9])
"""Corners of the pit: a box about P0, open at the top, whose walls are carbon atoms that touch it from outside."""

SPACING = 1.0
"""Distance of the walls' atoms, A: the small probe sinks 0.03 A in between."""

CONTENT = np.array([(-8.3, -0.8, 3.6), (-6.9, -0.8, 3.6), (-8.3, 0.8, 3.6), (-6.9, 0.8, 3.6), (-7.6, 0.0, 4.7)])
"""Carbon atoms of the occupant, at the bottom of the pit."""


def _ticks(low: float, high: float) -> FloatArray:
    return np.linspace(low, high, int(np.ceil((high - low) / SPACING)) + 1)


def wall() -> FloatArray:
    """Centres of the atoms of the pit's walls and floor, shape (n, 3), A; the rim is their uppermost row."""
    low, high = LOW - CARBON, HIGH + CARBON * np.array([1, 1, -1])
    x, y, z = (_ticks(a, b) for a, b in zip(low, high, strict=True))
    ring = [(a, b) for a in (x[0], x[-1]) for b in y] + [(a, b) for a in x[1:-1] for b in (y[0], y[-1])]
    atoms = [(a, b, c) for c in z for a, b in ring]
    atoms += [(a, b, z[0]) for a in x[1:-1] for b in y[1:-1]]
    return np.array(atoms)


def pit() -> tuple[Part, Part]:
    """XPO1 with the pit, and the occupant in it, in the groove frame."""
    atoms = wall()
    carbons = side_atoms("C")
    if len(carbons) < len(atoms):
        raise ValueError(f"{len(atoms)} atoms of wall, and the chain has {len(carbons)} carbons")
    return stage(dict(zip(carbons, atoms, strict=False))), _ligand(CONTENT, "C")


def pit_truth(step: float = 0.1) -> dict[str, Any]:
    """Volume, depth and mouth of the pit by pocket, and the part that the occupant fills.

    Parameters
    ----------
    step
        Of the points that are counted, A.

    Returns
    -------
    dict
        ``volume``, ``depth`` (95th percentile), ``mouth_area`` and ``filled`` by pocket and for all.
    """
    margin = CARBON + 0.5
    axes = [np.arange(a + step / 2, b, step) for a, b in zip(LOW - margin, HIGH + margin, strict=True)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    distance = np.linalg.norm(points[:, None] - XPO1.centres, axis=2)
    points, pocket = points[distance.min(axis=1) < REACH], distance.argmin(axis=1)[distance.min(axis=1) < REACH]
    depth = _below_lid(points)
    inside = (depth > 0) & _reached(points)
    points, pocket, depth = points[inside], pocket[inside], depth[inside]
    taken = cKDTree(CONTENT).query(points)[0] <= CARBON
    return _by_pocket(pocket, depth, taken, step)


def _by_pocket(pocket: IntArray, depth: FloatArray, taken: BoolArray, step: float) -> dict[str, Any]:
    truth: dict[str, Any] = {"volume": {}, "depth": {}, "mouth_area": {}, "filled": {}}
    for name in (*XPO1.pockets, "all"):
        own = np.ones(len(pocket), dtype=bool) if name == "all" else pocket == XPO1.pockets.index(name)
        truth["volume"][name] = _rounded(own.sum() * step**3)
        truth["mouth_area"][name] = _rounded((own & (depth <= 1.0)).sum() * step**3)
        truth["depth"][name] = _rounded(np.percentile(depth[own], 95)) if own.any() else None
        truth["filled"][name] = _rounded(taken[own].mean()) if own.any() else None
    return truth


def _rim_distance(x: FloatArray, y: FloatArray) -> FloatArray:
    """Distance to the rim's line of atom centres, a rectangle, in its plane, A."""
    low, high = LOW - CARBON, HIGH + CARBON
    outside = np.hypot(
        np.maximum(np.maximum(low[0] - x, x - high[0]), 0), np.maximum(np.maximum(low[1] - y, y - high[1]), 0)
    )
    within = np.minimum(np.minimum(x - low[0], high[0] - x), np.minimum(y - low[1], high[1] - y))
    return np.array(np.where(outside > 0, outside, within))


def _below_lid(points: FloatArray) -> FloatArray:
    """Depth below what the large probe sweeps, A: above the rim, and beyond the walls, which are one atom thick.

    On the rim its centre is as low as the rim lets it be: at the height of the rim's atoms, plus the other side of a
    triangle whose long side is the sum of the radii. Beyond a wall it comes as near as its atoms' other sides; below
    the floor the B helices keep it out.
    """
    around = 1.6 * np.arange(-4.0, 4.0 + 0.05, 0.1)
    x, y = np.meshgrid((LOW[0] + HIGH[0]) / 2 + around, (LOW[1] + HIGH[1]) / 2 + around, indexing="ij")
    rim = np.minimum(_rim_distance(x, y), LID + CARBON)
    height = HIGH[2] - CARBON + np.sqrt((LID + CARBON) ** 2 - rim**2)
    below = cKDTree(np.stack((x.ravel(), y.ravel(), height.ravel()), axis=1)).query(points)[0] - LID
    beyond = np.minimum(points - LOW, HIGH - points)[:, :2].min(axis=1) + 2 * CARBON
    return np.array(np.minimum(below, beyond))


def _reached(points: FloatArray) -> BoolArray:
    """Which points the small probe sweeps: not those in the walls, nor in corners too narrow for it."""
    x, y, z = points.T
    top = HIGH[2] - CARBON
    over = z >= top
    free = np.hypot(_rim_distance(x, y), z - top) >= CARBON
    # Below the rim the probe's centre keeps its radius from walls and floor.
    gap = np.maximum(np.maximum(LOW + PROBE - points, points - (HIGH - PROBE)), 0.0)
    gap[:, 2] = np.maximum(LOW[2] + PROBE - z, 0.0)
    inside = np.all((points[:, :2] > LOW[:2]) & (points[:, :2] < HIGH[:2]), axis=1) & (z > LOW[2])
    low, high = LOW - CARBON, HIGH + CARBON
    mouth = (x > low[0]) & (x < high[0]) & (y > low[1]) & (y < high[1])
    return np.array(np.where(over, free & mouth, inside & (np.linalg.norm(gap, axis=1) <= PROBE)))


# --- areas buried as caps ---------------------------------------------------------------------------------

CAPS = {
    "P0": ((514, "CB"), 3.4),
    "P2": ((564, "CB"), 4.4),
    "P4": ((537, "CB"), 5.4),
}
"""Pockets that have one atom of XPO1 by itself in them, which atom it is, and how far from it the occupant's is, A."""


def cap(radius: float, other: float, distance: float) -> float:
    """Area of the part of a sphere that lies in another one, A^2."""
    return 2 * np.pi * radius * (radius - (distance**2 + radius**2 - other**2) / (2 * distance))


def caps() -> tuple[Part, Part]:
    """XPO1 with single atoms in three pockets, and an occupant with an oxygen beside each, in the groove frame."""
    placed, content = {}, []
    for pocket, (atom, distance) in CAPS.items():
        centre = np.array(XPO1.pocket_centres[pocket])
        placed[atom] = centre - np.array([0.0, 0.0, 2.0])
        content.append(placed[atom] + np.array([0.0, 0.0, distance]))
    # A fourth, so that there are as many in the groove as an inhibitor has. It is above the first, whose lower side
    # is the one that is covered, and too far from XPO1 to bury anything.
    content.append(np.array(XPO1.pocket_centres["P0"]) + np.array([0.0, 0.0, 4.8]))
    xpo1, ligand = stage(placed), _ligand(np.array(content), "O")
    _check_caps(xpo1, ligand)
    return xpo1, ligand


def _check_caps(xpo1: Part, ligand: Part) -> None:
    """No other pair is near enough to bury anything."""
    reach = 2 * PROBE + 1.8 + OXYGEN
    wanted = [xpo1.index(*atom) for atom, _ in CAPS.values()]
    pairs = {(i, j) for j, near in enumerate(cKDTree(xpo1.xyz).query_ball_point(ligand.xyz, reach)) for i in near}
    if pairs - set(zip(wanted, range(3), strict=True)):
        raise ValueError("more than the planted atoms are near the occupant")


def caps_truth() -> dict[str, Any]:
    """Areas of each pocket that the occupant buries, and of the occupant that is covered, A^2."""
    of_xpo1, of_occupant = dict.fromkeys(XPO1.pockets, 0.0), {}
    for pocket, ((position, _), distance) in CAPS.items():
        carbon, oxygen = CARBON + PROBE, OXYGEN + PROBE
        of_xpo1[pocket] = _rounded(cap(carbon, oxygen, distance))
        of_occupant[str(position)] = _rounded(cap(oxygen, carbon, distance))
    return {
        "buried": of_xpo1 | {"all": _rounded(sum(of_xpo1.values()))},
        "covered": of_occupant,
        "distance": {str(position): distance for (position, _), distance in CAPS.values()},
    }


def _ligand(xyz: FloatArray, element: str) -> Part:
    """An occupant of unknown chemistry: single atoms of one element."""
    count = len(xyz)
    names = tuple(f"{element}{i}" for i in range(1, count + 1))
    return Part(("UNL",), (LIGAND,), names, (element,) * count, np.zeros(count, dtype=np.intp), xyz)


def _rounded(value: Any) -> float:  # noqa: ANN401 (any of numpy's scalars)
    return round(float(value), 3)
