"""The command ``nesgroove fetch``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nesgroove.cli.errors import FAILED, request, say, when_stopped
from nesgroove.cli.progress import Progress
from nesgroove.errors import ConfigError
from nesgroove.fetch.entries import FetchResult, fetch_entries
from nesgroove.fetch.exchange import RetryPolicy
from nesgroove.fetch.holdings import checked_holdings
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.limits import MEGABYTE, Limits, limits_of
from nesgroove.fetch.mirrors import DEFAULT_MIRRORS, HOLDINGS_URL, parse_mirrors
from nesgroove.fetch.sheet import read_sheet
from nesgroove.io.files import write_file
from nesgroove.io.places import try_file


# Long because its options are declared in it, where typer reads them.
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
    max_seconds: Annotated[
        float,
        typer.Option("--max-seconds", min=0.1, help="Seconds that one request may take in all, with its retries."),
    ] = Limits.seconds,
    max_download_mb: Annotated[
        float, typer.Option("--max-download-mb", min=0.001, help="Megabytes that one file may have as it is sent.")
    ] = Limits.wire / MEGABYTE,
    max_unpacked_mb: Annotated[
        float, typer.Option("--max-unpacked-mb", min=0.001, help="Megabytes that one file may have unpacked.")
    ] = Limits.unpacked / MEGABYTE,
    holdings: Annotated[
        str, typer.Option("--holdings", metavar="URL", help="The archive's list of removed entries.")
    ] = HOLDINGS_URL,
    problems: Annotated[
        Path | None,
        typer.Option("--problems", metavar="FILE", help="Write what was not obtained as a problems.tsv too."),
    ] = None,
    in_vain: Annotated[
        Path | None,
        typer.Option("--in-vain", metavar="FILE", help="Count in FILE how often not every entry was obtained."),
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Exit with 0 though some entries were not obtained.")
    ] = False,
) -> None:
    """Fetch entries of the PDB into a directory, each checked and recorded.

    Only fetch and discover use a network. What is there already and whole is not fetched again.

    The exit code is 0 only if every entry was obtained (or with --keep-going), 1 if one was not, 2 if the
    request is not understood.

    Example: nesgroove fetch 3GJX 4HB2 --to structures/cache --mirror rcsb --mirror pdbe
    """
    with request():
        entries = [EntryId.parse(text) for text in ids or []]
        if sheet is not None:
            entries += [row.entry for row in read_sheet(sheet)]
        mirrors = mirror or list(DEFAULT_MIRRORS)
        parse_mirrors(mirrors)
        checked_holdings(holdings)
        limits = limits_of(download_mb=max_download_mb, unpacked_mb=max_unpacked_mb, seconds=max_seconds)
        if not entries:
            raise ConfigError("no entry is named", step="fetch", remedy="Name ids, or a sheet with --from")
    for file in (problems, in_vain):
        if file is not None:
            try_file(file)
    wanted = len(set(entries))
    whole: list[str] = []
    when_stopped(lambda: f"{len(whole)} of {wanted} entries are in {to}. The same command fetches the others")
    with Progress("Fetching", wanted) as progress:

        def came(result: FetchResult) -> None:
            progress.step(result.asked)
            if result.ok:
                whole.append(result.asked)

        results = fetch_entries(
            entries,
            to,
            mirrors=mirrors,
            refresh=refresh,
            jobs=jobs,
            progress=came,
            holdings_url=holdings,
            policy=RetryPolicy(connect=timeout, read=timeout),
            limits=limits,
        )
    for result in results:
        if result.error is None:
            typer.echo("\t".join([result.asked, result.status, str(result.path), result.message]).rstrip())
        else:
            say(result.error)
    if problems is not None:
        _write_problems(problems, results)
    failed = sum(not result.ok for result in results)
    if failed and in_vain is not None:
        _count_in(in_vain)
    if failed:
        typer.echo(f"{failed} of {len(results)} entries were not obtained", err=True)
        if not keep_going:
            raise typer.Exit(FAILED)


def _count_in(path: Path) -> None:
    """Count one more in a file; a file that holds no number is begun anew."""
    before = path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""
    write_file(path, f"{int(before) + 1 if before.isdecimal() else 1}\n")


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
