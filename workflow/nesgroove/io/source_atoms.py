"""What a library reads, before any policy is applied: all atoms as columns, residues and chains by their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nesgroove.model.structure import FloatArray

HYDROGENS = ("H", "D")


@dataclass(frozen=True)
class SourceAtoms:
    """All atoms of a source as columns of equal length n, hydrogens and alternate locations included.

    Attributes
    ----------
    xyz : ndarray, shape (n, 3)
        A.
    name, element, altloc : ndarray of str, shape (n,)
        Element symbols in capitals; an empty label where an atom has no alternate location.
    occupancy, b_factor : ndarray, shape (n,)
    """

    xyz: FloatArray
    name: npt.NDArray[np.str_]
    element: npt.NDArray[np.str_]
    altloc: npt.NDArray[np.str_]
    occupancy: FloatArray
    b_factor: FloatArray


@dataclass(slots=True)
class SourceResidue:
    """One residue of a source: its identifiers, and the rows of its atoms.

    It is not frozen because there are thousands, and making frozen records takes several times as long; nothing sets
    its fields.

    Attributes
    ----------
    component : str
        Component id; empty where the source gives none.
    auth_seq_id, ins_code : int, str
        The author's number and insertion code.
    label_chain, label_seq_id : str, int or None
        The archive's ids.
    rows : sequence of int
        Rows of its atoms in the source's arrays.
    segment : str
        What else tells molecules under one chain id apart: the segment of a PDB file, the label chain of mmCIF.
    hetero : bool
        Whether it is written as HETATM.
    """

    component: str
    auth_seq_id: int
    ins_code: str
    label_chain: str
    label_seq_id: int | None
    rows: Sequence[int]
    segment: str = ""
    hetero: bool = False

    @property
    def selection(self) -> slice | list[int]:
        """Its rows as an array takes them best."""
        return slice(self.rows.start, self.rows.stop) if isinstance(self.rows, range) else list(self.rows)


@dataclass(frozen=True)
class SourceChain:
    """One chain of a source.

    Attributes
    ----------
    name : str
        The author's id; empty where the source gives none.
    residues : sequence of SourceResidue
        In the order of the source, polymers, ligands and waters.
    declared : str
        The sequence that the source declares, in one-letter codes; empty where it declares none.
    organism : str
        The species that the source names, empty where it names none.
    """

    name: str
    residues: Sequence[SourceResidue]
    declared: str
    organism: str = ""


def in_one_piece(chains: Sequence[SourceChain]) -> list[SourceChain]:
    """Put residues of one id together that are written in several places of the file, or atom by atom.

    Parameters
    ----------
    chains
        What a library read.

    Returns
    -------
    list of SourceChain
        Each residue where it comes first.
    """
    ids = {
        (chain.name, residue.component, residue.auth_seq_id, residue.ins_code, residue.segment)
        for chain in chains for residue in chain.residues
    }  # fmt: skip
    if len(ids) == sum(len(chain.residues) for chain in chains):
        return list(chains)
    together: dict[tuple[str, str, int, str, str], list[SourceResidue]] = {}
    first: list[list[SourceResidue]] = []
    for chain in chains:
        first.append([])
        for residue in chain.residues:
            key = chain.name, residue.component, residue.auth_seq_id, residue.ins_code, residue.segment
            own = together.setdefault(key, [])
            if not own:
                first[-1].append(residue)
            own.append(residue)
    whole = {
        id(own[0]): replace(own[0], rows=sorted(row for residue in own for row in residue.rows))
        for own in together.values()
        if len(own) > 1
    }
    return [
        replace(chain, residues=[whole.get(id(residue), residue) for residue in residues])
        for chain, residues in zip(chains, first, strict=True)
    ]
