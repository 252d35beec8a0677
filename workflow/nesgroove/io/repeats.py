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
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache

import gemmi
import numpy as np

from nesgroove.chem.templates import packaged_template
from nesgroove.io.copies import all_apart, copies_of, in_one_place, without_repeats
from nesgroove.io.makes import makes_of
from nesgroove.io.source_atoms import HYDROGENS, SourceAtoms, SourceChain, SourceResidue
from nesgroove.model.problem import Finding
from nesgroove.model.structure import BoolArray

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
    divided: dict[int, list[SourceResidue]] = {}
    renamed: dict[int, str] = {}
    repeated, numbered = 0, []
    shared: list[tuple[str, int]] = []
    poses: list[tuple[str, int]] = []
    for chain, residue, rows, apart in _of_makes(atoms, chains, heavy, makes.of, several):
        copies = [[row] for row in rows] if apart else copies_of(
            atoms, residue.component, rows, _own_names(residue.component)
        )  # fmt: skip
        kept, dropped = (copies, 0) if apart else without_repeats(atoms, copies)
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
            (poses if in_one_place(atoms, kept) else shared).append((_id(chain, residue), len(kept)))
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


def _of_makes(
    atoms: SourceAtoms, chains: Sequence[SourceChain], heavy: BoolArray, make_of: Sequence[int], asked: AbstractSet[int]
) -> Iterator[tuple[SourceChain, SourceResidue, list[int], bool]]:
    """Residues of some makes with their chains, their heavy atoms, and whether these are all far from each other."""
    residues = ((chain, residue) for chain in chains for residue in chain.residues)
    own = [pair for pair, make in zip(residues, make_of, strict=True) if make in asked]
    rows = [[row for row in residue.rows if heavy[row]] for _, residue in own]
    flat = [row for of_one in rows for row in of_one]
    apart = all_apart(atoms.xyz[flat], [number for number, of_one in enumerate(rows) for _ in of_one])
    for number, (chain, residue) in enumerate(own):
        yield chain, residue, rows[number], number in apart


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
