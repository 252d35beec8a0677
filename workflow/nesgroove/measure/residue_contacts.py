"""Typed contacts of one pair of residues by ProLIF: ionic, hydrophobic, halogen bonds, rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from nesgroove.chem.prolif_import import load_prolif
from nesgroove.chem.residues import ResidueBuilder
from nesgroove.measure.contact import Contact, Donor
from nesgroove.model.structure import FloatArray

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


RING_TYPES = ("PiStacking", "CationPi", "PiCation")

ROUNDING = 1e-3
"""Added (A) to ProLIF's distances where it is only asked whether ProLIF has to be asked."""

HALOGEN_DONORS: dict[str, Donor] = {"XBDonor": "occupant", "XBAcceptor": "xpo1"}
"""Who has the halogen. ProLIF calls the first molecule, here the occupant, the ligand."""


def residue_contacts(
    builder: ResidueBuilder, pair: tuple[int, int], xyz: FloatArray, *, rings_only: bool
) -> Iterator[Contact]:
    """Ask ProLIF for the contacts of one pair of residues.

    Parameters
    ----------
    builder
        Makes residues for ProLIF.
    pair
        Indices of XPO1's residue and the partner's.
    xyz
        Where XPO1's atoms are, shape (n, 3), A; nan for those that are not there.
    rings_only
        Whether the two are too far apart for anything but rings.

    Yields
    ------
    Contact
        None for a residue of an image that is not there as a whole.
    """
    here, there = builder.atoms_of(pair[0]), builder.atoms_of(pair[1])
    if np.isnan(xyz[here]).any() or (rings_only and not (builder.has_ring(pair[0]) or builder.has_ring(pair[1]))):
        return
    first, second = (builder.of_kind(residue, _search) for residue in pair)
    if first is None or second is None:
        for residue in pair:
            builder.build(residue)  # notes the component as one that nobody knows
        return
    image = xyz is not builder.structure.atoms.xyz
    places = xyz[here], builder.structure.atoms.xyz[there]
    names = builder.structure.atoms.name
    for asked in _asked(first, second):
        if rings_only and asked.name not in RING_TYPES:
            continue
        best: dict[tuple[int, int], tuple[float, float]] = {}
        for own, other, distance, angle in _hits(builder, pair, asked, places, image=image):
            a, b = (
                int(min(members[indices], key=lambda atom: (names[atom], atom)))
                for members, indices in ((here, own), (there, other))
            )
            best[a, b] = min(best.get((a, b), (np.inf, np.inf)), (distance, angle))
        for (a, b), (distance, angle) in best.items():
            donor = HALOGEN_DONORS.get(asked.name, "")
            yield Contact(a, b, TYPES[asked.name], distance, donor=donor, angle=None if np.isnan(angle) else angle)


Hit = tuple[list[int], list[int], float, float]
"""Atoms of XPO1's residue and of the partner's that may name a contact, its distance (A) and angle (degrees or nan)."""


def _hits(
    builder: ResidueBuilder,
    pair: tuple[int, int],
    asked: _Asked,
    places: tuple[FloatArray, FloatArray],
    *,
    image: bool,
) -> Iterator[Hit]:
    """What one of ProLIF's classes finds in a pair of residues, whose atoms are at some places."""
    from scipy.spatial.distance import cdist

    apart = [cdist(first @ places[0], second @ places[1]) for first, second in asked.sides]
    if asked.atoms:
        ((first, second),) = asked.sides
        for i, j in np.argwhere(apart[0] <= asked.distance).tolist():
            yield [int(first[i].argmax())], [int(second[j].argmax())], float(apart[0][i, j]), np.nan
        return
    # ProLIF searches each pair of residues for patterns anew, and most pairs have nothing that is near.
    if min(distance.min() for distance in apart) > asked.distance + ROUNDING:
        return
    receptor, partner = builder.build(pair[0], places[0] if image else None), builder.build(pair[1])
    if receptor is None or partner is None:
        return
    for hit in _detected(_interactions()[asked.name], partner, receptor):
        angle = hit.get("AXD_angle", hit.get("plane_angle", hit.get("angle", np.nan)))
        if asked.name in RING_TYPES:
            angle = min(angle, 180.0 - angle)  # a plane has two normals
        own, other = (_named(asked.name, side, hit["indices"][side]) for side in ("protein", "ligand"))
        yield own, other, float(hit["distance"]), float(angle)


