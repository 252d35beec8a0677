"""What two occupants touch, position by position: the first alone, both, the second alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nesgroove.compare.tables import RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.barcode_lanes import BESIDE, collect
from nesgroove.show.figures.pairing import Pair
from nesgroove.show.figures.surroundings import residue_name
from nesgroove.show.figures.two_names import LINE
from nesgroove.show.look import (
    AREA,
    GREY,
    GRID,
    INK,
    contact_line,
    contact_marker,
    pocket_ink,
)
from nesgroove.show.text import filled, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL: Final = 6.0
"""Size of all words, points."""

ROW: Final = 0.118
"""Height of a position, inches."""

TITLE: Final = 0.17
"""Height of the title of a block, inches."""

MIDDLE: Final = 0.36
"""Half of the room for the names of positions, inches."""

MARK: Final = 0.09
"""Distance of marks beside each other, inches."""

MOST_AREA: Final = 120.0
"""Area (A^2) of the longest bar: more than any residue of the groove has."""


@dataclass(frozen=True)
class TwoRow:
    """One position.

    Attributes
    ----------
    name : str
        ``Leu525``; both residues where they differ: ``Val/Glu529``.
    pocket : str
    types : (list of str, list of str)
        Types of contact of the first and the second.
    buried : (float or None, float or None)
        What each buries of it, A^2.
    seen : (bool, bool)
        Whether the position is whole in the file of each.
    """

    name: str
    pocket: str
    types: tuple[list[str], list[str]]
    buried: tuple[float | None, float | None]
    seen: tuple[bool, bool]


Blocks = list[tuple[str, list[TwoRow]]]
"""Titles and rows."""


def two_blocks(run: RunTables, pair: Pair) -> Blocks:
    """Sort the positions of the groove (510-594) that two occupants touch: the first alone, both, the second alone."""
    own = [(key.complex, key.occupant) for key in pair]
    code = collect(run.only({key.complex for key in pair}, own))
    columns = [code.columns.index(next(k for k in code.columns if (k.complex, k.occupant) == mine)) for mine in own]
    letters = [{a.position: a.residue[:1] for a in run.groove_ca if a.complex == key.complex} for key in pair]
    whole = [{a.position for a in run.groove_ca if a.complex == key.complex and not a.missing} for key in pair]
    buried = {(r.complex, r.occupant, r.position): r.buried for r in run.footprint}
    blocks: dict[str, list[TwoRow]] = {"first": [], "both": [], "second": []}
    outside = dict.fromkeys(blocks, 0)
    first, last = XPO1.span
    for place in code.places:
        types = [[lane.type for lane in place.lanes if lane.has[column]] for column in columns]
        block = "both" if all(types) else "first" if types[0] else "second"
        if any(types) and not first <= place.position <= last:
            outside[block] += 1
        if not any(types) or not first <= place.position <= last:
            continue
        each = [known.get(place.position, place.letter) for known in letters]
        same = residue_name(f"{each[0]}{place.position}")
        name = same if each[0] == each[1] else f"{same[:3]}/{residue_name(f'{each[1]}{place.position}')}"
        areas = [buried.get((*mine, place.position)) for mine in own]
        seen = [not letters[n] or place.position in whole[n] or place.position not in letters[n] for n in (0, 1)]
        row = TwoRow(name, place.pocket, (types[0], types[1]), (areas[0], areas[1]), (seen[0], seen[1]))
        blocks[block].append(row)
    titles = (f"{pair[0].label} alone", "both", f"{pair[1].label} alone")
    more = [f", {count} more outside the groove" if count else "" for count in outside.values()]
    return [
        (f"{title}: {len(rows)}{beyond}", rows)
        for title, rows, beyond in zip(titles, blocks.values(), more, strict=True)
    ]


def blocks_height(blocks: Blocks, wide: float) -> float:
    """Height of all rows in a width, inches."""
    lines = sum(len(_title(title, wide)) - 1 for title, _ in blocks)
    return sum(TITLE + ROW * len(rows) for _, rows in blocks) + LINE * lines + 0.2


def _title(title: str, wide: float) -> list[str]:
    """Lines of the title of a block in a width, inches."""
    return filled(title, LABEL, wide - 0.1, bold=True)


def draw_blocks(axes: Axes, blocks: Blocks, wide: float) -> None:
    """Draw the rows on axes in inches: marks and bars of the first to the left, of the second to the right."""
    tall = blocks_height(blocks, wide)
    axes.set_xlim(0, wide)
    axes.set_ylim(0, tall)
    axes.axis("off")
    most = max((len(types) for _, rows in blocks for row in rows for types in row.types), default=1)
    start = MIDDLE + MARK * max(2, most) + 0.05
    room = wide / 2 - start - 0.22
    y = tall
    for title, rows in blocks:
        words = "\n".join(_title(title, wide))
        y -= LINE * words.count("\n")
        axes.text(wide / 2, y - TITLE + 0.045, words, ha="center", va="bottom", fontsize=LABEL, weight="bold",
                  color=INK, gid=f"block {title}")  # fmt: skip
        axes.plot([0, wide], [y - TITLE + 0.02] * 2, color=GRID, linewidth=0.6)
        y -= TITLE
        for row in rows:
            _row(axes, row, wide / 2, y - ROW / 2, start, room)
            y -= ROW
    for side in (-1, 1):
        for area in (0.0, MOST_AREA / 2, MOST_AREA):
            at = wide / 2 + side * (start + room * area / MOST_AREA)
            axes.plot([at, at], [0.15, tall - TITLE], color=GRID, linewidth=0.4, zorder=0)
            axes.text(at, 0.13, f"{area:.0f}", ha="center", va="top", fontsize=LABEL, color=GREY)
    axes.text(wide / 2, 0.13, "buried, Å²", ha="center", va="top", fontsize=LABEL, color=GREY)


def _row(axes: Axes, row: TwoRow, middle: float, y: float, start: float, room: float) -> None:
    """Draw one position: its name with its pocket, marks and bars to both sides."""
    wide = text_width(row.name, LABEL)
    tag = 0.0 if row.pocket == BESIDE else text_width(row.pocket, LABEL, bold=True) + 0.05
    left = middle - (wide + tag) / 2
    if tag:
        axes.text(left, y, row.pocket, ha="left", va="center_baseline", fontsize=LABEL, weight="bold",
                  color=pocket_ink(row.pocket))  # fmt: skip
    axes.text(left + tag, y, row.name, ha="left", va="center_baseline", fontsize=LABEL, color=INK,
              gid=f"position {row.name}")  # fmt: skip
    for n, side in enumerate((-1, 1)):
        for number, kind in enumerate(row.types[n]):
            axes.scatter([middle + side * (MIDDLE + MARK * (number + 0.5))], [y], marker=contact_marker(kind), s=19,
                         color=contact_line(kind), linewidths=0.3, zorder=3,
                         gid=f"mark {n} {row.name} {kind}")  # fmt: skip
        area = row.buried[n]
        if area is not None:
            long = room * min(area, MOST_AREA) / MOST_AREA
            axes.barh(y, side * long, left=middle + side * start, height=ROW * 0.66, color=AREA, linewidth=0, zorder=1,
                      gid=f"bar {n} {row.name}")  # fmt: skip
            axes.text(middle + side * (start + long + 0.03), y, f"{area:.0f}", ha="left" if side > 0 else "right",
                      va="center_baseline", fontsize=LABEL, color=INK, gid=f"area {n} {row.name}")  # fmt: skip
        elif not row.seen[n] and not row.types[n]:
            axes.text(middle + side * (start + 0.03), y, "not whole in the file", ha="left" if side > 0 else "right",
                      va="center_baseline", fontsize=LABEL, color=GREY, style="italic")  # fmt: skip


def types_drawn(blocks: Blocks) -> set[str]:
    """Types of contact that the rows have."""
    return {kind for _, rows in blocks for row in rows for types in row.types for kind in types}
