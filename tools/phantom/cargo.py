"""A cargo's nuclear export signal in the groove: a peptide whose anchors sit in the pockets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nesgroove.errors import ConfigError
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from phantom.backbone import main_chain
from phantom.energy import contact_distances, distant_pairs, repulsion, repulsion_within, restraint
from phantom.linkage import Hinge, Linkage, superpose
from phantom.parts import Part
from phantom.sidechain import MAIN, atoms_around, chi_hinges, ease, polymer

_GOOD_STARTS = {
    ("1a", "plus"): 0, ("1b", "plus"): 10, ("1c", "plus"): 14, ("1d", "plus"): 11, ("2", "plus"): 12,
    ("3", "plus"): 2, ("4", "plus"): 2, ("1a", "minus"): 0, ("1b", "minus"): 5, ("1c", "minus"): 3,
    ("1d", "minus"): 21, ("2", "minus"): 17, ("3", "minus"): 0, ("4", "minus"): 7,
}  # fmt: skip
"""The start that does best for a class and direction, tried first. Found once in the open groove."""

_SOFT_TO_HARD = ((0.05, 60), (0.5, 80), (4.0, 120))
"""Hardness of walls and steps. Soft first, so that side chains can pass each other on their way in."""

_HARD = ((20.0, 100),)


@dataclass(frozen=True)
class Signal:
    """A peptide and its anchors.

    Attributes
    ----------
    sequence : str
        One-letter codes.
    first : int
        Number of its first residue.
    anchors : tuple of int
        Residue numbers that fill P0 to P4, in this order; 0 where a pocket stays empty.
    """

    sequence: str
    first: int
    anchors: tuple[int, int, int, int, int]

    def label(self, pocket: int) -> str:
        """The anchor of a pocket as a paper names it: ``F12``; empty where there is none."""
        number = self.anchors[pocket]
        return f"{self.sequence[number - self.first]}{number}" if number else ""


SIGNALS: dict[str, Signal] = {
    "1a": Signal("LNELALKLAGLDIN", 34, (34, 37, 41, 44, 46)),
    "1b": Signal("LEELRALERLQIDE", 8, (8, 11, 14, 17, 19)),
    "1c": Signal("MEELSQALASSFSVS", 1, (1, 4, 8, 12, 14)),
    "1d": Signal("LSELQELEQKFELDS", 1, (1, 4, 7, 11, 13)),
    "2": Signal("VDQLRLERLQIDE", 427, (427, 430, 432, 435, 437)),
    "3": Signal("VEALLARLRALEE", 1183, (1183, 1186, 1190, 1193, 0)),
    "4": Signal("SLQELVQQFEALPGDLVD", 56, (57, 60, 64, 67, 71)),
}
"""One signal a class, after PKI (1a), FMRP-1b, snurportin (1c), FMRP (2), mDia2 (3) and X11L2 (4), with the
numbers of those proteins; the spacing is that of the class (Fung et al. 2015, 2017). Residues between and
beside the anchors are changed where the protein has none or would block the build."""

REVERSED_1A = Signal("FEMEKFSEALAKIE", 391, (403, 400, 396, 393, 391))
"""Class 1a in the opposite direction, with the anchors of hRio2."""

DIRECTIONS = ("plus", "minus")

GOOD_MISS, GOOD_OVERLAP = 1.4, 0.35
"""A start is good when no anchor is farther from its pocket's centre, and no atom deeper inside another's
radius, than this (A); what overlap is left goes when the side chains of XPO1 give way."""


def signal_of(nes_class: str, direction: str) -> Signal:
    """The peptide of a class and direction.

    Raises
    ------
    ConfigError
        There is no such class or direction.
    """
    if nes_class not in SIGNALS or direction not in DIRECTIONS:
        raise ConfigError(
            f"there is no cargo of class {nes_class!r} in direction {direction!r}",
            step="phantom",
            remedy=f"Classes are {' '.join(SIGNALS)}; directions are {' and '.join(DIRECTIONS)}",
        )
    signal = SIGNALS[nes_class]
    if direction == "plus":
        return signal
    if nes_class == "1a":
        return REVERSED_1A
    last = 2 * signal.first + len(signal.sequence) - 1
    p0, p1, p2, p3, p4 = (last - number if number else 0 for number in signal.anchors)
    return Signal(signal.sequence[::-1], signal.first, (p0, p1, p2, p3, p4))


def side_centre(part: Part, number: int) -> FloatArray:
    """Mean of a residue's side-chain atoms, A."""
    index = part.numbers.index(number)
    atoms = [i for i in np.nonzero(part.residue == index)[0].tolist() if part.names[i] not in MAIN]
    return np.array(part.xyz[atoms].mean(axis=0))


