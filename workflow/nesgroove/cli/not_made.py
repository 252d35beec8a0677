"""What a command could not make while it made all the rest: said, and written down where a workflow goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from nesgroove.cli.errors import FAILED, say
from nesgroove.errors import NesgrooveError

NOT_MADE = "not_made.tsv"
"""Table, as problems.tsv, in the directory of what was made; none where nothing is missing."""


def not_made(errors: Sequence[NesgrooveError], out: Path, *, keep_going: bool) -> None:
    """Say what could not be made.

    Parameters
    ----------
    errors
        What, and why.
    out
        Directory of the rest.
    keep_going
        Whether the command ends well all the same; then the errors are written down in ``out``.

    Raises
    ------
    typer.Exit
        With code 1, where there are errors and the command does not keep going.
    """
    from nesgroove.io.files import write_file
    from nesgroove.io.tables import format_table
    from nesgroove.model.problem import ProblemRecord, problem

    for error in errors:
        say(error)
    path = out / NOT_MADE
    if not errors:
        path.unlink(missing_ok=True)
    elif not keep_going:
        raise typer.Exit(FAILED)
    else:
        rows = [
            problem("", e.step, "error", f"{e.file}: {e.message}" if e.file else e.message, remedy=e.remedy)
            for e in errors
        ]
        write_file(path, format_table(ProblemRecord, rows))
