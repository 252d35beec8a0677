"""Usual distances of atoms that are bonded, or bonded to one atom, in amino acids and across peptide bonds.

``data/residue_geometry.tsv`` (written by ``tools/make_geometry.py``, which names its sources) has medians of crystal
structures. They are those of small molecules (Engh & Huber 1991, doi:10.1107/S0108767391001071), to which crystal
structures and models are refined, within 0.015 A.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

BONDED: Final = "bond"
SECOND: Final = "second"
"""Kinds of pairs: bonded, and bonded to one atom, whose distance is given by an angle."""

NEXT: Final = "next"
"""Stands for the component of pairs across a peptide bond: an atom, and one of the next residue."""

LIKE: Final = {"MSE": "MET"}
"""Components with the geometry of another, but for the atoms that they have not in common."""

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
