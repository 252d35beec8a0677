"""What the file lacks of the side chains that line the groove and of a ligand."""

from __future__ import annotations

from dataclasses import dataclass

from nesgroove.chem.templates import missing_atoms, template_of
from nesgroove.errors import ChemistryError
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Occupant
from nesgroove.model.structure import BACKBONE
from nesgroove.model.target import XPO1


@dataclass(frozen=True)
class LigandAtoms:
    """A ligand's heavy atoms against its chemistry.

    Attributes
    ----------
    missing : tuple of str or None
        Atoms that its chemistry has and the file lacks; None where that is not known: no chemistry, or a cargo,
        whose disorder is not counted so.
    unexpected : tuple of str
        Atoms that the file has and its chemistry lacks.
    error : ChemistryError or None
        What is wrong with the chemistry that the user gave.
    """

    missing: tuple[str, ...] | None = None
    unexpected: tuple[str, ...] = ()
    error: ChemistryError | None = None


def ligand_atoms(groove: Groove, occupant: Occupant) -> LigandAtoms:
    """Compare an inhibitor's atoms with its chemistry."""
    if occupant.kind == "cargo":
        return LigandAtoms()
    structure, residue = groove.structure, occupant.residues[0]
    try:
        template = template_of(structure, residue, groove.settings.ligands)
    except ChemistryError as error:
        return LigandAtoms(error=error)
    if template is None:
        return LigandAtoms()
    record = structure.residues[residue]
    names = structure.atoms.name[record.start : record.stop].tolist()
    return LigandAtoms(
        tuple(missing_atoms(structure, residue, template)), tuple(sorted(set(names) - set(template.atoms)))
    )


def incomplete_lining(groove: Groove) -> list[tuple[str, list[str]]]:
    """List lining residues with the side-chain atoms that the file lacks."""
    structure = groove.structure
    incomplete = []
    for position in XPO1.lining:
        index = groove.complex.residue_at.get(position)
        template = None if index is None else template_of(structure, index, {})
        if index is not None and template is not None:
            names = [name for name in missing_atoms(structure, index, template) if name not in BACKBONE]
            if names:
                incomplete.append((structure.residues[index].label, names))
    return incomplete
