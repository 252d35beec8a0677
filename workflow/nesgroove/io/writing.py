"""How files are written: whole or not at all, one by one or several together; and what is said where they cannot be."""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import IO, Final

from nesgroove.errors import WriteError

PART: Final = ".part"
"""Ending of files that are being written."""

NAMED: Final = 60
"""Characters of a file's name in that of its temporary file."""

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
    written = 0
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
            with suppress(OSError):
                written = part.stat().st_size
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        if not _is_of(error, path):
            raise  # whoever writes read something that cannot be read
        raise WriteError.at(path, error, written) from error


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

    Yields
    ------
    None
        While files are written.
    """
    if _WAITING.get() is not None:
        yield
        return
    waiting: list[tuple[Path, Path]] = []
    before = _WAITING.set(waiting)
    try:
        yield
        with uninterrupted():
            for part, target in waiting:
                part.replace(target)
    except BaseException:
        for part, _ in waiting:
            part.unlink(missing_ok=True)
        raise
    finally:
        _WAITING.reset(before)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back signals that stop the process; they arrive when the context ends.

    Yields
    ------
    None
        While what must not be done by half is done: renaming, or the start of a library that a signal breaks.
    """
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

    Parameters
    ----------
    target
        The file.

    Returns
    -------
    Path
        Another one each time.
    """
    return target.with_name(f".{target.name[:NAMED]}.{machine()}.{os.getpid()}.{secrets.token_hex(4)}{PART}")


def move_file(source: Path, target: Path) -> Path:
    """Give a file that is whole its name, within :func:`together` with the others.

    Parameters
    ----------
    source, target
        The file, and where it goes; on the same file system.

    Returns
    -------
    Path
        Where it goes.

    Raises
    ------
    WriteError
        It cannot be put there.
    """
    waiting = _WAITING.get()
    if waiting is not None:
        waiting.append((source, Path(os.path.realpath(target))))
        return target
    try:
        source.replace(os.path.realpath(target))
    except OSError as error:
        raise WriteError.at(target, error) from error
    return target


@cache
def machine() -> str:
    """Mark this machine, in six digits, for the names of temporary files."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:6]


def copy_file(source: Path, target: Path) -> Path:
    """Copy a file in one step (:func:`new_file`).

    Parameters
    ----------
    source, target
        The file, and its copy.

    Returns
    -------
    Path
        The copy.
    """
    with source.open("rb") as original, new_file(target) as stream:
        shutil.copyfileobj(original, stream)
    return target
