"""The stage of the calibration phantoms: XPO1's chain on helix axes that are stated, not measured or fitted.

Nothing of the groove frame's own code is used, so that the frame can be held against it: the axis of each helix is
that of its C-alpha atoms by construction, x, y and z follow from the four stated axes by hand, and the origin is at
zero because one loop atom is put where it makes it so. What the measures need besides, side chains, stands aside in
rows until a phantom puts it where it is wanted. A stage is geometry: nobody will take it for a protein.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from nesgroove.identify.sequences import reference_sequences
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from phantom.parts import THREE_LETTERS, Part, component

FIRST, LAST = 470, 640
"""Positions of the chain: more than the groove's, for their side chains are what walls are made of."""

RISE, RADIUS = 1.5, 2.3
"""Of a helix: along the axis for each residue, and of the C-alpha atoms about it, A."""

CROSSING = 32.0
"""Angle between the axes of H11A and H12A, degrees; x halves it."""

MAIN = ("N", "CA", "C", "O")


@dataclass(frozen=True)
class Axis:
    """A stated helix axis.

    Attributes
    ----------
    centre : tuple of float
        Mean C-alpha in the groove frame, A.
    direction : tuple of float
        Unit vector from the first residue to the last.
    outward : tuple of float
        Where its side chains stand aside.
    """

    centre: tuple[float, float, float]
    direction: tuple[float, float, float]
    outward: tuple[float, float, float]


_HALF, _TILT = np.radians(CROSSING / 2), np.radians(15.0)

AXES = {
    "H11A": Axis((-1.5, -30.0, 2.2), (float(np.cos(_HALF)), 0.0, float(np.sin(_HALF))), (0.0, -1.0, 0.0)),
    "H11B": Axis((9.0, -7.0, -18.0), (-float(np.cos(_TILT)), float(np.sin(_TILT)), 0.0), (0.0, 0.0, -1.0)),
    "H12A": Axis((2.0, 30.0, 2.2), (float(np.cos(_HALF)), 0.0, -float(np.sin(_HALF))), (0.0, 1.0, 0.0)),
    "H12B": Axis((5.0, 7.0, -18.0), (-float(np.cos(_TILT)), float(np.sin(_TILT)), 0.0), (0.0, 0.0, -1.0)),
}
"""Where the helices are. The directions of H11A and H12A add up to x; the means of the A and of the B centres differ
in x and z only, so that z is out and y is across; the helices are farther apart than in any XPO1, which leaves room
for what is planted."""


def twist(count: int) -> float:
    """Turn for each residue, degrees, at which a helix's axis is that of its C-alpha atoms exactly.

    With residues at t = -(n-1)/2 ... (n-1)/2 the mixed moments of a helix about its axis are the sum of t cos(wt),
    which is zero by symmetry, and the sum of t sin(wt), which is zero for this turn, the nearest to 100 degrees.
    """
    from scipy.optimize import brentq

    t = np.arange(count) - (count - 1) / 2

    def moment(turn: float) -> float:
        return float((t * np.sin(np.radians(turn) * t)).sum())

    at = np.arange(70.0, 130.0, 0.5)
    roots = [brentq(moment, a, a + 0.5, xtol=1e-13) for a in at if moment(a) * moment(a + 0.5) < 0]
    return float(min(roots, key=lambda root: abs(root - 100.0)))


def helix(count: int, axis: Axis, before: int = 0) -> FloatArray:
    """C-alpha atoms about a stated axis, shape (count, 3), A; ``before`` more carry it on at its beginning."""
    t = np.arange(-before, count) - (count - 1) / 2
    turn = np.radians(twist(count)) * t
    along = np.array(axis.direction)
    across = np.array(axis.outward) - along * (along @ np.array(axis.outward))
    across /= np.linalg.norm(across)
    around = np.outer(np.cos(turn) - np.cos(turn[before:]).mean(), across) + np.outer(
        np.sin(turn), np.cross(along, across)
    )
    return np.array(axis.centre) + RISE * np.outer(t, along) + RADIUS * around


