"""Simulate the groove of a structure with its cargo for some picoseconds: a real trajectory to measure.

    python tools/simulate.py 3gjx.cif.gz --out results/simulation

XPO1's positions 505 to 600 and the part of the cargo that lies in the groove are cut out, completed and given hydrogens
by PDBFixer, and moved by OpenMM: Amber ff14SB, GBSA-OBC2 water by formula, 300 K, steps of 4 fs with heavy hydrogens.
The C-alpha atoms at the ends of the fragment are held, since the rest of the ring is not there. It writes ``top.pdb``,
``trajectory.xtc`` and ``simulation.json``, which says how they were made.

What it is good for: coordinates that move as a force field moves them, to try programs on. What it is not: a finding.
A fragment in a continuum over tens of picoseconds tells nothing of how often the groove opens. Two runs give different
trajectories on different machines; the seed is the same.

OpenMM and PDBFixer come with ``make examples``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import gemmi
import numpy as np

from cutting import cut_out, with_hydrogens
from nesgroove.errors import NesgrooveError
from nesgroove.identify.complexes import complexes_of
from nesgroove.io.read import read_structure
from nesgroove.model.complex import POCKET_REACH, Complex
from nesgroove.model.target import XPO1

FIRST, LAST = 505, 600
"""Positions of the fragment: the four helices of the groove and what joins them."""

HELD = 5
"""How many C-alpha atoms are held at each end of the fragment."""

HOLD = 1000.0
"""Force constant that holds them, kJ/mol/nm^2."""

BEYOND = 3
"""Residues of the cargo kept on either side of those near a pocket."""

CUT_OFF = 1.2
"""Of forces that are not bonds, nm: with it the formula for water takes 27 ms a step on two cores."""

STEP_PS = 0.004
"""Length of a step, ps; hydrogens weigh 3 u (Hopkins et al. 2015, doi:10.1021/ct5010406)."""

SEED = 20251125


def main(arguments: list[str] | None = None) -> int:
    """Cut, complete, simulate and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("structure", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--every", type=int, default=25, help="steps of 4 fs between two frames")
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args(arguments)
    try:
        import openmm
        import pdbfixer  # noqa: F401
    except ImportError as error:
        print(f"simulate: {error.name} is not installed. `make examples` installs it", file=sys.stderr)
        return 1
    try:
        structure = read_structure(asked.structure)
        complex_ = complexes_of(structure)[0]
    except NesgrooveError as error:
        print(f"simulate: {error}", file=sys.stderr)
        return 1
    asked.out.mkdir(parents=True, exist_ok=True)
    topology, positions = with_hydrogens(fragment(complex_), ends=True)
    simulation = _simulation(topology, positions, asked.threads)
    _run(simulation, asked.out, asked.frames, asked.every)
    about = {
        "structure": asked.structure.name,
        "sha256": structure.sha256,
        "complex": complex_.id,
        "frames": asked.frames,
        "ps_between_frames": asked.every * STEP_PS,
        "force_field": "amber14/protein.ff14SB, GBSA-OBC2",
        "temperature_K": 300,
        "atoms": topology.getNumAtoms(),
        "seed": SEED,
        "openmm": openmm.__version__,
    }
    (asked.out / "simulation.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(f"{asked.frames} frames, {asked.frames * asked.every * STEP_PS:g} ps: {asked.out / 'trajectory.xtc'}")
    return 0


def fragment(complex_: Complex) -> gemmi.Structure:
    """Cut the groove and what of its cargo lies there out of a complex.

    Parameters
    ----------
    complex_
        With or without a cargo.

    Returns
    -------
    gemmi.Structure
        Chains and numbers as the author gave them, heavy atoms alone.
    """
    structure = complex_.structure
    wanted = {index for position, index in complex_.residue_at.items() if FIRST <= position <= LAST}
    xyz = complex_.frame.to_frame(structure.atoms.xyz)
    for occupant in complex_.occupants:
        if occupant.kind != "cargo":
            continue
        near = [
            place
            for place, index in enumerate(occupant.residues)
            if _nearest(xyz[structure.residues[index].start : structure.residues[index].stop]) < POCKET_REACH
        ]
        if near:
            wanted |= set(occupant.residues[max(0, near[0] - BEYOND) : near[-1] + 1 + BEYOND])
    return cut_out(structure, wanted)


def _nearest(xyz: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    return float(np.linalg.norm(xyz[:, None] - XPO1.centres, axis=2).min())


def _simulation(topology: Any, positions: Any, threads: int) -> Any:  # noqa: ANN401
    import openmm
    from openmm import app, unit

    field = app.ForceField("amber14-all.xml")
    system = field.createSystem(
        topology, nonbondedMethod=app.CutoffNonPeriodic, nonbondedCutoff=CUT_OFF * unit.nanometer,
        constraints=app.HBonds, hydrogenMass=3 * unit.amu,
    )  # fmt: skip
    system.addForce(_water(system, topology))
    system.addForce(_held(topology, positions))
    integrator = openmm.LangevinMiddleIntegrator(300 * unit.kelvin, 1 / unit.picosecond, STEP_PS * unit.picosecond)
    integrator.setRandomNumberSeed(SEED)
    platform = openmm.Platform.getPlatformByName("CPU")
    simulation = app.Simulation(topology, system, integrator, platform, {"Threads": str(threads)})
    simulation.context.setPositions(positions)
    simulation.minimizeEnergy(maxIterations=200)
    simulation.context.setVelocitiesToTemperature(300 * unit.kelvin, SEED)
    return simulation


def _water(system: Any, topology: Any) -> Any:  # noqa: ANN401
    """GBSA-OBC2 as OpenMM's own force: its XML forms take a hundred times as long on a processor."""
    import openmm
    from openmm.app.internal.customgbforces import GBSAOBC2Force

    charges = next(force for force in system.getForces() if isinstance(force, openmm.NonbondedForce))
    charges.setReactionFieldDielectric(1.0)
    water = openmm.GBSAOBCForce()
    for index, (radius, scale) in enumerate(GBSAOBC2Force.getStandardParameters(topology)):
        water.addParticle(charges.getParticleParameters(index)[0], radius, scale)
    water.setNonbondedMethod(openmm.GBSAOBCForce.CutoffNonPeriodic)
    water.setCutoffDistance(CUT_OFF)
    return water


def _held(topology: Any, positions: Any) -> Any:  # noqa: ANN401
    """Springs on the C-alpha atoms at both ends of XPO1's fragment, the first chain."""
    import openmm
    from openmm import unit

    springs = openmm.CustomExternalForce("k*((x-x0)^2+(y-y0)^2+(z-z0)^2)")
    springs.addGlobalParameter("k", HOLD)
    for axis in "xyz":
        springs.addPerParticleParameter(f"{axis}0")
    longest = max(topology.chains(), key=lambda chain: len(list(chain.residues())))
    carbons = [atom.index for atom in longest.atoms() if atom.name == "CA"]
    for index in (*carbons[:HELD], *carbons[-HELD:]):
        springs.addParticle(index, positions[index].value_in_unit(unit.nanometer))
    return springs


def _run(simulation: Any, out: Path, frames: int, every: int) -> None:  # noqa: ANN401
    from openmm import app

    positions = simulation.context.getState(positions=True).getPositions()
    with (out / "top.pdb").open("w", encoding="utf-8") as file:
        app.PDBFile.writeFile(simulation.topology, positions, file, keepIds=True)
    simulation.reporters.append(app.XTCReporter(str(out / "trajectory.xtc"), every))
    for done in range(frames):
        simulation.step(every)
        if sys.stderr.isatty():
            print(f"\r{done + 1}/{frames} frames", end="", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
