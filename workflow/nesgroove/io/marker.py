"""How files that this program writes say what they are. Nothing heavy is imported: phantoms are written in no time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nesgroove.model.structure import SourceKind

OURS: Final = "NESGROOVE "
"""How their keywords (``_struct_keywords.pdbx_keywords``, HEADER) begin; the kind follows.

Keywords outlive a change of the format, which a category of our own would not."""


def keywords_of(kind: SourceKind) -> str:
    """Keywords by which a file says what it is.

    Parameters
    ----------
    kind
        One of :data:`nesgroove.model.structure.SOURCE_KINDS`.

    Returns
    -------
    str
        ``NESGROOVE PHANTOM`` and the like.
    """
    return OURS + kind.upper()


def says_phantom(path: Path) -> bool:
    """Say whether a PDB file says in its first line that it is a phantom.

    Parameters
    ----------
    path
        Any file.

    Returns
    -------
    bool
        False for what has no such line, and for what cannot be read.
    """
    try:
        with path.open("rb") as stream:
            line = stream.read(80)
    except OSError:
        return False
    return line.startswith(b"HEADER") and line[10:50].strip() == keywords_of("phantom").encode()
