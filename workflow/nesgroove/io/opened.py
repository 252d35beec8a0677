"""From a path to the bytes of a structure: regular files only, unpacked, and no larger than a limit."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesgroove.errors import ReadError
from nesgroove.io.unpacked import MEGABYTE, PackingError, read_up_to, unpacked

MAX_MB: Final = "NESGROOVE_MAX_MB"
"""Environment variable: megabytes that a structure file may have, unpacked."""

MAX_ATOMS: Final = "NESGROOVE_MAX_ATOMS"
"""Environment variable: atoms that a structure file may have, all models together."""

SPECIAL: Final = (
    (stat.S_ISDIR, "this is a directory, not a file", "Name the structure files in it"),
    (stat.S_ISFIFO, "this is a pipe, not a file", "Save what comes through it to a file and name that"),
    (stat.S_ISSOCK, "this is a socket, not a file", "Name a structure file"),
    (stat.S_ISCHR, "this is a device, not a file", "Name a structure file"),
    (stat.S_ISBLK, "this is a device, not a file", "Name a structure file"),
)
"""What a path may lead to that has no end, or no content: opening it could wait for ever."""


@dataclass(frozen=True)
class Limits:
    """What a structure file may be.

    Attributes
    ----------
    megabytes : int
        On disk and unpacked.
    atoms : int
        All models together. The largest model of the archive, the capsid of HIV (3J3Q), has 2.4 million.
    """

    megabytes: int = 512
    atoms: int = 5_000_000

    @property
    def bytes(self) -> int:
        """Megabytes as bytes."""
        return self.megabytes * MEGABYTE

    def refuse_atoms(self, atoms: int, path: Path) -> None:
        """Refuse a file of too many atoms.

        Parameters
        ----------
        atoms
            How many it has.
        path
            The file.

        Raises
        ------
        ReadError
            They are more than :attr:`atoms`.
        """
        if atoms > self.atoms:
            raise ReadError(
                f"it has {atoms} atoms, more than {self.atoms}",
                file=path,
                remedy=f"Take out waters or frames, or set {MAX_ATOMS} to more",
            )


def limits() -> Limits:
    """Read the limits from the environment.

    Returns
    -------
    Limits
        Those of :class:`Limits` where a variable is not set.

    Raises
    ------
    ReadError
        A variable is no positive whole number.
    """
    return Limits(_whole(MAX_MB, Limits.megabytes), _whole(MAX_ATOMS, Limits.atoms))


def _whole(variable: str, otherwise: int) -> int:
    text = os.environ.get(variable, "").strip()
    if not text:
        return otherwise
    if not text.isdecimal() or int(text) < 1:
        raise ReadError(
            f"{text!r} is no limit", file=variable, remedy=f"Set {variable} to a whole number above 0, or unset it"
        )
    return int(text)


@dataclass(frozen=True)
class Opened:
    """A structure file's content.

    Attributes
    ----------
    data : bytes
        Unpacked.
    sha256 : str
        Of the bytes on disk.
    members : tuple of str
        Names of the files within archives that it was taken from.
    """

    data: bytes
    sha256: str
    members: tuple[str, ...]


def file_bytes(path: Path, limit: Limits) -> bytes:
    """Read a file as it is on disk.

    Parameters
    ----------
    path
        The file, or a link to it.
    limit
        What it may be.

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    ReadError
        It is missing, not readable, no regular file, or too large.
    """
    try:
        mode = path.stat().st_mode
        for is_kind, message, remedy in SPECIAL:
            if is_kind(mode):
                raise ReadError(message, file=path, remedy=remedy)
        with path.open("rb") as stream:
            data = read_up_to(stream, limit.bytes)
    except (OSError, ValueError) as error:  # a ValueError is a path with a null character
        message = getattr(error, "strerror", None) or str(error)
        raise ReadError(message, file=path, remedy="Check the path and its permissions") from error
    if len(data) > limit.bytes:
        raise ReadError(
            f"it has more than {limit.megabytes} MB",
            file=path,
            remedy=f"Take out waters or frames, or set {MAX_MB} to more",
        )
    return data


def opened(path: Path, limit: Limits) -> Opened:
    """Read a structure file and unpack it.

    Parameters
    ----------
    path
        The file.
    limit
        What it may be.

    Returns
    -------
    Opened
        Its content.

    Raises
    ------
    ReadError
        It is missing, no regular file, too large, damaged, or an archive without exactly one structure.
    """
    raw = file_bytes(path, limit)
    try:
        content = unpacked(raw, limit.bytes)
    except PackingError as error:
        raise ReadError(error.message, file=path, remedy=error.remedy) from error
    return Opened(content.data, hashlib.sha256(raw).hexdigest(), content.members)
