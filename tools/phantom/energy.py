"""What keeps atoms of a phantom apart, and what draws them to their targets: smooth penalties with gradients."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nesgroove.model.structure import BoolArray, FloatArray, IntArray
from phantom.linkage import Energy

CONTACT_RADII = {"C": 1.75, "N": 1.55, "O": 1.50, "S": 1.80, "F": 1.50, "P": 1.80, "CL": 1.75, "BR": 1.85}
"""Half of the least distance that atoms are asked to keep, A. Slightly inside van der Waals radii (Bondi
1964), as contacts in crystals are; two oxygens or nitrogens may come as near as in a hydrogen bond."""

POLAR_ALLOWANCE = 0.10
"""A that a nitrogen and an oxygen may come nearer, being able to bond through a hydrogen."""


def radii_of(elements: Sequence[str]) -> FloatArray:
    """Contact radii of elements, A; those that are not listed count as sulphur."""
    return np.array([CONTACT_RADII.get(element, CONTACT_RADII["S"]) for element in elements])


def contact_distances(a: Sequence[str], b: Sequence[str]) -> FloatArray:
    """Least distances between elements, shape (len(a), len(b)) in A."""
    table = radii_of(a)[:, None] + radii_of(b)[None]
    polar_a = np.array([e in "NO" for e in a])
    polar_b = np.array([e in "NO" for e in b])
    table[np.ix_(polar_a, polar_b)] -= POLAR_ALLOWANCE
    return np.array(table)


def squared_distances(a: FloatArray, b: FloatArray) -> FloatArray:
    """Squared distances between points, shape (len(a), len(b)).

    Coordinate by coordinate: the matrix product that would do it is handed to threads, see
    :mod:`phantom.minimise`.
    """
    squared = np.subtract.outer(a[:, 0], b[:, 0]) ** 2
    for k in (1, 2):
        squared += np.subtract.outer(a[:, k], b[:, k]) ** 2
    return squared


def repulsion(a: FloatArray, b: FloatArray, least: FloatArray, weight: float) -> tuple[float, FloatArray]:
    """Penalty on atoms ``a`` nearer to the fixed atoms ``b`` than ``least``: weight x overlap squared.

    Returns
    -------
    energy : float
    gradient : ndarray, shape (len(a), 3)
    """
    gradient = np.zeros_like(a)
    rows, columns = np.nonzero(squared_distances(a, b) < least * least)
    if not len(rows):
        return 0.0, gradient
    vector = a[rows] - b[columns]
    distance = np.maximum(np.sqrt((vector * vector).sum(axis=1)), 1e-3)
    overlap = least[rows, columns] - distance
    np.add.at(gradient, rows, (-2 * weight * overlap / distance)[:, None] * vector)
    return float(weight * (overlap**2).sum()), gradient


def repulsion_within(xyz: FloatArray, pairs: IntArray, least: FloatArray, weight: float) -> tuple[float, FloatArray]:
    """The same between pairs of atoms that both move; ``pairs`` has shape (m, 2)."""
    gradient = np.zeros_like(xyz)
    vector = xyz[pairs[:, 0]] - xyz[pairs[:, 1]]
    squared = (vector * vector).sum(axis=1)
    near = np.nonzero(squared < least * least)[0]
    if not len(near):
        return 0.0, gradient
    vector, first, second = vector[near], pairs[near, 0], pairs[near, 1]
    distance = np.maximum(np.sqrt(squared[near]), 1e-3)
    overlap = least[near] - distance
    push = (-2 * weight * overlap / distance)[:, None] * vector
    np.add.at(gradient, first, push)
    np.subtract.at(gradient, second, push)
    return float(weight * (overlap**2).sum()), gradient


def restraint(xyz: FloatArray, groups: FloatArray, targets: FloatArray, weight: float) -> tuple[float, FloatArray]:
    """Pull weighted means of atoms to points; ``groups`` (m, n) has the weights of each mean in a row."""
    miss = groups @ xyz - targets
    return float(weight * (miss**2).sum()), 2 * weight * groups.T @ miss


def total(terms: Sequence[Energy]) -> Energy:
    """Sum energies."""

    def value(xyz: FloatArray) -> tuple[float, FloatArray]:
        energy, gradient = 0.0, np.zeros_like(xyz)
        for term in terms:
            more, slope = term(xyz)
            energy += more
            gradient += slope
        return energy, gradient

    return value


def distant_pairs(bonds: Sequence[tuple[int, int]], count: int, apart: int = 4) -> IntArray:
    """Pairs of atoms with at least ``apart`` bonds between them, or with none at all; shape (m, 2)."""
    near: list[list[int]] = [[] for _ in range(count)]
    for a, b in bonds:
        near[a].append(b)
        near[b].append(a)
    distant: BoolArray = np.triu(np.ones((count, count), dtype=bool), 1)
    for atom in range(count):
        reached, layer = {atom}, [atom]
        for _ in range(apart - 1):
            layer = [n for a in layer for n in near[a] if n not in reached]
            reached.update(layer)
        distant[atom, list(reached)] = False
    return np.argwhere(distant)
