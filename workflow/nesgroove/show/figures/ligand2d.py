"""Each inhibitor in two dimensions: its structure diagram, its bond to Cys528, and the positions around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nesgroove.chem.components import UNKNOWN_COMPONENTS, ligand_of
from nesgroove.chem.templates import Template, component_template
from nesgroove.compare.data import OccupantKey, RunTables, is_model
from nesgroove.compare.fingerprint import LEFT_OUT
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.covalent import CovalentRecord
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from nesgroove.show.figures.sketch import Sketch, sketch
from nesgroove.show.figures.style import blank, mark_phantoms
from nesgroove.show.figures.tags import Tag, arrange
from nesgroove.show.figures.text import shortened, text_width
from nesgroove.show.look import (
    CYS_COLOUR,
    GREY,
    INK,
    KIND_COLOURS,
    OUTLINE,
    PAGE,
    WARNING_INK,
    contact_line,
    contact_name,
    contact_order,
    element_ink,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "ligands"

CAPTION = (
    "Inhibitors and what they touch: the structure of each compound of the run as it is bound (heavy atoms, stereo "
    "centres not drawn), from one complex, which is named. Its atom that reacts is on yellow, the bond to Cys528 is "
    "drawn with its length; a dashed ring is the atom that is expected to react and is not bonded. Lines lead from "
    "atoms to the positions that they touch, the nearest contact of each position and type, coloured and dashed by "
    "type; the distance is written for polar contacts. Residues have their letter in the structure and human "
    "numbers. Contacts with symmetry images and clashes are left out."
)

COLUMNS: Final = 3

BOND: Final = 0.175
"""Greatest length of a bond on the page, inches."""

NARROW: Final = 0.112
"""Least length of a bond, inches; a diagram that is too wide for it has two columns."""

MARGIN: Final = 0.42
"""Room beside a diagram for its labels, inches."""

ABOVE: Final = 0.3
"""Room above and below it, inches."""

HEAD: Final = 0.26
"""Room for the title of a panel, inches."""

LABEL: Final = 4.8
ATOM: Final = 5.0
TITLE: Final = 6.2
"""Sizes of residues, of atoms, and of the compound's name, points."""

SMALL_RING: Final = 8
"""Rings of up to so many atoms have no room for a label."""

TALL: Final = 0.062
"""Height of an atom's letter, inches."""

LEGEND: Final = 7
"""Entries of the legend in a line."""

LINES: Final[dict[str, Any]] = {
    "covalent": "-", "hydrogen_bond": (0, (3, 1.5)), "ionic": (0, (5, 1.2)), "halogen_bond": (0, (3, 1, 1, 1)),
    "pi_stacking": (0, (1, 1)), "cation_pi": (0, (2, 1, 1, 1)), "hydrophobic": (0, (1, 1.1)),
    "van_der_waals": (0, (0.6, 1.8)),
}  # fmt: skip

POLAR: Final = frozenset({"hydrogen_bond", "ionic", "halogen_bond"})


@dataclass(frozen=True)
class Touch:
    """The nearest contact of one type at one position."""

    label: str
    position: int | None
    type: str
    atom: str
    distance: float | None


@dataclass(frozen=True)
class Panel:
    """What is drawn for one compound.

    Attributes
    ----------
    key : OccupantKey
        The occupant that stands for the compound.
    component : str
    model : bool
        Whether its complex is a model and no experiment.
    others : int
        How many more occupants of the run are the same compound.
    template : Template or None
        Its chemistry; None where it is not known.
    bonds : list of CovalentRecord
        Its bonds to the residue at 528.
    expected : str
        The atom that is expected to react.
    touches : list of Touch
        By position and type.
    """

    key: OccupantKey
    component: str
    model: bool
    others: int
    template: Template | None
    bonds: list[CovalentRecord]
    expected: str
    touches: list[Touch]


def panels(run: RunTables) -> list[Panel]:
    """Collect what is drawn: every compound once, experiments before models, the best resolution first."""
    compounds: dict[tuple[str, str], list[OccupantKey]] = {}
    for key in run.occupants:
        if key.kind == "inhibitor":
            compounds.setdefault((key.group, key.occupant.split(":", 1)[0]), []).append(key)
    found = []
    for (_, component), members in compounds.items():
        key = min(members, key=lambda one: _rank(run, one))
        known = ligand_of(component)
        bonds = [row for row in run.covalent if (row.complex, row.occupant) == (key.complex, key.occupant)]
        found.append(
            Panel(
                key=key,
                component=component,
                model=is_model(run.by_id[key.complex]),
                others=len(members) - 1,
                template=chemistry_of(component),
                bonds=bonds,
                expected=known.attach_atom if known is not None else "",
                touches=touches(run, key, bonded=bool(bonds)),
            )
        )
    return found


