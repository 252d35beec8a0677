"""Ran far from the groove, so that roles can be recognised: its sequence on a bundle of ideal helices.

The fold is not Ran's.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from nesgroove.chem.components import nucleotide_states
from nesgroove.errors import ConfigError
from nesgroove.identify.sequences import reference_sequences
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from phantom.backbone import HELIX_PHI, HELIX_PSI, main_chain
from phantom.energy import contact_distances, squared_distances
from phantom.linkage import rotation
from phantom.parts import Part, component, ligand_of_component
from phantom.sidechain import atoms_around, ease, pack, polymer

NUCLEOTIDE_NUMBER = 301
"""Author's number of the nucleotide, in Ran's chain."""

FAR = 25.1
"""No atom of Ran is nearer to a pocket's centre than this, A."""

_TURNS: dict[int, tuple[tuple[int, int], ...]] = {
    3: ((-115, 159), (-56, -31), (-77, 122), (-83, 2)),
    17: ((-46, 140), (-70, -11), (-78, -49), (-79, -26)),
    31: ((-68, 152), (-100, 120), (-125, 131), (-99, 131)),
    45: ((-42, 125), (-65, -27), (-122, 128), (-105, 101)),
    54: ((-55, -38), (-69, -44), (-64, 158), (-110, 98)),
    69: ((-75, 108), (-87, 15), (-109, 122), (-67, -31)),
    83: ((-70, -26), (-62, -56), (-90, 131), (-62, 166)),
    98: ((-68, -25), (-71, -8), (-92, 112), (-122, 121)),
    112: ((-62, 131), (-70, 150), (-85, 122), (-110, 130)),
    127: ((-63, -43), (-65, -25), (-68, 123), (-88, 104)),
    141: ((-68, 162), (-97, 156), (-94, 140), (-90, 136)),
    156: ((-73, 161), (-72, 165), (-61, 141), (-75, 158)),
    168: ((-68, -10), (-87, -14), (-55, 154), (-96, 111)),
    176: ((-70, 1), (-113, 119), (-97, 8), (-94, 124), (-65, 132), (-46, 138), (-71, -2), (-44, -38), (-65, 121)),
    187: ((-33, 158), (-98, 141), (-53, 140), (-101, 111)),
    206: ((-63, -29), (-72, 134), (-73, 145), (-84, -60)),
}  # fmt: skip
"""phi and psi of the turns, by the number of their first residue; all else is helix. Turns end before each
proline, which has no place inside a helix. Grown once, turn by turn, from random ones in the allowed regions
of the Ramachandran plot: those without a clash that make the chain most compact."""

_DIRECTION = np.array([-0.5, 0.3, -0.8])
"""Where Ran is seen from the groove: behind it, at the wide end."""

_ANGLES = (-58.0, -7.0, 47.0)
"""How Ran is turned about x, then y, then z (degrees): of some hundred ways, that with the most contacts."""

_GIVE = 0.5
"""How far atoms may slide into each other (A) before side chains give way."""


@cache
def _free_ran() -> Part:
    sequence = reference_sequences()["RAN_HUMAN"].sequence
    torsions = [(HELIX_PHI, HELIX_PSI)] * len(sequence)
    for first, shape in _TURNS.items():
        torsions[first - 1 : first - 1 + len(shape)] = shape
    chain = main_chain(torsions)
    turn = np.eye(3)
    for axis, angle in zip(np.eye(3), _ANGLES, strict=True):
        turn = rotation(axis, float(np.radians(angle))) @ turn
    return pack(polymer(sequence, 1, (chain - chain.mean(axis=(0, 1))) @ turn.T))


def build_ran(receptor: Part) -> Part:
    """Ran, touching XPO1 on the side that looks away from the groove.

    Parameters
    ----------
    receptor
        XPO1 in the groove frame.
    """
    ran = _free_ran()
    ran = ran.moved(_slid(ran, receptor, _DIRECTION, far=FAR, give=_GIVE))
    near = (squared_distances(ran.xyz, receptor.xyz) < 8.0**2).any(axis=1)
    away = set(ran.numbers) - {ran.numbers[i] for i in ran.residue[near].tolist()}
    return ease(ran, atoms_around(receptor), frozen=away)


def build_nucleotide(name: str, ran: Part, receptor: Part) -> Part:
    """A nucleotide against Ran's surface, on the side that looks away from XPO1.

    Raises
    ------
    ConfigError
        It is not one of Ran's nucleotides.
    """
    if name not in nucleotide_states():
        raise ConfigError(
            f"{name!r} is not a nucleotide of Ran",
            step="phantom",
            remedy=f"Name one of {' '.join(sorted(nucleotide_states()))}",
        )
    template = component(name)
    xyz = template.xyz - template.xyz.mean(axis=0) + ran.xyz.mean(axis=0)
    ligand = ligand_of_component(template, NUCLEOTIDE_NUMBER, xyz)
    outwards = ran.xyz.mean(axis=0) - receptor.xyz.mean(axis=0)
    return ligand.moved(_slid(ligand, ran, outwards))


def _slid(part: Part, wall: Part, direction: FloatArray, *, far: float = 0.0, give: float = 0.0) -> FloatArray:
    """Slide a part in from afar until it touches the wall, or is as near to the pockets as it may be."""
    direction = direction / np.linalg.norm(direction)
    points = np.vstack([wall.xyz, XPO1.centres])
    to_centres = np.full((len(part.names), len(points) - len(wall.names)), far)
    least = np.hstack([contact_distances(part.elements, wall.elements) - give, to_centres])
    # An atom that slides along a line meets a sphere at a point that has a formula.
    along = (points @ direction)[None] - (part.xyz @ direction)[:, None]
    squared = ((part.xyz[:, None] - points[None]) ** 2).sum(axis=-1) - along**2
    meets = squared < least**2
    return np.array(part.xyz + (along[meets] + np.sqrt((least**2 - squared)[meets])).max() * direction)
