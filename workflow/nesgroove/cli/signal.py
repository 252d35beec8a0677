"""The command ``nesgroove signal``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli.errors import FAILED, request, say, tell
from nesgroove.io.places import try_directory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nesgroove.series.signal.records import SignalComplexRecord, SignalRecord
    from nesgroove.series.signal.run import Searched


def signal_command(
    given: Annotated[
        str, typer.Argument(metavar="SEQUENCE|FASTA", help="One-letter codes, or a FASTA file.", show_default=False)
    ],
    results: Annotated[
        Path | None,
        typer.Option(
            "--in",
            metavar="RESULTS",
            help="Tables of a run: which of its cargoes are pieces of the sequence, and whether their anchors fall on "
            "its patterns.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Directory for the tables and a picture of each sequence.")
    ] = None,
    phi: Annotated[str, typer.Option("--phi", help="Residues that may be anchors.")] = "LIVMF",
) -> None:
    """Find the patterns of export signals in a sequence: class, direction, anchors.

    A pattern is a spacing of hydrophobic residues and no evidence of a signal; what is said with them is how many the
    same residues have in a random order.

    Example: `nesgroove signal NSNELALKLAGLDINKTEGE`

    Example: `nesgroove signal p53.fasta --in results/tables --out signal`
    """
    from nesgroove.compare.tables import RunTables
    from nesgroove.io.sequences import given_sequences
    from nesgroove.series.signal.run import checked_phi, refuse_a_run, searched, write_signal
    from nesgroove.show.signal import write_pictures

    with request():
        letters = checked_phi(phi)
        sequences = given_sequences(given)
        if out is not None:
            refuse_a_run(out)
    if out is not None:
        try_directory(out)
    run = RunTables.read(results) if results is not None else None
    found = searched(sequences, run, letters)
    _show(found, letters)
    if out is not None:
        write_signal(found, out, letters, given=given, results=results)
        pictures = write_pictures(found, out, letters)
        tell(f"tables and {pictures} picture{'s' if pictures != 1 else ''} in {out}", err=True)
    for one in found:
        for row in one.problems:
            say(f"{row.entry}: {row.step}: {row.message}. {row.remedy}")
    if any(one.refused for one in found):
        raise typer.Exit(FAILED)


COLUMNS = ("entry", "start", "end", "nes_class", "direction", "P0", "P1", "P2", "P3", "P4", "peptide", "within")
"""What the terminal shows of signal.tsv; ``seen_in`` too where there is a run."""


def _show(found: Sequence[Searched], phi: str) -> None:
    """Write the patterns: a table where somebody reads it, lines of signal.tsv where a program does."""
    from nesgroove.io.tables import format_table
    from nesgroove.series.signal.records import SignalComplexRecord, SignalRecord, SignalSequenceRecord
    from nesgroove.series.signal.run import signal_rows

    rows = signal_rows(found, phi)
    patterns = [row for row in rows if isinstance(row, SignalRecord)]
    if sys.stdout.isatty():
        _table(patterns)
    else:
        typer.echo(format_table(SignalRecord, patterns), nl=False)
    for row in rows:
        if isinstance(row, SignalSequenceRecord):
            chance = f"{row.expected:.1f} in a random order of the same residues"
            note = f" ({row.note})" if row.note else ""
            tell(f"{row.entry}: {row.patterns} patterns in {row.length} residues; {chance}{note}", err=True)
        elif isinstance(row, SignalComplexRecord):
            anchors = f"the anchors of chain {row.cargo_chain}, {row.anchors or 'none'}"
            tell(f"{row.complex} ({row.source_kind}): {anchors}, {_where(row)}", err=True)


def _table(patterns: Sequence[SignalRecord]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    shown = (*COLUMNS, "seen_in") if any(row.seen_in for row in patterns) else COLUMNS
    for name in shown:
        table.add_column(name, overflow="fold", no_wrap=name not in ("peptide", "seen_in", "entry"))
    for row in sorted(patterns, key=lambda row: (row.record, row.start, row.end, row.nes_class)):
        table.add_row(*(Text(str(getattr(row, name))) for name in shown))
    Console().print(table)


def _where(row: SignalComplexRecord) -> str:
    """Say how the anchors of a cargo lie to the patterns."""
    if row.falls_on == "yes":
        return f"fall on {row.pattern}"
    return f"share {row.shared} of {row.pattern_anchors} with {row.pattern}" if row.pattern else "fall on no pattern"
