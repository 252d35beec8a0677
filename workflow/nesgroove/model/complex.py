"""One XPO1 copy of an entry with what is bound to it, in its own groove frame."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from nesgroove.model.frame import GrooveFrame, groove_frame
from nesgroove.model.groove_shape import Whole, refuse_no_numbers, refuse_other_shape
from nesgroove.model.problem import Finding
from nesgroove.model.recognition import Recognition
from nesgroove.model.structure import Chain, FloatArray, IntArray, Structure
from nesgroove.model.target import XPO1

Role = Literal["xpo1", "ran", "ranbp", "cargo", "inhibitor", "nucleotide", "additive", "other"]


POCKET_REACH = 5.0
"""An atom within this distance (A) of a pocket's centre counts as near the pocket. Neighbouring centres are
5 to 7 A apart, so that the spheres cover the groove's floor between P0 and P4 and not its rims."""


@dataclass(frozen=True)
class Occupant:
    """A cargo or an inhibitor in the groove.

    Attributes
    ----------
    kind : {'cargo', 'inhibitor'}
    name : str
        Chain id of a cargo, with its numbers (``A:1101-1115``) where it is a part of a chain; component, chain and
        number of an inhibitor.
    residues : tuple of int
        Its residues: of a cargo the whole chain, of an inhibitor one ligand.
    atoms_near_pockets : int
        Heavy atoms within :data:`POCKET_REACH` of a pocket centre.
    symmetry : str
        Operator of the image that lies in the groove, whose coordinates the complex has; empty for the file's own.
    """

    kind: Literal["cargo", "inhibitor"]
    name: str
    residues: tuple[int, ...]
    atoms_near_pockets: int
    symmetry: str = ""


@dataclass(frozen=True)
class Molecule:
    """A chain or ligand with its role in a complex.

    Attributes
    ----------
    name : str
        Chain id of a chain, with its numbers where it is a part of one; component, chain and number of a ligand.
    role : str
        What it is in the complex: ``xpo1``, ``ran``, ``cargo``, ``inhibitor`` ...
    residues : tuple of int
        Its residues.
    recognition : Recognition or None
        Which reference sequence it has; None for ligands, and for chains that none fits.
    atoms_near_pockets : int
        Heavy atoms near a pocket centre.
    """

    name: str
    role: Role
    residues: tuple[int, ...]
    recognition: Recognition | None = None
    atoms_near_pockets: int = 0


@dataclass(frozen=True)
class Copy:
    """Another copy of XPO1 in the same file, which is a neighbour and no part of the complex.

    Attributes
    ----------
    name : str
        Its chain.
    residues : tuple of int
        Its residues.
    position_of : dict of int to int
        Residue index -> position.
    """

    name: str
    residues: tuple[int, ...]
    position_of: Mapping[int, int]


