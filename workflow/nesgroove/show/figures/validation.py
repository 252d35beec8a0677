"""Published values against what is measured here, each in units of its tolerance."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nesgroove.compare.published import published
from nesgroove.compare.tables import RunTables
from nesgroove.compare.validation import NOT_AT_HAND, validation
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import (
    FRAME,
    HAIRLINE,
    INK,
    LEADER,
    QUIET,
    TOLERANCE_FACE,
    UNITS,
    VERDICT_COLOURS,
)
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from nesgroove.compare.validation import ValidationRecord

NAME = "validation"

ORDER = 7

CAPTION = (
    "Published quantities, and some that were computed before from deposited coordinates (regression), measured again. "
    "A mark is the measured value less the given one, in units of the tolerance; the band is the range within which a "
    "value counts as reproduced. Circles: reproduced; crosses: differs. A mark at the very edge with an arrowhead lies "
    "beyond it. Where only the sign of a difference was published, the measured difference is written in place of a "
    "mark. Values that must agree exactly have no tolerance. In grey: quantities whose entries are not in this run, "
    "with the entries that they need, and those that the entries of this run do not give."
)

VERDICT_MARKERS = {"reproduced": "o", "differs": "X"}

EDGE = 4.0
"""Marks beyond this many tolerances are drawn at the edge."""

LABEL = 6.0
"""Size of labels, points."""

ROW = 0.15
"""Height of a row, inches."""


DROP = 0.36 * LABEL / 72
"""From the middle of a letter down to its base line, inches."""


@dataclass(frozen=True)
class Mark:
    """What is drawn for one quantity.

    Attributes
    ----------
    row : ValidationRecord
    deviation : float or None
        Difference over tolerance; infinite where no tolerance allows it, None for a statement or no measurement.
    published, measured : str
        As written, with unit.
    """

    row: ValidationRecord
    deviation: float | None
    published: str
    measured: str


def marks(run: RunTables) -> list[Mark]:
    """Collect what is drawn, in the order of the table."""
    shown = []
    for row in validation(run):
        unit = UNITS.get(row.unit, row.unit)
        measured = _number(row.measured, row, unit)
        if row.published is None:
            given = "sign only: narrower" if published()[row.order - 1].method == "narrower" else "sign only"
        else:
            space = "" if unit == "°" or not unit else " "
            spread = f" ± {row.tolerance:g}" if row.tolerance else " exactly"
            value = f"{row.published:.{max(_decimals(row.published), _decimals(row.tolerance))}f}"
            given = f"{value}{spread}{space}{unit}"
        shown.append(Mark(row, _deviation(row), given, measured))
    return shown


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw published against measured values."""
    from matplotlib.figure import Figure

    shown = marks(run)
    if not shown:
        return blank("No published quantity to compare with", size.width)
    at_hand = [mark for mark in shown if mark.row.measured is not None]
    missing = [mark for mark in shown if mark.row.measured is None]
    if not at_hand:
        return _nothing_measured(run, missing, size)
    if size.narrow:
        return _one_column(run, at_hand, missing, size)
    left = 0.16 + max(text_width(name(mark.row), LABEL) for mark in shown)
    values = [text_width("published", LABEL, bold=True), *(text_width(mark.published, LABEL) for mark in at_hand)]
    measures = [text_width("measured", LABEL, bold=True), *(text_width(mark.measured, LABEL) for mark in at_hand)]
    right = 0.1 + max(values) + 0.14 + max(measures) + 0.14
    room = 1.25
    plot = size.width - left - right - room
    above, axis = 0.3, 0.42
    upper = ROW * len(at_hand)
    notes = remarks(at_hand)
    noted = ROW * len(notes) + (0.06 if notes else 0.0)
    lower = 0.2 + ROW * len(missing) if missing else 0.0
    height = above + upper + axis + noted + lower + 0.08
    figure = Figure(figsize=(size.width, height))
    axes = figure.add_axes(
        (left / size.width, 1 - (above + upper) / height, plot / size.width, upper / height), gid="deviations"
    )
    _draw_marks(axes, at_hand)
    columns = [0.1 + max(values), 0.1 + max(values) + 0.14 + max(measures)]
    names = columns[1] + 0.14
    for words, x, align in (
        ("published", columns[0], "right"), ("measured", columns[1], "right"), ("on", names, "left"),
    ):  # fmt: skip
        figure.text((left + plot + x) / size.width, 1 - (above - 0.06) / height, words, ha=align, va="bottom",
                    fontsize=LABEL, weight="bold")  # fmt: skip
    for number, mark in enumerate(at_hand):
        y = 1 - (above + (number + 0.5) * ROW + DROP) / height
        colour = VERDICT_COLOURS[mark.row.verdict]
        for words, x, align, ink in (
            (mark.published, columns[0], "right", QUIET),
            (mark.measured, columns[1], "right", colour),
            (shortened(mark.row.complexes, LABEL, room - 0.08), names, "left", LEADER),
        ):
            figure.text((left + plot + x) / size.width, y, words, ha=align, va="baseline", fontsize=LABEL, color=ink)
    for number, words in enumerate(notes):
        y = 1 - (above + upper + axis + (number + 0.5) * ROW + DROP) / height
        short = shortened(words, LABEL, size.width - left - 0.1)
        figure.text(left / size.width, y, short, fontsize=LABEL, gid="remark",
                    color=VERDICT_COLOURS["differs"])  # fmt: skip
    _draw_missing(figure, missing, above + upper + axis + noted, left)
    _draw_key(figure, at_hand, left)
    mark_kinds(figure, run)
    return figure


