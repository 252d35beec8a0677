"""What is planted in a phantom in motion, computed from its coordinates by plain formulas.

Nothing here is shared with the measures that are held against it. Limits of states are those of docs/phantom.md.
"""

from __future__ import annotations

import itertools
from typing import Any, Final

import numpy as np

from nesgroove.io.motion.schedules import STEP, Motion
from nesgroove.io.motion.system import System, system_of
from nesgroove.io.phantoms import phantom_truth
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1

WIDTH_STATIONS: Final = ((518, 561), (521, 565), (525, 568))

CLOSED_BELOW, OPEN_FROM = 9.9, 11.1
"""Limits between the states, A of width: closed below the first, open from the second."""

NEAR: Final = 4.0
"""Pairs of heavy atoms that touch, A."""

FILLED, LEFT = 1.5, 7.0
"""An anchor whose side-chain centre is nearer than the first (A) to its pocket's centre fills the pocket; one that is
farther than the second has left it, with what follows it above. Between them nothing is said."""

BACKBONE: Final = ("N", "CA", "C", "O", "OXT")


def motion_truth(motion: Motion) -> dict[str, Any]:
    """Say what is planted; docs/phantom.md describes each entry.

    Parameters
    ----------
    motion
        The phantom in motion.

    Returns
    -------
    dict
        Plain numbers, strings and None; ``frames`` has one dict a frame.
    """
    system, schedule = system_of(motion.phantom), motion.schedule()
    phantom = phantom_truth(motion.phantom)
    grid = _Frames(system, phantom)
    frames = []
    for number in range(len(schedule)):
        frames.append({"frame": number, "time": number * STEP, **grid.truth(schedule.frame(system, number))})
    states = [frame["state"] for frame in frames]
    return {
        "entry": motion.name,
        "phantom": True,
        "of": motion.phantom,
        "description": motion.description,
        "time_step": STEP,
        "transitions": sum(a != b for a, b in itertools.pairwise(states)),
        **schedule.planted,
        "frames": frames,
    }


class _Frames:
    """Plain formulas for the coordinates of a frame, in the groove frame of the phantom that moves."""

    def __init__(self, system: System, phantom: dict[str, Any]) -> None:
        self._system = system
        self._alphas = {pair: [system.atom(position, "CA") for position in pair] for pair in XPO1.stations}
        inhibitor, cargo = phantom["inhibitor"], phantom["cargo"]
        self._warhead = None
        if inhibitor is not None and inhibitor["attach_atom"]:
            own = np.flatnonzero(system.occupant).tolist()
            reacting = next(i for i in own if system.name[i] == inhibitor["attach_atom"])
            cysteine = XPO1.cysteine
            self._warhead = (system.atom(cysteine, "CB"), system.atom(cysteine, "SG"), reacting)
        self._anchors = {} if cargo is None else _anchors(system, cargo["chain"], cargo["anchors"])

    def truth(self, xyz: FloatArray) -> dict[str, Any]:
        apart = {pair: float(np.linalg.norm(xyz[a] - xyz[b])) for pair, (a, b) in self._alphas.items()}
        width = float(np.mean([apart[pair] for pair in WIDTH_STATIONS]))
        row: dict[str, Any] = {
            "groove_width": round(width, 4),
            "state": "closed" if width < CLOSED_BELOW else "open" if width >= OPEN_FROM else "intermediate",
            **{f"ca_{a}_{b}": round(distance, 4) for (a, b), distance in apart.items()},
        }
        own = self._system.occupant
        if own.any():
            between = np.linalg.norm(xyz[own][:, None] - xyz[~own][None], axis=2)
            row |= {"nearest": round(float(between.min()), 3), "pairs": int((between <= NEAR).sum())}
        if self._warhead is not None:
            row |= _warhead(*(xyz[atom] for atom in self._warhead))
        if self._anchors:
            row |= self._pockets(xyz)
        return row

    def _pockets(self, xyz: FloatArray) -> dict[str, Any]:
        distances = {
            pocket: round(float(np.linalg.norm(xyz[rows].mean(axis=0) - XPO1.centres[XPO1.pockets.index(pocket)])), 3)
            for pocket, rows in self._anchors.items()
        }
        return {
            "anchor_distances": distances,
            "filled": [pocket for pocket, distance in distances.items() if distance < FILLED],
            "left": [pocket for pocket, distance in distances.items() if distance > LEFT],
        }


def _warhead(carbon: FloatArray, sulphur: FloatArray, reacting: FloatArray) -> dict[str, float]:
    u, v = carbon - sulphur, reacting - sulphur
    cosine = u @ v / np.linalg.norm(u) / np.linalg.norm(v)
    return {
        "warhead_distance": round(float(np.linalg.norm(v)), 4),
        "warhead_angle": round(float(np.degrees(np.arccos(cosine))), 3),
    }


def _anchors(system: System, chain: str, anchors: dict[str, str]) -> dict[str, list[int]]:
    """Rows of the side-chain atoms of each anchor, by pocket."""
    rows: dict[int, list[int]] = {}
    number = 0
    for one in system.structure[0]:
        for residue in one:
            for atom in residue:
                if one.name == chain and atom.name not in BACKBONE:
                    rows.setdefault(residue.seqid.num or 0, []).append(number)
                number += 1
    return {pocket: rows[int(label[1:])] for pocket, label in anchors.items() if label}
