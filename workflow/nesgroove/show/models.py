"""The figure of predicted models: a row a job, samples as dots, what they agree on, and how sure their writer is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nesgroove.compare.kinds import kinds_mark
from nesgroove.compare.order import Order
from nesgroove.model.plain_text import natural
from nesgroove.model.target import XPO1
from nesgroove.series.models.records import ModelRecord, ModelSampleRecord
from nesgroove.show.figures.legends import tick_words
from nesgroove.show.figures.style import NOTE, figure_style, save
from nesgroove.show.look import (
    ABSENT_EDGE,
    DATA,
    GREY,
    GRID,
    INK,
    KIND_COLOURS,
    MARK_COLOUR,
    pocket_ink,
)
from nesgroove.show.size import WHOLE_PAGE, FigureSize
from nesgroove.show.text import shortened, text_width, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

JOBS_A_PAGE: Final = 45
"""Rows that a page takes, at which it is as high as a journal's: 300 jobs make seven pages."""

ROW, ABOVE, BETWEEN, BELOW, LINE = 0.165, 0.5, 0.5, 0.29, 0.13
"""Height of a row; room for heads, between blocks, for ticks and for each line of the key, inches."""

LONGEST: Final = 2.0
"""Longest name of a job, inches; longer ones lose their middle."""

CELL: Final = 0.31
"""Width of a pocket, inches."""

SIGNAL: Final = 0.46
"""Width of the column that says how many anchors lie in annotated signals, inches."""

DIRECTIONS: Final = {"plus": "\u2192", "minus": "\u2190", "": "?"}


@dataclass(frozen=True)
class Panel:
    """A column of dots.

    Attributes
    ----------
    name : str
        Column of model_samples.tsv.
    title : str
    low, high : float
        Ends of its axis; what is beyond is drawn at the end.
    lines : tuple of float
        Where it has lines.
    """

    name: str
    title: str
    low: float
    high: float
    lines: tuple[float, ...] = ()


PANELS: Final = (
    Panel("plddt_groove", "pLDDT\ngroove", 0.0, 100.0, (50.0, 70.0, 90.0)),
    Panel("plddt_cargo", "pLDDT\ncargo", 0.0, 100.0, (50.0, 70.0, 90.0)),
    Panel("iptm_pair", "ipTM\nof the pair", 0.0, 1.0, (0.6,)),
    Panel("ipsae_cargo_xpo1", "ipSAE\ncargo\u2192XPO1", 0.0, 1.0, (0.5,)),
    Panel("pae_groove_signal", "PAE (\u00c5)\ngroove\u2192cargo", 0.0, 32.0, (5.0, 15.0)),
    Panel("clashes", "clashes", 0.0, 50.0, (10.0,)),
)

MANY_CLASHES: Final = 10
"""Overlapping pairs of atoms from which a model is drawn in red: cargo and XPO1 of 3GJX have none."""


def draw_models(
    jobs: Sequence[ModelRecord],
    samples: Sequence[ModelSampleRecord],
    out: Path,
    where: str = "",
    size: FigureSize = WHOLE_PAGE,
    order: Order | None = None,
) -> list[Path]:
    """Draw the figure and save its pages.

    Parameters
    ----------
    jobs, samples
        Rows of models.tsv and model_samples.tsv.
    out
        Directory; pages of an earlier run that are no longer needed are removed.
    where
        By what samples were chosen, which stands at the foot.
    size
        How wide it is; two columns where nothing is given.
    order
        In which order jobs are, by the complexes that lead them; by name where nothing is given.

    Returns
    -------
    list of Path
        ``models.svg`` and ``models.png``, then ``models_2.svg`` and so on.
    """
    paths = []
    notes = [f"Sorted: {order.words}."] if order is not None and order.words else []
    with figure_style():
        for number, figure in enumerate(pages(_in_order(jobs, order), samples, size, where), start=1):
            for ending in (".svg", ".png"):
                path = out / f"models{f'_{number}' if number > 1 else ''}{ending}"
                save(figure, path, notes)
                paths.append(path)
    for old in out.glob("models_[0-9]*.*"):
        if old.suffix in (".svg", ".png") and old not in paths:
            old.unlink()
    return paths


