"""C-alpha atoms of the groove in the groove frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from nesgroove.measure.completeness import side_chain_missing
from nesgroove.measure.groove import Groove
from nesgroove.measure.registry import Measure
from nesgroove.model.record import Record, number, text


class GrooveAtomRecord(Record):
    """One C-alpha atom of the groove, in the groove frame."""

    table: ClassVar[str] = "groove_ca"
    about: ClassVar[str] = "One row per complex and position 510-594: its C-alpha in the groove frame"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "position")

    complex: str = Field(description="Complex")
    position: int = Field(description="Position")
    residue: str = text("Residue in the author's numbers")
    missing: int | None = number(
        "Heavy atoms of the side chain that are not in the file; empty for a residue of unknown chemistry", "", 0
    )
    x: float | None = number("Along the groove", "A", 3)
    y: float | None = number("Across the groove", "A", 3)
    z: float | None = number("Out to the solvent", "A", 3)


class GrooveAtoms(Measure):
    """Where the C-alpha atoms of positions 510-594 lie."""

    record = GrooveAtomRecord

    def rows(self, groove: Groove) -> Iterator[GrooveAtomRecord]:
        """Make a row for each C-alpha of the groove."""
        for position, residue, missing, (x, y, z) in groove.once(groove_atoms):
            yield GrooveAtomRecord(
                entry=groove.structure.entry,
                complex=groove.complex.id,
                position=position,
                residue=residue,
                missing=missing,
                x=x,
                y=y,
                z=z,
            )


def groove_atoms(groove: Groove) -> list[tuple[int, str, int | None, tuple[float, ...]]]:
    """List C-alpha atoms of the groove: position, residue, atoms that its side chain lacks, place in the frame (A)."""
    structure, residue_at = groove.structure, groove.complex.residue_at
    return [
        (p, structure.residues[residue_at[p]].label, side_chain_missing(structure, residue_at[p]), tuple(xyz.tolist()))
        for p, xyz in groove.complex.c_alphas().items()
    ]
