"""Typed contacts by ProLIF's classes and patterns: ionic, hydrophobic, halogen bonds, rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from nesgroove.chem.prolif_import import load_prolif
from nesgroove.chem.residues import ResidueBuilder
from nesgroove.measure.contact import Contact, Donor
from nesgroove.model.structure import BoolArray, FloatArray, IntArray

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

ROUNDING = 1e-3
"""Added (A) to ProLIF's distances where it is only asked whether ProLIF has to be asked."""

HALOGEN_DONORS: dict[str, Donor] = {"XBDonor": "occupant", "XBAcceptor": "xpo1"}
"""Who has the halogen. ProLIF calls the first molecule, here the occupant, the ligand."""


def typed_contacts(
    builder: ResidueBuilder, xyz: FloatArray, first: IntArray, second: IntArray, distance: FloatArray
) -> Iterator[Contact]:
    """Find the contacts of ProLIF's types among pairs of atoms.

    Types between single atoms are decided here, of all pairs at once; about groups of atoms, rings and halogens on
    carbon, ProLIF is asked, of the pairs of residues that have them and in which they are near.

    Parameters
    ----------
    builder
        Makes residues for ProLIF.
    xyz
        Where XPO1's atoms are, shape (n, 3), A; nan for those that are not there.
    first, second
        Atom indices in XPO1 and in the partner, shape (m,): all pairs within :data:`RING_REACH`.
    distance
        Between them, shape (m,), A.

    Yields
    ------
    Contact
        None for a residue of an image that is not there as a whole.
    """
    residue, near = builder.structure.atoms.residue, distance <= CONTACT_REACH
    sides = _Side(builder, xyz, residue[first]), _Side(builder, builder.structure.atoms.xyz, residue[second])
    known = sides[0].known[residue[first]] & sides[1].known[residue[second]]
    chosen = near & known
    yield from _between_atoms(sides, first[chosen], second[chosen], distance[chosen])
    size = len(builder.structure.residues)
    codes = residue[first] * size + residue[second]
    neighbours = set(np.unique(codes[near]).tolist())
    for code in np.unique(codes).tolist():
        yield from _between_groups(sides, divmod(code, size), rings_only=code not in neighbours)


class _Side:
    """Residues of one side of contacts, and what ProLIF's classes look for in them.

    Parameters
    ----------
    builder
        Makes them.
    xyz
        Coordinates of all atoms, shape (n, 3), A; nan for those that are not there.
    residues
        Their indices.

    Attributes
    ----------
    of : dict of int to _Found or None
        By residue; None where nobody knows its chemistry. Without those that are not there as a whole.
    known : ndarray of bool
        Of all residues of the structure, which of them have chemistry.
    """

    def __init__(self, builder: ResidueBuilder, xyz: FloatArray, residues: IntArray) -> None:
        self.builder, self.xyz = builder, xyz
        self.of: dict[int, _Found | None] = {}
        self.known = np.zeros(len(builder.structure.residues), bool)
        self.image = xyz is not builder.structure.atoms.xyz
        self._marks = np.zeros((len(builder.structure.atoms), len(_atom_rules()), 2), bool)
        for residue in np.unique(residues).tolist():
            atoms = builder.atoms_of(residue)
            if self.image and np.isnan(xyz[atoms]).any():
                continue
            found = self.of[residue] = builder.of_kind(residue, _search)
            if found is not None:
                self.known[residue] = True
                self._marks[atoms] = found.atoms

    def has(self, atoms: IntArray, rule: int, order: int) -> BoolArray:
        """Which atoms are what a class of ProLIF, by its place in the rules, looks for in one of its molecules."""
        return np.asarray(self._marks[atoms, rule, order])

    def built(self, residue: int) -> Any:  # noqa: ANN401 (a ProLIF residue)
        """A residue as ProLIF wants it."""
        return self.builder.build(residue, self.xyz[self.builder.atoms_of(residue)] if self.image else None)


def _between_atoms(
    sides: tuple[_Side, _Side], first: IntArray, second: IntArray, distance: FloatArray
) -> Iterator[Contact]:
    """Contacts of types between single atoms. ProLIF's first molecule is the partner."""
    for number, (name, rule) in enumerate(_atom_rules().items()):
        own = int(not rule.inverted)
        chosen = (distance <= rule.distance) & sides[0].has(first, number, own) & sides[1].has(second, number, 1 - own)
        rows = (values[chosen].tolist() for values in (first, second, distance))
        for a, b, length in zip(*rows, strict=True):
            yield Contact(a, b, TYPES[name], length)


