"""Which residues are a polymer's, which are waters, and which are ligands."""

from __future__ import annotations

import gemmi

from nesgroove.model.structure import ResidueKind

MAIN_CHAINS = (("N", "CA", "C"), ("P", "C1'"))
"""Atoms of a residue of a protein, and of a nucleic acid, whatever its name."""

COVALENT = 2.2
"""Atoms of two residues nearer than this (A) are bonded: C-N is 1.33 A, C-S 1.81, S-S 2.05."""


def residue_kinds(chain: gemmi.Chain) -> list[ResidueKind]:
    """Tell the kinds of a chain's residues, in their order.

    Parameters
    ----------
    chain
        With gemmi's entity types.

    Returns
    -------
    list of {'polymer', 'ligand', 'water'}
        All that precedes the last amino acid of a chain is a polymer's for gemmi. What of it has no main chain and is
        bonded to neither neighbour, as caps of a peptide are, is a ligand that was written before its protein.
    """
    residues = list(chain)
    kinds: list[ResidueKind] = []
    for i, residue in enumerate(residues):
        neighbours = (*residues[max(i - 1, 0) : i], *residues[i + 1 : i + 2])
        if residue.entity_type != gemmi.EntityType.Polymer:
            kinds.append("water" if residue.is_water() else "ligand")
        elif _of_polymer(residue) or any(_bonded(residue, other) for other in neighbours):
            kinds.append("polymer")
        else:
            kinds.append("ligand")
    return kinds


def _of_polymer(residue: gemmi.Residue) -> bool:
    known = gemmi.find_tabulated_residue(residue.name)
    if known.is_amino_acid() or known.is_nucleic_acid():
        return True
    return any(all(name in residue for name in names) for names in MAIN_CHAINS)


def _bonded(first: gemmi.Residue, second: gemmi.Residue) -> bool:
    return any(a.pos.dist(b.pos) < COVALENT for a in first for b in second)
