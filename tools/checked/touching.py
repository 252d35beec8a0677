"""Contacts: pairs of atoms by brute force, PLIP's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from checked.page import Case, Comparison, Pair
from checked.plain import Array, Plain
from checked.with_plip import plip_pairs

TOUCH = 4.0
"""Atoms touch up to this distance, A."""


DONORS = {
    ("LYS", "NZ"), ("ARG", "NE"), ("ARG", "NH1"), ("ARG", "NH2"), ("ASN", "ND2"), ("GLN", "NE2"), ("HIS", "ND1"),
    ("HIS", "NE2"), ("TRP", "NE1"), ("SER", "OG"), ("THR", "OG1"), ("TYR", "OH"),
}  # fmt: skip
"""Side-chain atoms that give a hydrogen; the main chain's N does too, but for proline."""

ACCEPTORS = {
    ("ASP", "OD1"), ("ASP", "OD2"), ("GLU", "OE1"), ("GLU", "OE2"), ("ASN", "OD1"), ("GLN", "OE1"), ("HIS", "ND1"),
    ("HIS", "NE2"), ("SER", "OG"), ("THR", "OG1"), ("TYR", "OH"),
}  # fmt: skip
"""Side-chain atoms that take one; the main chain's O does too."""

HYDROGEN_BOND, ANTECEDENT, CLASH = 3.5, 80.0, 0.75
"""Longest hydrogen bond, A; smallest antecedent angle, degrees; part of the radii below which atoms clash."""


def _gives(plain: Plain, i: int) -> bool:
    name, component = plain.name[i], plain.component[i]
    return (component, name) in DONORS or (name == "N" and component != "PRO")


def _takes(plain: Plain, i: int) -> bool:
    return (plain.component[i], plain.name[i]) in ACCEPTORS or plain.name[i] in ("O", "OXT")


def _antecedents(plain: Plain, i: int) -> Array:
    """Heavy atoms that an atom of a protein is bonded to, by distance."""
    distance = np.linalg.norm(plain.xyz - plain.xyz[i], axis=1)
    same_chain = np.array([residue[0] == plain.residue[i][0] for residue in plain.residue])
    return np.array(plain.xyz[(distance > 0.5) & (distance < 1.8) & same_chain & np.array(plain.polymer)])


def _wide(plain: Plain, i: int, partner: int) -> bool:
    """Whether no antecedent of an atom stands at less than 80 degrees to its partner."""
    to = plain.xyz[partner] - plain.xyz[i]
    for antecedent in _antecedents(plain, i):
        back = antecedent - plain.xyz[i]
        cosine = float(to @ back / np.linalg.norm(to) / np.linalg.norm(back))
        if np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))) < ANTECEDENT:
            return False
    return True


@lru_cache(maxsize=4)
def protein_bonds(plain: Plain, chain: str) -> frozenset[tuple[int, int]]:
    """Hydrogen bonds between XPO1 and another protein, over all pairs of atoms and tables of names.

    Parameters
    ----------
    plain
        The structure.
    chain
        Letter of the other chain.

    Returns
    -------
    frozenset of (int, int)
        Pairs of atoms, XPO1's first.
    """
    other = [i for i, residue in enumerate(plain.residue) if residue[0] == chain and plain.polymer[i]]
    ours = [i for i in plain.receptor.tolist() if plain.element[i] in "NO"]
    theirs = [i for i in other if plain.element[i] in "NO"]
    distance = np.linalg.norm(plain.xyz[ours][:, None] - plain.xyz[theirs][None], axis=2)
    found = set()
    for row, column in np.argwhere(distance <= HYDROGEN_BOND).tolist():
        a, b = ours[row], theirs[column]
        apart = distance[row, column] / (plain.radius[a] + plain.radius[b])
        polar = (_gives(plain, a) and _takes(plain, b)) or (_takes(plain, a) and _gives(plain, b))
        if polar and apart >= CLASH and _wide(plain, a, b) and _wide(plain, b, a):
            found.add((a, b))
    return frozenset(found)


def _protein_hydrogen_bonds(case: Case) -> Iterator[Pair]:
    plain, source = case.plain, case.plain.source
    partners = [("ran", source.ran), ("cargo", source.occupant if "/" not in source.occupant else "")]
    for kind, chain in partners:
        if chain:
            theirs = protein_bonds(plain, chain)
            ours = _ours(case, "hydrogen_bond", (kind,)).keys()
            for pair in sorted(ours | theirs):
                yield Pair(_label(plain, pair), float(pair in ours), float(pair in theirs))


def _label(plain: Plain, pair: tuple[int, int]) -> str:
    return f"{plain.position(pair[0])} {plain.name[pair[0]]} {plain.component[pair[1]]} {plain.name[pair[1]]}"


def _plip_hydrogen_bonds(case: Case) -> Iterator[Pair]:
    if _with_chemistry(case):
        theirs = {pair for pair, d in plip_pairs(case.plain, "hydrogen_bond").items() if d <= HYDROGEN_BOND}
        if theirs:
            yield Pair("pairs of PLIP's among ours", len(theirs & _ours(case, "hydrogen_bond").keys()), len(theirs))


