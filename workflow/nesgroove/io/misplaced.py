"""Single atoms and residues that cannot be where they are.

They are taken out as if the file did not have them, so that what depends on them is empty and told, as for what is not
resolved. A model's poor geometry is another thing: it is kept, and told where it matters
(:mod:`nesgroove.measure.soundness`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from nesgroove.chem.geometry import Pairs, usual_pairs
from nesgroove.io.assemble import Assembled
from nesgroove.io.polymers import MAIN_CHAIN
from nesgroove.model.structure import FloatArray, Residue

LONGER, SHORTER = 1.0, 0.5
"""A bond, or the distance of two atoms that are bonded to one, that is longer than usual by so much (A), or is this
part of it: then one of the two cannot be where it is. Over the files at hand a distance is longer by 0.4 A at most and
not less than two thirds; the one that is off by 0.6 A has a carboxylate's oxygen in it that was cut off by hand."""

APART = 2.5
"""A residue whose bonds to both neighbours in sequence are longer (A) than this, while these fit each other with it
between them, is not where it belongs. C-N is 1.33 A, and 1.5 A at most in the files at hand."""

ISLAND = 5
"""Residues of such a stretch at most."""

STEP = 3.9
"""C-alpha atoms of neighbours in sequence are at most so far apart (A): 3.80 for trans, 2.95 for cis."""

ALONE = 3.0
"""An atom of a compound without another of the compound within this distance (A) is bonded to none of them: the longest
bonds are 2.8 A (of iodine, and of metals)."""

COLLAPSED = 0.5
"""A compound of which half of the atoms have another within this distance (A) has no places for its atoms: no bond of
heavy atoms is shorter than 1.1 A."""

COLLAPSED_WHY = "nearer to each other than any bond"

FEWEST = 4
"""Atoms of a compound from which on this is asked."""


def misplaced_atoms(built: Assembled, pairs: Pairs) -> dict[int, str]:
    """Find atoms that cannot be where they are.

    Parameters
    ----------
    built, pairs
        The columns of a structure, and its pairs of atoms.

    Returns
    -------
    dict of int to str
        The source's row of each atom -> why.
    """
    found: dict[int, str] = {}
    for index in _islands(built):
        residue = built.residues[index]
        found |= dict.fromkeys(range(residue.start, residue.stop), "far from both neighbours in sequence")
    off = (pairs.actual > pairs.usual + LONGER) | (pairs.actual < SHORTER * pairs.usual)
    for index in np.unique(built.atoms.residue[pairs.first[off]]).tolist():
        for atom in _odd_atoms(built, pairs, off, built.residues[index]):
            found.setdefault(atom, "too far from the atoms that they are bonded to, or on them")
    for atom, why in _odd_in_compounds(built):
        found.setdefault(atom, why)
    return {int(built.row[atom]): why for atom, why in found.items()}


def _odd_atoms(built: Assembled, pairs: Pairs, off: np.ndarray, residue: Residue) -> list[int]:
    """Atoms of a residue that are the cause: those in most odd pairs, and what then hangs on nothing."""
    own = np.flatnonzero((pairs.first >= residue.start) & (pairs.first < residue.stop))
    ends = list(zip(pairs.first[own].tolist(), pairs.second[own].tolist(), off[own].tolist(), strict=True))
    odd = [(a, b) for a, b, is_off in ends if is_off]
    gone: set[int] = set()
    while odd:
        votes = Counter(atom for pair in odd for atom in pair)
        # Of equals the one that is farther out, which the archive's order of atoms has later.
        worst = max(votes, key=lambda atom: (votes[atom], atom))
        gone.add(worst)
        odd = [pair for pair in odd if worst not in pair]
    beside: dict[int, set[int]] = {atom: set() for atom in range(residue.start, residue.stop) if atom not in gone}
    for a, b, _ in ends:
        if a in beside and b in beside:
            beside[a].add(b)
            beside[b].add(a)
    groups = list(_groups(beside))
    names = built.atoms.name
    main = max(groups, key=lambda group: (sum(names[atom] in MAIN_CHAIN for atom in group), len(group)), default=set())
    return sorted(set(range(residue.start, residue.stop)) - main)


def _groups(beside: dict[int, set[int]]) -> Iterator[set[int]]:
    """Connected groups of a graph."""
    left = set(beside)
    while left:
        group, border = set(), {left.pop()}
        while border:
            group |= border
            border = {other for atom in border for other in beside[atom]} - group
        left -= group
        yield group


def _odd_in_compounds(built: Assembled) -> Iterator[tuple[int, str]]:
    from scipy.spatial import cKDTree

    for residue in built.residues:
        size = residue.stop - residue.start
        if residue.kind == "water" or size < FEWEST or usual_pairs(residue.component):
            continue
        xyz = built.atoms.xyz[residue.start : residue.stop]
        nearest = cKDTree(xyz).query(xyz, k=2)[0][:, 1]
        if has_collapsed(xyz):
            yield from ((atom, COLLAPSED_WHY) for atom in range(residue.start, residue.stop))
        elif np.median(nearest) < ALONE:  # a trace, or coarse grains, have no bonds at all
            for atom in (residue.start + np.flatnonzero(nearest > ALONE)).tolist():
                yield atom, "bonded to no other atom of their compound"


def has_collapsed(xyz: FloatArray) -> bool:
    """Tell whether atoms of one compound lie on each other.

    Parameters
    ----------
    xyz
        Their coordinates, shape (n, 3), A.

    Returns
    -------
    bool
        By :data:`COLLAPSED`.
    """
    from scipy.spatial import cKDTree

    return bool(np.median(cKDTree(xyz).query(xyz, k=2)[0][:, 1]) < COLLAPSED)


def _islands(built: Assembled) -> Iterator[int]:
    """Residues of short stretches that are apart from both sides, which fit each other."""
    places = {name: np.full((len(built.residues), 3), np.nan) for name in MAIN_CHAIN}
    for name, place in places.items():
        chosen = np.flatnonzero(built.atoms.name == name)
        place[built.atoms.residue[chosen]] = built.atoms.xyz[chosen]
    for chain in built.chains:
        runs = _runs(chain.residues, places)
        for i in range(1, len(runs) - 1):
            size = 0
            for j in range(i, len(runs) - 1):
                size += len(runs[j])
                if size > ISLAND:
                    break
                before, after = runs[i - 1][-1], runs[j + 1][0]
                if _number(built, after) - _number(built, before) == size + 1 and _fit(
                    places["CA"], before, after, size
                ):
                    yield from (index for run in runs[i : j + 1] for index in run)
                    break


def _runs(residues: Sequence[int], places: dict[str, FloatArray]) -> list[list[int]]:
    """Stretches of a chain in which each residue is bonded to the next, as far as its atoms are there to tell."""
    own = np.array(residues, dtype=np.intp)
    bond = np.linalg.norm(places["C"][own[:-1]] - places["N"][own[1:]], axis=1)
    step = np.linalg.norm(places["CA"][own[:-1]] - places["CA"][own[1:]], axis=1)
    apart = np.where(np.isnan(bond), step > STEP + APART, bond > APART)
    return [run.tolist() for run in np.split(own, np.flatnonzero(apart) + 1)]


def _number(built: Assembled, index: int) -> int:
    residue = built.residues[index]
    return residue.auth_seq_id if residue.label_seq_id is None else residue.label_seq_id


def _fit(ca: FloatArray, before: int, after: int, size: int) -> bool:
    """Whether two residues can have so many between them."""
    return float(np.linalg.norm(ca[before] - ca[after])) < STEP * (size + 1)
