"""Conformations of the groove: principal components of its C-alpha atoms."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.compare.kinds import bound_state
from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import RunTables
from nesgroove.model.record import number, text
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1


class ConformationRecord(ComparisonRecord):
    """Where one groove lies among all, in principal components of its C-alpha atoms."""

    table: ClassVar[str] = "conformations"
    about: ClassVar[str] = "Grooves in principal components of their C-alpha atoms in the groove frame"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex")
    rank: ClassVar[int] = 5

    complex: str = Field(description="Complex")
    pc1: float | None = number("Score on the first component", "A", 3)
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
    positions: int = Field(description="C-alpha atoms that all grooves have, which the components are made of")


COMPONENTS = 3

MIN_POSITIONS = 0.8
"""Part of the groove's positions that a complex must have to take part; the components use those all have."""


@dataclass(frozen=True)
class Conformations:
    """Principal components of grooves.

    Attributes
    ----------
    complexes : list of str
        Those that take part, n of them.
    positions : list of int
        Positions that all of them have, m of them.
    mean : ndarray, shape (m, 3)
        Mean C-alpha atoms, groove frame, A.
    modes : ndarray, shape (k, m, 3)
        Unit vectors; the sign is such that positive scores open the station 525-568.
    scores : ndarray, shape (n, k)
        A.
    variance : ndarray, shape (k,)
        Part of the variance that each explains.
    """

    complexes: list[str]
    positions: list[int]
    mean: FloatArray
    modes: FloatArray
    scores: FloatArray
    variance: FloatArray


def conformations(run: RunTables) -> Conformations | None:
    """Find the principal components; None for fewer than three grooves."""
    atoms: dict[str, dict[int, tuple[float, float, float]]] = defaultdict(dict)
    for row in run.groove_ca:
        if row.x is not None and row.y is not None and row.z is not None:
            atoms[row.complex][row.position] = (row.x, row.y, row.z)
    most = max((len(trace) for trace in atoms.values()), default=0)
    complexes = [c.complex for c in run.complexes if len(atoms[c.complex]) >= MIN_POSITIONS * most]
    if len(complexes) < 3:
        return None
    positions = sorted(set.intersection(*(set(atoms[name]) for name in complexes)))
    data = np.array([[atoms[name][p] for p in positions] for name in complexes])
    mean = data.mean(axis=0)
    flat = (data - mean).reshape(len(complexes), -1)
    u, s, vt = np.linalg.svd(flat, full_matrices=False)
    count = min(COMPONENTS, len(complexes) - 1)
    modes = vt[:count].reshape(count, len(positions), 3)
    scores = u[:, :count] * s[:count]
    total = float((s**2).sum())
    variance = s[:count] ** 2 / total if total else np.zeros(count)
    for component in range(count):
        if _opening(mean, modes[component], positions) < 0:
            modes[component] *= -1
            scores[:, component] *= -1
    return Conformations(complexes, positions, mean, modes, scores, variance)


def conformation_rows(run: RunTables, pca: Conformations) -> list[ConformationRecord]:
    """Make a row for each groove."""
    rows = []
    for name, score in zip(pca.complexes, pca.scores, strict=True):
        row = run.by_id[name]
        values = [float(value) for value in score] + [None] * (COMPONENTS - len(score))
        rows.append(
            ConformationRecord(
                entry=row.entry,
                complex=name,
                pc1=values[0],
                pc2=values[1],
                pc3=values[2],
                bound=bound_state(row),
                state=row.state,
                groove_width=row.groove_width,
            )
        )
    return rows


def component_rows(pca: Conformations) -> list[ComponentRecord]:
    """Make a row for each component and station: what the component does to the width."""
    rows = []
    for component, mode in enumerate(pca.modes):
        spread = float(pca.scores[:, component].std(ddof=1))
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
    """Rows of both tables; none for fewer than three grooves."""
    pca = conformations(run)
    return [*conformation_rows(run, pca), *component_rows(pca)] if pca is not None else []
