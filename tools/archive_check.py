"""Hold what is published against what the archive's own entries give: for a machine with a network.

python tools/archive_check.py [--to DIR] [--out DIR] [options of nesgroove fetch]        # `make archive-check`

Fetches the entries of tools/archive_check.tsv, measures them, compares them with the published values, prints the
table of the validation, what differs first, and writes DIR/report.md, which can be attached to an issue. The commands
are those of a user: fetch, measure, ensemble; all tables lie in DIR.

Exit code 0 if every entry was obtained and measured and every quantity reproduced, 1 if not, 2 if the request is not
understood.
"""

from __future__ import annotations

import argparse
import csv
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from nesgroove.cli.app import main as command_line
from nesgroove.errors import NesgrooveError
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.lock import LockRow, lock_row
from nesgroove.fetch.manifest import Record, read_manifest
from nesgroove.fetch.sheet import read_sheet
from nesgroove.fetch.shown import scrubbed, shown
from nesgroove.io.files import write_file
from nesgroove.survey.provenance import versions

SHEET = Path(__file__).with_suffix(".tsv")
"""Entries that published quantities are held against; the notes name the quantities."""

REPRODUCED = "reproduced"

Row = dict[str, str]


@dataclass
class Entry:
    """What became of an entry.

    Attributes
    ----------
    entry : str
        Its id.
    record : Record or None
        Its file; None where it was not obtained.
    release : LockRow or None
        The archive's revision with its date, as the file has them, and the SHA-256 of the file unpacked, which does
        not depend on who compressed it.
    complexes : list of dict
        Its rows of complexes.tsv.
    remarks : list of dict
        Errors and warnings about it, and what fetching noted.
    """

    entry: str
    record: Record | None = None
    release: LockRow | None = None
    complexes: list[Row] = field(default_factory=list)
    remarks: list[Row] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """What became of it, in words."""
        if self.record is None:
            return "not obtained"
        return "measured" if self.complexes else "no complex"


def nesgroove(*arguments: object) -> int:
    """Run a command of nesgroove in this process.

    Parameters
    ----------
    *arguments
        As on the command line.

    Returns
    -------
    int
        Its exit code.
    """
    try:
        command_line([str(argument) for argument in arguments])
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    return 0


def table(path: Path) -> list[Row]:
    """Read a table of a run; none where it was not written.

    Parameters
    ----------
    path
        The table.

    Returns
    -------
    list of dict
        Its rows by column.
    """
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def entries_of(cache: Path, out: Path, wanted: Sequence[str], failed: Sequence[Row]) -> list[Entry]:
    """Gather what became of the entries.

    Parameters
    ----------
    cache, out
        Where files and tables are.
    wanted
        Ids.
    failed
        Rows of problems of the fetching.

    Returns
    -------
    list of Entry
        In the order of the ids.
    """
    manifest = read_manifest(cache) if cache.is_dir() else {}
    missed = {row["entry"] for row in failed if row["severity"] == "error"}
    complexes, problems = table(out / "tables/complexes.tsv"), table(out / "tables/problems.tsv")
    # What fetching noted, a successor for example, is why an entry is not there; notes of measuring are many.
    problems = [*failed, *(row for row in problems if row["severity"] != "note")]
    found = []
    for name in wanted:
        entry = Entry(name)
        entry.complexes = [row for row in complexes if row["entry"] == name]
        entry.remarks = [row for row in problems if row["entry"] == name]
        record = manifest.get(name)
        if record is not None and name not in missed and (cache / record.file).is_file():
            entry.record = record
            entry.release = lock_row(EntryId.parse(name), (cache / record.file).read_bytes())
        found.append(entry)
    return found


def without(row: Row, measured: set[str]) -> str:
    """Name the entries that a quantity was published for and that are not measured here.

    Parameters
    ----------
    row
        Of the validation.
    measured
        Entries with a complex.

    Returns
    -------
    str
        Ids, parted by spaces.
    """
    words = row["needs"].replace(", and", " ").replace("any of", " ").split()
    return " ".join(word for word in words if word not in measured)


ORDER = ("differs", "not measurable", "entry not at hand", REPRODUCED)
"""Verdicts of the validation, what there is to look at first."""


def differs(row: Row) -> bool:
    """Whether a row of the validation is something to look at."""
    return row["verdict"] != REPRODUCED


def place(row: Row) -> int:
    """Place of a row of the validation by its verdict; one that is not known here comes first."""
    return ORDER.index(row["verdict"]) if row["verdict"] in ORDER else -1


COLUMNS = ("quantity", "published", "tolerance", "measured", "difference", "unit", "verdict")
"""Of the validation, as they are printed."""


