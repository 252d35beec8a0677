"""Recognise chains by their sequence and give XPO1's residues their positions.

A chain's letter and its name in the header are never used, its numbering only to see where residues are missing.
Shared four-letter words choose the reference sequences that a chain is aligned to; the score of the alignment decides
whether it is one of them, so that no random sequence and no relative of another family passes. Positions follow from
two alignments: the chain to its own species' XPO1 (which also gives mutations and deletions in that species' numbers),
and that sequence to human XPO1.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nesgroove.identify.align import KEPT, MIN_SCORE, Alignment, Pairs, align, alignment_score, codes
from nesgroove.identify.chain_sequence import Backbone, ChainSequence, chain_sequence
from nesgroove.identify.sequences import HUMAN_XPO1, reference_sequences
from nesgroove.identify.sound import identity_of, sound_pairs, with_numbered_pieces
from nesgroove.model.recognition import Recognition, ReferenceSequence
from nesgroove.model.structure import Chain, Structure

WORD = 4
"""Length of the words that choose references."""

MANY_WORDS = 30
"""Shared words that make a search through the other references needless. Unrelated proteins of 1,000 residues share
about six words of four letters by chance; XPO1 of yeast and man share more than a hundred."""

MIN_ALIGNED = 40
"""Shortest alignment that names a chain. Cargo peptides, the export signal of RanBP1 among them, are shorter
and must not be taken for the protein that they come from."""

MIN_IDENTITY = {"xpo1": 0.35, "ran": 0.6, "ranbp": 0.35, "karyopherin": 0.35}
"""Least identity over the aligned residues, by kind. XPO1 of man and plants share more than 40 %, exportin-t and CAS
20 % with XPO1 at scores up to 112. Ran of man and yeast share 82 %, the other small GTPases 25-40 % with Ran at scores
far above any chance (Wennerberg et al. 2005, doi:10.1242/jcs.01660)."""

SAME_SPECIES = 0.98
"""Identity from which a reference's species is taken for the chain's; engineered mutations included. The XPO1 of man
and frog share 97 %, of man and mouse 98.0 %."""

LISTED = 0.9
"""Identity from which differences are listed as mutations: below it the reference is not the chain's own species."""


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
    sequence = chain_sequence(structure, Backbone(structure), chain.residues, chain.declared)
    return recognise_sequence(structure, sequence, chain.organism)


def recognise_sequence(structure: Structure, sequence: ChainSequence, organism: str = "") -> Recognition | None:
    """Find the reference sequence that a part of a chain fits.

    Parameters
    ----------
    structure
        The structure that it is of.
    sequence
        Its letters, residues and breaks.
    organism
        Its species as the file names it.

    Returns
    -------
    Recognition or None
        None where no reference sequence fits.
    """
    reference, alignment = _best(sequence.letters)
    if reference is None or alignment.score < MIN_SCORE:
        return None
    pairs = sound_pairs(sequence, reference, alignment.pairs)
    equals = _nearest(sequence, reference, pairs, organism)
    if equals[0] is not reference:
        reference = equals[0]
        pairs = sound_pairs(sequence, reference, align(sequence.letters, reference.sequence).pairs)
    pairs = with_numbered_pieces(structure, sequence, reference, pairs)
    identity = identity_of(sequence, reference, pairs)
    number_of = {r: b + 1 for a, b in pairs if (r := sequence.residues[a]) is not None}
    if len(number_of) < MIN_ALIGNED or identity < MIN_IDENTITY[reference.kind]:
        return None
    species = organism or ("; ".join(dict.fromkeys(r.species for r in equals)) if identity >= SAME_SPECIES else "")
    mutations = tuple(
        f"{reference.sequence[number - 1]}{number}{code}"
        for residue, number in number_of.items()
        if (code := structure.residues[residue].code) not in (reference.sequence[number - 1], "X")
    )
    return Recognition(
        reference=reference,
        identity=identity,
        score=alignment.score,
        number_of=number_of,
        species=species,
        mutations=mutations if identity >= LISTED else (),
        deletions=_deletions(pairs) if sequence.declared else (),
        undeclared=_undeclared(structure, sequence, number_of),
        better=_better(sequence, reference, pairs, organism, identity) if organism else "",
    )


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
    return _numbers(reference.key, HUMAN_XPO1)


@cache
def _numbers(key: str, other: str) -> dict[int, int]:
    """Numbers in one reference -> numbers in another."""
    references = reference_sequences()
    first, second = references[key].sequence, references[other].sequence
    if len(first) == len(second) and sum(map(str.__eq__, first, second)) >= LISTED * len(first):
        # The vertebrates: no residue more or less.
        return {number: number for number in range(1, len(first) + 1)}
    return {a + 1: b + 1 for a, b in align(first, second).pairs}


