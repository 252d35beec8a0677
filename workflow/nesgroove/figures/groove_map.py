"""The groove seen from the solvent: pockets, helices, lining residues, and what each class of occupants takes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.ensemble.data import OccupantKey, RunTables
from nesgroove.figures.competition import reference_cargo
from nesgroove.figures.heatmap import sections
from nesgroove.figures.style import CYS_COLOUR, KIND_COLOURS, PAGE, POCKET_COLOURS, blank, mark_phantoms
from nesgroove.figures.text import shortened, text_width
from nesgroove.identify.complexes import POCKET_REACH
from nesgroove.reference.groove import (
    CYS_POSITION,
    GROOVE_SPAN,
    HELICES,
    LINING,
    POCKET_CENTRES,
    POCKETS,
    pocket_centres,
)
from nesgroove.reference.radii import radii
from nesgroove.structure import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import ListedColormap
    from matplotlib.figure import Figure

NAME = "map"

CAPTION = (
    "The groove seen from the solvent, down -z of the groove frame. Coloured outlines: the pockets P0 to P4 (places "
    "within 5 Å of a pocket's centre and nearer to it than to any other; where pockets lie above each other, the one "
    "with the longer way through). Bars: axes of helices H11A and H12A, which make the walls, and of H11B, the floor; "
    "dots: C-alpha atoms of the 19 lining positions; diamond: position 528, Cys in human XPO1; all of the complex "
    "named in the first panel. "
    "Further panels: what a class of occupants takes. Shading is the part of its occupants whose van der Waals "
    "surface covers a place in projection, the solid line their union, the dashed line the reference cargo. "
    "Blue dots are positions in contact, larger and darker the more of the occupants touch them, out of those in "
    "whose file the position is seen; named where at least half do. Titles tell how many occupants were observed of "
    "how many there are."
)

X_LIMITS: Final = (-18.5, 23.5)
Y_LIMITS: Final = (-12.8, 12.0)
"""What is shown, A: helices, pockets, and whatever of an occupant lies within 7 A of a pocket's centre."""

STEP: Final = 0.2
"""Edge of a pixel of the footprints, A."""

FAR: Final = 1.0
"""How far outside of an occupant distances to it are followed, A."""

HOLE: Final = 2.0
"""Least area of a gap inside an outline that is drawn, A^2."""

LABEL_SHIFTS: Final = {"P0": 1.5}
"""Along x, A, by which a pocket's name stands beside its centre: position 554 is in the middle of P0."""

SHOWN_HELICES: Final = {"H11A": ("#B9B9B9", 1.0), "H12A": ("#B9B9B9", 1.0), "H11B": ("#E4E4E4", 0.7)}
"""Helices drawn: colour, and width relative to the others."""

SMALL: Final = 4.5
"""Size of labels in small panels, points."""


Bodies = dict[tuple[str, str], list[tuple[float, float, str]]]
"""Complex and occupant -> x, y and element of its atoms."""


@dataclass(frozen=True)
class Taken:
    """What a class of occupants takes: one panel.

    Attributes
    ----------
    title : str
    kind : str
    keys : list of OccupantKey
        Its occupants.
    observed : int
        Those with atoms in the groove.
    covered : ndarray, shape (ny, nx)
        Part of the observed whose projection covers a pixel.
    margin : ndarray, shape (ny, nx)
        Distance to the border of the union, A, positive inside: its zero line is the outline. Gaps of less than
        :data:`HOLE` inside of it are closed.
    contacts : dict of int to float
        Position -> part of the occupants that touch it, of those where it is observable; without zeros.
    """

    title: str
    kind: str
    keys: list[OccupantKey]
    observed: int
    covered: FloatArray
    margin: FloatArray
    contacts: dict[int, float]


@dataclass(frozen=True)
class Groove:
    """The groove that is drawn.

    Attributes
    ----------
    complex : str
        Whose it is: the first open one, else the first.
    state : str
    ca : dict of int to (float, float)
        Position -> x and y of its C-alpha, A.
    site : str
        One-letter code of what sits at 528: wild-type yeast has no cysteine there.
    """

    complex: str
    state: str
    ca: dict[int, tuple[float, float]]
    site: str


