"""The references of a run: the complexes that the others are compared with."""

from __future__ import annotations

from typing import Literal

from nesgroove.compare.kinds import kind_order
from nesgroove.compare.tables import OccupantKey, RunTables

GrooveState = Literal["open", "closed"]


def reference_states(run: RunTables) -> dict[str, GrooveState]:
    """Of which state a complex is the run's reference groove; only the references are in it.

    Which they are is in the provenance of the run, and is never guessed from a likeness.
    """
    states: tuple[GrooveState, ...] = ("closed", "open")
    return {run.references[state]: state for state in states if run.references.get(state) in run.by_id}


def reference_groove(run: RunTables, state: GrooveState) -> str:
    """The complex of the open or the closed reference; where there is none, the clearest groove of that state.

    Returns
    -------
    str
        Id of a complex; empty where no groove has the state.
    """
    reference = run.references.get(state)
    rows = [row for row in run.complexes if row.state == state]
    rows.sort(key=lambda row: (row.complex != reference, kind_order(row), -(row.state_margin or 0.0), row.complex))
    return rows[0].complex if rows else ""


def reference_cargo(run: RunTables) -> OccupantKey | None:
    """Choose the cargo that others are compared with: the run's reference, else the first observed one."""
    cargoes = [key for key in run.occupants if key.kind == "cargo"]
    named = {row.reference for row in run.occupancy}
    order = sorted(cargoes, key=lambda key: (key.complex not in named, kind_order(run.by_id[key.complex])))
    return order[0] if order else None
