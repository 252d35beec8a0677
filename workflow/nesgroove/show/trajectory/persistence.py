"""How often each contact is there and how long it lasts, with errors, grouped by position and type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nesgroove.model.target import XPO1
from nesgroove.series.trajectory.statistics.records import PersistenceRecord
from nesgroove.show.figures.legends import SIZE, legend_columns, legend_rows
from nesgroove.show.figures.style import blank, mark_kinds
from nesgroove.show.look import (
    ABSENT_EDGE,
    CONTACT_COLOURS,
    GREY,
    GRID,
    INK,
    POCKET_COLOURS,
    TOUCH_ALONE,
    contact_colour,
    contact_line,
    contact_marker,
    contact_name,
    contact_order,
    pocket_ink,
)  # fmt: skip
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened
from nesgroove.show.trajectory.watched import Watched

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "persistence"

TITLE = "Persistence of contacts"

ORDER = 3

CAPTION = (
    "Persistence of what an occupant does in the groove. Left: part of the frames in which a pocket is occupied "
    "(overlap with the reference anchor 0.2 or more) or a contact is there, by position and coloured by type, "
    "with its standard error; where the error cannot be known the bar is hatched. With several replicas bars are "
    "means of replicas, errors come from their spread, and rings are the replicas. Right: how long it lasts "
    "(mean, logarithmic), with its standard error; an open triangle is a lower limit, where no end was seen. "
    "Contacts that are there in less than 5 % of the frames are left out. Where no typed contacts were measured, "
    "touches within 4.0 Å are shown."
)

LEAST: Final = 0.05
"""Frequency of what is drawn."""

ROWS: Final = 54
"""Bars on a page."""

ROW: Final = 0.135
"""Height of a bar, inches."""

LEFT, MIDDLE, RIGHT, TOP, BOTTOM = 1.1, 0.25, 0.12, 0.35, 0.86

UNSURE: Final = "////"


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes
    ----------
    group : str
        What stands beside the bars of one position or pocket.
    colour : str
    type : str
        Of a contact; empty for pockets and touches.
    row : PersistenceRecord
        What is drawn: of the replica where there is one, else over all of them.
    replicas : tuple of PersistenceRecord
        Those of the replicas, where there are several.
    """

    group: str
    colour: str
    type: str
    row: PersistenceRecord
    replicas: tuple[PersistenceRecord, ...]


def pages(watched: Watched, size: FigureSize) -> Iterator[Figure]:
    """Draw what each occupant does, so many bars on a page."""
    occupants = sorted({row.occupant for row in watched.persistence})
    drawn = False
    for occupant in occupants:
        own = bars(watched.persistence, occupant)
        for start in range(0, len(own), ROWS):
            drawn = True
            yield _page(watched, occupant, own[start : start + ROWS], size)
    if not drawn:
        yield blank("No contact and no occupied pocket in any frame of this trajectory", size.width)


def bars(rows: Sequence[PersistenceRecord], occupant: str) -> list[Bar]:
    """Choose what is drawn of an occupant: its pockets, then its contacts by position and type."""
    mine = [row for row in rows if row.occupant == occupant]
    layer = "contact" if any(row.layer == "contact" for row in mine) else "touch"
    several = any(row.replica is None for row in mine)
    shown = []
    for row in mine:
        if row.layer not in ("pocket", layer) or (row.replica is None) != several or (row.frequency or 0.0) < LEAST:
            continue
        key = _what(row)
        replicas = tuple(r for r in mine if r.replica is not None and _what(r) == key) if several else ()
        if row.layer == "pocket":
            shown.append(Bar(row.pocket, POCKET_COLOURS[row.pocket], "", row, replicas))
        else:
            colour = contact_colour(row.type) if row.type else contact_line(TOUCH_ALONE)
            shown.append(Bar(row.residue, colour, row.type, row, replicas))
    return sorted(shown, key=_order)


def _what(row: PersistenceRecord) -> tuple[object, ...]:
    return (row.layer, row.pocket, row.position, row.residue, row.type)


def _order(bar: Bar) -> tuple[object, ...]:
    row = bar.row
    if row.layer == "pocket":
        return (0, XPO1.pockets.index(row.pocket), "", (0, ""))
    return (1, row.position or 10**6, row.residue, contact_order(row.type))


def _page(watched: Watched, occupant: str, shown: Sequence[Bar], size: FigureSize) -> Figure:
    from matplotlib.figure import Figure

    height = TOP + BOTTOM + ROW * len(shown)
    figure = Figure(figsize=(size.width, height))
    room = size.width - LEFT - MIDDLE - RIGHT
    tall = (ROW * len(shown)) / height
    second = LEFT + 0.6 * room + MIDDLE
    often = figure.add_axes((LEFT / size.width, BOTTOM / height, 0.6 * room / size.width, tall), gid="frequency")
    lasting = figure.add_axes((second / size.width, BOTTOM / height, 0.4 * room / size.width, tall), gid="lifetime")
    for place, bar in enumerate(shown):
        _frequency(often, place, bar)
        _lifetime(lasting, place, bar)
    _groups(often, shown)
    for axes in (often, lasting):
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.tick_params(axis="y", length=0, pad=13)
    often.set_xlim(0, 1.02)
    often.set_xlabel("part of the frames")
    lasting.tick_params(labelleft=False)
    if any(bar.row.lifetime is not None or bar.row.longest is not None for bar in shown):
        _plain_log(lasting)
        lasting.set_xlabel("lifetime (ps)")
    else:
        lasting.set_xticks([])
        lasting.set_xlabel("no times, and so no lifetimes")
    # Below the mark of what was not observed, so that it may be as long as the page is wide.
    title = shortened(watched.label(occupant), 7, size.width - LEFT - RIGHT, bold=True)
    figure.text(LEFT / size.width, 1 - 0.17 / height, title, va="top", fontsize=7, weight="bold")
    _keys(figure, shown, height)
    mark_kinds(figure, watched.run)
    return figure


