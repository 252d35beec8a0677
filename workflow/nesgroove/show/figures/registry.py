"""All figures by name, found where they are defined.

A module of this package that has ``NAME``, ``CAPTION`` and ``draw(run)`` is a figure: commands, workflow, report and
atlas have it with the others. ``ORDER`` says where it stands among them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

import nesgroove.show.figures
from nesgroove.errors import Attempts, ConfigError, NesgrooveError
from nesgroove.model.plain_text import clipped, shown
from nesgroove.show.figures.style import blank, figure_style, save

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nesgroove.compare.tables import RunTables


@dataclass(frozen=True)
class FigureKind:
    """One figure: its name, its caption, and how to draw it."""

    name: str
    caption: str
    draw: Callable[[RunTables], Figure]


LAST: Final = 1000
"""Order of a figure that does not say where it stands."""


@cache
def figures() -> dict[str, FigureKind]:
    """All figures by name, in the order in which a report shows them. Matplotlib is not imported for it."""
    kinds = []
    for module in iter_modules(nesgroove.show.figures.__path__):
        names = vars(import_module(f"nesgroove.show.figures.{module.name}"))
        if {"NAME", "CAPTION", "draw"} <= names.keys():
            kind = FigureKind(names["NAME"], names["CAPTION"], names["draw"])
            kinds.append((names.get("ORDER", LAST), kind.name, kind))
    return {name: kind for _, name, kind in sorted(kinds, key=lambda entry: entry[:2])}


def figure_names() -> list[str]:
    """Names of all figures, in their order."""
    return list(figures())


def draw_many(
    names: Sequence[str], run: RunTables, out: Path, endings: Sequence[str], done: Callable[[str], None]
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
        attempts.make(name, partial(draw, name, run, paths))
        if len(attempts.errors) > before:
            with figure_style():
                instead = blank(f"{name} could not be drawn: {clipped(shown(attempts.errors[-1].message), 200)}")
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


def draw(name: str, run: RunTables, paths: list[Path]) -> None:
    """Draw one figure and save it, as many times as there are paths.

    Raises
    ------
    ConfigError
        There is no such figure, or an ending is not known.
    """
    kind = kind_of(name)
    with figure_style():
        figure = kind.draw(run)
        for path in paths:
            save(figure, path)
