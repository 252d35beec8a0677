"""Footprints: what the pockets and each class of occupants cover of the groove, seen from the solvent."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.chem.radii import radii
from nesgroove.compare.references import reference_cargo
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.complex import POCKET_REACH
from nesgroove.model.kinds import parts_counted
from nesgroove.model.structure import SOURCE_KINDS, FloatArray
from nesgroove.model.target import XPO1
from nesgroove.show.figures.sections import of_one_kind, sections

if TYPE_CHECKING:
    pass


X_LIMITS: Final = (-18.5, 23.5)


Y_LIMITS: Final = (-12.8, 12.0)
"""What is shown, A: helices, pockets, and whatever of an occupant lies within 7 A of a pocket's centre."""


STEP: Final = 0.2
"""Edge of a pixel of the footprints, A."""


FAR: Final = 1.0
"""How far outside of an occupant distances to it are followed, A."""


HOLE: Final = 2.0
"""Least area of a gap inside an outline that is drawn, A^2."""


Bodies = dict[tuple[str, str], list[tuple[float, float, str]]]
"""Complex and occupant -> x, y and element of its atoms."""


@dataclass(frozen=True)
class Taken:
    """What a class of occupants takes: one panel.

    Attributes
    ----------
    title : str
    kind : str
    keys : list of OccupantKey
        Its occupants.
    observed : int
        Those with atoms in the groove.
    counted : str
        How many of how many of each kind of source have atoms there: ``5 of 5 experiments``.
    covered : ndarray, shape (ny, nx)
        Part of the observed whose projection covers a pixel.
    margin : ndarray, shape (ny, nx)
        Distance to the border of the union, A, positive inside: its zero line is the outline. Gaps of less than
        :data:`HOLE` inside of it are closed.
    touched : dict of int to float
        Position -> part of the occupants that touch it, of those where it is observable; without zeros.
    """

    title: str
    kind: str
    keys: list[OccupantKey]
    observed: int
    counted: str
    covered: FloatArray
    margin: FloatArray
    touched: dict[int, float]


@dataclass(frozen=True)
class MapGroove:
    """The groove that is drawn.

    Attributes
    ----------
    complex : str
        Whose it is: the first open one, else the first.
    state : str
    ca : dict of int to (float, float)
        Position -> x and y of its C-alpha, A.
    letters : dict of int to str
        Position -> one-letter code of its residue: at 528 wild-type yeast has no cysteine.
    """

    complex: str
    state: str
    ca: dict[int, tuple[float, float]]
    letters: dict[int, str]


def pixels() -> tuple[FloatArray, FloatArray]:
    """Centres of the pixels, A: x of the columns, y of the rows."""
    return (
        np.arange(X_LIMITS[0] + STEP / 2, X_LIMITS[1], STEP),
        np.arange(Y_LIMITS[0] + STEP / 2, Y_LIMITS[1], STEP),
    )


@cache
def pocket_areas() -> FloatArray:
    """Compare the ways through the pockets along z; shape (5, ny, nx), A^2.

    A pixel belongs to the pocket whose value is positive there: the square of the way through it, less that of the
    longest way through another. Squares run straight through zero at the rim of a ball, so that outlines are smooth.
    """
    x, y = pixels()
    centres = XPO1.centres
    flat = np.array([(x[None, :] - cx) ** 2 + (y[:, None] - cy) ** 2 for cx, cy, _ in centres.tolist()])
    heights = centres[:, 2].tolist()
    ways = np.array([_way(number, flat, heights) for number in range(len(XPO1.pockets))])
    others = [np.delete(ways, number, axis=0).max(axis=0) for number in range(len(XPO1.pockets))]
    return np.array([way - np.maximum(other, 0.0) for way, other in zip(ways, others, strict=True)])


def _way(number: int, flat: FloatArray, heights: list[float]) -> FloatArray:
    """Square the way along z through one pocket, A^2: within its ball, on its side of the plane to each other.

    Negative outside.
    """
    half = np.sqrt(np.maximum(POCKET_REACH**2 - flat[number], 0.0))
    low, high = heights[number] - half, heights[number] + half
    for other, height in enumerate(heights):
        # Nearer to this centre than to the other: 2 z (height - own) < limit.
        limit = flat[other] - flat[number] + height**2 - heights[number] ** 2
        slope = 2 * (height - heights[number])
        if slope > 0:
            high = np.minimum(high, limit / slope)
        elif slope < 0:
            low = np.maximum(low, limit / slope)
        elif other != number:
            high = np.where(limit > 0, high, low)
    way = high - low
    inside: FloatArray = np.where(half > 0, np.sign(way) * way**2, 4 * (POCKET_REACH**2 - flat[number]))
    return inside