def _frequency(axes: Any, place: int, bar: Bar) -> None:  # noqa: ANN401
    row = bar.row
    frequency = row.frequency or 0.0
    unsure = row.error is None
    axes.barh(place, frequency, height=0.72, color=bar.colour, alpha=0.45 if unsure else 0.9, linewidth=0,
              gid=f"bar {bar.group} {bar.type}")  # fmt: skip
    if bar.type:
        axes.plot([-0.035], [place], marker=contact_marker(bar.type), markersize=3.6, markeredgewidth=0,
                  color=bar.colour, clip_on=False, transform=axes.get_yaxis_transform(), zorder=5)  # fmt: skip
    if unsure:
        axes.barh(place, frequency, height=0.72, facecolor="none", edgecolor="white", hatch=UNSURE, linewidth=0)
    elif row.error:
        # A light edge below: bars of covalent bonds are as dark as the error.
        axes.errorbar(frequency, place, xerr=row.error, color="white", linewidth=1.9, capsize=2.1, capthick=1.9)
        axes.errorbar(frequency, place, xerr=row.error, color=INK, linewidth=0.7, capsize=1.5, capthick=0.7)
    for replica in bar.replicas:
        if replica.frequency is not None:
            axes.plot(replica.frequency, place, marker="o", markersize=2.4, markerfacecolor="white",
                      markeredgecolor=INK, markeredgewidth=0.5, zorder=4)  # fmt: skip


def _lifetime(axes: Any, place: int, bar: Bar) -> None:  # noqa: ANN401
    row = bar.row
    if row.lifetime is not None:
        axes.plot(row.lifetime, place, marker=contact_marker(bar.type) if bar.type else "o", markersize=3.4,
                  color=bar.colour, markeredgecolor=INK,
                  markeredgewidth=0.4, zorder=3)  # fmt: skip
        if row.lifetime_error:
            # A lifetime is uncertain by a factor.
            factor = 1 + row.lifetime_error / row.lifetime
            axes.plot([row.lifetime / factor, row.lifetime * factor], [place, place], color=INK, linewidth=0.7)
    elif row.longest:
        axes.plot(row.longest, place, marker=">", markersize=3.5, markerfacecolor="white", markeredgecolor=INK,
                  markeredgewidth=0.5, zorder=3)  # fmt: skip


def _plain_log(axes: Any) -> None:  # noqa: ANN401
    """Make an axis logarithmic, with numbers as they are: texts are never read as formulas."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _groups(axes: Any, shown: Sequence[Bar]) -> None:  # noqa: ANN401
    """Name each position once, beside its bars, and part it from the next."""
    starts = [n for n, bar in enumerate(shown) if n == 0 or shown[n - 1].group != bar.group]
    ticks, names = [], []
    for start, end in zip(starts, [*starts[1:], len(shown)], strict=True):
        ticks.append((start + end - 1) / 2)
        bar = shown[start]
        names.append(bar.group if bar.row.layer == "pocket" or bar.row.position else f"{bar.group} (no position)")
        if start:
            axes.axhline(start - 0.5, color=GRID, linewidth=0.5, zorder=0)
    axes.set_yticks(ticks, [shortened(name, 6.5, LEFT - 0.33) for name in names])
    for tick, place in zip(axes.get_yticklabels(), starts, strict=True):
        if shown[place].row.layer == "pocket":
            tick.set_color(pocket_ink(shown[place].group))
            tick.set_weight("bold")


def _keys(figure: Figure, shown: Sequence[Bar], height: float) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    types = [kind for kind in CONTACT_COLOURS if any(bar.type == kind for bar in shown)]
    handles: list[Any] = [
        Line2D([], [], linestyle="none", marker=contact_marker(kind), color=contact_colour(kind), markersize=5,
               markeredgewidth=0, label=contact_name(kind))
        for kind in types
    ]  # fmt: skip
    more: list[Any] = []
    if any(bar.row.error is None for bar in shown):
        more.append(Patch(facecolor=ABSENT_EDGE, edgecolor="white", hatch=UNSURE, label="error not known"))
    if any(bar.replicas for bar in shown):
        more.append(Line2D([], [], linestyle="none", marker="o", markersize=3, markerfacecolor="white",
                           markeredgecolor=INK, label="a replica"))  # fmt: skip
    if any(bar.row.lifetime is None and bar.row.longest for bar in shown):
        more.append(Line2D([], [], linestyle="none", marker=">", markersize=3.5, markerfacecolor="white",
                           markeredgecolor=INK, label="lasts longer than is seen"))  # fmt: skip
    low = 0.02
    for entries in (more, handles):
        if entries:
            across = legend_columns(entries, float(figure.get_size_inches()[0]) - 0.15, handle=1.0, pad=0.4, gap=1.0)
            figure.legend(handles=entries, loc="lower left", bbox_to_anchor=(0.02, low / height), ncols=across,
                          fontsize=SIZE, handlelength=1.0, handletextpad=0.4, columnspacing=1.0, borderaxespad=0.1,
                          labelcolor=GREY)  # fmt: skip
            low += 0.02 + 0.13 * legend_rows(entries, across)
