"""Errors that people meet: each names the file, the step and the remedy.

Everything that can go wrong with a user's input is raised as a :class:`NesgrooveError`, so that one place
(the command line, or the run over many files) can print it or write it down. Anything else that is raised
is a defect of the program.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")


class NesgrooveError(Exception):
    """Something about the input that its owner can mend.

    Parameters
    ----------
    message
        What is wrong, in one sentence without the file's name.
    file
        The file, or whatever else names the input (an entry id, a URL).
    step
        The step that found it: ``read``, ``identify``, ``fetch`` ...
    remedy
        What to do about it, in the imperative.
    """

    step = "run"

    def __init__(
        self, message: str, *, file: str | Path | None = None, step: str | None = None, remedy: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = None if file is None else str(file)
        if step is not None:
            self.step = step
        self.remedy = remedy

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.step) if part)
        text = f"{where}: {self.message}" if where else self.message
        return f"{text}. {self.remedy}" if self.remedy else text


class ReadError(NesgrooveError):
    """A file that cannot be read as a structure."""

    step = "read"


class IdentifyError(NesgrooveError):
    """A structure in which XPO1, or its groove, is not found."""

    step = "identify"


class NoReceptorError(IdentifyError):
    """A structure that was read well, in which no chain is XPO1: a remark, and no failure of a run."""


class ChemistryError(NesgrooveError):
    """A component whose chemistry is not known or does not fit its atoms."""

    step = "chemistry"


class AnalogueError(NesgrooveError):
    """A compound that cannot be laid on the pose of another."""

    step = "analogue"


class ConfigError(NesgrooveError):
    """A configuration, sheet or option that is not understood."""

    step = "configuration"


class WriteError(NesgrooveError):
    """A file that could not be written: the disk is full, the place is read-only, something is in the way.

    It is never a fault of the structure that was being measured, so that a run stops at it.
    """

    step = "write"

    @classmethod
    def at(cls, path: Path, error: OSError, written: int = 0) -> WriteError:
        """Say that a file or directory cannot be written: which, why, what room is left, and what to do.

        Parameters
        ----------
        path
            What was to be written.
        error
            What the system said; where it names another file, that is told too.
        written
            How much of it had been written, bytes.

        Returns
        -------
        WriteError
            For raising.
        """
        message = error.strerror or str(error)
        where = path if error.filename is None else Path(os.fsdecode(error.filename))
        if where != path and where.parent not in (path, path.parent):
            message = f"{message} ({where})"
        remedy = "Choose a directory that can be written to"
        if error.errno in FULL:
            message += f" after {written / 1000:.0f} kB of it, {_room(path)}"
            remedy = "Make room, or choose another directory; then give the same command again"
        elif isinstance(error, (NotADirectoryError, FileExistsError, IsADirectoryError)):
            remedy = "Something of that name is in the way: remove it, or choose another directory"
        return cls(message, file=path, remedy=remedy)


FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a system says where there is no room: on the disk, in one's share of it, or in a file."""


def _room(path: Path) -> str:
    """Say how much room is left where a file was to be."""
    there = next((parent for parent in (path, *path.absolute().parents) if parent.is_dir()), Path("/"))
    try:
        return f"{shutil.disk_usage(there).free / 1000:.0f} kB left in {there}"
    except OSError:
        return f"in {there}"


def told(error: Exception, what: str, step: str) -> NesgrooveError:
    """Put whatever was raised into words for people.

    Parameters
    ----------
    error
        What was raised.
    what, step
        What was to be made, and the step that makes it.

    Returns
    -------
    NesgrooveError
        The error itself where it is one; else that this is a defect of the program.
    """
    if isinstance(error, NesgrooveError):
        return error
    return NesgrooveError(defect(error), file=what, step=step, remedy="Report it with the tables")


def defect(error: Exception) -> str:
    """Say that an error nobody foresaw is the program's fault.

    Parameters
    ----------
    error
        What was raised.

    Returns
    -------
    str
        The message.
    """
    return f"this is a defect of nesgroove: {type(error).__name__}: {error}"


class Attempts:
    """Things that are made one after the other, of which one that cannot be made takes no other with it.

    Parameters
    ----------
    step
        The step that makes them: ``figure``, ``scene`` ...

    Attributes
    ----------
    errors : list of NesgrooveError
        What could not be made, and why.
    """

    def __init__(self, step: str) -> None:
        self.step = step
        self.errors: list[NesgrooveError] = []

    def make(self, what: str, call: Callable[[], T]) -> T | None:
        """Make one of them.

        Parameters
        ----------
        what
            Its name.
        call
            Makes it.

        Returns
        -------
        object or None
            What came of it; None where it could not be made.

        Raises
        ------
        WriteError
            It could not be written: the others would fare no better.
        """
        try:
            return call()
        except WriteError:
            raise
        except Exception as error:  # a defect in one of them
            self.errors.append(told(error, what, self.step))
            return None
