"""Classes of nuclear export signals, by the spacing of the anchors that fill the pockets."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from nesgroove.model.target import XPO1

CLASSES = {
    "1a": (("P1", "P2", "P3", "P4"), (4, 3, 2)),
    "1b": (("P1", "P2", "P3", "P4"), (3, 3, 2)),
    "1c": (("P1", "P2", "P3", "P4"), (4, 4, 2)),
    "1d": (("P1", "P2", "P3", "P4"), (3, 4, 2)),
    "2": (("P1", "P2", "P3", "P4"), (2, 3, 2)),
    "3": (("P1", "P2", "P3", "P4"), (3, 4, 3)),
    "4": (("P0", "P1", "P2", "P3", "P4"), (3, 4, 3, 4)),
}
"""Pockets, and residues from the anchor in one to the anchor in the next. Fung et al. 2017
(doi:10.7554/eLife.23961); 1a and 1c from PKI and snurportin, which that paper names as such."""

CLASS_3_LOW = (("P0", "P1", "P2", "P3"), (3, 4, 3))
"""mDia2 and CDC7 (5UWP, 5UWQ) have the pattern of class 3 in P0 to P3 and leave P4 empty (Fung et al. 2017). With
an anchor in P4 as well the same four residues are part of another signal: c-Abl's 3-4-3-2 is 1a with an anchor in
P0."""

REVERSED = ("1a", "1b", "1c", "1d")
"""Classes that have a reversed form, ``-R``: the pattern read from P4 to P0 (Fung et al. 2015,
doi:10.7554/eLife.10034; CPEB4 and hRio2 are 1a-R). Those of classes 2 and 3 read alike from both ends, and no reversed
signal of class 2, 3 or 4 is described."""


def nes_class(steps: Mapping[tuple[str, str], int | None], filled: frozenset[str], direction: str) -> str:
    """Compare the spacing of anchors with the classes.

    Parameters
    ----------
    steps
        Residues from the anchor of one pocket to that of another, counted along the chain (below zero where the chain
        runs the other way), by neighbouring pockets, the lower first; None where it is not known.
    filled
        Pockets with an anchor.
    direction : {'plus', 'minus', ''}
        Of the chain.

    Returns
    -------
    str
        The class that fits; empty where none or more than one does, or where the direction is not known.
    """
    if not direction:
        return ""
    patterns = [(name, *pattern) for name, pattern in CLASSES.items()]
    if XPO1.pockets[-1] not in filled:
        patterns.append(("3", *CLASS_3_LOW))
    sign = -1 if direction == "minus" else 1
    fitting = {
        name
        for name, pockets, pattern in patterns
        if filled.issuperset(pockets)
        and all(steps[pair] == sign * step for pair, step in zip(pairwise(pockets), pattern, strict=True))
        and (direction == "plus" or name in REVERSED)
    }
    if len(fitting) != 1:
        return ""
    (name,) = fitting
    return f"{name}-R" if direction == "minus" else name
