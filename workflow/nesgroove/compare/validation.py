"""What is published against what is measured here, quantity by quantity.

Each method takes the run and a published quantity and gives a number with the complexes it was measured on, or
nothing. Only experiments of the entries that a quantity was published for are used: a prediction or a composite
never stands in for them, whatever its file is called. The copies of an entry are averaged first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.compare.kinds import observed
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
    kind: str = Field(
        description="published: a number or statement of a paper; regression: computed here from deposited coordinates"
    )
    quantity: str = Field(description="Short name")
    description: str = Field(description="What was published or computed")
    published: float | None = number("Published value, or the one computed before", "see unit", 3)
    tolerance: float | None = number("How far a measurement may lie from it", "see unit", 3)
    unit: str = text("Unit")
    measured: float | None = number("What is measured here", "see unit", 3)
    difference: float | None = number("Remeasured less published", "see unit", 3)
    verdict: str = Field(
        description="reproduced; differs; not measurable: the entries are there and do not give it; entry not at hand"
    )
    complexes: str = text("Complexes it was measured on")
    needs: str = text("Entries that it needs")
    source: str = text("Where it was published, or what it was computed from")
    remark: str = text("What a reader has to know, for example why it differs")


@dataclass(frozen=True)
class Remeasured:
    """A number and the complexes it was measured on."""

    value: float
    complexes: tuple[str, ...]


NOT_AT_HAND = "entry not at hand"

Method = Callable[[RunTables, Published], Remeasured | None]


def validation(run: RunTables) -> list[ValidationRecord]:
    """Measure every published quantity that the run's entries allow."""
    rows = []
    for order, quantity in enumerate(published(), start=1):
        measured = METHODS[quantity.method](run, quantity)
        difference = None
        if measured is not None and quantity.value is not None:
            difference = measured.value - quantity.value
            if quantity.unit == "deg":
                difference = (difference + 180.0) % 360.0 - 180.0
        rows.append(
            ValidationRecord(
                order=order,
                kind=quantity.kind,
                quantity=quantity.quantity,
                description=quantity.description,
                published=quantity.value,
                tolerance=quantity.tolerance,
                unit=quantity.unit,
                measured=measured.value if measured else None,
                difference=difference,
                verdict=_verdict(run, quantity, measured, difference),
                complexes=" ".join(measured.complexes) if measured else "",
                needs=_needs(quantity),
                source=quantity.source,
                remark=quantity.remark,
            )
        )
    return rows


ENTRY = re.compile(r"[0-9][a-z][a-z0-9]{2}")
"""An archive id among the arguments of a method; positions and atom names are none."""


def _lists(quantity: Published) -> list[tuple[str, ...]]:
    """Entries that a quantity needs: one of a list, for a comparison one of each of two lists."""
    compared = tuple(word for word in quantity.arguments if ENTRY.fullmatch(word))
    return [entries for entries in (compared, quantity.entries) if entries]


def _needs(quantity: Published) -> str:
    """Write which entries a quantity needs."""
    lists = _lists(quantity)
    return ", and ".join(("any of " if len(entries) > 1 else "") + " ".join(entries) for entries in lists)


def _verdict(run: RunTables, quantity: Published, measured: Remeasured | None, difference: float | None) -> str:
    if measured is None:
        return "not measurable" if all(_complexes(run, entries) for entries in _lists(quantity)) else NOT_AT_HAND
    if difference is None:  # a statement: narrower
        return "reproduced" if measured.value < 0 else "differs"
    # Tables are rounded to a thousandth; a measurement at the very limit is within it.
    return "reproduced" if abs(difference) <= (quantity.tolerance or 0.0) + 1e-3 else "differs"


def _complexes(run: RunTables, entries: tuple[str, ...]) -> list[ComplexRecord]:
    wanted = {entry.lower() for entry in entries}
    return [row for row in run.complexes if row.entry.lower() in wanted and observed(row)]


def _mean(run: RunTables, values: dict[str, float]) -> float:
    """Mean over entries, of copies of one entry the mean first."""
    copies: dict[str, list[float]] = {}
    for name, value in values.items():
        copies.setdefault(run.by_id[name].entry, []).append(value)
    return float(np.mean([np.mean(own) for own in copies.values()]))


def _average(run: RunTables, values: dict[str, float]) -> Remeasured | None:
    return Remeasured(_mean(run, values), tuple(values)) if values else None


def _grooves(run: RunTables, entries: tuple[str, ...]) -> dict[str, dict[int, FloatArray]]:
    grooves = {row.complex: {} for row in _complexes(run, entries)}  # type: dict[str, dict[int, FloatArray]]
    for atom in run.groove_ca:
        if atom.complex in grooves:
            grooves[atom.complex][atom.position] = np.array([atom.x, atom.y, atom.z], dtype=float)
    return grooves


def _ca_distance(run: RunTables, quantity: Published) -> Remeasured | None:
    a, b = map(int, quantity.arguments)
    grooves = _grooves(run, quantity.entries)
    return _average(
        run, {name: float(np.linalg.norm(ca[a] - ca[b])) for name, ca in grooves.items() if a in ca and b in ca}
    )


