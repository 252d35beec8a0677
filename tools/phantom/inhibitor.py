"""A compound in the groove: bonded to Cys528 at a stated length and angle, or lying beside it."""

from __future__ import annotations

import numpy as np

from nesgroove.chem.components import ligand_of
from nesgroove.errors import ConfigError
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from phantom.energy import contact_distances, distant_pairs, repulsion, repulsion_within
from phantom.ligand import graph_distances, pulls, set_on_sulphur, turning_bonds
from phantom.linkage import Hinge, Linkage, rotation
from phantom.parts import Component, Part, component, ligand_of_component
from phantom.sidechain import atoms_around, ease

LIGAND_NUMBER = 1101
"""Author's number of an inhibitor, in the chain of XPO1."""

DEFAULT_LENGTH = 1.81
"""Length of the bond from SG, A: a thioether's."""

DEFAULT_ANGLE = 104.0
"""Angle CB-SG-C, degrees."""

LENGTH_RANGE, ANGLE_RANGE = (1.6, 2.2), (90.0, 125.0)

FREE_CLEARANCE = 3.4
"""A compound that is not bonded keeps this far from SG, A."""

GOOD_CLEARANCE = 3.0
"""Distance to XPO1 that a start should keep, A; side chains then give way a little more."""

_GOOD_STARTS = {
    "V6A": 23, "K85": 9, "51K": 11, "K76": 12, "6L8": 15, "A1CBB": 3, "A1CBC": 7, "A1CBD": 0,
    "LMB": 23, "LBF": 8, "AA8": 16, "RJA": 11, "G6U": 7,
}  # fmt: skip
"""The start that does best for a component, and is enough by itself where it fits. Found once in the open
groove; other components are tried from all starts."""


def check_bond(length: float, angle: float) -> None:
    """Refuse a bond that no thioether has.

    Raises
    ------
    ConfigError
        The length or the angle is out of range.
    """
    for name, value, (low, high), unit in (
        ("bond length", length, LENGTH_RANGE, "A"),
        ("bond angle", angle, ANGLE_RANGE, "degrees"),
    ):
        if not low <= value <= high:
            raise ConfigError(
                f"a {name} of {value:g} {unit} is not that of a bond from sulphur to carbon",
                step="phantom",
                remedy=f"Ask for {low:g} to {high:g} {unit}",
            )


def attach_atom(name: str) -> str:
    """The atom of a component that is bonded to Cys528; empty where it binds without a bond.

    Raises
    ------
    ConfigError
        The reference table does not know the component.
    """
    known = ligand_of(name)
    if known is None:
        raise ConfigError(
            f"{name!r} is not an inhibitor that nesgroove knows",
            step="phantom",
            remedy="Name a component of the table of ligands, such as V6A, K85 or LMB",
        )
    return known.attach_atom


def build_inhibitor(
    name: str,
    receptor: Part,
    *,
    length: float = DEFAULT_LENGTH,
    angle: float = DEFAULT_ANGLE,
    starts: int = 24,
) -> tuple[Part, Part]:
    """Place a compound in the groove of a receptor that stands in the groove frame.

    Parameters
    ----------
    name
        Component id; its atom that reacts is that of the reference table.
    receptor
        XPO1.
    length, angle
        Of the bond from SG of Cys528, A, and at SG, degrees. Without a meaning for a compound that does not
        react.
    starts
        How many starts to try at most.

    Returns
    -------
    ligand, receptor : Part
        The compound as one residue, and XPO1 with its side chains out of the way; Cys528 stays.

    Raises
    ------
    ConfigError
        The compound is not known, or there is no cysteine at 528 for it to react with.
    """
    attach = attach_atom(name)
    if attach:
        check_bond(length, angle)
        index = receptor.numbers.index(XPO1.cysteine) if XPO1.cysteine in receptor.numbers else -1
        if index < 0 or receptor.components[index] != "CYS":
            raise ConfigError(
                f"{name} is bonded to Cys528, and position 528 has none",
                step="phantom",
                remedy="Ask for the human sequence, or for a compound that does not react, such as G6U",
            )
    template = component(name)
    known = _GOOD_STARTS.get(name)
    best: tuple[float, FloatArray] | None = None
    for k in range(starts) if known is None else (known, *range(starts)):
        xyz = _try(template, receptor, attach, length, angle, k)
        clearance = _clear_of(xyz, template, receptor, attach)
        score = max(GOOD_CLEARANCE - clearance, 0.0) * 10 + _off_target(xyz, template, attach)
        if best is None or score < best[0]:
            best = (score, xyz)
        if k == known and clearance > GOOD_CLEARANCE - 0.15:
            break
    if best is None:
        raise ValueError("no start was asked for")
    ligand = ligand_of_component(template, LIGAND_NUMBER, best[1])
    return ligand, ease(receptor, atoms_around(ligand), frozen=(XPO1.cysteine,))


