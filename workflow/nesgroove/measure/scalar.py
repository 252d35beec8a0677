"""Measures that are one number a complex: rows of geometry.tsv."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from nesgroove.measure.registry import Measure, measures
from nesgroove.model.record import Record, number, text

if TYPE_CHECKING:
    from nesgroove.measure.groove import Groove


class GeometryRecord(Record):
    """One scalar measure of a complex."""

    table: ClassVar[str] = "geometry"
    about: ClassVar[str] = "One row per complex and measure"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "measure")

    complex: str = Field(description="Complex")
    measure: str = Field(description="Name of the measure; docs/measures.md explains each")
    value: float | None = number("Value", "see unit", 3)
    unit: str = text("A, A^2, deg, or empty for a pure number")
    reference: str = text("Complex that it is relative to, of a measure that compares; package:... came with nesgroove")


class ScalarMeasure(Measure, abstract=True):
    """A measure that gives numbers of a complex, each under a name of its own.

    Attributes
    ----------
    about : dict of str to (str, str)
        Unit and meaning of each number by its name. Units are A, A^2, deg, or empty for a pure number.
    torsions : frozenset of str
        Names of those that are torsions, -180 to 180 degrees: 179 and -179 are neighbours, and their mean is not 0.
    """

    record = GeometryRecord
    about: ClassVar[dict[str, tuple[str, str]]]
    torsions: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def values(self, groove: Groove) -> Iterable[tuple[str, float | None]]:
        """Measure a complex.

        Parameters
        ----------
        groove
            The complex.

        Returns
        -------
        iterable of (str, float or None)
            Names, of those in :attr:`about`, and values; None where an atom that is needed is not in the file,
            and no pair where the measure does not apply.
        """

    def reference(self, groove: Groove, name: str) -> str:
        """Name the complex that a number is relative to; most are relative to none.

        Parameters
        ----------
        groove
            The complex.
        name
            Of the number, one of :attr:`about`.
        """
        return ""

    def rows(self, groove: Groove) -> list[Record]:
        """Make a row of geometry.tsv for each number."""
        ids = groove.complex
        return [
            GeometryRecord(
                entry=ids.structure.entry,
                complex=ids.id,
                measure=name,
                value=value,
                unit=self.about[name][0],
                reference=self.reference(groove, name),
            )
            for name, value in groove.once(values_of, type(self))
        ]


def scalar_measures() -> list[ScalarMeasure]:
    """All scalar measures."""
    return [measure for measure in measures() if isinstance(measure, ScalarMeasure)]


def scalars(groove: Groove) -> list[tuple[str, float | None]]:
    """Names and values of all scalar measures of a complex, by name."""
    return sorted(pair for measure in scalar_measures() for pair in groove.once(values_of, type(measure)))


def values_of(groove: Groove, measure: type[ScalarMeasure]) -> tuple[tuple[str, float | None], ...]:
    """Names and values of one scalar measure."""
    return tuple(measure().values(groove))


def measure_dictionary() -> str:
    """Document the numbers of geometry.tsv as Markdown, from the measures that give them."""
    about = {name: text for measure in scalar_measures() for name, text in measure.about.items()}
    lines = [f"| `{name}` | {unit} | {meaning} |" for name, (unit, meaning) in sorted(about.items())]
    return "\n".join(["## Measures in geometry.tsv\n", "| measure | unit | means |", "|---|---|---|", *lines]) + "\n"
