"""All figures by name, found where they are defined.

A module of this package that has ``NAME``, ``CAPTION`` and ``draw(run)`` is a figure: commands, workflow, report and
atlas have it with the others. ``ORDER`` says where it stands among them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

import nesgroove.show.figures
from nesgroove.errors import ConfigError
from nesgroove.show.figures.style import figure_style, save

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


def draw(name: str, run: RunTables, paths: list[Path]) -> None:
    """Draw one figure and save it, as many times as there are paths.

    Raises
    ------
    ConfigError
        There is no such figure, or an ending is not known.
    """
    kind = figures().get(name)
    if kind is None:
        names = ", ".join(figure_names())
        raise ConfigError(f"there is no figure {name}", step="figure", remedy=f"Choose one of: {names}")
    with figure_style():
        figure = kind.draw(run)
        for path in paths:
            save(figure, path)
