"""What every scene holds, whichever program shows it: its parts by name, their colours, the camera.

The writers for PyMOL, ChimeraX and MolViewSpec say the same thing in three languages; what they say is here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from nesgroove.compare.kinds import kind_mark
from nesgroove.io.files import LETTERS, safe_name
from nesgroove.model.kinds import kinds_counted
from nesgroove.model.structure import SOURCE_KINDS
from nesgroove.model.target import XPO1
from nesgroove.show.confidence import plddt_words
from nesgroove.show.look import KIND_COLOURS, PARTNER_COLOURS, contact_order
from nesgroove.show.marks import poorly_seen
from nesgroove.show.scene.ids import plain
from nesgroove.show.scene.model import ResidueRef, Scene, SceneAnchor, SceneBond, SceneContact, SceneOccupant

HIDDEN: Final = frozenset({"hydrophobic", "clash"})
"""Contacts that begin switched off: there are so many of them that they hide the others."""

CARGO: Final = "cargo"

SET_APART: Final = tuple(f"{CARGO}, {kind}" for kind in SOURCE_KINDS if kind not in ("experiment", "phantom"))
"""Cargoes of predictions and of other models, of which there may be very many, are groups of their own."""

EMPTY: Final = "empty groove"

TRANSPARENCY: Final = 0.45

GAP: Final = 4
"""Residues of a cargo that may bulge out of the groove within its export signal."""

FIELD_OF_VIEW: Final = 20.0
"""PyMOL's own, degrees. An orthographic view has one too: it says how far away the camera is for what it shows."""

VIEW_CENTRE: Final = (4.0, 0.0, 0.0)
"""Middle of the pockets, where the camera looks."""

VIEW_HEIGHT: Final = 44.0
"""What the window shows from top to bottom, A: the four helices and a margin."""

LABEL_SHIFT: Final = 3.0
"""How far below its pocket's centre (along -y) a name is written, A: before the occupant neither could be read."""

NAME_ROOM: Final = (3.2, 1.5)
"""Along x and y, how far names of residues are from each other at least, A: as wide and high as they are written."""

SHIFTS: Final = sorted(
    ((0.8 * down, 1.6 * aside) for down in range(-12, 13) for aside in range(-6, 7)),
    key=lambda shift: (round(math.hypot(*shift), 6), shift),
)
"""Where a name is tried, across and along the groove from its residue, A; the nearest first."""

MARK_PLACE: Final = (4.0, -15.5, 4.0)
"""Where a scene says that it was not observed: below the groove, near the lower edge of the view."""

COMPLEX_HEIGHT: Final = 110.0
"""The same for a view of the whole complex."""


HOME_POSITIONS: Final = {
    "P0": (514, 554, 558),
    "P1": (518, 521, 522),
    "P2": (545, 561, 564, 565),
    "P3": (525, 528, 541, 544, 568),
    "P4": (534, 537, 538, 572),
}
"""Each position that lines pockets in one of them, for colours: of the pockets that it lines, the one to whose centre
its side chain is nearest in 3GJX (mean over its atoms)."""


@dataclass(frozen=True)
class Part:
    """A part that can be switched on and off.

    Attributes
    ----------
    name : str
        The same in every program: ``xpo1``, ``occupant``, ``ran`` ...
    kind : str
        What it is, which decides how it is drawn: ``xpo1``, ``inhibitor``, ``cargo``, ``ran``, ``ranbp``,
        ``nucleotide``, ``partner``, ``others``.
    words : str
        For readers.
    members : tuple of int
        Indices of its residues in the scene's structure.
    """

    name: str
    kind: str
    words: str
    members: tuple[int, ...]


def parts(scene: Scene) -> list[Part]:
    """Divide a complex: each residue belongs to one part.

    Parameters
    ----------
    scene
        The complex.

    Returns
    -------
    list of Part
        XPO1 first, then occupants, partners and nucleotides; ``others``, where there are any, last.
    """
    structure = scene.structure
    index = scene.indices
    free = set(range(len(structure.residues)))

    def claim(members: Iterable[int]) -> tuple[int, ...]:
        mine = tuple(sorted(free.intersection(members)))
        free.difference_update(mine)
        return mine

    occupants = []
    for number, occupant in enumerate(scene.occupants, start=1):
        name = "occupant" if len(scene.occupants) == 1 else f"occupant_{number}"
        words = f"{occupant.label} ({occupant.kind})"
        occupants.append(Part(name, occupant.kind, words, claim(index[r] for r in occupant.residues)))

    def chain(name: str) -> tuple[int, ...]:
        return claim(r.index for r in structure.residues if r.auth_chain == name and r.kind == "polymer")

    listed = [Part("xpo1", "xpo1", "XPO1", chain(scene.xpo1_chain)), *occupants]
    for role in sorted(scene.partners):
        for number, name in enumerate(scene.partners[role], start=1):
            kind = role if role in {"ran", "ranbp"} else "partner"
            words = {"ran": "Ran", "ranbp": "Ran-binding protein"}.get(role, role)
            ending = "" if len(scene.partners[role]) == 1 else f"_{number}"
            plain = {"cargo": "cargo_elsewhere", "other": "partner"}.get(role, role)
            listed.append(Part(f"{plain}{ending}", kind, words, chain(name)))
    listed.append(Part("nucleotide", "nucleotide", "nucleotide", claim(index[r] for r in scene.nucleotides)))
    listed.append(Part("others", "others", "ions, additives and all that is not shown", tuple(sorted(free))))
    return [part for part in listed if part.members]


