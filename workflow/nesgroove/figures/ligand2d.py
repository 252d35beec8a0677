"""Each inhibitor in two dimensions: its structure diagram, its bond to Cys528, and the positions around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nesgroove.chemistry import Template, component_template
from nesgroove.ensemble.data import OccupantKey, RunTables
from nesgroove.ensemble.fingerprint import LEFT_OUT
from nesgroove.figures.clustermap import CONTACT_COLOURS, contact_name, contact_order
from nesgroove.figures.style import CYS_COLOUR, KIND_COLOURS, PAGE, blank, mark_phantoms
from nesgroove.figures.width import GREY, is_model, shortened, text_width
from nesgroove.reference.components import UNKNOWN_COMPONENTS, ligand_of
from nesgroove.reference.groove import CYS_POSITION
from nesgroove.structure import FloatArray
from nesgroove.tables import ContactRecord, CovalentRecord

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

NEAR: Final = 0.3
"""Least distance of a residue's label from its atom that is free of cost, inches."""

SMALL_RING: Final = 8
"""Rings of up to so many atoms have no room for a label."""

TALL: Final = 0.062
"""Height of an atom's letter, inches."""

SWEEPS: Final = 6
"""How often the labels are gone through until none finds a better place."""

LEGEND: Final = 7
"""Entries of the legend in a line."""

LINES: Final[dict[str, Any]] = {
    "covalent": "-", "hydrogen_bond": (0, (3, 1.5)), "ionic": (0, (5, 1.2)), "halogen_bond": (0, (3, 1, 1, 1)),
    "pi_stacking": (0, (1, 1)), "cation_pi": (0, (2, 1, 1, 1)), "hydrophobic": (0, (1, 1.1)),
    "van_der_waals": (0, (0.6, 1.8)),
}  # fmt: skip

POLAR: Final = frozenset({"hydrogen_bond", "ionic", "halogen_bond"})

ELEMENT_COLOURS: Final = {
    "N": "#0072B2", "O": "#C04000", "S": "#8A7500", "F": "#007A5A", "CL": "#007A5A", "BR": "#007A5A", "I": "#007A5A",
}  # fmt: skip

SUBSCRIPTS: Final = str.maketrans("23456789", "₂₃₄₅₆₇₈₉")


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
        if not mine or row.symmetry or row.type in LEFT_OUT or (bonded and row.position == CYS_POSITION):
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


@dataclass
class Sketch:
    """A structure diagram.

    Attributes
    ----------
    names : list of str
        Atom names; ``SG`` bonds are the last ones, named ``*0``, ``*1`` ...
    xy : ndarray, shape (n, 2)
        In bond lengths, centred.
    bonds : list of (int, int, int)
        Pairs of atoms with their order.
    labels : list of str
        What is written at an atom: empty for carbon.
    rings : list of tuple of int
        Rings.
    """

    names: list[str]
    xy: FloatArray
    bonds: list[tuple[int, int, int]]
    labels: list[str]
    elements: list[str]
    rings: list[tuple[int, ...]] = field(default_factory=list)


