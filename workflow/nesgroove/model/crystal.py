"""Symmetry images: what of the crystal lies near a point that the file's own atoms do not show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nesgroove.model.structure import Atoms, Crystal, FloatArray, IntArray, Structure

SAME_PLACE = 1e-2
"""An image nearer than this (A) to its own atom is that atom, on a special position or under the identity."""


RUN = 32
"""Atoms that stand together in a file and are looked at together."""

WIDE = 30.0
"""Extent (A) from which they are looked at one by one: so long no run of a molecule is."""


@dataclass(frozen=True)
class ImageAtoms:
    """Symmetry images of atoms.

    Attributes
    ----------
    atom : ndarray of int, shape (n,)
        Index of the atom that is imaged.
    xyz : ndarray, shape (n, 3)
        Where its image lies, A, in the file's coordinates.
    operator : ndarray of str, shape (n,)
        Number of the operator and lattice shift as in PDB files: ``7_645`` is operator 7 shifted by
        (+1, -1, 0) cells.
    """

    atom: IntArray
    xyz: FloatArray
    operator: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.atom)

    def within(self, centre: FloatArray, radius: float) -> ImageAtoms:
        """Choose those within a radius (A) of a centre, shape (3,), in the file's coordinates."""
        near = np.linalg.norm(self.xyz - centre, axis=1) < radius
        return ImageAtoms(self.atom[near], self.xyz[near], self.operator[near])


NO_IMAGES = ImageAtoms(np.empty(0, np.intp), np.empty((0, 3)), np.empty(0, "U8"))


def images_near(structure: Structure, centre: FloatArray, radius: float, atoms: IntArray) -> ImageAtoms:
    """Find symmetry images of atoms within a sphere.

    Parameters
    ----------
    structure
        Structure with or without a crystal.
    centre
        Centre of the sphere, shape (3,), in the file's coordinates, A.
    radius
        Radius, A.
    atoms
        Indices of the atoms to image.

    Returns
    -------
    ImageAtoms
        Without the atoms themselves; empty where there is no crystal.

    Notes
    -----
    gemmi's neighbour search marks lattice translations of an atom with the same image number as the atom
    itself, so that number cannot tell them apart; here an image is recognised by where it lies.
    """
    crystal = structure.crystal
    if crystal is None or not len(atoms):
        return NO_IMAGES
    xyz = structure.atoms.xyz[atoms]
    images = []
    for number, shift, rows in _candidates(crystal, xyz, centre, radius):
        _, rotation, translation = crystal.operators[number]
        moved = ((xyz[rows] @ crystal.fractional.T) @ rotation.T + translation + shift) @ crystal.orthogonal.T
        near = np.linalg.norm(moved - centre, axis=1) < radius
        near &= np.linalg.norm(moved - xyz[rows], axis=1) > SAME_PLACE
        if near.any():
            code = np.full(np.count_nonzero(near), _code(number + 1, shift))
            images.append((atoms[rows[near]], moved[near], code))
    return ImageAtoms(*map(np.concatenate, zip(*images, strict=True))) if images else NO_IMAGES


def with_image(structure: Structure, residues: Sequence[int], operator: str) -> Structure:
    """Put residues where their image lies.

    Parameters
    ----------
    structure
        Structure with a crystal.
    residues
        Indices of what is moved.
    operator
        As in :class:`ImageAtoms`.

    Returns
    -------
    Structure
        With these atoms moved, alternate locations that were left out included; lengths of recorded bonds are anew.

    Raises
    ------
    ValueError
        There is no crystal, or it has no such operator.
    """
    crystal = structure.crystal
    number, _, code = operator.partition("_")
    if crystal is None or not 1 <= int(number) <= len(crystal.operators):
        raise ValueError(f"no symmetry operator {operator}")
    shift = [int(part) for part in code.split(",")] if "," in code else [int(digit) - 5 for digit in code]
    _, rotation, translation = crystal.operators[int(number) - 1]

    def moved(atoms: Atoms) -> FloatArray:
        chosen, xyz = np.isin(atoms.residue, list(residues)), atoms.xyz.copy()
        image = (xyz[chosen] @ crystal.fractional.T) @ rotation.T + translation + shift
        xyz[chosen] = image @ crystal.orthogonal.T
        return xyz

    left_out = replace(structure.left_out, xyz=moved(structure.left_out))
    return replace(structure.with_xyz(moved(structure.atoms)), left_out=left_out)


