"""Atoms of occupants near the groove, in the groove frame."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record, number, text


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
    anchor: str = text("For side-chain atoms of an anchor its name: Phi3")
