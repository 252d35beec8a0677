"""The key below a picture: its colours and lines in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nesgroove.show.look import ELEMENT_COLOURS, INK, KEY_EDGE, POCKET_COLOURS, QUIET
from nesgroove.show.pictures.content import Picture
from nesgroove.show.pictures.render import drawn_elements
from nesgroove.show.pictures.views import View
from nesgroove.show.text import filled, text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KEY: Final = 6.0
"""Size of letters on one column, points."""

ROW: Final = 0.12
"""Height of a row with them, inches."""

NOTE: Final = 0.1
"""Height of a line of the notes below it, inches."""

WORDS: Final = 600
"""Of a note, characters: no title of an entry is longer, but a damaged file may hold anything."""

MARGIN: Final = 0.05
"""Above the key, inches."""

SIGN: Final = 0.15
"""From the beginning of an entry to its words, inches."""


@dataclass(frozen=True)
class Entry:
    """An entry of the key where it stands: inches from the left, row from the top, colour, kind, words by line."""

    x: float
    row: int
    colour: str
    kind: str
    lines: tuple[str, ...]


def entries_of(picture: Picture, view: View, wide: float, letters: float) -> list[Entry]:
    """Lay out the key of a picture, on paper so many inches wide; words that fit no row take several.

    Parameters
    ----------
    picture, view
        What is shown; from the end of the groove, where pockets have no labels, their colours are in the key too.
    wide
        Of the paper, inches.
    letters
        Times the size of letters on one column.
    """
    keys = list(picture.keys)
    # No colour twice: what is drawn of an element is in the key by its symbol.
    keys += [(ELEMENT_COLOURS[element], "box", element.capitalize()) for element in drawn_elements(picture)]
    if not view.sideways and picture.scheme == "pocket" and picture.layers[0].surface:
        keys += [(colour, "box", pocket) for pocket, colour in POCKET_COLOURS.items()]
    entries: list[Entry] = []
    x, row = 0.05, 0
    for colour, kind, words in keys:
        lines = filled(words, KEY * letters, wide - 0.08 - SIGN * letters)
        need = SIGN * letters + max(text_width(line, KEY * letters) for line in lines)
        if entries and (x + need > wide - 0.03 or len(lines) > 1):
            x, row = 0.05, row + 1
        entries.append(Entry(x, row, colour, kind, tuple(lines)))
        x += need + 0.12 * letters
        if len(lines) > 1:
            x, row = 0.05, row + len(lines)
    return entries


def rows_in(entries: Sequence[Entry]) -> int:
    """Count the rows of a key."""
    return max((entry.row + len(entry.lines) for entry in entries), default=0)


def key_height(entries: Sequence[Entry], letters: float) -> float:
    """Height of a key, inches; nothing where there is none."""
    return ROW * letters * rows_in(entries) + MARGIN if entries else 0.0


def notes_of(picture: Picture, wide: float, letters: float) -> list[str]:
    """Lay out the notes below the key: lines that fit paper so many inches wide."""
    return [line for note in picture.notes for line in filled(note[:WORDS], KEY * letters, wide - 0.1)]


def notes_height(lines: Sequence[str], letters: float) -> float:
    """Height of the notes, inches; nothing where there are none."""
    return NOTE * letters * len(lines) + MARGIN if lines else 0.0


def draw_notes(figure: Figure, lines: Sequence[str], letters: float, high: float) -> None:
    """Write the notes at the foot of a page, which is so many inches high."""
    for number, line in enumerate(reversed(lines)):
        figure.text(0.05 / figure.get_figwidth(), (0.03 + NOTE * letters * number) / high, line, fontsize=KEY * letters,
                    va="baseline", color=QUIET, parse_math=False, gid="note")  # fmt: skip


def draw_key(figure: Figure, entries: Sequence[Entry], letters: float, below: float, high: float) -> None:
    """Draw a key on a page, which is so many inches high, so many above its foot."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    wide = figure.get_figwidth()
    rows = rows_in(entries)
    for entry in entries:
        x = entry.x
        y = (ROW * letters * (rows - entry.row - 0.5) + 0.01 + below) / high
        if entry.kind == "box":
            figure.add_artist(Rectangle((x / wide, y - 0.032 * letters / high), 0.11 * letters / wide,
                              0.064 * letters / high, facecolor=entry.colour, edgecolor=KEY_EDGE, linewidth=0.3,
                              transform=figure.transFigure))  # fmt: skip
        else:
            style: Any = "-" if entry.kind == "line" else (0, (1.6, 1.0))
            figure.add_artist(Line2D([x / wide, (x + 0.12 * letters) / wide], [y, y], color=entry.colour,
                              linestyle=style, solid_capstyle="butt",
                              linewidth=(2.4 if entry.kind == "line" else 1.4) * letters))  # fmt: skip
        for number, line in enumerate(entry.lines):
            figure.text((x + SIGN * letters) / wide, y - number * ROW * letters / high, line, fontsize=KEY * letters,
                        va="center_baseline", color=INK, parse_math=False, gid="key")  # fmt: skip
