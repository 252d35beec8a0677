"""The residue at position 528: what it is, whether it is bonded, whether it can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from nesgroove.chem.components import ligand_of
from nesgroove.identify.bond528 import SiteState, states_at_site
from nesgroove.identify.protein_bond528 import protein_bonds
from nesgroove.measure.area import exposed_areas
from nesgroove.measure.completeness import has_wall
from nesgroove.measure.groove import Groove
from nesgroove.measure.scalar import ScalarMeasure
from nesgroove.model.complex import Complex
from nesgroove.model.target import XPO1

REACHABLE_AREA = 0.5
"""Exposed area (A^2) of SG in the empty groove from which it counts as reachable: below lie the rims of one or two
test points that a small shift of an atom covers."""


NEIGHBOUR_REACH = 5.5
"""Distance (A) within which atoms of other residues are neighbours of SG."""


NAMES = {"THR": "Thr", "SER": "Ser"}

TO_PROTEIN = "bonded to protein"
"""State of a residue at 528 with a bond to another residue: a disulphide, or what the file records."""


@dataclass(frozen=True)
class Site528:
    """What is found at position 528.

    Attributes
    ----------
    name : str
        ``Cys free``, ``Cys bonded``, ``Cys`` where nothing bonded is recorded and SG is not in the file, ``Thr``,
        ``Ser``, another component id, or ``missing``; empty where a cysteine seems free and what is bonded to it is
        declared and not in the file.
    sulphur : int or None
        Index of SG of a cysteine; None where it is not in the file.
    area, area_empty : float or None
        Exposed area of SG as it is and with the occupants taken out, A^2; None where there is no SG, or too few side
        chains around it for areas.
    """

    name: str
    sulphur: int | None = None
    area: float | None = None
    area_empty: float | None = None

    @property
    def reachable(self) -> bool | None:
        """Whether a probe in the empty groove touches SG; None where that area is not known."""
        return None if self.area_empty is None else self.area_empty >= REACHABLE_AREA


def site528(groove: Groove) -> Site528:
    """Look at position 528."""
    structure, index = groove.structure, groove.complex.residue_at.get(XPO1.cysteine)
    if index is None:
        return Site528("missing")
    component = structure.residues[index].component
    if component != "CYS":
        return Site528(NAMES.get(component, component))
    sulphur = structure.atom_of(index, "SG")
    bonded = any(bond.joins for bond in groove.site_bonds)
    bonded = bonded or bool(protein_bonds(structure, groove.complex.residue_at))
    if sulphur is None:
        # Without its sulphur nobody can say that a cysteine is free.
        return Site528("Cys bonded" if bonded else "Cys")
    name = "Cys bonded" if bonded else "" if unseen_partners(groove) else "Cys free"
    if not groove.once(has_wall):
        return Site528(name, sulphur)
    area = float(exposed_areas(structure.atoms, groove.xyz, np.array([sulphur]), groove.present)[0])
    # Beside a partner that is not there its area as it is cannot be known.
    return Site528(name, sulphur, area if name else None, groove.once(area_empty))


def area_empty(groove: Groove) -> float | None:
    """Exposed area of SG of Cys528 with the occupants taken out, A^2; None where there is no cysteine with an SG."""
    sulphur = groove.complex.atom_at(XPO1.cysteine, "SG")
    if sulphur is None:
        return None
    empty = groove.present[~np.isin(groove.present, groove.occupant_atoms)]
    return float(exposed_areas(groove.structure.atoms, groove.xyz, np.array([sulphur]), empty)[0])


def unseen_partners(groove: Groove) -> list[str]:
    """Labels of what may be bonded to the residue at 528 and is declared without being in the file.

    The other end of a bond that is recorded from its sulphur, and compounds that are known to react with it, under
    this chain's id or one that is no other XPO1's.
    """
    structure, index = groove.structure, groove.complex.residue_at.get(XPO1.cysteine)
    if index is None:
        return []
    site = structure.residues[index]
    copies = {structure.residues[copy.residues[0]].auth_chain for copy in groove.complex.copies if copy.residues}
    elsewhere = copies - {site.auth_chain}
    named = []
    for absent in structure.absent:
        known = ligand_of(absent.component)
        bonded = absent.partner is not None and structure.atoms.residue[absent.partner] == index
        bonded = bonded and structure.atoms.element[absent.partner] == "S"
        reacts = known is not None and bool(known.attach_atom) and absent.chain not in elsewhere
        if bonded or (reacts and not absent.atom):
            named.append(absent.label.strip(": "))
    return list(dict.fromkeys(named))


def site_states(groove: Groove) -> tuple[SiteState, ...]:
    """States of the residue at 528 and their occupancies."""
    structure, residue_at = groove.structure, groove.complex.residue_at
    if not groove.once(site528).name:
        return ()
    states = states_at_site(structure, residue_at)
    bonds = protein_bonds(structure, residue_at)
    kept = {str(structure.atoms.altloc[bond.site_atom]) for bond in bonds}
    return tuple(
        replace(state, name=TO_PROTEIN) if state.name != "bonded" and state.alt_id in kept else state
        for state in states
    )


class Cysteine528(ScalarMeasure):
    """Exposure, rotamer and neighbours of the sulphur of Cys528."""

    about: ClassVar = {
        "sg_area": ("A^2", "Exposed area of SG of Cys528, as it is"),
        "sg_area_empty": ("A^2", "The same with the occupants taken out"),
        "chi1_528": ("deg", "Torsion N-CA-CB-SG of Cys528"),
        "sg_neighbours": ("", "Heavy atoms of other XPO1 residues within 5.5 A of SG"),
    }
    torsions = frozenset({"chi1_528"})

    def values(self, groove: Groove) -> Iterator[tuple[str, float | None]]:
        """Measure it; nothing where there is no SG, only the rotamer where too few side chains are around it."""
        site = groove.once(site528)
        if site.sulphur is None:
            return
        yield "sg_area", site.area
        yield "sg_area_empty", site.area_empty
        yield "chi1_528", _chi1(groove.complex)
        yield "sg_neighbours", _neighbours(groove, site.sulphur) if groove.once(has_wall) else None


def _neighbours(groove: Groove, sulphur: int) -> float:
    distance = np.linalg.norm(groove.xyz[groove.receptor] - groove.xyz[sulphur], axis=1)
    residue = groove.structure.atoms.residue
    return float(((distance < NEIGHBOUR_REACH) & (residue[groove.receptor] != residue[sulphur])).sum())


def _chi1(complex_: Complex) -> float | None:
    atoms = [complex_.atom_at(XPO1.cysteine, name) for name in ("N", "CA", "CB", "SG")]
    if any(atom is None for atom in atoms):
        return None
    a, b, c, d = (complex_.structure.atoms.xyz[atom] for atom in atoms if atom is not None)
    axis = (c - b) / np.linalg.norm(c - b)
    v = (a - b) - ((a - b) @ axis) * axis
    w = (d - c) - ((d - c) @ axis) * axis
    return float(np.degrees(np.arctan2(np.cross(axis, v) @ w, v @ w)))
