"""Scenes for PyMOL (``.pml``).

Parts are objects, each with a switch in PyMOL's panel; helices, pockets and anchors are selections. The structure is
found beside the script, wherever PyMOL was started: ``@`` leaves the script's path in ``__script__``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from nesgroove.model.target import XPO1
from nesgroove.show.colours import rgb
from nesgroove.show.look import (
    CLEAR_SURFACE_COLOUR,
    CONTACT_RADIUS,
    CYS_COLOUR,
    ELEMENT_COLOURS,
    HELIX_COLOURS,
    KIND_COLOURS,
    MARK_COLOUR,
    PARTNER_COLOURS,
    POCKET_COLOURS,
    RESIDUE_INK,
    XPO1_COLOUR,
    contact_colour,
)
from nesgroove.show.scene import ids, plan
from nesgroove.show.scene.model import ResidueRef, Scene
from nesgroove.show.scene.pymol_select import hex_colour, one_atom, point, selection
from nesgroove.show.scene.script import heading, joined, opening

COPIES: Final = "Copies of the residue at 528 and of its bond, which would be cut when the parts are taken apart"

Select: TypeAlias = Callable[[Iterable[ResidueRef]], str]

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
    hint = f", or type: @{structure.removesuffix('.cif')}.pml"
    return joined([
        *opening(plan.headline(scene), "PyMOL", hint, f"The structure, {structure}, has"),
        *heading("Switches: the names in the panel on the right. Selections: H11A to H12B, groove, P0 to P4, anchors"),
        SETTINGS,
        *element_colours(),
        *heading("Structure, in the groove frame"),
        *load_structure(structure, "whole"),
        *pymol_parts(scene),
        *camera(),
    ])  # fmt: skip


def element_colours() -> list[str]:
    """Colours of elements, which PyMOL has by their names, in tones that no pocket has."""
    names = {"N": "nitrogen", "O": "oxygen", "S": "sulfur", "F": "fluorine", "CL": "chlorine", "BR": "bromine",
             "I": "iodine", "P": "phosphorus"}  # fmt: skip
    return [
        f"set_color {names[element]}, [{', '.join(f'{value:.3f}' for value in rgb(colour))}]"
        for element, colour in ELEMENT_COLOURS.items()
    ]


def load_structure(structure: str, name: str) -> list[str]:
    """Load the file beside the script as an object, hidden."""
    # No command of PyMOL's knows where the script is; Python does. ids.file_name leaves nothing to quote.
    return [
        "/import os",
        f'/cmd.load(os.path.join(os.path.dirname(os.path.abspath(__script__)), "{structure}"), "{name}")',
        f"hide everything, {name}",
    ]


def camera() -> list[str]:
    """The view from the solvent."""
    away = plan.camera_distance(plan.VIEW_HEIGHT)
    offsets = (0.0, 0.0, -away, *plan.VIEW_CENTRE, away - 80.0, away + 80.0, plan.FIELD_OF_VIEW)
    numbers = ", ".join(f"{n:.3f}" for n in (1, 0, 0, 0, 1, 0, 0, 0, 1, *offsets))
    return [
        *heading("Camera: seen from the solvent, x of the groove frame to the right, orthographic"),
        f"set_view ({numbers})", "deselect",
    ]  # fmt: skip


def pymol_parts(scene: Scene, *, context_only: bool = False) -> Iterator[str]:
    """Take a loaded complex apart and draw its parts.

    Parameters
    ----------
    scene
        The complex, loaded as ``whole``.
    context_only
        Draw the groove alone: the ground on which a family of complexes is shown.
    """
    index = scene.indices
    divided = plan.parts(scene)

    def select(refs: Iterable[ResidueRef]) -> str:
        return selection(scene, [index[r] for r in refs])

    yield from heading(COPIES)
    if not context_only:
        yield from _site_copies(scene, index, select)
    yield from _parts(scene, divided, context_only=context_only)
    yield from _groove(scene, select, context_only=context_only)
    if context_only:
        return
    if plan.mark(scene):
        yield f"pseudoatom mark, pos={point(plan.MARK_PLACE)}, label={plan.mark(scene)}"
        yield from ("hide nonbonded, mark", f"set label_color, {hex_colour(MARK_COLOUR)}, mark")
    if scene.site is not None:
        yield from _site(scene)
    yield from _occupants(scene, divided, select)
    yield from _partners(divided)
    owner = {member: part.name for part in divided for member in part.members}
    yield from _contacts(scene, index, owner)
    yield from _residue_labels(scene)


def _bond_names(scene: Scene) -> list[str]:
    """Names of the objects that are bonds at 528."""
    single = len(scene.bonds) == 1
    return ["bond528" if single else f"bond528_{number}" for number, _ in enumerate(scene.bonds, start=1)]


def _site_copies(scene: Scene, index: dict[ResidueRef, int], select: Select) -> Iterator[str]:
    if scene.site is None:
        return
    yield f"create cys528, whole and {select([scene.site])}"
    for name, bond in zip(_bond_names(scene), scene.bonds, strict=True):
        yield f"# {plan.bond_words(bond)}"
        ends = [one_atom(scene, atom, index, "whole") for atom in (bond.site, bond.other)]
        yield f"create {name}, {ends[0]} or {ends[1]}"


def _parts(scene: Scene, divided: list[plan.Part], *, context_only: bool) -> Iterator[str]:
    yield from heading("Parts")
    for part in divided:
        if part.kind == "xpo1" or not (context_only or part.kind == "others"):
            yield f"# {ids.plain(part.words)}"
            yield f"extract {part.name}, whole and {selection(scene, part.members)}"
    yield "delete whole" if context_only or divided[-1].kind != "others" else "set_name whole, others"


def _groove(scene: Scene, select: Select, *, context_only: bool) -> Iterator[str]:
    yield from heading("Helices, groove and pockets")
    for name, refs in scene.helices.items():
        yield f"select {name}, xpo1 and {select(refs)}"
    yield f"select groove, xpo1 and {select(plan.groove(scene))}"
    for name, refs in scene.pockets.items():
        yield f"select {name}, xpo1 and {select(refs)}"
    yield from heading("XPO1")
    yield f"show cartoon, {'groove' if context_only else 'xpo1'}"
    yield f"color {hex_colour(XPO1_COLOUR)}, xpo1"
    for name, colour in HELIX_COLOURS.items():
        yield f"color {hex_colour(colour)}, {name}"
    yield from heading("Surface of the groove, coloured by the pocket that each residue is nearest to")
    yield "create groove_surface, byres (xpo1 within 12 of groove)"
    yield "hide everything, groove_surface"
    yield f"color {hex_colour(CLEAR_SURFACE_COLOUR)}, groove_surface"
    for name, refs in plan.home_pockets(scene).items():
        yield f"color {hex_colour(POCKET_COLOURS[name])}, groove_surface and {select(refs)}"
    yield f"show surface, groove_surface and {select(plan.groove(scene))}"
    yield f"set transparency, {plan.TRANSPARENCY}, groove_surface"
    yield from heading("Names of the pockets, just below their centres")
    for name, centre in plan.label_points().items():
        yield f"pseudoatom label_{name}, pos={point(centre)}, label={name}"
        yield f"hide nonbonded, label_{name}"
        yield f"set label_position, [0, 0, 12], label_{name}"
    yield "group pocket_labels, " + " ".join(f"label_{name}" for name in XPO1.pocket_centres)


def _site(scene: Scene) -> Iterator[str]:
    yield from heading("The residue at 528")
    yield from ("show sticks, cys528", f"color {hex_colour(CYS_COLOUR)}, cys528", "util.cnc cys528")
    yield f"color {hex_colour(CYS_COLOUR)}, cys528 and elem S"
    for name in _bond_names(scene):
        yield from (f"show sticks, {name}", f"color {hex_colour(CYS_COLOUR)}, {name}")


def _occupants(scene: Scene, divided: list[plan.Part], select: Select) -> Iterator[str]:
    occupants = plan.occupant_parts(scene, divided)
    for part, occupant in occupants:
        yield from heading(f"Occupant: {ids.plain(occupant.label)}, {ids.plain(occupant.name)}")
        colour = hex_colour(KIND_COLOURS[occupant.kind])
        if occupant.kind == "inhibitor":
            yield from (f"color {colour}, {part.name}", f"show sticks, {part.name}")
        else:
            yield from (f"color {hex_colour(PARTNER_COLOURS['cargo'])}, {part.name}", f"show cartoon, {part.name}")
            signal = plan.signal(scene, occupant)
            if signal:
                yield f"select signal, {part.name} and {select(signal)}"
                yield f"color {colour}, signal"
            anchors = plan.anchors_in(scene, occupant.residues)
            if anchors:
                yield f"select anchors, {part.name} and {select(a.residue for a in anchors)}"
                yield "show sticks, anchors and not name N+C+O"
                yield f"set label_position, [0, 1.6, 12], {part.name}"
            for anchor in anchors:
                words = ids.plain(anchor.residue.label)
                yield f"# {anchor.pocket}: {words}"
                yield f'label {part.name} and {select([anchor.residue])} and name CA, "{words}"'
        yield f"util.cnc {part.name}"
    if len(occupants) > 1:
        yield "group occupant, " + " ".join(part.name for part, _ in occupants)


def _partners(divided: list[plan.Part]) -> Iterator[str]:
    partners = plan.partner_parts(divided)
    if partners:
        yield from heading("Partners, pale")
    for part, colour in partners:
        yield f"color {hex_colour(colour)}, {part.name}"
        yield f"show {'sticks' if part.kind == 'nucleotide' else 'cartoon'}, {part.name}"


def _residue_labels(scene: Scene) -> Iterator[str]:
    labels = plan.residue_labels(scene)
    if labels:
        yield from heading("Names of residues that the inhibitor touches, in the numbers of human XPO1")
    for words, (_, xyz) in labels.items():
        name = f"residue_{words}"
        yield f"pseudoatom {name}, pos={point(xyz)}, label={words}"
        yield from (f"hide nonbonded, {name}", f"set label_position, [0, 0, 12], {name}")
        yield from (f"set label_size, 15, {name}", f"set label_color, {hex_colour(RESIDUE_INK)}, {name}")
    if labels:
        yield "group residue_labels, " + " ".join(f"residue_{words}" for words in labels)


def _contacts(scene: Scene, index: dict[ResidueRef, int], owner: dict[int, str]) -> Iterator[str]:
    groups = plan.contact_groups(scene)
    if groups:
        yield from heading("Contacts of XPO1 with what is in the groove: a line each, by type")
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
            ends, helpers = [], []
            for number, (atom, end) in enumerate(((contact.first, contact.start), (contact.second, contact.end))):
                if end == atom.xyz:
                    ends.append(one_atom(scene, atom, index, owner[index[atom.residue]]))
                else:
                    # From the centre of a ring: a helper atom there, deleted when the line is drawn.
                    yield f"pseudoatom end_{number}, pos={point(end)}"
                    helpers.append(f"end_{number}")
                    ends.append(f"(end_{number})")
            yield f"distance {name}, {ends[0]}, {ends[1]}, mode=0"
            yield from (f"delete {helper}" for helper in helpers)
        yield f"color {hex_colour(contact_colour(kind))}, {name}"
        yield f"set dash_radius, {CONTACT_RADIUS}, {name}"
        yield f"hide labels, {name}"
    if groups:
        yield "group contacts, " + " ".join(map(plan.group_name, groups))
        yield from (f"disable {plan.group_name(kind)}" for kind in groups if kind in plan.HIDDEN)
