"""A compound as a graph of bonds: how it is set on the sulphur, what may turn, where its arms should point."""

from __future__ import annotations

import numpy as np

from nesgroove.chem.components import ligand_of
from nesgroove.model.structure import FloatArray, IntArray
from nesgroove.model.target import XPO1
from phantom.linkage import Hinge, downstream, place_atom, rotation
from phantom.parts import Component

_SHORT_END = np.array([14.5, 0.5, 1.5])
"""Where the arm of a SINE compound without the aryl points: to P4, on the solvent's side of it."""

_SINGLE = 1


def set_on_sulphur(
    template: Component,
    root: int,
    cysteine: tuple[FloatArray, FloatArray, FloatArray],
    length: float,
    angle: float,
    turn: float,
    front: bool,
) -> FloatArray:
    """Set the reacting atom on SG at the length and angle, with the sulphur where its hydrogen was."""
    ca, cb, sg = cysteine
    at = place_atom(ca, cb, sg, length, angle, float(np.degrees(turn)))
    near = [b if a == root else a for a, b, _ in template.bonds if root in (a, b)]
    arms = template.xyz[near] - template.xyz[root]
    arms = arms / np.linalg.norm(arms, axis=1)[:, None]
    away = -arms.sum(axis=0)
    away = away / np.linalg.norm(away)
    if len(near) == 2:
        # A carbon with two heavy neighbours has two places left: on either side of their plane.
        normal = np.cross(arms[0], arms[1])
        normal = normal / np.linalg.norm(normal) * (1.0 if front else -1.0)
        away = np.cos(np.radians(54.75)) * away + np.sin(np.radians(54.75)) * normal
    turned = _between(away, (sg - at) / np.linalg.norm(sg - at))
    return np.array((template.xyz - template.xyz[root]) @ turned.T + at)


def _between(a: FloatArray, b: FloatArray) -> FloatArray:
    """Matrix of the least turn that carries unit vector a to b."""
    axis = np.cross(a, b)
    size = np.linalg.norm(axis)
    if size < 1e-9:
        return np.eye(3) if a @ b > 0 else rotation(np.array([1.0, 0.0, 0.0]), np.pi)
    return rotation(axis / size, float(np.arctan2(size, a @ b)))


def turning_bonds(template: Component, root: int, *, bonded: bool) -> list[Hinge]:
    """Single bonds outside rings that move anything, from the root outwards; amides stay flat."""
    bonds = [(a, b) for a, b, _ in template.bonds]
    count = len(template.names)
    steps = graph_distances(template, root)
    double_to_oxygen = {
        i
        for a, b, kind in template.bonds
        if kind == 2
        for i, j in ((a, b), (b, a))
        if template.elements[i] == "C" and template.elements[j] == "O"
    }
    hinges = []
    for a, b, kind in sorted(template.bonds, key=lambda bond: (min(steps[bond[0]], steps[bond[1]]), bond)):
        first, second = (a, b) if steps[a] < steps[b] else (b, a)
        moving = downstream(bonds, count, first, second)
        # Some records keep the double bond that the sulphur was added to; once bonded it is single.
        single = kind == _SINGLE or (bonded and root in (a, b))
        if not single or moving is None or not len(moving):
            continue
        amide = {template.elements[first], template.elements[second]} == {"C", "N"} and (
            first in double_to_oxygen or second in double_to_oxygen
        )
        if not amide:
            hinges.append(Hinge(first, second, -1, moving))
    return hinges


def graph_distances(template: Component, root: int) -> list[int]:
    """Number of bonds from one atom to every other."""
    near: list[list[int]] = [[] for _ in template.names]
    for a, b, _ in template.bonds:
        near[a].append(b)
        near[b].append(a)
    steps = [-1] * len(template.names)
    steps[root], layer, depth = 0, [root], 0
    while layer:
        depth += 1
        layer = sorted({n for atom in layer for n in near[atom] if steps[n] < 0})
        for atom in layer:
            steps[atom] = depth
    return steps


def pulls(template: Component, attach: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Groups of atoms, the points that they are drawn to, and how strongly."""
    count = len(template.names)
    known = ligand_of(template.component)
    if not attach:
        middle = (np.array(XPO1.pocket_centres["P2"]) + np.array(XPO1.pocket_centres["P3"])) / 2
        return np.full((1, count), 1.0 / count), middle[None], np.array([1.0])
    root = template.names.index(attach)
    steps = np.array(graph_distances(template, root))
    bonds = [(a, b) for a, b, _ in template.bonds]
    arms: dict[str, IntArray] = {}
    for a, b in bonds:
        if root in (a, b):
            other = b if a == root else a
            arm = downstream(bonds, count, root, other)
            if arm is not None and len(arm):
                arms[template.elements[other]] = arm
    sine = known is not None and known.ligand_class == "SINE"
    # A SINE compound's aryl is on the side of the triazole, whose nitrogen the reacting carbon is bonded to.
    long_arm = arms.get("N", np.arange(count)) if sine else np.arange(count)
    reach = np.zeros(count)
    reach[[i for i in long_arm if steps[i] >= steps[long_arm].max() - 1]] = 1.0
    groups = [reach / reach.sum()]
    points = [np.array(XPO1.pocket_centres["P2" if sine else "P0"])]
    weights = [1.0]
    short_arm = arms.get("C", np.arange(0))
    if sine and len(short_arm):
        tip = np.zeros(count)
        tip[[i for i in short_arm if steps[i] >= steps[short_arm].max() - 1]] = 1.0
        groups.append(tip / tip.sum())
        points.append(_SHORT_END)
        weights.append(0.5)
    return np.array(groups), np.array(points), np.array(weights)
