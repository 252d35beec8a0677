"""The pockets of the empty groove: volume, mouth, depth, lining."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.measure.cavity import GrooveGrid, PocketShape, PocketSize, pocket_shapes, pocket_sizes
from nesgroove.measure.completeness import has_wall
from nesgroove.measure.groove import Groove
from nesgroove.measure.registry import Measure
from nesgroove.model.record import Record, number, text


class PocketRecord(Record):
    """One pocket of the empty groove."""

    table: ClassVar[str] = "pockets"
    about: ClassVar[str] = "One row per complex and pocket P0 to P4, and 'all' for the whole groove"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "pocket")

    complex: str = Field(description="Complex")
    pocket: str = Field(description="P0 to P4, or 'all'")
    volume: float | None = number(
        "Volume of the cavity with the occupants taken out; empty where too few side chains are in the file", "A^3", 1
    )
    grid_sd: float | None = number(
        "Scatter of the grid: standard deviation of the volume over sub-voxel shifts. It is no error of the structure: "
        "two refinements of one crystal differ by more (docs/measures.md)",
        "A^3",
        1,
    )
    volume_sd: float | None = number("The same as grid_sd, kept for readers of earlier tables", "A^3", 1)
    mouth_area: float | None = number("Area of the mouth that the large probe closes", "A^2", 1)
    depth: float | None = number("Depth below the mouth: 95th percentile over the pocket's voxels", "A")
    hydrophobic_fraction: float | None = number("Part of the lining that belongs to carbon or sulphur", "", 3)
    lining: str = text("Positions of the residues that bound it")


def grids_of(groove: Groove) -> tuple[GrooveGrid, ...]:
    """Compute the cavity of a groove with its occupants taken out, on all grids.

    Where too few side chains are in the file (:func:`nesgroove.measure.completeness.has_wall`) there is no cavity on
    any: what a trace of C-alpha atoms leaves free is no pocket.
    """
    grids = groove.sums.grids(groove.xyz[groove.receptor], groove.receptor_radii)
    if groove.once(has_wall):
        return grids
    return tuple(replace(grid, cavity=np.zeros_like(grid.cavity)) for grid in grids)


def shapes_of(groove: Groove) -> list[PocketShape]:
    """Measure the pockets of a groove with its occupants taken out: P0 to P4, then ``all``."""
    grids = groove.once(grids_of)
    walls = groove.sums.walls(grids, groove.xyz[groove.receptor], groove.receptor_radii)
    return pocket_shapes(grids, walls, groove.receptor_apolar)


def sizes_of(groove: Groove) -> list[PocketSize]:
    """Measure how large they are, without their lining: P0 to P4, then ``all``."""
    return pocket_sizes(groove.once(grids_of))


class Pockets(Measure):
    """The five pockets and the whole groove."""

    record = PocketRecord

    def rows(self, groove: Groove) -> Iterator[PocketRecord]:
        """Make a row for each pocket, and one for all."""
        measurable = groove.once(has_wall)
        residue = groove.structure.atoms.residue[groove.receptor]
        position = groove.complex.position_of
        for shape in groove.once(shapes_of):
            lining = sorted({position[i] for i in residue[list(shape.lining)].tolist() if i in position})
            yield PocketRecord(
                entry=groove.structure.entry,
                complex=groove.complex.id,
                pocket=shape.pocket,
                volume=shape.volume if measurable else None,
                grid_sd=shape.grid_sd if measurable else None,
                volume_sd=shape.grid_sd if measurable else None,
                mouth_area=shape.mouth_area if measurable else None,
                depth=shape.depth,
                hydrophobic_fraction=shape.hydrophobic_fraction,
                lining=" ".join(map(str, lining)),
            )
