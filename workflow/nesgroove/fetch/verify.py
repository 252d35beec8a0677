"""Checks that a file is the whole entry that was asked for.

Every parser reads an mmCIF file that was cut at a line end as a complete, smaller structure. So a file is
believed only after everything that can be checked has been: the gzip trailer, the parse, the entry's id, the
end of an archive file, and that what the file declares (chains, observed residues) is among its atoms.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nesgroove.fetch.errors import CorruptError, TooLargeError
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.limits import Limits, megabytes
from nesgroove.io.files import gzipped

if TYPE_CHECKING:
    import gemmi

_GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 20
_PLENTY = 1 << 25  # bytes; what is smaller is no danger, however small it was packed

RATIO = 200
"""Largest part of a file's content to the file; mmCIF is packed to a fifth. What is packed smaller repeats itself, and
a parser would need many times the memory of its text."""

# Share of the residues that a file lists as observed and that may lack atoms all the same. The archive's own
# files have none; the margin is for hand-edited ones, far below what a cut in the coordinates takes away.
MISSING_RESIDUES = 0.01


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verified_gzip(
    data: bytes, entry: EntryId, source: str, *, measured: bool = True, limit: int = Limits.unpacked
) -> bytes:
    """Check that bytes are a whole mmCIF file of an entry, and return them compressed.

    Parameters
    ----------
    data
        What a mirror sent or a file holds, compressed with gzip or not.
    entry
        The entry that was asked for.
    source
        Where the bytes come from, for the message.
    measured
        Whether their number is known to be right, as it is of a file on a disk and of a transfer that states
        it. If it is not, an uncompressed text is believed only if it ends as an archive file does.
    limit
        Bytes that it may have unpacked.

    Returns
    -------
    bytes
        The same bytes if they were compressed; else the text compressed so that equal texts give equal
        bytes (no file name, no time).

    Raises
    ------
    CorruptError
        Naming what is wrong with them.
    TooLargeError
        If there is more of them than the limit.
    """

    def check(text: bytes) -> None:
        block = _parsed(text, entry)
        if not (_check_end(text) or measured or data.startswith(_GZIP_MAGIC)):
            raise NotWholeError("nothing shows where the file ends, neither the transfer nor a last line #")
        _check_declared(block)

    return verified(data, source, limit, check)


def verified(data: bytes, source: str, limit: int, check: Callable[[bytes], None]) -> bytes:
    """Check what a mirror sent or a file holds, and return it compressed.

    Parameters
    ----------
    data
        Compressed with gzip or not.
    source
        Where the bytes come from, for the message.
    limit
        Bytes that they may have unpacked.
    check
        Asked about the bytes unpacked; raises NotWholeError.

    Returns
    -------
    bytes
        The same bytes if they were compressed; else compressed so that equal texts give equal bytes.

    Raises
    ------
    CorruptError
        Naming what is wrong with them.
    TooLargeError
        If there is more of them than the limit.
    """
    compressed = data.startswith(_GZIP_MAGIC)
    try:
        text = unpacked_whole(data, limit) if compressed else data
        if len(text) > limit:
            raise TooLargeError(too_large(limit))
        check(text)
    except NotWholeError as error:
        raise CorruptError(str(error), file=source, remedy="Fetch it again, or from another mirror") from error
    return data if compressed else gzipped(text, level=9)


class NotWholeError(Exception):
    """What is wrong with a file, without saying which file."""


def unpacked(data: bytes, limit: int) -> bytes:
    """Unpack what gzip packed, if there is not too much of it.

    Parameters
    ----------
    data
        One or more members of a gzip file.
    limit
        Bytes that the content may have.

    Returns
    -------
    bytes
        The content; its checksum and its length are those of the file's trailer.

    Raises
    ------
    TooLargeError
        If it has more, or if it is a bomb (:data:`RATIO`). It is counted before it is kept, so that a file which
        unpacks to a thousand times its size takes no memory.
    EOFError, OSError, zlib.error
        If the file is cut short or damaged.
    """
    size = 0
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise TooLargeError(too_large(limit))
            if size > _PLENTY and size > RATIO * len(data):
                raise TooLargeError(f"more than {RATIO} times as large unpacked, as no structure is")
    return gzip.decompress(data)


def too_large(limit: int) -> str:
    """Say that there is more than a limit, and how it is raised.

    Parameters
    ----------
    limit
        Bytes unpacked.

    Returns
    -------
    str
        For a message.
    """
    return f"more than {megabytes(limit)} unpacked, the limit (--max-unpacked-mb)"


def unpacked_whole(data: bytes, limit: int) -> bytes:
    """Unpack a file that was packed once.

    Parameters
    ----------
    data
        A gzip file.
    limit
        Bytes that the content may have.

    Returns
    -------
    bytes
        The content.

    Raises
    ------
    NotWholeError
        If it is cut short, damaged, or packed twice.
    TooLargeError
        If it has more (:func:`unpacked`).
    """
    try:
        text = unpacked(data, limit)
    except EOFError as error:
        raise NotWholeError("the compressed file is cut short (no gzip trailer)") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise NotWholeError(f"the compressed file is damaged (gzip: {error})") from error
    if text.startswith(_GZIP_MAGIC):
        raise NotWholeError("the file is compressed twice")
    return text


def _parsed(text: bytes, entry: EntryId) -> gemmi.cif.Block:
    import gemmi

    start = text[:500].lstrip().lower()
    if not start:
        raise NotWholeError("the file is empty")
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise NotWholeError("the file is a web page, not a structure")
    try:
        document = gemmi.cif.read_string(text)
        block = document[0]
        atoms = sum(model.count_atom_sites() for model in gemmi.make_structure_from_block(block))
    # gemmi raises ValueError, IndexError or RuntimeError, depending on how the file is broken.
    except Exception as error:
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise NotWholeError(f"the file is not readable mmCIF ({first})") from error
    named = gemmi.cif.as_string(block.find_value("_entry.id") or "")
    if not named:
        raise NotWholeError("the file does not say which entry it is (_entry.id)")
    if not entry.matches(named):
        raise NotWholeError(f"the file is of the entry {named}, not of {entry}")
    if not atoms:
        raise NotWholeError("the file has no atoms")
    return block


def _check_end(text: bytes) -> bool:
    """Check the last line, and return whether it is the mark that ends an archive file."""
    if not text.endswith(b"\n"):
        raise NotWholeError("the file is cut short (its last line is not complete)")
    # Writers that follow the archive's style put a line "#" after the head and after every category.
    lines = text[:200].split(b"\n", 2)
    has_rules = len(lines) > 1 and lines[1].strip() == b"#"
    if has_rules and text.rstrip().rsplit(b"\n", 1)[-1].strip() != b"#":
        raise NotWholeError("the file is cut short (it does not end with the line '#')")
    return has_rules


def _check_declared(block: gemmi.cif.Block) -> None:
    """Compare the chains and the observed residues that the file lists with those that have atoms."""
    with_atoms = {(row[0], row[1]) for row in block.find("_atom_site.", ["label_asym_id", "label_seq_id"])}
    if not with_atoms:  # a file that keeps author ids only: nothing to compare
        return
    chains = {chain for chain, _ in with_atoms}
    empty = [chain for chain in block.find_values("_struct_asym.id") if chain not in chains]
    if empty:
        raise NotWholeError(
            f"the file is cut short (chains without atoms: {', '.join(empty[:5])}; all have some in an entry)"
        )
    # pdb_mon_id is "?" for a residue that was not observed.
    scheme = block.find("_pdbx_poly_seq_scheme.", ["asym_id", "seq_id", "pdb_mon_id"])
    observed = {(row[0], row[1]) for row in scheme if row[2] not in {"?", "."}}
    missing = observed - with_atoms
    if len(missing) > MISSING_RESIDUES * len(observed):
        raise NotWholeError(
            f"the file is cut short ({len(missing)} of {len(observed)} residues that it lists as observed "
            "have no atoms)"
        )
