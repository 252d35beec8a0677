"""Tables compared cell by cell.

The one way in which two results are compared: ``nesgroove reproduce`` and ``tools/compare_tables.py`` say what may
differ and how it is shown. Nothing heavy is imported.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias

Row: TypeAlias = tuple[str, ...]
Key: TypeAlias = tuple[tuple[str, str], ...]
"""Key columns of a row that are not empty, with what stands in them."""

NUMBER: Final = re.compile(r"-?\d+(?:\.(?P<decimals>\d+))?")


@dataclass(frozen=True)
class Cell:
    """A cell that differs.

    Attributes
    ----------
    key : tuple of (str, str)
        Columns that name the row, with what stands in them.
    column : str
    old, new : str
        What stands in it; empty where nothing does.
    """

    key: Key
    column: str
    old: str
    new: str


@dataclass
class Compared:
    """What came of two tables.

    Attributes
    ----------
    rows, cells : int
        How many were compared.
    differing : list of Cell
        Cells that differ.
    missing, extra : list of Key
        Rows that only the old and only the new table has.
    gone, added : tuple of str
        Columns that only the old and only the new table has; they are not compared.
    reordered : bool
        Whether the columns that both have stand in another order.
    broken : str
        Why there is nothing to compare; empty where there is.
    """

    rows: int = 0
    cells: int = 0
    differing: list[Cell] = field(default_factory=list)
    missing: list[Key] = field(default_factory=list)
    extra: list[Key] = field(default_factory=list)
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    reordered: bool = False
    broken: str = ""

    @property
    def equal(self) -> bool:
        """Whether every cell that could be compared is the same, and neither table has a row of its own."""
        return not (self.differing or self.missing or self.extra or self.broken)


def compare_tables(old: str, new: str, keys: Collection[str], *, units: int = 0) -> Compared:
    """Compare two tables in the columns that both have.

    Parameters
    ----------
    old, new
        Tab-separated text with a header. Where the same rows stand in another order, the tables are the same.
    keys
        Columns that name a row, as far as the tables have them. Several rows may have one name: those that are the
        same in all cells belong together, and then the others in their order.
    units
        How far numbers may differ, in units of the last decimal.

    Returns
    -------
    Compared
        What differs, in the order of the old table.
    """
    result = Compared()
    if old == new and old.endswith("\n"):  # most tables are; those of thousands of complexes are large
        result.rows = old.count("\n") - 1
        result.cells = result.rows * len(old.partition("\n")[0].split("\t"))
        return result
    try:
        (old_header, old_rows), (new_header, new_rows) = _read(old), _read(new)
    except ValueError as error:
        result.broken = str(error)
        return result
    shared = [column for column in old_header if column in new_header]
    result.gone = tuple(column for column in old_header if column not in shared)
    result.added = tuple(column for column in new_header if column not in shared)
    result.reordered = shared != [column for column in new_header if column in shared]
    if not shared:
        result.broken = "they have no column in common"
        return result
    named = [index for index, column in enumerate(shared) if column in keys] or list(range(len(shared)))
    before, after = (
        _by_name(_columns(rows, header, shared), named)
        for rows, header in ((old_rows, old_header), (new_rows, new_header))
    )
    for name in [*before, *(name for name in after if name not in before)]:
        key = tuple((shared[index], cell) for index, cell in zip(named, name, strict=True) if cell)
        _compare_rows(result, key, shared, before.get(name, []), after.get(name, []), units)
    return result


def same_cell(old: str, new: str, units: int = 0) -> bool:
    """Tell whether two cells say the same.

    Parameters
    ----------
    old, new
        The cells. Numbers are compared to the decimals that both state: 12.75 and 12.748 are the same.
    units
        How far numbers with decimals may differ, in units of the last one that both state.

    Returns
    -------
    bool
        Whole numbers and texts, and an empty cell and a number, are the same only if they are the same text.

    Examples
    --------
    >>> same_cell("12.75", "12.76"), same_cell("12.75", "12.748"), same_cell("12.75", "12.76", units=1)
    (False, True, True)
    """
    if old == new:
        return True
    numbers = NUMBER.fullmatch(old), NUMBER.fullmatch(new)
    if numbers[0] is None or numbers[1] is None:
        return False
    decimals = [len(number["decimals"] or "") for number in numbers if number]
    if max(decimals) == 0:
        return False
    unit = Decimal(1).scaleb(-min(decimals))
    allowed = unit * (units if min(decimals) else 0)
    if decimals[0] != decimals[1]:
        allowed += unit / 2  # of the one that was rounded more
    return abs(Decimal(old) - Decimal(new)) <= allowed


def _read(text: str) -> tuple[list[str], list[list[str]]]:
    # Whatever ends a line, for people edit tables; csv refuses cells that are long.
    header, *rows = [
        line.removesuffix("\n").split("\t") for line in io.StringIO(text.removeprefix("\ufeff"), newline=None)
    ] or [[]]
    if twice := sorted({column for column in header if header.count(column) > 1}):
        raise ValueError(f"there are several columns {', '.join(twice)}")
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise ValueError(f"line {number} has not as many cells as the header")
    return header, rows


def _columns(rows: Sequence[Sequence[str]], header: Sequence[str], wanted: Sequence[str]) -> Iterator[Row]:
    indices = [header.index(column) for column in wanted]
    for row in rows:
        yield tuple(row[index] for index in indices)


def _by_name(rows: Iterator[Row], named: Sequence[int]) -> dict[Row, list[Row]]:
    """Gather the rows of each name, in the order of the table."""
    groups: dict[Row, list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[index] for index in named)].append(row)
    return groups


def _compare_rows(
    result: Compared, key: Key, columns: Sequence[str], old: list[Row], new: list[Row], units: int
) -> None:
    """Compare the rows of one name."""
    rest_old, rest_new = _without_equal(old, new) if len(old) > 1 or len(new) > 1 else (old, new)
    pairs = min(len(rest_old), len(rest_new))
    rows = pairs + len(old) - len(rest_old)
    result.rows += rows
    result.cells += rows * len(columns)
    for before, after in zip(rest_old, rest_new, strict=False):
        for column, was, now in zip(columns, before, after, strict=True):
            if not same_cell(was, now, units):
                result.differing.append(Cell(key, column, was, now))
    result.missing += [key] * (len(rest_old) - pairs)
    result.extra += [key] * (len(rest_new) - pairs)


def _without_equal(old: list[Row], new: list[Row]) -> tuple[list[Row], list[Row]]:
    """Leave out the rows that both have, each as often as both have it."""
    rest = list(new)
    own = []
    for row in old:
        if row in rest:
            rest.remove(row)
        else:
            own.append(row)
    return own, rest
