"""Compressed files and archives, unpacked up to a limit.

What a file is packed with is told by its first bytes and not by its name. Nothing is unpacked beyond the limit, however
much a few bytes promise, nothing is written, and what is packed more than :data:`DEEPEST` times is refused.
"""

from __future__ import annotations

import bz2
import gzip
import importlib
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from nesgroove.io.entry_names import is_structure_name

DEEPEST: Final = 4
"""Layers of packing, one in the other: ``structures.tar.gz`` with ``3gjx.cif.gz`` in it has three."""

LZMA_MEMORY: Final = 2**30
"""Bytes that a dictionary of xz may take: the largest of its presets takes 65 MB."""

MEGABYTE: Final = 1_000_000
"""Bytes of the megabytes in which limits of files are given and named."""

PIECE: Final = 2**22
"""Bytes that are read at a time."""

SHOWN: Final = 5
"""Names that a message lists."""


class PackingError(Exception):
    """What is packed cannot be unpacked.

    Parameters
    ----------
    message
        What is wrong.
    remedy
        What to do about it.
    """

    def __init__(self, message: str, remedy: str = "Fetch or copy it again") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True)
class Unpacked:
    """What a file holds.

    Attributes
    ----------
    data : bytes
        Unpacked.
    members : tuple of str
        Names of the files within archives that it was taken from, from the outside in.
    """

    data: bytes
    members: tuple[str, ...] = ()


def unpacked(data: bytes, limit: int) -> Unpacked:
    """Unpack until nothing is packed.

    Parameters
    ----------
    data
        A file's bytes.
    limit
        Bytes that each layer may have, unpacked.

    Returns
    -------
    Unpacked
        The same bytes where they are not packed.

    Raises
    ------
    PackingError
        It is damaged, encrypted, too large, packed too often, packed with what is not known here, or is an archive
        that does not hold exactly one structure.
    """
    members: list[str] = []
    for _ in range(DEEPEST):
        packing = _packing(data)
        if packing is None:
            return Unpacked(data, tuple(members))
        if packing in UNKNOWN:
            raise PackingError(
                f"it is packed with {packing}, which is not read here", "Unpack it, or pack it with gzip"
            )
        if packing in ("zip", "tar"):
            if members:
                raise PackingError("it is an archive within an archive", "Unpack it and name the structures in it")
            data, member = (_of_zip if packing == "zip" else _of_tar)(data, limit)
            members.append(member)
        else:
            data = _decompressed(data, packing, limit)
    if _packing(data) is not None:
        raise PackingError(f"it is packed more than {DEEPEST} times", "Unpack it")
    return Unpacked(data, tuple(members))