@cache
def alphas() -> dict[int, FloatArray]:
    """C-alpha atoms by position in the groove frame, A; loops and ends are straight."""
    found: dict[int, FloatArray] = {}
    for name, (first, last) in XPO1.helices.items():
        # 558, an atom of the origin, carries H12A on by one residue.
        before = int(name == "H12A")
        atoms = helix(last - first + 1, AXES[name], before)
        found.update(zip(range(first - before, last + 1), atoms, strict=True))
    # 554 brings the mean of the origin's atoms to zero.
    found[554] = -np.sum([found[p] for p in XPO1.origin_positions if p != 554], axis=0)
    # The way from there to 558 goes around what is planted in the groove.
    found[556] = np.array([-45.0, 12.0, -15.0])
    for before, after in ((530, 534), (549, 554), (554, 556), (556, 558), (572, 578)):
        for p in range(before + 1, after):
            share = (p - before) / (after - before)
            found[p] = found[before] * (1 - share) + found[after] * share
    for k, p in enumerate(range(509, FIRST - 1, -1), start=1):
        found[p] = found[510] + 3.8 * k * np.array([-0.6, 0.0, -0.8])
    for k, p in enumerate(range(596, LAST + 1), start=1):
        found[p] = found[595] + 3.8 * k * np.array([-0.6, 0.0, -0.8])
    return dict(sorted(found.items()))


def stage(placed: Mapping[tuple[int, str], FloatArray]) -> Part:
    """Build XPO1's chain in the groove frame.

    Parameters
    ----------
    placed
        Where side-chain atoms are wanted, by position and name; all others stand aside.

    Returns
    -------
    Part
        Numbered by position.

    Raises
    ------
    KeyError
        An atom is wanted that the chain does not have.
    """
    ca = alphas()
    sequence = sequence_of_stage()
    names: list[str] = []
    elements: list[str] = []
    owner: list[int] = []
    xyz: list[FloatArray] = []
    left = dict(placed)
    for index, position in enumerate(ca):
        template = component(THREE_LETTERS[sequence[index]])
        main, out = _main_chain(ca, position), _outward(position)
        aside = 0
        for name, element in zip(template.names, template.elements, strict=True):
            if name in MAIN:
                at = main[name]
            elif (position, name) in left:
                at = left.pop((position, name))
            else:
                aside += 1
                at = ca[position] + 1.5 * aside * out
            names.append(name)
            elements.append(element)
            owner.append(index)
            xyz.append(at)
    if left:
        raise KeyError(f"the chain has no such atoms: {sorted(left)}")
    components = tuple(THREE_LETTERS[letter] for letter in sequence)
    return Part(components, tuple(ca), tuple(names), tuple(elements), np.array(owner, dtype=np.intp), np.array(xyz))


def sequence_of_stage() -> str:
    """One-letter codes of the chain, human."""
    return reference_sequences()["XPO1_HUMAN"].sequence[FIRST - 1 : LAST]


def side_atoms(element: str) -> list[tuple[int, str]]:
    """Side-chain atoms of one element, by position and name, that walls can be made of."""
    return [
        (position, name)
        for position, letter in zip(range(FIRST, LAST + 1), sequence_of_stage(), strict=True)
        for name, own in zip(
            component(THREE_LETTERS[letter]).names, component(THREE_LETTERS[letter]).elements, strict=True
        )
        if own == element and name not in MAIN
    ]


def _outward(position: int) -> FloatArray:
    for name, (first, last) in XPO1.helices.items():
        if first <= position <= last:
            return np.array(AXES[name].outward)
    return np.array([0.0, 0.0, -1.0])


def _main_chain(ca: Mapping[int, FloatArray], position: int) -> dict[str, FloatArray]:
    """N, CA, C and O: on the straight lines between C-alpha atoms."""
    at = ca[position]
    back = at - ca.get(position - 1, at - np.array([0.0, 0.0, 3.8]))
    ahead = ca.get(position + 1, at + np.array([0.0, 0.0, -3.8])) - at
    u, v = back / np.linalg.norm(back), ahead / np.linalg.norm(ahead)
    carbon = at + 1.24 * v
    out = _outward(position)
    aside = out - v * (v @ out)
    if np.linalg.norm(aside) < 0.3:
        aside = np.array([1.0, 0.0, 0.0]) - v * v[0]
    return {"N": at - 1.24 * u, "CA": at, "C": carbon, "O": carbon + 1.23 * aside / np.linalg.norm(aside)}
