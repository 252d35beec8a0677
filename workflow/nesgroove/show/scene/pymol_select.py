"""Residues, atoms, coordinates and colours in the language of PyMOL."""

from __future__ import annotations

from collections.abc import Iterable

from nesgroove.show.scene import ids
from nesgroove.show.scene.model import AtomRef, ResidueRef, Scene


def selection(scene: Scene, members: Iterable[int]) -> str:
    """Select residues by their indices in the scene's structure."""
    chains, spans = ids.numbers_by_chain(scene.structure, members, negative=True, number=_number)
    serials = [f"{span.first}-{span.last}" for span in spans]
    terms = [f'chain "{chain}" and resi {"+".join(numbers)}' for chain, numbers in chains.items()]
    terms += [f"id {'+'.join(serials)}"] if serials else []
    return terms[0] if len(terms) == 1 else "(" + " or ".join(f"({term})" for term in terms) + ")" if terms else "none"


def _number(number: int) -> str:
    return f"\\{number}" if number < 0 else str(number)


def one_atom(scene: Scene, atom: AtomRef, index: dict[ResidueRef, int], within: str) -> str:
    """Select one atom of an object."""
    if ids.PLAIN.fullmatch(atom.name):
        return f"({within} and {selection(scene, [index[atom.residue]])} and name {atom.name})"
    return f"({within} and id {ids.serial(scene, atom, index)})"


def point(xyz: Iterable[float]) -> str:
    """Write coordinates."""
    return "[" + ", ".join(f"{v:.3f}" for v in xyz) + "]"


def hex_colour(colour: str) -> str:
    """Write a colour, ``#rrggbb``."""
    return f"0x{colour.lstrip('#').lower()}"