def xpo1(scene: Scene) -> Part:
    """The part that is XPO1."""
    return next(part for part in parts(scene) if part.kind == "xpo1")


def occupant_parts(scene: Scene, divided: Iterable[Part]) -> list[tuple[Part, SceneOccupant]]:
    """Each occupant with its part of a divided complex."""
    return list(zip((part for part in divided if part.kind in KIND_COLOURS), scene.occupants, strict=True))


def partner_parts(divided: Iterable[Part]) -> list[tuple[Part, str]]:
    """Partners and nucleotides, with their colours."""
    drawn = [part for part in divided if part.kind not in {"xpo1", "others", *KIND_COLOURS}]
    return [(part, PARTNER_COLOURS.get(part.kind, PARTNER_COLOURS["other"])) for part in drawn]


def anchors_in(scene: Scene, refs: Collection[ResidueRef]) -> list[SceneAnchor]:
    """Anchors among some residues of a cargo."""
    return [anchor for anchor in scene.anchors if anchor.residue in refs]


def bond_words(bond: SceneBond) -> str:
    """Name the atoms of a bond and its length: ``SG - C12, 1.83 A``."""
    return f"{bond.site.name} - {plain(bond.other.name)}, {bond.length:.2f} A"


def groove(scene: Scene) -> tuple[ResidueRef, ...]:
    """Residues of the groove, positions 510 to 594, that are in the file."""
    return scene.residues(range(XPO1.span[0], XPO1.span[1] + 1))


def home_pockets(scene: Scene) -> dict[str, tuple[ResidueRef, ...]]:
    """Residues that line pockets, each in one pocket alone: a surface has one colour."""
    return {name: scene.residues(positions) for name, positions in HOME_POSITIONS.items()}


def signal(scene: Scene, occupant: SceneOccupant) -> tuple[ResidueRef, ...]:
    """Residues of a cargo in the groove, and those of gaps of up to four between them: what a reader takes for one.

    Parameters
    ----------
    scene
        The complex.
    occupant
        Its cargo.
    """
    inside = [index for index, ref in enumerate(occupant.residues) if ref in occupant.in_groove]
    filled = {index for first, last in pairwise(inside) if last - first <= GAP + 1 for index in range(first, last)}
    return tuple(occupant.residues[index] for index in sorted(filled.union(inside)))


def contact_groups(scene: Scene) -> dict[str, tuple[SceneContact, ...]]:
    """Contacts by type, in the order of the figures; covalent ones are drawn as the bond that they are."""
    by_type: dict[str, list[SceneContact]] = defaultdict(list)
    for contact in scene.contacts:
        if contact.type != "covalent":
            by_type[contact.type].append(contact)
    return {
        kind: tuple(sorted(by_type[kind], key=lambda c: (c.first.residue.position or 0, c.label)))
        for kind in sorted(by_type, key=contact_order)
    }


def contact_residues(scene: Scene) -> tuple[ResidueRef, ...]:
    """Residues of XPO1 and of cargoes between which lines are shown from the start; their side chains are shown too."""
    inhibitors = {r for o in scene.occupants if o.kind == "inhibitor" for r in o.residues}
    shown = [c for kind, contacts in contact_groups(scene).items() if kind not in HIDDEN for c in contacts]
    refs = dict.fromkeys(atom.residue for c in shown for atom in (c.first, c.second))
    return tuple(r for r in refs if r not in inhibitors and r != scene.site)


