"""Names of two occupants, whole in as many lines as they need, so that like ones are told apart."""

from __future__ import annotations

from typing import Final

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.show.figures.pairing import Pair
from nesgroove.show.marks import mark_of
from nesgroove.show.text import filled, text_width

LABEL: Final = 6.0
NAME: Final = 7.0
"""Size of words and of names, points."""

HEAD: Final = 0.36
"""Room for a name and for what is known of its complex, where each has one line, inches."""

NAME_LINE, LINE = 0.125, 0.105
"""Height of a further line of each, inches."""

NAMES: Final = 0.8
"""Least room for names beside the ruler, inches."""

LONGEST: Final = 0.3
"""Part of the width that these have at most."""

LANE: Final = 0.215
"""Height of a lane of the ruler for names of two lines, inches."""

LANES: Final = 2.2
"""How many lanes high the ruler is."""


def heading(run: RunTables, key: OccupantKey, room: float) -> tuple[list[str], list[str]]:
    """Lines of the name of an occupant, and of what its complex is, in a room, inches."""
    mark = mark_of(run.by_id[key.complex])
    name = filled(key.name or key.group, NAME, room - 0.2, bold=True)
    where = filled(f"{key.complex}: {mark.sentence}", LABEL, room - 0.1 - text_width(f"{mark.glyph} .", LABEL))
    return name, [f"{mark.glyph} {where[0]}", *where[1:]]


def heading_height(lines: tuple[list[str], list[str]]) -> float:
    """Height of such lines, inches."""
    name, where = lines
    return HEAD + NAME_LINE * (len(name) - 1) + LINE * (len(where) - 1)


def beside_ruler(pair: Pair, width: float) -> list[list[str]]:
    """Lines of the names beside the ruler of a figure of a width, inches; with their complexes where they are alike."""
    names = [key.name.split(", chain")[0] for key in pair]
    if names[0] == names[1]:
        names = [key.label for key in pair]
    widest = max(NAMES, LONGEST * width)
    return [filled(name, LABEL, widest - 0.1) for name in names]


def names_width(lines: list[list[str]]) -> float:
    """Room for the names beside the ruler, inches."""
    return max(NAMES, 0.1 + max(text_width(line, LABEL) for each in lines for line in each))


def ruler_more(lines: list[list[str]]) -> float:
    """Height that the ruler needs beyond its own for names of many lines, inches."""
    return LANES * max(0.0, LINE * max(len(each) for each in lines) - LANE)
