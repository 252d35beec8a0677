"""The order of a chain's residues, and how many residues of the sequence lie from one to the next.

The sequence decides, never the order of lines in a file, and never what happens to be seen: a residue that is not in
the file still counts. What tells of the sequence, from the surest on:

* a peptide bond: two residues that it joins are neighbours, whatever their numbers are (the author's numbers of a
  fusion jump, insertion codes count in either direction);
* the archive's numbers (``label_seq_id``) of a chain whose sequence the file declares, if bonded residues have numbers
  that follow each other (a parser that lays coordinates on SEQRES may lay them wrong);
* other numbers, the archive's before the author's, where the C-alpha atoms allow them: numbers that follow each other
  across a break were given to what is seen, and numbers of many residues do not fit a distance of few.

Where none does, the number of residues is not known, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np

from nesgroove.model.structure import BoolArray, FloatArray, IntArray, Structure

PEPTIDE_BOND = 1.33
"""Length of the bond between C and N, A (Engh & Huber 1991, doi:10.1107/S0108767391001071)."""

BONDED = (1.1, 2.0)
"""C and N this far apart (A) are bonded: crude models stretch the bond, and where a residue is missing C and N are 3 A
apart or more. gemmi draws its line at 1.5 times the bond as well. Nearer than this atoms collide, as those of
predicted chains that nothing holds do."""

NEIGHBOUR_CA = (2.6, 4.5)
"""C-alpha atoms of neighbours are this far apart, A: 3.8 A where the peptide bond is trans, 2.9 where it is cis. With
one residue between them they are 4.9 A apart in the tightest turn, 5.5 in a helix, up to 7.3."""

CA_STEP = 3.8
"""The most that one residue carries a chain on, A."""


@dataclass(frozen=True)
class MainChain:
    """Numbers and main-chain atoms of residues, as columns of equal length n.

    Attributes
    ----------
    label : tuple of int or None
        The archive's numbers.
    author : tuple of (int, str)
        The author's numbers with insertion codes.
    n, ca, c : ndarray, shape (n, 3)
        A; nan where the atom is not in the file.
    declared : bool
        Whether the archive's numbers are those of a declared sequence.
    """

    label: tuple[int | None, ...]
    author: tuple[tuple[int, str], ...]
    n: FloatArray
    ca: FloatArray
    c: FloatArray
    declared: bool = False


@dataclass(frozen=True)
class ChainOrder:
    """Residues from the N to the C terminus.

    Attributes
    ----------
    order : tuple of int
        Rows of the main chain in the order of the sequence.
    certain : bool
        False where neither numbers nor bonds say in which order its parts follow each other.
    steps : tuple of int or None
        Residues from each to the next; None where it is not known.
    """

    order: tuple[int, ...]
    certain: bool
    steps: tuple[int | None, ...]

    @property
    def counted(self) -> tuple[int, ...]:
        """Place of each in the sequence, from 0; across a break of unknown length the least that there can be."""
        return tuple(accumulate((step or 2 for step in self.steps), initial=0)) if self.order else ()

    def steps_between(self, first: int, second: int) -> int | None:
        """Residues from one place in the order to another, below zero backwards; None where it is not known."""
        steps = self.steps[min(first, second) : max(first, second)]
        known = [step for step in steps if step is not None]
        if not self.certain or len(known) < len(steps):
            return None
        return sum(known) if first <= second else -sum(known)


def main_chain(structure: Structure, residues: Sequence[int]) -> MainChain:
    """Collect numbers and main-chain atoms of residues of one chain.

    Parameters
    ----------
    structure, residues
        The structure, and the indices of residues.

    Returns
    -------
    MainChain
    """
    records = [structure.residues[index] for index in residues]
    atoms = {name: np.full((len(records), 3), np.nan) for name in ("N", "CA", "C")}
    for row, record in enumerate(records):
        for name, column in atoms.items():
            if (atom := structure.atom_of(record.index, name)) is not None:
                column[row] = structure.atoms.xyz[atom]
    declared = any(chain.declared for chain in structure.chains if set(residues) & set(chain.residues))
    return MainChain(
        label=tuple(record.label_seq_id for record in records),
        author=tuple((record.auth_seq_id, record.ins_code) for record in records),
        n=atoms["N"],
        ca=atoms["CA"],
        c=atoms["C"],
        declared=declared,
    )


def chain_order(chain: MainChain) -> ChainOrder:
    """Put residues in the order of the sequence and count from one to the next.

    Parameters
    ----------
    chain
        The residues, in any order.

    Returns
    -------
    ChainOrder
    """
    follower = peptide_bonds(chain)
    chain = _without_false_labels(chain, follower)
    order, certain = _order(chain, follower)
    steps = tuple(_step(chain, a, b, bonded=follower.get(a) == b) for a, b in pairwise(order))
    return ChainOrder(order, certain, steps)


def sequence_order(chain: MainChain, follower: Mapping[int, int] | None = None) -> tuple[int, ...]:
    """Put the residues under one chain id in the order of the sequence, whatever the order of the file.

    A chain id may hold several molecules. Where their numbers do not overlap, stretches of bonded residues follow each
    other by number; where they do, they stand by the lowest number of each, and which of them belong together is told
    by their letters (:mod:`nesgroove.identify.divide`).

    Parameters
    ----------
    chain
        The residues in the order of the file.
    follower
        Bonds as :func:`peptide_bonds` gives them, where they are known.

    Returns
    -------
    tuple of int
        Rows of the main chain; those of the file where neither bonds nor numbers tell residues apart.
    """
    follower = peptide_bonds(chain) if follower is None else follower
    return _order(_without_false_labels(chain, follower), follower)[0]


def peptide_bonds(chain: MainChain) -> dict[int, int]:
    """Find the residue whose N is bonded to the C of each.

    Of several N within reach it is the one that the numbers say, else the one at the best distance, each N once. Where
    C or N are not in the file, C-alpha atoms of residues whose numbers follow each other tell.

    Parameters
    ----------
    chain
        Residues, in any order.

    Returns
    -------
    dict of int to int
        Row -> the row that follows it.
    """
    pairs = sorted([*_by_carbon_and_nitrogen(chain), *_by_trace(chain)])
    follower: dict[int, int] = {}
    taken = set()
    for _, _, a, b in pairs:
        if a not in follower and b not in taken:
            follower[a] = b
            taken.add(b)
    return follower


def _by_carbon_and_nitrogen(chain: MainChain) -> Iterator[tuple[bool, float, int, int]]:
    """Pairs whose C and N are at the length of a bond: whether by other numbers, how far from the best, the rows."""
    from scipy.spatial import cKDTree

    carbons, nitrogens = (np.flatnonzero(np.isfinite(xyz).all(axis=1)) for xyz in (chain.c, chain.n))
    if not len(carbons) or not len(nitrogens):
        return
    # Balanced trees would take twice as long to make.
    tree, other = (
        cKDTree(xyz, balanced_tree=False, compact_nodes=False) for xyz in (chain.n[nitrogens], chain.c[carbons])
    )
    near = other.sparse_distance_matrix(tree, BONDED[1], output_type="ndarray")
    first, second, distance = carbons[near["i"]], nitrogens[near["j"]], near["v"]
    apart = np.linalg.norm(chain.ca[first] - chain.ca[second], axis=1)
    strange = (distance < BONDED[0]) | (apart < NEIGHBOUR_CA[0]) | (apart > NEIGHBOUR_CA[1])
    # A cap has no C-alpha; what it is bonded to has.
    with_alpha = np.isfinite(chain.ca[first, 0]) | np.isfinite(chain.ca[second, 0])
    # What collides with another stretch of its chain keeps the neighbour that its number says.
    numbered = _numbered(chain, first, second)
    chosen = (first != second) & with_alpha & (numbered | ~strange)
    columns = ~numbered, np.abs(distance - PEPTIDE_BOND), first, second
    yield from zip(*(column[chosen].tolist() for column in columns), strict=True)


def _by_trace(chain: MainChain) -> Iterator[tuple[bool, float, int, int]]:
    """Pairs of which C or N is not in the file: numbers that follow each other, C-alpha atoms as near as neighbours."""
    there = np.isfinite(chain.ca[:, 0])
    no_c, no_n = there & np.isnan(chain.c[:, 0]), there & np.isnan(chain.n[:, 0])
    if not no_c.any() and not no_n.any():
        return
    # Where all residues have numbers of the archive, a sequence that is declared tells; else the author's do.
    labelled = all(label is not None for label in chain.label)
    number = [label or 0 for label in chain.label] if labelled else [n for n, _ in chain.author]
    at: dict[int, list[int]] = {}
    for row in np.flatnonzero(there).tolist():
        at.setdefault(number[row], []).append(row)
    for n, rows in at.items():
        for a in rows:
            for b in at.get(n + 1, ()):
                apart = _apart(chain, a, b)
                if (no_c[a] or no_n[b]) and NEIGHBOUR_CA[0] <= apart <= NEIGHBOUR_CA[1]:
                    yield False, abs(apart - CA_STEP), a, b


def _without_false_labels(chain: MainChain, follower: Mapping[int, int]) -> MainChain:
    """Leave out the archive's numbers where bonded residues have others than such that follow each other."""
    label = chain.label
    if all(label[b] == number + 1 for a, b in follower.items() if (number := label[a]) is not None):
        return chain
    return replace(chain, label=(None,) * len(label))


