"""The NES groove by human XPO1 positions: helices, pockets, stations, lining residues.

Positions are residue numbers of human XPO1 (UniProt O14980); everything else in the package is expressed
in them. Sources: helices from the HELIX features of UniProt P30822 moved to human numbers (-11 in the
groove); lining residues from Guettler et al. 2010 (doi:10.1038/nsmb.1931); pocket residues and centres
from the side chains of snurportin's five anchors in 3GJX (Monecke et al. 2009,
doi:10.1126/science.1173388), which the anchors of other classes and of the opposite direction share
within 1 A.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

CYS_POSITION: Final = 528
"""The cysteine that selinexor, its relatives and leptomycin B bind."""

NES_LYSINE: Final = 568
"""The lysine that hydrogen-bonds the backbone of every NES (Fung et al. 2017, doi:10.7554/eLife.23961)."""

LYSINE_PARTNER: Final = 571
"""The glutamate that holds Lys568; mutated to lysine or glycine in leukaemia and lymphoma."""

HELICES: Final[dict[str, tuple[int, int]]] = {
    "H11A": (510, 530),
    "H11B": (534, 549),
    "H12A": (559, 572),
    "H12B": (578, 595),
}
"""First and last position of the four helices that make the groove."""

GROOVE_SPAN: Final = (510, 594)
"""Positions over which the field compares grooves: 85 residues (Fung et al. 2015, 2017)."""

ORIGIN_ATOMS: Final[dict[int, tuple[float, float, float]]] = {
    514: (-10.3, -4.9, 0.0), 518: (-4.7, -5.2, 2.7), 521: (0.4, -5.4, 0.9), 525: (5.7, -4.5, 3.5),
    528: (10.6, -5.7, 2.8), 554: (-8.9, 0.0, -4.2), 558: (-8.9, 4.8, 0.2), 561: (-3.7, 4.6, 1.4),
    565: (1.5, 4.9, -1.8), 568: (6.4, 6.0, -1.0), 572: (11.8, 5.3, -4.3),
}  # fmt: skip
"""Where the C-alpha atoms of the origin lie in the groove frame, A: means of 3GJX, 3NC1, 4HB2 and 3M1I, which
scatter by up to 0.8 A. Needed only where one of these atoms is not in a file."""

ORIGIN_POSITIONS: Final = tuple(ORIGIN_ATOMS)
"""Positions whose mean C-alpha is the origin of the groove frame."""

STATIONS: Final[tuple[tuple[int, int], ...]] = (
    (514, 558),
    (518, 561),
    (521, 565),
    (525, 568),
    (528, 572),
    (532, 575),
)
"""Pairs of positions that face each other across the groove, from P0 to beyond P4."""

LINING: Final = (
    514, 518, 521, 525, 528, 534, 537, 538, 541, 544, 545, 554, 558, 561, 564, 565, 568, 572, 575,
)  # fmt: skip
"""The 19 positions that line the groove (Guettler et al. 2010)."""

POCKETS: Final = ("P0", "P1", "P2", "P3", "P4")

POCKET_CENTRES: Final[dict[str, tuple[float, float, float]]] = {
    "P0": (-7.3, 0.0, 4.3),
    "P1": (-2.3, -2.2, 4.1),
    "P2": (2.8, 1.6, 1.5),
    "P3": (7.7, -0.3, 1.0),
    "P4": (15.0, 0.4, -1.7),
}
"""Centres of the pockets in the groove frame, A."""

POCKET_RESIDUES: Final[dict[str, tuple[int, ...]]] = {
    "P0": (514, 518, 522, 554, 558),
    "P1": (518, 521, 522, 525, 554, 561),
    "P2": (525, 544, 545, 561, 564, 565, 568),
    "P3": (525, 528, 541, 544, 545, 568, 572),
    "P4": (534, 537, 538, 541, 572),
}
"""Positions within 5 A of the anchor that fills the pocket in 3GJX."""


def pocket_centres() -> npt.NDArray[np.float64]:
    """Centres of P0 to P4 in the groove frame.

    Returns
    -------
    ndarray, shape (5, 3)
        In A, in the order of :data:`POCKETS`.
    """
    return np.array([POCKET_CENTRES[name] for name in POCKETS])
