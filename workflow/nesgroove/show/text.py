"""Texts of figures: how wide they are, and how they are made to fit."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

FONT: Final = "DejaVu Sans"
"""Of all figures: it comes with matplotlib."""


@cache
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of the widest line of a text in inches, in the figures' own font; size in points."""
    lines = [line for line in text.split("\n") if line.strip()]
    return max((_outline_width(line, bold=bold) for line in lines), default=0.0) * size / 72


def _outline_width(line: str, *, bold: bool) -> float:
    """Where the outlines of a line end, in letters' sizes; each letter's outline is drawn once in a process."""
    from matplotlib.textpath import text_to_path

    font, outlines = _font(bold=bold)
    font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)  # who draws with the same font has set another
    letters, _, _ = text_to_path.get_glyphs_with_font(font, line, glyph_map=outlines)
    ends = (float(points[:, 0].max()) + x for letter, x, *_ in letters if len(points := outlines[letter][0]))
    return max(ends, default=0.0) / text_to_path.FONT_SCALE


@cache
def _font(*, bold: bool) -> tuple[FT2Font, dict[Any, Any]]:
    """The figures' own font, and the outlines of its letters so far."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal"))), {}


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Cut the middle out of a text that is wider than the room it has, in inches."""
    wide = text_width(text, size, bold=bold)
    keep, short = len(text), text
    while wide > room and keep > 8:
        keep = max(8, min(keep - 1, int(keep * room / wide)))
        short = f"{text[: keep // 2]}\u2026{text[len(text) - (keep - keep // 2 - 1) :]}"
        wide = text_width(short, size, bold=bold)
    return short


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Part a text into lines that fit the room, in inches, at its blanks; a word that does not fit is shortened."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(shortened(word, size, room))
    return lines


def filled(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Part a text into lines that fit the room, in inches, and lose nothing of it; none of an empty text.

    Lines end at blanks; a word that is longer than a line ends after a mark such as a hyphen, else anywhere.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= room:
            lines[-1] = longer
            continue
        rest = word
        while len(rest) > 1 and text_width(rest, size, bold=bold) > room:
            fits = next(
                n for n in range(len(rest) - 1, 0, -1) if n == 1 or text_width(rest[:n], size, bold=bold) <= room
            )
            mark = max(rest.rfind(mark, 1, fits) for mark in "-_,;/)")
            end = mark + 1 if mark > fits / 3 else fits
            lines.append(rest[:end])
            rest = rest[end:]
        lines.append(rest)
    return lines
