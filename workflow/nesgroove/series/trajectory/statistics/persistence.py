"""Rows of persistence.tsv: contacts, touches and filled pockets that come and go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from nesgroove.measure.overlap import OVERLAP_FROM
from nesgroove.model.structure import BoolArray, FloatArray
from nesgroove.series.trajectory.statistics.averages import CONSTANT, Average, average
from nesgroove.series.trajectory.statistics.grid import Grid
from nesgroove.series.trajectory.statistics.over_replicas import Run
from nesgroove.series.trajectory.statistics.records import PersistenceRecord
from nesgroove.series.trajectory.statistics.replicas import combine
from nesgroove.series.trajectory.statistics.spells import Spells, spells, together

ENDLESS: Final = "no end of it is seen: no lifetime, but a lower limit in longest"
SHORT: Final = 3.0
"""Steps. Of what lasts three steps on the average, a quarter (1 - exp(-1/3)) is over within one and may not be seen."""

FAST: Final = "it comes or goes within a few steps, some of which are not seen: its lifetime is that at this stride"
ALWAYS: Final = "it is there in all frames"
NEVER: Final = "it is not there in this replica"


def persistence_rows(run: Run) -> Iterator[PersistenceRecord]:
    """Follow everything that is there in any frame of any replica."""
    with_contacts, with_pockets = run.tables.flag("with_contacts"), run.tables.flag("with_pockets")
    for (occupant, position, residue, kind), distance in run.tables.series(
        "frame_contacts", ("occupant", "position", "residue", "type"), "distance"
    ):
        what = {"layer": "contact", "occupant": occupant, "position": position, "residue": residue, "type": kind}
        yield from _rows(run, what, with_contacts, (~np.isnan(distance)).astype(float), distance)
    distances = run.tables.series("frame_footprint", ("occupant", "position", "residue"), "distance")
    pairs = run.tables.series("frame_footprint", ("occupant", "position", "residue"), "pairs")
    for ((occupant, position, residue), distance), (_, touching) in zip(distances, pairs, strict=True):
        what = {"layer": "touch", "occupant": occupant, "position": position, "residue": residue}
        yield from _rows(run, what, with_pockets, (touching > 0).astype(float), distance)
    for (occupant, pocket), overlap in run.tables.series("frame_occupancy", ("occupant", "pocket"), "overlap"):
        measured = ~np.isnan(overlap)
        what = {"layer": "pocket", "occupant": occupant, "pocket": pocket}
        yield from _rows(run, what, with_pockets & measured, (overlap >= OVERLAP_FROM).astype(float), None)


def _rows(
    run: Run, what: dict[str, Any], looked: BoolArray, present: FloatArray, distance: FloatArray | None
) -> Iterator[PersistenceRecord]:
    what = {**what, "position": None if what.get("position") is None else int(what["position"])}
    there = looked & (present == 1)
    if not there.any():
        return
    averages, parts, times = [], [], []
    for replica, grid in run.grids(looked):
        laid = None if grid is None else grid.lay(present)
        of_it = Average(0, remark="it was not looked for") if laid is None else average(laid)
        part, absent = (Spells(), Spells()) if laid is None else (spells(laid), spells(1 - laid))
        averages.append(of_it)
        parts.append(part)
        times.append(None if grid is None else grid.time)
        own = there & replica.own
        yield PersistenceRecord(
            **run.key(replica), **what, n=of_it.n, frequency=of_it.mean, error=of_it.error,
            error_uncertainty=of_it.uncertainty, n_effective=of_it.n_effective,
            correlation_time=None if grid is None else grid.in_time(of_it.tau), **_lifetime(part, times[-1]),
            distance=_mean(distance, own), remark=_remark(of_it, part, absent, grid),
        )  # fmt: skip
    if run.several:
        over, part = combine(averages), together(parts)
        steps = {time for time in times if time is not None}
        yield PersistenceRecord(
            **run.key(None), **what, n=over.n, replicas=over.replicas, frequency=over.mean, sd=over.spread,
            error=over.error, error_uncertainty=over.uncertainty, n_effective=over.n_effective,
            **_lifetime(part, steps.pop() if len(steps) == 1 else None), distance=_mean(distance, there),
            remark="; ".join(filter(None, (over.remark, _of_times(steps), "" if part.ends else ENDLESS))),
        )  # fmt: skip


def _of_times(left: set[float]) -> str:
    return "their frames are differently far apart: no common lifetime" if left else ""


def _lifetime(part: Spells, time: float | None) -> dict[str, Any]:
    def timed(steps: float | None) -> float | None:
        return None if steps is None or time is None else steps * time

    return {
        "step": time, "spells": part.count, "ends": part.ends, "cut": part.cut, "lifetime": timed(part.lifetime),
        "lifetime_error": timed(part.lifetime_error), "longest": timed(part.longest),
    }  # fmt: skip


def _mean(distance: FloatArray | None, there: BoolArray) -> float | None:
    return None if distance is None or not there.any() else float(distance[there].mean())


def _fast(part: Spells, absent: Spells) -> bool:
    """Say whether it comes or goes so fast that breaks, or times with it, fall between the steps."""
    return any(spell.lifetime is not None and spell.lifetime < SHORT for spell in (part, absent))


def _remark(of_it: Average, part: Spells, absent: Spells, grid: Grid | None) -> str:
    constant = of_it.remark == CONSTANT
    said = [(ALWAYS if of_it.mean else NEVER) if constant else of_it.remark]
    if part.count and not part.ends:
        said.append(ENDLESS)
    elif part.ends and _fast(part, absent):
        said.append(FAST)
    if grid is not None and grid.time is None and part.count:
        said.append("the frames have no times, and so no lifetime")
    return "; ".join(filter(None, said))
