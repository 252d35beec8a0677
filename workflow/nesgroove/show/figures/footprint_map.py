"""Footprints on the surface of the groove: what each occupant buries of each residue, and how two differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.footprint_areas import Areas, Footprints
from nesgroove.show.figures.footprints import X_LIMITS, Y_LIMITS, margin_of, pixels, pocket_areas
from nesgroove.show.figures.paging import TALLEST, Page
from nesgroove.show.figures.pairing import pair_of
from nesgroove.show.figures.scales import differences_map, shares_map
from nesgroove.show.figures.style import OCCUPANTS, blank, mark_kinds
from nesgroove.show.figures.surface import PIXEL, Surface, patch_spots, surface_of
from nesgroove.show.labels import free_boxes
from nesgroove.show.look import (
    GREY,
    INK,
    KIND_COLOURS,
    KIND_INKS,
    POCKET_COLOURS,
    pocket_ink,
)
from nesgroove.show.size import FigureSize
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    from nesgroove.model.structure import FloatArray

NAME = "footprint-map"

ORDER = 4.5

CAPTION = (
    "Footprints on the surface of the groove, seen from the solvent, down -z of the groove frame. Each residue of the "
    "four helices has the tone of the solvent-accessible area that the occupant buries of it; light ones are not "
    "buried. The surface is drawn from the C-alpha, the middle and the tip of each side chain, lighter where it is "
    "higher, on the occupant's own groove; of groups, on the first open groove of the run. The heavy line is the "
    "outline of the occupant in projection, coloured lines are the pockets P0 to P4. Residues are named where 10 Å² "
    "or more are buried. The number is all that is buried of the positions 510 to 594, Å². The last panel is the "
    "difference of two occupants, what the first buries less what the second does, on the groove of the first, with "
    "the outline of the second dashed. Where a run has more occupants than a page has room for, panels are means over "
    "the sections, n is how many were measured of how many, and pages with every occupant lie beside it "
    "(footprint-map-1, footprint-map-2 ...)."
)

LABEL: Final = 6.0
"""Size of all words, points."""

NAMED_FROM: Final = 10.0
"""Buried area (A^2) from which a residue is named: a seventh of a leucine's side chain."""

HEAD: Final = 0.3
GAP: Final = 0.08
LEFT: Final = 0.37
EDGE: Final = 0.06
FOOT: Final = 1.0
"""Room above a panel, between panels, left, right and below of them, inches."""

MOST: Final = 80.0
"""Buried area (A^2) at the dark end of the tones, which few residues exceed."""

PANEL: Final = 2.15
WIDEST: Final = 3.4
"""Least and greatest width of a panel, inches."""

LEAST: Final = 3.3
"""Least width of the figure, which its legend needs, inches."""

LIGHT: Final = np.array([-0.35, 0.45, 0.82])
"""Where the light comes from: the upper left, above the page."""


def draw(run: RunTables, size: FigureSize) -> Figure:
    """Draw the footprint of each occupant, or the means of sections where they are more than a page holds."""
    areas = Footprints(run)
    if not run.occupants:
        return blank("No occupant in any groove of this run", size.width)
    plan = _Plan(size)
    pair = pair_of(run)
    change = areas.difference(pair) if pair is not None else None
    room = plan.most - (1 if change is not None else 0)
    panels = [areas.one(key) for key in run.occupants] if len(run.occupants) <= room else areas.groups()
    if not any(panel.measured for panel in panels):
        return blank("No buried area was measured in this run: too few side chains are in the files", size.width)
    shown = [*panels[:room], *([change] if change is not None else [])]
    return _draw(run, _Plan(size, len(shown)), shown)


def pages(run: RunTables, size: FigureSize) -> Iterator[Page]:
    """Draw the pages with every occupant, where they are more than one page holds."""
    areas, plan, keys = Footprints(run), _Plan(size), run.occupants
    if len(keys) <= plan.most - (1 if len(keys) > 1 else 0):
        return
    panels = [areas.one(key) for key in keys]
    for first in range(0, len(panels), plan.most):
        part = panels[first : first + plan.most]
        words = f"occupants {first + 1} to {first + len(part)} of {len(panels)}"
        yield Page(words, _draw(run, plan, part))


