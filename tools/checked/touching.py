"""Contacts: pairs of atoms by brute force, PLIP's."""

from __future__ import annotations

from collections.abc import Iterator

from checked.page import Case, Comparison, Pair
from checked.with_plip import plip_pairs

HYDROPHOBIC_REACH = 4.0
"""PLIP's longest hydrophobic contact, A."""


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
    Comparison("hydrophobic contacts of inhibitors: pairs that PLIP has, missing here", "PLIP", "pairs", 0.0,
               "They are all here. The product has two to four times as many: it counts pairs to 4.5 A, PLIP to 4.0, "
               "and sulphur, and the bonded cysteine, which PLIP leaves out.", _plip_hydrophobic, cheap=False),
    Comparison("their distances", "PLIP", "A", 2e-3, "Rounding of the PDB file that PLIP reads.", _plip_distances,
               cheap=False),
)  # fmt: skip
"""What this module compares."""
