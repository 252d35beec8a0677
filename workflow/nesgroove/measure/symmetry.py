"""Symmetry images that reach into the groove."""

from __future__ import annotations

import numpy as np

from nesgroove.identify.by_symmetry import REACH
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import near_pockets
from nesgroove.model.crystal import ImageAtoms, images_near
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1


def images_in_groove(groove: Groove) -> ImageAtoms | None:
    """Find the symmetry images of atoms that lie near a pocket; None without a crystal."""
    structure, frame = groove.structure, groove.complex.frame
    if structure.crystal is None:
        return None
    water = np.array([residue.kind == "water" for residue in structure.residues], dtype=bool)
    solid = np.flatnonzero(~water[structure.atoms.residue])
    centre: FloatArray = frame.from_frame(XPO1.centres.mean(axis=0))
    images = images_near(structure, centre, REACH, solid)
    near = near_pockets(frame, images.xyz)
    return ImageAtoms(images.atom[near], images.xyz[near], images.operator[near])
