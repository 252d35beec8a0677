"""From a picture's content to pixels: what PyMOL is given, and how its passes are laid over each other.

PyMOL's own transparency costs ten times the rays. Here helices and sticks are traced once with the surface and once
without it, and the second is laid over the first, faintly: what lies under the surface shines through, at the cost
of two plain pictures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np

from nesgroove.show.colours import mixed
from nesgroove.show.look import CONTACT_CARBON, CYS_COLOUR, ELEMENT_COLOURS, SURFACE_COLOUR, WHITE, contact_colour
from nesgroove.show.pictures.compose import Pixels, outlined, outlined_section, over
from nesgroove.show.pictures.content import HYDROGEN_BOND, Layer, Picture
from nesgroove.show.pictures.paint import NO_SIDE_CHAIN, AtomKey, atom_keys, drawn_residues, number_of, surface_colours
from nesgroove.show.pictures.paper import Paper
from nesgroove.show.pictures.session import Session
from nesgroove.show.pictures.views import VIEWS, View
from nesgroove.show.scene.model import AtomRef, ResidueRef, Scene, SceneContact, SceneOccupant
from nesgroove.show.scene.plan import touched

Box: TypeAlias = tuple[tuple[float, float, float], tuple[float, float, float]]

BOX: Final = ((-18.5, -16.5, -16.5), (26.5, 16.5, 17.0))
"""The surface is made of residues of XPO1 with an atom in this box of the groove frame, A: what the views show, and
a little more, so that the edge of the surface is outside of every picture."""

WHOLE_BOX: Final = ((-80.0, -80.0, -80.0), (80.0, 80.0, 80.0))
"""The same for views that may show any side of XPO1."""

HELICES_THROUGH: Final = 0.35
"""How strongly helices, and side chains that an inhibitor touches, shine through the surface."""

THIN: Final = 0.13
"""Radius of the sticks of those side chains, A."""

STICKS_THROUGH: Final = 0.6
"""How strongly what is hidden of the occupant shines through."""


def rendered(
    picture: Picture, views: Sequence[View], paper: Paper, *, fine: bool = False, transparent: bool = False
) -> Iterator[tuple[View, Pixels]]:
    """Draw a picture from several views, in one session.

    Parameters
    ----------
    picture
        What it holds.
    views
        Where from.
    paper
        How large.
    fine
        With a finer surface.
    transparent
        Without a ground.

    Yields
    ------
    tuple of View and ndarray
        Each view with its pixels, on white or on nothing.
    """
    with Session(fine=fine) as session:
        objects = _Objects(session, picture, BOX if set(views) <= set(VIEWS.values()) else WHOLE_BOX)
        for view in views:
            yield view, _passes(session, objects, view, paper.sheet(view).scale, transparent=transparent)


class _Objects:
    """What PyMOL holds: names of objects with the representations they are shown in.

    What is laid over a cargo shines through it, which else would hide it.
    """

    def __init__(self, session: Session, picture: Picture, box: Box = BOX) -> None:
        self.box = box
        self.surface: dict[str, str] = {}
        self.helices: dict[str, str] = {}
        self.floor: set[str] = set()
        self.touched: dict[str, str] = {}
        self.sticks: dict[str, str] = {}
        self.laid_over: dict[str, str] = {}
        below: set[str] = set()
        for number, layer in enumerate(picture.layers):
            source = f"all{number}"
            session.load(layer.scene, source)
            self._surface(session, layer, picture.scheme, number)
            self._helices(session, layer, number)
            self._occupants(session, layer, number)
            self._site(session, layer, number)
            if len(picture.layers) == 1:
                self._touched(session, layer, number)
            session.cmd.delete(source)
            if number == 0:
                below = set(self.sticks)
        if any(occupant.kind == "cargo" for occupant in picture.layers[0].shown):
            self.laid_over = {name: kind for name, kind in self.sticks.items() if name not in below}

    def _surface(self, session: Session, layer: Layer, scheme: str, number: int) -> None:
        if not layer.surface:
            return
        scene = layer.scene
        if session.part(f"all{number}", f"surface{number}", _keys(scene, surface_residues(scene, self.box))):
            session.colour(f"surface{number}", SURFACE_COLOUR, surface_colours(scene, scheme))
            self.surface[f"surface{number}"] = "surface"

    def _helices(self, session: Session, layer: Layer, number: int) -> None:
        if not layer.helices:
            return
        for helix, refs in layer.scene.helices.items():
            name = f"{helix}_{number}"
            if len(refs) > 3 and session.part(f"all{number}", name, _keys(layer.scene, refs)):
                session.secondary_structure(name, "H")
                # Two grooves differ in their walls: the helices of the floor stay in the background.
                floor = not layer.surface and helix.endswith("B")
                session.colour(name, mixed(layer.helices, WHITE, 0.6) if floor else layer.helices)
                self.helices[name] = "cartoon"
                if helix.endswith("B"):
                    self.floor.add(name)

    def _occupants(self, session: Session, layer: Layer, number: int) -> None:
        scene = layer.scene
        for index, occupant in enumerate(layer.shown):
            colour = layer.occupants[occupant.name]
            name = f"occupant{number}_{index}"
            if occupant.kind == "cargo":
                backbone = f"backbone{number}_{index}"
                if session.part(f"all{number}", backbone, _keys(scene, drawn_residues(occupant))):
                    session.secondary_structure(backbone, None)
                    session.colour(backbone, colour)
                    self.sticks[backbone] = "cartoon"
                keys = side_chain_keys(scene, occupant)
            else:
                keys = _keys(scene, occupant.in_groove)
            # The bond to Cys528 is in the file (struct_conn); it is drawn when both its ends are of one object.
            bonds = [bond for bond in scene.bonds if bond.other.residue in occupant.residues]
            keys += [
                key for key, _, _ in atom_keys(scene, [b.site.residue for b in bonds]) if key[3] not in NO_SIDE_CHAIN
            ]
            if session.part(f"all{number}", name, keys):
                paint = _elements(scene, keys, colour)
                paint.update({key: CYS_COLOUR for key in keys if key[:3] in {atom_key(b.site)[:3] for b in bonds}})
                session.colour(name, colour, paint)
                self.sticks[name] = "sticks"

    def _site(self, session: Session, layer: Layer, number: int) -> None:
        scene = layer.scene
        if not layer.site:
            return
        bonded = {bond.site.residue for bond in scene.bonds if bond.other.residue.key in _keys_of(layer.shown)}
        if scene.site is not None and scene.site not in bonded:
            keys = [key for key, _, _ in atom_keys(scene, [scene.site]) if key[3] not in NO_SIDE_CHAIN]
            if session.part(f"all{number}", f"site{number}", keys):
                session.colour(f"site{number}", CYS_COLOUR)
                self.sticks[f"site{number}"] = "sticks"
        lines, keys = [], []
        for contact in hydrogen_bonds(layer):
            lines.append((contact.start, contact.end))
            keys += bond_end_keys(scene, contact.first)
        if session.part(f"all{number}", f"partners{number}", keys):
            session.colour(f"partners{number}", CONTACT_CARBON, _elements(scene, keys, CONTACT_CARBON))
            self.sticks[f"partners{number}"] = "sticks"
        if lines:
            session.dashes(f"dashes{number}", lines, contact_colour(HYDROGEN_BOND))
            self.sticks[f"dashes{number}"] = "cgo"

    def _touched(self, session: Session, layer: Layer, number: int) -> None:
        """Side chains of XPO1 that an inhibitor touches, as thin sticks."""
        refs = [ref for ref in touched(layer.scene, layer.shown) if ref != layer.scene.site]
        keys = [key for key, _, _ in atom_keys(layer.scene, refs) if key[3] not in NO_SIDE_CHAIN]
        name = f"touched{number}"
        if session.part(f"all{number}", name, keys):
            session.colour(name, CONTACT_CARBON, _elements(layer.scene, keys, CONTACT_CARBON))
            session.cmd.set("stick_radius", THIN, name)
            self.touched[name] = "sticks"


def _passes(session: Session, objects: _Objects, view: View, scale: float, *, transparent: bool) -> Pixels:
    cut = view.cut is not None
    if not objects.surface:
        session.show({**objects.helices, **objects.sticks})
        return session.trace(view, scale, opaque=not transparent)
    session.show({**objects.surface, **objects.sticks})
    pixels = session.trace(view, scale, cut=cut, opaque=not transparent)
    if cut:
        pixels = outlined_section(pixels, scale)
    # Nothing shines through the face of a cut. From a side the helices of the floor would lie across the pockets.
    hidden = objects.floor if view.sideways else set()
    beneath = {name: kind for name, kind in objects.helices.items() if name not in hidden}
    beneath |= objects.touched if view.sideways else {}
    if beneath and not cut:
        session.show(beneath)
        pixels = over(session.trace_faint(view, scale), pixels, HELICES_THROUGH)
    if objects.sticks:
        session.show(objects.sticks)
        # Behind a cut nothing hides the occupant: what lies before the cut was not drawn with the surface.
        pixels = outlined(session.trace(view, scale, shadows=False), pixels, 1.0 if cut else STICKS_THROUGH, scale)
    if objects.laid_over:
        session.show(objects.laid_over)
        pixels = outlined(session.trace(view, scale, shadows=False), pixels, STICKS_THROUGH, scale)
    return pixels


def surface_residues(scene: Scene, box: Box = BOX) -> list[ResidueRef]:
    """Residues of XPO1 that the surface is made of."""
    low, high = np.array(box)
    return [
        ref
        for ref in scene.residue_at.values()
        if ((scene.atoms_of[ref] > low) & (scene.atoms_of[ref] < high)).all(axis=1).any()
    ]


def shown_side_chains(scene: Scene, occupant: SceneOccupant) -> list[ResidueRef]:
    """Residues of a cargo whose side chains are drawn: its anchors; all in the groove where it has none."""
    inside = {ref.key for ref in occupant.residues}
    anchors = [anchor.residue for anchor in scene.anchors if anchor.residue.key in inside]
    return list(dict.fromkeys(anchors)) or list(occupant.in_groove)


def side_chain_keys(scene: Scene, occupant: SceneOccupant) -> list[AtomKey]:
    """Atoms of a cargo that are drawn as sticks: the anchors' side chains, and what has a hydrogen bond."""
    shown = shown_side_chains(scene, occupant)
    keys = [key for key, _, _ in atom_keys(scene, shown) if key[3] not in NO_SIDE_CHAIN]
    drawn = set(drawn_residues(occupant))
    for contact in scene.contacts:
        if contact.type == HYDROGEN_BOND and contact.second.residue in drawn:
            keys += bond_end_keys(scene, contact.second)
    return list(dict.fromkeys(keys))


