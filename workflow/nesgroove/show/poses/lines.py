"""Which lines the figure of poses has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from nesgroove.series.poses.records import PoseRecord, PoseReferenceRecord

SHOWN: Final = 40
"""Poses with a line of their own: with the references as much as a page is high. The rest is summed up in one."""

Row: TypeAlias = PoseRecord | PoseReferenceRecord


@dataclass(frozen=True)
class Lines:
    """What is drawn.

    Attributes
    ----------
    references : list of PoseReferenceRecord
    poses : list of PoseRecord
        Those with a line of their own.
    rest : list of PoseRecord
        Those that are summed up.
    left_out : int
        Poses that are not in the groove, or lack what is required.
    """

    references: list[PoseReferenceRecord]
    poses: list[PoseRecord]
    rest: list[PoseRecord]
    left_out: int

    @property
    def rows(self) -> list[Row]:
        """All lines, from the top."""
        return [*self.references, *self.poses]


def lines(
    poses: Sequence[PoseRecord],
    references: Sequence[PoseReferenceRecord],
    shown: int = SHOWN,
    order: Mapping[str, int] | None = None,
) -> Lines:
    """Choose what is drawn.

    Parameters
    ----------
    poses, references
        The tables.
    shown
        Poses that have a line of their own.
    order
        Place of each pose by its complex, where they are sorted otherwise than by the groove.

    Returns
    -------
    Lines
        Best poses first, where nothing else is asked for; copies are left out.
    """
    own = [row for row in poses if row.groove_rank is not None]
    seen = [row for row in own if row.in_groove == "yes" and row.required != "no"]
    place = order or {}
    seen.sort(key=lambda row: (place.get(row.complex, len(place)), row.groove_rank or 0))
    first = seen if len(seen) <= shown + 1 else seen[:shown]
    known = sorted((r for r in references if r.x_min is not None), key=lambda r: (r.compound.lower(), r.complex))
    return Lines(known, first, seen[len(first) :], len(own) - len(seen))


def places(drawn: Lines) -> list[float]:
    """Give the height of each line.

    Parameters
    ----------
    drawn
        The lines.

    Returns
    -------
    list of float
        From the top; a gap parts references from poses.
    """
    gap = 1 if drawn.references else 0
    return [index + (gap if index >= len(drawn.references) else 0) for index in range(len(drawn.rows))]
