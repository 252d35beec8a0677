"""The pose that a model rests on: an inhibitor in a groove, as a molecule in the groove frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nesgroove.chem.residue_chemistry import known_ligand, template_of
from nesgroove.chem.templates import Template
from nesgroove.errors import AnalogueError
from nesgroove.identify.bond528 import SiteBond, bonds_at_site
from nesgroove.identify.complexes import complexes_of
from nesgroove.model.complex import Complex, Occupant
from nesgroove.model.structure import FloatArray, Structure
from nesgroove.model.target import XPO1

if TYPE_CHECKING:
    from rdkit.Chem import Mol


@dataclass(frozen=True)
class KnownPose:
    """An inhibitor in a groove.

    Attributes
    ----------
    complex : Complex
    occupant : Occupant
    molecule : rdkit.Chem.Mol
        Its heavy atoms as they are bound, with their bonds; one conformer, in the groove frame.
    names : tuple of str
        Of the atoms.
    attach : int or None
        The atom that is bonded to the sulphur at 528; None where none is.
    site : ndarray, shape (2, 3), or None
        SG and CB of the residue at 528 in the groove frame, A; None where one of them is not in the file.
    """

    complex: Complex
    occupant: Occupant
    molecule: Mol
    names: tuple[str, ...]
    attach: int | None
    site: FloatArray | None

    @property
    def component(self) -> str:
        """Its component id."""
        return self.complex.structure.residues[self.occupant.residues[0]].component

    @property
    def compound(self) -> str:
        """The name of the compound, or its component id where it has none."""
        known = known_ligand(self.complex.structure, self.occupant.residues[0])
        return known.compound if known is not None else self.component


def known_pose(structure: Structure, component: str = "") -> KnownPose:
    """Find the pose that is meant.

    Parameters
    ----------
    structure
        The structure of the relative.
    component
        Component id of the inhibitor, or component, chain and number (``V6A:C:1101``); by default the only one, or
        the first of the first complex that has one.

    Returns
    -------
    KnownPose
        Of the first complex with such an inhibitor in its groove.

    Raises
    ------
    AnalogueError
        No inhibitor, or not this one, is in a groove of the structure, or its chemistry is not known.
    IdentifyError
        There is no XPO1 with a groove.
    """
    complexes = complexes_of(structure)
    inside = [(c, o) for c in complexes for o in c.occupants if o.kind == "inhibitor"]
    chosen = [
        (c, o) for c, o in inside if not component or component in (o.name, structure.residues[o.residues[0]].component)
    ]
    if not chosen:
        there = ", ".join(dict.fromkeys(o.name for _, o in inside))
        raise AnalogueError(
            f"{component or 'no inhibitor'} is {'not ' if component else ''}in the groove"
            + (f"; there is {there}" if there else ""),
            file=structure.path,
            remedy="Name the structure of a compound that lies in the groove, and its component after a colon",
        )
    complex_, occupant = chosen[0]
    residue = occupant.residues[0]
    bond = _bond_of(complex_, residue)
    template = template_of(structure, residue, {})
    if template is None:
        raise AnalogueError(
            f"the chemistry of {occupant.name} is not known",
            file=structure.path,
            remedy="Write its bonds into the file (chem_comp_bond), or take another structure",
        )
    return _as_molecule(complex_, occupant, template, bond)


def site_of(complex_: Complex) -> FloatArray | None:
    """Give SG and CB of the residue at 528.

    Parameters
    ----------
    complex_
        The complex.

    Returns
    -------
    ndarray, shape (2, 3), or None
        In the groove frame, A; None where the residue has not both.
    """
    atoms = [complex_.atom_at(XPO1.cysteine, name) for name in ("SG", "CB")]
    if None in atoms:
        return None
    return complex_.frame.to_frame(complex_.structure.atoms.xyz[np.array(atoms, np.intp)])


def _bond_of(complex_: Complex, residue: int) -> SiteBond | None:
    """Bond of a ligand to the residue at 528, the shortest; one of a sulphur alone counts."""
    structure = complex_.structure
    return next(
        (
            bond
            for bond in bonds_at_site(structure, complex_.residue_at)
            if bond.joins
            and structure.atoms.residue[bond.other_atom] == residue
            and structure.atoms.element[bond.site_atom] == "S"
        ),
        None,
    )


def _as_molecule(complex_: Complex, occupant: Occupant, template: Template, bond: SiteBond | None) -> KnownPose:
    from rdkit import Chem
    from rdkit.Geometry import Point3D

    structure, record = complex_.structure, complex_.structure.residues[occupant.residues[0]]
    span = range(record.start, record.stop)
    names = tuple(str(structure.atoms.name[atom]) for atom in span)
    unknown = [name for name in names if name not in template.atoms]
    if unknown or len(set(names)) < len(names):
        raise AnalogueError(
            f"atoms of {occupant.name} are not those of its component: {', '.join(unknown) or 'names repeat'}",
            file=structure.path,
            remedy="Take a structure whose ligand has the atoms of its component",
        )
    place = {name: i for i, name in enumerate(names)}
    molecule = Chem.RWMol()
    for name in names:
        element, charge = template.atoms[name]
        atom = Chem.Atom(element)
        atom.SetFormalCharge(charge)
        molecule.AddAtom(atom)
    bonded = () if bond is None else (str(structure.atoms.name[bond.other_atom]),)
    for first, second, order in template.bonds_when_bonded(bonded):
        if first in place and second in place:
            molecule.AddBond(place[first], place[second], Chem.BondType.values[12 if order == 4 else order])
    conformer = Chem.Conformer(len(names))
    for i, xyz in enumerate(complex_.frame.to_frame(structure.atoms.xyz[record.start : record.stop]).tolist()):
        conformer.SetAtomPosition(i, Point3D(*xyz))
    molecule.AddConformer(conformer)
    attach = None if bond is None else place[str(structure.atoms.name[bond.other_atom])]
    if attach is not None:
        _dithiocarbamate(molecule, attach)
    whole = molecule.GetMol()
    try:
        Chem.SanitizeMol(whole)
    except ValueError as error:
        raise AnalogueError(
            f"the chemistry of {occupant.name} makes no sense ({error})",
            file=structure.path,
            remedy="Correct its bonds in the file (chem_comp_bond)",
        ) from error
    return KnownPose(complex_, occupant, whole, names, attach, site_of(complex_))


def _dithiocarbamate(molecule: Mol, attach: int) -> None:
    """Write the adduct of an isothiocyanate as NH-C(=S)-S; the dictionary (D29) has N=C(SH)-S."""
    from rdkit import Chem

    for bond in molecule.GetAtomWithIdx(attach).GetBonds():
        other = bond.GetOtherAtom(molecule.GetAtomWithIdx(attach))
        if other.GetSymbol() == "N" and bond.GetBondType() == Chem.BondType.DOUBLE:
            for second in molecule.GetAtomWithIdx(attach).GetBonds():
                end = second.GetOtherAtom(molecule.GetAtomWithIdx(attach))
                if end.GetSymbol() == "S" and end.GetDegree() == 1:
                    bond.SetBondType(Chem.BondType.SINGLE)
                    second.SetBondType(Chem.BondType.DOUBLE)
                    return
