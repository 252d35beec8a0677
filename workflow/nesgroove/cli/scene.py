"""The command ``nesgroove scene``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import request, say, tell
from nesgroove.cli.not_made import not_made
from nesgroove.cli.options import KeepGoing, Only, Where
from nesgroove.cli.progress import Progress
from nesgroove.errors import Attempts
from nesgroove.io.places import try_directory

if TYPE_CHECKING:
    from nesgroove.compare.tables import RunTables
    from nesgroove.show.scene.model import Scene


# Long because its options are declared in it, where typer reads them.
def scene_command(
    tables: Annotated[
        Path,
        typer.Option(
            "--from",
            metavar="TABLES",
            help="Directory of tables of a run, with superposed/ in it.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory for the scenes.", show_default=False)],
    complexes: Annotated[
        list[str] | None, typer.Argument(metavar="[COMPLEX]...", help="Complexes; all where none is named.")
    ] = None,
    family: Annotated[
        bool,
        typer.Option("--family/--no-family", help="Put all of them into one scene too, where there is more than one."),
    ] = True,
    pse: Annotated[
        bool,
        typer.Option("--pse", help="Write sessions of PyMOL too (.pse), which open with no other file; takes PyMOL."),
    ] = False,
    only: Only = None,
    where: Where = None,
    keep_going: KeepGoing = False,
) -> None:
    """Write scenes to open in PyMOL (.pml), ChimeraX (.cxc) and Mol* (.mvsj, .mvsx).

    Each shows a complex as it was measured, in the groove frame: XPO1, the groove and its pockets, Cys528, what is
    bound, and the contacts by type. The structures lie beside the scenes, as COMPLEX.cif; keep them together. A scene
    named family holds all complexes, grouped by compound. With --pse each is a session of PyMOL (.pse) too, to be
    handed on alone.

    Example: `nesgroove scene 3gjx-D composite_v6a-C --from tables --out scenes`

    Example: `nesgroove scene --where "covalent and state == 'open'" --from tables --out scenes`
    """  # fmt: skip
    from nesgroove.compare.chosen import Chosen
    from nesgroove.compare.tables import RunTables
    from nesgroove.show.scene.write import FAMILY_LIMIT, write_family

    with request():
        selection = Chosen.read(only, where, step="scene")
        options.refuse_both(complexes or [], selection, step="scene")
    try_directory(out)
    run = selection.of(RunTables.read(tables), step="scene")
    if run.chosen:
        tell(f"shown: {run.chosen}")
    parts = run.split()
    chosen = list(dict.fromkeys(complexes or parts))
    out.mkdir(parents=True, exist_ok=True)
    attempts = Attempts("scene")
    written, scenes = 0, []
    with Progress("Writing", len(chosen)) as progress:
        for one in chosen:
            scene = attempts.make(one, partial(_write, tables, one, parts.get(one), out, pse=pse))
            if scene is not None:
                written += 1
                if family and written <= FAMILY_LIMIT:
                    scenes.append(scene)
            progress.step(one)
    together = family and 1 < written <= FAMILY_LIMIT
    if together:
        attempts.make("family", partial(write_family, scenes, out, session=pse))
    words = "1 complex" if written == 1 else f"{written} complexes"
    tell(f"scenes of {words}{' and of all together' if together else ''} in {out}")
    if family and written > FAMILY_LIMIT:
        say(f"no scene of all together: they are more than {FAMILY_LIMIT}. Name some of them")
    not_made(attempts.errors, out, keep_going=keep_going)


def _write(tables: Path, complex_: str, rows: RunTables | None, out: Path, *, pse: bool) -> Scene:
    from nesgroove.show.scene.load import load_scene
    from nesgroove.show.scene.write import write_scene

    scene = load_scene(tables, complex_, rows)
    write_scene(scene, out, session=pse)
    return scene
