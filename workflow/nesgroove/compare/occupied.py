"""How many of the occupants of a compound or of a class of export signal occupy each pocket."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

from pydantic import Field

from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import RunTables
from nesgroove.model.record import text
from nesgroove.model.target import XPO1


class OccupiedRecord(ComparisonRecord):
    """How many of the members of a group occupy a pocket."""

    table: ClassVar[str] = "occupied"
    about: ClassVar[str] = "In how many occupants of a compound or class each pocket is occupied; borderline ones apart"
    sort_by: ClassVar[tuple[str, ...]] = ("grouping", "group", "source_kind", "reference", "pocket")
    rank: ClassVar[int] = 2

    grouping: str = Field(description="compound or nes_class")
    group: str = Field(description="The group: selinexor; NES class 1a ...")
    source_kind: str = Field(description="What they are: experiment, predicted ...; kinds are never counted together")
    pocket: str = Field(description="P0 to P4")
    yes: int = Field(description="In how many it is occupied")
    borderline: int = Field(description="In how many it is borderline")
    no: int = Field(description="In how many it is not")
    observed: int = Field(description="In how many that could be decided: yes, borderline and no")
    observable: int = Field(description="How many occupants the group has")
    reference: str = text("Complex of the reference cargo whose anchors decide")


def rows(run: RunTables) -> list[OccupiedRecord]:
    """Count in how many members of each group a pocket is occupied.

    A pocket for which the reference cargo has no anchor is not counted as empty: it is observable and not observed.
    """
    groups = {(key.complex, key.occupant): key for key in run.occupants}
    cells: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for row in run.occupancy:
        if row.pocket in XPO1.pockets:
            key = groups[row.complex, row.occupant]
            grouping = "compound" if key.kind == "inhibitor" else "nes_class"
            kind = run.by_id[row.complex].source_kind
            cells[grouping, key.group, kind, row.pocket, row.reference].append(row.occupied)
    return [
        OccupiedRecord(
            grouping=grouping, group=group, source_kind=kind, pocket=pocket, reference=reference,
            yes=values.count("yes"), borderline=values.count("borderline"), no=values.count("no"),
            observed=len(values) - values.count(""), observable=len(values),
        )
        for (grouping, group, kind, pocket, reference), values in sorted(cells.items())
    ]  # fmt: skip
