"""What frames cost, level by level; what a second process is worth; and memory, which must not grow with the length.

Frames are made by noise on a structure: a phantom, and with a directory of structures 3GJX too. Costs are processor
time, of this process and its children, and what is the same for any number of frames is taken out of them: they are
those of many frames less those of few.

    python benchmarks/trajectory.py ../shared/structures
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import gemmi
import numpy as np

from nesgroove.io.phantoms import write_phantoms

NOISE: Final = 0.1
"""Standard deviation (A) of each coordinate."""

LEVELS: Final = (
    ("geometry", 0, 0, 500, 4500),
    ("and pockets, occupancy, footprint", 1, 0, 20, 220),
    ("and exposure of SG, typed contacts", 1, 1, 20, 220),
)
"""Name, strides of pockets and contacts, and two numbers of frames."""

LIMIT: Final = 1.15
"""Most that the peak of ten times the frames may be."""

CODE: Final = (
    "import resource, sys; from nesgroove.cli.app import app; app(sys.argv[1:], standalone_mode=False); "
    "print(max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))"
)


def trajectory_of(source: Path, work: Path, chains: str, frames: int) -> tuple[Path, Path]:
    """Write a topology of some chains of a structure, and frames of it."""
    import MDAnalysis

    structure = gemmi.read_structure(str(source))
    structure.setup_entities()
    structure.remove_alternative_conformations()
    for model in structure:
        for name in [chain.name for chain in model if chains and chain.name not in chains]:
            model.remove_chain(name)
    topology, trajectory = work / f"{source.name.split('.')[0]}.pdb", work / f"{source.name.split('.')[0]}.xtc"
    structure.write_pdb(str(topology))
    universe = MDAnalysis.Universe(str(topology))
    still, random = universe.atoms.positions.copy(), np.random.default_rng(1)
    with MDAnalysis.Writer(str(trajectory), len(still)) as writer:
        for number in range(frames):
            universe.atoms.positions = still + (random.normal(0, NOISE, still.shape) if number else 0)
            universe.trajectory.ts.time = float(number)
            universe.dimensions = None
            writer.write(universe.atoms)
    return topology, trajectory


def cost(topology: Path, trajectory: Path, out: Path, frames: int, pockets: int, contacts: int, jobs: int) -> Cost:
    """Processor time, wall time (s) and peak memory (MB) of a run."""
    words = [
        "trajectory", topology, trajectory, "--out", out, "--stop", frames, "--stride-pockets", pockets,
        "--stride-contacts", contacts, "--jobs", jobs, "--source", "phantom", "--keep-going",
    ]  # fmt: skip
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CODE, *map(str, words)], capture_output=True, text=True, check=True, env=os.environ
    )
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, wall, int(done.stdout.split()[-1]) / 1024


Cost = tuple[float, float, float]


def levels(name: str, topology: Path, trajectory: Path, work: Path) -> Iterator[str]:
    """Frames a second of each level, and what two processes are worth."""
    for level, pockets, contacts, few, many in LEVELS:
        runs = {
            (frames, jobs): cost(topology, trajectory, work / "out", frames, pockets, contacts, jobs)
            for frames in (few, many)
            for jobs in ((1, 2) if level.startswith("and pockets") else (1,))
        }
        spent = runs[many, 1][0] - runs[few, 1][0]
        yield f"{name}: {level}: {(many - few) / spent:.0f} frames/s of processor time"
        if (many, 2) in runs:
            alone, together = (runs[many, jobs][1] - runs[few, jobs][1] for jobs in (1, 2))
            shared = runs[many, 2][0] - runs[few, 2][0]
            yield (
                f"{name}: {level}: efficiency of 2 processes {alone / together / 2:.2f} by the clock, "
                f"{spent / shared:.2f} by processor time"
            )


def main() -> int:
    """Print them; 1 where memory grows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("structures", type=Path, nargs="?", help="directory with experimental/3gjx.cif.gz")
    given = parser.parse_args()
    most = max(many for *_, many in LEVELS)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        systems = [(write_phantoms(work, ["phantom_v6a"])[0], "")]
        if given.structures is not None:
            systems.append((given.structures / "experimental" / "3gjx.cif.gz", "DE"))
        for source, chains in systems:
            topology, trajectory = trajectory_of(source, work, chains, most)
            for line in levels(source.name, topology, trajectory, work):
                print(line, flush=True)
        topology, trajectory = trajectory_of(systems[0][0], work, "", 2000)
        few, many = (cost(topology, trajectory, work / "out", frames, 20, 100, 2)[2] for frames in (200, 2000))
        print(f"memory: {few:.0f} MB at 200 frames, {many:.0f} MB at 2000: {many / few:.2f}")
    return int(many / few > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
