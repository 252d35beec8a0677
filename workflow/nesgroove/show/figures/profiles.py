"""Complexes along the groove: one measure at each station, in groups by what is bound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.kinds import bound_state
from nesgroove.compare.references import reference_states
from nesgroove.compare.tables import RunTables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.structure import SOURCE_KINDS, SourceKind
from nesgroove.model.target import XPO1
from nesgroove.show.look import BOUND_COLOURS, bound_colour

if TYPE_CHECKING:
    pass

STATION_NAMES: Final = ("P0", "P0 | P1", "P1 | P2", "P2 | P3", "P3 | P4", "beyond P4")
"""Where the stations lie: their C-alpha atoms are at x = -9.6, -4.2, 1.0, 6.1, 11.2 and 17.5 A of the groove frame."""

FEW: Final = 12
"""Up to so many complexes lines can be distinguished without being faint."""

MANY: Final = 60
"""Of a group with more, distributions are drawn in the place of its members: lines would hide each other."""

MEDIAN_FROM: Final = 2
"""Entries from which a group has a median of its own."""


@dataclass(frozen=True)
class Profile:
    """One complex along the groove.

    Attributes
    ----------
    entry, complex, bound, state : str
        Entry and complex, what is bound to it, state of its groove.
    source_kind : str
        What it is.
    values : tuple of float or None
        Measure at each of the stations, A; None where it was not measured.
    summary : float or None
        The one number of the panel beside, A.
    reference : str
        ``open`` or ``closed`` for the references of the run, else empty.
    plddt : float or None
        Of the groove, where it is a prediction.
    """

    entry: str
    complex: str
    bound: str
    state: str
    source_kind: SourceKind
    values: tuple[float | None, ...]
    summary: float | None
    reference: str
    plddt: float | None = None

    @property
    def observed(self) -> bool:
        """Whether it comes from an experiment."""
        return self.source_kind == "experiment"

    @property
    def group(self) -> tuple[str, SourceKind]:
        """Complexes are compared by what is bound, each kind of source apart from the others."""
        return (self.bound, self.source_kind)

    @property
    def colour(self) -> str:
        """Colour by what is bound."""
        return bound_colour(self.bound)


def profile(run: RunTables, row: ComplexRecord, values: tuple[float | None, ...], summary: float | None) -> Profile:
    """Make the profile of one complex."""
    reference = reference_states(run).get(row.complex, "")
    return Profile(
        row.entry, row.complex, bound_state(row), row.state, row.source_kind, values, summary, reference,
        row.plddt_groove,
    )  # fmt: skip


def grouped(profiles: list[Profile]) -> dict[tuple[str, SourceKind], list[Profile]]:
    """Sort profiles into groups: experiments before other kinds, in the order of the colours."""
    order = [*BOUND_COLOURS, *sorted({row.bound for row in profiles} - set(BOUND_COLOURS))]
    keys = sorted({row.group for row in profiles}, key=lambda key: (SOURCE_KINDS.index(key[1]), order.index(key[0])))
    return {key: [row for row in profiles if row.group == key] for key in keys}


def entries(members: list[Profile]) -> int:
    """Count the entries of a group: the copies of one are one observation."""
    return len({row.entry for row in members})


def by_entry(values: Iterable[tuple[str, float | None]]) -> list[float]:
    """Average the copies of each entry; an entry without a value is left out."""
    copies: dict[str, list[float]] = {}
    for entry, value in values:
        if value is not None:
            copies.setdefault(entry, []).append(value)
    return [float(np.mean(own)) for own in copies.values()]


def middle_band(members: list[Profile]) -> tuple[list[float], list[float]]:
    """Limits of the middle 80 % at each station; nan where nothing was measured."""
    low, high = [], []
    for i in range(len(XPO1.stations)):
        known = by_entry((row.entry, row.values[i]) for row in members)
        low.append(float(np.percentile(known, 10)) if known else float("nan"))
        high.append(float(np.percentile(known, 90)) if known else float("nan"))
    return low, high


def medians(members: list[Profile]) -> tuple[float | None, ...]:
    """Median at each station over the entries that were measured there."""
    known = [by_entry((row.entry, row.values[i]) for row in members) for i in range(len(XPO1.stations))]
    return tuple(float(np.median(values)) if values else None for values in known)
