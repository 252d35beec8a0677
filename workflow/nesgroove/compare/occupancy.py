"""The occupancy matrix."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

from pydantic import Field

from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import RunTables
from nesgroove.model.record import number, text
from nesgroove.model.structure import SourceKind
from nesgroove.model.target import XPO1


class MatrixRecord(ComparisonRecord):
    """What one occupant does to each pocket, in one measure."""

    table: ClassVar[str] = "occupancy_matrix"
    about: ClassVar[str] = "Occupants x pockets, in four measures; empty where the pocket could not be measured"
    sort_by: ClassVar[tuple[str, ...]] = ("measure", "kind_key", "group", "complex", "occupant")
    rank: ClassVar[int] = 1

    complex: str = Field(description="Complex")
    source_kind: SourceKind = Field(description="What the complex is")
    occupant: str = Field(description="Occupant")
    kind: str = Field(description="cargo or inhibitor")
    label: str = Field(description="Name of the occupant in figures")
    group: str = Field(description="Compound, or class of export signal")
    measure: str = Field(description="filled, filled_vs_cargo, overlap, or buried (A^2)")
    P0: float | None = number("Value for P0", "", 3)
    P1: float | None = number("Value for P1", "", 3)
    P2: float | None = number("Value for P2", "", 3)
    P3: float | None = number("Value for P3", "", 3)
    P4: float | None = number("Value for P4", "", 3)
    reference: str = text("Complex of the reference cargo, of a measure that compares with it")

    @property
    def kind_key(self) -> int:
        """Inhibitors before cargoes."""
        return 0 if self.kind == "inhibitor" else 1


MEASURES = ("filled", "filled_vs_cargo", "overlap", "buried")

COMPARING = ("filled_vs_cargo", "overlap")
"""Those of them that compare with the reference cargo."""


def occupancy_matrix(run: RunTables) -> list[MatrixRecord]:
    """Lay out occupants x pockets in all measures."""
    cells: dict[tuple[str, str, str], dict[str, float | None]] = defaultdict(dict)
    for row in run.occupancy:
        if row.pocket in XPO1.pockets:
            for measure in MEASURES:
                cells[row.complex, row.occupant, measure][row.pocket] = getattr(row, measure)
    references = {(row.complex, row.occupant): row.reference for row in run.occupancy}
    return [
        MatrixRecord(
            entry=run.by_id[key.complex].entry,
            complex=key.complex,
            source_kind=run.by_id[key.complex].source_kind,
            occupant=key.occupant,
            kind=key.kind,
            label=key.label,
            group=key.group,
            measure=measure,
            reference=references[key.complex, key.occupant] if measure in COMPARING else "",
            **cells[key.complex, key.occupant, measure],
        )
        for key in run.occupants
        for measure in MEASURES
    ]


rows = occupancy_matrix
