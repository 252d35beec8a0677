"""Atoms that move by turning about bonds: positions, and how an energy changes with every turn.

Bond lengths never change in a phantom; what is optimised are torsions, a few bond angles, and the place of
a whole molecule. A :class:`Linkage` carries parameters to coordinates and gradients on coordinates back to
gradients on parameters, so that every builder of this package can use the same minimiser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nesgroove.model.structure import FloatArray, IntArray
from phantom.minimise import minimise

Energy = Callable[[FloatArray], tuple[float, FloatArray]]
"""Coordinates (n, 3) in A to an energy without unit and its gradient (n, 3)."""

ParameterEnergy = Callable[[FloatArray], tuple[float, FloatArray]]
"""The same, of the parameters."""


@dataclass(frozen=True)
class Hinge:
    """One turn.

    Attributes
    ----------
    first, second, third : int
        A torsion turns about the line from ``first`` to ``second`` (``third`` is -1); a bond angle opens at
        ``second``, between ``first`` and ``third``, and has to stay short of a straight one.
    moving : ndarray of int
        The atoms that it moves.
    """

    first: int
    second: int
    third: int
    moving: IntArray

    def axis(self, xyz: FloatArray) -> FloatArray:
        """Unit vector that the turn goes about."""
        if self.third < 0:
            vector = xyz[self.second] - xyz[self.first]
        else:
            vector = cross(xyz[self.first] - xyz[self.second], xyz[self.third] - xyz[self.second])
        return np.array(vector / np.sqrt(vector @ vector))


class Linkage:
    """Atoms with hinges, and with a free place in space if asked.

    Parameters
    ----------
    xyz : ndarray, shape (n, 3)
        Coordinates at parameters 0, A.
    hinges
        From the root to the leaves: a hinge that moves another one's axis comes first.
    free
        Whether the whole may turn and move too; adds three rotations (rad) and three translations (A).
    """

    def __init__(self, xyz: FloatArray, hinges: Sequence[Hinge], *, free: bool = False) -> None:
        self.reference = np.array(xyz, dtype=float)
        self.hinges = tuple(hinges)
        self.free = free
        self.centre = self.reference.mean(axis=0)
        # What the hinges move, one after the other, and where each one's atoms begin in that list.
        self._moving = np.concatenate([np.zeros(0, dtype=np.intp), *(h.moving for h in self.hinges)])
        self._begins = np.cumsum([0, *(len(hinge.moving) for hinge in self.hinges)])[:-1]
        self._first = np.array([hinge.first for hinge in self.hinges], dtype=np.intp)
        self._second = np.array([hinge.second for hinge in self.hinges], dtype=np.intp)
        self._third = np.array([hinge.third for hinge in self.hinges], dtype=np.intp)

    @property
    def size(self) -> int:
        """Number of parameters: one a hinge, and six more if free."""
        return len(self.hinges) + (6 if self.free else 0)

    def pose(self, parameters: FloatArray) -> FloatArray:
        """Coordinates, shape (n, 3), at these parameters."""
        xyz = self.reference.copy()
        for hinge, angle in zip(self.hinges, parameters, strict=False):
            if angle:
                about = xyz[hinge.second]
                turn = rotation(hinge.axis(xyz), angle)
                xyz[hinge.moving] = (xyz[hinge.moving] - about) @ turn.T + about
        if self.free:
            turn = self._turn(parameters)[0]
            xyz = (xyz - self.centre) @ turn.T + self.centre + parameters[-3:]
        return xyz

    def pull_back(self, parameters: FloatArray, xyz: FloatArray, gradient: FloatArray) -> FloatArray:
        """Gradient on the parameters from the gradient on the coordinates ``xyz = pose(parameters)``."""
        result = np.empty(self.size)
        torque = np.cross(xyz, gradient)
        if self.hinges:
            force = np.add.reduceat(gradient[self._moving], self._begins)
            moment = np.add.reduceat(torque[self._moving], self._begins)
            moment -= np.cross(xyz[self._second], force)
            result[: len(self.hinges)] = np.sum(self._axes(xyz) * moment, axis=1)
        if self.free:
            total = gradient.sum(axis=0)
            moment = torque.sum(axis=0) - cross(self.centre + parameters[-3:], total)
            result[-6:-3] = self._turn(parameters)[1] @ moment
            result[-3:] = total
        return result

    def minimise(
        self,
        energy: Energy,
        start: FloatArray | None = None,
        *,
        on_parameters: ParameterEnergy | None = None,
        steps: int = 200,
    ) -> tuple[FloatArray, float]:
        """Minimise an energy over the parameters with L-BFGS.

        Returns
        -------
        parameters : ndarray
        energy : float
        """

        def value(parameters: FloatArray) -> tuple[float, FloatArray]:
            xyz = self.pose(parameters)
            result, gradient = energy(xyz)
            on_turns = self.pull_back(parameters, xyz, gradient)
            if on_parameters is not None:
                extra, own = on_parameters(parameters)
                result, on_turns = result + extra, on_turns + own
            return result, on_turns

        start = np.zeros(self.size) if start is None else start
        return minimise(value, start, steps=steps)

    def _axes(self, xyz: FloatArray) -> FloatArray:
        """All hinges' axes at once."""
        middle = xyz[self._second]
        vectors = middle - xyz[self._first]
        bends = self._third >= 0
        if bends.any():
            vectors[bends] = np.cross(-vectors[bends], xyz[self._third[bends]] - middle[bends])
        return np.array(vectors / np.sqrt((vectors * vectors).sum(axis=1))[:, None])

    def _turn(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Rotation by three angles about x, then y, then z; and the axes where they come to lie."""
        about_x, about_y, about_z = (
            rotation(axis, angle) for axis, angle in zip(np.eye(3), parameters[-6:-3], strict=True)
        )
        axes = np.array([about_z @ about_y[:, 0], about_z[:, 1], np.eye(3)[2]])
        return about_z @ about_y @ about_x, axes


def rotation(axis: FloatArray, angle: float) -> FloatArray:
    """Matrix that turns by an angle (rad) about a unit vector."""
    x, y, z = axis
    c, s = np.cos(angle), np.sin(angle)
    t = 1 - c
    return np.array(
        [
            [c + x * x * t, x * y * t - z * s, x * z * t + y * s],
            [y * x * t + z * s, c + y * y * t, y * z * t - x * s],
            [z * x * t - y * s, z * y * t + x * s, c + z * z * t],
        ]
    )


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Cross product of two vectors; numpy's costs ten times more for a single pair."""
    return np.array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def superpose(moving: FloatArray, target: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Rotation R and shift t with least squares of ``moving @ R.T + t - target`` (Kabsch 1976)."""
    a, b = moving.mean(axis=0), target.mean(axis=0)
    u, _, vt = np.linalg.svd((moving - a).T @ (target - b))
    sign = np.sign(np.linalg.det(vt.T @ u.T))
    turn = vt.T @ np.diag([1.0, 1.0, sign]) @ u.T
    return turn, b - turn @ a


def torsion(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> float:
    """Torsion angle a-b-c-d in degrees, by the IUPAC sign."""
    first, axis, last = b - a, c - b, d - c
    n1, n2 = cross(first, axis), cross(axis, last)
    return float(np.degrees(np.arctan2(np.linalg.norm(axis) * (first @ n2), n1 @ n2)))


def place_atom(a: FloatArray, b: FloatArray, c: FloatArray, bond: float, angle: float, turn: float) -> FloatArray:
    """Place an atom bonded to c, with angle b-c-x and torsion a-b-c-x in degrees."""
    axis = (c - b) / np.linalg.norm(c - b)
    normal = cross(b - a, axis)
    normal = normal / np.linalg.norm(normal)
    across = cross(normal, axis)
    angle, turn = np.radians(angle), np.radians(turn)
    off = np.sin(angle) * (np.cos(turn) * across + np.sin(turn) * normal)
    return np.array(c + bond * (off - np.cos(angle) * axis))


def downstream(bonds: Sequence[tuple[int, int]], count: int, first: int, second: int) -> IntArray | None:
    """Atoms beyond the bond first-second, on the side of ``second`` and without it; None if it is in a ring."""
    near: list[list[int]] = [[] for _ in range(count)]
    for a, b in bonds:
        near[a].append(b)
        near[b].append(a)
    seen, stack = {second}, [n for n in near[second] if n != first]
    while stack:
        atom = stack.pop()
        if atom == first:
            return None
        if atom not in seen:
            seen.add(atom)
            stack += near[atom]
    return np.array(sorted(seen - {second}), dtype=np.intp)
