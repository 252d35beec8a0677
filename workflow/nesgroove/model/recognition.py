"""What a chain is: the reference sequence that it matches, and where it differs from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["xpo1", "ran", "ranbp", "karyopherin"]


@dataclass(frozen=True)
class ReferenceSequence:
    """One protein sequence that chains are recognised by.

    Attributes
    ----------
    key : str
        Short name, ``XPO1_HUMAN``.
    kind : {'xpo1', 'ran', 'ranbp', 'karyopherin'}
        What a chain with this sequence is; the last are importins and other exportins.
    gene, species, accession, source : str
        Where it comes from; ``accession`` is empty where none was read, and ``species`` names several, parted by
        semicolons, where they share the sequence.
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
    score : float
        Raw score of the alignment, BLOSUM62.
    species : str
        The chain's: as the file names it, else that of the reference where it fits well enough, several parted by
        semicolons where they fit alike; else empty.
    number_of : dict of int to int
        Residue index in the structure -> residue number in the reference.
    mutations : tuple of str
        Differences of the coordinates from the reference in its numbers: ``T539C``; none where the reference is too
        far for its own species.
    deletions : tuple of str
        Stretches of the reference that the construct lacks: ``377-413``; only where the file declares the
        construct's sequence, for a gap in the coordinates may be disorder.
    undeclared : tuple of str
        Where the coordinates are not what the file declares, in the reference's numbers: ``E582K`` is declared Glu.
    better : str
        Species of a reference that fits better than that of the species that the file names; empty where none does.
    """

    reference: ReferenceSequence
    identity: float
    score: float
    number_of: dict[int, int]
    species: str
    mutations: tuple[str, ...]
    deletions: tuple[str, ...]
    undeclared: tuple[str, ...] = ()
    better: str = ""

    @property
    def kind(self) -> Kind:
        """What a chain with this sequence is."""
        return self.reference.kind
