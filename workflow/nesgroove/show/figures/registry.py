"""All figures by name, found where they are defined.

A module of this package that has ``NAME``, ``CAPTION`` and ``draw(run, size)`` is a figure: commands, workflow, report
and atlas have it with the others. ``ORDER`` says where it stands among them. Where a run has more rows than a page
holds, ``draw`` gives a summary, and ``pages(run, size)``, which a module may have, yields the pages with all rows.
``ROWS = True`` says that it shows occupants one by one, in the order that the run has.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

import nesgroove.show.figures
from nesgroove.errors import Attempts, ConfigError, NesgrooveError
from nesgroove.model.plain_text import clipped, shown
from nesgroove.show.figures.paging import Page
from nesgroove.show.figures.style import blank, figure_style, save, why_blank
from nesgroove.show.size import WHOLE_PAGE, FigureSize

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nesgroove.compare.tables import RunTables


@dataclass(frozen=True)
class FigureKind:
    """One figure: its name, its caption, how to draw it, and the pages of what a summary has no room for.

    ``rows`` says whether it shows occupants one by one, so that they can be sorted.
    """

    name: str
    caption: str
    draw: Callable[[RunTables, FigureSize], Figure]
    pages: Callable[[RunTables, FigureSize], Iterable[Page]]
    rows: bool = False


def _no_pages(run: RunTables, size: FigureSize) -> Iterable[Page]:
    return ()


MOST_PAGES: Final = 40
"""Pages with all rows that a figure has beside it at most, where nothing else is asked for: as many as somebody may
leaf through, and about a minute of drawing."""

OF_MANY: Final = (
    f"Where these would be more than {MOST_PAGES} pages, none is drawn; the summary says how many, and --only and "
    "--where choose some."
)
"""What the caption of every figure that may have pages ends with."""

LAST: Final = 1000
"""Order of a figure that does not say where it stands."""


@cache
def figures() -> dict[str, FigureKind]:
    """All figures by name, in the order in which a report shows them. Matplotlib is not imported for it."""
    kinds = []
    for module in iter_modules(nesgroove.show.figures.__path__):
        names = vars(import_module(f"nesgroove.show.figures.{module.name}"))
        if {"NAME", "CAPTION", "draw"} <= names.keys():
            pages, caption = names.get("pages", _no_pages), names["CAPTION"]
            caption = caption if pages is _no_pages else f"{caption} {OF_MANY}"
            kind = FigureKind(names["NAME"], caption, names["draw"], pages, names.get("ROWS", False))
            kinds.append((names.get("ORDER", LAST), kind.name, kind))
    return {name: kind for _, name, kind in sorted(kinds, key=lambda entry: entry[:2])}


def figure_names() -> list[str]:
    """Names of all figures, in their order."""
    return list(figures())


def draw_many(
    names: Sequence[str],
    run: RunTables,
    out: Path,
    endings: Sequence[str],
    done: Callable[[str], None],
    size: FigureSize = WHOLE_PAGE,
    *,
    most: int = MOST_PAGES,
    empty: dict[str, str] | None = None,
) -> list[NesgrooveError]:
    """Draw figures; in the place of one that cannot be drawn is one that says so.

    Parameters
    ----------
    names
        Of the figures.
    run
        The tables.
    out, endings
        They are saved as ``out/NAME.svg`` ...
    done
        Called with the name of each that is there.
    size
        How wide they are; as each has it where nothing is given.
    most
        Pages with all rows at most that a figure which is a summary has beside it.
    empty
        Gets, by the name of each figure in which these tables have nothing to draw, why.

    Returns
    -------
    list of NesgrooveError
        Why some could not be drawn.

    Raises
    ------
    ConfigError
        There is no such figure, or an ending is not known.
    """
    for name in names:
        kind_of(name)
    attempts = Attempts("figure")
    for name in names:
        paths = [out / f"{name}{ending}" for ending in endings]
        before = len(attempts.errors)
        attempts.make(name, partial(draw, name, run, paths, size, most=most, empty=empty))
        if len(attempts.errors) > before:
            with figure_style():
                instead = blank(
                    f"{name} could not be drawn: {clipped(shown(attempts.errors[-1].message), 200)}",
                    size.width,
                )
                for path in paths:
                    save(instead, path)
        done(name)
    return attempts.errors


def kind_of(name: str) -> FigureKind:
    """Find a figure by its name.

    Raises
    ------
    ConfigError
        There is none.
    """
    kind = figures().get(name)
    if kind is None:
        names = ", ".join(figure_names())
        raise ConfigError(f"there is no figure {name}", step="figure", remedy=f"Choose one of: {names}")
    return kind


def draw(
    name: str,
    run: RunTables,
    paths: list[Path],
    size: FigureSize = WHOLE_PAGE,
    *,
    most: int = MOST_PAGES,
    empty: dict[str, str] | None = None,
) -> list[Path]:
    """Draw one figure and its pages, and save them, as many times as there are paths.

    Parameters
    ----------
    name
        Of the figure.
    run
        The tables.
    paths
        Where it is saved: ``figures/ruler.svg``; its pages beside it: ``figures/ruler-1.svg`` ... Pages beyond the
        last, which an earlier run left there, are removed.
    size
        How wide it is; as the figure has it where nothing is given.
    most
        Pages with all rows that it has beside it at most, where it is a summary. Where all rows would be more pages,
        none is drawn, and the summary says how many they would be.
    empty
        Gets, by its name, why there is nothing in the figure, where there is not.

    Returns
    -------
    list of Path
        All that was written.

    Raises
    ------
    ConfigError
        There is no such figure, or an ending is not known.
    """
    kind = kind_of(name)
    notes = [f"Shown: {run.chosen}"] if run.chosen else []
    if kind.rows and run.order.words:
        notes.append(f"Sorted: {run.order.words}.")
    written = []
    with figure_style():
        figure, pages = kind.draw(run, size), deque(kind.pages(run, size) if most else ())
        if empty is not None and (why := why_blank(figure)):
            empty[name] = why
        rest = [_of_summary(name, len(pages), most)] if pages else []
        if len(pages) > most:
            pages.clear()
        count = len(pages)
        for path in paths:
            save(figure, path, [*rest, *notes])
            written.append(path)
        written += _saved_pages(name, pages, paths, notes)
    for path in paths:
        _remove_pages_beyond(path, count)
    return written


def _saved_pages(name: str, pages: deque[Page], paths: Sequence[Path], notes: Sequence[str]) -> Iterator[Path]:
    """Draw pages, one at a time in memory, and save each beside its figure."""
    count = len(pages)
    for number in range(1, count + 1):
        page = pages.popleft()
        words = f"{name}, page {number} of {count}: {page.holds}"
        for path in paths:
            save(page.figure, page_path(path, number), [words, *notes])
            yield page_path(path, number)
        page.figure.clear()


def _of_summary(name: str, count: int, most: int) -> str:
    """Say that a figure is a summary, where all rows are, and how some of them are shown alone."""
    if count > most:
        return (
            f"A summary; all rows would be {count} pages, more than the {most} that are drawn. --only and --where show "
            f"some alone: nesgroove figure {name} --only 'NAME*'; --pages {count} draws all."
        )
    verb = "holds" if count == 1 else "hold"
    return (
        f"A summary; {page_names(name, count)} {verb} the rows. --only and --where show some alone: "
        f"nesgroove figure {name} --only 'NAME*'."
    )


def page_path(path: Path, number: int) -> Path:
    """Where a page of a figure is saved: ``ruler-2.svg`` beside ``ruler.svg``."""
    return path.with_name(f"{path.stem}-{number}{path.suffix}")


def page_names(name: str, count: int) -> str:
    """Name the pages of a figure: ``ruler-1 to ruler-7``."""
    return f"{name}-1" if count == 1 else f"{name}-1 to {name}-{count}"


def pages_beside(path: Path) -> list[Path]:
    """Pages of a figure that lie beside it, in their order."""
    pages: list[Path] = []
    while (page := page_path(path, len(pages) + 1)).is_file():
        pages.append(page)
    return pages


def _remove_pages_beyond(path: Path, count: int) -> None:
    """Remove pages of an earlier run, which would be taken for this one's."""
    number = count + 1
    while (page := page_path(path, number)).is_file():
        page.unlink()
        number += 1
