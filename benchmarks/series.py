"""What series of coordinates cost: poses in a still receptor, frames that move, and what one would chain instead.

    python benchmarks/series.py ../shared/structures [--entry composite_v6a]

Poses are the compound of the entry shaken and turned; frames are the whole complex, every atom shaken. All is measured
in one process and one run, imports and compiling aside, in CPU time, so that the ratios hold on any machine and
whatever else it does. Beside it stands what one would chain today: ProLIF's fingerprint and the cavity by pyKVFinder,
for each pose or frame, both on the residues around the groove alone.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from nesgroove.identify.complexes import find_complexes
from nesgroove.io.read import read_structure
from nesgroove.measure.contacts import occupant_contacts
from nesgroove.measure.covalent import CovalentBonds
from nesgroove.measure.footprint import Footprints
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.moving import Moving
from nesgroove.measure.occupancy import occupancy
from nesgroove.measure.pockets import shapes_of
from nesgroove.measure.quick import Quick
from nesgroove.measure.scalar import scalars
from nesgroove.measure.sums import PLAIN
from nesgroove.measure.warhead import Approach
from nesgroove.model.target import XPO1
from nesgroove.survey.references import packaged_references

POSES, FRAMES, CHAINED = 100, 60, 8
CHUNK = 500
AROUND = 15.0
"""Residues within this distance (A) of a pocket's centre are what ProLIF and pyKVFinder are given."""


def rate(call: Callable[[np.ndarray], object], coordinates: list[np.ndarray]) -> float:
    """Sets of coordinates a second of CPU time, after two that warm up."""
    for xyz in coordinates[:2]:
        call(xyz)
    start = time.process_time()
    for xyz in coordinates:
        call(xyz)
    return len(coordinates) / (time.process_time() - start)


def poses_of(groove: Groove, count: int) -> list[np.ndarray]:
    """Coordinates of the complex with its occupant shaken and moved."""
    generator = np.random.default_rng(3)
    own, moved = groove.occupant_atoms, []
    for _ in range(count):
        xyz = groove.structure.atoms.xyz.copy()
        xyz[own] += generator.normal(scale=0.5, size=3) + generator.normal(scale=0.1, size=(len(own), 3))
        moved.append(xyz)
    return moved


def frames_of(groove: Groove, count: int) -> list[np.ndarray]:
    """Coordinates of the complex with every atom shaken."""
    generator = np.random.default_rng(4)
    xyz = groove.structure.atoms.xyz
    return [xyz + generator.normal(scale=0.15, size=xyz.shape) for _ in range(count)]


def warhead_of(groove: Groove) -> Approach | None:
    """The atoms of the bond at the cysteine."""
    bond = next(iter(groove.site_bonds), None)
    carbon = groove.complex.atom_at(XPO1.cysteine, "CB")
    return None if bond is None else Approach(bond.site_atom, carbon, bond.other_atom)


def with_occupancy(groove: Groove) -> None:
    """Occupancy and footprint of each occupant."""
    for occupant in groove.complex.occupants:
        groove.once(occupancy, occupant)
    list(Footprints().rows(groove))


def with_contacts(groove: Groove) -> None:
    """Typed contacts and the bond at the cysteine."""
    for occupant in groove.complex.occupants:
        groove.once(occupant_contacts, occupant)
    list(CovalentBonds().rows(groove))


def poses(groove: Groove) -> float:
    """Print what poses cost; return poses a second."""
    coordinates = poses_of(groove, POSES)
    moving = Moving(groove, still=True)

    def whole(made: Groove) -> None:
        with_occupancy(made)
        with_contacts(made)

    atoms = len(groove.occupant_atoms)
    print(f"\nposes: {atoms} heavy atoms in a still receptor of {len(groove.receptor)}, a core")
    print(f"  {'occupancy and footprint':58s} {rate(lambda x: with_occupancy(moving.at(x)), coordinates):8.0f} poses/s")
    ours = rate(lambda x: whole(moving.at(x)), coordinates)
    print(f"  {'occupancy, footprint, typed contacts, covalent':58s} {ours:8.0f} poses/s")
    plain = Moving(groove, still=True, sums=PLAIN)
    print(f"  {'the same without numba':58s} {rate(lambda x: whole(plain.at(x)), coordinates[:20]):8.0f} poses/s")
    alone = rate(lambda x: whole(Groove(groove.complex.with_xyz(x), groove.settings)), coordinates[:5])
    print(f"  {'each as a complex of its own':58s} {alone:8.1f} poses/s")
    return ours


