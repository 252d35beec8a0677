"""Molecules of mmCIF that have one author's id: their label chains are kept apart while a parser reads."""

from __future__ import annotations

import gemmi

from nesgroove.io.atom_table import AtomTable

MARK = "\u0002"
"""Stands in chain ids of mmCIF before the label chain, where one author's id is used for several molecules."""


def marked_cif(table: AtomTable) -> bool:
    """Give each molecule under an author's chain id of an mmCIF block an id of its own, in place, where ids repeat.

    A parser would put residues of two label chains into one where the author's chain, number and name are the same,
    and lose one of the label chains.

    Parameters
    ----------
    table
        The block's atoms.

    Returns
    -------
    bool
        Whether any id was changed: :func:`without_marks` changes them back.
    """
    author, label, number = (table.column(name) for name in ("auth_asym_id", "label_asym_id", "auth_seq_id"))
    numbered = set(zip(author, label, number, strict=True))
    if len({(name, own) for name, _, own in numbered}) == len(numbered):
        return False  # as in most files, where numbers alone tell
    others = [
        table.column(name) if name in table.names else [""] * len(table)
        for name in ("auth_comp_id", "pdbx_pdb_ins_code")
    ]
    different = set(zip(author, label, number, *others, strict=True))
    if len({(name, *rest) for name, _, *rest in different}) == len(different):
        return False
    counted: dict[tuple[str, ...], set[str]] = {}
    for row in different:
        counted.setdefault((row[0], *row[2:]), set()).add(row[1])
    shared = {(key[0], name) for key, labels in counted.items() if len(labels) > 1 for name in labels}
    marked = {pair: gemmi.cif.quote(MARK.join(map(gemmi.cif.as_string, pair))) for pair in shared}
    rows = enumerate(zip(author, label, strict=True))
    table.put("auth_asym_id", {i: marked[pair] for i, pair in rows if pair in marked})
    return True


def without_marks(structure: gemmi.Structure) -> None:
    """Take the marks away again, in place.

    Parameters
    ----------
    structure
        As it was read from a marked block.
    """
    for model in structure:
        for chain in model:
            chain.name = chain.name.partition(MARK)[0]
