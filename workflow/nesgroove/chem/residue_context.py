"""What stands around a residue while its chemistry is judged: neighbours in the chain, and atoms that a file lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nesgroove.chem.templates import Template


def add_atom(molecule: Any, atom: Any, component: str, number: int) -> int:  # noqa: ANN401
    """Add an atom to a molecule, as one of a residue.

    Parameters
    ----------
    molecule, atom
        RDKit's.
    component, number
        Of its residue.

    Returns
    -------
    int
        Its index.
    """
    from rdkit import Chem

    info = Chem.AtomPDBResidueInfo()
    info.SetResidueName(component)
    info.SetResidueNumber(number)
    info.SetChainId("A")
    atom.SetMonomerInfo(info)
    return int(molecule.AddAtom(atom))


def stand_in(molecule: Any, template: Template, index_of: Mapping[str, int], bond: tuple[str, str, int]) -> None:  # noqa: ANN401
    """Put an atom that the file lacks in place, so that its neighbour does not pass for a methyl group.

    OXT is no atom that a file lacks: in a chain the next residue's nitrogen is in its place.

    Parameters
    ----------
    molecule
        Is changed.
    template
        Chemistry of the residue.
    index_of
        Index of each atom that is there, by name.
    bond
        Names of two atoms, of which one is there, and the order.
    """
    from rdkit import Chem

    first, second, order = bond
    present, absent = (first, second) if first in index_of else (second, first)
    if absent != "OXT":
        atom = add_atom(molecule, Chem.Atom(template.atoms[absent][0]), template.component, 4)
        molecule.AddBond(index_of[present], atom, Chem.BondType.values[12 if order == 4 else order])


def cap(molecule: Any, index_of: Mapping[str, int]) -> None:  # noqa: ANN401
    """Put the carbonyl of the residue before and the nitrogen of the residue after it in place.

    Parameters
    ----------
    molecule
        Is changed.
    index_of
        Index of each atom of the residue, by name.
    """
    from rdkit import Chem

    carbon = add_atom(molecule, Chem.Atom("C"), "GLY", 1)
    oxygen = add_atom(molecule, Chem.Atom("O"), "GLY", 1)
    molecule.AddBond(carbon, oxygen, Chem.BondType.DOUBLE)
    molecule.AddBond(carbon, index_of["N"], Chem.BondType.SINGLE)
    if "OXT" in index_of:
        molecule.GetAtomWithIdx(index_of["OXT"]).SetFormalCharge(-1)
    else:
        nitrogen = add_atom(molecule, Chem.Atom("N"), "GLY", 3)
        molecule.AddBond(index_of["C"], nitrogen, Chem.BondType.SINGLE)


def protonate(molecule: Any) -> None:  # noqa: ANN401
    """Charge a ligand as at pH 7: carboxylic acids -1, aliphatic amines +1.

    Parameters
    ----------
    molecule
        An editable molecule of RDKit, which is changed.
    """
    from rdkit import Chem

    molecule.UpdatePropertyCache(strict=False)
    Chem.FastFindRings(molecule)
    acid = Chem.MolFromSmarts("[CX3](=O)[OX1H1,OX2H1;+0]")
    amine = Chem.MolFromSmarts("[N;X3,X4;+0;!$(N=*);!$(N#*);!$(N-[#7,#8,#16,#15]);!$(N-[*]=[*]);!$(N-a)]")
    for match in molecule.GetSubstructMatches(acid):
        molecule.GetAtomWithIdx(match[2]).SetFormalCharge(-1)
    for (nitrogen,) in molecule.GetSubstructMatches(amine):
        molecule.GetAtomWithIdx(nitrogen).SetFormalCharge(1)
    molecule.UpdatePropertyCache(strict=False)
