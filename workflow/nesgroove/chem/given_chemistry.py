"""Chemistry that the user gives for a component: SMILES, or the path of an SDF file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nesgroove.errors import ChemistryError
from nesgroove.model.plain_text import shown

if TYPE_CHECKING:
    from rdkit.Chem import Mol

    from nesgroove.chem.templates import Template
    from nesgroove.model.structure import Structure


def given_template(structure: Structure, residue: int, text: str) -> Template:
    """Give the atoms of a ligand the bond orders of the user's SMILES or SDF.

    Parameters
    ----------
    structure, residue
        The ligand, by its index.
    text
        SMILES, or a path that ends with ``.sdf`` or ``.mol``.

    Returns
    -------
    Template
        With the file's atom names.

    Raises
    ------
    ChemistryError
        What is given does not fit the atoms in the file.
    """
    from rdkit import Chem
    from rdkit.Chem import AllChem, rdDetermineBonds

    from nesgroove.chem.templates import Template

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
    if is_ligand_file(text):
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


def given_title(text: str) -> str:
    """Title of the file that the user gives for a component.

    Parameters
    ----------
    text
        SMILES, or a path that ends with ``.sdf`` or ``.mol``.

    Returns
    -------
    str
        First line of the file; empty for a SMILES, and where there is no such file or line.
    """
    if not is_ligand_file(text):
        return ""
    try:
        with Path(text).open(encoding="utf-8", errors="replace") as lines:
            return shown(next(lines, "").strip()).replace(";", ",")
    except OSError:  # what is wrong with it is said where its chemistry is read
        return ""


def is_ligand_file(given: str) -> bool:
    """Tell a file of ligand chemistry from a SMILES.

    Parameters
    ----------
    given
        What stands for a component's chemistry.

    Returns
    -------
    bool
        Whether it is the path of an SDF or MOL file, by its ending.
    """
    return given.lower().endswith((".sdf", ".mol"))
