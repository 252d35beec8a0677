"""What is labelled in a picture, and where labels keep off."""

from __future__ import annotations

from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from nesgroove.show.labels import Box
from nesgroove.show.look import COLUMN, HELIX_INK, INK, POCKET_COLOURS
from nesgroove.show.pictures.content import Layer, Picture
from nesgroove.show.pictures.labels import Busy, Label, Placed, place_labels
from nesgroove.show.pictures.paint import NO_SIDE_CHAIN, atom_keys
from nesgroove.show.pictures.render import hydrogen_bonds, shown_side_chains
from nesgroove.show.pictures.views import VIEWS, View
from nesgroove.show.scene.model import ResidueRef, Scene
from nesgroove.show.text import text_width

INCH: Final = VIEWS["solvent"].width / COLUMN
"""A of a picture on an inch of paper: the widest view fills one column."""

SIZES: Final = {"pocket": 6.5, "helix": 6.0, "site": 6.0, "residue": 5.5, "end": 6.0}
"""Of letters, points."""

BOLD: Final = frozenset({"pocket", "helix", "end"})

BAR: Final = 10.0
"""Length of the scale bar, A."""


def labels_of(picture: Picture, view: View) -> list[Label]:
    """What is labelled, the most important first."""
    base = picture.layers[0]
    labels: list[Label] = []
    sides = view.name != "along"
    if sides and base.surface:
        for pocket, centre in XPO1.pocket_centres.items():
            # By contact, colours mean something else.
            colour = POCKET_COLOURS[pocket] if picture.scheme != "contact" else INK
            labels.append(_label(pocket, "pocket", [view.project(centre)], colour))
    site = base.scene.site
    if site is not None and base.site:
        ends = [xyz for layer in picture.layers for xyz in _site_points(layer)]
        labels.append(_label(base.scene.site_name, "site", [view.project(xyz) for xyz in ends]))
    for helix, axis in _helix_axes(base.scene).items():
        if base.helices and not (view.cut is not None and helix == "H11A"):
            labels.append(_label(helix, "helix", _inside(view, axis), HELIX_INK))
    if len(picture.layers) == 1:
        labels += _residue_labels(base, view)
    return [label for label in labels if label.points]


def _residue_labels(layer: Layer, view: View) -> list[Label]:
    scene = layer.scene
    labels: list[Label] = []
    for bond in hydrogen_bonds(layer):
        ref = bond.first.residue
        name = f"{ref.code}{ref.position}"
        if ref != scene.site and all(name != label.text for label in labels):
            labels.append(_label(name, "residue", [view.project(bond.first.xyz)]))
    for occupant in layer.shown:
        if occupant.kind != "cargo":
            continue
        if view.name != "along":
            for ref in shown_side_chains(scene, occupant):
                labels.append(_label(ref.label, "residue", [view.project(side_chain(scene, ref)[-2:].mean(axis=0))]))
        ends = (occupant.in_groove[:1], occupant.in_groove[-1:])
        for name, refs in zip("NC", ends, strict=True):
            for ref in refs:
                labels.append(_label(name, "end", _inside(view, scene.atoms_of[ref][:1])))
    return labels


def _label(text: str, style: str, points: list[FloatArray], colour: str = INK) -> Label:
    wide = text_width(text, SIZES[style], bold=style in BOLD) * INCH + 0.75
    high = SIZES[style] / 72 * INCH + 0.35
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
    if picture.layers[0].surface and view.name != "along":
        for centre in XPO1.pocket_centres.values():
            busy.disc(view.project(centre), 2.6, 0.25)
    return busy


def taken_boxes(view: View) -> list[Box]:
    """Where scale bar and axes lie: lower right, lower left."""
    return [(view.width - BAR - 1.6, 0.0, view.width, 2.8), (0.0, 0.0, 5.0, 5.0)]


def arranged(picture: Picture, view: View) -> list[Placed]:
    """Labels of a picture where they are written."""
    return place_labels(labels_of(picture, view), busy_map(picture, view), taken_boxes(view))
