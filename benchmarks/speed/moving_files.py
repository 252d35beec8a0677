"""Files of poses and of trajectories, made by shaking a structure."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np

SHAKEN = 0.1
"""Standard deviation of each coordinate of a frame, A."""

POSED = 0.05
"""The same of a pose."""


def trajectory(source: str, work: str, chains: str, frames: int) -> Callable[[], tuple[str, str]]:
    """Prepare to write a topology of some chains of a structure (all where none is named), and frames of it.

    It is done by a worker, whose libraries say much.
    """
    return lambda: tuple(map(str, _trajectory(Path(source), Path(work), chains, frames)))  # type: ignore[return-value]


def _trajectory(source: Path, work: Path, chains: str, frames: int) -> tuple[Path, Path]:
    import gemmi
    import MDAnalysis

    structure = gemmi.read_structure(str(source))
    structure.setup_entities()
    structure.remove_alternative_conformations()
    for model in structure:
        for name in [chain.name for chain in model if chains and chain.name not in chains]:
            model.remove_chain(name)
    stem = source.name.split(".")[0]
    topology, trajectory = work / f"{stem}.pdb", work / f"{stem}.xtc"
    structure.write_pdb(str(topology))
    universe = MDAnalysis.Universe(str(topology))
    still, random = universe.atoms.positions.copy(), np.random.default_rng(1)
    with MDAnalysis.Writer(str(trajectory), len(still)) as writer:
        for number in range(frames):
            universe.atoms.positions = still + (random.normal(0, SHAKEN, still.shape) if number else 0)
            universe.trajectory.ts.time = float(number)
            universe.dimensions = None
            writer.write(universe.atoms)
    return topology, trajectory


def poses_of(source: Path, target: Path, count: int) -> Path:
    """Write a packed PDBQT file's poses again and again, shaken, until there are so many."""
    text = gzip.decompress(source.read_bytes()).decode()
    models = [model for model in text.split("\nENDMDL") if "ATOM" in model]
    random, made = np.random.default_rng(2), []
    for number in range(count):
        lines = models[number % len(models)].strip("\n").splitlines()
        for at, line in enumerate(lines):
            if line.startswith("MODEL"):
                lines[at] = f"MODEL     {number + 1:4d}"
            elif line.startswith(("ATOM", "HETATM")):
                xyz = np.array([float(line[30:38]), float(line[38:46]), float(line[46:54])])
                x, y, z = (xyz + random.normal(scale=POSED, size=3)).tolist()
                lines[at] = f"{line[:30]}{x:8.3f}{y:8.3f}{z:8.3f}{line[54:]}"
        made += [*lines, "ENDMDL"]
    target.write_text("\n".join([*made, ""]), encoding="utf-8")
    return target
