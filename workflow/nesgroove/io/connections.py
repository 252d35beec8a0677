"""Covalent bonds that a file records between residues: struct_conn of mmCIF, LINK and SSBOND of PDB."""

from __future__ import annotations

from collections.abc import Iterator

import gemmi
import numpy as np

from nesgroove.io.alternates import Link
from nesgroove.io.assemble import Assembled
from nesgroove.model.structure import RecordedBond

KINDS = (gemmi.ConnectionType.Covale, gemmi.ConnectionType.Disulf)

Partners = tuple[gemmi.AtomAddress, gemmi.AtomAddress]

NO_LABEL = ("", "\0", " ")
"""How gemmi writes an alternate location that has no label."""


def recorded_links(structure: gemmi.Structure) -> list[Link]:
    """Give the rows of recorded bonds, one pair for each two copies that the record can mean.

    Parameters
    ----------
    structure
        As gemmi read it, with one model.

    Returns
    -------
    list of Link
        Rows are counted through chains, residues and atoms as they stand in the structure.
    """
    return [Link(a, b) for _, (first, second) in recorded_ends(structure) for a in first for b in second]


def recorded_bonds(structure: gemmi.Structure, built: Assembled) -> tuple[RecordedBond, ...]:
    """Give the recorded bonds of the atoms that were kept.

    Parameters
    ----------
    structure
        As gemmi read it.
    built
        What was kept of it.

    Returns
    -------
    tuple of RecordedBond
        A record that names an alternate location which was not kept is none of them. Where an id stands for several
        residues the nearest two are meant.
    """
    bonds: list[RecordedBond] = []
    kept: dict[int, int] = {}
    for _, ends in recorded_ends(structure):
        kept = kept or {int(row): index for index, row in enumerate(built.row)}
        first, second = ([kept[row] for row in rows if row in kept] for rows in ends)
        lengths = [
            (float(np.linalg.norm(built.atoms.xyz[a] - built.atoms.xyz[b])), a, b)
            for a in first
            for b in second
        ]  # fmt: skip
        if lengths:
            length, a, b = min(lengths)
            bonds.append(RecordedBond(a, b, length))
    return tuple(bonds)


def recorded_ends(structure: gemmi.Structure) -> Iterator[tuple[Partners, tuple[list[int], list[int]]]]:
    """Give the rows of the atoms that each recorded bond can mean.

    Parameters
    ----------
    structure
        As gemmi read it, with one model.

    Yields
    ------
    partners : tuple of gemmi.AtomAddress
        What the record names, at its first and at its second end.
    rows : tuple of list of int
        Rows of the atoms there; none where it is not in the file.
    """
    partners = list(_partners(structure))
    if not partners:
        return
    residues: dict[tuple[str, int, str, str], list[tuple[int, gemmi.Residue]]] = {}
    row = 0
    for chain in structure[0]:
        for residue in chain:
            key = (chain.name, residue.seqid.num or 0, residue.seqid.icode.strip(), residue.name)
            residues.setdefault(key, []).append((row, residue))
            row += len(residue)
    for first, second in partners:
        rows = [
            [
                start + place
                for start, residue in residues.get(_key(partner), [])
                for place, atom in enumerate(residue)
                if atom.name == partner.atom_name and _may_be(partner.altloc, atom.altloc)
            ]
            for partner in (first, second)
        ]
        yield (first, second), (rows[0], rows[1])


def _partners(structure: gemmi.Structure) -> Iterator[Partners]:
    for connection in structure.connections:
        if connection.type in KINDS and connection.asu != gemmi.Asu.Different:
            yield connection.partner1, connection.partner2


def _key(partner: gemmi.AtomAddress) -> tuple[str, int, str, str]:
    number = partner.res_id.seqid
    return partner.chain_name, number.num or 0, number.icode.strip(), partner.res_id.name


def _may_be(named: str, label: str) -> bool:
    """Whether a record that names a label, or none, can mean an atom with this label, or with none."""
    return named in NO_LABEL or label in NO_LABEL or named == label
