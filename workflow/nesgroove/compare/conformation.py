"""Conformations of the groove: principal components of its C-alpha atoms."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from nesgroove.compare.data import RunTables, bound_state
from nesgroove.compare.records import ComponentRecord, ConformationRecord
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1

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
    most = max((len(found) for found in atoms.values()), default=0)
    chosen = [c.complex for c in run.complexes if len(atoms[c.complex]) >= MIN_POSITIONS * most]
    if len(chosen) < 3:
        return None
    positions = sorted(set.intersection(*(set(atoms[name]) for name in chosen)))
    data = np.array([[atoms[name][p] for p in positions] for name in chosen])
    mean = data.mean(axis=0)
    flat = (data - mean).reshape(len(chosen), -1)
    u, s, vt = np.linalg.svd(flat, full_matrices=False)
    count = min(COMPONENTS, len(chosen) - 1)
    modes = vt[:count].reshape(count, len(positions), 3)
    scores = u[:, :count] * s[:count]
    total = float((s**2).sum())
    variance = s[:count] ** 2 / total if total else np.zeros(count)
    for number in range(count):
        if _opening(mean, modes[number], positions) < 0:
            modes[number] *= -1
            scores[:, number] *= -1
    return Conformations(chosen, positions, mean, modes, scores, variance)


def conformation_rows(run: RunTables, found: Conformations) -> list[ConformationRecord]:
    """Make a row for each groove."""
    rows = []
    for name, score in zip(found.complexes, found.scores, strict=True):
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


def component_rows(found: Conformations) -> list[ComponentRecord]:
    """Make a row for each component and station: what the component does to the width."""
    rows = []
    for number, mode in enumerate(found.modes):
        spread = float(found.scores[:, number].std(ddof=1))
        for a, b in XPO1.stations:
            if a in found.positions and b in found.positions:
                i, j = found.positions.index(a), found.positions.index(b)
                wide = found.mean + spread * mode
                narrow = found.mean - spread * mode
                change = np.linalg.norm(wide[i] - wide[j]) - np.linalg.norm(narrow[i] - narrow[j])
                rows.append(
                    ComponentRecord(
                        component=number + 1,
                        variance=float(found.variance[number]),
                        station=f"{a}-{b}",
                        change=float(change),
                        positions=len(found.positions),
                    )
                )
    return rows


def _opening(mean: FloatArray, mode: FloatArray, positions: list[int]) -> float:
    """Tell by how much a mode opens the groove at 525-568, or at another station where that is missing."""
    for a, b in sorted(XPO1.stations, key=lambda pair: pair != (525, 568)):
        if a in positions and b in positions:
            i, j = positions.index(a), positions.index(b)
            across = mean[j] - mean[i]
            return float((mode[j] - mode[i]) @ across / np.linalg.norm(across))
    return 1.0
