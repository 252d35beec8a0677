"""Texts of figures: how wide they are, and how they are made to fit."""

from __future__ import annotations

from functools import cache


@cache
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of the widest line of a text in inches, in the figures' own font; size in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    lines = [line for line in text.split("\n") if line.strip()]
    # The points of its outlines and not their extents, which are the same and take thirty times as long.
    outlines = (TextPath((0, 0), line, prop=font).vertices[:, 0] for line in lines)
    return max((float(x.max(initial=0.0)) for x in outlines), default=0.0) / 72


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
            mark = max(rest.rfind(mark, 1, fits) for mark in "-,;/)")
            end = mark + 1 if mark > fits / 3 else fits
            lines.append(rest[:end])
            rest = rest[end:]
        lines.append(rest)
    return lines
