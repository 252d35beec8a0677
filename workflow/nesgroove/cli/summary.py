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


def tell_summary(summary: Summary, results: Path, *, stopped: bool = False) -> None:
    """Write a summary, with the first errors one by one.

    Parameters
    ----------
    summary, results
        What came of a run, and where it is.
    stopped
        Whether the run did not come to its end.
    """
    typer.echo(f"Summary of {results}" + ("" if summary.whole else ", whose tables were not gathered"))
    for line in summary.lines():
        typer.echo(line)
    errors = [row for row in summary.problems if row.severity == "error"]
    for row in errors[:TOLD]:
        typer.echo(f"  error: {row.entry}: {row.step}: {row.message}. {row.remedy}".rstrip())
    if len(errors) > TOLD:
        typer.echo(f"  {len(errors) - TOLD} more errors in problems.tsv")
    if len(summary.obtained) < len(summary.asked):
        typer.echo("  What was not obtained is asked for again when the workflow is run again")
    if not summary.complexes:
        say(f"{results}: nothing was measured")
    if stopped:
        say(f"{results}: the run did not come to its end. What is there is whole; the same command goes on from there")
