"""The one-turn element of an export signal: psi where its chain turns from helix to strand.

Every export signal has it, whichever way it runs (Fung et al. 2017, doi:10.7554/eLife.23961, Fig. 3B): from Phi2 to
Phi3 in a plus signal, from Phi2-1 to Phi2+2 in a minus signal, whose anchors are counted from P4. Lys568 holds the two
main-chain oxygens at its ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar, Final

import numpy as np

from nesgroove.measure.cargo import cargo_pose
from nesgroove.measure.groove import Groove
from nesgroove.measure.scalar import ScalarMeasure
from nesgroove.model.chain_order import BONDED, chain_order, main_chain
from nesgroove.model.complex import Occupant
from nesgroove.model.points import torsion
from nesgroove.model.structure import Structure

TURN: Final[dict[str, tuple[tuple[str, str, int], ...]]] = {
    "plus": (("psi_phi2", "Phi2", 0), ("psi_phi2_plus1", "Phi2", 1), ("psi_phi2_plus2", "Phi2", 2),
             ("psi_phi3", "Phi3", 0)),
    "minus": (("psi_phi2_plus2", "Phi2", 2), ("psi_phi2_plus1", "Phi2", 1), ("psi_phi2", "Phi2", 0),
              ("psi_phi2_minus1", "Phi2", -1)),
}  # fmt: skip
"""By direction: measure, anchor, and residues from it to the C terminus; in the order in which the paper lists them."""


class TurnPsi(ScalarMeasure):
    """Main-chain torsion psi (N, CA, C, N of the next) at the residues of the turn of the cargo.

    Of several chains in the groove, the one with most atoms there that has a direction. Nothing is measured where the
    direction is not known, the anchor is not there, or the residues on the way are not joined by peptide bonds.
    """

    about: ClassVar = {
        "psi_phi2": ("deg", "psi of the cargo's anchor Phi2 (of a minus signal the anchor in P3)"),
        "psi_phi2_plus1": ("deg", "psi one residue after it, towards the C terminus"),
        "psi_phi2_plus2": ("deg", "psi two residues after it"),
        "psi_phi3": ("deg", "psi of the anchor Phi3 of a plus signal"),
        "psi_phi2_minus1": ("deg", "psi one residue before Phi2 of a minus signal"),
    }
    torsions = frozenset(about)

    def values(self, groove: Groove) -> Iterator[tuple[str, float | None]]:
        """Measure the cargo; what the turn of its direction does not have is not in it."""
        turns = (turn_psi(groove, cargo) for cargo in groove.complex.cargoes)
        yield from next((turn for turn in turns if turn), {}).items()


def turn_psi(groove: Groove, cargo: Occupant) -> dict[str, float | None]:
    """Measure psi along the turn of one cargo, degrees; None for what its file does not give."""
    pose = groove.once(cargo_pose, cargo)
    structure = groove.structure
    order = [cargo.residues[row] for row in chain_order(main_chain(structure, cargo.residues)).order]
    anchors = {anchor.name: anchor.residue for anchor in pose.anchors.values()}
    found: dict[str, float | None] = {}
    for measure, anchor, step in TURN.get(pose.direction, ()):
        residue = _along(structure, order, anchors.get(anchor), step)
        found[measure] = None if residue is None else _psi(structure, order, residue)
    return found


def _along(structure: Structure, order: list[int], residue: int | None, step: int) -> int | None:
    """Go along the chain from bonded residue to bonded residue; None where it ends or breaks."""
    if residue is None or residue not in order:
        return None
    start = order.index(residue)
    first, last = sorted((start, start + step))
    if first < 0 or last >= len(order):
        return None
    way = order[first : last + 1]
    joined = all(_joined(structure, a, b) for a, b in pairwise(way))
    return order[start + step] if joined else None


def _psi(structure: Structure, order: list[int], residue: int) -> float | None:
    following = _along(structure, order, residue, 1)
    if following is None:
        return None
    names = ((residue, "N"), (residue, "CA"), (residue, "C"), (following, "N"))
    atoms = [structure.atom_of(index, name) for index, name in names]
    xyz = [structure.atoms.xyz[atom] for atom in atoms if atom is not None]
    return torsion(*xyz) if len(xyz) == 4 else None


def _joined(structure: Structure, first: int, second: int) -> bool:
    c, n = structure.atom_of(first, "C"), structure.atom_of(second, "N")
    if c is None or n is None:
        return False
    return BONDED[0] <= float(np.linalg.norm(structure.atoms.xyz[c] - structure.atoms.xyz[n])) <= BONDED[1]
