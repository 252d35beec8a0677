"""Solvent-accessible areas by counting points: what biotite counts, and what is counted beside it in plain Python.

Biotite's sum (:func:`biotite.structure.sasa`) is in single precision, and so is it here, step by step: the same points
are free in both.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nesgroove.measure.compiled.jit import compiled
from nesgroove.model.structure import FloatArray, IntArray

Points = npt.NDArray[np.floating[Any]]
"""In single precision where biotite's points are counted, else in double."""


@compiled
def neighbours_of(centre: Points, radius: float, xyz: Points, radii: Points) -> IntArray:
    """Find the spheres that touch one, nearest first, which hide most of its points.

    Parameters
    ----------
    centre, radius
        The sphere: shape (3,), A.
    xyz, radii
        Others, shapes (n, 3) and (n,), A. One with the same centre is the sphere itself.

    Returns
    -------
    ndarray of int
        Indices of those that touch it.
    """
    touching = np.empty(len(xyz), np.int64)
    squares = np.empty(len(xyz), xyz.dtype)
    count = 0
    for a in range(len(xyz)):
        dx, dy, dz = xyz[a, 0] - centre[0], xyz[a, 1] - centre[1], xyz[a, 2] - centre[2]
        square = dx * dx + dy * dy + dz * dz
        if square != 0 and square < (radii[a] + radius) * (radii[a] + radius):
            place = count
            while place > 0 and squares[place - 1] > square:
                squares[place], touching[place] = squares[place - 1], touching[place - 1]
                place -= 1
            squares[place], touching[place] = square, a
            count += 1
    return touching[:count]


@compiled
def free_points(
    points: Points, wanted: IntArray, xyz: Points, radii: Points, others: Points, others_radii: Points
) -> IntArray:
    """Count the points on spheres that are in no other sphere, without and with some more spheres there.

    Parameters
    ----------
    points
        On a unit sphere, shape (p, 3).
    wanted
        Indices of the spheres that are asked for, shape (m,).
    xyz, radii
        Spheres, shapes (n, 3) and (n,), A; all arrays in single precision.
    others, others_radii
        Those that come in beside them, shapes (k, 3) and (k,).

    Returns
    -------
    ndarray of int, shape (m, 2)
        Points that are free alone, and beside the others.
    """
    counts = np.zeros((len(wanted), 2), np.int64)
    for row in range(len(wanted)):
        centre, radius = xyz[wanted[row]], radii[wanted[row]]
        own = neighbours_of(centre, radius, xyz, radii)
        beside = neighbours_of(centre, radius, others, others_radii)
        for p in range(len(points)):
            x = points[p, 0] * radius + centre[0]
            y = points[p, 1] * radius + centre[1]
            z = points[p, 2] * radius + centre[2]
            if is_inside(x, y, z, xyz, radii, own):
                continue
            counts[row, 0] += 1
            if not is_inside(x, y, z, others, others_radii, beside):
                counts[row, 1] += 1
    return counts


@compiled
def is_inside(x: float, y: float, z: float, xyz: Points, radii: Points, chosen: IntArray) -> bool:
    """Whether a point lies in one of some spheres."""
    for i in range(len(chosen)):
        a = chosen[i]
        dx, dy, dz = xyz[a, 0] - x, xyz[a, 1] - y, xyz[a, 2] - z
        if dx * dx + dy * dy + dz * dz < radii[a] * radii[a]:
            return True
    return False


@compiled
def covered_points(
    points: Points, body: Points, body_radii: Points, others: Points, others_radii: Points
) -> FloatArray:
    """Share out the points of a body's spheres that others cover, each to the one under whose surface it lies deepest.

    Parameters
    ----------
    points
        On a unit sphere, shape (p, 3).
    body, body_radii
        Spheres of the body, shapes (n, 3) and (n,), A. What they cover of each other is left out.
    others, others_radii
        Those that cover it, shapes (k, 3) and (k,), A.

    Returns
    -------
    ndarray, shape (k,)
        Area of the body that each covers, A^2.
    """
    covered = np.zeros(len(others))
    for a in range(len(body)):
        centre, radius = body[a], body_radii[a]
        near = np.sort(neighbours_of(centre, radius, others, others_radii))
        if len(near) == 0:
            continue
        own = neighbours_of(centre, radius, body, body_radii)
        for p in range(len(points)):
            hidden = False
            for i in range(len(own)):
                if depth_under(points[p], radius, centre, body[own[i]], body_radii[own[i]]) > 0:
                    hidden = True
                    break
            if hidden:
                continue
            best, deepest = 0.0, -1
            for i in range(len(near)):
                depth = depth_under(points[p], radius, centre, others[near[i]], others_radii[near[i]])
                if depth > best:
                    best, deepest = depth, near[i]
            if deepest >= 0:
                covered[deepest] += 4 * np.pi * radius**2 / len(points)
    return covered


@compiled
def depth_under(point: Points, radius: float, centre: Points, other: Points, other_radius: float) -> float:
    """Depth (A) of a point of one sphere under the surface of another."""
    dx, dy, dz = other[0] - centre[0], other[1] - centre[1], other[2] - centre[2]
    along = point[0] * dx + point[1] * dy + point[2] * dz
    square = radius**2 + (dx * dx + dy * dy + dz * dz) - 2 * radius * along
    return float(other_radius - np.sqrt(max(square, 0.0)))
