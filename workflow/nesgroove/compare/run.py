"""All tables of the comparisons from the tables of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.registry import Comparison, comparison_records, comparisons
from nesgroove.compare.tables import RunTables
from nesgroove.errors import Attempts
from nesgroove.io.sorted_tables import SortedTables
from nesgroove.io.tables import write_tables
from nesgroove.io.writing import together


def write_ensemble(tables: Path, out: Path, attempts: Attempts | None = None) -> dict[str, int]:
    """Read a run's tables, write those of the comparisons, and count the rows of each.

    Rows are written as they are made, for those of pairs are as many as the square of a run. Where ``attempts`` are
    given, a comparison that cannot be made leaves empty tables and an error there.
    """
    run = RunTables.read(tables)
    counts: Counter[str] = Counter()
    with together():
        for comparison in comparisons():
            names = ", ".join(record.table for record in comparison.records)
            call = partial(_written, comparison, run, out)
            made = call() if attempts is None else attempts.make(names, call)
            if made is None:
                write_tables(out, [], comparison.records)
            counts.update(made or {})
    return {record.table: counts[record.table] for record in comparison_records()}


def _written(comparison: Comparison, run: RunTables, out: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    with SortedTables(out, comparison.records) as tables:
        tables.add(_counted(comparison.rows(run), counts))
        tables.write()
    return counts


def _counted(rows: Iterable[ComparisonRecord], counts: Counter[str]) -> Iterator[ComparisonRecord]:
    for row in rows:
        counts[row.table] += 1
        yield row
