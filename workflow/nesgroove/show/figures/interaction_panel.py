"""One inhibitor in two dimensions with the residues around it, its outline by pocket, and where it is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.model.structure import FloatArray
from nesgroove.show.figures.bound_compounds import BoundCompound
from nesgroove.show.figures.diagram import draw_diagram
from nesgroove.show.figures.sketch import SULPHUR, Sketch, sketch
from nesgroove.show.figures.surroundings import (
    LABEL,
    LASHES,
    OPEN_FROM,
    REACH,
    Arranged,
    Neighbour,
    arranged,
    exposure,
    label_size,
    neighbours,
)
from nesgroove.show.look import (
    CYS_COLOUR,
    GREY,
    INK,
    LEADER,
    OUTLINE,
    POCKET_COLOURS,
    SOLVENT_FACE,
    WHITE,
    contact_dashes,
    contact_line,
)
from nesgroove.show.text import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BOND: Final = 0.21
"""Greatest length of a bond, inches."""

SIDE: Final = 0.62
"""Room beside the diagram for labels, inches."""

SPOKES: Final = 7
"""Of an arc."""


@dataclass(frozen=True)
class CompoundPanel:
    """An inhibitor that is laid out.

    Attributes
    ----------
    compound : BoundCompound
    drawn : Sketch
    scale : float
        Length of a bond, inches.
    wide : float
        Width, inches.
    labels : Arranged
        Where residues lie.
    """

    compound: BoundCompound
    drawn: Sketch
    scale: float
    wide: float
    labels: Arranged

    @property
    def tall(self) -> float:
        """Height, inches."""
        return self.labels.tall


def compound_panel(compound: BoundCompound, wide: float) -> CompoundPanel | None:
    """Lay an inhibitor out in a width, inches; None where its chemistry is not known."""
    if compound.template is None:
        return None
    bonded = [bond.atom for bond in compound.bonds if bond.atom in compound.template.atoms]
    drawn = sketch(compound.template, bonded, compound.xyz)
    across = max(1.0, float(np.ptp(drawn.xy[:, 0])))
    scale = min(BOND, (wide - 2 * SIDE) / across)
    return CompoundPanel(compound, drawn, scale, wide, arranged(compound, drawn, scale, wide))


def draw_compound(axes: Axes, run: RunTables, panel: CompoundPanel) -> None:
    """Draw an inhibitor with what is around it, on axes in inches."""
    compound, drawn = panel.compound, panel.drawn
    xy = drawn.xy * panel.scale + np.array([panel.wide / 2, panel.tall / 2])
    exposed = exposure(run, compound)
    _open_atoms(axes, compound, drawn, xy, exposed)
    _outline(axes, compound, drawn, xy, exposed)
    draw_diagram(axes, compound, drawn, panel.scale, (panel.wide, panel.tall), touches=False)
    around = neighbours(compound, drawn, xy)
    for neighbour, at in zip(around, panel.labels.middles, strict=True):
        _neighbour(axes, compound, neighbour, at)


def _open_atoms(
    axes: Axes, compound: BoundCompound, drawn: Sketch, xy: FloatArray, exposed: dict[str, tuple[float | None, str]]
) -> None:
    """Shade the atoms that are open to the solvent, the more the wider."""
    from matplotlib.patches import Circle

    for name, point in zip(drawn.names, xy, strict=True):
        area = exposed.get(name, (None, ""))[0]
        if area is not None and area >= OPEN_FROM:
            radius = 0.075 + 0.075 * min(1.0, area / 40.0)
            axes.add_patch(Circle(tuple(point), radius, facecolor=SOLVENT_FACE, edgecolor="none", zorder=0.4,
                                  gid=f"open {compound.key.complex} {name}"))  # fmt: skip


def _outline(
    axes: Axes, compound: BoundCompound, drawn: Sketch, xy: FloatArray, exposed: dict[str, tuple[float | None, str]]
) -> None:
    """Draw the outline at a distance from the atoms: in the colour of the pocket they lie in, open where they are."""
    kept = [i for i, name in enumerate(drawn.names) if not name.startswith(SULPHUR)]
    points = xy[kept]
    step = 0.015
    low, high = points.min(axis=0) - REACH - 0.05, points.max(axis=0) + REACH + 0.05
    x, y = np.arange(low[0], high[0], step), np.arange(low[1], high[1], step)
    far = np.linalg.norm(np.stack(np.meshgrid(x, y), axis=-1)[:, :, None] - points, axis=3)
    nearest, margin = far.argmin(axis=2), REACH - far.min(axis=2)
    margin = _without_holes(margin)
    open_at, pocket_at = [], []
    for i in kept:
        area, pocket = exposed.get(drawn.names[i], (None, ""))
        open_at.append(area is not None and area >= OPEN_FROM)
        pocket_at.append(pocket)
    for pocket in dict.fromkeys(pocket_at):
        mine = np.array([own == pocket and not free for own, free in zip(pocket_at, open_at, strict=True)])
        shown = np.ma.masked_array(margin, mask=~mine[nearest])
        if mine.any() and not shown.mask.all():
            colour = POCKET_COLOURS.get(pocket, GREY)
            axes.contour(x, y, shown, levels=[0.0], colors=[colour], linewidths=1.3, zorder=0.6)


def _without_holes(margin: FloatArray) -> FloatArray:
    """Close what lies inside of the outline, as the middle of a ring."""
    from scipy.ndimage import binary_fill_holes

    filled = binary_fill_holes(margin > 0)
    return np.asarray(np.where(filled & (margin <= 0), 0.01, margin))


def _neighbour(axes: Axes, compound: BoundCompound, neighbour: Neighbour, at: tuple[float, float]) -> None:
    """Draw a residue: lines to atoms with their distances, an arc, its name."""
    x, y = at
    if neighbour.bond:
        end = neighbour.ends[0]
        axes.plot([x, end[0]], [y, end[1]], color=OUTLINE, linewidth=0.9, zorder=1, gid="residue")
    for end, touch in zip(neighbour.ends, neighbour.lines, strict=False):
        same = [other.type for other in neighbour.lines if other.atom == touch.atom]
        across = np.array([end[1] - y, x - end[0]]) / max(float(np.hypot(x - end[0], y - end[1])), 1e-9)
        dx, dy = across * 0.03 * (same.index(touch.type) - (len(same) - 1) / 2)
        axes.plot([x + dx, end[0] + dx], [y + dy, end[1] + dy], color=contact_line(touch.type), linewidth=1.1,
                  linestyle=contact_dashes(touch.type), zorder=1,
                  gid=f"contact {compound.key.complex} {touch.label} {touch.type}")  # fmt: skip
    size = label_size(neighbour)
    if neighbour.arcs and not neighbour.lines:
        _arc(axes, compound, neighbour, at, size)
    polar = [touch.distance for touch in neighbour.lines if touch.distance is not None]
    words = neighbour.words + (f"\n{min(polar):.1f} Å" if polar else "")
    face = CYS_COLOUR if neighbour.bond else (WHITE if neighbour.lines else "none")
    edge = "none" if face == "none" else LEADER
    axes.text(x, y, words, fontsize=LABEL, ha="center", va="center", zorder=6, linespacing=1.1, color=INK,
              bbox={"boxstyle": "round,pad=0.2", "facecolor": face, "edgecolor": edge, "linewidth": 0.5},
              gid=f"residue {compound.key.complex} {neighbour.name}")  # fmt: skip


def _arc(axes: Axes, compound: BoundCompound, neighbour: Neighbour, at: tuple[float, float],
         size: tuple[float, float]) -> None:  # fmt: skip
    """Draw the arc of a residue, open towards what it touches, with spokes."""
    kind = neighbour.arcs[0].type
    centre = np.array(at)
    half = np.array([text_width(neighbour.words, LABEL) / 2 + 0.045, size[1] / 2 - 0.045])
    towards = neighbour.ends[-1] - centre
    middle = float(np.arctan2(towards[1] / half[1], towards[0] / half[0]))
    angles = middle + np.linspace(-1.25, 1.25, 25)
    arc = centre + np.stack([half[0] * np.cos(angles), half[1] * np.sin(angles)], axis=1)
    colour = contact_line(kind)
    name = f"arc {compound.key.complex} {neighbour.name} {kind}"
    style = contact_dashes(kind) if kind != "hydrophobic" else "-"
    axes.plot(arc[:, 0], arc[:, 1], color=colour, linewidth=1.0, linestyle=style, zorder=2, gid=name)
    if kind == "hydrophobic":
        for angle in middle + np.linspace(-1.1, 1.1, SPOKES):
            start = np.array([half[0] * np.cos(angle), half[1] * np.sin(angle)])
            out = start * (1 + (LASHES - 0.055) / max(float(np.linalg.norm(start)), 1e-9))
            line = centre + np.array([start, out])
            axes.plot(line[:, 0], line[:, 1], color=colour, linewidth=0.8, zorder=2)
