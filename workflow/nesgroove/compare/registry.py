"""All comparisons, found where they are defined.

A module of this package that has a record class and a function ``rows(run)`` is a comparison: its tables are
written, documented and listed with the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from nesgroove.compare import __path__ as folders
from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import RunTables


@dataclass(frozen=True)
class Comparison:
    """One module of comparisons.

    Attributes
    ----------
    records : tuple of record classes
        Its tables.
    rows : callable
        Computes the rows of all its tables from a run.
    """

    records: tuple[type[ComparisonRecord], ...]
    rows: Callable[[RunTables], Iterable[ComparisonRecord]]


@cache
def comparisons() -> tuple[Comparison, ...]:
    """All comparisons, in the order of their modules' names."""
    registered = []
    for module in iter_modules(folders):
        names = vars(import_module(f"nesgroove.compare.{module.name}"))
        own = tuple(
            candidate
            for candidate in names.values()
            if isinstance(candidate, type)
            and issubclass(candidate, ComparisonRecord)
            and candidate is not ComparisonRecord
            and candidate.__module__ == names["__name__"]
        )
        if own and "rows" not in names:
            raise TypeError(f"{names['__name__']} has a record class and no function rows(run)")
        if own:
            registered.append(Comparison(own, names["rows"]))
    return tuple(registered)


def comparison_records() -> tuple[type[ComparisonRecord], ...]:
    """Record classes of all comparisons, in the order in which they are documented."""
    every = [record for comparison in comparisons() for record in comparison.records]
    return tuple(sorted(every, key=lambda record: (record.rank, record.table)))


def comparison_names() -> list[str]:
    """Names of all tables of comparisons, in the order in which they are documented."""
    return [record.table for record in comparison_records()]
