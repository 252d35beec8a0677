"""Chains and ligands of a complex and the roles they play."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record, number, text


class MoleculeRecord(Record):
    """One chain or ligand and the role it plays in a complex."""

    table: ClassVar[str] = "molecules"
    about: ClassVar[str] = "One row per chain or ligand of a complex: the role it plays, and why"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "role", "molecule")

    complex: str = Field(description="Complex")
    molecule: str = text("Chain id of a polymer; component, chain and number of a ligand")
    role: str = text("xpo1, ran, ranbp, cargo, inhibitor, nucleotide, additive or other")
    component: str = text("Component id of a ligand")
    reference: str = text("Reference sequence that a chain was recognised by")
    identity: float | None = number("Identity to it over the aligned residues", "", 3)
    residues: int | None = number("Residues in the file", "", 0)
    atoms: int | None = number("Heavy atoms in the file", "", 0)
    atoms_near_pockets: int | None = number("Heavy atoms within 5 A of a pocket centre", "", 0)
    auth_chain: str = text("Author's chain id")
    auth_seq_id: str = text("Author's number with insertion code, of a ligand")
    label_chain: str = text("Label chain id")
