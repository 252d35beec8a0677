"""Scenes for Mol* and whatever else reads MolViewSpec (``.mvsj``, https://molstar.org/mol-view-spec-docs).

A scene is a row of snapshots, between which the reader steps: they are Mol*'s switches. The tree is written as JSON
with the node kinds and parameters that Mol* has read since 4.12 and still reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from nesgroove.show.look import (
    CLEAR_SURFACE_COLOUR,
    CONTACT_RADIUS,
    CYS_COLOUR,
    HELIX_COLOURS,
    KIND_COLOURS,
    MARK_COLOUR,
    PARTNER_COLOURS,
    POCKET_COLOURS,
    RESIDUE_INK,
    WHITE,
    XPO1_COLOUR,
    contact_colour,
)
from nesgroove.show.scene import ids, plan
from nesgroove.show.scene.model import ResidueRef, Scene
from nesgroove.show.scene.mvs_nodes import (
    Node,
    colour_node,
    component,
    document,
    label,
    node,
    point,
    selector,
    snapshot_node,
    sticks,
    structure_node,
)

SURFACE_OPACITY: Final = 0.55


def molviewspec(scene: Scene, structure: str) -> str:
    """Write the scene of one complex.

    Parameters
    ----------
    scene
        The complex.
    structure
        URL of its file, relative to that of the scene: the name of the file beside it.

    Returns
    -------
    str
        JSON; the same for the same scene.
    """
    words = plan.headline(scene)
    kinds = list(plan.contact_groups(scene))
    drawn = [kind for kind in kinds if kind not in plan.HIDDEN]
    about = _about(scene)
    snapshots = [
        snapshot_node("groove", "The groove", about, [structure_node(structure, _single(scene, drawn)), *_frame()]),
    ]
    if set(kinds) - set(drawn):
        more = structure_node(structure, _single(scene, kinds))
        hidden = " and ".join(sorted(kind.replace("_", " ") for kind in set(kinds) - set(drawn)))
        text = f"{about}\n\nWith {hidden} contacts."
        snapshots.append(snapshot_node("contacts", "The groove with all contacts", text, [more, *_frame()]))
    bare = structure_node(structure, _single(scene, drawn, surface=False))
    snapshots.append(snapshot_node("sticks", "The groove without its surface", about, [bare, *_frame()]))
    whole = structure_node(structure, _single(scene, drawn))
    snapshots.append(
        snapshot_node("complex", "The whole complex", about, [whole, *_frame(plan.COMPLEX_HEIGHT, labels=False)])
    )
    return document(words, about, snapshots)


def molviewspec_family(scenes: Sequence[Scene], structures: Sequence[str], name: str) -> str:
    """Write several complexes into one scene: a snapshot of all, then one of each compound.

    Parameters
    ----------
    scenes, structures
        Complexes, and the URLs of their files, relative to that of the scene.
    name
        Of the scene.
    """
    file_of = {scene.id: file for scene, file in zip(scenes, structures, strict=True)}
    reference = plan.reference_of(scenes)
    groups = plan.by_compound(scenes)
    base = structure_node(file_of[reference.id], [*_cartoon(reference, groove_only=True), *_surface(reference)])

    def snapshot(key: str, title: str, members: Sequence[Scene]) -> Node:
        text = "\n".join(f"- {plan.headline(scene)}" for scene in members)
        nodes = [structure_node(file_of[scene.id], _member(scene)) for scene in members]
        return snapshot_node(key, title, f"Surface: {ids.plain(reference.id)}\n\n{text}", [base, *nodes, *_frame()])

    back = plan.held_back(groups)
    first = [scene for compound, members in groups.items() if compound not in back for scene in members]
    title = f"All: {plan.counted(first)}" + "".join(f", without {name}" for name in sorted(back))
    snapshots = [snapshot("all", title, first)]
    keys = ids.object_names(list(groups))
    snapshots += [snapshot(f"compound_{keys[key]}", key, members) for key, members in groups.items()]
    return document(f"{ids.plain(name)}: {plan.counted(scenes)}", "Superposed by the NES groove of XPO1", snapshots)


def _single(scene: Scene, kinds: Sequence[str], *, surface: bool = True) -> list[Node]:
    index = scene.indices
    nodes = _cartoon(scene)
    for part in plan.parts(scene):
        if part.kind in {"xpo1", "others"}:
            continue
        nodes += _part(scene, part)
    nodes += [*_site(scene, index), *_anchor_labels(scene), *_residue_labels(scene)]
    if plan.mark(scene):
        nodes.append(node("primitives", {}, [label(plan.mark(scene), plan.MARK_PLACE, 2.0, MARK_COLOUR)], ref="mark"))
    if surface:
        nodes += _surface(scene)
    near = [index[r] for r in plan.contact_residues(scene)]
    if near:
        nodes.append(component(scene, "contact_residues", near, [sticks(XPO1_COLOUR, size=0.5)]))
    return [*nodes, *(_contacts(scene, kind) for kind in kinds)]


def _cartoon(scene: Scene, *, groove_only: bool = False) -> list[Node]:
    """XPO1, its helices coloured."""
    index = scene.indices
    xpo1 = plan.xpo1(scene)
    members = [index[r] for r in plan.groove(scene)] if groove_only else xpo1.members
    colours = [colour_node(XPO1_COLOUR)]
    for name, refs in scene.helices.items():
        if refs:
            colours.append(colour_node(HELIX_COLOURS[name], selector(scene, [index[r] for r in refs])))
    return [component(scene, "xpo1", members, [node("representation", {"type": "cartoon"}, colours)], "XPO1")]


def _surface(scene: Scene) -> list[Node]:
    """The groove's surface, coloured by pocket, and the name of each pocket at its centre."""
    index = scene.indices
    colours = [colour_node(CLEAR_SURFACE_COLOUR)]
    for name, refs in plan.home_pockets(scene).items():
        if refs:
            colours.append(colour_node(POCKET_COLOURS[name], selector(scene, [index[r] for r in refs])))
    # No more parameters than the type: Mol* 4.12 refuses those that came later.
    surface = node("representation", {"type": "surface"}, [*colours, node("opacity", {"opacity": SURFACE_OPACITY})])
    members = [index[r] for r in plan.groove(scene)]
    nodes = [component(scene, "groove", members, [surface])] if members else []
    for name, refs in scene.pockets.items():
        if refs:
            words = f"{name}: lined by " + ", ".join(r.label for r in refs)
            nodes.append(component(scene, name, [index[r] for r in refs], [], words))
    return nodes