@cache
def _words(key: str) -> frozenset[str]:
    return _word_set(reference_sequences()[key].sequence)


def _word_set(sequence: str) -> frozenset[str]:
    return frozenset(w for i in range(len(sequence) - WORD + 1) if "X" not in (w := sequence[i : i + WORD]))


@lru_cache(maxsize=KEPT)
def _best(letters: str) -> tuple[ReferenceSequence | None, Alignment]:
    """The reference with the best score, and the alignment to it."""
    if len(letters) - letters.count("X") < MIN_ALIGNED:
        return None, Alignment(0.0, ())
    words = _word_set(letters)
    shared = {r.key: len(words & _words(r.key)) for r in reference_sequences().values()}
    # max() keeps the first of equals: human before the other vertebrates.
    best = max(reference_sequences().values(), key=lambda r: shared[r.key])
    if shared[best.key] < MANY_WORDS:
        best = max(_representatives(), key=lambda r: alignment_score(letters, r.sequence))
        if alignment_score(letters, best.sequence) < MIN_SCORE:
            return None, Alignment(0.0, ())
    return best, align(letters, best.sequence)


@cache
def _representatives() -> tuple[ReferenceSequence, ...]:
    """References of which none is nearly another: one of the vertebrates."""
    chosen: list[ReferenceSequence] = []
    for reference in reference_sequences().values():
        words = _words(reference.key)
        if all(len(words & _words(known.key)) < 0.5 * len(words) for known in chosen):
            chosen.append(reference)
    return tuple(chosen)


def _relatives(reference: ReferenceSequence) -> list[ReferenceSequence]:
    """References that share half of the words of one, itself first."""
    words = _words(reference.key)
    others = [
        r for r in reference_sequences().values()
        if r is not reference and r.kind == reference.kind and len(words & _words(r.key)) >= 0.5 * len(words)
    ]  # fmt: skip
    return [reference, *others]


def _nearest(
    sequence: ChainSequence, reference: ReferenceSequence, pairs: Pairs, organism: str
) -> list[ReferenceSequence]:
    """References that fit best among near relatives; that of the species that the file names, where it fits."""
    agreeing = {r.key: _agreeing(sequence, reference, pairs, r) for r in _relatives(reference)}
    most = max(agreeing.values())
    order = [r for r in reference_sequences().values() if r.key in agreeing]
    named = [r for r in order if organism and organism in r.species.split("; ")]
    if named and agreeing[named[0].key] >= SAME_SPECIES * len(pairs):
        return named
    return [r for r in order if agreeing[r.key] == most]


def _agreeing(sequence: ChainSequence, reference: ReferenceSequence, pairs: Pairs, other: ReferenceSequence) -> int:
    """Residues of a chain that are those of another reference, through the alignment to one."""
    if not pairs:
        return 0
    here, there = np.array(pairs).T
    return int((codes(sequence.letters)[here] == _opposite(reference.key, other.key)[there]).sum())


@cache
def _opposite(key: str, other: str) -> npt.NDArray[np.uint32]:
    """Letters of another reference opposite those of one, as numbers; 0 where there is none."""
    references = reference_sequences()
    letters = np.zeros(len(references[key].sequence), np.uint32)
    there = codes(references[other].sequence)
    for mine, theirs in _numbers(key, other).items():
        letters[mine - 1] = there[theirs - 1]
    return letters


def _better(sequence: ChainSequence, reference: ReferenceSequence, pairs: Pairs, organism: str, identity: float) -> str:
    """Species of a reference that fits better than the one of the species that the file names."""
    own = reference.species.split("; ")
    if organism not in own and identity >= SAME_SPECIES:
        known = any(
            organism in r.species.split("; ") for r in reference_sequences().values() if r.kind == reference.kind
        )
        return reference.species if known else ""
    agreeing = {r.species: _agreeing(sequence, reference, pairs, r) for r in _relatives(reference)}
    best = max(agreeing, key=lambda species: agreeing[species])
    return best if agreeing[best] > agreeing[reference.species] else ""


def _deletions(pairs: Pairs) -> tuple[str, ...]:
    stretches = []
    for (a, b), (next_a, next_b) in pairwise(pairs):
        if next_a == a + 1 and next_b > b + 1:
            stretches.append(f"{b + 2}-{next_b}" if next_b > b + 2 else f"{b + 2}")
    return tuple(stretches)


def _undeclared(structure: Structure, sequence: ChainSequence, number_of: dict[int, int]) -> tuple[str, ...]:
    """Residues that the file declares as others: ``E582K`` where Glu is declared and Lys is in the coordinates."""
    return tuple(
        f"{letter}{number_of[residue]}{code}"
        for letter, residue in zip(sequence.declared, sequence.residues, strict=False)
        if residue in number_of and (code := structure.residues[residue].code) not in (letter, "X") and letter != "X"
    )