class _Plan:
    """How panels lie on a page of a width.

    Parameters
    ----------
    size
        How wide the page is.
    count
        How many panels there are; a full page where it is not said.
    """

    def __init__(self, size: FigureSize, count: int | None = None) -> None:
        full = max(1, int((size.width - LEFT) / PANEL))
        self.columns = full if count is None else min(full, 2 if count == 4 else count)
        self.panel = min(WIDEST, (size.width - LEFT - EDGE - GAP * (self.columns - 1)) / self.columns)
        wide = LEFT + self.panel * self.columns + GAP * (self.columns - 1) + EDGE
        self.width = size.at_most(max(wide, LEAST))
        self.tall = self.panel * (Y_LIMITS[1] - Y_LIMITS[0]) / (X_LIMITS[1] - X_LIMITS[0])
        self.most = self.columns * int((TALLEST - FOOT - 0.14) / (self.tall + HEAD))


def _draw(run: RunTables, plan: _Plan, panels: Sequence[Areas]) -> Figure:
    from matplotlib.figure import Figure

    rows = -(-len(panels) // plan.columns)
    height = 0.14 + rows * (plan.tall + HEAD) + FOOT
    figure = Figure(figsize=(plan.width, height))
    top = MOST
    most = _rounded(max((abs(a) for panel in panels if panel.difference for a in panel.buried.values()), default=0.0))
    bodies = _bodies(run)
    for number, panel in enumerate(panels):
        row, column = divmod(number, plan.columns)
        bottom = height - 0.14 - (row + 1) * (plan.tall + HEAD)
        left = LEFT + column * (plan.panel + GAP)
        bounds = (left / plan.width, bottom / height, plan.panel / plan.width, plan.tall / height)
        axes = figure.add_axes(bounds, gid=f"panel {panel.title}")
        _panel(axes, run, panel, bodies, most if panel.difference else top, plan.panel)
        last = number + plan.columns >= len(panels)
        axes.tick_params(labelsize=LABEL, labelleft=column == 0, labelbottom=last, pad=1.5)
        if last:
            axes.set_xlabel("x along the groove (Å)", fontsize=LABEL, labelpad=1)
        if column == 0:
            axes.set_ylabel("y across (Å)", fontsize=LABEL, labelpad=0)
    _bar(
        figure,
        (LEFT, 1.25),
        "buried area of a residue (Å²)",
        buried_map(),
        {0: "0.5", MOST / 2: f"{MOST / 2:.0f}", MOST: f"{MOST:.0f} or more"},
    )
    if any(panel.difference for panel in panels):
        ends = {-most: f"\u2212{most:.0f}", 0.0: "0", most: f"{most:.0f}"}
        _bar(figure, (LEFT + 1.75, 1.05), "first less second (Å²)", differences_map(), ends)
    _legend(figure, panels)
    mark_kinds(figure, run, OCCUPANTS)
    return figure


def _legend(figure: Figure, panels: Sequence[Areas]) -> None:
    """Explain the lines at the foot."""
    from matplotlib.lines import Line2D

    kinds = dict.fromkeys(key.kind for panel in panels for key in panel.keys)
    handles = [Line2D([], [], color=KIND_COLOURS[kind], linewidth=1.2, label=f"outline, {kind}") for kind in kinds]
    if any(panel.difference for panel in panels):
        handles.append(Line2D([], [], color=GREY, linewidth=1.2, linestyle="dashed", label="of the second"))
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 0.0), ncols=3, fontsize=LABEL,
                  handlelength=1.8, columnspacing=1.2, handletextpad=0.5, borderaxespad=0.3)  # fmt: skip


def _rounded(area: float) -> float:
    """Round an area up to a full 10 A^2: the end of a colour bar."""
    return max(10.0, 10.0 * float(np.ceil(area / 10.0)))


def _bodies(run: RunTables) -> dict[tuple[str, str], list[tuple[float, float, str]]]:
    bodies = defaultdict(list)
    for atom in run.occupant_atoms:
        if atom.x is not None and atom.y is not None:
            bodies[atom.complex, atom.occupant].append((atom.x, atom.y, atom.element))
    return bodies


