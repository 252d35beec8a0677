"""Many complexes of few: structures moved, named anew, and shaken a little, each a file that is measured as any other.

Crystals are moved by an operation of their space group and by whole cells, so that their images stay; everything else
is turned and moved at random. The noise is far below what the groove frame needs, and no two files measure alike.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

import gemmi
import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

NOISE = 0.03
"""Standard deviation of each coordinate, A: about that of two refinements of one structure at high resolution."""

FAR = 20.0
"""Standard deviation of a random move, A."""

COORDINATES = ("Cartn_x", "Cartn_y", "Cartn_z")


def make(sources: list[Path], directory: Path, count: int, jobs: int = 2) -> Iterator[Path]:
    """Write that many files, taking the sources in turns.

    Parameters
    ----------
    sources
        mmCIF or PDB files, packed.
    directory
        Where they go. The n-th file is the same whatever the count.
    count, jobs
        Files, and processes that write them.

    Yields
    ------
    Path
        Each that is there.
    """
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(partial(_made, sources, directory), range(count), chunksize=8)


def _made(sources: list[Path], directory: Path, number: int) -> Path:
    source = sources[number % len(sources)]
    ending = "".join(source.suffixes[-2:])
    name = f"made{number:04d}_{source.name.removesuffix(ending)}"
    text = as_cif(source, name, number) if ending.startswith(".cif") else as_pdb(source, number)
    path = directory / f"{name}{ending}"
    path.write_bytes(gzip.compress(text.encode(), compresslevel=1, mtime=0))
    return path


@cache
def _text(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode()


@cache
def _symmetry(path: Path) -> tuple[gemmi.UnitCell, list[gemmi.Op]]:
    """Cell and operations of a crystal; no operations of what is none."""
    structure = gemmi.read_structure(str(path))
    group = gemmi.find_spacegroup_by_name(structure.spacegroup_hm) if structure.cell.is_crystal() else None
    return structure.cell, list(group.operations()) if group else []


def moved(xyz: NDArray[np.float64], source: Path, seed: int) -> NDArray[np.float64]:
    """Coordinates somewhere else, shaken.

    Parameters
    ----------
    xyz
        A, shape (n, 3).
    source
        The file that they are of, for its crystal.
    seed
        Of what is random.

    Returns
    -------
    array of float, shape (n, 3)
    """
    random = np.random.default_rng(seed)
    noise = random.normal(scale=NOISE, size=xyz.shape)
    cell, operations = _symmetry(source)
    if not operations:
        turned = Rotation.random(rng=random).as_matrix() @ (xyz - xyz.mean(axis=0)).T
        return np.asarray(turned.T + random.normal(scale=FAR, size=3) + noise)
    operation = operations[seed % len(operations)]
    orthogonal, fractional = np.array(cell.orth.mat.tolist()), np.array(cell.frac.mat.tolist())
    turn = np.array(operation.rot) / gemmi.Op.DEN
    shift = np.array(operation.tran) / gemmi.Op.DEN + random.integers(-1, 2, size=3)
    return np.asarray(((xyz @ fractional.T) @ turn.T + shift) @ orthogonal.T + noise)


def as_cif(source: Path, name: str, seed: int) -> str:
    """An mmCIF under another name, its atoms moved."""
    document = gemmi.cif.read_string(_text(source))
    block = document.sole_block()
    block.name = name.upper()
    block.set_pair("_entry.id", name.upper())
    columns = [block.find_loop(f"_atom_site.{tag}") for tag in COORDINATES]
    xyz = np.array([[float(value) for value in column] for column in columns]).T
    for column, values in zip(columns, moved(xyz, source, seed).T.tolist(), strict=True):
        for row, value in enumerate(values):
            column[row] = f"{value:.3f}"
    return str(document.as_string())


def as_pdb(source: Path, seed: int) -> str:
    """A PDB file, its atoms moved."""
    lines = _text(source).splitlines()
    rows = [number for number, line in enumerate(lines) if line.startswith(("ATOM  ", "HETATM"))]
    xyz = np.array([[float(lines[row][at : at + 8]) for at in (30, 38, 46)] for row in rows])
    for row, (x, y, z) in zip(rows, moved(xyz, source, seed).tolist(), strict=True):
        lines[row] = f"{lines[row][:30]}{x:8.3f}{y:8.3f}{z:8.3f}{lines[row][54:]}"
    return "\n".join([*lines, ""])
