"""What joins the 3-D view to the tables of a page: atoms by their number in the file, and residues by name."""

from __future__ import annotations

from typing import Any

from nesgroove.show.scene.model import AtomRef, Scene
from nesgroove.show.scene.ngl_select import chain_name, chain_names
from nesgroove.show.scene.ngl_shapes import tooltip

ROLES = {"ran": "Ran", "ranbp": "RanBP", "cargo": "cargo", "other": "other chain"}
"""What a reader calls a chain by its role."""


def contact_lines(scene: Scene) -> list[list[Any] | None]:
    """Say for each row of the page's table of contacts what to draw.

    Returns
    -------
    list
        In the order of the rows: number of XPO1's atom and of the occupant's in the file, from 0; the words; and of
        rings both ends of the line, A. None where a contact is not in the file.
    """
    return [
        None
        if contact is None
        else [
            _number(scene, contact.first), _number(scene, contact.second), tooltip(contact),
            *([] if (contact.start, contact.end) == (contact.first.xyz, contact.second.xyz)
              else [_rounded(contact.start), _rounded(contact.end)]),
        ]
        for contact in scene.contact_rows
    ]  # fmt: skip


def residue_names(scene: Scene) -> dict[str, Any]:
    """Say what the mouse is to call a residue.

    Returns
    -------
    dict
        ``xpo1``: its chain as NGL has it; ``runs``: first and last number of stretches of it, and the position of
        the first; ``chains``: the true id of each chain that NGL has another name for; ``roles``: words by chain.
    """
    runs: list[list[int]] = []
    for position, ref in sorted(scene.residue_at.items()):
        last = runs[-1] if runs else None
        if last and ref.number == last[1] + 1 and position == last[2] + last[1] + 1 - last[0]:
            last[1] = ref.number
        else:
            runs.append([ref.number, ref.number, position])
    names = chain_names(record.auth_chain for record in scene.structure.residues)
    return {
        "xpo1": chain_name(scene.xpo1_chain),
        "runs": runs,
        "chains": {other: name for name, other in names.items() if other != name},
        "roles": {
            chain_name(chain): ROLES.get(role, role) for role, chains in scene.partners.items() for chain in chains
        },
    }


def _number(scene: Scene, atom: AtomRef) -> int:
    at = scene.structure.atom_of(scene.records[atom.residue.key].index, atom.name)
    assert at is not None, f"{atom} is not in {scene.path}"
    return at


def _rounded(point: tuple[float, float, float]) -> list[float]:
    return [round(value, 2) for value in point]
