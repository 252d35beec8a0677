"""Molecules of mmCIF that have one author's id: their label chains are kept apart while a parser reads."""

from __future__ import annotations

import gemmi

MARK = "\u0002"
"""Stands in chain ids of mmCIF before the label chain, where one author's id is used for several molecules."""


def marked_cif(block: gemmi.cif.Block) -> None:
    """Give each molecule under an author's chain id of an mmCIF block an id of its own, in place, where ids repeat.

    A parser would put residues of two label chains into one where the author's chain, number and name are the same,
    and lose one of the label chains.

    Parameters
    ----------
    block
        The block.
    """
    names = ("auth_asym_id", "label_asym_id", "auth_seq_id", "auth_comp_id", "pdbx_PDB_ins_code")
    columns = [list(block.find_values(f"_atom_site.{name}")) for name in names]
    author, label = columns[:2]
    size = len(author)
    if len(set(zip(author, label, strict=False))) == len(set(author)):
        return
    rows = list(zip(*(column if len(column) == size else [""] * size for column in columns), strict=True))
    different = set(rows)
    if len({(row[0], *row[2:]) for row in different}) == len(different):
        return
    counted: dict[tuple[str, ...], set[str]] = {}
    for row in different:
        counted.setdefault((row[0], *row[2:]), set()).add(row[1])
    shared = {(key[0], name) for key, labels in counted.items() if len(labels) > 1 for name in sorted(labels)}
    column = block.find_values("_atom_site.auth_asym_id")
    for i, row in enumerate(rows):
        if row[:2] in shared:
            column[i] = gemmi.cif.quote(f"{gemmi.cif.as_string(row[0])}{MARK}{gemmi.cif.as_string(row[1])}")


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
