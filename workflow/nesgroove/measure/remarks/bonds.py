"""Checks of bonds at position 528: what the file records against what distances say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nesgroove.identify.bond528 import SHARES_DIFFER, SiteBond, reactive_atom
from nesgroove.identify.protein_bond528 import protein_bonds
from nesgroove.measure.covalent import expected_atom
from nesgroove.measure.groove import Groove
from nesgroove.measure.remarks.check import Details, check
from nesgroove.measure.site528 import site528, site_states, unseen_partners
from nesgroove.model.target import XPO1

SHORTEST_CONTACT = 2.6
"""No heavy atom of a compound is nearer (A) to the sulphur or oxygen at 528 without a bond: hydrogen bonds begin
there, contacts of carbon at 3.0 A."""


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
    "site_states", "complex", "site528", "note",
    "residue {position} has {count} states: {states}; measured is the first, with what is bonded to it",
)  # fmt: skip
def _site_states(groove: Groove) -> Iterator[Details]:
    states = groove.once(site_states)
    if len(states) > 1:
        yield {"position": XPO1.cysteine, "count": len(states), "states": ", ".join(map(str, states))}


@check(
    "site_overfull", "complex", "site528", "warning",
    "occupancies at residue {position} add up to {total:.2f}: {states}",
    "Occupancies of alternate locations are parts of one whole; look how they were refined",
    limit=1.0,
)  # fmt: skip
def _site_overfull(groove: Groove) -> Iterator[Details]:
    states = groove.once(site_states)
    total = sum(state.occupancy for state in states)
    if total > 1.0 + SHARES_DIFFER:
        yield {"position": XPO1.cysteine, "total": total, "states": ", ".join(map(str, states))}


@check(
    "bond_to_protein", "complex", "site528", "warning",
    "the side chain at {position} is bonded to {atom} of {residue} (chain {chain}), {length:.2f} A: to protein, not to "
    "an inhibitor",
)  # fmt: skip
def _bond_to_protein(groove: Groove) -> Iterator[Details]:
    structure = groove.structure
    for bond in protein_bonds(structure, groove.complex.residue_at):
        other = structure.residues[structure.atoms.residue[bond.other_atom]]
        atom = str(structure.atoms.name[bond.other_atom])
        yield {
            "position": XPO1.cysteine, "atom": atom, "residue": other.label, "chain": other.auth_chain,
            "length": bond.length,
        }  # fmt: skip


@check(
    "bond_unclear", "complex", "site528", "warning",
    "{ligand} {atom} is {length:.2f} A from {site}: no bond length of the two, and no contact is as short",
    "Look at the model there",
    limit=SHORTEST_CONTACT,
)  # fmt: skip
def _bond_unclear(groove: Groove) -> Iterator[Details]:
    structure, bonds = groove.structure, groove.site_bonds
    site = reactive_atom(structure, groove.complex.residue_at)
    inhibitors = [i for o in groove.complex.occupants if o.kind == "inhibitor" for i in o.residues]
    if site is None or not inhibitors:
        return
    bonded = {bond.other_atom for bond in bonds}
    atoms = structure.atom_indices(inhibitors)
    distance = np.linalg.norm(structure.atoms.xyz[atoms] - structure.atoms.xyz[site], axis=1)
    nearest = int(distance.argmin())
    alone = not bonded & set(atoms.tolist())
    if alone and distance[nearest] < SHORTEST_CONTACT:
        ligand = structure.residues[structure.atoms.residue[atoms[nearest]]].label
        name = str(structure.atoms.name[atoms[nearest]])
        yield {"ligand": ligand, "atom": name, "length": distance[nearest], "site": str(structure.atoms.name[site])}


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


@check(
    "site_unknown", "complex", "site528", "warning",
    "whether the cysteine at {position} is free is not known: {partners} is declared, and not in the file",
    "Compare the file with the archive's, or fetch it again",
)  # fmt: skip
def _site_unknown(groove: Groove) -> Iterator[Details]:
    partners = groove.once(unseen_partners)
    if partners and not groove.once(site528).name:
        yield {"position": XPO1.cysteine, "partners": ", ".join(partners)}
