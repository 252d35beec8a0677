"""The figure of poses: what the groove says of each, beside the score of its program and the known inhibitors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from nesgroove.compare.kinds import kind_mark, kinds_mark
from nesgroove.compare.tables import RunTables
from nesgroove.io.tables import read_table
from nesgroove.series.poses.records import PoseRecord, PoseReferenceRecord
from nesgroove.show.figures.legends import SIZE, legend_columns, legend_rows
from nesgroove.show.figures.style import blank, figure_style, save
from nesgroove.show.look import CYS_COLOUR, DATA, GREY, GRID, INK, MARK_COLOUR
from nesgroove.show.poses.lines import SHOWN, Lines, lines, places
from nesgroove.show.poses.panels import DRAWN, RANK
from nesgroove.show.size import WHOLE_PAGE, FigureSize
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "poses"

ROW: Final = 0.155
"""Height of a line, inches."""

REST: Final = 0.62
"""Height of the line that sums up the rest, inches."""

ABOVE, BELOW = 0.52, 0.5
"""Room for heads and axes, inches."""

LABEL: Final = 6.0
"""Size of names, points."""

LONGEST: Final = 1.7
"""Of a name, inches."""

GAP: Final = 0.12
"""Between panels, inches."""

CAPTION: Final = (
    "Docked poses, a line each, best first by what the groove says: reacting atom bonded to Cys528 or within 4 A of "
    "its sulphur, no clash, pockets occupied, likeness to a known inhibitor. Above them known inhibitors, marked by "
    "what their complexes are. Bar: extent along the groove; yellow diamond: an atom bonded to Cys528; open diamond: "
    "an atom that could react. Cells: part of each pocket that is filled; framed where the pocket is occupied. To SG: "
    "distance of that atom to the sulphur; shaded: within reach. Likeness: contacts in common, of those that either "
    "has, with the nearest known inhibitor (bar) and with selinexor (dot). Score: as the program gives it, better to "
    "the right, with its rank; grey where it means nothing for a bonded pose. The last line sums up all other poses."
)


class Panel(NamedTuple):
    """A column of the figure: its head and its width in inches."""

    name: str
    head: str
    width: float


PANELS: Final = (
    Panel("ruler", "x along the groove (Å)", 2.0),
    Panel("pockets", "part filled", 0.95),
    Panel("reach", "to SG of 528 (Å)", 0.95),
    Panel("likeness", "likeness", 0.75),
    Panel("score", "score", 0.8),
)


def figures_of_poses(results: Path, names: Sequence[str]) -> list[str]:
    """Say which figures of poses a directory has.

    Parameters
    ----------
    results
        Directory of results of any kind.
    names
        Figures that are asked for; all where empty.

    Returns
    -------
    list of str
        :data:`NAME` where these are poses and it is asked for.
    """
    there = (results / "poses.tsv").is_file() and (not names or NAME in names)
    return [NAME] if there else []


def draw_poses(
    results: Path,
    paths: Sequence[Path],
    shown: int = SHOWN,
    run: RunTables | None = None,
    size: FigureSize = WHOLE_PAGE,
) -> None:
    """Draw the poses of a directory that ``nesgroove poses`` wrote.

    Parameters
    ----------
    results
        The directory.
    paths
        What the figure is saved as: ``.svg``, ``.png`` or ``.pdf``.
    shown
        Poses that have a line of their own.
    run
        Tables of the poses that are drawn, in the order in which they are; all, the best first, where None.
    size
        How wide it is; two columns where nothing is given.

    Raises
    ------
    ConfigError
        An ending is none of the three.
    """
    poses = read_table(PoseRecord, results / "poses.tsv")
    chosen = [row for row in poses if run is None or row.complex in run.by_id]
    order = {complex_: place for (complex_, _), place in run.order.places.items()} if run is not None else {}
    notes = [f"Shown: {run.chosen}"] if run is not None and run.chosen else []
    notes += [f"Sorted: {run.order.words}."] if run is not None and order else []
    drawn = lines(chosen, read_table(PoseReferenceRecord, results / "pose_references.tsv"), shown, order)
    with figure_style():
        figure = draw(drawn, size)
        for path in paths:
            save(figure, path, notes)


def draw(drawn: Lines, size: FigureSize) -> Figure:
    """Draw the figure.

    Parameters
    ----------
    drawn
        What is drawn.
    size
        How wide it is.

    Returns
    -------
    matplotlib.figure.Figure
        One that says so where there is no pose.
    """
    from matplotlib.figure import Figure

    if not drawn.poses:
        return blank("No pose is in the groove" + (" and has what is required" if drawn.left_out else ""), size.width)
    names = _names_of(drawn)
    left = 0.12 + max(text_width(name, LABEL) for name in names)
    ranks = [str(row.rank or "") for row in drawn.poses]
    right = 0.08 + max(text_width(rank, RANK) for rank in ranks)
    blocks = [PANELS[:2], PANELS[2:]] if size.narrow else [PANELS]
    rest = REST + ROW / 2 if drawn.rest else 0.0
    tall = ROW * (len(names) + (1 if drawn.references else 0))
    block = tall + rest + BELOW
    handles = _handles(drawn)
    across = legend_columns(handles, size.width - 0.15, handle=1.2, pad=0.4, gap=1.0)
    under_all = 0.06 + 0.13 * legend_rows(handles, across)
    height = ABOVE + block * len(blocks) + under_all
    figure = Figure(figsize=(size.width, height))
    for number, panels in enumerate(blocks, start=1):
        foot = under_all + block * (len(blocks) - number) + BELOW
        free = size.width - left - (right if number == len(blocks) else 0.08) - GAP * (len(panels) - 1)
        scale = free / sum(panel.width for panel in panels)
        x = left
        for panel in panels:
            wide = panel.width * scale
            axes = figure.add_axes(
                (x / size.width, (foot + rest) / height, wide / size.width, tall / height), gid=panel.name
            )
            under = (x / size.width, foot / height, wide / size.width, REST / height)
            below = figure.add_axes(under, gid=f"{panel.name}-rest", sharex=axes) if drawn.rest else None
            DRAWN[panel.name](axes, below, drawn)
            _frame(axes, drawn, below, panel, first=panel == panels[0])
            if panel == panels[0]:
                _names(axes, drawn, names)
            x += wide + GAP
    _heads(figure, drawn)
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.05 / size.width, 0.03 / height), ncols=across,
                  fontsize=SIZE, handlelength=1.2, handletextpad=0.4, columnspacing=1.0, borderaxespad=0,
                  borderpad=0)  # fmt: skip
    return figure


def _handles(drawn: Lines) -> list[Artist]:
    """Make the entries of the legend, of what is drawn alone."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    rows = drawn.rows
    handles: list[Artist] = []
    if any(row.covalent == "yes" for row in rows):
        handles.append(Line2D([], [], linestyle="none", marker="D", markersize=3.5, color=CYS_COLOUR,
                              markeredgecolor="black", markeredgewidth=0.5, label="atom bonded to Cys528"))  # fmt: skip
    if any(row.reacting_x is not None and row.covalent != "yes" for row in rows):
        handles.append(Line2D([], [], linestyle="none", marker="D", markersize=3.5, color="white",
                              markeredgecolor="black", markeredgewidth=0.5, label="atom that could react"))  # fmt: skip
    handles.append(Patch(facecolor="none", edgecolor=INK, linewidth=0.5, label="pocket occupied"))
    handles.append(Patch(facecolor=CYS_COLOUR, alpha=0.25, linewidth=0, label="within reach of SG"))
    if any(isinstance(row, PoseRecord) and row.like_best is not None for row in rows):
        handles.append(Patch(facecolor=DATA, alpha=0.55, linewidth=0, label="like the nearest known inhibitor"))
        handles.append(Line2D([], [], linestyle="none", marker="o", markersize=2.5, color=INK, label="like selinexor"))
    return handles