def build_cargo(
    nes_class: str, direction: str, receptor: Part, *, frozen: Collection[int] = (), starts: int = 10
) -> tuple[Part, Part]:
    """Build a peptide in the groove of a receptor that stands in the groove frame.

    Torsions, side chains and the place of the whole are optimised from several starts, a helix that goes
    over into a strand at different residues; the first start that is good enough is taken, else the best.
    Then the side chains of the receptor give way, and the peptide settles.

    Returns
    -------
    cargo, receptor : Part
    """
    signal = signal_of(nes_class, direction)
    best: tuple[float, Part] | None = None
    known = _GOOD_STARTS.get((nes_class, direction), 0)
    for start in [known, *(k for k in range(starts) if k != known)]:
        peptide = _fold(signal, _start(signal, _shape(signal, direction, start)), receptor, _SOFT_TO_HARD)
        miss = max(anchor_misses(peptide, signal).values())
        score = max(miss - GOOD_MISS, 0.0) + 3 * max(worst_overlap(peptide, receptor) - GOOD_OVERLAP, 0.0)
        if best is None or score < best[0]:
            best = (score, peptide)
        if score == 0.0:
            break
    if best is None:
        raise ValueError("no start was asked for")
    cargo = best[1]
    for _ in range(2):
        receptor = ease(receptor, atoms_around(cargo), frozen=frozen)
        cargo = _fold(signal, cargo, receptor, _HARD)
    return cargo, receptor


def worst_overlap(part: Part, receptor: Part) -> float:
    """How far an atom is inside the contact distance to one of the receptor, A; negative if none is."""
    least = contact_distances(part.elements, receptor.elements)
    return float((least - _distances(part.xyz, receptor.xyz)).max())


def anchor_misses(part: Part, signal: Signal) -> dict[str, float]:
    """Distance of each anchor's side-chain centre from its pocket's centre, A, by pocket."""
    return {
        name: float(np.linalg.norm(side_centre(part, number) - centre))
        for name, number, centre in zip(XPO1.pockets, signal.anchors, XPO1.centres, strict=True)
        if number
    }


def _shape(signal: Signal, direction: str, start: int) -> FloatArray:
    """Shape to start from, phi and psi: a helix at the wide end of the groove, a strand at the narrow one.

    The first five starts are that and no more, and the helix ends at different residues between the anchors
    of P2 and P3; later ones stray from it, the same way each time.
    """
    helix, strand = np.array([-60.0, -45.0]), np.array([-105.0, 130.0])
    numbers = np.arange(signal.first, signal.first + len(signal.sequence))
    p2, p3 = signal.anchors[2], signal.anchors[3]
    turn = p2 + (p3 - p2) * (0.75, 0.5, 1.0, 0.25, 0.0)[start % 5]
    in_strand = numbers > turn if direction == "plus" else numbers < turn
    for a, b in pairwise(signal.anchors):
        # Two residues reach from one pocket to the next only when stretched.
        if abs(a - b) == 2:
            in_strand |= (numbers >= min(a, b)) & (numbers <= max(a, b))
    shape = np.where(in_strand[:, None], strand, helix)
    if start < 5:
        return shape
    random = np.random.default_rng(start)
    strays = random.random(len(numbers)) < 0.2
    other = np.array([(-70.0, 145.0), (-85.0, 0.0), (-60.0, -45.0)])[random.integers(3, size=len(numbers))]
    return np.where(strays[:, None], other, shape) + random.normal(0, 12.0, shape.shape)


