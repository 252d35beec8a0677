"""Bonds and bond orders of a compound from the coordinates of its heavy atoms alone.

For compounds whose name says nothing, or something else. Who is bonded to whom follows from distances; which bonds are
double or triple from bond lengths and angles, as Labute 2005 has it (doi:10.1021/ci049915d): atoms that are planar are
given one double bond each, so that as many as can be have theirs, and shorter bonds come first. Tautomers and charges
that only hydrogens tell are left as they come out: what is decided here is who is planar, aromatic, a donor, an
acceptor. Tried on the ideal coordinates of the component dictionary (``tests/test_names.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from nesgroove.chem.radii import COVALENT, COVALENT_TOLERANCE
from nesgroove.model.structure import FloatArray

Pair = tuple[int, int]
"""Two atoms that are bonded, the lower index first."""

SHORTEST: Final = 0.8
"""Two heavy atoms nearer than this (A) are one atom in two places, and no bond."""

DOUBLE_BELOW: Final[dict[frozenset[str], float]] = {
    frozenset({"C"}): 1.455, frozenset({"C", "N"}): 1.42, frozenset({"C", "O"}): 1.32, frozenset({"N"}): 1.38,
    frozenset({"N", "O"}): 1.33, frozenset({"C", "S"}): 1.70, frozenset({"C", "SE"}): 1.85,
}  # fmt: skip
"""Longest bond (A) that may be double or aromatic. Of Allen et al. 1987 (doi:10.1039/P298700000S1): aromatic C-C 1.38,
single C-C of two planar carbons 1.46 to 1.48, aromatic C-N 1.34 to 1.38, C-N of anilines 1.36 to 1.43, C-OH of acids
1.31 and of phenols 1.36, C=S 1.67, C-S of thiophene 1.71."""

TRIPLE_BELOW: Final[dict[frozenset[str], float]] = {frozenset({"C"}): 1.27, frozenset({"C", "N"}): 1.22}
"""Longest triple bond, A: 1.18 and 1.14 in the same source."""

PLANAR: Final = 352.0
"""The three angles at a planar atom add up to 360 degrees, at a tetrahedral one to 328."""

LINEAR, BENT = 155.0, 113.5
"""Angle at an atom with two neighbours from which on it is linear, and planar; 109 to 112 in chains. In planar rings
the angle is that of the ring."""

FLAT_RING: Final = 0.12
"""No atom of a planar ring is farther (A) from its plane."""


ENDS: Final = {"C": 1.0, "O": 1.0, "N": 0.6}
THREE_NEIGHBOURS: Final = 0.2
SHORTER: Final = 3.0
"""What a double bond counts for each of its ends (0.5 for other elements), for a nitrogen with three neighbours, and
for each A that it is shorter than the longest. Planar carbons and single oxygens have one nearly always, a nitrogen may
have a hydrogen instead. The weights are our own, tried on ideal coordinates (``tests/test_names.py``)."""


def bonded_pairs(elements: Sequence[str], xyz: FloatArray) -> frozenset[Pair]:
    """Find who is bonded to whom, by distance.

    Parameters
    ----------
    elements
        Symbols in capitals.
    xyz
        Coordinates, shape (n, 3), A.

    Returns
    -------
    frozenset of (int, int)
        The lower index first. Elements without a covalent radius in :mod:`nesgroove.chem.radii` make no bonds.
    """
    from scipy.spatial import cKDTree

    if len(elements) < 2:
        return frozenset()
    radius = np.array([COVALENT.get(element, np.nan) for element in elements])
    reach = 2 * max(COVALENT.values()) + COVALENT_TOLERANCE
    first, second = cKDTree(xyz).query_pairs(reach, output_type="ndarray").T  # the lower index first
    length = np.linalg.norm(xyz[first] - xyz[second], axis=1)
    bonded = (length > SHORTEST) & (length <= radius[first] + radius[second] + COVALENT_TOLERANCE)
    return frozenset(zip(first[bonded].tolist(), second[bonded].tolist(), strict=True))


def bond_orders(elements: Sequence[str], xyz: FloatArray, pairs: frozenset[Pair]) -> dict[Pair, int]:
    """Tell single, double and triple bonds apart.

    Parameters
    ----------
    elements
        Symbols in capitals.
    xyz
        Coordinates, shape (n, 3), A.
    pairs
        What is bonded.

    Returns
    -------
    dict of (int, int) to int
        1, 2 or 3, in a form with alternating bonds.
    """
    around: dict[int, list[int]] = {i: [] for i in range(len(elements))}
    for i, j in sorted(pairs):
        around[i].append(j)
        around[j].append(i)
    length = {pair: float(np.linalg.norm(xyz[pair[0]] - xyz[pair[1]])) for pair in pairs}
    orders = dict.fromkeys(sorted(pairs), 1)
    planar = _planar(elements, xyz, around, pairs)
    free = dict.fromkeys(planar, 1)
    for pair in orders:
        kind = frozenset(elements[i] for i in pair)
        if _linear_end(pair, xyz, around) and length[pair] < TRIPLE_BELOW.get(kind, 0.0):
            orders[pair] = 3
            free.update(dict.fromkeys(pair, 0))
        elif elements[pair[0]] in ("S", "P") or elements[pair[1]] in ("S", "P"):
            orders[pair] = _oxide(pair, elements, around, length)
    # The middle of N=C=S or C=C=C has two.
    for i, near in around.items():
        if (
            len(near) == 2
            and free.get(i, 1)
            and elements[i] in ("C", "N")
            and _angle(xyz, near[0], i, near[1]) > LINEAR
        ):
            free[i] = 2
    eligible = [
        pair
        for pair in orders
        if orders[pair] == 1 and all(free.get(i, 0) for i in pair)
        and length[pair] < DOUBLE_BELOW.get(frozenset(elements[i] for i in pair), 0.0)
    ]  # fmt: skip
    for pair in _chosen(eligible, elements, length, free, around):
        orders[pair] = 2
    return orders


def formal_charges(elements: Sequence[str], orders: Mapping[Pair, int]) -> list[int]:
    """Charges that valences ask for: nitro groups, quaternary nitrogen, four-coordinate boron.

    Parameters
    ----------
    elements
        Symbols in capitals.
    orders
        As :func:`bond_orders` gives them.

    Returns
    -------
    list of int
        One for each atom.
    """
    valence = [0] * len(elements)
    degree = [0] * len(elements)
    for (i, j), order in orders.items():
        for atom in (i, j):
            valence[atom] += order
            degree[atom] += 1
    charges = [{("N", 4): 1, ("B", 4): -1}.get((e, v), 0) for e, v in zip(elements, valence, strict=True)]
    for (i, j), order in orders.items():
        for nitrogen, oxygen in ((i, j), (j, i)):
            nitro = charges[nitrogen] == 1 and elements[nitrogen] == "N" and elements[oxygen] == "O"
            if nitro and order == 1 and degree[oxygen] == 1:
                charges[oxygen] = -1
    return charges


def _chosen(
    eligible: list[Pair], elements: Sequence[str], length: Mapping[Pair, float], free: Mapping[int, int],
    around: Mapping[int, list[int]],
) -> list[Pair]:  # fmt: skip
    """Double bonds of greatest weight, so many at each atom as it has free."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not eligible:
        return []
    atoms = sorted({i for pair in eligible for i in pair})
    matrix = np.array([[i in pair for pair in eligible] for i in atoms], float)
    weight = []
    for pair in eligible:
        limit = DOUBLE_BELOW[frozenset(elements[i] for i in pair)]
        ends = sum(THREE_NEIGHBOURS if elements[i] == "N" and len(around[i]) > 2 else ENDS.get(elements[i], 0.5)
                   for i in pair)  # fmt: skip
        weight.append(ends + SHORTER * (limit - length[pair]))
    best = milp(
        -np.array(weight),
        constraints=LinearConstraint(matrix, ub=[free[i] for i in atoms]),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(eligible)),
    )
    return [pair for pair, taken in zip(eligible, best.x, strict=True) if taken > 0.5]


