"""The calibration phantoms: each plants, by geometry alone, what the measures are least sure of.

They are no structures to look at: XPO1's chain on stated helix axes (:mod:`phantom.stage`), with side-chain atoms put
where a wall, a cap or a contact asks for them. Building them needs no minimiser, so that they come out the same
everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nesgroove.model.target import XPO1
from phantom.build import CARGO_CHAIN, XPO1_CHAIN, somewhere
from phantom.encounters import encounters
from phantom.parts import THREE_LETTERS, Part
from phantom.planted import caps, caps_truth, pit, pit_truth
from phantom.stage import AXES, CROSSING, alphas, sequence_of_stage

if TYPE_CHECKING:
    import gemmi


WATER_CHAIN = "W"


@dataclass(frozen=True)
class Parts:
    """What a calibration phantom is made of, in one coordinate system.

    Attributes
    ----------
    xpo1 : Part
    ligands : tuple of Part
    cargo, waters : Part or None
    """

    xpo1: Part
    ligands: tuple[Part, ...]
    cargo: Part | None = None
    waters: Part | None = None


def _with_ligand(parts: tuple[Part, Part]) -> Parts:
    return Parts(parts[0], (parts[1],))


def _encounters() -> Parts:
    planted = encounters()
    return Parts(planted.xpo1, planted.ligands, planted.cargo, planted.waters)


@dataclass(frozen=True)
class Calibration:
    """A calibration phantom.

    Attributes
    ----------
    name, description : str
    build : callable
        Gives the parts in the groove frame.
    truth : callable
        Gives what is planted, beside the frame.
    """

    name: str
    description: str
    build: Callable[[], Parts]
    truth: Callable[[], dict[str, Any]]


_ALL = (
    Calibration(
        "phantom_pit",
        "calibration: a pit of known volume in P0, an occupant that fills a known part of it",
        lambda: _with_ligand(pit()),
        lambda: {"pit": pit_truth()},
    ),
    Calibration(
        "phantom_caps",
        "calibration: single atoms in P0, P2 and P4, caps of which an occupant buries",
        lambda: _with_ligand(caps()),
        lambda: {"caps": caps_truth()},
    ),
    Calibration(
        "phantom_contacts",
        "calibration: a contact of each type, and beside each a pair that just makes none",
        _encounters,
        lambda: {"contacts": list(encounters().truth)},
    ),
)

CALIBRATION: dict[str, Calibration] = {item.name: item for item in _ALL}
"""The calibration phantoms by name."""


def build_calibration(item: Calibration) -> tuple[gemmi.Structure, dict[str, Any]]:
    """Build a calibration phantom.

    Parameters
    ----------
    item
        Which one.

    Returns
    -------
    structure : gemmi.Structure
    truth : dict
        What is planted in it, from the stated geometry.
    """
    from phantom.writer import Layout, empty_structure

    rotation, origin = somewhere(item.name)
    parts = item.build()

    def moved(part: Part) -> Part:
        return part.moved(np.round(part.xyz @ rotation.T + origin, 3))

    structure = empty_structure(item.name, item.description)
    layout = Layout(structure)
    layout.polymer(XPO1_CHAIN, moved(parts.xpo1), [THREE_LETTERS[letter] for letter in sequence_of_stage()], 0)
    if parts.cargo is not None:
        layout.polymer(CARGO_CHAIN, moved(parts.cargo), parts.cargo.components, 0)
    for ligand in parts.ligands:
        layout.ligand(XPO1_CHAIN, moved(ligand))
    if parts.waters is not None:
        layout.water(WATER_CHAIN, moved(parts.waters))
    layout.finish()
    return structure, _frame_truth(item.name) | item.truth()


def _frame_truth(name: str) -> dict[str, Any]:
    """What every stage plants: where the groove frame is, by hand, and distances of its stated atoms."""
    ca, (rotation, origin) = alphas(), somewhere(name)
    first, second = (np.array(AXES[helix].centre) for helix in ("H11A", "H12A"))
    return {
        "entry": name,
        "phantom": True,
        "xpo1_chain": XPO1_CHAIN,
        "frame": {"rotation": np.round(rotation.T, 9).tolist(), "origin": np.round(origin, 6).tolist()},
        "crossing_angle": CROSSING,
        "helix_distance": round(float(np.linalg.norm(first - second)), 4),
        **{f"ca_{a}_{b}": round(float(np.linalg.norm(ca[a] - ca[b])), 4) for a, b in XPO1.stations},
    }
