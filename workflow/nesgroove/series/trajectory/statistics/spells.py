"""How long something lasts that comes and goes: lifetimes of contacts and of states.

A spell that has begun before the first frame, or has not ended with the last, is longer than what is seen of it.
Leaving such spells out makes lifetimes too short, and so does counting them as whole. Here all the time that is seen
counts, and of the ends those that are seen: the lifetime is the time spent in it divided by the number of its ends,
which is the maximum-likelihood estimate for what decays at a constant rate and is cut off (Kalbfleisch & Prentice 2002,
doi:10.1002/9781118032985, chapter 3). Frames in which nothing was measured cut spells, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nesgroove.model.structure import FloatArray


@dataclass(frozen=True)
class Spells:
    """What is seen of the spells of one state, in steps; those of several series add up.

    Attributes
    ----------
    count : int
        Spells, whole ones and parts.
    ends : int
        That are seen to end.
    cut : int
        Whose beginning or end is not seen.
    at_risk : int
        Steps out of it that are seen: in it at one step, and measured at the next.
    longest : int
        Most steps in it without a break.
    """

    count: int = 0
    ends: int = 0
    cut: int = 0
    at_risk: int = 0
    longest: int = 0

    @property
    def lifetime(self) -> float | None:
        """Mean time that a spell lasts, in steps; None where none is seen to end."""
        return self.at_risk / self.ends if self.ends else None

    @property
    def lifetime_error(self) -> float | None:
        """Standard error of the lifetime: its part ``sqrt((1 - p) / ends)``, p the chance to end at a step.

        None where fewer than two ends are seen, or where each step is an end: the lifetime then is shorter than a step.
        """
        lifetime = self.lifetime
        if lifetime is None or self.ends < 2 or self.ends == self.at_risk:
            return None
        return float(lifetime * np.sqrt((1 - self.ends / self.at_risk) / self.ends))


def spells(present: FloatArray) -> Spells:
    """Find the spells of something.

    Parameters
    ----------
    present
        1 where it is there, 0 where not, nan where that was not measured; at equal steps, shape (n,).

    Returns
    -------
    Spells
    """
    inside = np.concatenate([[False], present == 1, [False]])
    known = np.concatenate([[False], ~np.isnan(present), [False]])
    change = np.diff(inside.astype(np.int8))
    begins, stops = np.flatnonzero(change == 1) + 1, np.flatnonzero(change == -1) + 1
    begun, ended = known[begins - 1], known[stops]
    length = stops - begins
    ends = int(ended.sum())
    return Spells(
        count=len(begins),
        ends=ends,
        cut=int((~begun | ~ended).sum()),
        at_risk=int(length.sum()) - int((~ended).sum()),
        longest=int(length.max()) if len(length) else 0,
    )


def together(parts: Sequence[Spells]) -> Spells:
    """Add up the spells of several series."""
    return Spells(
        count=sum(part.count for part in parts),
        ends=sum(part.ends for part in parts),
        cut=sum(part.cut for part in parts),
        at_risk=sum(part.at_risk for part in parts),
        longest=max((part.longest for part in parts), default=0),
    )
