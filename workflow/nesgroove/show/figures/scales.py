"""Colour maps of quantities in figures: shares, and differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.colors import LinearSegmentedColormap

SHARES: Final = ("#FFFFFF", "#E4E2EA", "#B9B5C6", "#857F98", "#514B66", "#221D33")
"""A share, from none to all: a tone for which nothing else stands, darker for more, also without colours."""

DIFFERENCES: Final = ("#7B3294", "#C2A5CF", "#F7F7F7", "#B8C4A0", "#4D6B1F")
"""A difference, from less to more: violet and moss, as PRGn of ColorBrewer, but with a green that is less like P2's."""


def shares_map() -> LinearSegmentedColormap:
    """Make the colour map of shares (:data:`SHARES`): white is none, the darkest is all."""
    return _colour_map("shares", SHARES)


def differences_map() -> LinearSegmentedColormap:
    """Make the colour map of differences (:data:`DIFFERENCES`); its middle is no difference."""
    return _colour_map("differences", DIFFERENCES)


def _colour_map(name: str, colours: Sequence[str]) -> LinearSegmentedColormap:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list(name, colours)
