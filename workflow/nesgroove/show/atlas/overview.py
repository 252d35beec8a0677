"""The first page, which leads with the ruler and the competition; and the pages of figures and of occupancy."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from nesgroove.compare.tables import RunTables
from nesgroove.errors import Attempts
from nesgroove.show.atlas import facts, families
from nesgroove.show.atlas.downloads import ARCHIVED
from nesgroove.show.atlas.pictures import copy_superpositions
from nesgroove.show.atlas.render import failed_page, page, write
from nesgroove.show.figures.registry import MOST_PAGES, draw_many, figures, pages_beside
from nesgroove.show.look import COLUMN
from nesgroove.show.size import FigureSize

LEADING: Final = ("ruler", "competition")
"""Figures that the first page leads with."""

LARGER: Final = 2.0
"""Pixels for a point of a figure: its smallest words, 6 points on paper, have 12 pixels."""

NARROW: Final = "narrow"
"""Folder of the same figures as wide as one column of a journal, which a telephone shows."""


def copy_figures(source: Path | None, out: Path) -> list[tuple[str, str]]:
    """Copy the figures of a run that are there.

    Parameters
    ----------
    source
        Directory of `nesgroove figure`; nothing where there is none.
    out
        Directory of the atlas.

    Returns
    -------
    list of (str, str)
        Name and caption of each.
    """
    if source is None:
        return []
    copied = []
    for kind in figures().values():
        path = source / f"{kind.name}.svg"
        if path.is_file():
            for file in (path, *pages_beside(path)):
                write(out, f"figures/run/{file.name}", file.read_bytes())
            copied.append((kind.name, kind.caption))
    return copied


def write_overview(
    out: Path, shared: dict[str, Any], run: RunTables, pictures: Sequence[Path], attempts: Attempts
) -> None:
    """Write the first page, and those of figures and of occupancy.

    Parameters
    ----------
    out
        Directory of the atlas.
    shared
        What all pages share.
    run
        The tables.
    pictures
        Directories of `nesgroove picture`.
    attempts
        Where it is noted that a figure or a page could not be made.
    """
    given = {name for name, _ in shared["gallery"]}
    told = {"ruler": bool(shared["bound"]), "competition": shared["competes"]}
    shown = [name for name in LEADING if told[name]]
    drawn = [name for name in shown if name not in given]
    folder = out / "figures" / "run"
    for name in drawn:
        # Of very many complexes the competition has hundreds of pages; its table holds the same.
        most = MOST_PAGES if name != "competition" or len(run.complexes) <= ARCHIVED else 0
        attempts.errors += draw_many([name], run, folder, [".svg"], lambda _: None, most=most)
    column = FigureSize(COLUMN, asked=True)
    draw_many(drawn, run, folder / NARROW, [".svg"], lambda _: None, column, most=0)
    leading = [(name, figures()[name].caption) for name in shown]
    every = dict([*leading, *shared["gallery"]])
    pages = {name: [path.name for path in pages_beside(folder / f"{name}.svg")] for name in every}
    widths = {name: _width(folder / f"{name}.svg") for name in every}
    shared = {**shared, "pages_of": pages, "narrow": drawn, "widths": widths}
    if shared["gallery"]:
        attempts.make("figures.html", partial(page, out, "figures.html", "figures.html.j2", shared))
    _safely(out, "occupancy.html", shared, attempts)
    rows_of: dict[str, list[facts.Occupied]] = defaultdict(list)
    for occupant in shared["bound"]:
        rows_of[occupant.key.complex].append(occupant)
    page(out, "index.html", "index.html.j2", {
        **shared, "rows_of": rows_of, "leading": leading,
        "absent": families.absent(shared["bound"]), "superpositions": copy_superpositions(pictures, out),
    })  # fmt: skip


def _width(path: Path) -> int | None:
    """Width of a figure on the screen, pixels; None where the file does not say how wide it is."""
    match = re.search(rb'<svg[^>]*\swidth="([\d.]+)pt"', path.read_bytes()[:2000]) if path.is_file() else None
    return round(float(match[1]) * LARGER) if match else None


def _safely(out: Path, name: str, values: dict[str, Any], attempts: Attempts) -> None:
    before = len(attempts.errors)
    attempts.make(name, partial(page, out, name, f"{name}.j2", values))
    if len(attempts.errors) > before:
        failed_page(out, name, name, attempts.errors[-1].message)
