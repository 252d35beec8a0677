"""What an occupant takes of the reference cargo's anchors: which pockets are occupied, which anchors displaced.

A share of a pocket's volume does not separate: over reasonable lids, reaches and radii selinexor's P4 runs from 0.075
to 0.106, about any limit that could be set. The part of the anchor's side chain whose place an occupant takes does:
over the inhibitors at hand (14 composites of 4HB2) it is 0.00 where a pocket is left alone and 0.31 or more where it
is filled, with one value between, KPT-251 in P4 (0.16).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from nesgroove.measure.reach import mean_of_grids
from nesgroove.model.structure import BoolArray

Occupied = Literal["yes", "borderline", "no", ""]

OVERLAP_FROM = 0.2
"""Part of an anchor's side-chain volume from which its place is taken: where two classes are wanted, the limit. Two
atoms in van der Waals contact share nothing; a carbon in the place of a carbon shares everything."""

BORDERLINE = (0.1, 0.3)
"""From and to where that limit is too near for a yes or a no. It moves by up to 0.03 with the grid, by more with the
refinement of the file (two refinements of one crystal differ by 9 to 14 % in a pocket's volume)."""


def anchor_overlaps(taken: BoolArray, anchors: Mapping[str, BoolArray]) -> dict[str, float]:
    """Measure what an occupant takes of each anchor.

    Parameters
    ----------
    taken
        Voxels inside the occupant, shape (n,).
    anchors
        Voxels inside the side chain of each anchor, by its name, each of shape (n,). One without a voxel, such as a
        glycine, is passed over.

    Returns
    -------
    dict of str to float
        Part of each anchor's side-chain volume that is inside the occupant, 0 to 1.
    """
    return {name: float(taken[side].mean()) for name, side in anchors.items() if side.any()}


def displaced_anchors(overlaps: Mapping[str, float]) -> tuple[str, ...]:
    """Choose the anchors that an occupant displaces: those of which it takes a fifth or more.

    Parameters
    ----------
    overlaps
        Part of each anchor's side-chain volume that the occupant takes.
    """
    return tuple(anchor for anchor, part in overlaps.items() if part >= OVERLAP_FROM)


def occupied_by(overlap: float | None) -> Occupied:
    """Decide whether a pocket is occupied.

    Parameters
    ----------
    overlap
        Part of the reference anchor's side-chain volume that the occupant takes; None where the pocket has none.

    Returns
    -------
    {'yes', 'borderline', 'no', ''}
        ``no`` below 0.1, ``borderline`` from 0.1 to below 0.3, ``yes`` from 0.3 on; empty for None. Whoever wants two
        classes cuts ``overlap`` at 0.2.
    """
    if overlap is None:
        return ""
    low, high = BORDERLINE
    return "no" if overlap < low else "borderline" if overlap < high else "yes"


def mean_overlaps(shares: list[dict[str, float]]) -> dict[str, float]:
    """Average over grids; an anchor that a grid misses counts there as not taken.

    Parameters
    ----------
    shares
        Overlaps on each grid.
    """
    return {name: mean_of_grids([share.get(name, 0.0) for share in shares]) for name in shares[0]}
