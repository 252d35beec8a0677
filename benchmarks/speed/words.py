"""Numbers and tables as the page has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from speed.fits import Spread

NUMBER = re.compile(r"(about )?\d[\d,. ]*($|(us|ms|s|MB|%|frames|poses)\b)")
"""How a cell begins that holds numbers."""


def seconds(value: float) -> str:
    """Seconds, or milliseconds where they are few, with the digits that a repeat would give again.

    Examples
    --------
    >>> seconds(0.000031), seconds(0.0312), seconds(0.104), seconds(0.412), seconds(7.64), seconds(215.3)
    ('31 us', '31 ms', '104 ms', '0.41 s', '7.6 s', '215 s')
    """
    if value < 0.0000995:
        return f"{1e6 * value:.0f} us"
    if value < 0.2995:
        return f"{1000 * value:.{0 if value >= 0.00995 else 1}f} ms"
    return f"{value:.2f} s" if value < 0.995 else f"{value:.1f} s" if value < 99.5 else f"{value:.0f} s"


def spread(numbers: Sequence[float]) -> str:
    """Median, and least to most in brackets."""
    of = Spread.of(numbers)
    return (
        f"{seconds(of.median)} ({seconds(of.least)} to {seconds(of.most)})" if len(numbers) > 1 else seconds(of.median)
    )


def times(ratio: float) -> str:
    """A ratio with two digits or three.

    Examples
    --------
    >>> times(0.153), times(4.26), times(63.9)
    ('0.15', '4.3', '64')
    """
    return f"{ratio:.2f}" if ratio < 0.995 else f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:.0f}"


def rate(value: float) -> str:
    """A number a second, or a minute."""
    return f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def megabytes(value: float) -> str:
    """Memory."""
    return f"{value:,.0f} MB"


def _numbers(column: Sequence[str]) -> bool:
    filled = [cell.strip("*") for cell in column if cell]
    return bool(filled) and all(NUMBER.match(cell) for cell in filled)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a table in Markdown; columns of numbers stand on the right."""
    every = [list(row) for row in rows]
    columns = list(zip(*every, strict=True)) or [()] * len(header)
    yield "| " + " | ".join(header) + " |"
    yield "|" + "".join("---:|" if _numbers(column) else "---|" for column in columns)
    for row in every:
        yield "| " + " | ".join(row) + " |"
    yield ""
