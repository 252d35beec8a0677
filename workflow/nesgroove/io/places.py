"""Places that results are written to: tried before the work begins, kept to one run at a time, cleared of what was cut.

What a killed process left is known by its name (:func:`nesgroove.io.writing.part_of`).
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from nesgroove.errors import WriteError
from nesgroove.io.writing import PART, machine, part_of

ROOM: Final = 65_536
"""Bytes that are written to try a place. A disk with less than that holds no result."""

ABANDONED: Final = 86_400.0
"""Seconds after which a temporary file of another machine must be that of a process that was killed."""

LOCK: Final = ".lock"
"""File in a directory that only one run at a time may use."""

_MINE = re.compile(rf"\..*\.(?P<machine>[0-9a-f]{{6}})\.(?P<process>\d+)\.[0-9a-f]{{8}}{re.escape(PART)}")


def try_directory(path: Path) -> None:
    """Try whether a directory can be written to, before work is done for it; nothing is left there.

    Where it does not exist yet, the nearest directory above it is tried. What killed processes left in it half
    written is removed.

    Parameters
    ----------
    path
        The directory.

    Raises
    ------
    WriteError
        It cannot be written to: a file is in the way, it is read-only, the disk is full.
    """
    try:
        there = next(parent for parent in (path, *path.absolute().parents) if parent.exists() or parent.is_symlink())
        if not there.is_dir():
            raise WriteError(
                f"{there} is in the way, which is no directory", file=path,
                remedy="Remove it, or choose another directory",
            )  # fmt: skip
        probe = part_of(there / "probe")
        try:
            with probe.open("xb") as stream:
                stream.write(bytes(ROOM))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError.at(path, error) from error
    if there == path:
        clear_abandoned(path)


def try_file(path: Path) -> None:
    """Try whether a file can be written; as :func:`try_directory`, and no directory may have its name.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    WriteError
        It cannot be written.
    """
    if path.is_dir():
        raise WriteError("there is a directory of this name", file=path, remedy="Name a file")
    if not path.exists() or path.is_file():  # what is no file, such as /dev/stdout, is written to as it is
        try_directory(path.parent)


def clear_abandoned(directory: Path) -> None:
    """Remove temporary files of processes that do not run any more.

    Parameters
    ----------
    directory
        Where they are looked for; not below it.
    """
    for path in directory.glob(f".*{PART}"):
        with suppress(OSError):  # another process finished it or cleared it away
            if _is_abandoned(path):
                path.unlink()


def _is_abandoned(path: Path) -> bool:
    named = _MINE.fullmatch(path.name)
    if named is not None and named["machine"] == machine():
        return not _runs(int(named["process"]))
    return time.time() - path.stat().st_mtime > ABANDONED


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OverflowError:
        return False
    except PermissionError:
        pass
    return True


@contextmanager
def alone_in(directory: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[int]:
    """Keep a directory to this process while the context lasts; another one waits for its turn.

    A process that is killed gives it back, whatever became of it.

    Parameters
    ----------
    directory
        Made where it does not exist.
    waiting
        Called once where another process has it, before waiting for it.

    Yields
    ------
    int
        The descriptor of its lock, while it is this process's. A process that inherits it keeps the directory, too.

    Raises
    ------
    WriteError
        The directory cannot be made or written to.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        stream = (directory / LOCK).open("a")
    except OSError as error:
        raise WriteError.at(directory, error) from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(stream, fcntl.LOCK_EX)
        except OSError:
            pass  # a file system without locks, as some of clusters: the user has to see to it
        yield stream.fileno()
