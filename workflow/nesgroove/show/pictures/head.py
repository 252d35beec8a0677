"""The words above a picture, whole: long ones take more lines, and a title smaller letters before that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nesgroove.show.colours import on
from nesgroove.show.look import BLACK, KEY_EDGE, MARK_COLOUR, QUIET, confidence_colour
from nesgroove.show.pictures.content import Picture
from nesgroove.show.pictures.views import View
from nesgroove.show.text import filled, text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEAST: Final = 6.0
"""Of all letters, points: journals print none that are smaller."""

TITLE: Final = 7.5
LINE: Final = 6.0
"""Of letters on one column, points."""

TITLE_LINES: Final = 2
"""A title that takes more lines than that is written in smaller letters, if that helps."""

PITCH: Final = 1.22
"""From line to line, of the size of the letters."""

EDGE: Final = 0.04
"""Left and right of the words, inches."""


@dataclass(frozen=True)
class Words:
    """Some lines: their text, size in points, and where the upper edge lies below that of the picture, inches."""

    lines: tuple[str, ...]
    size: float
    top: float

    @property
    def bottom(self) -> float:
        """Where they end, inches below the upper edge."""
        return self.top + len(self.lines) * self.size * PITCH / 72


@dataclass(frozen=True)
class Head:
    """What stands above a picture, laid out.

    Attributes
    ----------
    title, mark, text : Words
        The mark, of what was not observed, stands beside the title where both fit, else below it.
    beside : bool
        Whether it stands beside it.
    badge : str
        Confidence of a prediction.
    height : float
        Of all of it, inches.
    """

    title: Words
    mark: Words
    text: Words
    beside: bool
    badge: str
    height: float


def head_of(picture: Picture, view: View, wide: float, letters: float) -> Head:
    """Lay out the words above a picture.

    Parameters
    ----------
    picture, view
        What is shown.
    wide
        Of the paper, inches.
    letters
        Times the size of letters on one column.
    """
    room = wide - 2 * EDGE
    size = LINE * letters
    badge = "" if picture.plddt is None else f"pLDDT {int(picture.plddt)}"
    for_badge = text_width(badge, size, bold=True) + 0.12 if badge else 0.0
    for_mark = (text_width(picture.mark, size, bold=True) + 0.1 if picture.mark else 0.0) + for_badge
    beside = text_width(picture.title, TITLE * letters, bold=True) <= room - for_mark
    title = _title(picture.title, room - for_mark if beside else room, letters)
    marks = filled(picture.mark, size, room - for_badge, bold=True)
    # The mark's letters are smaller than the title's: it begins a little lower, so that both stand on one line.
    mark = Words(tuple(marks), size, 0.035 * letters if beside else title.bottom + 0.01)
    lines = [picture.lines[0], "; ".join([*picture.lines[1:], view.words])]
    below = title.bottom if beside or not for_mark else max(mark.bottom, mark.top + size * PITCH / 72 + 0.02)
    text = Words(tuple(part for line in lines for part in filled(line, size, room)), size, below + 0.015)
    return Head(title, mark, text, beside, badge, text.bottom + 0.03)


def draw_head(figure: Figure, head: Head, picture: Picture, high: float) -> None:
    """Write the words above a picture onto its page, which is so many inches high."""
    wide = figure.get_figwidth()

    def write(words: Words, gid: str, x: float, colour: str, *, bold: bool = False, side: str = "left") -> None:
        for number, line in enumerate(words.lines):
            y = 1 - (words.top + number * words.size * PITCH / 72) / high
            figure.text(x / wide, y, line, fontsize=words.size, va="top", ha=side, color=colour, parse_math=False,
                        weight="bold" if bold else "normal", gid=gid)  # fmt: skip

    write(head.title, "title", EDGE, BLACK, bold=True)
    write(head.text, "lines", EDGE, QUIET)
    size = head.mark.size
    side = "right" if head.beside else "left"
    for_badge = text_width(head.badge, size, bold=True) + 0.12 if head.badge else 0.0
    x = wide - EDGE - for_badge if head.beside else EDGE + for_badge
    colour = QUIET if picture.observed else MARK_COLOUR
    write(head.mark, "mark", x, colour, bold=not picture.observed, side=side)
    if picture.plddt is not None:
        colour = confidence_colour(picture.plddt)
        box = {"boxstyle": "square,pad=0.18", "facecolor": colour, "edgecolor": KEY_EDGE, "linewidth": 0.4}
        x = wide - EDGE - 0.015 if head.beside else EDGE + 0.015
        figure.text(x / wide, 1 - head.mark.top / high, head.badge, fontsize=size, weight="bold", va="top", ha=side,
                    color=on(colour), bbox=box, gid="confidence")  # fmt: skip


def _title(text: str, room: float, letters: float) -> Words:
    size = TITLE * letters
    while len(lines := filled(text, size, room, bold=True)) > TITLE_LINES and size > LEAST:
        size = max(LEAST, size - 0.25)
    return Words(tuple(lines), size, 0.02 * letters)
