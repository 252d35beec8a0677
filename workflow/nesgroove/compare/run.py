"""All tables of the comparisons from the tables of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.registry import Comparison, comparison_records, comparisons
from nesgroove.compare.tables import RunTables
from nesgroove.errors import Attempts
from nesgroove.io.tables import write_tables
from nesgroove.io.writing import together


def ensemble(run: RunTables) -> list[ComparisonRecord]:
    """Compute the rows of all comparisons."""
    return [row for comparison in comparisons() for row in comparison.rows(run)]


def _each(run: RunTables, attempts: Attempts) -> Iterator[ComparisonRecord]:
    for comparison in comparisons():
        names = ", ".join(record.table for record in comparison.records)
        yield from attempts.make(names, partial(_rows, comparison, run)) or ()


def _rows(comparison: Comparison, run: RunTables) -> Sequence[ComparisonRecord]:
    return list(comparison.rows(run))


def write_ensemble(tables: Path, out: Path, attempts: Attempts | None = None) -> dict[str, int]:
    """Read a run's tables, write those of the comparisons, and count the rows of each.

    Where ``attempts`` are given, a comparison that cannot be made leaves empty tables and an error there.
    """
    run = RunTables.read(tables)
    rows = ensemble(run) if attempts is None else list(_each(run, attempts))
    kinds = comparison_records()
    with together():
        write_tables(out, rows, kinds)
    return {record.table: sum(row.table == record.table for row in rows) for record in kinds}
