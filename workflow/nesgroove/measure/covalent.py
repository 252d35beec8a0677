"""Bonds at position 528: length, angle, and what recorded them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.chem.residue_chemistry import known_ligand, template_of
from nesgroove.identify.bond528 import SiteBond, location
from nesgroove.measure.groove import Groove
from nesgroove.measure.registry import Measure
from nesgroove.model.record import Record, YesNo, number, text, yes_no
from nesgroove.model.structure import FloatArray, Structure


class CovalentRecord(Record):
    """One bond between the residue at position 528 and something in the groove."""

    table: ClassVar[str] = "covalent"
    about: ClassVar[str] = "One row per covalent bond at position 528"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "inhibitor", "atom")

    complex: str = Field(description="Complex")
    inhibitor: str = Field(description="Component id of what is bonded")
    atom: str = text("Its atom")
    length: float | None = number("Bond length", "A")
    angle: float | None = number("Angle CB-SG-C at the sulphur", "deg", 1)
    source: str = text("'file': the file records the bond; 'distance': found by distance alone")
    in_file: YesNo = Field(default="", description="Whether the file records it")
    by_distance: YesNo = Field(default="", description="Whether its length is that of a bond")
    site_residue: str = text("The residue at 528, in the author's numbers: C539")
    site_atom: str = text("Its atom")
    occupant: str = text("Component, chain and number of what is bonded")
    expected_atom: str = text("The atom that the reference table expects to react, where it knows one")
    alt_id: str = text("Alternate location that the bond is in; empty where neither end has a label")
    occupancy: float | None = number("Lower occupancy of its two ends: the part of the molecules that are bonded", "")


class CovalentBonds(Measure):
    """Each bond between the residue at 528 and what is no protein."""

    record = CovalentRecord

    def rows(self, groove: Groove) -> Iterator[CovalentRecord]:
        """Make a row for each bond."""
        structure = groove.structure
        for bond in groove.site_bonds:
            here = structure.residues[structure.atoms.residue[bond.site_atom]]
            there = structure.residues[structure.atoms.residue[bond.other_atom]]
            yield CovalentRecord(
                entry=structure.entry,
                complex=groove.complex.id,
                inhibitor=there.component,
                atom=str(structure.atoms.name[bond.other_atom]),
                length=bond.length,
                angle=bond_angle(structure, bond),
                source="file" if bond.in_file else "distance",
                in_file=yes_no(bond.in_file),
                by_distance=yes_no(bond.by_distance),
                site_residue=here.label,
                site_atom=str(structure.atoms.name[bond.site_atom]),
                occupant=there.label,
                expected_atom=expected_atom(structure, bond),
                alt_id=bond.alt_id,
                occupancy=None if math.isnan(bond.occupancy) else bond.occupancy,
            )


def bond_angle(structure: Structure, bond: SiteBond) -> float | None:
    """Angle CB-S-C at the residue's atom, degrees; None where CB is not in the file."""
    carbon = structure.atom_of(int(structure.atoms.residue[bond.site_atom]), "CB")
    if carbon is None:
        return None
    a, b = (location(structure, atom, bond.alt_id) for atom in (carbon, bond.site_atom))
    return _angle(a, b, structure.atoms.xyz[bond.other_atom])


def expected_atom(structure: Structure, bond: SiteBond) -> str:
    """Atom of the inhibitor that the reference table expects to react, by the file's name; empty where unknown."""
    residue = int(structure.atoms.residue[bond.other_atom])
    known = known_ligand(structure, residue)
    if known is None:
        return ""
    template = template_of(structure, residue, {})
    return known.attach_atom if template is None else template.renamed.get(known.attach_atom, known.attach_atom)


def _angle(a: FloatArray, b: FloatArray, c: FloatArray) -> float:
    u, v = a - b, c - b
    return float(np.degrees(np.arccos(np.clip(u @ v / np.linalg.norm(u) / np.linalg.norm(v), -1, 1))))
