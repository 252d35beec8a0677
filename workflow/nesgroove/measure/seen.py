"""How well what is measured is seen in the data: what the validation report says of molecules and residues.

Nothing is computed here: the numbers are those of the report that lies beside the file
(:mod:`nesgroove.model.report` has their meaning, their classes and the papers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nesgroove.measure.confidence import residues_in_groove
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Molecule
from nesgroove.model.report import Reported


@dataclass(frozen=True)
class Seen:
    """How well some residues are seen together; each None where the report says nothing of it.

    Attributes
    ----------
    rscc, rsr, rsrz, q_score, occupancy : float or None
        Means over the residues that have one.
    rscc_min, q_score_min : float or None
        Of the residue that is seen worst.
    outliers, clashes : int or None
        Sums over the residues that are in the report; None where none is.
    residues : str
        How many of how many have a fit to density or map: ``9/9``; empty without a report.
    """

    rscc: float | None = None
    rsr: float | None = None
    rsrz: float | None = None
    q_score: float | None = None
    occupancy: float | None = None
    rscc_min: float | None = None
    q_score_min: float | None = None
    outliers: int | None = None
    clashes: int | None = None
    residues: str = ""


def reported(groove: Groove, residue: int) -> Reported | None:
    """Find what the report says of a residue.

    Parameters
    ----------
    groove
        The complex.
    residue
        Index of a residue.

    Returns
    -------
    Reported or None
        Of the alternate location that is measured; None without a report, or where it has nothing on the residue.
    """
    structure = groove.structure
    if structure.report is None:
        return None
    own = structure.residues[residue]
    labels = [label for label in structure.atoms.altloc[own.start : own.stop].tolist() if label]
    return structure.report.of((own.auth_chain, own.number), own.component, labels[0] if labels else "")


def seen(groove: Groove, residues: Sequence[int]) -> Seen:
    """Say how well residues are seen together.

    Parameters
    ----------
    groove
        The complex.
    residues
        Indices of residues.

    Returns
    -------
    Seen
        Means, and the worst.
    """
    if groove.structure.report is None or not residues:
        return Seen()
    rows = [row for row in (reported(groove, index) for index in residues) if row is not None]
    fitted = sum(row.rscc is not None or row.q_score is not None for row in rows)
    return Seen(
        rscc=_mean([row.rscc for row in rows]),
        rsr=_mean([row.rsr for row in rows]),
        rsrz=_mean([row.rsrz for row in rows]),
        q_score=_mean([row.q_score for row in rows]),
        occupancy=_mean([row.occupancy for row in rows]),
        rscc_min=min((row.rscc for row in rows if row.rscc is not None), default=None),
        q_score_min=min((row.q_score for row in rows if row.q_score is not None), default=None),
        outliers=sum(row.outliers for row in rows) if rows else None,
        clashes=sum(row.clashes for row in rows) if rows else None,
        residues=f"{fitted}/{len(residues)}",
    )


def molecule_seen(groove: Groove, molecule: Molecule) -> Seen:
    """Say how well a molecule is seen: a cargo by its residues in the groove, others by all of theirs.

    Parameters
    ----------
    groove, molecule
        The complex, and a chain or ligand of it.

    Returns
    -------
    Seen
        Of a cargo whose tails are disordered, what is in the groove and nothing else.
    """
    if groove.structure.report is None:
        return Seen()
    cargo = next((o for o in groove.complex.cargoes if o.name == molecule.name), None)
    return seen(groove, residues_in_groove(groove, cargo) if cargo is not None else molecule.residues)


def lowest_seen(groove: Groove, kind: Literal["cargo", "inhibitor"], name: Literal["rscc", "q_score"]) -> float | None:
    """Give the lowest fit of the occupants of a kind.

    Parameters
    ----------
    groove
        The complex.
    kind
        Of the occupants.
    name
        Which number.

    Returns
    -------
    float or None
        None where there is no such occupant, or nothing is reported of it.
    """
    values = [
        getattr(molecule_seen(groove, molecule), name)
        for molecule in groove.complex.molecules
        if any(o.kind == kind and o.name == molecule.name for o in groove.complex.occupants)
    ]
    return min((value for value in values if value is not None), default=None)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
