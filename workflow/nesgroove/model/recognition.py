"""What a chain is: the reference sequence that it matches, and where it differs from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["xpo1", "ran", "ranbp"]


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


@dataclass(frozen=True)
class Recognition:
    """What a chain is.

    Attributes
    ----------
    reference : ReferenceSequence
        The sequence that it matches best.
    identity : float
        Part of the aligned residues that are identical.
    number_of : dict of int to int
        Residue index in the structure -> residue number in the reference.
    mutations : tuple of str
        Differences from the reference in its numbers: ``T539C``.
    deletions : tuple of str
        Stretches of the reference that the construct lacks: ``377-413``; only where the file declares the
        construct's sequence, for a gap in the coordinates may be disorder.
    """

    reference: ReferenceSequence
    identity: float
    number_of: dict[int, int]
    mutations: tuple[str, ...]
    deletions: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """Role that a chain with this sequence plays."""
        return self.reference.kind
