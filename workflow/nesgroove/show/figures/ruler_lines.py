"""What the groove ruler draws of each occupant, from the tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.model.target import XPO1
from nesgroove.show.figures.paging import Section
from nesgroove.show.figures.sections import sections
from nesgroove.show.look import KIND_COLOURS


class Mark(NamedTuple):
    """What is drawn of an occupant in one pocket.

    Attributes
    ----------
    x : float
        Where on the ruler, A.
    pocket : str
    size : float
        Part filled, or 1 for an anchor.
    label : str
        Residue of an anchor; empty for a pocket that an inhibitor occupies.
    borderline : bool
        Whether neither occupied nor empty can be said.
    """

    x: float
    pocket: str
    size: float
    label: str = ""
    borderline: bool = False


@dataclass(frozen=True)
class Line:
    """What is drawn for one occupant.

    Attributes
    ----------
    key : OccupantKey
    x_min, x_max : float
        Extent, A.
    marks : list of Mark
    direction : str
        Of a cargo.
    bond : float or None
        x of the atom bonded to position 528.
    dots : tuple of float
        x of each heavy atom of an inhibitor, and of the middle of each residue of a cargo, as far as they lie near the
        groove.
    """

    key: OccupantKey
    x_min: float
    x_max: float
    marks: list[Mark]
    direction: str
    bond: float | None
    dots: tuple[float, ...] = ()


def lines(run: RunTables) -> list[Line]:
    """Collect what is drawn, from the tables; each is gone through once."""
    rows = defaultdict(list)
    for row in run.occupancy:
        rows[row.complex, row.occupant].append(row)
    anchors = defaultdict(list)
    for anchor in run.anchors:
        anchors[anchor.complex, anchor.cargo_chain].append(anchor)
    atoms: dict[tuple[str, str], list[OccupantAtomRecord]] = defaultdict(list)
    for atom in run.occupant_atoms:
        atoms[atom.complex, atom.occupant].append(atom)
    bonds = {(row.complex, row.occupant): row.atom for row in run.covalent}
    drawn = []
    for key in run.occupants:
        pair = (key.complex, key.occupant)
        whole = next((row for row in rows[pair] if row.pocket == "all"), None)
        if whole is None or whole.x_min is None or whole.x_max is None:
            continue
        span = (whole.x_min, whole.x_max)
        direction = ""
        marks: list[Mark] = []
        if key.kind == "cargo":
            direction = anchors[pair][-1].direction if anchors[pair] else ""
            marks = [Mark(a.x, a.pocket, 1.0, a.residue) for a in anchors[pair] if a.x is not None]
        else:
            for row in rows[pair]:
                taken = row.occupied in ("yes", "borderline") and row.pocket in XPO1.pocket_centres
                if taken and row.filled is not None:
                    # An occupant may reach into a pocket without reaching its centre; the mark stays on its line.
                    x = min(max(XPO1.pocket_centres[row.pocket][0], span[0]), span[1])
                    marks.append(Mark(x, row.pocket, row.filled, borderline=row.occupied == "borderline"))
        own = {atom.atom: atom.x for atom in atoms[pair] if key.kind == "inhibitor"}
        drawn.append(
            Line(key, *span, marks, direction, own.get(bonds.get(pair, "")), _dots(key.kind, atoms[pair], span))
        )
    return drawn


def _dots(kind: str, atoms: list[OccupantAtomRecord], span: tuple[float, float]) -> tuple[float, ...]:
    """Where atoms are, or the middles of residues, ascending; what lies beyond the extent is not in the groove."""
    residues: dict[tuple[int | None, str, str], list[float]] = defaultdict(list)
    for atom in atoms:
        if atom.x is not None:
            residues[atom.auth_seq_id, atom.ins_code, atom.residue].append(atom.x)
    middles = [x for xs in residues.values() for x in (xs if kind == "inhibitor" else [fmean(xs)])]
    return tuple(sorted(x for x in middles if span[0] <= x <= span[1]))


def in_sections(run: RunTables, rows: list[Line]) -> list[Section[Line]]:
    """Sort lines into the sections that figures show, those of inhibitors first; none is empty."""
    by_key = {row.key: row for row in rows}
    every = [section for kind in KIND_COLOURS for section in sections(run, kind)]
    shown = [(title, [by_key[key] for key in keys if key in by_key]) for title, keys in every]
    return [section for section in shown if section[1]]
