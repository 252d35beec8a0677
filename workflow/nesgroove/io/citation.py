"""The paper of an entry, as its file cites it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import gemmi

PRIMARY: Final = "primary"
"""Id of the citation that describes the entry itself, in the archive's files; others are of methods."""

DOI: Final = re.compile(r"10\.\d{4,9}/[^\s\"'<>]+")
"""What a DOI looks like (DOI Handbook, doi:10.1000/182): the registrant's prefix, and whatever it chose."""


def doi_of_cif(block: gemmi.cif.Block) -> str:
    """Read the DOI of the primary citation of an mmCIF block.

    Parameters
    ----------
    block
        The block.

    Returns
    -------
    str
        Without an address before it; empty where the file has none, as before a paper is out.
    """
    for row in block.find("_citation.", ["id", "pdbx_database_id_DOI"]):
        if row.str(0).lower() == PRIMARY:
            return _doi(row.str(1))
    return ""


def doi_of_pdb(header: Sequence[str]) -> str:
    """Read the DOI of the paper of a PDB file (JRNL, DOI), whose capitals mean nothing.

    Parameters
    ----------
    header
        Lines that are no atoms.

    Returns
    -------
    str
        In small letters; empty where there is none.
    """
    parts = [line[19:79].strip() for line in header if line[:6] == "JRNL  " and line[12:16] == "DOI "]
    return _doi("".join(parts)).lower()


def _doi(text: str) -> str:
    match = DOI.search(text)
    return match[0] if match else ""
