"""What lies in the groove by symmetry: an image of a chain or a ligand, where nothing in the file does.

A file holds the asymmetric unit, and which of the equal molecules of a crystal stand in it is a matter of choice. The
cargo of a copy of XPO1 may be written beside another copy, or alone. Then it is put where its image lies, so that all
that is measured and drawn is the complex in the crystal, and the same as from the file of the assembly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nesgroove.identify.divide import ChainPart
from nesgroove.identify.roles import known_kind
from nesgroove.model.complex import Complex, near_pockets
from nesgroove.model.crystal import images_near, with_image
from nesgroove.model.structure import BACKBONE, FloatArray, IntArray, Structure
from nesgroove.model.target import XPO1

REACH = 20.0
"""Images within this distance (A) of the middle of the pockets are looked at: no pocket's edge is farther."""

POCKET_DEPTH = 3.5
"""Atoms this close (A) to a pocket's centre are in the pocket: half the shortest distance between two centres is
2.7 A."""

MIN_IN_POCKET = 3
"""Atoms in a pocket that fill it: a valine has three beyond its backbone. Export signals of 3GJX and of predicted
complexes have 3 to 7 in each of their pockets, KPT-185 4 to 10."""

MIN_POCKETS = 2
"""Pockets that an image fills at least. A side chain of a crystal neighbour may reach into one."""


@dataclass(frozen=True)
class Placed:
    """A structure with a molecule moved to where its image lies.

    Attributes
    ----------
    structure : Structure
    residues : frozenset of int
        What was moved.
    operator : str
        As in :class:`nesgroove.model.crystal.ImageAtoms`.
    """

    structure: Structure
    residues: frozenset[int]
    operator: str


def occupant_by_symmetry(copy: Complex, parts: Sequence[ChainPart], neighbours: Sequence[str]) -> Placed | None:
    """Find the molecule whose image lies in the groove of a copy, and put it there.

    Parameters
    ----------
    copy
        A copy of XPO1 with nothing in its groove.
    parts
        The chains of the structure, taken apart.
    neighbours
        Kinds of chains that are no cargo where they lie in a groove.

    Returns
    -------
    Placed or None
        The image that has most atoms near the pockets; chains come before ligands. None where none fills two pockets,
        and without a crystal.
    """
    structure = copy.structure
    if structure.crystal is None:
        return None
    for molecules in (_chains(parts, neighbours), _ligands(structure)):
        images = [image for chosen in molecules for image in _images(copy, chosen)]
        if images:
            _, operator, residues = min(images)
            return Placed(with_image(structure, residues, operator), frozenset(residues), operator)
    return None


def _chains(parts: Sequence[ChainPart], neighbours: Sequence[str]) -> Iterator[tuple[int, ...]]:
    for part in parts:
        if part.recognition is None or part.recognition.kind not in neighbours:
            yield tuple(i for p in parts if part.name in (p.name, p.tail_of) for i in p.residues)


def _ligands(structure: Structure) -> Iterator[tuple[int, ...]]:
    for residue in structure.residues:
        if residue.kind == "ligand" and known_kind(structure, residue.index) is None:
            yield (residue.index,)


def _images(copy: Complex, residues: tuple[int, ...]) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """Images of a molecule that fill enough pockets, each with minus its number of atoms near them."""
    structure, frame = copy.structure, copy.frame
    centre: FloatArray = frame.from_frame(XPO1.centres.mean(axis=0))
    images = images_near(structure, centre, REACH, structure.atom_indices(residues))
    for operator in sorted(set(images.operator.tolist())):
        chosen = images.operator == operator
        near = len(near_pockets(frame, images.xyz[chosen]))
        if len(_filled(structure, images.atom[chosen], frame.to_frame(images.xyz[chosen]))) >= MIN_POCKETS:
            yield -near, operator, residues


def _filled(structure: Structure, atoms: IntArray, xyz: FloatArray) -> list[str]:
    """Pockets that atoms at these places in the groove frame fill; a chain's backbone fills none."""
    polymer = np.array([structure.residues[i].kind == "polymer" for i in structure.atoms.residue[atoms].tolist()])
    side = ~(polymer & np.isin(structure.atoms.name[atoms], sorted(BACKBONE)))
    distance = np.linalg.norm(xyz[side][:, None] - XPO1.centres[None], axis=2)
    count = (distance < POCKET_DEPTH).sum(axis=0)
    return [
        name for name, atoms_there in zip(XPO1.pockets, count.tolist(), strict=True) if atoms_there >= MIN_IN_POCKET
    ]
