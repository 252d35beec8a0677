"""What a command says when something is wrong, and the exit code it leaves: the same for all commands.

=====  ==========================================================================
code   means
=====  ==========================================================================
0      all that was asked for was done
1      it was not, or not all of it; stderr says what, and what to do about it
2      the request is not understood, and nothing was done
130    interrupted from the keyboard
143    stopped from outside (SIGTERM), as a cluster does at the end of a job's time
=====  ==========================================================================

A reader that closes the pipe (``nesgroove columns | head -1``) has what it wanted: what is left of the text is dropped
with a word, the work is finished, and the code is that of the work.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import IO, Any

import typer

from nesgroove.errors import NesgrooveError

FAILED = 1
NOT_UNDERSTOOD = 2
INTERRUPTED = 130
STOPPED = 143
STOPS = {INTERRUPTED: "interrupted", STOPPED: "stopped from outside"}


def say(error: NesgrooveError | str) -> None:
    """Write what is wrong to standard error: ``nesgroove: FILE: STEP: message. Remedy``."""
    typer.echo(f"nesgroove: {error}", err=True)


_QUIET = [False]


def be_quiet(quiet: bool) -> None:
    """Have what a command says of its success left out from now on, or not."""
    _QUIET[:] = [quiet]


def is_quiet() -> bool:
    """Whether nothing is to be said but what went wrong."""
    return _QUIET[0]


def tell(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Say what came of a command; nothing with ``--quiet``. What is asked for itself, such as a list, is no such word.

    Parameters
    ----------
    text
        A line.
    err
        Whether to standard error.
    nl
        Whether the line ends with it.
    """
    if not is_quiet():
        typer.echo(text, err=err, nl=nl)


_GO_ON: list[Callable[[], str]] = []
"""What to say when the command is stopped: what is there by then, and how to go on."""


def when_stopped(how: Callable[[], str]) -> None:
    """Have something said if the command is stopped from now on: what is there by then, and how to go on."""
    _GO_ON[:] = [how]


@contextmanager
def request() -> Iterator[None]:
    """Wrap the reading of a request: an error in it leaves code 2.

    Raises
    ------
    typer.Exit
        With code 2, after the error was written.
    """
    try:
        yield
    except NesgrooveError as error:
        say(error)
        raise typer.Exit(NOT_UNDERSTOOD) from error


def report_errors(command: Callable[[], object]) -> None:
    """Call a command and leave with its code; an error that its user can mend is one line, and never a traceback.

    Raises
    ------
    SystemExit
        Always, with a code of the table above.
    """
    _GO_ON.clear()
    with _watched() as output, _stopped_by_term():
        code = _code_of(command)
        output.flush()
        if output.lost and code == 0:
            say(output.lost)
            code = FAILED
    sys.exit(code)


def _code_of(command: Callable[[], object]) -> int:
    try:
        command()
    except NesgrooveError as error:
        say(error)
        return FAILED
    except OSError as error:
        where = f"{os.fsdecode(error.filename)}: " if error.filename is not None else ""
        say(f"{where}{error.strerror or error}. Check the path and its permissions")
        return FAILED
    except KeyboardInterrupt:
        return _stopped(INTERRUPTED)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
        # The library that reads the command line turns Ctrl-C into this.
        return _stopped(code) if code in STOPS else code
    return 0


def _stopped(code: int) -> int:
    how = "; ".join(tell() for tell in _GO_ON) or "what has its name is whole; give the same command again"
    say(f"{STOPS[code]}: {how}")
    return code


@contextmanager
def _stopped_by_term() -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does, so that nothing half-written and no process is left."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(STOPPED)

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not in the main thread, where there are no signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _watched() -> Iterator[_Stream]:
    """Watch standard output and standard error: a closed pipe does not stop the work, a full disk is an error."""
    before = sys.stdout, sys.stderr
    output, errors = _Stream(sys.stdout, "standard output"), _Stream(sys.stderr, "standard error")
    sys.stdout, sys.stderr = output, errors
    try:
        yield output
    finally:
        errors.flush()
        sys.stdout, sys.stderr = before


class _Stream:
    """A text stream whose reader may go away, as it was in all else.

    Parameters
    ----------
    stream
        The stream; None where the process was started without it.
    name
        What it is called where it cannot be written.

    Attributes
    ----------
    lost : str
        Why what was written is not where it should be, other than that nobody reads it; empty where all is well.
    """

    def __init__(self, stream: IO[str] | None, name: str) -> None:
        self._stream = stream
        self._name = name
        self._closed = stream is None
        self.lost = ""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write text, or drop it where nobody reads it any more."""
        self._try(lambda stream: stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        self._try(lambda stream: stream.flush())

    def _try(self, act: Callable[[IO[str]], object]) -> None:
        if self._closed or self._stream is None:
            return
        try:
            act(self._stream)
        except OSError as error:
            self._closed = True
            self._to_nowhere(self._stream)
            if error.errno != errno.EPIPE:
                self.lost = f"{self._name}: {error.strerror or error}. Write to another place"
            elif self._name == "standard output":
                say(f"{self._name} was closed by its reader; the rest of the text is left out")

    @staticmethod
    def _to_nowhere(stream: IO[str]) -> None:
        # What is still in the buffer would fail once more when Python ends, with a traceback.
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
