"""All measures of a complex and the tables that they fill, gathered where they are defined.

A measure is one module of this package: its record class with the texts of its columns, its thresholds with their
literature, its function, and a subclass of :class:`Measure`. Nothing else has to be touched: the run over many files,
``gather``, comparisons, the workflow and the column dictionary ask :func:`measures` and :func:`records`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, ClassVar

from nesgroove.measure import __path__ as folders
from nesgroove.model.problem import ProblemRecord
from nesgroove.model.record import Record

if TYPE_CHECKING:
    from nesgroove.measure.groove import Groove


class Measure(ABC):
    """Something that is measured of every complex. A subclass is registered by being defined.

    Attributes
    ----------
    record : type of Record
        What its rows are; measures of one table share it.
    """

    record: ClassVar[type[Record]]
    registered: ClassVar[list[type[Measure]]] = []

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        super().__init_subclass__()
        if not abstract:
            Measure.registered.append(cls)

    @abstractmethod
    def rows(self, groove: Groove) -> Iterable[Record]:
        """Measure a complex.

        Parameters
        ----------
        groove
            The complex, with all that measures share.

        Returns
        -------
        iterable of Record
            Rows of the measure's table, in any order.
        """


@cache
def _load() -> None:
    for module in iter_modules(folders):
        import_module(f"nesgroove.measure.{module.name}")


def measures() -> list[Measure]:
    """All measures, one instance each, by the name of their class."""
    _load()
    return [measure() for measure in sorted(Measure.registered, key=lambda measure: measure.__name__)]


def records() -> tuple[type[Record], ...]:
    """All tables of a run, in the order in which they are documented: complexes first, problems last."""
    _load()
    tables = {measure.record.table: measure.record for measure in Measure.registered}
    middle = sorted(tables.values(), key=lambda record: (record.table != "complexes", record.table))
    return (*middle, ProblemRecord)
