"""Scenes for ChimeraX (``.cxc``).

ChimeraX runs a script in the script's own directory, so the structure is found beside it. Parts are named targets
(``hide ran cartoons``), groups of contacts and labels are models with a switch in the Models panel.

Residues are selected by chain and number, never by name: ``:51K`` would be residue 51 with insertion code K.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from nesgroove.model.target import XPO1
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
from nesgroove.show.scene.model import AtomRef, ResidueRef, Scene
from nesgroove.show.scene.script import heading, joined, opening

SETTINGS: Final = """\
set bgColor white
lighting soft
graphics silhouettes true
camera ortho"""

HINT: Final = " in a session without other models."
"""How to open a script."""

LABELS: Final = "#2"
"""The model of the pockets' names."""


def chimerax_script(scene: Scene, structure: str) -> str:
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
    return joined([
        *opening(plan.headline(scene), "ChimeraX", HINT, f"The structure, {structure}, has"),
        *heading("Switches: the Models panel, and commands with the names below, such as: hide ran cartoons"),
        SETTINGS,
        *heading("Structure, in the groove frame"),
        f"open {structure} id 1",
        f"rename #1 {structure.removesuffix('.cif')}",
        *_single(scene),
        *_camera(scene, "#1"),
    ])  # fmt: skip


def chimerax_family(scenes: Sequence[Scene], structures: Sequence[str], name: str) -> str:
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
        *opening(f"{ids.plain(name)}: {plan.counted(scenes)}, superposed", "ChimeraX", HINT, "The structures have"),
        *heading("Switches: the Models panel; a group is a compound, each model in it is a complex"),
        SETTINGS,
        *heading(f"Groove of {ids.plain(reference.id)}, the reference"),
        f"open {file_of[reference.id]} id 1",
        "rename #1 reference",
        *_groove(reference, "#1", whole=False),
    ]
    groups = plan.by_compound(scenes)
    for number, (compound, members) in enumerate(groups.items(), start=3):
        lines += heading(compound)
        for index, scene in enumerate(members, start=1):
            lines += _member(scene, file_of[scene.id], f"{number}.{index}")
        lines.append(f'rename #{number} "{ids.plain(compound)}"')
        if compound in plan.held_back(groups):
            lines.append(f"hide #{number} models")
    return joined([*lines, *_camera(reference, "#1")])


def specifier(scene: Scene, members: Iterable[int], model: str) -> str:
    """Specify residues by their indices in the scene's structure."""
    chains, serials = ids.numbers_by_chain(scene.structure, members, negative=False)
    terms = [f"({model}@@serial_number>={s.first} & {model}@@serial_number<={s.last})" for s in serials]
    runs = [f"{model}/{chain}:{','.join(numbers)}" for chain, numbers in chains.items()]
    return " | ".join([*runs, *terms])


def _atom(scene: Scene, atom: AtomRef, index: dict[ResidueRef, int], model: str) -> str:
    """Specify one atom."""
    residue = specifier(scene, [index[atom.residue]], model)
    if ids.PLAIN.fullmatch(atom.name) and "@@" not in residue:
        return f"{residue}@{atom.name}"
    return f"{model}@@serial_number={ids.serial(scene, atom, index)}"


