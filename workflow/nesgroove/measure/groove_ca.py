"""C-alpha atoms of the groove in the groove frame, and where their side chains reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.measure.completeness import side_chain_missing
from nesgroove.measure.groove import Groove
from nesgroove.measure.registry import Measure
from nesgroove.model.record import Record, number, text
from nesgroove.model.structure import BACKBONE, FloatArray


class GrooveAtomRecord(Record):
    """One C-alpha atom of the groove, in the groove frame."""

    table: ClassVar[str] = "groove_ca"
    about: ClassVar[str] = (
        "One row per complex and position 510-594: its C-alpha and its side chain in the groove frame"
    )
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
    side_x: float | None = number("Middle of the side chain's heavy atoms, along the groove; empty without any", "A", 3)
    side_y: float | None = number("The same, across the groove", "A", 3)
    side_z: float | None = number("The same, out to the solvent", "A", 3)
    tip_x: float | None = number("Its atom that is farthest from the C-alpha, along the groove", "A", 3)
    tip_y: float | None = number("The same, across the groove", "A", 3)
    tip_z: float | None = number("The same, out to the solvent", "A", 3)


@dataclass(frozen=True)
class GrooveResidue:
    """One residue of the groove.

    Attributes
    ----------
    position : int
    residue : str
        In the author's numbers.
    missing : int or None
        Atoms that its side chain lacks.
    ca : ndarray, shape (3,)
        Its C-alpha in the groove frame, A.
    side, tip : ndarray, shape (3,), or None
        Middle of the heavy atoms of its side chain, and the one of them that is farthest from the C-alpha.
    """

    position: int
    residue: str
    missing: int | None
    ca: FloatArray
    side: FloatArray | None
    tip: FloatArray | None


class GrooveAtoms(Measure):
    """Where the residues 510-594 lie."""

    record = GrooveAtomRecord

    def rows(self, groove: Groove) -> Iterator[GrooveAtomRecord]:
        """Make a row for each C-alpha of the groove."""
        for residue in groove.once(groove_atoms):
            x, y, z = residue.ca.tolist()
            side, tip = (end.tolist() if end is not None else (None, None, None) for end in (residue.side, residue.tip))
            yield GrooveAtomRecord(
                entry=groove.structure.entry,
                complex=groove.complex.id,
                position=residue.position,
                residue=residue.residue,
                missing=residue.missing,
                x=x,
                y=y,
                z=z,
                side_x=side[0],
                side_y=side[1],
                side_z=side[2],
                tip_x=tip[0],
                tip_y=tip[1],
                tip_z=tip[2],
            )


def groove_atoms(groove: Groove) -> list[GrooveResidue]:
    """List the residues of the groove that have a C-alpha atom in the file."""
    structure, residues = groove.structure, []
    names = structure.atoms.name
    for position, ca in groove.complex.c_alphas().items():
        index = groove.complex.residue_at[position]
        record = structure.residues[index]
        own = [i for i in range(record.start, record.stop) if names[i] not in BACKBONE]
        side = tip = None
        if len(own):
            there = groove.xyz[own]
            side = there.mean(axis=0)
            far = np.round(np.linalg.norm(there - ca, axis=1), 3).tolist()
            # Of several that are as far the first by name, so that the order of the file does not decide.
            tip = there[min(range(len(own)), key=lambda i: (-far[i], names[own[i]]))]
        residues.append(GrooveResidue(position, record.label, side_chain_missing(structure, index), ca, side, tip))
    return residues
