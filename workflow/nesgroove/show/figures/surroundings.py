"""What surrounds a compound on paper: residues with their contacts, what is open to the solvent, where labels lie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from nesgroove.compare.by_occupant import rows_of
from nesgroove.compare.tables import RunTables
from nesgroove.model.structure import FloatArray
from nesgroove.show.figures.bound_compounds import BoundCompound, Touch, site_name
from nesgroove.show.figures.diagram import line_end
from nesgroove.show.figures.diagram_labels import DiagramLabel, arrange
from nesgroove.show.figures.sketch import SULPHUR, Sketch
from nesgroove.show.labels import boxes_around, overlaps
from nesgroove.show.look import TOUCH_ALONE
from nesgroove.show.text import text_width

LABEL: Final = 6.2
"""Size of residues, points."""

ARCS: Final = frozenset({"hydrophobic", "van_der_waals", TOUCH_ALONE})
"""Types that are drawn as an arc at the residue, as LIGPLOT does; the others are lines to an atom."""

OPEN_FROM: Final = 10.0
"""Exposed area (A^2) of an atom from which it counts as open to the solvent: what one molecule of water covers."""

REACH: Final = 0.17
"""Distance of the outline from the atoms, inches."""

LASHES: Final = 0.1
"""Room around a label for its arc, inches."""

TRIES: Final = ((0.9, 1.3), (1.15, 1.3), (1.4, 2.0), (1.7, 2.3), (2.1, 2.8))
"""Room above and below a diagram, and how far from what it touches a label may lie, inches: tried until it fits."""

THREE: Final = {
    "A": "Ala", "C": "Cys", "D": "Asp", "E": "Glu", "F": "Phe", "G": "Gly", "H": "His", "I": "Ile", "K": "Lys",
    "L": "Leu", "M": "Met", "N": "Asn", "P": "Pro", "Q": "Gln", "R": "Arg", "S": "Ser", "T": "Thr", "V": "Val",
    "W": "Trp", "Y": "Tyr",
}  # fmt: skip


@dataclass(frozen=True)
class Neighbour:
    """A residue beside the compound.

    Attributes
    ----------
    name : str
        ``Phe572``.
    lines : list of Touch
        Its contacts that are lines to atoms.
    arcs : list of Touch
        Those that are an arc at the residue.
    bond : bool
        Whether it is the residue that the compound is bonded to.
    length : float or None
        Of that bond, A.
    ends : ndarray, shape (n, 2)
        Points of the diagram that it is near, those of the lines first.
    """

    name: str
    lines: list[Touch]
    arcs: list[Touch]
    bond: bool
    length: float | None
    ends: FloatArray

    @property
    def words(self) -> str:
        """What is written: the name, and the length of a bond."""
        return f"{self.name}\n{self.length:.2f} Å" if self.length is not None else self.name


def residue_name(label: str) -> str:
    """Write a residue with three letters: ``Phe572``; one that has no position in the alignment as it is."""
    return f"{THREE[label[0]]}{label[1:]}" if label[:1] in THREE and label[1:].isdigit() else label


def neighbours(compound: BoundCompound, drawn: Sketch, xy: FloatArray) -> list[Neighbour]:
    """Collect the residues around a compound whose atoms lie at some points, shape (n, 2), inches."""
    found = []
    sulphurs = [i for i, name in enumerate(drawn.names) if name.startswith(SULPHUR)]
    bonds = [bond for bond in compound.bonds if bond.atom in drawn.names]
    for bond, i in zip(bonds, sulphurs, strict=True):
        found.append(Neighbour(site_name(bond), [], [], True, bond.length, xy[[i]]))
    together: dict[str, list[Touch]] = {}
    for touch in compound.touches:
        if touch.atom in drawn.names:
            together.setdefault(touch.label, []).append(touch)
    for label, touches in together.items():
        lines = [touch for touch in touches if touch.type not in ARCS]
        arcs = [touch for touch in touches if touch.type in ARCS]
        shown = sorted(arcs, key=lambda touch: touch.type != "hydrophobic")[:1]  # one arc a residue
        ends = np.array([line_end(touch, drawn, xy) for touch in (*lines, *shown)], dtype=float).reshape(-1, 2)
        shown = [touch if touch.type == "hydrophobic" else replace(touch, type=TOUCH_ALONE) for touch in shown]
        found.append(Neighbour(residue_name(label), lines, shown, False, None, ends))
    return found


def exposure(run: RunTables, compound: BoundCompound) -> dict[str, tuple[float | None, str]]:
    """Look up of each atom the area that is open to the solvent, A^2, and the pocket it lies in."""
    return {row.atom: (row.exposed, row.pocket) for row in rows_of(run, "occupant_atoms", compound.key)}


@dataclass(frozen=True)
class Arranged:
    """Where the labels of residues lie.

    Attributes
    ----------
    tall : float
        Height that they need, inches.
    middles : list of (float, float)
        Middle of each.
    clear : bool
        Whether none lies on another or on an atom.
    """

    tall: float
    middles: list[tuple[float, float]]
    clear: bool


def label_size(neighbour: Neighbour) -> tuple[float, float]:
    """Width and height of a label with the room for its arc, inches."""
    lines = neighbour.words.count("\n") + 1
    pad = 2 * LASHES if neighbour.arcs else 0.1
    return text_width(neighbour.words, LABEL) + pad, lines * LABEL * 1.15 / 72 + pad


def arranged(compound: BoundCompound, drawn: Sketch, scale: float, wide: float) -> Arranged:
    """Choose where labels lie: outside of the outline, near what they touch, on nothing else.

    The height grows until all of them have a place.

    Parameters
    ----------
    compound, drawn, scale
        The compound, its diagram, and the length of a bond, inches.
    wide
        Width that there is, inches.
    """
    low = float(np.ptp(drawn.xy[:, 1])) * scale
    best: Arranged | None = None
    for extra, reach in TRIES:
        tall = low + extra
        xy = drawn.xy * scale + np.array([wide / 2, tall / 2])
        around = neighbours(compound, drawn, xy)
        labels = [
            DiagramLabel(n.words, label_size(n), n.ends, [*n.lines, *n.arcs], bool(n.lines) or n.bond) for n in around
        ]
        segments = np.array([[xy[a], xy[b]] for a, b, _ in drawn.bonds], dtype=float).reshape(-1, 2, 2)
        atoms = boxes_around(xy[: len(drawn.names)], (2 * REACH, 2 * REACH))
        bonded = [i for i, name in enumerate(drawn.names) if name.startswith(SULPHUR)]
        atoms = np.delete(atoms, bonded, axis=0)
        middles = arrange(labels, segments, np.zeros((0, 2, 2)), atoms, (0.02, 0.02, wide - 0.02, tall - 0.02), reach)
        boxes = np.array([boxes_around(np.array([m]), label.size)[0]
                          for m, label in zip(middles, labels, strict=True)]).reshape(-1, 4)  # fmt: skip
        among = overlaps(boxes, boxes).sum() - len(boxes)
        clear = among == 0 and overlaps(boxes, boxes_around(xy, (0.06, 0.06))).sum() == 0
        candidate = Arranged(tall, middles, bool(clear))
        if clear:
            return candidate
        best = candidate
    assert best is not None  # the loop is not empty
    return best
