"""Checks of the wall of the groove: which of its atoms are in the file."""

from __future__ import annotations

from collections.abc import Iterator

from nesgroove.measure.completeness import (
    RIM_REACH,
    WALL_FROM,
    has_wall,
    incomplete_rim,
    incomplete_wall,
    wall_complete,
)
from nesgroove.measure.groove import Groove
from nesgroove.measure.remarks.check import Details, check


@check(
    "wall_incomplete", "complex", "cavity", "warning",
    "residues that touch a pocket are incomplete: {residues}",
    "Volumes, depths and areas there are too large or too small, contacts too few",
)  # fmt: skip
def _wall_incomplete(groove: Groove) -> Iterator[Details]:
    if groove.once(has_wall) and (incomplete := groove.once(incomplete_wall)):
        yield {"residues": ", ".join(f"{label} lacks {' '.join(names)}" for label, names in incomplete)}


@check(
    "no_wall", "complex", "cavity", "error",
    "only {complete} of the {positions} residues that touch a pocket are whole in the file: no volumes, depths or "
    "areas",
    "Measure a model that has its side chains",
    limit=WALL_FROM,
)  # fmt: skip
def _no_wall(groove: Groove) -> Iterator[Details]:
    if not groove.once(has_wall):
        complete, positions = groove.once(wall_complete)
        yield {"complete": complete, "positions": positions}


@check(
    "rim_incomplete", "complex", "cavity", "warning",
    "residues beside the wall lack atoms and are near the pockets: {residues}; the cavity ends elsewhere there",
    "Build the missing atoms, or compare volumes with caution",
    limit=RIM_REACH,
)  # fmt: skip
def _rim_incomplete(groove: Groove) -> Iterator[Details]:
    residues = groove.once(incomplete_rim)
    if residues:
        yield {"residues": ", ".join(f"{label} lacks {' '.join(names)}" for label, names in residues)}
