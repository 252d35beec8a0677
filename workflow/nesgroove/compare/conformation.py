"""Conformations of the groove: principal components of its C-alpha atoms."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import numpy as np
from pydantic import Field

from nesgroove.compare.kinds import bound_state
from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import RunTables
from nesgroove.model.record import number, text
from nesgroove.model.structure import SOURCE_KINDS, FloatArray, SourceKind
from nesgroove.model.target import XPO1


class ConformationRecord(ComparisonRecord):
    """Where one groove lies among all, in principal components of its C-alpha atoms."""

    table: ClassVar[str] = "conformations"
    about: ClassVar[str] = "Grooves in principal components of their C-alpha atoms in the groove frame"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex")
    rank: ClassVar[int] = 5

    complex: str = Field(description="Complex")
    source_kind: SourceKind = Field(description="What it is")
    fitted_on: str = Field(
        description="Kind of source that the components were fitted on; 'none' where no kind has four entries"
    )
    weight: float | None = number("Its weight in the fit: 1 over the copies of its entry; 0 if projected", "", 3)
    pc1: float | None = number(
        "Score on the first component; empty without a fit, or where a fifth of the groove is not in the file", "A", 3
    )
    pc2: float | None = number("Score on the second", "A", 3)
    pc3: float | None = number("Score on the third", "A", 3)
    bound: str = Field(description="What is bound: RanBP, cargo, inhibitor, or groove empty")
    state: str = text("State of the groove")
    groove_width: float | None = number("Width of the groove", "A")


class ComponentRecord(ComparisonRecord):
    """What one principal component does to one station."""

    table: ClassVar[str] = "components"
    about: ClassVar[str] = "Principal components: variance, and how each changes the C-alpha distance at the stations"
    sort_by: ClassVar[tuple[str, ...]] = ("component", "station")
    rank: ClassVar[int] = 6

    component: int = Field(description="1 to 3")
    variance: float | None = number("Part of the variance that it explains", "", 3)
    station: str = Field(description="Pair of positions: 525-568")
    change: float | None = number("Change of the distance from one standard deviation below the mean to one above", "A")
    positions: int = Field(description="C-alpha atoms that all fitted grooves have, which components are made of")
    fitted_on: SourceKind = Field(description="Kind of source that the components were fitted on")
    entries: int = Field(description="Entries of that kind; the copies of one weigh as one together")


COMPONENTS = 3

MIN_POSITIONS = 0.8
"""Part of the groove's positions that a complex must have to take part; the components use those all fitted have."""

MIN_ENTRIES = 4
"""Entries of one kind that components are fitted on at least: with three components, fewer are described and not
compared."""


@dataclass(frozen=True)
class Conformations:
    """Principal components of the grooves of one kind of source, and all grooves projected on them.

    Attributes
    ----------
    fitted_on : str
        The kind that they were fitted on.
    complexes : list of str
        Those that have scores, n of them.
    weights : ndarray, shape (n,)
        Of each in the fit: 1 shared by the copies of an entry, 0 for what is projected.
    positions : list of int
        Positions that all fitted ones have, m of them.
    mean : ndarray, shape (m, 3)
        Mean C-alpha atoms of the fitted, groove frame, A.
    modes : ndarray, shape (k, m, 3)
        Unit vectors; the sign is such that positive scores open the station 525-568.
    scores : ndarray, shape (n, k)
        A.
    variance : ndarray, shape (k,)
        Part of the variance of the fitted that each explains.
    """

    fitted_on: SourceKind
    complexes: list[str]
    weights: FloatArray
    positions: list[int]
    mean: FloatArray
    modes: FloatArray
    scores: FloatArray
    variance: FloatArray

    @property
    def entries(self) -> int:
        """Entries that the components were fitted on."""
        return round(float(self.weights.sum()))

    @property
    def spread(self) -> FloatArray:
        """Standard deviation of the fitted entries along each component, shape (k,), A."""
        squares = (self.weights[:, None] * self.scores**2).sum(axis=0)
        spread: FloatArray = np.sqrt(squares / (self.entries - 1))
        return spread


def conformations(run: RunTables) -> Conformations | None:
    """Find the principal components of one kind of source, and project all grooves on them.

    The kind is the first with four entries or more, experiments before all others; kinds are not mixed, and what is
    of unknown source is never fitted. The copies of an entry weigh as one entry together. A groove that lacks a
    position of the fit is projected by least squares over those that it has.

    Returns
    -------
    Conformations or None
        None where no kind has four entries.
    """
    atoms = _traces(run)
    most = max((len(trace) for trace in atoms.values()), default=0)
    complexes = [c.complex for c in run.complexes if len(atoms.get(c.complex, ())) >= MIN_POSITIONS * max(most, 1)]
    fitted_on = _fitted_kind(run, complexes)
    if fitted_on is None:
        return None
    fitted = [name for name in complexes if run.by_id[name].source_kind == fitted_on]
    copies = Counter(run.by_id[name].entry for name in fitted)
    positions = sorted(set.intersection(*(set(atoms[name]) for name in fitted)))
    data = np.array([[atoms[name][p] for p in positions] for name in fitted])
    weights = np.array([1 / copies[run.by_id[name].entry] for name in fitted])
    mean = np.asarray(np.average(data, axis=0, weights=weights), dtype=np.float64)
    _, s, vt = np.linalg.svd(np.sqrt(weights)[:, None] * (data - mean).reshape(len(fitted), -1), full_matrices=False)
    count = min(COMPONENTS, len(copies) - 1)
    modes = vt[:count].reshape(count, len(positions), 3)
    modes *= np.array([-1.0 if _opening(mean, mode, positions) < 0 else 1.0 for mode in modes])[:, None, None]
    total = float((s**2).sum())
    of_fit = dict(zip(fitted, weights.tolist(), strict=True))
    return Conformations(
        fitted_on=fitted_on,
        complexes=complexes,
        weights=np.array([of_fit.get(name, 0.0) for name in complexes]),
        positions=positions,
        mean=mean,
        modes=modes,
        scores=np.array([_projected(atoms[name], positions, mean, modes) for name in complexes]),
        variance=s[:count] ** 2 / total if total else np.zeros(count),
    )