def _candidates(
    crystal: Crystal, xyz: FloatArray, centre: FloatArray, radius: float
) -> Iterator[tuple[int, npt.NDArray[np.int_], IntArray]]:
    """Operators, from 0, and shifts by which images may lie within a radius (A) of a centre, with the rows of these.

    In the order of operators, of shifts, and of rows. Atoms are looked at in the runs that stand together in the file,
    each by its middle and extent.
    """
    middle, extent, first, count = _runs(xyz)
    rotations, translations = (np.array(part) for part in list(zip(*crystal.operators, strict=True))[1:])
    images = (middle @ crystal.fractional.T) @ rotations.transpose(0, 2, 1) + translations[:, None]
    offset = images.reshape(-1, 3) - crystal.fractional @ centre
    # Where the cell does not suit its space group, images are wider than what they are of.
    wider = np.linalg.norm(crystal.orthogonal @ rotations @ crystal.fractional, ord=2, axis=(1, 2))
    reach = radius + (wider[:, None] * extent).reshape(-1)
    which, shift = _shifts_into(crystal, offset, float(reach.max()))
    apart = np.linalg.norm((offset[which] + shift) @ crystal.orthogonal.T, axis=1)
    near = apart < reach[which] + SAME_PLACE
    number, run = np.divmod(which[near], len(middle))
    key = np.column_stack([number, shift[near], first[run]])
    order = np.lexsort(key.T[::-1])
    key, run = key[order], run[order]
    for own in np.split(np.arange(len(run)), np.flatnonzero(np.diff(key[:, :4], axis=0).any(axis=1)) + 1):
        if len(own):
            rows = np.concatenate([np.arange(first[r], first[r] + count[r]) for r in run[own].tolist()])
            yield int(key[own[0], 0]), key[own[0], 1:4], rows


def _runs(xyz: FloatArray) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """Cut atoms into runs: their middles, shape (n, 3), how far atoms are from them, A, first rows and lengths.

    Atoms of a run that is too wide stand alone, so that one far away does not widen what is looked at of the others.
    """
    first = np.arange(0, len(xyz), RUN)
    low, high = np.minimum.reduceat(xyz, first), np.maximum.reduceat(xyz, first)
    extent = np.linalg.norm(high - low, axis=1) / 2
    count = np.diff(first, append=len(xyz))
    wide = ~(extent <= WIDE)
    alone = np.flatnonzero(np.repeat(wide, count))
    return (
        np.concatenate([(low[~wide] + high[~wide]) / 2, xyz[alone]]),
        np.concatenate([extent[~wide], np.zeros(len(alone))]),
        np.concatenate([first[~wide], alone]),
        np.concatenate([count[~wide], np.ones(len(alone), dtype=np.intp)]),
    )


def _shifts_into(crystal: Crystal, offset: FloatArray, reach: float) -> tuple[IntArray, npt.NDArray[np.int_]]:
    """Lattice shifts that bring fractional offsets, shape (n, 3), to where they may be within reach (A) of the origin.

    Offset by offset, from the cell in which it comes to lie: how many there are depends on the cell and on the reach,
    and not on how far apart they are. Of each the offset's row and the shift.
    """
    # Rows of the fractionalising matrix have the inverse distances between lattice planes as lengths.
    planes = reach * np.linalg.norm(crystal.fractional, axis=1)
    home = -np.rint(offset)
    around = [np.arange(-np.floor(p + 0.5), np.floor(p + 0.5) + 1) for p in planes]
    rows, shifts = [], []
    for step in np.stack(np.meshgrid(*around, indexing="ij"), axis=-1).reshape(-1, 3):
        row = np.flatnonzero((np.abs(offset + home + step) < planes).all(axis=1))
        rows.append(row)
        shifts.append((home[row] + step).astype(int))
    return np.concatenate(rows), np.concatenate(shifts)


def _code(number: int, shift: npt.NDArray[np.int_]) -> str:
    if np.all(np.abs(shift) <= 4):
        return f"{number}_" + "".join(str(5 + s) for s in shift)
    return f"{number}_" + ",".join(f"{s:+d}" for s in shift)
