"""Ids that are used more than once: what they stand for is told apart by place and bonds.

Parsers put all atoms of one chain id, number and name into one residue. Two chains under one letter, copies by
symmetry, poses of a ligand, a ligand under the number and name of a residue, or a file in which every residue has
number 0 make one residue of several. Here such a residue becomes as many as there are residues or molecules in it:

* atoms that bonds join are of one residue; a peptide bond joins two;
* a residue that stands in the place of another of the same id is the same one given twice, and is left out;
* molecules of one id in one place are poses: each is kept, as a molecule of its own;
* atoms of one molecule that share a name are numbered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import gemmi
import numpy as np

from nesgroove.chem.templates import packaged_template
from nesgroove.io.makes import makes_of
from nesgroove.io.source_atoms import HYDROGENS, SourceAtoms, SourceChain, SourceResidue
from nesgroove.model.problem import Finding
from nesgroove.model.structure import BoolArray, FloatArray

BOND = 2.0
"""Heavy atoms of one residue nearer than this (A) are bonded: C-S is 1.82 A, C-Br 1.95; O and N of neighbours in a
chain are 2.25 A apart."""

LONG_BOND = 2.3
"""The same where one of them is iodine, bromine, selenium or a metal: C-I is 2.14 A."""

IN_ONE_PLACE = 0.8
"""No two heavy atoms are as near (A) to each other: the shortest bond, C to N in a nitrile, is 1.14 A."""

GIVEN_TWICE = 0.1
"""Copies of a molecule whose atoms are all nearer than this (A) are one molecule that is given twice."""

SAME_RESIDUE = 1.5
"""A residue whose C-alpha is nearer than this (A) to that of another with its id is an alternate of it without a label:
C-alpha atoms of neighbours are 3.8 A apart, 2.9 in a cis peptide bond."""

NEAR = 4.0
"""What is torn from a residue because atoms between are missing lies within this distance (A) of the rest."""

LIGHT = frozenset({"C", "N", "O", "F", "P", "S", "CL", "B", "SI"})

JOINTS = ({"C", "N"}, {"SG"}, {"O3'", "P"})
"""Names of atoms that join residues of a polymer and are never bonded within one."""

LISTED = 6
"""Ids that a finding names one by one."""


@dataclass(frozen=True)
class ToldApart:
    """A source whose residues are what they are, with names that tell their atoms apart.

    Attributes
    ----------
    atoms : SourceAtoms
    chains : list of SourceChain
    repeated : int
        Atoms of residues that are given twice and were left out.
    findings : tuple of Finding
    """

    atoms: SourceAtoms
    chains: list[SourceChain]
    repeated: int
    findings: tuple[Finding, ...]


def told_apart(atoms: SourceAtoms, chains: Sequence[SourceChain]) -> ToldApart:
    """Tell apart what has one id, and number atoms that have one name.

    Parameters
    ----------
    atoms, chains
        What a library read; residues are in one piece.

    Returns
    -------
    ToldApart
        The same objects where no id is used twice.
    """
    makes = makes_of(atoms, chains)
    heavy = ~np.isin(atoms.element, HYDROGENS)
    several = makes.where(lambda residue: _several(atoms, residue, heavy))
    if not several:
        return ToldApart(atoms, list(chains), 0, ())
    make = iter(makes.of)
    divided: dict[int, list[SourceResidue]] = {}
    renamed: dict[int, str] = {}
    repeated, numbered = 0, []
    shared: list[tuple[str, int]] = []
    poses: list[tuple[str, int]] = []
    for chain in chains:
        for residue in chain.residues:
            if next(make) not in several:
                continue
            rows = [row for row in residue.rows if heavy[row]]
            copies = _copies(atoms, residue.component, rows)
            kept, dropped = _without_repeats(atoms, copies)
            repeated += dropped
            for copy in kept:
                if new := _unique_names(atoms, copy):
                    renamed |= new
                    numbered.append(_id(chain, residue))
            if len(kept) > 1 or dropped:
                hydrogens = [row for row in residue.rows if not heavy[row]]
                divided[id(residue)] = [
                    replace(residue, rows=copy if i else [*copy, *hydrogens]) for i, copy in enumerate(kept)
                ]
            if len(kept) > 1 and len(kept[0]) > 1:
                (poses if _in_one_place(atoms, kept) else shared).append((_id(chain, residue), len(kept)))
    if not divided and not renamed:
        return ToldApart(atoms, list(chains), 0, ())
    if renamed:
        column = atoms.name.astype(object)
        column[list(renamed)] = list(renamed.values())
        atoms = replace(atoms, name=column.astype(np.str_))
    told = [
        replace(chain, residues=[own for r in chain.residues for own in divided.get(id(r), [r])]) for chain in chains
    ]
    return ToldApart(atoms, told, repeated, tuple(_findings(numbered, shared, poses)))


def _several(atoms: SourceAtoms, residue: SourceResidue, heavy: BoolArray) -> bool:
    """Whether heavy atoms of one id share names, or are more than its component has."""
    own = heavy[residue.selection]
    names, labels = (column[residue.selection][own].tolist() for column in (atoms.name, atoms.altloc))
    known = set(zip(names, labels, strict=True))
    return len(known) < len(names) or _overfull(residue.component, known)


def _findings(
    numbered: Sequence[str], shared: Sequence[tuple[str, int]], poses: Sequence[tuple[str, int]]
) -> Iterator[Finding]:
    if numbered:
        yield Finding("atoms_numbered", {"residues": _listed(numbered)})
    if shared:
        yield Finding("ids_shared", {"count": len(shared), "residues": _listed([name for name, _ in shared])})
    for name, count in poses:
        yield Finding("poses_of_one_id", {"residue": name, "count": count})


def _listed(names: Sequence[str]) -> str:
    different = list(dict.fromkeys(names))
    return " ".join([*different[:LISTED], *(["..."] if len(different) > LISTED else [])])


def _id(chain: SourceChain, residue: SourceResidue) -> str:
    return f"{residue.component}:{chain.name}:{residue.auth_seq_id}{residue.ins_code}"


@cache
def _own_names(component: str) -> frozenset[str]:
    """Atom names of an amino acid; nothing for other components."""
    known = gemmi.find_tabulated_residue(component)
    template = packaged_template(component) if known.is_amino_acid() else None
    return frozenset({*template.atoms, "OXT"}) if template else frozenset()


def _overfull(component: str, known: Collection[tuple[str, str]]) -> bool:
    """Whether an amino acid has atoms under more names than it can have."""
    own = _own_names(component)
    return bool(own) and len(known) > len(own) and len({name for name, _ in known}) > len(own)


def _copies(atoms: SourceAtoms, component: str, rows: list[int]) -> list[list[int]]:
    """Rows of each residue or molecule among the atoms of one id."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    labels, names = atoms.altloc[rows].tolist(), atoms.name[rows].tolist()
    near = cKDTree(atoms.xyz[rows]).sparse_distance_matrix(cKDTree(atoms.xyz[rows]), LONG_BOND, output_type="ndarray")
    i, j, distance = near["i"], near["j"], near["v"]
    light = np.isin(atoms.element[rows], list(LIGHT))
    of_protein = "CA" in names and component != "CA"
    apart = {frozenset(joint) for joint in JOINTS}
    together = [
        a < b and d < (BOND if light[a] and light[b] else LONG_BOND)
        and not (of_protein and frozenset((names[a], names[b])) in apart)
        for a, b, d in zip(i.tolist(), j.tolist(), distance.tolist(), strict=True)
    ]  # fmt: skip
    graph = coo_array((np.ones(sum(together)), (i[together], j[together])), shape=(len(rows), len(rows)))
    number, part_of = connected_components(graph, directed=False)
    close = {
        (a, b)
        for a, b, d in zip(i.tolist(), j.tolist(), distance.tolist(), strict=True)
        if a < b and d < IN_ONE_PLACE and (labels[a] == labels[b] or not labels[a] or not labels[b])
    }
    parts: list[list[int]] = []
    for part in range(number):
        members = np.flatnonzero(part_of == part).tolist()
        several = of_protein or any(part_of[a] == part for a, _ in close)
        keys, elements = [(names[k], labels[k]) for k in members], atoms.element[rows][members].tolist()
        parts += _untangled(keys, members, elements, several=several)
    own = _own_names(component)
    return [[rows[k] for k in copy] for copy in _joined(atoms.xyz[rows], names, labels, parts, own)]


