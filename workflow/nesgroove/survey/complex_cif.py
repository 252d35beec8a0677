"""One complex as mmCIF, in its own frame: how superposed files and models are laid out.

Two things are in it that the entry's own file may lack: the bond at position 528 (``struct_conn``) and bond orders
(``chem_comp_bond``). One category is ours: ``_nesgroove_position`` gives each XPO1 residue its position.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

import gemmi
import numpy as np

from nesgroove import __version__
from nesgroove.chem.radii import COVALENT_TOLERANCE
from nesgroove.chem.residue_chemistry import template_of
from nesgroove.chem.templates import Template, packaged_template
from nesgroove.errors import ChemistryError
from nesgroove.identify.bond528 import bonds_at_site
from nesgroove.io.marker import keywords_of
from nesgroove.io.mmcif import add_columns, add_loop, new_document, quote
from nesgroove.model.complex import Complex
from nesgroove.model.structure import FloatArray, Residue, Structure

ORDER_NAMES = {1: "sing", 2: "doub", 3: "trip", 4: "arom"}

ENTITY_TYPES = {"polymer": "polymer", "ligand": "non-polymer", "water": "water"}


def superposed_chain(name: str) -> str:
    """Name the chain of a part of a chain in the file of its complex: ``A_1101_1115`` for ``A:1101-1115``.

    Parameters
    ----------
    name
        As the tables have it (:class:`nesgroove.identify.divide.ChainPart`).

    Returns
    -------
    str
        Letters, digits and ``_``, which every viewer can select by.
    """
    return re.sub(r"[^A-Za-z0-9]", "_", name)


def ligand_chain(name: str) -> str:
    """Name the chain of a ligand (``V6A:C:1101``); the second one of its id (``V6A:C:1101.2``) has its own."""
    _, chain, number = name.split(":")
    copy = number.partition(".")[2]
    return superposed_chain(f"{chain}.{copy}") if copy else chain


def complex_document(
    complex_: Complex, description: str, ligands: Mapping[str, str | Template | None] | None = None
) -> tuple[gemmi.cif.Document, gemmi.cif.Block]:
    """Lay out one complex as an mmCIF document, in its own groove frame.

    Parameters
    ----------
    complex_
        The complex; its frame says where its atoms are written.
    description
        What this program did with it.
    ligands
        As for :func:`superposed_cif`.

    Returns
    -------
    document : gemmi.cif.Document
        Its ``as_string`` is the file.
    block : gemmi.cif.Block
        Its only block.
    """
    members = sorted({i for molecule in complex_.molecules for i in molecule.residues})
    records = _records(complex_, members)
    residues = list(records.values())
    entity_of = _entities(residues)
    label_numbers = _label_numbers(residues)

    document, block = new_document(complex_.id)
    _header(block, complex_, description, entity_of)
    bonded = _bonds(block, complex_, records, label_numbers)
    _components(block, complex_, residues, ligands or {}, bonded)
    _positions(block, complex_, records, label_numbers)
    _atoms(block, complex_, records, entity_of, label_numbers)
    return document, block


def _header(
    block: gemmi.cif.Block, complex_: Complex, description: str, entity_of: Mapping[tuple[str, str], int]
) -> None:
    """Write what the file is, and its entities."""
    block.set_pair("_entry.id", quote(complex_.id))
    block.set_pair("_struct.entry_id", quote(complex_.id))
    block.set_pair("_struct.title", quote(" ".join(complex_.structure.title.split()) or "?"))
    block.set_pair("_struct_keywords.entry_id", quote(complex_.id))
    block.set_pair("_struct_keywords.pdbx_keywords", quote(keywords_of(complex_.structure.source_kind)))
    block.set_pair("_software.name", "nesgroove")
    block.set_pair("_software.version", quote(__version__))
    block.set_pair("_software.description", quote(description))

    add_loop(
        block, "_entity.", ["id", "type"],
        ([str(number), ENTITY_TYPES[kind]] for (_, kind), number in entity_of.items()),
    )  # fmt: skip
    add_loop(
        block, "_entity_poly.", ["entity_id", "type"],
        ([str(number), "polypeptide(L)"] for (_, kind), number in entity_of.items() if kind == "polymer"),
    )  # fmt: skip
    add_loop(
        block, "_struct_asym.", ["id", "entity_id"],
        ([quote(chain), str(number)] for (chain, _), number in entity_of.items()),
    )  # fmt: skip


def _positions(
    block: gemmi.cif.Block, complex_: Complex, records: Mapping[int, Residue], label_numbers: Mapping[int, str]
) -> None:
    """Write the position of each residue of XPO1."""
    add_loop(
        block, "_nesgroove_position.",
        ["position", "comp_id", "auth_asym_id", "auth_seq_id", "pdbx_PDB_ins_code", "label_asym_id", "label_seq_id"],
        (
            [str(position), quote(record.component), quote(record.auth_chain), str(record.auth_seq_id),
             _code(record.ins_code), quote(record.label_chain), label_numbers[index]]
            for position, index in sorted(complex_.residue_at.items())
            for record in [records[index]]
        ),
    )  # fmt: skip


def _code(insertion: str) -> str:
    return quote(insertion) if insertion else "?"


def _records(complex_: Complex, members: Iterable[int]) -> dict[int, Residue]:
    """Residues by index; parts of chains, and ligands whose id is used twice, with a chain of their own."""
    records = {index: complex_.structure.residues[index] for index in members}
    for molecule in complex_.molecules:
        for index in molecule.residues:
            record = records[index]
            if record.kind == "polymer" and molecule.name != record.auth_chain:
                name = superposed_chain(molecule.name)
                records[index] = replace(record, auth_chain=name, label_chain=name)
            elif record.kind == "ligand" and record.copy > 1:
                name = ligand_chain(record.label)
                records[index] = replace(record, auth_chain=name, label_chain=name)
    return records


def _entities(residues: list[Residue]) -> dict[tuple[str, str], int]:
    """Number label chains: each is an entity of its own here, which no reader minds."""
    numbers: dict[tuple[str, str], int] = {}
    for record in residues:
        numbers.setdefault((record.label_chain, record.kind), len(numbers) + 1)
    return numbers


def _label_numbers(residues: list[Residue]) -> dict[int, str]:
    """Label numbers by residue; a polymer without any is counted through, for viewers draw no chain without them."""
    counted: dict[str, int] = {}
    numbers = {}
    for record in residues:
        if record.kind != "polymer":
            numbers[record.index] = "."
        elif record.label_seq_id is not None:
            numbers[record.index] = str(record.label_seq_id)
        else:
            counted[record.label_chain] = counted.get(record.label_chain, 0) + 1
            numbers[record.index] = str(counted[record.label_chain])
    return numbers


def _bonds(
    block: gemmi.cif.Block, complex_: Complex, records: Mapping[int, Residue], label_numbers: Mapping[int, str]
) -> set[str]:
    """Write the bonds at position 528; return the names of the ligand atoms at their ends."""
    structure = complex_.structure
    bonded = set()
    there = {i for molecule in complex_.molecules for i in molecule.residues}
    rows: list[list[str]] = []
    for bond in bonds_at_site(structure, complex_.residue_at):
        if not bond.by_distance or structure.atoms.residue[bond.other_atom] not in there:
            continue
        bonded.add(str(structure.atoms.name[bond.other_atom]))
        row = [f"covale{len(rows) + 1}", "covale"]
        for atom in (bond.site_atom, bond.other_atom):
            record = records[int(structure.atoms.residue[atom])]
            name = quote(str(structure.atoms.name[atom]))
            row += [
                quote(record.label_chain), quote(record.component), label_numbers[record.index], name, "?", "1_555",
                quote(record.auth_chain), str(record.auth_seq_id), _code(record.ins_code),
            ]  # fmt: skip
        # The order is that of every bond to the sulphur, and NGL reads no file with bonds that lack the column.
        rows.append([*row, f"{bond.length:.3f}", "sing"])
    ends = [
        f"{prefix}{end}_{name}"
        for end in ("ptnr1", "ptnr2")
        for prefix, name in (
            ("", "label_asym_id"), ("", "label_comp_id"), ("", "label_seq_id"), ("", "label_atom_id"),
            ("pdbx_", "label_alt_id"), ("", "symmetry"), ("", "auth_asym_id"), ("", "auth_seq_id"),
            ("pdbx_", "PDB_ins_code"),
        )
    ]  # fmt: skip
    add_loop(block, "_struct_conn.", ["id", "conn_type_id", *ends, "pdbx_dist_value", "pdbx_value_order"], rows)
    return bonded


def _components(
    block: gemmi.cif.Block,
    complex_: Complex,
    residues: list[Residue],
    ligands: Mapping[str, str | Template | None],
    bonded: Collection[str],
) -> None:
    """Write the kinds of all components and their bonds, of the inhibitors as they are when bonded.

    All of them, for PyMOL bonds by ``chem_comp_bond`` alone where a file has any, and asks a server for the
    components that are not in it.
    """
    inhibitors = {complex_.structure.residues[o.residues[0]].index for o in complex_.occupants if o.kind == "inhibitor"}
    bonds: dict[str, list[tuple[str, str, int]]] = {}
    # The most complete residue of a component stands for all of them.
    for record in sorted(residues, key=lambda r: (r.index not in inhibitors, r.start - r.stop)):
        if record.component not in bonds and record.stop - record.start > 1:
            template = packaged_template(record.component)
            if record.index in inhibitors:
                with suppress(ChemistryError):  # reported where the ligand is measured
                    template = template_of(complex_.structure, record.index, ligands)
            ends = bonded if record.index in inhibitors else ()
            bonds[record.component] = (
                template.bonds_when_bonded(ends) if template else _bonds_by_distance(complex_.structure, record)
            )
    kinds = {record.component: record.kind for record in residues}
    add_loop(
        block, "_chem_comp.", ["id", "type"],
        (
            [quote(name), quote("L-peptide linking" if kind == "polymer" else "non-polymer")]
            for name, kind in sorted(kinds.items())
        ),
    )  # fmt: skip
    add_loop(
        block, "_chem_comp_bond.", ["comp_id", "atom_id_1", "atom_id_2", "value_order", "pdbx_aromatic_flag"],
        (
            [quote(name), quote(first), quote(second), ORDER_NAMES[order], "Y" if order == 4 else "N"]
            for name, orders in sorted(bonds.items())
            for first, second, order in orders
        ),
    )  # fmt: skip


def _bonds_by_distance(structure: Structure, record: Residue) -> list[tuple[str, str, int]]:
    """Bonds of a component of unknown chemistry: single ones between atoms that are near enough."""
    atoms = slice(record.start, record.stop)
    xyz, names = structure.atoms.xyz[atoms], structure.atoms.name[atoms].tolist()
    radius = np.array([gemmi.Element(str(e)).covalent_r for e in structure.atoms.element[atoms]])
    distance = np.linalg.norm(xyz[:, None] - xyz[None], axis=2)
    near = np.argwhere(np.triu(distance < radius[:, None] + radius[None] + COVALENT_TOLERANCE, k=1))
    return [(names[a], names[b], 1) for a, b in near.tolist()]


def _atoms(
    block: gemmi.cif.Block,
    complex_: Complex,
    records: Mapping[int, Residue],
    entity_of: Mapping[tuple[str, str], int],
    label_numbers: Mapping[int, str],
) -> None:
    """Write the atoms, column by column: what a residue's atoms share is made once."""
    structure = complex_.structure
    atoms, residues = structure.atoms, list(records.values())
    chosen = structure.atom_indices(list(records))
    sizes = [record.stop - record.start for record in residues]

    def of_residues(values: Iterable[str]) -> list[str]:
        repeated: list[str] = np.repeat(np.array(list(values), dtype=object), sizes).tolist()
        return repeated

    quoted = {name: quote(name) for name in set(atoms.name[chosen].tolist())}
    names = [quoted[name] for name in atoms.name[chosen].tolist()]
    components = of_residues(quote(record.component) for record in residues)
    x, y, z = np.round(complex_.frame.to_frame(atoms.xyz[chosen]), 3).T + 0.0  # + 0.0 makes -0.0 a plain zero
    columns = {
        "group_PDB": of_residues("ATOM" if record.kind == "polymer" else "HETATM" for record in residues),
        "id": list(map(str, range(1, len(chosen) + 1))),
        "type_symbol": atoms.element[chosen].tolist(),
        "label_atom_id": names,
        "label_alt_id": ["."] * len(chosen),
        "label_comp_id": components,
        "label_asym_id": of_residues(quote(record.label_chain) for record in residues),
        "label_entity_id": of_residues(str(entity_of[record.label_chain, record.kind]) for record in residues),
        "label_seq_id": of_residues(label_numbers[index] for index in records),
        "pdbx_PDB_ins_code": of_residues(_code(record.ins_code) for record in residues),
        "Cartn_x": _decimals(x, 3),
        "Cartn_y": _decimals(y, 3),
        "Cartn_z": _decimals(z, 3),
        "occupancy": _decimals(atoms.occupancy[chosen], 2),
        "B_iso_or_equiv": _decimals(atoms.b_factor[chosen], 2),
        "auth_seq_id": of_residues(str(record.auth_seq_id) for record in residues),
        "auth_comp_id": components,
        "auth_asym_id": of_residues(quote(record.auth_chain) for record in residues),
        "auth_atom_id": names,
        "pdbx_PDB_model_num": ["1"] * len(chosen),
    }
    add_columns(block, "_atom_site.", columns)


def _decimals(values: FloatArray, decimals: int) -> list[str]:
    """Write numbers with so many decimals, and what the file does not give as unknown."""
    texts = (f"%.{decimals}f " * len(values) % tuple(values.tolist())).split()
    return ["?" if text == "nan" else text for text in texts]