def _part(scene: Scene, part: plan.Part) -> list[Node]:
    if part.kind == "inhibitor":
        return [component(scene, part.name, part.members, [sticks(KIND_COLOURS["inhibitor"])], part.words)]
    if part.kind == "cargo":
        return _cargo(scene, part)
    colour = PARTNER_COLOURS.get(part.kind, PARTNER_COLOURS["other"])
    if part.kind == "nucleotide":
        return [component(scene, part.name, part.members, [sticks(colour)], part.words)]
    drawn = node("representation", {"type": "cartoon"}, [colour_node(colour)])
    return [component(scene, part.name, part.members, [drawn], part.words)]


def _cargo(scene: Scene, part: plan.Part, *, signal_only: bool = False) -> list[Node]:
    index = scene.indices
    inside = {index[r] for o in scene.occupants if o.kind == "cargo" for r in plan.signal(scene, o)}
    signal = sorted(inside.intersection(part.members))
    colours = [colour_node(PARTNER_COLOURS["cargo"])]
    if signal:
        colours.append(colour_node(KIND_COLOURS["cargo"], selector(scene, signal)))
    members: Iterable[int] = signal if signal_only else part.members
    cartoon = node("representation", {"type": "cartoon"}, colours)
    nodes = [component(scene, part.name, members, [cartoon], part.words)]
    for anchor in scene.anchors:
        if index[anchor.residue] in part.members:
            words = f"{anchor.residue.label} in {anchor.pocket}"
            drawn = [sticks(KIND_COLOURS["cargo"])]
            nodes.append(component(scene, f"anchor_{anchor.pocket}", [index[anchor.residue]], drawn, words))
    return nodes


