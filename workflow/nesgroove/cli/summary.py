"""The command ``nesgroove summary``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli.errors import say
from nesgroove.io.files import write_file
from nesgroove.io.places import try_file

if TYPE_CHECKING:
    from nesgroove.cli.run_failed import Reason
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
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="FILE", help="What snakemake said: jobs that failed are shown with their logs."),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option("--page", metavar="FILE", help="Write the first page of the workflow's report (.rst) instead."),
    ] = None,
) -> None:
    """Say what came of a run: entries asked for, obtained and measured, complexes, problems by kind, and the atlas.

    The workflow ends with it. Errors are shown one by one; all problems are in problems.tsv. The logs of jobs that
    have something to say are named.

    Example: `nesgroove summary --from results`
    """
    from nesgroove.survey.summary import read_summary

    if page is not None:
        from nesgroove.show.overview import overview

        try_file(page)
        write_file(page, overview(results))
        return
    if log is not None:
        for reason in _failed(log):
            say_failed(reason)
    tell_summary(read_summary(results), results, stopped=stopped)
    tell_logs(results)


def _failed(log: Path) -> list[Reason]:
    """Read from what snakemake said which rules failed, and where their logs are: seen from where it ran, as here."""
    from nesgroove.cli.run_failed import read_failures, why

    return [why(step, Path(), log) for step in read_failures(log)]


def say_failed(reason: Reason) -> None:
    """Say to standard error that a job failed, where its log is, and how that ends; and the same of a cluster's job.

    Parameters
    ----------
    reason
        Why it failed.
    """
    from nesgroove.survey.logs import end_of

    end = end_of(reason.log)
    ends = "Its log ends with:" if end else "Its log is empty"
    say(f"{reason.log}: {reason.rule}: this step did not come to its end. {ends}")
    for line in end:
        typer.echo(f"    {line}", err=True)
    if reason.ended:
        typer.echo(f"  The cluster ended its job: {reason.ended}. It can be given more: docs/cluster.md", err=True)
    if reason.job is not None:
        typer.echo(f"  Its job on the cluster: {reason.job}", err=True)


def tell_logs(results: Path) -> None:
    """Name the logs of jobs that have something to say.

    Parameters
    ----------
    results
        Directory of results of the workflow; one of tables has none.
    """
    from nesgroove.survey.logs import read_logs

    logs = read_logs(results)
    for log in logs[:TOLD]:
        many = f" (and {len(log.said) - 1} more)" if len(log.said) > 1 else ""
        typer.echo(f"  log: {log.path}: {log.said[0]}{many}")
    if len(logs) > TOLD:
        typer.echo(f"  {len(logs) - TOLD} more logs in {results / 'logs'} have something to say")


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
