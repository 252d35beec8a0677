"""Chemistry of residues: elements, bond orders and charges by atom name.

Where it comes from, in this order: what the user gives for a component (SMILES or SDF); the part of the wwPDB
component dictionary that every run needs (``data/components.tsv``); the bond table that the structure
file itself carries (``chem_comp_bond``); the rest of the dictionary, in biotite. A component that none of them knows
has no chemistry: its contacts are then judged by distance alone, and a row of problems.tsv says so.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from nesgroove.chem.components import UNKNOWN_COMPONENTS
from nesgroove.errors import ChemistryError
from nesgroove.model.structure import Structure

if TYPE_CHECKING:
    from rdkit.Chem import Mol

ORDERS = {"SING": 1, "DOUB": 2, "TRIP": 3, "AROM": 4, "DELO": 4}
"""Bond orders of chem_comp_bond; 4 is an aromatic bond without a Kekule form."""


@dataclass(frozen=True)
class Template:
    """Heavy atoms and bonds of a component.

    Attributes
    ----------
    component : str
    atoms : dict of str to (str, int)
        Atom name -> element symbol and formal charge.
    bonds : tuple of (str, str, int)
        Pairs of atom names with the order 1, 2, 3, or 4 for aromatic.
    source : str
        ``user``, ``dictionary`` or ``file``.
    """

    component: str
    atoms: dict[str, tuple[str, int]]
    bonds: tuple[tuple[str, str, int], ...]
    source: str

    def bonds_when_bonded(self, bonded: Collection[str]) -> list[tuple[str, str, int]]:
        """Give the bonds that are left once atoms are bonded to the protein.

        A thiol adds to C=C, which the dictionary may still show as double (K76, LBF); the C=N of an
        isothiocyanate's adduct (D29) stays.

        Parameters
        ----------
        bonded
            Names of the atoms that are bonded to the protein.

        Returns
        -------
        list of (str, str, int)
            As :attr:`bonds`.
        """
        return [
            (
                first,
                second,
                1 if order == 2 and self._carbons(first, second) and {first, second} & set(bonded) else order,
            )
            for first, second, order in self.bonds
        ]

    def _carbons(self, first: str, second: str) -> bool:
        return self.atoms[first][0] == "C" and self.atoms[second][0] == "C"


@cache
def _packaged() -> dict[str, Template]:
    text = (files("nesgroove.data") / "components.tsv").read_text(encoding="utf-8")
    atoms: dict[str, dict[str, tuple[str, int]]] = {}
    bonds: dict[str, list[tuple[str, str, int]]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        if row["kind"] == "atom":
            atoms.setdefault(row["component"], {})[row["first"]] = (row["second"], int(row["value"]))
        else:
            bonds.setdefault(row["component"], []).append((row["first"], row["second"], int(row["value"])))
    return {name: Template(name, atoms[name], tuple(bonds.get(name, ())), "dictionary") for name in atoms}


@cache
def dictionary_template(component: str) -> Template | None:
    """Look a component up in the wwPDB dictionary that biotite carries.

    The first call opens the dictionary, which takes about two seconds.

    Parameters
    ----------
    component
        Component id.

    Returns
    -------
    Template or None
        None where it is not in the dictionary.
    """
    from biotite.structure import BondType
    from biotite.structure.info import residue

    try:
        record = residue(component)
    except KeyError:
        return None
    order = {
        BondType.SINGLE: 1, BondType.DOUBLE: 2, BondType.TRIPLE: 3, BondType.AROMATIC_SINGLE: 1,
        BondType.AROMATIC_DOUBLE: 2, BondType.AROMATIC: 4,
    }  # fmt: skip
    names = record.atom_name.tolist()
    heavy = [i for i, element in enumerate(record.element) if element not in ("H", "D")]
    atoms = {names[i]: (str(record.element[i]).capitalize(), int(record.charge[i])) for i in heavy}
    bonds = tuple(
        (names[a], names[b], order.get(BondType(kind), 1))
        for a, b, kind in record.bonds.as_array().tolist()
        if names[a] in atoms and names[b] in atoms
    )
    return Template(component, atoms, bonds, "dictionary")


def packaged_template(component: str) -> Template | None:
    """Look a component up in the part of the dictionary beside the package alone, which takes no time.

    Parameters
    ----------
    component
        Component id.

    Returns
    -------
    Template or None
        None where it is not in that part.
    """
    return _packaged().get(component)


def component_template(component: str) -> Template | None:
    """Look a component up in the part of the dictionary beside the package, then in biotite's.

    Parameters
    ----------
    component
        Component id.

    Returns
    -------
    Template or None
        None where it is in neither.
    """
    return _packaged().get(component) or dictionary_template(component)


def template_of(structure: Structure, residue: int, given: Mapping[str, str]) -> Template | None:
    """Find the chemistry of a residue.

    Parameters
    ----------
    structure, residue
        The residue, by its index.
    given
        SMILES, or the path of an SDF file, by component id: what the user says.

    Returns
    -------
    Template or None
        None where no source knows the component.

    Raises
    ------
    ChemistryError
        What the user gave does not fit the atoms in the file.
    """
    component = structure.residues[residue].component
    if component in given:
        return _given_template(structure, residue, given[component])
    if component not in _packaged() and component in structure.component_bonds:
        return _file_template(structure, residue)
    if component in UNKNOWN_COMPONENTS:
        return None
    return component_template(component)


def _file_template(structure: Structure, residue: int) -> Template:
    record = structure.residues[residue]
    span = slice(record.start, record.stop)
    elements = structure.atoms.element[span].tolist()
    atoms = {
        str(name): (element.capitalize(), 0) for name, element in zip(structure.atoms.name[span], elements, strict=True)
    }
    bonds = tuple(
        (a, b, ORDERS.get(order.upper()[:4], 1))
        for a, b, order in structure.component_bonds[record.component]
        if a in atoms and b in atoms
    )
    return Template(record.component, atoms, bonds, "file")


def _given_template(structure: Structure, residue: int, text: str) -> Template:
    """Give the atoms of a ligand the bond orders of the user's SMILES or SDF."""
    from rdkit import Chem
    from rdkit.Chem import AllChem, rdDetermineBonds

    record = structure.residues[residue]
    span = range(record.start, record.stop)
    wanted = given_molecule(record.component, text)
    misfit = f"what is given for {record.component} does not fit the {len(span)} atoms of {record.label}"
    advice = "Give the bound form, with as many heavy atoms as the structure has"
    if wanted.GetNumHeavyAtoms() != len(span):
        # A smaller molecule would be found within the ligand and leave the rest of it without bond orders.
        heavy_atoms = wanted.GetNumHeavyAtoms()
        raise ChemistryError(f"{misfit}: it has {heavy_atoms}", file=structure.entry, remedy=advice)
    block = Chem.RWMol()
    conformer = Chem.Conformer(len(span))
    for index, atom in enumerate(span):
        block.AddAtom(Chem.Atom(str(structure.atoms.element[atom]).capitalize()))
        conformer.SetAtomPosition(index, structure.atoms.xyz[atom].tolist())
    block.AddConformer(conformer)
    rdDetermineBonds.DetermineConnectivity(block)
    try:
        molecule = AllChem.AssignBondOrdersFromTemplate(wanted, block.GetMol())  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise ChemistryError(f"{misfit} ({error})", file=structure.entry, remedy=advice) from error
    names = [str(structure.atoms.name[atom]) for atom in span]
    Chem.Kekulize(molecule, clearAromaticFlags=True)
    atoms = {names[a.GetIdx()]: (a.GetSymbol(), a.GetFormalCharge()) for a in molecule.GetAtoms()}
    bonds = tuple(
        (names[b.GetBeginAtomIdx()], names[b.GetEndAtomIdx()], int(b.GetBondTypeAsDouble()))
        for b in molecule.GetBonds()
    )
    return Template(record.component, atoms, bonds, "user")


