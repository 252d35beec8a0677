"""What is published against what is measured here, quantity by quantity.

Each method takes the run and a published quantity and gives a number with the complexes it was measured on, or
nothing where the entries are not at hand. Only the entries that a quantity was published for are used: a
prediction or a composite never stands in for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.compare.published import Published, published
from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import RunTables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.rmsd import groove_rmsd
from nesgroove.model.record import number, text
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1


class ValidationRecord(ComparisonRecord):
    """A published quantity and what is measured here."""

    table: ClassVar[str] = "validation"
    about: ClassVar[str] = "Published quantities, and what this run measures of them"
    sort_by: ClassVar[tuple[str, ...]] = ("order",)
    rank: ClassVar[int] = 8

    order: int = Field(description="Order of the list")
    quantity: str = Field(description="Short name")
    description: str = Field(description="What was published")
    published: float | None = number("Published value", "see unit", 3)
    tolerance: float | None = number("How far a measurement may lie from it", "see unit", 3)
    unit: str = text("Unit")
    measured: float | None = number("What is measured here", "see unit", 3)
    difference: float | None = number("Remeasured less published", "see unit", 3)
    verdict: str = Field(description="reproduced, differs, or entries not at hand")
    complexes: str = text("Complexes it was measured on")
    needs: str = text("Entries that it needs")
    source: str = text("Where it was published")
    remark: str = text("What a reader has to know, for example why it differs")


@dataclass(frozen=True)
class Remeasured:
    """A number and the complexes it was measured on."""

    value: float
    complexes: tuple[str, ...]


Method = Callable[[RunTables, Published], Remeasured | None]


def validation(run: RunTables) -> list[ValidationRecord]:
    """Measure every published quantity that the run's entries allow."""
    rows = []
    for order, quantity in enumerate(published(), start=1):
        measured = METHODS[quantity.method](run, quantity)
        difference = None
        if measured is not None and quantity.value is not None:
            difference = measured.value - quantity.value
        rows.append(
            ValidationRecord(
                order=order,
                quantity=quantity.quantity,
                description=quantity.description,
                published=quantity.value,
                tolerance=quantity.tolerance,
                unit=quantity.unit,
                measured=measured.value if measured else None,
                difference=difference,
                verdict=_verdict(quantity, measured, difference),
                complexes=" ".join(measured.complexes) if measured else "",
                needs=_needs(quantity),
                source=quantity.source,
                remark=quantity.remark,
            )
        )
    return rows


ENTRY = re.compile(r"[0-9][a-z][a-z0-9]{2}")
"""An archive id among the arguments of a method; positions and atom names are none."""


def _needs(quantity: Published) -> str:
    """List which entries a quantity needs: one of a list, for a comparison one of each of two lists."""
    compared = tuple(word for word in quantity.arguments if ENTRY.fullmatch(word))
    lists = [entries for entries in (compared, quantity.entries) if entries]
    return ", and ".join(("any of " if len(entries) > 1 else "") + " ".join(entries) for entries in lists)


def _verdict(quantity: Published, measured: Remeasured | None, difference: float | None) -> str:
    if measured is None:
        return "entries not at hand"
    if difference is None:  # a statement: narrower
        return "reproduced" if measured.value < 0 else "differs"
    # Tables are rounded to a thousandth; a measurement at the very limit is within it.
    return "reproduced" if abs(difference) <= (quantity.tolerance or 0.0) + 1e-3 else "differs"


def _complexes(run: RunTables, entries: tuple[str, ...]) -> list[ComplexRecord]:
    wanted = {entry.lower() for entry in entries}
    return [row for row in run.complexes if row.entry.lower() in wanted]


def _average(values: dict[str, float]) -> Remeasured | None:
    return Remeasured(float(np.mean(list(values.values()))), tuple(values)) if values else None


def _grooves(run: RunTables, entries: tuple[str, ...]) -> dict[str, dict[int, FloatArray]]:
    grooves = {row.complex: {} for row in _complexes(run, entries)}  # type: dict[str, dict[int, FloatArray]]
    for atom in run.groove_ca:
        if atom.complex in grooves:
            grooves[atom.complex][atom.position] = np.array([atom.x, atom.y, atom.z], dtype=float)
    return grooves


def _ca_distance(run: RunTables, quantity: Published) -> Remeasured | None:
    a, b = map(int, quantity.arguments)
    grooves = _grooves(run, quantity.entries)
    return _average({name: float(np.linalg.norm(ca[a] - ca[b])) for name, ca in grooves.items() if a in ca and b in ca})


