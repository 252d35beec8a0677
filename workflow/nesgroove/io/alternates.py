"""Alternate locations that belong together: a compound's, and those of the side chain that it is bonded to.

Everywhere else the label with the highest occupancy is kept, residue by residue (:mod:`nesgroove.io.assemble`). A
cysteine that is free in 55 % of the molecules and bonded to an inhibitor in 45 % would so be kept free and the
inhibitor with it, 3.8 A from the sulphur: a molecule that is in no crystal. So residues that are bonded, or that lie
beside each other, have one label:

* a state in which the compound is bonded comes before one in which it is not, for the compound is in the file. Of
  several, one with the length of a bond before one without, then one that the file records (struct_conn and LINK name
  labels), then the higher occupancy, then the first label;
* a compound with labels that is not bonded, and is neither additive nor nucleotide, leads with its own best label, and
  the cysteine, serine or threonine beside it takes the same where it has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nesgroove.chem.bond_lengths import LONGEST_BOND, has_bond_length
from nesgroove.chem.components import additives, nucleotide_states

if TYPE_CHECKING:
    from nesgroove.io.polymers import ChainMembers
    from nesgroove.io.source_atoms import SourceAtoms, SourceResidue

SITE_ATOMS = frozenset({"SG", "OG", "OG1"})
"""Atoms of Cys, Ser and Thr that compounds are bonded to."""

BESIDE = 5.5
"""A compound within this distance (A) of such an atom lies beside it."""


@dataclass(frozen=True)
class Link:
    """A bond that the source records.

    Attributes
    ----------
    first, second : int
        Rows of its atoms.
    """

    first: int
    second: int


def leading_labels(atoms: SourceAtoms, members: Sequence[ChainMembers], links: Sequence[Link]) -> dict[int, str]:
    """Choose labels of the residues whose alternates belong together.

    Parameters
    ----------
    atoms, members
        What a source has, polymers and ligands told apart.
    links
        The bonds that it records, one for each pair of copies.

    Returns
    -------
    dict of int to str
        First row of a residue -> the label that it has to take. Residues that nothing binds are not in it.
    """
    if not (atoms.altloc != "").any():
        return {}
    sites, compounds = _owners(atoms, members)
    both = (*sites, *compounds)
    if not sites or not compounds or not any(atoms.altloc[row] for row in both):
        return {}
    leading: dict[int, str] = {}
    for _, label, site, compound in sorted(_bonded(atoms, sites, compounds, links)):
        leading.setdefault(site, label)
        leading.setdefault(compound, label)
    for site, compound, label in _beside(atoms, sites, compounds):
        if compound not in leading and site not in leading:
            leading[site] = label
    return {first: label for first, label in leading.items() if label}


def _owners(
    atoms: SourceAtoms, members: Sequence[ChainMembers]
) -> tuple[dict[int, SourceResidue], dict[int, SourceResidue]]:
    """Rows of side chains' reactive atoms, and of the heavy atoms of compounds, with the residue of each."""
    names, elements = atoms.name.tolist(), atoms.element.tolist()
    sites: dict[int, SourceResidue] = {}
    compounds: dict[int, SourceResidue] = {}
    for chain in members:
        for residue in (residue for polymer in chain.polymers for group in polymer.groups for residue in group):
            sites |= {row: residue for row in residue.rows if names[row] in SITE_ATOMS}
        for residue in chain.ligands:
            compounds |= {row: residue for row in residue.rows if elements[row] not in ("H", "D")}
    return sites, compounds


def _bonded(
    atoms: SourceAtoms, sites: dict[int, SourceResidue], compounds: dict[int, SourceResidue], links: Sequence[Link]
) -> Iterator[tuple[tuple[bool, bool, float], str, int, int]]:
    """Bonds of copies that can be there at the same time: how they rank, their label and the two residues."""
    recorded = {pair for link in links for pair in ((link.first, link.second), (link.second, link.first))}
    near = {(a, b) for a, b, _ in _pairs(atoms, sites, compounds, LONGEST_BOND)}
    for site, other in near | {(a, b) for a, b in recorded if a in sites and b in compounds}:
        here, there = str(atoms.altloc[site]), str(atoms.altloc[other])
        distance = float(np.linalg.norm(atoms.xyz[site] - atoms.xyz[other]))
        by_length = has_bond_length(str(atoms.element[site]), str(atoms.element[other]), distance)
        together = not here or not there or here == there
        if together and (by_length or (site, other) in recorded):
            occupancy = round(float(min(atoms.occupancy[site], atoms.occupancy[other])), 4)
            rank = (not by_length, (site, other) not in recorded, -occupancy)
            yield rank, here or there, sites[site].rows[0], compounds[other].rows[0]


def _beside(
    atoms: SourceAtoms, sites: dict[int, SourceResidue], compounds: dict[int, SourceResidue]
) -> list[tuple[int, int, str]]:
    """Side chains beside compounds with labels: first row of each, and the compound's best label."""
    others = additives().keys() | nucleotide_states().keys()
    labelled = {
        row: residue for row, residue in compounds.items() if atoms.altloc[row] and residue.component not in others
    }
    chosen = []
    for site, other, distance in _pairs(atoms, sites, labelled, BESIDE):
        label = best_label(atoms, labelled[other].rows)
        if label in {str(atoms.altloc[row]) for row in sites[site].rows}:
            chosen.append((distance, sites[site].rows[0], labelled[other].rows[0], label))
    return [(site, other, label) for _, site, other, label in sorted(chosen)]


def best_label(atoms: SourceAtoms, rows: Sequence[int]) -> str:
    """Choose a label for itself.

    Parameters
    ----------
    atoms
        What a source has.
    rows
        Rows of one residue.

    Returns
    -------
    str
        The label with the highest mean occupancy, ties to the first; empty where none has a label.
    """
    shares: dict[str, list[float]] = {}
    for row in rows:
        if atoms.altloc[row] and atoms.element[row] not in ("H", "D"):
            shares.setdefault(str(atoms.altloc[row]), []).append(float(atoms.occupancy[row]))
    # Single precision leaves 0.5 and 0.5 a hair apart after averaging; a tie must stay a tie.
    return max(sorted(shares), key=lambda label: round(float(np.mean(shares[label])), 4), default="")


def _pairs(
    atoms: SourceAtoms, sites: dict[int, SourceResidue], compounds: dict[int, SourceResidue], reach: float
) -> list[tuple[int, int, float]]:
    """Rows of side chains and compounds within reach of each other, with their distance."""
    from scipy.spatial import cKDTree

    if not sites or not compounds:
        return []
    here, there = np.array(list(sites)), np.array(list(compounds))
    near = cKDTree(atoms.xyz[here]).sparse_distance_matrix(cKDTree(atoms.xyz[there]), reach, output_type="ndarray")
    return [(int(here[i]), int(there[j]), float(v)) for i, j, v in zip(near["i"], near["j"], near["v"], strict=True)]
