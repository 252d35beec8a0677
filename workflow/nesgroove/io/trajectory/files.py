"""Files of frames: how far they can be read, and whether they have times.

MDAnalysis says nothing of a DCD file that ends before its header says, and gives 1 ps between frames where a file has
no times. Here these are told apart.
"""

from __future__ import annotations

import os
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from nesgroove.errors import ReadError
from nesgroove.io.trajectory.opened import STEP, Reader, Universe, first_line, quiet, refuse_missing

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
        With its reader at some frame.

    Raises
    ------
    ReadError
        There is no such file; MDAnalysis cannot read it, or not one frame; it has another number of atoms.
    """
    import MDAnalysis

    refuse_missing(path)
    why = ""
    with quiet():
        try:
            reader = _opened(MDAnalysis.coordinates.core.get_reader_for(os.fspath(path)), path, universe)
        except ReadError:
            raise
        except Exception as error:  # each reader has errors of its own
            why = first_line(error)
    if why:  # here, where nothing holds the reader that could not be opened any more
        raise ReadError(
            f"MDAnalysis cannot read it as a trajectory ({why})", file=path, step=STEP,
            remedy="Give XTC, TRR, DCD, NetCDF or multi-model PDB; a file cut short may have to be repaired",
        )  # fmt: skip
    if reader.n_atoms != len(universe.atoms):
        raise ReadError(**_other_atoms(universe, path, reader.n_atoms))
    frames, why = readable(reader)
    if not frames:
        raise ReadError(f"not one frame can be read ({why})", file=path, step=STEP, remedy="Write it again")
    return TrajectoryFile(
        path, reader, frames, why or _shorter_than_it_says(path, reader, frames), _has_times(reader, frames)
    )


def _opened(reader_class: Reader, path: Path, universe: Universe) -> Reader:
    wanted, said = len(universe.atoms), None
    try:
        return reader_class(os.fspath(path), n_atoms=wanted)
    except ValueError as error:
        said = str(error)
    reader = reader_class(os.fspath(path))  # some formats know the number, and refuse another one
    if reader.n_atoms != wanted:
        raise ReadError(**_other_atoms(universe, path, reader.n_atoms))
    raise ValueError(said)


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
            return first_line(error)
    return ""


def _has_times(reader: Reader, frames: int) -> bool:
    """Tell times of the file from those that MDAnalysis makes up, and from times that nobody set.

    XTC keeps them in single precision, which after 17 microseconds is 2 ps: frames that lie nearer have the same.
    """
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        first, last = float(reader[0].time), float(reader[frames - 1].time)
        given = "time" in reader.ts.data or float(reader.dt) > 0
    step = (last - first) / max(frames - 1, 1)
    told_apart = step >= 2 * np.spacing(np.float32(last)) if hasattr(reader, "_xdr") else step > 0
    return given and not any("no dt information" in str(w.message) for w in said) and (frames == 1 or told_apart)


def _shorter_than_it_says(path: Path, reader: Reader, frames: int) -> str:
    """Say that a file has more than its reader finds in it, or less than its header says; the reader says neither."""
    if hasattr(reader, "_xdr"):  # XTC and TRR: a damaged header ends the search for frames
        with quiet():
            reader[frames - 1]
        left = path.stat().st_size - int(reader._xdr._bytes_tell())
        return f"{left} bytes behind them are no frame" if left > 0 else ""
    if path.suffix.lower() != ".dcd":
        return ""
    with path.open("rb") as stream:
        head = stream.read(12)
    order = "<" if len(head) == 12 and struct.unpack("<i", head[:4])[0] == 84 else ">"
    said = struct.unpack(f"{order}i", head[8:12])[0] if len(head) == 12 else 0
    return f"the header says {said} frames" if said > frames else ""


def _other_atoms(universe: Universe, path: Path, count: int) -> dict[str, Any]:
    """What there is to say of a file with another number of atoms."""
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
    return {
        "message": f"it has {count} atoms a frame, and the topology has {len(universe.atoms)}",
        "file": path,
        "step": STEP,
        "remedy": f"Give the topology that it was written with; {hint}",
    }