def _panel(
    axes: Axes,
    run: RunTables,
    panel: Areas,
    bodies: dict[tuple[str, str], list[tuple[float, float, str]]],
    most: float,
    width: float,
) -> None:
    """Draw one panel: surface, pockets, outlines, names."""
    axes.set_xlim(*X_LIMITS)
    axes.set_ylim(*Y_LIMITS)
    axes.set_xticks(range(-15, 21, 5))
    axes.set_yticks(range(-10, 11, 5))
    surface = surface_of(run, panel.complex)
    if surface is not None:
        axes.imshow(_shaded(surface, panel, most), origin="lower", extent=(*X_LIMITS, *Y_LIMITS), aspect="auto",
                    interpolation="none", zorder=0.5, gid=f"surface {panel.title}")  # fmt: skip
    x, y = pixels()
    for number, pocket in enumerate(XPO1.pockets):
        axes.contour(x, y, pocket_areas()[number], levels=[0.0], colors=[POCKET_COLOURS[pocket]], linewidths=0.8,
                     zorder=2)  # fmt: skip
        axes.text(XPO1.pocket_centres[pocket][0], 1.01, pocket, transform=axes.get_xaxis_transform(), ha="center",
                  va="bottom", fontsize=LABEL, weight="bold", color=pocket_ink(pocket))  # fmt: skip
    _outlines(axes, panel, bodies)
    if surface is not None:
        _names(axes, surface, panel, width)
    _titles(axes, panel, width)


def _titles(axes: Axes, panel: Areas, width: float) -> None:
    """Write what the panel shows, above the names of the pockets, and its sum."""
    several = len(panel.keys) > 1 and not panel.difference
    count = f"n = {panel.measured} of {len(panel.keys)}, " if several else ""
    number = f"{panel.total:+.0f}".replace("-", "\u2212") if panel.difference else f"{panel.total:.0f}"
    total = f"{count}{number} Å²"
    if not panel.measured:
        total = "areas not measured"
    room = width - text_width(total, LABEL) - 0.1
    ink = INK if panel.difference else KIND_INKS[panel.keys[0].kind]
    title = shortened(panel.title, LABEL, room, bold=True)
    if panel.difference:
        half = (room - text_width(" less ", LABEL, bold=True)) / 2
        title = " less ".join(shortened(key.label, LABEL, half, bold=True) for key in panel.keys)
    high = 1 + 0.115 / (width * (Y_LIMITS[1] - Y_LIMITS[0]) / (X_LIMITS[1] - X_LIMITS[0]))
    axes.text(0, high, title, transform=axes.transAxes, ha="left", va="bottom", fontsize=LABEL, weight="bold",
              color=ink, gid=f"title {panel.title}")  # fmt: skip
    axes.text(1, high, total, transform=axes.transAxes, ha="right", va="bottom", fontsize=LABEL, color=GREY,
              gid=f"total {panel.title}")  # fmt: skip


def _shaded(surface: Surface, panel: Areas, most: float) -> FloatArray:
    """Colours of the surface, shape (ny, nx, 3): the tone of what is buried, with light and shade."""
    low = np.nan_to_num(surface.height, nan=-12.0)
    slope_y, slope_x = np.gradient(low, PIXEL)
    normal = np.stack([-slope_x, -slope_y, np.ones_like(slope_x)], axis=-1)
    light = LIGHT / np.linalg.norm(LIGHT)
    lit = np.clip((normal / np.linalg.norm(normal, axis=-1, keepdims=True)) @ light, 0.0, 1.0)
    tones = differences_map() if panel.difference else buried_map()
    colours = np.ones((int(surface.owner.max()) + 1, 3))
    for position in np.unique(surface.owner).tolist():
        area = panel.buried.get(position, 0.0)
        if position and area:
            part = 0.5 + area / most / 2 if panel.difference else area / most
            colours[position] = tones(float(np.clip(part, 0.0, 1.0)))[:3]
    deep = np.clip((low + 11.0) / 15.0, 0.0, 1.0)
    shade = (0.80 + 0.20 * deep) * (0.80 + 0.20 * lit)
    shade = np.where(surface.borders, shade * 0.72, shade)
    shade[surface.owner == 0] = 1.0
    return np.asarray(colours[surface.owner] * shade[..., None])


