"""What ProLIF's classes look for, and which kinds of residues have it.

Classes between single atoms are told apart from those about groups, halogens on carbon, rings and cations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from nesgroove.chem.prolif_import import load_prolif
from nesgroove.model.structure import BoolArray, FloatArray

TYPES = {
    "Hydrophobic": "hydrophobic",
    "Anionic": "ionic",
    "Cationic": "ionic",
    "XBDonor": "halogen_bond",
    "XBAcceptor": "halogen_bond",
    "PiStacking": "pi_stacking",
    "CationPi": "cation_pi",
    "PiCation": "cation_pi",
}
"""ProLIF's classes and the names of their types in contacts.tsv."""


HYDROPHOBIC = (
    "[c,s,Br,I,S&H0&v2,#34&H0&v2,$([C;X2H0R0,X3H1R0,X4H3,X4H2,X3H0,X4H1,X4H0]),$([F,Cl]-[#6]);+0;!$([#6]~[#7,#8,#9])]"
)
"""Atoms that make hydrophobic contacts: ProLIF's pattern, to which four are added.

Methyl groups and CH2 of rings: the methyl groups of leucine, isoleucine, valine and methionine are what the groove
touches its cargoes with; PLIP counts them too. Fluorine and chlorine on carbon, beside the bromine and iodine that
ProLIF has: surfaces of fluorine are hydrophobic, polar though the bond is (Biffinger, Kim and DiMagno 2004,
ChemBioChem 5:622; contacts with proteins are reviewed by Mueller, Faeh and Diederich 2007,
doi:10.1126/science.1131943), and it hardly ever accepts a hydrogen bond (Dunitz and Taylor 1997,
doi:10.1002/chem.19970030115). The carbon that carries fluorine is not counted, as in ProLIF: it lies behind it.
Selenium of selenoethers beside sulphur of thioethers: selenomethionine stands for methionine in many crystals."""


CONTACT_REACH = 4.5
"""Longest distance (A) of ProLIF's types but for rings: hydrophobic and ionic."""


RING_REACH = 6.5
"""Longest distance (A) between ring centres that ProLIF counts as stacking."""


RING_TYPES = ("PiStacking", "CationPi", "PiCation")


@dataclass(frozen=True, eq=False)
class Sites:
    """What ProLIF's classes look for, as far as a kind of residue has it.

    Attributes
    ----------
    atoms : ndarray of bool, shape (atoms, classes, 2)
        By the classes of :func:`atom_rules` and the first or second of its molecules: which atoms it looks for.
    groups : dict of (str, int) to ndarray, shape (matches, atoms)
        By another class, and by the first or second of its molecules: weights of the residue's atoms, which times
        their coordinates give the places of the matches. Without those that have no match.
    """

    atoms: BoolArray
    groups: dict[tuple[str, int], FloatArray]


@dataclass(frozen=True)
class Asked:
    """A class of ProLIF that may find something in two kinds of residues.

    Attributes
    ----------
    name : str
    sides : tuple of (ndarray, ndarray)
        What may meet what, of XPO1's residue and of the partner's, as in :class:`Sites`.
    distance : float
        How near the two have to be, A.
    """

    name: str
    sides: tuple[tuple[FloatArray, FloatArray], ...]
    distance: float


@dataclass(frozen=True)
class Rule:
    """What a class of ProLIF looks for in its two molecules.

    Attributes
    ----------
    patterns : tuple of (tuple, tuple)
        RDKit's, of the first and the second molecule.
    rings : tuple of (bool, bool)
        Whether they are rings, of which the centre counts; else atoms.
    distance : float
        How near the two may be at most, A.
    atoms : bool
        Whether that is all that it asks for, each pattern one atom: then no ProLIF has to be asked.
    inverted : bool
        Whether the two molecules are in each other's place.
    """

    patterns: tuple[tuple[Any, ...], tuple[Any, ...]]
    rings: tuple[bool, bool]
    distance: float
    atoms: bool = False
    inverted: bool = False


@cache
def rules() -> dict[str, Rule]:
    """What each class looks for, by its name.

    A class may be another one inverted, the two molecules in each other's place.
    """
    by_name = {}
    plain = load_prolif().interactions.base.Distance
    for name, interaction in interactions().items():
        if name == "PiStacking":
            parts = (interaction.ftf, interaction.etf)
            rings = tuple(pattern for part in parts for pattern in part.pi_ring)
            by_name[name] = Rule((rings, rings), (True, True), max(part.distance for part in parts))
        elif name in RING_TYPES:
            patterns = (interaction.cation,), tuple(interaction.pi_ring)
            by_name[name] = Rule(patterns, (False, True), interaction.distance)
        else:
            first, second = interaction.lig_pattern, interaction.prot_pattern
            atoms = isinstance(interaction, plain) and first.GetNumAtoms() == second.GetNumAtoms() == 1
            inverted = type(interaction).detect is not plain.detect
            by_name[name] = Rule(((first,), (second,)), (False, False), interaction.distance, atoms, inverted)
    return by_name


@cache
def atom_rules() -> dict[str, Rule]:
    """Those of :func:`rules` that are about single atoms."""
    return {name: rule for name, rule in rules().items() if rule.atoms}


def sites_of(molecule: Any) -> Sites:  # noqa: ANN401 (an RDKit molecule)
    """Search a kind of residue for what ProLIF's classes look for.

    Parameters
    ----------
    molecule
        The residue.

    Returns
    -------
    Sites
    """
    size = molecule.GetNumAtoms()
    places = {name: i for i, name in enumerate(atom_rules())}
    marks = np.zeros((size, len(places), 2), bool)
    sides = {}
    for name, rule in rules().items():
        for side, (patterns, rings) in enumerate(zip(rule.patterns, rule.rings, strict=True)):
            matches = [match for pattern in patterns for match in molecule.GetSubstructMatches(pattern)]
            groups = sorted(set(matches) if rings else {(atom,) for match in matches for atom in match})
            if name in places:
                marks[[atom for (atom,) in groups], places[name], side] = True
            elif groups:
                sides[name, side] = np.zeros((len(groups), size))
                for row, group in enumerate(groups):
                    sides[name, side][row, list(group)] = 1.0 / len(group)
    return Sites(marks, sides)


@lru_cache(maxsize=10_000)
def asked_of(first: Sites, second: Sites) -> tuple[Asked, ...]:
    """Which classes may find groups in XPO1's residue and the partner's that meet.

    Either end may be either residue's: who is whose is the class's to say.

    Parameters
    ----------
    first, second
        Their kinds.

    Returns
    -------
    tuple of Asked
        Empty for most.
    """
    asked = []
    for name, rule in rules().items():
        sides = tuple(
            (first.groups[name, order], second.groups[name, 1 - order])
            for order in (0, 1)
            if (name, order) in first.groups and (name, 1 - order) in second.groups
        )
        if sides:
            asked.append(Asked(name, sides, rule.distance))
    return tuple(asked)


@cache
def interactions() -> dict[str, Any]:
    """ProLIF's classes, by name, each made once."""
    prolif_interactions = load_prolif().interactions
    made = {name: getattr(prolif_interactions, name)() for name in TYPES if name != "Hydrophobic"}
    return made | {"Hydrophobic": prolif_interactions.Hydrophobic(hydrophobic=HYDROPHOBIC)}
