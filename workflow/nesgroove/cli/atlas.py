"""The command ``nesgroove atlas``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nesgroove.cli.errors import request, say, tell, when_stopped
from nesgroove.cli.measured import counted
from nesgroove.cli.not_made import not_made
from nesgroove.cli.options import Jobs, KeepGoing, Only, Tables, Where
from nesgroove.cli.progress import Progress
from nesgroove.errors import NesgrooveError
from nesgroove.io.places import try_directory


# Long because its options are declared in it, where typer reads them.
def atlas_command(
    tables: Tables,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="DIR", help="Directory for the atlas; open its index.html.", show_default=False),
    ],
    pictures: Annotated[
        list[Path] | None,
        typer.Option("--pictures", metavar="DIR", help="Pictures that `nesgroove picture` made. Can be repeated."),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(
            "--figures", metavar="DIR", help="Figures that `nesgroove figure` made; the ruler is drawn without."
        ),
    ] = None,
    ensemble: Annotated[
        Path | None,
        typer.Option(
            "--ensemble", metavar="DIR", help="Tables of `nesgroove ensemble`; competition is computed without."
        ),
    ] = None,
    trajectories: Annotated[
        list[Path] | None,
        typer.Option(
            "--trajectories",
            metavar="DIR",
            help="Results of `nesgroove trajectory` that are among the tables: shown over time. Can be repeated.",
        ),
    ] = None,
    jobs: Jobs = 1,
    parts: Annotated[
        Path | None,
        typer.Option("--parts", metavar="DIR", help="Make it in DIR, and move it when it is whole; else in --out."),
    ] = None,
    only: Only = None,
    where: Where = None,
    keep_going: KeepGoing = False,
) -> None:
    """Write the atlas: a site of all complexes of a run, that opens in a browser without a network.

    A page for each complex, with a 3-D view, for each compound and for each export signal; an overview that can be
    sorted and filtered; a page that compares two complexes. A trajectory is one complex, with figures over time. Open
    DIR/index.html, or put DIR on any web server. It appears when it is whole; one that was stopped goes on when the
    same command is given again.

    Example: `nesgroove atlas --from tables --out atlas --pictures pictures`

    Example: `nesgroove atlas --from tables --out atlas --where "source_kind != 'predicted' or plddt_cargo >= 70"`
    """
    from nesgroove.compare.chosen import Chosen
    from nesgroove.series.poses.beside import poses_not_kept
    from nesgroove.show.atlas.site import write_atlas
    from nesgroove.survey.parts import KEPT

    with request():
        chosen = Chosen.read(only, where, step="atlas")
    try_directory(out)
    done: set[str] = set()
    count = 0

    def begin(number: int) -> None:
        nonlocal count
        count = number
        progress.expect(number)

    def step(complex_: str) -> None:
        done.add(complex_)
        progress.step(complex_)

    when_stopped(
        lambda: (
            f"{len(done)} of {count} complexes are done and kept in {parts or out / KEPT}, the atlas in {out} is not "
            "written; the same command goes on from there"
        )
    )
    with Progress("Atlas", parts=parts) as progress:
        remarks = write_atlas(
            tables,
            out,
            pictures=pictures or [],
            figures=figures,
            ensemble=ensemble,
            trajectories=trajectories or [],
            jobs=jobs,
            begin=begin,
            parts=parts,
            step=step,
            chosen=chosen,
        )
    errors = [remark for remark in remarks if isinstance(remark, NesgrooveError)]
    for remark in remarks:
        if not isinstance(remark, NesgrooveError):
            say(remark)
    tell(f"{counted(count, 'complex')} in {out / 'index.html'}")
    flat = poses_not_kept(tables)
    if flat and (without := [error for error in errors if error.file in flat]):
        errors = [error for error in errors if error.file not in flat]
        tell(f"{len(without)} poses have no 3-D view: `nesgroove poses --keep {len(flat) + count}` keeps them all")
    not_made(errors, out, keep_going=keep_going)
