"""Whether a ligand is the compound that its name says: by its atoms, elements and bonds, never by the name alone.

Names such as MOL, DRG and LIG are given to any compound, and some of them are ids of others in the component
dictionary. Docking programs name atoms anew. So a component of the dictionary is held against the file's atoms twice:
atom by atom where the names are its own, and as a graph of elements and bonds where they are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from nesgroove.chem.perceive import Pair, bonded_pairs
from nesgroove.chem.radii import COVALENT
from nesgroove.model.structure import FloatArray

AGREEING: Final = 0.8
"""Part of the bonds, of the component's and of the distances' together, that must be the same. A strained or mobile
model breaks a few, another compound under the same atom names most: goniothalamin with the names of the dictionary's
MOL has 9 of 20 in common."""

MOST_ATOMS: Final = 0.6
"""Part of a component's heavy atoms that must be in the file for its graph to be looked for among other names: a ring
and a chain alone are in every compound."""

MOST_PIECES: Final = 3
"""Pieces without bonds between them in which a ligand may be for its graph to be looked for: the ways to lay single
atoms over a component multiply, and with more the search may not come to its end."""


@dataclass(frozen=True)
class LigandGraph:
    """Heavy atoms of a ligand with the bonds that their distances say.

    Attributes
    ----------
    names : tuple of str
    elements : tuple of str
        Symbols in capitals.
    xyz : ndarray, shape (n, 3)
        A.
    """

    names: tuple[str, ...]
    elements: tuple[str, ...]
    xyz: FloatArray

    @cached_property
    def pairs(self) -> frozenset[Pair]:
        """Who is bonded to whom, by :func:`nesgroove.chem.perceive.bonded_pairs`."""
        return bonded_pairs(self.elements, self.xyz)

    @property
    def organic(self) -> bool:
        """Whether bonds of all its elements can be told by distance, and it has any."""
        return bool(self.pairs) and set(self.elements) <= COVALENT.keys()


def fits(graph: LigandGraph, elements: Mapping[str, str], bonds: Sequence[tuple[str, str]]) -> bool:
    """Whether a ligand is a component, atom by atom.

    Parameters
    ----------
    graph
        The ligand; atoms may be missing.
    elements
        Of the component's heavy atoms, by name.
    bonds
        The component's, by names.

    Returns
    -------
    bool
        True where all names are the component's, with its elements, and its bonds are where atoms are near.
    """
    if len(set(graph.names)) < len(graph.names):
        return False
    place = {name: i for i, name in enumerate(graph.names)}
    if any(
        elements.get(name, "").upper() != element for name, element in zip(graph.names, graph.elements, strict=True)
    ):
        return False
    own = {(min(place[a], place[b]), max(place[a], place[b])) for a, b in bonds if a in place and b in place}
    both = own | graph.pairs
    return len(own & graph.pairs) >= AGREEING * len(both)


def same_graph(
    graph: LigandGraph, elements: Mapping[str, str], bonds: Sequence[tuple[str, str]], *, whole: bool
) -> tuple[str, ...] | None:
    """Find a ligand's atoms in a component by elements and bonds, whatever they are called.

    Parameters
    ----------
    graph
        The ligand.
    elements, bonds
        As for :func:`fits`.
    whole
        Whether all of the component must be there; else :data:`MOST_ATOMS`.

    Returns
    -------
    tuple of str or None
        The component's name of each atom; None where the two do not fit, or the ligand is in more than
        :data:`MOST_PIECES`. Of several ways the first.
    """
    names = list(elements)
    least = len(names) if whole else MOST_ATOMS * len(names)
    if not least <= len(graph.names) <= len(names):
        return None
    if whole and sorted(graph.elements) != sorted(element.upper() for element in elements.values()):
        return None
    place = {name: i for i, name in enumerate(names)}
    own = {(min(place[a], place[b]), max(place[a], place[b])) for a, b in bonds}
    if whole and len(own) != len(graph.pairs):
        return None
    match = _substructure(
        _plain(graph.elements, graph.pairs), _plain([elements[name] for name in names], frozenset(own))
    )
    if match is None:
        return None
    # Bonds of the component between atoms that are there have to be there too.
    within = sum(a in match and b in match for a, b in own)
    return tuple(names[i] for i in match) if len(graph.pairs) >= AGREEING * within else None


def _plain(elements: Sequence[str], pairs: frozenset[Pair]) -> Any:  # noqa: ANN401 (an RDKit molecule)
    from rdkit import Chem

    molecule = Chem.RWMol()
    for element in elements:
        atom = Chem.Atom(element.capitalize())
        atom.SetNoImplicit(True)
        molecule.AddAtom(atom)
    for i, j in sorted(pairs):
        molecule.AddBond(i, j, Chem.BondType.SINGLE)
    molecule.UpdatePropertyCache(strict=False)
    Chem.FastFindRings(molecule)
    return molecule


def _substructure(query: Any, target: Any) -> tuple[int, ...] | None:  # noqa: ANN401
    from rdkit.Chem import GetMolFrags

    if len(GetMolFrags(query)) > MOST_PIECES:
        return None
    match: tuple[int, ...] = target.GetSubstructMatch(query)
    return match or None
