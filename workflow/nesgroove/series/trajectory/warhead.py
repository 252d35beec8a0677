"""The atom of an inhibitor that reacts with Cys528, and how it lies to the sulphur in a frame.

Before a bond forms, what counts is how near the atom is and from where the sulphur comes at it: a thiolate adds to a
multiple bond at some 107 degrees to it (Buergi, Dunitz & Shefter 1973, doi:10.1021/ja00796a058).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nesgroove.chem.residue_chemistry import known_ligand, template_of
from nesgroove.errors import ChemistryError, ConfigError
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Occupant
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1


@dataclass(frozen=True)
class Warhead:
    """Atoms by their index in the structure.

    Attributes
    ----------
    sulphur, carbon, reacting : int
        SG and CB of Cys528, and the atom that reacts.
    next : int or None
        The atom at the other end of its multiple bond; None where it has none, as in an adduct.
    occupant : str
        The inhibitor.
    atom : str
        Name of the reacting atom.
    source : str
        Who says that it reacts: ``given``, ``bond``, ``reference table`` or ``chemistry``.
    """

    sulphur: int
    carbon: int | None
    reacting: int
    next: int | None
    occupant: str
    atom: str
    source: str

    def geometry(self, xyz: FloatArray) -> dict[str, float | None]:
        """Measure it in coordinates of all atoms, shape (n, 3), A: distance (A) and angles (degrees) by column."""
        sulphur, reacting = xyz[self.sulphur], xyz[self.reacting]
        return {
            "warhead_distance": float(np.linalg.norm(sulphur - reacting)),
            "warhead_angle": None if self.carbon is None else _angle(xyz[self.carbon], sulphur, reacting),
            "warhead_attack": None if self.next is None else _angle(sulphur, reacting, xyz[self.next]),
        }


def find_warhead(groove: Groove, given: str = "") -> Warhead | None:
    """Find the atom that reacts.

    Parameters
    ----------
    groove
        The complex in its first frame.
    given
        Name of the atom, as the user says it; ``COMPONENT:ATOM`` where there are several inhibitors. Empty: the atom
        that is bonded to the sulphur, else the one that the reference table names for the compound, else the one that
        its chemistry makes the nearest of those that can.

    Returns
    -------
    Warhead or None
        None where there is no sulphur, no inhibitor, or none of whose atoms is known to react.

    Raises
    ------
    ConfigError
        No inhibitor has an atom of the name that was given.
    """
    sulphur = groove.complex.atom_at(XPO1.cysteine, "SG")
    inhibitors = [occupant for occupant in groove.complex.occupants if occupant.kind == "inhibitor"]
    reacting = _given(groove, inhibitors, given) if given else None
    if sulphur is None:
        return None
    reacting = reacting or _bonded(groove, inhibitors) or _expected(groove, inhibitors)
    if reacting is None:
        return None
    atom, occupant, source = reacting
    return Warhead(
        sulphur, groove.complex.atom_at(XPO1.cysteine, "CB"), atom, _next(groove, atom), occupant.name,
        str(groove.structure.atoms.name[atom]), source,
    )  # fmt: skip


def _given(groove: Groove, inhibitors: list[Occupant], text: str) -> tuple[int, Occupant, str]:
    component, _, name = text.rpartition(":")
    structure = groove.structure
    known = []
    for occupant in inhibitors:
        for residue in occupant.residues:
            if component in ("", structure.residues[residue].component):
                atom = structure.atom_of(residue, name)
                if atom is not None:
                    return atom, occupant, "given"
                record = structure.residues[residue]
                known += structure.atoms.name[record.start : record.stop].tolist()
    raise ConfigError(
        f"--reacting {text}: no inhibitor in the groove has an atom of this name", step="trajectory",
        remedy=f"Its atoms are {' '.join(known)}" if known else "Name the inhibitor with --inhibitor SELECTION",
    )  # fmt: skip


def _bonded(groove: Groove, inhibitors: list[Occupant]) -> tuple[int, Occupant, str] | None:
    for bond in groove.site_bonds:
        residue = int(groove.structure.atoms.residue[bond.other_atom])
        for occupant in inhibitors:
            if bond.joins and residue in occupant.residues:
                return bond.other_atom, occupant, "bond"
    return None


def _expected(groove: Groove, inhibitors: list[Occupant]) -> tuple[int, Occupant, str] | None:
    structure = groove.structure
    for occupant in inhibitors:
        for residue in occupant.residues:
            known = known_ligand(structure, residue)
            if known is None or not known.attach_atom:
                continue
            renamed = _renamed(groove, residue)
            atom = structure.atom_of(residue, renamed.get(known.attach_atom, known.attach_atom))
            if atom is not None:
                return atom, occupant, "reference table"
    return None


def _renamed(groove: Groove, residue: int) -> Mapping[str, str]:
    template = template_of(groove.structure, residue, {})
    return {} if template is None else template.renamed


def _next(groove: Groove, atom: int) -> int | None:
    """The atom that a multiple bond leads to: of several the one of the highest order, then the first by name."""
    structure = groove.structure
    residue = int(structure.atoms.residue[atom])
    try:
        template = template_of(structure, residue, groove.settings.ligands)
    except ChemistryError:
        return None
    name = str(structure.atoms.name[atom])
    ends = []
    for first, second, order in () if template is None else template.bonds:
        if name in (first, second) and order in (2, 3):
            ends.append((-order, second if first == name else first))
    return structure.atom_of(residue, min(ends)[1]) if ends else None


def _angle(a: FloatArray, b: FloatArray, c: FloatArray) -> float:
    u, v = a - b, c - b
    return float(np.degrees(np.arccos(np.clip(u @ v / np.linalg.norm(u) / np.linalg.norm(v), -1, 1))))
