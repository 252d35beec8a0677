"""Ligands and partners of bonds that a file declares and does not hold: a file cut short shows itself so.

mmCIF declares ligands in ``pdbx_nonpoly_scheme`` and bonds in ``struct_conn``, which stand before the atoms; PDB files
have HET, LINK, SSBOND and CONECT.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import gemmi

from nesgroove.io.assemble import Assembled
from nesgroove.io.connections import RecordedEnds
from nesgroove.io.polymers import is_water
from nesgroove.io.source_atoms import SourceChain
from nesgroove.model.absent import Absent

if TYPE_CHECKING:
    from nesgroove.io.source import Source

OPTIONAL = ("?pdb_seq_num", "?auth_seq_num", "?pdb_ins_code")
"""Columns of ``pdbx_nonpoly_scheme`` that a file may lack."""
STRIPPED = 12
"""More absent partners in CONECT records than these are hydrogens or waters that somebody took out, and say nothing of
a single atom."""


def declared_in_block(block: gemmi.cif.Block) -> tuple[Absent, ...]:
    """List the ligands that an mmCIF block declares, waters left out.

    Parameters
    ----------
    block
        The block.

    Returns
    -------
    tuple of Absent
        Whether they are there or not.
    """
    table = block.find("_pdbx_nonpoly_scheme.", ["mon_id", "pdb_strand_id", *OPTIONAL])
    found = []
    for row in table:
        values = [gemmi.cif.as_string(row[i]) if row.has(i) else "" for i in range(len(OPTIONAL) + 2)]
        component, chain, number, author, code = values
        if not is_water(component):
            found.append(Absent(component, chain, f"{number or author}{code}"))
    return tuple(found)


def declared_in_header(header: Sequence[str]) -> tuple[Absent, ...]:
    """List the ligands that HET records of a PDB file declare, waters left out.

    Parameters
    ----------
    header
        Lines of records that are no atoms.

    Returns
    -------
    tuple of Absent
        Whether they are there or not.
    """
    found = []
    for line in header:
        component, chain, number = line[7:10].strip(), line[12:13].strip(), line[13:18].strip()
        if line.startswith("HET ") and component and number and not is_water(component):
            found.append(Absent(component, chain, number))
    return tuple(found)


def absent(
    source: Source, built: Assembled, chains: Sequence[SourceChain], ends: Sequence[RecordedEnds]
) -> tuple[Absent, ...]:
    """List what is declared and not there.

    Parameters
    ----------
    source
        What a file has, with the ligands and, of a PDB file, the CONECT records that it declares.
    built
        What was kept of it.
    chains
        What is in it, before anything was left out.
    ends
        The bonds that it records, with the atoms that are there.

    Returns
    -------
    tuple of Absent
        Ligands first, then partners of bonds.
    """
    # By component and chain alone: programs that renumber keep the component, and it is there where the chain has one.
    present = {(residue.component, chain.name) for chain in chains for residue in chain.residues if source.declared}
    ligands = [ligand for ligand in source.declared if (ligand.component, ligand.chain) not in present]
    partners, of_serials = _partners(ends, built), _by_serial(source.structure, built, source.header)
    return (*dict.fromkeys(ligands), *partners, *of_serials)


def _partners(recorded: Sequence[RecordedEnds], built: Assembled) -> Iterator[Absent]:
    for partners, ends in recorded:
        for here in (0, 1):
            there = partners[1 - here]
            number = there.res_id.seqid
            # Refinement programs record gaps of a chain as bonds without names of atoms.
            if ends[1 - here] or is_water(there.res_id.name) or not there.atom_name:
                continue
            known = next((index for row in ends[here] if (index := built.index_of(row)) is not None), None)
            name = f"{number.num}{number.icode.strip()}"
            yield Absent(there.res_id.name, there.chain_name, name, there.atom_name, known)


def _by_serial(structure: gemmi.Structure, built: Assembled, header: Sequence[str]) -> Iterator[Absent]:
    """Partners of CONECT records, whose serial numbers no atom has."""
    records = [line for line in header if line.startswith("CONECT")]
    if not records:
        return
    row_of = {
        atom.serial: row
        for row, atom in enumerate(atom for chain in structure[0] for residue in chain for atom in residue)
    }
    missing: dict[tuple[int, int], None] = {}
    for line in records:
        fields = [line[start : start + 5].strip() for start in range(6, 31, 5)]
        serials = [int(field) for field in fields if field.isdecimal()]
        if serials and serials[0] in row_of:
            missing |= dict.fromkeys((serials[0], serial) for serial in serials[1:] if serial not in row_of)
    if len(missing) > STRIPPED:
        yield Absent("", "", "", f"{len(missing)} serial numbers of CONECT")
        return
    for own, serial in missing:
        yield Absent("", "", "", f"serial number {serial}", built.index_of(row_of[own]))
