"""The command ``nesgroove figure``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.names import figure_names
from nesgroove.cli.not_made import not_made
from nesgroove.cli.progress import Progress
from nesgroove.io.places import try_directory


class FigureCommand(options.ListingCommand):
    """Names the figures in its help."""

    def listing(self) -> str:
        """Write the list."""
        return f"Figures: {', '.join(figure_names())}."


def figure_command(
    tables: options.Tables,
    names: Annotated[list[str] | None, typer.Argument(help="Figures; all where none is named.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Directory for the figures.")] = Path(),
    formats: Annotated[list[str] | None, typer.Option("--format", help="svg, png or pdf; can be repeated.")] = None,
    keep_going: options.KeepGoing = False,
) -> None:
    """Draw figures from the tables of a run, as NAME.svg and NAME.png.

    Example: `nesgroove figure ruler --from tables --out figures`
    """
    from nesgroove.compare.tables import RunTables
    from nesgroove.show.figures.registry import draw_many, figures

    try_directory(out)
    run = RunTables.read(tables)
    chosen = names or list(figures())
    endings = [f".{ending.lstrip('.')}" for ending in formats or ["svg", "png"]]
    with Progress("Drawing", len(chosen)) as progress:
        errors = draw_many(chosen, run, out, endings, progress.step)
    typer.echo(f"{len(chosen) - len(errors)} figures in {out}")
    not_made(errors, out, keep_going=keep_going)