def _groove(scene: Scene, model: str, *, whole: bool = True) -> Iterator[str]:
    """The groove: cartoon, helices, surface, and the names of the pockets."""
    index = scene.indices

    def select(refs: Iterable[ResidueRef]) -> str:
        return specifier(scene, [index[r] for r in refs], model)

    xpo1 = plan.xpo1(scene)
    groove = select(plan.groove(scene))
    yield from (f"hide {model} atoms", f"hide {model} cartoons")
    yield from heading("Names of parts")
    yield f"name xpo1 {specifier(scene, xpo1.members, model)}"
    named = {"groove": plan.groove(scene), **scene.helices, **scene.pockets}
    for name, refs in named.items():
        if refs:
            yield f"name {name} {select(refs)}"
    yield from heading("XPO1 and the four helices of the groove")
    yield f"show {'xpo1' if whole else 'groove'} cartoons"
    yield f"color xpo1 {_hex(XPO1_COLOUR)} target c"
    for name, colour in HELIX_COLOURS.items():
        if scene.helices[name]:
            yield f"color {name} {_hex(colour)} target c"
    yield from heading("Surface of the groove, coloured by the pocket that each residue is nearest to")
    yield f"surface {groove} enclose {specifier(scene, xpo1.members, model)}"
    yield f"color groove {_hex(CLEAR_SURFACE_COLOUR)} target s"
    for name, refs in plan.home_pockets(scene).items():
        if refs:
            yield f"color {select(refs)} {_hex(POCKET_COLOURS[name])} target s"
    yield f"transparency groove {round(100 * plan.TRANSPARENCY)} target s"
    yield from heading("Names of the pockets, just below their centres")
    for name, centre in plan.label_points().items():
        yield f"marker {LABELS} position {_coordinates(centre)} radius 0.2 color {_hex(POCKET_COLOURS[name])}"
    for number, name in enumerate(XPO1.pocket_centres, start=1):
        yield f"label {LABELS}:{number} residues text {name} height 2 color black onTop true"
    yield f"rename {LABELS} pocket_labels"


def _single(scene: Scene) -> Iterator[str]:
    model = "#1"
    index = scene.indices
    yield from _groove(scene, model)
    if plan.mark(scene):
        yield f'2dlabels text "{plan.mark(scene)}" color {_hex(MARK_COLOUR)} size 20 xpos 0.03 ypos 0.94'
    divided = plan.parts(scene)
    if scene.site is not None:
        yield from heading("The residue at 528, and its bond")
        yield f"name cys528 {specifier(scene, [index[scene.site]], model)}"
        yield from _sticks("cys528", CYS_COLOUR)
        for bond in scene.bonds:
            yield f"# {plan.bond_words(bond)}"
    yield from _occupants(scene, divided, index, model)
    partners = plan.partner_parts(divided)
    if partners:
        yield from heading("Partners, pale")
    for part, colour in partners:
        yield f"name {part.name} {specifier(scene, part.members, model)}"
        if part.kind == "nucleotide":
            yield from _sticks(part.name, colour)
        else:
            yield from (f"color {part.name} {_hex(colour)} target c", f"show {part.name} cartoons")
    yield from _contacts(scene, index, model)
    labels = plan.residue_labels(scene)
    if labels:
        yield from heading("Names of residues that the inhibitor touches, in the numbers of human XPO1")
    for words, (ref, _) in labels.items():
        residue = specifier(scene, [index[ref]], model)
        yield f"label {residue} residues text {words} height 1.3 color {_hex(RESIDUE_INK)} onTop true"


def _occupants(
    scene: Scene, divided: list[plan.Part], index: dict[ResidueRef, int], model: str, *, named: bool = True
) -> Iterator[str]:
    for part, occupant in plan.occupant_parts(scene, divided):
        yield from heading(f"Occupant: {ids.plain(occupant.label)}, {ids.plain(occupant.name)}") if named else []
        spec = specifier(scene, part.members, model)
        colour = KIND_COLOURS[occupant.kind]
        if named:
            yield f"name {part.name} {spec}"
        target = part.name if named else spec
        if occupant.kind == "inhibitor":
            yield from _sticks(target, colour)
            yield from _elements(scene, occupant.residues, index, model)
            continue
        signal = specifier(scene, [index[r] for r in plan.signal(scene, occupant)], model)
        if named:
            yield f"color {target} {_hex(PARTNER_COLOURS['cargo'])} target c"
        if signal:
            yield f"color {signal} {_hex(colour)} target c"
        if named or signal:
            yield f"show {target if named else signal} cartoons"
        anchors = plan.anchors_in(scene, occupant.residues)
        if anchors:
            spec = specifier(scene, [index[a.residue] for a in anchors], model)
            if named:
                yield f"name anchors {spec}"
            yield from _sticks("anchors" if named else spec, colour)
        for anchor in anchors if named else []:
            words = ids.plain(anchor.residue.label)
            residue = specifier(scene, [index[anchor.residue]], model)
            yield f"# {anchor.pocket}: {words}"
            yield f"label {residue} residues text {words} height 1.5 color black offset 0,1.5,0 onTop true"


