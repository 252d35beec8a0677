"""Atoms, residues and chains as any library gives them, made into the columns of a structure.

Policies, the same for every source:

* heavy atoms only: hydrogens and deuteriums are counted and left out;
* alternate locations: in each residue the label with the highest mean occupancy, ties to the first label; a
  compound and the side chain that it is bonded to have one label (:mod:`nesgroove.io.alternates`); an atom of a polymer
  that has no copy with that label keeps its own best one, a compound is of one label alone; where labels say that
  two components share one place in the sequence (microheterogeneity) the component is chosen in the same way;
* what has no name is given one (:mod:`nesgroove.io.unnamed`);
* a cysteine and what is bonded to its sulphur are two residues (:mod:`nesgroove.io.adducts`);
* what has one id is told apart by place and bonds (:mod:`nesgroove.io.repeats`); an atom that is given twice without a
  label is taken once;
* bonds decide what is a polymer's (:mod:`nesgroove.io.polymers`), the sequence in which order its residues stand:
  peptide bonds, the archive's numbers, the author's numbers (:mod:`nesgroove.model.chain_order`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import accumulate
from itertools import chain as flat
from typing import Any

import gemmi
import numpy as np
import numpy.typing as npt

from nesgroove.io.adducts import adducts_apart, bonds_of
from nesgroove.io.alternates import Link, best_label, leading_labels
from nesgroove.io.makes import makes_of
from nesgroove.io.polymers import ChainMembers, chain_members
from nesgroove.io.repeats import ToldApart, told_apart
from nesgroove.io.source_atoms import HYDROGENS, SourceAtoms, SourceChain, SourceResidue, in_one_piece
from nesgroove.io.unnamed import named
from nesgroove.model.problem import Finding
from nesgroove.model.structure import Atoms, Chain, RecordedBond, Residue, ResidueKind


@dataclass(frozen=True)
class Assembled:
    """The columns of a structure.

    Attributes
    ----------
    atoms : Atoms
    residues : tuple of Residue
    chains : tuple of Chain
    row : ndarray of int, shape (number of atoms,)
        The source's row of each atom that was kept.
    left_out : Atoms
        Heavy atoms in alternate locations that were not kept, with the residue that each belongs to.
    hydrogens, repeated : int
        How many atoms were left out as hydrogens, and as given twice.
    bonds : tuple of RecordedBond
        From a sulphur to a compound that the source has in one residue with its cysteine.
    findings : tuple of Finding
        What came up: names that were given, ids that are used twice.
    """

    atoms: Atoms
    residues: tuple[Residue, ...]
    chains: tuple[Chain, ...]
    row: npt.NDArray[np.intp]
    left_out: Atoms
    hydrogens: int
    repeated: int
    bonds: tuple[RecordedBond, ...] = ()
    findings: tuple[Finding, ...] = ()

    def index_of(self, row: int) -> int | None:
        """Say which atom a row of the source became.

        Parameters
        ----------
        row
            From 0.

        Returns
        -------
        int or None
            Its index; None where the row was left out.
        """
        index = int(self._indices[row]) if row < len(self._indices) else -1
        return index if index >= 0 else None

    @cached_property
    def _indices(self) -> npt.NDArray[np.intp]:
        """Index of the atom that each row of the source became, up to the last that was kept; -1 where it was not."""
        indices = np.full(self.row.max(initial=-1) + 1, -1)
        indices[self.row] = np.arange(len(self.row))
        return indices

    @property
    def contents(self) -> dict[str, Any]:
        """Those fields of :class:`nesgroove.model.structure.Structure` that are known from here."""
        return {
            "atoms": self.atoms,
            "residues": self.residues,
            "chains": self.chains,
            "left_out": self.left_out,
            "hydrogens": self.hydrogens,
            "repeated": self.repeated,
            "zero_occupancy": int((self.atoms.occupancy == 0).sum()),
        }


def assemble(atoms: SourceAtoms, chains: Sequence[SourceChain], links: Sequence[Link] = ()) -> Assembled:
    """Apply the policies and lay out what is kept.

    Parameters
    ----------
    atoms, chains
        What a library read.
    links
        Bonds that the source records between residues.

    Returns
    -------
    Assembled
        Of each chain id its polymers' residues first, then ligands and waters; where nothing is a polymer there is no
        chain, but the residues are there.
    """
    atoms, chains, unnamed = named(atoms, chains)
    apart = adducts_apart(atoms, in_one_piece(chains))
    # The cysteine of an adduct may have the id of another residue.
    told = told_apart(apart.atoms, in_one_piece(apart.chains) if apart.links else apart.chains)
    members = chain_members(told.atoms, told.chains)
    # Where no occupancy is given none is higher than another.
    weighed = replace(told.atoms, occupancy=np.nan_to_num(told.atoms.occupancy))
    leading = leading_labels(weighed, members, [*links, *apart.links])
    built = _Assembly(told.atoms, weighed, leading, _plain(told)).run(members)
    return replace(
        built,
        repeated=built.repeated + told.repeated,
        bonds=bonds_of(apart.links, built.row, built.atoms.xyz),
        findings=(*unnamed, *apart.findings, *told.findings),
    )


def _plain(told: ToldApart) -> set[int]:
    """Residues, by their identity, of which every atom is kept: no hydrogens, no labels, and no name twice."""
    atoms, makes = told.atoms, makes_of(told.atoms, told.chains)

    def plain(residue: SourceResidue) -> bool:
        own = residue.selection
        names = atoms.name[own].tolist()
        return not (
            (atoms.altloc[own] != "").any() or np.isin(atoms.element[own], HYDROGENS).any()
            or len(set(names)) < len(names)
        )  # fmt: skip

    whole = makes.where(plain)
    residues = (residue for chain in told.chains for residue in chain.residues)
    return {id(residue) for residue, make in zip(residues, makes.of, strict=True) if make in whole}


@cache
def one_letter_code(component: str) -> str:
    """One-letter code of a component; modified amino acids have their parent's, others ``X``."""
    letter = gemmi.find_tabulated_residue(component).one_letter_code
    return letter.upper() if letter.strip() else "X"