def printed(rows: Sequence[Row]) -> str:
    """Lay out the validation for a terminal.

    Parameters
    ----------
    rows
        Of the validation.

    Returns
    -------
    str
        A line each, under a header.
    """
    cells = [list(COLUMNS), *([row[name] for name in COLUMNS] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        Their cells.

    Returns
    -------
    str
        The table.
    """
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines
    )


def commit() -> str:
    """Name the commit of the sources, and whether they were changed since; empty outside a clone."""
    words = ["git", "-C", str(SHEET.parent), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def verdict(rows: Sequence[Row], entries: Sequence[Entry]) -> tuple[bool, str]:
    """Say in a sentence what came of it.

    Parameters
    ----------
    rows
        Of the validation.
    entries
        All entries.

    Returns
    -------
    good : bool
        Whether everything was obtained, measured and reproduced.
    sentence : str
        The counts.
    """
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["verdict"]] = counts.get(row["verdict"], 0) + 1
    measured = sum(entry.outcome == "measured" for entry in entries)
    obtained = sum(entry.record is not None for entry in entries)
    words = ", ".join(f"{number} {name}" for name, number in sorted(counts.items())) or "none"
    sentence = f"{obtained} of {len(entries)} entries obtained, {measured} measured"
    sentence += f"; of {len(rows)} quantities: {words}"
    return bool(rows) and measured == len(entries) and not any(map(differs, rows)), sentence


def report(rows: Sequence[Row], entries: Sequence[Entry], options: Sequence[str]) -> str:
    """Write the report.

    Parameters
    ----------
    rows
        Of the validation.
    entries
        All entries.
    options
        That were given to the fetching.

    Returns
    -------
    str
        Markdown.
    """
    good, sentence = verdict(rows, entries)
    measured = {entry.entry for entry in entries if entry.complexes}
    header = [*COLUMNS, "complexes", "entries that it lacks"]
    lines = [[*(row[name] for name in COLUMNS), row["complexes"], without(row, measured)] for row in rows]
    wrong = [line for line, row in zip(lines, rows, strict=True) if differs(row)]
    made = versions()
    libraries = made["libraries"]
    assert isinstance(libraries, dict)
    software = [
        ["nesgroove", str(made["nesgroove"])],
        ["commit", commit() or "not in a clone"],
        ["python", str(made["python"])],
        ["system", f"{platform.system()} {platform.machine()}"],
        *([name, str(number)] for name, number in libraries.items()),
    ]
    files = [
        [e.entry, e.outcome, *_file(e), _of(e, "method"), _of(e, "resolution"), str(len(e.complexes))] for e in entries
    ]
    remarks = [[e.entry, r["complex"], r["step"], r["severity"], r["message"]] for e in entries for r in e.remarks]
    parts = [
        "# Check of nesgroove against the archive",
        f"**{'Everything is reproduced' if good else 'Not everything is reproduced'}**: {sentence}.",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; options of the fetching: `{' '.join(options) or 'none'}`.",
        "## What is not reproduced",
        markdown(header, wrong) if wrong else "Nothing." if rows else "No quantity was measured.",
        "## All quantities",
        markdown(header, lines) if lines else "None.",
        "## Entries",
        markdown(
            [
                "entry",
                "outcome",
                "revision",
                "sha256 of the file",
                "sha256 unpacked",
                "from",
                "method",
                "resolution",
                "complexes",
            ],
            files,
        ),
        "## Errors and warnings",
        markdown(["entry", "complex", "step", "severity", "message"], remarks) if remarks else "None.",
        "## Versions",
        markdown(["", "version"], software),
    ]
    return "\n\n".join(parts) + "\n"


def _file(entry: Entry) -> list[str]:
    """Revision, checksums and origin of a file."""
    record, release = entry.record, entry.release
    if record is None or release is None:
        return [""] * 4
    revision = f"{release.revision} of {release.date}" if release.revision else ""
    return [revision, record.sha256, release.sha256, shown(record.url)]


def _of(entry: Entry, column: str) -> str:
    return next((row[column] for row in entry.complexes), "")


def check(cache: Path, out: Path, options: Sequence[str], sheet: Path = SHEET) -> int:
    """Fetch, measure, compare, print and write.

    Parameters
    ----------
    cache, out
        Where files are kept, and where tables and the report go.
    options
        More options of ``nesgroove fetch``.
    sheet
        The entries.

    Returns
    -------
    int
        The exit code.
    """
    wanted = [row.entry.short for row in read_sheet(sheet)]
    problems = out / "fetch/problems.tsv"
    code = nesgroove("fetch", "--from", sheet, "--to", cache, "--problems", problems, "--keep-going", *options)
    if code:
        return code
    failed = table(problems)
    missed = {row["entry"] for row in failed if row["severity"] == "error"}
    files = [cache / f"{name}.cif.gz" for name in wanted if name not in missed and (cache / f"{name}.cif.gz").is_file()]
    if files:
        # The archive holds experiments alone, whatever the header of a file says or leaves out.
        how = ["--no-superposed", "--keep-going", "--source", "experiment", "--parts", out / "parts"]
        code = nesgroove("measure", *files, "--out", out / "tables", *how)
        code = code or nesgroove("ensemble", "--from", out / "tables", "--out", out / "ensemble")
        if code:
            return code
    rows = table(out / "ensemble/validation.tsv") if files else []
    entries = entries_of(cache, out, wanted, failed)
    good, sentence = verdict(rows, entries)
    print(printed(sorted(rows, key=place)))
    path = write_file(out / "report.md", report(rows, entries, [scrubbed(shown(option)) for option in options]))
    print(f"{sentence}. The report is {path}")
    return 0 if good else 1


def main(arguments: Sequence[str]) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description="Fetch, measure, and hold what is published against it. "
        "Other options are those of nesgroove fetch.",
        epilog="Example: python tools/archive_check.py --mirror pdbj",
    )
    parser.add_argument("--to", type=Path, default=Path("structures/cache"), help="Directory for the files.")
    parser.add_argument(
        "--out", type=Path, default=Path("results/archive-check"), help="Directory for tables and report."
    )
    own, options = parser.parse_known_args(arguments)
    try:
        return check(own.to, own.out, options)
    except NesgrooveError as error:  # a damaged manifest, for example
        print(f"archive_check: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
