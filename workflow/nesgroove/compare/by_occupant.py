"""Rows of a table by the occupant that they are of, so that what is drawn of each does not go through all rows."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from nesgroove.compare.tables import OccupantKey, RunTables

COLUMNS: Final = {"anchors": "cargo_chain", "molecules": "molecule"}
"""Tables that name an occupant otherwise than in a column ``occupant``."""


def rows_of(run: RunTables, table: str, key: OccupantKey) -> list[Any]:
    """Look up the rows of one occupant.

    Parameters
    ----------
    run, table
        The tables, and the name of one of them.
    key
        The occupant.

    Returns
    -------
    list of Record
        In the order of the table.
    """
    return _parted(run, table).get((key.complex, key.occupant), [])


@lru_cache(maxsize=8)
def _parted(run: RunTables, table: str) -> dict[tuple[str, str], list[Any]]:
    parts: dict[tuple[str, str], list[Any]] = defaultdict(list)
    column = COLUMNS.get(table, "occupant")
    for row in run.tables[table]:
        parts[row.complex, getattr(row, column)].append(row)
    return dict(parts)