def _untangled(
    keys: Sequence[tuple[str, str]], members: list[int], elements: Sequence[str], *, several: bool
) -> list[list[int]]:
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
    times: dict[tuple[str, str], int] = {}
    divided: list[list[int]] = []
    for member, key in zip(members, keys, strict=True):
        which = times[key] = times.get(key, -1) + 1
        if which == len(divided):
            divided.append([])
        divided[which].append(member)
    return divided


def _joined(
    xyz: FloatArray, names: Sequence[str], labels: Sequence[str], parts: list[list[int]], own: frozenset[str]
) -> list[list[int]]:
    """Give what was torn from a residue back to it; in the order of the source."""
    copies: list[list[int]] = []
    for part in sorted(parts, key=lambda part: (-len(part), part[0])):
        keys = {(names[k], labels[k]) for k in part}
        foreign = own and not {name for name, _ in keys} <= own
        nearest = None
        for copy in copies:
            there = {(names[k], labels[k]) for k in copy}
            if foreign or keys & there or (own and not {name for name, _ in there} <= own):
                continue
            distance = float(np.linalg.norm(xyz[part][:, None] - xyz[copy][None], axis=2).min())
            if distance < NEAR and (nearest is None or distance < nearest[0]):
                nearest = distance, copy
        if nearest is not None:
            nearest[1].extend(part)
        else:
            copies.append(list(part))
    return sorted((sorted(copy) for copy in copies), key=lambda copy: copy[0])


