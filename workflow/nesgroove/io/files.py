"""Files under names that are safe, whole (:mod:`nesgroove.io.writing`), with the same bytes for the same content."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from nesgroove.io.writing import new_file

LETTERS: Final = "A-Za-z0-9"
"""Alphabet of names within PyMOL and of identifiers of other languages, beside ``_``."""

FILE_LETTERS: Final = "A-Za-z0-9._-"
"""Alphabet of file names that need no quoting in a link, a selector, a script or a shell."""

WORD_LETTERS: Final = "!-~"
"""Alphabet of one word of an mmCIF file, such as the name of a block: ASCII without spaces."""

LONGEST: Final = 60
"""Of a name before what makes it unique, characters."""

FILE_LIMIT: Final = 200
"""Of a file name that stays as it is, characters: file systems take 255 bytes, with the ending."""

RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})
"""Names that Windows keeps for devices."""

ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""Of every member of an archive: the first that the format can hold."""

LEVEL: Final = 6
"""Of compression."""


def write_file(path: Path, content: str | bytes, *, sync: bool = False) -> Path:
    """Write a file in one step (:func:`nesgroove.io.writing.new_file`); text as UTF-8 with its own line ends.

    Parameters
    ----------
    path
        The file.
    content
        All of it.
    sync
        As of :func:`nesgroove.io.writing.new_file`.

    Returns
    -------
    Path
        The same path.
    """
    with new_file(path, sync=sync) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)
    return path


def safe_name(text: str, letters: str = FILE_LETTERS, *, runs: bool = True) -> str:
    """Write ``_`` for what a name may not hold.

    Parameters
    ----------
    text
        Any text.
    letters
        What is allowed, as in the brackets of a regular expression: :data:`LETTERS`, :data:`FILE_LETTERS` ...
    runs
        Whether characters that follow each other become one ``_``; else each becomes one.

    Returns
    -------
    str
        May be empty, or begin with any of the letters; :func:`file_name` is stricter.
    """
    return re.sub(f"[^{letters}]{'+' if runs else ''}", "_", text)


def file_name(text: str, *, empty: str = "unnamed") -> str:
    """Make a file name out of any text: safe on every file system, and the same each time.

    Parameters
    ----------
    text
        Any text.
    empty
        Name of a text that leaves nothing.

    Returns
    -------
    str
        At most 60 letters, digits, ``.``, ``_`` and ``-``, of which the first and the last is a letter or a digit; a
        device of Windows gets a ``_`` behind it. Several texts may get one name: see :func:`unique_file_names` and
        :func:`marked_file_name`.
    """
    name = safe_name(text)[:LONGEST].strip("._-") or empty
    stem, dot, rest = name.partition(".")
    return f"{stem}_{dot}{rest}" if stem.lower() in RESERVED else name


def unique_file_names(texts: Iterable[str]) -> dict[str, str]:
    """Give each text a file name of its own, also where a file system does not tell ``A`` from ``a``.

    Texts that need no change keep themselves as names.

    Parameters
    ----------
    texts
        What is to be named; the names do not depend on the order.

    Returns
    -------
    dict of str to str
        Text -> name.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for text in sorted(set(texts), key=lambda text: (file_name(text) != text, text)):
        base = name = file_name(text)
        number = 2
        while name.casefold() in taken:
            name = f"{base}-{number}"
            number += 1
        taken.add(name.casefold())
        names[text] = name
    return names


def marked_file_name(text: str) -> str:
    """Make a file name that does not depend on what else is named: for ids, which seldom need a change.

    Parameters
    ----------
    text
        An id.

    Returns
    -------
    str
        The id itself where it consists of letters, digits and ``. _ + -``, begins with none of ``.`` and ``-``, and
        is no device of Windows; else what :func:`file_name` makes of it and six digits of its checksum.
    """
    plain = re.fullmatch(f"[{LETTERS}_+][{LETTERS}._+-]*", text) is not None and len(text) <= FILE_LIMIT
    if plain and text.split(".", 1)[0].lower() not in RESERVED:
        return text
    mark = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:6]
    return f"{file_name(text)}_{mark}"


def gzipped(data: bytes, level: int = LEVEL) -> bytes:
    """Compress; the same data give the same bytes at any time, on any system, with any Python.

    Parameters
    ----------
    data
        What to compress.
    level
        From 1, fast, to 9, small.

    Returns
    -------
    bytes
        A gzip file without a name and a date.
    """
    # gzip.compress writes the system into the header in some versions of Python; GzipFile never does.
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=level, fileobj=packed, mtime=0) as stream:
        stream.write(data)
    return packed.getvalue()


def write_zip(path: Path, members: Iterable[tuple[str, str | bytes | Path]]) -> Path:
    """Write an archive in one step, whose bytes depend on nothing but what is in it.

    Parameters
    ----------
    path
        The archive.
    members
        Name in the archive, and the text, the data or the file.

    Returns
    -------
    Path
        The same path.
    """
    with new_file(path) as stream, zipfile.ZipFile(stream, "w") as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, date_time=ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            data = content.read_bytes() if isinstance(content, Path) else content
            archive.writestr(entry, data, compresslevel=LEVEL)
    return path
