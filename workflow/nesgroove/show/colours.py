"""Sums over colours, each ``#rrggbb``: mixed, darkened, told apart from what they lie on."""

from __future__ import annotations

from typing import Final

READABLE: Final = 4.5
"""Least contrast of small words with their ground (WCAG 2, level AA)."""


def readable(colour: str) -> str:
    """Darken a colour as much as it takes to read words in it on white, and no more."""
    part = 0.0
    while contrast(shade := mixed(colour, "#000000", part), "#FFFFFF") < READABLE:
        part += 0.05
    return shade


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of ``#rrggbb``, 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def mixed(colour: str, other: str, part: float) -> str:
    """Mix a part of another colour into a colour."""
    values = (round((1 - part) * int(colour[i : i + 2], 16) + part * int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{value:02X}" for value in values)


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on(colour: str) -> str:
    """Black or white, whichever is read on a colour."""
    red, green, blue = (value * 255 for value in rgb(colour))
    return "#000000" if 0.299 * red + 0.587 * green + 0.114 * blue > 130 else "#FFFFFF"


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
