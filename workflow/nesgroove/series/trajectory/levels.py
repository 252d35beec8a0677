"""What is measured of a frame, in three levels of cost, by the measures of every other complex.

=========  ============================================================  ====================
level      what                                                          when
=========  ============================================================  ====================
geometry   widths, clear widths, state, RMSD, helices, warhead           every frame
pockets    volumes, depths, occupancy, footprint                         ``stride_pockets``
contacts   exposure of SG, turn of the cargo, typed contacts             ``stride_contacts``
=========  ============================================================  ====================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nesgroove.errors import ConfigError
from nesgroove.measure.completeness import has_wall
from nesgroove.measure.contacts import occupant_contacts
from nesgroove.measure.footprint import touched
from nesgroove.measure.frames import FrameMeasure
from nesgroove.measure.groove import Groove
from nesgroove.measure.occupancy import occupancy
from nesgroove.measure.pockets import sizes_of
from nesgroove.measure.scalar import scalar_measures

Row = dict[str, Any]


@dataclass(frozen=True)
class Strides:
    """Every how many frames of those that are read a level is measured; 0 for never.

    Attributes
    ----------
    pockets, contacts : int

    Raises
    ------
    ConfigError
        One of them is below 0.
    """

    pockets: int = 1
    contacts: int = 10

    def __post_init__(self) -> None:
        for name, stride in (("pockets", self.pockets), ("contacts", self.contacts)):
            if stride < 0:
                raise ConfigError(
                    f"a stride of {stride} for {name}", step="trajectory",
                    remedy="Give 1 or more for every so many frames, 0 for none",
                )  # fmt: skip

    def at(self, place: int) -> tuple[bool, bool]:
        """Whether pockets and contacts are measured in the frame at a place among those that are read, from 0."""
        return (
            self.pockets > 0 and place % self.pockets == 0,
            self.contacts > 0 and place % self.contacts == 0,
        )


def scalar_row(groove: Groove) -> Row:
    """Measure the scalars of the third level: all but the sums over coordinates, which are of the first."""
    row: Row = {}
    for measure in scalar_measures():
        if not isinstance(measure, FrameMeasure):
            row.update(measure.values(groove))
    return row


def volume_row(groove: Groove) -> Row:
    """Measure volumes and depths of the pockets."""
    if not groove.once(has_wall):
        return {}
    sizes = groove.once(sizes_of)
    volumes = {f"volume_{size.pocket}": size.volume for size in sizes}
    return volumes | {f"depth_{size.pocket}": size.depth for size in sizes}


def occupancy_rows(groove: Groove) -> Iterator[Row]:
    """Measure what each occupant takes of each pocket; one that has left keeps its rows, with zeros."""
    for occupant in groove.complex.occupants:
        for share in groove.once(occupancy, occupant):
            yield {
                "occupant": occupant.name, "kind": occupant.kind, "pocket": share.pocket, "filled": share.filled,
                "overlap": share.overlap, "buried": share.buried, "occupied": share.occupied, "x_min": share.x_min,
                "x_max": share.x_max,
            }  # fmt: skip


def footprint_rows(groove: Groove) -> Iterator[Row]:
    """Measure what each occupant touches."""
    for occupant in groove.complex.occupants:
        for contact in touched(groove, occupant):
            yield {
                "occupant": occupant.name, "position": groove.complex.position_of.get(contact.residue),
                "residue": groove.structure.residues[contact.residue].label, "distance": contact.distance,
                "pairs": int(contact.pairs[contact.own].sum()), "buried": contact.buried,
            }  # fmt: skip


def contact_rows(groove: Groove) -> Iterator[Row]:
    """Find the typed contacts of each occupant, one row for each residue and type."""
    structure = groove.structure
    for occupant in groove.complex.occupants:
        shortest: dict[tuple[int, str], list[float]] = {}
        for contact in groove.once(occupant_contacts, occupant):
            key = int(structure.atoms.residue[contact.atom]), contact.type
            shortest.setdefault(key, []).append(contact.distance)
        for (residue, kind), distances in sorted(shortest.items()):
            yield {
                "occupant": occupant.name, "position": groove.complex.position_in_any_copy(residue),
                "residue": structure.residues[residue].label, "type": kind, "distance": min(distances),
                "contacts": len(distances),
            }  # fmt: skip
