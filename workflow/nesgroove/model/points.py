"""Distances, angles and superpositions of many frames at once: arrays in, arrays out.

Leading axes, written ``...``, are frames, of which there may be none.
"""

from __future__ import annotations

import numpy as np

from nesgroove.model.structure import FloatArray, IntArray


def lengths(vectors: FloatArray) -> FloatArray:
    """Length of vectors, shape (..., 3), in A; shape (...)."""
    return np.asarray(np.sqrt((vectors**2).sum(axis=-1)))


def shortest(first: FloatArray, second: FloatArray) -> FloatArray:
    """Shortest distance between two groups of points.

    Parameters
    ----------
    first, second
        Points, of shape (..., a, 3) and (..., b, 3), A.

    Returns
    -------
    ndarray, shape (...)
        A.
    """
    return np.asarray(lengths(first[..., :, None, :] - second[..., None, :, :]).min(axis=(-2, -1)))


def angles(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """Angle a-b-c of points, each of shape (..., 3); degrees, shape (...), nan where two of them are one."""
    u, v = a - b, c - b
    with np.errstate(invalid="ignore"):
        cosine = (u * v).sum(axis=-1) / (lengths(u) * lengths(v))
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def torsion(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> float:
    """Torsion of four points, degrees from -180 to 180."""
    first, axis, last = b - a, c - b, d - c
    normal, other = np.cross(first, axis), np.cross(axis, last)
    return float(np.degrees(np.arctan2(np.linalg.norm(axis) * (first @ other), normal @ other)))


def rotations(mobile: FloatArray, target: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Find what lays sets of points on others best, by least squares (Kabsch).

    Parameters
    ----------
    mobile, target
        Points in the same order, shape (..., n, 3), A; either may lack the axes of frames.

    Returns
    -------
    centre : ndarray, shape (..., 1, 3)
        Of ``mobile``, A.
    turn : ndarray, shape (..., 3, 3)
        ``(points - centre) @ turn + goal`` moves points, shape (..., m, 3), as ``mobile`` is moved. Never a mirror
        image.
    goal : ndarray, shape (..., 1, 3)
        Centre of ``target``, A.
    """
    centre, goal = mobile.mean(axis=-2, keepdims=True), target.mean(axis=-2, keepdims=True)
    u, _, vt = np.linalg.svd(np.swapaxes(mobile - centre, -1, -2) @ (target - goal))
    u[..., :, -1] *= np.sign(np.linalg.det(u @ vt))[..., None]
    return centre, u @ vt, goal


def rmsds(mobile: FloatArray, target: FloatArray) -> FloatArray:
    """RMSD of sets of points from others after their best superposition.

    Parameters
    ----------
    mobile, target
        Points in the same order, shape (..., n, 3), A, as for :func:`rotations`.

    Returns
    -------
    ndarray, shape (...)
        A.
    """
    a, b = (points - points.mean(axis=-2, keepdims=True) for points in (mobile, target))
    u, s, vt = np.linalg.svd(np.swapaxes(a, -1, -2) @ b)
    s[..., -1] *= np.sign(np.linalg.det(u) * np.linalg.det(vt))
    square = (a**2).sum(axis=(-2, -1)) + (b**2).sum(axis=(-2, -1)) - 2 * s.sum(axis=-1)
    return np.asarray(np.sqrt(np.maximum(square, 0.0) / a.shape[-2]))


def atoms_around(xyz: FloatArray, atoms: IntArray, body: FloatArray, reach: float) -> IntArray:
    """Choose atoms in the box around a body: all that are within reach of it, and some more.

    Trees and distances of those that are left are sooner made.

    Parameters
    ----------
    xyz
        Coordinates of all atoms, shape (n, 3), A; nan for those that are not there.
    atoms
        Indices of those to choose from.
    body
        Points of the body, shape (m, 3), A.
    reach
        How far from the body the box goes, A.

    Returns
    -------
    ndarray of int
        Indices of atoms, in the order in which they were given.
    """
    if not len(body):
        return atoms[:0]
    for axis in range(3):  # column by column: numpy is slow along the long way of three
        values, edges = xyz[atoms, axis], body[:, axis]
        atoms = atoms[(values >= edges.min() - reach) & (values <= edges.max() + reach)]
    return np.asarray(atoms)
