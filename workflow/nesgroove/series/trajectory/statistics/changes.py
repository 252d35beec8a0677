"""Changes between states: how often, and how often for good.

A width that trembles about the limit between two states changes state at each crossing, which says nothing of how often
the groove opens. Passages do: from one outer state to the other, with whatever lies between as no state of its own
(core sets: Buchete & Hummer 2008, doi:10.1021/jp0761665; Schuette et al. 2011, doi:10.1063/1.3590108).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def changes(states: npt.NDArray[np.integer], number: int) -> npt.NDArray[np.int64]:
    """Count the changes from each frame to the next.

    Parameters
    ----------
    states
        Numbers of states, from 0, at equal steps, shape (n,); -1 where the state is not known: across such a step
        nothing is counted.
    number
        How many states there are.

    Returns
    -------
    ndarray of int, shape (number, number)
        From the state of the row to that of the column; those that stay are on the diagonal.
    """
    before, after = states[:-1], states[1:]
    both = (before >= 0) & (after >= 0)
    counts = np.zeros((number, number), dtype=np.int64)
    np.add.at(counts, (before[both], after[both]), 1)
    return counts


def passages(states: npt.NDArray[np.integer], cores: Sequence[int]) -> dict[tuple[int, int], int]:
    """Count how often a series comes from one core state into another, whatever lies between.

    Parameters
    ----------
    states
        As of :func:`changes`. A gap forgets where the series was.
    cores
        Numbers of the core states; all others lie between.

    Returns
    -------
    dict of (int, int) to int
        From and to: count.
    """
    kept = np.flatnonzero(np.isin(states, cores) | (states < 0))
    visited = states[kept]
    visited = visited[np.concatenate([[True], visited[1:] != visited[:-1]])] if len(visited) else visited
    counts = {(a, b): 0 for a in cores for b in cores if a != b}
    for a, b in zip(visited[:-1].tolist(), visited[1:].tolist(), strict=True):
        if (a, b) in counts:
            counts[a, b] += 1
    return counts
