"""Usual distances of atoms that are bonded, or bonded to one atom, in amino acids and across peptide bonds.

``data/residue_geometry.tsv`` (written by ``tools/make_geometry.py``, which names its sources) has medians of crystal
structures. They are those of small molecules (Engh & Huber 1991, doi:10.1107/S0108767391001071), to which crystal
structures and models are refined, within 0.015 A.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from nesgroove.model.structure import Atoms, BoolArray, FloatArray, IntArray, Residue

BONDED: Final = "bond"
SECOND: Final = "second"
"""Kinds of pairs: bonded, and bonded to one atom, whose distance is given by an angle."""

NEXT: Final = "next"
"""Stands for the component of pairs across a peptide bond: an atom, and one of the next residue."""

LIKE: Final = {"MSE": "MET"}
"""Components with the geometry of another, but for the atoms that they have not in common."""

LARGEST: Final = 400
"""Atoms of one residue or compound at most: the largest macrocycles have 200. What is larger is several under one
number."""

TRANS, CIS = 3.80, 2.95
"""Distance (A) of C-alpha atoms across a trans and a cis peptide bond, which the geometry above gives."""


class Pair(NamedTuple):
    """Two atoms and their usual distance.

    Attributes
    ----------
    first, second : str
        Atom names.
    bonded : bool
        Whether they are bonded; else both are bonded to one atom.
    distance : float
        A.
    """

    first: str
    second: str
    bonded: bool
    distance: float


@cache
def usual_pairs(component: str) -> tuple[Pair, ...]:
    """Pairs of a component's atoms with their usual distances.

    Parameters
    ----------
    component
        Component id, or :data:`NEXT`.

    Returns
    -------
    tuple of Pair
        Nothing for components that are not in the table.

    Examples
    --------
    >>> [pair for pair in usual_pairs("CYS") if pair[:2] == ("CB", "SG")]
    [Pair(first='CB', second='SG', bonded=True, distance=1.808)]
    """
    return _table().get(LIKE.get(component, component), ())


@cache
def _table() -> dict[str, tuple[Pair, ...]]:
    text = (files("nesgroove.data") / "residue_geometry.tsv").read_text(encoding="utf-8")
    table: dict[str, list[Pair]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        pair = Pair(row["first"], row["second"], row["kind"] == BONDED, float(row["distance"]))
        table.setdefault(row["component"], []).append(pair)
    return {component: tuple(pairs) for component, pairs in table.items()}


@dataclass(frozen=True)
class Pairs:
    """Pairs of atoms whose usual distance is known.

    Attributes
    ----------
    first, second : ndarray of int, shape (n,)
        Indices of atoms.
    bonded : ndarray of bool, shape (n,)
        Whether they are bonded; else both are bonded to one atom.
    usual, actual : ndarray, shape (n,)
        Distances, A.
    """

    first: IntArray
    second: IntArray
    bonded: BoolArray
    usual: FloatArray
    actual: FloatArray


def pairs_of(atoms: Atoms, residues: Sequence[Residue]) -> Pairs:
    """Find pairs of atoms within residues.

    Parameters
    ----------
    atoms
        All atoms of a structure.
    residues
        Residues that are looked at.

    Returns
    -------
    Pairs
        Residues that are in no table have none.
    """
    names = atoms.name.tolist()
    places = [
        _places(r.component, tuple(names[r.start : r.stop])) if r.stop - r.start > 1 else NO_PLACES for r in residues
    ]
    # Residues of one component with the same atoms have the same object, whose columns stand once in a table.
    which = list(map(id, places))
    different = list({id(own): own for own in (NO_PLACES, *places)}.values())
    sizes = [len(own.bonded) for own in different]
    begin = dict(zip(map(id, different), accumulate(sizes, initial=0), strict=False))
    length = dict(zip(map(id, different), sizes, strict=True))
    size = np.array([length[own] for own in which], np.intp)
    row = np.repeat(np.array([begin[own] for own in which], np.intp) - size.cumsum() + size, size)
    row += np.arange(len(row))
    first, second, bonded, usual = (np.concatenate(columns)[row] for columns in zip(*different, strict=True))
    start = np.repeat(np.array([residue.start for residue in residues], np.intp), size)
    here, there = start + first, start + second
    actual = np.linalg.norm(atoms.xyz[here] - atoms.xyz[there], axis=1)
    return Pairs(here, there, bonded, usual, actual)


class _Places(NamedTuple):
    """The pairs of a residue: places of their atoms in it, whether they are bonded, their usual distances."""

    first: IntArray
    second: IntArray
    bonded: BoolArray
    usual: FloatArray


NO_PLACES: Final = _Places(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, bool), np.empty(0))
"""Of a residue that is in no table."""


@lru_cache(maxsize=4096)
def _places(component: str, names: tuple[str, ...]) -> _Places:
    """Find the pairs of a residue with atoms of these names."""
    if not usual_pairs(component):
        return NO_PLACES
    place = {name: i for i, name in enumerate(names)}
    pairs = [pair for pair in usual_pairs(component) if pair.first in place and pair.second in place]
    return _Places(
        np.array([place[pair.first] for pair in pairs], np.intp),
        np.array([place[pair.second] for pair in pairs], np.intp),
        np.array([pair.bonded for pair in pairs], bool),
        np.array([pair.distance for pair in pairs], float),
    )


def chiral_volumes(atoms: Atoms, residues: Sequence[Residue]) -> tuple[IntArray, FloatArray]:
    """Handedness of the C-alpha atoms: the volume that N, C and CB span about each.

    Parameters
    ----------
    atoms
        All atoms of a structure.
    residues
        Residues that are looked at.

    Returns
    -------
    which : ndarray of int, shape (n,)
        Indices of those of the twenty amino acids that have the four atoms.
    volume : ndarray, shape (n,)
        A^3; about 2.5 for L-amino acids, -2.5 for D-amino acids.
    """
    known = [residue.index for residue in residues if usual_pairs(residue.component)]
    place = np.full((4, int(atoms.residue.max(initial=-1)) + 1), -1)
    for number, name in enumerate(("N", "CA", "C", "CB")):
        chosen = np.flatnonzero(atoms.name == name)
        place[number, atoms.residue[chosen]] = chosen
    which = np.array(known, dtype=np.intp)
    which = which[(place[:, which] >= 0).all(axis=0)]
    n, ca, c, cb = (atoms.xyz[row] for row in place[:, which])
    return which, np.asarray((np.cross(n - ca, c - ca) * (cb - ca)).sum(axis=1))
