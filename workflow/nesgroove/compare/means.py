"""Averages over groups of one kind of source, which always say over how many entries of how many.

Experiments, predictions and other kinds are never averaged together, and the copies of one entry are one observation:
they are averaged first, for two copies of one crystal are not two experiments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import ClassVar, TypeAlias

import numpy as np
from pydantic import Field

from nesgroove.compare.angles import DIRECTED, circular, mean_direction
from nesgroove.compare.kinds import bound_state
from nesgroove.compare.occupancy import COMPARING, MEASURES
from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.identify.recognise import human_positions
from nesgroove.identify.sequences import reference_sequences
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.scalar import scalar_measures
from nesgroove.model.record import number, text
from nesgroove.model.structure import FloatArray, SourceKind
from nesgroove.model.target import XPO1


class MeanRecord(ComparisonRecord):
    """An average over a group, with what it is over."""

    table: ClassVar[str] = "means"
    about: ClassVar[str] = (
        "Averages over groups of one kind of source, entry by entry (copies of an entry are averaged first), each with "
        "observed of observable"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("grouping", "group", "source_kind", "measure")
    rank: ClassVar[int] = 2

    grouping: str = Field(
        description="compound, nes_class, bound, species, variant (all mutations) or mutation (one, by position)"
    )
    group: str = Field(description="The group: selinexor; RanBP; Homo sapiens; E571K ...")
    source_kind: SourceKind = Field(description="Kind of source of all its members; kinds are never averaged together")
    measure: str = Field(description="A measure of geometry.tsv, groove_width, pocket volumes, or filled:P0 ...")
    mean: float | None = number(
        "Mean over the observed entries; of torsions about their mean direction, and empty where they point everywhere",
        "as the measure",
        3,
    )
    sd: float | None = number("Standard deviation between entries; empty for fewer than two", "as the measure", 3)
    minimum: float | None = number("Least of the entries", "as the measure", 3)
    maximum: float | None = number("Greatest of the entries", "as the measure", 3)
    observed: int = Field(description="In how many entries the measure could be made")
    observable: int = Field(description="How many entries the group has")
    copies: int = Field(description="In how many complexes or occupants of them the measure could be made")
    reference: str = text("Complex that it is relative to, of a measure that compares")


Group: TypeAlias = tuple[str, str, SourceKind]
"""Grouping, group and kind of source."""


def means(run: RunTables) -> list[MeanRecord]:
    """Average over compounds, classes of export signal, what is bound, species, variants and single mutations.

    Observed is in how many entries the measure could be made, observable how many there are: what is not resolved is
    not counted as zero.
    """
    rows = _occupant_means(run, run.occupants)
    groups: dict[Group, list[str]] = defaultdict(list)
    for row in run.complexes:
        kind = row.source_kind
        groups["bound", bound_state(row), kind].append(row.complex)
        groups["species", row.species, kind].append(row.complex)
        groups["variant", row.mutations or "wild type", kind].append(row.complex)
        for mutation in mutations_at_positions(row):
            groups["mutation", mutation, kind].append(row.complex)
    measured = _complex_measures(run)
    names = sorted({name for values in measured.values() for name in values})
    for group, members in sorted(groups.items()):
        for name in names:
            values = [(run.by_id[member].entry, measured[member].get(name)) for member in members]
            rows.append(_mean(group, name, values))
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
    groups: dict[Group, list[OccupantKey]] = defaultdict(list)
    for occupant in occupants:
        grouping = "compound" if occupant.kind == "inhibitor" else "nes_class"
        groups[grouping, occupant.group, run.by_id[occupant.complex].source_kind].append(occupant)
    rows = []
    for group, members in sorted(groups.items()):
        for measure in MEASURES:
            for pocket in (*XPO1.pockets, "all"):
                name = f"{measure}:{pocket}"
                values = [(run.by_id[m.complex].entry, cells[m.complex, m.occupant].get(name)) for m in members]
                rows.append(_mean(group, name, values))
    return rows


def _mean(group: Group, measure: str, values: Sequence[tuple[str, float | None]]) -> MeanRecord:
    """Average entry by entry; the values stand beside the entry that each is of."""
    by_entry: dict[str, list[float]] = {entry: [] for entry, _ in values}
    for entry, value in values:
        if value is not None:
            by_entry[entry].append(value)
    known, directed = _of_entries([copies for copies in by_entry.values() if copies], torsion=measure in _torsions())
    grouping, name, kind = group
    return MeanRecord(
        grouping=grouping,
        group=name,
        source_kind=kind,
        measure=measure,
        mean=float(known.mean()) if len(known) and directed else None,
        sd=float(known.std(ddof=1)) if len(known) > 1 and directed else None,
        minimum=float(known.min()) if len(known) else None,
        maximum=float(known.max()) if len(known) else None,
        observed=len(known),
        observable=len(by_entry),
        copies=sum(map(len, by_entry.values())),
    )


@cache
def _torsions() -> frozenset[str]:
    """Measures that are torsions."""
    return frozenset(name for measure in scalar_measures() for name in measure.torsions)


def _of_entries(copies: Sequence[Sequence[float]], *, torsion: bool) -> tuple[FloatArray, bool]:
    """Give one value an entry, and whether they have a mean: torsions that point everywhere have none."""
    if not torsion or not copies:
        return np.array([np.mean(values) for values in copies]), True
    every = np.concatenate([np.asarray(values, dtype=float) for values in copies])
    centre = mean_direction(every)
    known = np.array([circular(np.asarray(values, dtype=float), centre)[0].mean() for values in copies])
    return known, circular(every, centre)[1] >= DIRECTED


def _references(run: RunTables) -> dict[str, str]:
    """Name what measures are relative to, by measure; those that compare with nothing are not in it."""
    used: dict[str, set[str]] = defaultdict(set)
    for row in run.geometry:
        used[row.measure].add(row.reference)
    for occupant in run.occupancy:
        for measure in COMPARING:
            used[measure].add(occupant.reference)
    return {measure: "; ".join(sorted(filter(None, names))) for measure, names in used.items()}


def rows(run: RunTables) -> list[MeanRecord]:
    """Average, and say what is relative to which complex."""
    references = _references(run)
    return [
        row.model_copy(update={"reference": references.get(row.measure.partition(":")[0], "")}) for row in means(run)
    ]
