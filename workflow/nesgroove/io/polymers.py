"""Which residues are a polymer's, and in which order: by their bonds, whatever record, name or number they have.

A residue is a polymer's if its C is bonded to the N of another one, or its N to the C (nucleic acids: O3' and P). So a
ligand that is written as ATOM, before its protein, within it or under the number of a residue is a ligand, and a
modified residue that stands as HETATM after TER is one of the chain. A single residue between two gaps has no bond to
tell by; it is a polymer's where it is an amino acid whose number lies between those of the chain, at a place that the
chain can reach from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

import gemmi
import numpy as np

from nesgroove.chem.components import WATER
from nesgroove.io.source_atoms import HYDROGENS, SourceAtoms, SourceChain, SourceResidue
from nesgroove.model.chain_order import CA_STEP, MainChain, peptide_bonds, sequence_order
from nesgroove.model.structure import FloatArray, ResidueKind

PHOSPHODIESTER = 2.0
"""O3' and P nearer than this (A) are bonded: the bond is 1.61 A."""

BEYOND = 5
"""A single residue beyond either end of a chain may have a number that is so much lower or higher: ligands are numbered
on from the chain as well, mostly from the next hundred on."""

SLACK = 2
"""Residues by which the numbers across a gap may be too few: chains are numbered through whatever is missing."""

MAIN_CHAIN = ("N", "CA", "C")

Group = list[SourceResidue]
"""Residues of one place in the sequence: one, or several as the labels of alternate locations say."""


@dataclass(frozen=True)
class Polymer:
    """One polymer under a chain id, or several that nothing but their letters tells apart.

    Attributes
    ----------
    groups : list of list of SourceResidue
        In the order of the sequence.
    declared, organism : str
        As of :class:`nesgroove.io.source_atoms.SourceChain`.
    """

    groups: list[Group]
    declared: str
    organism: str


@dataclass(frozen=True)
class ChainMembers:
    """All that is under one chain id.

    Attributes
    ----------
    name : str
        The chain id.
    polymers : list of Polymer
    ligands, waters : list of SourceResidue
        In the order of the source.
    """

    name: str
    polymers: list[Polymer]
    ligands: list[SourceResidue]
    waters: list[SourceResidue]


def chain_members(atoms: SourceAtoms, chains: Sequence[SourceChain]) -> list[ChainMembers]:
    """Tell polymers, ligands and waters apart, chain id by chain id.

    Parameters
    ----------
    atoms, chains
        What a source has.

    Returns
    -------
    list of ChainMembers
        One for each chain id, in the order in which they come first.
    """
    carbon = (atoms.element == "C").tolist()
    together: dict[str, list[SourceChain]] = {}
    for chain in chains:
        together.setdefault(chain.name, []).append(chain)
    members, groups = [], []
    for name, sources in together.items():
        waters: list[SourceResidue] = []
        others: list[SourceResidue] = []
        for residue in (residue for source in sources for residue in source.residues):
            water = is_water(residue.component) and not any(map(carbon.__getitem__, residue.rows))
            (waters if water else others).append(residue)
        own = same_places(atoms, others)
        members.append((name, sources, own, waters))
        groups += own
    placed = _placed(atoms, groups)
    result, start = [], 0
    for name, sources, own, waters in members:
        rows = slice(start, start + len(own))
        start = rows.stop
        main = _main_chain(own, [column[rows] for column in placed[:3]])
        follower = peptide_bonds(main)
        linked = {*follower, *follower.values(), *_nucleic(*(column[rows] for column in placed[3:]))}
        linked |= set(_between_gaps(own, main, linked))
        polymers = [
            Polymer([own[i] for i in order], source.declared, source.organism)
            for order, source in _by_segment(own, main, follower, sorted(linked), sources)
        ]
        ligands = [residue for i, group in enumerate(own) if i not in linked for residue in group]
        result.append(ChainMembers(name, polymers, ligands, waters))
    return result


@cache
def is_water(component: str) -> bool:
    """Whether a component id is one of water."""
    return component in WATER or gemmi.find_tabulated_residue(component).is_water()


