"""Chains with side chains: ideal coordinates of the dictionary on a main chain, rotamers that do not clash."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from nesgroove.model.structure import FloatArray, IntArray
from phantom.backbone import oxygen
from phantom.energy import (
    contact_distances,
    distant_pairs,
    radii_of,
    repulsion,
    repulsion_within,
    squared_distances,
)
from phantom.linkage import Hinge, Linkage, downstream, rotation, superpose, torsion
from phantom.parts import THREE_LETTERS, Part, component

MAIN = ("N", "CA", "C", "O")

_STAGGERED = (-65.0, 180.0, 65.0)
_FLAT = (90.0, 0.0, 45.0, 135.0)
CHI: dict[str, tuple[tuple[str, tuple[float, ...]], ...]] = {
    "ARG": (("CG", _STAGGERED), ("CD", _STAGGERED), ("NE", _STAGGERED), ("CZ", (180.0, 90.0, -90.0))),
    "ASN": (("CG", _STAGGERED), ("OD1", (-30.0, 30.0, 90.0, 150.0, -150.0, -90.0))),
    "ASP": (("CG", _STAGGERED), ("OD1", (0.0, 30.0, -30.0, 90.0))),
    "CYS": (("SG", _STAGGERED),),
    "GLN": (("CG", _STAGGERED), ("CD", _STAGGERED), ("OE1", (0.0, 60.0, -60.0, 180.0))),
    "GLU": (("CG", _STAGGERED), ("CD", _STAGGERED), ("OE1", (0.0, 45.0, -45.0, 90.0))),
    "HIS": (("CG", _STAGGERED), ("ND1", (-75.0, 75.0, 165.0, -15.0))),
    "ILE": (("CG1", _STAGGERED), ("CD1", _STAGGERED)),
    "LEU": (("CG", (-65.0, 180.0, 65.0, -90.0, -160.0)), ("CD1", (180.0, 65.0, -65.0, 120.0, 90.0))),
    "LYS": (("CG", _STAGGERED), ("CD", _STAGGERED), ("CE", _STAGGERED), ("NZ", _STAGGERED)),
    "MET": (("CG", _STAGGERED), ("SD", _STAGGERED), ("CE", _STAGGERED)),
    "PHE": (("CG", _STAGGERED), ("CD1", _FLAT)),
    "SER": (("OG", _STAGGERED),),
    "THR": (("OG1", _STAGGERED),),
    "TRP": (("CG", _STAGGERED), ("CD1", (-90.0, 90.0, 0.0, 45.0, -45.0, 135.0, -135.0))),
    "TYR": (("CG", _STAGGERED), ("CD1", _FLAT)),
    "VAL": (("CG1", _STAGGERED),),
}
"""Side-chain torsions: the atom that each places (the chain of atoms before it follows from N-CA-CB), and
the angles tried, those that are common in proteins (Lovell et al. 2000) on a coarse grid."""


@dataclass(frozen=True)
class Surroundings:
    """What side chains have to stay clear of, and where some of them should point.

    Attributes
    ----------
    xyz : ndarray, shape (m, 3)
        Points, A.
    radii : ndarray, shape (m,)
        What each asks for beside the radius of the atom.
    towards : mapping of int to (str, ndarray)
        By residue number: an atom and a point that it should be near.
    """

    xyz: FloatArray
    radii: FloatArray
    towards: Mapping[int, tuple[str, FloatArray]]


def atoms_around(part: Part) -> Surroundings:
    """Another molecule as surroundings."""
    return Surroundings(part.xyz, radii_of(part.elements), {})


NOTHING = Surroundings(np.zeros((0, 3)), np.zeros(0), {})


def polymer(sequence: str, first: int, chain: FloatArray) -> Part:
    """Put side chains in their first rotamer on a main chain.

    Parameters
    ----------
    sequence
        One-letter codes.
    first
        Number of the first residue.
    chain : ndarray, shape (n, 3, 3)
        N, CA and C.
    """
    names: list[str] = []
    elements: list[str] = []
    residue: list[int] = []
    xyz: list[FloatArray] = []
    bonds: list[tuple[int, int]] = []
    carbon = -1
    for i, letter in enumerate(sequence):
        n, ca, c = chain[i]
        template = component(THREE_LETTERS[letter])
        turn, shift = _onto(template.component, chain[i])
        o = oxygen(n, ca, c, chain[i + 1, 0] if i + 1 < len(sequence) else None)
        own = {"N": n, "CA": ca, "C": c, "O": o}
        start = len(names)
        bonds += [(start + a, start + b) for a, b, _ in template.bonds]
        if carbon >= 0:
            bonds.append((carbon, start + template.names.index("N")))
        carbon = start + template.names.index("C")
        for name, element, at in zip(template.names, template.elements, template.xyz, strict=True):
            names.append(name)
            elements.append(element)
            residue.append(i)
            xyz.append(own[name] if name in own else turn @ at + shift)
    return Part(
        components=tuple(THREE_LETTERS[letter] for letter in sequence),
        numbers=tuple(range(first, first + len(sequence))),
        names=tuple(names),
        elements=tuple(elements),
        residue=np.array(residue, dtype=np.intp),
        xyz=np.array(xyz),
        bonds=tuple(bonds),
    )


def _onto(name: str, main: FloatArray) -> tuple[FloatArray, FloatArray]:
    template = component(name)
    return superpose(template.xyz[[template.names.index(a) for a in MAIN[:3]]], main)


@cache
def rotamers(name: str) -> FloatArray:
    """All rotamers of a residue in the dictionary's frame; shape (rotamers, atoms, 3)."""
    template = component(name)
    chis = CHI.get(name, ())
    if not chis:
        return template.xyz[None]
    turns = [_chi_atoms(name, k) for k in range(len(chis))]
    conformers = []
    for angles in product(*(values for _, values in chis)):
        xyz = template.xyz.copy()
        for (a, b, c, d, moving), angle in zip(turns, angles, strict=True):
            now = torsion(xyz[a], xyz[b], xyz[c], xyz[d])
            axis = (xyz[c] - xyz[b]) / np.linalg.norm(xyz[c] - xyz[b])
            turn = rotation(axis, float(np.radians(angle - now)))
            xyz[moving] = (xyz[moving] - xyz[c]) @ turn.T + xyz[c]
        conformers.append(xyz)
    return np.array(conformers)


