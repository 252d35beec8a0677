"""Which known cargo a chain is, by its sequence: ``data/cargoes.tsv``, each piece with where it was read.

A chain is a known cargo where the residues in the groove are the cargo's and nearly all others are too. A chain whose
export signal is a known one and whose rest is not (maltose-binding protein with the signal of PKI, snurportin 1 with
that of Rev as in 3NBZ) is no such cargo, and is called what it is: a chain with that signal.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

WORD: Final = 6
"""Residues in a row that count as the same piece of a sequence. A point mutation between two such rows takes nothing
away but itself."""

SHORTEST: Final = 10
"""Residues in a row that a chain must share with a cargo. Two unrelated sequences, a chain of 300 residues and the
2,000 of the table, share ten by chance once in 20^10 / 600,000 = 17 million cases; the shortest peptides of the table
(Rev, FMRP-1b) have ten. Shorter fragments name nothing: paralogues share them."""

HISTIDINES: Final = "HHHHH"
"""What shows an end of a chain to be a tag."""

HISTIDINE_TAG: Final = 40
"""Residues that such an end may have, with the site of a protease and what the vector adds: MGSSHHHHHHSSGLVPRGSHM has
21, with a site of TEV and a linker 30 to 40."""

WHOLE: Final = 0.8
"""Part of a chain that must be the cargo's for the chain to be the cargo."""

TAG: Final = 6
"""Residues beyond it that may be of a tag: GS, LGS, GGSY, GPLGS and hexahistidine are seen before cargoes."""

SAME: Final = 0.9
"""Part of what is the cargo's, mutations within it counted, from which on it is the entry of UniProt; an orthologue has
another."""

MOST: Final = 0.5
"""Part of a chain that makes it what a known signal sits on."""

IN_GROOVE: Final = 0.5
"""Part of the residues in the groove that must be the cargo's."""


SIGNAL: Final = "signal of"
"""How names of chains begin that have a cargo's signal and are not that cargo."""


@dataclass(frozen=True)
class KnownCargo:
    """A known cargo.

    Attributes
    ----------
    name, uniprot : str
        The accession is empty where none was read.
    pieces : tuple of (int or None, str)
        Pieces of its sequence, with the number of the first residue where it is known.
    """

    name: str
    uniprot: str
    pieces: tuple[tuple[int | None, str], ...]


@dataclass(frozen=True)
class CargoMatch:
    """What a chain's sequence says.

    Attributes
    ----------
    name : str
        A known cargo's, or ``signal of PKI alpha in another chain``, ``signal of PKI alpha on snurportin 1``.
    uniprot : str
        The cargo's accession, where the chain is that cargo, but for a mutation.
    """

    name: str
    uniprot: str


@cache
def known_cargoes() -> tuple[KnownCargo, ...]:
    """All known cargoes, in the order of the table."""
    text = (files("nesgroove.data") / "cargoes.tsv").read_text(encoding="utf-8")
    pieces: dict[str, list[tuple[int | None, str]]] = {}
    accession: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        pieces.setdefault(row["name"], []).append((int(row["first"]) if row["first"] else None, row["sequence"]))
        accession[row["name"]] = accession.get(row["name"]) or row["uniprot"]
    return tuple(KnownCargo(name, accession[name], tuple(own)) for name, own in pieces.items())


def cargo_by_sequence(sequence: str, numbers: Sequence[int], in_groove: Collection[int]) -> CargoMatch | None:
    """Name a chain in the groove by its sequence.

    Parameters
    ----------
    sequence
        One-letter code of its residues, as they are in the coordinates.
    numbers
        The author's number of each.
    in_groove
        Places in the sequence, from 0, of those in the groove.

    Returns
    -------
    CargoMatch or None
        None where its export signal is no known cargo's.
    """
    shared = {cargo: places for cargo in _sharing(sequence) if (places := _shared(sequence, cargo))}
    core = set(in_groove)
    signals = [cargo for cargo, places in shared.items() if core and len(places & core) >= IN_GROOVE * len(core)]
    if not signals:
        return None
    # The longest of several: PKI-Flip3 is a peptide of its own with a piece of PKI in it.
    signal = max(signals, key=lambda cargo: len(shared[cargo]))
    own = shared[signal]
    length = len(sequence) - _tagged(sequence, own)
    if len(own) >= WHOLE * length or length - len(own) <= TAG:
        span = max(own) - min(own) + 1
        return CargoMatch(signal.name, signal.uniprot if len(own) >= SAME * span else "")
    if _numbered_alike(sequence, numbers, signal):
        return CargoMatch(signal.name, signal.uniprot)
    bodies = [cargo for cargo, places in shared.items() if len(places - own) >= MOST * len(sequence)]
    host = f"on {bodies[0].name}" if bodies else "in another chain"
    return CargoMatch(f"{SIGNAL} {signal.name} {host}", "")


def _tagged(sequence: str, own: Collection[int]) -> int:
    """Count the residues of the ends before and behind what is the cargo's that are tags by their histidines."""
    ends = sequence[: min(own)], sequence[max(own) + 1 :]
    return sum(len(end) for end in ends if HISTIDINES in end and len(end) <= HISTIDINE_TAG)


def _numbered_alike(sequence: str, numbers: Sequence[int], cargo: KnownCargo) -> bool:
    """Whether a long chain of which the table has a piece alone numbers that piece as the cargo does.

    A construct with the signal behind another protein has other numbers; full-length chains have these.
    """
    for first, piece in cargo.pieces:
        place = sequence.find(piece)
        if first is not None and place >= 0 and len(piece) >= SHORTEST:
            return all(numbers[place + i] == first + i for i in range(len(piece))) and numbers[0] <= first
    return False


@cache
def _words() -> Mapping[str, tuple[KnownCargo, ...]]:
    """Cargoes by each word of their sequences."""
    words: dict[str, dict[KnownCargo, None]] = {}
    for cargo in known_cargoes():
        for word in _words_of(cargo):
            words.setdefault(word, {})[cargo] = None
    return {word: tuple(cargoes) for word, cargoes in words.items()}


@cache
def _words_of(cargo: KnownCargo) -> frozenset[str]:
    return frozenset(piece[i : i + WORD] for _, piece in cargo.pieces for i in range(len(piece) - WORD + 1))


def _sharing(sequence: str) -> Iterable[KnownCargo]:
    """Cargoes that share a word with a sequence."""
    words = _words()
    return dict.fromkeys(
        cargo for i in range(len(sequence) - WORD + 1) for cargo in words.get(sequence[i : i + WORD], ())
    )


def _shared(sequence: str, cargo: KnownCargo) -> set[int]:
    """Places of a sequence that are the cargo's; none where no :data:`SHORTEST` in a row are."""
    if not any(
        sequence[i : i + SHORTEST] in piece for i in range(len(sequence) - SHORTEST + 1) for _, piece in cargo.pieces
    ):
        return set()
    words = _words_of(cargo)
    starts = (i for i in range(len(sequence) - WORD + 1) if sequence[i : i + WORD] in words)
    return {place for i in starts for place in range(i, i + WORD)}
