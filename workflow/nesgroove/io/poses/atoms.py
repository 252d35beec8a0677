"""Atoms of a pose before they are a molecule, and the residues among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from nesgroove.chem.force_fields import SIDE_CHAINS, amino_acid_of
from nesgroove.model.structure import FloatArray


@dataclass(frozen=True)
class RawAtom:
    """An atom as a file has it.

    Attributes
    ----------
    name : str
    element : str
        Symbol in capitals; ``H`` for hydrogens and ``*`` for what is no atom.
    xyz : tuple of float
        A.
    mark : str
        Type that says more than the element: ``CG0`` of an atom where a macrocycle was opened.
    """

    name: str
    element: str
    xyz: tuple[float, float, float]
    mark: str = ""


@dataclass(frozen=True)
class ResidueId:
    """Which residue atoms are of.

    Attributes
    ----------
    name : str
        Component id.
    chain : str
    number : int or None
    insertion : str
    """

    name: str = ""
    chain: str = ""
    number: int | None = None
    insertion: str = ""

    @property
    def amino_acid(self) -> str:
        """The archive's name of the standard amino acid that it is; empty where it is none."""
        if self.name in SIDE_CHAINS:
            return self.name
        return amino_acid_of(self.name) or ""


@dataclass
class Part:
    """A molecule of a record: the ligand, or a residue of the receptor that moved with it.

    Attributes
    ----------
    residue : ResidueId
        What it is by its atoms, or by the record that encloses it.
    flexible : bool
        Whether the file says that it is a residue of the receptor.
    atoms : list of RawAtom
    smiles : str
        Of the molecule, where the file has it.
    smiles_index : list of (int, int)
        Atom of the SMILES and atom of the part, both from 0.
    """

    residue: ResidueId = field(default_factory=ResidueId)
    flexible: bool = False
    atoms: list[RawAtom] = field(default_factory=list)
    smiles: str = ""
    smiles_index: list[tuple[int, int]] = field(default_factory=list)

    @property
    def heavy(self) -> list[int]:
        """Places of the atoms that are neither hydrogens nor pseudo-atoms."""
        return [i for i, atom in enumerate(self.atoms) if atom.element not in NO_HEAVY]

    def xyz(self, places: Sequence[int]) -> FloatArray:
        """Give the coordinates of some atoms.

        Parameters
        ----------
        places
            Which of :attr:`atoms`, n of them.

        Returns
        -------
        ndarray, shape (n, 3)
            A.
        """
        return np.array([self.atoms[i].xyz for i in places], dtype=np.float64).reshape(-1, 3)


NO_HEAVY: Final = frozenset({"H", "D", "*"})

NUMBER: Final = re.compile(r"(-?\d+)([A-Za-z]?)")


def residue_of_tag(tag: str) -> ResidueId:
    """Read which residue a record BEGIN_RES names, in whatever order it does so.

    Parameters
    ----------
    tag
        What follows: ``CYS A 528``, ``CYS   528`` (chain blank), ``A HIS 309``, ``CYS A528``.

    Returns
    -------
    ResidueId
        What could be read of it.

    Examples
    --------
    >>> residue_of_tag("CYS A 528"), residue_of_tag("A HIS 309").chain, residue_of_tag("CYS 6").number
    (ResidueId(name='CYS', chain='A', number=528, insertion=''), 'A', 6)
    """
    words = tag.split()
    name = next((word for word in words if ResidueId(word.upper()).amino_acid), "")
    if name:
        words.remove(name)
    if len(words) == 1 and (glued := re.fullmatch(r"([A-Za-z])(-?\d+[A-Za-z]?)", words[0])):
        words = [*glued.groups()]
    number = next((word for word in reversed(words) if NUMBER.fullmatch(word)), "")
    if number:
        # The last one: a chain may be called by a digit.
        del words[len(words) - 1 - words[::-1].index(number)]
    match = NUMBER.fullmatch(number)
    return ResidueId(
        name.upper(), words[0] if words else "", int(match[1]) if match else None, match[2] if match else ""
    )  # fmt: skip