def _numbered(chain: MainChain, first: IntArray, second: IntArray) -> BoolArray:
    """Whether the numbers of residues follow each other, for pairs of rows."""
    label = np.array([np.nan if number is None else number for number in chain.label])
    author = np.array([number for number, _ in chain.author])
    inserted = np.array([code != "" for _, code in chain.author])
    by_author = (author[second] == author[first] + 1) & ~(inserted[first] | inserted[second])
    return np.asarray(by_author | (label[second] == label[first] + 1))


def _apart(chain: MainChain, a: int, b: int) -> float:
    """Distance of two C-alpha atoms, A; nan where one is not in the file."""
    return float(np.linalg.norm(chain.ca[a] - chain.ca[b]))


def _order(chain: MainChain, follower: Mapping[int, int]) -> tuple[tuple[int, ...], bool]:
    """Take the first numbers that tell residues apart and run along the bonds, else the bonds alone."""
    size = len(chain.author)
    label = [number for number in chain.label if number is not None]
    keys: list[Sequence[tuple[int, str]]] = [chain.author]
    if len(label) == size:
        keys.insert(0, [(number, "") for number in label])
    for key in keys:
        if len(set(key)) == size and all(key[a] < key[b] for a, b in follower.items()):
            return tuple(sorted(range(size), key=key.__getitem__)), True
    stretches = _stretches(size, follower, keys[0])
    for key in keys:
        spans = sorted((min(key[i] for i in rows), max(key[i] for i in rows), rows) for rows in stretches)
        if all(before[1] < after[0] for before, after in pairwise(spans)):
            return tuple(i for *_, rows in spans for i in rows), True
    stretches.sort(key=lambda rows: (min(keys[0][i] for i in rows), -len(rows), min(rows)))
    return tuple(i for rows in stretches for i in rows), False


