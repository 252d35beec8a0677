"""Stretches whose numbers lie between those of a protein, and that are none of it.

Under the protein's chain id a cargo or a peptide may have numbers that fall into a gap of the protein, and an alignment
has to lay it there. What is bonded to nothing of the protein and has not its letters is a molecule of its own, and no
wall of the groove.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from nesgroove.identify.chain_sequence import Backbone, ChainSequence
from nesgroove.identify.recognise import LISTED, recognise_sequence
from nesgroove.model.recognition import Recognition
from nesgroove.model.structure import Structure

LIKE = 0.5
"""Part of the letters of a stretch that must be those of the reference: by chance one of twenty is, and an alignment
that may shift finds a few more."""

FEW = 3
"""So many residues at least tell by their letters; one or two may be mutated, and tell by their place."""


def without_foreign(
    structure: Structure, backbone: Backbone, sequence: ChainSequence, organism: str = ""
) -> tuple[ChainSequence, list[tuple[int, ...]]]:
    """Take the stretches out of a sequence that are aligned, or lie between aligned residues, and are foreign.

    Parameters
    ----------
    structure, backbone
        The structure, and which of its residues are bonded.
    sequence
        Letters and residues under one chain id.
    organism
        Its species as the file names it.

    Returns
    -------
    sequence : ChainSequence
        With unknown letters where a stretch was taken out; the same object where there was none.
    foreign : list of tuple of int
        The residues of each stretch.
    """
    stretches = list(_stretches(sequence))
    known = recognise_sequence(structure, sequence, organism) if len(stretches) > 1 else None
    if known is None:
        return sequence, []
    aligned = [k for k, places in enumerate(stretches) if any(sequence.residues[i] in known.number_of for i in places)]
    between = range(aligned[0], aligned[-1] + 1)
    main = max(between, key=lambda k: len(stretches[k]))
    foreign = [
        k for k in between if k != main and _is_foreign(structure, backbone, sequence, known, stretches, k)
    ]  # fmt: skip
    if not foreign:
        return sequence, []
    letters, residues = list(sequence.letters), list(sequence.residues)
    for k in foreign:
        for i in stretches[k]:
            letters[i], residues[i] = "X", None
    taken = {i for k in foreign for i in stretches[k]}
    breaks = frozenset(i for i in sequence.breaks if i not in taken and i + 1 not in taken)
    own = replace(sequence, letters="".join(letters), residues=tuple(residues), breaks=breaks)
    return own, [tuple(r for i in stretches[k] if (r := sequence.residues[i]) is not None) for k in foreign]


def _stretches(sequence: ChainSequence) -> Iterator[list[int]]:
    """Places of letters that are seen and bonded, from gap to gap."""
    seen = [i for i, residue in enumerate(sequence.residues) if residue is not None]
    stretch = seen[:1]
    for before, after in pairwise(seen):
        if after != before + 1 or before in sequence.breaks:
            yield stretch
            stretch = []
        stretch.append(after)
    if stretch:
        yield stretch


def _is_foreign(
    structure: Structure, backbone: Backbone, sequence: ChainSequence, known: Recognition, stretches: list[list[int]],
    k: int,
) -> bool:  # fmt: skip
    residues = [r for i in stretches[k] if (r := sequence.residues[i]) is not None]
    numbers = {r: known.number_of[r] for r in residues if r in known.number_of}
    letters = {r: sequence.letters[i] for i in stretches[k] if (r := sequence.residues[i]) is not None}
    like = sum(letters[r] in (known.reference.sequence[n - 1], "X") for r, n in numbers.items())
    if not numbers:
        return True
    if len(residues) >= FEW:
        return like < LIKE * len(residues) and _identity_of_the_rest(sequence, known, set(stretches[k])) >= LISTED
    # The file itself numbers it in the protein's sequence, and it has its letters there.
    if like == len(residues) and all(structure.residues[r].label_seq_id is not None for r in residues):
        return False
    return not all(_reached(backbone, sequence, known, stretches, k, side) for side in (-1, 1))


def _identity_of_the_rest(sequence: ChainSequence, known: Recognition, left_out: set[int]) -> float:
    """Identity to the reference without some letters; of another species' protein letters of a stretch say little."""
    rest = [
        sequence.letters[i] in (known.reference.sequence[known.number_of[residue] - 1], "X")
        for i, residue in enumerate(sequence.residues)
        if residue in known.number_of and residue is not None and i not in left_out
    ]
    return sum(rest) / len(rest) if rest else 0.0


def _reached(
    backbone: Backbone, sequence: ChainSequence, known: Recognition, stretches: list[list[int]], k: int, side: int
) -> bool:
    """Whether the chain can reach from a stretch to the next aligned residue on one side."""
    own = [r for i in stretches[k] if (r := sequence.residues[i]) in known.number_of and r is not None]
    places = range(stretches[k][0] - 1, -1, -1) if side < 0 else range(stretches[k][-1] + 1, len(sequence.residues))
    other = next((r for i in places if (r := sequence.residues[i]) is not None and r in known.number_of), None)
    if other is None:
        return True
    first, second = (other, own[0]) if side < 0 else (own[-1], other)
    return backbone.reaches(first, second, known.number_of[second] - known.number_of[first])
