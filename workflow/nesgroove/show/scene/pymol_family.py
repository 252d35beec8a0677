"""Several complexes in one scene for PyMOL: the groove of one, and what lies in the grooves of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nesgroove.show.look import CYS_COLOUR, KIND_COLOURS, XPO1_COLOUR
from nesgroove.show.scene import ids, plan
from nesgroove.show.scene.model import ResidueRef, Scene
from nesgroove.show.scene.pymol_script import SETTINGS, camera, element_colours, load_structure, pymol_parts
from nesgroove.show.scene.pymol_select import hex_colour, selection
from nesgroove.show.scene.script import heading, joined, opening


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
        *opening(f"{plan.counted(scenes)}, superposed", "PyMOL", f", or type: @{name}.pml", "The structures have"),
        *heading("Switches: groups are compounds, each object in them is a complex"),
        SETTINGS,
        *element_colours(),
        *heading(f"Groove of {ids.plain(reference.id)}, the reference"),
        *load_structure(file_of[reference.id], "whole"),
        *pymol_parts(reference, context_only=True),
    ]
    groups = plan.by_compound(scenes)
    group_names = ids.object_names([*groups])
    names = ids.object_names([scene.id for scene in scenes])
    for compound, members in groups.items():
        lines += heading(compound)
        lines += [line for scene in members for line in _member(scene, file_of[scene.id], names[scene.id])]
        lines.append(f"group {group_names[compound]}_group, " + " ".join(names[scene.id] for scene in members))
        if compound in plan.held_back(groups):
            lines.append(f"disable {group_names[compound]}_group")
    return joined([*lines, *camera()])


def _member(scene: Scene, structure: str, name: str) -> Iterator[str]:
    """One complex of a family: its helices, what is at 528, and the occupant, as one object."""
    index = scene.indices
    helices = [r for refs in scene.helices.values() for r in refs]
    occupied = [r for o in scene.occupants for r in (plan.signal(scene, o) if o.kind == "cargo" else o.residues)]
    site = [scene.site] if scene.site is not None else []

    def select(refs: Iterable[ResidueRef]) -> str:
        return f"{name} and {selection(scene, [index[r] for r in refs])}"

    yield f"# {plan.headline(scene)}"
    yield from load_structure(structure, name)
    yield f"remove {name} and not ({select([*dict.fromkeys([*helices, *site, *occupied])])})"
    yield f"color {hex_colour(XPO1_COLOUR)}, {name}"
    yield f"show cartoon, {select(helices)}"
    if site:
        yield f"show sticks, {select(site)} and not name N+C+O"
        yield f"color {hex_colour(CYS_COLOUR)}, {select(site)} and not name N+C+O+CA"
    for occupant in scene.occupants:
        colour = hex_colour(KIND_COLOURS[occupant.kind])
        if occupant.kind == "inhibitor":
            mine = select(occupant.residues)
            yield from (f"show sticks, {mine}", f"color {colour}, {mine} and elem C")
            yield f"util.cnc {mine} and not elem C"
        elif occupant.in_groove:
            signal = select(plan.signal(scene, occupant))
            yield from (f"show cartoon, {signal}", f"color {colour}, {signal}")
            anchors = [anchor.residue for anchor in plan.anchors_in(scene, occupant.in_groove)]
            if anchors:
                yield f"show sticks, {select(anchors)} and not name N+C+O"
