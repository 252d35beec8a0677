"""Figures of a trajectory by name, found where they are defined, as those of a run are.

A module of this package that has ``NAME``, ``CAPTION`` and ``pages(watched)``, which yields figures, is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import nesgroove.show.trajectory
from nesgroove.errors import Attempts, NesgrooveError
from nesgroove.io.trajectory.frame_tables import has_frames
from nesgroove.show.figures.style import figure_style, save
from nesgroove.show.trajectory.watched import Watched

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class TrajectoryFigure:
    """One figure of a trajectory: its name, its caption, and how its pages are drawn."""

    name: str
    caption: str
    pages: Callable[[Watched], Iterable[Figure]]


@cache
def trajectory_figures() -> dict[str, TrajectoryFigure]:
    """All figures of trajectories by name, in the order in which they are shown."""
    kinds = []
    for module in iter_modules(nesgroove.show.trajectory.__path__):
        names = vars(import_module(f"nesgroove.show.trajectory.{module.name}"))
        if {"NAME", "CAPTION", "pages"} <= names.keys():
            kinds.append((names["ORDER"], TrajectoryFigure(names["NAME"], names["CAPTION"], names["pages"])))
    return {kind.name: kind for _, kind in sorted(kinds, key=lambda entry: entry[0])}


def draw_trajectory(
    directory: Path, names: Sequence[str], out: Path, endings: Sequence[str], done: Callable[[str], None]
) -> list[NesgrooveError]:
    """Draw figures of a trajectory.

    Parameters
    ----------
    directory
        That `nesgroove trajectory` wrote.
    names
        Of the figures.
    out, endings
        They are saved as ``out/NAME.svg`` ...; further pages as ``NAME-2.svg`` ...
    done
        Called with the name of each that is there.

    Returns
    -------
    list of NesgrooveError
        Why some could not be drawn.
    """
    attempts = Attempts("figure")
    watched = attempts.make(str(directory), lambda: Watched(directory)) if names and has_frames(directory) else None
    if watched is not None:
        for name in names:
            attempts.make(name, partial(_save, trajectory_figures()[name], watched, out, endings))
            done(name)
    return attempts.errors


def _save(kind: TrajectoryFigure, watched: Watched, out: Path, endings: Sequence[str]) -> None:
    with figure_style():
        for number, figure in enumerate(kind.pages(watched), start=1):
            page = kind.name if number == 1 else f"{kind.name}-{number}"
            for ending in endings:
                save(figure, out / f"{page}{ending}")
