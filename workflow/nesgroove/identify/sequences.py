"""Reference sequences of XPO1, Ran, the Ran-binding proteins and other karyopherins, each with its source."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from nesgroove.model.recognition import ReferenceSequence

HUMAN_XPO1 = "XPO1_HUMAN"
"""Key of the sequence whose numbers are the positions."""


@cache
def reference_sequences() -> dict[str, ReferenceSequence]:
    """All reference sequences by key, in the order of the file (human first)."""
    text = (files("nesgroove.data") / "sequences.fasta").read_text(encoding="utf-8")
    sequences: dict[str, ReferenceSequence] = {}
    for block in text.split(">")[1:]:
        header, *lines = block.splitlines()
        key, kind, gene, species, accession, source = header.split("|")
        if kind not in ("xpo1", "ran", "ranbp", "karyopherin"):
            raise ValueError(f"sequences.fasta: {key} has the unknown kind {kind!r}")
        sequences[key] = ReferenceSequence(key, kind, gene, species, accession, source, "".join(lines))  # type: ignore[arg-type]
    return sequences
