"""What is drawn of inhibitors against cargoes, and where it lies on pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from math import isnan
from typing import TypeAlias

from nesgroove.compare.competition import Overlaps, overlaps
from nesgroove.compare.references import reference_cargo
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.paging import TALLEST, Section, parted
from nesgroove.show.figures.sections import brief
from nesgroove.show.look import COLUMN
from nesgroove.show.marks import marked_label
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width

LABEL = 6.0
"""Size of labels, points."""

ROW, HEAD, CELL, LEAST = 0.165, 0.17, 0.36, 0.2
"""Heights of a row and of a section's head, greatest and least width of a column, inches."""

BAR = 0.48
"""Room for the bar of tones, inches."""

PIP = 0.024
"""Of the squares that count displaced anchors, inches."""

PIPS = "anchors of the cargo that are displaced"
"""What they are."""

GAP = 0.05
"""Between two classes of inhibitors, inches."""

WIDE = 5.6
"""Width on which the key stands in one line, inches."""

LONGEST = 2.1
"""Longest label, inches."""

NAMES = 0.38
"""Part of the width that names at the side have at most in one column."""

MOST_PAGES = 8
"""Pages with every inhibitor against every cargo, at most: their number grows with the square of a run. Where it would
be more, pages have every inhibitor against sections of cargoes, and every cargo against classes of inhibitors."""


@dataclass(frozen=True)
class Overlap:
    """What an inhibitor takes of a cargo, as competition.tsv has it.

    Attributes
    ----------
    of_cargo : float or None
        Part of the cargo's volume.
    displaced, anchors : int or None
        How many of the cargo's anchors it displaces, and how many there are.
    anchors_displaced : str
        Which.
    """

    of_cargo: float | None
    displaced: int | None
    anchors: int | None
    anchors_displaced: str


PairOfTwo: TypeAlias = tuple[tuple[str, str], tuple[str, str]]
"""(complex, occupant) of an inhibitor, and of a cargo."""


class EveryPair(Mapping[PairOfTwo, Overlap]):
    """Every inhibitor against every cargo, each pair made when it is looked up.

    Parameters
    ----------
    laid
        What each takes of each.
    """

    def __init__(self, laid: Overlaps) -> None:
        self._laid = laid
        self._rows = {pair_of(key): place for place, key in enumerate(laid.inhibitors)}
        self._columns = {pair_of(key): place for place, key in enumerate(laid.cargoes)}

    def __getitem__(self, pair: PairOfTwo) -> Overlap:
        row, column = self._rows[pair[0]], self._columns[pair[1]]
        part = float(self._laid.of_cargo[row, column])
        displaced = self._laid.displaced_by(row, column)
        anchors = len(self._laid.names[column])
        return Overlap(None if isnan(part) else part, len(displaced), anchors, " ".join(displaced))

    def __iter__(self) -> Iterator[PairOfTwo]:
        return product(self._rows, self._columns)

    def __len__(self) -> int:
        return len(self._rows) * len(self._columns)


@dataclass(frozen=True)
class Overlays:
    """What is drawn.

    Attributes
    ----------
    rows : mapping
        (complex, occupant) of the inhibitor and of the cargo -> what the one takes of the other.
    reference : OccupantKey
        The cargo whose anchors are drawn.
    anchors : list of (str, str, str)
        Its anchors along the groove: pocket, name, residue.
    run : RunTables
        The tables that it is of, where what marks an occupant is looked up.
    names : float
        Room for names at the side, inches.
    """

    rows: Mapping[PairOfTwo, Overlap]
    reference: OccupantKey
    anchors: list[tuple[str, str, str]]
    run: RunTables
    names: float = LONGEST


@lru_cache(maxsize=1)  # for the figure and its pages
def overlays(run: RunTables) -> Overlays | None:
    """Collect what is drawn; None where there is no pair of an inhibitor and a cargo."""
    rows = EveryPair(overlaps(run))
    reference = reference_cargo(run)
    if not rows or reference is None:
        return None
    mine = {
        row.pocket: (row.pocket, row.anchor or row.pocket, row.residue)
        for row in run.anchors
        if (row.complex, row.cargo_chain) == pair_of(reference) and row.residue
    }
    return Overlays(rows, reference, [mine[pocket] for pocket in XPO1.pockets if pocket in mine], run)