def read_up_to(stream: Any, limit: int) -> bytes:  # noqa: ANN401 (whatever has a read)
    """Read a stream to its end, where its checksum is looked at, or until there is more than the limit.

    Parameters
    ----------
    stream
        With a method ``read``.
    limit
        Bytes.

    Returns
    -------
    bytes
        Longer than the limit where the stream is.
    """
    parts = []
    left = limit + 1
    # In pieces: asked for all that the limit allows, Python sets memory for that much aside.
    while left and (part := stream.read(min(left, PIECE))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


MAGIC: Final = (
    (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"PK\x07\x08", "zip"),
    (b"\x1f\x9d", "compress (.Z)"), (b"\x1f\xa0", "compress (.Z)"), (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"), (b"\x04\x22\x4d\x18", "LZ4"), (b"LZIP", "lzip"), (b"!<arch>\n", "ar"),
)  # fmt: skip
"""First bytes of what packs files."""

UNKNOWN: Final = frozenset({"compress (.Z)", "7-Zip", "RAR", "LZ4", "lzip", "ar"})


def _packing(data: bytes) -> str | None:
    for magic, packing in MAGIC:
        if data.startswith(magic):
            return packing
    if data[:1] == b"\x5d" and data[1:5] in LZMA_DICTIONARIES and data[12:13] in (b"\0", b"\xff"):
        return "xz"  # the older format .lzma, which has no magic
    return "tar" if _is_tar(data) else None


LZMA_DICTIONARIES: Final = frozenset((1 << power).to_bytes(4, "little") for power in range(12, 31))


def _is_tar(data: bytes) -> bool:
    """Whether the first block is the header of a member, by its checksum: old archives have no other mark."""
    if len(data) < tarfile.BLOCKSIZE or not data[0]:
        return False
    try:
        tarfile.TarInfo.frombuf(data[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def _too_large(limit: int) -> PackingError:
    return PackingError(
        f"it unpacks to more than {limit / MEGABYTE:g} MB", "Set NESGROOVE_MAX_MB to more if the file is what you think"
    )


def _decompressed(data: bytes, packing: str, limit: int) -> bytes:
    try:
        if packing == "gzip":
            plain = _gzip(data, limit)
        elif packing == "zstd":
            with _zstd_reader(data) as stream:
                plain = read_up_to(stream, limit)
        elif packing == "bzip2":
            plain = _all_streams(data, bz2.BZ2Decompressor, limit)
        else:
            plain = _all_streams(data, lambda: lzma.LZMADecompressor(memlimit=LZMA_MEMORY), limit)
    except PackingError:
        raise
    # Whatever a library raises about damaged bytes; zstandard has an error of its own, which may not be there.
    except Exception as error:
        raise PackingError(f"the {packing} file is damaged or cut short ({error})") from error
    if len(plain) > limit:
        raise _too_large(limit)
    return plain


def _gzip(data: bytes, limit: int) -> bytes:
    """Unpack gzip: in one go where it is one whole stream, as nearly always, else as Python's reader does it."""
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)  # with gzip's header, whose checksum zlib looks at
    try:
        plain = stream.decompress(data, limit + 1)
    except zlib.error:
        plain = b""
    if stream.eof and not stream.unused_data:
        return plain
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as reader:
        return read_up_to(reader, limit)


def _all_streams(data: bytes, new: Callable[[], Any], limit: int) -> bytes:
    """Decompress what may be several streams, one behind the other, as programs that use many processors write them."""
    parts: list[bytes] = []
    size = 0
    while data:
        stream = new()
        while not stream.eof:
            part = stream.decompress(data, limit + 1 - size)
            data = b""
            parts.append(part)
            size += len(part)
            if size > limit:
                return b"".join(parts)
            if not part and stream.needs_input and not stream.eof:
                raise EOFError("the end is missing")
        data = stream.unused_data.lstrip(b"\0")
    return b"".join(parts)


def _zstd_reader(data: bytes) -> Any:  # noqa: ANN401
    """Open with Python's own library, which it has from 3.14 on, or with the package ``zstandard``."""
    try:
        return importlib.import_module("compression.zstd").ZstdFile(io.BytesIO(data))
    except ImportError:
        pass
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError:
        raise PackingError(
            "it is packed with zstd, for which the package zstandard is not installed",
            "Install zstandard (pip install zstandard), or unpack the file (zstd -d)",
        ) from None
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True)


def _the_structure(names: list[str], what: str) -> str:
    """Choose the one structure among the members of an archive."""
    names = [name for name in names if not any(map(_hidden, name.split("/")))]
    structures = [name for name in names if is_structure_name(name.rpartition("/")[2])] or names
    if not structures:
        raise PackingError(f"the {what} archive is empty", "Pack it again")
    if len(structures) > 1:
        shown = ", ".join(structures[:SHOWN]) + (" ..." if len(structures) > SHOWN else "")
        raise PackingError(
            f"the {what} archive holds {len(structures)} files that may be the structure: {shown}",
            "Unpack it and name the files that are meant",
        )
    return structures[0]


def _hidden(part: str) -> bool:
    """Whether a file, or what a directory holds, is there for programs only: what macOS adds, for one."""
    return part == "__MACOSX" or (part.startswith(".") and part not in (".", ".."))


def _of_zip(data: bytes, limit: int) -> tuple[bytes, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name = _the_structure([info.filename for info in archive.infolist() if not info.is_dir()], "zip")
            info = archive.getinfo(name)
            if info.flag_bits & 1:
                raise PackingError(f"{name} in the zip archive is encrypted", "Unpack it with its password")
            with archive.open(info) as stream:
                plain = read_up_to(stream, limit)
    except NotImplementedError as error:
        raise PackingError(f"the zip archive cannot be read ({error})", "Unpack it") from error
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise PackingError(f"the zip archive is damaged or cut short ({error})") from error
    if len(plain) > limit:
        raise _too_large(limit)
    return plain, name


def _of_tar(data: bytes, limit: int) -> tuple[bytes, str]:
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            name = _the_structure([member.name for member in archive if member.isreg()], "tar")
            stream = archive.extractfile(archive.getmember(name))
            plain = b"" if stream is None else read_up_to(stream, limit)
            whole = len(plain) > limit or len(plain) == archive.getmember(name).size
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise PackingError(f"the tar archive is damaged or cut short ({error})") from error
    if not whole:
        raise PackingError("the tar archive is cut short")
    if len(plain) > limit:
        raise _too_large(limit)
    return plain, name
