"""Names for what has none: chains and atoms without an id are called something in the tables.

An empty cell means that nothing is there, or that it is not measured; so nothing that is there has an empty name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nesgroove.io.source_atoms import SourceAtoms, SourceChain, SourceResidue
from nesgroove.model.problem import Finding

CHAIN = "_"
"""A chain without an id."""


def named(
    atoms: SourceAtoms, chains: Sequence[SourceChain]
) -> tuple[SourceAtoms, list[SourceChain], tuple[Finding, ...]]:
    """Give a name to chains and atoms without one.

    Parameters
    ----------
    atoms, chains
        What a library read.

    Returns
    -------
    atoms : SourceAtoms
        An atom without a name has that of its element.
    chains : list of SourceChain
        A chain without an id has its segment's (CHARMM), else :data:`CHAIN`.
    findings : tuple of Finding
        What was given a name.
    """
    what = []
    nameless = np.char.str_len(atoms.name) == 0
    if nameless.any():
        atoms = replace(atoms, name=np.where(nameless, atoms.element, atoms.name))
        what.append(f"{int(nameless.sum())} atoms (by their elements)")
    given: list[SourceChain] = []
    for chain in chains:
        if chain.name:
            given.append(chain)
            continue
        by_segment: dict[str, list[SourceResidue]] = {}
        for residue in chain.residues:
            by_segment.setdefault(residue.segment or CHAIN, []).append(residue)
        given += [replace(chain, name=name, residues=own) for name, own in by_segment.items()]
        what.append(f"chains ({' '.join(by_segment)})")
    found = (Finding("unnamed", {"what": ", ".join(what)}),) if what else ()
    return atoms, given, found
