"""Which release of an entry a file is, by the history that the archive writes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import gemmi

HISTORY: Final = "_pdbx_audit_revision_history."

MODEL: Final = "structure model"
"""Content whose revisions count; structure factors, maps and their metadata have revisions of their own."""


def revision_of(block: gemmi.cif.Block) -> tuple[str, str]:
    """Read the newest revision of the structure model and its date.

    Parameters
    ----------
    block
        Of an mmCIF file.

    Returns
    -------
    revision : str
        ``1.3``; empty where the file names none.
    date : str
        ``2011-07-13``; empty likewise.
    """
    columns = ["major_revision", "minor_revision", "revision_date", "?data_content_type"]
    revisions = []
    for row in block.find(HISTORY, columns):
        kind = row.str(3).lower() if row.has(3) else MODEL
        if kind in {MODEL, "", "?", "."} and row.str(0).isdecimal() and row.str(1).isdecimal():
            revisions.append((int(row.str(0)), int(row.str(1)), row.str(2)))
    if not revisions:
        return "", ""
    major, minor, date = max(revisions)
    return f"{major}.{minor}", date
