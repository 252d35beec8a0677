"""Recognise chains by their sequence and give XPO1's residues their positions.

A chain's letter, its name in the header and its numbering are never used. A chain is compared with the
reference sequences by shared four-letter words, aligned to the best one, and accepted when the alignment is
long and similar enough. Positions follow from two alignments: the chain to its own species' XPO1 (which
also gives mutations and deletions in that species' numbers), and that sequence to human XPO1.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from nesgroove.identify.sequences import HUMAN_XPO1, reference_sequences
from nesgroove.model.recognition import Recognition, ReferenceSequence
from nesgroove.model.structure import Chain, Structure

WORD = 4
"""Length of the words that chains and references are compared by. Unrelated proteins of 1,000 residues share
about six words of four letters by chance; XPO1 of yeast and man share more than a hundred."""

MIN_ALIGNED = 40
"""Shortest alignment that names a chain. Cargo peptides, the export signal of RanBP1 among them, are shorter
and must not be taken for the protein that they come from."""

MIN_IDENTITY = 0.35
"""Least identity over the aligned residues. XPO1 of man and plants still share more than 40 %."""


def recognise(structure: Structure, chain: Chain) -> Recognition | None:
    """Find the reference sequence of a chain.

    Parameters
    ----------
    structure, chain
        The chain and the structure it belongs to.

    Returns
    -------
    Recognition or None
        None where no reference sequence fits: a cargo, an antibody, a peptide.
    """
    # The declared sequence has no gaps, so it aligns without doubt at the ends of loops that are not seen.
    numbered = [structure.residues[i].label_seq_id for i in chain.residues]
    use_declared = bool(chain.declared) and all(n is not None and n <= len(chain.declared) for n in numbered)
    sequence = chain.declared if use_declared else chain.sequence
    reference = _closest(sequence)
    if reference is None:
        return None
    pairs = _align(sequence, reference.sequence)
    if use_declared:
        residue_of = {n - 1: i for n, i in zip(numbered, chain.residues, strict=True) if n is not None}
    else:
        residue_of = dict(enumerate(chain.residues))
    number_of = {residue_of[a]: b + 1 for a, b in pairs if a in residue_of}
    if len(number_of) < MIN_ALIGNED:
        return None
    same = sum(sequence[a] == reference.sequence[b] for a, b in pairs)
    identity = same / len(pairs)
    if identity < MIN_IDENTITY:
        return None
    mutations = tuple(
        f"{reference.sequence[b]}{b + 1}{sequence[a]}"
        for a, b in pairs
        if a in residue_of and sequence[a] not in (reference.sequence[b], "X")
    )
    deletions = _deletions(pairs) if use_declared else ()
    return Recognition(reference, identity, number_of, mutations, deletions)


def human_positions(reference: ReferenceSequence) -> dict[int, int]:
    """Map residue numbers of an XPO1 of any species to positions, numbers of human XPO1.

    Parameters
    ----------
    reference
        Sequence of an XPO1.

    Returns
    -------
    dict of int to int
        Number in the reference -> position. Residues that the alignment leaves without a human partner are
        not in it.
    """
    return _human_positions(reference.key)


@cache
def _human_positions(key: str) -> dict[int, int]:
    references = reference_sequences()
    human = references[HUMAN_XPO1].sequence
    if key == HUMAN_XPO1:
        return {number: number for number in range(1, len(human) + 1)}
    return {a + 1: b + 1 for a, b in _align(references[key].sequence, human)}


@cache
def _words(key: str) -> frozenset[str]:
    return _word_set(reference_sequences()[key].sequence)


def _word_set(sequence: str) -> frozenset[str]:
    return frozenset(sequence[i : i + WORD] for i in range(len(sequence) - WORD + 1))


def _closest(sequence: str) -> ReferenceSequence | None:
    if len(sequence) < MIN_ALIGNED:
        return None
    words = _word_set(sequence)
    # max() keeps the first of equals: human before the other vertebrates.
    best = max(reference_sequences().values(), key=lambda r: len(words & _words(r.key)))
    return best if words & _words(best.key) else None


@cache
def _align(sequence: str, reference: str) -> tuple[tuple[int, int], ...]:
    """Pairs of indices that a local alignment puts opposite each other: tags at the ends stay outside it."""
    from Bio.Align import PairwiseAligner, substitution_matrices

    aligner = PairwiseAligner(mode="local", open_gap_score=-11, extend_gap_score=-1)
    aligner.substitution_matrix = substitution_matrices.load("BLOSUM62")
    known = set(aligner.substitution_matrix.alphabet)
    clean = "".join(letter if letter in known else "X" for letter in sequence)
    blocks = aligner.align(clean, reference)[0].aligned
    return tuple(
        (int(start_a) + i, int(start_b) + i)
        for (start_a, stop_a), (start_b, _) in zip(*blocks, strict=True)
        for i in range(int(stop_a) - int(start_a))
    )


def _deletions(pairs: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    stretches = []
    for (a, b), (next_a, next_b) in pairwise(pairs):
        if next_a == a + 1 and next_b > b + 1:
            stretches.append(f"{b + 2}-{next_b}" if next_b > b + 2 else f"{b + 2}")
    return tuple(stretches)
