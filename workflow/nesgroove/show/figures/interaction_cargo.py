"""The signal of a cargo on paper: its residues along the groove, its anchors, and what each has contacts with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nesgroove.compare.by_occupant import rows_of
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.footprint import FootprintRecord
from nesgroove.show.colours import on
from nesgroove.show.figures.barcode_lanes import BESIDE, pocket_of
from nesgroove.show.figures.surroundings import residue_name
from nesgroove.show.look import (
    FRAME,
    GREY,
    GRID,
    INK,
    PALE_FACE,
    PLAIN_FACE,
    POCKET_COLOURS,
    TOUCH_ALONE,
    contact_line,
    contact_marker,
    contact_order,
    pocket_ink,
)
from nesgroove.show.text import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL: Final = 6.0
"""Size of all words, points."""

LEFT: Final = 0.76
RIGHT: Final = 0.18
"""Room for the names of positions, and for the end of the chain, inches."""

ROW: Final = 0.115
"""Height of a position, inches."""

ABOVE: Final = 0.8
"""Height of the chain above the table of contacts, inches."""

WIDEST: Final = 0.3
"""Greatest distance of neighbouring residues, inches."""


@dataclass(frozen=True)
class Residue:
    """One residue of the signal.

    Attributes
    ----------
    name : str
        ``F12``.
    z : float or None
        Height of its C-alpha, A.
    pocket : str
        Of an anchor.
    anchor : str
        Its name: ``Phi3``.
    """

    name: str
    z: float | None
    pocket: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class CargoPanel:
    """A cargo that is laid out.

    Attributes
    ----------
    key : OccupantKey
    wide : float
        Inches.
    residues : list of Residue
        In the order in which they lie from P0 to P4.
    positions : list of (str, str)
        Rows: pocket, and name of the position.
    marks : dict
        (name of the position, name of the residue) -> types of contact.
    direction : str
        ``plus``, ``minus`` or empty.
    """

    key: OccupantKey
    wide: float
    residues: list[Residue]
    positions: list[tuple[str, str]]
    marks: dict[tuple[str, str], list[str]]
    direction: str

    @property
    def tall(self) -> float:
        """Height, inches."""
        groups = len({pocket for pocket, _ in self.positions})
        return ABOVE + ROW * len(self.positions) + 0.05 * groups + 0.08

    @property
    def types(self) -> set[str]:
        """Types of contact that are drawn."""
        return {kind for kinds in self.marks.values() for kind in kinds}


def cargo_panel(run: RunTables, key: OccupantKey, wide: float) -> CargoPanel:
    """Lay out a cargo, or a ligand without known chemistry as one residue.

    Of a cargo the residues near the groove are drawn, with all that they have contacts with.

    Parameters
    ----------
    run, key
        The tables and the occupant.
    wide
        Inches.
    """
    inside = {row.residue for row in rows_of(run, "occupant_atoms", key)}
    marks: dict[tuple[str, str], list[str]] = defaultdict(list)
    near: dict[tuple[str, str], None] = {}
    names: dict[str, int] = {}
    contacts: list[ContactRecord] = rows_of(run, "contacts", key)
    for row in contacts:
        if row.occupant_residue not in inside or row.position is None or row.symmetry or row.type == "clash":
            continue
        name = f"{row.residue[:1]}{row.position}"
        names[name] = row.position
        if row.type == "van_der_waals":
            near[name, row.occupant_residue] = None
        elif row.type not in marks[name, row.occupant_residue]:
            marks[name, row.occupant_residue].append(row.type)
    footprint: list[FootprintRecord] = rows_of(run, "footprint", key)
    for touched in footprint:
        if touched.occupant_residue in inside and touched.position is not None and touched.touches:
            name = f"{touched.residue[:1]}{touched.position}"
            names[name] = touched.position
            near[name, touched.occupant_residue] = None
    for pair in near:
        if not marks.get(pair):
            marks[pair] = [TOUCH_ALONE]
    kept = {pair: sorted(kinds, key=contact_order) for pair, kinds in marks.items() if kinds}
    order = {pocket: i for i, pocket in enumerate((*POCKET_COLOURS, BESIDE))}
    positions = sorted(((pocket_of(p), name) for name, p in names.items() if any(name == a for a, _ in kept)),
                       key=lambda row: (order[row[0]], names[row[1]]))  # fmt: skip
    direction = next((anchor.direction for anchor in rows_of(run, "anchors", key)), "")
    residues = _residues(run, key, {residue for _, residue in kept}, falling=direction == "minus")
    return CargoPanel(key, wide, residues, positions, kept, direction)


def _residues(run: RunTables, key: OccupantKey, touching: set[str], *, falling: bool) -> list[Residue]:
    """List the residues from the first that has a contact to the last, in the order of the groove."""
    anchors = {row.residue: row for row in rows_of(run, "anchors", key) if row.residue}
    heights: dict[str, float | None] = {}
    for atom in rows_of(run, "occupant_atoms", key):
        heights.setdefault(atom.residue, None)
        if atom.atom == "CA":
            heights[atom.residue] = atom.z
    every = list(heights)
    numbers = [i for i, name in enumerate(every) if name in touching]
    shown = every[numbers[0] : numbers[-1] + 1] if numbers else []
    residues = [
        Residue(name, heights[name], anchors[name].pocket if name in anchors else "",
                anchors[name].anchor if name in anchors else "")
        for name in shown
    ]  # fmt: skip
    return residues[::-1] if falling else residues


def draw_cargo(axes: Axes, panel: CargoPanel) -> None:
    """Draw a cargo on axes in inches."""
    count = max(1, len(panel.residues))
    step = min(WIDEST, (panel.wide - LEFT - RIGHT) / count)
    left = LEFT + max(0.0, (panel.wide - LEFT - RIGHT - step * count) / 2)
    x = {residue.name: left + step * (n + 0.5) for n, residue in enumerate(panel.residues)}
    below = panel.tall - ABOVE
    _chain(axes, panel, x, below, step)
    y = below
    last = None
    for number, (pocket, name) in enumerate(panel.positions):
        if pocket != last:
            y -= 0.05
            _group(axes, panel, pocket, y, left)
            last = pocket
        middle = y - ROW / 2
        if number % 2 == 0:
            axes.fill_between([left, left + step * count], middle - ROW / 2, middle + ROW / 2, color=PALE_FACE,
                              linewidth=0, zorder=0)  # fmt: skip
        axes.text(left - 0.05, middle, residue_name(name), ha="right", va="center_baseline", fontsize=LABEL, color=INK,
                  gid=f"position {panel.key.complex} {name}")  # fmt: skip
        for residue in panel.residues:
            kinds = panel.marks.get((name, residue.name), [])
            apart = min(0.075, step / max(1, len(kinds)) * 0.9)
            for n, kind in enumerate(kinds):
                at = x[residue.name] + apart * (n - (len(kinds) - 1) / 2)
                axes.scatter([at], [middle], marker=contact_marker(kind), s=(min(apart, 0.06) * 72) ** 2,
                             color=contact_line(kind), linewidths=0.3, zorder=3,
                             gid=f"mark {panel.key.complex} {name} {residue.name} {kind}")  # fmt: skip
        y -= ROW
    for at in x.values():
        axes.plot([at, at], [y, below], color=GRID, linewidth=0.3, zorder=0.1)


def _group(axes: Axes, panel: CargoPanel, pocket: str, top: float, left: float) -> None:
    """Draw the bar and the name of a pocket beside its positions."""
    count = sum(own == pocket for own, _ in panel.positions)
    at = left - 0.5
    axes.plot([at, at], [top - 0.01, top - ROW * count + 0.01], color=POCKET_COLOURS.get(pocket, GREY), linewidth=2.4,
              solid_capstyle="butt", gid=f"group {panel.key.complex} {pocket}")  # fmt: skip
    if pocket != BESIDE:
        axes.text(at - 0.05, top - ROW * count / 2, pocket, ha="right", va="center_baseline", fontsize=LABEL,
                  weight="bold", color=pocket_ink(pocket))  # fmt: skip


def _chain(axes: Axes, panel: CargoPanel, x: dict[str, float], below: float, step: float) -> None:
    """Draw the residues as high as they lie, joined, with the anchors and both ends."""
    known = [residue.z for residue in panel.residues if residue.z is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    y = {r.name: below + 0.2 + 0.36 * ((r.z - low) / max(high - low, 1.0) if r.z is not None else 0.5)
         for r in panel.residues}  # fmt: skip
    axes.plot([x[r.name] for r in panel.residues], [y[r.name] for r in panel.residues], color=FRAME,
              linewidth=1.4, zorder=1, gid=f"chain {panel.key.complex}")  # fmt: skip
    for residue in panel.residues:
        letter, number = residue.name[:1], residue.name[1:]
        at = (x[residue.name], y[residue.name])
        face = POCKET_COLOURS.get(residue.pocket, PLAIN_FACE)
        axes.scatter([at[0]], [at[1]], s=(min(step, 0.17) * 72 * 0.92) ** 2, color=face, zorder=2, linewidths=0,
                     gid=f"residue {panel.key.complex} {residue.name}")  # fmt: skip
        if len(residue.name) < 8:  # a ligand's name has no letter of its own
            axes.text(*at, letter, ha="center", va="center_baseline", fontsize=LABEL, weight="bold", color=on(face),
                      zorder=3)  # fmt: skip
        if text_width(number, LABEL) < step * 0.95:
            axes.text(at[0], below + 0.02, number, ha="center", va="bottom", fontsize=LABEL, color=GREY)
        if residue.pocket:
            axes.plot([at[0], at[0]], [below + 0.11, at[1]], color=face, linewidth=1.0, zorder=0.9)
            words = residue.anchor.replace("Phi", "Φ") or residue.pocket
            axes.text(at[0], below + 0.69, words, ha="center", va="bottom", fontsize=LABEL, weight="bold",
                      color=pocket_ink(residue.pocket), gid=f"anchor {panel.key.complex} {residue.name}")  # fmt: skip
    if panel.residues and panel.direction:
        first, end = ("N", "C") if panel.direction == "plus" else ("C", "N")
        axes.text(x[panel.residues[0].name] - step / 2 - 0.04, y[panel.residues[0].name], first, ha="right",
                  va="center_baseline", fontsize=LABEL, color=GREY)  # fmt: skip
        axes.text(x[panel.residues[-1].name] + step / 2 + 0.04, y[panel.residues[-1].name], end, ha="left",
                  va="center_baseline", fontsize=LABEL, color=GREY)  # fmt: skip
