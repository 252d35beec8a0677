"""Geometry of the groove: widths at six stations, helix crossing, RMSD, state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.spatial.distance import cdist

from nesgroove.chem.radii import radii
from nesgroove.identify.complexes import Complex
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1

State = Literal["open", "intermediate", "closed"]

WIDTH_STATIONS = ((518, 561), (521, 565), (525, 568))
"""Stations whose mean C-alpha distance is the groove's width: those that open and close most alike."""

CLOSED_BELOW = 9.9
OPEN_FROM = 11.1
"""Limits between states on the groove's width, A, half way between the nearest observed chains: closed
9.57 (4HB2) and 9.64 (3M1I), intermediate 10.18 and 10.45 (3WYF F and C), open 11.81 (3NC1) and 11.83 (3GJX)."""

BACKBONE = frozenset({"N", "CA", "C", "O", "OXT"})


@dataclass(frozen=True)
class Measure:
    """A named number with its unit; ``value`` is None where an atom that it needs is not in the file."""

    name: str
    value: float | None
    unit: str


@dataclass(frozen=True)
class GrooveState:
    """State of the groove.

    Attributes
    ----------
    state : {'open', 'intermediate', 'closed'}
    width : float
        Mean C-alpha distance of :data:`WIDTH_STATIONS`, A.
    margin : float
        Distance of the width to the nearest limit between states, A.
    """

    state: State
    width: float
    margin: float


def groove_state(complex_: Complex) -> GrooveState | None:
    """Tell the state of the groove from its width; None where a C-alpha of the stations is missing."""
    distances = [_ca_distance(complex_, pair) for pair in WIDTH_STATIONS]
    if any(d is None for d in distances):
        return None
    width = float(np.mean([d for d in distances if d is not None]))
    state: State = "closed" if width < CLOSED_BELOW else "open" if width >= OPEN_FROM else "intermediate"
    return GrooveState(state, width, min(abs(width - CLOSED_BELOW), abs(width - OPEN_FROM)))


def geometry(complex_: Complex) -> list[Measure]:
    """Measure the groove's geometry.

    Returns
    -------
    list of Measure
        ``ca_A_B`` C-alpha distance of a station; ``clear_A_B`` shortest distance between the van der Waals
        surfaces of its two side chains (C-alpha for glycine); ``crossing_angle`` between the axes of H11A
        and H12A (deg); ``helix_distance`` between their centres; ``k568_e571`` shortest distance of Lys568
        NZ to a carboxylate oxygen of Glu571, the pair that E571K breaks.
    """
    found = []
    for a, b in XPO1.stations:
        found.append(Measure(f"ca_{a}_{b}", _ca_distance(complex_, (a, b)), "A"))
        found.append(Measure(f"clear_{a}_{b}", _clear_width(complex_, a, b), "A"))
    first, second = complex_.frame.axes["H11A"], complex_.frame.axes["H12A"]
    angle = float(np.degrees(np.arccos(np.clip(first.direction @ second.direction, -1, 1))))
    found.append(Measure("crossing_angle", angle, "deg"))
    found.append(Measure("helix_distance", float(np.linalg.norm(first.centre - second.centre)), "A"))
    found.append(Measure("k568_e571", _salt_bridge(complex_), "A"))
    return found


def groove_c_alphas(complex_: Complex) -> dict[int, FloatArray]:
    """C-alpha atoms of positions 510-594 in the groove frame, by position, each of shape (3,) in A."""
    found = {}
    for position in range(XPO1.span[0], XPO1.span[1] + 1):
        if (atom := complex_.atom_at(position, "CA")) is not None:
            found[position] = complex_.frame.to_frame(complex_.structure.atoms.xyz[atom])
    return found


def groove_rmsd(here: dict[int, FloatArray], reference: dict[int, FloatArray]) -> tuple[float, int]:
    """RMSD of groove C-alpha atoms after their own best superposition.

    Parameters
    ----------
    here, reference
        C-alpha atoms by position, as :func:`groove_c_alphas` gives them.

    Returns
    -------
    rmsd : float
        A, over the positions that both have (Kabsch superposition).
    positions : int
        How many those are.
    """
    shared = sorted(here.keys() & reference.keys())
    a = np.array([here[p] for p in shared])
    b = np.array([reference[p] for p in shared])
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    u, s, vt = np.linalg.svd(a.T @ b)
    sign = np.sign(np.linalg.det(u) * np.linalg.det(vt))
    s[-1] *= sign
    square = (a**2).sum() + (b**2).sum() - 2 * s.sum()
    return float(np.sqrt(max(square, 0.0) / len(shared))), len(shared)


def _ca_distance(complex_: Complex, pair: tuple[int, int]) -> float | None:
    atoms = [complex_.atom_at(position, "CA") for position in pair]
    if atoms[0] is None or atoms[1] is None:
        return None
    xyz = complex_.structure.atoms.xyz
    return float(np.linalg.norm(xyz[atoms[0]] - xyz[atoms[1]]))


def _clear_width(complex_: Complex, a: int, b: int) -> float | None:
    ends = [_side_chain(complex_, position) for position in (a, b)]
    if ends[0] is None or ends[1] is None:
        return None
    (first, first_radii), (second, second_radii) = ends[0], ends[1]
    surface = cdist(first, second) - first_radii[:, None] - second_radii[None, :]
    return float(surface.min())


def _side_chain(complex_: Complex, position: int) -> tuple[FloatArray, FloatArray] | None:
    index = complex_.residue_at.get(position)
    if index is None:
        return None
    residue = complex_.structure.residues[index]
    names = complex_.structure.atoms.name[residue.start : residue.stop]
    chosen = [i for i, name in enumerate(names, start=residue.start) if name not in BACKBONE]
    if not chosen and residue.component == "GLY":
        chosen = [i for i, name in enumerate(names, start=residue.start) if name == "CA"]
    if not chosen:
        return None
    return complex_.structure.atoms.xyz[chosen], radii(complex_.structure.atoms.element[chosen])


def _salt_bridge(complex_: Complex) -> float | None:
    nz = complex_.atom_at(XPO1.lysine, "NZ")
    oxygens = [complex_.atom_at(XPO1.lysine_partner, name) for name in ("OE1", "OE2")]
    present = [atom for atom in oxygens if atom is not None]
    if nz is None or not present:
        return None
    xyz = complex_.structure.atoms.xyz
    return float(np.linalg.norm(xyz[present] - xyz[nz], axis=1).min())
