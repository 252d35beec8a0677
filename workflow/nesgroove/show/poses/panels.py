"""The panels of the figure of poses: one function each, for the lines and for what is summed up below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from nesgroove.model.target import XPO1
from nesgroove.series.poses import known
from nesgroove.series.poses.records import REACH, PoseRecord, PoseReferenceRecord
from nesgroove.show.look import CYS_COLOUR, DATA, GREY, INK, KIND_COLOURS, POCKET_COLOURS, pocket_ink
from nesgroove.show.poses.lines import Lines, places

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAND: Final = 2.4
"""Half the width of a pocket's band, A, as in the ruler."""

RANK: Final = 6.0
"""Size of a rank beside its score, points."""

FARTHEST: Final = 12.0
"""Distance to SG (A) at which its axis ends: the groove is no wider."""

SELINEXOR: Final = "selinexor"


def _ruler(axes: Axes, below: Axes | None, drawn: Lines) -> None:
    spans = [row for row in (*drawn.rows, *drawn.rest) if row.x_min is not None and row.x_max is not None]
    low = min(-11.0, *((row.x_min or 0.0) - 1.0 for row in spans))
    high = max(19.0, *((row.x_max or 0.0) + 1.0 for row in spans))
    for pocket, (x, _, _) in XPO1.pocket_centres.items():
        for part in (axes, below):
            if part is not None:
                part.axvspan(x - BAND, x + BAND, color=POCKET_COLOURS[pocket], alpha=0.14, linewidth=0)
        axes.text(x, 1.0, pocket, transform=axes.get_xaxis_transform(), ha="center", va="bottom", weight="bold",
                  fontsize=6, color=pocket_ink(pocket))  # fmt: skip
    for y, row in zip(places(drawn), drawn.rows, strict=True):
        known = isinstance(row, PoseReferenceRecord)
        if row.x_min is not None and row.x_max is not None:
            axes.plot([row.x_min, row.x_max], [y, y], color=GREY if known else KIND_COLOURS["inhibitor"], linewidth=2.0,
                      alpha=0.6, solid_capstyle="round", gid=f"extent {row.complex}")  # fmt: skip
        if row.reacting_x is not None:
            bonded = row.covalent == "yes"
            axes.scatter([row.reacting_x], [y], marker="D", s=8, color=CYS_COLOUR if bonded else "white",
                         edgecolors="black", linewidths=0.5, zorder=5)  # fmt: skip
    if below is not None:
        for index, row in enumerate(drawn.rest):
            if row.x_min is not None and row.x_max is not None:
                y = index / max(len(drawn.rest) - 1, 1)
                below.plot([row.x_min, row.x_max], [y, y], color=KIND_COLOURS["inhibitor"], linewidth=0.5, alpha=0.5)
        below.set_ylim(1.04, -0.04)
    axes.set_xlim(low, high)


def _pockets(axes: Axes, below: Axes | None, drawn: Lines) -> None:
    """Cells by pocket: part filled; of the rest, how many occupy it."""
    from matplotlib.patches import Rectangle

    for y, row in zip(places(drawn), drawn.rows, strict=True):
        for index, pocket in enumerate(XPO1.pockets):
            filled = getattr(row, f"filled_{pocket}")
            if filled is None:
                continue
            occupied = pocket in row.pockets.split()
            axes.add_patch(Rectangle(
                (index - 0.44, y - 0.42), 0.88, 0.84, facecolor=POCKET_COLOURS[pocket],
                alpha=min(1.0, 0.04 + 1.9 * filled), linewidth=0,
            ))  # fmt: skip
            if occupied:
                axes.add_patch(Rectangle((index - 0.44, y - 0.42), 0.88, 0.84, fill=False, edgecolor=INK, linewidth=0.5,
                                         gid=f"occupied {row.complex} {pocket}"))  # fmt: skip
    if below is not None:
        for index, pocket in enumerate(XPO1.pockets):
            share = sum(pocket in row.pockets.split() for row in drawn.rest) / len(drawn.rest)
            below.bar([index], [share], width=0.8, color=POCKET_COLOURS[pocket], alpha=0.8)
            below.text(index, share, f"{100 * share:.0f}", ha="center", va="bottom", fontsize=6, color=GREY)
        below.set_ylim(0, 1.25)
    axes.set_xticks(range(len(XPO1.pockets)), XPO1.pockets)
    axes.set_xlim(-0.6, len(XPO1.pockets) - 0.4)


