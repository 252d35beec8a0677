"""The picture that stands in for the widget: the groove seen from the solvent, drawn flat.

It needs matplotlib and no front end, so that a notebook that was executed and saved shows something on every page
that displays notebooks.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.compare.kinds import kinds_mark
from nesgroove.model.target import XPO1
from nesgroove.show.figures.style import figure_style
from nesgroove.show.look import (
    CYS_COLOUR,
    CYS_INK,
    ELEMENT_COLOURS,
    GREY,
    HELIX_COLOURS,
    INK,
    MARK_COLOUR,
    OUTLINE,
    PAGE,
    POCKET_COLOURS,
    RESIDUE_INK,
    contact_colour,
)
from nesgroove.show.notebook.overlay import accent
from nesgroove.show.scene.ngl_groups import DASHED, POCKET_NAMES_AT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from nesgroove.model.structure import FloatArray
    from nesgroove.show.scene.model import ResidueRef, Scene

X_LIMITS: Final = (-18.0, 25.0)
Y_LIMITS: Final = (-14.5, 13.0)
"""What is shown, A."""

BOND: Final = 1.95
"""Heavy atoms nearer than this are bonded, A: C-S is 1.81, C-Cl 1.74, C-Br 1.91."""


def still_png(scenes: Sequence[Scene]) -> bytes:
    """Draw complexes in the groove of the first.

    Parameters
    ----------
    scenes
        The complexes.

    Returns
    -------
    bytes
        A PNG, the same for the same scenes.
    """
    from matplotlib.figure import Figure

    with figure_style():
        figure = Figure(figsize=(PAGE, PAGE * (Y_LIMITS[1] - Y_LIMITS[0]) / (X_LIMITS[1] - X_LIMITS[0]) + 0.2), dpi=130)
        axes = figure.add_axes((0.0, 0.0, 1.0, 0.93))
        axes.set(xlim=X_LIMITS, ylim=Y_LIMITS, aspect="equal")
        axes.set_axis_off()
        _groove(axes, scenes[0])
        for number, scene in enumerate(scenes):
            _occupants(axes, scene, accent(scenes, number))
        if len(scenes) == 1:
            _labels(axes, scenes[0])
        _title(axes, scenes)
        out = io.BytesIO()
        figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _groove(axes: Axes, scene: Scene) -> None:
    """Pockets, the chain's course, and what sits at 528."""
    from matplotlib.patches import Circle

    for name, centre in XPO1.pocket_centres.items():
        axes.add_patch(Circle(centre[:2], 3.4, facecolor=POCKET_COLOURS[name], alpha=0.22, linewidth=0, zorder=2))
        axes.text(centre[0], POCKET_NAMES_AT[0], name, color=POCKET_COLOURS[name], ha="center", va="center", fontsize=9,
                  weight="bold", zorder=20)  # fmt: skip
    for name in sorted(HELIX_COLOURS, key=lambda helix: _depth(scene, scene.helices[helix])):
        trace = _trace(scene, scene.helices[name])
        if len(trace):
            axes.plot(
                trace[:, 0], trace[:, 1], color=HELIX_COLOURS[name], linewidth=5, solid_capstyle="round", zorder=3
            )
            end = trace[int(np.argmin(trace[:, 0])) if name in ("H11A", "H12A") else int(np.argmax(trace[:, 0]))]
            if name != "H12B":
                axes.text(end[0], end[1], name, fontsize=6, color=GREY, ha="center", va="center", zorder=20)
    if scene.site is not None:
        _sticks(axes, scene, [scene.site], CYS_COLOUR, 3.2, outline=True)
        x, y, _ = scene.atoms_of[scene.site].mean(axis=0)
        axes.text(x, y - 4.0, scene.site_label, fontsize=7, color=CYS_INK, weight="bold", ha="center", zorder=20)


def _occupants(axes: Axes, scene: Scene, colour: str) -> None:
    for bond in scene.bonds:
        axes.plot([bond.site.xyz[0], bond.other.xyz[0]], [bond.site.xyz[1], bond.other.xyz[1]], color=CYS_COLOUR,
                  linewidth=3.2, zorder=8)  # fmt: skip
    for occupant in scene.occupants:
        if occupant.kind == "cargo":
            trace = _trace(scene, occupant.in_groove)
            axes.plot(trace[:, 0], trace[:, 1], color=colour, linewidth=4, alpha=0.35, zorder=8)
            anchors = {anchor.residue for anchor in scene.anchors}
            _sticks(axes, scene, [r for r in occupant.in_groove if r not in anchors], colour, 1.0)
            _sticks(axes, scene, [r for r in occupant.in_groove if r in anchors], colour, 2.4)
        else:
            _sticks(axes, scene, occupant.in_groove, colour, 2.4)


