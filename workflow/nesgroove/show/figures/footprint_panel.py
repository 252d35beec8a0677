"""One panel of the footprint map: the surface with what is buried of it, pockets, outlines and names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures.footprint_areas import Areas
from nesgroove.show.figures.footprints import X_LIMITS, Y_LIMITS, margin_of, pixels, pocket_areas
from nesgroove.show.figures.scales import differences_map, shares_map
from nesgroove.show.figures.sections import brief
from nesgroove.show.figures.surface import PIXEL, Surface, patch_spots, surface_of
from nesgroove.show.labels import free_boxes
from nesgroove.show.look import GREY, INK, KIND_COLOURS, KIND_INKS, POCKET_COLOURS, pocket_ink
from nesgroove.show.marks import marked_label
from nesgroove.show.text import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    from nesgroove.model.structure import FloatArray

LABEL: Final = 6.0
"""Size of all words, points."""

NAMED_FROM: Final = 10.0
NAMED_SMALL: Final = 25.0
"""Buried area (A^2) from which a residue is named: a seventh of a leucine's side chain; in small panels more."""

HEAD: Final = 0.3
HEAD_TWO: Final = 0.4
GAP: Final = 0.08
LEFT: Final = 0.37
EDGE: Final = 0.06
FOOT: Final = 1.0
"""Room above a panel, above one with its sum in its own line, between panels, left, right and below them, inches."""

LIGHT: Final = np.array([-0.35, 0.45, 0.82])
"""Where the light comes from: the upper left, above the page."""


ROOMY: Final = 2.0
"""Width of a panel from which its title and its sum stand in one line, inches."""


def head(width: float) -> float:
    """Room above a panel of a width, inches."""
    return HEAD if width >= ROOMY else HEAD_TWO


def rounded(area: float) -> float:
    """Round an area up to a full 10 A^2: the end of a colour bar."""
    return max(10.0, 10.0 * float(np.ceil(area / 10.0)))


def bodies_of(run: RunTables) -> dict[tuple[str, str], list[tuple[float, float, str]]]:
    """x, y and element of the atoms of each occupant, by its complex and its name."""
    bodies = defaultdict(list)
    for atom in run.occupant_atoms:
        if atom.x is not None and atom.y is not None:
            bodies[atom.complex, atom.occupant].append((atom.x, atom.y, atom.element))
    return bodies


def draw_footprint(
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
    axes.set_xticks(range(-15, 21, 5) if width >= ROOMY else range(-10, 21, 10))
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
    _titles(axes, run, panel, width)


def _titles(axes: Axes, run: RunTables, panel: Areas, width: float) -> None:
    """Write what the panel shows, with the sign of its kind, above the names of the pockets, and its sum."""
    several = len(panel.keys) > 1 and not panel.difference
    count = f"n = {panel.measured} of {len(panel.keys)}, " if several else ""
    number = f"{panel.total:+.0f}".replace("-", "\u2212") if panel.difference else f"{panel.total:.0f}"
    total = f"{count}{number} Å²"
    if not panel.measured:
        total = "areas not measured"
    roomy = width >= ROOMY
    room = width - (text_width(total, LABEL) + 0.1 if roomy else 0.0)
    ink = INK if panel.difference else KIND_INKS[panel.keys[0].kind]
    one = panel.title == panel.keys[0].label
    whole = marked_label(run, panel.keys[0]) if one else panel.title
    if not roomy or text_width(whole, LABEL, bold=True) > room:
        whole = brief(whole)
    title = shortened(whole, LABEL, room, bold=True)
    if panel.difference:
        half = (room - text_width(" less ", LABEL, bold=True)) / 2
        fits = text_width(panel.title, LABEL, bold=True) <= room
        names = [key.label if fits else key.name.split(", chain")[0] or key.label for key in panel.keys]
        fits = fits or text_width(" less ".join(names), LABEL, bold=True) <= room
        short = [name if fits else shortened(name, LABEL, half, bold=True) for name in names]
        title = " less ".join(short if short[0] != short[1] else ("first", "second"))  # alike where they are cut
    high = 1 + 0.115 / (width * (Y_LIMITS[1] - Y_LIMITS[0]) / (X_LIMITS[1] - X_LIMITS[0]))
    line = (HEAD_TWO - HEAD) * (high - 1) / 0.115 if not roomy else 0.0
    axes.text(0, high + line, title, transform=axes.transAxes, ha="left", va="bottom", fontsize=LABEL, weight="bold",
              color=ink, gid=f"title {panel.title}")  # fmt: skip
    axes.text(1 if roomy else 0, high, total, transform=axes.transAxes, ha="right" if roomy else "left",
              va="bottom", fontsize=LABEL, color=GREY, gid=f"total {panel.title}")  # fmt: skip


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
    least = NAMED_FROM if width >= ROOMY else NAMED_SMALL
    wanted = sorted((p for p, area in panel.buried.items() if abs(area) >= least and p in surface.letters),
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


def colour_bar(
    figure: Figure,
    across: tuple[float, float],
    words: str,
    tones: LinearSegmentedColormap,
    ticks: dict[float, str],
    bottom: float = 0.52,
) -> None:
    """Draw a colour bar: from where and how wide, what is written at its values, how high it lies; in inches."""
    left, wide = across
    width, height = map(float, figure.get_size_inches())
    ends = (min(ticks), max(ticks))
    axes = figure.add_axes((left / width, bottom / height, wide / width, 0.07 / height), gid=words)
    axes.imshow(np.linspace(0, 1, 128)[None], cmap=tones, aspect="auto", extent=(*ends, 0, 1), vmin=0, vmax=1)
    axes.set_yticks([])
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.set_xlim(*ends)
    axes.tick_params(labelsize=LABEL, pad=1.5)
    axes.set_xlabel(words, fontsize=LABEL, labelpad=1)
    for spine in axes.spines.values():
        spine.set_visible(True)


def single_height(width: float) -> float:
    """Height of one difference with its names, its axis and its colour bar, in a width, inches."""
    panel = width - LEFT - EDGE
    return panel * (Y_LIMITS[1] - Y_LIMITS[0]) / (X_LIMITS[1] - X_LIMITS[0]) + HEAD + FOOT - 0.2


def draw_single(figure: Figure, run: RunTables, panel: Areas, corner: tuple[float, float], width: float) -> None:
    """Draw one difference on a figure of others, from its lower left corner, in a width, inches."""
    total_wide, total_tall = map(float, figure.get_size_inches())
    wide = width - LEFT - EDGE
    tall = wide * (Y_LIMITS[1] - Y_LIMITS[0]) / (X_LIMITS[1] - X_LIMITS[0])
    left, bottom = corner[0] + LEFT, corner[1] + FOOT - 0.2
    most = rounded(max((abs(area) for area in panel.buried.values()), default=0.0))
    bounds = (left / total_wide, bottom / total_tall, wide / total_wide, tall / total_tall)
    axes = figure.add_axes(bounds, gid=f"panel {panel.title}")
    draw_footprint(axes, run, panel, bodies_of(run), most, wide)
    axes.tick_params(labelsize=LABEL, pad=1.5)
    axes.set_xlabel("x along the groove (Å)", fontsize=LABEL, labelpad=1)
    axes.set_ylabel("y across (Å)", fontsize=LABEL, labelpad=0)
    ends = {-most: f"\u2212{most:.0f}", 0.0: "0", most: f"{most:.0f}"}
    colour_bar(figure, (left, 1.05), "first less second (Å²)", differences_map(), ends, corner[1] + 0.32)
