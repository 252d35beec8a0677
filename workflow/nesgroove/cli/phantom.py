"""The command ``nesgroove phantom``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nesgroove.cli.errors import request, tell
from nesgroove.cli.progress import Progress
from nesgroove.errors import ConfigError
from nesgroove.io.places import try_directory


def phantom_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Which phantoms; if none is named, all but those for calibrating."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Directory for the structures and their truth.")
    ] = None,
    motions: Annotated[
        list[str] | None,
        typer.Option("--motion", metavar="NAME", help="A phantom in motion, as PDB and XTC; can be repeated."),
    ] = None,
    list_names: Annotated[
        bool, typer.Option("--list", help="List the phantoms and what is in each, and stop.")
    ] = False,
) -> None:
    """Write phantoms: structures of known truth, for trying, testing and calibrating.

    Beside each NAME.cif.gz stands NAME.truth.json with what is planted in it. Phantoms in motion are trajectories,
    NAME.pdb with NAME.xtc, for `nesgroove trajectory`. Nothing is fetched, and the same command writes the same bytes
    again.

    Example: nesgroove phantom --out phantoms phantom_open phantom_v6a

    Example: nesgroove phantom --out moving --motion phantom_opening
    """
    from nesgroove.io.phantoms import check_names, phantom_names

    if list_names:
        _list()
        return
    moving = motions or []
    wanted = names or ([] if moving else phantom_names())
    with request():
        if out is None:
            raise ConfigError(
                "no directory is named", step="phantom", remedy="Name one with --out, or see the set with --list"
            )
        check_names(wanted)
        if moving:
            from nesgroove.io.motion.files import check_motions

            check_motions(moving)
        directory = out
    try_directory(directory)
    with Progress("Writing", len(wanted) + len(moving)) as progress:
        _write(directory, wanted, moving, progress)


def _list() -> None:
    from nesgroove.io.motion.schedules import MOTIONS
    from nesgroove.io.phantoms import phantom_description, phantom_names

    for name in (*phantom_names(), *phantom_names(calibration=True)):
        typer.echo(f"{name}\t{phantom_description(name)}")
    for name, motion in MOTIONS.items():
        typer.echo(f"{name}\tin motion: {motion.description}")


def _write(directory: Path, wanted: list[str], moving: list[str], progress: Progress) -> None:
    from nesgroove.io.phantoms import phantom_paths, write_phantoms

    def written(name: str) -> None:
        coordinates, truth = phantom_paths(directory, name)
        tell(f"{name}\t{coordinates}\t{truth}")
        progress.step(name)

    if wanted:
        write_phantoms(directory, wanted, progress=written)
    if moving:
        from nesgroove.io.motion.files import motion_paths, write_motions

        def moved(name: str) -> None:
            tell("\t".join([name, *map(str, motion_paths(directory, name))]))
            progress.step(name)

        write_motions(directory, moving, progress=moved)
