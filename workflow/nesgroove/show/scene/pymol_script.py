"""Scenes for PyMOL (``.pml``).

Parts are objects, each with a switch in PyMOL's panel; helices, pockets and anchors are selections. The structure is
found beside the script, wherever PyMOL was started: ``@`` leaves the script's path in ``__script__``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from nesgroove.model.target import XPO1
from nesgroove.show.look import (
    CLEAR_SURFACE_COLOUR,
    CONTACT_RADIUS,
    CYS_COLOUR,
    HELIX_COLOURS,
    KIND_COLOURS,
    MARK_COLOUR,
    PARTNER_COLOURS,
    POCKET_COLOURS,
    XPO1_COLOUR,
    contact_colour,
)
from nesgroove.show.scene import ids, plan
from nesgroove.show.scene.model import AtomRef, ResidueRef, Scene

FIELD_OF_VIEW: Final = 20.0
"""PyMOL's own, degrees. An orthographic view has one too: it says how far away the camera is for what it shows."""

SETTINGS: Final = """\
bg_color white
set orthoscopic, on
set depth_cue, on
set fog_start, 0.55
set antialias, 2
set ray_shadows, off
set valence, on
set stick_radius, 0.22
set cartoon_fancy_helices, on
set dash_gap, 0.25
set dash_length, 0.3
set dash_round_ends, off
set label_color, black
set label_size, 20
set label_font_id, 7
set label_outline_color, white
set surface_quality, 1
set float_labels, on"""


def pymol_script(scene: Scene, structure: str) -> str:
    """Write the scene of one complex.

    Parameters
    ----------
    scene
        The complex.
    structure
        Name of the file beside the script that holds it.

    Returns
    -------
    str
        The script; ASCII, the same for the same scene.
    """
    return _lines([
        f"# {plan.headline(scene)}",
        "# A scene for PyMOL, written by nesgroove. Open it with File > Open, or type: @" + _beside(structure, ".pml"),
        f"# The structure, {structure}, has to lie beside this file.",
        *_head("Switches: the names in the panel on the right. Selections: H11A to H12B, groove, P0 to P4, anchors"),
        SETTINGS,
        *_head("Structure, in the groove frame"),
        *_load(structure, "whole"),
        *_single(scene),
        *_head("Camera: seen from the solvent, x of the groove frame to the right, orthographic"),
        *_camera(),
    ])  # fmt: skip


def pymol_family(scenes: Sequence[Scene], structures: Sequence[str], name: str) -> str:
    """Write several complexes into one scene, grouped by compound.

    Parameters
    ----------
    scenes, structures
        Complexes, and the names of their files beside the script.
    name
        Of the script, without its ending.
    """
    file_of = {scene.id: file for scene, file in zip(scenes, structures, strict=True)}
    reference = plan.reference_of(scenes)
    lines = [
        f"# {len(scenes)} complexes, superposed",
        f"# A scene for PyMOL, written by nesgroove. Open it with File > Open, or type: @{name}.pml",
        "# The structures have to lie beside this file.",
        *_head("Switches: groups are compounds, each object in them is a complex"),
        SETTINGS,
        *_head(f"Groove of {ids.plain(reference.id)}, the reference"),
        *_load(file_of[reference.id], "whole"),
        *_single(reference, context_only=True),
    ]
    groups = plan.by_compound(scenes)
    group_names = ids.object_names([*groups])
    names = ids.object_names([scene.id for scene in scenes])
    for compound, members in groups.items():
        lines += _head(compound)
        lines += [line for scene in members for line in _member(scene, file_of[scene.id], names[scene.id])]
        lines.append(f"group {group_names[compound]}_group, " + " ".join(names[scene.id] for scene in members))
        if compound in plan.held_back(groups):
            lines.append(f"disable {group_names[compound]}_group")
    lines += _head("Camera: seen from the solvent, x of the groove frame to the right, orthographic")
    return _lines([*lines, *_camera()])


