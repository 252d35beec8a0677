"""Two occupants of a run that a user names."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from nesgroove.compare.kinds import best_known
from nesgroove.compare.order import Order
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.errors import ConfigError
from nesgroove.model.plain_text import first_few, shown

MOST_NAMED = 8
"""Occupants that an error lists."""


def paired(run: RunTables, pair: Sequence[str] | None, *, step: str, option: str = "--pair") -> RunTables:
    """Keep two occupants, the first before the second.

    Parameters
    ----------
    run
        The tables.
    pair
        Two names: of entries, complexes, compounds, components or cargoes; ``*`` and ``?`` stand for any letters, and
        small letters for capitals. None keeps all.
    step, option
        What an error names.

    Returns
    -------
    RunTables
        Rows of the two, in this order.

    Raises
    ------
    ConfigError
        They are not two, one of them is none, or several different ones have the name.
    """
    if pair is None:
        return run
    names = [str(name) for name in pair]
    if len(names) != 2:
        raise ConfigError(f"{len(names)} names are no pair", file=option, step=step, remedy="Name two occupants")
    keys = [_named(run, name, step, option) for name in names]
    if keys[0] == keys[1]:
        raise ConfigError(
            f"{shown(names[0])} and {shown(names[1])} are both {keys[0].label}", file=option, step=step,
            remedy="Name two that differ",
        )  # fmt: skip
    occupants = [(key.complex, key.occupant) for key in keys]
    kept = run.only({key.complex for key in keys}, occupants)
    places = {occupant: place for place, occupant in enumerate(occupants)}
    return kept.ordered(Order(places, grouped=False)).named(f"{keys[0].label} and {keys[1].label}")


def _named(run: RunTables, name: str, step: str, option: str) -> OccupantKey:
    """Find the occupant of a name; of several copies of one the best known."""
    wanted = name.strip().lower()
    found = [key for key in run.occupants if any(fnmatchcase(own.lower(), wanted) for own in _names(run, key))]
    labels = [key.label for key in found or run.occupants]
    if not found:
        raise ConfigError(
            f"no occupant is called {shown(name)}", file=option, step=step,
            remedy=f"There are: {first_few(labels, MOST_NAMED)}" if labels else "There is no occupant in any groove",
        )  # fmt: skip
    if len({(key.kind, key.group if key.kind == "inhibitor" else key.name) for key in found}) > 1:
        raise ConfigError(
            f"{len(found)} occupants are called {shown(name)}", file=option, step=step,
            remedy=f"Name one of them: {first_few(labels, MOST_NAMED)}",
        )  # fmt: skip
    return min(found, key=lambda key: best_known(run.by_id[key.complex]))


def _names(run: RunTables, key: OccupantKey) -> tuple[str, ...]:
    names = (key.complex, run.by_id[key.complex].entry, key.label, key.name, key.name.split(", chain ")[0])
    return (*names, key.group, key.component) if key.kind == "inhibitor" else names