def _names_of(drawn: Lines) -> list[str]:
    """Names of all lines; poses of one title are numbered in the order of their file."""
    titles = Counter(row.title for row in (*drawn.poses, *drawn.rest))
    names = []
    for row in drawn.rows:
        if isinstance(row, PoseReferenceRecord):
            name = f"{row.compound} {row.modelled_from or row.complex}"
        elif titles[row.title] > 1:
            number = re.search(r"\+(\d+)$", row.entry)
            name = f"{row.title} · {number[1] if number else 1}"
        else:
            name = row.title
        names.append(shortened(name, LABEL, LONGEST))
    return names


def _names(axes: Axes, drawn: Lines, names: Sequence[str]) -> None:
    axes.set_yticks(places(drawn), names, fontsize=LABEL)
    axes.tick_params(axis="y", length=0)
    for tick, row in zip(axes.get_yticklabels(), drawn.rows, strict=True):
        known = isinstance(row, PoseReferenceRecord)
        tick.set_color(MARK_COLOUR if known and row.source_kind != "experiment" else INK)


def _frame(axes: Axes, drawn: Lines, below: Axes | None, panel: Panel, *, first: bool) -> None:
    """Limits, lines between references and poses, heads."""
    axes.set_ylim(places(drawn)[-1] + 0.6, -0.6)
    if not first:
        axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    if drawn.references:
        axes.axhline(len(drawn.references), color=GRID, linewidth=0.6)
    lowest = axes if below is None else below
    lowest.set_xlabel(panel.head, fontsize=LABEL, labelpad=2)
    lowest.tick_params(axis="x", labelsize=LABEL, pad=1.5)
    if below is not None:
        axes.tick_params(axis="x", labelbottom=False)
        below.set_yticks([])
        below.spines["left"].set_visible(False)
    if first and below is not None:
        below.set_ylabel(f"{len(drawn.rest)} more", rotation=0, ha="right", va="center", fontsize=LABEL, color=GREY)


def _heads(figure: Figure, drawn: Lines) -> None:
    width, height = figure.get_size_inches()
    kinds = {row.source_kind for row in drawn.poses} | {row.source_kind for row in drawn.references}
    mark = kinds_mark(kinds)
    if mark:
        figure.text(0.995, 1 - 0.04 / height, mark, ha="right", va="top", color=MARK_COLOUR, fontsize=6, weight="bold",
                    gid="kinds-mark")  # fmt: skip
    total = len(drawn.poses) + len(drawn.rest)
    said = f"{total} pose{'s' if total != 1 else ''} in the groove"
    if drawn.left_out:
        said += f"; {drawn.left_out} not drawn (outside, or without what is required)"
    figure.text(0.05 / width, 1 - 0.04 / height, said, ha="left", va="top", fontsize=6, color=GREY, gid="counted")
    if drawn.references:
        marks = {kind_mark(row.source_kind) for row in drawn.references} - {""}
        known = "known inhibitors" + (f" ({'; '.join(sorted(marks))})" if marks else "")
        figure.text(0.05 / width, 1 - 0.18 / height, known, ha="left", va="top", fontsize=LABEL, color=MARK_COLOUR,
                    gid="references")  # fmt: skip
