"""Contacts: pairs of atoms by brute force, PLIP's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from checked.page import Case, Comparison, Pair
from checked.plain import Plain
from checked.with_plip import plip_pairs

TOUCH = 4.0
"""Atoms touch up to this distance, A."""


def _ours(case: Case, kind: str) -> dict[tuple[int, int], float]:
    """The product's contacts of one type between XPO1 and its occupant in the same unit, by indices of atoms."""
    plain = case.plain
    return {
        (
            plain.index[row.auth_chain, row.auth_seq_id, row.atom],
            plain.index[row.occupant_auth_chain, row.occupant_auth_seq_id, row.occupant_atom],
        ): row.distance
        for row in case.rows["contacts"]
        if row.type == kind and row.kind in ("cargo", "inhibitor") and not row.symmetry
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
    Comparison("hydrophobic contacts of inhibitors: pairs that PLIP has, missing here", "PLIP", "pairs", 0.0,
               "They are all here. The product has two to four times as many: it counts pairs to 4.5 A, PLIP to 4.0, "
               "and sulphur, and the bonded cysteine, which PLIP leaves out.", _plip_hydrophobic, cheap=False),
    Comparison("their distances", "PLIP", "A", 2e-3, "Rounding of the PDB file that PLIP reads.", _plip_distances,
               cheap=False),
)  # fmt: skip
"""What this module compares."""
