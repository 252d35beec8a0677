"""Covalent bonds that a file records between residues: struct_conn of mmCIF, LINK and SSBOND of PDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import gemmi
import numpy as np

from nesgroove.io.alternates import Link
from nesgroove.io.assemble import Assembled
from nesgroove.io.source_atoms import SourceAtoms, SourceChain, SourceResidue
from nesgroove.model.structure import RecordedBond

KINDS = (gemmi.ConnectionType.Covale, gemmi.ConnectionType.Disulf)

Partners = tuple[gemmi.AtomAddress, gemmi.AtomAddress]

ResidueKey = tuple[str, int, str, str]
"""Chain id, number, insertion code and component of a residue."""

NO_LABEL = ("", "\0", " ")
"""How gemmi writes an alternate location that has no label."""


class RecordedEnds(NamedTuple):
    """A bond that a file records, with the atoms that it can mean.

    Attributes
    ----------
    partners : tuple of gemmi.AtomAddress
        What the record names, at its first and at its second end.
    rows : tuple of list of int
        Rows of the atoms there; none where it is not in the file.
    """

    partners: Partners
    rows: tuple[list[int], list[int]]


def recorded_ends(structure: gemmi.Structure, atoms: SourceAtoms, chains: Sequence[SourceChain]) -> list[RecordedEnds]:
    """Find the atoms that each recorded bond can mean.

    Parameters
    ----------
    structure
        As gemmi read it.
    atoms, chains
        What it holds (:func:`nesgroove.io.from_gemmi.from_gemmi`).

    Returns
    -------
    list of RecordedEnds
        In the order of the records.
    """
    partners = list(_partners(structure))
    asked = {_key(partner) for pair in partners for partner in pair}
    names = {name for name, *_ in asked}
    residues: dict[ResidueKey, list[SourceResidue]] = {}
    for chain in chains:
        for residue in chain.residues if chain.name in names else ():
            key = chain.name, residue.auth_seq_id, residue.ins_code, residue.component
            if key in asked:
                residues.setdefault(key, []).append(residue)

    def rows(partner: gemmi.AtomAddress) -> list[int]:
        own = [row for residue in residues.get(_key(partner), ()) for row in residue.rows]
        named, label = partner.atom_name, partner.altloc
        return [row for row in own if atoms.name[row] == named and _may_be(label, str(atoms.altloc[row]))]

    return [RecordedEnds((first, second), (rows(first), rows(second))) for first, second in partners]


def recorded_links(ends: Sequence[RecordedEnds]) -> list[Link]:
    """Give the rows of recorded bonds, one pair for each two copies that the record can mean.

    Parameters
    ----------
    ends
        As :func:`recorded_ends` gives them.

    Returns
    -------
    list of Link
        In the order of the records.
    """
    return [Link(a, b) for _, (first, second) in ends for a in first for b in second]


def recorded_bonds(ends: Sequence[RecordedEnds], built: Assembled) -> tuple[RecordedBond, ...]:
    """Give the recorded bonds of the atoms that were kept.

    Parameters
    ----------
    ends
        As :func:`recorded_ends` gives them.
    built
        What was kept of the source.

    Returns
    -------
    tuple of RecordedBond
        A record that names an alternate location which was not kept is none of them. Where an id stands for several
        residues the nearest two are meant.
    """
    bonds: list[RecordedBond] = []
    for _, both in ends:
        first, second = ([index for row in rows if (index := built.index_of(row)) is not None] for rows in both)
        lengths = [
            (float(np.linalg.norm(built.atoms.xyz[a] - built.atoms.xyz[b])), a, b) for a in first for b in second
        ]
        if lengths:
            length, a, b = min(lengths)
            bonds.append(RecordedBond(a, b, length))
    return tuple(bonds)


def _partners(structure: gemmi.Structure) -> Iterator[Partners]:
    for connection in structure.connections:
        if connection.type in KINDS and connection.asu != gemmi.Asu.Different:
            yield connection.partner1, connection.partner2


def _key(partner: gemmi.AtomAddress) -> ResidueKey:
    number = partner.res_id.seqid
    return partner.chain_name, number.num or 0, number.icode.strip(), partner.res_id.name


def _may_be(named: str, label: str) -> bool:
    """Whether a record that names a label, or none, can mean an atom with this label, or with none."""
    return named in NO_LABEL or label in NO_LABEL or named == label