def _reach(axes: Axes, below: Axes | None, drawn: Lines) -> None:
    for part in (axes, below):
        if part is not None:
            part.axvspan(0, REACH, color=CYS_COLOUR, alpha=0.25, linewidth=0)
    for y, row in zip(places(drawn), drawn.rows, strict=True):
        if row.reacting_distance is not None:
            _dot(axes, row.reacting_distance, y, row.covalent == "yes")
    if below is not None:
        _strip(below, [row.reacting_distance for row in drawn.rest], FARTHEST)
    axes.set_xlim(0, FARTHEST + 0.6)
    axes.set_xticks([0, 4, 8, 12])


def _dot(axes: Axes, value: float, y: float, bonded: bool) -> None:
    """A distance; one beyond the axis is an arrow at its end."""
    beyond = value > FARTHEST
    axes.scatter([min(value, FARTHEST)], [y], marker=">" if beyond else "D" if bonded else "o", s=9,
                 color=CYS_COLOUR if bonded else INK, edgecolors="black", linewidths=0.4, zorder=3)  # fmt: skip


def _strip(axes: Axes, values: Sequence[float | None], most: float | None = None) -> None:
    """All values of the rest as dots, spread in the order of their poses, with their median."""
    import numpy as np

    there = [value if most is None else min(value, most) for value in values if value is not None]
    if there:
        axes.scatter(there, np.linspace(0, 1, len(there)), s=1.6, color=GREY, linewidths=0, alpha=0.8)
        axes.axvline(float(np.median(there)), color=INK, linewidth=0.7)
    axes.set_ylim(1.06, -0.06)


def _likeness(axes: Axes, below: Axes | None, drawn: Lines) -> None:
    for y, row in zip(places(drawn), drawn.rows, strict=True):
        if isinstance(row, PoseRecord) and row.like_best is not None:
            axes.barh([y], [row.like_best], height=0.5, color=DATA, alpha=0.55, linewidth=0)
            if row.like_selinexor is not None:
                axes.scatter([row.like_selinexor], [y], s=6, color=INK, linewidths=0, zorder=3)
    selinexor = [known.read(row.fingerprint) for row in drawn.references if row.compound == SELINEXOR]
    for y, row in zip(places(drawn), drawn.references, strict=False):
        alike = [known.likeness(known.read(row.fingerprint), other) for other in selinexor]
        if any(value is not None for value in alike):
            axes.scatter([max(value or 0.0 for value in alike)], [y], s=6, color=INK, linewidths=0, zorder=3)
    if below is not None:
        _strip(below, [row.like_best for row in drawn.rest])
    axes.set_xlim(0, 1.04)
    axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])


def _score(axes: Axes, below: Axes | None, drawn: Lines) -> None:
    """Scores of the kind that most poses have, better to the right."""
    scored = [row for row in (*drawn.poses, *drawn.rest) if row.score is not None]
    if not scored:
        axes.set_xticks([])
        axes.text(0.5, 0.5, "no score", transform=axes.transAxes, ha="center", va="center", fontsize=6, color=GREY)
        return
    kinds = [(row.score_name, row.score_writer, row.score_better, row.score_unit) for row in scored]
    kind = max(dict.fromkeys(kinds), key=kinds.count)
    for y, row in zip(places(drawn), drawn.rows, strict=True):
        if isinstance(row, PoseRecord) and row.score is not None and row.score_name == kind[0]:
            axes.scatter([row.score], [y], s=9, color=GREY if row.score_meaningful == "no" else INK, linewidths=0,
                         alpha=0.4 if row.score_meaningful == "no" else 1.0, zorder=3)  # fmt: skip
            if row.rank is not None:
                axes.annotate(str(row.rank), (1.02, y), xycoords=("axes fraction", "data"), fontsize=RANK, va="center",
                              color=GREY)  # fmt: skip
    if below is not None:
        _strip(below, [row.score for row in drawn.rest if row.score_name == kind[0]])
    if kind[2] == "lower":
        axes.invert_xaxis()
    lowest = axes if below is None else below
    words = f"{kind[0].replace('_', ' ')}{f' ({kind[3]})' if kind[3] else ''}"
    lowest.annotate(words, (1.1, 0), xycoords="axes fraction",
                    xytext=(0, -24), textcoords="offset points", ha="right", va="top", fontsize=6,
                    color=GREY)  # fmt: skip
    axes.margins(x=0.12)


DRAWN: Final = {
    "ruler": _ruler, "pockets": _pockets, "reach": _reach, "likeness": _likeness, "score": _score,
}  # fmt: skip