def _planar(
    elements: Sequence[str], xyz: FloatArray, around: Mapping[int, list[int]], pairs: frozenset[Pair]
) -> set[int]:
    """Atoms that can have a double bond by their angles."""
    flat = {i for ring in _rings(pairs) if _is_flat(xyz[ring]) for i in ring}
    planar = set()
    for i, near in around.items():
        if elements[i] not in ("C", "N", "O", "S", "SE"):
            continue
        if len(near) == 3 and elements[i] in ("C", "N"):
            angles = sum(_angle(xyz, near[a], i, near[b]) for a, b in ((0, 1), (0, 2), (1, 2)))
            # A nitrogen with three neighbours has no double bond but in a nitro group or a cation.
            oxides = sum(elements[j] == "O" and len(around[j]) == 1 for j in near)
            if angles > PLANAR and (elements[i] == "C" or oxides):
                planar.add(i)
        elif len(near) == 2 and elements[i] in ("C", "N"):
            if i in flat or _angle(xyz, near[0], i, near[1]) > BENT:
                planar.add(i)
        elif len(near) == 1:
            planar.add(i)
    return planar


def _oxide(pair: Pair, elements: Sequence[str], around: Mapping[int, list[int]], length: Mapping[Pair, float]) -> int:
    """2 for S=O of sulphoxides and sulphones and for one P=O, else 1."""
    centre, other = pair if elements[pair[0]] in ("S", "P") else pair[::-1]
    if elements[other] != "O" or len(around[other]) != 1 or len(around[centre]) < 3:
        return 1
    terminal = [
        tuple(sorted((centre, j))) for j in around[centre] if elements[j] == "O" and len(around[j]) == 1
    ]  # fmt: skip
    allowed = 1 if elements[centre] == "P" or len(around[centre]) == 3 else 2
    nearest = sorted(terminal, key=lambda p: length[p[0], p[1]])[:allowed]
    return 2 if tuple(sorted(pair)) in nearest else 1


def _linear_end(pair: Pair, xyz: FloatArray, around: Mapping[int, list[int]]) -> bool:
    """Whether every end of a bond that has another neighbour is linear, and one has."""
    bent = [
        _angle(xyz, pair[1 - k], i, other)
        for k, i in enumerate(pair)
        for other in around[i]
        if other not in pair
    ]  # fmt: skip
    return bool(bent) and min(bent) > LINEAR


def _rings(pairs: frozenset[Pair]) -> list[list[int]]:
    from rdkit import Chem

    molecule = Chem.RWMol()
    for _ in range(1 + max((j for _, j in pairs), default=-1)):
        molecule.AddAtom(Chem.Atom(0))
    for i, j in pairs:
        molecule.AddBond(i, j, Chem.BondType.SINGLE)
    return [list(ring) for ring in Chem.GetSSSR(molecule) if len(ring) in (5, 6)]


def _is_flat(ring: FloatArray) -> bool:
    centred = ring - ring.mean(axis=0)
    normal = np.linalg.svd(centred)[2][2]
    return bool(np.abs(centred @ normal).max() < FLAT_RING)


def _angle(xyz: FloatArray, first: int, middle: int, second: int) -> float:
    u, v = xyz[first] - xyz[middle], xyz[second] - xyz[middle]
    return float(np.degrees(np.arccos(np.clip(u @ v / np.linalg.norm(u) / np.linalg.norm(v), -1, 1))))
