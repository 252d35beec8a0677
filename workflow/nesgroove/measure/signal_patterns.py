"""Where the patterns of export signals lie in a sequence.

They are the classes of :mod:`nesgroove.measure.nes_class`, read along the chain. A pattern is a spacing of hydrophobic
residues and no evidence of a signal: such spacings are common. How many there would be if the same residues stood in a
random order is therefore given with them (:func:`expected_patterns`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import perm
from typing import Final

from nesgroove.measure.nes_class import CLASSES, REVERSED

PHI: Final = "LIVMF"
"""Residues that patterns are read with (Fung et al. 2015, doi:10.7554/eLife.10034; 2017, doi:10.7554/eLife.23961).
Structures show others in pockets too: Rev's first anchor is a proline."""

P0_STEP: Final = CLASSES["4"][1][0]
"""Residues between the anchor in P0 and that in P1: of class 4, and of snurportin's Met1 and Leu4."""

LOW: Final = {"P1": "P0", "P2": "P1", "P3": "P2", "P4": "P3"}
"""Pockets of the four residues of class 3 where P4 is left empty (:data:`nesgroove.measure.nes_class.CLASS_3_LOW`)."""


@dataclass(frozen=True)
class SignalPattern:
    """A pattern in a sequence.

    Attributes
    ----------
    nes_class : str
        ``1a`` ..., ``1a-R`` for reversed.
    direction : {'plus', 'minus'}
        Of the chain in the groove, were it a signal.
    anchors : tuple of (str, int)
        Pocket and place in the sequence, from 0, along the sequence; P0 where a residue that fits is there.
    """

    nes_class: str
    direction: str
    anchors: tuple[tuple[str, int], ...]

    @property
    def places(self) -> frozenset[int]:
        """Places of the anchors in the sequence, from 0."""
        return frozenset(place for _, place in self.anchors)

    @property
    def fillings(self) -> tuple[dict[str, int], ...]:
        """Pocket -> place, for each way the pattern can lie: that of class 3 has two."""
        usual = dict(self.anchors)
        if self.nes_class != "3":
            return (usual,)
        return usual, {LOW[pocket]: place for pocket, place in self.anchors if pocket in LOW}

    def phi(self, pocket: str) -> str:
        """Name of an anchor, as :mod:`nesgroove.measure.cargo` counts: ``Phi1`` in P1, reversed in P4."""
        number = int(pocket[1:])
        return f"Phi{number if self.direction == 'plus' else 5 - number}"


def signal_patterns(sequence: str, phi: str = PHI) -> tuple[SignalPattern, ...]:
    """Find all patterns, those within others included.

    Parameters
    ----------
    sequence
        One-letter codes in capitals.
    phi
        Letters that may be anchors.

    Returns
    -------
    tuple of SignalPattern
        Along the sequence.

    Examples
    --------
    >>> [(p.nes_class, p.anchors[0]) for p in signal_patterns("NELALKLAGLDI")]
    [('1a', ('P1', 2))]
    """
    fits = [letter in phi for letter in sequence]
    found = [
        pattern
        for name, direction, pockets, offsets in _readings()
        for pattern in _of_reading(fits, name, direction, pockets, offsets)
    ]
    return tuple(sorted(found, key=lambda p: (p.anchors[0][1], p.anchors[-1][1], p.nes_class)))


def expected_patterns(length: int, anchors: int) -> float:
    """Count the patterns that residues in a random order have on average: exactly, for sequences of one composition.

    Parameters
    ----------
    length
        Residues of the sequence.
    anchors
        How many of them may be anchors.

    Returns
    -------
    float
        For each pattern of k anchors that can begin at n places, n times the chance that k residues drawn without
        putting back are all anchors.
    """
    return sum(
        max(length - offsets[-1], 0) * perm(anchors, len(offsets)) / perm(length, len(offsets))
        for _, _, _, offsets in _readings()
        if length >= len(offsets)
    )


def within(patterns: Sequence[SignalPattern]) -> dict[SignalPattern, tuple[str, ...]]:
    """Name the classes of longer patterns that hold all anchors of each.

    Parameters
    ----------
    patterns
        Of one sequence.

    Returns
    -------
    dict of SignalPattern to tuple of str
        Sorted, of the same direction.
    """
    with_place: dict[int, list[SignalPattern]] = defaultdict(list)
    for pattern in patterns:
        for place in pattern.places:
            with_place[place].append(pattern)
    return {
        pattern: tuple(
            sorted(
                {
                    other.nes_class
                    for other in with_place[pattern.anchors[0][1]]
                    if other.direction == pattern.direction and other.places > pattern.places
                }
            )
        )
        for pattern in patterns
    }


def _readings() -> Iterator[tuple[str, str, tuple[str, ...], tuple[int, ...]]]:
    """Each class in each known direction: name, direction, pockets along the sequence, places from the first."""
    for name, (pockets, steps) in CLASSES.items():
        yield name, "plus", tuple(pockets), tuple(accumulate((0, *steps)))
        if name in REVERSED:
            yield f"{name}-R", "minus", tuple(reversed(pockets)), tuple(accumulate((0, *reversed(steps))))


def _of_reading(
    fits: Sequence[bool], name: str, direction: str, pockets: Sequence[str], offsets: Sequence[int]
) -> Iterator[SignalPattern]:
    for first in range(len(fits) - offsets[-1]):
        if not all(fits[first + offset] for offset in offsets):
            continue
        anchors = [(pocket, first + offset) for pocket, offset in zip(pockets, offsets, strict=True)]
        if "P0" not in pockets:
            place = first - P0_STEP if direction == "plus" else first + offsets[-1] + P0_STEP
            if 0 <= place < len(fits) and fits[place]:
                anchors.append(("P0", place))
        yield SignalPattern(name, direction, tuple(sorted(anchors, key=lambda anchor: anchor[1])))
