"""All tables of the ensemble from the tables of a run."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from nesgroove.compare.competition import competition
from nesgroove.compare.conformation import component_rows, conformation_rows, conformations
from nesgroove.compare.data import RunTables
from nesgroove.compare.fingerprint import fingerprint_rows, fingerprints
from nesgroove.compare.occupancy import means, occupancy_matrix
from nesgroove.compare.records import ENSEMBLE_RECORDS, RanRecord
from nesgroove.compare.validation import validation
from nesgroove.io.tables import write_tables
from nesgroove.measure.contacts import ContactRecord
from nesgroove.model.record import Record


def ensemble(run: RunTables) -> list[Record]:
    """Compute the rows of all tables of the ensemble."""
    rows: list[Record] = [*occupancy_matrix(run), *means(run), *competition(run)]
    rows += fingerprint_rows(run, fingerprints(run))
    found = conformations(run)
    if found is not None:
        rows += [*conformation_rows(run, found), *component_rows(found)]
    rows += [*ran_interface(run), *validation(run)]
    return rows


def write_ensemble(tables: Path, out: Path) -> dict[str, int]:
    """Read a run's tables, write those of the ensemble, and count the rows of each."""
    rows = ensemble(RunTables.read(tables))
    write_tables(out, rows, ENSEMBLE_RECORDS)
    return {record.table: sum(row.table == record.table for row in rows) for record in ENSEMBLE_RECORDS}


def ran_interface(run: RunTables) -> list[RanRecord]:
    """Count the contacts of each complex with Ran."""
    contacts: dict[tuple[str, str], list[ContactRecord]] = defaultdict(list)
    for row in run.contacts:
        if row.kind == "ran" and row.type != "clash":
            contacts[row.complex, row.occupant].append(row)
    rows = []
    for (complex_, chain), found in sorted(contacts.items()):
        kinds = [row.type for row in found]
        rows.append(
            RanRecord(
                entry=run.by_id[complex_].entry,
                complex=complex_,
                ran_chain=chain,
                ran_state=run.by_id[complex_].ran_state,
                hydrogen_bonds=kinds.count("hydrogen_bond"),
                ionic=kinds.count("ionic"),
                hydrophobic=kinds.count("hydrophobic"),
                xpo1_residues=len({(row.auth_seq_id, row.ins_code) for row in found}),
                ran_residues=len({(row.occupant_auth_seq_id, row.occupant_ins_code) for row in found}),
            )
        )
    return rows
