"""Covalent bonds that a file records between residues: struct_conn of mmCIF, LINK and SSBOND of PDB."""

from __future__ import annotations

from collections.abc import Iterator

import gemmi
import numpy as np

from nesgroove.io.alternates import Link
from nesgroove.io.assemble import Assembled
from nesgroove.model.structure import RecordedBond

KINDS = (gemmi.ConnectionType.Covale, gemmi.ConnectionType.Disulf)

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
    partners = list(_partners(structure))
    if not partners:
        return []
    residues: dict[tuple[str, int, str, str], list[tuple[int, gemmi.Residue]]] = {}
    row = 0
    for chain in structure[0]:
        for residue in chain:
            key = (chain.name, residue.seqid.num or 0, residue.seqid.icode.strip(), residue.name)
            residues.setdefault(key, []).append((row, residue))
            row += len(residue)
    links = []
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
        links += [Link(a, b) for a in rows[0] for b in rows[1]]
    return links


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
        A record that names an alternate location which was not kept is none of them.
    """
    at = {(r.auth_chain, r.auth_seq_id, r.ins_code, r.component): r for r in built.residues}
    bonds = []
    for partners in _partners(structure):
        ends = []
        for partner in partners:
            record = at.get(_key(partner))
            if record is not None:
                ends += [
                    i
                    for i in range(record.start, record.stop)
                    if built.atoms.name[i] == partner.atom_name and _may_be(partner.altloc, str(built.atoms.altloc[i]))
                ]
        if len(ends) == 2:
            length = float(np.linalg.norm(built.atoms.xyz[ends[0]] - built.atoms.xyz[ends[1]]))
            bonds.append(RecordedBond(ends[0], ends[1], length))
    return tuple(bonds)


def _partners(structure: gemmi.Structure) -> Iterator[tuple[gemmi.AtomAddress, gemmi.AtomAddress]]:
    for connection in structure.connections:
        if connection.type in KINDS and connection.asu != gemmi.Asu.Different:
            yield connection.partner1, connection.partner2


def _key(partner: gemmi.AtomAddress) -> tuple[str, int, str, str]:
    number = partner.res_id.seqid
    return partner.chain_name, number.num or 0, number.icode.strip(), partner.res_id.name


def _may_be(named: str, label: str) -> bool:
    """Whether a record that names a label, or none, can mean an atom with this label, or with none."""
    return named in NO_LABEL or label in NO_LABEL or named == label
