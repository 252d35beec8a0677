"""What is known of XPO1's NES groove before a structure is looked at, in one record: :data:`XPO1`.

Positions are residue numbers of human XPO1 (UniProt O14980); everything else in the package is expressed
in them. Sources: helices from the HELIX features of UniProt P30822 moved to human numbers (-11 in the
groove); lining residues from Guettler et al. 2010 (doi:10.1038/nsmb.1931); pocket residues and centres
from the side chains of snurportin's five anchors in 3GJX (Monecke et al. 2009,
doi:10.1126/science.1173388), which the anchors of other classes and of the opposite direction share
within 1 A.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Target:
    """A groove by the positions of the protein that has it. Coordinates are in the groove frame, A.

    Attributes
    ----------
    cysteine : int
        The cysteine that inhibitors bind.
    lysine : int
        The lysine that hydrogen-bonds the backbone of every NES.
    lysine_partner : int
        The glutamate that holds it; mutated to lysine or glycine in leukaemia and lymphoma.
    helices : dict of str to (int, int)
        First and last position of the four helices that make the groove.
    span : (int, int)
        First and last of the positions over which grooves are compared.
    origin_atoms : dict of int to (float, float, float)
        By position, where the C-alpha atoms whose mean is the origin of the frame usually lie: needed only
        where one of them is not in a file.
    stations : tuple of (int, int)
        Pairs of positions that face each other across the groove, from P0 to beyond P4.
    lining : tuple of int
        Positions that line the groove in the literature: those that figures name, and whose B factors are averaged.
    pocket_centres : dict of str to (float, float, float)
        Centres of the pockets by name, in the order in which they follow each other along x.
    pocket_residues : dict of str to tuple of int
        Positions that make each pocket, chosen after what lies within 5 A of the side chain of the anchor that fills
        it in the reference. Every position of the lining is in one; a residue between two pockets is in both. Where
        an area is shared out, each of its atoms counts in one pocket, that whose centre is nearest.
    wall : tuple of int
        Positions on which the volumes depend: an atom of theirs bounds the cavity, or their side chain holds the
        probes off. More than the lining: a missing side chain at any of them moves a number.
    """

    cysteine: int
    lysine: int
    lysine_partner: int
    helices: dict[str, tuple[int, int]]
    span: tuple[int, int]
    origin_atoms: dict[int, Point]
    stations: tuple[tuple[int, int], ...]
    lining: tuple[int, ...]
    pocket_centres: dict[str, Point]
    pocket_residues: dict[str, tuple[int, ...]]
    wall: tuple[int, ...]

    @cached_property
    def origin_positions(self) -> tuple[int, ...]:
        """Positions whose mean C-alpha is the origin of the groove frame."""
        return tuple(self.origin_atoms)

    @cached_property
    def pockets(self) -> tuple[str, ...]:
        """Names of the pockets, along x."""
        return tuple(self.pocket_centres)

    @cached_property
    def pocket_positions(self) -> frozenset[int]:
        """Positions that make any of the pockets."""
        return frozenset(position for members in self.pocket_residues.values() for position in members)

    @cached_property
    def centres(self) -> npt.NDArray[np.float64]:
        """Centres of the pockets in the groove frame, shape (number of pockets, 3), A; read-only."""
        centres = np.array(list(self.pocket_centres.values()))
        centres.setflags(write=False)
        return centres


XPO1: Final = Target(
    cysteine=528,
    # Fung et al. 2017 (doi:10.7554/eLife.23961).
    lysine=568,
    lysine_partner=571,
    helices={"H11A": (510, 530), "H11B": (534, 549), "H12A": (559, 572), "H12B": (578, 595)},
    # 85 residues (Fung et al. 2015, 2017).
    span=(510, 594),
    # Means of 3GJX, 3NC1, 4HB2 and 3M1I, which scatter by up to 0.8 A.
    origin_atoms={
        514: (-10.3, -4.9, 0.0), 518: (-4.7, -5.2, 2.7), 521: (0.4, -5.4, 0.9), 525: (5.7, -4.5, 3.5),
        528: (10.6, -5.7, 2.8), 554: (-8.9, 0.0, -4.2), 558: (-8.9, 4.8, 0.2), 561: (-3.7, 4.6, 1.4),
        565: (1.5, 4.9, -1.8), 568: (6.4, 6.0, -1.0), 572: (11.8, 5.3, -4.3),
    },
    stations=((514, 558), (518, 561), (521, 565), (525, 568), (528, 572), (532, 575)),
    lining=(514, 518, 521, 525, 528, 534, 537, 538, 541, 544, 545, 554, 558, 561, 564, 565, 568, 572, 575),
    pocket_centres={
        "P0": (-7.3, 0.0, 4.3),
        "P1": (-2.3, -2.2, 4.1),
        "P2": (2.8, 1.6, 1.5),
        "P3": (7.7, -0.3, 1.0),
        "P4": (15.0, 0.4, -1.7),
    },
    pocket_residues={
        "P0": (514, 518, 522, 554, 558),
        "P1": (518, 521, 522, 525, 554, 561),
        "P2": (525, 544, 545, 561, 564, 565, 568),
        "P3": (525, 528, 541, 544, 545, 568, 572),
        "P4": (534, 537, 538, 541, 572, 575),
    },
    # Measured on 47 complexes: six chains of 3GJX, 3NC1, 3WYF, 4HB2 and 3M1I, 14 inhibitors placed in grooves of
    # deposited structures, 27 predicted complexes. A position is in it where, in any of them, the surface of an atom
    # comes within 1.0 A of a voxel of the cavity, or where the volume of a pocket changes by more than 1 % when the
    # side chain is cut down to the backbone (tried on 11 of them; 515, 526, 604 and 605 are in it for this alone).
    # 516 is in it for its ring, which packs between those of the wall; cut off by itself it moves no volume.
    wall=(
        514, 515, 516, 517, 518, 519, 521, 522, 524, 525, 526, 528, 529, 532, 533, 534, 537, 538, 540, 541, 542, 544,
        545, 548, 554, 558, 560, 561, 564, 565, 567, 568, 569, 571, 572, 574, 575, 576, 577, 580, 583, 604, 605,
    ),
)  # fmt: skip
"""XPO1 (CRM1)."""