def _anchor_labels(scene: Scene) -> list[Node]:
    """Names of the anchors, above their middles."""
    labels = []
    for anchor in scene.anchors:
        x, y, z = scene.atoms_of[anchor.residue].mean(axis=0).tolist()
        labels.append(label(ids.plain(anchor.residue.label), (x, y + plan.LABEL_SHIFT, z), 1.4))
    return [node("primitives", {}, labels, ref="anchor_labels")] if labels else []


def _residue_labels(scene: Scene) -> list[Node]:
    """Names of residues that an inhibitor touches, at the ends of their side chains."""
    labels = [label(words, xyz, 1.2, RESIDUE_INK) for words, (_, xyz) in plan.residue_labels(scene).items()]
    return [node("primitives", {}, labels, ref="residue_labels")] if labels else []


def _site(scene: Scene, index: dict[ResidueRef, int]) -> list[Node]:
    if scene.site is None:
        return []
    words = f"{scene.site.label}, position 528"
    # Bonds are drawn between atoms of one component: the bonded atom of the occupant has to be in it.
    ends = [
        {**selector(scene, [index[bond.other.residue]])[0], "label_atom_id": bond.other.name} for bond in scene.bonds
    ]
    site = selector(scene, [index[scene.site]])
    drawn = node("representation", {"type": "ball_and_stick"}, [colour_node(CYS_COLOUR)])
    tooltip = node("tooltip", {"text": ids.plain(words)})
    return [node("component", {"selector": [*site, *ends]}, [drawn, tooltip], ref="cys528")]


def _contacts(scene: Scene, kind: str) -> Node:
    colour = contact_colour(kind)
    lines = [
        node("primitive", {
            "kind": "tube", "start": point(c.start), "end": point(c.end), "radius": CONTACT_RADIUS,
            "dash_length": 0.2, "color": colour, "tooltip": ids.plain(c.label),
        })
        for c in plan.contact_groups(scene)[kind]
    ]  # fmt: skip
    return node("primitives", {"color": colour}, lines, ref=plan.group_name(kind))


def _member(scene: Scene) -> list[Node]:
    """One complex of a family: its helices, what is at 528, and the occupant."""
    index = scene.indices
    helices = [index[r] for refs in scene.helices.values() for r in refs]
    cartoon = node("representation", {"type": "cartoon"}, [colour_node(XPO1_COLOUR)])
    nodes = [component(scene, "", helices, [cartoon], plan.headline(scene))] if helices else []
    nodes += [{k: v for k, v in made.items() if k != "ref"} for made in _site(scene, index)]
    for part in plan.parts(scene):
        if part.kind == "inhibitor":
            nodes.append(component(scene, "", part.members, [sticks(KIND_COLOURS["inhibitor"])], plan.headline(scene)))
        elif part.kind == "cargo":
            nodes += [{k: v for k, v in made.items() if k != "ref"} for made in _cargo(scene, part, signal_only=True)]
    return nodes


def _about(scene: Scene) -> str:
    lines = [
        f"**{plan.headline(scene)}**",
        "Seen from the solvent; P0 is on the left. Helices: H11A blue, H11B violet, H12A green, H12B sand.",
    ]
    groups = plan.contact_groups(scene)
    if groups:
        counts = ", ".join(f"{len(contacts)} {kind.replace('_', ' ')}" for kind, contacts in groups.items())
        lines.append(f"Contacts: {counts}.")
    return "\n\n".join(lines)


def _frame(height: float = plan.VIEW_HEIGHT, *, labels: bool = True) -> list[Node]:
    """The camera in the solvent, x to the right; white behind; the names of the pockets."""
    x, y, z = plan.VIEW_CENTRE
    camera = {"target": [x, y, z], "position": [x, y, z + height], "up": [0.0, 1.0, 0.0]}
    nodes = [node("camera", camera), node("canvas", {"background_color": WHITE})]
    if labels:
        names = [label(name, xyz, 1.8) for name, xyz in plan.label_points().items()]
        nodes.append(node("primitives", {}, names, ref="pocket_labels"))
    return nodes