def _one_column(run: RunTables, at_hand: list[Mark], missing: list[Mark], size: FigureSize) -> Figure:
    """Draw them where there is no room for columns: numbers stand below each name, and what is missing in words."""
    from matplotlib.figure import Figure

    room = size.width - 1.3
    rows = [(name(mark.row), f"{mark.published}; here {mark.measured}" if mark.published else mark.measured, mark)
            for mark in at_hand]  # fmt: skip
    left = min(room, 0.14 + max(text_width(words, LABEL) for row in rows for words in row[:2]))
    above, axis, step, tall = 0.3, 0.42, 0.105, 0.255
    notes = [line for words in remarks(at_hand) for line in wrapped(words, LABEL, size.width - 0.12)]
    needed = sorted({entry for mark in missing for entry in re.findall(r"\b\d\w{3}\b", mark.row.needs)})
    words = f"{_lacking(missing)}; needed would be {', '.join(needed)}" if needed else _lacking(missing)
    lacking = wrapped(words, LABEL, size.width - 0.12) if missing else []
    text = (len(notes) + len(lacking)) * step + 0.06
    body = tall * len(rows)
    height = above + body + axis + text + 0.08
    figure = Figure(figsize=(size.width, height))
    box = (left / size.width, 1 - (above + body) / height, (size.width - left - 0.1) / size.width, body / height)
    axes = figure.add_axes(box, gid="deviations")
    _draw_marks(axes, at_hand)
    axes.set_yticks([])
    axes.set_xticks(range(-int(EDGE), int(EDGE) + 1, 2))
    axes.set_xlabel("(measured − published) / tolerance", labelpad=2, fontsize=LABEL)
    for number, (quantity, numbers, mark) in enumerate(rows):
        y = 1 - (above + (number + 0.5) * tall - 0.015) / height
        colour = VERDICT_COLOURS[mark.row.verdict]
        for words, low, ink in ((quantity, 0.0, INK), (numbers, step, colour)):
            figure.text((left - 0.06) / size.width, y - low / height, shortened(words, LABEL, left - 0.1), ha="right",
                        va="baseline", fontsize=LABEL, color=ink)  # fmt: skip
    y = 1 - (above + body + axis + step) / height
    for line, verdict in [*((note, "differs") for note in notes), *((lack, NOT_AT_HAND) for lack in lacking)]:
        figure.text(0.06 / size.width, y, line, ha="left", va="baseline", fontsize=LABEL,
                    color=VERDICT_COLOURS[verdict])  # fmt: skip
        y -= step / height
    _draw_key(figure, at_hand, 0.06)
    mark_kinds(figure, run)
    return figure


def _lack(mark: Mark) -> str:
    return f"needs {mark.row.needs}" if mark.row.verdict == NOT_AT_HAND else mark.row.verdict


def _lacking(missing: list[Mark]) -> str:
    verdicts = Counter(mark.row.verdict for mark in missing)
    return ", ".join(f"{verdict} ({count})" for verdict, count in sorted(verdicts.items()))


def remarks(shown: list[Mark]) -> list[str]:
    """Collect what a reader has to know about the quantities that differ, each remark once with what it is about."""
    about: dict[str, int] = {}
    for mark in shown:
        if mark.row.verdict == "differs" and mark.row.remark:
            words = re.sub(r"(?<=\d) A\b", " Å", mark.row.remark)
            about[words] = about.get(words, 0) + 1
    return [f"differs ({count}): {remark}" for remark, count in about.items()]


def _deviation(row: ValidationRecord) -> float | None:
    if row.difference is None:
        return None
    if row.tolerance:
        return row.difference / row.tolerance
    return 0.0 if abs(row.difference) <= 1e-3 else float("inf") * (1 if row.difference > 0 else -1)


def _decimals(value: float | None) -> int:
    return len(f"{value or 0.0:g}".partition(".")[2])


def name(row: ValidationRecord) -> str:
    """Write the short name of a quantity with the letters of the field."""
    return row.quantity.replace("C-alpha", "Cα").replace("Phi", "Φ")


def _number(value: float | None, row: ValidationRecord, unit: str) -> str:
    if value is None:
        return ""
    words = f"{value:+.2f}" if row.published is None else f"{value:.2f}"
    return f"{words.replace('-', '−')}{'' if unit == '°' or not unit else ' '}{unit}"