def _hydrogen_bonds_of_plip(case: Case) -> Iterator[Pair]:
    if _with_chemistry(case):
        ours = _ours(case, "hydrogen_bond")
        if ours:
            yield Pair(
                "ours among PLIP's", len(ours), len(ours.keys() & plip_pairs(case.plain, "hydrogen_bond").keys())
            )


def _ours(case: Case, kind: str, partners: tuple[str, ...] = ("cargo", "inhibitor")) -> dict[tuple[int, int], float]:
    """The product's contacts of one type between XPO1 and its partners, without images, by indices of atoms."""
    plain = case.plain
    return {
        (
            plain.index[row.auth_chain, row.auth_seq_id, row.atom],
            plain.index[row.occupant_auth_chain, row.occupant_auth_seq_id, row.occupant_atom],
        ): row.distance
        for row in case.rows["contacts"]
        if row.type == kind and row.kind in partners and not row.symmetry
    }


def _with_chemistry(case: Case) -> bool:
    """Whether the occupant is a ligand whose chemistry is known: UNL's is not."""
    occupant = case.plain.occupant
    return "/" in case.plain.source.occupant and case.plain.component[occupant[0]] != "UNL"


def _shortest(case: Case) -> Iterator[Pair]:
    for position, (distance, _) in _touched(case.plain).items():
        yield Pair(str(position), _footprint(case).get(position, (float("inf"), 0))[0], distance)


def _pairs_within(case: Case) -> Iterator[Pair]:
    for position, (_, pairs) in _touched(case.plain).items():
        yield Pair(str(position), _footprint(case).get(position, (0.0, 0))[1], pairs)


def _residues_touched(case: Case) -> Iterator[Pair]:
    if len(case.plain.occupant):
        ours = [position for position, (_, pairs) in _footprint(case).items() if pairs]
        yield Pair("residues", len(ours), len(_touched(case.plain)))


def _footprint(case: Case) -> dict[int, tuple[float, int]]:
    return {row.position: (row.distance, row.pairs) for row in case.rows["footprint"]}


@lru_cache(maxsize=2)
def _touched(plain: Plain) -> dict[int, tuple[float, int]]:
    """Residues of XPO1 within 4.0 A of the occupant: shortest distance, and pairs of atoms, over all pairs."""
    found: dict[int, tuple[float, int]] = {}
    if not len(plain.occupant):
        return found
    for position in sorted({plain.position(i) for i in plain.receptor.tolist()}):
        own = plain.xyz[plain.at((position,))]
        distance = np.sqrt(((own[:, None] - plain.xyz[plain.occupant][None]) ** 2).sum(axis=2))
        if distance.min() <= TOUCH:
            found[position] = (float(distance.min()), int((distance <= TOUCH).sum()))
    return found


def _plip_hydrophobic(case: Case) -> Iterator[Pair]:
    if _with_chemistry(case):
        ours = _ours(case, "hydrophobic")
        theirs = plip_pairs(case.plain, "hydrophobic")
        if theirs:
            yield Pair("pairs of PLIP's among ours", len(ours.keys() & theirs.keys()), len(theirs))


def _plip_distances(case: Case) -> Iterator[Pair]:
    if _with_chemistry(case):
        ours = _ours(case, "hydrophobic")
        for pair, distance in plip_pairs(case.plain, "hydrophobic").items():
            if pair in ours:
                plain = case.plain
                label = f"{plain.position(pair[0])} {plain.name[pair[0]]} {plain.name[pair[1]]}"
                yield Pair(label, ours[pair], distance)


COMPARISONS: tuple[Comparison, ...] = (
    Comparison("shortest distance to each residue that the occupant touches (footprint.tsv)",
               "brute force: all pairs of atoms", "A", 1e-3, "Both are exact; what is left is rounding.", _shortest),
    Comparison("pairs of atoms within 4.0 A of each of them", "the same", "pairs", 0.0, "They do not.", _pairs_within),
    Comparison("residues that the occupant touches", "the same", "residues", 0.0, "They do not.", _residues_touched),
    Comparison("hydrogen bonds of XPO1 with Ran and with a cargo: pairs that only one of the two has",
               "brute force: all pairs of N and O, tables of names, antecedent angles", "pairs", 0.0, "They do not.",
               _protein_hydrogen_bonds),
    Comparison("hydrogen bonds of inhibitors: pairs up to 3.5 A that PLIP has, missing here", "PLIP", "pairs", 1.0,
               "PLIP puts a hydrogen on the carboxylate of anguinomycin A, which bonds to O of 528.",
               _plip_hydrogen_bonds, cheap=False),
    Comparison("hydrogen bonds of inhibitors here that PLIP lacks", "PLIP", "pairs", 3.0,
               "PLIP counts a pair of charged groups once, as a salt bridge.", _hydrogen_bonds_of_plip, cheap=False),
    Comparison("hydrophobic contacts of inhibitors: pairs that PLIP has, missing here", "PLIP", "pairs", 0.0,
               "They are all here. The product has two to four times as many: it counts pairs to 4.5 A, PLIP to 4.0, "
               "and sulphur, and the bonded cysteine, which PLIP leaves out.", _plip_hydrophobic, cheap=False),
    Comparison("their distances", "PLIP", "A", 2e-3, "Rounding of the PDB file that PLIP reads.", _plip_distances,
               cheap=False),
)  # fmt: skip
"""What this module compares."""
