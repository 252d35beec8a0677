"""Radii of heavy atoms: van der Waals, one set for every volume and area, and covalent.

Bondi, J. Phys. Chem. 1964, 68, 441 (doi:10.1021/j100785a001); Se from the same table. Elements that he does
not list get the radius of carbon: metals and rare elements do not occur in the groove.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

BONDI: Final[dict[str, float]] = {
    "C": 1.70, "N": 1.55, "O": 1.52, "F": 1.47, "SI": 2.10, "P": 1.80, "S": 1.80, "CL": 1.75,
    "SE": 1.90, "BR": 1.85, "I": 1.98,
}  # fmt: skip

PROBE: Final = 1.4
"""Radius of a water molecule, A: the small probe of cavities and of exposed areas."""


def radii(elements: npt.NDArray[np.str_]) -> npt.NDArray[np.float64]:
    """Look up the radii of atoms.

    Parameters
    ----------
    elements
        Element symbols in capitals, shape (n,).

    Returns
    -------
    ndarray, shape (n,)
        Van der Waals radii, A.
    """
    elements = np.ascontiguousarray(elements)
    # Symbols of up to two characters are compared as one number: several times as fast as sorting texts.
    short = elements.dtype in ("U1", "U2")
    kinds = elements.astype("U2").view(np.uint64) if short else elements
    _, first, which = np.unique(kinds, return_index=True, return_inverse=True)
    return np.array([BONDI.get(kind, BONDI["C"]) for kind in elements[first].tolist()], dtype=np.float64)[which]


COVALENT: Final[dict[str, float]] = {
    "B": 0.84, "C": 0.76, "N": 0.71, "O": 0.66, "F": 0.57, "SI": 1.11, "P": 1.07, "S": 1.05, "CL": 1.02, "AS": 1.19,
    "SE": 1.20, "BR": 1.20, "I": 1.39,
}  # fmt: skip
"""Covalent radii, A: Cordero et al. 2008 (doi:10.1039/b801115j)."""

COVALENT_TOLERANCE: Final = 0.4
"""Atoms are bonded up to the sum of their covalent radii and this (A), the limit of the Cambridge Structural
Database."""


def covalent_radius(element: str) -> float:
    """Look up a covalent radius.

    Parameters
    ----------
    element
        Symbol, in capitals.

    Returns
    -------
    float
        A; that of iodine, the largest, for elements that are not listed.
    """
    return COVALENT.get(element, COVALENT["I"])