def _in_order(jobs: Sequence[ModelRecord], order: Order | None) -> list[ModelRecord]:
    """Sort jobs by name, then as the complexes that lead them are sorted."""
    places: dict[str, int] = {}
    for (complex_, _), place in (order.places if order is not None else {}).items():
        places[complex_] = min(place, places.get(complex_, place))
    return sorted(jobs, key=lambda job: (places.get(job.complex, len(places)), natural(job.job)))


def pages(
    jobs: Sequence[ModelRecord], samples: Sequence[ModelSampleRecord], size: FigureSize, where: str = ""
) -> list[Figure]:
    """Draw all pages.

    Parameters
    ----------
    jobs, samples
        Rows of models.tsv and model_samples.tsv.
    size
        How wide they are.
    where
        By what samples were chosen.

    Returns
    -------
    list of Figure
        Jobs in the order in which they are given, :data:`JOBS_A_PAGE` a page; all pages have the same panels.
    """
    of_job: dict[str, list[ModelSampleRecord]] = defaultdict(list)
    for row in samples:
        if row.chosen == "yes" and row.complex:
            of_job[row.job].append(row)
    shown = [panel for panel in PANELS if any(getattr(row, panel.name) is not None for row in samples)]
    most = JOBS_A_PAGE // (1 + len(_blocks(shown, size))) if size.narrow else JOBS_A_PAGE
    starts = range(0, len(jobs), most)
    key = _key(shown, samples, where, size)
    return [
        _page(jobs[start : start + most], of_job, shown, key, size, f"page {number} of {len(starts)}")
        for number, start in enumerate(starts, start=1)
    ]


def _page(
    jobs: Sequence[ModelRecord], samples: dict[str, list[ModelSampleRecord]], panels: Sequence[Panel],
    key: Sequence[str], size: FigureSize, page: str,
) -> Figure:  # fmt: skip
    from matplotlib.figure import Figure

    below = BELOW + LINE * len(key)
    blocks = _blocks(panels, size)
    tall = ROW * len(jobs)
    more = (tall + BETWEEN) * len(blocks) if size.narrow else 0.0
    height = ABOVE + tall + more + below
    figure = Figure(figsize=(size.width, height))
    names = [" ".join(filter(None, (job.cargo_name, job.job))) for job in jobs]
    labels = [shortened(name, NOTE, 1.0 if size.narrow else LONGEST) for name in names]
    left = max([text_width(label, NOTE) for label in labels] + [0.5]) + 0.1
    agree = 0.62
    inside = SIGNAL if any(row.signal for rows in samples.values() for row in rows) else 0.0
    cell = min(CELL, (size.width - left - agree - inside - 0.06) / len(XPO1.pockets))
    cells = cell * len(XPO1.pockets)
    gap = 0.12

    def axes_at(x: float, wide: float, gid: str, low: float) -> Axes:
        axes = figure.add_axes((x / size.width, low / height, wide / size.width, tall / height), gid=gid)
        axes.set_ylim(len(jobs) - 0.5, -0.5)
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_visible(False)
        return axes

    table = axes_at(left, agree + cells + inside, "agreement", below + more)
    _draw_table(table, jobs, labels, (agree, cell), agree + cells + inside)
    if inside:
        _draw_signals(table, jobs, agree + cells + inside / 2)
    start = left if size.narrow else left + agree + cells + inside + gap
    for number, block in enumerate(blocks, start=1):
        low = below + (len(blocks) - number) * (tall + BETWEEN)
        width = (size.width - start - gap * len(block) - 0.08) / max(len(block), 1)
        for place, panel in enumerate(block):
            axes = axes_at(start + place * (width + gap), width, panel.name, low)
            _draw_dots(axes, width, panel, jobs, samples)
            if size.narrow and place == 0:
                axes.set_yticks(range(len(jobs)), labels, fontsize=NOTE)
                axes.tick_params(axis="y", length=0, pad=5)
    _draw_key(figure, jobs, key, page, height)
    return figure


