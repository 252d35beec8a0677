"""The command ``nesgroove gather``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nesgroove.cli.errors import FAILED, say, tell
from nesgroove.io.places import try_directory

TOLD = 10
"""Problems that are shown where nothing was measured; the others are in the table."""


def gather_command(
    out: Annotated[Path, typer.Option("--out", help="Directory for the joined tables.", show_default=False)],
    directories: Annotated[
        list[Path] | None, typer.Argument(help="Directories that `nesgroove measure` wrote.", show_default=False)
    ] = None,
    problems: Annotated[
        list[Path] | None,
        typer.Option("--problems", help="A problems.tsv to join too, from `nesgroove fetch`. Can be repeated."),
    ] = None,
) -> None:
    """Join the tables of several runs of `nesgroove measure`.

    A run in which nothing was measured is an error: the tables are written all the same, without rows but for the
    problems, and the exit code is 1.

    Example: `nesgroove gather parts/* --out tables`
    """
    from nesgroove.survey.gather import gather

    try_directory(out)
    complexes = gather(directories or [], out, problems=problems or [])
    tell(f"{complexes} complexes in {out}")
    if not complexes:
        _nothing(out)
        raise typer.Exit(FAILED)


def _nothing(out: Path) -> None:
    """Say why nothing was measured."""
    from nesgroove.survey.summary import read_summary

    summary = read_summary(out)
    reasons = [row for row in summary.problems if row.severity != "note"]
    for row in reasons[:TOLD]:
        say(f"{row.entry}: {row.step}: {row.message}. {row.remedy}".removeprefix(": ").rstrip())
    if len(reasons) > TOLD:
        say(f"{len(reasons) - TOLD} more in {out / 'problems.tsv'}")
    if not summary.asked:
        say("nothing was measured: there are no entries. Name some in the sheet, or put files into the directory")
    else:
        asked, obtained = len(summary.asked), len(summary.obtained)
        say(f"nothing was measured: {asked} entries asked for, {obtained} obtained, no complex in them")
