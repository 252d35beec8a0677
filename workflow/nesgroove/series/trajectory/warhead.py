"""The atom of an inhibitor that reacts with Cys528: which one it is.

How it lies to the sulphur in a frame is measured by :class:`nesgroove.measure.warhead.Approach`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nesgroove.chem.components import ligand_of
from nesgroove.chem.reacting import reacting_sites
from nesgroove.chem.residue_chemistry import known_ligand, template_of
from nesgroove.errors import ChemistryError, ConfigError
from nesgroove.measure.groove import Groove
from nesgroove.measure.warhead import Approach
from nesgroove.model.complex import Occupant
from nesgroove.model.target import XPO1


@dataclass(frozen=True)
class Warhead:
    """The atom that reacts.

    Attributes
    ----------
    approach : Approach
        It and its neighbours, by their indices in the structure.
    occupant : str
        The inhibitor.
    atom : str
        Name of the atom.
    source : str
        Who says that it reacts: ``given``, ``bond``, ``reference table``, or the name of a reacting group.
    """

    approach: Approach
    occupant: str
    atom: str
    source: str


@dataclass(frozen=True)
class _Site:
    """An atom that may react, and the one that its multiple bond leads to."""

    atom: int
    following: int | None
    occupant: Occupant
    source: str


def find_warhead(groove: Groove, given: str = "") -> Warhead | None:
    """Find the atom that reacts.

    Parameters
    ----------
    groove
        The complex in its first frame.
    given
        Name of the atom, as the user says it; ``COMPONENT:ATOM`` where there are several inhibitors. Empty: the atom
        that is bonded to the sulphur, else the one that the reference table names for the compound, else the one of
        those that its chemistry lets react (:mod:`nesgroove.chem.reacting`) that is nearest to the sulphur.

    Returns
    -------
    Warhead or None
        None where there is no sulphur, no inhibitor, or none of whose atoms is known to react.

    Raises
    ------
    ConfigError
        No inhibitor has an atom of the name that was given.
    """
    inhibitors = [occupant for occupant in groove.complex.occupants if occupant.kind == "inhibitor"]
    reacting = _given(groove, inhibitors, given) if given else None
    sulphur = groove.complex.atom_at(XPO1.cysteine, "SG")
    if sulphur is None:
        return None
    sites = list(_by_chemistry(groove, inhibitors))
    if reacting is None:
        reacting = _bonded(groove, inhibitors) or _expected(groove, inhibitors)
    if reacting is None and sites:
        xyz = groove.xyz
        reacting = min(sites, key=lambda site: (float(np.linalg.norm(xyz[site.atom] - xyz[sulphur])), site.atom))
    if reacting is None:
        return None
    following = next((site.following for site in sites if site.atom == reacting.atom), None)
    return Warhead(
        Approach(sulphur, groove.complex.atom_at(XPO1.cysteine, "CB"), reacting.atom, following),
        reacting.occupant.name,
        str(groove.structure.atoms.name[reacting.atom]),
        reacting.source,
    )


def _given(groove: Groove, inhibitors: list[Occupant], text: str) -> _Site:
    component, _, name = text.rpartition(":")
    structure = groove.structure
    known: list[str] = []
    for occupant in inhibitors:
        for residue in occupant.residues:
            record = structure.residues[residue]
            if component in ("", record.component):
                atom = structure.atom_of(residue, name)
                if atom is not None:
                    return _Site(atom, None, occupant, "given")
                known += structure.atoms.name[record.start : record.stop].tolist()
    raise ConfigError(
        f"--reacting {text}: no inhibitor in the groove has an atom of this name", step="trajectory",
        remedy=f"Its atoms are {' '.join(known)}" if known else "Name the inhibitor with --inhibitor SELECTION",
    )  # fmt: skip


def _bonded(groove: Groove, inhibitors: list[Occupant]) -> _Site | None:
    for bond in groove.site_bonds:
        residue = int(groove.structure.atoms.residue[bond.other_atom])
        for occupant in inhibitors:
            if bond.joins and residue in occupant.residues:
                return _Site(bond.other_atom, None, occupant, "bond")
    return None


def _expected(groove: Groove, inhibitors: list[Occupant]) -> _Site | None:
    """The atom of a compound of the reference table, under whatever names its atoms have in the file."""
    structure = groove.structure
    for occupant in inhibitors:
        for residue in occupant.residues:
            try:
                template = template_of(structure, residue, groove.settings.ligands)
            except ChemistryError:
                continue
            compound = ligand_of(template.compound) if template is not None and template.compound else None
            known = compound or known_ligand(structure, residue)
            if known is None or not known.attach_atom:
                continue
            renamed = {} if template is None else template.renamed
            atom = structure.atom_of(residue, renamed.get(known.attach_atom, known.attach_atom))
            if atom is not None:
                return _Site(atom, None, occupant, "reference table")
    return None


def _by_chemistry(groove: Groove, inhibitors: list[Occupant]) -> Iterator[_Site]:
    for occupant in inhibitors:
        for residue in occupant.residues:
            molecule = groove.residues.build(residue)
            if molecule is None:
                continue
            atoms = groove.residues.atoms_of(residue)
            for site in reacting_sites(molecule):
                yield _Site(int(atoms[site.atom]), int(atoms[site.partner]), occupant, site.group)