def _rank(run: RunTables, key: OccupantKey) -> tuple[bool, float, str, str]:
    row = run.by_id[key.complex]
    return (is_model(row), row.resolution if row.resolution is not None else float("inf"), key.complex, key.occupant)


def chemistry_of(component: str) -> Template | None:
    """Find the chemistry of a component that has a name; None where none is known."""
    return None if component in UNKNOWN_COMPONENTS else component_template(component)


def touches(run: RunTables, key: OccupantKey, *, bonded: bool) -> list[Touch]:
    """Keep the nearest contact of each position and type; those of a bonded Cys528 are its bond."""
    nearest: dict[tuple[str, str], ContactRecord] = {}
    for row in run.contacts:
        mine = (row.complex, row.occupant) == (key.complex, key.occupant)
        if not mine or row.symmetry or row.type in LEFT_OUT or (bonded and row.position == XPO1.cysteine):
            continue
        name = residue_label(row)
        held = nearest.get((name, row.type))
        if held is None or _far(row) < _far(held):
            nearest[name, row.type] = row
    rows = sorted(nearest.items(), key=lambda pair: (pair[1].position_key, contact_order(pair[0][1])))
    return [Touch(name, row.position, kind, row.occupant_atom, row.distance) for (name, kind), row in rows]


def _far(row: ContactRecord) -> float:
    return row.distance if row.distance is not None else float("inf")


def residue_label(row: ContactRecord) -> str:
    """Name a residue by its letter in the structure and its position; by the author's number where it has none."""
    letter = row.residue[:1]
    return f"{letter}{row.position}" if row.position is not None else f"{row.residue} (author)"


