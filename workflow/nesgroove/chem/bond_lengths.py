"""Lengths of the covalent bonds that a sulphur or an oxygen of a side chain makes with a compound."""

from __future__ import annotations

from typing import Final

import numpy as np

from nesgroove.model.points import atoms_around
from nesgroove.model.structure import FloatArray

SINGLE_BONDS: Final[dict[frozenset[str], float]] = {
    frozenset({"S", "C"}): 1.81,
    frozenset({"S", "N"}): 1.71,
    frozenset({"S", "O"}): 1.58,
    frozenset({"S", "P"}): 2.09,
    frozenset({"S", "B"}): 1.85,
    frozenset({"S"}): 2.05,
    frozenset({"O", "C"}): 1.43,
    frozenset({"O", "B"}): 1.47,
    frozenset({"O", "P"}): 1.61,
}
"""Mean lengths of single bonds by elements, A, after Allen et al. 1987 (doi:10.1039/P298700000S1), rounded: C-S-C,
N-S(II), sulphonate S-O (a side chain's oxygen in a sulphonyl ester too), P-S, three- and four-coordinate B-S, C-S-S-C,
C-O of alcohols and ethers, four-coordinate B-O, P-O-C. Pairs that are not here are bonded to neither: ions, halogens,
oxygen to oxygen or nitrogen. Metals are coordinated, and lie at 2.0 to 2.6 A."""

BOND_TOLERANCE: Final = 0.35
"""How far (A) a length in a file may be from the mean for a bond. Coordinates of 2 to 3 A resolution scatter by 0.1 to
0.2 A, so the distance of two atoms by up to 0.3 A, and single bonds of one pair of elements differ by 0.05 A among
themselves. The shortest contacts without a bond are far away: C...S from 3.0 A on, C...O from 2.7 A."""


def bond_range(first: str, second: str) -> tuple[float, float] | None:
    """Shortest and longest distance that is taken for a bond of two elements.

    Parameters
    ----------
    first, second
        Element symbols in capitals.

    Returns
    -------
    (float, float) or None
        A; None where the two make no bond that is looked for.

    Examples
    --------
    >>> [round(limit, 2) for limit in bond_range("S", "C")]
    [1.46, 2.16]
    >>> bond_range("S", "ZN") is None
    True
    """
    length = SINGLE_BONDS.get(frozenset({first, second}))
    return None if length is None else (length - BOND_TOLERANCE, length + BOND_TOLERANCE)


def has_bond_length(first: str, second: str, distance: float) -> bool:
    """Whether a distance is that of a bond.

    Parameters
    ----------
    first, second
        Element symbols in capitals.
    distance
        A.

    Returns
    -------
    bool
        By :func:`bond_range`.
    """
    limits = bond_range(first, second)
    return limits is not None and limits[0] <= distance <= limits[1]


LONGEST_BOND: Final = max(SINGLE_BONDS.values()) + BOND_TOLERANCE
"""No bond of the table is longer, A."""


def within_bond_length(xyz: FloatArray, point: FloatArray) -> list[tuple[int, float]]:
    """Find what is within a bond of a point.

    Parameters
    ----------
    xyz
        Coordinates of atoms, shape (n, 3), A.
    point
        Coordinates, shape (3,), A.

    Returns
    -------
    list of (int, float)
        Rows of the atoms within :data:`LONGEST_BOND`, in their order, and how far they are, A.
    """
    rows = atoms_around(xyz, np.arange(len(xyz)), point[None], LONGEST_BOND + 0.1)  # that no rounding leaves one out
    distance = np.linalg.norm(xyz[rows] - point, axis=1)
    near = distance <= LONGEST_BOND
    return list(zip(rows[near].tolist(), distance[near].tolist(), strict=True))
