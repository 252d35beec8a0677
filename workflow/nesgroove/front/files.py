"""``nesgroove.read`` and structures to try things on."""

from __future__ import annotations

import atexit
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nesgroove.model.structure import Structure


def read(path: str | os.PathLike[str], *, model: int = 1) -> Structure:
    """Read a structure as nesgroove sees it: one model, one location of each atom, author and label ids.

    Parameters
    ----------
    path
        mmCIF, PDB, BinaryCIF or mmJSON, plain or packed.
    model
        Which model of the file, counted from 1.

    Returns
    -------
    Structure
        Coordinates are ``atoms.xyz``, shape (atoms, 3), A, in the file's own frame.

    Raises
    ------
    NesgrooveError
        The file cannot be read as a structure, or has no such model.

    Examples
    --------
    >>> import nesgroove
    >>> structure = nesgroove.read(nesgroove.phantom_path("phantom_v6a"))
    >>> structure.entry, structure.atoms.xyz.shape
    ('phantom_v6a', (2577, 3))
    """
    from nesgroove.io.read import read_structure

    return read_structure(Path(path), model=model)


@cache
def phantom_path(name: str = "phantom_v6a") -> Path:
    """Give the file of a phantom: a structure of known truth, made and not observed, to try things on.

    Parameters
    ----------
    name
        One of those that ``nesgroove phantom --list`` lists.

    Returns
    -------
    Path
        An mmCIF file.

    Raises
    ------
    NesgrooveError
        There is no such phantom.

    Examples
    --------
    >>> import nesgroove
    >>> nesgroove.phantom_path("phantom_closed").name
    'phantom_closed.cif.gz'
    """
    from nesgroove.io.phantoms import write_phantoms

    return write_phantoms(_directory(), [name])[0]


@cache
def motion_paths(name: str = "phantom_trembling") -> tuple[Path, Path]:
    """Give the files of a phantom in motion: a trajectory of known truth, to try things on.

    Parameters
    ----------
    name
        One of those that ``nesgroove phantom --list`` lists as in motion.

    Returns
    -------
    topology : Path
        A PDB file.
    trajectory : Path
        An XTC file.

    Raises
    ------
    NesgrooveError
        There is no such phantom in motion.

    Examples
    --------
    >>> import nesgroove
    >>> [path.name for path in nesgroove.motion_paths("phantom_opening")]
    ['phantom_opening.pdb', 'phantom_opening.xtc']
    """
    from nesgroove.io.motion.files import write_motions

    return write_motions(_directory(), [name])[0]


@cache
def _directory() -> Path:
    """Make a directory that is removed when Python ends."""
    directory = mkdtemp(prefix="nesgroove-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return Path(directory)
