"""Groups of a description for NGL: what can be shown and hidden, each with its representations and shapes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np

from nesgroove.compare.kinds import kind_mark
from nesgroove.model.target import XPO1
from nesgroove.show.look import (
    CLEAR_CONTACT_CARBON,
    CONTACT_COLOURS,
    CYS_COLOUR,
    CYS_INK,
    HELIX_COLOURS,
    KIND_COLOURS,
    LABEL_INK,
    MARK_COLOUR,
    PARTNER_COLOURS,
    POCKET_COLOURS,
    RESIDUE_INK,
    WALL_INKS,
    XPO1_COLOUR,
)
from nesgroove.show.scene.model import ResidueRef, Scene, SceneContact, SceneOccupant
from nesgroove.show.scene.ngl_select import selection
from nesgroove.show.scene.ngl_shapes import Drawable, cylinder, dashes, text, tooltip

HELIX_LABELS: Final = {"H11A": (0.0, 0.0, 0.0), "H11B": (0.0, 0.0, 0.0), "H12A": (-1.5, 3.0, 0.0)}
"""From a helix's end to its name, A. H12B lies under the others: its name would stand on the occupant."""

SURFACE_REACH: Final = 7.0
"""Atoms of XPO1 this near to a pocket's centre, A, make the groove's surface that is shown."""

SURFACE_CONTEXT: Final = 14.0
"""Atoms this near to a pocket's centre, A, are taken into account when the surface is computed."""

POCKET_NAMES_AT: Final = (-13.0, 4.0)
"""y and z, A, of the pockets' names: a row in front of the wall of H11A, where they hide nothing of an occupant."""

SITE_LABEL: Final = (0.0, -4.5, 3.0)
"""From the residue at 528 to its name, A: on the wall of H11A, which leaves sight of the residue and its bond."""

MARK_AT: Final = (3.0, 13.5, 4.0)
"""Where it is written that something is no experiment, A."""

DASHED: Final = (
    "hydrogen_bond", "water_bridge", "metal", "ionic", "halogen_bond", "pi_stacking", "cation_pi", "covalent", "clash",
)  # fmt: skip
"""Types of contact that are dashed lines: polar ones, and the few others that must not be missed."""


def xpo1_group(scene: Scene) -> Drawable:
    """XPO1 with its helices in their colours."""
    helices = {name: refs for name, refs in scene.helices.items() if refs}
    colours = [[HELIX_COLOURS[name], selection(refs)] for name, refs in helices.items()]
    cartoon = {
        "type": "cartoon",
        "params": {"sele": selection(scene.residue_at.values()), "aspectRatio": 4.0, "radiusScale": 0.8,
                   "smoothSheet": True},
        "colours": [*colours, [XPO1_COLOUR, "*"]],
    }  # fmt: skip
    labels = []
    for name, refs in helices.items():
        if name not in HELIX_LABELS:
            continue
        # At the end that is on the left or the right rim, where nothing else is drawn.
        xyz = np.array([scene.atoms_of[ref].mean(axis=0) for ref in refs])
        left = name in ("H11A", "H12A")
        end = xyz[np.argsort(xyz[:, 0] if left else -xyz[:, 0])[:4]].mean(axis=0) + HELIX_LABELS[name]
        labels.append(text(end, 3.2, WALL_INKS[name], name))
    if not scene.observed:
        labels.append(text(MARK_AT, 3.2, MARK_COLOUR, kind_mark(scene.source_kind)))
    return _group("xpo1", "XPO1", [cartoon], labels)


def surface_group(scene: Scene) -> Drawable:
    """The surface of the groove, in the colours of the pockets."""
    centres, names = XPO1.centres, list(XPO1.pocket_centres)
    atoms: dict[str, list[str]] = {name: [] for name in names}
    context = []
    data = scene.structure.atoms
    for ref in scene.residue_at.values():
        record = scene.records[ref.key]
        distance = np.linalg.norm(data.xyz[record.start : record.stop, None] - centres, axis=2)
        if distance.min() < SURFACE_CONTEXT:
            context.append(ref)
        nearest: dict[str, list[str]] = {}
        for name, row in zip(data.name[record.start : record.stop].tolist(), distance, strict=True):
            if row.min() < SURFACE_REACH:
                nearest.setdefault(names[int(row.argmin())], []).append(name)
        for pocket, members in nearest.items():
            atoms[pocket].append(f"({selection([ref], members)})")
    shown = [part for members in atoms.values() for part in members]
    if not shown:
        return _group("surface", "Groove surface", [])
    surface = {
        "type": "surface",
        "params": {"sele": selection(context), "filterSele": " or ".join(shown), "surfaceType": "ms",
                   "probeRadius": 1.4, "scaleFactor": 2.0, "smooth": 2, "opacity": 0.55, "opaqueBack": False,
                   "side": "front", "depthWrite": False, "useWorker": False, "roughness": 0.9},
        "colours": [[POCKET_COLOURS[name], " or ".join(members)] for name, members in atoms.items() if members],
    }  # fmt: skip
    return _group("surface", "Groove surface, by pocket", [surface])


