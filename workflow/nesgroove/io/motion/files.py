"""Phantoms in motion as files: a topology (PDB), a trajectory (XTC), and what is planted (JSON)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from nesgroove.errors import ConfigError
from nesgroove.io.files import write_file
from nesgroove.io.motion.schedules import MOTIONS, STEP, Motion
from nesgroove.io.motion.system import pdb_text, system_of
from nesgroove.io.motion.truth import motion_truth
from nesgroove.io.writing import move_file, part_of, together

PRECISION: Final = 100_000
"""Of the trajectory: 1 nm has so many steps, each 0.0001 A, as the truth is rounded."""


def motion_names() -> list[str]:
    """List the phantoms in motion, in the order in which they are documented.

    Returns
    -------
    list of str
        Their names, which are those of their files.
    """
    return list(MOTIONS)


def check_motions(names: Iterable[str]) -> None:
    """Refuse names that no phantom in motion has.

    Parameters
    ----------
    names
        Any names.

    Raises
    ------
    ConfigError
        There is none of one of the names.
    """
    unknown = [name for name in names if name not in MOTIONS]
    if unknown:
        raise ConfigError(
            f"there is no phantom in motion named {', '.join(unknown)}",
            step="phantom",
            remedy=f"They are {', '.join(MOTIONS)}",
        )


def write_motions(
    directory: str | Path, names: Sequence[str] | None = None, *, progress: Callable[[str], None] | None = None
) -> list[tuple[Path, Path]]:
    """Write phantoms in motion into a directory: ``NAME.pdb``, ``NAME.xtc`` and ``NAME.truth.json`` each.

    Parameters
    ----------
    directory
        Made if it is not there.
    names
        Which ones; all where none are named.
    progress
        Called with the name of each once it is written.

    Returns
    -------
    list of (Path, Path)
        Topology and trajectory of each, in the order asked for. The same call writes the same bytes again.

    Raises
    ------
    ConfigError
        There is none of one of the names; nothing is written then.
    """
    wanted = list(names) if names else motion_names()
    check_motions(wanted)
    paths = []
    for name in wanted:
        paths.append(_write(Path(directory), MOTIONS[name]))
        if progress is not None:
            progress(name)
    return paths


def motion_paths(directory: Path, name: str) -> tuple[Path, Path, Path]:
    """Name the files of a phantom in motion.

    Parameters
    ----------
    directory
        Where they are written.
    name
        Its name.

    Returns
    -------
    tuple of Path
        Topology, trajectory and truth.
    """
    return directory / f"{name}.pdb", directory / f"{name}.xtc", directory / f"{name}.truth.json"


def _write(directory: Path, motion: Motion) -> tuple[Path, Path]:
    from MDAnalysis.lib.formats.libmdaxdr import XTCFile

    topology, trajectory, truth = motion_paths(directory, motion.name)
    system, schedule = system_of(motion.phantom), motion.schedule()
    with together():
        write_file(truth, json.dumps(motion_truth(motion), indent=1) + "\n")
        write_file(topology, pdb_text(system, motion.name, schedule.frame(system, 0)))
        part = part_of(trajectory)
        no_box = np.zeros((3, 3), dtype=np.float32)
        with XTCFile(str(part), "w") as file:
            for number in range(len(schedule)):
                nanometres = system.in_file(schedule.frame(system, number)) / 10.0
                file.write(nanometres.astype(np.float32), no_box, number, number * STEP, PRECISION)
        move_file(part, trajectory)
    return topology, trajectory
