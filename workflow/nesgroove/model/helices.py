"""C-alpha atoms of groove helices that are not in a file, from a template laid on those that are.

The template (``data/helices.tsv``, written by ``tools/make_helices.py``, which names its sources) is the mean of six
crystallographic chains, each helix by itself; so it is of no state of the groove, and only the helix's own atoms decide
where it goes. An ideal alpha-helix in its place misses the frame by two to four times as much, for H11A and H12B are
bent; a template of all four helices by two to six times, for they move against each other between open and closed
grooves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from nesgroove.model.points import rotations
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1


@dataclass(frozen=True)
class CompletedHelices:
    """The helices' C-alpha atoms, with those that a file lacks.

    Attributes
    ----------
    ca : dict of int to ndarray, shape (frames, 3)
        By position, A: those of the file, and those of the template.
    completed : tuple of int
        Positions of the latter.
    rmsd : ndarray, shape (frames,), or None
        How far the template is from the file's atoms, A: of the helix that it fits worst. None where none was
        completed.
    """

    ca: dict[int, FloatArray]
    completed: tuple[int, ...] = ()
    rmsd: FloatArray | None = None


def complete_helices(ca: Mapping[int, FloatArray]) -> CompletedHelices:
    """Complete the four helices in each frame.

    Parameters
    ----------
    ca
        C-alpha atoms of a file by position, each of shape (frames, 3), A; three or more of each helix.

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
        own, template = along(ca, there), np.array([helix_template()[p] for p in there])
        centre, turn, goal = rotations(template, own)
        moved = (np.array([helix_template()[p] for p in missing]) - centre) @ turn + goal
        atoms |= {p: moved[:, i] for i, p in enumerate(missing)}
        completed += missing
        off = (template - centre) @ turn + goal - own
        rmsd.append(np.sqrt((off**2).sum(axis=-1).mean(axis=-1)))
    return CompletedHelices(atoms, tuple(completed), np.max(rmsd, axis=0) if rmsd else None)


def along(ca: Mapping[int, FloatArray], positions: Iterable[int]) -> FloatArray:
    """C-alpha atoms in the order of some positions: of values of shape (frames, 3) an array (frames, positions, 3)."""
    return np.stack([ca[position] for position in positions], axis=-2)


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
