"""The command ``nesgroove fetch``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli.errors import FAILED, request, say, tell, when_stopped
from nesgroove.cli.progress import Progress
from nesgroove.errors import ConfigError
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.limits import Limits, limits_of
from nesgroove.fetch.mirrors import DEFAULT_MIRRORS, HOLDINGS_URL, MIRRORS_VARIABLE, parse_mirrors
from nesgroove.fetch.sheet import LOCK, read_sheet
from nesgroove.io.files import write_file
from nesgroove.io.places import try_file
from nesgroove.io.unpacked import MEGABYTE

if TYPE_CHECKING:
    from nesgroove.fetch.entries import FetchResult
    from nesgroove.fetch.lock import LockRow


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
            envvar=MIRRORS_VARIABLE,
            show_envvar=False,
            help="Where to fetch from; repeat it to give the order. rcsb, wwpdb, pdbj, pdbe, local (the "
            "archive tree under $PDB_DIR), a directory, or a template such as "
            f"https://host/{{id}}.cif.gz. [default: ${MIRRORS_VARIABLE}, or else {' '.join(DEFAULT_MIRRORS)}]",
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
    lock: Annotated[
        bool, typer.Option("--lock", help="Write which release of each entry is there into the lock.")
    ] = False,
    locked: Annotated[bool, typer.Option("--locked", help="Refuse every release but that in the lock.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="With --locked: take other releases, say what changed, and lock them.")
    ] = False,
    lock_file: Annotated[Path, typer.Option("--lock-file", metavar="FILE", help="The lock.")] = LOCK,
    validation: Annotated[
        bool,
        typer.Option(
            "--validation",
            help="Fetch the wwPDB's validation report of each entry too, which says how well a ligand or cargo is seen "
            "(RSCC, Q-score); `nesgroove measure` reads it beside the structure.",
        ),
    ] = False,
) -> None:
    """Fetch entries of the PDB into a directory, each checked and recorded.

    Only fetch and discover use a network. What is there already and whole is not fetched again.

    The archive releases files again. --lock writes revision, date and SHA-256 of each entry into
    config/structures.lock.tsv, and with --locked the same files are fetched next year, or none.

    The exit code is 0 only if every entry was obtained (or with --keep-going), 1 if one was not, 2 if the
    request is not understood.

    Example: nesgroove fetch 3GJX 4HB2 --to structures/cache --mirror rcsb --mirror pdbe
    """
    from nesgroove.fetch.entries import fetch_entries
    from nesgroove.fetch.exchange import RetryPolicy
    from nesgroove.fetch.holdings import checked_holdings
    from nesgroove.fetch.lock import Lock

    with request():
        entries = [EntryId.parse(text) for text in ids or []]
        if sheet is not None:
            entries += [row.entry for row in read_sheet(sheet)]
        mirrors = mirror or list(DEFAULT_MIRRORS)
        parse_mirrors(mirrors)
        checked_holdings(holdings)
        limits = limits_of(download_mb=max_download_mb, unpacked_mb=max_unpacked_mb, seconds=max_seconds)
        releases = _releases(lock_file, lock=lock, locked=locked, accept=accept)
        if not entries:
            raise ConfigError("no entry is named", step="fetch", remedy="Name ids, or a sheet with --from")
    for file in (problems, in_vain, lock_file if lock or accept else None):
        if file is not None:
            try_file(file)
    wanted = len(set(entries))
    whole: list[str] = []
    when_stopped(lambda: f"{len(whole)} of {wanted} entries are in {to}. The same command fetches the others")
    with Progress("Fetching", wanted) as progress:

        def came(result: FetchResult) -> None:
            progress.step(result.asked)
            if result.complete:
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
            lock=Lock(releases, lock_file, limits.unpacked) if locked and not accept else None,
            validation=validation,
        )
    for result in results:
        _tell(result)
    if lock or accept:
        for line in _write_lock(lock_file, releases, results, limits.unpacked):
            tell(line, err=True)
    if problems is not None:
        _write_problems(problems, results)
    failed = sum(not result.ok for result in results)
    reports = [result.report for result in results if result.report is not None]
    without = sum(not report.ok for report in reports)
    if (failed or without) and in_vain is not None:
        _count_in(in_vain)
    if failed:
        say(f"{failed} of {len(results)} entries were not obtained")
    if without:
        say(f"{without} of {len(reports)} validation reports were not obtained")
    if (failed or without) and not keep_going:
        raise typer.Exit(FAILED)


def _tell(result: FetchResult) -> None:
    """Say what became of an entry, and of its validation report in a column of its own."""
    report = result.report
    if result.error is None:
        beside = str(report.path) if report is not None and report.path is not None else ""
        typer.echo("\t".join([result.asked, result.status, str(result.path), _message(result), beside]).rstrip())
    else:
        say(result.error)
    if report is not None and report.error is not None:
        say(report.error)


def _message(result: FetchResult) -> str:
    report = result.report
    return "; ".join(filter(None, (result.message, report.message if report is not None and report.ok else "")))


def _releases(path: Path, *, lock: bool, locked: bool, accept: bool) -> dict[str, LockRow]:
    """Read the lock as far as there is one, or has to be one."""
    from nesgroove.fetch.lock import read_lock

    if (lock and locked) or (accept and not locked):
        raise ConfigError(
            "--lock and --locked exclude each other, and --accept belongs to --locked", step="fetch",
            remedy="--lock writes the lock, --locked holds files against it, --locked --accept brings it up to date",
        )  # fmt: skip
    return read_lock(path) if locked or (lock and path.exists()) else {}


def _write_lock(path: Path, old: dict[str, LockRow], results: list[FetchResult], limit: int) -> list[str]:
    """Lock what is there now, beside other entries of the lock; return what changed."""
    from nesgroove.fetch.lock import lock_changes, lock_row, report_lock_row, write_lock

    there = {result.entry: result.path for result in results if result.path is not None}
    rows = [lock_row(EntryId.parse(entry), file.read_bytes(), limit) for entry, file in there.items()]
    for report in (result.report for result in results if result.report is not None):
        if report.path is not None:
            rows.append(report_lock_row(EntryId.parse(report.entry), report.path.read_bytes(), limit))
    new = {row.key: row for row in rows}
    if not new:
        return [f"no entry is there, and {path} is {'as it was' if old else 'not written'}"]
    write_lock(path, {**old, **new}.values())
    changes = lock_changes(old, new) if old else []  # of a new lock, everything is new
    reports = sum(bool(row.what) for row in rows)
    told = f", and {reports} validation report{'s' if reports > 1 else ''}" if reports else ""
    return [*changes, f"{len(new) - reports} entries{told} locked in {path}"]


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
        elif message := _message(result):
            rows.append(problem(result.asked, "fetch", "note", message))
        if result.report is not None and (error := result.report.error) is not None:
            # The structure is there and measured, without what its report would say.
            rows.append(problem(result.asked, "fetch", "warning", error.message, remedy=error.remedy))
    write_file(path, format_table(ProblemRecord, rows))
