"""What ``nesgroove reproduce`` says: versions and files first, then what differs, then the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from nesgroove.reproduce.again import Again
from nesgroove.reproduce.cells import Key
from nesgroove.reproduce.crate import METADATA
from nesgroove.reproduce.inputs import MEANS, Found
from nesgroove.reproduce.results import Results

COLUMNS: Final = ("table", "what", "entry", "complex", "key", "column", "old", "new")
"""Of the list of differences; ``what`` is a cell, a missing or extra row, or a missing or new column or table."""


def version_lines(changes: dict[str, tuple[str, str]], *, nesgroove: str) -> list[str]:
    """Say which versions differ.

    Parameters
    ----------
    changes
        As :func:`nesgroove.reproduce.again.version_changes` gives them.
    nesgroove
        The version at work.

    Returns
    -------
    list of str
        Lines.
    """
    if not changes:
        return [f"versions: the same as then (nesgroove {nesgroove})"]
    return [
        "versions that differ, then and now:",
        *(f"  {name} {old} -> {new}" for name, (old, new) in changes.items()),
    ]


def file_lines(files: Sequence[Found]) -> list[str]:
    """Say what became of the files: how many are what they were, and of each other one where it is."""
    counted = Counter(file.state for file in files)
    lines = [f"files: {', '.join(f'{counted[state]} {meaning}' for state, meaning in MEANS.items() if counted[state])}"]
    for file in files:
        if file.state in {"changed", "missing"}:
            lines.append(f"  {file.given['path']}: {MEANS[file.state]}{f' ({file.path})' if file.path else ''}")
    return lines


def altered_lines(results: Results) -> list[str]:
    """Say which files of a supplement were changed since it was made."""
    return [
        f"  {name}: changed since the supplement was made ({METADATA} has another sha256)" for name in results.altered
    ]


def differences(again: Again) -> Iterator[tuple[str, ...]]:
    """Yield a row of :data:`COLUMNS` for everything that differs, table by table."""
    for name, table in again.compared.items():
        if table.broken:
            yield (name, "table", "", "", "", "", "", table.broken)
        for cell in table.differing:
            yield (name, "cell", *_where(cell.key), cell.column, cell.old, cell.new)
        for kind, keys in (("missing row", table.missing), ("extra row", table.extra)):
            for key in keys:
                yield (name, kind, *_where(key), "", "", "")
        for kind, columns in (("missing column", table.gone), ("new column", table.added)):
            for column in columns:
                yield (name, kind, "", "", "", column, "", "")
    for kind, names in (("missing table", again.gone), ("new table", again.added)):
        for name in names:
            yield (name, kind, "", "", "", "", "", "")


def difference_table(rows: Sequence[Sequence[str]]) -> str:
    """Lay out rows as tab-separated text."""
    return "".join("\t".join(row) + "\n" for row in (COLUMNS, *rows))


def sum_line(again: Again, units: int) -> str:
    """Say in one line what was compared, and what came of it."""
    tables = again.compared.values()
    rows, cells = sum(table.rows for table in tables), sum(table.cells for table in tables)
    differing = sum(len(table.differing) for table in tables)
    missing, extra = sum(len(table.missing) for table in tables), sum(len(table.extra) for table in tables)
    text = f"{len(tables)} tables, {rows} rows, {cells} cells compared"
    text += f", numbers to {units} of the last decimal" if units else ""
    text += f". Cells that differ: {differing}, missing rows: {missing}, extra rows: {extra}"
    text += (
        f", remarks on fetching and on what was passed over, which are not compared: {again.left_out}"
        if again.left_out
        else ""
    )
    return f"{text}. {'Equal' if again.equal else 'Not equal'}"


def _where(key: Key) -> tuple[str, str, str]:
    given = dict(key)
    entry, complex_ = given.pop("entry", ""), given.pop("complex", "")
    return entry, complex_, " ".join(f"{column}={cell}" for column, cell in given.items())
