"""The command ``nesgroove reproduce``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import FAILED, request, tell
from nesgroove.cli.progress import Progress

SHOWN = 50
"""Differences that are shown; a file gets them all."""


# Long because its options are declared in it, where typer reads them.
def reproduce_command(
    results: Annotated[
        Path,
        typer.Argument(
            help="Tables of `nesgroove measure`, results of the workflow, or a supplement (zip or unpacked).",
            show_default=False,
        ),
    ],
    structures: Annotated[
        list[Path] | None,
        typer.Option(
            "--structures",
            metavar="DIR",
            help="Where the structure files are, if not where they were; known by their checksums. Can be repeated.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Keep the new tables in DIR/tables and DIR/ensemble.")
    ] = None,
    differences: Annotated[
        Path | None, typer.Option("--differences", metavar="FILE", help="Write all differences as a table.")
    ] = None,
    within: Annotated[
        int, typer.Option("--within", metavar="UNITS", min=0, help="Let numbers differ by units of the last decimal.")
    ] = 0,
    as_found: Annotated[
        bool,
        typer.Option("--as-found", help="Go on where files have other content, and without those that are not there."),
    ] = False,
    jobs: options.Jobs = 1,
) -> None:
    """Measure results again from their provenance, and list the cells that differ.

    The same files, by path or by checksum, with the same references, ligand chemistry and kinds of source. Versions
    that differ are said first. Numbers are compared to the decimals that both tables state; columns and tables that a
    newer version has besides are named and are no difference.

    The exit code is 0 where all is equal, 1 where something differs, 2 if the request is not understood or files are
    not there as they were.

    Example: `nesgroove reproduce results`

    Example: `nesgroove reproduce supplement.zip --structures structures/cache --differences differences.tsv`
    """
    from nesgroove import __version__
    from nesgroove.errors import ConfigError
    from nesgroove.io.files import write_file
    from nesgroove.io.places import try_directory, try_file
    from nesgroove.reproduce import report
    from nesgroove.reproduce.again import find_files, reproduce, settings_of, version_changes
    from nesgroove.reproduce.results import STEP, read_results

    with request():
        for directory in structures or []:
            if not directory.is_dir():
                raise ConfigError("there is no such directory", file=directory, step=STEP, remedy="Check the path")
        then = read_results(results)
        if out is not None:
            try_directory(out)
        if differences is not None:
            try_file(differences)
        for line in report.version_lines(version_changes(then.provenance), nesgroove=__version__):
            tell(line)
        found = find_files(then, structures or [], as_found=as_found)
        with TemporaryDirectory(prefix="nesgroove-") as name:
            settings_of(then, Path(name))  # a damaged provenance is wrong use, and said before the work
    for line in [*report.file_lines(found), *report.altered_lines(then)]:
        tell(line)
    with Progress("Measuring", len(found)) as progress, TemporaryDirectory(prefix="nesgroove-") as name:
        again = reproduce(then, found, out or Path(name), units=within, jobs=jobs, progress=progress.step)
    rows = list(report.differences(again))
    if rows:
        tell(report.difference_table(rows[:SHOWN]), nl=False)
    if len(rows) > SHOWN:
        tell(f"and {len(rows) - SHOWN} more; --differences writes them all")
    if differences is not None:
        write_file(differences, report.difference_table(rows))
    tell(report.sum_line(again, within))
    if not again.equal:
        raise typer.Exit(FAILED)