def _elements(scene: Scene, residues: Iterable[ResidueRef], index: dict[ResidueRef, int], model: str) -> Iterator[str]:
    """Atoms of an inhibitor whose elements have colours of their own, in tones that no pocket has."""
    atoms = scene.structure.atoms
    for ref in residues:
        record = scene.records[ref.key]
        for element, colour in ELEMENT_COLOURS.items():
            members = [i for i in range(record.start, record.stop) if str(atoms.element[i]) == element]
            for atom in (AtomRef(ref, str(atoms.name[i]), (0.0, 0.0, 0.0)) for i in members):
                yield f"color {_atom(scene, atom, index, model)} {_hex(colour)} target a"


def _sticks(target: str, colour: str) -> Iterator[str]:
    yield f"show {target} atoms"
    yield f"style {target} stick"
    yield f"color {target} {_hex(colour)} target a"
    yield f"color {target} byhetero target a"


def _contacts(scene: Scene, index: dict[ResidueRef, int], model: str) -> Iterator[str]:
    groups = plan.contact_groups(scene)
    if groups:
        yield from heading("Contacts of XPO1 with what is in the groove: a line each, a model for each type")
        yield from ["# A line between rings begins and ends at an atom of each: ChimeraX draws lines between atoms."]
    residues = plan.contact_residues(scene)
    if residues:
        yield f"name contact_residues {specifier(scene, [index[r] for r in residues], model)}"
        yield from ("show contact_residues atoms", "style contact_residues stick")
        yield "color contact_residues byhetero target a"
    for kind, contacts in groups.items():
        name = plan.group_name(kind)
        for contact in contacts:
            yield f"# {ids.plain(contact.label)}"
            ends = " ".join(_atom(scene, atom, index, model) for atom in (contact.first, contact.second))
            colour = _hex(contact_colour(kind))
            yield f"pbond {ends} color {colour} radius {CONTACT_RADIUS} dashes 6 name {name}"
    for kind in groups:
        if kind in plan.HIDDEN:
            yield f"hide ##name={plan.group_name(kind)} models"


def _member(scene: Scene, structure: str, number: str) -> Iterator[str]:
    """One complex of a family: its helices, what is at 528, and the occupant."""
    model = f"#{number}"
    index = scene.indices
    helices = specifier(scene, [index[r] for refs in scene.helices.values() for r in refs], model)
    yield f"# {plan.headline(scene)}"
    yield f"open {structure} id {number}"
    yield f"rename {model} {structure.removesuffix('.cif')}"
    yield from (f"hide {model} atoms", f"hide {model} cartoons")
    if helices:
        yield from (f"show {helices} cartoons", f"color {helices} {_hex(XPO1_COLOUR)} target c")
    if scene.site is not None:
        yield from _sticks(specifier(scene, [index[scene.site]], model), CYS_COLOUR)
    yield from _occupants(scene, plan.parts(scene), index, model, named=False)


def _camera(scene: Scene, model: str) -> list[str]:
    index = scene.indices
    x, y, z = plan.VIEW_CENTRE
    groove = specifier(scene, [index[r] for r in plan.groove(scene)], model)
    return [
        *heading("Camera: seen from the solvent, x of the groove frame to the right, orthographic"),
        f"view matrix camera 1,0,0,{x:g},0,1,0,{y:g},0,0,1,{z + 100:g}",
        f"view {groove} clip false",
    ]


def _coordinates(xyz: Iterable[float]) -> str:
    return ",".join(f"{v:g}" for v in xyz)


def _hex(colour: str) -> str:
    return colour.lower()