def bond_end_keys(scene: Scene, end: AtomRef) -> list[AtomKey]:
    """Atoms that are drawn so that a hydrogen bond ends somewhere: of a side chain that, of the backbone C and O."""
    if end.residue.code == "X":
        return []  # a ligand is drawn whole
    if end.name in NO_SIDE_CHAIN:
        wanted = {"C", "O", "OXT", "CA"} if end.name != "N" else {"N", "CA"}
        return [key for key, _, _ in atom_keys(scene, [end.residue]) if key[3] in wanted]
    return [key for key, _, _ in atom_keys(scene, [end.residue]) if key[3] not in NO_SIDE_CHAIN]


def hydrogen_bonds(layer: Layer) -> list[SceneContact]:
    """Hydrogen bonds of the occupants that are drawn."""
    drawn = {ref for occupant in layer.shown for ref in drawn_residues(occupant)}
    return [c for c in layer.scene.contacts if c.type == HYDROGEN_BOND and c.second.residue in drawn]


def drawn_elements(picture: Picture) -> list[str]:
    """Elements of sticks that have colours of their own, in the order of :data:`ELEMENT_COLOURS`."""
    elements: set[str] = set()
    for layer in picture.layers:
        scene = layer.scene
        keys = [key for bond in hydrogen_bonds(layer) if layer.site for key in bond_end_keys(scene, bond.first)]
        for occupant in layer.shown:
            cargo = occupant.kind == "cargo"
            keys += side_chain_keys(scene, occupant) if cargo else _keys(scene, occupant.in_groove)
        wanted = set(keys)
        residues = {key[:3] for key in wanted}
        refs = [*scene.residue_at.values(), *(ref for occupant in layer.shown for ref in occupant.residues)]
        refs = [ref for ref in refs if (ref.chain, number_of(ref), ref.component) in residues]
        symbols = scene.structure.atoms.element
        elements.update(str(symbols[index]) for key, _, index in atom_keys(scene, refs) if key in wanted)
    return [element for element in ELEMENT_COLOURS if element in elements]


def atom_key(atom: AtomRef) -> AtomKey:
    """Name an atom as PyMOL does."""
    return (atom.residue.chain, number_of(atom.residue), atom.residue.component, atom.name)


def _keys(scene: Scene, refs: Iterable[ResidueRef]) -> list[AtomKey]:
    return [key for key, _, _ in atom_keys(scene, refs)]


def _keys_of(occupants: Iterable[SceneOccupant]) -> set[tuple[str, int, str, str]]:
    return {ref.key for occupant in occupants for ref in occupant.residues}


def _elements(scene: Scene, keys: Iterable[AtomKey], carbon: str) -> dict[AtomKey, str]:
    wanted = {key[:3] for key in keys}
    elements = scene.structure.atoms.element
    return {
        (r.auth_chain, r.number, r.component, str(scene.structure.atoms.name[i])): ELEMENT_COLOURS.get(
            str(elements[i]), carbon
        )
        for r in scene.structure.residues
        if (r.auth_chain, r.number, r.component) in wanted
        for i in range(r.start, r.stop)
    }