def frames(groove: Groove) -> tuple[float, float]:
    """Print what frames cost at each level; return frames a second with pockets, and with contacts."""
    coordinates = frames_of(groove, FRAMES)
    moving, quick = Moving(groove, still=False), Quick(groove, warhead_of(groove))
    chunk = np.repeat(groove.structure.atoms.xyz[None, quick.atoms], CHUNK, axis=0)
    chunk += np.random.default_rng(5).normal(scale=0.15, size=chunk.shape)

    def pockets(xyz: np.ndarray) -> Groove:
        made = moving.at(xyz)
        made.once(shapes_of)
        with_occupancy(made)
        return made

    def contacts(xyz: np.ndarray) -> None:
        made = pockets(xyz)
        scalars(made)
        with_contacts(made)

    print(f"\nframes: the whole complex moves, {len(groove.structure.atoms)} heavy atoms, a core")
    light = CHUNK * rate(quick.at, [chunk] * 4)
    print(f"  {'frame, widths (clear ones too), state, RMSD, warhead':58s} {light:8.0f} frames/s")
    middle = rate(pockets, coordinates)
    print(f"  {'the same, exact pockets, occupancy, footprint':58s} {middle:8.0f} frames/s")
    full = rate(contacts, coordinates)
    print(f"  {'the same, exposure of SG, typed contacts, covalent':58s} {full:8.0f} frames/s")
    plain = Moving(groove, still=False, sums=PLAIN)
    print(f"  {'pockets, occupancy, footprint without numba':58s} "
          f"{rate(lambda x: (lambda g: (g.once(shapes_of), with_occupancy(g)))(plain.at(x)), coordinates[:8]):8.1f} "
          "frames/s")  # fmt: skip
    return middle, full


def chained(groove: Groove) -> dict[str, float] | None:
    """Print what ProLIF and pyKVFinder make of the same; return their rates, or None where they are not installed."""
    try:
        import prolif
        import pyKVFinder
    except ImportError as error:
        print(f"\nnot compared with what one would chain: {error.name} is not installed (group dev)")
        return None
    structure, own = groove.structure, groove.occupant_atoms
    near = np.linalg.norm(groove.xyz[groove.receptor][:, None] - XPO1.centres, axis=2).min(axis=1) < AROUND
    residues = sorted(set(structure.atoms.residue[groove.receptor[near]].tolist()))
    around = structure.atom_indices(residues)
    rows = [
        [0, "A", "ALA", "CA", *xyz, radius]
        for xyz, radius in zip(groove.xyz[around].tolist(), np.full(len(around), 1.7).tolist(), strict=True)
    ]
    low, high = XPO1.centres.min(axis=0) - 12, XPO1.centres.max(axis=0) + 12
    corners = np.array([low, *(np.where(np.arange(3) == axis, high, low) for axis in range(3))])

    def cavity(_xyz: np.ndarray) -> object:
        return pyKVFinder.detect(
            np.array(rows, dtype=object), corners, step=0.6, probe_in=1.4, probe_out=8.0, nthreads=1
        )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        universe = _universe(groove, np.concatenate([around, own]))
        receptor, ligand = universe.atoms[: len(around)], universe.atoms[len(around) :]
        fingerprint = prolif.Fingerprint(
            ["Hydrophobic", "ImplicitHBDonor", "ImplicitHBAcceptor", "PiStacking", "Anionic", "Cationic", "CationPi",
             "PiCation", "VdWContact"]
        )  # fmt: skip
        protein = prolif.Molecule.from_mda(receptor, NoImplicit=False)

        def pose(xyz: np.ndarray) -> object:
            ligand.positions = xyz[own]
            molecule = prolif.Molecule.from_mda(ligand, NoImplicit=False)
            return fingerprint.run_from_iterable([molecule], protein, progress=False, n_jobs=1)

        def frame(xyz: np.ndarray) -> object:
            universe.atoms.positions = xyz[np.concatenate([around, own])]
            return fingerprint.run_from_iterable(
                [prolif.Molecule.from_mda(ligand, NoImplicit=False)],
                prolif.Molecule.from_mda(receptor, NoImplicit=False), progress=False, n_jobs=1,
            )  # fmt: skip

        rates = {
            "ProLIF, a pose": rate(pose, poses_of(groove, CHAINED)),
            "ProLIF, a frame": rate(frame, frames_of(groove, CHAINED)),
            "pyKVFinder": rate(cavity, poses_of(groove, CHAINED)),
        }
    print(f"\nwhat one would chain, on the {len(residues)} residues around the groove:")
    for name, number in rates.items():
        print(f"  {name:58s} {number:8.1f} /s")
    return rates


