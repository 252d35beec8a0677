"""All figures by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from nesgroove.errors import ConfigError
from nesgroove.show.figures.style import figure_style, save

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nesgroove.compare.data import RunTables

MODULES = (
    "ruler",
    "width",
    "clear_width",
    "groove_map",
    "heatmap",
    "competition",
    "validation",
    "clustermap",
    "conformation",
    "ligand2d",
)
"""Modules of the figures, in the order in which a report shows them."""


@dataclass(frozen=True)
class FigureKind:
    """One figure: its name, its caption, and how to draw it."""

    name: str
    caption: str
    draw: Callable[[RunTables], Figure]


@cache
def figures() -> dict[str, FigureKind]:
    """All figures by name."""
    found = {}
    for module in MODULES:
        one = import_module(f"nesgroove.show.figures.{module}")
        found[one.NAME] = FigureKind(one.NAME, one.CAPTION, one.draw)
    return found


def draw(name: str, run: RunTables, paths: list[Path]) -> None:
    """Draw one figure and save it, as many times as there are paths.

    Raises
    ------
    ConfigError
        There is no such figure, or an ending is not known.
    """
    kind = figures().get(name)
    if kind is None:
        raise ConfigError(f"there is no figure {name}", step="figure", remedy=f"Choose one of: {', '.join(figures())}")
    with figure_style():
        figure = kind.draw(run)
        for path in paths:
            save(figure, path)
