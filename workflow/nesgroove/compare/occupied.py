"""In how many entries the occupants of a compound or of a class of export signal occupy each pocket."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

import numpy as np
from pydantic import Field

from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import RunTables
from nesgroove.measure.overlap import occupied_by
from nesgroove.model.record import text
from nesgroove.model.structure import SourceKind
from nesgroove.model.target import XPO1


class OccupiedRecord(ComparisonRecord):
    """In how many entries of a group a pocket is occupied."""

    table: ClassVar[str] = "occupied"
    about: ClassVar[str] = (
        "In how many entries of a compound or class each pocket is occupied, borderline ones apart (overlaps of the "
        "copies of an entry are averaged first)"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("grouping", "group", "source_kind", "reference", "pocket")
    rank: ClassVar[int] = 2

    grouping: str = Field(description="compound or nes_class")
    group: str = Field(description="The group: selinexor; NES class 1a ...")
    source_kind: SourceKind = Field(description="Kind of source of all its members; kinds are never counted together")
    pocket: str = Field(description="P0 to P4")
    yes: int = Field(description="In how many entries it is occupied")
    borderline: int = Field(description="In how many entries neither occupied nor empty can be said")
    no: int = Field(description="In how many entries it is not occupied")
    observed: int = Field(description="In how many entries it could be decided: yes, borderline and no")
    observable: int = Field(description="How many entries the group has")
    reference: str = text("Complex of the reference cargo whose anchors decide")


def rows(run: RunTables) -> list[OccupiedRecord]:
    """Count in how many entries of each group a pocket is occupied.

    A pocket for which the reference cargo has no anchor is not counted as empty: it is observable and not observed.
    """
    groups = {(key.complex, key.occupant): key for key in run.occupants}
    entries: dict[tuple[str, str, SourceKind, str, str], dict[str, list[float]]] = defaultdict(dict)
    for row in run.occupancy:
        if row.pocket in XPO1.pockets:
            key, kind = groups[row.complex, row.occupant], run.by_id[row.complex].source_kind
            grouping = "compound" if key.kind == "inhibitor" else "nes_class"
            copies = entries[grouping, key.group, kind, row.pocket, row.reference].setdefault(row.entry, [])
            copies += [] if row.overlap is None else [row.overlap]
    counts = []
    for (grouping, group, kind, pocket, reference), overlaps in sorted(entries.items()):
        words = [occupied_by(float(np.mean(copies)) if copies else None) for copies in overlaps.values()]
        counts.append(
            OccupiedRecord(
                grouping=grouping, group=group, source_kind=kind, pocket=pocket, reference=reference,
                yes=words.count("yes"), borderline=words.count("borderline"), no=words.count("no"),
                observed=len(words) - words.count(""), observable=len(words),
            )
        )  # fmt: skip
    return counts
