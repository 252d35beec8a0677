"""Main chains: ideal helices where they are asked to be, and loops that join them.

Bond lengths and angles are the averages of Engh and Huber (1991); a helix has phi -57, psi -47.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nesgroove.model.structure import FloatArray
from phantom.energy import (
    contact_distances,
    distant_pairs,
    repulsion,
    repulsion_within,
    restraint,
    total,
)
from phantom.linkage import Energy, Hinge, Linkage, place_atom, superpose
from phantom.parts import component

HELIX_PHI, HELIX_PSI = -57.0, -47.0
N_CA, CA_C, C_N, C_O = 1.458, 1.525, 1.329, 1.231
ANGLE_CA, ANGLE_C, ANGLE_N, ANGLE_O = 111.0, 116.6, 121.7, 120.5


@dataclass(frozen=True)
class HelixPlacement:
    """Where a helix is: centre and direction of its C-alpha atoms, and how it is turned about its axis.

    Attributes
    ----------
    centre, direction : ndarray, shape (3,)
        Mean C-alpha, A, and first principal axis.
    position : int
        The residue whose side is given.
    side : ndarray, shape (3,)
        From the axis to that residue's C-alpha.
    """

    centre: FloatArray
    direction: FloatArray
    position: int
    side: FloatArray


def main_chain(torsions: Sequence[tuple[float, float]]) -> FloatArray:
    """N, CA and C of a chain with these phi and psi (degrees), all peptide bonds trans; shape (n, 3, 3)."""
    atoms = [np.zeros(3), np.array([N_CA, 0.0, 0.0])]
    bend = np.radians(ANGLE_CA)
    atoms.append(atoms[1] + CA_C * np.array([-np.cos(bend), np.sin(bend), 0.0]))
    for (_, psi), (phi, _) in pairwise(torsions):
        atoms.append(place_atom(atoms[-3], atoms[-2], atoms[-1], C_N, ANGLE_C, psi))
        atoms.append(place_atom(atoms[-3], atoms[-2], atoms[-1], N_CA, ANGLE_N, 180.0))
        atoms.append(place_atom(atoms[-3], atoms[-2], atoms[-1], CA_C, ANGLE_CA, phi))
    return np.array(atoms).reshape(-1, 3, 3)


def axis_of(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and first principal axis of points, from the first to the last."""
    centre = points.mean(axis=0)
    direction = np.linalg.svd(points - centre)[2][0]
    return centre, direction if direction @ (points[-1] - points[0]) > 0 else -direction


def placed_helix(first: int, last: int, helix: HelixPlacement, before: int = 0, after: int = 0) -> FloatArray:
    """Build an ideal helix where it belongs; shape (n, 3, 3) for N, CA and C.

    Parameters
    ----------
    first, last
        Residues whose C-alpha atoms have the centre and the direction.
    helix
        Where it is.
    before, after
        Residues that continue the helix at its ends.
    """
    count = last - first + 1
    chain = main_chain([(HELIX_PHI, HELIX_PSI)] * (count + before + after))
    core = chain[before : before + count, 1]
    centre, direction = axis_of(core)
    own = _right_angled(direction, core[helix.position - first] - centre)
    wanted = _right_angled(helix.direction, helix.side)
    return (chain - centre) @ own.T @ wanted + helix.centre


def _right_angled(first: FloatArray, second: FloatArray) -> FloatArray:
    x = first / np.linalg.norm(first)
    y = second - x * (second @ x)
    y = y / np.linalg.norm(y)
    return np.array([x, y, np.cross(x, y)])


def beta_carbon(n: FloatArray, ca: FloatArray, c: FloatArray) -> FloatArray:
    """Place CB of an L-amino acid."""
    a, b = ca - n, c - ca
    return ca - 0.58273431 * np.cross(a, b) + 0.56802827 * a - 0.54067466 * b


def _delta_carbon(main: FloatArray) -> FloatArray:
    """Place CD of a proline, which lies in the way of the residue before."""
    template = component("PRO")
    turn, shift = superpose(template.xyz[[template.names.index(name) for name in ("N", "CA", "C")]], main)
    return np.array(turn @ template.xyz[template.names.index("CD")] + shift)


def oxygen(n: FloatArray, ca: FloatArray, c: FloatArray, following: FloatArray | None) -> FloatArray:
    """Place O in the plane of the peptide; at the end of a chain as in a helix."""
    if following is None:
        return place_atom(n, ca, c, C_O, ANGLE_O, HELIX_PSI + 180.0)
    # In the plane of CA, C and the next N, on the far side of both.
    first, second = (ca - c) / np.linalg.norm(ca - c), (following - c) / np.linalg.norm(following - c)
    away = -(first + second)
    return c + C_O * away / np.linalg.norm(away)


@dataclass(frozen=True)
class LoopRequest:
    """A loop to close.

    Attributes
    ----------
    before, after : ndarray, shape (3, 3)
        N, CA and C of the fixed residues at its ends.
    sequence : str
        One-letter codes of the loop.
    surroundings : ndarray, shape (m, 3)
        Fixed atoms to stay clear of.
    least : ndarray, shape (m,)
        Half of the distance to keep from each.
    targets : dict of int to ndarray
        C-alpha positions wished for, by index in the loop.
    """

    before: FloatArray
    after: FloatArray
    sequence: str
    surroundings: FloatArray
    least: FloatArray
    targets: dict[int, FloatArray]


def close_loop(request: LoopRequest, shape: Sequence[tuple[float, float]], *, steps: int = 400) -> FloatArray:
    """Find a main chain that joins two fixed residues; shape (n, 3, 3) for N, CA and C.

    Parameters
    ----------
    request
        What to join.
    shape
        phi and psi to start from, one pair a residue, degrees.
    steps
        Steps of the minimiser at most.

    Returns
    -------
    ndarray, shape (n, 3, 3)
    """
    return _close(request, shape, steps)[1]


