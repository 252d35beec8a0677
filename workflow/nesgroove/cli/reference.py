"""The command ``nesgroove reference``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import FAILED, request, say, tell
from nesgroove.io.files import write_file
from nesgroove.io.places import try_file


def reference_command(
    out: Annotated[Path, typer.Option("--out", help="JSON file to write.", show_default=False)],
    files: options.Structures = None,
    from_list: options.FromList = None,
    open_: options.Open = "3gjx",
    closed: options.Closed = "4hb2",
    cargo: options.Cargo = "3gjx",
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Exit with 0 though a reference is missing; the package's is taken.")
    ] = False,
) -> None:
    """Take the references of a run from their structures, for `nesgroove measure --references`.

    Example: `nesgroove reference 3gjx.cif.gz 4hb2.cif.gz --out references.json`
    """
    from nesgroove.io.run_files import run_files
    from nesgroove.survey.references import ReferenceNames
    from nesgroove.survey.run import references_from

    with request():
        paths = run_files(files or [], from_list or []).paths
    try_file(out)
    references, missing = references_from(paths, ReferenceNames(open_, closed, cargo))
    write_file(out, references.to_json())
    for name in missing:
        say(f"{name}: reference: not among the files or without a cargo, the one that comes with nesgroove is taken")
    ids = (references.open_id, references.closed_id, references.cargo.complex_id)
    tell("open {}, closed {}, cargo {}".format(*ids))
    if missing and not keep_going:
        raise typer.Exit(FAILED)