def _stretches(size: int, follower: Mapping[int, int], key: Sequence[tuple[int, str]]) -> list[list[int]]:
    """Residues that bonds join, each stretch from its N terminus on, in the order of the file."""
    stretches, seen = [], set()
    bonded = set(follower.values())
    # A stretch begins where nothing is bonded to N; a ring, which is left over, at its lowest number.
    starts = [i for i in range(size) if i not in bonded]
    for start in [*starts, *sorted(range(size), key=lambda i: key[i])]:
        rows = []
        current: int | None = start
        while current is not None and current not in seen:
            seen.add(current)
            rows.append(current)
            current = follower.get(current)
        if rows:
            stretches.append(rows)
    return sorted(stretches, key=min)


def _step(chain: MainChain, a: int, b: int, *, bonded: bool) -> int | None:
    """Residues from one to the next of the order."""
    if bonded:
        return 1
    first, second = chain.label[a], chain.label[b]
    label = None if first is None or second is None or second <= first else second - first
    if chain.declared and label is not None:
        return label
    (number_a, code_a), (number_b, code_b) = chain.author[a], chain.author[b]
    # Of residues with insertion codes the numbers do not say how many there are.
    author = number_b - number_a if not (code_a or code_b) and number_b > number_a else None
    apart = _apart(chain, a, b)
    broken = apart > NEIGHBOUR_CA[1] if np.isfinite(apart) else bool(np.isfinite(chain.c[a] - chain.n[b]).all())
    for number in (label, author):
        if number is not None and (not broken if number == 1 else not apart > number * CA_STEP + 1.0):
            return number
    return 1 if label is None and author is None and apart <= NEIGHBOUR_CA[1] else None
