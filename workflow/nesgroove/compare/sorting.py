"""In which order complexes are shown: by any value that they can be chosen by."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, TypeAlias

from nesgroove.compare.chosen import OF_CARGO, OF_OCCUPANT, complex_values, value_names
from nesgroove.compare.order import Order
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.errors import ConfigError
from nesgroove.model.choice import nearest_name
from nesgroove.model.condition import is_empty
from nesgroove.model.plain_text import clipped, first_few, natural, shown
from nesgroove.model.target import XPO1

MOST_NAMED: Final = 200
"""Of the known columns that an error lists."""

ENDS: Final = {"": False, "asc": False, "desc": True}
"""What may stand behind a column, and whether it turns the order round."""

OF_ONE: Final = (*OF_CARGO, *OF_OCCUPANT, *XPO1.pockets, "span", "name")
"""What an occupant has itself, whatever another one of its complex has: ``span`` is its length on x, ``name`` is what
figures call it."""

SPELLED: Final = {"yes": 2, "borderline": 1, "no": 0}
"""Whether a pocket is occupied, as it is sorted: not by the letters of the words."""

Value: TypeAlias = "tuple[int, float, tuple[tuple[int, int, str], ...]]"


def sort_names() -> list[str]:
    """All columns that can be sorted by: those that complexes can be chosen by, and two of occupants."""
    return list(dict.fromkeys([*value_names(), "span", "name"]))


@dataclass(frozen=True)
class Sorting:
    """In which order complexes are shown.

    Attributes
    ----------
    column : str
        By what; by name where empty.
    falling : bool
        Whether the greatest is first.
    grouped : bool
        Whether kinds of source and classes come first, and each is sorted in itself.
    """

    column: str = ""
    falling: bool = False
    grouped: bool = True

    @classmethod
    def read(cls, text: str | None, *, grouped: bool = True, step: str = "figure", option: str = "--sort") -> Sorting:
        """Understand what a user says.

        Parameters
        ----------
        text
            ``COLUMN``, ``COLUMN:desc``; None or nothing for the order by name.
        grouped
            Whether kinds of source and classes come first.
        step, option
            What an error names.

        Returns
        -------
        Sorting
            For :meth:`of`.

        Raises
        ------
        ConfigError
            There is no such column, or what is behind it is neither ``asc`` nor ``desc``.
        """
        column, _, end = (text or "").strip().partition(":")
        column, end = column.strip(), end.strip().lower()
        if end not in ENDS or (text and not column):
            raise ConfigError(
                f"{shown(text or '')} is not understood", file=option, step=step,
                remedy="Write COLUMN, or COLUMN:desc for the greatest first: plddt_cargo:desc",
            )  # fmt: skip
        known = sort_names()
        if column and column not in known:
            near = nearest_name(column, known)
            raise ConfigError(
                f"there is no {shown(column)} to sort by", file=option, step=step,
                remedy=f"{f'Did you mean {near}? ' if near else ''}There are: {first_few(sorted(known), MOST_NAMED)}",
            )  # fmt: skip
        return cls(column, ENDS[end], grouped)

    def __bool__(self) -> bool:
        return bool(self.column) or not self.grouped

    def of(self, run: RunTables) -> RunTables:
        """Sort the occupants of a run; those that have no value come last, whichever way.

        Parameters
        ----------
        run
            The tables.

        Returns
        -------
        RunTables
            The same rows; :attr:`RunTables.occupants` is in this order, and :attr:`RunTables.order` says so in words.
        """
        if not self:
            return run
        keys = sorted(run.occupants, key=lambda key: (natural(key.label), natural(key.complex), key.occupant))
        values = _values(run, self.column) if self.column else {}
        known = [key for key in keys if not is_empty(values.get((key.complex, key.occupant)))]
        # A sort keeps what is equal in the order of names, also where it is turned round.
        known.sort(key=lambda key: sort_value(values[key.complex, key.occupant]), reverse=self.falling)
        there = set(known)
        ranked = [*known, *(key for key in keys if key not in there)]
        return run.ordered(Order(_places(ranked), self.grouped, self.words(len(known), len(keys))))

    def words(self, known: int, of: int) -> str:
        """Say how it is sorted, as it is written below what is shown.

        Parameters
        ----------
        known, of
            How many have a value, of how many.
        """
        if not self.column:
            return "by name, not in groups"
        if not known:
            return clipped(f"by name, for {shown(self.column)} is empty in all", 200)
        last = "" if known == of else f"; {of - known} without a value last"
        whole = "" if self.grouped else ", not in groups"
        return clipped(f"by {shown(self.column)}, {'greatest' if self.falling else 'least'} first{whole}{last}", 200)


BY_NAME: Final = Sorting()
"""The usual order."""


def sort_value(value: object) -> Value:
    """Key of a value that is not empty: numbers by their size, then text as people sort it."""
    if isinstance(value, bool):
        return (0, float(value), ())
    if isinstance(value, (int, float)):
        return (0, float(value), ())
    words = str(value)
    return (1, 0.0, natural(words))


def _places(keys: list[OccupantKey]) -> dict[tuple[str, str], int]:
    return {(key.complex, key.occupant): number for number, key in enumerate(keys)}


def _values(run: RunTables, column: str) -> dict[tuple[str, str], object]:
    """Value of each occupant: its own where it has one, else its complex's."""
    if column in OF_ONE:
        return _own(run, column)
    by_complex = complex_values(run)
    return {(key.complex, key.occupant): by_complex[key.complex].get(column) for key in run.occupants}


def _own(run: RunTables, column: str) -> dict[tuple[str, str], object]:
    """What the tables say of each occupant itself."""
    if column == "name":
        return {(key.complex, key.occupant): key.label for key in run.occupants}
    if column in OF_CARGO:
        return {(row.complex, row.cargo_chain): getattr(row, column) for row in run.anchors}
    own: dict[tuple[str, str], object] = defaultdict(lambda: None)
    for row in run.occupancy:
        if row.pocket == column and row.occupied:
            own[row.complex, row.occupant] = SPELLED[row.occupied]
        elif row.pocket == "all" and column in OF_OCCUPANT:
            own[row.complex, row.occupant] = getattr(row, column)
        elif row.pocket == "all" and column == "span" and row.x_min is not None and row.x_max is not None:
            own[row.complex, row.occupant] = row.x_max - row.x_min
    return own