def sketch(template: Template, bonded: list[str]) -> Sketch:
    """Lay a component out in two dimensions, its bonds to the sulphur of Cys528 included.

    The same component gives the same diagram: RDKit's own depiction in its canonical orientation.
    """
    from rdkit import Chem, RDLogger
    from rdkit.Chem import rdDepictor

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    molecule = Chem.RWMol()
    names = list(template.atoms)
    for element, charge in template.atoms.values():
        atom = Chem.Atom(element)
        atom.SetFormalCharge(charge)
        molecule.AddAtom(atom)
    bonds = []
    for first, second, given in template.bonds:
        order = given
        a, b = names.index(first), names.index(second)
        if order == 2 and (first in bonded or second in bonded) and _between_carbons(template, first, second):
            order = 1  # the dictionary keeps the double bond of K76 and LBF to which the cysteine has added
        molecule.AddBond(a, b, Chem.BondType.values[12 if order == 4 else order])
        bonds.append((a, b, order))
    for number, name in enumerate(bonded):
        sulphur = Chem.Atom("S")
        sulphur.SetNoImplicit(True)
        molecule.AddAtom(sulphur)
        molecule.AddBond(names.index(name), len(names), Chem.BondType.SINGLE)
        bonds.append((names.index(name), len(names), 1))
        names.append(f"*{number}")
    whole = molecule.GetMol()
    try:
        Chem.SanitizeMol(whole)
        hydrogens = [atom.GetTotalNumHs() for atom in whole.GetAtoms()]
    except ValueError:
        whole.UpdatePropertyCache(strict=False)
        Chem.FastFindRings(whole)
        hydrogens = [0] * len(names)
    rdDepictor.SetPreferCoordGen(False)
    # Sampling with a fixed seed turns chains until no atoms lie on each other.
    rdDepictor.Compute2DCoords(
        whole, canonOrient=True, clearConfs=True, nFlipsPerSample=3, nSample=100, sampleSeed=1
    )  # fmt: skip
    xy = np.asarray(whole.GetConformer().GetPositions()[:, :2], dtype=float) / 1.5
    xy = np.round(xy - (xy.min(axis=0) + xy.max(axis=0)) / 2, 4)
    atoms = list(whole.GetAtoms())
    degree = np.bincount(np.array([bond[:2] for bond in bonds], dtype=int).reshape(-1), minlength=len(names))
    labels = [
        _atom_label(atom.GetSymbol(), atom.GetFormalCharge(), count, alone=bool(degree[i] == 0))
        for i, (atom, count) in enumerate(zip(atoms, hydrogens, strict=True))
    ]
    rings = [tuple(ring) for ring in whole.GetRingInfo().AtomRings()]
    return Sketch(names, xy, bonds, labels, [atom.GetSymbol() for atom in atoms], rings)


def _between_carbons(template: Template, first: str, second: str) -> bool:
    return template.atoms[first][0] == template.atoms[second][0] == "C"


def _atom_label(element: str, charge: int, hydrogens: int, *, alone: bool) -> str:
    if element == "C" and not charge and not alone:
        return ""
    tail = "" if not hydrogens else "H" + (str(hydrogens).translate(SUBSCRIPTS) if hydrogens > 1 else "")
    sign = "" if not charge else ("⁺" if charge > 0 else "⁻")
    return element + tail + sign


@dataclass
class Tag:
    """A label that has to find its place beside a diagram; lengths in inches.

    Attributes
    ----------
    text : str
    size : (float, float)
        Width and height.
    ends : ndarray, shape (n, 2)
        Points of the diagram that lines lead to.
    touches : list of Touch
        One per line; empty for that of Cys528.
    """

    text: str
    size: tuple[float, float]
    ends: FloatArray
    touches: list[Touch]


def line_colour(kind: str) -> str:
    """Colour of a line: that of the contact's type, darker where it would be too faint for a line."""
    return {"van_der_waals": "#7A7A7A"}.get(kind, CONTACT_COLOURS.get(kind, "#000000"))


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
    lines = [("chemistry not known", "#C04000")]
    for bond in panel.bonds:
        length = f", {bond.length:.2f} Å" if bond.length is not None else ""
        lines.append((f"bond {bond.atom}\u2013{bond.site_atom or 'SG'} of {_site(bond)}{length}", "#222222"))
    for touch in panel.touches:
        distance = f", {touch.distance:.2f} Å" if touch.distance is not None else ""
        lines.append((f"{touch.label}\u2013{touch.atom}: {contact_name(touch.type)}{distance}", "#222222"))
    for number, (text, colour) in enumerate(lines):
        axes.text(0.3, tall - HEAD - 0.05 - 0.1 * number, text, fontsize=5.0, va="top", ha="left", color=colour,
                  gid=f"words {panel.key.complex} {number}")  # fmt: skip


