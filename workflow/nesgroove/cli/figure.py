"""The command ``nesgroove figure``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.names import figure_names
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
) -> None:
    """Draw figures from the tables of a run, as NAME.svg and NAME.png.

    Example: `nesgroove figure ruler --from tables --out figures`
    """
    from nesgroove.compare.tables import RunTables
    from nesgroove.show.figures.registry import draw, figures

    try_directory(out)
    run = RunTables.read(tables)
    chosen = names or list(figures())
    endings = [f".{ending.lstrip('.')}" for ending in formats or ["svg", "png"]]
    with Progress("Drawing", len(chosen)) as progress:
        for name in chosen:
            draw(name, run, [out / f"{name}{ending}" for ending in endings])
            progress.step(name)
    typer.echo(f"{len(chosen)} figures in {out}")