def groove(run: RunTables) -> MapGroove | None:
    """Choose the groove that is drawn; None where no complex has C-alpha atoms there."""
    traces: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    for row in run.groove_ca:
        if row.x is not None and row.y is not None:
            traces[row.complex][row.position] = (row.x, row.y)
    known = [row for row in run.complexes if row.complex in traces]
    shown = next((row for row in known if row.state == "open"), known[0] if known else None)
    if shown is None:
        return None
    letters = {row.position: row.residue[:1] for row in run.groove_ca if row.complex == shown.complex}
    return MapGroove(shown.complex, shown.state, traces[shown.complex], letters)


def panels(run: RunTables) -> list[Taken]:
    """Collect what each class takes: the reference cargo, all cargoes of a kind, then each class of inhibitors."""
    classes = []
    bodies: Bodies = defaultdict(list)
    for atom in run.occupant_atoms:
        if atom.x is not None and atom.y is not None:
            bodies[atom.complex, atom.occupant].append((atom.x, atom.y, atom.element))
    reference = reference_cargo(run)
    cargoes = [key for _, keys in sections(run, "cargo") for key in keys]
    if reference is not None:
        classes.append(_taken(run, bodies, f"reference {reference.label}", [reference]))
        kinds = {run.by_id[key.complex].source_kind for key in cargoes}
        for kind in SOURCE_KINDS:
            same = [key for key in cargoes if run.by_id[key.complex].source_kind == kind]
            if len(same) > 1:
                title = "all cargoes" if len(kinds) == 1 else f"all cargoes, {kind}"
                classes.append(_taken(run, bodies, title, same))
    classes += [_taken(run, bodies, title, keys) for title, keys in of_one_kind(run, sections(run, "inhibitor"))]
    return classes


def _taken(run: RunTables, bodies: Bodies, title: str, keys: list[OccupantKey]) -> Taken:
    every = [margin_of(bodies[key.complex, key.occupant]) for key in keys]
    margins = [margin for margin in every if margin is not None]
    found = [(run.by_id[k.complex].source_kind, m is not None) for k, m in zip(keys, every, strict=True)]
    x, y = pixels()
    covered, union = np.zeros((len(y), len(x))), np.full((len(y), len(x)), -FAR)
    if margins:
        covered = np.mean([margin > 0 for margin in margins], axis=0)
        union = _without_holes(np.max(margins, axis=0))
    return Taken(title, keys[0].kind, keys, len(margins), parts_counted(found), covered, union, _touched(run, keys))


def margin_of(atoms: list[tuple[float, float, str]]) -> FloatArray | None:
    """Measure how far inside the projection of an occupant each pixel lies; None where it has no atoms.

    Parameters
    ----------
    atoms
        x, y and element of each, A.

    Returns
    -------
    ndarray, shape (ny, nx), or None
        A, positive inside.
    """
    if not atoms:
        return None
    x, y = pixels()
    size = radii(np.array([element for _, _, element in atoms], dtype=np.str_))
    best = np.full((len(y), len(x)), -FAR)
    for (ax, ay, _), radius in zip(atoms, size.tolist(), strict=True):
        # Beyond its neighbourhood an atom does not matter.
        columns = np.flatnonzero(np.abs(x - ax) < radius + FAR)
        rows = np.flatnonzero(np.abs(y - ay) < radius + FAR)
        if len(columns) and len(rows):
            part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            distance = np.hypot(x[None, part[1]] - ax, y[part[0], None] - ay)
            best[part] = np.maximum(best[part], radius - distance)
    return best


def _without_holes(margin: FloatArray) -> FloatArray:
    from scipy.ndimage import label

    gaps, count = label(margin <= 0)
    sizes = np.bincount(gaps.ravel(), minlength=count + 1) * STEP**2
    closed = (gaps > 0) & (sizes[gaps] < HOLE)
    return np.where(closed, STEP, margin)


def _touched(run: RunTables, keys: list[OccupantKey]) -> dict[int, float]:
    seen: dict[str, set[int]] = defaultdict(set)
    for atom in run.groove_ca:
        seen[atom.complex].add(atom.position)
    touched: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in run.footprint:
        if row.position is not None and row.touches:
            touched[row.complex, row.occupant].add(row.position)
    touches: Counter[int] = Counter()
    observable: Counter[int] = Counter()
    for key in keys:
        touches.update(touched[key.complex, key.occupant] & seen[key.complex])
        observable.update(seen[key.complex])
    return {
        position: touches[position] / observable[position]
        for position in sorted(touches)
        if XPO1.span[0] <= position <= XPO1.span[1]
    }
