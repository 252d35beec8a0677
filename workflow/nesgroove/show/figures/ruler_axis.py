"""The axis of the groove ruler: pockets as bands, and positions of XPO1 where their side chains are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from nesgroove.compare.tables import RunTables
from nesgroove.model.structure import SOURCE_KINDS
from nesgroove.model.target import XPO1
from nesgroove.show.figures.keys import Key
from nesgroove.show.figures.style import axes_at
from nesgroove.show.labels import apart
from nesgroove.show.look import CYS_INK, GREY, INK, POCKET_COLOURS, pocket_ink
from nesgroove.show.text import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAND: Final = 2.4
"""Half the width of a pocket's band, A: neighbouring centres are 5 to 7 A apart."""

FIRST_OF_H12: Final = 552
"""Position from which the wall is of HEAT 12: its helices, and the short one before them."""

SHOWN: Final = tuple(sorted({*XPO1.lining, XPO1.lysine_partner}))
"""Positions that are named: those that line the groove, and the acid that holds Lys568."""

STRESSED: Final = frozenset({XPO1.cysteine, XPO1.lysine, XPO1.lysine_partner})
"""Those that are written bold: Cys528, Lys568 and Glu571."""

SIZE: Final = 6.0
"""Of their names, points."""

WALL: Final = 0.37
"""Height of the names of one wall with the lines that lead from them, inches."""

UPRIGHT: Final = 0.098
"""Width that an upright name takes, inches."""

LEAD: Final = 0.1
"""Height of those lines, inches."""

POCKETS: Final = 0.14
"""Height of the pockets' names, inches."""


@dataclass(frozen=True)
class Place:
    """A position of XPO1 on the ruler.

    Attributes
    ----------
    position : int
    name : str
        Letter and number: ``C528``.
    x : float
        Middle of its side chain, A; the median of the complexes that are shown and are of one kind.
    """

    position: int
    name: str
    x: float


def positions(run: RunTables) -> list[Place]:
    """Find where the positions are that line the groove, with the letters that most of the complexes have there.

    Of the experiments; without any, of the kind that comes first: no median holds models and experiments together.
    """
    measured = {row.complex for row in run.groove_ca}
    kinds = {row.complex: row.source_kind for row in run.complexes if row.complex in measured}
    first = next((kind for kind in SOURCE_KINDS if kind in kinds.values()), None)
    own_kind = {complex_ for complex_, kind in kinds.items() if kind == first}
    xs: dict[int, list[float]] = defaultdict(list)
    letters: dict[int, Counter[str]] = defaultdict(Counter)
    for row in run.groove_ca:
        if row.position in SHOWN and row.complex in own_kind:
            x = row.side_x if row.side_x is not None else row.x
            if x is not None:
                xs[row.position].append(x)
                letters[row.position][row.residue[:1]] += 1
    return [
        Place(number, f"{min(own, key=lambda letter: (-own[letter], letter))}{number}", median(xs[number]))
        for number, own in sorted(letters.items())
    ]


def height(places: Sequence[Place]) -> float:
    """Height of what stands above the bands, inches."""
    return POCKETS + WALL * len(_walls(places))


def along_words(room: float) -> str:
    """What the axis is, in the room that it has, inches."""
    whole = "x along the groove, from P0 to P4 (Å)"
    return whole if text_width(whole, 7.0) < room + 0.1 else "x along the groove (Å)"


def draw_bands(axes: Axes, *, names: bool = True) -> None:
    """Draw the pockets as bands, with their names above them."""
    for pocket, (x, _, _) in XPO1.pocket_centres.items():
        axes.axvspan(x - BAND, x + BAND, color=POCKET_COLOURS[pocket], alpha=0.14, linewidth=0)
        if names:
            axes.text(x, 1.0, pocket, transform=axes.get_xaxis_transform(), ha="center", va="bottom", weight="bold",
                      color=pocket_ink(pocket))  # fmt: skip


def draw_positions(axes: Axes, places: Sequence[Place], room: float) -> None:
    """Write positions of XPO1, each wall of the groove in a line of its own, with lines down to where they are.

    Parameters
    ----------
    axes
        Above the ruler and with its limits; its vertical unit is the inch, from the top of the bands.
    places
        What is written; what has no room beside the others is left out, the lining before Cys528, Lys568, Glu571.
    room
        Width of the axes, inches.
    """
    low, high = axes.get_xlim()
    wide = UPRIGHT * (high - low) / room
    for number, wall in enumerate(_walls(places)):
        foot = POCKETS + WALL * number
        near = sorted((p for p in wall if low <= p.x <= high), key=lambda p: (p.position not in STRESSED, p.position))
        kept = sorted(near[: int((high - low) / wide)], key=lambda place: place.x)
        xs = apart([place.x for place in kept], wide, low + wide / 2, high - wide / 2)
        for place, x in zip(kept, xs, strict=True):
            ink = CYS_INK if place.position == XPO1.cysteine else INK
            axes.plot([place.x, place.x, x], [foot, foot + 0.03, foot + LEAD - 0.02], color=GREY, linewidth=0.4,
                      solid_joinstyle="round")  # fmt: skip
            axes.text(x, foot + LEAD, place.name, rotation=90, ha="center", va="bottom", fontsize=SIZE, color=ink,
                      weight="bold" if place.position in STRESSED else "normal",
                      gid=f"position {place.position}")  # fmt: skip
        name = "H12" if wall[0].position >= FIRST_OF_H12 else "H11"
        axes.text(low - 0.04 * (high - low) / room, foot + LEAD, name, ha="right", va="bottom", fontsize=SIZE,
                  color=GREY, gid=f"wall {name}")  # fmt: skip


def draw_walls(figure: Figure, axes: Axes, places: Sequence[Place], box: tuple[float, float, float, float]) -> None:
    """Write positions of XPO1 above a ruler; ``box`` is left, bottom, width and height in inches."""
    above = axes_at(figure, box, gid="positions")
    above.axis("off")
    above.set_xlim(axes.get_xlim())
    above.set_ylim(0, box[3])
    draw_positions(above, places, box[2])


def _walls(places: Sequence[Place]) -> list[list[Place]]:
    """Positions of each wall, the one that stands lower first."""
    walls = ([p for p in places if p.position >= FIRST_OF_H12], [p for p in places if p.position < FIRST_OF_H12])
    return [wall for wall in walls if wall]


def keys_of(places: Sequence[Place]) -> list[Key]:
    """Say what stands above the pockets."""
    return (
        [Key("H11, H12: side chains of XPO1 at the groove, of HEAT repeats 11 and 12, human numbers")] if places else []
    )
