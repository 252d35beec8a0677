"""One structure as arrays: atoms, residues, chains, recorded bonds and the crystal.

:mod:`nesgroove.io` makes these records from files and universes; all that comes after works on them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt

from nesgroove.model.absent import Absent
from nesgroove.model.named import Described
from nesgroove.model.problem import Finding
from nesgroove.model.report import Report

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

BACKBONE = frozenset({"N", "CA", "C", "O", "OXT"})
"""Atom names of the main chain."""

ResidueKind = Literal["polymer", "ligand", "water"]

SourceKind = Literal["experiment", "predicted", "modelled", "composite", "phantom", "unknown"]

SOURCE_KINDS: Final[tuple[SourceKind, ...]] = get_args(SourceKind)
"""What a structure can be, in the order in which the kinds are listed."""


@dataclass(slots=True, unsafe_hash=True)
class Residue:
    """One residue or ligand, with both sets of identifiers.

    It is not frozen because there are thousands, and making frozen records takes ten times as long; nothing sets its
    fields.

    Attributes
    ----------
    index : int
        Place in :attr:`Structure.residues`.
    component : str
        Component id as written in the file (``LYS``, ``V6A``, ``A1CBD``).
    code : str
        One-letter code; modified residues have their parent's, ligands ``X``.
    kind : {'polymer', 'ligand', 'water'}
    auth_chain, auth_seq_id, ins_code : str, int, str
        The author's identifiers; ``ins_code`` is empty where there is none.
    label_chain, label_seq_id : str, int or None
        The archive's; None for residues outside polymers and in files without a sequence.
    start, stop : int
        Its atoms are ``atoms[start:stop]``.
    copy : int
        Which of the residues of this component, chain and number it is, counted from 1.
    """

    index: int
    component: str
    code: str
    kind: ResidueKind
    auth_chain: str
    auth_seq_id: int
    ins_code: str
    label_chain: str
    label_seq_id: int | None
    start: int
    stop: int
    copy: int = 1

    @property
    def number(self) -> str:
        """Author's number with insertion code: ``579``, ``82A``."""
        return f"{self.auth_seq_id}{self.ins_code}"

    @property
    def label(self) -> str:
        """How a paper would name it: ``K579`` for an amino acid, ``V6A:C:1101`` for a ligand.

        The second ligand of one component, chain and number is ``V6A:C:1101.2``.
        """
        if self.kind == "polymer" and self.code != "X":
            return f"{self.code}{self.number}"
        return f"{self.component}:{self.auth_chain}:{self.number}" + (f".{self.copy}" if self.copy > 1 else "")


@dataclass(frozen=True)
class Atoms:
    """Heavy atoms as columns of equal length n.

    Attributes
    ----------
    xyz : ndarray, shape (n, 3)
        Coordinates in A, as in the file.
    name, element, altloc : ndarray of str, shape (n,)
        Atom name, element symbol in capitals, alternate location label (empty where none).
    occupancy, b_factor : ndarray, shape (n,)
        As in the file, nan where it gives none; the B factor of a predicted model is its confidence.
    residue : ndarray of int, shape (n,)
        Index into :attr:`Structure.residues`.
    """

    xyz: FloatArray
    name: npt.NDArray[np.str_]
    element: npt.NDArray[np.str_]
    altloc: npt.NDArray[np.str_]
    occupancy: FloatArray
    b_factor: FloatArray
    residue: IntArray

    def __len__(self) -> int:
        return len(self.xyz)


_TEXT, _NUMBERS = np.empty(0, "U1"), np.empty(0)
NO_ATOMS = Atoms(np.empty((0, 3)), _TEXT, _TEXT, _TEXT, _NUMBERS, _NUMBERS, np.empty(0, np.intp))
"""Columns without a row."""


@dataclass(frozen=True)
class Chain:
    """One polymer chain.

    Attributes
    ----------
    name : str
        The author's chain id.
    residues : tuple of int
        Indices of its polymer residues, in sequence order.
    sequence : str
        One-letter codes of those residues, as found in the coordinates.
    declared : str
        The sequence that the file declares (SEQRES, entity_poly_seq), empty where it declares none.
    organism : str
        The species that the file names for it, empty where it names none.
    """

    name: str
    residues: tuple[int, ...]
    sequence: str
    declared: str
    organism: str = ""


@dataclass(frozen=True)
class RecordedBond:
    """A covalent bond that the file records between two residues (struct_conn, LINK, SSBOND).

    Attributes
    ----------
    first, second : int
        Indices of the two atoms.
    length : float
        Distance between them in A, measured.
    """

    first: int
    second: int
    length: float


@dataclass(frozen=True)
class Crystal:
    """Cell and symmetry.

    Attributes
    ----------
    orthogonal, fractional : ndarray, shape (3, 3)
        Matrices from fractional to Cartesian coordinates (A) and back.
    operators : tuple of (str, ndarray (3, 3), ndarray (3,))
        Symmetry operators in fractional coordinates; the first is the identity.
    """

    orthogonal: FloatArray
    fractional: FloatArray
    operators: tuple[tuple[str, FloatArray, FloatArray], ...]


