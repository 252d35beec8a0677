"""How much of each pocket an occupant fills, in three independent ways, and what it takes from the cargo.

``filled`` counts volume, ``buried`` counts area, the span on x counts reach; none of them is beyond doubt, so
all three are given. ``filled_vs_cargo`` relates the first to what the reference cargo fills. Whether a pocket is
``occupied`` is decided by none of them, but by ``overlap`` (:mod:`nesgroove.measure.overlap`). Crystallographic
occupancy and B factors are carried beside these numbers and never mixed into them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.chem.radii import radii
from nesgroove.measure.burial import buried_by_pocket
from nesgroove.measure.cargo import cargo_pose
from nesgroove.measure.cavity import GrooveGrid
from nesgroove.measure.completeness import has_wall, ligand_atoms
from nesgroove.measure.groove import Groove
from nesgroove.measure.overlap import Occupied, anchor_overlaps, displaced_anchors, mean_overlaps, occupied_by
from nesgroove.measure.pockets import grids_of
from nesgroove.measure.reach import mean_of_grids, scatter_of_grids
from nesgroove.measure.reference import NO_CARGO, CargoReference, PaintedCargo
from nesgroove.measure.registry import Measure
from nesgroove.model.averages import mean_given
from nesgroove.model.complex import POCKET_REACH, Occupant
from nesgroove.model.record import Record, number, text
from nesgroove.model.structure import BACKBONE, BoolArray, FloatArray, IntArray
from nesgroove.model.target import XPO1


class OccupancyRecord(Record):
    """How much of one pocket an occupant fills, in three independent ways."""

    table: ClassVar[str] = "occupancy"
    about: ClassVar[str] = "One row per complex, occupant and pocket; 'all' is the whole groove"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "kind", "occupant", "pocket")

    complex: str = Field(description="Complex")
    occupant: str = Field(description="Chain id of a cargo; component, chain and number of an inhibitor")
    kind: str = Field(description="cargo or inhibitor")
    pocket: str = Field(description="P0 to P4, or 'all'")
    filled: float | None = number("Part of the pocket's volume inside the occupant's van der Waals surface", "", 3)
    filled_sd: float | None = number("Standard deviation over sub-voxel shifts of the grid", "", 3)
    filled_vs_cargo: float | None = number("filled, divided by what the reference cargo fills", "", 3)
    buried: float | None = number(
        "Area of the pocket's residues that the occupant buries, each atom in the nearest pocket; they add up to 'all'",
        "A^2",
        1,
    )
    overlap: float | None = number(
        "Part of the side-chain volume of the reference cargo's anchor in this pocket that the occupant takes; empty "
        "where it has none there, and for 'all'",
        "",
        3,
    )
    occupied: Occupied = Field(
        default="", description="yes: overlap 0.3 or more; borderline: 0.1 to 0.3; no: below; empty without overlap"
    )
    reference_anchor: str = text("That anchor: L8")
    x_min: float | None = number("Least x of the occupant's atoms in the groove, on the ruler", "A")
    x_max: float | None = number("Greatest x", "A")
    depth: float | None = number("Depth below the mouth of its deepest atom centre in this pocket", "A")
    volume: float | None = number("Volume of the occupant inside the pocket", "A^3", 1)
    cargo_volume_taken: float | None = number("Part of the reference cargo's volume in the groove that it takes", "", 3)
    anchors_displaced: str = text("Anchors of the reference cargo that it would clash with")
    atoms: int | None = number("Heavy atoms of the occupant in the pocket", "", 0)
    atoms_missing: int | None = number("Heavy atoms of the occupant that its chemistry has and the file lacks", "", 0)
    crystal_occupancy: float | None = number("Mean crystallographic occupancy of those atoms")
    b_factor: float | None = number("Mean B factor of those atoms (pLDDT in predicted models)", "A^2")
    reference: str = text("Complex of the reference cargo that it is compared with; package:... came with nesgroove")


NEAR_GROOVE = POCKET_REACH + 2.0
"""Distance (A) from a pocket's centre within which an occupant's atom can fill any of its voxels; radii are
below 2 A. Atoms beyond it are left out of references and of occupant_atoms.tsv: a cargo may be a whole protein."""


@dataclass(frozen=True)
class PocketOccupancy:
    """One occupant in one pocket, or in the whole groove.

    Attributes
    ----------
    pocket, filled, filled_sd, filled_vs_cargo, buried, overlap, occupied, reference_anchor, x_min, x_max, depth
    volume, cargo_volume_taken, anchors_displaced, atoms, crystal_occupancy, b_factor
        As the columns of occupancy.tsv; None where there is no measurement.
    """

    pocket: str
    filled: float | None
    filled_sd: float | None
    filled_vs_cargo: float | None
    buried: float | None
    overlap: float | None
    occupied: Occupied
    reference_anchor: str
    x_min: float | None
    x_max: float | None
    depth: float | None
    volume: float | None
    cargo_volume_taken: float | None
    anchors_displaced: tuple[str, ...]
    atoms: int
    crystal_occupancy: float | None
    b_factor: float | None


def occupancy(groove: Groove, occupant: Occupant) -> list[PocketOccupancy]:
    """Measure an occupant's share of each pocket.

    Parameters
    ----------
    groove, occupant
        The complex and one of its occupants.

    Returns
    -------
    list of PocketOccupancy
        P0 to P4, then ``all``.
    """
    atoms, xyz = groove.structure.atoms, groove.xyz
    own = groove.structure.atom_indices(occupant.residues)
    reference = groove.settings.references.cargo
    own_radii = radii(atoms.element[own])
    centres = XPO1.centres
    distance = np.linalg.norm(xyz[own][:, None] - centres, axis=2)
    nearest = np.where(distance.min(axis=1) < POCKET_REACH, distance.argmin(axis=1), -1)
    in_groove = _in_groove(occupant, nearest)
    span = (float(xyz[own][in_groove, 0].min()), float(xyz[own][in_groove, 0].max())) if in_groove.any() else None
    walled = groove.once(has_wall)
    buried = groove.once(buried_by_pocket, occupant.residues)
    shares = _shares(groove, xyz[own], own_radii, reference)
    lid = _Lid(groove.once(grids_of)[0])
    overlaps = mean_overlaps([share.of_anchors for share in shares])
    anchors = {pocket: anchor for anchor, pocket in reference.pockets.items()}
    shares_of_pockets = []
    for index, pocket in enumerate((*XPO1.pockets, "all")):
        members = nearest >= 0 if pocket == "all" else nearest == index
        parts = [share.filled[index] for share in shares]
        measured = [part for part in parts if part is not None]
        filled = mean_of_grids(measured) if len(measured) == len(parts) else None
        standard = reference.filled.get(pocket)
        shares_of_pockets.append(
            PocketOccupancy(
                pocket=pocket,
                filled=filled,
                filled_sd=scatter_of_grids(measured) if filled is not None else None,
                filled_vs_cargo=filled / standard if filled is not None and standard else None,
                buried=buried[pocket],
                overlap=overlaps.get(anchors.get(pocket, "")),
                occupied=occupied_by(overlaps.get(anchors.get(pocket, ""))),
                reference_anchor=anchors.get(pocket, ""),
                x_min=span[0] if span else None,
                x_max=span[1] if span else None,
                depth=lid.depth(xyz[own][members]) if walled else None,
                volume=mean_of_grids([share.volume[index] for share in shares]) if walled else None,
                cargo_volume_taken=_mean([share.of_cargo for share in shares] if pocket == "all" else []),
                anchors_displaced=displaced_anchors(overlaps) if pocket == "all" else (),
                atoms=int(members.sum()),
                crystal_occupancy=mean_given(atoms.occupancy[own[members]]),
                b_factor=mean_given(atoms.b_factor[own[members]]),
            )
        )
    return shares_of_pockets


def cargo_reference(groove: Groove, cargo: Occupant) -> CargoReference:
    """Make a reference of a cargo in the groove.

    Parameters
    ----------
    groove, cargo
        The complex and its cargo.

    Returns
    -------
    CargoReference
    """
    structure, xyz = groove.structure, groove.xyz
    pose = groove.once(cargo_pose, cargo)
    own = structure.atom_indices(cargo.residues)
    own_radii = radii(structure.atoms.element[own])
    label = {anchor.residue: structure.residues[anchor.residue].label for anchor in pose.anchors.values()}
    shares = _shares(groove, xyz[own], own_radii, NO_CARGO)
    filled = {}
    for index, pocket in enumerate((*XPO1.pockets, "all")):
        mean = _mean([share.filled[index] for share in shares])
        if mean is not None:
            filled[pocket] = mean
    near = np.linalg.norm(xyz[own][:, None] - XPO1.centres, axis=2).min(axis=1) < NEAR_GROOVE
    anchors = tuple(
        label.get(int(structure.atoms.residue[atom]), "") if structure.atoms.name[atom] not in BACKBONE else ""
        for atom in own[near]
    )
    pockets = {label[anchor.residue]: pocket for pocket, anchor in pose.anchors.items()}
    return CargoReference(groove.complex.id, filled, xyz[own][near], own_radii[near], anchors, pockets)


class Occupancies(Measure):
    """What each occupant fills of each pocket."""

    record = OccupancyRecord

    def rows(self, groove: Groove) -> Iterator[OccupancyRecord]:
        """Make a row for each pocket of each occupant, and one for all."""
        reference = groove.settings.references.cargo.complex_id
        for occupant in groove.complex.occupants:
            missing = groove.once(ligand_atoms, occupant).missing
            for share in groove.once(occupancy, occupant):
                yield OccupancyRecord(
                    entry=groove.structure.entry,
                    complex=groove.complex.id,
                    occupant=occupant.name,
                    kind=occupant.kind,
                    pocket=share.pocket,
                    filled=share.filled,
                    filled_sd=share.filled_sd,
                    filled_vs_cargo=share.filled_vs_cargo,
                    buried=share.buried,
                    overlap=share.overlap,
                    occupied=share.occupied,
                    reference_anchor=share.reference_anchor,
                    x_min=share.x_min,
                    x_max=share.x_max,
                    depth=share.depth,
                    volume=share.volume,
                    cargo_volume_taken=share.cargo_volume_taken,
                    anchors_displaced=" ".join(share.anchors_displaced),
                    atoms=share.atoms,
                    atoms_missing=None if share.pocket != "all" or missing is None else len(missing),
                    crystal_occupancy=share.crystal_occupancy,
                    b_factor=share.b_factor,
                    reference=reference,
                )


@dataclass(frozen=True)
class _Share:
    """What an occupant takes on one grid."""

    filled: list[float | None]
    volume: list[float]
    of_cargo: float | None
    of_anchors: dict[str, float]


def _shares(groove: Groove, xyz: FloatArray, own_radii: FloatArray, reference: CargoReference) -> list[_Share]:
    """What atoms, shape (n, 3), take on each grid."""
    taken = groove.sums.painted(xyz, own_radii)
    return list(map(_share, groove.once(grids_of), taken, reference.painted))


def _share(grid: GrooveGrid, taken: BoolArray, painted: PaintedCargo) -> _Share:
    reach, count = grid.reach, len(XPO1.pockets)
    voxel = reach.grid.step**3
    sizes, insides = (
        np.bincount(reach.pocket[chosen], minlength=count).tolist() for chosen in (grid.cavity, grid.cavity & taken)
    )
    filled: list[float | None] = []
    volume = []
    for size, inside in zip((*sizes, sum(sizes)), (*insides, sum(insides)), strict=True):
        filled.append(inside / size if size else None)
        volume.append(inside * voxel)
    of_cargo = float(taken[painted.whole].mean()) if painted.whole.any() else None
    return _Share(filled, volume, of_cargo, anchor_overlaps(taken, painted.sides))


def _in_groove(occupant: Occupant, nearest: IntArray) -> BoolArray:
    """Select the atoms that the span on x is taken from: all of an inhibitor, of a cargo those near pockets."""
    if occupant.kind == "inhibitor":
        return np.ones(len(nearest), dtype=bool)
    return nearest >= 0


class _Lid:
    """Depths below the lid, by place."""

    def __init__(self, grid: GrooveGrid) -> None:
        self._grid = grid.reach.grid
        self._depths = np.full(self._grid.shape, -np.inf)
        self._depths[tuple(grid.reach.voxels.T)] = grid.lid

    def depth(self, xyz: FloatArray) -> float | None:
        """Depth of the deepest of some atom centres, shape (n, 3), A."""
        if not len(xyz):
            return None
        voxel = np.rint((xyz - self._grid.low) / self._grid.step).astype(int)
        deepest = float(self._depths[tuple(voxel.T)].max())
        return deepest if np.isfinite(deepest) else None


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return mean_of_grids(known) if known else None
