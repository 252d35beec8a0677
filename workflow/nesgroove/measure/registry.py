"""All tables of a run, found where they are defined: a module of this package that has a record class is enough."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import nesgroove.measure
from nesgroove.model.problem import ProblemRecord
from nesgroove.model.record import Record


@cache
def records() -> tuple[type[Record], ...]:
    """All tables, in the order in which they are documented: complexes first, problems last."""
    found: set[type[Record]] = set()
    for module in iter_modules(nesgroove.measure.__path__):
        names = vars(import_module(f"nesgroove.measure.{module.name}")).values()
        found |= {one for one in names if isinstance(one, type) and issubclass(one, Record) and one is not Record}
    middle = sorted(found - {ProblemRecord}, key=lambda record: (record.table != "complexes", record.table))
    return (*middle, ProblemRecord)
