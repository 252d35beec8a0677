"""The replicas of a run, and what every row of its statistics begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from nesgroove.io.trajectory.frame_tables import FrameTables
from nesgroove.model.structure import BoolArray, FloatArray
from nesgroove.series.trajectory.statistics.grid import Grid, grid_of

ALL: Final = "all"
"""Trajectory of rows over replicas."""


@dataclass(frozen=True)
class Replica:
    """One replica.

    Attributes
    ----------
    number : int
    name : str
    own : ndarray of bool, shape (n,)
        Its rows in the table of frames.
    """

    number: int
    name: str
    own: BoolArray


@dataclass(frozen=True)
class Run:
    """All frames of a run.

    Attributes
    ----------
    tables : FrameTables
    entry, complex : str
    replicas : tuple of Replica
    time : ndarray, shape (n,)
        Of all frames, ps; nan where there is none.
    """

    tables: FrameTables
    entry: str
    complex: str
    replicas: tuple[Replica, ...]
    time: FloatArray

    @classmethod
    def of(cls, tables: FrameTables) -> Run:
        """Find the replicas of tables of frames."""
        names = tables.column("trajectory")
        replicas = []
        for number in np.unique(tables.replica).tolist():
            own = tables.replica == number
            replicas.append(Replica(number, str(names[own][0]), own))
        entry, complex_ = (str(tables.column(name)[0]) for name in ("entry", "complex"))
        return cls(tables, entry, complex_, tuple(replicas), tables.column("time").astype(float))

    @property
    def several(self) -> bool:
        """Whether there is anything to compare."""
        return len(self.replicas) > 1

    def grids(self, chosen: BoolArray) -> Iterator[tuple[Replica, Grid | None]]:
        """Lay the chosen frames of each replica on equal steps; None for a replica in which none is chosen."""
        for replica in self.replicas:
            yield replica, grid_of(self.tables.frame, self.time, chosen & replica.own)

    def key(self, replica: Replica | None) -> dict[str, Any]:
        """First columns of a row of a replica, or of one over all of them."""
        return {
            "entry": self.entry,
            "complex": self.complex,
            "trajectory": ALL if replica is None else replica.name,
            "replica": None if replica is None else replica.number,
        }
