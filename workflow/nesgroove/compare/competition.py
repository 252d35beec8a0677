"""What each inhibitor takes of each cargo's place, voxel by voxel in the one frame that all complexes share."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from nesgroove.chem.radii import radii
from nesgroove.compare.data import OccupantKey, RunTables
from nesgroove.compare.records import CompetitionRecord
from nesgroove.measure.cavity import reaches
from nesgroove.measure.occupancy import DISPLACED_FROM
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.model.structure import BoolArray, FloatArray


class _Body:
    """An occupant as voxels of the fixed grid."""

    def __init__(self, atoms: list[OccupantAtomRecord]) -> None:
        self.xyz: FloatArray = np.array([(a.x, a.y, a.z) for a in atoms], dtype=float)
        self.radii = radii(np.array([a.element for a in atoms], dtype=np.str_))
        self.anchor = np.array([a.anchor for a in atoms], dtype=np.str_)
        self.voxels = self._paint(np.ones(len(atoms), dtype=bool))
        self.anchors = {name: self._paint(self.anchor == name) for name in sorted(set(self.anchor.tolist()) - {""})}

    def _paint(self, chosen: BoolArray) -> BoolArray:
        reach = reaches()[0]
        painted: BoolArray = reach.sample(reach.grid.paint(self.xyz[chosen], self.radii[chosen]))
        return painted


def competition(run: RunTables) -> list[CompetitionRecord]:
    """Lay every inhibitor over every cargo.

    Volumes are those within reach (5 A) of the pocket centres, on the fixed grid of 0.5 A in the groove frame.
    """
    atoms: dict[tuple[str, str], list[OccupantAtomRecord]] = defaultdict(list)
    for row in run.occupant_atoms:
        atoms[row.complex, row.occupant].append(row)
    bodies = {key: _Body(atoms[key.complex, key.occupant]) for key in run.occupants if atoms[key.complex, key.occupant]}
    inhibitors = [key for key in bodies if key.kind == "inhibitor"]
    cargoes = [key for key in bodies if key.kind == "cargo"]
    return [_row(run, a, bodies[a], b, bodies[b]) for a in inhibitors for b in cargoes]


def _row(run: RunTables, one: OccupantKey, body: _Body, other: OccupantKey, cargo: _Body) -> CompetitionRecord:
    voxel = reaches()[0].grid.step ** 3
    shared = int((body.voxels & cargo.voxels).sum())
    displaced = [
        name
        for name, side in cargo.anchors.items()
        if side.any() and (body.voxels & side).sum() / side.sum() >= DISPLACED_FROM
    ]
    return CompetitionRecord(
        entry=run.by_id[one.complex].entry,
        complex=one.complex,
        occupant=one.occupant,
        label=one.label,
        group=one.group,
        cargo_complex=other.complex,
        cargo=other.occupant,
        cargo_label=other.label,
        volume_shared=shared * voxel,
        of_inhibitor=_part(shared, body.voxels),
        of_cargo=_part(shared, cargo.voxels),
        anchors_displaced=" ".join(displaced),
        displaced=len(displaced),
        anchors=len(cargo.anchors),
    )


def _part(shared: int, voxels: BoolArray) -> float | None:
    size = int(voxels.sum())
    return shared / size if size else None
