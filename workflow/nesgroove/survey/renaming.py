"""Other names for entries and complexes that were measured already, in their rows and in their superposed files."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import gemmi

from nesgroove.io.files import gzipped, write_file
from nesgroove.io.mmcif import new_document, quote
from nesgroove.model.record import Record
from nesgroove.survey.superposed import superposed_name


def renamed(rows: Iterable[Record], entries: Mapping[str, str], complexes: Mapping[str, str]) -> Iterator[Record]:
    """Give rows the new names of their entries and complexes.

    Parameters
    ----------
    rows
        Of any tables.
    entries, complexes
        Old name -> new one; those that are not in it stay.

    Yields
    ------
    Record
        In the same order.
    """
    if not entries and not complexes:
        yield from rows
        return
    for row in rows:
        new = {}
        if row.entry in entries:
            new["entry"] = entries[row.entry]
        if (old := getattr(row, "complex", "")) in complexes:
            new["complex"] = complexes[old]
        yield row.model_copy(update=new) if new else row


def take_superposed(source: Path, target: Path, complex_id: str, new_id: str, *, move: bool = False) -> None:
    """Take the superposed file of a complex into another directory, under another id where it has one.

    Parameters
    ----------
    source, target
        The directories; nothing is done where the file is not there.
    complex_id, new_id
        Before and after; the file says its id in its content too.
    move
        Whether it goes from where it was.
    """
    old, new = source / superposed_name(complex_id), target / superposed_name(new_id)
    if not old.is_file():
        return
    target.mkdir(parents=True, exist_ok=True)
    if move and complex_id == new_id:
        old.replace(new)
        return
    data = old.read_bytes()
    write_file(
        new, data if complex_id == new_id else gzipped(_with_id(gzip.decompress(data).decode(), new_id).encode())
    )
    if move:
        old.unlink()


def _with_id(text: str, new_id: str) -> str:
    document = gemmi.cif.read_string(text)
    block = document.sole_block()
    block.name = new_document(new_id)[1].name
    for tag in ("_entry.id", "_struct.entry_id", "_struct_keywords.entry_id"):
        block.set_pair(tag, quote(new_id))
    return document.as_string()