def _between_groups(sides: tuple[_Side, _Side], pair: tuple[int, int], *, rings_only: bool) -> Iterator[Contact]:
    """Contacts of types about groups of atoms in a pair of residues, too far apart for anything but rings or not."""
    builder = sides[0].builder
    if pair[0] not in sides[0].of or (rings_only and not any(map(builder.has_ring, pair))):
        return
    first, second = (side.of[residue] for side, residue in zip(sides, pair, strict=True))
    if first is None or second is None:
        for residue in pair:
            builder.build(residue)  # notes the component as one that nobody knows
        return
    names = builder.structure.atoms.name
    here, there = map(builder.atoms_of, pair)
    for asked in _asked(first, second):
        if rings_only and asked.name not in RING_TYPES:
            continue
        best: dict[tuple[int, int], tuple[float, float]] = {}
        for own, other, distance, angle in _hits(sides, pair, asked):
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


def _hits(sides: tuple[_Side, _Side], pair: tuple[int, int], asked: _Asked) -> Iterator[Hit]:
    """What one of ProLIF's classes finds in a pair of residues."""
    from scipy.spatial.distance import cdist

    here, there = (side.xyz[side.builder.atoms_of(residue)] for side, residue in zip(sides, pair, strict=True))
    # ProLIF searches each pair of residues for patterns anew, and most pairs have nothing that is near.
    if min(cdist(a @ here, b @ there).min() for a, b in asked.sides) > asked.distance + ROUNDING:
        return
    receptor, partner = (side.built(residue) for side, residue in zip(sides, pair, strict=True))
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
    atoms : ndarray of bool, shape (atoms, classes, 2)
        By the classes of :func:`_atom_rules` and the first or second of its molecules: which atoms it looks for.
    groups : dict of (str, int) to ndarray, shape (matches, atoms)
        By another class, and by the first or second of its molecules: weights of the residue's atoms, which times
        their coordinates give the places of the matches. Without those that have no match.
    """

    atoms: BoolArray
    groups: dict[tuple[str, int], FloatArray]


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
    """

    name: str
    sides: tuple[tuple[FloatArray, FloatArray], ...]
    distance: float


@dataclass(frozen=True)
class _Rule:
    """What a class of ProLIF looks for in its two molecules: patterns, centres of rings or atoms, within a distance.

    Of some classes that is all, each pattern one atom (``atoms``): then the sum is made here.
    """

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


@cache
def _atom_rules() -> dict[str, _Rule]:
    """Those of classes between single atoms."""
    return {name: rule for name, rule in _rules().items() if rule.atoms}


def _search(molecule: Any) -> _Found:  # noqa: ANN401 (an RDKit molecule)
    """Search a kind of residue for what ProLIF's classes look for."""
    size = molecule.GetNumAtoms()
    places = {name: i for i, name in enumerate(_atom_rules())}
    marks = np.zeros((size, len(places), 2), bool)
    sides = {}
    for name, rule in _rules().items():
        for side, (patterns, rings) in enumerate(zip(rule.patterns, rule.rings, strict=True)):
            matches = [match for pattern in patterns for match in molecule.GetSubstructMatches(pattern)]
            groups = sorted(set(matches) if rings else {(atom,) for match in matches for atom in match})
            if name in places:
                marks[[atom for (atom,) in groups], places[name], side] = True
            elif groups:
                sides[name, side] = np.zeros((len(groups), size))
                for row, group in enumerate(groups):
                    sides[name, side][row, list(group)] = 1.0 / len(group)
    return _Found(marks, sides)


@lru_cache(maxsize=10_000)
def _asked(first: _Found, second: _Found) -> tuple[_Asked, ...]:
    """Which classes may find groups in XPO1's residue and the partner's that meet.

    Either end may be either residue's: who is whose is the class's to say.
    """
    asked = []
    for name, rule in _rules().items():
        sides = tuple(
            (first.groups[name, order], second.groups[name, 1 - order])
            for order in (0, 1)
            if (name, order) in first.groups and (name, 1 - order) in second.groups
        )
        if sides:
            asked.append(_Asked(name, sides, rule.distance))
    return tuple(asked)


@cache
def _interactions() -> dict[str, Any]:
    prolif_interactions = load_prolif().interactions
    interactions = {name: getattr(prolif_interactions, name)() for name in TYPES if name != "Hydrophobic"}
    return interactions | {"Hydrophobic": prolif_interactions.Hydrophobic(hydrophobic=HYDROPHOBIC)}
