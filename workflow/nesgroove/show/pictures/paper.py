"""How large a picture is: its pixels, and its width on paper, by which letters and lines are sized."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.show.look import COLUMN, PAGE
from nesgroove.show.pictures.views import VIEWS, View
from nesgroove.show.size import MOST as WIDEST
from nesgroove.show.size import FigureSize

INCH_MM: Final = 25.4

DPI: Final = 300
"""Dots an inch that journals ask of pictures."""

FEWEST: Final = 200
MOST: Final = 8000
"""Pixels of the view from the solvent."""

LARGER: Final = 1.25
"""How much larger letters are on two columns than on one."""


@dataclass(frozen=True)
class Sheet:
    """The size of one view.

    Attributes
    ----------
    scale : float
        Pixels an A.
    inch : float
        A of the picture on an inch of paper.
    letters : float
        By how much letters and their lines are larger than on one column.
    """

    scale: float
    inch: float
    letters: float

    @property
    def grain(self) -> float:
        """Size of bar and axes, A: one A where the view from the solvent fills one column."""
        return self.letters * self.inch / (VIEWS["solvent"].width / COLUMN)

    @property
    def dpi(self) -> float:
        """Dots an inch."""
        return self.scale * self.inch


@dataclass(frozen=True)
class Paper:
    """The size of pictures.

    Attributes
    ----------
    pixels : int
        Width of the view from the solvent, and of own views; the other standard views have the scale of the first.
    width : float
        The same on paper, mm.
    """

    pixels: int = round(COLUMN * DPI)
    width: float = round(COLUMN * INCH_MM)

    def sheet(self, view: View) -> Sheet:
        """Size of a view."""
        shown = view.width if view.own else VIEWS["solvent"].width
        wide = (self.width / INCH_MM - COLUMN) / (PAGE - COLUMN)
        return Sheet(self.pixels / shown, shown / (self.width / INCH_MM), 1 + (LARGER - 1) * min(max(wide, 0.0), 1.0))


def chosen_paper(text: str, dpi: int = DPI) -> Paper:
    """Make a size of what a reader wrote.

    Parameters
    ----------
    text
        ``85mm``, ``8.5cm``, ``3.35in``, as of figures (:class:`nesgroove.show.size.FigureSize`), or pixels of a
        picture that fills one column: ``1040px``. A number alone is of millimetres where it could be, else of pixels.
    dpi
        Dots an inch, of a width on paper.

    Raises
    ------
    ConfigError
        It is no width, or one at which a picture cannot be read or drawn.
    """
    match = re.fullmatch(r"\s*(\d+)\s*(px|)\s*", text, re.IGNORECASE)
    if match is not None and (match[2] or int(match[1]) > WIDEST):
        paper = Paper(int(match[1]))
    else:
        inches = FigureSize.read(text, step="picture").width
        paper = Paper(round(inches * dpi), round(inches * INCH_MM, 2))
    if not FEWEST <= paper.pixels <= MOST:
        limits = f"Choose {FEWEST} to {MOST}, by --width and --dpi"
        raise ConfigError(f"a width of {paper.pixels} pixels", step="picture", remedy=limits)
    return paper
