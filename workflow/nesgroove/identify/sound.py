"""What of an alignment is sound: gaps where the chain has them, and no letters that fit by chance at the ends."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nesgroove.identify.align import MIN_SCORE, Pairs, codes, score_of
from nesgroove.identify.chain_sequence import ChainSequence
from nesgroove.model.recognition import ReferenceSequence
from nesgroove.model.structure import BoolArray, Structure

X = ord("X")
"""The letter of what is not known."""

SLIDE = 12
"""Residues over which a gap is moved to a break of the backbone."""

WINDOW, OWN_WINDOW = 30, 0.95
"""Where half of all windows of so many residues have at least this identity, the reference is of the chain's own
species, and what differs at the ends is not XPO1: local alignments run on into a tag, a linker or a cargo where letters
happen to fit. Of other species the ends differ more than the rest, and are left as they are aligned."""

DIFFERENCE = 3
"""How many like residues outweigh a difference at such an end."""

OWN_SCORE, OWN_IDENTITY = 40.0, 0.5
"""What an end of the alignment that lies beyond a break must score by itself, and its identity: eight like residues or
so. Another molecule gives less by chance; from :data:`nesgroove.identify.align.MIN_SCORE` on the score is enough."""


SHORTEST_PIECE, PIECE_IDENTITY = 5, 0.8
"""Residues of a piece beyond a long gap, and the part of them that must be as the reference has them at their numbers:
four like letters of five come about once in 30,000 by chance."""


def identity_of(sequence: ChainSequence, reference: ReferenceSequence, pairs: Pairs) -> float:
    """Part of the aligned residues that are identical, unknown ones left out.

    Parameters
    ----------
    sequence, reference
        What is aligned.
    pairs
        Indices opposite each other.

    Returns
    -------
    float
        0 where there are none.
    """
    mine, theirs = _opposite(sequence, reference, pairs)
    known = mine != X
    return int((mine == theirs)[known].sum()) / int(known.sum()) if known.any() else 0.0


def _opposite(
    sequence: ChainSequence, reference: ReferenceSequence, pairs: Pairs
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Letters of the two, pair by pair, as numbers."""
    here, there = np.array(pairs, np.intp).reshape(-1, 2).T
    return codes(sequence.letters)[here], codes(reference.sequence)[there]


def sound_pairs(sequence: ChainSequence, reference: ReferenceSequence, pairs: Pairs) -> Pairs:
    """Move gaps to where the backbone breaks, and leave out what fits by chance at the ends.

    Parameters
    ----------
    sequence, reference
        What is aligned.
    pairs
        As the alignment has them.

    Returns
    -------
    tuple of (int, int)
        Pairs in the same order.
    """
    kept = _without_chance_ends(sequence, reference, _gaps_at_breaks(sequence, reference, pairs))
    mine, theirs = _opposite(sequence, reference, kept)
    same = (mine == theirs) | (mine == X)
    size = min(WINDOW, len(same))
    if not size or np.median(np.convolve(same, np.full(size, 1 / size), "valid")) < OWN_WINDOW:
        return kept
    start, stop = _own(same)
    total = np.concatenate(([0], np.cumsum(np.where(same, 1, -DIFFERENCE))))
    # Where the chain ends with the alignment, one or two differences are mutations.
    if kept[0][0] == 0 and total[start] >= -2 * DIFFERENCE:
        start = 0
    if kept[-1][0] == len(sequence.letters) - 1 and total[-1] - total[stop] >= -2 * DIFFERENCE:
        stop = len(kept)
    return kept[start:stop]


def _own(same: BoolArray) -> tuple[int, int]:
    """First and last pair, and one more, of the stretch with most like residues above :data:`DIFFERENCE`."""
    best, span, total, start = 0, (0, 0), 0, 0
    for i, like in enumerate(same.tolist(), start=1):
        total += 1 if like else -DIFFERENCE
        if total < 0:
            total, start = 0, i
        if total > best:
            best, span = total, (start, i)
    return span


