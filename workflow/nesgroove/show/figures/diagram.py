"""One structure diagram on paper: bonds, atoms, and the positions around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.show.figures.bound_compounds import BoundCompound, Touch, site_name
from nesgroove.show.figures.diagram_labels import DiagramLabel, arrange
from nesgroove.show.figures.sketch import SULPHUR, Sketch
from nesgroove.show.look import (
    CYS_COLOUR,
    FRAME,
    INK,
    OUTLINE,
    PALE_FACE,
    WARNING_INK,
    contact_dashes,
    contact_line,
    element_ink,
)
from nesgroove.show.text import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL: Final = 6.0
ATOM: Final = 6.2
"""Sizes of residues and of atoms, points."""

WEDGE: Final = 0.034
"""Half of the width of a wedge at its broad end, inches."""

SMALL_RING: Final = 8
"""Rings of up to so many atoms have no room for a label."""

TALL: Final = 0.09
"""Height of an atom's letter, inches."""

POLAR: Final = frozenset({"hydrogen_bond", "ionic", "halogen_bond"})


def draw_diagram(
    axes: Axes,
    compound: BoundCompound,
    drawn: Sketch,
    scale: float,
    room: tuple[float, float],
    *,
    touches: bool = True,
) -> FloatArray:
    """Draw a compound with the positions that it touches.

    Parameters
    ----------
    axes
        In inches, from the lower left.
    compound, drawn
        The compound and its diagram.
    scale
        Length of a bond, inches.
    room
        Width and height that there are, inches.
    touches
        Whether the positions around it are drawn; else the compound alone.

    Returns
    -------
    ndarray, shape (n, 4)
        Boxes of the letters at its atoms: left, bottom, right, top, inches.
    """
    wide, tall = room
    xy = drawn.xy * scale + np.array([wide / 2, tall / 2])
    _rings_at_atoms(axes, compound, drawn, xy)
    segments = _bonds(axes, drawn, xy, scale)
    spokes = [[xy[list(ring)].mean(axis=0), xy[i]] for ring in drawn.rings if len(ring) <= SMALL_RING for i in ring]
    boxes = _atoms(axes, drawn, xy)
    if not touches:
        return boxes
    every = _labels(compound, drawn, xy)
    labels = [label for label in every if len(label.ends)]
    lost = [label for label in every if not len(label.ends)]
    free = (0.03, 0.03, wide - 0.03, tall)
    for label, at in zip(
        labels, arrange(labels, segments, np.array(spokes).reshape(-1, 2, 2), boxes, free), strict=True
    ):
        _draw_label(axes, compound, label, at)
    if lost:
        text = "not in the dictionary's atoms: " + " ".join(label.text.splitlines()[0] for label in lost)
        axes.text(wide / 2, 0.02, text, fontsize=LABEL, ha="center", va="bottom", color=WARNING_INK)
    return boxes


def _draw_label(axes: Axes, compound: BoundCompound, label: DiagramLabel, at: tuple[float, float]) -> None:
    """Draw a label with its lines; those of several contacts of one atom lie beside each other."""
    x, y = at
    if not label.members:  # the sulphur and its residue
        end = label.ends[0]
        axes.plot([x, end[0]], [y, end[1]], color=OUTLINE, linewidth=0.8, zorder=1, gid="residue")
    for end, touch in zip(label.ends, label.members, strict=False):
        same = [other.type for other in label.members if other.atom == touch.atom]
        across = np.array([end[1] - y, x - end[0]]) / max(float(np.hypot(x - end[0], y - end[1])), 1e-9)
        dx, dy = across * 0.024 * (same.index(touch.type) - (len(same) - 1) / 2)
        name = f"contact {compound.key.complex} {touch.label} {touch.type}"
        axes.plot([x + dx, end[0] + dx], [y + dy, end[1] + dy], color=contact_line(touch.type), linewidth=0.9,
                  zorder=1, gid=name, linestyle=contact_dashes(touch.type))  # fmt: skip
    face = CYS_COLOUR if not label.members else PALE_FACE
    axes.text(x, y, label.text, fontsize=LABEL, ha="center", va="center", zorder=6, linespacing=1.1, color=INK,
              bbox={"boxstyle": "round,pad=0.18", "facecolor": face, "edgecolor": FRAME, "linewidth": 0.4},
              gid=f"residue {compound.key.complex} {label.text.splitlines()[0]}")  # fmt: skip


