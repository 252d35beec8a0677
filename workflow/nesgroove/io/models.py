"""The models of a file, each whole: what stands behind END, outside MODELs and in other data blocks belongs to it.

Pieces of a PDB file and blocks of an mmCIF file are parts of one structure where their atoms do not share places.
Pieces that do are models: frames that are parted by END, poses behind their receptor. Blocks that do are refused, for
they have names, and somebody meant one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import gemmi
import numpy as np

from nesgroove.errors import ReadError
from nesgroove.io.cif_source import atom_tables, cif_document
from nesgroove.io.formats import Content
from nesgroove.io.opened import Limits
from nesgroove.io.overlap import Placed, instead_of_each_other
from nesgroove.io.pdb_pieces import Piece, pieces_of, rows_of
from nesgroove.io.pdb_rows import is_row, tidy
from nesgroove.io.source import Source, joined, source_of_rows, source_of_table
from nesgroove.model.problem import Finding

ROW_BEGINS = ("\nATOM ", "\nHETATM")
"""How rows of atoms begin, the shortest first."""

Names = tuple[Mapping[str, str], Mapping[str, str]]
Contents = Mapping[str, int]
"""Residues of a model, as component, chain and number, and how many atoms each has."""


@dataclass(frozen=True)
class Models:
    """The models of a file.

    Attributes
    ----------
    count : int
    source : callable
        Reads one of them, counted from 0.
    contents : callable
        What one of them holds, without reading it where that can be.
    findings : tuple of Finding
        What its reader has to know about the whole file.
    """

    count: int
    source: Callable[[int], Source]
    contents: Callable[[int], Contents]
    findings: tuple[Finding, ...]


def models_of(content: Content, limit: Limits, path: Path) -> Models:
    """Find the models of a file.

    Parameters
    ----------
    content
        What it holds.
    limit
        How many atoms it may have.
    path
        The file, for messages.

    Returns
    -------
    Models
        One at least.

    Raises
    ------
    ReadError
        There are too many atoms, or pieces that do not belong together.
    ValueError, RuntimeError, IndexError
        gemmi's, and ours about rows and tables that cannot be read.
    """
    # Before anything is made of the text, which takes many times its memory.
    if len(content.text) > len(ROW_BEGINS[0]) * limit.atoms:
        limit.refuse_atoms(sum(map(content.text.count, ROW_BEGINS)), path)
    if content.format == "PDB":
        return _models_of_pdb(content.text, limit, path)
    return _models_of_cif(content, limit, path)


# --- PDB -------------------------------------------------------------------------------------------------


@dataclass
class _Part:
    """One model of a piece."""

    header: list[str]
    rows: list[str]
    names: Names

    def source(self) -> Source:
        return source_of_rows(self.header, self.rows, self.names)

    def placed(self) -> Placed:
        structure = self.source().structure
        return Placed.of(structure[0]) if len(structure) else Placed([], np.empty((0, 3)))

    def contents(self) -> Contents:
        counts: dict[str, int] = {}
        for ids, group in groupby(rows_of(self.rows), key=lambda row: row[17:27]):
            name = f"{ids[:3].strip()}:{ids[3:5].strip()}:{ids[5:].strip()}"
            counts[name] = counts.get(name, 0) + sum(1 for _ in group)
        return counts


def _models_of_pdb(text: str, limit: Limits, path: Path) -> Models:
    lines = text.split("\n")
    rows = sum(map(is_row, lines))
    limit.refuse_atoms(rows, path)
    tidied = tidy(lines)
    pieces = pieces_of(lines)
    if not pieces:
        raise ReadError("there are no atoms in it", file=path, remedy="Fetch or export the file again")
    findings = []
    if tidied.shifted:
        findings.append(Finding("rows_shifted", {"rows": tidied.shifted}))
    slots = _slots([_parts(piece, pieces, (tidied.components, tidied.chains)) for piece in pieces])
    count = max(map(len, slots))
    if any(len(slot) not in (1, count) for slot in slots):
        numbers = ", ".join(str(len(slot)) for slot in slots)
        raise ReadError(
            f"its pieces have different numbers of models ({numbers}), and which belong together is not said",
            file=path,
            remedy="Write each complex into a file, or each into a MODEL, of its own",
        )

    def chosen(model: int) -> list[_Part]:
        return [slot[model if len(slot) > 1 else 0] for slot in slots]

    kept = sum(len(rows_of(model)) for piece in pieces for model in piece.models)
    if kept != rows:
        findings.append(Finding("rows_not_read", {"rows": rows, "atoms": kept}))
    others = sum(len(rows_of(slot[0].rows)) for slot in slots[1:])
    if others:
        check = "outside_models" if any(piece.numbers for piece in pieces) else "behind_end"
        findings.append(Finding(check, {"atoms": others}))

    def contents(model: int) -> Contents:
        return {name: n for part in chosen(model) for name, n in part.contents().items()}

    return Models(count, lambda model: joined([part.source() for part in chosen(model)]), contents, tuple(findings))


def _parts(piece: Piece, pieces: Sequence[Piece], names: Names) -> list[_Part]:
    """The models of a piece; of two pieces of one file the first has its header, the other its sequences."""
    header = piece.header
    of_this_file = [other for other in pieces if other.header is header]
    if len(of_this_file) > 1:
        owners: dict[str, Piece] = {}
        for other in of_this_file:
            for chain in {row[21] for row in rows_of(other.models[0])}:
                owners.setdefault(chain, other)
        first = of_this_file[0]
        header = [
            line
            for line in header
            if (owners.get(line[11:12], first) is piece if line.startswith("SEQRES") else piece is first)
            or line.startswith(("HETNAM", "CRYST1"))
        ]
    return [_Part(header, rows, names) for rows in piece.models]


def _slots(pieces: list[list[_Part]]) -> list[list[_Part]]:
    """Put pieces together that stand for each other; those that do not are parts of every model."""
    slots = [pieces[0]]
    first = [pieces[0][0].placed()] if len(pieces) > 1 else []
    for parts in pieces[1:]:
        placed = parts[0].placed()
        for slot, known in zip(slots, first, strict=True):
            if instead_of_each_other(known, placed):
                slot.extend(parts)
                break
        else:
            slots.append(parts)
            first.append(placed)
    return slots


# --- mmCIF -----------------------------------------------------------------------------------------------


def _models_of_cif(content: Content, limit: Limits, path: Path) -> Models:
    tables = atom_tables(cif_document(content, limit.atoms))
    rows = sum(map(len, tables))
    limit.refuse_atoms(rows, path)
    sources = list(map(source_of_table, tables))
    read = sum(model.count_atom_sites() for source in sources for model in source.structure)
    findings = [Finding("rows_not_read", {"rows": rows, "atoms": read})] if read != rows else []
    files = [_CifModels(source) for source in sources if len(source.structure)]
    if not files:
        raise ReadError("there are no atoms in it", file=path, remedy="Fetch or export the file again")
    if len(files) > 1:
        _refuse_blocks(files, path)
        findings.append(Finding("blocks_joined", {"names": ", ".join(file.source.name for file in files)}))

    def contents(model: int) -> Contents:
        counts: dict[str, int] = {}
        for file in files:
            for chain in file.model(model):
                for residue in chain:
                    name = f"{residue.name}:{chain.name}:{residue.seqid}"
                    counts[name] = counts.get(name, 0) + len(residue)
        return counts

    count = max(len(file.models) for file in files)
    return Models(count, lambda model: joined([file.one(model) for file in files]), contents, tuple(findings))


class _CifModels:
    """The models of a block, apart from each other."""

    def __init__(self, source: Source) -> None:
        self.source = source
        structure = source.structure
        self.models = [model.clone() for model in structure] if len(structure) > 1 else [structure[0]]
        if len(structure) > 1:
            for number in range(len(structure) - 1, -1, -1):
                del structure[number]

    def model(self, number: int) -> gemmi.Model:
        return self.models[number if len(self.models) > 1 else 0]

    def one(self, number: int) -> Source:
        """The source with one of its models."""
        if len(self.models) == 1:
            return self.source
        structure = self.source.structure.clone()
        structure.add_model(self.model(number))
        return replace(self.source, structure=structure, rows=self.model(number).count_atom_sites())


def _refuse_blocks(files: Sequence[_CifModels], path: Path) -> None:
    """Refuse blocks that cannot be one structure."""
    names = ", ".join(file.source.name for file in files)
    placed = [Placed.of(file.models[0]) for file in files]
    for i, second in enumerate(placed):
        if any(instead_of_each_other(first, second) for first in placed[:i]):
            raise ReadError(
                f"its data blocks {names} hold atoms in the same places: states of one molecule, or structures that "
                "were laid over each other",
                file=path,
                remedy="Write each into a file of its own",
            )
    if len({len(file.models) for file in files} - {1}) > 1:
        raise ReadError(
            f"its data blocks {names} have different numbers of models, and which belong together is not said",
            file=path,
            remedy="Write each complex into a file of its own",
        )