class _Assembly:
    """The state of :func:`assemble`: rows and residues kept so far."""

    def __init__(
        self, atoms: SourceAtoms, weighed: SourceAtoms, leading: Mapping[int, str], plain: Collection[int]
    ) -> None:
        self.atoms = atoms
        self.leading = leading
        self.plain = plain
        self.weighed = weighed
        self.hydrogens = 0
        self.repeated = 0
        self.left_out: list[tuple[int, int]] = []
        self.rows: list[Sequence[int]] = []
        self.residues: list[SourceResidue] = []
        self.chains: list[str] = []
        self.kinds: list[ResidueKind] = []

    # Plain lists: these go through atoms one residue at a time, where array slices would cost more.

    @cached_property
    def heavy(self) -> list[bool]:
        return [element not in HYDROGENS for element in self.atoms.element.tolist()]

    @cached_property
    def altlocs(self) -> list[str]:
        labels: list[str] = self.atoms.altloc.tolist()
        return labels

    @cached_property
    def occupancies(self) -> list[float]:
        shares: list[float] = self.weighed.occupancy.tolist()
        return shares

    @cached_property
    def names(self) -> list[str]:
        names: list[str] = self.atoms.name.tolist()
        return names

    def run(self, members: Sequence[ChainMembers]) -> Assembled:
        built = [chain for chains in map(self._chains, members) for chain in chains]
        sizes = list(map(len, self.rows))
        rows = np.fromiter(flat.from_iterable(self.rows), np.intp, sum(sizes))
        kept = self._columns(rows, np.repeat(np.arange(len(sizes), dtype=np.intp), sizes))
        others = np.array(self.left_out, dtype=np.intp).reshape(-1, 2)
        left_out = self._columns(others[:, 0], others[:, 1])
        return Assembled(kept, self._records(sizes), tuple(built), rows, left_out, self.hydrogens, self.repeated)

    def _records(self, sizes: Sequence[int]) -> tuple[Residue, ...]:
        own = self.residues
        components = [residue.component for residue in own]
        numbers, insertions = [residue.auth_seq_id for residue in own], [residue.ins_code for residue in own]
        codes = [
            one_letter_code(component) if kind == "polymer" else "X"
            for component, kind in zip(components, self.kinds, strict=True)
        ]
        ends = list(accumulate(sizes, initial=0))
        return tuple(
            map(
                Residue, range(len(own)), components, codes, self.kinds, self.chains, numbers, insertions,
                [residue.label_chain for residue in own], [residue.label_seq_id for residue in own], ends, ends[1:],
                _times(list(zip(components, self.chains, numbers, insertions, strict=True))),
            )
        )  # fmt: skip

    def _columns(self, rows: npt.NDArray[np.intp], residue: npt.NDArray[np.intp]) -> Atoms:
        source = self.atoms
        return Atoms(
            xyz=source.xyz[rows].reshape(-1, 3),
            name=source.name[rows],
            element=source.element[rows],
            altloc=source.altloc[rows],
            occupancy=source.occupancy[rows],
            b_factor=source.b_factor[rows],
            residue=residue,
        )

    def _chains(self, members: ChainMembers) -> list[Chain]:
        chains = []
        for polymer in members.polymers:
            own = self._added(members.name, polymer.groups, "polymer")
            if own:
                sequence = "".join(one_letter_code(self.residues[i].component) for i in own)
                chains.append(Chain(members.name, tuple(own), sequence, polymer.declared, polymer.organism))
        self._added(members.name, [[ligand] for ligand in members.ligands], "ligand")
        self._added(members.name, [[water] for water in members.waters], "water")
        return chains

    def _added(self, chain: str, groups: Sequence[list[SourceResidue]], kind: ResidueKind) -> range:
        """Keep what the policies keep of some places; return the indices of its residues."""
        first = len(self.residues)
        for group in groups:
            if len(group) == 1 and id(group[0]) in self.plain:
                residue, rows = group[0], group[0].rows
            else:
                residue, rows, others = self._choose(group, kind)
                self.left_out += [(row, len(self.residues)) for row in others if rows]
            if rows:
                self.residues.append(residue)
                self.rows.append(rows)
        new = range(first, len(self.residues))
        self.chains += [chain] * len(new)
        self.kinds += [kind] * len(new)
        return new

    def _choose(self, group: list[SourceResidue], kind: ResidueKind) -> tuple[SourceResidue, list[int], list[int]]:
        """Apply the policies to one residue number: what it is, the rows that are kept, and their alternates."""
        heavy = [[row for row in residue.rows if self.heavy[row]] for residue in group]
        self.hydrogens += sum(len(residue.rows) for residue in group) - sum(map(len, heavy))
        if len(group) == 1 and not any(self.altlocs[row] for row in group[0].rows):
            return group[0], self._without_repeats(heavy[0]), []
        leads = [i for i, residue in enumerate(group) if residue.rows and residue.rows[0] in self.leading]
        which = leads[0] if leads else max(range(len(group)), key=lambda i: (self._mean_occupancy(heavy[i]), -i))
        residue, rows = group[which], heavy[which]
        chosen = self.leading[residue.rows[0]] if leads else ""
        if chosen not in {self.altlocs[row] for row in rows} - {""}:
            chosen = self._best_label(rows)
        kept: dict[str, int] = {}
        for row in sorted(rows, key=lambda r: (_rank(self.altlocs[r], chosen), -self.occupancies[r], self.altlocs[r])):
            if kind == "polymer" or self.altlocs[row] in ("", chosen):
                kept.setdefault(self.names[row], row)
        chosen_rows = sorted(kept.values())
        return residue, chosen_rows, sorted({row for rows in heavy for row in rows} - set(chosen_rows))

    def _best_label(self, rows: list[int]) -> str:
        """The best label; none where atoms without one are alternates of others that have one, and are better."""
        label = best_label(self.weighed, rows)
        plain = {self.names[row]: row for row in rows if not self.altlocs[row]}
        both = [row for row in rows if self.altlocs[row] == label and self.names[row] in plain]
        others = [plain[self.names[row]] for row in both]
        return "" if both and self._mean_occupancy(others) >= self._mean_occupancy(both) else label

    def _without_repeats(self, rows: list[int]) -> list[int]:
        """Leave out atoms whose name came before."""
        if len({self.names[row] for row in rows}) == len(rows):
            return rows
        first: dict[str, int] = {}
        for row in rows:
            first.setdefault(self.names[row], row)
        self.repeated += len(rows) - len(first)
        return list(first.values())

    def _mean_occupancy(self, rows: list[int]) -> float:
        # Single precision leaves 0.5 and 0.5 a hair apart after averaging; a tie must stay a tie.
        return round(sum(self.occupancies[row] for row in rows) / len(rows), 4) if rows else 0.0


def _times(keys: Sequence[Hashable]) -> Sequence[int]:
    """Which time it is that each comes, counted from 1."""
    if len(set(keys)) == len(keys):
        return [1] * len(keys)
    seen: dict[Hashable, int] = {}
    times = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        times.append(seen[key])
    return times


def _rank(label: str, chosen: str) -> int:
    """The chosen label first, then none, then others."""
    return 0 if label == chosen else 2 if label else 1