def _rings_at_atoms(axes: Axes, compound: BoundCompound, drawn: Sketch, xy: FloatArray) -> None:
    """Mark the atom that reacts, or that is expected to."""
    from matplotlib.patches import Circle

    bonded = [bond.atom for bond in compound.bonds if bond.atom in drawn.names]
    for name in bonded:
        axes.add_patch(Circle(tuple(xy[drawn.names.index(name)]), 0.055, facecolor=CYS_COLOUR, edgecolor="black",
                              linewidth=0.5, zorder=1.5, gid=f"reacting {compound.key.complex} {name}"))  # fmt: skip
    if not bonded and compound.expected in drawn.names:
        axes.add_patch(Circle(tuple(xy[drawn.names.index(compound.expected)]), 0.06, facecolor="none",
                              edgecolor="black", linewidth=0.6, linestyle="--", zorder=4,
                              gid=f"expected {compound.key.complex} {compound.expected}"))  # fmt: skip


def _bonds(axes: Axes, drawn: Sketch, xy: FloatArray, scale: float) -> FloatArray:
    """Draw the bonds; those of a double bond in a ring lie inside it."""
    degree = np.bincount(np.array([b[:2] for b in drawn.bonds], dtype=int).reshape(-1), minlength=len(xy))
    for a, b, order in drawn.bonds:
        if (a, b) in drawn.wedges or (b, a) in drawn.wedges:
            _wedge(axes, drawn, xy, (a, b) if (a, b) in drawn.wedges else (b, a))
            continue
        start, end = xy[a], xy[b]
        along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
        normal = np.array([-along[1], along[0]])
        sulphur = drawn.names[a].startswith(SULPHUR) or drawn.names[b].startswith(SULPHUR)
        strokes = [(0.0, 0.0)]
        gap = 0.16 * scale
        if order == 3:
            strokes = [(0.0, 0.0), (gap, 0.08), (-gap, 0.08)]
        elif order in (2, 4):
            side = _side(drawn, xy, a, b, normal)
            plain = not side and (degree[a] == 1 or degree[b] == 1)
            strokes = [(gap / 2, 0.0), (-gap / 2, 0.0)] if plain else [(0.0, 0.0), (gap * (side or 1), 0.13)]
        for number, (shift, short) in enumerate(strokes):
            cut = along * short * scale
            line = np.array([start + normal * shift + cut, end + normal * shift - cut])
            axes.plot(line[:, 0], line[:, 1], color=element_ink("S") if sulphur else INK,
                      linewidth=1.6 if sulphur else 0.8, linestyle="--" if order == 4 and number else "-",
                      solid_capstyle="round", zorder=2, gid=f"bond {drawn.names[a]} {drawn.names[b]}")  # fmt: skip
    if not drawn.bonds:
        return np.zeros((0, 2, 2))
    return np.array([[xy[a], xy[b]] for a, b, _ in drawn.bonds], dtype=float)


