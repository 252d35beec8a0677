"""How legends and ticks are laid out: as many entries in a line as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from nesgroove.show.look import BLACK, CYS_COLOUR, element_ink
from nesgroove.show.text import text_width

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.lines import Line2D

SIZE: Final = 6.0
"""Of the words of a legend, points."""


def legend_columns(
    handles: Sequence[Artist], room: float, *, handle: float = 2.0, pad: float = 0.5, gap: float = 1.2
) -> int:
    """Count the columns of a legend that fit a width.

    Parameters
    ----------
    handles
        Its entries, with their labels.
    room
        Width that there is, inches.
    handle, pad, gap
        Length of a handle, room between it and its words, and between columns, in sizes of the font.

    Returns
    -------
    int
        At least one. Matplotlib fills a legend column by column, the widest entry of each makes its width.
    """
    widths = [(handle + pad + gap) * SIZE / 72 + text_width(str(entry.get_label()), SIZE) for entry in handles]
    for count in range(len(widths), 1, -1):
        rows, extra = divmod(len(widths), count)
        heights = [rows + (column < extra) for column in range(count)]
        starts = [sum(heights[:column]) for column in range(count)]
        if sum(max(widths[s : s + h]) for s, h in zip(starts, heights, strict=True)) <= room + gap * SIZE / 72:
            return count
    return 1


def bond_handles(*, bonded: bool, expected: bool = False) -> list[Line2D]:
    """Make the entries for the bond to Cys528 and the atom that reacted, and for an atom that is expected to.

    Parameters
    ----------
    bonded, expected
        Whether any compound that is drawn is bonded, and whether any could be and is not.

    Returns
    -------
    list of Line2D
        Of what is drawn alone.
    """
    from matplotlib.lines import Line2D

    ring: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 5, "markeredgecolor": BLACK}
    handles = []
    if bonded:
        handles.append(Line2D([], [], color=element_ink("S"), linewidth=1.6, label="bond to Cys528"))
        handles.append(
            Line2D([], [], markerfacecolor=CYS_COLOUR, markeredgewidth=0.5, label="atom that reacted", **ring)
        )
    if expected:
        handles.append(
            Line2D([], [], markerfacecolor="none", markeredgewidth=0.6, label="atom expected to react", **ring)
        )
    return handles


def legend_rows(handles: Sequence[Artist], columns: int) -> int:
    """Count the lines of a legend."""
    return -(-len(handles) // columns)


def tick_words(ticks: Sequence[float], scale: float) -> list[str]:
    """Write the numbers of ticks, inches ``scale`` a unit apart; those without room beside the last are left out."""
    words: list[str] = []
    end = -1.0
    for tick in ticks:
        word = f"{tick:g}"
        half = text_width(word, SIZE) / 2.0
        fits = (tick - ticks[0]) * scale - half > end
        words.append(word if fits else "")
        end = (tick - ticks[0]) * scale + half + 0.02 if fits else end
    return words
