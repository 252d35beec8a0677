"""mmCIF as text: a document of one block, items and loops, quoted where they have to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
        loop = block.init_loop(category, list(names))
        loop.set_all_values([list(column) for column in zip(*values, strict=True)])