def touched(scene: Scene, occupants: Iterable[SceneOccupant] | None = None) -> tuple[ResidueRef, ...]:
    """Residues of XPO1 that inhibitors have contacts with, by position; contacts of van der Waals alone are none.

    Parameters
    ----------
    scene
        The complex.
    occupants
        Which of its occupants; all where none are given. Cargoes among them do not count.
    """
    named = scene.occupants if occupants is None else occupants
    inhibitors = {ref for occupant in named if occupant.kind == "inhibitor" for ref in occupant.residues}
    refs = {contact.first.residue for contact in scene.contacts if contact.second.residue in inhibitors}
    return tuple(sorted(refs, key=lambda ref: (ref.position or 0, ref.key)))


def residue_labels(scene: Scene) -> dict[str, tuple[ResidueRef, tuple[float, float, float]]]:
    """Names of residues that inhibitors touch, in the numbers of human XPO1, with the residue and where they stand.

    That is the end of the side chain, or as near to it as no other name is, seen from the solvent. The residue at 528
    has a place and a colour of its own.
    """
    labels = {}
    taken = [xyz[:2] for xyz in label_points().values()]
    for ref in touched(scene):
        xyz = scene.atoms_of[ref]
        alpha = scene.structure.atom_of(scene.records[ref.key].index, "CA")
        if ref == scene.site or alpha is None:
            continue
        far = np.linalg.norm(xyz - scene.structure.atoms.xyz[alpha], axis=1).argsort()[-2:]
        x, y, z = xyz[far].mean(axis=0).tolist()
        across, along = next(shift for shift in SHIFTS if _free(x + shift[1], y + shift[0], taken))
        taken.append((x + along, y + across))
        labels[ref.site_name] = (ref, (x + along, y + across, z))
    return labels


def _free(x: float, y: float, taken: Iterable[tuple[float, float]]) -> bool:
    """Whether a name has room at a point, seen from the solvent."""
    return all(abs(x - other[0]) > NAME_ROOM[0] or abs(y - other[1]) > NAME_ROOM[1] for other in taken)


def group_name(kind: str) -> str:
    """Name of a group of contacts: ``contacts_hydrogen_bond``."""
    return f"contacts_{safe_name(kind.lower(), LETTERS)}"


def label_points() -> dict[str, tuple[float, float, float]]:
    """Where the names of the pockets are written."""
    return {name: (x, y - LABEL_SHIFT, z) for name, (x, y, z) in XPO1.pocket_centres.items()}


def mark(scene: Scene) -> str:
    """What is written across a picture of what nobody has observed: ``phantom - not observed``; else nothing.

    Of a prediction it says how sure the predictor was too, of an experiment whether an occupant is poorly seen.
    """
    marks = filter(None, [kind_mark(scene.source_kind), plddt_words(scene.row), poorly_seen(scene.row)])
    return " - ".join(marks).replace(",", " -")


def camera_distance(height: float) -> float:
    """How far away PyMOL's camera is when it shows so much from top to bottom, A."""
    return height / 2 / math.tan(math.radians(FIELD_OF_VIEW / 2))


def counted(scenes: Sequence[Scene]) -> str:
    """Count complexes by kind: ``5 experiments, 14 composites``."""
    return kinds_counted(scene.source_kind for scene in scenes)


def headline(scene: Scene) -> str:
    """What a scene shows, in one line."""
    return plain(f"{scene.id}: {scene.compound} ({scene.source})")


def reference_of(scenes: Sequence[Scene]) -> Scene:
    """Choose the complex whose groove is drawn as a surface: the first with a cargo, observed ones before others."""
    cargoes = [s for s in scenes if any(o.kind == "cargo" for o in s.occupants)]
    observed = [s for s in cargoes if s.observed]
    return (observed or cargoes or list(scenes))[0]


def by_compound(scenes: Sequence[Scene]) -> dict[str, list[Scene]]:
    """Group complexes by what is in the groove: inhibitors by compound, then cargoes, empty grooves last.

    Cargoes of models (predicted complexes, of which there may be very many) are groups of their own, one a kind.
    """
    groups: dict[str, list[Scene]] = defaultdict(list)
    for scene in scenes:
        apart = f"{CARGO}, {scene.source_kind}"
        cargo = apart if apart in SET_APART else CARGO
        words = [o.label if o.kind == "inhibitor" else cargo for o in scene.occupants]
        groups[plain(" and ".join(sorted(set(words))) or EMPTY)].append(scene)
    last = (CARGO, *SET_APART, EMPTY)
    order = sorted(groups, key=lambda name: (last.index(name) if name in last else -1, name.lower(), name))
    return {name: groups[name] for name in order}


def held_back(groups: Collection[str]) -> set[str]:
    """Groups of a family that begin switched off: modelled cargoes, which would bury everything else."""
    apart = set(groups).intersection(SET_APART)
    return apart if len(groups) > len(apart) else set()