def _measure(run: RunTables, quantity: Published) -> Remeasured | None:
    name = quantity.arguments[0]
    rows = _complexes(run, quantity.entries)
    return _average(
        run, {r.complex: run.values[r.complex][name] for r in rows if name in run.values.get(r.complex, {})}
    )


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
    return _average(run, distances)


def _lysine_part(run: RunTables, quantity: Published) -> Remeasured | None:
    names = [row.complex for row in _complexes(run, quantity.entries) if row.cargo_chain]
    held = {
        row.complex
        for row in run.contacts
        if row.kind == "cargo"
        and row.type == "hydrogen_bond"
        and (row.position, row.atom, row.occupant_atom, row.symmetry) == (XPO1.lysine, "NZ", "O", "")
    }
    return _average(run, {name: float(name in held) for name in names})


def _narrower(run: RunTables, quantity: Published) -> Remeasured | None:
    ours, others = (
        {r.complex: r.groove_width for r in _complexes(run, entries) if r.groove_width is not None}
        for entries in (quantity.arguments, quantity.entries)
    )
    if not ours or not others:
        return None
    return Remeasured(_mean(run, ours) - _mean(run, others), (*ours, *others))


def _ran_hydrogen_bonds(run: RunTables, quantity: Published) -> Remeasured | None:
    rows = [row for row in _complexes(run, quantity.entries) if row.ran_chain]
    counts = {row.complex: 0.0 for row in rows}
    for contact in run.contacts:
        if contact.complex in counts and contact.kind == "ran" and contact.type == "hydrogen_bond":
            counts[contact.complex] += 1
    return _average(run, counts)


def _rmsd(run: RunTables, quantity: Published) -> Remeasured | None:
    ours, others = _grooves(run, quantity.arguments), _grooves(run, quantity.entries)
    means = {
        a: _mean(run, {b: groove_rmsd(ours[a], others[b])[0] for b in others if b != a})
        for a in ours
        if {*others} - {a}
    }
    return Remeasured(_mean(run, means), (*ours, *others)) if means else None


def _anchor_shift(run: RunTables, quantity: Published) -> Remeasured | None:
    pocket, *entries = quantity.arguments
    return _average(run, _shifts(run, pocket, tuple(entries), quantity.entries))


def _helix_shift(run: RunTables, quantity: Published) -> Remeasured | None:
    """Mean over the pockets that the helix of a signal fills."""
    by_pocket = [_shifts(run, pocket, quantity.arguments, quantity.entries) for pocket in HELIX_POCKETS]
    names = [name for name in by_pocket[0] if all(name in shifts for shifts in by_pocket)]
    return _average(run, {name: float(np.mean([shifts[name] for shifts in by_pocket])) for name in names})


HELIX_POCKETS = ("P0", "P1", "P2")
"""An export signal is a helix in the wide part of the groove, and a strand in P3 and P4 (Fung et al. 2015)."""


def _shifts(run: RunTables, pocket: str, ours: tuple[str, ...], others: tuple[str, ...]) -> dict[str, float]:
    """Distance of the anchors' C-alpha atoms in a pocket to those of other entries, H12A on H12A; mean over those."""
    anchors = _anchor_atoms(run, pocket, ours) | _anchor_atoms(run, pocket, others)
    helices = {
        name: {p: xyz for p, xyz in trace.items() if H12A[0] <= p <= H12A[1]}
        for name, trace in _grooves(run, (*ours, *others)).items()
    }
    shifts = {}
    for row in _complexes(run, ours):
        to_others = {
            other.complex: float(np.linalg.norm(laid - anchors[other.complex]))
            for other in _complexes(run, others)
            if row.complex in anchors and other.complex in anchors and other.complex != row.complex
            for laid in laid_over(anchors[row.complex], helices[row.complex], helices[other.complex])
        }
        if to_others:
            shifts[row.complex] = _mean(run, to_others)
    return shifts


H12A = XPO1.helices["H12A"]
"""First and last position of the helix that the field lays structures over each other by (Fung et al. 2015, 2017)."""


def laid_over(xyz: FloatArray, here: dict[int, FloatArray], there: dict[int, FloatArray]) -> list[FloatArray]:
    """Move a point as the best superposition of one trace on another moves it; none for fewer than three positions."""
    shared = sorted(here.keys() & there.keys())
    if len(shared) < 3:
        return []
    a, b = (np.array([trace[p] for p in shared]) for trace in (here, there))
    u, _, vt = np.linalg.svd((a - a.mean(axis=0)).T @ (b - b.mean(axis=0)))
    turn = u @ np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))]) @ vt
    return [np.asarray((xyz - a.mean(axis=0)) @ turn + b.mean(axis=0), dtype=np.float64)]


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
    return _average(run, {name: float(pockets == set(quantity.arguments)) for name, pockets in filled.items()})


METHODS: dict[str, Method] = {
    "ca_distance": _ca_distance,
    "measure": _measure,
    "contact": _contact,
    "lysine_part": _lysine_part,
    "narrower": _narrower,
    "ran_hydrogen_bonds": _ran_hydrogen_bonds,
    "rmsd": _rmsd,
    "anchor_shift": _anchor_shift,
    "helix_shift": _helix_shift,
    "anchored": _anchored,
}


rows = validation
