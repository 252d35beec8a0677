"""Atoms, residues and chains as any library gives them, made into the columns of a structure.

Policies, the same for every source:

* heavy atoms only: hydrogens and deuteriums are counted and left out;
* alternate locations: in each residue the label with the highest mean occupancy, ties to the first label; a
  compound and the side chain that it is bonded to have one label (:mod:`nesgroove.io.alternates`); an atom of a polymer
  that has no copy with that label keeps its own best one, a compound is of one label alone; where two components share
  one residue number (microheterogeneity) the component is chosen in the same way;
* an atom that is given twice without a label is taken once, as it comes first;
* the sequence decides the order of a polymer's residues: the archive's numbers, where there are none peptide bonds
  and the author's numbers (:mod:`nesgroove.model.chain_order`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import gemmi
import numpy as np
import numpy.typing as npt

from nesgroove.io.alternates import Link, best_label, leading_labels
from nesgroove.model.chain_order import MainChain, sequence_order
from nesgroove.model.structure import Atoms, Chain, FloatArray, Residue, ResidueKind

HYDROGENS = frozenset({"H", "D"})


@dataclass(frozen=True)
class SourceAtoms:
    """All atoms of a source as columns of equal length n, hydrogens and alternate locations included.

    Attributes
    ----------
    xyz : ndarray, shape (n, 3)
        A.
    name, element, altloc : ndarray of str, shape (n,)
        Element symbols in capitals; an empty label where an atom has no alternate location.
    occupancy, b_factor : ndarray, shape (n,)
    """

    xyz: FloatArray
    name: npt.NDArray[np.str_]
    element: npt.NDArray[np.str_]
    altloc: npt.NDArray[np.str_]
    occupancy: FloatArray
    b_factor: FloatArray


@dataclass(frozen=True)
class SourceResidue:
    """One residue of a source: its identifiers, and the rows of its atoms.

    Attributes
    ----------
    component : str
        Component id.
    kind : str
        Polymer, ligand or water.
    auth_seq_id, ins_code : int, str
        The author's number and insertion code.
    label_chain, label_seq_id : str, int or None
        The archive's ids.
    rows : sequence of int
        Rows of its atoms in the source's arrays.
    """

    component: str
    kind: ResidueKind
    auth_seq_id: int
    ins_code: str
    label_chain: str
    label_seq_id: int | None
    rows: Sequence[int]


@dataclass(frozen=True)
class SourceChain:
    """One chain of a source.

    Attributes
    ----------
    name : str
        The author's id.
    residues : sequence of SourceResidue
        In the order of the source.
    declared : str
        The sequence that the source declares, in one-letter codes; empty where it declares none.
    organism : str
        The species that the source names, empty where it names none.
    """

    name: str
    residues: Sequence[SourceResidue]
    declared: str
    organism: str = ""


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
    """

    atoms: Atoms
    residues: tuple[Residue, ...]
    chains: tuple[Chain, ...]
    row: npt.NDArray[np.intp]
    left_out: Atoms
    hydrogens: int
    repeated: int

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
        Of each chain its polymer's residues first, then the others; a chain without a polymer is no chain, but its
        residues are there.
    """
    # Where no occupancy is given none is higher than another.
    weighed = replace(atoms, occupancy=np.nan_to_num(atoms.occupancy))
    return _Assembly(atoms, weighed, leading_labels(weighed, chains, links)).run(chains)


@cache
def one_letter_code(component: str) -> str:
    """One-letter code of a component; modified amino acids have their parent's, others ``X``."""
    letter = gemmi.find_tabulated_residue(component).one_letter_code
    return letter.upper() if letter.strip() else "X"


