"""What each inhibitor takes of each cargo's volume, voxel by voxel in the one frame that all complexes share."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.chem.radii import radii
from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.measure.cavity import painted_voxels
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.measure.overlap import anchor_overlaps, displaced_anchors
from nesgroove.measure.reach import STEP
from nesgroove.model.record import number, text
from nesgroove.model.structure import BoolArray, FloatArray, SourceKind


class CompetitionRecord(ComparisonRecord):
    """What one inhibitor takes of one cargo's place."""

    table: ClassVar[str] = "competition"
    about: ClassVar[str] = "Every inhibitor against every cargo: volume shared in the groove, anchors displaced"
    sort_by: ClassVar[tuple[str, ...]] = ("group", "complex", "occupant", "cargo_complex", "cargo")
    rank: ClassVar[int] = 3

    complex: str = Field(description="Complex of the inhibitor")
    source_kind: SourceKind = Field(description="What it is")
    occupant: str = Field(description="Inhibitor")
    label: str = Field(description="Its name in figures")
    group: str = Field(description="Compound")
    cargo_complex: str = Field(description="Complex of the cargo")
    cargo_source_kind: SourceKind = Field(description="What it is")
    cargo: str = Field(description="Chain of the cargo")
    cargo_label: str = Field(description="Its name in figures")
    volume_shared: float | None = number("Volume within reach of the pockets that both take", "A^3", 1)
    of_inhibitor: float | None = number("That, over the inhibitor's volume there", "", 3)
    of_cargo: float | None = number("That, over the cargo's volume there", "", 3)
    anchors_displaced: str = text("Anchors of whose side chain the inhibitor takes a fifth or more: Phi2 Phi3")
    displaced: int | None = number("How many of the anchors", "", 0)
    anchors: int | None = number("How many anchors the cargo has", "", 0)


class _Body:
    """An occupant as voxels of the fixed grid."""

    def __init__(self, atoms: list[OccupantAtomRecord]) -> None:
        self.xyz: FloatArray = np.array([(a.x, a.y, a.z) for a in atoms], dtype=float)
        self.radii = radii(np.array([a.element for a in atoms], dtype=np.str_))
        self.anchor = np.array([a.anchor for a in atoms], dtype=np.str_)
        self.voxels = self._paint(np.ones(len(atoms), dtype=bool))
        self.anchors = {name: self._paint(self.anchor == name) for name in sorted(set(self.anchor.tolist()) - {""})}

    def _paint(self, atoms: BoolArray) -> BoolArray:
        return painted_voxels(self.xyz[atoms], self.radii[atoms])[0]


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


def _row(run: RunTables, occupant: OccupantKey, body: _Body, other: OccupantKey, cargo: _Body) -> CompetitionRecord:
    voxel = STEP**3
    shared = int((body.voxels & cargo.voxels).sum())
    displaced = displaced_anchors(anchor_overlaps(body.voxels, cargo.anchors))
    return CompetitionRecord(
        entry=run.by_id[occupant.complex].entry,
        complex=occupant.complex,
        source_kind=run.by_id[occupant.complex].source_kind,
        occupant=occupant.occupant,
        label=occupant.label,
        group=occupant.group,
        cargo_complex=other.complex,
        cargo_source_kind=run.by_id[other.complex].source_kind,
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


rows = competition
