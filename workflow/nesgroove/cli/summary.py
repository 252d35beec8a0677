"""The command ``nesgroove summary``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli.errors import say

if TYPE_CHECKING:
    from nesgroove.survey.summary import Summary

TOLD = 10
"""Errors that are shown one by one."""


def summary_command(
    results: Annotated[
        Path,
        typer.Option(
            "--from",
            metavar="DIR",
            help="Directory of results of the workflow, or of tables.",
            show_default=False,
        ),
    ],
    stopped: Annotated[
        bool, typer.Option("--stopped", help="Say that the run did not come to its end, and how to go on.")
    ] = False,
) -> None:
    """Say what came of a run: entries asked for, obtained and measured, complexes, problems by kind, and the atlas.

    The workflow ends with it. Errors are shown one by one; all problems are in problems.tsv.

    Example: `nesgroove summary --from results`
    """
    from nesgroove.survey.summary import read_summary

    tell_summary(read_summary(results), results, stopped=stopped)


def say_errors(summary: Summary) -> None:
    """Say what was not obtained or measured to standard error, the first one by one."""
    errors = [row for row in summary.problems if row.severity == "error"]
    for row in errors[:TOLD]:
        say(f"{row.entry}: {row.step}: {row.message}. {row.remedy}".rstrip())
    if len(errors) > TOLD:
        say(f"{len(errors) - TOLD} more errors in problems.tsv")


def tell_summary(summary: Summary, results: Path, *, stopped: bool = False, errors: bool = True) -> None:
    """Write a summary, with the first errors one by one.

    Parameters
    ----------
    summary, results
        What came of a run, and where it is.
    stopped
        Whether the run did not come to its end.
    errors
        Whether errors are part of it.
    """
    typer.echo(f"Summary of {results}" + ("" if summary.whole else ", whose tables were not gathered"))
    for line in summary.lines():
        typer.echo(line)
    failed = [row for row in summary.problems if row.severity == "error"] if errors else []
    for row in failed[:TOLD]:
        typer.echo(f"  error: {row.entry}: {row.step}: {row.message}. {row.remedy}".rstrip())
    if len(failed) > TOLD:
        typer.echo(f"  {len(failed) - TOLD} more errors in problems.tsv")
    if len(summary.obtained) < len(summary.asked):
        typer.echo("  What was not obtained is asked for again when the workflow is run again")
    if not summary.complexes:
        say(f"{results}: nothing was measured")
    if stopped:
        say(f"{results}: the run did not come to its end. What is there is whole; the same command goes on from there")
