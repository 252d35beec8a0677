"""Which superpositions a run asks for: the compounds of a class together, compounds over cargo, open over closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nesgroove.compare.kinds import kind_order
from nesgroove.compare.references import reference_cargo, reference_groove
from nesgroove.compare.tables import RunTables

CLASS: Final = "SINE"
"""The class whose compounds are laid over each other: the drug selinexor's."""


@dataclass(frozen=True)
class Superposition:
    """A superposition to draw.

    Attributes
    ----------
    name : str
        Stem of its files.
    kind : {'over', 'grooves', 'together'}
        Occupants over a groove, helices over helices, occupants of all.
    complexes : tuple of str
        What is laid over, and the base; together: all of them.
    title : str
        Of those together.
    """

    name: str
    kind: str
    complexes: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True)
class Family:
    """The superpositions of a run, and those that it cannot give, each with the reason."""

    wanted: list[Superposition]
    missing: list[tuple[str, str]]


def family_of(run: RunTables) -> Family:
    """Find the superpositions that a run can give.

    Parameters
    ----------
    run
        Tables of a run.

    Returns
    -------
    Family
        The same for the same tables.
    """
    wanted: list[Superposition] = []
    missing: list[tuple[str, str]] = []
    compounds = representatives(run)
    sine = [member for member in compounds.values() if CLASS in run.by_id[member].inhibitor_class.split(";")]
    name = f"superposition_{CLASS.lower()}"
    if len(sine) > 1:
        wanted.append(Superposition(name, "together", tuple(sine), f"{CLASS} compounds"))
    else:
        count = "only one" if sine else "no"
        missing.append((name, f"there is {count} compound of the class {CLASS} in the run"))

    cargo = reference_cargo(run)
    if cargo and compounds:
        wanted += [
            Superposition(f"superposition_{member}_over_{cargo.complex}", "over", (member, cargo.complex))
            for member in compounds.values()
        ]
    elif compounds:
        missing.append(("superposition_COMPLEX_over_CARGO", "there is no cargo in the groove of any complex"))
    else:
        missing.append(("superposition_COMPLEX_over_CARGO", "there is no inhibitor in the run"))

    open_, closed = reference_groove(run, "open"), reference_groove(run, "closed")
    name = "superposition_open_over_closed"
    if open_ and closed:
        wanted.append(Superposition(name, "grooves", (open_, closed)))
    else:
        absent = " and ".join(f"no {state} groove" for state, held in (("open", open_), ("closed", closed)) if not held)
        missing.append((name, f"there is {absent} in the run"))
    return Family(wanted, missing)


def representatives(run: RunTables) -> dict[str, str]:
    """One complex for each compound, by the compound's name: an experiment before a model, then by id."""
    members: dict[str, list[str]] = {}
    for key in run.occupants:
        if key.kind == "inhibitor":
            members.setdefault(key.group, []).append(key.complex)
    return {
        group: min(ids, key=lambda id_: (kind_order(run.by_id[id_]), id_)) for group, ids in sorted(members.items())
    }