def _wedge(axes: Axes, drawn: Sketch, xy: FloatArray, bond: tuple[int, int]) -> None:
    """Draw a bond at a stereo centre, from the centre: a wedge towards the reader, strokes away from them."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Polygon

    centre, end = bond
    kind = drawn.wedges[bond]
    sulphur = drawn.names[end].startswith(SULPHUR) or drawn.names[centre].startswith(SULPHUR)
    colour = element_ink("S") if sulphur else INK
    along = xy[end] - xy[centre]
    across = np.array([-along[1], along[0]]) / max(float(np.linalg.norm(along)), 1e-9) * WEDGE
    name = f"{kind} {drawn.names[centre]} {drawn.names[end]}"
    if kind == "wedge":
        corners = [xy[centre], xy[end] + across, xy[end] - across]
        axes.add_patch(Polygon(corners, closed=True, facecolor=colour, linewidth=0, zorder=2, gid=name))
    else:
        parts = np.linspace(0.1, 1.0, 7)
        strokes = [(xy[centre] + p * (along + across), xy[centre] + p * (along - across)) for p in parts]
        axes.add_collection(LineCollection(strokes, colors=colour, linewidths=0.6, zorder=2, gid=name))


def _side(drawn: Sketch, xy: FloatArray, a: int, b: int, normal: FloatArray) -> int:
    """Say on which side of a double bond its second line belongs; 0 where it is the same."""
    middle = (xy[a] + xy[b]) / 2
    for ring in sorted(drawn.rings, key=lambda ring: (len(ring) != 6, len(ring), ring)):
        if a in ring and b in ring:
            return 1 if float((xy[list(ring)].mean(axis=0) - middle) @ normal) > 0 else -1
    near = [j if i in (a, b) else i for i, j, _ in drawn.bonds if (i in (a, b)) != (j in (a, b))]
    lean = float(sum(np.sign(np.round((xy[n] - middle) @ normal, 6)) for n in near))
    return int(np.sign(lean))


def _atoms(axes: Axes, drawn: Sketch, xy: FloatArray) -> FloatArray:
    """Write the atoms that are no carbon, and return the boxes of what is written (x0, y0, x1, y1)."""
    boxes = []
    for i, label in enumerate(drawn.labels):
        if not label:
            continue
        element = drawn.elements[i]
        tail = label[len(element) :]
        half = np.array([text_width(element, ATOM, bold=True) / 2, TALL / 2])
        pieces = [(element, xy[i], half, f"atom {drawn.names[i]}")]
        if tail:
            wide = np.array([text_width(tail, ATOM, bold=True) / 2, TALL / 2])
            pieces.append((tail, xy[i] + _beside(i, xy, half + wide), wide, f"hydrogens {drawn.names[i]}"))
        for number, (text, (x, y), room, name) in enumerate(pieces):
            axes.text(x, y, text, fontsize=ATOM, weight="bold", ha="center", va="center_baseline", gid=name,
                      zorder=3.1 - 0.1 * number, color=element_ink(element),
                      bbox={"boxstyle": "square,pad=0.04", "facecolor": "white", "edgecolor": "none"})  # fmt: skip
            boxes.append((x - room[0] - 0.01, y - room[1], x + room[0] + 0.01, y + room[1]))
    return np.array(boxes, dtype=float).reshape(-1, 4)


def _beside(atom: int, xy: FloatArray, step: FloatArray) -> FloatArray:
    """Find the side of an atom on which its hydrogens are farthest from the other atoms: right, left, up, down."""
    sides = np.array([(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)]) * step
    others = np.delete(xy, atom, axis=0)
    if not len(others):
        return np.asarray(sides[0])
    room = np.linalg.norm((xy[atom] + sides)[:, None] - others[None], axis=2).min(axis=1)
    # Beside the letter reads better than above it, and is given up only where it is crowded.
    return np.asarray(sides[int(np.argmax(np.round(np.clip(room, 0, 0.13) - [0, 0, 0.02, 0.02], 4)))])


def _labels(compound: BoundCompound, drawn: Sketch, xy: FloatArray) -> list[DiagramLabel]:
    """Make the labels: one for each bond to Cys528, one for each position."""
    labels = []
    sulphurs = [i for i, name in enumerate(drawn.names) if name.startswith(SULPHUR)]
    bonds = [bond for bond in compound.bonds if bond.atom in drawn.names]
    for bond, i in zip(bonds, sulphurs, strict=True):
        length = f"\n{bond.length:.2f} Å" if bond.length is not None else ""
        labels.append(_label(f"{site_name(bond)}{length}", xy[[i]], []))
    for bond in compound.bonds:
        if bond.atom not in drawn.names:
            labels.append(_label(site_name(bond), np.zeros((0, 2)), []))
    together: dict[str, list[Touch]] = {}
    for touch in compound.touches:
        together.setdefault(touch.label, []).append(touch)
    for label, members in together.items():
        placed = [touch for touch in members if touch.atom in drawn.names]
        ends = np.array([line_end(touch, drawn, xy) for touch in placed], dtype=float).reshape(-1, 2)
        polar = [t.distance for t in members if t.type in POLAR and t.distance is not None]
        labels.append(_label(label + (f"\n{min(polar):.1f} Å" if polar else ""), ends, placed))
    return labels


def _label(text: str, ends: FloatArray, members: list[Touch]) -> DiagramLabel:
    pad = 2 * 0.18 * LABEL / 72
    lines = text.count("\n") + 1
    return DiagramLabel(text, (text_width(text, LABEL) + pad, lines * LABEL * 1.2 / 72 + pad), ends, members)


def line_end(touch: Touch, drawn: Sketch, xy: FloatArray) -> FloatArray:
    """Where a contact's line ends: at the atom, or in the middle of its ring."""
    i = drawn.names.index(touch.atom)
    if touch.type in ("pi_stacking", "cation_pi"):
        for ring in sorted(drawn.rings, key=lambda ring: (len(ring), ring)):
            if i in ring:
                return np.asarray(xy[list(ring)].mean(axis=0))
    return np.asarray(xy[i])
