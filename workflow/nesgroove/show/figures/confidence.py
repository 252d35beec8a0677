"""How figures show the confidence of predictions: coloured chips with the number, and one legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.confidence import CLASSES, ConfidenceClass, confidence_class
from nesgroove.show.colours import on
from nesgroove.show.look import (
    CONFIDENCE_COLOURS,
    CONFIDENCE_HATCHES,
    CONFIDENCE_WORDS,
    GREY,
    INK,
    WHITE,
    confidence_colour,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

ONE_LINE: Final = 4.0
"""Width of a figure in which all classes stand side by side, inches."""


def occupant_plddt(run: RunTables, key: OccupantKey) -> float | None:
    """Look up the pLDDT of an occupant; of several cargoes or inhibitors of a complex that of the first alone."""
    row = run.by_id[key.complex]
    if key.kind == "inhibitor":
        return row.plddt_inhibitor if row.inhibitor.split(";")[0] == key.component else None
    return row.plddt_cargo if row.cargo_chain.split(";")[0] == key.occupant else None


def class_counts(values: Iterable[float | None]) -> dict[ConfidenceClass, int]:
    """Count values by class of confidence, the surest first; those without a value are in none."""
    counts = Counter(confidence_class(value) for value in values if value is not None)
    return {name: counts[name] for name, _ in CLASSES}


def draw_chip(axes: Axes, x: float, y: float, plddt: float, *, size: float = 6.0) -> None:
    """Draw a chip with the number; x in parts of the axes, y in data.

    The number is cut, not rounded, so that it is of the class whose colour it has.
    """
    colour = confidence_colour(plddt)
    box = {"boxstyle": "square,pad=0.15", "facecolor": colour, "edgecolor": "none"}
    axes.text(x, y, f"{int(plddt)}", ha="center", va="center_baseline", fontsize=size, color=on(colour), zorder=4,
              bbox=box, transform=axes.get_yaxis_transform(), gid=f"confidence {confidence_class(plddt)}")  # fmt: skip


def draw_shares(
    axes: Axes, box: tuple[float, float, float, float], values: Iterable[float | None], *, hatched: bool = False
) -> None:
    """Draw a bar of the classes of confidence, with their counts, in a box (left, bottom, width, height) of the axes.

    Nothing is drawn where no value is known. Classes are hatchings instead of greys where greys are something else.
    """
    from matplotlib.patches import Rectangle
    from matplotlib.patheffects import withStroke

    counts = class_counts(values)
    total = sum(counts.values())
    left, bottom, width, height = box
    for name, count in counts.items():
        if count:
            part = width * count / total
            axes.add_patch(Rectangle((left, bottom), part, height, transform=axes.transAxes, zorder=6, clip_on=False,
                                     gid=f"confidence {name} {count}", **_face(name, hatched=hatched)))  # fmt: skip
            if count / total >= 0.12:
                ink = INK if hatched else on(CONFIDENCE_COLOURS[name])
                words = axes.text(left + part / 2, bottom + height / 2, str(count), transform=axes.transAxes,
                                  fontsize=6, ha="center", va="center_baseline", color=ink, zorder=7)  # fmt: skip
                if hatched:
                    words.set_path_effects([withStroke(linewidth=2.0, foreground=WHITE)])
            left += part


def handles(marker: str = "s", size: float = 5.0) -> list[Line2D]:
    """Handles of the legend: the four classes with their limits."""
    from matplotlib.lines import Line2D

    return [
        Line2D([], [], linestyle="none", marker=marker, markersize=size, markeredgewidth=0, color=colour,
               label=CONFIDENCE_WORDS[name])
        for name, colour in CONFIDENCE_COLOURS.items()
    ]  # fmt: skip


def hatched_handles() -> list[Artist]:
    """Handles of the legend where the classes are hatchings."""
    from matplotlib.patches import Patch

    return [Patch(label=CONFIDENCE_WORDS[name], **_face(name, hatched=True)) for name, _ in CLASSES]


def _face(name: ConfidenceClass, *, hatched: bool) -> dict[str, Any]:
    """How the area of a class of confidence looks."""
    if hatched:
        return {"facecolor": WHITE, "edgecolor": INK, "linewidth": 0.5, "hatch": CONFIDENCE_HATCHES[name]}
    return {"facecolor": CONFIDENCE_COLOURS[name], "edgecolor": "white", "linewidth": 0.3}


def draw_legend(figure: Figure, left: float, bottom: float, what: str, *, marker: str = "s") -> None:
    """Explain the colours below what they are of, in one line or in two; left and bottom in inches."""
    width, height = map(float, figure.get_size_inches())
    across = len(CONFIDENCE_WORDS) if width >= ONE_LINE else len(CONFIDENCE_WORDS) // 2
    legend = figure.legend(
        handles=handles(marker), loc="lower left", bbox_to_anchor=(left / width, bottom / height), ncols=across,
        fontsize=6, title=f"{what}:", title_fontsize=6, alignment="left", handletextpad=0.2, columnspacing=0.9,
        borderpad=0.0, borderaxespad=0.0, handlelength=1.0, labelspacing=0.2,
    )  # fmt: skip
    legend.set_gid("confidence-legend")
    legend.get_title().set_color(GREY)
