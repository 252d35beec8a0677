"""Some residues of a structure as a file that other programs read."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import gemmi

from nesgroove.model.structure import FloatArray, Structure


def cut_out(structure: Structure, residues: Collection[int], xyz: FloatArray | None = None) -> gemmi.Structure:
    """Make a structure of some residues.

    Parameters
    ----------
    structure
        Where they are.
    residues
        Their indices, in any order.
    xyz
        Coordinates of all atoms of the structure to write, shape (n, 3), A; its own where not given.

    Returns
    -------
    gemmi.Structure
        Chains and numbers as the author gave them, heavy atoms alone.
    """
    places = structure.atoms.xyz if xyz is None else xyz
    model = gemmi.Model(1)
    for index in sorted(residues):
        residue = structure.residues[index]
        if model.find_chain(residue.auth_chain) is None:
            model.add_chain(gemmi.Chain(residue.auth_chain))
        copy = gemmi.Residue()
        copy.name, copy.seqid = residue.component, gemmi.SeqId(residue.auth_seq_id, residue.ins_code or " ")
        copy.entity_type = gemmi.EntityType.Polymer
        for number in range(residue.start, residue.stop):
            atom = gemmi.Atom()
            atom.name, atom.element = str(structure.atoms.name[number]), gemmi.Element(structure.atoms.element[number])
            atom.pos, atom.occ = gemmi.Position(*places[number]), 1.0
            copy.add_atom(atom)
        model[residue.auth_chain].add_residue(copy)
    cut = gemmi.Structure()
    cut.add_model(model)
    cut.setup_entities()
    return cut


def with_hydrogens(cut: gemmi.Structure, *, ends: bool) -> tuple[Any, Any]:
    """Complete residues and add hydrogens at pH 7 with PDBFixer; nothing is built that is missing as a whole.

    Parameters
    ----------
    cut
        As :func:`cut_out` gives it.
    ends
        Whether chains are ended as such: a force field asks for it, a docking program does not.

    Returns
    -------
    topology, positions
        OpenMM's.
    """
    from pdbfixer import PDBFixer

    with tempfile.TemporaryDirectory() as directory:
        path = str(Path(directory) / "cut.pdb")
        cut.write_pdb(path)
        fixer = PDBFixer(filename=path)
    fixer.missingResidues = {}
    fixer.findNonstandardResidues()
    fixer.replaceNonstandardResidues()
    fixer.findMissingAtoms()
    if not ends:
        fixer.missingTerminals = {}
    fixer.addMissingAtoms()
    fixer.addMissingHydrogens(7.0)
    return fixer.topology, fixer.positions