def _blocks(panels: Sequence[Panel], size: FigureSize) -> list[Sequence[Panel]]:
    """Panels that stand beside each other: all, or three where the figure is one column of a journal wide."""
    return [panels[n : n + 3] for n in range(0, len(panels), 3)] if size.narrow else [panels]


def _draw_table(
    axes: Axes, jobs: Sequence[ModelRecord], labels: Sequence[str], columns: tuple[float, float], wide: float
) -> None:
    """Names, directions, how many agree, and the anchors; the horizontal unit is the inch."""
    from matplotlib.patches import Rectangle

    agree, cell = columns
    axes.set_xlim(0, wide)
    axes.set_xticks([])
    axes.set_yticks(range(len(jobs)), labels, fontsize=NOTE)
    axes.tick_params(length=0, pad=3)
    for number, pocket in enumerate(XPO1.pockets):
        axes.text(agree + (number + 0.5) * cell, -0.75, pocket, ha="center", va="bottom", weight="bold", fontsize=6.5,
                  color=pocket_ink(pocket))  # fmt: skip
    axes.text(0.32, -0.75, "agree", ha="center", va="bottom", fontsize=6.5, color=INK)
    for row, job in enumerate(jobs):
        if not job.with_cargo:
            axes.text(0.05, row, "no cargo in the groove", va="center_baseline", fontsize=NOTE, color=GREY)
            continue
        axes.text(0.1, row, DIRECTIONS[job.direction], ha="center", va="center_baseline", fontsize=7.5, color=INK)
        axes.text(0.55, row, f"{job.agree}/{job.with_cargo}", ha="right", va="center_baseline", fontsize=NOTE,
                  color=INK)  # fmt: skip
        each = {part.split(":")[0]: part.split(":")[1] for part in _anchors(job.anchors_each)}
        for number, pocket in enumerate(XPO1.pockets):
            corner = (agree + number * cell, row - 0.44)
            if pocket not in each:
                axes.add_patch(Rectangle(corner, cell - 0.02, 0.88, facecolor="none", edgecolor=ABSENT_EDGE,
                                         linewidth=0.3))  # fmt: skip
                continue
            residue, counted = each[pocket].split(" ")
            share = int(counted.split("/")[0]) / job.with_cargo
            axes.add_patch(Rectangle(corner, cell - 0.02, 0.88, facecolor=KIND_COLOURS["cargo"], alpha=0.85 * share,
                                     linewidth=0, gid=f"anchor {job.job} {pocket}"))  # fmt: skip
            axes.text(corner[0] + cell / 2 - 0.01, row, shortened(residue, NOTE, cell - 0.03), ha="center",
                      va="center_baseline", fontsize=NOTE, color="white" if share > 0.55 else "black")  # fmt: skip


def _draw_signals(axes: Axes, jobs: Sequence[ModelRecord], x: float) -> None:
    """How many anchors of the leading sample lie in the annotated signals."""
    axes.text(x, -0.75, "in signal", ha="center", va="bottom", fontsize=6.5, color=INK)
    for row, job in enumerate(jobs):
        words = job.anchors_in_signal.replace(" of ", "/") or ("not in it" if job.signal_in_model == "none" else "")
        axes.text(x, row, words, ha="center", va="center_baseline", fontsize=NOTE,
                  color=MARK_COLOUR if job.signal_in_model == "none" else INK)  # fmt: skip