def buried_map() -> LinearSegmentedColormap:
    """Make the colours of buried areas: those of shares, from the first that is seen on the surface."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("buried", shares_map()(np.linspace(0.22, 1.0, 64)))


def _outlines(axes: Axes, panel: Areas, bodies: dict[tuple[str, str], list[tuple[float, float, str]]]) -> None:
    """Draw the outline of an occupant, the union of several, or two, the second dashed."""
    from matplotlib.patheffects import withStroke

    x, y = pixels()
    groups: list[list[OccupantKey]] = [[key] for key in panel.keys] if panel.difference else [panel.keys]
    for number, keys in enumerate(groups):
        margins = [m for key in keys if (m := margin_of(bodies[key.complex, key.occupant])) is not None]
        if margins:
            line = axes.contour(x, y, np.max(margins, axis=0), levels=[0.0], colors=[KIND_COLOURS[keys[0].kind]],
                                linewidths=1.2, linestyles="dashed" if number else "solid", zorder=3)  # fmt: skip
            line.set_path_effects([withStroke(linewidth=2.2, foreground="white")])


def _names(axes: Axes, surface: Surface, panel: Areas, width: float) -> None:
    """Name the residues that are buried, each on its patch as far as there is room."""
    from matplotlib.patheffects import withStroke

    unit = (X_LIMITS[1] - X_LIMITS[0]) / width
    wanted = sorted((p for p, area in panel.buried.items() if abs(area) >= NAMED_FROM and p in surface.letters),
                    key=lambda p: -abs(panel.buried[p]))  # fmt: skip
    texts = [f"{surface.letters[position]}{position}" for position in wanted]
    boxes, costs = [], []
    for position, words in zip(wanted, texts, strict=True):
        spots, far = patch_spots(surface, position)
        half = np.array([text_width(words, LABEL) * unit / 2 + 0.12, LABEL / 72 * unit * 0.5])
        inside = (spots - half >= [X_LIMITS[0], Y_LIMITS[0]]).all(axis=1)
        inside &= (spots + half <= [X_LIMITS[1], Y_LIMITS[1]]).all(axis=1)
        keep = inside if inside.any() else np.ones(len(spots), dtype=bool)
        boxes.append(np.concatenate([spots[keep] - half, spots[keep] + half], axis=1))
        costs.append(0.02 * far[keep])
    for position, words, own, choice in zip(wanted, texts, boxes, free_boxes(boxes, [], costs), strict=True):
        if choice is None or choice.cost > 0.5:
            continue
        left, low, right, high = own[choice.index].tolist()
        name = axes.text((left + right) / 2, (low + high) / 2, words, ha="center", va="center", fontsize=LABEL,
                         color=INK, zorder=6, weight="bold" if position == XPO1.cysteine else "normal",
                         gid=f"residue {position}")  # fmt: skip
        name.set_path_effects([withStroke(linewidth=1.4, foreground="white")])


def _bar(
    figure: Figure, across: tuple[float, float], words: str, tones: LinearSegmentedColormap, ticks: dict[float, str]
) -> None:
    """Draw a colour bar at the foot; from where and how wide, inches, and what is written at its values."""
    left, wide = across
    width, height = map(float, figure.get_size_inches())
    ends = (min(ticks), max(ticks))
    axes = figure.add_axes((left / width, 0.52 / height, wide / width, 0.07 / height), gid=words)
    axes.imshow(np.linspace(0, 1, 128)[None], cmap=tones, aspect="auto", extent=(*ends, 0, 1), vmin=0, vmax=1)
    axes.set_yticks([])
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.set_xlim(*ends)
    axes.tick_params(labelsize=LABEL, pad=1.5)
    axes.set_xlabel(words, fontsize=LABEL, labelpad=1)
    for spine in axes.spines.values():
        spine.set_visible(True)