def selection(scene: Scene, members: Iterable[int]) -> str:
    """Select residues by their indices in the scene's structure."""
    chains: dict[str, list[str]] = {}
    serials = []
    for span in ids.spans(scene.structure, members, negative=True):
        if isinstance(span, ids.Run):
            numbers = _number(span.first) if span.first == span.last else f"{_number(span.first)}-{_number(span.last)}"
            chains.setdefault(span.chain, []).append(numbers)
        else:
            serials.append(f"{span.first}-{span.last}")
    terms = [f'chain "{chain}" and resi {"+".join(numbers)}' for chain, numbers in chains.items()]
    terms += [f"id {'+'.join(serials)}"] if serials else []
    return terms[0] if len(terms) == 1 else "(" + " or ".join(f"({term})" for term in terms) + ")" if terms else "none"


def _number(number: int) -> str:
    return f"\\{number}" if number < 0 else str(number)


def _atom(scene: Scene, atom: AtomRef, index: dict[ResidueRef, int], within: str) -> str:
    """Select one atom of an object."""
    if ids.PLAIN.fullmatch(atom.name):
        return f"({within} and {selection(scene, [index[atom.residue]])} and name {atom.name})"
    return f"({within} and id {ids.serial(scene, atom, index)})"


def _load(structure: str, name: str) -> list[str]:
    # No command of PyMOL's knows where the script is; Python does. ids.file_name leaves nothing to quote.
    return [
        "/import os",
        f'/cmd.load(os.path.join(os.path.dirname(os.path.abspath(__script__)), "{structure}"), "{name}")',
        f"hide everything, {name}",
    ]


def _single(scene: Scene, *, context_only: bool = False) -> Iterator[str]:
    index = plan.indices(scene)
    found = plan.parts(scene)
    owner = {member: part.name for part in found for member in part.members}

    def select(refs: Iterable[ResidueRef]) -> str:
        return selection(scene, [index[r] for r in refs])

    site = scene.site
    yield from _head("Copies of the residue at 528 and of its bond, which would be cut when the parts are taken apart")
    if site is not None and not context_only:
        yield f"create cys528, whole and {select([site])}"
        for number, bond in enumerate(scene.bonds, start=1):
            name = "bond528" if len(scene.bonds) == 1 else f"bond528_{number}"
            yield f"# {bond.site.name} - {ids.plain(bond.other.name)}, {bond.length:.2f} A"
            ends = [_atom(scene, atom, index, "whole") for atom in (bond.site, bond.other)]
            yield f"create {name}, {ends[0]} or {ends[1]}"
    yield from _head("Parts")
    shown = [part for part in found if not context_only or part.name == "xpo1"]
    for part in shown:
        if part.name != "others":
            yield f"# {ids.plain(part.words)}"
            yield f"extract {part.name}, whole and {selection(scene, part.members)}"
    yield "delete whole" if context_only or found[-1].name != "others" else "set_name whole, others"
    yield from _head("Helices, groove and pockets")
    for name, refs in scene.helices.items():
        yield f"select {name}, xpo1 and {select(refs)}"
    yield f"select groove, xpo1 and {select(plan.groove(scene))}"
    for name, refs in scene.pockets.items():
        yield f"select {name}, xpo1 and {select(refs)}"
    yield from _head("XPO1")
    if not context_only:
        yield "show cartoon, xpo1"
    else:
        yield "show cartoon, groove"
    yield f"color {_hex(XPO1_COLOUR)}, xpo1"
    for name, colour in HELIX_COLOURS.items():
        yield f"color {_hex(colour)}, {name}"
    yield from _head("Surface of the groove, coloured by the pocket that each residue is nearest to")
    yield "create groove_surface, byres (xpo1 within 12 of groove)"
    yield "hide everything, groove_surface"
    yield f"color {_hex(CLEAR_SURFACE_COLOUR)}, groove_surface"
    for name, refs in plan.home_pockets(scene).items():
        yield f"color {_hex(POCKET_COLOURS[name])}, groove_surface and {select(refs)}"
    yield f"show surface, groove_surface and {select(plan.groove(scene))}"
    yield f"set transparency, {plan.TRANSPARENCY}, groove_surface"
    yield from _head("Names of the pockets, just below their centres")
    for name, centre in plan.label_places().items():
        yield f"pseudoatom label_{name}, pos={_place(centre)}, label={name}"
        yield f"hide nonbonded, label_{name}"
        yield f"set label_position, [0, 0, 12], label_{name}"
    yield "group pocket_labels, " + " ".join(f"label_{name}" for name in XPO1.pocket_centres)
    if context_only:
        return
    if plan.mark(scene):
        yield f"pseudoatom mark, pos={_place(plan.MARK_PLACE)}, label={plan.mark(scene)}"
        yield from ("hide nonbonded, mark", f"set label_color, {_hex(MARK_COLOUR)}, mark")
    if site is not None:
        yield from _head("The residue at 528")
        yield from ("show sticks, cys528", f"color {_hex(CYS_COLOUR)}, cys528", "util.cnc cys528")
        yield f"color {_hex(CYS_COLOUR)}, cys528 and elem S"
        for number, _ in enumerate(scene.bonds, start=1):
            name = "bond528" if len(scene.bonds) == 1 else f"bond528_{number}"
            yield from (f"show sticks, {name}", f"color {_hex(CYS_COLOUR)}, {name}")
    yield from _occupants(scene, found, select)
    yield from _partners(found)
    yield from _contacts(scene, index, owner)


