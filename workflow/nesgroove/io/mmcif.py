"""mmCIF as text: a document of one block, items and loops, quoted where they have to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import gemmi

from nesgroove.io.files import WORD_LETTERS, safe_name

quote = gemmi.cif.quote
"""Quote a value where its characters ask for it."""


def new_document(name: str) -> tuple[gemmi.cif.Document, gemmi.cif.Block]:
    """Make a document with one block.

    Parameters
    ----------
    name
        Of the block: any text; what is no visible ASCII becomes ``_``, for a name is one word.

    Returns
    -------
    document : gemmi.cif.Document
        Its ``as_string`` is the file.
    block : gemmi.cif.Block
        Empty.
    """
    document = gemmi.cif.Document()
    return document, document.add_new_block(safe_name(name, WORD_LETTERS, runs=False))


def add_loop(block: gemmi.cif.Block, category: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Add a table to a block; one without rows is left out.

    Parameters
    ----------
    block
        Where it goes.
    category
        Its name with the dot at the end: ``_atom_site.``.
    names
        Of its columns.
    rows
        Values, quoted already (:data:`quote`).
    """
    values = list(rows)
    if values:
        add_columns(block, category, dict(zip(names, map(list, zip(*values, strict=True)), strict=True)))


def add_columns(block: gemmi.cif.Block, category: str, columns: Mapping[str, list[str]]) -> None:
    """Add a table to a block by its columns, which is sooner done than by its rows.

    Parameters
    ----------
    block, category
        As for :func:`add_loop`.
    columns
        Values by the names of columns, as many in each, quoted already.
    """
    block.init_loop(category, list(columns)).set_all_values(list(columns.values()))