def _measure(run: RunTables, quantity: Published) -> Remeasured | None:
    name = quantity.arguments[0]
    rows = _complexes(run, quantity.entries)
    return _average({r.complex: run.values[r.complex][name] for r in rows if name in run.values.get(r.complex, {})})


def _contact(run: RunTables, quantity: Published) -> Remeasured | None:
    position, atom, residue, other = quantity.arguments
    names = {row.complex for row in _complexes(run, quantity.entries)}
    distances = {
        row.complex: row.distance
        for row in run.contacts
        if row.complex in names
        and (row.position, row.atom, row.occupant_residue, row.occupant_atom) == (int(position), atom, residue, other)
        and row.distance is not None
        and not row.symmetry
    }
    return _average(distances)


def _lysine_part(run: RunTables, quantity: Published) -> Remeasured | None:
    names = [row.complex for row in _complexes(run, quantity.entries) if row.cargo_chain]
    held = {
        row.complex
        for row in run.contacts
        if row.kind == "cargo"
        and row.type == "hydrogen_bond"
        and (row.position, row.atom, row.occupant_atom, row.symmetry) == (XPO1.lysine, "NZ", "O", "")
    }
    return _average({name: float(name in held) for name in names})


def _narrower(run: RunTables, quantity: Published) -> Remeasured | None:
    ours = [r for r in _complexes(run, quantity.arguments) if r.groove_width is not None]
    others = [r for r in _complexes(run, quantity.entries) if r.groove_width is not None]
    if not ours or not others:
        return None
    difference = np.mean([r.groove_width for r in ours]) - np.mean([r.groove_width for r in others])
    return Remeasured(float(difference), tuple(r.complex for r in ours + others))


def _ran_hydrogen_bonds(run: RunTables, quantity: Published) -> Remeasured | None:
    rows = [row for row in _complexes(run, quantity.entries) if row.ran_chain]
    counts = {row.complex: 0.0 for row in rows}
    for contact in run.contacts:
        if contact.complex in counts and contact.kind == "ran" and contact.type == "hydrogen_bond":
            counts[contact.complex] += 1
    return _average(counts)


def _rmsd(run: RunTables, quantity: Published) -> Remeasured | None:
    ours, others = _grooves(run, quantity.arguments), _grooves(run, quantity.entries)
    pairs = [groove_rmsd(ours[a], others[b])[0] for a, b in product(ours, others) if a != b]
    return Remeasured(float(np.mean(pairs)), (*ours, *others)) if pairs else None


def _anchor_shift(run: RunTables, quantity: Published) -> Remeasured | None:
    pocket, *entries = quantity.arguments
    reference = _anchor_atoms(run, pocket, quantity.entries)
    if not reference:
        return None
    centre = np.mean(list(reference.values()), axis=0)
    ours = _anchor_atoms(run, pocket, tuple(entries))
    return _average({name: float(np.linalg.norm(xyz - centre)) for name, xyz in ours.items()})


def _anchor_atoms(run: RunTables, pocket: str, entries: tuple[str, ...]) -> dict[str, FloatArray]:
    """C-alpha atoms of the anchors in a pocket, groove frame, by complex."""
    names = {row.complex for row in _complexes(run, entries)}
    anchors = {(r.complex, r.cargo_chain): r.residue for r in run.anchors if r.pocket == pocket and r.residue}
    return {
        atom.complex: np.array([atom.x, atom.y, atom.z], dtype=float)
        for atom in run.occupant_atoms
        if atom.complex in names and atom.atom == "CA" and anchors.get((atom.complex, atom.occupant)) == atom.residue
    }


def _anchored(run: RunTables, quantity: Published) -> Remeasured | None:
    names = [row.complex for row in _complexes(run, quantity.entries) if row.cargo_chain]
    filled = {name: {r.pocket for r in run.anchors if r.complex == name and r.residue} for name in names}
    return _average({name: float(pockets == set(quantity.arguments)) for name, pockets in filled.items()})


METHODS: dict[str, Method] = {
    "ca_distance": _ca_distance,
    "measure": _measure,
    "contact": _contact,
    "lysine_part": _lysine_part,
    "narrower": _narrower,
    "ran_hydrogen_bonds": _ran_hydrogen_bonds,
    "rmsd": _rmsd,
    "anchor_shift": _anchor_shift,
    "anchored": _anchored,
}


rows = validation
