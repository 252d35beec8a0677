"""Rows of trajectory.tsv: every number that frames have, averaged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from nesgroove.compare.angles import DIRECTED, circular, mean_direction
from nesgroove.measure.scalar import scalar_measures
from nesgroove.measure.state import STATES
from nesgroove.model.structure import FloatArray
from nesgroove.series.trajectory.statistics.averages import Average, average
from nesgroove.series.trajectory.statistics.grid import Grid
from nesgroove.series.trajectory.statistics.over_replicas import Run
from nesgroove.series.trajectory.statistics.records import TrajectoryRecord
from nesgroove.series.trajectory.statistics.replicas import combine

OF_OCCUPANTS: Final = {"filled": "", "overlap": "", "buried": "A^2"}
"""Columns of frame_occupancy.parquet that are averaged, with their units."""

TURNS: Final = "it turns through several rotamers, so that a mean says nothing: see its distribution"


def quantity_rows(run: Run) -> Iterator[TrajectoryRecord]:
    """Average everything that was measured in any frame."""
    torsions = {name for measure in scalar_measures() for name in measure.torsions}
    for name in run.tables.numbers:
        yield from _rows(run, "", name, run.tables.unit(name), run.tables.column(name), torsion=name in torsions)
    states = run.tables.column("state").astype(str)
    for state in STATES:
        yield from _rows(run, "", f"state:{state}", "", np.where(states == "", np.nan, states == state))
    for column, unit in OF_OCCUPANTS.items():
        for (occupant, pocket), values in run.tables.series("frame_occupancy", ("occupant", "pocket"), column):
            yield from _rows(run, str(occupant), f"{column}:{pocket}", unit, values)


def _rows(
    run: Run, occupant: str, quantity: str, unit: str, values: FloatArray, *, torsion: bool = False
) -> Iterator[TrajectoryRecord]:
    known = ~np.isnan(values)
    if not known.any():
        return
    averages = []
    same: dict[str, Any] = {"occupant": occupant, "quantity": quantity, "unit": unit}
    centre = mean_direction(values) if torsion else None
    for replica, grid in run.grids(known):
        of_it = Average(0, remark="no values") if grid is None else _average(grid.lay(values), centre)
        averages.append(of_it)
        yield TrajectoryRecord(**run.key(replica), **same, **_cells(of_it, grid))
    if run.several:
        over = combine(averages)
        yield TrajectoryRecord(
            **run.key(None), **same, n=over.n, replicas=over.replicas, mean=over.mean, sd=over.spread, error=over.error,
            error_uncertainty=over.uncertainty, error_within=over.within, minimum=over.minimum, maximum=over.maximum,
            n_effective=over.n_effective, remark=over.remark,
        )  # fmt: skip


def _average(values: FloatArray, centre: float | None) -> Average:
    if centre is None:
        return average(values)
    unrolled, length = circular(values, centre)
    if length < DIRECTED:
        known = values[~np.isnan(values)]
        return Average(len(known), minimum=float(known.min()), maximum=float(known.max()), remark=TURNS)
    return average(unrolled)


def _cells(of_it: Average, grid: Grid | None) -> dict[str, Any]:
    return {
        "n": of_it.n, "mean": of_it.mean, "sd": of_it.sd, "error": of_it.error,
        "error_uncertainty": of_it.uncertainty, "minimum": of_it.minimum, "maximum": of_it.maximum,
        "correlation_time": None if grid is None else grid.in_time(of_it.tau),
        "correlation_frames": None if grid is None else grid.in_frames(of_it.tau),
        "n_effective": of_it.n_effective, "blocks": of_it.blocks,
        "block_frames": None if grid is None else grid.in_frames(of_it.block), "remark": of_it.remark,
    }  # fmt: skip
