"""What stands at the end of a row of the groove ruler: how well its complex is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.show.figures.confidence import draw_chip, occupant_plddt
from nesgroove.show.figures.keys import Key, heading, marker_key
from nesgroove.show.look import (
    CONFIDENCE_COLOURS,
    CONFIDENCE_WORDS,
    GREY,
    INK,
)
from nesgroove.show.marks import in_two, signs_said

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VALUE, SEEN = 0.3, 0.3
"""Room for resolution or pLDDT, and for RSCC, inches."""


@dataclass(frozen=True)
class End:
    """What stands at the end of a row.

    Attributes
    ----------
    resolution : float or None
        Of an experiment, A.
    plddt : float or None
        Of what lies in the groove of a prediction.
    rscc : float or None
        Real-space correlation of the occupant with its density, by the wwPDB's validation.
    """

    resolution: float | None
    plddt: float | None
    rscc: float | None


def end_of(run: RunTables, key: OccupantKey) -> End:
    """Look up what stands at the end of an occupant's row."""
    row = run.by_id[key.complex]
    resolution = row.resolution if row.source_kind == "experiment" else None
    first = (row.inhibitor if key.kind == "inhibitor" else row.cargo_chain).split(";")[0]
    alone = first == (key.component if key.kind == "inhibitor" else key.occupant)
    rscc = (row.rscc_inhibitor if key.kind == "inhibitor" else row.rscc_cargo) if alone else None
    return End(resolution, occupant_plddt(run, key), rscc)


def room_of(ends: Sequence[End]) -> float:
    """Room that they need beside the ruler, inches."""
    values = any(end.resolution is not None or end.plddt is not None for end in ends)
    seen = any(end.rscc is not None for end in ends)
    return 0.06 + (VALUE if values else 0.0) + (SEEN if seen else 0.0)


def draw_end(axes: Axes, y: float, end: End, room: float) -> None:
    """Write the numbers at the right end of a row; ``room`` is the width of the axes, inches."""
    across = axes.get_yaxis_transform()
    at = 1 + (VALUE / 2) / room
    if end.plddt is not None:
        draw_chip(axes, at, y, end.plddt)
    elif end.resolution is not None:
        axes.text(at, y, f"{end.resolution:.1f}", transform=axes.get_yaxis_transform(), ha="center", fontsize=6,
                  va="center_baseline", color=INK, gid="resolution")  # fmt: skip
    if end.rscc is not None:
        axes.text(1 + (VALUE + SEEN / 2) / room, y, in_two(end.rscc), transform=across, ha="center", fontsize=6,
                  va="center_baseline", color=INK, gid="rscc")  # fmt: skip


def draw_heads(axes: Axes, ends: Sequence[End], room: float) -> None:
    """Write what the numbers are above them."""
    words = [word for word, there in (
        ("Å", any(end.resolution is not None for end in ends)), ("pLDDT", any(end.plddt is not None for end in ends)),
    ) if there]  # fmt: skip
    heads = [("\n".join(words), VALUE / 2), ("RSCC" if any(e.rscc is not None for e in ends) else "",
                                                    VALUE + SEEN / 2)]  # fmt: skip
    for head, x in heads:
        if head:
            axes.text(1 + x / room, 1.0, head, transform=axes.transAxes, ha="center", va="bottom", fontsize=6,
                      color=GREY, linespacing=1.1)  # fmt: skip


def keys_of(run: RunTables, ends: Sequence[End]) -> list[Key]:
    """Name the numbers, the signs of what is poorly seen, and the tones of confidence; those of kinds are above."""
    keys = []
    if any(end.resolution is not None for end in ends):
        keys.append(Key("Å: resolution of an experiment"))
    if any(end.rscc is not None for end in ends):
        keys.append(Key("RSCC: how well the occupant fits its density, 1 for best"))
    keys += [Key(words) for words in signs_said(run).split("; ") if words]
    return keys + confidence_keys(ends)


def confidence_keys(ends: Sequence[End]) -> list[Key]:
    """Name the tones of pLDDT, where a prediction has one."""
    if not any(end.plddt is not None for end in ends):
        return []
    tones = [
        marker_key(CONFIDENCE_WORDS[name], marker="s", markersize=4.6, color=colour, markeredgecolor=GREY,
                   markeredgewidth=0.3)
        for name, colour in CONFIDENCE_COLOURS.items()
    ]  # fmt: skip
    return [heading("pLDDT of what lies in the groove:"), *tones]
