"""Checks of bonds at position 528: what the file records against what distances say."""

from __future__ import annotations

from collections.abc import Iterator

from nesgroove.identify.bond528 import SiteBond
from nesgroove.measure.covalent import expected_atom
from nesgroove.measure.groove import Groove
from nesgroove.measure.remarks.check import Details, check
from nesgroove.measure.site528 import site528
from nesgroove.model.target import XPO1


def _bonded(groove: Groove, bond: SiteBond) -> dict[str, object]:
    structure = groove.structure
    return {
        "ligand": structure.residues[structure.atoms.residue[bond.other_atom]].label,
        "atom": str(structure.atoms.name[bond.other_atom]),
        "length": bond.length,
    }


@check(
    "bond_too_long", "bond", "site528", "warning",
    "the file records a bond to {ligand} {atom} of {length:.2f} A, which is no bond length",
)  # fmt: skip
def _bond_too_long(subject: tuple[Groove, SiteBond]) -> Iterator[Details]:
    groove, bond = subject
    if bond.in_file and not bond.by_distance:
        yield _bonded(groove, bond)


@check(
    "bond_unrecorded", "bond", "site528", "note",
    "{ligand} {atom} is {length:.2f} A from {residue}{position}; the file does not record this bond",
)  # fmt: skip
def _bond_unrecorded(subject: tuple[Groove, SiteBond]) -> Iterator[Details]:
    groove, bond = subject
    if bond.by_distance and not bond.in_file:
        residue = groove.once(site528).name[:3]
        yield {**_bonded(groove, bond), "residue": residue, "position": XPO1.cysteine}


@check(
    "bond_unexpected", "bond", "site528", "warning",
    "{ligand} is bonded by {atom}; the reference table expects {expected}",
)  # fmt: skip
def _bond_unexpected(subject: tuple[Groove, SiteBond]) -> Iterator[Details]:
    groove, bond = subject
    expected = expected_atom(groove.structure, bond)
    if expected and expected != groove.structure.atoms.name[bond.other_atom]:
        yield {**_bonded(groove, bond), "expected": expected}
