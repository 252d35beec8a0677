"""The command ``nesgroove methods``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nesgroove.cli import options
from nesgroove.io.files import write_file
from nesgroove.io.places import try_file


def methods_command(
    tables: options.Tables,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; printed without it.")] = None,
) -> None:
    """Write the methods paragraph of a run, with versions and citations, ready to paste.

    Example: `nesgroove methods --from tables > methods.md`
    """
    from nesgroove.show.methods import methods_paragraph

    if out is not None:
        try_file(out)
    text = methods_paragraph(tables)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_file(out, text)
