"""The command ``nesgroove figure``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import request, tell
from nesgroove.cli.measured import counted
from nesgroove.cli.names import figure_names, figure_names_over_time
from nesgroove.cli.not_made import not_made
from nesgroove.cli.progress import Progress
from nesgroove.io.places import try_directory

if TYPE_CHECKING:
    from nesgroove.compare.tables import RunTables


class FigureCommand(options.ListingCommand):
    """Names the figures in its help."""

    def listing(self) -> str:
        """Write the list."""
        return f"Figures: {', '.join(figure_names())}. Over time: {', '.join(figure_names_over_time())}."


def figure_command(
    tables: options.Tables,
    names: Annotated[list[str] | None, typer.Argument(help="Figures; all where none is named.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Directory for the figures.")] = Path(),
    formats: Annotated[list[str] | None, typer.Option("--format", help="svg, png or pdf; can be repeated.")] = None,
    only: options.Only = None,
    where: options.Where = None,
    width: options.Width = None,
    sort: options.Sort = None,
    ungrouped: options.Ungrouped = False,
    pair: options.Pair = None,
    pages: options.Pages = 40,
    keep_going: options.KeepGoing = False,
) -> None:
    """Draw figures from the tables of a run, as NAME.svg and NAME.png.

    Results of `nesgroove trajectory` have figures over time too, and those of `nesgroove poses` the figure `poses`.

    Of more complexes than fit on a page, NAME is a summary by groups; NAME-1, NAME-2 ... have a row for each, where
    they are no more than --pages; else the summary says how many they would be.

    Example: `nesgroove figure ruler --from tables --out figures`

    Example: `nesgroove figure ruler occupancy --from tables --out figures --width 85mm --sort plddt_cargo:desc`

    Example: `nesgroove figure compare --from tables --out figures --pair selinexor 3gjx`

    Example: `nesgroove figure --from tables --out figures --only 'p53*,brca?' --where "plddt_cargo >= 70"`
    """
    from nesgroove.compare.chosen import Chosen
    from nesgroove.compare.pairs import paired
    from nesgroove.compare.sorting import Sorting
    from nesgroove.compare.tables import RunTables
    from nesgroove.show.figures.registry import draw_many, figures
    from nesgroove.show.poses.figure import draw_poses, figures_of_poses
    from nesgroove.show.size import FigureSize
    from nesgroove.show.trajectory.registry import draw_trajectory, figures_over_time

    with request():
        selection, size = Chosen.read(only, where, step="figure"), FigureSize.read(width)
        sorting = Sorting.read(sort, grouped=not ungrouped)
    try_directory(out)
    run = sorting.of(selection.of(RunTables.read(tables), step="figure"))
    with request():
        run = paired(run, pair, step="figure")
    over_time, of_poses = figures_over_time(tables, names or []), figures_of_poses(tables, names or [])
    chosen = [name for name in names or figures() if name not in (*over_time, *of_poses)]
    endings = [f".{ending.lstrip('.')}" for ending in formats or ["svg", "png"]]
    _refuse_unknown(chosen, out, endings)
    count = len(chosen) + len(over_time) + len(of_poses)
    empty: dict[str, str] = {}
    with Progress("Drawing", count) as progress:
        errors = draw_many(chosen, run, out, endings, progress.step, size, most=pages, empty=empty)
        errors += draw_trajectory(tables, over_time, out, endings, progress.step, size)
        for name in of_poses:
            draw_poses(tables, [out / f"{name}{ending}" for ending in endings], run=run, size=size)
            progress.step(name)
    _tell(run, count - len(errors), out, empty)
    not_made(errors, out, keep_going=keep_going)


def _tell(run: RunTables, made: int, out: Path, empty: dict[str, str]) -> None:
    """Say what was drawn, and of what."""
    tell(f"{counted(made, 'figure')} in {out}")
    for name, why in empty.items():
        tell(f"{name} is empty: {why}")
    if run.chosen:
        tell(f"shown: {run.chosen}")
    if run.order.words:
        tell(f"sorted: {run.order.words}")


def _refuse_unknown(names: list[str], out: Path, endings: list[str]) -> None:
    """Refuse figures and formats that there are not, before anything is drawn."""
    from nesgroove.show.figures.registry import kind_of
    from nesgroove.show.figures.style import metadata_of

    with request():
        for name in names:
            kind_of(name)
        for ending in endings:
            metadata_of(out / f"figure{ending}")