def pixels() -> tuple[FloatArray, FloatArray]:
    """Centres of the pixels, A: x of the columns, y of the rows."""
    return (
        np.arange(X_LIMITS[0] + STEP / 2, X_LIMITS[1], STEP),
        np.arange(Y_LIMITS[0] + STEP / 2, Y_LIMITS[1], STEP),
    )


@cache
def pocket_areas() -> FloatArray:
    """Compare the ways through the pockets along z; shape (5, ny, nx), A^2.

    A pixel belongs to the pocket whose value is positive there: the square of the way through it, less that of the
    longest way through another. Squares run straight through zero at the rim of a ball, so that outlines are smooth.
    """
    x, y = pixels()
    centres = pocket_centres()
    flat = np.array([(x[None, :] - cx) ** 2 + (y[:, None] - cy) ** 2 for cx, cy, _ in centres.tolist()])
    heights = centres[:, 2].tolist()
    ways = np.array([_way(number, flat, heights) for number in range(len(POCKETS))])
    others = [np.delete(ways, number, axis=0).max(axis=0) for number in range(len(POCKETS))]
    return np.array([way - np.maximum(other, 0.0) for way, other in zip(ways, others, strict=True)])


def _way(number: int, flat: FloatArray, heights: list[float]) -> FloatArray:
    """Square the way along z through one pocket, A^2: within its ball, on its side of the plane to each other.

    Negative outside.
    """
    half = np.sqrt(np.maximum(POCKET_REACH**2 - flat[number], 0.0))
    low, high = heights[number] - half, heights[number] + half
    for other, height in enumerate(heights):
        # Nearer to this centre than to the other: 2 z (height - own) < limit.
        limit = flat[other] - flat[number] + height**2 - heights[number] ** 2
        slope = 2 * (height - heights[number])
        if slope > 0:
            high = np.minimum(high, limit / slope)
        elif slope < 0:
            low = np.maximum(low, limit / slope)
        elif other != number:
            high = np.where(limit > 0, high, low)
    way = high - low
    inside: FloatArray = np.where(half > 0, np.sign(way) * way**2, 4 * (POCKET_REACH**2 - flat[number]))
    return inside


def groove(run: RunTables) -> Groove | None:
    """Choose the groove that is drawn; None where no complex has C-alpha atoms there."""
    traces: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    for row in run.groove_ca:
        if row.x is not None and row.y is not None:
            traces[row.complex][row.position] = (row.x, row.y)
    known = [row for row in run.complexes if row.complex in traces]
    chosen = next((row for row in known if row.state == "open"), known[0] if known else None)
    if chosen is None:
        return None
    site = [r.residue[:1] for r in run.groove_ca if (r.complex, r.position) == (chosen.complex, CYS_POSITION)]
    return Groove(chosen.complex, chosen.state, traces[chosen.complex], site[0] if site else "")


def panels(run: RunTables) -> list[Taken]:
    """Collect what each class takes: the reference cargo, all cargoes, then each class of inhibitors."""
    found = []
    bodies: Bodies = defaultdict(list)
    for atom in run.occupant_atoms:
        if atom.x is not None and atom.y is not None:
            bodies[atom.complex, atom.occupant].append((atom.x, atom.y, atom.element))
    reference = reference_cargo(run)
    cargoes = [key for _, keys in sections(run, "cargo") for key in keys]
    if reference is not None:
        found.append(_taken(run, bodies, f"reference {reference.label}", [reference]))
        if len(cargoes) > 1:
            found.append(_taken(run, bodies, "all cargoes", cargoes))
    found += [_taken(run, bodies, title, keys) for title, keys in sections(run, "inhibitor")]
    return found


def _taken(run: RunTables, bodies: Bodies, title: str, keys: list[OccupantKey]) -> Taken:
    margins = [margin for margin in (_margin(bodies[key.complex, key.occupant]) for key in keys) if margin is not None]
    x, y = pixels()
    covered, union = np.zeros((len(y), len(x))), np.full((len(y), len(x)), -FAR)
    if margins:
        covered = np.mean([margin > 0 for margin in margins], axis=0)
        union = _without_holes(np.max(margins, axis=0))
    return Taken(title, keys[0].kind, keys, len(margins), covered, union, _contacts(run, keys))


