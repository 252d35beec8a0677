"""What each inhibitor takes of each cargo's volume, voxel by voxel in the one frame that all complexes share."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from pydantic import Field

from nesgroove.chem.radii import radii
from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.measure.cavity import painted_voxels
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.measure.overlap import OVERLAP_FROM
from nesgroove.measure.reach import STEP
from nesgroove.model.record import number, text
from nesgroove.model.structure import BoolArray, FloatArray, IntArray, SourceKind


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


BLOCK: Final = 512
"""Occupants, or anchors, that are multiplied at once: their voxels take 40 MB as floats."""


@dataclass(frozen=True)
class Body:
    """An occupant as voxels of the fixed grid, within reach of the pockets.

    Attributes
    ----------
    voxels : ndarray of bool, shape (v,)
        Those inside it.
    anchors : dict of str to ndarray of bool, shape (v,)
        Those inside the side chain of each anchor, in the order of their names.
    """

    voxels: BoolArray
    anchors: dict[str, BoolArray]


@dataclass(frozen=True)
class Overlaps:
    """Every inhibitor laid over every cargo.

    Attributes
    ----------
    inhibitors, cargoes : list of OccupantKey
        n and m of them, those that have atoms near the groove.
    shared : ndarray of int, shape (n, m)
        Voxels that both take.
    of_inhibitor, of_cargo : ndarray, shape (n, m)
        That as parts of the voxels of each; nan where it has none.
    names : list of tuple of str
        Anchors of each cargo.
    displaced : list of ndarray of bool, shape (n, a)
        Of each cargo, which of its a anchors each inhibitor displaces.
    """

    inhibitors: list[OccupantKey]
    cargoes: list[OccupantKey]
    shared: IntArray
    of_inhibitor: FloatArray
    of_cargo: FloatArray
    names: list[tuple[str, ...]]
    displaced: list[BoolArray]

    def displaced_by(self, inhibitor: int, cargo: int) -> tuple[str, ...]:
        """Name the anchors of a cargo that an inhibitor displaces, both by their place."""
        return tuple(
            name for name, taken in zip(self.names[cargo], self.displaced[cargo][inhibitor].tolist(), strict=True)
            if taken
        )  # fmt: skip


def overlaps(run: RunTables) -> Overlaps:
    """Lay every inhibitor over every cargo.

    Their number grows with the square of a run. Voxels that two share are products of matrices of zeros and ones, made
    in blocks: whole numbers below 2^24, which single floats hold exactly.
    """
    bodies = bodies_of(run)
    inhibitors = [key for key in bodies if key.kind == "inhibitor"]
    cargoes = [key for key in bodies if key.kind == "cargo"]
    taken = [bodies[key].voxels for key in inhibitors]
    covered = [bodies[key].voxels for key in cargoes]
    names = [tuple(bodies[key].anchors) for key in cargoes]
    sides = [side for key in cargoes for side in bodies[key].anchors.values()]
    shared, beside = _products(taken, covered), _products(taken, sides)
    parts = np.split(_parts(beside, _sizes(sides)), np.cumsum([len(own) for own in names])[:-1], axis=1)
    return Overlaps(
        inhibitors, cargoes, shared, _parts(shared, _sizes(taken)[:, None]), _parts(shared, _sizes(covered)), names,
        [part >= OVERLAP_FROM for part in parts] if cargoes else [],
    )  # fmt: skip


def bodies_of(run: RunTables) -> dict[OccupantKey, Body]:
    """Paint the occupants of a run, those that have atoms near the groove, in their order.

    Volumes are those within reach (5 A) of the pocket centres, on the fixed grid of 0.5 A in the groove frame.
    """
    atoms: dict[tuple[str, str], list[OccupantAtomRecord]] = defaultdict(list)
    for row in run.occupant_atoms:
        atoms[row.complex, row.occupant].append(row)
    return {key: _body(atoms[key.complex, key.occupant]) for key in run.occupants if atoms[key.complex, key.occupant]}


def _body(atoms: list[OccupantAtomRecord]) -> Body:
    xyz: FloatArray = np.array([(a.x, a.y, a.z) for a in atoms], dtype=float)
    sizes = radii(np.array([a.element for a in atoms], dtype=np.str_))
    anchor = np.array([a.anchor for a in atoms], dtype=np.str_)

    def painted(which: BoolArray) -> BoolArray:
        return painted_voxels(xyz[which], sizes[which])[0]

    every = np.ones(len(atoms), dtype=bool)
    return Body(painted(every), {name: painted(anchor == name) for name in sorted(set(anchor.tolist()) - {""})})


def _products(left: list[BoolArray], right: list[BoolArray]) -> IntArray:
    """Count the voxels that each of some bodies shares with each of others, shape (len(left), len(right))."""
    shared = np.zeros((len(left), len(right)), dtype=np.intp)
    for first in range(0, len(left), BLOCK):
        rows = np.array(left[first : first + BLOCK], dtype=np.float32)
        for begin in range(0, len(right), BLOCK):
            columns = np.array(right[begin : begin + BLOCK], dtype=np.float32)
            shared[first : first + BLOCK, begin : begin + BLOCK] = rows @ columns.T
    return np.asarray(shared)


def _sizes(bodies: list[BoolArray]) -> IntArray:
    return np.array([int(voxels.sum()) for voxels in bodies], dtype=np.int64)


def _parts(shared: IntArray, sizes: IntArray) -> FloatArray:
    """Divide shared voxels by all of a body; nan where it has none."""
    whole = np.where(sizes > 0, sizes, 1)
    return np.asarray(np.where(sizes > 0, shared / whole, np.nan))


def rows(run: RunTables) -> Iterator[CompetitionRecord]:
    """Make a row for each inhibitor and each cargo, one at a time: of 2,000 complexes there are some 700,000."""
    laid = overlaps(run)
    volumes = (laid.shared * STEP**3).tolist()
    of_inhibitor, of_cargo = (_or_none(parts) for parts in (laid.of_inhibitor, laid.of_cargo))
    for i, occupant in enumerate(laid.inhibitors):
        own = run.by_id[occupant.complex]
        for j, cargo in enumerate(laid.cargoes):
            displaced = laid.displaced_by(i, j)
            yield CompetitionRecord(
                entry=own.entry,
                complex=occupant.complex,
                source_kind=own.source_kind,
                occupant=occupant.occupant,
                label=occupant.label,
                group=occupant.group,
                cargo_complex=cargo.complex,
                cargo_source_kind=run.by_id[cargo.complex].source_kind,
                cargo=cargo.occupant,
                cargo_label=cargo.label,
                volume_shared=volumes[i][j],
                of_inhibitor=of_inhibitor[i][j],
                of_cargo=of_cargo[i][j],
                anchors_displaced=" ".join(displaced),
                displaced=len(displaced),
                anchors=len(laid.names[j]),
            )


def _or_none(parts: FloatArray) -> list[list[float | None]]:
    return [[None if math.isnan(part) else part for part in row] for row in parts.tolist()]


def competition(run: RunTables) -> list[CompetitionRecord]:
    """Lay every inhibitor over every cargo, as a list of rows."""
    return list(rows(run))
