"""One row per complex: who is bound, what sits at 528, the state of the groove."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record, YesNo, number, text


class ComplexRecord(Record):
    """One XPO1 copy of an entry with what is bound to it."""

    table: ClassVar[str] = "complexes"
    about: ClassVar[str] = "One row per complex: an XPO1 copy and what is bound to it"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex")

    complex: str = Field(description="Entry and the author's id of the XPO1 chain: 3gjx-D")
    xpo1_chain: str = text("Author's chain id of XPO1")
    species: str = text("Species whose XPO1 the chain's sequence is closest to")
    site528: str = text(
        "What sits at position 528: 'Cys free', 'Cys bonded', 'Thr', 'Ser', another residue, or 'missing'"
    )
    state: str = text("Groove 'open', 'intermediate' or 'closed', from groove_width")
    state_margin: float | None = number("Distance of groove_width to the nearest limit between states", "A")
    groove_width: float | None = number("Mean C-alpha distance of the stations 518-561, 521-565 and 525-568", "A")
    ran_chain: str = text("Author's chain id of Ran")
    ran_nucleotide: str = text("Component id of the nucleotide bound to Ran")
    ran_state: str = text("'GTP' (analogues included), 'GDP', or 'none in the file'")
    ranbp_chain: str = text("Author's chain id of a Ran-binding protein (RanBP1, Yrb1, Yrb2)")
    cargo_chain: str = text("Author's chain id of the cargo in the groove")
    inhibitor: str = text("Component id of the inhibitor in the groove")
    inhibitor_name: str = text("Its compound name; 'unknown' where the component names no compound")
    inhibitor_class: str = text("Its chemical class")
    resolution: float | None = number("Resolution", "A")
    method: str = text("Experimental method as the file gives it")
    mutations: str = text("Differences from the species' own sequence, in that sequence's numbers")
    deletions: str = text("Stretches of the species' sequence that the construct lacks, where the file declares it")
    identity: float | None = number("Identical residues among those aligned to the species' sequence", "", 3)
    groove_observed: str = text("Positions 510-595 with a C-alpha, of those there are: 86/86")
    groove_atoms_missing: int | None = number("Side-chain heavy atoms missing at the 19 lining positions", "", 0)
    site528_reachable: YesNo = Field(default="", description="Whether a probe in the empty groove touches SG of Cys528")
    groove_b: float | None = number("Mean B factor of the 19 lining residues (pLDDT in predicted models)", "A^2")
    symmetry_in_groove: YesNo = Field(
        default="",
        description="Whether atoms of a symmetry image lie in the pockets; empty without a crystal",
    )
    phantom: YesNo = Field(default="no", description="Whether the entry is a phantom, built and not observed")
    title: str = text("Title of the entry")
    sha256: str = text("Checksum of the file's bytes")