def _margin(atoms: list[tuple[float, float, str]]) -> FloatArray | None:
    """Measure how far inside the projection of an occupant each pixel lies; None where it has no atoms."""
    if not atoms:
        return None
    x, y = pixels()
    size = radii(np.array([element for _, _, element in atoms], dtype=np.str_))
    best = np.full((len(y), len(x)), -FAR)
    for (ax, ay, _), radius in zip(atoms, size.tolist(), strict=True):
        # Beyond its neighbourhood an atom does not matter.
        columns = np.flatnonzero(np.abs(x - ax) < radius + FAR)
        rows = np.flatnonzero(np.abs(y - ay) < radius + FAR)
        if len(columns) and len(rows):
            part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            distance = np.hypot(x[None, part[1]] - ax, y[part[0], None] - ay)
            best[part] = np.maximum(best[part], radius - distance)
    return best


def _without_holes(margin: FloatArray) -> FloatArray:
    from scipy.ndimage import label

    gaps, count = label(margin <= 0)
    sizes = np.bincount(gaps.ravel(), minlength=count + 1) * STEP**2
    closed = (gaps > 0) & (sizes[gaps] < HOLE)
    return np.where(closed, STEP, margin)


def _contacts(run: RunTables, keys: list[OccupantKey]) -> dict[int, float]:
    seen: dict[str, set[int]] = defaultdict(set)
    for atom in run.groove_ca:
        seen[atom.complex].add(atom.position)
    touched: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in run.contacts:
        if row.position is not None and row.kind != "ran" and row.type != "clash" and not row.symmetry:
            touched[row.complex, row.occupant].add(row.position)
    touches: Counter[int] = Counter()
    observable: Counter[int] = Counter()
    for key in keys:
        touches.update(touched[key.complex, key.occupant] & seen[key.complex])
        observable.update(seen[key.complex])
    return {
        position: touches[position] / observable[position]
        for position in sorted(touches)
        if GROOVE_SPAN[0] <= position <= GROOVE_SPAN[1]
    }


