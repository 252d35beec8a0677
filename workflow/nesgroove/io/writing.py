"""How files are written: whole or not at all, one by one or several together; and what is said where they cannot be."""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import secrets
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import IO, Final

from nesgroove.errors import WriteError

PART: Final = ".part"
"""Ending of files that are being written."""

NAMED: Final = 60
"""Characters of a file's name in that of its temporary file."""

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a system says where there is no room: on the disk, in one's share of it, or in a file."""

_WAITING: ContextVar[list[tuple[Path, Path]] | None] = ContextVar("_WAITING", default=None)
"""Files that are whole and get their names when :func:`together` ends: the temporary path and the final one."""


@contextmanager
def new_file(path: Path, *, sync: bool = False) -> Iterator[IO[bytes]]:
    """Write a file in one step: a reader sees the old content or the new, never a part.

    Parameters
    ----------
    path
        The file; it need not exist, nor need its directory. Where it is a link, what it points to is replaced; what
        is no file, such as ``/dev/stdout``, is written to as it is.
    sync
        Wait until the content has reached the disk, so that the file is whole even after a power cut.

    Yields
    ------
    IO[bytes]
        Where the content goes. If writing fails, nothing is left and an older file stays as it was.

    Raises
    ------
    WriteError
        It cannot be written; the message names the file, why, and the space that is left where that is why.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield stream
            return
        target = Path(os.path.realpath(path))
        part = part_of(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as stream:
                yield stream
                if sync:
                    stream.flush()
                    os.fsync(stream.fileno())  # or the rename could reach the disk before the content
            waiting = _WAITING.get()
            if waiting is None:
                part.replace(target)
            else:
                waiting.append((part, target))
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        if not _is_of(error, path):
            raise  # whoever writes read something that cannot be read
        raise unwritable(path, error) from error


def _is_of(error: OSError, path: Path) -> bool:
    """Say whether an error is about a file that is being written: it, its temporary file, its directory."""
    if error.filename is None:
        return True
    where = Path(os.path.realpath(os.fsdecode(error.filename)))
    target = Path(os.path.realpath(path))
    return where in (target, *target.parents) or (where.parent == target.parent and where.suffix == PART)


@contextmanager
def together() -> Iterator[None]:
    """Give the files that are written inside their names at the end, all of them or none.

    Within another one, the outer one decides. A reader inside still sees what was there before.
    """
    if _WAITING.get() is not None:
        yield
        return
    waiting: list[tuple[Path, Path]] = []
    before = _WAITING.set(waiting)
    try:
        yield
        with _uninterrupted():
            for part, target in waiting:
                part.replace(target)
    except BaseException:
        for part, _ in waiting:
            part.unlink(missing_ok=True)
        raise
    finally:
        _WAITING.reset(before)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back signals that would stop the process half-way through renaming."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def part_of(target: Path) -> Path:
    """Name the temporary file of a file: in the same directory, of this machine and this process.

    In the same directory, because a rename is atomic only within a file system; hidden and with an ending that no
    reader takes for a result, because a killed process leaves it behind. Whose it was says its name
    (:func:`nesgroove.io.places.clear_abandoned`).
    """
    return target.with_name(f".{target.name[:NAMED]}.{machine()}.{os.getpid()}.{secrets.token_hex(4)}{PART}")


@cache
def machine() -> str:
    """Mark this machine, in six digits, for the names of temporary files."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:6]


def unwritable(path: Path, error: OSError) -> WriteError:
    """Say that a file or directory cannot be written: which, why, and what to do.

    Parameters
    ----------
    path
        What was to be written.
    error
        What the system said; where it names another file, that is told too.

    Returns
    -------
    WriteError
    """
    message = error.strerror or str(error)
    if error.filename is not None and not os.fsdecode(error.filename).endswith(PART):
        where = os.fsdecode(error.filename)
        message = message if Path(where) == path else f"{message} ({where})"
    remedy = "Choose a directory that can be written to"
    if error.errno in FULL:
        message += f": {_space_left(path)}"
        remedy = "Make room, or choose another directory; then give the same command again"
    elif isinstance(error, (NotADirectoryError, FileExistsError, IsADirectoryError)):
        remedy = "Something of that name is in the way: remove it, or choose another directory"
    return WriteError(message, file=path, remedy=remedy)


def _space_left(path: Path) -> str:
    """Say how much room is left where a file was to be."""
    there = next((parent for parent in (path, *path.absolute().parents) if parent.is_dir()), Path("/"))
    try:
        return f"{shutil.disk_usage(there).free / 1e6:.1f} MB left in {there}"
    except OSError:
        return f"in {there}"


def copy_file(source: Path, target: Path) -> Path:
    """Copy a file in one step (:func:`new_file`) and return the new path."""
    with source.open("rb") as original, new_file(target) as stream:
        shutil.copyfileobj(original, stream)
    return target