def _anchors(each: str) -> list[str]:
    """Split ``P1:L4 5/5 P2:L8 3/5`` into its pockets."""
    words = each.split(" ") if each else []
    return [f"{words[i]} {words[i + 1]}" for i in range(0, len(words), 2)]


def _draw_dots(
    axes: Axes, width: float, panel: Panel, jobs: Sequence[ModelRecord], samples: dict[str, list[ModelSampleRecord]]
) -> None:
    span = panel.high - panel.low
    axes.set_xlim(panel.low - 0.04 * span, panel.high + 0.04 * span)
    # Where the last line is near the end, the end needs no number.
    ends = [] if panel.lines and panel.high - panel.lines[-1] < 0.15 * span else [panel.high]
    ticks = [panel.low, *panel.lines, *ends]
    axes.set_xticks(ticks, tick_words(ticks, width / (1.08 * span)))
    axes.tick_params(axis="x", labelsize=NOTE, length=1.5, pad=1)
    axes.set_title(panel.title, fontsize=NOTE, pad=3)
    for line in panel.lines:
        axes.axvline(line, color=GRID, linewidth=0.6, zorder=0)
    axes.hlines(range(len(jobs)), *axes.get_xlim(), color=GRID, linewidth=0.3, zorder=0)
    dots: dict[tuple[bool, bool, bool], list[tuple[float, int]]] = defaultdict(list)
    for row, job in enumerate(jobs):
        for sample in samples[job.job]:
            value = getattr(sample, panel.name)
            if value is not None:
                bad = panel.name == "clashes" and value >= MANY_CLASHES
                at = min(max(value, panel.low), panel.high)
                dots[sample.leads == "yes", bad, value > panel.high].append((at, row))
    for (leads, bad, beyond), points in sorted(dots.items()):
        colour = MARK_COLOUR if bad else DATA
        axes.plot(*zip(*points, strict=True), marker=">" if beyond else "o", markersize=3.0 if leads else 2.4,
                  markerfacecolor=colour if leads else "none", markeredgecolor=colour, markeredgewidth=0.5,
                  linestyle="none", zorder=3 if leads else 2, clip_on=False,
                  gid=f"{panel.name} {'leading' if leads else 'other'} samples {len(points)}")  # fmt: skip


def _key(panels: Sequence[Panel], samples: Sequence[ModelSampleRecord], where: str, size: FigureSize) -> list[str]:
    """Lines at the foot: what the signs are, what no sample has, and which samples count."""
    lines = [
        "filled: the sample that leads its job; open: the others. agree: that direction and these anchors, of the "
        "samples with a cargo in the groove. red: worth a look"
    ]
    missing = [" ".join(panel.title.split("\n")) for panel in PANELS if panel not in panels]
    if missing:
        lines.append(f"not in these files: {', '.join(missing)}")
    if where:
        measured = {row.entry for row in samples if row.complex}
        chosen = {row.entry for row in samples if row.chosen == "yes" and row.complex}
        lines.append(f"counted: {len(chosen)} of {len(measured)} samples: where {where}")
    return [part for line in lines for part in wrapped(line, NOTE, size.width - 0.8)]


def _draw_key(figure: Figure, jobs: Sequence[ModelRecord], key: Sequence[str], page: str, height: float) -> None:
    for number, line in enumerate(reversed(key)):
        figure.text(0.01, (0.08 + LINE * number) / height, line, ha="left", va="center", fontsize=NOTE, color=GREY,
                    gid=f"key {len(key) - number}")  # fmt: skip
    figure.text(0.99, (0.08 + LINE * (len(key) - 1)) / height, page, ha="right", va="center", fontsize=NOTE, color=GREY)
    mark = kinds_mark(job.source_kind for job in jobs)
    if mark:
        figure.text(0.995, 0.998, mark, ha="right", va="top", color=MARK_COLOUR, fontsize=NOTE, weight="bold",
                    gid="kinds-mark")  # fmt: skip
