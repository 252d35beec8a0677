"""A cargo's anchors, direction and class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from nesgroove.measure.groove import Groove
from nesgroove.measure.registry import Measure
from nesgroove.model.complex import Complex, Occupant
from nesgroove.model.record import Record, number, text
from nesgroove.model.structure import BACKBONE, FloatArray
from nesgroove.model.target import XPO1


class AnchorRecord(Record):
    """The residue of a cargo that fills one pocket."""

    table: ClassVar[str] = "anchors"
    about: ClassVar[str] = "One row per complex, cargo and pocket"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "cargo_chain", "pocket")

    complex: str = Field(description="Complex")
    cargo_chain: str = Field(description="Author's chain id of the cargo")
    direction: str = text("'plus': N to C terminus along +x; 'minus': the other way")
    nes_class: str = text("Class by the spacing of the anchors (1a, 1b, 1c, 1d, 2, 3, 4; -R reversed)")
    pocket: str = Field(description="P0 to P4")
    anchor: str = text(
        "Phi0 to Phi4 along +x; for 'minus', Phi1 (P4) to Phi5 (P0), as Fung et al. 2015 count. Empty: no anchor"
    )
    residue: str = text("The anchor residue, in the author's numbers: F12")
    distance: float | None = number("Side-chain centre to pocket centre", "A")
    x: float | None = number("Side-chain centre on the ruler", "A")
    component: str = text("Component id of the residue")
    auth_seq_id: int | None = number("Author's number", "", 0)
    ins_code: str = text("Insertion code")
    label_chain: str = text("Label chain id")
    label_seq_id: int | None = number("Label number, where the file has one", "", 0)
    spacing: str = text("Residues from one anchor to the next, from the N terminus: 3-4-4-2")


ANCHOR_REACH = 3.5
"""A hydrophobic residue whose side-chain centre is this close (A) to a pocket's centre is its anchor. Those of
3GJX lie within 1 A; half the shortest distance between two pockets is 2.7 A, and larger side chains sit
off-centre by one more bond."""


HYDROPHOBIC = frozenset("LIVMFWYAPC")
"""Residues that may fill a pocket. Export signals are read as L, I, V, M and F (Fung et al. 2017); structures
also show proline (Rev), alanine and tryptophan in pockets."""


PATTERNS = {
    "1a": (4, 3, 2),
    "1b": (3, 3, 2),
    "1c": (4, 4, 2),
    "1d": (3, 4, 2),
    "2": (2, 3, 2),
    "3": (3, 4, 3),
}
"""Residues from one anchor to the next for the anchors in P1 to P4 (class 3: in P0 to P3, where mDia2 and CDC7
have theirs, or in P1 to P4). Fung et al. 2017 (doi:10.7554/eLife.23961); 1a and 1c from PKI and snurportin."""


CLASS_4 = (3, 4, 3, 4)
"""Class 4 has five anchors, in P0 to P4."""


@dataclass(frozen=True)
class Anchor:
    """The residue in one pocket.

    Attributes
    ----------
    pocket : str
    name : str
        ``Phi0`` to ``Phi5``.
    residue : int
        Residue index.
    centre : ndarray, shape (3,)
        Side-chain centre in the groove frame, A.
    distance : float
        To the pocket's centre, A.
    """

    pocket: str
    name: str
    residue: int
    centre: FloatArray
    distance: float


@dataclass(frozen=True)
class CargoPose:
    """How a cargo lies in the groove.

    Attributes
    ----------
    direction : {'plus', 'minus', ''}
        ``plus`` where the chain runs from N to C along +x; empty where it is not known.
    nes_class : str
        Empty where the spacing fits none.
    anchors : dict of str to Anchor
        By pocket; a pocket without an anchor is not in it.
    spacing : tuple of int
        Residues from one anchor to the next, from the N terminus.
    monotonic : bool
        Whether the anchors follow the chain from pocket to pocket.
    """

    direction: Literal["plus", "minus", ""]
    nes_class: str
    anchors: dict[str, Anchor]
    spacing: tuple[int, ...]
    monotonic: bool


def cargo_pose(groove: Groove, cargo: Occupant) -> CargoPose:
    """Read a cargo's pose.

    Parameters
    ----------
    groove, cargo
        The complex and the cargo in its groove.

    Returns
    -------
    CargoPose
    """
    complex_, xyz = groove.complex, groove.xyz
    order = {index: place for place, index in enumerate(cargo.residues)}
    centres = _side_chain_centres(complex_, cargo, xyz)
    chosen = _assign(centres)
    direction = _direction(complex_, cargo, xyz, chosen, order)
    anchors = {
        pocket: Anchor(pocket, _phi(pocket, direction), residue, centres[residue], distance)
        for pocket, (residue, distance) in chosen.items()
    }
    index_at = {pocket: order[anchor.residue] for pocket, anchor in anchors.items()}
    in_sequence = sorted(index_at.values())
    spacing = tuple(b - a for a, b in pairwise(in_sequence))
    return CargoPose(
        direction,
        _nes_class(index_at, direction),
        anchors,
        spacing,
        _monotonic(index_at),
    )


class Anchors(Measure):
    """The residue of each cargo that fills each pocket."""

    record = AnchorRecord

    def rows(self, groove: Groove) -> Iterator[AnchorRecord]:
        """Make a row for each pocket of each cargo; a pocket without an anchor has one too."""
        for cargo in groove.complex.cargoes:
            pose = groove.once(cargo_pose, cargo)
            for pocket in XPO1.pockets:
                yield _anchor_row(groove, cargo, pose, pocket)


def _anchor_row(groove: Groove, cargo: Occupant, pose: CargoPose, pocket: str) -> AnchorRecord:
    anchor = pose.anchors.get(pocket)
    residue = groove.structure.residues[anchor.residue] if anchor else None
    return AnchorRecord(
        entry=groove.structure.entry,
        complex=groove.complex.id,
        cargo_chain=cargo.name,
        direction=pose.direction,
        nes_class=pose.nes_class,
        pocket=pocket,
        anchor=anchor.name if anchor else "",
        residue=residue.label if residue else "",
        distance=anchor.distance if anchor else None,
        x=float(anchor.centre[0]) if anchor else None,
        component=residue.component if residue else "",
        auth_seq_id=residue.auth_seq_id if residue else None,
        ins_code=residue.ins_code if residue else "",
        label_chain=residue.label_chain if residue else "",
        label_seq_id=residue.label_seq_id if residue else None,
        spacing="-".join(map(str, pose.spacing)),
    )


def _side_chain_centres(complex_: Complex, cargo: Occupant, xyz: FloatArray) -> dict[int, FloatArray]:
    structure = complex_.structure
    centres = {}
    for index in cargo.residues:
        residue = structure.residues[index]
        if residue.code not in HYDROPHOBIC:
            continue
        atoms = [i for i in range(residue.start, residue.stop) if structure.atoms.name[i] not in BACKBONE]
        if atoms:
            centres[index] = xyz[atoms].mean(axis=0)
    return centres


def _assign(centres: dict[int, FloatArray]) -> dict[str, tuple[int, float]]:
    """Give each pocket the nearest side chain; a side chain that is nearest to two goes to the nearer one."""
    pairs = sorted(
        (float(np.linalg.norm(centre - pocket_centre)), pocket, residue)
        for residue, centre in centres.items()
        for pocket, pocket_centre in zip(XPO1.pockets, XPO1.centres, strict=True)
    )
    chosen: dict[str, tuple[int, float]] = {}
    for distance, pocket, residue in pairs:
        taken = residue in {r for r, _ in chosen.values()}
        if distance <= ANCHOR_REACH and pocket not in chosen and not taken:
            chosen[pocket] = (residue, distance)
    return chosen


def _direction(
    complex_: Complex,
    cargo: Occupant,
    xyz: FloatArray,
    chosen: dict[str, tuple[int, float]],
    order: dict[int, int],
) -> Literal["plus", "minus", ""]:
    """Take the direction from the anchors, or from the backbone near the pockets where there are too few."""
    if len(chosen) >= 2:
        points = [(XPO1.pockets.index(pocket), order[residue]) for pocket, (residue, _) in chosen.items()]
    else:
        centres = XPO1.centres
        points = []
        for index in cargo.residues:
            atom = complex_.structure.atom_of(index, "CA")
            # The backbone runs above the pockets, 5 to 8 A from their centres.
            if atom is not None and np.linalg.norm(centres - xyz[atom], axis=1).min() < 8.0:
                points.append((xyz[atom][0], order[index]))
        if len(points) < 3:
            return ""
    x, index = np.array(points, dtype=float).T
    slope = ((x - x.mean()) * (index - index.mean())).sum()
    return "plus" if slope > 0 else "minus" if slope < 0 else ""


def _phi(pocket: str, direction: str) -> str:
    number = XPO1.pockets.index(pocket)
    return f"Phi{5 - number}" if direction == "minus" else f"Phi{number}"


def _nes_class(index_at: dict[str, int], direction: str) -> str:
    """Compare the spacing along +x with the classes; reversed signals are read from P4 to P0."""
    sign = -1 if direction == "minus" else 1
    gaps = {
        (a, b): sign * (index_at[b] - index_at[a]) for a, b in pairwise(XPO1.pockets) if a in index_at and b in index_at
    }
    suffix = "-R" if direction == "minus" else ""
    upper = tuple(gaps.get(pair) for pair in pairwise(XPO1.pockets[1:]))
    lower = tuple(gaps.get(pair) for pair in pairwise(XPO1.pockets[:4]))
    if (gaps.get(("P0", "P1")), *upper) == CLASS_4:
        return f"4{suffix}"
    for name, pattern in PATTERNS.items():
        if upper == pattern:
            return f"{name}{suffix}"
    if lower == PATTERNS["3"]:
        return f"3{suffix}"
    return ""


def _monotonic(index_at: dict[str, int]) -> bool:
    along = [index_at[pocket] for pocket in XPO1.pockets if pocket in index_at]
    return along in (sorted(along), sorted(along, reverse=True))
