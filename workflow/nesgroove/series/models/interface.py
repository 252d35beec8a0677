"""Scores of an interface from the predicted aligned error (PAE): ipSAE, LIS, pDockQ2, and plain means.

All take the block of the PAE matrix between two chains, ``pae[i, j]`` being the error (A) expected for residue ``j`` of
one chain where the model is superposed on the frame of residue ``i`` of the other (``i`` is aligned, ``j`` is scored).
The block of the other direction is another matrix and not its transpose. The definitions are those of the programs that
people compare with, the thresholds theirs:

* ipSAE: Dunbrack 2025, doi:10.1101/2025.02.10.637595, and its ``ipsae.py`` (DunbrackLab/IPSAE, version 4);
* LIS: Kim et al. 2024, doi:10.1101/2024.02.19.580970, and AFM-LIS;
* pDockQ2: Zhu et al. 2023, doi:10.1093/bioinformatics/btad424.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from nesgroove.model.structure import FloatArray

D0_FLOOR: Final = 1.0
"""Least d0 of ipSAE, A. The formula of Yang & Skolnick (2004, doi:10.1002/prot.20264) falls below it for 26 residues
and fewer, which is every export signal: there a PAE of 1, 2 and 3 A gives 0.50, 0.20 and 0.10, whatever the pair. (Up
to its version 3 the program took the formula's value for 27 residues, 1.04, instead.)"""

LIS_REACH: Final = 12.0
"""PAE (A) below which a pair of residues counts for LIS."""

PDOCKQ2_D0: Final = 10.0
"""d0 of pDockQ2, A."""

CONTACT: Final = 8.0
"""C-beta atoms (C-alpha of glycine) this close (A) are an interface for pDockQ2."""


def d0(residues: FloatArray) -> FloatArray:
    """Scale of ipSAE by the number of residues that are scored.

    Parameters
    ----------
    residues : ndarray, shape (n,)
        How many residues each aligned residue scores.

    Returns
    -------
    ndarray, shape (n,)
        A, :data:`D0_FLOOR` or more.
    """
    scale: FloatArray = np.maximum(D0_FLOOR, 1.24 * np.cbrt(residues - 15.0) - 1.8)
    return scale


def ipsae(pae: FloatArray, cutoff: float) -> float:
    """Score one direction of an interface by ipSAE.

    Parameters
    ----------
    pae : ndarray, shape (aligned, scored)
        A.
    cutoff
        PAE (A) below which a residue is scored.

    Returns
    -------
    float
        The best of the aligned residues, from 0 to 1; 0 where no pair is below the cutoff.
    """
    scored = pae < cutoff
    count = scored.sum(axis=1)
    scale = d0(count.astype(np.float64))
    terms = np.where(scored, 1.0 / (1.0 + (pae / scale[:, None]) ** 2), 0.0)
    means = terms.sum(axis=1) / np.maximum(count, 1)
    return float(means.max(initial=0.0))


def lis(pae: FloatArray) -> float:
    """Score one direction of an interface by its local interaction score.

    Parameters
    ----------
    pae : ndarray, shape (aligned, scored)
        A.

    Returns
    -------
    float
        From 0 to 1; 0 where no pair is below :data:`LIS_REACH`.
    """
    near = pae[pae < LIS_REACH]
    return float(((LIS_REACH - near) / LIS_REACH).mean()) if len(near) else 0.0


def pdockq2(pae: FloatArray, distance: FloatArray, aligned: FloatArray, scored: FloatArray) -> float:
    """Score one direction of an interface by pDockQ2.

    Parameters
    ----------
    pae, distance : ndarray, shape (aligned, scored)
        PAE, and distance of the C-beta atoms, A; nan where one has none.
    aligned, scored : ndarray, shape (aligned,) and (scored,)
        pLDDT of the residues, 0 to 100.

    Returns
    -------
    float
        0 where no pair is within :data:`CONTACT`.
    """
    touching = distance <= CONTACT
    if not touching.any():
        return 0.0
    plddt = np.concatenate([aligned[touching.any(axis=1)], scored[touching.any(axis=0)]]).mean()
    terms = 1.0 / (1.0 + (pae[touching] / PDOCKQ2_D0) ** 2)
    return float(1.31 / (1.0 + np.exp(-0.075 * (plddt * terms.mean() - 84.733))) + 0.005)
