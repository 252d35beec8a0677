"""Symmetry images: what of the crystal lies near a point that the file's own atoms do not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nesgroove.model.structure import Atoms, Crystal, FloatArray, IntArray, Structure

SAME_PLACE = 1e-2
"""An image nearer than this (A) to its own atom is that atom, on a special position or under the identity."""


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
    images: list[tuple[IntArray, FloatArray, npt.NDArray[np.str_]]] = []
    if crystal is not None and len(atoms):
        xyz = structure.atoms.xyz[atoms]
        fractional, target = xyz @ crystal.fractional.T, crystal.fractional @ centre
        for number, (_, rotation, translation) in enumerate(crystal.operators, start=1):
            image = fractional @ rotation.T + translation
            which, shift = _shifts_into(crystal, image - target, radius)
            moved = (image[which] + shift) @ crystal.orthogonal.T
            near = np.linalg.norm(moved - centre, axis=1) < radius
            near &= np.linalg.norm(moved - xyz[which], axis=1) > SAME_PLACE
            if near.any():
                codes = {tuple(row): _code(number, row) for row in np.unique(shift[near], axis=0)}
                code = np.array([codes[tuple(row)] for row in shift[near]])
                images.append((atoms[which[near]], moved[near], code))
    if not images:
        return ImageAtoms(np.empty(0, np.intp), np.empty((0, 3)), np.empty(0, "U8"))
    return ImageAtoms(*(np.concatenate(column) for column in zip(*images, strict=True)))


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


def _shifts_into(crystal: Crystal, offset: FloatArray, reach: float) -> tuple[IntArray, npt.NDArray[np.int_]]:
    """Lattice shifts that bring fractional offsets, shape (n, 3), to where they may be within reach (A) of the origin.

    Atom by atom, from the cell in which it comes to lie: how many there are depends on the cell and on the reach, and
    not on how far apart atoms are. Of each the offset's row and the shift, in the order of shifts.
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
    row, shift = np.concatenate(rows), np.concatenate(shifts)
    order = np.lexsort((row, *shift.T[::-1]))
    return row[order], shift[order]


def _code(number: int, shift: npt.NDArray[np.int_]) -> str:
    if np.all(np.abs(shift) <= 4):
        return f"{number}_" + "".join(str(5 + s) for s in shift)
    return f"{number}_" + ",".join(f"{s:+d}" for s in shift)