def draw(run: RunTables) -> Figure:
    """Draw the map of the groove."""
    from matplotlib.figure import Figure

    base = groove(run)
    if base is None:
        return blank("No groove in this run", PAGE)
    found = panels(run)
    per_row = 3
    rows = -(-len(found) // per_row)
    ratio = (Y_LIMITS[1] - Y_LIMITS[0]) / (X_LIMITS[1] - X_LIMITS[0])
    big, left, gap = 4.7, 0.42, 0.12
    small = (PAGE - left - 0.06 - gap * (per_row - 1)) / per_row
    head, foot = 0.26, 0.32
    key_height = big * ratio
    height = head + key_height + foot + rows * (head + small * ratio) + (foot if rows else 0.0)
    figure = Figure(figsize=(PAGE, height))
    axes = figure.add_axes((left / PAGE, 1 - (head + key_height) / height, big / PAGE, key_height / height), gid="key")
    _draw_groove(axes, base, big, dots=True)
    lining: dict[int, bool] = {position: position == CYS_POSITION for position in LINING if position in base.ca}
    _label_positions(axes, base, lining, list(lining), 6.0, big, helices=True)
    state = f", {base.state}" if base.state else ""
    axes.set_title(f"The groove from the solvent: {base.complex}{state}", fontsize=8, loc="left", weight="bold", pad=4)
    axes.set_xlabel("x along the groove (Å)", labelpad=1)
    axes.set_ylabel("y across (Å)", labelpad=0)
    _draw_legend(figure, (left + big + 0.14) / PAGE, 1 - head / height, height, [one.kind for one in found])
    reference = next((one for one in found if one.kind == "cargo"), None)
    for number, one in enumerate(found):
        row, column = divmod(number, per_row)
        bottom = head + key_height + foot + row * (head + small * ratio) + head + small * ratio
        axes = figure.add_axes(
            ((left + column * (small + gap)) / PAGE, 1 - bottom / height, small / PAGE, small * ratio / height),
            gid=f"panel {one.title}",
        )
        _draw_panel(axes, base, one, reference, small)
        last = number + per_row >= len(found)
        axes.tick_params(labelsize=5.5, labelleft=column == 0, labelbottom=last)
        if last:
            axes.set_xlabel("x (Å)", fontsize=6, labelpad=1)
        if column == 0:
            axes.set_ylabel("y (Å)", fontsize=6, labelpad=0)
    mark_phantoms(figure, run)
    return figure


def _draw_groove(axes: Axes, base: Groove, width: float, *, dots: bool) -> None:
    """Draw helices, pockets, lining positions and Cys528 on a panel of a width in inches."""
    from matplotlib.patheffects import withStroke

    scale = width / (X_LIMITS[1] - X_LIMITS[0]) * 72
    x, y = pixels()
    for name, (colour, part) in SHOWN_HELICES.items():
        trace = _axis(base, *HELICES[name])
        if len(trace):
            axes.plot(trace[:, 0], trace[:, 1], color=colour, linewidth=2.6 * part * scale, solid_capstyle="round",
                      zorder=0.3 if part == 1.0 else 0.2, gid=f"helix {name}")  # fmt: skip
    for number, pocket in enumerate(POCKETS):
        area = pocket_areas()[number]
        colour = POCKET_COLOURS[pocket]
        if dots:
            axes.contourf(x, y, area, levels=[0.0, np.inf], colors=[colour], alpha=0.16, zorder=1)
        axes.contour(x, y, area, levels=[0.0], colors=[colour], linewidths=1.3 if dots else 0.9, zorder=3)
        cx, cy = _name_place(pocket)
        words = axes.text(cx, cy, pocket, ha="center", va="center", fontsize=10 if dots else 6, weight="bold",
                          color=colour, zorder=7, gid=f"pocket {pocket}")  # fmt: skip
        words.set_path_effects([withStroke(linewidth=1.2, foreground="white")])
    if dots:
        lining = [position for position in LINING if position in base.ca and position != CYS_POSITION]
        axes.scatter([base.ca[p][0] for p in lining], [base.ca[p][1] for p in lining], s=11, color="#333333",
                     edgecolors="white", linewidths=0.4, zorder=5, gid="lining")  # fmt: skip
    if CYS_POSITION in base.ca:
        cx, cy = base.ca[CYS_POSITION]
        axes.scatter([cx], [cy], marker="D", s=26, color=CYS_COLOUR,
                     edgecolors="black", linewidths=0.6, zorder=4.5, gid="Cys528")  # fmt: skip
    axes.set_xlim(*X_LIMITS)
    axes.set_ylim(*Y_LIMITS)
    axes.set_xticks(range(-15, 21, 5))
    axes.set_yticks(range(-10, 11, 5))


def _name_place(pocket: str) -> tuple[float, float]:
    x, y, _ = POCKET_CENTRES[pocket]
    return x + LABEL_SHIFTS.get(pocket, 0.0), y


def _axis(base: Groove, first: int, last: int) -> FloatArray:
    """Smooth the C-alpha trace of a helix: over a turn, then over neighbours."""
    trace = [base.ca[position] for position in range(first, last + 1) if position in base.ca]
    turns = np.array([np.mean(trace[n : n + 4], axis=0) for n in range(len(trace) - 3)]).reshape(-1, 2)
    for _ in range(3):
        turns[1:-1] = (turns[:-2] + 2 * turns[1:-1] + turns[2:]) / 4
    return turns


def _draw_panel(axes: Axes, base: Groove, one: Taken, reference: Taken | None, width: float) -> None:
    x, y = pixels()
    _draw_groove(axes, base, width, dots=False)
    shown = np.ma.masked_equal(one.covered, 0.0)
    axes.imshow(shown, origin="lower", extent=(*X_LIMITS, *Y_LIMITS), cmap=_shades(), vmin=0, vmax=1,
                interpolation="none", aspect="auto", zorder=0.8, gid=f"covered {one.title}")  # fmt: skip
    if one.observed:
        axes.contour(x, y, one.margin, levels=[0.0], colors=[KIND_COLOURS[one.kind]], linewidths=1.0, zorder=2)
    if reference is not None and one is not reference and reference.observed:
        axes.contour(x, y, reference.margin, levels=[0.0], colors=["black"], linewidths=0.6,
                     linestyles="dashed", zorder=2.2)  # fmt: skip
    drawn = {position: part for position, part in one.contacts.items() if position in base.ca}
    parts = np.array(list(drawn.values()))
    if drawn:
        axes.scatter([base.ca[p][0] for p in drawn], [base.ca[p][1] for p in drawn],
                     s=[_area(part) for part in parts.tolist()], c=parts, cmap=_blues(), vmin=0, vmax=1,
                     edgecolors="white", linewidths=0.3, zorder=5, gid=f"contacts {one.title}")  # fmt: skip
    named = {p: p == CYS_POSITION for p in drawn if drawn[p] >= 0.5 and (p in LINING or drawn[p] == 1.0)}
    if CYS_POSITION in base.ca:
        named[CYS_POSITION] = True
    _label_positions(axes, base, named, [*drawn, *named], SMALL, width, helices=False)
    count = f"{one.observed} of {len(one.keys)}"
    axes.text(X_LIMITS[0] + 0.3, Y_LIMITS[0] + 0.3, _compounds(one, width - 0.05), ha="left", va="bottom",
              fontsize=SMALL, color="#555555", gid="compounds", zorder=8)  # fmt: skip
    title = shortened(one.title, 6.5, width - 0.75)
    axes.set_title(title, fontsize=6.5, loc="left", weight="bold", pad=3, color=KIND_COLOURS[one.kind])
    axes.set_title(count, fontsize=5.5, loc="right", pad=3, color="#555555")


def _compounds(one: Taken, width: float) -> str:
    """Name the compounds of a class, in two lines at most."""
    if one.kind != "inhibitor":
        return ""
    lines = [""]
    for name in dict.fromkeys(key.group for key in one.keys):
        longer = f"{lines[-1]}, {name}" if lines[-1] else name
        if text_width(longer, SMALL) <= width or not lines[-1] or len(lines) == 2:
            lines[-1] = longer
        else:
            lines[-1] += ","
            lines.append(name)
    return "\n".join(shortened(line, SMALL, width) for line in lines)


def _area(part: float) -> float:
    return 3.0 + 11.0 * part


def _shades() -> ListedColormap:
    from matplotlib.colors import ListedColormap

    return ListedColormap([(g, g, g) for g in np.linspace(0.93, 0.58, 64).tolist()])


def _blues() -> ListedColormap:
    import matplotlib as mpl
    from matplotlib.colors import ListedColormap

    return ListedColormap(mpl.colormaps["Blues"](np.linspace(0.42, 1.0, 64)))


def _label_positions(
    axes: Axes, base: Groove, wanted: dict[int, bool], dots: list[int], size: float, width: float, *, helices: bool
) -> None:
    """Label positions beside their dots so that no label lies on another, on a dot or outside of the panel.

    Parameters
    ----------
    axes, base
        Panel and groove.
    wanted : dict of int to bool
        Positions, and whether each is written in bold.
    dots : list of int
        Positions that have a dot.
    size, width : float
        Size of the labels, points; width of the panel, inches.
    helices : bool
        Whether helices are named too.
    """
    unit = (X_LIMITS[1] - X_LIMITS[0]) / width  # A per inch
    high = size / 72 * unit
    taken: list[tuple[float, float, float, float]] = []
    dot = 0.032 * unit
    if not helices:
        taken.append((X_LIMITS[0], Y_LIMITS[0], X_LIMITS[1], Y_LIMITS[0] + 2.3 * high + 0.3))  # the compounds' names
    for position in dots:
        px, py = base.ca[position]
        taken.append((px - dot, py - dot, px + dot, py + dot))
    for pocket in POCKETS:
        cx, cy = _name_place(pocket)
        half = text_width(pocket, 10 if helices else 6, bold=True) / 2 * unit
        tall = (10 if helices else 6) / 72 * unit / 2
        taken.append((cx - half, cy - tall, cx + half, cy + tall))
    if helices:
        for name in ("H11A", "H12A"):
            trace = _axis(base, *HELICES[name])
            if len(trace):
                tx = float(trace[0, 0]) - 1.8
                ty = float(trace[0, 1])
                half = text_width(name, 7, bold=True) * unit
                axes.text(tx, ty, name, ha="right", va="center", fontsize=7, weight="bold", color="#666666", zorder=8)
                taken.append((tx - half, ty - high, tx, ty + high))
    for position in sorted(wanted, key=lambda p: (not wanted[p], p)):
        px, py = base.ca[position]
        words = f"{base.site}{position}" if wanted[position] else f"{position}"
        weight = "bold" if wanted[position] else "normal"
        wide = text_width(words, size, bold=weight == "bold") * unit
        box, far = _free_place(px, py, wide, high, dot, taken)
        taken.append(box)
        cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if far:
            axes.plot([px, cx], [py, cy], color="#777777", linewidth=0.35, zorder=4)
        axes.text(cx, cy, words, ha="center", va="center", fontsize=size, weight=weight, color="black", zorder=8,
                  gid=f"position {position}",
                  bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.55, "pad": 0.1})  # fmt: skip