@cache
def _chi_atoms(name: str, k: int) -> tuple[int, int, int, int, IntArray]:
    """Four atoms of a side-chain torsion, and those that it moves, by index in the component."""
    template = component(name)
    path = ["N", "CA", "CB", *(atom for atom, _ in CHI[name])][k : k + 4]
    a, b, c, d = (template.names.index(atom) for atom in path)
    moving = downstream([(i, j) for i, j, _ in template.bonds], len(template.names), b, c)
    if moving is None:
        raise ValueError(f"torsion {k + 1} of {name} is in a ring")
    return a, b, c, d, moving


def chi_hinges(part: Part, residues: Sequence[int] | None = None) -> list[Hinge]:
    """Side-chain torsions of a chain as hinges, from the main chain outwards."""
    hinges = []
    starts = np.searchsorted(part.residue, np.arange(len(part.components)))
    for i in range(len(part.components)) if residues is None else residues:
        name = part.components[i]
        for k in range(len(CHI.get(name, ()))):
            _, b, c, _, moving = _chi_atoms(name, k)
            hinges.append(Hinge(int(starts[i]) + b, int(starts[i]) + c, -1, starts[i] + moving))
    return hinges


def pack(part: Part, around: Surroundings = NOTHING, *, sweeps: int = 8, steps: int = 120) -> Part:
    """Choose rotamers that do not clash, then ease what is left by small turns.

    Every residue in turn takes the rotamer with the least overlap with all others as they stand, until
    nothing changes. No random numbers: the same chain is packed the same way each time.
    """
    xyz = part.xyz.copy()
    starts = np.searchsorted(part.residue, np.arange(len(part.components) + 1))
    least = contact_distances(part.elements, part.elements)
    radii = contact_distances(part.elements, ["C"])[:, 0] - 1.75
    choices = [_choices(part, i, starts[i]) for i in range(len(part.components))]
    picks = [-1] * len(choices)
    # Of its own main chain a side chain can only meet O, and N from the delta atoms on.
    main = [[starts[i] + component(name).names.index("O")] for i, name in enumerate(part.components)]
    movable = [i for i, (_, atoms) in enumerate(choices) if len(atoms)]
    present = np.ones(len(xyz), dtype=bool)
    for i in movable:
        present[choices[i][1]] = False
    # Large residues first: they have the fewest places to go.
    order = sorted(movable, key=lambda i: (-len(choices[i][1]), i))
    for _ in range(sweeps):
        changed = False
        for i in order:
            options, atoms = choices[i]
            others = present.copy()
            others[starts[i] : starts[i + 1]] = False
            others[main[i]] = True
            centre = xyz[starts[i] + 1]
            others &= ((xyz - centre) ** 2).sum(axis=1) < 15.0**2
            cost = _overlap(options, xyz[others], least[np.ix_(atoms, np.nonzero(others)[0])])
            if len(around.xyz):
                cost += _overlap(options, around.xyz, radii[atoms][:, None] + around.radii[None])
            wanted = around.towards.get(part.numbers[i])
            if wanted is not None:
                tip = [part.names[a] for a in atoms].index(wanted[0])
                cost += 2.0 * np.linalg.norm(options[:, tip] - wanted[1], axis=1)
            best = int(cost.argmin())
            changed |= best != picks[i]
            picks[i] = best
            xyz[atoms] = options[best]
            present[atoms] = True
        if not changed:
            break
    return ease(part.moved(xyz), around, steps=steps)


