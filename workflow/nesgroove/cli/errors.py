"""What a command says when something is wrong, and the exit code it leaves: the same for all commands.

=====  ==========================================================================
code   means
=====  ==========================================================================
0      all that was asked for was done
1      it was not, or not all of it; stderr says what, and what to do about it
2      the request is not understood, and nothing was done
130    interrupted from the keyboard
=====  ==========================================================================
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from nesgroove.errors import NesgrooveError

FAILED = 1
NOT_UNDERSTOOD = 2
INTERRUPTED = 130


def say(error: NesgrooveError | str) -> None:
    """Write what is wrong to standard error: ``nesgroove: FILE: STEP: message. Remedy``."""
    typer.echo(f"nesgroove: {error}", err=True)


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
    """Call a command; an error that its user can mend is one line on standard error, and never a traceback."""
    try:
        command()
    except NesgrooveError as error:
        say(error)
        sys.exit(FAILED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename is not None else ""
        say(f"{where}{error.strerror or error}. Check the path and its permissions")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        say("interrupted")
        sys.exit(INTERRUPTED)