def _gaps_at_breaks(sequence: ChainSequence, reference: ReferenceSequence, pairs: Pairs) -> Pairs:
    """Move gaps of the reference to breaks of the backbone nearby, where the score is the same."""
    moved = list(pairs)
    if not sequence.breaks:
        return pairs
    for i, ((a, b), (next_a, next_b)) in enumerate(pairwise(pairs)):
        gap = next_b - b - 1
        if gap <= 0 or next_a != a + 1 or a in sequence.breaks:
            continue
        for cut in sorted((k for k in sequence.breaks if abs(k - a) <= SLIDE), key=lambda k: abs(k - a)):
            first, last, shift = (i + cut - a + 1, i + 1, gap) if cut < a else (i + 1, i + cut - a + 1, -gap)
            old = moved[max(first, 0) : last]
            contiguous = len(old) == abs(cut - a) and old[-1][0] - old[0][0] == len(old) - 1
            if not contiguous or old[-1][1] - old[0][1] != len(old) - 1:
                continue
            new = [(x, y + shift) for x, y in old]
            if score_of(sequence.letters, reference.sequence, new) >= score_of(
                sequence.letters, reference.sequence, old
            ):
                moved[first:last] = new
                break
    return tuple(moved)


def _without_chance_ends(sequence: ChainSequence, reference: ReferenceSequence, pairs: Pairs) -> Pairs:
    """Leave out what lies beyond a break at either end and would not be aligned by itself."""
    kept = pairs
    for backwards in (False, True):
        while kept:
            inside = [k for k in sequence.breaks if kept[0][0] <= k < kept[-1][0]]
            if not inside:
                break
            end = (
                tuple(p for p in kept if p[0] > max(inside)) if backwards
                else tuple(p for p in kept if p[0] <= min(inside))
            )  # fmt: skip
            score = score_of(sequence.letters, reference.sequence, end)
            alike = identity_of(sequence, reference, end) >= OWN_IDENTITY
            if score >= MIN_SCORE or (alike and score >= OWN_SCORE):
                break
            kept = tuple(p for p in kept if p not in set(end))
    return kept


def with_numbered_pieces(
    structure: Structure, sequence: ChainSequence, reference: ReferenceSequence, pairs: Pairs
) -> Pairs:
    """Add pieces beyond long gaps that have the letters of the reference where the author's numbers put them.

    A cut-out of a structure is in pieces, of which the short ones score less than the gap before them costs.

    Parameters
    ----------
    structure
        The structure that the residues are of.
    sequence, reference
        What is aligned.
    pairs
        As far as they are sound.

    Returns
    -------
    tuple of (int, int)
        Pairs in the same order.
    """
    aligned = [(a, b, residue) for a, b in pairs if (residue := sequence.residues[a]) is not None]
    if not aligned:
        return pairs
    added: list[tuple[int, int]] = []
    for (edge, at, anchor), side in ((aligned[0], -1), (aligned[-1], 1)):
        offset = at - structure.residues[anchor].auth_seq_id
        outside = range(edge + 1, len(sequence.letters)) if side > 0 else range(edge)
        for piece in _pieces(structure, sequence, outside):
            own = [(i, structure.residues[residue].auth_seq_id + offset) for i, residue in piece]
            inside = all(at < b < len(reference.sequence) if side > 0 else 0 <= b < at for _, b in own)
            rising = all(b == before + 1 for (_, before), (_, b) in pairwise(own))
            if len(own) < SHORTEST_PIECE or not inside or not rising:
                continue
            if identity_of(sequence, reference, tuple(own)) >= PIECE_IDENTITY:
                added += own
    return tuple(sorted({*pairs, *added}))


def _pieces(structure: Structure, sequence: ChainSequence, outside: range) -> list[list[tuple[int, int]]]:
    """Letters with their residues, in runs without a gap, a break or a jump of the numbers."""
    pieces: list[list[tuple[int, int]]] = []
    for i in outside:
        residue = sequence.residues[i]
        if residue is None:
            continue
        last = pieces[-1][-1] if pieces else None
        joined = (
            last is not None and last[0] == i - 1 and last[0] not in sequence.breaks
            and structure.residues[residue].auth_seq_id == structure.residues[last[1]].auth_seq_id + 1
        )  # fmt: skip
        if not joined:
            pieces.append([])
        pieces[-1].append((i, residue))
    return pieces
