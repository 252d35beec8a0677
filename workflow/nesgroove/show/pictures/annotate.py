"""What is labelled in a picture, and where labels keep off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from nesgroove.show.labels import Box
from nesgroove.show.look import HELIX_INK, INK, KIND_COLOURS, POCKET_COLOURS, WHITE
from nesgroove.show.pictures.content import Layer, Picture
from nesgroove.show.pictures.labels import Busy, Label, Placed, place_labels
from nesgroove.show.pictures.paint import NO_SIDE_CHAIN, atom_keys
from nesgroove.show.pictures.paper import Sheet
from nesgroove.show.pictures.render import hydrogen_bonds, shown_side_chains
from nesgroove.show.pictures.views import View
from nesgroove.show.pictures.visible import visible_points
from nesgroove.show.scene.model import ResidueRef, Scene
from nesgroove.show.scene.plan import touched
from nesgroove.show.text import text_width

SIZES: Final = {"pocket": 6.5, "helix": 6.0, "site": 6.0, "residue": 6.0, "contact": 6.0, "anchor": 6.0, "end": 6.0}
"""Of letters on one column, points."""

BOLD: Final = frozenset({"pocket", "helix", "end"})

BARS: Final = (2.0, 5.0, 10.0, 20.0, 50.0)
"""Lengths that a scale bar may have, A."""


def labels_of(picture: Picture, view: View, sheet: Sheet) -> list[Label]:
    """What is labelled, the most important first."""
    base = picture.layers[0]
    labels: list[Label] = []
    if view.sideways and base.surface:
        for pocket, centre in XPO1.pocket_centres.items():
            # Where the surface has others, or none, colours mean something else.
            colour = POCKET_COLOURS[pocket] if picture.scheme == "pocket" else WHITE
            labels.append(_label(pocket, "pocket", [view.project(centre)], sheet, colour))
    site = base.scene.site
    if site is not None and base.site:
        ends = [xyz for layer in picture.layers for xyz in _site_points(layer)]
        labels.append(_label(base.scene.site_name, "site", [view.project(xyz) for xyz in ends], sheet))
    for helix, axis in _helix_axes(base.scene).items():
        if base.helices and shows_helix(base, view, helix):
            labels.append(_label(helix, "helix", _inside(view, axis), sheet, HELIX_INK))
    for layer in picture.layers:
        names = {label.text for label in labels}
        labels += [label for label in _partner_labels(layer, view, sheet) if label.text not in names]
    if len(picture.layers) == 1:
        names = {label.text for label in labels}
        labels += [label for label in _touched_labels(base, view, sheet) if label.text not in names]
        labels += _cargo_labels(base, view, sheet)
    return [label for label in labels if label.points]


def _partner_labels(layer: Layer, view: View, sheet: Sheet) -> list[Label]:
    """Residues that have hydrogen bonds with what is drawn."""
    labels: dict[ResidueRef, Label] = {}
    for bond in hydrogen_bonds(layer):
        ref = bond.first.residue
        if layer.site and ref != layer.scene.site and ref not in labels:
            labels[ref] = _label(ref.site_name, "residue", [view.project(bond.first.xyz)], sheet)
    return list(labels.values())


def _touched_labels(layer: Layer, view: View, sheet: Sheet) -> list[Label]:
    """Residues that an inhibitor touches; in a cut those that the cut leaves."""
    scene = layer.scene
    refs = [ref for ref in touched(scene, layer.shown) if ref != scene.site] if view.sideways else []
    sticks = [scene.atoms_of[ref] for occupant in layer.shown for ref in occupant.in_groove]
    seen = visible_points(scene, view, refs, np.concatenate(sticks)) if refs else {}
    labels = []
    for ref in refs:
        if ref in seen:
            labels.append(_label(ref.site_name, "contact", [seen[ref]], sheet))
        elif view.cut is None:  # its side chain shines through the surface
            tip = side_chain(scene, ref)[-2:].mean(axis=0)
            labels.append(_label(ref.site_name, "contact", [view.project(tip)], sheet))
    return labels


def _cargo_labels(layer: Layer, view: View, sheet: Sheet) -> list[Label]:
    """A cargo's residues whose side chains are drawn, and where it begins and ends."""
    scene = layer.scene
    labels: list[Label] = []
    for occupant in layer.shown:
        if occupant.kind != "cargo":
            continue
        for ref in shown_side_chains(scene, occupant) if view.sideways else []:
            tip = side_chain(scene, ref)[-2:].mean(axis=0)
            labels.append(_label(ref.label, "anchor", [view.project(tip)], sheet, KIND_COLOURS["cargo"]))
        ends = (occupant.in_groove[:1], occupant.in_groove[-1:])
        for name, refs in zip("NC", ends, strict=True):
            for ref in refs:
                labels.append(_label(name, "end", _inside(view, scene.atoms_of[ref][:1]), sheet, KIND_COLOURS["cargo"]))
    return labels


