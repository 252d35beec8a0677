"""Colour maps of quantities in figures: shares, and differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nesgroove.show.look import DIFFERENCES, SHARES

if TYPE_CHECKING:
    from matplotlib.colors import LinearSegmentedColormap


def shares_map() -> LinearSegmentedColormap:
    """Make the colour map of shares (:data:`nesgroove.show.look.SHARES`): white is none, the darkest is all."""
    return _colour_map("shares", SHARES)


def differences_map() -> LinearSegmentedColormap:
    """Make the colour map of differences (:data:`nesgroove.show.look.DIFFERENCES`); its middle is no difference."""
    return _colour_map("differences", DIFFERENCES)


def _colour_map(name: str, colours: Sequence[str]) -> LinearSegmentedColormap:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list(name, colours)
