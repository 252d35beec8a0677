"""Checks of geometry that no chemistry allows, in the groove and in what lies there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nesgroove.measure.groove import Groove
from nesgroove.measure.remarks.check import Details, check
from nesgroove.measure.soundness import (
    BOND_OFF,
    FLAT,
    ONE_PLACE,
    OVERLAP,
    Oddity,
    odd_compounds,
    odd_hands,
    odd_lengths,
    overlapping_chains,
    shared_places,
)
from nesgroove.model.plain_text import first_few

LISTED = 8
"""Residues that a remark names."""


def _judged(groove: Groove) -> bool:
    """Phantoms have planted geometry."""
    return groove.structure.source_kind != "phantom"


@check(
    "lengths_odd", "complex", "geometry", "warning",
    "{count} residues of the groove or the cargo have bonds or angles that no residue has: {residues}",
    "Look at the model there: what is measured with these atoms is as doubtful as they are",
    limit=BOND_OFF,
)  # fmt: skip
def _lengths_odd(groove: Groove) -> Iterator[Details]:
    if _judged(groove):
        yield from _listed(groove, groove.once(odd_lengths))


@check(
    "hands_odd", "complex", "geometry", "warning",
    "{count} residues of the groove or the cargo are no L-amino acids at C-alpha: {residues}",
    "Look at the model there, or whether atoms have each other's names",
    limit=FLAT,
)  # fmt: skip
def _hands_odd(groove: Groove) -> Iterator[Details]:
    if _judged(groove):
        yield from _listed(groove, groove.once(odd_hands))


@check(
    "places_shared", "complex", "geometry", "warning",
    "{count} pairs of atoms near the pockets, of two residues, are in one place: {pairs}",
    "Two models on each other, or alternates without labels: keep one of the two",
    limit=ONE_PLACE,
)  # fmt: skip
def _places_shared(groove: Groove) -> Iterator[Details]:
    pairs = groove.once(shared_places) if _judged(groove) else []
    if pairs:
        structure = groove.structure
        named = [
            " and ".join(f"{structure.atoms.name[i]} of {_name(groove, int(structure.atoms.residue[i]))}" for i in pair)
            for pair in pairs
        ]
        yield {"count": len(pairs), "pairs": first_few(named, LISTED)}


@check(
    "chain_overlaps", "complex", "identify", "warning",
    "chain {chain} lies in XPO1, with {count} atoms nearer than {limit} A: it cannot be there, and is no cargo",
    "Look at how the file was put together: a chain was moved, or two models lie on each other",
    limit=OVERLAP,
)  # fmt: skip
def _chain_overlaps(groove: Groove) -> Iterator[Details]:
    for chain, count in groove.once(overlapping_chains) if _judged(groove) else ():
        yield {"chain": chain, "count": count, "limit": f"{OVERLAP:g}"}


@check(
    "compound_odd", "complex", "chemistry", "warning",
    "the geometry of {count} compounds in the groove is none: {residues}",
    "Look at its atoms; a compound of which atoms were moved, renamed or left out shows itself so",
)  # fmt: skip
def _compound_odd(groove: Groove) -> Iterator[Details]:
    if _judged(groove):
        yield from _listed(groove, groove.once(odd_compounds))


def _listed(groove: Groove, odd: Sequence[Oddity]) -> Iterator[Details]:
    if odd:
        yield {
            "count": len(odd),
            "residues": first_few([f"{_name(groove, o.residue)} ({o.what})" for o in odd], LISTED),
        }


def _name(groove: Groove, index: int) -> str:
    residue = groove.structure.residues[index]
    return f"{residue.label} of {residue.auth_chain}" if residue.kind == "polymer" else residue.label