def guessed_kind(component: str, names: AbstractSet[str]) -> ResidueKind:
    """Say what a residue is as far as names tell, before its bonds are known.

    Parameters
    ----------
    component
        Component id.
    names
        Of its atoms.

    Returns
    -------
    {'polymer', 'ligand', 'water'}
        A polymer's where it has the atoms of a main chain, or is an amino acid of which the C-alpha alone is there.
    """
    if is_water(component):
        return "water"
    main = names >= {*MAIN_CHAIN} or names >= {"P", "C1'"}
    known = gemmi.find_tabulated_residue(component)
    return "polymer" if main or known.is_amino_acid() or known.is_nucleic_acid() else "ligand"


def same_places(atoms: SourceAtoms, residues: Sequence[SourceResidue]) -> list[Group]:
    """Put residues together that are alternates of one place in the sequence (microheterogeneity).

    Parameters
    ----------
    atoms
        What a source has.
    residues
        All of one chain id.

    Returns
    -------
    list of list of SourceResidue
        In the order of the source. Several are of one place where they have one number and different components, and
        the labels of alternate locations of their main chains say so: all have one, and none the other's.
    """
    if len({(residue.auth_seq_id, residue.ins_code) for residue in residues}) == len(residues):
        return [[residue] for residue in residues]
    numbers: dict[tuple[int, str], list[Group]] = {}
    groups = []
    for residue in residues:
        here = numbers.setdefault((residue.auth_seq_id, residue.ins_code), [])
        mine = _main_chain_labels(atoms, residue) if here else set()
        labelled = bool(mine) and "" not in mine
        fits = next((group for group in here if labelled and _alternates(atoms, group, residue, mine)), None)
        if fits is not None:
            fits.append(residue)
            continue
        here.append([residue])
        groups.append(here[-1])
    return groups


def _alternates(atoms: SourceAtoms, group: Group, residue: SourceResidue, mine: set[str]) -> bool:
    return all(
        other.component != residue.component and (labels := _main_chain_labels(atoms, other))
        and "" not in labels and labels.isdisjoint(mine)
        for other in group
    )  # fmt: skip


def _main_chain_labels(atoms: SourceAtoms, residue: SourceResidue) -> set[str]:
    return {str(atoms.altloc[row]) for row in residue.rows if atoms.name[row] in MAIN_CHAIN}


def _placed(atoms: SourceAtoms, groups: Sequence[Group]) -> list[FloatArray]:
    """Coordinates of N, CA, C, O3' and P of each group, shape (groups, 3); nan where there is none.

    Of alternates it is the first label's, whatever the order in the file, of what is given twice the first.
    """
    owner = np.full(len(atoms.name), -1)
    for i, group in enumerate(groups):
        for residue in group:
            if residue.component != "CA":  # calcium has an atom of that name
                owner[residue.selection] = i
    columns = []
    owned = (owner >= 0) & ~np.isin(atoms.element, HYDROGENS)
    for name in (*MAIN_CHAIN, "O3'", "P"):
        rows = np.flatnonzero((atoms.name == name) & owned)
        if (atoms.altloc[rows] != "").any():
            rows = rows[np.argsort(atoms.altloc[rows], kind="stable")]
        xyz = np.full((len(groups), 3), np.nan)
        xyz[owner[rows[::-1]]] = atoms.xyz[rows[::-1]]
        columns.append(xyz)
    return columns


def _main_chain(groups: Sequence[Group], placed: Sequence[FloatArray]) -> MainChain:
    n, ca, c = placed
    return MainChain(
        label=tuple(group[0].label_seq_id for group in groups),
        author=tuple((group[0].auth_seq_id, group[0].ins_code) for group in groups),
        n=n, ca=ca, c=c,
    )  # fmt: skip


def _nucleic(oxygen: FloatArray, phosphorus: FloatArray) -> Iterator[int]:
    """Groups that are joined by a phosphodiester bond."""
    from scipy.spatial import cKDTree

    first, second = (np.flatnonzero(np.isfinite(xyz[:, 0])) for xyz in (oxygen, phosphorus))
    if len(first) and len(second):
        tree = cKDTree(phosphorus[second])
        for i, near in zip(first.tolist(), cKDTree(oxygen[first]).query_ball_tree(tree, PHOSPHODIESTER), strict=True):
            for j in second[near].tolist():
                if i != j:
                    yield from (i, j)