def _start(signal: Signal, shape: FloatArray) -> Part:
    """A peptide of this shape, its anchors brought as near to the pockets as the shape allows."""
    part = polymer(signal.sequence, signal.first, main_chain([(a, b) for a, b in shape.tolist()]))
    groups, targets = _anchor_groups(part, signal)
    turn, shift = superpose(groups @ part.xyz, targets)
    return part.moved(part.xyz @ turn.T + shift)


def _anchor_groups(part: Part, signal: Signal) -> tuple[FloatArray, FloatArray]:
    """Weights that take the mean of each anchor's side chain, and the pockets' centres they belong to."""
    filled = [k for k, number in enumerate(signal.anchors) if number]
    groups = np.zeros((len(filled), len(part.names)))
    for row, k in zip(groups, filled, strict=True):
        index = part.numbers.index(signal.anchors[k])
        atoms = [i for i in np.nonzero(part.residue == index)[0].tolist() if part.names[i] not in MAIN]
        row[atoms] = 1.0 / len(atoms)
    return groups, XPO1.centres[filled]


def _fold(signal: Signal, part: Part, receptor: Part, stages: Sequence[tuple[float, int]]) -> Part:
    """Optimise a peptide against a receptor that stands still, in stages of (hardness, steps)."""
    groups, targets = _anchor_groups(part, signal)
    linkage = Linkage(part.xyz, _hinges(part), free=True)
    stiff = np.concatenate([_stiffness(part), np.zeros(6)])
    near = _distances(receptor.xyz, XPO1.centres).min(axis=1) < 17.0
    wall = receptor.xyz[near]
    least = contact_distances(part.elements, [e for e, here in zip(receptor.elements, near, strict=True) if here])
    pairs = distant_pairs(part.bonds, len(part.names))
    within = contact_distances(part.elements, part.elements)[pairs[:, 0], pairs[:, 1]]
    parameters = np.zeros(linkage.size)
    for hardness, steps in stages:

        def energy(xyz: FloatArray, hardness: float = hardness) -> tuple[float, FloatArray]:
            value, gradient = restraint(xyz, groups, targets, 1.0)
            for more, slope in (
                repulsion(xyz, wall, least, hardness),
                repulsion_within(xyz, pairs, within, hardness),
            ):
                value += more
                gradient = gradient + slope
            return value, gradient

        def strain(at: FloatArray) -> tuple[float, FloatArray]:
            return float(stiff @ at**2), 2 * stiff * at

        parameters, _ = linkage.minimise(energy, parameters, on_parameters=strain, steps=steps)
    return part.moved(linkage.pose(parameters))


def _hinges(part: Part) -> list[Hinge]:
    hinges = []
    count = len(part.names)
    for i, letter in enumerate(part.components):
        number = part.numbers[i]
        n, ca, c, o = (part.index(number, name) for name in MAIN)
        own = np.nonzero(part.residue == i)[0]
        later = np.nonzero(part.residue > i)[0]
        moving = np.array([k for k in [*own, *later] if k not in (n, ca)])
        if letter != "PRO":
            hinges.append(Hinge(n, ca, -1, moving))
        hinges += chi_hinges(part, [i])
        hinges.append(Hinge(ca, c, -1, np.array([o, *later])))
        if len(later):
            following = int(later[0])
            hinges.append(Hinge(c, following, -1, np.arange(following + 1, count)))
    return hinges


def _stiffness(part: Part) -> FloatArray:
    """How hard each hinge resists: peptide bonds stay trans, main-chain torsions near where they start."""
    values: list[float] = []
    for i, name in enumerate(part.components):
        values += [] if name == "PRO" else [0.2]
        values += [0.02] * len(chi_hinges(part, [i]))
        values.append(0.2)
        if i + 1 < len(part.components):
            values.append(30.0)
    return np.array(values)


def _distances(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.array(np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=-1)))
