"""What the file lacks of the side chains that make the wall of the groove, and of a ligand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nesgroove.chem.residue_chemistry import is_compound, missing_atoms, template_of
from nesgroove.chem.templates import Template
from nesgroove.errors import ChemistryError
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Occupant
from nesgroove.model.points import atoms_around
from nesgroove.model.structure import BACKBONE, Structure
from nesgroove.model.target import XPO1

WALL_FROM = 0.75
"""Part of the wall's residues that has to be in the file as a whole. With a quarter of the side chains cut down to
C-beta at random (eight to twelve of 43, tried on 3GJX, selinexor in 4HB2 and one predicted complex, six times each)
half of the pockets are wrong by 8 to 11 % and one in ten by 30 %: as much as two refinements of one crystal differ, and
more. A trace of C-alpha atoms has a cavity of 810 A^3 where 3GJX has 1209, and nothing in the number gives it away."""


RIM_REACH = 8.0
"""Residues beside the wall are looked at where an atom is so near (A) to the centre of a pocket: A557 at 4.4 A closes
P0, and without its C-beta the cavity of a phantom is 54 A^3 smaller. The nearest that is cut off in a crystal structure
at hand is K530 of 3M1I, 9.7 A away."""


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
    chemistry : Template or None
        The chemistry itself.
    as_named : bool
        False where the component dictionary has another compound under the ligand's name.
    """

    missing: tuple[str, ...] | None = None
    unexpected: tuple[str, ...] = ()
    error: ChemistryError | None = None
    chemistry: Template | None = None
    as_named: bool = True

    @property
    def source(self) -> str:
        """Where the bond orders come from, in a word; empty where there are none."""
        if self.chemistry is None:
            return ""
        return self.chemistry.compound or self.chemistry.source + (" renamed" if self.chemistry.renamed else "")


def ligand_atoms(groove: Groove, occupant: Occupant) -> LigandAtoms:
    """Compare an inhibitor's atoms with its chemistry."""
    if occupant.kind == "cargo":
        return LigandAtoms()
    structure, residue = groove.structure, occupant.residues[0]
    try:
        template = template_of(structure, residue, groove.settings.given)
    except ChemistryError as error:
        return LigandAtoms(error=error)
    as_named = (template is not None and template.source == "user") or is_compound(structure, residue)
    if template is None:
        return LigandAtoms(as_named=as_named)
    record = structure.residues[residue]
    names = structure.atoms.name[record.start : record.stop].tolist()
    known = template.source != "coordinates"
    return LigandAtoms(
        tuple(missing_atoms(structure, residue, template)) if known else None,
        tuple(sorted(set(names) - set(template.atoms))),
        chemistry=template,
        as_named=as_named,
    )


def side_chain_missing(structure: Structure, residue: int) -> int | None:
    """Count the heavy atoms of a residue's side chain that the file lacks; None where its chemistry is not known."""
    template = template_of(structure, residue, {})
    return None if template is None else len(set(missing_atoms(structure, residue, template)) - BACKBONE)


def incomplete_wall(groove: Groove) -> list[tuple[str, list[str]]]:
    """List residues of the pockets' wall with the heavy atoms that the file lacks, of the main chain too.

    The wall is all of :attr:`nesgroove.model.target.Target.wall`: what is missing there moves volumes and areas,
    whether or not the residue is one of the lining. Residues that are missing as a whole are not listed.
    """
    return _incomplete(groove, XPO1.wall)


def incomplete_rim(groove: Groove) -> list[tuple[str, list[str]]]:
    """List residues beside the wall that lack atoms and are near a pocket (:data:`RIM_REACH`), with what they lack."""
    placed = {index: position for position, index in groove.complex.residue_at.items() if position not in XPO1.wall}
    atoms = atoms_around(groove.xyz, groove.structure.atom_indices(list(placed)), XPO1.centres, RIM_REACH)
    apart = np.linalg.norm(groove.xyz[atoms, None] - XPO1.centres, axis=2).min(axis=1)
    near = np.unique(groove.structure.atoms.residue[atoms[apart <= RIM_REACH]]).tolist()
    return _incomplete(groove, sorted(placed[index] for index in near))


def _incomplete(groove: Groove, positions: Iterable[int]) -> list[tuple[str, list[str]]]:
    structure = groove.structure
    incomplete = []
    for position in positions:
        index = groove.complex.residue_at.get(position)
        template = None if index is None else template_of(structure, index, {})
        if index is not None and template is not None:
            names = missing_atoms(structure, index, template)
            if names:
                incomplete.append((structure.residues[index].label, names))
    return incomplete


def wall_complete(groove: Groove) -> tuple[int, int]:
    """Count the positions of the wall whose residue is in the file as a whole, and all of them."""
    here = sum(position in groove.complex.residue_at for position in XPO1.wall)
    return here - len(groove.once(incomplete_wall)), len(XPO1.wall)


def has_wall(groove: Groove) -> bool:
    """Tell whether enough of the wall is in the file for volumes and buried areas."""
    complete, positions = groove.once(wall_complete)
    return complete >= WALL_FROM * positions
