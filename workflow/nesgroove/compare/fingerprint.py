"""Contact fingerprints of occupants, and their clustering."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from pydantic import Field

from nesgroove.compare.record import ComparisonRecord
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.measure.contacts import ContactRecord
from nesgroove.model.record import number
from nesgroove.model.structure import FloatArray, SourceKind
from nesgroove.model.target import XPO1


class FingerprintRecord(ComparisonRecord):
    """One kind of contact of one occupant at one position."""

    table: ClassVar[str] = "fingerprints"
    about: ClassVar[str] = (
        "Occupants x positions x types of contact; not counted: symmetry images, other copies, water bridges"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("order", "position", "type")
    rank: ClassVar[int] = 4

    order: int = Field(description="Place of the occupant in the clustering (average linkage, Jaccard distance)")
    cluster: int = Field(description="Cluster, cut at Jaccard distance 0.5")
    complex: str = Field(description="Complex")
    source_kind: SourceKind = Field(description="What the complex is")
    occupant: str = Field(description="Occupant")
    kind: str = Field(description="cargo or inhibitor")
    label: str = Field(description="Name of the occupant in figures")
    position: int = Field(description="Position")
    type: str = Field(description="Type of contact")
    contacts: int | None = number(
        "Number of contacts; empty where none is seen and the residue or an atom of its side chain is missing", "", 0
    )


LEFT_OUT = frozenset({"clash", "water_bridge"})
"""A clash is a fault of the model and no contact; waters are built in some files and not in others, so that bridges
by them would part structures by their resolution."""

CUT = 0.5
"""Jaccard distance at which the tree is cut into clusters: occupants that share half of their contacts."""


BLOCK: Final = 256
"""Occupants whose distances to all are made at once."""


@dataclass(frozen=True)
class Fingerprints:
    """Contacts of all occupants.

    Attributes
    ----------
    occupants : list of OccupantKey
        In the order of the clustering.
    bits : list of (int, str)
        Position and type, sorted.
    counts : ndarray, shape (occupants, bits)
        Number of contacts; nan where there is none and the complex's file lacks the residue or an atom of its side
        chain: what is not there cannot be seen to touch nothing.
    tree : ndarray or None
        Linkage matrix over the occupants in their original order; None for fewer than two.
    clusters : list of int
        Cluster of each occupant, counted from 1 in the order of the clustering.
    """

    occupants: list[OccupantKey]
    bits: list[tuple[int, str]]
    counts: FloatArray
    tree: FloatArray | None
    clusters: list[int]


def fingerprints(run: RunTables) -> Fingerprints:
    """Count contacts by position and type, and cluster the occupants by which they have.

    Jaccard distance over the bits that both could have, average linkage.
    """
    counted: dict[tuple[str, str], Counter[tuple[int, str]]] = defaultdict(Counter)
    for row in run.contacts:
        if row.position is not None and is_counted(row):
            counted[row.complex, row.occupant][row.position, row.type] += 1
    occupants = run.occupants
    bits = sorted({bit for counter in counted.values() for bit in counter})
    whole = {(atom.complex, atom.position) for atom in run.groove_ca if not atom.missing}
    counts = np.array([_counts(counted[key.complex, key.occupant], bits, key, whole) for key in occupants])
    counts = counts.reshape(len(occupants), len(bits))
    if len(occupants) < 2:
        return Fingerprints(occupants, bits, counts, None, [1] * len(occupants))
    # Here and not above: lists of tables and figures are asked for more often than fingerprints.
    from scipy.cluster.hierarchy import fcluster, leaves_list, linkage

    tree = linkage(_jaccard(counts), method="average")
    order = leaves_list(tree).tolist()
    raw = fcluster(tree, CUT, criterion="distance").tolist()
    # Clusters are counted as they are met, so that their numbers do not depend on the library's.
    renamed: dict[int, int] = {}
    clusters = [renamed.setdefault(raw[i], len(renamed) + 1) for i in order]
    return Fingerprints([occupants[i] for i in order], bits, counts[order], np.asarray(tree), clusters)


def is_counted(row: ContactRecord) -> bool:
    """Whether a contact is one of a fingerprint: of an occupant with the groove, in the complex itself."""
    inside = row.position is not None and XPO1.span[0] <= row.position <= XPO1.span[1]
    return inside and not row.symmetry and row.type not in LEFT_OUT and row.kind != "ran"


def _counts(
    counter: Counter[tuple[int, str]], bits: list[tuple[int, str]], key: OccupantKey, whole: set[tuple[str, int]]
) -> list[float]:
    """Contacts of one occupant; a residue that is not whole in the file has those that are seen, and no zeros."""
    return [float(counter[bit]) if counter[bit] or (key.complex, bit[0]) in whole else np.nan for bit in bits]


def fingerprint_rows(run: RunTables, prints: Fingerprints) -> list[FingerprintRecord]:
    """Make a row for each occupant and each bit that it has, or that its file cannot show."""
    rows = []
    for order, (key, cluster) in enumerate(zip(prints.occupants, prints.clusters, strict=True), start=1):
        for (position, kind), count in zip(prints.bits, prints.counts[order - 1], strict=True):
            if count == 0:
                continue
            rows.append(
                FingerprintRecord(
                    entry=run.by_id[key.complex].entry,
                    order=order,
                    cluster=cluster,
                    complex=key.complex,
                    source_kind=run.by_id[key.complex].source_kind,
                    occupant=key.occupant,
                    kind=key.kind,
                    label=key.label,
                    position=position,
                    type=kind,
                    contacts=None if np.isnan(count) else int(count),
                )
            )
    return rows


def _jaccard(counts: FloatArray) -> FloatArray:
    """Distances between rows over the columns that both know; 1 where they share nothing.

    Their number grows with the square of the rows: they are made in blocks, and each pair is kept once, as scipy wants
    them, shape (n (n - 1) / 2,).
    """
    known = (~np.isnan(counts)).astype(float)
    there = (np.nan_to_num(counts) > 0).astype(float)
    pieces = []
    for first in range(0, len(counts), BLOCK):
        mine, seen = there[first : first + BLOCK], known[first : first + BLOCK]
        # Whole numbers, exact as floats; a sum of products over the columns that both know is a product of matrices.
        both = mine @ there.T
        either = mine @ known.T + seen @ there.T - both
        distance = np.where(either > 0, 1.0 - both / np.maximum(either, 1.0), 1.0)
        pieces += [row[first + place + 1 :] for place, row in enumerate(distance)]
    return np.concatenate(pieces)


def rows(run: RunTables) -> list[FingerprintRecord]:
    """Rows of the table."""
    return fingerprint_rows(run, fingerprints(run))
