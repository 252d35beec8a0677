"""mmCIF as people and programs write it, made into the document that gemmi reads: text, BinaryCIF or mmJSON.

The table of atoms may lack columns: what the author's ids say is filled in for the label's and the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import gemmi
import numpy as np

from nesgroove.io.atom_table import AtomTable
from nesgroove.io.formats import Content

FILLED: Final = (
    ("auth_asym_id", "label_asym_id"), ("auth_seq_id", "label_seq_id"), ("label_comp_id", "auth_comp_id"),
    ("label_atom_id", "auth_atom_id"),
)  # fmt: skip
"""Columns whose missing values are taken from another one. The archive's chain ids and numbers, where a file has none,
are made by gemmi, which gives polymer, ligands and waters of a chain ids of their own."""

OTHERS: Final = (
    ("_refln.", "a file of structure factors"), ("_chem_comp_atom.", "the description of a component"),
    ("_atom_site_fract_x", "a crystal structure of a small molecule"), ("_ihm_model_list.", "an integrative model"),
    ("_pdbx_vrpt_summary.", "a validation report of the wwPDB, which is read beside the structure that it is of"),
)  # fmt: skip
"""What an mmCIF file without atoms may be, by what it has."""

NULL: Final = frozenset({"", ".", "?"})

NUMBERS: Final = frozenset((
    "cartn_x", "cartn_y", "cartn_z", "occupancy", "b_iso_or_equiv", "auth_seq_id", "label_seq_id", "pdbx_pdb_model_num",
))  # fmt: skip
"""Columns of numbers that reading needs."""

QUOTES: Final = frozenset({"'", '"'})

CHARGED: Final = re.compile(r"([A-Za-z]{1,2})(?:\d?[+-]|[+-]\d)")
"""An element with its charge, as dictionaries for small molecules write it: N1+, O-, Zn+2."""


class CifError(ValueError):
    """An mmCIF document without a structure that can be read."""


def cif_document(content: Content, most_atoms: int) -> gemmi.cif.Document:
    """Parse.

    Parameters
    ----------
    content
        mmCIF, BinaryCIF or mmJSON.
    most_atoms
        Rows that a table may have.

    Returns
    -------
    gemmi.cif.Document
        Its blocks have names of their own.

    Raises
    ------
    CifError
        A table is too long, or what is packed in it is damaged.
    ValueError, RuntimeError
        gemmi's: the text is not well formed.
    """
    if content.format == "BinaryCIF":
        return _from_binary(content.data, most_atoms)
    if content.format == "mmJSON":
        return gemmi.cif.read_mmjson_string(content.text)
    try:
        return gemmi.cif.read_string(content.text)
    except RuntimeError as error:
        if "duplicate block name" not in str(error):
            raise
    document = gemmi.cif.read_string(content.text, check_level=0)
    seen: dict[str, int] = {}
    for block in document:
        seen[block.name] = seen.get(block.name, 0) + 1
        if seen[block.name] > 1:
            block.name = f"{block.name}_{seen[block.name]}"
    return gemmi.cif.read_string(document.as_string())  # everything else is checked


def atom_tables(document: gemmi.cif.Document) -> list[AtomTable]:
    """Give the tables of atoms, with all the columns that reading needs.

    Parameters
    ----------
    document
        As :func:`cif_document` gives it; changed in place.

    Returns
    -------
    list of AtomTable
        Of the blocks that hold atoms, in the order of the document.

    Raises
    ------
    CifError
        There are none; the message says what the file is where that can be told.
    """
    tables = [table for table in map(AtomTable, document) if table.names]
    if not tables:
        for tag, what in OTHERS:
            if any(block.find_mmcif_category(tag).width() or block.find_values(tag) for block in document):
                raise CifError(f"no atom_site table: this is {what}")
        raise CifError("no atom_site table")
    return list(map(_completed, tables))


def _completed(table: AtomTable) -> AtomTable:
    """Add the columns that are missing, in place."""
    tags = table.names
    missing = [name for name in ("cartn_x", "cartn_y", "cartn_z") if name not in tags]
    if missing:
        fractions = " but fractions of a cell" if "fract_x" in tags else ""
        raise CifError(f"its atoms have no coordinates in A ({', '.join(missing)}){fractions}")
    size = len(table)
    _plain_numbers(table)
    added: dict[str, list[str]] = {}
    for name, other in FILLED:
        if name not in tags or not NULL.isdisjoint(table.column(name)):
            mine, theirs = (table.column(column) if column in tags else ["?"] * size for column in (name, other))
            added[name] = [b if a in NULL else a for a, b in zip(mine, theirs, strict=True)]

    def empty(name: str) -> bool:
        return not size or (name in added and NULL.issuperset(added[name]))

    if empty("auth_asym_id"):
        added["auth_asym_id"] = ["A"] * size  # one chain, until it is divided
    for name, what in (("label_comp_id", "component"), ("label_atom_id", "name")):
        if empty(name):
            raise CifError(f"its atoms have no {what} ({name}, {name.replace('label', 'auth')})")
    for name in ("label_alt_id", "label_asym_id"):
        if name not in tags:
            added[name] = ["."] * size
    _number_the_rest(table, added)
    if "id" not in tags:
        added["id"] = [str(i + 1) for i in range(size)]
    if "type_symbol" not in tags:
        added["type_symbol"] = ["X"] * size  # the gate gives elements by names
    if "group_pdb" not in tags:
        added["group_PDB"] = list(map(_group, added.get("label_comp_id") or table.column("label_comp_id")))
    return table.completed(added)


def _plain_numbers(table: AtomTable) -> None:
    """Take quotes off numbers and charges off elements, in place: gemmi reads neither ``'1.5'`` nor ``N1+``."""
    for name in sorted(NUMBERS & table.names.keys()) if len(table) else ():
        if table.first(name)[:1] in QUOTES:
            # An empty cell makes gemmi read beyond its end.
            table.put(name, {i: gemmi.cif.as_string(cell) or "?" for i, cell in enumerate(table.column(name))})
    if "type_symbol" not in table.names:
        return
    symbols = table.column("type_symbol")
    bare = {cell: match[1] for cell in set(symbols) if (match := CHARGED.fullmatch(gemmi.cif.as_string(cell)))}
    if bare:
        table.put("type_symbol", {i: bare[cell] for i, cell in enumerate(symbols) if cell in bare})


def _number_the_rest(table: AtomTable, added: dict[str, list[str]]) -> None:
    """Number residues that have neither number, as waters without the author's: a repeated atom is the next one's."""
    # What is not added has no gaps.
    open_rows = [i for i, number in enumerate(added.get("auth_seq_id", ())) if number in NULL]
    if not open_rows:
        return
    numbers = list(added["auth_seq_id"])
    if len(open_rows) == len(numbers):
        raise CifError("its residues have no numbers (label_seq_id, auth_seq_id)")

    def column(name: str) -> list[str]:
        return added[name] if name in added else table.column(name)

    authors, labels = column("auth_asym_id"), column("label_asym_id")
    components, names, states = column("label_comp_id"), column("label_atom_id"), column("label_alt_id")
    models = table.column("pdbx_pdb_model_num") if "pdbx_pdb_model_num" in table.names else ["1"] * len(numbers)
    highest: dict[str, int] = {}
    for asym, number in zip(authors, numbers, strict=True):
        if number.lstrip("-").isdigit():
            highest[asym] = max(highest.get(asym, 0), int(number))
    seen: dict[tuple[str, ...], tuple[set[str], int]] = {}
    begun: dict[tuple[str, str], int] = {}
    for i in open_rows:
        asym = authors[i]
        key = (models[i], asym, labels[i], components[i])
        atom = f"{names[i]} {states[i]}"
        if key not in seen or atom in seen[key][0]:
            # Each model counts from the same number.
            begun[key[:2]] = begun.get(key[:2], highest.get(asym, 0)) + 1
            seen[key] = (set(), begun[key[:2]])
        atoms, number_here = seen[key]
        atoms.add(atom)
        numbers[i] = str(number_here)
    added["auth_seq_id"] = numbers


def _group(component: str) -> str:
    known = gemmi.find_tabulated_residue(gemmi.cif.as_string(component))
    return "ATOM" if known.is_amino_acid() or known.is_nucleic_acid() else "HETATM"


def _from_binary(data: bytes, most_atoms: int) -> gemmi.cif.Document:
    """Decode BinaryCIF with biotite, which is imported for it alone."""
    import msgpack  # biotite brings it
    from biotite.structure.io.pdbx import BinaryCIFFile

    document = gemmi.cif.Document()
    try:
        content = msgpack.unpackb(data, strict_map_key=False)
        _refuse_sizes(content, most_atoms)  # a few bytes can say that a number is to be repeated for ever
        file = BinaryCIFFile.deserialize(content)
        for name in file:
            block = document.add_new_block(name)
            for category in file[name]:
                _add_category(block, category, file[name][category])
    except CifError:
        raise
    except Exception as error:  # whatever msgpack and biotite raise about damaged bytes
        raise CifError(f"the BinaryCIF is damaged ({type(error).__name__}: {error})") from error
    return document


def _refuse_sizes(content: Any, most: int) -> None:  # noqa: ANN401
    for block in content["dataBlocks"]:
        for category in block["categories"]:
            parts = [part for column in category["columns"] for part in (column["data"], column.get("mask")) if part]
            encodings = [encoding for part in parts for encoding in part["encoding"]]
            encodings += [own for encoding in encodings for own in encoding.get("dataEncoding", ())]
            size = max([category["rowCount"], *(encoding.get("srcSize") or 0 for encoding in encodings)])
            if size > most:
                raise CifError(f"its table {category['name']} has {size} rows, more than {most}")


UNUSED: Final = ("atom_site_anisotrop", "pdbx_validate", "ndb_struct", "pdbx_poly_seq_scheme", "pdbx_nonpoly_scheme")
"""Categories that reading does not use, and that are long."""


def _add_category(block: gemmi.cif.Block, name: str, category: Any) -> None:  # noqa: ANN401
    if name.lstrip("_").startswith(UNUSED):
        return
    quoted: Callable[[str], str] = gemmi.cif.quote
    columns = {}
    for tag in category:
        column = category[tag]
        values = [quoted(value) for value in column.as_array(str).tolist()]
        if column.mask is not None:
            mask = np.asarray(column.mask.array)
            values = [("", ".", "?")[state] or value for value, state in zip(values, mask.tolist(), strict=True)]
        columns[tag] = values
    if columns:
        block.init_loop(f"_{name.lstrip('_')}.", list(columns)).set_all_values(list(columns.values()))
