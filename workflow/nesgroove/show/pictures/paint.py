"""Which atom of the groove's surface has which colour: by pocket, or by type of contact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

import numpy as np

from nesgroove.errors import ConfigError
from nesgroove.model.target import XPO1
from nesgroove.show.colours import mixed
from nesgroove.show.look import CYS_COLOUR, POCKET_COLOURS, SURFACE_COLOUR, contact_colour, contact_order
from nesgroove.show.scene.model import ResidueRef, Scene, SceneOccupant

AtomKey: TypeAlias = tuple[str, str, str, str]
"""Chain, number with insertion code, component and name of an atom: the ids by which PyMOL knows it."""

SCHEMES: Final = ("pocket", "contact", "plain")

COLOURED_WITHIN: Final = 9.0
"""An atom of a pocket's residue is the pocket's when it is no farther from its centre, A: the residues that line
P4 reach around the corner, where no picture of the groove should show P4."""

SOFT: Final = 0.1
"""How much of the plain surface is mixed into the colours of pockets, so that sticks stand out from them."""

PALE: Final = 0.4
"""The same of the colours of contacts, which are dark because their lines are thin."""

NEIGHBOURS: Final = 2
"""The backbone of a cargo is drawn this many residues beyond those in the groove."""

NO_SIDE_CHAIN: Final = frozenset({"N", "C", "O", "OXT"})
"""Atoms that are left out where a side chain is drawn; CA is its beginning."""


def number_of(ref: ResidueRef) -> str:
    """Number with insertion code, as PyMOL writes it."""
    return f"{ref.number}{ref.ins_code}"


def atom_keys(scene: Scene, refs: Iterable[ResidueRef]) -> list[tuple[AtomKey, ResidueRef, int]]:
    """Name the atoms of residues: key, residue and index in the structure."""
    wanted = {ref.key: ref for ref in refs}
    records = [(scene.records[key], ref) for key, ref in wanted.items() if key in scene.records]
    keys = []
    for record, ref in sorted(records, key=lambda pair: pair[0].start):
        for index, name in enumerate(scene.structure.atoms.name[record.start : record.stop].tolist(), record.start):
            keys.append(((ref.chain, number_of(ref), ref.component, str(name)), ref, index))
    return keys


def chosen_scheme(name: str) -> str:
    """Check the name of a colouring.

    Raises
    ------
    ConfigError
        There is no such colouring.
    """
    if name not in SCHEMES:
        raise ConfigError(f"there is no colouring {name!r}", step="picture", remedy=f"Choose from {', '.join(SCHEMES)}")
    return name


def surface_colours(scene: Scene, scheme: str) -> dict[AtomKey, str]:
    """Colour the atoms whose surface is not plain.

    Parameters
    ----------
    scene
        The complex.
    scheme : {'pocket', 'contact', 'plain'}
        ``plain`` colours the residue at 528 alone.

    Returns
    -------
    dict
        Colours, ``#rrggbb``, by atom.
    """
    colours: dict[AtomKey, str] = {}
    if scheme == "pocket":
        colours = _by_pocket(scene)
    elif scheme == "contact":
        strongest = strongest_contacts(scene)
        for key, ref, _ in atom_keys(scene, strongest):
            colours[key] = contact_tone(strongest[ref])
    if scene.site is not None:
        for key, _, _ in atom_keys(scene, [scene.site]):
            if key[3] not in NO_SIDE_CHAIN:
                colours[key] = CYS_COLOUR
    return colours


def drawn_residues(occupant: SceneOccupant) -> list[ResidueRef]:
    """Residues of an occupant that are drawn: of a cargo its export signal and a little of what follows."""
    if occupant.kind != "cargo":
        return list(occupant.residues)
    inside = {ref.key for ref in occupant.in_groove}
    indices = [i for i, ref in enumerate(occupant.residues) if ref.key in inside]
    near = {i + step for i in indices for step in range(-NEIGHBOURS, NEIGHBOURS + 1)}
    return [ref for i, ref in enumerate(occupant.residues) if i in near]


def strongest_contacts(scene: Scene) -> dict[ResidueRef, str]:
    """Choose the strongest type of contact of each residue with what is drawn of an occupant."""
    drawn = {ref for occupant in scene.occupants for ref in drawn_residues(occupant)}
    types: dict[ResidueRef, str] = {}
    for contact in scene.contacts:
        if contact.second.residue not in drawn:
            continue
        ref = contact.first.residue
        types[ref] = min(types.get(ref, contact.type), contact.type, key=contact_order)
    return types


def contact_tone(kind: str) -> str:
    """Colour of a surface that has contacts of a type: lighter than their lines, so that sticks stand out from it."""
    return mixed(contact_colour(kind), SURFACE_COLOUR, PALE)


def softened(colour: str) -> str:
    """Mix a colour with that of the plain surface."""
    return mixed(colour, SURFACE_COLOUR, SOFT)


def _by_pocket(scene: Scene) -> dict[AtomKey, str]:
    pockets_of: dict[ResidueRef, list[str]] = {}
    for pocket, refs in scene.pockets.items():
        for ref in refs:
            pockets_of.setdefault(ref, []).append(pocket)
    colours = {}
    for key, ref, index in atom_keys(scene, pockets_of):
        xyz = scene.structure.atoms.xyz[index]
        far = {pocket: float(np.linalg.norm(xyz - XPO1.pocket_centres[pocket])) for pocket in pockets_of[ref]}
        nearest = min(far, key=lambda pocket: (far[pocket], pocket))
        if far[nearest] <= COLOURED_WITHIN and key[3] not in NO_SIDE_CHAIN:
            colours[key] = softened(POCKET_COLOURS[nearest])
    return colours
