"""How wide a figure is printed: one or two columns of a journal, or as its page has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

from nesgroove.errors import ConfigError
from nesgroove.model.plain_text import shown
from nesgroove.show.look import PAGE

LEAST, MOST = 60.0, 250.0
"""Of widths that can be asked for, mm: a narrow column, and a wide page."""

MILLIMETRES: Final = {"": 1.0, "mm": 1.0, "cm": 10.0, "in": 25.4}
"""Of the units in which a width is given; a number alone is of millimetres, as journals have it."""

NARROW: Final = 130.0 / 25.4
"""Inches below which panels that else stand side by side have no room for it."""


@dataclass(frozen=True)
class FigureSize:
    """How wide a figure is.

    Attributes
    ----------
    width : float
        Inches; two columns where nothing else is asked for.
    asked : bool
        Whether it was asked for: a figure is then exactly so wide, else it may be narrower where it needs less.
    """

    width: float = PAGE
    asked: bool = False

    @classmethod
    def read(cls, given: str | float | None, *, option: str = "--width", step: str = "figure") -> Self:
        """Understand a width.

        Parameters
        ----------
        given
            ``85mm``, ``8.5cm``, ``3.35in``, or a number of millimetres; None for the default.
        option, step
            What an error names.

        Raises
        ------
        ConfigError
            It is no length, or not between 60 and 250 mm.

        Examples
        --------
        >>> round(FigureSize.read("8.5cm").width, 3), round(FigureSize.read(180).width, 3)
        (3.346, 7.087)
        """
        if given is None or not str(given).strip():
            return cls()
        match = re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+)\s*(mm|cm|in|)", str(given).strip().lower())
        remedy = f"Give millimetres, 85mm or 180mm for most journals, or 8.5cm, 3.35in; from {LEAST:g} to {MOST:g} mm"
        if match is None:
            raise ConfigError(f"{shown(str(given))} is no width", file=option, step=step, remedy=remedy)
        width = float(match[1]) * MILLIMETRES[match[2]]
        if not LEAST <= width <= MOST:
            raise ConfigError(f"{width:g} mm is no width of a figure", file=option, step=step, remedy=remedy)
        return cls(width / 25.4, asked=True)

    @property
    def narrow(self) -> bool:
        """Whether panels have no room side by side, as in one column."""
        return self.width < NARROW

    def at_most(self, width: float) -> float:
        """Inches that a figure takes which needs so many: fewer than it could, unless its width was asked for."""
        return self.width if self.asked else min(self.width, width)


WHOLE_PAGE: Final = FigureSize()
"""Two columns, less where a figure needs less: how figures are drawn when nothing else is asked for."""