def draw(run: RunTables) -> Figure:
    """Draw all inhibitors."""
    from matplotlib.figure import Figure

    found = panels(run)
    if not found:
        return blank("No inhibitor in any groove of this run", PAGE)
    room = (PAGE - 0.1) / COLUMNS
    rows = _rows([_prepare(panel, room) for panel in found])
    heights = [max(one.height for one in row) for row in rows]
    kinds = sorted({t.type for panel in found if panel.template for t in panel.touches}, key=contact_order)
    foot = 0.14 + 0.14 * (1 + len(kinds) // LEGEND)
    height = 0.16 + sum(heights) + foot
    figure = Figure(figsize=(PAGE, height))
    top = height - 0.16
    for row, tall in zip(rows, heights, strict=True):
        left = 0.05
        for one in row:
            wide = one.span * room
            place = (left / PAGE, (top - tall) / height, wide / PAGE, tall / height)
            axes = figure.add_axes(place, gid=f"panel {one.panel.key.complex} {one.panel.component}")
            axes.axis("off")
            axes.set_xlim(0, wide)
            axes.set_ylim(0, tall)
            _title(axes, one.panel, wide, tall)
            if one.sketch is None:
                _in_words(axes, one.panel, tall)
            else:
                _diagram(axes, one, wide, tall)
            left += wide
        top -= tall
    _legend(figure, kinds, any(panel.bonds for panel in found))
    mark_phantoms(figure, run)
    return figure


@dataclass
class _Ready:
    """A panel with its diagram to scale."""

    panel: Panel
    sketch: Sketch | None
    scale: float
    height: float
    span: int = 1


def _prepare(panel: Panel, room: float) -> _Ready:
    if panel.template is None:
        return _Ready(panel, None, 0.0, HEAD + 0.2 + 0.1 * (2 + len(panel.touches) + len(panel.bonds)))
    drawn = sketch(panel.template, [bond.atom for bond in panel.bonds if bond.atom in panel.template.atoms])
    wide, tall = drawn.xy.max(axis=0) - drawn.xy.min(axis=0)
    span = 1 if (room - 2 * MARGIN) / max(float(wide), 1.0) >= NARROW else 2
    scale = min(BOND, (span * room - 2 * MARGIN) / max(float(wide), 1.0))
    return _Ready(panel, drawn, scale, HEAD + 2 * ABOVE + float(tall) * scale, span)


def _rows(ready: list[_Ready]) -> list[list[_Ready]]:
    """Put panels into rows, each into the first that has room for it."""
    rows: list[list[_Ready]] = []
    for one in ready:
        row = next((row for row in rows if sum(other.span for other in row) + one.span <= COLUMNS), None)
        if row is None:
            rows.append([one])
        else:
            row.append(one)
    return rows


def _title(axes: Axes, panel: Panel, room: float, tall: float) -> None:
    more = f", and {panel.others} more" if panel.others else ""
    name = panel.key.group if panel.component in panel.key.group else f"{panel.key.group} ({panel.component})"
    where = panel.key.complex + (" (model)" if panel.model else "") + more
    for text, y, size, colour, weight in (
        (name, tall - 0.02, TITLE, KIND_COLOURS["inhibitor"], "bold"),
        (where, tall - 0.13, LABEL, GREY, "normal"),
    ):
        short = shortened(text, size, room - 0.1, bold=weight == "bold")
        axes.text(room / 2, y, short, ha="center", va="top", fontsize=size, color=colour, weight=weight)


def _in_words(axes: Axes, panel: Panel, tall: float) -> None:
    """Write what is known of a compound that has no chemistry."""
    lines = [("chemistry not known", WARNING_INK)]
    for bond in panel.bonds:
        length = f", {bond.length:.2f} Å" if bond.length is not None else ""
        lines.append((f"bond {bond.atom}\u2013{bond.site_atom or 'SG'} of {_site(bond)}{length}", INK))
    for touch in panel.touches:
        distance = f", {touch.distance:.2f} Å" if touch.distance is not None else ""
        lines.append((f"{touch.label}\u2013{touch.atom}: {contact_name(touch.type)}{distance}", INK))
    for number, (text, colour) in enumerate(lines):
        axes.text(0.3, tall - HEAD - 0.05 - 0.1 * number, text, fontsize=5.0, va="top", ha="left", color=colour,
                  gid=f"words {panel.key.complex} {number}")  # fmt: skip


def _site(bond: CovalentRecord) -> str:
    return f"Cys{XPO1.cysteine}" if bond.site_residue.startswith("C") or not bond.site_residue else bond.site_residue


def _diagram(axes: Axes, one: _Ready, room: float, tall: float) -> None:
    drawn = one.sketch
    if drawn is None:
        return
    panel = one.panel
    xy = drawn.xy * one.scale + np.array([room / 2, (tall - HEAD) / 2])
    _rings_at_atoms(axes, panel, drawn, xy)
    segments = _bonds(axes, drawn, xy, one.scale)
    spokes = [[xy[list(ring)].mean(axis=0), xy[i]] for ring in drawn.rings if len(ring) <= SMALL_RING for i in ring]
    boxes = _atoms(axes, drawn, xy)
    tags = _tags(panel, drawn, xy)
    lost = [tag for tag in tags if not len(tag.ends)]
    tags = [tag for tag in tags if len(tag.ends)]
    places = arrange(tags, segments, np.array(spokes).reshape(-1, 2, 2), boxes, (0.03, 0.03, room - 0.03, tall - HEAD))
    for tag, (x, y) in zip(tags, places, strict=True):
        if not tag.members:  # the sulphur and its residue
            axes.plot([x, tag.ends[0][0]], [y, tag.ends[0][1]], color=OUTLINE, linewidth=0.8, zorder=1, gid="residue")
        for end, touch in zip(tag.ends, tag.members, strict=False):
            same = [other.type for other in tag.members if other.atom == touch.atom]
            across = np.array([end[1] - y, x - end[0]]) / max(float(np.hypot(x - end[0], y - end[1])), 1e-9)
            dx, dy = across * 0.024 * (same.index(touch.type) - (len(same) - 1) / 2)  # none hides another
            name = f"contact {panel.key.complex} {touch.label} {touch.type}"
            axes.plot([x + dx, end[0] + dx], [y + dy, end[1] + dy], color=contact_line(touch.type), linewidth=0.9,
                      zorder=1, gid=name, linestyle=LINES.get(touch.type, "-"))  # fmt: skip
        face = CYS_COLOUR if not tag.members else "#F2F2F2"
        axes.text(x, y, tag.text, fontsize=LABEL, ha="center", va="center", zorder=6, linespacing=1.1, color="#111111",
                  bbox={"boxstyle": "round,pad=0.18", "facecolor": face, "edgecolor": "#999999", "linewidth": 0.4},
                  gid=f"residue {panel.key.complex} {tag.text.splitlines()[0]}")  # fmt: skip
    if lost:
        text = "not in the dictionary's atoms: " + " ".join(tag.text.splitlines()[0] for tag in lost)
        axes.text(room / 2, 0.02, text, fontsize=4.5, ha="center", va="bottom", color=WARNING_INK)


def _rings_at_atoms(axes: Axes, panel: Panel, drawn: Sketch, xy: FloatArray) -> None:
    """Mark the atom that reacts, or that is expected to."""
    from matplotlib.patches import Circle

    bonded = [bond.atom for bond in panel.bonds if bond.atom in drawn.names]
    for name in bonded:
        axes.add_patch(Circle(tuple(xy[drawn.names.index(name)]), 0.055, facecolor=CYS_COLOUR, edgecolor="black",
                              linewidth=0.5, zorder=1.5, gid=f"reacting {panel.key.complex} {name}"))  # fmt: skip
    if not bonded and panel.expected in drawn.names:
        axes.add_patch(Circle(tuple(xy[drawn.names.index(panel.expected)]), 0.06, facecolor="none", edgecolor="black",
                              linewidth=0.6, linestyle="--", zorder=4,
                              gid=f"expected {panel.key.complex} {panel.expected}"))  # fmt: skip


def _bonds(axes: Axes, drawn: Sketch, xy: FloatArray, scale: float) -> FloatArray:
    """Draw the bonds; those of a double bond in a ring lie inside it."""
    degree = np.bincount(np.array([b[:2] for b in drawn.bonds], dtype=int).reshape(-1), minlength=len(xy))
    for a, b, order in drawn.bonds:
        start, end = xy[a], xy[b]
        along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
        normal = np.array([-along[1], along[0]])
        sulphur = drawn.names[a].startswith("*") or drawn.names[b].startswith("*")
        strokes = [(0.0, 0.0)]
        gap = 0.16 * scale
        if order == 3:
            strokes = [(0.0, 0.0), (gap, 0.08), (-gap, 0.08)]
        elif order in (2, 4):
            side = _side(drawn, xy, a, b, normal)
            plain = not side and (degree[a] == 1 or degree[b] == 1)
            strokes = [(gap / 2, 0.0), (-gap / 2, 0.0)] if plain else [(0.0, 0.0), (gap * (side or 1), 0.13)]
        for number, (shift, short) in enumerate(strokes):
            cut = along * short * scale
            line = np.array([start + normal * shift + cut, end + normal * shift - cut])
            axes.plot(line[:, 0], line[:, 1], color=element_ink("S") if sulphur else INK,
                      linewidth=1.6 if sulphur else 0.8, linestyle="--" if order == 4 and number else "-",
                      solid_capstyle="round", zorder=2, gid=f"bond {drawn.names[a]} {drawn.names[b]}")  # fmt: skip
    if not drawn.bonds:
        return np.zeros((0, 2, 2))
    return np.array([[xy[a], xy[b]] for a, b, _ in drawn.bonds], dtype=float)


def _side(drawn: Sketch, xy: FloatArray, a: int, b: int, normal: FloatArray) -> int:
    """Tell on which side of a double bond its second line belongs; 0 where it is the same."""
    middle = (xy[a] + xy[b]) / 2
    for ring in sorted(drawn.rings, key=lambda one: (len(one) != 6, len(one), one)):
        if a in ring and b in ring:
            return 1 if float((xy[list(ring)].mean(axis=0) - middle) @ normal) > 0 else -1
    near = [j if i in (a, b) else i for i, j, _ in drawn.bonds if (i in (a, b)) != (j in (a, b))]
    lean = float(sum(np.sign(np.round((xy[n] - middle) @ normal, 6)) for n in near))
    return int(np.sign(lean))


def _atoms(axes: Axes, drawn: Sketch, xy: FloatArray) -> FloatArray:
    """Write the atoms that are no carbon, and return the boxes of what is written (x0, y0, x1, y1)."""
    boxes = []
    for i, label in enumerate(drawn.labels):
        if not label:
            continue
        element = drawn.elements[i]
        tail = label[len(element) :]
        half = np.array([text_width(element, ATOM, bold=True) / 2, TALL / 2])
        pieces = [(element, xy[i], half, f"atom {drawn.names[i]}")]
        if tail:
            wide = np.array([text_width(tail, ATOM, bold=True) / 2, TALL / 2])
            pieces.append((tail, xy[i] + _beside(i, xy, half + wide), wide, f"hydrogens {drawn.names[i]}"))
        for number, (text, (x, y), room, name) in enumerate(pieces):
            axes.text(x, y, text, fontsize=ATOM, weight="bold", ha="center", va="center_baseline", gid=name,
                      zorder=3.1 - 0.1 * number, color=element_ink(element),
                      bbox={"boxstyle": "square,pad=0.04", "facecolor": "white", "edgecolor": "none"})  # fmt: skip
            boxes.append((x - room[0] - 0.01, y - room[1], x + room[0] + 0.01, y + room[1]))
    return np.array(boxes, dtype=float).reshape(-1, 4)


def _beside(atom: int, xy: FloatArray, step: FloatArray) -> FloatArray:
    """Find the side of an atom on which its hydrogens are farthest from the other atoms: right, left, up, down."""
    sides = np.array([(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)]) * step
    others = np.delete(xy, atom, axis=0)
    if not len(others):
        return np.asarray(sides[0])
    room = np.linalg.norm((xy[atom] + sides)[:, None] - others[None], axis=2).min(axis=1)
    # Beside the letter reads better than above it, and is given up only where it is crowded.
    return np.asarray(sides[int(np.argmax(np.round(np.clip(room, 0, 0.13) - [0, 0, 0.02, 0.02], 4)))])


def _tags(panel: Panel, drawn: Sketch, xy: FloatArray) -> list[Tag]:
    """Make the labels: one for each bond to Cys528, one for each position."""
    tags = []
    sulphurs = [i for i, name in enumerate(drawn.names) if name.startswith("*")]
    bonds = [bond for bond in panel.bonds if bond.atom in drawn.names]
    for bond, i in zip(bonds, sulphurs, strict=True):
        length = f"\n{bond.length:.2f} Å" if bond.length is not None else ""
        tags.append(_tag(f"{_site(bond)}{length}", xy[[i]], []))
    for bond in panel.bonds:
        if bond.atom not in drawn.names:
            tags.append(_tag(_site(bond), np.zeros((0, 2)), []))
    together: dict[str, list[Touch]] = {}
    for touch in panel.touches:
        together.setdefault(touch.label, []).append(touch)
    for label, members in together.items():
        placed = [touch for touch in members if touch.atom in drawn.names]
        ends = np.array([_end(touch, drawn, xy) for touch in placed], dtype=float).reshape(-1, 2)
        polar = [t.distance for t in members if t.type in POLAR and t.distance is not None]
        tags.append(_tag(label + (f"\n{min(polar):.1f} Å" if polar else ""), ends, placed))
    return tags


def _tag(text: str, ends: FloatArray, members: list[Touch]) -> Tag:
    pad = 2 * 0.18 * LABEL / 72
    lines = text.count("\n") + 1
    return Tag(text, (text_width(text, LABEL) + pad, lines * LABEL * 1.2 / 72 + pad), ends, members)


def _end(touch: Touch, drawn: Sketch, xy: FloatArray) -> FloatArray:
    """Where a contact's line ends: at the atom, or in the middle of its ring."""
    i = drawn.names.index(touch.atom)
    if touch.type in ("pi_stacking", "cation_pi"):
        for ring in sorted(drawn.rings, key=lambda one: (len(one), one)):
            if i in ring:
                return np.asarray(xy[list(ring)].mean(axis=0))
    return np.asarray(xy[i])


def _legend(figure: Figure, kinds: list[str], bonded: bool) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=contact_line(kind), linestyle=LINES.get(kind, "-"), linewidth=1.0,
               label=contact_name(kind))
        for kind in kinds
    ]  # fmt: skip
    if bonded:
        handles.append(Line2D([], [], color=element_ink("S"), linewidth=1.6, label="bond to Cys528"))
        handles.append(Line2D([], [], linestyle="none", marker="o", markersize=5, markerfacecolor=CYS_COLOUR,
                              markeredgecolor="black", markeredgewidth=0.5, label="atom that reacted"))  # fmt: skip
    if handles:
        figure.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 0.0), ncols=LEGEND, fontsize=5.6,
                      handlelength=2.2, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.3)  # fmt: skip