def _close(request: LoopRequest, torsions: Sequence[tuple[float, float]], steps: int) -> tuple[float, FloatArray]:
    count = len(request.sequence)
    chain = main_chain([(HELIX_PHI, HELIX_PSI), *torsions, (HELIX_PHI, HELIX_PSI)])
    turn, shift = superpose(chain[0], request.before)
    chain = chain @ turn.T + shift
    xyz, hinges, stiff, bonds, elements, first_of = _loop_atoms(chain, request.sequence)
    # psi of the residue before, then omega, phi, angle and psi of each, omega and phi of the residue after.
    rest = np.zeros(len(hinges))
    rest[2 : 4 * count + 1 : 4] = [np.radians(phi) for phi, _ in torsions]
    watched = np.zeros(len(hinges))
    watched[2 : 4 * count + 1 : 4] = [letter != "G" for letter in request.sequence]
    linkage = Linkage(xyz, hinges)
    ends = np.zeros((3, len(xyz)))
    ends[np.arange(3), np.arange(len(xyz) - 3, len(xyz))] = 1.0
    wished = np.zeros((len(request.targets), len(xyz)))
    for row, target in zip(wished, request.targets, strict=True):
        row[first_of[target] + 1] = 1.0
    points = np.array(list(request.targets.values())).reshape(-1, 3)
    moving = slice(4, len(xyz) - 3)
    radii = contact_distances(elements, ["C"])[:, 0] - 1.75
    least = radii[moving, None] + request.least[None]
    pairs = distant_pairs(bonds, len(xyz))
    within = np.array([radii[a] + radii[b] for a, b in pairs])

    def clashes(at: FloatArray) -> tuple[float, FloatArray]:
        energy, slope = repulsion(at[moving], request.surroundings, least, 3.0)
        gradient = np.zeros_like(at)
        gradient[moving] = slope
        more, inner = repulsion_within(at, pairs, within, 3.0)
        return energy + more, gradient + inner

    def strain(parameters: FloatArray) -> tuple[float, FloatArray]:
        # phi of all but glycine stays left of -50 degrees, where proteins have it.
        excess = np.maximum(parameters + rest - np.radians(-50.0), 0.0) * watched
        energy = stiff @ parameters**2 + 25 * excess @ excess
        return float(energy), 2 * stiff * parameters + 50 * excess

    terms: list[Energy] = [
        lambda at: restraint(at, ends, request.after, 300.0),
        lambda at: restraint(at, wished, points, 0.15),
        clashes,
    ]
    turns, score = linkage.minimise(total(terms), on_parameters=strain, steps=steps)
    at = linkage.pose(turns)
    return score, np.array([at[k : k + 3] for k in first_of[:count]])


def _loop_atoms(
    chain: FloatArray, sequence: str
) -> tuple[FloatArray, list[Hinge], FloatArray, list[tuple[int, int]], list[str], list[int]]:
    """Atoms and hinges of a loop between its two fixed residues."""
    # The oxygen of the residue before turns with its psi: it is the loop's to keep clear of.
    atoms: list[FloatArray] = [*chain[0], oxygen(chain[0, 0], chain[0, 1], chain[0, 2], chain[1, 0])]
    elements = ["N", "C", "C", "O"]
    bonds = [(0, 1), (1, 2), (2, 3)]
    first_of: list[int] = []
    for i, letter in enumerate(sequence, start=1):
        k = len(atoms)
        first_of.append(k)
        n, ca, c = chain[i]
        atoms += [n, ca, c, oxygen(n, ca, c, chain[i + 1, 0])]
        elements += ["N", "C", "C", "O"]
        bonds += [(2 if i == 1 else first_of[-2] + 2, k), (k, k + 1), (k + 1, k + 2), (k + 2, k + 3)]
        if letter != "G":
            atoms.append(beta_carbon(n, ca, c))
            elements.append("C")
            bonds.append((k + 1, k + 4))
        if letter == "P":
            atoms.append(_delta_carbon(chain[i]))
            elements.append("C")
            bonds += [(k, k + 5), (k + 4, k + 5)]
    last = len(atoms)
    atoms += list(chain[-1])
    elements += ["N", "C", "C"]
    bonds += [(first_of[-1] + 2, last), (last, last + 1), (last + 1, last + 2)]
    count = len(atoms)
    ends = [*first_of[1:], last]
    hinges = [Hinge(1, 2, -1, np.arange(3, count))]
    stiff = [0.1]
    carbon = 2
    for k, after, letter in zip(first_of, ends, sequence, strict=True):
        later = np.arange(after, count)
        beta = list(range(k + 4, after))
        for hinge, stiffness in (
            (Hinge(carbon, k, -1, np.array([k + 1, k + 2, k + 3, *beta, *later])), 30.0),
            (Hinge(k, k + 1, -1, np.array([k + 2, k + 3, *beta, *later])), 20.0 if letter == "P" else 0.3),
            (Hinge(k, k + 1, k + 2, np.array([k + 2, k + 3, *later])), 150.0),
            (Hinge(k + 1, k + 2, -1, np.array([k + 3, *later])), 0.3),
        ):
            hinges.append(hinge)
            stiff.append(stiffness)
        carbon = k + 2
    hinges.append(Hinge(carbon, last, -1, np.array([last + 1, last + 2])))
    hinges.append(Hinge(last, last + 1, -1, np.array([last + 2])))
    stiff += [30.0, 0.3]
    return np.array(atoms), hinges, np.array(stiff), bonds, elements, first_of
