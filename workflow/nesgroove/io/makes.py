"""Residues of one make: one component, with the same atoms in the same order.

A structure has thousands of residues and a few dozen makes. What depends on nothing else than the component and its
atoms' names, elements and labels is asked once for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import is_

import numpy as np

from nesgroove.io.source_atoms import SourceAtoms, SourceChain, SourceResidue


@dataclass(frozen=True)
class Makes:
    """Which residues are of one make.

    Attributes
    ----------
    first : list of SourceResidue
        The first residue of each make, in the order of the source.
    of : list of int
        The make of each residue, in the order of chains and residues.
    """

    first: list[SourceResidue]
    of: list[int]

    @property
    def counts(self) -> list[int]:
        """How many residues are of each make."""
        counted = Counter(self.of)
        return [counted[make] for make in range(len(self.first))]

    def where(self, asked: Callable[[SourceResidue], bool]) -> set[int]:
        """Makes of which something is true.

        Parameters
        ----------
        asked
            What is asked of one residue of each.

        Returns
        -------
        set of int
            Numbers as in :attr:`of`.
        """
        return {make for make, residue in enumerate(self.first) if asked(residue)}


def makes_of(atoms: SourceAtoms, chains: Sequence[SourceChain]) -> Makes:
    """Find out which residues are of one make.

    Parameters
    ----------
    atoms, chains
        What a source has.

    Returns
    -------
    Makes
        Exactly: the bytes of all names, elements and labels are compared. Asked again about the same residues of the
        same atoms, as steps that change nothing do, it is the same object.
    """
    residues = [residue for chain in chains for residue in chain.residues]
    known: tuple[list[SourceResidue], Makes] | None = atoms.__dict__.get("_makes")
    if known is None or len(known[0]) != len(residues) or not all(map(is_, known[0], residues)):
        known = residues, _made(atoms, residues)
        atoms.__dict__["_makes"] = known  # beside its fields, as a cached property is
    return known[1]


def _made(atoms: SourceAtoms, residues: Sequence[SourceResidue]) -> Makes:
    size = len(atoms.name)
    columns = [
        np.ascontiguousarray(column).view(np.uint8).reshape(size, column.itemsize)
        for column in (atoms.name, atoms.element, atoms.altloc)
    ]
    table = np.hstack(columns)
    width, text = table.shape[1], table.tobytes()
    numbers: dict[tuple[str, bytes], int] = {}
    first: list[SourceResidue] = []
    of: list[int] = []
    for residue in residues:
        rows = residue.rows
        if isinstance(rows, range):
            own = text[rows.start * width : rows.stop * width]
        else:
            own = b"".join([text[row * width : (row + 1) * width] for row in rows])
        make = numbers.setdefault((residue.component, own), len(first))
        if make == len(first):
            first.append(residue)
        of.append(make)
    return Makes(first, of)
