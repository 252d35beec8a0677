"""The command ``nesgroove ensemble``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import tell
from nesgroove.cli.names import comparison_names
from nesgroove.cli.not_made import not_made
from nesgroove.errors import Attempts
from nesgroove.io.places import try_directory


class EnsembleCommand(options.ListingCommand):
    """Names the tables in its help."""

    def listing(self) -> str:
        """Write the list."""
        return f"Tables: {', '.join(comparison_names())}."


def ensemble_command(
    tables: options.Tables,
    out: Annotated[Path, typer.Option("--out", help="Directory for the tables.", show_default=False)],
    keep_going: options.KeepGoing = False,
) -> None:
    """Compare all complexes of a run: occupancy matrix, averages, competition, fingerprints, validation.

    Example: `nesgroove ensemble --from tables --out ensemble`
    """
    from nesgroove.compare.run import write_ensemble

    try_directory(out)
    attempts = Attempts("ensemble")
    counts = write_ensemble(tables, out, attempts)
    tell(f"{sum(counts.values())} rows in {len(counts)} tables in {out}")
    not_made(attempts.errors, out, keep_going=keep_going)