# Long because each method has its sections.
@dataclass(frozen=True)
class Complex:
    """One XPO1 copy and what is bound to it.

    Attributes
    ----------
    structure : Structure
    chain : Chain
        XPO1 itself, without tags, linkers and what else is under its chain id.
    recognition : Recognition
        Which species' XPO1 it is, with mutations and deletions.
    residue_at : dict of int to int
        Position -> residue index.
    frame : GrooveFrame
    molecules : tuple of Molecule
        Everything bound, XPO1 included, waters excluded.
    occupants : tuple of Occupant
        What is in the groove, the one with most atoms there first where roles were given.
    notes : tuple of Finding
        What a reader has to know about how roles were given.
    copies : tuple of Copy
        The other copies of XPO1 in the file, those too whose groove is not there.
    """

    structure: Structure
    chain: Chain
    recognition: Recognition
    residue_at: dict[int, int]
    frame: GrooveFrame
    molecules: tuple[Molecule, ...]
    occupants: tuple[Occupant, ...]
    notes: tuple[Finding, ...] = ()
    copies: tuple[Copy, ...] = ()

    @property
    def id(self) -> str:
        """Entry and chain: ``3gjx-D``."""
        return f"{self.structure.entry}-{self.chain.name}"

    @property
    def receptor_residues(self) -> tuple[int, ...]:
        """Residues of XPO1 itself, from the first that is aligned to the last: the wall of the groove.

        Tags and linkers at its ends are of the molecule and not of the receptor.
        """
        return self.chain.residues

    @cached_property
    def position_of(self) -> dict[int, int]:
        """Residue index -> position."""
        return {index: position for position, index in self.residue_at.items()}

    def position_in_any_copy(self, residue: int) -> int | None:
        """Position of a residue of this XPO1 or of another copy in the file, None for residues without one."""
        for positions in (self.position_of, *(copy.position_of for copy in self.copies)):
            if residue in positions:
                return positions[residue]
        return None

    @cached_property
    def _whole(self) -> Whole:
        """Its residues, to be looked at in other coordinates."""
        return Whole(self.structure, [i for m in self.molecules for i in m.residues])

    @cached_property
    def _helices(self) -> dict[int, int]:
        return helix_c_alpha_atoms(self.structure, self.residue_at)

    def with_role(self, role: Role) -> list[Molecule]:
        """Molecules that play a role."""
        return [molecule for molecule in self.molecules if molecule.role == role]

    @property
    def cargoes(self) -> list[Occupant]:
        """Occupants that are cargoes."""
        return [occupant for occupant in self.occupants if occupant.kind == "cargo"]

    def atom_at(self, position: int, name: str) -> int | None:
        """Index of an atom of the residue at a position, None where residue or atom are not in the file."""
        residue = self.residue_at.get(position)
        return None if residue is None else self.structure.atom_of(residue, name)

    def c_alpha_atoms(self) -> dict[int, int]:
        """Indices of the C-alpha atoms of the groove (positions 510-594), by position."""
        first, last = XPO1.span
        atoms = ((position, self.atom_at(position, "CA")) for position in range(first, last + 1))
        return {position: atom for position, atom in atoms if atom is not None}

    def c_alphas(self) -> dict[int, FloatArray]:
        """C-alpha atoms of the groove (positions 510-594) in the groove frame, by position, each of shape (3,), A."""
        xyz = self.structure.atoms.xyz
        return {position: self.frame.to_frame(xyz[atom]) for position, atom in self.c_alpha_atoms().items()}

    def with_xyz(self, xyz: FloatArray) -> Complex:
        """The same complex with other coordinates: the next frame of a trajectory, the next pose.

        Parameters
        ----------
        xyz
            Coordinates of all atoms of the structure, shape (n, 3), A.

        Returns
        -------
        Complex
            Positions, roles and occupants are kept; the groove frame is that of the new coordinates, and
            the atoms near the pockets are counted anew. Notes, which are of the old coordinates, are not kept.

        Raises
        ------
        ValueError
            There are not as many coordinates as atoms.
        IdentifyError
            The groove frame cannot be placed, coordinates are no numbers, or molecules are broken.
        """
        structure = self.structure.with_xyz(xyz)
        ca = {position: structure.atoms.xyz[atom] for position, atom in self._helices.items()}
        self._whole.refuse_broken(structure.atoms.xyz)
        if structure.source_kind != "phantom":
            refuse_other_shape(ca)
        return self._counted(structure, groove_frame(ca), {m.name for m in self.molecules if m.role != "xpo1"})

    def with_occupants_at(self, xyz: FloatArray) -> Complex:
        """The same complex with other coordinates of its occupants alone, as :meth:`with_xyz`.

        Parameters
        ----------
        xyz
            Coordinates of all atoms of the structure, shape (n, 3), A; those outside the occupants are the same.

        Returns
        -------
        Complex
            In the same frame.

        Raises
        ------
        ValueError
            There are not as many coordinates as atoms.
        IdentifyError
            Coordinates are no numbers.
        """
        structure = self.structure.with_xyz(xyz)
        refuse_no_numbers(structure.atoms.xyz[structure.atom_indices([i for o in self.occupants for i in o.residues])])
        return self._counted(structure, self.frame, {occupant.name for occupant in self.occupants})

    def _counted(self, structure: Structure, frame: GrooveFrame, moved: Collection[str]) -> Complex:
        """The same complex at other coordinates, with atoms near pockets counted anew for what has moved."""

        def counted(residues: tuple[int, ...]) -> int:
            return len(near_pockets(frame, structure.atoms.xyz[structure.atom_indices(residues)]))

        made = replace(
            self,
            structure=structure,
            frame=frame,
            molecules=tuple(
                replace(m, atoms_near_pockets=counted(m.residues)) if m.name in moved else m for m in self.molecules
            ),
            occupants=tuple(replace(o, atoms_near_pockets=counted(o.residues)) for o in self.occupants),
            notes=(),
        )
        made.__dict__["position_of"] = self.position_of  # a cached property; positions are those of the residues
        return made


def helix_c_alphas(structure: Structure, residue_at: Mapping[int, int]) -> dict[int, FloatArray]:
    """C-alpha atoms from the first groove helix to the last, in the file's coordinates, by position.

    Parameters
    ----------
    structure, residue_at
        The structure and the residue index at each position.

    Returns
    -------
    dict of int to ndarray
        Each of shape (3,), A; positions without a C-alpha are not in it.
    """
    return {p: structure.atoms.xyz[atom] for p, atom in helix_c_alpha_atoms(structure, residue_at).items()}


def helix_c_alpha_atoms(structure: Structure, residue_at: Mapping[int, int]) -> dict[int, int]:
    """Indices of the C-alpha atoms from the first groove helix to the last, by position.

    Parameters
    ----------
    structure, residue_at
        The structure and the residue index at each position.

    Returns
    -------
    dict of int to int
        Positions without a C-alpha are not in it.
    """
    first, last = XPO1.helices["H11A"][0], XPO1.helices["H12B"][1]
    atoms = {}
    for position in range(first, last + 1):
        if position in residue_at and (atom := structure.atom_of(residue_at[position], "CA")) is not None:
            atoms[position] = atom
    return atoms


def near_pockets(frame: GrooveFrame, xyz: FloatArray) -> IntArray:
    """Select the coordinates, shape (n, 3) in the file's frame, that lie near a pocket.

    Returns
    -------
    ndarray of int
        Indices of those within :data:`POCKET_REACH` of a pocket centre.
    """
    distance = np.linalg.norm(frame.to_frame(xyz)[:, None, :] - XPO1.centres[None], axis=2)
    return np.flatnonzero(distance.min(axis=1) < POCKET_REACH) if len(xyz) else np.empty(0, np.intp)


def groove_coverage(complex_: Complex) -> tuple[int, int]:
    """Count the groove's positions (first to last helix) whose C-alpha is in the file, and how many there are."""
    first, last = XPO1.helices["H11A"][0], XPO1.helices["H12B"][1]
    return len(helix_c_alphas(complex_.structure, complex_.residue_at)), last - first + 1
