"""The command ``nesgroove scene``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nesgroove.progress import Progress


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
) -> None:
    """Write scenes to open in PyMOL (.pml), ChimeraX (.cxc) and Mol* (.mvsj, .mvsx).

    Each shows a complex as it was measured, in the groove frame: XPO1, the groove and its pockets, Cys528, what is
    bound, and the contacts by type. The structures lie beside the scenes, as COMPLEX.cif; keep them together. A scene
    named family holds all complexes, grouped by compound.

    Example: `nesgroove scene 3gjx-D composite_v6a-C --from tables --out scenes`
    """  # fmt: skip
    from nesgroove.scene.load import load_scenes
    from nesgroove.scene.write import write_family, write_scene

    scenes = load_scenes(tables, list(dict.fromkeys(complexes or [])))
    out.mkdir(parents=True, exist_ok=True)
    with Progress("Writing", len(scenes)) as progress:
        for scene in scenes:
            write_scene(scene, out)
            progress.step(scene.id)
    one = family and len(scenes) > 1
    if one:
        write_family(scenes, out)
    words = "1 complex" if len(scenes) == 1 else f"{len(scenes)} complexes"
    typer.echo(f"scenes of {words}{' and of all together' if one else ''} in {out}")