def _try(
    template: Component,
    receptor: Part,
    attach: str,
    length: float,
    angle: float,
    k: int,
) -> FloatArray:
    """One start and its optimisation: turns about bonds and, where there is no bond, the place of the whole."""
    count = len(template.names)
    random = np.random.default_rng(k)
    hinges = []
    if attach:
        cb, sg = receptor.atom(XPO1.cysteine, "CB"), receptor.atom(XPO1.cysteine, "SG")
        ca = receptor.atom(XPO1.cysteine, "CA")
        root = template.names.index(attach)
        turn = random.uniform(0, 2 * np.pi)
        xyz = set_on_sulphur(template, root, (ca, cb, sg), length, angle, turn, k % 2 == 0)
        xyz = np.vstack([xyz, cb, sg])
        hinges.append(Hinge(count, count + 1, -1, np.arange(count)))
        hinges.append(Hinge(count + 1, root, -1, np.array([i for i in range(count) if i != root])))
    else:
        root = 0
        middle = (np.array(XPO1.pocket_centres["P2"]) + np.array(XPO1.pocket_centres["P3"])) / 2
        axis = random.normal(size=3)
        spin = rotation(axis / np.linalg.norm(axis), random.uniform(0, 2 * np.pi))
        own = (template.xyz - template.xyz.mean(axis=0)) @ spin.T
        xyz = np.vstack([own + middle + np.array([0.0, 0.0, 2.0]), np.zeros((2, 3))])
    hinges += turning_bonds(template, root, bonded=bool(attach))
    linkage = Linkage(xyz, hinges, free=not attach)
    start = np.zeros(linkage.size)
    free_turns = range(2 if attach else 0, len(hinges))
    for j in free_turns:
        start[j] = random.choice([0.0, 2.1, -2.1, np.pi])
    pull, points, weights = pulls(template, attach)
    wall_all = np.ones(len(receptor.names), dtype=bool)
    if attach:
        wall_all[[receptor.index(XPO1.cysteine, "SG"), receptor.index(XPO1.cysteine, "CB")]] = False
    wall_all &= np.linalg.norm(receptor.xyz, axis=1) < 28.0
    wall = receptor.xyz[wall_all]
    least = contact_distances(
        template.elements, [e for e, here in zip(receptor.elements, wall_all, strict=True) if here]
    )
    sulphur = None if attach or not _has_sulphur(receptor) else receptor.atom(XPO1.cysteine, "SG")
    pairs = distant_pairs([(a, b) for a, b, _ in template.bonds], count)
    within = contact_distances(template.elements, template.elements)[pairs[:, 0], pairs[:, 1]]
    if attach:
        # The neighbours of the bond: atoms two bonds from CB or SG are no contacts of theirs.
        steps_away = graph_distances(template, template.names.index(attach))
        beyond = [i for i, step in enumerate(steps_away) if step >= 2]
        extra = np.array([[i, count + j] for i in beyond for j in range(2)], dtype=np.intp)
        pairs = np.vstack([pairs, extra])
        within = np.concatenate([within, np.full(len(extra), 3.3)])
    parameters = start
    for hardness, steps in ((0.03, 60), (0.5, 80), (4.0, 150)):

        def energy(at: FloatArray, hardness: float = hardness) -> tuple[float, FloatArray]:
            miss = pull @ at[:count] - points
            value = float(weights @ (miss**2).sum(axis=1))
            full = np.zeros_like(at)
            full[:count] = 2 * pull.T @ (weights[:, None] * miss)
            more, slope = repulsion(at[:count], wall, least, hardness)
            value += more
            full[:count] += slope
            if sulphur is not None:
                limits = np.full((count, 1), FREE_CLEARANCE + 0.2)
                more, slope = repulsion(at[:count], sulphur[None], limits, hardness * 3)
                value += more
                full[:count] += slope
            more, slope = repulsion_within(at, pairs, within, hardness)
            return value + more, full + slope

        parameters, _ = linkage.minimise(energy, parameters, steps=steps)
    return np.array(linkage.pose(parameters)[:count])


def _off_target(xyz: FloatArray, template: Component, attach: str) -> float:
    pull, points, weights = pulls(template, attach)
    return float(weights @ np.linalg.norm(pull @ xyz - points, axis=1))


def _clear_of(xyz: FloatArray, template: Component, receptor: Part, attach: str) -> float:
    """Least distance to XPO1, the bond and its next neighbours aside."""
    distance = np.linalg.norm(xyz[:, None] - receptor.xyz[None], axis=-1)
    if attach:
        root = template.names.index(attach)
        steps = np.array(graph_distances(template, root))
        sg, cb = receptor.index(XPO1.cysteine, "SG"), receptor.index(XPO1.cysteine, "CB")
        distance[steps <= 1, sg] = np.inf
        distance[steps <= 0, cb] = np.inf
    return float(distance.min())


def _has_sulphur(receptor: Part) -> bool:
    if XPO1.cysteine not in receptor.numbers:
        return False
    return receptor.components[receptor.numbers.index(XPO1.cysteine)] == "CYS"
