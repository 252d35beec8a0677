"""Which atoms of a residue give hydrogen bonds, which take them, and what each is bonded to.

Nitrogen and oxygen only. Sulphur makes hydrogen bonds that are longer and weaker than the limit for these two
allows for, and fluorine on carbon hardly ever accepts one (Dunitz and Taylor 1997, doi:10.1002/chem.19970030115).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from nesgroove.model.structure import BoolArray, Structure

DONOR = "[#7,#8;!H0;!$([OX2H][C,P,S]=O)]"
"""Nitrogen and oxygen with a hydrogen. Acids give none: they are taken for ionised, as at pH 7."""


ACCEPTOR = (
    "[$([N&!$([NX3]-*=[O,N,P,S])&!$([NX3]-[a])&!$([Nv4+1])&!$(N=C(-[C,N])-N)])"
    ",$([n+0&!X3&!$([n&r5]:[n+&r5])])"
    ",$([O&!$([OX2](C)C=O)&!$(O(~a)~a)&!$(O=N-*)&!$([O-]-N=O)]),$([o+0])]"
)
"""ProLIF's acceptors of hydrogen bonds without fluorine and without its pattern for main-chain nitrogens of cut
residues, which are seen whole here: not amides, anilines, guanidines, the bridging oxygen of esters, nitro groups."""


TAUTOMER = "[$([nX3;H1]1cnc*1),$([nX2]1c[nX3;H1]c*1)]"
"""Ring nitrogens of histidine. Where its hydrogen is cannot be known without hydrogens, so that both give and take."""


CHELATOR = "[O,#7&!$([nX3])&!$([NX3]-*=[!#6])&!$([NX3]-[a])&!$([NX4]),#16&X1,#16&X2;!+{1-}]"
"""Atoms that bind a metal: ProLIF's pattern, to which the sulphur of cysteine and methionine is added."""


PEPTIDE_BOND = 1.8
"""Longest distance (A) from a carbonyl carbon to the nitrogen that it is bonded to; 1.33 A in good structures."""


@dataclass(frozen=True)
class PolarAtoms:
    """What the atoms of one kind of residue are to hydrogen bonds and metals, in the builder's order.

    Attributes
    ----------
    donor, acceptor, chelator : ndarray of bool, shape (n,)
    neighbours : tuple of tuple of int
        Heavy atoms of the residue that each is bonded to.
    """

    donor: BoolArray
    acceptor: BoolArray
    chelator: BoolArray
    neighbours: tuple[tuple[int, ...], ...]

    @cached_property
    def roles(self) -> tuple[tuple[bool, bool, bool], ...]:
        """Of each atom whether it is a donor, an acceptor, a chelator."""
        columns = self.donor.tolist(), self.acceptor.tolist(), self.chelator.tolist()
        return tuple(zip(*columns, strict=True))


def polar_atoms(whole: Any, size: int, *, polymer: bool) -> PolarAtoms:  # noqa: ANN401 (an RDKit molecule)
    """Find what the atoms of a residue are.

    Parameters
    ----------
    whole
        The residue within its chain: its own atoms come first, neighbours that stand in for others after them.
    size
        How many atoms are its own.
    polymer
        Whether it is an amino acid in a chain.

    Returns
    -------
    PolarAtoms
        Of its own atoms.
    """
    tautomer = _matches(whole, TAUTOMER, size) if polymer else np.zeros(size, bool)
    neighbours = tuple(
        tuple(n.GetIdx() for n in whole.GetAtomWithIdx(i).GetNeighbors() if n.GetIdx() < size) for i in range(size)
    )
    return PolarAtoms(
        donor=_matches(whole, DONOR, size) | tautomer,
        acceptor=_matches(whole, ACCEPTOR, size) | tautomer,
        chelator=_matches(whole, CHELATOR, size) | tautomer,
        neighbours=neighbours,
    )


class Carbonyls:
    """The carbonyl carbons of a structure's chains, which main-chain nitrogens are bonded to.

    By distance, so that neither numbers nor the order in the file decide.

    Parameters
    ----------
    structure
        The structure.
    """

    def __init__(self, structure: Structure) -> None:
        from scipy.spatial import cKDTree

        self._structure = structure
        polymer = structure.atom_indices(np.flatnonzero(structure.kinds == "polymer"))
        self._carbons = polymer[structure.atoms.name[polymer] == "C"]
        self._tree = cKDTree(structure.atoms.xyz[self._carbons], balanced_tree=False, compact_nodes=False)

    def before(self, atom: int) -> int | None:
        """Give the carbonyl carbon of the residue before an atom's.

        Parameters
        ----------
        atom
            Its index.

        Returns
        -------
        int or None
            None for a nitrogen at the begin of a chain or after a gap, and for what is no main-chain nitrogen.
        """
        atoms = self._structure.atoms
        if atoms.name[atom] != "N" or self._structure.residues[atoms.residue[atom]].kind != "polymer":
            return None
        nearest = self._tree.query(atoms.xyz[atom], distance_upper_bound=PEPTIDE_BOND)[1]
        return int(self._carbons[nearest]) if nearest < len(self._carbons) else None


@cache
def _pattern(smarts: str) -> Any:  # noqa: ANN401
    from rdkit import Chem

    return Chem.MolFromSmarts(smarts)


def _matches(molecule: Any, smarts: str, size: int) -> BoolArray:  # noqa: ANN401
    found = np.zeros(size, bool)
    for match in molecule.GetSubstructMatches(_pattern(smarts), maxMatches=10_000):
        if match[0] < size:
            found[match[0]] = True
    return found
