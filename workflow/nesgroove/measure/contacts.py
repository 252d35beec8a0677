"""Contacts of XPO1 with what is in its groove and with Ran: rows of contacts.tsv."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.measure.contact import CONTACT_TYPES, Contact
from nesgroove.measure.contact_detection import contacts, image_contacts
from nesgroove.measure.groove import Groove
from nesgroove.measure.prolif_classes import RING_REACH
from nesgroove.measure.registry import Measure
from nesgroove.model.complex import Occupant
from nesgroove.model.crystal import ImageAtoms, images_near
from nesgroove.model.record import Record, number, text
from nesgroove.model.structure import FloatArray, IntArray
from nesgroove.model.target import XPO1

AROUND = 45.0
"""Images are looked for so far (A) from the middle of the pockets, once for all that lies in the groove: the largest
inhibitor reaches 20 A from it, and images are wanted up to 17 A from its ends. What reaches farther has its own."""


class ContactRecord(Record):
    """One contact between XPO1 and an occupant or Ran."""

    table: ClassVar[str] = "contacts"
    about: ClassVar[str] = "One row per contact between heavy atoms of XPO1 and an occupant or Ran"
    sort_by: ClassVar[tuple[str, ...]] = (
        "entry", "complex", "kind", "occupant", "position_key", "atom", "occupant_auth_chain",
        "occupant_auth_key", "occupant_atom", "type", "symmetry", "via",
    )  # fmt: skip

    complex: str = Field(description="Complex")
    occupant: str = Field(description="Chain id, or component, chain and number of an inhibitor")
    kind: str = Field(description="cargo, inhibitor or ran")
    position: int | None = number("Position of the XPO1 residue; empty for residues outside the alignment", "", 0)
    residue: str = text("XPO1 residue as a paper names it, in the author's numbers: K579")
    atom: str = text("Atom of XPO1; for a ring, its first atom in alphabetical order")
    type: str = text(", ".join(CONTACT_TYPES))
    distance: float | None = number("Distance between the atoms, or the ring centres", "A")
    angle: float | None = number(
        "Smallest antecedent angle of a hydrogen bond, C-X...A of a halogen bond, between the planes of stacked rings, "
        "from the ring's normal to a cation, at the water or the metal of a bridge; empty for other types",
        "deg",
        1,
    )
    donor: str = text(
        "Who gives the hydrogen of a hydrogen bond, or has the halogen: xpo1, occupant (Ran is one here), either where "
        "both ends can; empty for other types"
    )
    judged_by: str = text(
        "Of hydrogen bonds and water bridges: angles where antecedents of both ends are in the file, one angle where "
        "one has none (a water), distance where neither has"
    )
    occupant_residue: str = text("Residue of the occupant: F12 for a cargo, V6A:C:1101 for an inhibitor")
    occupant_atom: str = text("Atom of the occupant; for a ring, its first atom in alphabetical order")
    component: str = text("Component id of the XPO1 residue")
    auth_chain: str = text("Author's chain id of XPO1")
    auth_seq_id: int | None = number("Author's number of the XPO1 residue", "", 0)
    ins_code: str = text("Its insertion code")
    label_chain: str = text("Label chain id of XPO1")
    label_seq_id: int | None = number("Label number of the XPO1 residue, where the file has one", "", 0)
    occupant_component: str = text("Component id of the occupant's residue")
    occupant_auth_chain: str = text("Author's chain id of the occupant")
    occupant_auth_seq_id: int | None = number("Author's number of the occupant's residue", "", 0)
    occupant_ins_code: str = text("Its insertion code")
    occupant_label_chain: str = text("Label chain id of the occupant")
    occupant_label_seq_id: int | None = number("Label number of the occupant's residue", "", 0)
    via: str = text("Water of a water bridge, or ion that both bind (HOH:A:2001); empty where the two touch")
    via_distance: float | None = number("From it to the atom of XPO1; empty without it", "A")
    via_occupant_distance: float | None = number("From it to the atom of the occupant; empty without it", "A")
    symmetry: str = text(
        "Where the atom of XPO1 is, if it is not the complex's own: symmetry operator of an image (7_645), another "
        "copy in the file (chain F), an image of that (chain F 7_645); empty for the complex itself"
    )

    @property
    def position_key(self) -> tuple[int, int, str]:
        """Sort residues without a position after those that have one."""
        return (0, self.position, "") if self.position is not None else (1, self.auth_seq_id or 0, self.ins_code)

    @property
    def occupant_auth_key(self) -> tuple[int, str]:
        """Sort by number and insertion code."""
        return (self.occupant_auth_seq_id or 0, self.occupant_ins_code)


class Contacts(Measure):
    """Contacts of XPO1 with occupants and with Ran."""

    record = ContactRecord

    def rows(self, groove: Groove) -> Iterator[ContactRecord]:
        """Make a row for each contact."""
        for occupant in groove.complex.occupants:
            for contact in groove.once(occupant_contacts, occupant):
                yield _row(groove, occupant.name, occupant.kind, contact)
        for ran in groove.complex.with_role("ran"):
            for contact in groove.once(partner_contacts, ran.residues):
                yield _row(groove, ran.name, "ran", contact)


def occupant_contacts(groove: Groove, occupant: Occupant) -> list[Contact]:
    """Find an occupant's contacts with XPO1, with other copies of XPO1 in the file, and with symmetry images of all."""
    structure = groove.structure
    atoms = structure.atom_indices(occupant.residues)
    own = set(atoms.tolist())
    # The length of a bond is that in the occupant's alternate location.
    bonds = {(b.site_atom, b.other_atom): b.length for b in groove.site_bonds if b.other_atom in own and b.by_distance}
    touching = [
        replace(c, distance=bonds[c.atom, c.partner_atom]) if c.type == "covalent" else c
        for c in contacts(structure, groove.residues, groove.complex.receptor_residues, occupant.residues, list(bonds))
    ]
    touching += _images(groove, occupant, atoms, None)
    for place, copy in enumerate(groove.complex.copies):
        name = f"chain {copy.name}"
        beside = contacts(structure, groove.residues, copy.residues, occupant.residues)
        touching += [replace(contact, symmetry=name) for contact in beside]
        images = _images(groove, occupant, atoms, place)
        touching += [replace(contact, symmetry=f"{name} {contact.symmetry}") for contact in images]
    return touching


