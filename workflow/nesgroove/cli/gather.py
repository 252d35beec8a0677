"""The command ``nesgroove gather``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def gather_command(
    out: Annotated[Path, typer.Option("--out", help="Directory for the joined tables.", show_default=False)],
    directories: Annotated[
        list[Path] | None, typer.Argument(help="Directories that `nesgroove measure` wrote.", show_default=False)
    ] = None,
    problems: Annotated[
        list[Path] | None,
        typer.Option("--problems", help="A problems.tsv to join too, from `nesgroove fetch`. Can be repeated."),
    ] = None,
) -> None:
    """Join the tables of several runs of `nesgroove measure`.

    Nothing to join gives tables without rows.

    Example: `nesgroove gather parts/* --out tables`
    """
    from nesgroove.survey.gather import gather

    typer.echo(f"{gather(directories or [], out, problems=problems or [])} complexes in {out}")
