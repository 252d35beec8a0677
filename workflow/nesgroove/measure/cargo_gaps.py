"""What a cargo lacks over the groove: residues that are not in the file, and whole chains without side chains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nesgroove.measure.cargo import BACKBONE_REACH
from nesgroove.measure.groove import Groove
from nesgroove.model.chain_order import chain_order, main_chain
from nesgroove.model.complex import Occupant
from nesgroove.model.structure import BACKBONE
from nesgroove.model.target import XPO1

MIN_TRACE = 6
"""C-alpha atoms over the groove (as near as :data:`nesgroove.measure.cargo.BACKBONE_REACH`) that make a chain without
side chains a trace of a cargo: snurportin has 17, and one turn of a helix that grazes the groove four."""


@dataclass(frozen=True)
class Gap:
    """Residues that are missing between two that are there.

    Attributes
    ----------
    before, after : str
        The two, in the author's numbers: ``L8``.
    missing : int or None
        How many; None where nothing says it.
    """

    before: str
    after: str
    missing: int | None


def incomplete_main_chains(groove: Groove, cargo: Occupant) -> list[str]:
    """List residues of a cargo that lack N, CA or C, by their labels; none of a cargo that is a trace of one atom each.

    Parameters
    ----------
    groove, cargo
        The complex, and what lies in its groove.

    Returns
    -------
    list of str
        Such as ``E21``.
    """
    structure = groove.structure
    held = {
        i: {"N", "CA", "C"} & set(structure.atoms.name[structure.residues[i].start : structure.residues[i].stop])
        for i in cargo.residues if structure.residues[i].code != "X"
    }  # fmt: skip
    if not any(len(names) == 3 for names in held.values()):
        return []
    return [structure.residues[i].label for i, names in held.items() if len(names) < 3]


def gaps_over_groove(groove: Groove, cargo: Occupant) -> list[Gap]:
    """List the gaps of a cargo's chain that begin or end over the groove.

    Parameters
    ----------
    groove, cargo
        The complex and the cargo in its groove.

    Returns
    -------
    list of Gap
        From the N terminus on.
    """
    structure = groove.structure
    chain = chain_order(main_chain(structure, cargo.residues))
    if not chain.certain:
        return []
    over = set(_over_groove(groove, cargo.residues))
    order = [cargo.residues[row] for row in chain.order]
    return [
        Gap(structure.residues[a].label, structure.residues[b].label, None if step is None else step - 1)
        for (a, b), step in zip(pairwise(order), chain.steps, strict=True)
        if step != 1 and over.intersection((a, b))
    ]


def traces_over_groove(groove: Groove) -> dict[str, int]:
    """Find chains over the groove that have no side chains, and are therefore in no pocket.

    Parameters
    ----------
    groove
        The complex.

    Returns
    -------
    dict of str to int
        Chain -> how many of its C-alpha atoms lie over the groove; of those with :data:`MIN_TRACE` or more.
    """
    structure = groove.structure
    known = {i for m in groove.complex.molecules if m.role in ("xpo1", "cargo", "ran") for i in m.residues}
    traces = {}
    for chain in structure.chains:
        names = structure.atoms.name[structure.atom_indices(chain.residues)]
        if known.isdisjoint(chain.residues) and set(names.tolist()) <= BACKBONE:
            count = len(_over_groove(groove, chain.residues))
            if count >= MIN_TRACE:
                traces[chain.name] = count
    return traces


def _over_groove(groove: Groove, residues: Sequence[int]) -> list[int]:
    """Residues whose C-alpha is near a pocket's centre."""
    atoms = {i: atom for i in residues if (atom := groove.structure.atom_of(i, "CA")) is not None}
    near = np.linalg.norm(XPO1.centres - groove.xyz[list(atoms.values()), None], axis=2).min(axis=1, initial=np.inf)
    return [i for i, distance in zip(atoms, near.tolist(), strict=True) if distance < BACKBONE_REACH]
