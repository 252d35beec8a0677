"""Legends that name every mark of a figure: signs with their words, flowing in lines over its width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nesgroove.show.look import INK
from nesgroove.show.text import text_width, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE: Final = 6.0
"""Of the words, points."""

LINE: Final = 0.13
"""Height of a line, inches."""

BETWEEN: Final = 0.14
"""From the words of one key to the sign of the next, inches."""

Draw = Callable[["Figure", float, float], None]
"""Draws a sign into a figure; its left end and its middle, inches from the lower left corner."""


@dataclass(frozen=True)
class Key:
    """A sign and what it means.

    Attributes
    ----------
    words : str
    wide : float
        Width of the sign, inches; 0 for words alone.
    draw : callable
        Draws it.
    bold : bool
        Whether its words begin a group of keys.
    """

    words: str
    wide: float = 0.0
    draw: Draw | None = None
    bold: bool = False


def _at(figure: Figure, x: float, y: float) -> tuple[float, float]:
    """Parts of the figure for inches: a figure that is saved with words below it moves what is in inches."""
    width, height = map(float, figure.get_size_inches())
    return x / width, y / height


def heading(words: str) -> Key:
    """Words that begin a group of keys."""
    return Key(words, bold=True)


def marker_key(words: str, wide: float = 0.08, *, line: bool = False, **how: Any) -> Key:  # noqa: ANN401 (matplotlib's)
    """A marker as :class:`matplotlib.lines.Line2D` draws it, or a line with it."""

    def draw(figure: Figure, x: float, y: float) -> None:
        from matplotlib.lines import Line2D

        xs = [x, x + wide] if line else [x + wide / 2]
        style: dict[str, Any] = how if line else {**how, "linestyle": "none"}
        at = [_at(figure, x, y) for x in xs]
        figure.add_artist(Line2D(*zip(*at, strict=True), transform=figure.transFigure, **style))

    return Key(words, wide, draw)


def patch_key(words: str, wide: float = 0.16, tall: float = 0.085, **how: Any) -> Key:  # noqa: ANN401 (matplotlib's)
    """A rectangle."""

    def draw(figure: Figure, x: float, y: float) -> None:
        from matplotlib.patches import Rectangle

        size = _at(figure, wide, tall)
        figure.add_artist(Rectangle(_at(figure, x, y - tall / 2), *size, transform=figure.transFigure, **how))

    return Key(words, wide, draw)


def boxed_key(words: str, letters: str, wide: float, **how: Any) -> Key:  # noqa: ANN401 (matplotlib's)
    """A few letters in a box."""

    def draw(figure: Figure, x: float, y: float) -> None:
        figure.text(*_at(figure, x + wide / 2, y), letters, ha="center", va="center_baseline", **how)

    return Key(words, wide, draw)


def arranged(keys: Sequence[Key], width: float) -> list[list[tuple[float, Key, str]]]:
    """Lay keys out in lines that are no wider than a width.

    Parameters
    ----------
    keys
        In their order.
    width
        Inches.

    Returns
    -------
    list of list of (float, Key, str)
        Lines; in each, where a key begins, the key, and words of it. A key that is wider than a line goes on in the
        next ones.
    """
    lines: list[list[tuple[float, Key, str]]] = [[]]
    x = 0.0
    for key in keys:
        sign = key.wide + 0.05 if key.wide else 0.0
        parts = wrapped(key.words, SIZE, width - sign) if not key.bold else [key.words]
        first = sign + text_width(parts[0], SIZE, bold=key.bold)
        if lines[-1] and x + first > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, key, parts[0]))
        x += first + BETWEEN
        for part in parts[1:]:
            lines.append([(sign, Key(part), part)])
            x = sign + text_width(part, SIZE) + BETWEEN
    return lines if lines[0] else []


def height_of(keys: Sequence[Key], width: float) -> float:
    """Height that keys take in a width, inches."""
    return LINE * len(arranged(keys, width))


def draw_keys(figure: Figure, keys: Sequence[Key], left: float, bottom: float, width: float) -> None:
    """Draw keys above a corner of a figure; all lengths in inches."""
    lines = arranged(keys, width)
    for number, line in enumerate(lines):
        y = bottom + LINE * (len(lines) - number - 0.5)
        for x, key, words in line:
            if key.draw is not None:
                key.draw(figure, left + x, y)
            start = left + x + (key.wide + 0.05 if key.wide else 0.0)
            figure.text(*_at(figure, start, y), words, ha="left", va="center_baseline", color=INK,
                        fontsize=SIZE, weight="bold" if key.bold else "normal", gid="key")  # fmt: skip