class _Assembly:
    """The state of :func:`assemble`: rows and residues kept so far."""

    def __init__(self, atoms: SourceAtoms, weighed: SourceAtoms, leading: Mapping[int, str]) -> None:
        self.atoms = atoms
        self.leading = leading
        # Plain lists: this goes through atoms one residue at a time, where array slices would cost more.
        self.heavy: list[bool] = (~np.isin(atoms.element, list(HYDROGENS))).tolist()
        self.altlocs: list[str] = atoms.altloc.tolist()
        self.weighed = weighed
        self.occupancies: list[float] = weighed.occupancy.tolist()
        self.names: list[str] = atoms.name.tolist()
        self.elements: list[str] = atoms.element.tolist()
        self.hydrogens = 0
        self.repeated = 0
        self.left_out: list[tuple[int, int]] = []
        self.rows: list[int] = []
        self.residues: list[Residue] = []

    def run(self, chains: Sequence[SourceChain]) -> Assembled:
        built = [chain for chain in map(self._chain, chains) if chain is not None]
        rows = np.array(self.rows, dtype=np.intp)
        sizes = [residue.stop - residue.start for residue in self.residues]
        kept = self._columns(rows, np.repeat(np.arange(len(sizes), dtype=np.intp), sizes))
        others = np.array(self.left_out, dtype=np.intp).reshape(-1, 2)
        left_out = self._columns(others[:, 0], others[:, 1])
        return Assembled(kept, tuple(self.residues), tuple(built), rows, left_out, self.hydrogens, self.repeated)

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

    def _chain(self, chain: SourceChain) -> Chain | None:
        groups = _same_number_groups(chain.residues)
        polymer = [group for group in groups if group[0].kind == "polymer"]
        # The sequence decides the order, not the order of lines in the file.
        if polymer and all(group[0].label_seq_id is not None for group in polymer):
            polymer.sort(key=lambda group: group[0].label_seq_id or 0)
        else:
            polymer = self._in_sequence(polymer)
        indices = [i for i in (self._residue(chain.name, group) for group in polymer) if i is not None]
        for group in groups:
            if group[0].kind != "polymer":
                self._residue(chain.name, group)
        if not indices:
            return None
        sequence = "".join(self.residues[i].code for i in indices)
        return Chain(chain.name, tuple(indices), sequence, chain.declared, chain.organism)

    def _in_sequence(self, groups: list[list[SourceResidue]]) -> list[list[SourceResidue]]:
        """Put residues without the archive's numbers in the order of the sequence."""
        author = tuple((group[0].auth_seq_id, group[0].ins_code) for group in groups)
        if all(before < after for before, after in pairwise(author)):
            return groups
        # Of alternates the first atom.
        atoms = {name: np.full((len(groups), 3), np.nan) for name in ("N", "CA", "C")}
        for place, group in enumerate(groups):
            for row in reversed(group[0].rows):
                if self.names[row] in atoms:
                    atoms[self.names[row]][place] = self.atoms.xyz[row]
        chain = MainChain((None,) * len(groups), author, atoms["N"], atoms["CA"], atoms["C"])
        return [groups[row] for row in sequence_order(chain)]

    def _residue(self, chain: str, group: list[SourceResidue]) -> int | None:
        residue, rows, others = self._choose(group)
        if not rows:
            return None
        index, start = len(self.residues), len(self.rows)
        self.left_out += [(row, index) for row in others]
        self.rows.extend(rows)
        self.residues.append(
            Residue(
                index=index,
                component=residue.component,
                code=one_letter_code(residue.component) if residue.kind == "polymer" else "X",
                kind=residue.kind,
                auth_chain=chain,
                auth_seq_id=residue.auth_seq_id,
                ins_code=residue.ins_code,
                label_chain=residue.label_chain,
                label_seq_id=residue.label_seq_id,
                start=start,
                stop=len(self.rows),
            )
        )
        return index

    def _choose(self, group: list[SourceResidue]) -> tuple[SourceResidue, list[int], list[int]]:
        """Apply the policies to one residue number: what it is, the rows that are kept, and their alternates."""
        heavy = [[row for row in residue.rows if self.heavy[row]] for residue in group]
        self.hydrogens += sum(len(residue.rows) for residue in group) - sum(map(len, heavy))
        if len(group) == 1 and not any(self.altlocs[row] for row in group[0].rows):
            return group[0], self._without_repeats(group[0], heavy[0]), []
        leads = [i for i, residue in enumerate(group) if residue.rows and residue.rows[0] in self.leading]
        which = leads[0] if leads else max(range(len(group)), key=lambda i: (self._mean_occupancy(heavy[i]), -i))
        residue, rows = group[which], heavy[which]
        chosen = self.leading[residue.rows[0]] if leads else ""
        if chosen not in {self.altlocs[row] for row in rows} - {""}:
            chosen = self._best_label(rows)
        kept: dict[str, int] = {}
        for row in sorted(rows, key=lambda r: (_rank(self.altlocs[r], chosen), -self.occupancies[r], self.altlocs[r])):
            if residue.kind == "polymer" or self.altlocs[row] in ("", chosen):
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

    def _without_repeats(self, residue: SourceResidue, rows: list[int]) -> list[int]:
        """Leave out atoms whose name came before, where names tell atoms apart."""
        if len({self.names[row] for row in rows}) == len(rows):
            return rows
        # A ligand whose atoms are named by their elements alone has as many as it has.
        if residue.kind != "polymer" and all(self.names[row].upper() == self.elements[row] for row in rows):
            return rows
        first: dict[str, int] = {}
        for row in rows:
            first.setdefault(self.names[row], row)
        self.repeated += len(rows) - len(first)
        return list(first.values())

    def _mean_occupancy(self, rows: list[int]) -> float:
        # Single precision leaves 0.5 and 0.5 a hair apart after averaging; a tie must stay a tie.
        return round(sum(self.occupancies[row] for row in rows) / len(rows), 4) if rows else 0.0


def _rank(label: str, chosen: str) -> int:
    """The chosen label first, then none, then others."""
    return 0 if label == chosen else 2 if label else 1


def _same_number_groups(residues: Sequence[SourceResidue]) -> list[list[SourceResidue]]:
    """Residues of a chain, those of one number (microheterogeneity) together."""
    groups: list[list[SourceResidue]] = []
    for residue in residues:
        before = groups[-1][0] if groups else None
        same = before is not None and (before.auth_seq_id, before.ins_code) == (residue.auth_seq_id, residue.ins_code)
        if residue.kind == "polymer" and same:
            groups[-1].append(residue)
        else:
            groups.append([residue])
    return groups
