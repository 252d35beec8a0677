"""The parts of chains: what a program or an engineer joined under one chain id is taken apart.

Under one chain id there may be XPO1, Ran and cargo, because a program gave all of them one letter, or because they are
one chain: a cargo joined to XPO1 by a linker. What aligns to a reference sequence is a part, from the first aligned
residue to the last; loops and insertions between them belong to it, but for stretches that no bond joins to it and that
have other letters (:mod:`nesgroove.identify.foreign`). What is left at its ends are tails, divided where
another molecule begins: an expression tag, a linker, a cargo. Which of these they are is decided by where they lie
(:mod:`nesgroove.identify.roles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nesgroove.identify.chain_sequence import Backbone, ChainSequence, chain_sequence
from nesgroove.identify.foreign import without_foreign
from nesgroove.identify.recognise import recognise_sequence
from nesgroove.identify.together import molecules
from nesgroove.model.recognition import Recognition
from nesgroove.model.structure import Chain, Structure

LINKER = re.compile(r"[GS]{4,}")
"""Glycines and serines that join two proteins (Chen et al. 2013, doi:10.1016/j.addr.2012.09.039): four or more in a row
beside a recognised part are neither of what they join."""


@dataclass(frozen=True)
class ChainPart:
    """One protein, or a piece of one, under a chain id.

    Attributes
    ----------
    chain : Chain
        Its residues. The name is the chain id for the only or the main part, which is XPO1 where there is one; else the
        chain id and the author's numbers of its first and last residue: ``A:1101-1115``.
    recognition : Recognition or None
        Which reference sequence it has; None where none fits.
    tail_of : str
        Name of the recognised part that it continues, empty where it is a molecule of its own.
    """

    chain: Chain
    recognition: Recognition | None
    tail_of: str = ""

    @property
    def name(self) -> str:
        """What it is called in the tables."""
        return self.chain.name

    @property
    def residues(self) -> tuple[int, ...]:
        """Its residues, in the order of the sequence."""
        return self.chain.residues


@dataclass(frozen=True)
class _Piece:
    """Residues of a part before it has a name; ``tail_of`` is the place of the part it continues among the pieces."""

    residues: tuple[int, ...]
    recognition: Recognition | None
    tail_of: int | None = None


def divide(structure: Structure) -> list[ChainPart]:
    """Take the chains of a structure apart.

    Parameters
    ----------
    structure
        One entry.

    Returns
    -------
    list of ChainPart
        In the order of the chains, the parts of each in the order of its sequence; no two have the same name.
    """
    backbone = Backbone(structure)
    parts: list[ChainPart] = []
    for chain in structure.chains:
        pieces: list[_Piece] = []
        for molecule in molecules(structure, backbone, chain):
            whole = chain_sequence(structure, backbone, molecule, chain.declared)
            own_sequence, foreign = without_foreign(structure, backbone, whole, chain.organism)
            pieces += _pieces(structure, own_sequence, chain, len(pieces))
            pieces += [_Piece(residues, None) for residues in foreign]
        names = _names(structure, chain, pieces, [part.name for part in parts])
        for name, piece in zip(names, pieces, strict=True):
            sequence = "".join(structure.residues[i].code for i in piece.residues)
            own = replace(chain, name=name, residues=piece.residues, sequence=sequence)
            parts.append(ChainPart(own, piece.recognition, "" if piece.tail_of is None else names[piece.tail_of]))
    return parts


def _pieces(structure: Structure, sequence: ChainSequence, chain: Chain, before: int) -> list[_Piece]:
    """Divide one molecule; places of pieces are counted on from ``before``."""
    sections = list(_sections(structure, sequence, chain.organism, 0, len(sequence.letters)))
    if len(sections) == 1:
        residues = tuple(i for i in sequence.residues if i is not None)
        return [_Piece(residues, sections[0][2])]
    cut: list[tuple[int, int, Recognition | None, int | None]] = []
    for number, (start, stop, recognition) in enumerate(sections):
        if recognition is not None:
            cut.append((start, stop, recognition, None))
            continue
        # Recognised sections are never neighbours' tails of tails: what is beside a tail is recognised.
        left, right = number > 0, number < len(sections) - 1
        cut += [(a, b, None, side) for a, b, side in _tails(sequence, start, stop, left=left, right=right)]
    pieces = []
    for number, (start, stop, recognition, side) in enumerate(cut):
        residues = tuple(i for i in sequence.residues[start:stop] if i is not None)
        owner = None
        if side is not None:
            step = range(number - 1, -1, -1) if side < 0 else range(number + 1, len(cut))
            owner = before + next(i for i in step if cut[i][2] is not None)
        pieces.append(_Piece(residues, recognition, owner))
    return pieces


def _sections(
    structure: Structure, sequence: ChainSequence, organism: str, start: int, stop: int
) -> Iterator[tuple[int, int, Recognition | None]]:
    """Letters that align to a reference, and those between and beside them; none is without residues."""
    part = sequence.part(start, stop)
    if all(residue is None for residue in part.residues):
        return
    recognition = recognise_sequence(structure, part, organism)
    if recognition is None:
        yield start, stop, None
        return
    aligned = [i for i in range(start, stop) if sequence.residues[i] in recognition.number_of]
    first, last = aligned[0], aligned[-1] + 1
    yield from _sections(structure, sequence, organism, start, first)
    yield first, last, recognition
    yield from _sections(structure, sequence, organism, last, stop)


def _tails(
    sequence: ChainSequence, start: int, stop: int, *, left: bool, right: bool
) -> Iterator[tuple[int, int, int | None]]:
    """Divide letters that no reference fits, beside a recognised part on the left, on the right or on both sides.

    Yields first letter, the one after the last, and on which side lies the part that the piece continues: -1, 1, or
    None where it is a molecule of its own.
    """
    cuts = {start, stop} | {i + 1 for i in sequence.breaks if start <= i < stop - 1}
    if left:
        cuts.add(_end_of_tail(sequence, range(start, stop)))
    if right:
        cuts.add(_end_of_tail(sequence, range(stop - 1, start - 1, -1)) + 1)
    joined_left = left and start - 1 not in sequence.breaks
    joined_right = right and stop - 1 not in sequence.breaks
    for a, b in pairwise(sorted(cuts)):
        if all(residue is None for residue in sequence.residues[a:b]):
            continue
        free_left = any(a > i >= start for i in sequence.breaks)
        free_right = any(b - 1 <= i < stop - 1 for i in sequence.breaks)
        side = -1 if joined_left and not free_left else 1 if joined_right and not free_right else None
        yield a, b, side


def _end_of_tail(sequence: ChainSequence, outwards: range) -> int:
    """Where a tail ends that begins beside a recognised part: behind a linker, else at the first gap.

    Parameters
    ----------
    sequence
        The molecule's.
    outwards
        Letters away from the recognised part.
    """
    letters = "".join(sequence.letters[i] for i in outwards)
    linker = LINKER.match(letters)
    seen = [sequence.residues[i] is not None for i in outwards]
    length = linker.end() if linker else next((k for k in range(len(seen)) if not seen[k] and any(seen[:k])), 0)
    return outwards.start + length * outwards.step


def _names(structure: Structure, chain: Chain, pieces: Sequence[_Piece], taken: Sequence[str]) -> list[str]:
    """Name the pieces of a chain: the main one by its id, the others by their numbers too."""

    def weight(i: int) -> tuple[bool, bool, int]:
        known = pieces[i].recognition
        return known is not None and known.kind == "xpo1", known is not None, len(pieces[i].residues)

    main = max(range(len(pieces)), key=lambda i: (weight(i), -i))
    names: list[str] = []
    for i, piece in enumerate(pieces):
        ends = (structure.residues[piece.residues[0]].number, structure.residues[piece.residues[-1]].number)
        name = chain.name if i == main else f"{chain.name}:{'-'.join(dict.fromkeys(ends))}"
        number, unique = 1, name
        while unique in names or unique in taken or (i != main and unique == chain.name):
            number += 1
            unique = f"{name}.{number}"
        names.append(unique)
    return names