def _occupants(scene: Scene, found: list[plan.Part], select: Callable[[Iterable[ResidueRef]], str]) -> Iterator[str]:
    mine = [part for part in found if part.kind in KIND_COLOURS]
    for part, occupant in zip(mine, scene.occupants, strict=True):
        yield from _head(f"Occupant: {ids.plain(occupant.label)}, {ids.plain(occupant.name)}")
        colour = _hex(KIND_COLOURS[occupant.kind])
        if occupant.kind == "inhibitor":
            yield from (f"color {colour}, {part.name}", f"show sticks, {part.name}")
        else:
            yield from (f"color {_hex(PARTNER_COLOURS['cargo'])}, {part.name}", f"show cartoon, {part.name}")
            signal = plan.signal(scene, occupant)
            if signal:
                yield f"select signal, {part.name} and {select(signal)}"
                yield f"color {colour}, signal"
            anchors = [a for a in scene.anchors if a.residue in occupant.residues]
            if anchors:
                yield f"select anchors, {part.name} and {select(a.residue for a in anchors)}"
                yield "show sticks, anchors and not name N+C+O"
                yield f"set label_position, [0, 1.6, 12], {part.name}"
            for anchor in anchors:
                words = ids.plain(anchor.residue.label)
                yield f"# {anchor.pocket}: {words}"
                yield f'label {part.name} and {select([anchor.residue])} and name CA, "{words}"'
        yield f"util.cnc {part.name}"
    if len(mine) > 1:
        yield "group occupant, " + " ".join(part.name for part in mine)


def _partners(found: list[plan.Part]) -> Iterator[str]:
    partners = [part for part in found if part.kind not in {"xpo1", "others", *KIND_COLOURS}]
    if partners:
        yield from _head("Partners, pale")
    for part in partners:
        colour = PARTNER_COLOURS.get(part.kind, PARTNER_COLOURS["other"])
        yield f"color {_hex(colour)}, {part.name}"
        yield f"show {'sticks' if part.kind == 'nucleotide' else 'cartoon'}, {part.name}"