def _universe(groove: Groove, atoms: np.ndarray) -> object:
    """Some atoms of a complex in MDAnalysis, with bonds by distance."""
    import MDAnalysis

    structure = groove.structure
    residue = structure.atoms.residue[atoms]
    kept, index = np.unique(residue, return_inverse=True)
    universe = MDAnalysis.Universe.empty(
        len(atoms), n_residues=len(kept), atom_resindex=index, residue_segindex=[0] * len(kept), trajectory=True
    )
    universe.add_TopologyAttr("names", structure.atoms.name[atoms].tolist())
    universe.add_TopologyAttr("elements", [e.capitalize() for e in structure.atoms.element[atoms].tolist()])
    universe.add_TopologyAttr("types", [e.capitalize() for e in structure.atoms.element[atoms].tolist()])
    universe.add_TopologyAttr("resnames", [structure.residues[i].component for i in kept.tolist()])
    universe.add_TopologyAttr("resids", [structure.residues[i].auth_seq_id for i in kept.tolist()])
    universe.add_TopologyAttr("segids", ["A"])
    universe.add_TopologyAttr("chainIDs", ["A"] * len(atoms))
    universe.atoms.positions = structure.atoms.xyz[atoms]
    universe.atoms.guess_bonds()
    return universe


def main() -> None:
    """Run all parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("structures", type=Path)
    parser.add_argument("--entry", default="composite_v6a", help="a complex with a compound in its groove")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    paths = sorted(options.structures.rglob(f"{options.entry}.*.gz"))
    if not paths:
        parser.error(f"no {options.entry} in {options.structures}")
    structure = read_structure(paths[0])
    groove = Groove(find_complexes(structure)[0][0], Settings(references=packaged_references()))
    print(f"{structure.entry}: CPU time of one process")
    with threadpool_limits(1):  # a core is what is measured
        ours = poses(groove)
        middle, full = frames(groove)
        rates = chained(groove)
    if rates:
        cavity, pose, frame = (1 / rates[name] for name in ("pyKVFinder", "ProLIF, a pose", "ProLIF, a frame"))
        print("\nratios, ours to theirs:")
        for name, own, other in (
            ("poses, typed contacts and all, to ProLIF alone", ours, pose),
            ("the same, to ProLIF and pyKVFinder for each pose", ours, pose + cavity),
            ("frames, pockets and occupancy, to pyKVFinder alone", middle, cavity),
            ("frames, typed contacts and all, to ProLIF and pyKVFinder", full, frame + cavity),
        ):
            print(f"  {name:58s} {own * other:8.1f}    ({own:.0f} and {1 / other:.1f} a second)")


if __name__ == "__main__":
    main()