def _draw_marks(axes: Axes, shown: list[Mark]) -> None:
    axes.axvspan(-1, 1, color=TOLERANCE_FACE, linewidth=0, gid="within tolerance", zorder=0)
    axes.axvline(0, color=FRAME, linewidth=0.6, zorder=1)
    for number, mark in enumerate(shown):
        colour = VERDICT_COLOURS[mark.row.verdict]
        axes.plot([-EDGE, EDGE], [number, number], color=HAIRLINE, linewidth=0.4, zorder=0.5)
        gid = f"mark {mark.row.quantity}"
        if mark.deviation is None:
            verb = "holds" if mark.row.verdict == "reproduced" else "does not hold"
            words = f"statement {verb}: {mark.measured}"
            axes.text(0, number, words, ha="center", va="center_baseline", fontsize=LABEL, color=colour, zorder=4,
                      style="italic", bbox={"facecolor": "white", "edgecolor": colour, "linewidth": 0.4,
                                            "boxstyle": "round,pad=0.12"}, gid=gid)  # fmt: skip
        elif abs(mark.deviation) > EDGE:
            side = 1.0 if mark.deviation > 0 else -1.0
            axes.scatter([side * (EDGE - 0.12)], [number], marker=">" if side > 0 else "<", s=16, color=colour,
                         zorder=4, gid=gid)  # fmt: skip
            axes.scatter([side * (EDGE - 0.5)], [number], marker=VERDICT_MARKERS[mark.row.verdict], s=16,
                         color=colour, edgecolors="white", linewidths=0.3, zorder=4)  # fmt: skip
        else:
            axes.plot([0, mark.deviation], [number, number], color=colour, linewidth=0.8, zorder=2)
            axes.scatter([mark.deviation], [number], marker=VERDICT_MARKERS[mark.row.verdict], s=18, color=colour,
                         edgecolors="white", linewidths=0.3, zorder=4, gid=gid)  # fmt: skip
    axes.set_yticks(range(len(shown)), [name(mark.row) for mark in shown], fontsize=LABEL)
    axes.set_xticks(range(-int(EDGE), int(EDGE) + 1))
    axes.set_xlim(-EDGE, EDGE)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=6)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("(measured − published) / tolerance", labelpad=2)


def _draw_key(figure: Figure, shown: list[Mark], left: float) -> None:
    """Write what the marks mean above the plot, with how many there are of each."""
    from matplotlib.lines import Line2D

    width, height = map(float, figure.get_size_inches())
    handles = []
    for verdict, marker in VERDICT_MARKERS.items():
        count = sum(mark.row.verdict == verdict for mark in shown)
        handles.append(
            Line2D([], [], linestyle="none", marker=marker, color=VERDICT_COLOURS[verdict], markersize=4.2,
                   markeredgecolor="white", markeredgewidth=0.3, label=f"{verdict} ({count})")
        )  # fmt: skip
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(left / width, 1 - 0.29 / height), ncols=2,
                  fontsize=LABEL, handletextpad=0.1, columnspacing=1.2, borderpad=0, borderaxespad=0.1)  # fmt: skip


def _draw_missing(figure: Figure, missing: list[Mark], start: float, left: float) -> None:
    """List the quantities without entries, and what they need; ``start`` is the distance from the top, inches."""
    if not missing:
        return
    width, height = map(float, figure.get_size_inches())
    grey = VERDICT_COLOURS[NOT_AT_HAND]
    figure.text(left / width, 1 - (start + 0.1 + DROP) / height, _lacking(missing), ha="left", va="baseline",
                fontsize=LABEL, weight="bold", color=grey)  # fmt: skip
    for number, mark in enumerate(missing):
        y = 1 - (start + 0.2 + (number + 0.5) * ROW + DROP) / height
        figure.text((left - 0.05) / width, y, name(mark.row), ha="right", va="baseline", fontsize=LABEL,
                    color=grey)  # fmt: skip
        room = width - left - 0.1
        value = f"{mark.row.kind} {mark.published}; "  # stays whole where there is room
        words = shortened(value + shortened(_lack(mark), LABEL, room - text_width(value, LABEL)), LABEL, room)
        figure.text(left / width, y, words, ha="left", va="baseline", fontsize=LABEL, color=grey)


def _nothing_measured(run: RunTables, missing: list[Mark], size: FigureSize) -> Figure:
    from matplotlib.figure import Figure

    left = 0.16 + max(text_width(name(mark.row), LABEL) for mark in missing)
    above = 0.12  # of the kinds that are shown, which stand at the upper right
    height = above + 0.36 + ROW * len(missing)
    figure = Figure(figsize=(size.width, height))
    figure.text(0.01, 1 - (above + 0.04) / height, "Nothing was measured that has a published value", ha="left",
                va="top", gid="nothing-to-draw")  # fmt: skip
    _draw_missing(figure, missing, above + 0.12, left)
    mark_kinds(figure, run)
    return figure