def _between_gaps(groups: Sequence[Group], chain: MainChain, linked: set[int]) -> Iterator[int]:
    """Residues without a bond that are a chain's by their numbers and their place."""
    alone = [i for i, group in enumerate(groups) if i not in linked and _amino_acid(group[0], chain.ca[i])]
    if not linked:
        # Of a chain in single pieces there is only what the file says: amino acids that it numbers as a sequence.
        numbered = [i for i in alone if chain.label[i] is not None and not groups[i][0].hetero]
        yield from numbered if len(numbered) > 1 else ()
        return
    labelled = sum(chain.label[i] is not None for i in linked) > len(linked) / 2
    # Where a chain is written as ATOM, an amino acid in HETATM is none of its residues.
    hetero = sum(groups[i][0].hetero for i in linked) > len(linked) / 2
    number_of = {i: (chain.label[i] or 0, "") if labelled else chain.author[i] for i in (*linked, *alone)}
    for i in alone:
        segment = groups[i][0].segment
        own = sorted((number_of[j], j) for j in linked if groups[j][0].segment == segment)
        if not own or (labelled and chain.label[i] is None) or (groups[i][0].hetero and not hetero):
            continue
        before = [pair for pair in own if pair[0] < number_of[i]]
        after = own[len(before) :]
        if after and after[0][0] == number_of[i]:
            continue
        inside = bool(before and after)
        # What is missing between two neighbours is this residue, wherever it lies, and what a file numbers as one of
        # its declared sequence is one: the gate looks at its place.
        between = inside and (labelled or after[0][0][0] - before[-1][0][0] == 2)
        if between or all(
            _reached(chain.ca[i] - chain.ca[j], abs(number[0] - number_of[i][0]), inside=inside)
            for number, j in (*before[-1:], *after[:1])
        ):
            yield i


def _amino_acid(residue: SourceResidue, alpha: FloatArray) -> bool:
    return bool(np.isfinite(alpha[0])) or gemmi.find_tabulated_residue(residue.component).is_amino_acid()


def _reached(apart: FloatArray, steps: int, *, inside: bool) -> bool:
    """Whether so many residues carry a chain so far; not known without C-alpha atoms."""
    distance = float(np.linalg.norm(apart))
    reach = CA_STEP * (steps + SLACK if inside else steps) + 1.0
    return bool(np.isnan(distance) or distance <= reach) and (inside or steps <= BEYOND)


def _by_segment(
    groups: Sequence[Group], chain: MainChain, follower: dict[int, int], rows: Sequence[int],
    sources: Sequence[SourceChain],
) -> Iterator[tuple[list[int], SourceChain]]:  # fmt: skip
    """Polymer residues of each segment in the order of the sequence, and the chain of the source that they are of.

    What is bonded is of one segment, whatever the file says.
    """
    source_of = {id(residue): s for s in sources for residue in s.residues} if len(sources) > 1 else {}
    segment = {i: groups[i][0].segment for i in rows}
    # Stretches take the segment of most of their residues.
    for stretch in _stretches(rows, follower) if len(set(segment.values())) > 1 else ():
        names = [segment[i] for i in stretch]
        common = max(sorted(set(names)), key=names.count)
        segment.update(dict.fromkeys(stretch, common))
    for name in dict.fromkeys(segment.values()):
        own = [i for i in rows if segment[i] == name]
        place = {i: k for k, i in enumerate(own)}
        part = MainChain(
            tuple(chain.label[i] for i in own), tuple(chain.author[i] for i in own),
            chain.n[own], chain.ca[own], chain.c[own],
        )  # fmt: skip
        bonds = {place[a]: place[b] for a, b in follower.items() if a in place and b in place}
        order = [own[k] for k in sequence_order(part, bonds)]
        owners = [source_of[id(groups[i][0])] for i in own] if source_of else sources[:1]
        yield order, max(owners, key=owners.count) if len({*map(id, owners)}) > 1 else owners[0]


def _stretches(rows: Sequence[int], follower: dict[int, int]) -> Iterator[list[int]]:
    """Rows that are joined by bonds."""
    joined = {i: [i] for i in rows}
    for a, b in follower.items():
        if joined[a] is not joined[b]:
            small, large = sorted((joined[a], joined[b]), key=len)
            large += small
            joined.update(dict.fromkeys(small, large))
    seen = set()
    for stretch in joined.values():
        if id(stretch) not in seen:
            seen.add(id(stretch))
            yield stretch
