"""Copies of a residue or a molecule under one id: which atoms are of one, and which copies are given twice.

Every search goes by name and place, so that a hundred thousand copies take no longer each than ten: waters whose
numbers ran out, files in which every residue has number 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from nesgroove.io.source_atoms import SourceAtoms
from nesgroove.model.structure import FloatArray

BOND: Final = 2.0
"""Heavy atoms of one residue nearer than this (A) are bonded: C-S is 1.82 A, C-Br 1.95; O and N of neighbours in a
chain are 2.25 A apart."""

LONG_BOND: Final = 2.3
"""The same where one of them is iodine, bromine, selenium or a metal: C-I is 2.14 A."""

IN_ONE_PLACE: Final = 0.8
"""No two heavy atoms are as near (A) to each other: the shortest bond, C to N in a nitrile, is 1.14 A."""

GIVEN_TWICE: Final = 0.1
"""Copies of a molecule whose atoms are all nearer than this (A) are one molecule that is given twice."""

SAME_RESIDUE: Final = 1.5
"""A residue whose C-alpha is nearer than this (A) to that of another with its id is an alternate of it without a label:
C-alpha atoms of neighbours are 3.8 A apart, 2.9 in a cis peptide bond."""

NEAR: Final = 4.0
"""What is torn from a residue because atoms between are missing lies within this distance (A) of the rest."""

MARGIN: Final = 1.001
"""By so much a search is wider than the limit that decides, for the last digit of a distance."""

LIGHT: Final = ("C", "N", "O", "F", "P", "S", "CL", "B", "SI")

JOINTS: Final = (frozenset({"C", "N"}), frozenset({"SG"}), frozenset({"O3'", "P"}))
"""Names of atoms that join residues of a polymer and are never bonded within one."""

Key = tuple[str, str]
"""Name and label of an atom."""


def all_apart(xyz: FloatArray, owner: Sequence[int]) -> set[int]:
    """Find the ids whose atoms are all farther from each other than parts of one molecule can be.

    Parameters
    ----------
    xyz
        Coordinates of atoms, shape (n, 3), A.
    owner
        Of which id each is, in rising order.

    Returns
    -------
    set of int
        Ids of which each atom is a copy of its own.
    """
    from scipy.spatial import cKDTree

    which = np.asarray(owner, np.intp)
    # In a fourth direction ids lie far from each other, so that the nearest atom is one of the same id.
    apart = np.column_stack((xyz, which * 10 * NEAR))
    tree = cKDTree(apart, balanced_tree=False, compact_nodes=False)
    alone = np.isinf(tree.query(apart, k=2, distance_upper_bound=NEAR * MARGIN)[0][:, 1])
    return set(which.tolist()) - set(which[~alone].tolist())


def copies_of(atoms: SourceAtoms, component: str, rows: Sequence[int], own: frozenset[str]) -> list[list[int]]:
    """Tell the residues or molecules among the atoms of one id apart.

    Parameters
    ----------
    atoms
        What a source has.
    component, rows
        The id's component, and its heavy atoms.
    own
        Names that atoms of the component have; empty where that is not known.

    Returns
    -------
    list of list of int
        Rows of each, in the order of the source.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    xyz, label = atoms.xyz[rows], atoms.altloc[rows]
    labels, names = label.tolist(), atoms.name[rows].tolist()
    tree = cKDTree(xyz)
    near = tree.sparse_distance_matrix(tree, LONG_BOND, output_type="ndarray")
    near = near[near["i"] < near["j"]]
    i, j, distance = near["i"], near["j"], near["v"]
    light = np.isin(atoms.element[rows], LIGHT)
    of_protein = "CA" in names and component != "CA"
    bonded = distance < np.where(light[i] & light[j], BOND, LONG_BOND)
    if of_protein:
        pairs = zip(i[bonded].tolist(), j[bonded].tolist(), strict=True)
        bonded[bonded] = [frozenset((names[a], names[b])) not in JOINTS for a, b in pairs]
    graph = coo_array((np.ones(bonded.sum()), (i[bonded], j[bonded])), shape=(len(rows), len(rows)))
    part_of = connected_components(graph, directed=False)[1]
    together = (label[i] == label[j]) | (label[i] == "") | (label[j] == "")
    crowded = set(part_of[i[together & (distance < IN_ONE_PLACE)]].tolist())
    by_part = np.argsort(part_of, kind="stable")
    elements = atoms.element[rows].tolist()
    parts: list[list[int]] = []
    for part, block in enumerate(np.split(by_part, np.cumsum(np.bincount(part_of))[:-1])):
        members = block.tolist()
        keys = [(names[k], labels[k]) for k in members]
        several = of_protein or part in crowded
        parts += _untangled(keys, members, [elements[k] for k in members], several=several)
    keys = list(zip(names, labels, strict=True))
    return [[rows[k] for k in copy] for copy in _joined(xyz, keys, parts, own)]


