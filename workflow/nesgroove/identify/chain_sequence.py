"""The sequence of a chain as an alignment wants it: with what is missing in it, and with its breaks.

Where the file declares a sequence that its coordinates agree with, that sequence is taken, each residue that is seen
with the letter of its coordinates. Else the residues that are seen follow each other, and where the backbone is broken
and the numbers leave some out, as many unknown ones (``X``) stand between: so the alignment has its gap where the
chain has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nesgroove.model.chain_order import BONDED, CA_STEP, NEIGHBOUR_CA
from nesgroove.model.structure import FloatArray, Residue, Structure

FILLED = 100
"""Longest gap in the numbers that is filled with unknown residues; a longer one separates."""

AGREEING = 0.9
"""Part of the residues that must have their declared letter, or the declared sequence is another chain's."""


@dataclass(frozen=True)
class ChainSequence:
    """Letters of a chain, and the residues that they are of.

    Attributes
    ----------
    letters : str
        One-letter codes, residues that are not seen included as far as they are known.
    residues : tuple of int or None
        Residue index of each letter; None where it is not in the coordinates.
    breaks : frozenset of int
        ``i`` where letters ``i`` and ``i + 1`` are both seen and not bonded to each other.
    declared : str
        The letters as the file declares them; empty where it declares none, or another chain's.
    """

    letters: str
    residues: tuple[int | None, ...]
    breaks: frozenset[int]
    declared: str = ""

    def part(self, start: int, stop: int) -> ChainSequence:
        """Cut out some letters.

        Parameters
        ----------
        start, stop
            The first letter, and the one after the last.

        Returns
        -------
        ChainSequence
            Counted from 0.
        """
        return ChainSequence(
            self.letters[start:stop],
            self.residues[start:stop],
            frozenset(i - start for i in self.breaks if start <= i < stop - 1),
            self.declared[start:stop],
        )


class Backbone:
    """Which residues of a structure are bonded to each other.

    Parameters
    ----------
    structure
        The structure.
    """

    def __init__(self, structure: Structure) -> None:
        self._n, self._ca, self._c = (_placed(structure, name) for name in ("N", "CA", "C"))

    def breaks(self, residues: Sequence[int]) -> list[bool]:
        """Which residues are too far from the next for neighbours.

        Parameters
        ----------
        residues
            Their indices, in the order of the chain.

        Returns
        -------
        list of bool
            One for each but the last; False where no atoms tell.
        """
        own = np.asarray(residues, dtype=np.intp)
        first, second = own[:-1], own[1:]
        bond, step = (
            np.sqrt((apart * apart).sum(axis=1))
            for apart in (self._c[first] - self._n[second], self._ca[first] - self._ca[second])
        )
        broken: list[bool] = np.where(np.isnan(bond), step > NEIGHBOUR_CA[1], bond > BONDED[1]).tolist()
        return broken

    def reaches(self, first: int, second: int, steps: int) -> bool:
        """Whether so many residues carry a chain from one residue to another.

        Parameters
        ----------
        first, second
            Indices of the residues, in the order of the chain.
        steps
            How many residues lie from one to the other, 1 for neighbours.

        Returns
        -------
        bool
            True where no atoms tell.
        """
        return not self.apart(first, second) > CA_STEP * steps + 1.0

    def apart(self, first: int, second: int) -> float:
        """Distance of the C-alpha atoms of two residues.

        Parameters
        ----------
        first, second
            Indices of the residues.

        Returns
        -------
        float
            A; nan where one is not in the file.
        """
        return float(np.linalg.norm(self._ca[first] - self._ca[second]))


def stretches(backbone: Backbone, residues: Sequence[int]) -> list[tuple[int, ...]]:
    """Divide residues where the backbone is broken.

    Parameters
    ----------
    backbone
        Which residues are bonded.
    residues
        Polymer residues, in order.

    Returns
    -------
    list of tuple of int
        Each bonded from its first residue to its last.
    """
    divided = [list(residues[:1])]
    for broken, residue in zip(backbone.breaks(residues), residues[1:], strict=True):
        if broken:
            divided.append([])
        divided[-1].append(residue)
    return [tuple(stretch) for stretch in divided if stretch]


def chain_sequence(
    structure: Structure, backbone: Backbone, residues: Sequence[int], declared: str = ""
) -> ChainSequence:
    """Lay out the sequence of a molecule.

    Parameters
    ----------
    structure, backbone
        The structure, and which of its residues are bonded.
    residues
        Its residues, in order.
    declared
        The sequence that the file declares for its chain.

    Returns
    -------
    ChainSequence
        With the declared letters where they are those of these residues.
    """
    records = [structure.residues[i] for i in residues]
    of_declared = _by_declared(records, declared)
    if of_declared is not None:
        letters, at = of_declared
        place = {index: i for i, index in enumerate(at) if index is not None}
        broken = [a for a, apart in enumerate(backbone.breaks(residues)) if apart]
        breaks = {place[residues[a]] for a in broken if place[residues[a + 1]] == place[residues[a]] + 1}
        return ChainSequence(letters, at, frozenset(breaks), declared)
    return _by_numbers(records, backbone)


def _by_declared(records: Sequence[Residue], declared: str) -> tuple[str, tuple[int | None, ...]] | None:
    """Letters and residues of the declared sequence; None where it is not the one of these residues."""
    numbers = [record.label_seq_id for record in records]
    seen = {n - 1: record for n, record in zip(numbers, records, strict=True) if n is not None}
    if not declared or len(seen) < len(records) or not all(0 <= i < len(declared) for i in seen):
        return None
    known = [(record.code, declared[i]) for i, record in seen.items() if record.code != "X"]
    if sum(code == letter for code, letter in known) < AGREEING * len(known):
        return None
    letters = "".join(
        seen[i].code if i in seen and seen[i].code != "X" else letter for i, letter in enumerate(declared)
    )
    return letters, tuple(seen[i].index if i in seen else None for i in range(len(declared)))


def _by_numbers(records: Sequence[Residue], backbone: Backbone) -> ChainSequence:
    letters: list[str] = []
    at: list[int | None] = []
    breaks = set()
    broken = [False, *backbone.breaks([record.index for record in records])]
    for before, record, apart in zip([None, *records], records, broken, strict=False):
        if before is not None and apart:
            missing = _number(record)[0] - _number(before)[0] - 1
            if 0 < missing <= FILLED:
                letters += ["X"] * missing
                at += [None] * missing
            else:
                breaks.add(len(letters) - 1)
        letters.append(record.code)
        at.append(record.index)
    return ChainSequence("".join(letters), tuple(at), frozenset(breaks))


def _number(record: Residue) -> tuple[int, str]:
    return record.auth_seq_id, record.ins_code


def _placed(structure: Structure, name: str) -> FloatArray:
    """Coordinates of the atom of this name in each residue, shape (residues, 3); nan where there is none."""
    xyz = np.full((len(structure.residues), 3), np.nan)
    atoms = np.flatnonzero(structure.atoms.name == name)
    xyz[structure.atoms.residue[atoms]] = structure.atoms.xyz[atoms]
    return xyz