def pockets_group() -> Drawable:
    """Centres and names of the pockets."""
    shapes: list[Drawable] = []
    for name, centre in XPO1.pocket_centres.items():
        colour = POCKET_COLOURS[name]
        shapes.append({"kind": "sphere", "at": list(centre), "radius": 1.0, "colour": colour, "opacity": 0.35,
                       "text": f"centre of pocket {name}"})  # fmt: skip
        shapes.append(text((centre[0], *POCKET_NAMES_AT), 4.0, colour, name))
    return _group("pockets", "Pockets P0 to P4", [], shapes)


def site_group(scene: Scene) -> Drawable:
    """The residue at 528, and its bond."""
    if scene.site is None:
        return _group("cys528", "Position 528", [])
    sticks = _sticks(scene.site, CYS_COLOUR, 0.28)
    xyz = scene.atoms_of[scene.site].mean(axis=0) + SITE_LABEL
    title = scene.site_label
    shapes = [text(xyz, 3.2, CYS_INK, title)]
    for bond in scene.bonds:
        ends = f"{bond.site.residue.label} {bond.site.name} - {bond.other.residue.label} {bond.other.name}"
        shapes.append(cylinder(bond.site.xyz, bond.other.xyz, 0.3, CYS_COLOUR,
                                f"covalent bond {ends}, {bond.length:.2f} Å"))  # fmt: skip
    return _group("cys528", title, [sticks], shapes)


def occupants_group(scene: Scene) -> Drawable:
    """What is in the groove."""
    representations: list[Drawable] = []
    for occupant in scene.occupants:
        if occupant.kind == "cargo":
            inside = set(occupant.in_groove)
            representations += _cargo(occupant, {a.residue for a in scene.anchors if a.residue in inside})
        else:
            representations += _inhibitor(occupant)
    return _group("occupant", scene.compound[:1].upper() + scene.compound[1:], representations)


def _inhibitor(occupant: SceneOccupant) -> list[Drawable]:
    sele = selection(occupant.residues)
    return [
        {"type": "ball+stick",
         "params": {"sele": sele, "colorScheme": "element", "colorValue": KIND_COLOURS["inhibitor"],
                    "multipleBond": "symmetric", "radiusSize": 0.3, "radiusType": "size", "aspectRatio": 1.3,
                    "bondScale": 0.35, "bondSpacing": 0.9}}
    ]  # fmt: skip


def _cargo(occupant: SceneOccupant, anchors: Collection[ResidueRef]) -> list[Drawable]:
    """Draw the export signal: its course, the backbone's atoms, its side chains, those of the anchors stronger."""
    colour = KIND_COLOURS["cargo"]
    others = [ref for ref in occupant.in_groove if ref not in anchors]
    sticks = {"colorScheme": "element", "colorValue": colour, "radiusType": "size", "multipleBond": "off"}
    course = selection(occupant.in_groove)
    parts = [
        {"type": "tube", "params": {"sele": course, "color": colour, "radiusType": "size", "radiusSize": 0.15}},
        {"type": "licorice", "params": {**sticks, "sele": f"({course}) and backbone", "radiusSize": 0.1}},
        {"type": "licorice",
         "params": {**sticks, "sele": f"({selection(others)}) and sidechainAttached", "radiusSize": 0.14}},
        {"type": "licorice",
         "params": {**sticks, "sele": f"({selection(anchors)}) and sidechainAttached", "radiusSize": 0.3}},
    ]  # fmt: skip
    return parts if anchors else parts[:-1]


