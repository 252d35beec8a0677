"""Poses for tests: compounds taken out of structures whose numbers are known, and written as files of poses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rdkit import Chem

from nesgroove.chem.residue_chemistry import template_of
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.read import read_structure
from nesgroove.model.structure import Structure


def inhibitor_of(path: Path, *, bonded: bool = True) -> Any:
    """The inhibitor of a structure as an RDKit molecule where it is; the form that is bonded, or that before."""
    structure = read_structure(path)
    occupant = find_complexes(structure)[0][0].occupants[0]
    return molecule_of(structure, occupant.residues[0], bonded=bonded)


def molecule_of(structure: Structure, residue: int, *, bonded: bool = True) -> Any:
    record = structure.residues[residue]
    template = template_of(structure, residue, {})
    assert template is not None
    names = structure.atoms.name[record.start : record.stop].tolist()
    molecule = Chem.RWMol()
    for name in names:
        symbol, charge = template.atoms[name]
        atom = Chem.Atom(symbol)
        atom.SetFormalCharge(charge)
        molecule.AddAtom(atom)
    index = {name: i for i, name in enumerate(names)}
    for first, second, order in template.bonds:
        if first in index and second in index:
            molecule.AddBond(index[first], index[second], Chem.BondType.values[order])
    conformer = Chem.Conformer(len(names))
    conformer.SetPositions(np.ascontiguousarray(structure.atoms.xyz[record.start : record.stop], dtype=float))
    molecule.AddConformer(conformer)
    Chem.SanitizeMol(molecule)
    return molecule.GetMol()


def moved(molecule: Any, shift: Sequence[float]) -> Any:
    """The same molecule elsewhere."""
    copy = Chem.Mol(molecule)
    conformer = copy.GetConformer()
    conformer.SetPositions(conformer.GetPositions() + np.asarray(shift, dtype=float))
    return copy


def write_sdf(path: Path, molecules: Sequence[Any], titles: Sequence[str], **properties: Sequence[object]) -> Path:
    """Write poses, each with its title and its value of each property; None leaves one out."""
    writer = Chem.SDWriter(str(path))
    for index, (molecule, title) in enumerate(zip(molecules, titles, strict=True)):
        copy = Chem.Mol(molecule)
        copy.SetProp("_Name", title)
        for name, values in properties.items():
            if values[index] is not None:
                copy.SetProp(name, str(values[index]))
        writer.write(copy)
    writer.close()
    return path
