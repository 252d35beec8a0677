"""C-alpha atoms of groove helices that are not in a file, from a template laid on those that are.

The template (``data/helices.tsv``, written by ``tools/make_helices.py``, which names its sources) is the mean of six
crystallographic chains, each helix by itself; so it is of no state of the groove, and only the helix's own atoms decide
where it goes. An ideal alpha-helix in its place misses the frame by two to four times as much, for H11A and H12B are
bent; a template of all four helices by two to six times, for they move against each other between open and closed
grooves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1


@dataclass(frozen=True)
class CompletedHelices:
    """The helices' C-alpha atoms, with those that a file lacks.

    Attributes
    ----------
    ca : dict of int to ndarray
        By position, each of shape (3,), A: those of the file, and those of the template.
    completed : tuple of int
        Positions of the latter.
    rmsd : float or None
        How far the template is from the file's atoms, A: of the helix that it fits worst. None where none was
        completed.
    """

    ca: dict[int, FloatArray]
    completed: tuple[int, ...] = ()
    rmsd: float | None = None


def complete_helices(ca: Mapping[int, FloatArray]) -> CompletedHelices:
    """Complete the four helices.

    Parameters
    ----------
    ca
        C-alpha atoms of a file by position, each of shape (3,), A; three or more of each helix.

    Returns
    -------
    CompletedHelices
        Atoms of the file are as they were.
    """
    atoms, completed, rmsd = dict(ca), [], []
    for first, last in XPO1.helices.values():
        positions = range(first, last + 1)
        missing = [p for p in positions if p not in ca]
        if not missing:
            continue
        there = [p for p in positions if p in ca]
        own, template = np.array([ca[p] for p in there]), np.array([helix_template()[p] for p in there])
        move = superposition(template, own)
        atoms |= {p: move(helix_template()[p]) for p in missing}
        completed += missing
        rmsd.append(float(np.sqrt(((move(template) - own) ** 2).sum(axis=1).mean())))
    return CompletedHelices(atoms, tuple(completed), max(rmsd, default=None))


def superposition(mobile: FloatArray, target: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """Find the rotation and shift that lay one set of points on another best, by least squares (Kabsch).

    Parameters
    ----------
    mobile, target
        Points in the same order, shape (n, 3), A.

    Returns
    -------
    callable
        Moves points, shape (..., 3), as ``mobile`` is moved. Never a mirror image.
    """
    centre, goal = mobile.mean(axis=0), target.mean(axis=0)
    u, _, vt = np.linalg.svd((mobile - centre).T @ (target - goal))
    u[:, -1] *= np.sign(np.linalg.det(u @ vt))
    turn = u @ vt
    return lambda points: (points - centre) @ turn + goal


@cache
def helix_template() -> dict[int, FloatArray]:
    """Read the mean C-alpha atoms of the four helices.

    Returns
    -------
    dict of int to ndarray
        By position, each of shape (3,), A, as they lie in the groove frame.
    """
    text = (files("nesgroove.data") / "helices.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return {int(position): np.array([float(value) for value in xyz]) for _, position, *xyz in rows}
