"""Atoms of occupants near the groove, in the groove frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.measure.area import BareAreas
from nesgroove.measure.cargo import cargo_pose
from nesgroove.measure.completeness import has_wall
from nesgroove.measure.groove import Groove
from nesgroove.measure.occupancy import NEAR_GROOVE
from nesgroove.measure.registry import Measure
from nesgroove.model.complex import POCKET_REACH, Occupant
from nesgroove.model.record import Record, number, text
from nesgroove.model.structure import BACKBONE, FloatArray, IntArray
from nesgroove.model.target import XPO1


class OccupantAtomRecord(Record):
    """One atom of an occupant near the groove, in the groove frame."""

    table: ClassVar[str] = "occupant_atoms"
    about: ClassVar[str] = "One row per occupant's heavy atom within 7 A of a pocket centre, in the groove frame"
    sort_by: ClassVar[tuple[str, ...]] = (
        "entry", "complex", "kind", "occupant", "auth_seq_id", "ins_code", "atom",
    )  # fmt: skip

    complex: str = Field(description="Complex")
    occupant: str = Field(description="Chain id, or component, chain and number of an inhibitor")
    kind: str = Field(description="cargo or inhibitor")
    residue: str = text("Residue of the occupant: F12, V6A:C:1101")
    auth_seq_id: int | None = number("Author's number of that residue", "", 0)
    ins_code: str = text("Insertion code")
    atom: str = text("Atom name")
    element: str = text("Element symbol in capitals")
    x: float | None = number("Along the groove", "A", 3)
    y: float | None = number("Across the groove", "A", 3)
    z: float | None = number("Out to the solvent", "A", 3)
    pocket: str = text("Pocket whose centre is within 5 A and nearest; empty for none")
    anchor: str = text("For side-chain atoms of an anchor its name: Phi3; its pocket where the direction is not known")
    area: float | None = number("Solvent-accessible area of the atom in the occupant alone", "A^2", 1)
    exposed: float | None = number("What of that XPO1 leaves free; other chains are not counted", "A^2", 1)


class OccupantAtoms(Measure):
    """Where the atoms of each occupant lie."""

    record = OccupantAtomRecord

    def rows(self, groove: Groove) -> Iterator[OccupantAtomRecord]:
        """Make a row for each atom of each occupant near the groove."""
        for occupant in groove.complex.occupants:
            yield from _atoms(groove, occupant)


def _atoms(groove: Groove, occupant: Occupant) -> Iterator[OccupantAtomRecord]:
    structure = groove.structure
    phi = {}
    if occupant.kind == "cargo":
        anchors = groove.once(cargo_pose, occupant).anchors
        phi = {anchor.residue: anchor.name or pocket for pocket, anchor in anchors.items()}
    atoms, near = _near_groove(groove, occupant)
    areas: list[tuple[float | None, float | None]] = [(None, None)] * len(atoms)
    if groove.once(has_wall):
        bare = BareAreas(structure.atoms, groove.xyz, structure.atom_indices(occupant.residues))
        alone, beside = groove.sums.exposed(structure.atoms, groove.xyz, atoms, bare, groove.receptor)
        areas = list(zip(alone.tolist(), np.minimum(alone, beside).tolist(), strict=True))
    for atom, distance, (area, exposed) in zip(atoms.tolist(), near, areas, strict=True):
        residue = structure.residues[structure.atoms.residue[atom]]
        name = str(structure.atoms.name[atom])
        x, y, z = groove.xyz[atom].tolist()
        yield OccupantAtomRecord(
            entry=structure.entry,
            complex=groove.complex.id,
            occupant=occupant.name,
            kind=occupant.kind,
            residue=residue.label,
            auth_seq_id=residue.auth_seq_id,
            ins_code=residue.ins_code,
            atom=name,
            element=str(structure.atoms.element[atom]),
            x=x,
            y=y,
            z=z,
            pocket=XPO1.pockets[int(distance.argmin())] if distance.min() < POCKET_REACH else "",
            anchor=phi.get(residue.index, "") if name not in BACKBONE else "",
            area=area,
            exposed=exposed,
        )


def _near_groove(groove: Groove, occupant: Occupant) -> tuple[IntArray, FloatArray]:
    """Find the atoms of an occupant near the groove, and the distances (A) of each to the pockets' centres."""
    atoms = groove.structure.atom_indices(occupant.residues)
    distance = np.linalg.norm(groove.xyz[atoms][:, None] - XPO1.centres, axis=2)
    near = distance.min(axis=1) <= NEAR_GROOVE
    return atoms[near], distance[near]
