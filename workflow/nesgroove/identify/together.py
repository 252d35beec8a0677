"""Which stretches of residues under one chain id are of one molecule.

Where their numbers do not overlap they are taken as they follow each other, and the alignment says where a molecule
ends. Where they overlap, because two molecules have one chain id and the same numbers, the letters say what each is:
stretches of one reference sequence are one molecule where they follow each other in it, and where as many residues as
are missing between them can reach from one to the other. A short stretch goes where its number is free and its letters
are those of the reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nesgroove.identify.chain_sequence import Backbone, chain_sequence, stretches
from nesgroove.identify.recognise import recognise_sequence
from nesgroove.identify.sound import PIECE_IDENTITY
from nesgroove.model.recognition import ReferenceSequence
from nesgroove.model.structure import Chain, Structure

Number = tuple[int, str]

SLACK = 2
"""Residues by which the numbers across a gap may be too few: chains are numbered through whatever is missing."""


@dataclass
class _Group:
    """A molecule as far as it is put together: its stretches, and what it is."""

    stretches: list[tuple[int, ...]]
    reference: ReferenceSequence
    number_of: dict[int, int]

    def offset(self, structure: Structure, at: int) -> int:
        """Number in the reference minus the author's, of the residue nearest to a number of the reference."""
        nearest = min(self.number_of, key=lambda i: abs(self.number_of[i] - at))
        return self.number_of[nearest] - structure.residues[nearest].auth_seq_id


def molecules(structure: Structure, backbone: Backbone, chain: Chain) -> list[tuple[int, ...]]:
    """Divide residues under one chain id where their numbers overlap.

    Parameters
    ----------
    structure, backbone
        The structure, and which of its residues are bonded.
    chain
        Its polymer residues, in order.

    Returns
    -------
    list of tuple of int
        The residues of each molecule, or of several whose numbers follow each other.
    """
    pieces = stretches(backbone, chain.residues)
    spans = [_span(structure, piece) for piece in pieces]
    if all(before[1] < after[0] for before, after in pairwise(spans)):
        return [chain.residues] if chain.residues else []
    groups: list[_Group] = []
    others = []
    for piece in pieces:
        known = recognise_sequence(structure, chain_sequence(structure, backbone, piece), chain.organism)
        if known is None:
            others.append(piece)
        else:
            groups.append(_Group([piece], known.reference, dict(known.number_of)))
    groups = _merged(backbone, groups)
    alone = [piece for piece in others if not _added(structure, backbone, groups, piece)]
    told = [_in_order(group) for group in groups] + _joined(structure, backbone, alone)
    first = {residue: place for place, residue in enumerate(chain.residues)}
    return sorted(told, key=lambda residues: first[residues[0]])


def _span(structure: Structure, piece: Sequence[int]) -> tuple[Number, Number]:
    """The lowest and the highest number of a stretch: the archive's where all have them, else the author's."""
    records = [structure.residues[i] for i in piece]
    label = [(record.label_seq_id, "") for record in records if record.label_seq_id is not None]
    numbers = label if len(label) == len(records) else [(r.auth_seq_id, r.ins_code) for r in records]
    return min(numbers), max(numbers)


def _merged(backbone: Backbone, groups: list[_Group]) -> list[_Group]:
    """Join stretches of one reference that follow each other in it, the nearest ends first."""
    groups = list(groups)
    while True:
        best = None
        for first in groups:
            for second in groups:
                if first is second or first.reference.kind != second.reference.kind:
                    continue
                end, start = (
                    max(first.number_of, key=first.number_of.__getitem__),
                    min(second.number_of, key=second.number_of.__getitem__),
                )
                steps = second.number_of[start] - first.number_of[end]
                if steps > 0 and backbone.reaches(end, start, steps):
                    rank = backbone.apart(end, start), end
                    if best is None or rank < best[0]:
                        best = rank, first, second
        if best is None:
            return groups
        _, first, second = best
        groups = [group for group in groups if group is not second]
        first.stretches += second.stretches
        first.number_of |= second.number_of


def _added(structure: Structure, backbone: Backbone, groups: list[_Group], piece: tuple[int, ...]) -> bool:
    """Add a stretch to the molecule whose reference has its letters at its numbers, if any has."""
    fitting = []
    for group in groups:
        first = structure.residues[piece[0]].auth_seq_id
        offset = group.offset(structure, first + group.offset(structure, first))
        at = {i: structure.residues[i].auth_seq_id + offset for i in piece}
        taken = set(group.number_of.values())
        inside = all(1 <= n <= len(group.reference.sequence) and n not in taken for n in at.values())
        if not inside or any(b != a + 1 for a, b in pairwise(at.values())):
            continue
        same = sum(group.reference.sequence[n - 1] == structure.residues[i].code for i, n in at.items())
        ends = list(_neighbours(group, at))
        if same >= PIECE_IDENTITY * len(piece) and all(backbone.reaches(a, b, steps) for a, b, steps in ends):
            fitting.append((min(backbone.apart(a, b) for a, b, _ in ends), piece[0], group, at))
    if not fitting:
        return False
    _, _, group, at = min(fitting, key=lambda fit: fit[:2])
    group.stretches.append(piece)
    group.number_of |= at
    return True


def _neighbours(group: _Group, at: dict[int, int]) -> Iterator[tuple[int, int, int]]:
    """The residues of a molecule next to either end of a stretch in it, with the steps between."""
    (low, first), (high, last) = min((n, i) for i, n in at.items()), max((n, i) for i, n in at.items())
    before = [(n, i) for i, n in group.number_of.items() if n < low]
    after = [(n, i) for i, n in group.number_of.items() if n > high]
    if before:
        n, i = max(before)
        yield i, first, low - n
    if after:
        n, i = min(after)
        yield last, i, n - high


def _in_order(group: _Group) -> tuple[int, ...]:
    def place(piece: tuple[int, ...]) -> int:
        return min(group.number_of[i] for i in piece if i in group.number_of)

    return tuple(i for piece in sorted(group.stretches, key=place) for i in piece)


def _joined(structure: Structure, backbone: Backbone, pieces: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Join stretches that nothing recognises where their numbers follow each other: the closest of them first."""
    spans = [_span(structure, piece) for piece in pieces]
    pairs = []
    for a, first in enumerate(pieces):
        for b, second in enumerate(pieces):
            steps = spans[b][0][0] - spans[a][1][0]
            if spans[b][0] > spans[a][1] and backbone.reaches(first[-1], second[0], max(steps, 1) + SLACK):
                pairs.append((steps, backbone.apart(first[-1], second[0]), a, b))
    follower: dict[int, int] = {}
    for *_, a, b in sorted(pairs):
        if a not in follower and b not in follower.values():
            follower[a] = b
    told = []
    for start in sorted(set(range(len(pieces))) - set(follower.values())):
        rows = [start]
        while rows[-1] in follower:
            rows.append(follower[rows[-1]])
        told.append(tuple(i for row in rows for i in pieces[row]))
    return told