Trace: TypeAlias = dict[int, tuple[float, float, float]]
"""C-alpha atoms by position."""


def _traces(run: RunTables) -> dict[str, Trace]:
    atoms: dict[str, Trace] = defaultdict(dict)
    for row in run.groove_ca:
        if row.x is not None and row.y is not None and row.z is not None:
            atoms[row.complex][row.position] = (row.x, row.y, row.z)
    return dict(atoms)


def _fitted_kind(run: RunTables, complexes: list[str]) -> SourceKind | None:
    """Choose the kind that components are fitted on: the first that has entries enough."""
    rows = [run.by_id[name] for name in complexes]
    for kind in SOURCE_KINDS:
        if kind != "unknown" and len({row.entry for row in rows if row.source_kind == kind}) >= MIN_ENTRIES:
            return kind
    return None


def _projected(trace: Trace, positions: list[int], mean: FloatArray, modes: FloatArray) -> FloatArray:
    """Scores of a groove, over the positions of the fit that it has."""
    here = [i for i, position in enumerate(positions) if position in trace]
    shift = np.array([trace[positions[i]] for i in here]) - mean[here]
    scores = np.linalg.lstsq(modes[:, here].reshape(len(modes), -1).T, shift.ravel(), rcond=None)[0]
    return np.asarray(scores, dtype=np.float64)


def conformation_rows(run: RunTables, pca: Conformations | None) -> list[ConformationRecord]:
    """Make a row for each groove; without a fit, or of one that lacks too much, the scores are empty."""
    none = [None] * COMPONENTS
    values: dict[str, list[float | None]] = {}
    weights: dict[str, float] = {}
    if pca is not None:
        values = {
            name: [*score, *none][:COMPONENTS] for name, score in zip(pca.complexes, pca.scores.tolist(), strict=True)
        }
        weights = dict(zip(pca.complexes, pca.weights.tolist(), strict=True))
    rows = []
    for row in run.complexes:
        pc1, pc2, pc3 = values.get(row.complex, none)
        rows.append(
            ConformationRecord(
                entry=row.entry,
                complex=row.complex,
                source_kind=row.source_kind,
                fitted_on=pca.fitted_on if pca is not None else "none",
                weight=weights.get(row.complex, 0.0),
                pc1=pc1,
                pc2=pc2,
                pc3=pc3,
                bound=bound_state(row),
                state=row.state,
                groove_width=row.groove_width,
            )
        )
    return rows


def component_rows(pca: Conformations) -> list[ComponentRecord]:
    """Make a row for each component and station: what the component does to the width."""
    rows = []
    for component, (mode, spread) in enumerate(zip(pca.modes, pca.spread.tolist(), strict=True)):
        for a, b in XPO1.stations:
            if a in pca.positions and b in pca.positions:
                i, j = pca.positions.index(a), pca.positions.index(b)
                wide = pca.mean + spread * mode
                narrow = pca.mean - spread * mode
                change = np.linalg.norm(wide[i] - wide[j]) - np.linalg.norm(narrow[i] - narrow[j])
                rows.append(
                    ComponentRecord(
                        component=component + 1,
                        variance=float(pca.variance[component]),
                        station=f"{a}-{b}",
                        change=float(change),
                        positions=len(pca.positions),
                        fitted_on=pca.fitted_on,
                        entries=pca.entries,
                    )
                )
    return rows


def _opening(mean: FloatArray, mode: FloatArray, positions: list[int]) -> float:
    """Measure by how much a mode opens the groove at 525-568, or at another station where that is missing."""
    for a, b in sorted(XPO1.stations, key=lambda pair: pair != (525, 568)):
        if a in positions and b in positions:
            i, j = positions.index(a), positions.index(b)
            across = mean[j] - mean[i]
            return float((mode[j] - mode[i]) @ across / np.linalg.norm(across))
    return 1.0


def rows(run: RunTables) -> list[ComparisonRecord]:
    """Rows of both tables; without a fit there are no components."""
    pca = conformations(run)
    return [*conformation_rows(run, pca), *(component_rows(pca) if pca is not None else ())]