def _labels(axes: Axes, scene: Scene) -> None:
    """The anchors' names, and lines of the polar contacts."""
    for anchor in scene.anchors:
        if anchor.residue in scene.atoms_of:
            x, y, _ = scene.atoms_of[anchor.residue].mean(axis=0)
            axes.text(x, y, anchor.residue.label, fontsize=7, weight="bold", ha="center", va="center", zorder=21,
                      bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "alpha": 0.75, "lw": 0})  # fmt: skip
    inside = scene.in_groove
    named = set()
    for contact in scene.contacts:
        if contact.type in DASHED and contact.type != "covalent" and contact.second.residue in inside:
            (x, y, _), (x2, y2, _) = contact.start, contact.end
            axes.plot([x, x2], [y, y2], color=contact_colour(contact.type), linewidth=1.2,
                      linestyle=(0, (2, 1)), zorder=15)  # fmt: skip
            if contact.first.residue not in named:
                named.add(contact.first.residue)
                axes.text(x, y, contact.first.residue.label, fontsize=5.5, color=RESIDUE_INK, ha="center", va="bottom",
                          zorder=20)  # fmt: skip


def _title(axes: Axes, scenes: Sequence[Scene]) -> None:
    """Name the complexes in a line, or in one each."""
    for number, scene in enumerate(scenes):
        axes.text(
            0.012, 1.06 - 0.045 * (number + 1 if len(scenes) > 1 else 1),
            f"{scene.id}: {scene.compound}; {scene.source}", transform=axes.transAxes, fontsize=7, weight="bold",
            color=accent(scenes, number) if len(scenes) > 1 else INK, va="center", parse_math=False, zorder=22,
        )  # fmt: skip
    mark = kinds_mark(scene.source_kind for scene in scenes)
    if mark:
        axes.text(0.99, 1.015, mark, transform=axes.transAxes, fontsize=7, weight="bold",
                  color=MARK_COLOUR, ha="right", va="center", zorder=22)  # fmt: skip


def _sticks(
    axes: Axes, scene: Scene, refs: Sequence[ResidueRef], colour: str, width: float, *, outline: bool = False
) -> None:
    """Draw residues as sticks, each half in the colour of its atom, the deeper ones first."""
    from matplotlib.collections import LineCollection

    atoms = np.concatenate(
        [np.arange(scene.records[r.key].start, scene.records[r.key].stop) for r in refs] or [np.zeros(0, int)]
    )
    if not len(atoms):
        return
    xyz, elements = scene.structure.atoms.xyz[atoms], scene.structure.atoms.element[atoms]
    distance = np.linalg.norm(xyz[:, None] - xyz[None], axis=2)
    pairs = np.argwhere(np.triu(distance < BOND, k=1))
    halves = [(a, (xyz[a] + xyz[b]) / 2) for a, b in pairs] + [(b, (xyz[a] + xyz[b]) / 2) for a, b in pairs]
    halves.sort(key=lambda half: float(half[1][2]))
    lines = [[xyz[a][:2], middle[:2]] for a, middle in halves]
    colours = [ELEMENT_COLOURS.get(str(elements[a]).upper(), colour) for a, _ in halves]
    if outline:
        axes.add_collection(LineCollection(lines, colors=OUTLINE, linewidths=width + 1, capstyle="round", zorder=9))
    axes.add_collection(LineCollection(lines, colors=colours, linewidths=width, capstyle="round", zorder=10))


def _trace(scene: Scene, refs: Sequence[ResidueRef]) -> FloatArray:
    atoms = [scene.structure.atom_of(scene.records[ref.key].index, "CA") for ref in refs]
    return scene.structure.atoms.xyz[[atom for atom in atoms if atom is not None]]


def _depth(scene: Scene, refs: Sequence[ResidueRef]) -> float:
    trace = _trace(scene, refs)
    return float(trace[:, 2].mean()) if len(trace) else 0.0