def given_molecule(component: str, text: str) -> Mol:
    """Make a molecule of what the user gives for a component: SMILES, or the path of an SDF file.

    Parameters
    ----------
    component
        Component id, for what is said of an error.
    text
        SMILES, or a path that ends with ``.sdf`` or ``.mol``.

    Returns
    -------
    rdkit.Chem.Mol
        The molecule as it is given.

    Raises
    ------
    ChemistryError
        There is no such file, or it is no molecule.
    """
    from rdkit import Chem, RDLogger

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    if text.lower().endswith((".sdf", ".mol")):
        if not Path(text).is_file():
            raise ChemistryError(
                f"the file given for {component} is not there: {text}",
                file=text,
                remedy="Check the path after --ligand",
            )
        wanted = next(iter(Chem.SDMolSupplier(text, removeHs=True)), None)
    else:
        wanted = Chem.MolFromSmiles(text)
    if wanted is None:
        raise ChemistryError(
            f"what is given for {component} is no molecule",
            file=text,
            remedy="Give a SMILES or an SDF file of the ligand as it is in the structure",
        )
    return wanted


def missing_atoms(structure: Structure, residue: int, template: Template) -> list[str]:
    """Name the heavy atoms that a component has and the file lacks.

    Parameters
    ----------
    structure, residue
        The residue, by its index.
    template
        Its chemistry.

    Returns
    -------
    list of str
        In the order of the template. OXT is not among them: most residues of a chain have none.
    """
    record = structure.residues[residue]
    present = set(structure.atoms.name[record.start : record.stop].tolist())
    polymer = record.kind == "polymer"
    return [name for name in template.atoms if name not in present and not (polymer and name == "OXT")]