def columns(inhibitors: list[Section[OccupantKey]], fit: int) -> list[list[Section[OccupantKey]]]:
    """Lay the inhibitors out in panels of at most ``fit`` columns; a class may go on in the next panel."""
    count = sum(len(keys) for _, keys in inhibitors)
    fit = -(-count // -(-count // max(fit, 1)))  # panels of about as many columns
    panels: list[list[Section[OccupantKey]]] = [[]]
    room = fit
    for title, keys in inhibitors:
        rest = keys
        while rest:
            if room == 0:
                panels.append([])
                room = fit
            panels[-1].append((title, rest[:room]))
            taken = min(room, len(rest))
            rest, room = rest[taken:], room - taken
    return panels


class Plan:
    """Where everything lies: room for names, panels of inhibitors, and what each page holds.

    Parameters
    ----------
    overlaid, inhibitors, cargoes
        What is drawn, and its sections.
    size
        How wide it is.

    Attributes
    ----------
    left, right, cell, heads, below : float
        Room at the sides, width of a column, height of the names above and of the keys below, inches.
    parts : list
        Panels of inhibitors, and cargoes below each, page by page.
    """

    def __init__(
        self,
        overlaid: Overlays,
        inhibitors: list[Section[OccupantKey]],
        cargoes: list[Section[OccupantKey]],
        size: FigureSize,
    ) -> None:
        narrow = min(LONGEST, NAMES * size.width) if size.narrow else LONGEST
        self.overlaid = overlaid = replace(overlaid, names=narrow)
        self.below = BAR + (0.2 if size.width > WIDE else 0.46)
        self.left = 0.14 + max(
            *(text_width(name_of(overlaid, key), LABEL) for _, keys in cargoes for key in keys),
            *(text_width(title_of(overlaid, title), LABEL, bold=True) for title, _ in cargoes),
            *(text_width(anchor_label(anchor), LABEL) for anchor in overlaid.anchors),
            text_width(anchors_title(overlaid), LABEL, bold=True),
        )
        self.right = 0.42 if any(row.anchors is not None for row in overlaid.rows.values()) else 0.06
        gaps = GAP * len(inhibitors)
        panels = columns(inhibitors, int((size.width - self.left - self.right - gaps) / LEAST))
        count = max(sum(len(keys) for _, keys in panel) for panel in panels)
        least = self.left + self.right + gaps + count * CELL
        self.width = size.at_most(COLUMN) if len(panels) == 1 and least <= COLUMN else size.width
        self.cell = min(CELL, (self.width - self.left - self.right - gaps) / count)
        self.heads = max(
            text_width(line, LABEL)
            for panel in panels
            for title, keys in panel
            for key in keys
            for line in self.lines(title, keys, key)
        )
        room = TALLEST - self.below - 0.1
        if self.tall(cargoes) <= room:
            most = int(room / self.tall(cargoes))
            self.parts = [(panels[n : n + most], cargoes) for n in range(0, len(panels), most)]
        else:
            rows = int((room - self.tall([])) / ROW - 4 * (HEAD - ROW) / ROW)
            self.parts = [([panel], part) for panel in panels for part in parted(cargoes, rows)]

    def titled(self, title: str, keys: list[OccupantKey]) -> bool:
        """Whether the title of a class has room above its columns of a panel."""
        return text_width(title, LABEL) <= self.cell * len(keys)

    def lines(self, title: str, keys: list[OccupantKey], key: OccupantKey) -> tuple[str, str]:
        """Label of a column in two lines, with its class where that has no room above the columns of it."""
        name, where = lines_of(self.overlaid.run, key)
        return (name if self.titled(title, keys) or title == key.group else f"{name}, {brief(title)}"), where

    @property
    def anchors(self) -> float:
        """Height of the anchors of the reference cargo, inches."""
        return HEAD + ROW * len(self.overlaid.anchors) + 0.08

    def body(self, cargoes: list[Section[OccupantKey]]) -> float:
        """Height of a panel below its names, inches."""
        return self.anchors + sum(HEAD + ROW * len(keys) for _, keys in cargoes)

    def tall(self, cargoes: list[Section[OccupantKey]]) -> float:
        """Height of a panel with its names, inches."""
        return 0.16 + self.heads + self.body(cargoes)


def pair_of(key: OccupantKey) -> tuple[str, str]:
    """Complex and occupant, by which pairs are found."""
    return key.complex, key.occupant


def name_of(overlaid: Overlays, key: OccupantKey) -> str:
    """Label of a cargo, with the room that it has; of a section its count is kept."""
    label = marked_label(overlaid.run, key)
    title, sign, count = label.rpartition(", n = ")
    title = brief(title) if overlaid.names < LONGEST else title
    return f"{shortened(title, LABEL, overlaid.names - 0.35)}{sign}{count}" if sign else shortened(
        label, LABEL, overlaid.names
    )  # fmt: skip


def title_of(overlaid: Overlays, title: str) -> str:
    """Title of a section of cargoes, with the room that it has."""
    return shortened(brief(title) if overlaid.names < LONGEST else title, LABEL, overlaid.names, bold=True)


def lines_of(run: RunTables, key: OccupantKey) -> tuple[str, str]:
    """Label of an inhibitor, in two lines."""
    return shortened(key.group, LABEL, LONGEST), shortened(marked_label(run, key, key.complex), LABEL, LONGEST)


def anchor_label(anchor: tuple[str, str, str]) -> str:
    """Label of an anchor: pocket, name and residue."""
    pocket, name, residue = anchor
    return f"{pocket}   {residue}" if name == pocket else f"{pocket}   {name.replace('Phi', 'Φ')} {residue}"


def anchors_title(overlaid: Overlays) -> str:
    """Say whose anchors they are."""
    return f"anchors of {shortened(overlaid.reference.label, LABEL, overlaid.names - 0.55)}"
