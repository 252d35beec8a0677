"""The command ``nesgroove fetch``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from nesgroove.errors import NesgrooveError
from nesgroove.fetch.client import RetryPolicy
from nesgroove.fetch.entries import FetchResult, fetch_entries
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.mirrors import DEFAULT_MIRRORS, HOLDINGS_URL, parse_mirrors
from nesgroove.fetch.sheet import read_sheet
from nesgroove.io.files import write_file


def fetch_command(
    to: Annotated[
        Path,
        typer.Option("--to", metavar="DIR", help="Directory for the files and their manifest.tsv."),
    ],
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID", help="PDB entries: 3GJX, 3gjx or pdb_00003gjx."),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option("--from", metavar="SHEET", help="Take the entries of this table (column 'entry') too."),
    ] = None,
    mirror: Annotated[
        list[str] | None,
        typer.Option(
            "--mirror",
            metavar="MIRROR",
            help="Where to fetch from; repeat it to give the order. rcsb, wwpdb, pdbj, pdbe, local (the "
            "archive tree under $PDB_DIR), a directory, or a template such as "
            f"https://host/{{id}}.cif.gz. [default: {' '.join(DEFAULT_MIRRORS)}]",
        ),
    ] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Fetch also what is there already.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="How many entries at the same time.")] = 4,
    timeout: Annotated[
        float,
        typer.Option("--timeout", min=0.1, help="Seconds to wait for a connection, and for the next byte."),
    ] = 30.0,
    holdings: Annotated[
        str, typer.Option("--holdings", metavar="URL", help="The archive's list of removed entries.")
    ] = HOLDINGS_URL,
    problems: Annotated[
        Path | None,
        typer.Option("--problems", metavar="FILE", help="Write what was not obtained as a problems.tsv too."),
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Exit with 0 though some entries were not obtained.")
    ] = False,
) -> None:
    """Fetch entries of the PDB into a directory, each checked and recorded.

    Only this command uses a network. What is there already and whole is not fetched again.

    The exit code is 0 only if every entry was obtained (or with --keep-going), 1 if one was not, 2 if the
    request is not understood.

    Example: nesgroove fetch 3GJX 4HB2 --to structures/cache --mirror rcsb --mirror pdbe
    """
    try:
        entries = [EntryId.parse(text) for text in ids or []]
        if sheet is not None:
            entries += [row.entry for row in read_sheet(sheet)]
        mirrors = mirror or list(DEFAULT_MIRRORS)
        parse_mirrors(mirrors)
    except NesgrooveError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    if not entries:
        typer.echo("error: fetch: no entry is named. Name ids, or a sheet with --from", err=True)
        raise typer.Exit(2)
    try:
        with _progress(len(set(entries))) as progress:
            results = fetch_entries(
                entries,
                to,
                mirrors=mirrors,
                refresh=refresh,
                jobs=jobs,
                progress=progress,
                holdings_url=holdings,
                policy=RetryPolicy(connect=timeout, read=timeout),
            )
    except NesgrooveError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    for result in results:
        if result.error is None:
            typer.echo("\t".join([result.asked, result.status, str(result.path), result.message]).rstrip())
        else:
            typer.echo(f"error: {result.error}", err=True)
    if problems is not None:
        _write_problems(problems, results)
    failed = sum(not result.ok for result in results)
    if failed:
        typer.echo(f"{failed} of {len(results)} entries were not obtained", err=True)
        if not keep_going:
            raise typer.Exit(1)


def _write_problems(path: Path, results: list[FetchResult]) -> None:
    """Write a row for each entry that was not obtained, or that there is something to say about."""
    from nesgroove.io.tables import format_table
    from nesgroove.model.problem import ProblemRecord, problem

    rows = []
    for result in results:
        if result.error is not None:
            message, remedy = result.error.message, result.error.remedy
            rows.append(problem(result.asked, "fetch", "error", message, remedy=remedy))
        elif result.message:
            rows.append(problem(result.asked, "fetch", "note", result.message))
    write_file(path, format_table(ProblemRecord, rows))


@contextmanager
def _progress(total: int) -> Iterator[Callable[[FetchResult], None] | None]:
    """Show a bar on a terminal, and nothing anywhere else."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("fetch", total=total)
        yield lambda result: bar.update(task, advance=1, description=f"fetch {result.asked}")
