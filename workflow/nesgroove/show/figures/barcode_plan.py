"""Where columns and rows of the barcode lie, and the words of its legend."""

from __future__ import annotations

from typing import Final

import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.model.structure import SOURCE_KINDS, BoolArray
from nesgroove.show.figures.barcode_lanes import Barcode, Place
from nesgroove.show.figures.sections import brief
from nesgroove.show.look import SOURCE_GLYPHS, contact_name, contact_order
from nesgroove.show.marks import marked_label
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width

LABEL: Final = 6.0
"""Size of all labels, points."""

LANE: Final = 0.066
"""Height of a lane, inches."""

ROW: Final = 0.105
"""Least height of a position, inches: that of its label."""

CELL: Final = 0.15
"""Greatest width of a column, inches."""

NAMED: Final = 0.09
"""Least width of a column that has a name and marks of different shapes, inches; below it marks are bars."""

SLOT: Final = 0.13
"""Width of the title of a section, which stands before its columns, or above them where they are bars, inches."""

BETWEEN: Final = 0.03
"""Gap between sections where columns are bars, inches."""

LEFT: Final = 0.68
"""Room for positions and pockets, inches."""

BARS: Final = 0.3
"""Width of the bars of a kind of source, inches; beside them are gaps of a quarter of it."""

FEWEST: Final = 2
"""Occupants of a kind of which there is a share."""

EDGE: Final = 0.12
"""Room at the right, inches."""

LONGEST: Final = 1.5
"""Of a name above its column, inches."""


class BarcodePlan:
    """Where columns lie, inches from the left of the field, and how much room everything takes.

    Parameters
    ----------
    run, code, size
        What is drawn, and how wide.
    """

    def __init__(self, run: RunTables, code: Barcode, size: FigureSize) -> None:
        self.code = code
        kinds = [run.by_id[key.complex].source_kind for key in code.columns]
        self.kinds: dict[str, BoolArray] = {
            kind: np.array([other == kind for other in kinds], dtype=bool)
            for kind in SOURCE_KINDS
            if kinds.count(kind) >= FEWEST
        }
        self.right = 1.25 * BARS * len(self.kinds) + EDGE
        room = size.width - LEFT - self.right
        titles = [title for title, _ in code.sections]
        slots = SLOT * len(titles) if any(titles) else 0.0
        self.cell = min(CELL, (room - slots) / len(code.columns))
        self.named = self.cell >= NAMED
        self.wide = slots + self.cell * len(code.columns)
        self.width = size.at_most(LEFT + max(self.wide, 2.4) + self.right)
        self.x: list[float] = []
        self.widths: list[float] = []
        self.heads: list[tuple[str, float]] = []
        spare = 0.0 if self.named else max(0.0, room - slots)
        at = 0.0
        for title, keys in code.sections:
            own, first = self.cell, at
            if slots and self.named:
                # Each column has the sign of its kind.
                self.heads.append((_short(brief(title).strip("".join(SOURCE_GLYPHS.values()) + " ")), at))
                first = at + SLOT
            elif slots:
                # Names stand above their columns, which share at least the width of the name.
                self.heads.append((_short(f"{brief(title)}, n = {len(keys)}"), at))
                first = at + BETWEEN
                own = (SLOT - BETWEEN + spare * len(keys) / len(code.columns)) / len(keys)
            self.x += [first + own * n for n in range(len(keys))]
            self.widths += [own] * len(keys)
            at = first + own * len(keys)
        self.names = [shortened(marked_label(run, key), LABEL, LONGEST) for key in code.columns] if self.named else []
        every = [text_width(name, LABEL) for name in self.names]
        every += [text_width(title, LABEL, bold=True) for title, _ in self.heads]
        every += [text_width(title, LABEL) for title in self.titles()]
        self.above = 0.22 + max(every, default=0.0)
        self.legend = legend_lines(code, self.width)
        self.below = 0.30 + 0.13 * len(self.legend)
        self.besides = self.above + self.below

    def titles(self) -> list[str]:
        """Titles of the bars of each kind of source."""
        return [f"share of {kind}, n = {int(among.sum())}" for kind, among in self.kinds.items()]


def _short(title: str) -> str:
    return shortened(title, LABEL, LONGEST + 0.4, bold=True)


def legend_words(key: str) -> str:
    """Name an entry of the legend: a type of contact, or what is absent."""
    return "residue not whole in the file" if key == "absent" else contact_name(key)


def legend_lines(code: Barcode, width: float) -> list[list[str]]:
    """Part the entries of the legend into lines that fit."""
    kinds = sorted({lane.type for place in code.places for lane in place.lanes}, key=contact_order)
    unseen = any(not np.any([lane.observable for lane in place.lanes], axis=0).all() for place in code.places)
    lines: list[list[str]] = [[]]
    used = 0.0
    for kind in [*kinds, *(["absent"] if unseen else [])]:
        need = 0.3 + text_width(legend_words(kind), LABEL)
        if lines[-1] and used + need > width - 0.1:
            lines.append([])
            used = 0.0
        lines[-1].append(kind)
        used += need
    return lines


def row_height(place: Place) -> float:
    """Height of a position, inches."""
    return max(ROW, LANE * len(place.lanes) + 0.02)


def rows_height(places: list[Place]) -> float:
    """Height of some rows with the gaps between their groups, inches."""
    return sum(row_height(place) for place in places) + 0.05 * len({place.pocket for place in places})
