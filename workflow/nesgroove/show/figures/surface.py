"""The groove as it is seen from the solvent: which residue lies on top where, and how high.

Residues are drawn from three points that the tables have of each: the C-alpha, the middle of the side chain and its
farthest atom, joined by balls. It is a sketch of the surface, good to say which residue is where; areas are measured on
all atoms (:mod:`nesgroove.measure.footprint`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.measure.groove_ca import GrooveAtomRecord
from nesgroove.model.structure import BoolArray, FloatArray, IntArray
from nesgroove.show.figures.footprints import X_LIMITS, Y_LIMITS

PIXEL: Final = 0.1
"""Edge of a pixel, A."""

BALL: Final = 2.1
"""Radius of the balls, A: a carbon with its hydrogens has 2.0, and three points stand for up to ten atoms."""

APART: Final = 0.5
"""Distance of the balls along a side chain, A."""


@dataclass(frozen=True)
class Surface:
    """The groove of one complex from the solvent.

    Attributes
    ----------
    complex : str
    letters : dict of int to str
        Position -> one-letter code of its residue.
    owner : ndarray of int, shape (ny, nx)
        Position of the residue on top; 0 where none is.
    height : ndarray, shape (ny, nx)
        How high it reaches there, A; nan where none is.
    """

    complex: str
    letters: dict[int, str]
    owner: IntArray
    height: FloatArray

    @property
    def borders(self) -> BoolArray:
        """Pixels at the border of two residues, or of a residue and what is not drawn."""
        border = np.zeros(self.owner.shape, dtype=bool)
        border[:, 1:] |= self.owner[:, 1:] != self.owner[:, :-1]
        border[1:] |= self.owner[1:] != self.owner[:-1]
        return border


def surface_pixels() -> tuple[FloatArray, FloatArray]:
    """Centres of the pixels, A: x of the columns, y of the rows."""
    return (
        np.arange(X_LIMITS[0] + PIXEL / 2, X_LIMITS[1], PIXEL),
        np.arange(Y_LIMITS[0] + PIXEL / 2, Y_LIMITS[1], PIXEL),
    )


@lru_cache(maxsize=4)
def _residues(run: RunTables) -> dict[str, list[GrooveAtomRecord]]:
    rows: dict[str, list[GrooveAtomRecord]] = defaultdict(list)
    for row in run.groove_ca:
        rows[row.complex].append(row)
    return rows


def surface_of(run: RunTables, complex_: str) -> Surface | None:
    """Draw the groove of one complex; None where no residue of it has a place."""
    rows = [row for row in _residues(run).get(complex_, []) if row.x is not None]
    if not rows:
        return None
    x, y = surface_pixels()
    owner = np.zeros((len(y), len(x)), dtype=np.intp)
    height = np.full((len(y), len(x)), -np.inf)
    for row, balls in zip(rows, _balls(rows), strict=True):
        for bx, by, bz in balls.tolist():
            columns = np.flatnonzero(np.abs(x - bx) < BALL)
            lines = np.flatnonzero(np.abs(y - by) < BALL)
            if not len(columns) or not len(lines):
                continue
            part = np.s_[lines[0] : lines[-1] + 1, columns[0] : columns[-1] + 1]
            square = BALL**2 - (x[None, part[1]] - bx) ** 2 - (y[part[0], None] - by) ** 2
            top = np.where(square > 0, bz + np.sqrt(np.maximum(square, 0.0)), -np.inf)
            higher = top > height[part]
            height[part] = np.where(higher, top, height[part])
            owner[part] = np.where(higher, row.position, owner[part])
    letters = {row.position: row.residue[:1] for row in rows}
    return Surface(complex_, letters, owner, np.where(owner > 0, height, np.nan))


def _balls(rows: list[GrooveAtomRecord]) -> list[FloatArray]:
    """Centres of the balls of each residue: its half of the main chain to both sides, and its side chain."""
    ca = {row.position: np.array([row.x, row.y, row.z], dtype=float) for row in rows}
    every = []
    for row in rows:
        here = ca[row.position]
        points = [here]
        for beside in (row.position - 1, row.position + 1):
            if beside in ca:
                points.append(here + (ca[beside] - here) / 3)
        for end in ((row.side_x, row.side_y, row.side_z), (row.tip_x, row.tip_y, row.tip_z)):
            if None not in end:
                there = np.array(end, dtype=float)
                steps = max(1, int(np.linalg.norm(there - here) / APART))
                points += [here + (there - here) * n / steps for n in range(1, steps + 1)]
        every.append(np.array(points))
    return every


def patch_spots(surface: Surface, position: int) -> tuple[FloatArray, FloatArray]:
    """Points at which a name could stand, and how far (A) each is from the middle of the residue's patch."""
    lines, columns = np.nonzero(surface.owner == position)
    if not len(lines):
        return np.empty((0, 2)), np.empty(0)
    middle = np.array([X_LIMITS[0] + columns.mean() * PIXEL, Y_LIMITS[0] + lines.mean() * PIXEL])
    steps = np.arange(-4.0, 4.01, 0.4)
    shifts = np.array([(dx, dy) for dx in steps for dy in steps])
    far = np.hypot(shifts[:, 0], shifts[:, 1])
    order = np.argsort(np.round(far, 6), kind="stable")
    return middle + shifts[order], far[order]