def _detected(interaction: Any, partner: Any, receptor: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """What ProLIF finds; nothing where two rings lie on each other, between which there is no direction."""
    try:
        return list(interaction.detect(partner, receptor))
    except RuntimeError:
        return []


def _named(name: str, side: str, indices: tuple[int, ...]) -> list[int]:
    """Which atoms of a match may give the contact its name.

    Any atom of a ring stands for all. Of a halogen bond the donor's pattern begins with the carbon, and the second
    atom is the halogen. Of other patterns the first is the one that counts.
    """
    if name in RING_TYPES and len(indices) > 1:
        return list(indices)
    halogen = name in HALOGEN_DONORS and side == ("ligand" if HALOGEN_DONORS[name] == "occupant" else "protein")
    return [indices[1] if halogen else indices[0]]


@dataclass(frozen=True, eq=False)
class _Found:
    """What ProLIF's classes look for, as far as a kind of residue has it.

    Attributes
    ----------
    sides : dict of (str, int) to ndarray, shape (matches, atoms)
        By class, and by the first or second of its molecules: weights of the residue's atoms, which times their
        coordinates give the places of the matches. Without those that have no match.
    """

    sides: dict[tuple[str, int], FloatArray]


@dataclass(frozen=True)
class _Asked:
    """A class of ProLIF that may find something in two kinds of residues.

    Attributes
    ----------
    name : str
    sides : tuple of (ndarray, ndarray)
        What may meet what, of XPO1's residue and of the partner's, as in :class:`_Found`.
    distance : float
        How near the two have to be, A.
    atoms : bool
        Whether that is all that it asks for: then the sum is made here, in the same precision.
    """

    name: str
    sides: tuple[tuple[FloatArray, FloatArray], ...]
    distance: float
    atoms: bool


@dataclass(frozen=True)
class _Rule:
    """What a class of ProLIF looks for in its two molecules: patterns, centres of rings or atoms, within a distance."""

    patterns: tuple[tuple[Any, ...], tuple[Any, ...]]
    rings: tuple[bool, bool]
    distance: float
    atoms: bool = False
    inverted: bool = False


@cache
def _rules() -> dict[str, _Rule]:
    """By the name of the class. A class may be another one inverted, the two molecules in each other's place."""
    rules = {}
    plain = load_prolif().interactions.base.Distance
    for name, interaction in _interactions().items():
        if name == "PiStacking":
            parts = (interaction.ftf, interaction.etf)
            rings = tuple(pattern for part in parts for pattern in part.pi_ring)
            rules[name] = _Rule((rings, rings), (True, True), max(part.distance for part in parts))
        elif name in RING_TYPES:
            patterns = (interaction.cation,), tuple(interaction.pi_ring)
            rules[name] = _Rule(patterns, (False, True), interaction.distance)
        else:
            first, second = interaction.lig_pattern, interaction.prot_pattern
            atoms = isinstance(interaction, plain) and first.GetNumAtoms() == second.GetNumAtoms() == 1
            inverted = type(interaction).detect is not plain.detect
            rules[name] = _Rule(((first,), (second,)), (False, False), interaction.distance, atoms, inverted)
    return rules


def _search(molecule: Any) -> _Found:  # noqa: ANN401 (an RDKit molecule)
    """Search a kind of residue for what ProLIF's classes look for."""
    sides = {}
    for name, rule in _rules().items():
        for side, (patterns, rings) in enumerate(zip(rule.patterns, rule.rings, strict=True)):
            matches = [match for pattern in patterns for match in molecule.GetSubstructMatches(pattern)]
            groups = sorted(set(matches) if rings else {(atom,) for match in matches for atom in match})
            weights = np.zeros((len(groups), molecule.GetNumAtoms()))
            for row, group in enumerate(groups):
                weights[row, list(group)] = 1.0 / len(group)
            if groups:
                sides[name, side] = weights
    return _Found(sides)


@lru_cache(maxsize=10_000)
def _asked(first: _Found, second: _Found) -> tuple[_Asked, ...]:
    """Which classes may find something in XPO1's residue and the partner's. ProLIF's first molecule is the partner."""
    asked = []
    for name, rule in _rules().items():
        # Where ProLIF is asked, either end may be either residue's: who is whose is the class's to say.
        orders = (int(not rule.inverted),) if rule.atoms else (0, 1)
        sides = tuple(
            (first.sides[name, order], second.sides[name, 1 - order])
            for order in orders
            if (name, order) in first.sides and (name, 1 - order) in second.sides
        )
        if sides:
            asked.append(_Asked(name, sides, rule.distance, rule.atoms))
    return tuple(asked)


@cache
def _interactions() -> dict[str, Any]:
    prolif_interactions = load_prolif().interactions
    interactions = {name: getattr(prolif_interactions, name)() for name in TYPES if name != "Hydrophobic"}
    return interactions | {"Hydrophobic": prolif_interactions.Hydrophobic(hydrophobic=HYDROPHOBIC)}