def _site(bond: CovalentRecord) -> str:
    return f"Cys{CYS_POSITION}" if bond.site_residue.startswith("C") or not bond.site_residue else bond.site_residue


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
        if not tag.touches:  # the sulphur and its residue
            axes.plot([x, tag.ends[0][0]], [y, tag.ends[0][1]], color="#333333", linewidth=0.8, zorder=1, gid="residue")
        for end, touch in zip(tag.ends, tag.touches, strict=False):
            same = [other.type for other in tag.touches if other.atom == touch.atom]
            across = np.array([end[1] - y, x - end[0]]) / max(float(np.hypot(x - end[0], y - end[1])), 1e-9)
            dx, dy = across * 0.024 * (same.index(touch.type) - (len(same) - 1) / 2)  # none hides another
            name = f"contact {panel.key.complex} {touch.label} {touch.type}"
            axes.plot([x + dx, end[0] + dx], [y + dy, end[1] + dy], color=line_colour(touch.type), linewidth=0.9,
                      zorder=1, gid=name, linestyle=LINES.get(touch.type, "-"))  # fmt: skip
        face = CYS_COLOUR if not tag.touches else "#F2F2F2"
        axes.text(x, y, tag.text, fontsize=LABEL, ha="center", va="center", zorder=6, linespacing=1.1, color="#111111",
                  bbox={"boxstyle": "round,pad=0.18", "facecolor": face, "edgecolor": "#999999", "linewidth": 0.4},
                  gid=f"residue {panel.key.complex} {tag.text.splitlines()[0]}")  # fmt: skip
    if lost:
        text = "not in the dictionary's atoms: " + " ".join(tag.text.splitlines()[0] for tag in lost)
        axes.text(room / 2, 0.02, text, fontsize=4.5, ha="center", va="bottom", color="#C04000")


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
            axes.plot(line[:, 0], line[:, 1], color="#8A7500" if sulphur else "#222222",
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
                      zorder=3.1 - 0.1 * number, color=ELEMENT_COLOURS.get(element.upper(), "#222222"),
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


def arrange(
    tags: list[Tag],
    segments: FloatArray,
    spokes: FloatArray,
    boxes: FloatArray,
    within: tuple[float, float, float, float],
) -> list[tuple[float, float]]:
    """Find a place for every label: near what it belongs to, on nothing else, with few lines crossed.

    Parameters
    ----------
    tags
        Labels.
    segments : ndarray, shape (n, 2, 2)
        Bonds.
    spokes : ndarray, shape (n, 2, 2)
        Lines that labels keep off and that may be crossed: the insides of rings.
    boxes : ndarray, shape (n, 4)
        Boxes that are taken.
    within
        The room that there is: x0, y0, x1, y1.

    Returns
    -------
    list of (float, float)
        Middles of the labels; the same labels get the same places.
    """
    choices = [_choices(tag, within) for tag in tags]
    fixed = [_fixed_cost(tag, at, segments, spokes, boxes) for tag, at in zip(tags, choices, strict=True)]
    chosen: list[int | None] = [None] * len(tags)
    for _ in range(SWEEPS):
        before = list(chosen)
        for i, tag in enumerate(tags):
            cost = fixed[i].copy()
            for j, other in enumerate(tags):
                pick = chosen[j]
                if j != i and pick is not None:
                    cost += _between(tag, choices[i], other, choices[j][pick])
            chosen[i] = int(np.argmin(np.round(cost, 6)))
        if chosen == before:
            break
    return [
        (float(at[pick][0]), float(at[pick][1])) for at, pick in zip(choices, chosen, strict=True) if pick is not None
    ]


def _choices(tag: Tag, within: tuple[float, float, float, float]) -> FloatArray:
    middles = np.unique(np.round(np.concatenate([tag.ends.mean(axis=0)[None], tag.ends]), 6), axis=0)
    angles = np.arange(32) * (2 * np.pi / 32)
    radii = np.arange(0.12, 1.3, 0.05)
    around = (radii[:, None, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)[None]).reshape(-1, 2)
    at = (middles[:, None] + around[None]).reshape(-1, 2)
    half = np.array(tag.size) / 2
    low, high = np.array(within[:2]) + half, np.array(within[2:]) - half
    inside = ((at >= low) & (at <= high)).all(axis=1)
    return np.asarray(at[inside] if inside.any() else np.clip(at, low, high))


def _fixed_cost(tag: Tag, at: FloatArray, segments: FloatArray, spokes: FloatArray, boxes: FloatArray) -> FloatArray:
    far = np.linalg.norm(at[:, None] - tag.ends[None], axis=2)
    cost = far.mean(axis=1)
    if tag.touches:
        cost += 4.0 * np.clip(NEAR - far.min(axis=1), 0, None)  # room for the line to be seen
    mine = _around(at, tag.size, 0.025)
    ends = np.unique(segments.reshape(-1, 2), axis=0)
    atoms = _around(ends, (0.05, 0.05), 0.0)
    cost += 60.0 * _overlaps(mine, boxes).sum(axis=1)
    cost += 60.0 * _through(np.concatenate([segments, spokes]), mine).sum(axis=1)
    for end in tag.ends:
        lines = np.stack([at, at + (end - at) * 0.97], axis=1)
        cost += 0.35 * _crossings(lines, segments).sum(axis=1)
        if len(boxes):
            own = ((boxes[:, :2] <= end) & (end <= boxes[:, 2:])).all(axis=1)
            cost += _through(lines, boxes[~own]).sum(axis=0)
        cost += 0.4 * _through(lines, atoms[np.linalg.norm(ends - end, axis=1) > 0.03]).sum(axis=0)
    return np.asarray(cost)


def _between(tag: Tag, at: FloatArray, other: Tag, there: FloatArray) -> FloatArray:
    """Cost of each place of a label, given where another is."""
    mine = _around(at, tag.size, 0.012)
    theirs = _around(there[None], other.size, 0.012)
    cost = 100.0 * _overlaps(mine, theirs)[:, 0]
    their_lines = np.stack([np.broadcast_to(there, other.ends.shape), other.ends], axis=1)
    cost += 20.0 * _through(their_lines, mine).sum(axis=1)
    for end in tag.ends:
        lines = np.stack([at, np.broadcast_to(end, at.shape)], axis=1)
        cost += 20.0 * _through(lines, theirs)[0]
        inner = np.stack([at, at + (end - at) * 0.97], axis=1)
        cost += 1.5 * _crossings(inner, their_lines).sum(axis=1)
    return np.asarray(cost)


def _around(at: FloatArray, size: tuple[float, float], pad: float) -> FloatArray:
    half = np.array(size) / 2 + pad
    return np.concatenate([at - half, at + half], axis=1)


def _overlaps(first: FloatArray, second: FloatArray) -> FloatArray:
    """Tell which boxes (x0, y0, x1, y1) overlap: shape (n, m), 0 or 1."""
    if not len(second):
        return np.zeros((len(first), 0))
    a, b = first[:, None], second[None]
    hit = (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    return np.asarray(hit, dtype=float)


def _through(lines: FloatArray, boxes: FloatArray) -> FloatArray:
    """Tell which lines (n, 2, 2) run through which boxes (m, 4): shape (m, n), 0 or 1."""
    if not len(lines) or not len(boxes):
        return np.zeros((len(boxes), len(lines)))
    steps = np.linspace(0, 1, 25)[:, None]
    points = lines[:, None, 0] + steps[None] * (lines[:, None, 1] - lines[:, None, 0])
    p, b = points[None], boxes[:, None, None]
    hit = (p[..., 0] > b[..., 0]) & (p[..., 0] < b[..., 2]) & (p[..., 1] > b[..., 1]) & (p[..., 1] < b[..., 3])
    return np.asarray(hit.any(axis=2), dtype=float)


def _crossings(lines: FloatArray, others: FloatArray) -> FloatArray:
    """Tell which lines (n, 2, 2) cross which others (m, 2, 2): shape (n, m), 0 or 1."""
    if not len(others):
        return np.zeros((len(lines), 0))
    a, b = lines[:, None, 0], lines[:, None, 1]
    c, d = others[None, :, 0], others[None, :, 1]

    def turn(p: FloatArray, q: FloatArray, r: FloatArray) -> FloatArray:
        return np.asarray(
            (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
        )

    hit = (turn(a, b, c) * turn(a, b, d) < 0) & (turn(c, d, a) * turn(c, d, b) < 0)
    return np.asarray(hit, dtype=float)


def _legend(figure: Figure, kinds: list[str], bonded: bool) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=line_colour(kind), linestyle=LINES.get(kind, "-"), linewidth=1.0,
               label=contact_name(kind))
        for kind in kinds
    ]  # fmt: skip
    if bonded:
        handles.append(Line2D([], [], color="#8A7500", linewidth=1.6, label="bond to Cys528"))
        handles.append(Line2D([], [], linestyle="none", marker="o", markersize=5, markerfacecolor=CYS_COLOUR,
                              markeredgecolor="black", markeredgewidth=0.5, label="atom that reacted"))  # fmt: skip
    if handles:
        figure.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 0.0), ncols=LEGEND, fontsize=5.6,
                      handlelength=2.2, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.3)  # fmt: skip
