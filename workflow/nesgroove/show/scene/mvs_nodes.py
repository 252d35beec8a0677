"""Nodes of a MolViewSpec tree, and residues in its selection language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

from nesgroove.model.structure import Residue
from nesgroove.show.look import BLACK, ELEMENT_COLOURS
from nesgroove.show.scene import ids
from nesgroove.show.scene.model import Scene

Node: TypeAlias = dict[str, Any]

VERSION: Final = "1"
"""Of MolViewSpec."""


def selector(scene: Scene, members: Iterable[int]) -> list[dict[str, Any]]:
    """Select residues by their indices in the scene's structure: by label ids, which are unique."""
    residues = scene.structure.residues
    selectors: list[dict[str, Any]] = []
    wanted = set(members)
    whole = _whole_chains(residues, wanted)
    done = set()
    for member in sorted(wanted):
        record = residues[member]
        if record.label_chain in whole:
            if record.label_chain not in done:
                done.add(record.label_chain)
                selectors.append({"label_asym_id": record.label_chain})
        elif record.label_seq_id is not None:
            last = selectors[-1] if selectors else {}
            follows = last.get("label_asym_id") == record.label_chain and last.get("end_label_seq_id")
            if follows and record.label_seq_id == last["end_label_seq_id"] + 1:
                last["end_label_seq_id"] = record.label_seq_id
            else:
                number = record.label_seq_id
                selectors.append(
                    {"label_asym_id": record.label_chain, "beg_label_seq_id": number, "end_label_seq_id": number}
                )
        else:
            selectors.append({"label_asym_id": record.label_chain, "auth_seq_id": record.auth_seq_id})
            if record.ins_code:
                selectors[-1]["pdbx_PDB_ins_code"] = record.ins_code
    return selectors


def _whole_chains(residues: Sequence[Residue], wanted: set[int]) -> set[str]:
    partly = {r.label_chain for r in residues if r.index not in wanted}
    return {residues[i].label_chain for i in wanted} - partly


def label(text: str, xyz: Iterable[float], size: float, colour: str = BLACK) -> Node:
    """A text in space."""
    return node("primitive", {
        "kind": "label", "position": point(xyz), "text": text, "label_size": size, "label_offset": 8.0,
        "label_color": colour,
    })  # fmt: skip


def sticks(colour: str, size: float = 1.0) -> Node:
    """Balls and sticks: carbon in the colour of its molecule, other elements in their own."""
    colours = [colour_node(colour)]
    colours += [colour_node(c, [{"type_symbol": element}]) for element, c in ELEMENT_COLOURS.items()]
    return node("representation", {"type": "ball_and_stick", "size_factor": size}, colours)


def structure_node(url: str, children: list[Node]) -> Node:
    """Load a file, and show parts of it."""
    return node("download", {"url": url}, [
        node("parse", {"format": "mmcif"}, [node("structure", {"type": "model"}, children)])
    ])  # fmt: skip


def component(scene: Scene, name: str, members: Iterable[int], children: list[Node], words: str = "") -> Node:
    """Residues of a scene's structure, by their indices, with what is drawn of them."""
    tooltip = [node("tooltip", {"text": ids.plain(words)})] if words else []
    return node("component", {"selector": selector(scene, members)}, [*children, *tooltip], ref=name)


def node(kind: str, params: dict[str, Any], children: list[Node] | None = None, ref: str = "") -> Node:
    """One node of the tree."""
    made: Node = {"kind": kind}
    if params:
        made["params"] = params
    if ref:
        made["ref"] = ref
    if children:
        made["children"] = children
    return made


def colour_node(colour: str, only: list[dict[str, Any]] | None = None) -> Node:
    """The colour of a representation, of some of its residues where they are named."""
    return node("color", {"color": colour, "selector": only} if only else {"color": colour})


def point(xyz: Iterable[float]) -> list[float]:
    """Write coordinates."""
    return [round(v, 3) for v in xyz]


def snapshot_node(key: str, title: str, description: str, children: list[Node]) -> Node:
    """One state of the scene, with its camera."""
    about = {"title": title, "description": description, "description_format": "markdown", "key": key}
    return {"root": node("root", {}, children), "metadata": {**about, "linger_duration_ms": 5000}}


def document(title: str, description: str, snapshots: list[Node]) -> str:
    """The whole scene as JSON."""
    # No time stamp: the same scene gives the same bytes.
    about = {"title": title, "description": description, "description_format": "markdown", "version": VERSION}
    tree = {"kind": "multiple", "metadata": about, "snapshots": snapshots}
    return json.dumps(tree, indent=1, ensure_ascii=True) + "\n"
