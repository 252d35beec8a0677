"""Two occupants that are compared: which they are, where nobody has chosen."""

from __future__ import annotations

from nesgroove.compare.kinds import best_known
from nesgroove.compare.references import reference_cargo
from nesgroove.compare.tables import OccupantKey, RunTables

Pair = tuple[OccupantKey, OccupantKey]


def pair_of(run: RunTables) -> Pair | None:
    """Choose two occupants to compare.

    Parameters
    ----------
    run
        Where it has two, they are these; else the best known inhibitor and the reference cargo, or the two best known
        occupants of different names where one of the kinds is missing.

    Returns
    -------
    (OccupantKey, OccupantKey) or None
        None where there are fewer than two.
    """
    keys = run.occupants
    if len(keys) < 2:
        return None
    if len(keys) == 2:
        first, second = sorted(keys, key=lambda key: run.order.places.get((key.complex, key.occupant), 0))
        return first, second
    ranked = sorted(keys, key=lambda key: best_known(run.by_id[key.complex]))
    inhibitor = next((key for key in ranked if key.kind == "inhibitor"), None)
    cargo = reference_cargo(run)
    if inhibitor is not None and cargo is not None:
        return inhibitor, cargo
    first = ranked[0]
    return first, next((key for key in ranked[1:] if key.group != first.group), ranked[1])
