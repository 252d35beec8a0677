"""Reference sequences of XPO1, Ran and the Ran-binding proteins, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal["xpo1", "ran", "ranbp"]

HUMAN_XPO1 = "XPO1_HUMAN"
"""Key of the sequence whose numbers are the positions."""


@dataclass(frozen=True)
class ReferenceSequence:
    """One protein sequence that chains are recognised by.

    Attributes
    ----------
    key : str
        Short name, ``XPO1_HUMAN``.
    kind : {'xpo1', 'ran', 'ranbp'}
        The role that a chain with this sequence plays.
    gene, species, accession, source : str
        Where it comes from; ``accession`` is empty where none was read.
    sequence : str
        One-letter code; residue ``i`` has number ``i + 1``.
    """

    key: str
    kind: Kind
    gene: str
    species: str
    accession: str
    source: str
    sequence: str


@cache
def reference_sequences() -> dict[str, ReferenceSequence]:
    """All reference sequences by key, in the order of the file (human first)."""
    text = (files("nesgroove.data") / "sequences.fasta").read_text(encoding="utf-8")
    found: dict[str, ReferenceSequence] = {}
    for block in text.split(">")[1:]:
        header, *lines = block.splitlines()
        key, kind, gene, species, accession, source = header.split("|")
        if kind not in ("xpo1", "ran", "ranbp"):
            raise ValueError(f"sequences.fasta: {key} has the unknown kind {kind!r}")
        found[key] = ReferenceSequence(key, kind, gene, species, accession, source, "".join(lines))  # type: ignore[arg-type]
    return found