@dataclass(frozen=True)
class Structure:
    """What one file says.

    Attributes
    ----------
    entry : str
        Name of the entry: the file's name without its endings.
    file_id : str
        The id that the file gives itself, empty where it gives none.
    path, sha256 : str
        Where it was read from, and the checksum of the bytes on disk.
    title, method, resolution, described, doi, revision
        From the header; empty or None where there is none. The DOI is that of the entry's paper.
    report : Report or None
        The validation report that lies beside the file, where it was looked for and is of these coordinates.
    atoms, residues, chains, bonds, crystal
        The contents.
    component_bonds : dict
        Bonds that the file gives of its components (``chem_comp_bond``): component -> list of (atom, atom, order).
    models, model : int
        Number of models in the file, and which of them this is, counted from 1.
    left_out : Atoms
        Heavy atoms in alternate locations that were not kept; empty where coordinates are of another source.
    hydrogens, repeated, zero_occupancy : int
        Atoms dropped as hydrogens, and because they are given twice without a label; atoms kept with occupancy 0.
    declared_missing : tuple of str
        Chains that the file declares and that have no atoms: a file cut short shows itself so.
    absent : tuple of Absent
        Ligands and partners of recorded bonds of which the same is true.
    copies_not_given : int
        Copies by non-crystallographic symmetry (MTRIX, struct_ncs_oper) that the file describes and leaves out.
    source_kind : {'experiment', 'predicted', 'modelled', 'composite', 'phantom', 'unknown'}
        What the structure is, by its file or by its user; ``unknown`` where neither says it.
    findings : tuple of Finding
        What reading came upon that a reader has to know; declared in :mod:`nesgroove.measure.remarks`.
    compounds : dict of str to str
        Component -> name of the compound, in models by analogy alone.
    """

    entry: str
    file_id: str
    path: str
    sha256: str
    title: str
    method: str
    resolution: float | None
    atoms: Atoms
    residues: tuple[Residue, ...]
    chains: tuple[Chain, ...]
    bonds: tuple[RecordedBond, ...]
    crystal: Crystal | None
    component_bonds: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    models: int = 1
    model: int = 1
    left_out: Atoms = NO_ATOMS
    hydrogens: int = 0
    repeated: int = 0
    zero_occupancy: int = 0
    declared_missing: tuple[str, ...] = ()
    absent: tuple[Absent, ...] = ()
    copies_not_given: int = 0
    source_kind: SourceKind = "unknown"
    findings: tuple[Finding, ...] = ()
    compounds: dict[str, str] = field(default_factory=dict)
    described: Described = field(default_factory=Described)
    doi: str = ""
    revision: str = ""
    report: Report | None = None

    def chain(self, name: str) -> Chain:
        """Find a polymer chain by its author id.

        Parameters
        ----------
        name
            The id.

        Returns
        -------
        Chain
            The first with this id.

        Raises
        ------
        KeyError
            There is none.
        """
        for chain in self.chains:
            if chain.name == name:
                return chain
        raise KeyError(name)

    def atom_indices(self, residues: Sequence[int] | IntArray) -> IntArray:
        """Indices of all atoms of the given residues, in their order."""
        if not len(residues):
            return np.empty(0, dtype=np.intp)
        start, size = self._spans[:, np.asarray(residues, dtype=np.intp)]
        ends = size.cumsum()
        return np.asarray(np.repeat(start - ends + size, size) + np.arange(ends[-1]))

    @cached_property
    def kinds(self) -> npt.NDArray[np.str_]:
        """Kind of each residue."""
        return np.array([record.kind for record in self.residues], dtype=np.str_)

    @cached_property
    def _spans(self) -> IntArray:
        """First atom of each residue and how many it has, shape (2, residues)."""
        spans = [(record.start, record.stop - record.start) for record in self.residues]
        return np.array(spans, dtype=np.intp).reshape(-1, 2).T

    def atom_of(self, residue: int, name: str) -> int | None:
        """Index of the atom with this name in a residue, or None where it is not in the file."""
        record = self.residues[residue]
        for index in range(record.start, record.stop):
            if self.atoms.name[index] == name:
                return index
        return None

    def with_xyz(self, xyz: FloatArray) -> Structure:
        """The same molecules with other coordinates: the next frame of a trajectory, the next pose.

        Parameters
        ----------
        xyz
            Coordinates of all atoms, shape (n, 3), A, in the order of :attr:`atoms`.

        Returns
        -------
        Structure
            Everything else is kept but alternate locations; lengths of recorded bonds are those of the new
            coordinates.

        Raises
        ------
        ValueError
            There are not as many coordinates as atoms.
        """
        xyz = np.asarray(xyz, dtype=np.float64)
        if xyz.shape != self.atoms.xyz.shape:
            raise ValueError(f"coordinates of shape {xyz.shape} for {len(self.atoms)} atoms")
        bonds = tuple(
            replace(bond, length=float(np.linalg.norm(xyz[bond.first] - xyz[bond.second]))) for bond in self.bonds
        )
        moved = replace(self, atoms=replace(self.atoms, xyz=xyz), bonds=bonds, left_out=NO_ATOMS)
        moved.__dict__.update(_spans=self._spans, kinds=self.kinds)  # cached properties
        return moved
