"""Which residues of XPO1 are to be seen in a view, and where: what a label's line may end at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray, IntArray
from nesgroove.show.pictures.views import View
from nesgroove.show.scene.model import ResidueRef, Scene

CELL: Final = 0.25
"""Of the map of what is in front, A."""

RADIUS: Final = 1.8
"""Of an atom, A: about that of carbon with its hydrogens."""

FILLING: Final = 0.8
"""By how much atoms that a cut goes through are larger, A: the face of the cut has no holes between them."""

STICK: Final = 0.7
"""Half of what the atoms of sticks hide, A: they may stand behind a wall, but a line would run to them."""

RIM: Final = 1.0
"""Of the picture, where no line has room to end, A."""

LEAST: Final = 0.5
"""Of a residue that counts as seen, A^2."""


def visible_points(
    scene: Scene, view: View, refs: Iterable[ResidueRef], sticks: FloatArray | None = None
) -> dict[ResidueRef, FloatArray]:
    """Find the middle of what is to be seen of residues' surfaces, in A right of and above the lower left.

    Atoms are spheres, and what is nearest to the viewer is seen.

    Parameters
    ----------
    scene
        The complex.
    view
        Where from; nothing before its cut is there.
    refs
        Residues of XPO1.
    sticks
        Atoms that hide what is behind them, shape (n, 3), A.

    Returns
    -------
    dict of ResidueRef to ndarray
        A point each, shape (2,), for those of which at least half a square Angstrom is seen.
    """
    owners = list(scene.residue_at.values())
    xyz = np.concatenate([scene.atoms_of[ref] for ref in owners]) if owners else np.zeros((0, 3))
    of = np.repeat(np.arange(len(owners)), [len(scene.atoms_of[ref]) for ref in owners])
    front = _front(view.project(xyz), view.depth(xyz), of, view)
    for at in view.project(sticks) if sticks is not None else []:
        low = np.maximum(((at - STICK) / CELL).astype(int), 0)
        high = np.maximum(((at + STICK) / CELL).astype(int) + 1, 0)
        front[low[1] : high[1], low[0] : high[0]] = -1
    rim = round(RIM / CELL)
    inner = np.full(front.shape, -1)
    inner[rim:-rim, rim:-rim] = front[rim:-rim, rim:-rim]
    front = inner
    number = {ref: index for index, ref in enumerate(owners)}
    points = {}
    for ref in refs:
        rows, columns = np.nonzero(front == number.get(ref, -2))
        if len(rows) * CELL**2 >= LEAST:
            cells = np.stack([columns + 0.5, rows + 0.5], axis=1) * CELL
            # The cell nearest to the middle: the middle itself of what is curved may be another residue's.
            points[ref] = cells[np.linalg.norm(cells - cells.mean(axis=0), axis=1).argmin()]
    return points


def _front(flat: FloatArray, depth: FloatArray, of: IntArray, view: View) -> IntArray:
    """Number of the residue in front, by cell, shape (rows, columns); -1 where there is none, or a cut's face."""
    shape = int(np.ceil(view.height / CELL)), int(np.ceil(view.width / CELL))
    front, nearest = np.full(shape, -1), np.full(shape, -np.inf)
    inside = ((flat > -RADIUS) & (flat < np.array([view.width, view.height]) + RADIUS)).all(axis=1)
    for atom in np.flatnonzero(inside):
        cut = view.cut is not None and depth[atom] + RADIUS + FILLING > view.cut
        radius = RADIUS + (FILLING if cut else 0.0)
        if cut and depth[atom] - radius > (view.cut or 0.0):
            continue
        low = np.maximum(((flat[atom] - radius) / CELL).astype(int), 0)
        high = np.minimum(((flat[atom] + radius) / CELL).astype(int) + 1, [shape[1], shape[0]])
        x = (np.arange(low[0], high[0]) + 0.5) * CELL - flat[atom][0]
        y = (np.arange(low[1], high[1]) + 0.5) * CELL - flat[atom][1]
        rest = radius**2 - x[None] ** 2 - y[:, None] ** 2
        surface = depth[atom] + np.sqrt(np.maximum(rest, 0.0))
        if cut:
            face = surface > (view.cut or 0.0)
            surface = np.where(face, view.cut or 0.0, surface)
        else:
            face = np.zeros(surface.shape, dtype=bool)
        window = (slice(low[1], high[1]), slice(low[0], high[0]))
        ahead = (rest > 0) & (surface > nearest[window])
        nearest[window][ahead] = surface[ahead]
        front[window][ahead] = np.where(face, -1, of[atom])[ahead]
    return front
