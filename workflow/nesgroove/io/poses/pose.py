"""A docked pose: a molecule with one set of coordinates, and what its file says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from nesgroove.model.structure import FloatArray

if TYPE_CHECKING:
    from rdkit.Chem import Mol

Better = Literal["lower", "higher"]
"""Which values of a score are the better ones."""

Chemistry = Literal["file", "template", "perceived", "none"]
"""Where bond orders are from: the file itself, a template of the user's, the coordinates, or nowhere."""

NAME: Final = "_name"
"""Property of an RDKit atom that holds its name."""


@dataclass(frozen=True)
class Score:
    """A number by which a program ranks its poses.

    Attributes
    ----------
    name : str
        As the writer calls it.
    value : float
    unit : str
        Empty where it has none.
    better : {'lower', 'higher'}
    covalent_meaning : bool
        Whether it compares poses that are tethered to a residue.
    writer : str
        The program.
    """

    name: str
    value: float
    unit: str
    better: Better
    covalent_meaning: bool
    writer: str


@dataclass(frozen=True)
class PoseProblem:
    """A record that could not be read, or what is doubtful of one that could.

    Attributes
    ----------
    record : int
        From 1; 0 where the whole file is meant.
    message, remedy : str
        What is wrong, in one sentence, and what to do.
    path : Path
        The file.
    name : str
        Title of the record, where it has one.
    """

    record: int
    message: str
    remedy: str
    path: Path
    name: str = ""


@dataclass(frozen=True, eq=False)
class MovedResidue:
    """Atoms of the receptor that a pose brings along: a flexible side chain, or the cysteine of an adduct.

    Attributes
    ----------
    chain : str
        Empty where the file names none.
    number : int or None
        None where the file gives none.
    name : str
        Component id.
    atom_names, elements : tuple of str
        Of the heavy atoms, symbols in capitals; names are empty where the file gives none.
    xyz : ndarray, shape (n, 3)
        A.
    insertion : str
        Insertion code.
    """

    chain: str
    number: int | None
    name: str
    atom_names: tuple[str, ...]
    elements: tuple[str, ...]
    xyz: FloatArray
    insertion: str = ""


@dataclass(frozen=True)
class Attached:
    """The bond of a pose to a residue of the receptor, as its file says it.

    Attributes
    ----------
    chain : str
        Empty where the file names none.
    number : int or None
        None where the file gives none.
    atom : int
        Index of the bonded atom in the pose's molecule.
    """

    chain: str
    number: int | None
    atom: int


@dataclass(frozen=True, eq=False)
class Pose:
    """One pose of one compound.

    Attributes
    ----------
    name : str
        Title as given, in any script; of a file without titles its name and the number of the record.
    record : int
        Place in the file, from 1.
    path : Path
    molecule : rdkit.Chem.Mol
        Heavy atoms with one conformer. Hydrogens count in the valences only. Each atom has its name in the property
        :data:`NAME`, unique in the molecule. Without chemistry all bonds are single and the molecule is not sanitised.
    chemistry : {'file', 'template', 'perceived', 'none'}
        Where the bond orders are from.
    scores : tuple of Score
        What ``data/pose_scores.tsv`` knows of the record's numbers.
    properties : mapping of str to str
        Everything that the record says by name, as given.
    moved : tuple of MovedResidue
        Atoms of the receptor that came with the pose.
    attached : Attached or None
        The bond to the receptor that the file states.
    remarks : tuple of PoseProblem
        What is doubtful of it.
    """

    name: str
    record: int
    path: Path
    molecule: Mol
    chemistry: Chemistry
    scores: tuple[Score, ...] = ()
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    moved: tuple[MovedResidue, ...] = ()
    attached: Attached | None = None
    remarks: tuple[PoseProblem, ...] = ()

    @cached_property
    def xyz(self) -> FloatArray:
        """Coordinates of the heavy atoms, shape (n, 3), A."""
        return np.array(self.molecule.GetConformer().GetPositions(), dtype=np.float64)

    @property
    def elements(self) -> tuple[str, ...]:
        """Symbols of the heavy atoms in capitals."""
        return tuple(atom.GetSymbol().upper() for atom in self.molecule.GetAtoms())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the heavy atoms."""
        return tuple(atom.GetProp(NAME) for atom in self.molecule.GetAtoms())
