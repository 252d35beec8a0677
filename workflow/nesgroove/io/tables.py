"""Tables as tab-separated text, written and read back.

Any reader of such files gets the same cells, with its defaults: Python's ``csv``, pandas, R, spreadsheets. A cell that
holds a quotation mark is quoted and its marks are doubled (RFC 4180), no cell holds a tab or a line end, none is longer
than the shortest limit among them, and none is run as a formula.
"""

from __future__ import annotations

import csv
import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Generic, get_args

from nesgroove.errors import ConfigError
from nesgroove.io.files import write_file
from nesgroove.model.plain_text import clipped, shown
from nesgroove.model.record import R, Record, columns

QUOTE: Final = '"'
"""What encloses a cell that holds one."""

LONGEST_CELL: Final = 32_000
"""Characters. Spreadsheets cut a cell at 32,767, and Python's ``csv`` refuses a table with one of 131,072."""

SHORT: Final = 64
"""Texts so long are kept in memory with the cell that they make: most are repeated, in row after row."""

FORMULA: Final = frozenset("=@")
"""A spreadsheet computes what a cell says that begins with one of these."""

SIGNED_FORMULA: Final = frozenset("(!|")
"""So it does after a sign; with one of these in it that may call a function or start a program, where a number, a chain
or a symmetry operator (``-x,y,-z``) only becomes another number or an error."""

AS_TEXT: Final = "'"
"""Before a cell that would be a formula: spreadsheets show such a cell as text. :func:`read_table` takes it away."""


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
    return header_line(record) + "".join(table_line(cells) for _, cells in sorted(ordered_lines(record, rows)))


def header_line(record: type[Record]) -> str:
    """Write the first line of a table.

    Parameters
    ----------
    record
        The kind of rows.

    Returns
    -------
    str
        With its line end.
    """
    return table_line(columns(record))


def table_line(cells: Sequence[str]) -> str:
    """Write one line of a table.

    Parameters
    ----------
    cells
        In one line each; those with a quotation mark are quoted.

    Returns
    -------
    str
        With its line end.
    """
    line = "\t".join(cells)
    if QUOTE in line:
        line = "\t".join(f'"{cell.replace(QUOTE, QUOTE * 2)}"' if QUOTE in cell else cell for cell in cells)
    return line + "\n"


def ordered_lines(record: type[Record], rows: Iterable[Record]) -> Iterator[tuple[list[tuple[int, Any]], list[str]]]:
    """Lay out rows as cells, each with what it is sorted by.

    Parameters
    ----------
    record
        The kind of rows.
    rows
        Rows of that kind, in any order.

    Yields
    ------
    tuple of list and list of str
        Pairs that sort as the table does, and the cells of the row.
    """
    formats = _formats(record)
    for row in rows:
        values = row.__dict__
        yield (
            [_orderable(getattr(row, key)) for key in record.sort_by],
            [_cell(values[name], decimals) for name, decimals in formats],
        )


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
    return list(iter_table(record, path))


def iter_table(record: type[R], path: Path) -> Iterator[R]:
    """Read a table back row by row, without holding more than one.

    Parameters
    ----------
    record, path
        As of :func:`read_table`.

    Yields
    ------
    Record
        In the order of the file.

    Raises
    ------
    ConfigError
        As of :func:`read_table`, when the line is reached.
    """
    known = _Known(record)
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle, delimiter="\t")
        _check_header(record, path, next(reader, []))
        for number, line in enumerate(reader, start=2):
            try:
                row = known.row(line)
            except ValueError as error:
                raise ConfigError(
                    f"line {number} does not fit {record.table}.tsv ({error})", file=path, step="gather"
                ) from error
            yield row


def check_table(record: type[Record], path: Path) -> None:
    """Check that a file has the header of a table.

    Parameters
    ----------
    record, path
        As of :func:`read_table`.

    Raises
    ------
    ConfigError
        It has another.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        _check_header(record, path, next(csv.reader(handle, delimiter="\t"), []))


def _check_header(record: type[Record], path: Path, header: list[str]) -> None:
    expected = columns(record)
    if header != expected:
        odd = sorted(set(header) ^ set(expected)) or ["the order of columns"]
        raise ConfigError(
            f"the columns are not those of {record.table}.tsv: {', '.join(odd)}",
            file=path,
            step="gather",
            remedy="Measure again with this version of nesgroove",
        )


class _Known(Generic[R]):
    """Rows out of cells, those of one file sharing what they have in common: a third of the memory, half of the time.

    Texts come again in row after row, and so do the sets of the columns that are filled, which pydantic keeps of each
    row; rows are frozen, so that neither is ever changed.
    """

    def __init__(self, record: type[R]) -> None:
        self.record = record
        self.columns = [(name, is_number(record, name)) for name in columns(record)]
        self._texts: dict[str, str] = {}
        self._filled: dict[frozenset[str], set[str]] = {}

    def row(self, line: list[str]) -> R:
        values = {
            name: cell if number else self._texts.get(cell) or self._text(cell)
            for (name, number), cell in zip(self.columns, line, strict=True)
            if cell
        }
        row = self.record.model_validate(values)
        filled = row.__pydantic_fields_set__
        object.__setattr__(row, "__pydantic_fields_set__", self._filled.setdefault(frozenset(filled), filled))
        return row

    def _text(self, cell: str) -> str:
        return self._texts.setdefault(cell, _as_it_was(cell))


@cache
def is_number(record: type[Record], name: str) -> bool:
    """Whether a column holds numbers."""
    kinds = {*get_args(record.model_fields[name].annotation)} or {record.model_fields[name].annotation}
    return kinds <= {int, float, type(None)}


def _cell(value: object, decimals: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""  # the rule of all tables; :func:`nesgroove.survey.entry.survey` says why
        cell = format(value, decimals)
        # -0.00 and 0.00 are the same number and must be the same text.
        return cell.lstrip("-") if cell[0] == "-" and float(cell) == 0 else cell
    text = str(value)
    return _text(text) if len(text) <= SHORT else _text.__wrapped__(text)


@lru_cache(maxsize=4096)
def _text(text: str) -> str:
    """Make a text fit to stand in a cell. Most cells hold one of a few short texts."""
    return _harmless(clipped(shown(text), LONGEST_CELL))


@cache
def _formats(record: type[Record]) -> tuple[tuple[str, str], ...]:
    """Columns of a table, in order, and how numbers in them are written."""
    formats = []
    for name in columns(record):
        extra = record.model_fields[name].json_schema_extra
        decimals = extra.get("decimals", 2) if isinstance(extra, dict) else 2
        formats.append((name, f".{decimals if isinstance(decimals, int) else 2}f"))
    return tuple(formats)


def _harmless(text: str) -> str:
    """Mark a text that a spreadsheet would run as a formula (CWE-1236)."""
    return AS_TEXT + text if _is_formula(text.lstrip(AS_TEXT)) else text


def _as_it_was(cell: str) -> str:
    return cell[1:] if cell.startswith(AS_TEXT) and _is_formula(cell.lstrip(AS_TEXT)) else cell


def _is_formula(text: str) -> bool:
    if not text or (text[0].isalnum() and text[0].isascii()):
        return False
    first = unicodedata.normalize("NFKC", text[0])[:1]  # some spreadsheets take the wide forms of East Asia too
    return first in FORMULA or (first in "+-" and not SIGNED_FORMULA.isdisjoint(text))


def _orderable(value: object) -> tuple[int, Any]:
    """Make values comparable: empty first, tuples and numbers by value, the rest as text."""
    if value is None or value == "":
        return (0, "")
    return (1, value)