def shows_helix(layer: Layer, view: View, helix: str) -> bool:
    """Whether a helix shines through the surface: none through a cut, those of the groove's floor from its end."""
    return not layer.surface or (view.cut is None and not (view.sideways and helix.endswith("B")))


def _label(text: str, style: str, points: Sequence[FloatArray], sheet: Sheet, colour: str = INK) -> Label:
    size = SIZES[style] * sheet.letters
    wide = text_width(text, size, bold=style in BOLD) * sheet.inch + 0.75
    high = size / 72 * sheet.inch + 0.35
    return Label(text, style, (wide, high), tuple((float(p[0]), float(p[1])) for p in points), colour)


def _site_points(layer: Layer) -> list[FloatArray]:
    site = layer.scene.site
    if site is None or not layer.site:
        return []
    return [side_chain(layer.scene, site)[-1]]


def side_chain(scene: Scene, ref: ResidueRef) -> FloatArray:
    """Atoms of a side chain, from CA outwards; all of a residue without one."""
    atoms = atom_keys(scene, [ref])
    named = [(key[3], index) for key, _, index in atoms if key[3] not in NO_SIDE_CHAIN]
    named.sort(key=lambda atom: "ABGDEZH".find(atom[0][1:2]))  # Greek letters outwards: CB, SG, CD1
    return scene.structure.atoms.xyz[[index for _, index in named] or [index for *_, index in atoms]]


def _helix_axes(scene: Scene) -> dict[str, FloatArray]:
    """Points along the axis of each helix."""
    axes = {}
    for helix, refs in scene.helices.items():
        ca = scene.structure.atoms.xyz[[index for key, _, index in atom_keys(scene, refs) if key[3] == "CA"]]
        if len(ca) > 3:
            axes[helix] = np.array([ca[i : i + 4].mean(axis=0) for i in range(len(ca) - 3)])
    return axes


def _inside(view: View, xyz: FloatArray) -> list[FloatArray]:
    flat = view.project(xyz)
    keep = (flat > 1.5).all(axis=1) & (flat < np.array([view.width, view.height]) - 1.5).all(axis=1)
    return list(flat[keep])


def busy_map(picture: Picture, view: View) -> Busy:
    """Where labels should not lie: on sticks, on what is bonded, a little on the pockets."""
    busy = Busy(view.width, view.height)
    for layer in picture.layers:
        scene = layer.scene
        for occupant in layer.shown:
            refs = occupant.in_groove
            for ref in refs:
                shown = occupant.kind == "inhibitor" or ref in shown_side_chains(scene, occupant)
                for xyz in scene.atoms_of[ref] if shown else scene.atoms_of[ref][:4]:
                    busy.disc(view.project(xyz), 0.8, 1.0)
        for xyz in _site_points(layer):
            busy.disc(view.project(xyz), 0.9, 1.0)
        for bond in hydrogen_bonds(layer):
            busy.bar(view.project(bond.start), view.project(bond.end), 0.4, 1.0)
    if picture.layers[0].surface and view.sideways:
        for centre in XPO1.pocket_centres.values():
            busy.disc(view.project(centre), 3.4, 0.3)
    return busy


def bar_length(view: View) -> float:
    """Length of the scale bar, A: what is round and no more than a third of the picture."""
    return max((length for length in BARS if length <= view.width / 2.5), default=BARS[0])


def bar_box(view: View, sheet: Sheet) -> Box:
    """Where the scale bar lies, with its words: lower right."""
    return (view.width - bar_length(view) - 1.6 * sheet.grain, 0.0, view.width, 2.8 * sheet.grain)


def axes_box(sheet: Sheet) -> Box:
    """Where the axes lie: lower left."""
    return (0.0, 0.0, 5.0 * sheet.grain, 5.0 * sheet.grain)


def taken_boxes(view: View, sheet: Sheet) -> list[Box]:
    """Where no label may lie."""
    return [bar_box(view, sheet), axes_box(sheet)]


def arranged(picture: Picture, view: View, sheet: Sheet, styles: Collection[str]) -> list[Placed]:
    """Labels of a picture of some styles, where they are written."""
    labels = [label for label in labels_of(picture, view, sheet) if label.style in styles]
    return place_labels(labels, busy_map(picture, view), taken_boxes(view, sheet))
