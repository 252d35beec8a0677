"""Topologies and trajectories opened by MDAnalysis, with what is wrong with them in words.

MDAnalysis says nothing of a DCD file that ends before its header says, gives 1 ps between frames where a file has no
times, and takes a cell of 1 A for a box. Here these are told apart.
"""

from __future__ import annotations

import os
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from nesgroove.errors import ConfigError, ReadError
from nesgroove.model.structure import BoolArray, FloatArray

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

WATER: Final = "water or resname TIP3P TIP4P TIP5P SPC SPCE TP3M DOD T3H W"
"""MDAnalysis' own selection, and names that it lacks."""

CROWDED: Final = 8.0
"""A box has at least so much room (A^3) for each heavy atom: liquid water has 30 (18 g/mol at 1 g/cm^3) and proteins 18
to 20 (0.73 cm^3/g). A smaller one is none: programs write a cell of 1 or 20 A where there is no box."""

PROBES: Final = ("protein", "not water", "backbone", "name CA", "protein and not name H* 1H* 2H* 3H*")
"""Selections that a trajectory of fewer atoms may have been written with, tried in this order for the remedy."""

LISTED: Final = 3
"""Selections that a remedy names."""


@dataclass(frozen=True)
class TrajectoryFile:
    """One file of frames, ready to be read.

    Attributes
    ----------
    path : Path
    reader : MDAnalysis.coordinates.base.ReaderBase
    frames : int
        How many can be read, from the first on.
    cut : str
        Where and why reading ends before the file's own end; empty where it does not.
    has_times : bool
        Whether the file gives times or the time between frames.
    """

    path: Path
    reader: Reader
    frames: int
    cut: str
    has_times: bool


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the warnings of MDAnalysis and its libraries from the terminal; what matters in them is said otherwise."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


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

    Raises
    ------
    ReadError
        There is no such file, or MDAnalysis cannot read it.
    ConfigError
        The selection is not understood or selects nothing.
    """
    import MDAnalysis

    _refuse_missing(path)
    with quiet():
        try:
            universe = MDAnalysis.Universe(os.fspath(path))
        except Exception as error:  # each parser has errors of its own
            raise ReadError(
                f"MDAnalysis cannot read it as a topology ({_first_line(error)})",
                file=path,
                step=STEP,
                remedy="Give a PDB, GRO, PSF, PRMTOP or TPR file of the system; a PDB of the first frame always does",
            ) from error
        if not atoms:
            return universe
        chosen = select(universe, atoms, "--atoms")
        return _part(universe, chosen)


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
                f"{option} {text!r} is no selection of MDAnalysis ({_first_line(error)})", step=STEP,
                remedy="Write it as in MDAnalysis: 'segid B', 'resname V6A', 'resid 1:15 and not chainID A'",
            ) from error  # fmt: skip
    if not len(chosen):
        names = ", ".join(dict.fromkeys(map(str, universe.segments.segids[:12])))
        raise ConfigError(
            f"{option} {text!r} selects no atom", step=STEP,
            remedy=f"Look at the names in the topology; its segments are {names or 'not named'}",
        )  # fmt: skip
    return chosen


def _part(universe: Universe, chosen: Universe) -> Universe:
    import MDAnalysis

    if hasattr(universe.trajectory.ts, "_pos"):
        return MDAnalysis.Merge(chosen)
    part = MDAnalysis.Universe(universe._topology.copy())
    return MDAnalysis.Merge(part.atoms[chosen.ix])


def open_trajectory(universe: Universe, path: Path) -> TrajectoryFile:
    """Open a file of frames of a topology, and find out how far it can be read.

    Parameters
    ----------
    universe : MDAnalysis.Universe
        The topology.
    path
        Whatever MDAnalysis reads as a trajectory.

    Returns
    -------
    TrajectoryFile

    Raises
    ------
    ReadError
        There is no such file; MDAnalysis cannot read it, or not one frame; it has another number of atoms.
    """
    import MDAnalysis

    _refuse_missing(path)
    with quiet():
        try:
            reader_class = MDAnalysis.coordinates.core.get_reader_for(os.fspath(path))
            reader = _opened(reader_class, path, universe)
        except ReadError:
            raise
        except Exception as error:
            raise ReadError(
                f"MDAnalysis cannot read it as a trajectory ({_first_line(error)})", file=path, step=STEP,
                remedy="Give XTC, TRR, DCD, NetCDF or multi-model PDB; a file cut short may have to be repaired",
            ) from error  # fmt: skip
    if reader.n_atoms != len(universe.atoms):
        raise _other_atoms(universe, path, reader.n_atoms)
    frames, why = readable(reader)
    if not frames:
        raise ReadError(f"not one frame can be read ({why})", file=path, step=STEP, remedy="Write it again")
    return TrajectoryFile(path, reader, frames, why or _shorter_than_it_says(path, frames), _has_times(reader))


def _opened(reader_class: Reader, path: Path, universe: Universe) -> Reader:
    given = {"n_atoms": len(universe.atoms)}
    try:
        return reader_class(os.fspath(path), **given)
    except ValueError as error:
        try:
            reader = reader_class(os.fspath(path))  # some formats know the number, and refuse another one
        except Exception:
            raise error from None
        if reader.n_atoms != len(universe.atoms):
            raise _other_atoms(universe, path, reader.n_atoms) from error
        raise


def readable(reader: Reader, start: int = 0) -> tuple[int, str]:
    """Count the frames from the first on that can be read.

    Parameters
    ----------
    reader : MDAnalysis.coordinates.base.ReaderBase
        The trajectory.
    start
        A frame before which all can be read.

    Returns
    -------
    frames : int
        All of them where the last can be read.
    why : str
        What the library says of the first one that cannot; empty where all can.
    """
    count = int(reader.n_frames)
    low, high, why = start, count, ""
    # The last one first: in a file that is whole nothing else is read. Else the end of a cut is searched by halves.
    probe = count - 1
    while low < high:
        said = _unreadable(reader, probe)
        if said:
            high, why = probe, said
        else:
            low = probe + 1
        probe = (low + high) // 2
    if count:
        _unreadable(reader, 0)
    return low, why if low < count else ""


def _unreadable(reader: Reader, frame: int) -> str:
    with quiet():
        try:
            reader[frame]
        except Exception as error:
            return _first_line(error)
    return ""


def _has_times(reader: Reader) -> bool:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        step = reader.dt
    return not any("no dt information" in str(warning.message) for warning in said) and float(step) > 0


def _shorter_than_it_says(path: Path, frames: int) -> str:
    """Say that a DCD file has fewer frames than its header says, which its reader does not."""
    if path.suffix.lower() != ".dcd":
        return ""
    with path.open("rb") as stream:
        head = stream.read(12)
    order = "<" if len(head) == 12 and struct.unpack("<i", head[:4])[0] == 84 else ">"
    said = struct.unpack(f"{order}i", head[8:12])[0] if len(head) == 12 else 0
    return f"the header says {said} frames" if said > frames else ""


def _other_atoms(universe: Universe, path: Path, count: int) -> ReadError:
    fitting = []
    for text in PROBES:
        with quiet():
            try:
                same = len(universe.select_atoms(text)) == count
            except Exception:  # a topology without the attribute that the selection needs
                continue
        if same:
            fitting.append(f"--atoms '{text}'")
    hint = (
        f"{' or '.join(fitting[:LISTED])} would fit" if fitting else "--atoms names the selection it was written with"
    )
    return ReadError(
        f"it has {count} atoms a frame, and the topology has {len(universe.atoms)}", file=path, step=STEP,
        remedy=f"Give the topology that it was written with; {hint}",
    )  # fmt: skip


def box_of(dimensions: Dimensions, heavy_atoms: int) -> FloatArray | None:
    """Give the periodic box of a frame, where it has one.

    Parameters
    ----------
    dimensions
        Edges (A) and angles (degrees) as MDAnalysis gives them, shape (6,), or None.
    heavy_atoms
        Of the whole system.

    Returns
    -------
    ndarray, shape (6,), or None
        None for a box of zeros, of what is no number, and for one that is smaller than what is in it (:data:`CROWDED`).
    """
    from MDAnalysis.lib.mdamath import box_volume

    if dimensions is None:
        return None
    box = np.asarray(dimensions, dtype=np.float64)
    if not np.isfinite(box).all() or (box <= 0).any() or (box[3:] >= 180).any():
        return None
    return box if float(box_volume(box)) >= CROWDED * heavy_atoms else None


def heavy(universe: Universe) -> BoolArray:
    """Tell heavy atoms, by their elements or else by their names.

    Parameters
    ----------
    universe : MDAnalysis.Universe
        The system.

    Returns
    -------
    ndarray of bool, shape (n,)
        False for hydrogens and for places without mass of water models.
    """
    atoms = universe.atoms
    names = np.char.lstrip(np.char.upper(atoms.names.astype(np.str_)), "0123456789")
    by_name = np.char.startswith(names, "H") & ~np.isin(atoms.resnames.astype(np.str_), ("HG", "HO", "HF"))
    hydrogen = by_name
    if hasattr(atoms, "elements"):
        elements = np.char.upper(atoms.elements.astype(np.str_))
        hydrogen = np.where(elements == "", by_name, np.isin(elements, ("H", "D", "T")))
    return np.asarray(~hydrogen & ~np.isin(names, ("MW", "EP", "EPW", "LP", "LP1", "LP2", "OM")))


def _refuse_missing(path: Path) -> None:
    if not path.is_file():
        message = "this is a directory, not a file" if path.is_dir() else "there is no such file"
        raise ReadError(message, file=path, step=STEP, remedy="Check the path")


def _first_line(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 160 else f"{text[:157]}..."
