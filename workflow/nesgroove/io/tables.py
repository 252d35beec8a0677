"""Tables as tab-separated text, written and read back."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from nesgroove.errors import ConfigError
from nesgroove.io.files import write_file
from nesgroove.model.record import R, Record, columns


def format_table(record: type[Record], rows: Iterable[Record]) -> str:
    """Lay out rows as tab-separated text: one header line, sorted, numbers with fixed decimals.

    Two tables with the same rows are the same text, whatever the order in which the rows were found.

    Parameters
    ----------
    record
        The kind of rows.
    rows
        Rows of that kind, in any order.

    Returns
    -------
    str
        The whole table. Empty cells stand for what is not measurable.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
    names = columns(record)
    writer.writerow(names)
    cells = [
        (
            [getattr(row, key) for key in record.sort_by],
            [_cell(record, name, getattr(row, name)) for name in names],
        )
        for row in rows
    ]
    for _, line in sorted(cells, key=lambda pair: ([_orderable(value) for value in pair[0]], pair[1])):
        writer.writerow(line)
    return out.getvalue()


def write_tables(directory: Path, rows: Iterable[Record], kinds: Sequence[type[Record]]) -> list[Path]:
    """Write every table of some kinds into a directory, empty ones too.

    Parameters
    ----------
    directory
        Made where it does not exist; tables in it are replaced.
    rows
        Rows of these kinds, mixed, in any order.
    kinds
        Record classes, one a table.

    Returns
    -------
    list of Path
        The files, in the order of the kinds.
    """
    by_table: dict[str, list[Record]] = {record.table: [] for record in kinds}
    for row in rows:
        by_table[row.table].append(row)
    paths = []
    for record in kinds:
        path = directory / f"{record.table}.tsv"
        paths.append(write_file(path, format_table(record, by_table[record.table])))
    return paths


def read_table(record: type[R], path: Path) -> list[R]:
    """Read a table back.

    Parameters
    ----------
    record
        The kind of rows.
    path
        File that :func:`write_tables` wrote.

    Returns
    -------
    list of Record
        In the order of the file; empty cells have the default of their column.

    Raises
    ------
    ConfigError
        The header is not that of the table, or a row does not fit it; the message names the line.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")
        header = next(reader, [])
        expected = columns(record)
        if header != expected:
            odd = sorted(set(header) ^ set(expected)) or ["the order of columns"]
            raise ConfigError(
                f"the columns are not those of {record.table}.tsv: {', '.join(odd)}",
                file=path,
                step="gather",
                remedy="Measure again with this version of nesgroove",
            )
        rows = []
        for number, line in enumerate(reader, start=2):
            try:
                values = {name: cell for name, cell in zip(header, line, strict=True) if cell != ""}
                rows.append(record.model_validate(values))
            except ValueError as error:
                raise ConfigError(
                    f"line {number} does not fit {record.table}.tsv ({error})", file=path, step="gather"
                ) from error
        return rows


def _cell(record: type[Record], name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""  # the rule of all tables; :func:`nesgroove.survey.entry.survey` says why
        extra = record.model_fields[name].json_schema_extra
        decimals = extra.get("decimals", 2) if isinstance(extra, dict) else 2
        cell = f"{value:.{decimals}f}"
        # -0.00 and 0.00 are the same number and must be the same text.
        return cell.lstrip("-") if float(cell) == 0 else cell
    return " ".join(str(value).split())


def _orderable(value: object) -> tuple[int, Any]:
    """Make values comparable: empty first, tuples and numbers by value, the rest as text."""
    if value is None or value == "":
        return (0, "")
    return (1, value)
