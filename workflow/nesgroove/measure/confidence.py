"""How sure a predictor was of the groove, and of what lies in it: pLDDT from the B column of a prediction.

pLDDT is the predicted local distance difference test of a residue, 0 to 100 (Jumper et al. 2021,
doi:10.1038/s41586-021-03819-2). AlphaFold-Multimer, AlphaFold 3, ColabFold, Boltz and Chai write it in the place of the
B factor, some programs as 0 to 1; AlphaFold 3 and Boltz give it by atom, and a residue's is the mean over its atoms.
It says how sure the place of a residue is among its neighbours, and nothing of whether the cargo binds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Occupant, near_pockets
from nesgroove.model.structure import FloatArray, Structure
from nesgroove.model.target import XPO1

HIGHEST: Final = 100.0
"""pLDDT ends here; a B column with a larger number is none."""


@dataclass(frozen=True)
class Confidence:
    """The pLDDT of the parts of a complex, each None where it is not known.

    Attributes
    ----------
    groove : float or None
        Mean over the residues of the groove (positions 510-595).
    cargo : float or None
        Mean over the residues of the cargo that lie near a pocket; of several cargoes that with most atoms there.
    inhibitor : float or None
        Mean over the atoms of the inhibitor; of several that with most atoms near a pocket.
    """

    groove: float | None = None
    cargo: float | None = None
    inhibitor: float | None = None


def confidence_scale(structure: Structure) -> float | None:
    """Find by what the B column is multiplied to be pLDDT from 0 to 100.

    Parameters
    ----------
    structure
        The structure.

    Returns
    -------
    float or None
        1 or 100: the column is 0 to 1 where nothing in it is larger. None where the structure is no prediction or the
        column no confidence.
    """
    if structure.source_kind != "predicted" or no_confidence(structure):
        return None
    return HIGHEST if _polymer_b_factors(structure).max() <= 1 else 1.0


def no_confidence(structure: Structure) -> str:
    """Say why a B column cannot be pLDDT; nothing where it can.

    Parameters
    ----------
    structure
        The structure.

    Returns
    -------
    str
        What is the matter with the values of the chains, in words that follow "they are".
    """
    values = _polymer_b_factors(structure)
    if not len(values) or np.isnan(values).any():
        return "not given for all atoms"
    if values.min() < 0 or values.max() > HIGHEST:
        return f"from {values.min():g} to {values.max():g}, beyond 0 to {HIGHEST:g}"
    return f"all {values[0]:g}" if values.min() == values.max() else ""


def _polymer_b_factors(structure: Structure) -> FloatArray:
    return structure.atoms.b_factor[structure.atom_indices([i for chain in structure.chains for i in chain.residues])]


def residue_plddt(structure: Structure, residues: Sequence[int]) -> FloatArray:
    """PLDDT of residues, as the mean over the heavy atoms of each.

    Parameters
    ----------
    structure
        The structure.
    residues
        Their indices.

    Returns
    -------
    ndarray, shape (number of residues,)
        0 to 100; nan where it is not known.
    """
    scale = confidence_scale(structure)
    if scale is None:
        return np.full(len(residues), np.nan)
    b_factor = structure.atoms.b_factor
    spans = [structure.residues[index] for index in residues]
    return scale * np.array([b_factor[span.start : span.stop].mean() for span in spans])


def groove_confidence(groove: Groove) -> Confidence:
    """PLDDT of the groove and of what lies in it.

    Parameters
    ----------
    groove
        The complex.

    Returns
    -------
    Confidence
        Nothing is known where the structure is no prediction, or its B column no confidence.
    """
    complex_ = groove.complex
    scale = confidence_scale(complex_.structure)
    if scale is None:
        return Confidence()
    first, last = XPO1.helices["H11A"][0], XPO1.helices["H12B"][1]
    wall = [complex_.residue_at[p] for p in range(first, last + 1) if p in complex_.residue_at]
    cargo = next((o for o in complex_.occupants if o.kind == "cargo"), None)
    inhibitor = next((o for o in complex_.occupants if o.kind == "inhibitor"), None)
    return Confidence(
        groove=_mean(residue_plddt(complex_.structure, wall)),
        cargo=_mean(residue_plddt(complex_.structure, residues_in_groove(groove, cargo))) if cargo else None,
        inhibitor=_mean(scale * _b_factors(complex_.structure, inhibitor)) if inhibitor else None,
    )


def residues_in_groove(groove: Groove, occupant: Occupant) -> list[int]:
    """Residues of an occupant that have an atom near a pocket, in their order.

    A cargo's tails, which are long and disordered in many predictions, are not among them.

    Parameters
    ----------
    groove, occupant
        The complex, and the cargo or inhibitor in its groove.

    Returns
    -------
    list of int
        Indices of residues.
    """
    atoms = groove.structure.atom_indices(occupant.residues)
    near = near_pockets(groove.complex.frame, groove.structure.atoms.xyz[atoms])
    return sorted(set(groove.structure.atoms.residue[atoms[near]].tolist()))


def _b_factors(structure: Structure, occupant: Occupant) -> FloatArray:
    return structure.atoms.b_factor[structure.atom_indices(occupant.residues)]


def _mean(values: FloatArray) -> float | None:
    """Mean, None where there is nothing, or where a value is missing or no pLDDT."""
    fits = len(values) and not np.isnan(values).any() and values.min() >= 0 and values.max() <= HIGHEST
    return float(values.mean()) if fits else None