def _images(groove: Groove, occupant: Occupant, atoms: IntArray, copy: int | None) -> list[Contact]:
    """Contacts of an occupant with symmetry images of XPO1, or of another copy of it by its place among the copies."""
    structure = groove.structure
    if structure.crystal is None:
        return []
    centre = structure.atoms.xyz[atoms].mean(axis=0)
    extent = float(np.linalg.norm(structure.atoms.xyz[atoms] - centre, axis=1).max())
    # Ten more than the reach, so that residues that touch are there as a whole.
    reach = extent + RING_REACH + 10.0
    if np.linalg.norm(centre - _middle(groove)) + reach <= AROUND:
        images = groove.once(images_around, copy).within(centre, reach)
    else:
        images = images_near(structure, centre, reach, _imaged(groove, copy))
    return image_contacts(structure, groove.residues, images, occupant.residues) if len(images) else []


def images_around(groove: Groove, copy: int | None) -> ImageAtoms:
    """Find the symmetry images around the groove, of XPO1 or of another copy of it by its place among the copies.

    They are those of all occupants that lie in the groove, and of all poses of one.
    """
    return images_near(groove.structure, _middle(groove), AROUND, _imaged(groove, copy))


def _imaged(groove: Groove, copy: int | None) -> IntArray:
    if copy is None:
        return groove.receptor
    return groove.structure.atom_indices(groove.complex.copies[copy].residues)


def _middle(groove: Groove) -> FloatArray:
    """Middle of the pockets, in the file's coordinates, shape (3,), A."""
    return groove.complex.frame.from_frame(XPO1.centres.mean(axis=0))


def partner_contacts(groove: Groove, residues: tuple[int, ...]) -> list[Contact]:
    """Find the contacts of the residues of another chain, of Ran, with XPO1."""
    return contacts(groove.structure, groove.residues, groove.complex.receptor_residues, residues)


def components_without_chemistry(groove: Groove) -> list[str]:
    """Components whose contacts are judged by distance alone, for no source knows their chemistry."""
    for occupant in groove.complex.occupants:
        groove.once(occupant_contacts, occupant)
    for ran in groove.complex.with_role("ran"):
        groove.once(partner_contacts, ran.residues)
    return sorted(groove.residues.unknown)


def _row(groove: Groove, occupant: str, kind: str, contact: Contact) -> ContactRecord:
    structure = groove.structure
    here, there = (structure.residues[structure.atoms.residue[i]] for i in (contact.atom, contact.partner_atom))
    via = "" if contact.via is None else structure.residues[structure.atoms.residue[contact.via]].label
    return ContactRecord(
        entry=structure.entry,
        complex=groove.complex.id,
        occupant=occupant,
        kind=kind,
        position=groove.complex.position_in_any_copy(here.index),
        residue=here.label,
        atom=str(structure.atoms.name[contact.atom]),
        type=contact.type,
        distance=contact.distance,
        angle=contact.angle,
        donor=contact.donor,
        judged_by=contact.judged_by,
        occupant_residue=there.label,
        occupant_atom=str(structure.atoms.name[contact.partner_atom]),
        component=here.component,
        auth_chain=here.auth_chain,
        auth_seq_id=here.auth_seq_id,
        ins_code=here.ins_code,
        label_chain=here.label_chain,
        label_seq_id=here.label_seq_id,
        occupant_component=there.component,
        occupant_auth_chain=there.auth_chain,
        occupant_auth_seq_id=there.auth_seq_id,
        occupant_ins_code=there.ins_code,
        occupant_label_chain=there.label_chain,
        occupant_label_seq_id=there.label_seq_id,
        via=via,
        via_distance=contact.via_distance,
        via_occupant_distance=contact.via_partner_distance,
        symmetry=contact.symmetry,
    )