def _contacts(scene: Scene, index: dict[ResidueRef, int], owner: dict[int, str]) -> Iterator[str]:
    groups = plan.contact_groups(scene)
    if groups:
        yield from _head("Contacts of XPO1 with what is in the groove: a line each, by type")
    residues = [index[r] for r in plan.contact_residues(scene)]
    if residues:
        within = " ".join(dict.fromkeys(owner[i] for i in residues))
        yield f"select contact_residues, ({within}) and {selection(scene, residues)}"
        yield "show sticks, contact_residues"
        yield "set_bond stick_radius, 0.12, contact_residues"
        yield "util.cnc contact_residues"
    for kind, contacts in groups.items():
        name = plan.group_name(kind)
        for contact in contacts:
            yield f"# {ids.plain(contact.label)}"
            ends = []
            for number, (atom, place) in enumerate(((contact.first, contact.start), (contact.second, contact.end))):
                if place == atom.xyz:
                    ends.append(_atom(scene, atom, index, owner[index[atom.residue]]))
                else:
                    # From the centre of a ring: a helper atom there, deleted when the line is drawn.
                    yield f"pseudoatom end_{number}, pos={_place(place)}"
                    ends.append(f"(end_{number})")
            yield f"distance {name}, {ends[0]}, {ends[1]}, mode=0"
            yield from (f"delete {end[1:-1]}" for end in ends if end.startswith("(end_"))
        yield f"color {_hex(contact_colour(kind))}, {name}"
        yield f"set dash_radius, {CONTACT_RADIUS}, {name}"
        yield f"hide labels, {name}"
    if groups:
        yield "group contacts, " + " ".join(map(plan.group_name, groups))
        yield from (f"disable {plan.group_name(kind)}" for kind in groups if kind in plan.HIDDEN)


def _member(scene: Scene, structure: str, name: str) -> Iterator[str]:
    """One complex of a family: its helices, what is at 528, and the occupant, as one object."""
    index = plan.indices(scene)
    helices = [r for refs in scene.helices.values() for r in refs]
    occupied = [r for o in scene.occupants for r in (plan.signal(scene, o) if o.kind == "cargo" else o.residues)]
    site = [scene.site] if scene.site is not None else []

    def select(refs: Iterable[ResidueRef]) -> str:
        return f"{name} and {selection(scene, [index[r] for r in refs])}"

    yield f"# {plan.headline(scene)}"
    yield from _load(structure, name)
    yield f"remove {name} and not ({select([*dict.fromkeys([*helices, *site, *occupied])])})"
    yield f"color {_hex(XPO1_COLOUR)}, {name}"
    yield f"show cartoon, {select(helices)}"
    if site:
        yield f"show sticks, {select(site)} and not name N+C+O"
        yield f"color {_hex(CYS_COLOUR)}, {select(site)} and not name N+C+O+CA"
    for occupant in scene.occupants:
        colour = _hex(KIND_COLOURS[occupant.kind])
        if occupant.kind == "inhibitor":
            mine = select(occupant.residues)
            yield from (f"show sticks, {mine}", f"color {colour}, {mine} and elem C")
            yield f"util.cnc {mine} and not elem C"
        elif occupant.in_groove:
            signal = select(plan.signal(scene, occupant))
            yield from (f"show cartoon, {signal}", f"color {colour}, {signal}")
            anchors = [a.residue for a in scene.anchors if a.residue in occupant.in_groove]
            if anchors:
                yield f"show sticks, {select(anchors)} and not name N+C+O"


def _camera() -> list[str]:
    import math

    away = plan.VIEW_HEIGHT / 2 / math.tan(math.radians(FIELD_OF_VIEW / 2))
    place = (0.0, 0.0, -away, *plan.VIEW_CENTRE, away - 80.0, away + 80.0, FIELD_OF_VIEW)
    numbers = ", ".join(f"{n:.3f}" for n in (1, 0, 0, 0, 1, 0, 0, 0, 1, *place))
    return [f"set_view ({numbers})", "deselect"]


def _place(xyz: Iterable[float]) -> str:
    return "[" + ", ".join(f"{v:.3f}" for v in xyz) + "]"


def _hex(colour: str) -> str:
    return f"0x{colour.lstrip('#').lower()}"


def _beside(structure: str, ending: str) -> str:
    return structure.removesuffix(".cif") + ending


def _head(words: str) -> list[str]:
    return ["", f"# {ids.plain(words)}"]


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
