"""Cargoes of a run that are pieces of a sequence, and whether their anchors fall on its patterns.

The tables of a run have no sequences; they have the residues of each cargo that lie at the groove, with their numbers.
A cargo is a piece of a sequence where all of these are in it at one distance of numbers. Numbers that jump, and pieces
that fit in two places, match nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nesgroove.compare.tables import RunTables
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.signal_patterns import SignalPattern
from nesgroove.model.target import XPO1

SHORTEST: Final = 6
"""Residues of a cargo that must be in a sequence for it to be a piece of it. Of six residues 20^6 = 64 million
arrangements are possible, so that chance finds none in a protein."""


@dataclass(frozen=True)
class Piece:
    """A cargo by its residues at the groove.

    Attributes
    ----------
    complex, chain, source_kind : str
    letters : dict of int to str
        Author's number -> one-letter code.
    anchors : dict of str to int
        Pocket -> author's number.
    direction, nes_class : str
    """

    complex: str
    chain: str
    source_kind: str
    letters: dict[int, str]
    anchors: dict[str, int]
    direction: str
    nes_class: str


@dataclass(frozen=True)
class Match:
    """A piece of a sequence.

    Attributes
    ----------
    piece : Piece
    shift : int
        To be added to an author's number for a place in the sequence, from 0.
    pattern : SignalPattern or None
        The one that shares most anchors with it.
    shared, wanted : int
        Anchors that both have in one pocket, and the pattern's.
    """

    piece: Piece
    shift: int
    pattern: SignalPattern | None
    shared: int
    wanted: int

    @property
    def falls_on(self) -> bool:
        """Whether all anchors of the pattern are the piece's."""
        return self.pattern is not None and self.shared == self.wanted


def pieces(run: RunTables) -> Iterator[Piece]:
    """List the cargoes of a run.

    Parameters
    ----------
    run
        Its tables.

    Yields
    ------
    Piece
        One for each cargo that has residues at the groove.
    """
    kinds = {row.complex: row.source_kind for row in run.complexes}
    letters: dict[tuple[str, str], dict[int, str]] = {}
    for row in run.occupant_atoms:
        if row.kind == "cargo" and row.auth_seq_id is not None and not row.ins_code:
            letters.setdefault((row.complex, row.occupant), {})[row.auth_seq_id] = row.residue[:1]
    anchors: dict[tuple[str, str], list[AnchorRecord]] = {}
    for anchor in run.anchors:
        anchors.setdefault((anchor.complex, anchor.cargo_chain), []).append(anchor)
    for (complex_, chain), of_cargo in sorted(anchors.items()):
        yield Piece(
            complex_,
            chain,
            kinds.get(complex_, ""),
            letters.get((complex_, chain), {}),
            {a.pocket: a.auth_seq_id for a in of_cargo if a.auth_seq_id is not None and not a.ins_code},
            of_cargo[0].direction,
            of_cargo[0].nes_class,
        )


def shifts(piece: Piece, sequence: str) -> list[int]:
    """Find where a piece fits.

    Parameters
    ----------
    piece
        Of a cargo.
    sequence
        One-letter codes.

    Returns
    -------
    list of int
        What is to be added to its numbers for places in the sequence, from 0; several where it fits more than once.
    """
    known = {number: letter for number, letter in piece.letters.items() if letter != "X"}
    if len(known) < SHORTEST:
        return []
    first, last = min(known), max(known)
    return [
        shift
        for shift in range(-first, len(sequence) - last)
        if all(sequence[number + shift] == letter for number, letter in known.items())
    ]


def matched(piece: Piece, shift: int, patterns: Sequence[SignalPattern]) -> Match:
    """Compare the anchors of a piece with patterns.

    Parameters
    ----------
    piece, shift
        The piece and where it lies.
    patterns
        Of the sequence.

    Returns
    -------
    Match
        With the pattern that is all shared, else the one that shares most anchors; none where no pattern shares one.
    """
    own = {pocket: number + shift for pocket, number in piece.anchors.items()}
    best: tuple[tuple[bool, int, int], int, int, SignalPattern] | None = None
    for pattern in patterns:
        if piece.direction and pattern.direction != piece.direction:
            continue
        # As nes_class has it: with an anchor in P4 the four of class 3 do not lie in the lower pockets.
        for filling in pattern.fillings[: 1 if "P4" in own else 2]:
            # P0 is asked for where the class has it; where a residue only happens to fit there, it need not lie in it.
            asked = {pocket: place for pocket, place in filling.items() if pocket != "P0" or pattern.nes_class in "34"}
            shared = sum(own.get(pocket) == place for pocket, place in asked.items())
            rank = (shared == len(asked), shared, -len(asked))
            if shared and (best is None or rank > best[0]):
                best = (rank, shared, len(asked), pattern)
    if best is None:
        return Match(piece, shift, None, 0, 0)
    _, shared, wanted, pattern = best
    return Match(piece, shift, pattern, shared, wanted)


def anchors_text(match: Match, sequence: str) -> str:
    """Write the anchors of a piece in numbers of the sequence: ``P1 L38; P2 L42``."""
    places = {pocket: number + match.shift for pocket, number in match.piece.anchors.items()}
    return "; ".join(
        f"{pocket} {sequence[place]}{place + 1}"
        for pocket in XPO1.pockets
        if 0 <= (place := places.get(pocket, -1)) < len(sequence)
    )
