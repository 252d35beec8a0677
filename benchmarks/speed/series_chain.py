"""What one would chain for poses and frames: ProLIF's fingerprint and pyKVFinder's cavity; what a worker does."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from speed.engine import frames_of, groove_of, poses_of

if TYPE_CHECKING:
    from nesgroove.measure.groove import Groove

AROUND = 15.0
"""Residues within this distance (A) of a pocket's centre are what the tools are given."""

POSE, FRAME, CAVITY = "ProLIF, a pose", "ProLIF, a frame", "pyKVFinder"

TOOLS = (POSE, FRAME, CAVITY)

INTERACTIONS = [
    "Hydrophobic", "ImplicitHBDonor", "ImplicitHBAcceptor", "PiStacking", "Anionic", "Cationic", "CationPi", "PiCation",
    "VdWContact",
]  # fmt: skip

COUNT = 4
"""Poses or frames that a run takes."""


def tools(path: str) -> Callable[[str], int]:
    """Prepare both tools on the residues around the groove; then the name of one gives how many it did."""
    import prolif
    import pyKVFinder

    from nesgroove.model.target import XPO1

    warnings.simplefilter("ignore")
    groove = groove_of(path)
    own, around = groove.occupant_atoms, _around(groove)
    rows = [[0, "A", "ALA", "CA", *xyz, 1.7] for xyz in groove.xyz[around].tolist()]
    low, high = XPO1.centres.min(axis=0) - 12, XPO1.centres.max(axis=0) + 12
    corners = np.array([low, *(np.where(np.arange(3) == axis, high, low) for axis in range(3))])
    universe = _universe(groove, np.concatenate([around, own]))
    receptor, ligand = universe.atoms[: len(around)], universe.atoms[len(around) :]
    fingerprint = prolif.Fingerprint(INTERACTIONS)
    protein = prolif.Molecule.from_mda(receptor, NoImplicit=False)

    def fitted(molecule: prolif.Molecule) -> None:
        made = prolif.Molecule.from_mda(ligand, NoImplicit=False)
        fingerprint.run_from_iterable([made], molecule, progress=False, n_jobs=1)

    def pose(xyz: np.ndarray) -> None:
        ligand.positions = xyz[own]
        fitted(protein)

    def frame(xyz: np.ndarray) -> None:
        universe.atoms.positions = xyz[np.concatenate([around, own])]
        fitted(prolif.Molecule.from_mda(receptor, NoImplicit=False))

    def cavity(xyz: np.ndarray) -> None:
        pyKVFinder.detect(np.array(rows, dtype=object), corners, step=0.6, probe_in=1.4, probe_out=8.0, nthreads=1)

    poses, frames = poses_of(groove, COUNT), frames_of(groove, COUNT)
    calls = {POSE: (pose, poses), FRAME: (frame, frames), CAVITY: (cavity, poses[:1])}

    def run(tool: str) -> int:
        call, coordinates = calls[tool]
        for xyz in coordinates:
            call(xyz)
        return len(coordinates)

    for tool in TOOLS:
        run(tool)
    return run


def _around(groove: Groove) -> np.ndarray:
    """Atoms of the residues around the groove."""
    from nesgroove.model.target import XPO1

    near = np.linalg.norm(groove.xyz[groove.receptor][:, None] - XPO1.centres, axis=2).min(axis=1) < AROUND
    residues = sorted(set(groove.structure.atoms.residue[groove.receptor[near]].tolist()))
    return np.asarray(groove.structure.atom_indices(residues))


def _universe(groove: Groove, atoms: np.ndarray) -> Any:  # noqa: ANN401
    """Some atoms of a complex in MDAnalysis, with bonds by distance."""
    import MDAnalysis

    structure = groove.structure
    residue = structure.atoms.residue[atoms]
    kept, index = np.unique(residue, return_inverse=True)
    universe = MDAnalysis.Universe.empty(
        len(atoms), n_residues=len(kept), atom_resindex=index, residue_segindex=[0] * len(kept), trajectory=True
    )
    elements = [element.capitalize() for element in structure.atoms.element[atoms].tolist()]
    universe.add_TopologyAttr("names", structure.atoms.name[atoms].tolist())
    universe.add_TopologyAttr("elements", elements)
    universe.add_TopologyAttr("types", elements)
    universe.add_TopologyAttr("resnames", [structure.residues[i].component for i in kept.tolist()])
    universe.add_TopologyAttr("resids", [structure.residues[i].auth_seq_id for i in kept.tolist()])
    universe.add_TopologyAttr("segids", ["A"])
    universe.add_TopologyAttr("chainIDs", ["A"] * len(atoms))
    universe.atoms.positions = structure.atoms.xyz[atoms]
    universe.atoms.guess_bonds()
    return universe
