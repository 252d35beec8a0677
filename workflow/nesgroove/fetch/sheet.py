"""The sheet of entries: a tab-separated table with the columns ``entry`` and ``note``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.fetch.errors import EntryIdError
from nesgroove.fetch.ids import EntryId

COLUMNS: tuple[str, ...] = ("entry", "note")

LOCK: Final = Path("config/structures.lock.tsv")
"""Where the lock of its entries is, if nothing else is said."""


@dataclass(frozen=True)
class SheetRow:
    """One row of the sheet.

    Attributes
    ----------
    entry
        The entry.
    note
        Free text for the reader; nothing is computed from it.
    """

    entry: EntryId
    note: str


def read_sheet(path: str | Path) -> list[SheetRow]:
    """Read a sheet of entries.

    Parameters
    ----------
    path
        A table with one header line; the column ``entry`` is needed, ``note`` is not. Empty lines and lines
        that begin with ``#`` are passed over.

    Returns
    -------
    list of SheetRow
        In the order of the sheet, without duplicates.

    Raises
    ------
    ConfigError
        Naming the line and what is wrong with it: an unknown or repeated column, a malformed id, an entry
        that stands there twice, too many or too few cells.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ConfigError(
            f"the sheet cannot be read ({reason})", file=path, remedy="Check the path and the file"
        ) from error
    lines = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        raise ConfigError("the sheet is empty", file=path, remedy=f"Begin it with the header {_named(COLUMNS)}")
    columns = _columns(path, *lines[0])
    rows: list[SheetRow] = []
    seen: dict[EntryId, int] = {}
    for number, cells in lines[1:]:
        if not 0 <= len(columns) - len(cells) < len(columns):
            raise ConfigError(
                f"line {number} has {len(cells)} cells, the header has {len(columns)}",
                file=path,
                remedy="Separate the cells by one tab each",
            )
        row = dict(zip(columns, cells, strict=False))
        try:
            entry = EntryId.parse(row.get("entry", ""))
        except EntryIdError as error:
            raise ConfigError(f"line {number}: {error.message}", file=path, remedy=error.remedy) from error
        if entry in seen:
            raise ConfigError(
                f"line {number}: the entry {entry} stands already in line {seen[entry]}",
                file=path,
                remedy="Keep one of the two",
            )
        seen[entry] = number
        rows.append(SheetRow(entry, row.get("note", "")))
    return rows


def _columns(path: str | Path, number: int, header: list[str]) -> list[str]:
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise ConfigError(
            f"line {number}: unknown column {_named(unknown)}",
            file=path,
            remedy=f"Use {_named(COLUMNS)}, separated by tabs",
        )
    if "entry" not in header or len(set(header)) < len(header):
        raise ConfigError(
            f"line {number}: the header must name the column entry, and each column once",
            file=path,
            remedy=f"Use {_named(COLUMNS)}, separated by tabs",
        )
    return header


def _named(columns: list[str] | tuple[str, ...]) -> str:
    return ", ".join(repr(name) for name in columns)
