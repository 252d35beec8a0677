"""Topologies opened by MDAnalysis, with what is wrong with them in words."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from nesgroove.errors import ConfigError, ReadError

Universe: TypeAlias = Any
"""An MDAnalysis universe or a group of its atoms. MDAnalysis has no types."""

Reader: TypeAlias = Any
"""An MDAnalysis reader of frames."""

Timestep: TypeAlias = Any
"""A frame as a reader gives it."""

Dimensions: TypeAlias = Any
"""Edges (A) and angles (degrees) of a box as MDAnalysis gives them, shape (6,), or None."""

STEP: Final = "trajectory"
"""Step of what is said of topologies and trajectories."""

NAMES: Final = {"names": "names of atoms", "resnames": "names of residues", "resids": "numbers of residues"}
"""What a topology must have for XPO1 to be recognised, by MDAnalysis' names."""


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the warnings of MDAnalysis and its libraries from the terminal; what matters in them is said otherwise.

    Yields
    ------
    None
        While the library works.
    """
    said = sys.unraisablehook
    sys.unraisablehook = lambda _: None  # readers that could not be opened complain once more when they are closed
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.unraisablehook = said


def open_topology(path: Path, atoms: str = "") -> Universe:
    """Open a topology, with its coordinates where it has any.

    Parameters
    ----------
    path
        Whatever MDAnalysis reads as a topology.
    atoms
        MDAnalysis selection of the atoms that the trajectories have; empty for all of them.

    Returns
    -------
    MDAnalysis.Universe
        With its coordinates, where the topology has any.

    Raises
    ------
    ReadError
        There is no such file, MDAnalysis cannot read it, or it has no names: a trajectory, XYZ, LAMMPS.
    ConfigError
        The selection is not understood or selects nothing.
    """
    import MDAnalysis

    refuse_missing(path)
    with quiet():
        try:
            universe = MDAnalysis.Universe(os.fspath(path))
        except Exception as error:  # each parser has errors of its own
            raise ReadError(
                f"MDAnalysis cannot read it as a topology ({first_line(error)})",
                file=path,
                step=STEP,
                remedy="Give a PDB, GRO, PSF, PRMTOP or TPR file of the system; a PDB of the first frame always does",
            ) from error
        lacking = next((what for name, what in NAMES.items() if not hasattr(universe.atoms, name)), "")
        if lacking:
            raise ReadError(
                f"it has no {lacking}, and so is no topology", file=path, step=STEP,
                remedy="Give a PDB, GRO, PSF, PRMTOP or TPR file of the system first, and its trajectories behind it",
            )  # fmt: skip
        if not atoms:
            return universe
        return MDAnalysis.Merge(select(universe, atoms, "--atoms"))


def select(universe: Universe, text: str, option: str) -> Universe:
    """Select atoms in MDAnalysis' words.

    Parameters
    ----------
    universe : MDAnalysis.Universe
        The system.
    text
        The selection.
    option
        Option that it was given with, for the error.

    Returns
    -------
    MDAnalysis.AtomGroup
        With one atom or more.

    Raises
    ------
    ConfigError
        The selection is not understood or selects nothing.
    """
    with quiet():
        try:
            chosen = universe.select_atoms(text)
        except Exception as error:  # the library raises SelectionError, and others from within
            raise ConfigError(
                f"{option} {text!r} is no selection of MDAnalysis ({first_line(error)})", step=STEP,
                remedy="Write it as in MDAnalysis: 'segid B', 'resname V6A', 'resid 1:15 and not chainID A'",
            ) from error  # fmt: skip
    if not len(chosen):
        names = ", ".join(dict.fromkeys(map(str, universe.segments.segids[:12])))
        raise ConfigError(
            f"{option} {text!r} selects no atom", step=STEP,
            remedy=f"Look at the names in the topology; its segments are {names or 'not named'}",
        )  # fmt: skip
    return chosen


def refuse_missing(path: Path) -> None:
    """Refuse what is no file.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ReadError
        There is none.
    """
    if not path.is_file():
        message = "this is a directory, not a file" if path.is_dir() else "there is no such file"
        raise ReadError(message, file=path, step=STEP, remedy="Check the path")


def first_line(error: BaseException) -> str:
    """Say what a library said.

    Parameters
    ----------
    error
        What it raised.

    Returns
    -------
    str
        One line of at most 160 characters.
    """
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 160 else f"{text[:157]}..."
