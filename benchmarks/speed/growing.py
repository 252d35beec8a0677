"""What is done with the tables of many complexes, step by step; what workers do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nesgroove.compare.tables import RunTables

READING = "reading the tables"


def ensemble(tables: str, out: str) -> Callable[[str], None]:
    """Prepare to read tables, and to make and write one comparison at a time: what ``nesgroove ensemble`` does."""
    from nesgroove.compare.registry import comparisons
    from nesgroove.compare.tables import RunTables
    from nesgroove.io.sorted_tables import SortedTables

    by_name = {_name(comparison.records): comparison for comparison in comparisons()}
    read: list[RunTables] = []

    def step(step: str) -> None:
        if step == READING:
            read[:] = [RunTables.read(Path(tables))]
            return
        with SortedTables(Path(out), by_name[step].records) as written:
            written.add(by_name[step].rows(read[0]))
            written.write()

    return step


def comparison_steps() -> list[str]:
    """Names of the steps, in their order."""
    from nesgroove.compare.registry import comparisons

    return [READING, *(_name(comparison.records) for comparison in comparisons())]


def _name(records: tuple[type, ...]) -> str:
    return ", ".join(record.table for record in records)  # type: ignore[attr-defined]


def figures(tables: str, out: str) -> Callable[[str], None]:
    """Prepare to draw figures of tables, with all their pages, as ``nesgroove figure`` does."""
    from nesgroove.compare.tables import RunTables
    from nesgroove.show.figures.registry import draw

    read: list[RunTables] = []
    directory = Path(out)
    directory.mkdir(parents=True, exist_ok=True)

    def step(step: str) -> None:
        if step == READING:
            read[:] = [RunTables.read(Path(tables))]
        else:
            draw(step, read[0], [directory / f"{step}.svg", directory / f"{step}.png"])

    return step


def figure_steps() -> list[str]:
    """Names of the steps, in their order."""
    from nesgroove.show.figures.registry import figure_names

    return [READING, *figure_names()]


def atlas(tables: str, out: str) -> Callable[[str], None]:
    """Prepare to write the atlas of tables, as ``nesgroove atlas`` does."""
    from nesgroove.show.atlas.site import write_atlas

    write = partial(write_atlas, Path(tables), Path(out))

    def step(step: str) -> None:
        write()

    return step


def atlas_steps() -> list[str]:
    """The one step."""
    return ["all pages"]
