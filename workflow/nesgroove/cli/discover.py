"""The command ``nesgroove discover``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli.errors import FAILED, request, say, tell
from nesgroove.cli.progress import Progress
from nesgroove.errors import ConfigError
from nesgroove.fetch.limits import Limits, limits_of
from nesgroove.fetch.mirrors import HOLDINGS_URL, PDBE_SEARCH, RCSB_SEARCH, checked_scheme
from nesgroove.fetch.sheet import read_sheet
from nesgroove.io.files import write_file
from nesgroove.io.unpacked import MEGABYTE

if TYPE_CHECKING:
    from nesgroove.fetch.client import Client
    from nesgroove.fetch.discover import Discovery
    from nesgroove.fetch.search import Found, Question


# Long because its options are declared in it, where typer reads them.
def discover_command(
    sheet: Annotated[
        Path, typer.Option("--sheet", metavar="SHEET", help="Table of entries (column 'entry') to compare with.")
    ] = Path("config/structures.tsv"),
    add: Annotated[bool, typer.Option("--add", help="Add the new entries to the sheet.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write a new sheet, without what was removed from the archive."),
    ] = None,
    accession: Annotated[
        list[str] | None,
        typer.Option("--accession", metavar="ACCESSION", help="UniProt accession of XPO1 of one more species."),
    ] = None,
    rcsb: Annotated[
        str, typer.Option("--rcsb", metavar="URL", help="Search service that is asked first.")
    ] = RCSB_SEARCH,
    pdbe: Annotated[
        str, typer.Option("--pdbe", metavar="TEMPLATE", help="The one that is asked where the first does not answer.")
    ] = PDBE_SEARCH,
    holdings: Annotated[
        str, typer.Option("--holdings", metavar="URL", help="The archive's list of removed entries.")
    ] = HOLDINGS_URL,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, help="Seconds to wait for a connection, and for the next byte.")
    ] = 30.0,
    max_seconds: Annotated[
        float, typer.Option("--max-seconds", min=0.1, help="Seconds that one request may take in all.")
    ] = Limits.seconds,
) -> None:
    """Ask the archive which entries hold XPO1 today, and compare them with the sheet.

    Uses a network, as fetch does. RCSB is asked by UniProt accession and by sequence, PDBe where it does not answer.

    The exit code is 0 if everything was answered, whatever the answer, 1 if something was not, 2 if the request is
    not understood.

    Example: nesgroove discover --sheet config/structures.tsv --add
    """
    from nesgroove.fetch.client import Client
    from nesgroove.fetch.discover import check_new, compare
    from nesgroove.fetch.exchange import RetryPolicy
    from nesgroove.fetch.holdings import RemovedEntries
    from nesgroove.fetch.search import questions

    with request():
        rows = read_sheet(sheet)
        asked = questions(accession or [])
        for url in (rcsb, pdbe):
            checked_scheme(url)
        if add and out is not None:
            raise ConfigError("--add and --out cannot both be", step="discover", remedy="Choose one of them")
        if out is not None:
            check_new(out)
        limits = limits_of(
            download_mb=Limits.wire / MEGABYTE, unpacked_mb=Limits.unpacked / MEGABYTE, seconds=max_seconds
        )
        client = Client(RetryPolicy(connect=timeout, read=timeout), limits)
        removed = RemovedEntries(holdings, client)
    with closing(client):
        answers = _answers(asked, client, rcsb, pdbe)
        discovery = compare(rows, answers, removed)
    _show(answers, discovery)
    if any(answer.service for answer in answers):
        _write(discovery, sheet, add=add, out=out)
    elif add or out is not None:
        say("no sheet was written, because no service answered")
    if discovery.unanswered:
        raise typer.Exit(FAILED)


def _answers(asked: list[Question], client: Client, rcsb: str, pdbe: str) -> list[Found]:
    from nesgroove.fetch.search import ask

    answers = []
    with Progress("Asking", len(asked)) as progress:
        for question in asked:
            answers.append(ask(question, client, rcsb=rcsb, pdbe=pdbe))
            progress.step(question.name)
    return answers


def _show(answers: list[Found], discovery: Discovery) -> None:
    """Print the table, and beside it who answered what, and what there is to do."""
    from nesgroove.fetch.discover import STATUSES

    typer.echo("entry\tstatus\tspecies\tservice\tnote")
    for row in discovery.entries:
        typer.echo("\t".join([str(row.entry), row.status, row.species, row.service, row.note]).rstrip("\t"))
    for answer in answers:
        if answer.service:
            about = f" ({answer.question.species})" if answer.question.species else ""
            after = f", after {'; '.join(answer.failures)}" if answer.failures else ""
            number = len(answer.entries)
            entries = f"{number} {'entry' if number == 1 else 'entries'}"
            tell(f"{answer.question.name}{about}: {entries} from {answer.service}{after}", err=True)
    for text in discovery.unanswered:
        say(f"not answered: {text}")
    counts = ", ".join(f"{len(discovery.of(status))} {status}" for status in STATUSES)
    tell(counts, err=True)


def _write(discovery: Discovery, sheet: Path, *, add: bool, out: Path | None) -> None:
    from nesgroove.fetch.discover import check_new, new_sheet, with_new

    new = len(discovery.of("new"))
    if out is not None:
        check_new(out)  # again: something may have been written meanwhile
        write_file(out, new_sheet(discovery, read_sheet(sheet)))
        tell(f"{out}: written, with {new} new {'entry' if new == 1 else 'entries'}", err=True)
    elif add and new:
        write_file(sheet, with_new(sheet.read_bytes().decode("utf-8"), discovery))
        tell(f"{sheet}: {new} new {'entry' if new == 1 else 'entries'} added", err=True)
    elif add:
        tell(f"{sheet}: nothing to add", err=True)
