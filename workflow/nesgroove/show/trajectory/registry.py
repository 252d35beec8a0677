"""Figures of a trajectory by name, found where they are defined, as those of a run are.

A module of this package that has ``NAME``, ``TITLE``, ``CAPTION``, ``ORDER`` and ``pages(watched, size)``, which yields
figures, is one.
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
from nesgroove.errors import Attempts, ConfigError, NesgrooveError
from nesgroove.io.trajectory.frame_tables import has_frames
from nesgroove.show.figures.style import figure_style, save
from nesgroove.show.size import WHOLE_PAGE, FigureSize
from nesgroove.show.trajectory.watched import Watched

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class TrajectoryFigure:
    """One figure of a trajectory: its name, its title, its caption, and how its pages are drawn."""

    name: str
    title: str
    caption: str
    pages: Callable[[Watched, FigureSize], Iterable[Figure]]


@cache
def trajectory_figures() -> dict[str, TrajectoryFigure]:
    """All figures of trajectories by name, in the order in which they are shown."""
    kinds = []
    for module in iter_modules(nesgroove.show.trajectory.__path__):
        names = vars(import_module(f"nesgroove.show.trajectory.{module.name}"))
        if {"NAME", "CAPTION", "pages"} <= names.keys():
            kinds.append(
                (names["ORDER"], TrajectoryFigure(names["NAME"], names["TITLE"], names["CAPTION"], names["pages"]))
            )
    return {kind.name: kind for _, kind in sorted(kinds, key=lambda entry: entry[0])}


def figures_over_time(directory: Path, names: Sequence[str]) -> list[str]:
    """Choose the figures of a trajectory that are to be drawn.

    Parameters
    ----------
    directory
        Of tables.
    names
        Of all figures that were asked for; where none were, all of them are drawn if there are frames.

    Returns
    -------
    list of str
        Names of figures of trajectories.

    Raises
    ------
    ConfigError
        One was asked for, and there are no frames.
    """
    known = trajectory_figures()
    wanted = [name for name in names if name in known]
    if has_frames(directory):
        return wanted or ([] if names else list(known))
    if wanted:
        raise ConfigError(
            f"{', '.join(wanted)}: there are no frames in it", file=directory, step="figure",
            remedy="Name the directory that `nesgroove trajectory` wrote",
        )  # fmt: skip
    return []


def draw_trajectory(
    directory: Path,
    names: Sequence[str],
    out: Path,
    endings: Sequence[str],
    done: Callable[[str], None],
    size: FigureSize = WHOLE_PAGE,
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
    size
        How wide they are; two columns where nothing is given.

    Returns
    -------
    list of NesgrooveError
        Why some could not be drawn.
    """
    attempts = Attempts("figure")
    watched = attempts.make(str(directory), lambda: Watched(directory)) if names and has_frames(directory) else None
    if watched is not None:
        for name in names:
            attempts.make(name, partial(_save, trajectory_figures()[name], watched, out, endings, size))
            done(name)
    return attempts.errors


def draw_over_time(name: str, directory: Path, path: Path, size: FigureSize = WHOLE_PAGE) -> None:
    """Draw the first page of a figure of a trajectory into a file.

    Parameters
    ----------
    name
        Of the figure.
    directory
        That `nesgroove trajectory` wrote.
    path
        Ends in ``.svg``, ``.png`` or ``.pdf``.
    size
        How wide it is; two columns where nothing is given.

    Raises
    ------
    ConfigError
        There are no frames, or the ending is another.
    """
    with figure_style():
        save(next(iter(trajectory_figures()[name].pages(Watched(directory), size))), path)


def _save(kind: TrajectoryFigure, watched: Watched, out: Path, endings: Sequence[str], size: FigureSize) -> None:
    with figure_style():
        for number, figure in enumerate(kind.pages(watched, size), start=1):
            page = kind.name if number == 1 else f"{kind.name}-{number}"
            for ending in endings:
                save(figure, out / f"{page}{ending}")
