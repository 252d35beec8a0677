"""The interface with Ran, counted."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

from pydantic import Field

from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import RunTables
from nesgroove.measure.contacts import ContactRecord
from nesgroove.model.record import text
from nesgroove.model.structure import SourceKind


class RanRecord(ComparisonRecord):
    """The interface of one complex with Ran, counted."""

    table: ClassVar[str] = "ran_interface"
    about: ClassVar[str] = "Contacts between XPO1 and Ran, by type"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex")
    rank: ClassVar[int] = 7

    complex: str = Field(description="Complex")
    source_kind: SourceKind = Field(description="What the complex is")
    ran_chain: str = Field(description="Chain of Ran")
    ran_state: str = text("State by its nucleotide")
    hydrogen_bonds: int = Field(description="Hydrogen bonds")
    bridging_waters: int = Field(description="Waters with a hydrogen bond to each; depends on the waters in the file")
    ionic: int = Field(description="Ionic pairs")
    hydrophobic: int = Field(description="Hydrophobic pairs")
    xpo1_residues: int = Field(description="Residues of XPO1 in any direct contact")
    ran_residues: int = Field(description="Residues of Ran in any direct contact")


def ran_interface(run: RunTables) -> list[RanRecord]:
    """Count the contacts of each complex with Ran."""
    contacts: dict[tuple[str, str], list[ContactRecord]] = defaultdict(list)
    for row in run.contacts:
        if row.kind == "ran" and row.type != "clash":
            contacts[row.complex, row.occupant].append(row)
    counted = []
    for (complex_, chain), touched in sorted(contacts.items()):
        kinds = [row.type for row in touched]
        direct = [row for row in touched if not row.via]
        counted.append(
            RanRecord(
                entry=run.by_id[complex_].entry,
                complex=complex_,
                source_kind=run.by_id[complex_].source_kind,
                ran_chain=chain,
                ran_state=run.by_id[complex_].ran_state,
                hydrogen_bonds=kinds.count("hydrogen_bond"),
                bridging_waters=len({row.via for row in touched if row.type == "water_bridge"}),
                ionic=kinds.count("ionic"),
                hydrophobic=kinds.count("hydrophobic"),
                xpo1_residues=len({(row.auth_seq_id, row.ins_code) for row in direct}),
                ran_residues=len({(row.occupant_auth_seq_id, row.occupant_ins_code) for row in direct}),
            )
        )
    return counted


rows = ran_interface