def anchors_group(scene: Scene) -> Drawable:
    """Names of the anchors of a cargo."""
    shapes = [
        text(scene.atoms_of[a.residue].mean(axis=0), 3.2, LABEL_INK, f"{a.residue.label}")
        for a in scene.anchors
        if a.residue in scene.atoms_of
    ]
    return _group("anchors", "Anchors of the cargo", [], shapes)


def contacts_group(scene: Scene) -> Drawable:
    """Polar contacts, as dashed lines."""
    drawn = [c for c in _in_view(scene, DASHED) if not (c.type == "covalent" and scene.bonds)]
    shapes = [dashes(contact, 0.1) for contact in drawn]
    residues = {c.first.residue for c in drawn} - ({scene.site} if scene.site else set())
    representations = []
    if residues:
        sele = f"({selection(residues)}) and sidechainAttached"
        representations.append(
            {"type": "licorice",
             "params": {"sele": sele, "colorScheme": "element", "colorValue": CLEAR_CONTACT_CARBON,
                        "radiusType": "size", "radiusSize": 0.16, "multipleBond": "off"}}
        )  # fmt: skip
    for ref in sorted(residues, key=lambda r: r.key):
        shapes.append(text(scene.atoms_of[ref][-1], 2.6, RESIDUE_INK, ref.label))
    return _group("contacts", "Polar contacts", representations, shapes)


def hydrophobic_group(scene: Scene) -> Drawable:
    """Hydrophobic contacts, as thin lines; hidden at first."""
    # Of an atom of the occupant, the nearest contact with each residue: all of them would be a thicket.
    nearest: dict[tuple[ResidueRef, ResidueRef, str], SceneContact] = {}
    for contact in sorted(_in_view(scene, ("hydrophobic",)), key=lambda c: c.distance):
        nearest.setdefault((contact.first.residue, contact.second.residue, contact.second.name), contact)
    drawn = list(nearest.values())
    shapes = [cylinder(c.start, c.end, 0.04, CONTACT_COLOURS["hydrophobic"], tooltip(c)) for c in drawn]
    residues = {c.first.residue for c in drawn}
    representations = []
    if residues:
        sele = f"({selection(residues)}) and sidechainAttached"
        representations.append(
            {"type": "licorice",
             "params": {"sele": sele, "color": CONTACT_COLOURS["hydrophobic"], "radiusType": "size",
                        "radiusSize": 0.1, "multipleBond": "off"}}
        )  # fmt: skip
    return _group("hydrophobic", "Hydrophobic contacts", representations, shapes, shown=False)


def partners_group(scene: Scene) -> Drawable:
    """Ran, RanBP and what of a cargo is outside of the groove; hidden at first."""
    by_chain: dict[str, list[ResidueRef]] = {}
    inside = scene.in_groove
    for record in scene.structure.residues:
        if record.kind != "polymer":
            continue
        ref = ResidueRef(record.component, record.code, record.auth_chain, record.auth_seq_id, record.ins_code,
                         record.label_chain, record.label_seq_id)  # fmt: skip
        if ref not in inside:
            by_chain.setdefault(record.auth_chain, []).append(ref)
    representations: list[Drawable] = []
    for role, chains in sorted(scene.partners.items()):
        refs = [ref for chain in chains for ref in by_chain.get(chain, ())]
        if refs:
            representations.append(
                {"type": "cartoon", "params": {"sele": selection(refs), "color": PARTNER_COLOURS[role]}}
            )
    if scene.nucleotides:
        representations.append(
            {"type": "ball+stick", "params": {"sele": selection(scene.nucleotides), "colorScheme": "element"}}
        )
    return _group("partners", "Ran, RanBP, rest of the cargo", representations, shown=False)


def _group(
    name: str, label: str, representations: list[Drawable], shapes: list[Drawable] | None = None, *, shown: bool = True
) -> Drawable:
    return {"name": name, "label": label, "shown": shown, "representations": representations, "shapes": shapes or []}


def _sticks(ref: ResidueRef, colour: str, radius: float) -> Drawable:
    return {
        "type": "licorice",
        "params": {"sele": selection([ref]), "colorScheme": "element", "colorValue": colour, "radiusType": "size",
                   "radiusSize": radius, "multipleBond": "off"},
    }  # fmt: skip


def _in_view(scene: Scene, types: Collection[str]) -> list[SceneContact]:
    """Contacts of these types with what is drawn of the occupants: of a large cargo, only its export signal."""
    inside = scene.in_groove
    return [contact for contact in scene.contacts if contact.type in types and contact.second.residue in inside]
