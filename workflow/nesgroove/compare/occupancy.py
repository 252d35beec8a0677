"""The occupancy matrix, and averages that always say over how many of how many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.compare.kinds import bound_state
from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.identify.recognise import human_positions
from nesgroove.identify.sequences import reference_sequences
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.record import number
from nesgroove.model.target import XPO1


class MatrixRecord(ComparisonRecord):
    """What one occupant does to each pocket, in one measure."""

    table: ClassVar[str] = "occupancy_matrix"
    about: ClassVar[str] = "Occupants x pockets, in three measures; empty where the pocket could not be measured"
    sort_by: ClassVar[tuple[str, ...]] = ("measure", "kind_key", "group", "complex", "occupant")
    rank: ClassVar[int] = 1

    complex: str = Field(description="Complex")
    occupant: str = Field(description="Occupant")
    kind: str = Field(description="cargo or inhibitor")
    label: str = Field(description="Name of the occupant in figures")
    group: str = Field(description="Compound, or class of export signal")
    measure: str = Field(description="filled, filled_vs_cargo, or buried (A^2)")
    P0: float | None = number("Value for P0", "", 3)
    P1: float | None = number("Value for P1", "", 3)
    P2: float | None = number("Value for P2", "", 3)
    P3: float | None = number("Value for P3", "", 3)
    P4: float | None = number("Value for P4", "", 3)

    @property
    def kind_key(self) -> int:
        """Inhibitors before cargoes."""
        return 0 if self.kind == "inhibitor" else 1


class MeanRecord(ComparisonRecord):
    """An average over a group, with what it is over."""

    table: ClassVar[str] = "means"
    about: ClassVar[str] = "Averages over groups of complexes, each with observed of observable"
    sort_by: ClassVar[tuple[str, ...]] = ("grouping", "group", "measure")
    rank: ClassVar[int] = 2

    grouping: str = Field(
        description="compound, nes_class, bound, species, variant (all mutations) or mutation (one, by position)"
    )
    group: str = Field(description="The group: selinexor; RanBP; Homo sapiens; E571K ...")
    measure: str = Field(description="A measure of geometry.tsv, groove_width, pocket volumes, or filled:P0 ...")
    mean: float | None = number("Mean over the observed", "as the measure", 3)
    sd: float | None = number("Standard deviation; empty for fewer than two", "as the measure", 3)
    minimum: float | None = number("Least", "as the measure", 3)
    maximum: float | None = number("Greatest", "as the measure", 3)
    observed: int = Field(description="In how many the measure could be made")
    observable: int = Field(description="How many complexes or occupants the group has")


MEASURES = ("filled", "filled_vs_cargo", "buried")


def occupancy_matrix(run: RunTables) -> list[MatrixRecord]:
    """Lay out occupants x pockets in the three measures."""
    cells: dict[tuple[str, str, str], dict[str, float | None]] = defaultdict(dict)
    for row in run.occupancy:
        if row.pocket in XPO1.pockets:
            for measure in MEASURES:
                cells[row.complex, row.occupant, measure][row.pocket] = getattr(row, measure)
    return [
        MatrixRecord(
            entry=run.by_id[key.complex].entry,
            complex=key.complex,
            occupant=key.occupant,
            kind=key.kind,
            label=key.label,
            group=key.group,
            measure=measure,
            **cells[key.complex, key.occupant, measure],
        )
        for key in run.occupants
        for measure in MEASURES
    ]


def means(run: RunTables) -> list[MeanRecord]:
    """Average over compounds, classes of export signal, what is bound, species, variants and single mutations.

    Observed is in how many the measure could be made, observable how many there are: what is not resolved is
    not counted as zero.
    """
    rows = _occupant_means(run, run.occupants)
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for complex_ in run.complexes:
        groups["bound", bound_state(complex_)].append(complex_.complex)
        groups["species", complex_.species or "unknown"].append(complex_.complex)
        groups["variant", complex_.mutations or "wild type"].append(complex_.complex)
        for mutation in mutations_at_positions(complex_):
            groups["mutation", mutation].append(complex_.complex)
    measured = _complex_measures(run)
    names = sorted({name for values in measured.values() for name in values})
    for (grouping, group), members in sorted(groups.items()):
        for name in names:
            values = [measured[member].get(name) for member in members]
            rows.append(_mean(grouping, group, name, values))
    return rows


def mutations_at_positions(row: ComplexRecord) -> list[str]:
    """Name a complex's mutations by positions, so that E582K of yeast and E571K of man are the same.

    A mutation without a human partner keeps its own number and the sequence that it is of.
    """
    key = row.closest.partition(" ")[0]
    reference = reference_sequences().get(key)
    to_human = human_positions(reference) if reference else {}
    mutations = []
    for mutation in row.mutations.split():
        position = to_human.get(int(mutation[1:-1]))
        mutations.append(f"{mutation[0]}{position}{mutation[-1]}" if position else f"{mutation} ({key})")
    return mutations


def _complex_measures(run: RunTables) -> dict[str, dict[str, float]]:
    """Collect geometry, width and pocket volumes by complex."""
    measures: dict[str, dict[str, float]] = {
        row.complex: dict(run.values.get(row.complex, {})) for row in run.complexes
    }
    for row in run.complexes:
        if row.groove_width is not None:
            measures[row.complex]["groove_width"] = row.groove_width
    for pocket in run.pockets:
        if pocket.volume is not None:
            measures[pocket.complex][f"volume:{pocket.pocket}"] = pocket.volume
    return measures


def _occupant_means(run: RunTables, occupants: Sequence[OccupantKey]) -> list[MeanRecord]:
    cells: dict[tuple[str, str], Mapping[str, float | None]] = {}
    for row in run.occupancy:
        key = (row.complex, row.occupant)
        here = {f"{measure}:{row.pocket}": getattr(row, measure) for measure in MEASURES}
        cells[key] = {**cells.get(key, {}), **here}
    groups: dict[tuple[str, str], list[OccupantKey]] = defaultdict(list)
    for occupant in occupants:
        groups["compound" if occupant.kind == "inhibitor" else "nes_class", occupant.group].append(occupant)
    rows = []
    for (grouping, group), members in sorted(groups.items()):
        for measure in MEASURES:
            for pocket in (*XPO1.pockets, "all"):
                name = f"{measure}:{pocket}"
                values = [cells[m.complex, m.occupant].get(name) for m in members]
                rows.append(_mean(grouping, group, name, values))
    return rows


def _mean(grouping: str, group: str, measure: str, values: Iterable[float | None]) -> MeanRecord:
    every = list(values)
    known = np.array([value for value in every if value is not None])
    return MeanRecord(
        grouping=grouping,
        group=group,
        measure=measure,
        mean=float(known.mean()) if len(known) else None,
        sd=float(known.std(ddof=1)) if len(known) > 1 else None,
        minimum=float(known.min()) if len(known) else None,
        maximum=float(known.max()) if len(known) else None,
        observed=len(known),
        observable=len(every),
    )


def rows(run: RunTables) -> list[ComparisonRecord]:
    """Rows of both tables."""
    return [*occupancy_matrix(run), *means(run)]
