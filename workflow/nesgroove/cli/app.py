"""The command line. Each command is a module of its own and thin: options in, one call of the package, a summary out.

Imports of what takes time are inside the commands, so that ``nesgroove --help`` answers at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from nesgroove import __version__
from nesgroove.cli.analogue import analogue_command
from nesgroove.cli.atlas import atlas_command
from nesgroove.cli.columns import columns_command
from nesgroove.cli.command import NesgrooveCommand, NesgrooveGroup, with_quiet
from nesgroove.cli.compounds import compounds_command
from nesgroove.cli.discover import discover_command
from nesgroove.cli.ensemble import EnsembleCommand, ensemble_command
from nesgroove.cli.errors import report_errors
from nesgroove.cli.fetch import fetch_command
from nesgroove.cli.figure import FigureCommand, figure_command
from nesgroove.cli.gather import gather_command
from nesgroove.cli.init import init_command
from nesgroove.cli.measure import MeasureCommand, measure_command
from nesgroove.cli.methods import methods_command
from nesgroove.cli.models import models_command
from nesgroove.cli.phantom import phantom_command
from nesgroove.cli.picture import picture_command
from nesgroove.cli.poses import poses_command
from nesgroove.cli.reference import reference_command
from nesgroove.cli.reproduce import reproduce_command
from nesgroove.cli.run import RunCommand, run_command
from nesgroove.cli.scene import scene_command
from nesgroove.cli.signal import signal_command
from nesgroove.cli.summary import summary_command
from nesgroove.cli.supplement import supplement_command
from nesgroove.cli.trajectory import trajectory_command

app = typer.Typer(
    name="nesgroove",
    help="Find and measure the NES groove of XPO1 (CRM1), and what occupies it, in any structure.\n\n"
    "Example: `nesgroove run 3gjx 4hb2 --out results`\n\n"
    "Example: `nesgroove measure my_structures/ --out tables`",
    no_args_is_help=True,
    cls=NesgrooveGroup,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
# The whole first, then its parts in the order of a run, as --help shows them.
app.command("run", cls=RunCommand)(with_quiet(run_command))
app.command("init", cls=NesgrooveCommand)(with_quiet(init_command))
app.command("discover", cls=NesgrooveCommand)(with_quiet(discover_command))
app.command("fetch", cls=NesgrooveCommand)(with_quiet(fetch_command))
app.command("phantom", cls=NesgrooveCommand)(with_quiet(phantom_command))
app.command("measure", cls=MeasureCommand)(with_quiet(measure_command))
app.command("poses", cls=NesgrooveCommand)(with_quiet(poses_command))
app.command("trajectory", cls=NesgrooveCommand)(with_quiet(trajectory_command))
app.command("models", cls=NesgrooveCommand)(with_quiet(models_command))
app.command("analogue", cls=NesgrooveCommand)(with_quiet(analogue_command))
app.command("reference", cls=NesgrooveCommand)(with_quiet(reference_command))
app.command("gather", cls=NesgrooveCommand)(with_quiet(gather_command))
app.command("ensemble", cls=EnsembleCommand)(with_quiet(ensemble_command))
app.command("figure", cls=FigureCommand)(with_quiet(figure_command))
app.command("picture", cls=NesgrooveCommand)(with_quiet(picture_command))
app.command("scene", cls=NesgrooveCommand)(with_quiet(scene_command))
app.command("atlas", cls=NesgrooveCommand)(with_quiet(atlas_command))
app.command("summary", cls=NesgrooveCommand)(with_quiet(summary_command))
app.command("methods", cls=NesgrooveCommand)(with_quiet(methods_command))
app.command("supplement", cls=NesgrooveCommand)(with_quiet(supplement_command))
app.command("reproduce", cls=NesgrooveCommand)(with_quiet(reproduce_command))
app.command("signal", cls=NesgrooveCommand)(with_quiet(signal_command))
app.command("compounds", cls=NesgrooveCommand)(with_quiet(compounds_command))
app.command("columns", cls=NesgrooveCommand)(with_quiet(columns_command))


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"nesgroove {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit codes and messages are those of :mod:`nesgroove.cli.errors`."""
    report_errors(lambda: app(arguments, prog_name="nesgroove"))


if __name__ == "__main__":
    main()
