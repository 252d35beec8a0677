"""All tables of the comparisons from the tables of a run."""

from __future__ import annotations

from pathlib import Path

from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.registry import comparison_records, comparisons
from nesgroove.compare.tables import RunTables
from nesgroove.io.tables import write_tables
from nesgroove.io.writing import together


def ensemble(run: RunTables) -> list[ComparisonRecord]:
    """Compute the rows of all comparisons."""
    return [row for comparison in comparisons() for row in comparison.rows(run)]


def write_ensemble(tables: Path, out: Path) -> dict[str, int]:
    """Read a run's tables, write those of the comparisons, and count the rows of each."""
    rows = ensemble(RunTables.read(tables))
    kinds = comparison_records()
    with together():
        write_tables(out, rows, kinds)
    return {record.table: sum(row.table == record.table for row in rows) for record in kinds}