def _untangled(keys: Sequence[Key], members: list[int], elements: Sequence[str], *, several: bool) -> list[list[int]]:
    """Divide atoms that bonds join and that are several copies: by which time it is that each name comes."""
    if len(set(keys)) == len(keys) or not several:
        return [members]
    if all(name == element for (name, _), element in zip(keys, elements, strict=True)):
        # Named by elements alone; where there are copies the sequence of the names comes again.
        for copies in range(2, len(members) // 2 + 1):
            size = len(members) // copies
            if size * copies == len(members) and list(keys[:size]) * copies == list(keys):
                return [members[k * size : (k + 1) * size] for k in range(copies)]
        return [members]
    times: dict[Key, int] = {}
    divided: list[list[int]] = []
    for member, key in zip(members, keys, strict=True):
        which = times[key] = times.get(key, -1) + 1
        if which == len(divided):
            divided.append([])
        divided[which].append(member)
    return divided


def _joined(xyz: FloatArray, keys: Sequence[Key], parts: list[list[int]], own: frozenset[str]) -> list[list[int]]:
    """Give what was torn from a residue back to it; in the order of the source."""
    from scipy.spatial import cKDTree

    tree = cKDTree(xyz)
    copies: list[list[int]] = []
    there: list[set[Key]] = []
    closed: set[int] = set()
    holders: Counter[Key] = Counter()
    copy_of = np.full(len(xyz), -1)
    for part in sorted(parts, key=lambda part: (-len(part), part[0])):
        mine = {keys[k] for k in part}
        foreign = bool(own) and not {name for name, _ in mine} <= own
        nearest: tuple[float, int] | None = None
        # Where every copy has an atom of one of its names already, it is a copy of its own.
        if not foreign and all(holders[key] < len(copies) for key in mine):
            balls = tree.query_ball_point(xyz[part], NEAR * MARGIN)
            around = {place for ball in balls for place in copy_of[ball].tolist()} - {-1} - closed
            for place in sorted(around):
                if mine.isdisjoint(there[place]):
                    apart = np.linalg.norm(xyz[part][:, None] - xyz[copies[place]][None], axis=2)
                    distance = float(apart.min())
                    if distance < NEAR and (nearest is None or distance < nearest[0]):
                        nearest = distance, place
        place = len(copies) if nearest is None else nearest[1]
        if nearest is None:
            copies.append([])
            there.append(set())
            closed.update([place] if foreign else [])
        copies[place].extend(part)
        there[place] |= mine
        holders.update(mine)
        copy_of[part] = place
    return sorted((sorted(copy) for copy in copies), key=lambda copy: copy[0])


@dataclass(frozen=True)
class _Copy:
    """A copy: its rows, and the row of each name and label."""

    rows: list[int]
    at: dict[Key, int]

    @property
    def alphas(self) -> set[Key]:
        return {key for key in self.at if key[0] == "CA"}


def without_repeats(atoms: SourceAtoms, copies: Sequence[list[int]]) -> tuple[list[list[int]], int]:
    """Leave out copies that stand in the place of another; of unlike occupancy the higher is kept, else the first.

    Parameters
    ----------
    atoms
        What a source has.
    copies
        Rows of each copy under one id.

    Returns
    -------
    kept : list of list of int
        In the same order.
    left : int
        Atoms of those that were left out.
    """
    if len(copies) < 2:
        return list(copies), 0
    share = [round(float(np.nan_to_num(atoms.occupancy[copy]).mean()), 4) for copy in copies]
    kept, seen = [], _Seen(atoms)
    for i in sorted(range(len(copies)), key=lambda i: (-share[i], i)):
        keys = zip(atoms.name[copies[i]].tolist(), atoms.altloc[copies[i]].tolist(), strict=True)
        copy = _Copy(copies[i], dict(zip(keys, copies[i], strict=True)))
        if not any(_same(atoms, other, copy) for other in seen.near(copy)):
            kept.append(i)
            seen.add(copy)
    return [copies[i] for i in sorted(kept)], sum(map(len, copies)) - sum(len(copies[i]) for i in kept)


class _Cells:
    """Copies by what they have and in which cell of a grid it lies."""

    def __init__(self, reach: float) -> None:
        self.size = reach * MARGIN
        self.at: dict[tuple[object, int, int, int], list[int]] = {}

    def add(self, what: object, xyz: FloatArray, number: int) -> None:
        x, y, z = np.floor(xyz / self.size).astype(int).tolist()
        self.at.setdefault((what, x, y, z), []).append(number)

    def near(self, what: object, xyz: FloatArray) -> Iterator[int]:
        """Copies that may have it within reach; there may be more."""
        if self.at:
            x, y, z = np.floor(xyz / self.size).astype(int).tolist()
            for a, b, c in product((-1, 0, 1), repeat=3):
                yield from self.at.get((what, x + a, y + b, z + c), ())


class _Seen:
    """Copies that were kept, to be found where another of them may be the same (:func:`_same`)."""

    def __init__(self, atoms: SourceAtoms) -> None:
        self.atoms = atoms
        self.copies: list[_Copy] = []
        self.alphas: set[Key] = set()
        self.longest = 0
        self.single, self.alpha = _Cells(IN_ONE_PLACE), _Cells(SAME_RESIDUE)
        self.twice, self.any = _Cells(GIVEN_TWICE), _Cells(NEAR)

    def add(self, copy: _Copy) -> None:
        number = len(self.copies)
        self.copies.append(copy)
        self.alphas |= copy.alphas
        self.longest = max(self.longest, len(copy.rows))
        for key, row in copy.at.items():
            xyz = self.atoms.xyz[row]
            if len(copy.rows) == 1:
                self.single.add(key, xyz, number)
                continue
            self.twice.add(key, xyz, number)
            if key[0] == "CA":
                self.alpha.add(key, xyz, number)
        for row in copy.rows if len(copy.rows) > 1 else ():
            self.any.add(None, self.atoms.xyz[row], number)

    def near(self, copy: _Copy) -> Iterator[_Copy]:
        """Those that may be the same as a copy, or have it for a part, and more."""
        parts = self.longest > 2 * len(copy.rows) or not self.alphas <= copy.alphas
        found: set[int] = set()
        for key, row in copy.at.items():
            xyz = self.atoms.xyz[row]
            for cells in (self.single, self.alpha, self.twice):
                found.update(cells.near(key, xyz))
        for row in copy.rows if parts else ():
            found.update(self.any.near(None, self.atoms.xyz[row]))
        return (self.copies[number] for number in sorted(found))


def _same(atoms: SourceAtoms, first: _Copy, second: _Copy) -> bool:
    """Whether a copy stands in the place of one that was kept."""
    from scipy.spatial import cKDTree

    shared = sorted(first.at.keys() & second.at.keys())
    if not shared:
        return False
    apart = np.linalg.norm(
        atoms.xyz[[first.at[key] for key in shared]] - atoms.xyz[[second.at[key] for key in shared]], axis=1
    )
    alpha = [apart[k] for k, (name, _) in enumerate(shared) if name == "CA"]
    if len(first.rows) == 1:
        return bool(apart.max() < IN_ONE_PLACE)
    if alpha:
        return bool(min(alpha) < SAME_RESIDUE)
    if len(second.rows) * 2 < len(first.rows) or first.alphas:
        # Some atoms of it, not another one.
        return bool(cKDTree(atoms.xyz[first.rows]).query(atoms.xyz[second.rows])[0].min() < NEAR)
    return bool(apart.max() < GIVEN_TWICE)


def in_one_place(atoms: SourceAtoms, copies: Sequence[list[int]]) -> bool:
    """Whether atoms of one copy lie where those of another are.

    Parameters
    ----------
    atoms
        What a source has.
    copies
        Rows of each copy.

    Returns
    -------
    bool
        By :data:`IN_ONE_PLACE`.
    """
    from scipy.spatial import cKDTree

    below = float(np.nextafter(IN_ONE_PLACE, 0))
    whole = cKDTree(atoms.xyz[[row for copy in copies for row in copy]])
    for copy in copies:
        own = cKDTree(atoms.xyz[copy])
        if whole.count_neighbors(own, below) > own.count_neighbors(own, below):
            return True
    return False
