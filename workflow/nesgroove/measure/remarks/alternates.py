"""Checks of what an occupant is: alone or one of several in one place, whole or a part of a molecule."""

from __future__ import annotations

from collections.abc import Iterator

from nesgroove.identify.alternatives import labelled
from nesgroove.measure.groove import Groove
from nesgroove.measure.remarks.check import Details, check
from nesgroove.model.target import XPO1


@check(
    "alternate_occupants", "complex", "identify", "note",
    "{occupant} and {other} are alternates: they are never in one groove together, and each is measured as if alone",
    "Areas of residue {position} are those with {other}, which has the higher occupancy or comes first",
)  # fmt: skip
def _alternate_occupants(groove: Groove) -> Iterator[Details]:
    yield from _alternates(groove, labels=True)


@check(
    "occupants_in_one_place", "complex", "identify", "warning",
    "{occupant} and {other} lie in one place without labels of alternate locations: each is measured as if alone",
    "Measure each pose in a file of its own. Areas of residue {position} are those with {other}",
)  # fmt: skip
def _occupants_in_one_place(groove: Groove) -> Iterator[Details]:
    yield from _alternates(groove, labels=False)


def _alternates(groove: Groove, *, labels: bool) -> Iterator[Details]:
    """Occupants that give way to another, as labels of both say or as their places do."""
    occupants = {occupant.name: occupant for occupant in groove.complex.occupants}
    for occupant, other in groove.alternates.items():
        if all(labelled(groove.structure, occupants[name]) for name in (occupant, other)) == labels:
            yield {"occupant": occupant, "other": other, "position": XPO1.cysteine}


@check(
    "cargo_divided", "complex", "identify", "warning",
    "{cargo} may go on in {others}, under the same chain id: no bond, number or known sequence says so, and it is "
    "measured alone",
    "Give each molecule a chain id of its own",
)  # fmt: skip
def _cargo_divided(groove: Groove) -> Iterator[Details]:
    complex_ = groove.complex
    residues = complex_.structure.residues
    unknown = [
        m for m in complex_.molecules if m.recognition is None and residues[m.residues[0]].kind == "polymer"
    ]  # fmt: skip
    for cargo in unknown:
        letter = residues[cargo.residues[0]].auth_chain
        others = [m.name for m in unknown if m is not cargo and residues[m.residues[0]].auth_chain == letter]
        if cargo.role == "cargo" and others:
            yield {"cargo": cargo.name, "others": ", ".join(others)}