def _without_repeats(atoms: SourceAtoms, copies: list[list[int]]) -> tuple[list[list[int]], int]:
    """Leave out copies that stand in the place of another; of unlike occupancy the higher is kept, else the first."""
    share = [round(float(np.nan_to_num(atoms.occupancy[copy]).mean()), 4) for copy in copies]
    kept: list[int] = []
    for i in sorted(range(len(copies)), key=lambda i: (-share[i], i)):
        if not any(_same(atoms, copies[k], copies[i]) for k in kept):
            kept.append(i)
    left = sum(len(copy) for i, copy in enumerate(copies) if i not in kept)
    return [copies[i] for i in sorted(kept)], left


def _same(atoms: SourceAtoms, first: list[int], second: list[int]) -> bool:
    from scipy.spatial import cKDTree

    at = [{(str(atoms.name[k]), str(atoms.altloc[k])): k for k in copy} for copy in (first, second)]
    shared = sorted(at[0].keys() & at[1].keys())
    if not shared:
        return False
    apart = np.linalg.norm(
        atoms.xyz[[at[0][key] for key in shared]] - atoms.xyz[[at[1][key] for key in shared]], axis=1
    )
    alpha = [apart[k] for k, (name, _) in enumerate(shared) if name == "CA"]
    if len(first) == 1:
        return bool(apart.max() < IN_ONE_PLACE)
    if alpha:
        return bool(min(alpha) < SAME_RESIDUE)
    if len(second) * 2 < len(first) or "CA" in {name for name, _ in at[0]}:
        # Some atoms of it, not another one.
        return bool(cKDTree(atoms.xyz[first]).query(atoms.xyz[second])[0].min() < NEAR)
    return bool(apart.max() < GIVEN_TWICE)


def _in_one_place(atoms: SourceAtoms, copies: Sequence[list[int]]) -> bool:
    """Whether atoms of one copy lie where those of another are."""
    from scipy.spatial import cKDTree

    return any(
        bool((cKDTree(atoms.xyz[first]).query(atoms.xyz[second])[0] < IN_ONE_PLACE).any())
        for k, first in enumerate(copies)
        for second in copies[k + 1 :]
    )


def _unique_names(atoms: SourceAtoms, rows: list[int]) -> dict[int, str]:
    """New names for atoms of a molecule that share one: numbered in the order of the source, C1 C2 C3."""
    keys = [(str(atoms.name[row]), str(atoms.altloc[row])) for row in rows]
    if len(set(keys)) == len(keys) or "CA" in {name for name, _ in keys}:
        return {}
    count: dict[tuple[str, str], int] = {}
    for key in keys:
        count[key] = count.get(key, 0) + 1
    several = {name for (name, _), times in count.items() if times > 1}
    taken = {name for name, _ in keys} - several
    numbers: dict[tuple[str, str], int] = {}
    new = {}
    for row, (name, label) in zip(rows, keys, strict=True):
        if name in several:
            number = numbers.get((name, label), 0) + 1
            while f"{name}{number}" in taken:
                number += 1
            numbers[name, label] = number
            new[row] = f"{name}{number}"
    return new
