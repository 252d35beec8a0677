"""What lies in the groove later than in the first frame: looked for in frames spread over the trajectories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from nesgroove.errors import NesgrooveError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.trajectory.opened import Reader, quiet
from nesgroove.io.trajectory.system import box_of
from nesgroove.model.complex import Complex, Molecule, Occupant, near_pockets
from nesgroove.series.trajectory.first import First
from nesgroove.series.trajectory.mended import Mending

LOOKS: Final = 10
"""Frames of each trajectory that are looked at, from the first to the last."""

KNOWN: Final = ("xpo1", "ran", "ranbp", "nucleotide", "additive")
"""Roles of molecules that do not come into the groove."""


def has_strangers(complex_: Complex) -> bool:
    """Tell whether something in the file could come into the groove that is not there: else nobody has to look."""
    placed = {i for m in complex_.molecules if m.role in KNOWN for i in m.residues}
    placed |= {i for occupant in complex_.occupants for i in occupant.residues}
    placed |= {i for copy in complex_.copies for i in copy.residues}
    return any(
        r.index not in placed and r.kind != "water" and r.stop - r.start > 1 for r in complex_.structure.residues
    )


def comings(first: First, frames: Iterable[tuple[Reader, int]]) -> list[Occupant]:
    """Find what is in the groove in some frames and not in the first.

    Parameters
    ----------
    first
        The system as its first frame shows it.
    frames
        Trajectories, and numbers of frames in them.

    Returns
    -------
    list of Occupant
        In the order in which they were come upon.
    """
    known = {residue for occupant in first.complex.occupants for residue in occupant.residues}
    found: list[Occupant] = []
    for reader, frame in frames:
        with quiet():
            ts = reader[frame]
        xyz = np.asarray(ts.positions[first.rows], dtype=np.float64)
        try:
            there = first.mending.mended(xyz, box_of(ts.dimensions, first.heavy_atoms))
            complexes = find_complexes(first.complex.structure.with_xyz(there))[0]
        except NesgrooveError:
            continue  # the frame is flagged when it is measured
        for complex_ in complexes:
            if complex_.chain.residues == first.complex.chain.residues:
                new = [occupant for occupant in complex_.occupants if not known & set(occupant.residues)]
                known |= {residue for occupant in new for residue in occupant.residues}
                found += new
    return found


def with_comings(first: First, occupants: Iterable[Occupant]) -> First:
    """Follow occupants that come later from the first frame on.

    Parameters
    ----------
    first
        The system as its first frame shows it.
    occupants
        What :func:`comings` found.

    Returns
    -------
    First
        The same complex with these occupants behind its own.
    """
    complex_ = first.complex
    structure = complex_.structure
    for occupant in occupants:
        taken = set(occupant.residues)
        near = len(near_pockets(complex_.frame, structure.atoms.xyz[structure.atom_indices(occupant.residues)]))
        others = [m for m in complex_.molecules if not taken & set(m.residues)]
        complex_ = replace(
            complex_,
            molecules=(*others, Molecule(occupant.name, occupant.kind, occupant.residues, None, near)),
            occupants=(*complex_.occupants, replace(occupant, atoms_near_pockets=near)),
        )
    own = first.mending
    return replace(
        first, complex=complex_, mending=Mending.of(complex_, own.xyz, own.residue, own.chain, own.box, own.bonds)
    )
