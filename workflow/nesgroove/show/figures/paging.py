"""Rows of occupants in sections, parted into pages where they do not fit on one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

T = TypeVar("T")

Section = tuple[str, list[T]]
"""Title and members of a group of rows."""

TALLEST: Final = 9.2
"""Of a figure, inches: what a page of a journal holds beside its legend (A4 less margins)."""

LEAST: Final = 3
"""Rows of a section that stand below its head at the end of a page, or it begins on the next one."""


@dataclass(frozen=True)
class Page:
    """One page of a figure.

    Attributes
    ----------
    holds : str
        What it holds, in words.
    make : callable
        Draws it.
    figure : matplotlib.figure.Figure
        How it looks, drawn when it is first asked for: pages are counted before they are drawn, and no more than one of
        them is in memory.
    """

    holds: str
    make: Callable[[], Figure]

    @cached_property
    def figure(self) -> Figure:
        """How it looks."""
        return self.make()


def fit(row: float, besides: float) -> int:
    """Count the rows of a height that a page holds, beside axes and legends of another; in inches."""
    return int((TALLEST - besides) / row)


def parted(sections: Sequence[Section[T]], room: int) -> list[list[Section[T]]]:
    """Part sections into pages.

    Parameters
    ----------
    sections
        Titles with their members, in order.
    room
        Rows that a page holds; the head of a section takes one of them.

    Returns
    -------
    list of list
        The sections of each page; one that goes on on the next page has its title there again, marked.
    """
    pages: list[list[Section[T]]] = [[]]
    left = room
    for title, members in sections:
        rest = list(members)
        while rest:
            if left < 1 + min(LEAST, len(rest)) and pages[-1]:
                pages.append([])
                left = room
            name = title if len(rest) == len(members) else f"{title} (continued)"
            taken = rest[: max(1, left - 1)]
            pages[-1].append((name, taken))
            rest, left = rest[len(taken) :], left - 1 - len(taken)
    return pages if pages[-1] else []


def holdings(pages: Sequence[Sequence[Section[T]]]) -> list[str]:
    """Say what each page holds: its rows of all rows, and its sections."""
    total = sum(len(members) for page in pages for _, members in page)
    words, first = [], 1
    for page in pages:
        last = first - 1 + sum(len(members) for _, members in page)
        titles = dict.fromkeys(title.removesuffix(" (continued)") for title, _ in page)
        words.append(f"rows {first} to {last} of {total}; {'; '.join(titles)}")
        first = last + 1
    return words


def stacked(rows: Sequence[T], heights: Sequence[float], room: float) -> list[list[T]]:
    """Part rows of different heights into pages.

    Parameters
    ----------
    rows, heights
        The rows in order, and the height of each.
    room
        Height that a page has for them; a row that is higher has a page of its own.

    Returns
    -------
    list of list
        The rows of each page; one page without rows where there are none.
    """
    pages: list[list[T]] = [[]]
    left = room
    for row, tall in zip(rows, heights, strict=True):
        if tall > left and pages[-1]:
            pages.append([])
            left = room
        pages[-1].append(row)
        left -= tall
    return pages