def _free_place(
    px: float, py: float, wide: float, high: float, dot: float, taken: list[tuple[float, float, float, float]]
) -> tuple[tuple[float, float, float, float], bool]:
    """Find the nearest place around a dot where a label overlaps nothing; outward from the groove first."""
    outward = 1.0 if py >= 0 else -1.0
    best: tuple[float, tuple[float, float, float, float]] | None = None
    for ring in range(12):
        for turn in range(16):
            angle = outward * (np.pi / 2 + (1 if turn % 2 else -1) * ((turn + 1) // 2) * np.pi / 8)
            cx = px + np.cos(angle) * (dot + wide / 2 + 0.1 + ring * 0.5)
            cy = py + np.sin(angle) * (dot + high / 2 + 0.1 + ring * 0.5)
            box = (cx - wide / 2 - 0.08, cy - high / 2 - 0.08, cx + wide / 2 + 0.08, cy + high / 2 + 0.08)
            if box[0] < X_LIMITS[0] or box[2] > X_LIMITS[1] or box[1] < Y_LIMITS[0] or box[3] > Y_LIMITS[1]:
                continue
            overlap = sum(
                max(0.0, min(box[2], o[2]) - max(box[0], o[0])) * max(0.0, min(box[3], o[3]) - max(box[1], o[1]))
                for o in taken
            )
            if overlap == 0:
                return box, ring > 1
            if best is None or overlap < best[0]:
                best = (overlap, box)
    assert best is not None
    return best[1], True


def _draw_legend(figure: Figure, left: float, top: float, height: float, kinds: list[str]) -> None:
    """Explain the marks beside the first panel; lengths in parts of the figure."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Line2D | Patch] = [
        Line2D([], [], color=SHOWN_HELICES["H11A"][0], linewidth=5, label="H11A, H12A: the walls"),
        Line2D([], [], color=SHOWN_HELICES["H11B"][0], linewidth=4, label="H11B: the floor"),
        Line2D([], [], linestyle="none", marker="o", color="#333333", markersize=3, label="lining position, Cα"),
        Line2D([], [], linestyle="none", marker="D", color=CYS_COLOUR, markeredgecolor="black",
               markeredgewidth=0.6, markersize=4.5, label="position 528 (Cys528), Cα"),
    ]  # fmt: skip
    for kind, words in (("cargo", "outline, cargoes"), ("inhibitor", "outline, inhibitors")):
        if kind in kinds:
            handles.append(Line2D([], [], color=KIND_COLOURS[kind], label=words))
    if len(kinds) > 1 and "cargo" in kinds:
        words = "outline, reference cargo"
        handles.append(Line2D([], [], color="black", linewidth=0.6, linestyle="dashed", label=words))
    if kinds:
        for part in (0.25, 0.5, 1.0):
            handles.append(Patch(color=_shades()(part), label=f"covered by {part:.0%} of the occupants"))
        for part in (0.25, 0.5, 1.0):
            handles.append(
                Line2D([], [], linestyle="none", marker="o", color=_blues()(part), markersize=_area(part) ** 0.5,
                       markeredgewidth=0, label=f"touched by {part:.0%} of them")
            )  # fmt: skip
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(left, top), fontsize=6, labelspacing=0.55,
                  borderpad=0, borderaxespad=0, handlelength=1.6)  # fmt: skip
    if not kinds:
        figure.text(left, top - 1.1 / height, "No occupant in any groove\nof this run", ha="left", va="top",
                    gid="nothing-to-draw")  # fmt: skip
