"""Poses and frames in the product's engine; what a worker does.

Poses are the compound of a complex shaken and moved in its receptor; frames are the whole complex, every atom shaken.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nesgroove.measure.groove import Groove
    from nesgroove.measure.warhead import Approach

Coordinates = NDArray[np.float64]

CHUNK = 500
"""Frames that sums over a few atoms take at once."""

LEVELS = {
    "poses: occupancy and footprint": (60, 0),
    "poses: and typed contacts, the bond at Cys528": (40, 0),
    "poses: the same without numba": (10, 0),
    "poses: each as a complex of its own": (4, 0),
    "frames: widths, state, RMSD, warhead": (4, CHUNK),
    "frames: and exact pockets, occupancy, footprint": (30, 0),
    "frames: and exposure of SG, typed contacts, the bond": (20, 0),
    "frames: exact pockets, occupancy, footprint without numba": (4, 0),
}
"""What is measured: sets of coordinates that a run takes, and how many frames each holds, if it is more than one."""

POSES, FRAMES = "poses: and typed contacts, the bond at Cys528", "frames: and exact pockets, occupancy, footprint"
"""Levels that are set beside other tools."""


def groove_of(path: str) -> Groove:
    """The first complex of a file, with the references that come with the package."""
    from nesgroove.identify.complexes import find_complexes
    from nesgroove.io.read import read_structure
    from nesgroove.measure.groove import Groove, Settings
    from nesgroove.survey.references import packaged_references

    warnings.simplefilter("ignore")
    structure = read_structure(Path(path))
    return Groove(find_complexes(structure)[0][0], Settings(references=packaged_references()))


def poses_of(groove: Groove, count: int) -> list[Coordinates]:
    """Coordinates of the complex with its occupant shaken and moved, A, each of shape (atoms, 3)."""
    random, own, moved = np.random.default_rng(3), groove.occupant_atoms, []
    for _ in range(count):
        xyz = groove.structure.atoms.xyz.copy()
        xyz[own] += random.normal(scale=0.5, size=3) + random.normal(scale=0.1, size=(len(own), 3))
        moved.append(xyz)
    return moved


def frames_of(groove: Groove, count: int) -> list[Coordinates]:
    """Coordinates of the complex with every atom shaken, A, each of shape (atoms, 3)."""
    random, xyz = np.random.default_rng(4), groove.structure.atoms.xyz
    return [xyz + random.normal(scale=0.15, size=xyz.shape) for _ in range(count)]


def levels(path: str) -> Callable[[str, int], int]:
    """Prepare everything, and compile; then ``level`` and a part of its coordinates give how many were measured."""
    from nesgroove.measure.groove import Groove
    from nesgroove.measure.moving import Moving
    from nesgroove.measure.quick import Quick
    from nesgroove.measure.sums import PLAIN

    groove = groove_of(path)
    poses, frames = poses_of(groove, 60), frames_of(groove, 30)
    still, moving = Moving(groove, still=True), Moving(groove, still=False)
    plain_still, plain = Moving(groove, still=True, sums=PLAIN), Moving(groove, still=False, sums=PLAIN)
    quick = Quick(groove, warhead_of(groove))
    chunk = np.repeat(groove.structure.atoms.xyz[None, quick.atoms], CHUNK, axis=0)
    chunk += np.random.default_rng(5).normal(scale=0.15, size=chunk.shape)
    calls: dict[str, tuple[Callable[[Coordinates], object], list[Coordinates]]] = dict(
        zip(
            LEVELS,
            [
                (lambda xyz: with_occupancy(still.at(xyz)), poses),
                (lambda xyz: whole(still.at(xyz)), poses),
                (lambda xyz: whole(plain_still.at(xyz)), poses),
                (lambda xyz: whole(Groove(groove.complex.with_xyz(xyz), groove.settings)), poses),
                (quick.at, [chunk] * 4),
                (lambda xyz: with_pockets(moving.at(xyz)), frames),
                (lambda xyz: everything(moving.at(xyz)), frames),
                (lambda xyz: with_pockets(plain.at(xyz)), frames),
            ],
            strict=True,
        )
    )

    def run(level: str, share: int = 1) -> int:
        call, coordinates = calls[level]
        count, held = LEVELS[level]
        chosen = coordinates[: max(count // share, 2)]
        for xyz in chosen:
            call(xyz)
        return len(chosen) * (held or 1)

    for level in LEVELS:
        run(level, 100)
    return run


def warhead_of(groove: Groove) -> Approach | None:
    """The atoms of the bond at the cysteine."""
    from nesgroove.measure.warhead import Approach
    from nesgroove.model.target import XPO1

    bond = next(iter(groove.site_bonds), None)
    carbon = groove.complex.atom_at(XPO1.cysteine, "CB")
    return None if bond is None else Approach(bond.site_atom, carbon, bond.other_atom)


def with_occupancy(groove: Groove) -> Groove:
    """Occupancy and footprint of each occupant."""
    from nesgroove.measure.footprint import Footprints
    from nesgroove.measure.occupancy import occupancy

    for occupant in groove.complex.occupants:
        groove.once(occupancy, occupant)
    list(Footprints().rows(groove))
    return groove


def with_contacts(groove: Groove) -> Groove:
    """Typed contacts and the bond at the cysteine."""
    from nesgroove.measure.contacts import occupant_contacts
    from nesgroove.measure.covalent import CovalentBonds

    for occupant in groove.complex.occupants:
        groove.once(occupant_contacts, occupant)
    list(CovalentBonds().rows(groove))
    return groove


def whole(groove: Groove) -> Groove:
    """All of a pose."""
    return with_contacts(with_occupancy(groove))


def with_pockets(groove: Groove) -> Groove:
    """Pockets, and what is in them."""
    from nesgroove.measure.pockets import shapes_of

    groove.once(shapes_of)
    return with_occupancy(groove)


def everything(groove: Groove) -> Groove:
    """All of a frame."""
    from nesgroove.measure.scalar import scalars

    scalars(with_pockets(groove))
    return with_contacts(groove)
