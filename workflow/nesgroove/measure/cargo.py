"""A cargo's anchors, direction and class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.chem.residue_chemistry import missing_atoms, template_of
from nesgroove.measure.direction import Direction, direction_of
from nesgroove.measure.groove import Groove
from nesgroove.measure.nes_class import nes_class
from nesgroove.measure.registry import Measure
from nesgroove.measure.seen import reported
from nesgroove.model.averages import mean_given
from nesgroove.model.chain_order import chain_order, main_chain
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
    direction: str = text(
        "'plus': N to C terminus along +x; 'minus': the other way; empty where the anchors do not follow the sequence "
        "or correlation is below 0.7"
    )
    correlation: float | None = number(
        "Correlation of the sequence with x: the anchors' or the backbone's near the groove, whichever is weaker", "", 2
    )
    nes_class: str = text(
        "Class by the spacing of the anchors: 1a, 1b, 1c, 1d, 2, 3, 4; 1a-R to 1d-R reversed; empty where no class "
        "fits alone"
    )
    pocket: str = Field(description="P0 to P4")
    anchor: str = text(
        "Phi0 to Phi4 along +x; for 'minus', Phi1 (P4) to Phi5 (P0), as Fung et al. 2015 count. Empty: no anchor, or "
        "no direction to count in"
    )
    residue: str = text("The anchor residue, in the author's numbers: F12")
    distance: float | None = number("Side-chain centre to pocket centre", "A")
    x: float | None = number("Side-chain centre on the ruler", "A")
    component: str = text("Component id of the residue")
    auth_seq_id: int | None = number("Author's number", "", 0)
    ins_code: str = text("Insertion code")
    label_chain: str = text("Label chain id")
    label_seq_id: int | None = number("Label number, where the file has one", "", 0)
    b_factor: float | None = number("Mean B factor of its side chain (pLDDT in predicted models)", "A^2")
    rscc: float | None = number("Real-space correlation of the residue with the density, as reported", "", 3)
    q_score: float | None = number("Its Q-score, of entries of electron microscopy, as reported", "", 3)
    spacing: str = text(
        "Residues of the sequence from one anchor to the next, from the N terminus: 3-4-4-2; '?' where residues are "
        "missing and nothing says how many"
    )


ANCHOR_REACH = 3.5
"""A hydrophobic residue whose side-chain centre is this close (A) to a pocket's centre is its anchor. Those of
3GJX lie within 1 A; half the shortest distance between two pockets is 2.7 A, and larger side chains sit
off-centre by one more bond."""


HYDROPHOBIC = frozenset("LIVMFWYAPC")
"""Residues that may fill a pocket. Export signals are read as L, I, V, M and F (Fung et al. 2017); structures
also show proline (Rev), alanine and tryptophan in pockets."""


BACKBONE_REACH = 8.0
"""C-alpha atoms this close (A) to a pocket's centre show which way the chain runs: an export signal's backbone lies
5 to 8 A above the pockets."""


@dataclass(frozen=True)
class Anchor:
    """The residue in one pocket.

    Attributes
    ----------
    pocket : str
    name : str
        ``Phi0`` to ``Phi5``; empty where the direction is not known.
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
    course : Direction
        Which way the chain runs, or why that is not known.
    nes_class : str
        Empty where the spacing fits none, or more than one.
    anchors : dict of str to Anchor
        By pocket; a pocket without an anchor is not in it.
    spacing : tuple of int or None
        Residues of the sequence from one anchor to the next, from the N terminus; None where it is not known.
    """

    course: Direction
    nes_class: str
    anchors: dict[str, Anchor]
    spacing: tuple[int | None, ...]

    @property
    def direction(self) -> str:
        """``plus`` where the chain runs from N to C along +x, ``minus``, or empty where it is not known."""
        return self.course.direction


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
    chain = chain_order(main_chain(complex_.structure, cargo.residues))
    at = {cargo.residues[row]: place for place, row in enumerate(chain.order)}
    centres = _side_chain_centres(complex_, cargo, xyz)
    chosen = _assign(centres)
    places = {pocket: at[chosen[pocket][0]] for pocket in XPO1.pockets if pocket in chosen}
    count = chain.counted
    course = direction_of(
        [(count[place], float(centres[chosen[pocket][0]][0])) for pocket, place in places.items()],
        _backbone(complex_, cargo, xyz, {index: count[place] for index, place in at.items()}),
        certain=chain.certain,
    )
    anchors = {
        pocket: Anchor(pocket, _phi(pocket, course.direction), residue, centres[residue], distance)
        for pocket, (residue, distance) in chosen.items()
    }
    steps = {
        (a, b): chain.steps_between(places[a], places[b])
        for a, b in pairwise(XPO1.pockets)
        if a in places and b in places
    }
    spacing = tuple(chain.steps_between(a, b) for a, b in pairwise(sorted(places.values())))
    return CargoPose(course, nes_class(steps, frozenset(places), course.direction), anchors, spacing)


class Anchors(Measure):
    """The residue of each cargo that fills each pocket."""

    record = AnchorRecord

    def rows(self, groove: Groove) -> Iterator[AnchorRecord]:
        """Make a row for each pocket of each cargo; a pocket without an anchor has one too."""
        for cargo in groove.complex.cargoes:
            pose = groove.once(cargo_pose, cargo)
            for pocket in XPO1.pockets:
                yield _anchor_row(groove, cargo, pose, pocket)


def spacing_text(pose: CargoPose) -> str:
    """Write the spacing of a pose: ``3-4-4-2``, with ``?`` where it is not known."""
    return "-".join("?" if step is None else str(step) for step in pose.spacing)


def _anchor_row(groove: Groove, cargo: Occupant, pose: CargoPose, pocket: str) -> AnchorRecord:
    anchor = pose.anchors.get(pocket)
    residue = groove.structure.residues[anchor.residue] if anchor else None
    fit = reported(groove, anchor.residue) if anchor else None
    return AnchorRecord(
        entry=groove.structure.entry,
        complex=groove.complex.id,
        cargo_chain=cargo.name,
        direction=pose.direction,
        correlation=pose.course.correlation,
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
        b_factor=_side_chain_b(groove, anchor.residue) if anchor else None,
        rscc=fit.rscc if fit else None,
        q_score=fit.q_score if fit else None,
        spacing=spacing_text(pose),
    )


def incomplete_side_chains(groove: Groove, cargo: Occupant) -> list[tuple[str, list[str]]]:
    """List hydrophobic residues of a cargo above the pockets with the side-chain atoms that the file lacks.

    Parameters
    ----------
    groove, cargo
        The complex and the cargo in its groove.

    Returns
    -------
    list of (str, list of str)
        Residues that may be anchors, and names of atoms.
    """
    structure = groove.structure
    incomplete = []
    for index in cargo.residues:
        ca = structure.atom_of(index, "CA")
        if structure.residues[index].code not in HYDROPHOBIC or ca is None:
            continue
        template = template_of(structure, index, {})
        near = np.linalg.norm(XPO1.centres - groove.xyz[ca], axis=1).min() < BACKBONE_REACH
        if template is not None and near:
            names = [name for name in missing_atoms(structure, index, template) if name not in BACKBONE]
            if names:
                incomplete.append((structure.residues[index].label, names))
    return incomplete


def _side_chain_b(groove: Groove, residue: int) -> float | None:
    return mean_given(groove.structure.atoms.b_factor[_side_chain(groove.complex, residue)])


def _side_chain(complex_: Complex, index: int) -> list[int]:
    structure, residue = complex_.structure, complex_.structure.residues[index]
    return [i for i in range(residue.start, residue.stop) if structure.atoms.name[i] not in BACKBONE]


def _side_chain_centres(complex_: Complex, cargo: Occupant, xyz: FloatArray) -> dict[int, FloatArray]:
    centres = {}
    for index in cargo.residues:
        if complex_.structure.residues[index].code in HYDROPHOBIC and (atoms := _side_chain(complex_, index)):
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


def _backbone(
    complex_: Complex, cargo: Occupant, xyz: FloatArray, count: Mapping[int, float]
) -> list[tuple[float, float]]:
    """Place in the sequence and x of each C-alpha near the pockets."""
    points = []
    for index in cargo.residues:
        atom = complex_.structure.atom_of(index, "CA")
        if atom is not None and np.linalg.norm(XPO1.centres - xyz[atom], axis=1).min() < BACKBONE_REACH:
            points.append((count[index], float(xyz[atom][0])))
    return points


def _phi(pocket: str, direction: str) -> str:
    """Name an anchor; without a direction it is not known from which end they are counted."""
    number = XPO1.pockets.index(pocket)
    return {"plus": f"Phi{number}", "minus": f"Phi{5 - number}"}.get(direction, "")