def _choices(part: Part, i: int, start: int) -> tuple[FloatArray, IntArray]:
    """Rotamers of a residue where it stands, and the atoms that differ between them."""
    name = part.components[i]
    template = component(name)
    if name not in CHI:
        return np.zeros((0, 0, 3)), np.zeros(0, dtype=np.intp)
    own = np.array([k for k, atom in enumerate(template.names) if atom not in (*MAIN, "CB")])
    main = part.xyz[[start + template.names.index(atom) for atom in MAIN[:3]]]
    turn, shift = _onto(name, main)
    return rotamers(name)[:, own] @ turn.T + shift, start + own


def _overlap(options: FloatArray, others: FloatArray, least: FloatArray) -> FloatArray:
    """Sum of squared overlaps of each option; deep ones count so much that none is traded for many small."""
    flat = options.reshape(-1, 3)
    squared = squared_distances(flat, others)
    distance = np.sqrt(squared).reshape(*options.shape[:2], -1)
    overlap = np.maximum(least[None] - distance, 0.0)
    return np.array((overlap**2 + 4 * np.maximum(overlap - 0.6, 0.0) ** 2).sum(axis=(1, 2)))


def ease(part: Part, around: Surroundings = NOTHING, *, frozen: Collection[int] = (), steps: int = 120) -> Part:
    """Turn side chains a little where they overlap with each other or with their surroundings.

    Parameters
    ----------
    part
        A chain.
    around
        What else is there.
    frozen
        Numbers of residues that stay as they are.
    steps
        Steps of the minimiser at most.
    """
    least = contact_distances(part.elements, part.elements)
    radii = contact_distances(part.elements, ["C"])[:, 0] - 1.75
    hinges = chi_hinges(part, [i for i, number in enumerate(part.numbers) if number not in frozen])
    linkage = Linkage(part.xyz, hinges)
    turned = np.zeros(len(part.xyz), dtype=bool)
    for hinge in hinges:
        turned[hinge.moving] = True
    pairs = distant_pairs(part.bonds, len(part.xyz))
    gap = np.linalg.norm(part.xyz[pairs[:, 0]] - part.xyz[pairs[:, 1]], axis=1)
    pairs = pairs[(gap < 8.0) & (turned[pairs[:, 0]] | turned[pairs[:, 1]])]
    limits = least[pairs[:, 0], pairs[:, 1]]
    atoms = np.nonzero(turned)[0]

    def energy(xyz: FloatArray) -> tuple[float, FloatArray]:
        value, gradient = repulsion_within(xyz, pairs, limits, 10.0)
        if len(around.xyz):
            more, slope = repulsion(xyz[atoms], around.xyz, radii[atoms][:, None] + around.radii[None], 2.0)
            gradient[atoms] += slope
            value += more
        return value, gradient

    def stay(parameters: FloatArray) -> tuple[float, FloatArray]:
        return float(0.3 * parameters @ parameters), 0.6 * parameters

    turns, _ = linkage.minimise(energy, on_parameters=stay, steps=steps)
    return part.moved(linkage.pose(turns))
