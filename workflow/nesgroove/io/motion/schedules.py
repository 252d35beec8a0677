"""What moves in each phantom in motion, and when: plain rules, the same on every machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from nesgroove.io.motion.system import System
from nesgroove.model.structure import FloatArray

STEP: Final = 10.0
"""Time between frames, ps."""

WAY_OUT: Final = (-0.224, 0.129, 0.966)
"""Of selinexor: of the directions 5 degrees apart that in which it keeps farthest from XPO1's atoms, 3.0 A at least."""


@dataclass(frozen=True)
class Schedule:
    """How far each of the movements has gone in every frame.

    Attributes
    ----------
    apart : ndarray, shape (frames,)
        How far the second repeat (H12A and H12B) is from where the phantom has it, A along y.
    lifted : ndarray, shape (frames,)
        How far the occupant is from where the phantom has it, A along :attr:`way`.
    peeled : ndarray, shape (frames,)
        Turn of the occupant about y through its end beyond P4, degrees: its end at P0 rises first.
    planted : dict
        What else is planted, for the truth.
    way : tuple of float
        Direction in which the occupant leaves: in the groove frame, of length 1.
    """

    apart: FloatArray
    lifted: FloatArray
    peeled: FloatArray
    planted: dict[str, Any]
    way: tuple[float, float, float] = (0.0, 0.0, 1.0)

    def __len__(self) -> int:
        return len(self.apart)

    def frame(self, system: System, number: int) -> FloatArray:
        """Move a phantom.

        Parameters
        ----------
        system
            The phantom.
        number
            Number of the frame, from 0.

        Returns
        -------
        ndarray, shape (n, 3)
            Coordinates in its groove frame, A.
        """
        xyz = system.xyz.copy()
        xyz[:, 1] += system.second * self.apart[number]
        own = system.occupant
        if self.peeled[number]:
            pivot = xyz[own][xyz[own][:, 0].argmax()].copy()
            angle = np.radians(self.peeled[number])
            turn = np.array([[np.cos(angle), 0, -np.sin(angle)], [0, 1, 0], [np.sin(angle), 0, np.cos(angle)]])
            xyz[own] = (xyz[own] - pivot) @ turn + pivot
        xyz[own] += self.lifted[number] * np.array(self.way)
        return xyz


@dataclass(frozen=True)
class Motion:
    """A phantom in motion.

    Attributes
    ----------
    name, description : str
    phantom : str
        The phantom that moves.
    schedule : callable
        Gives its schedule.
    """

    name: str
    description: str
    phantom: str
    schedule: Callable[[], Schedule]


def _piecewise(length: int, *points: tuple[int, float]) -> FloatArray:
    """Straight lines between values at frames."""
    at, values = zip(*points, strict=True)
    return np.asarray(np.interp(np.arange(length), at, values))


def _schedule(
    apart: FloatArray | None = None,
    lifted: FloatArray | None = None,
    peeled: FloatArray | None = None,
    way: tuple[float, float, float] = (0.0, 0.0, 1.0),
    **planted: Any,  # noqa: ANN401
) -> Schedule:
    length = max(len(series) for series in (apart, lifted, peeled) if series is not None)
    still = np.zeros(length)
    return Schedule(
        still if apart is None else apart, still if lifted is None else lifted, still if peeled is None else peeled,
        planted, way,
    )  # fmt: skip


def _opening() -> Schedule:
    """Closed for 20 frames, open after 20 more, for 20; then closed again."""
    return _schedule(apart=_piecewise(100, (0, 0.0), (19, 0.0), (39, 2.5), (59, 2.5), (79, 0.0), (99, 0.0)))


def _approaching() -> Schedule:
    """Down from 7 A above its place over 40 frames, and bonded from then on."""
    return _schedule(lifted=_piecewise(60, (0, 7.0), (40, 0.0), (59, 0.0)), way=WAY_OUT)


def _leaving() -> Schedule:
    """In its groove for 20 frames; its end at P0 rises over 30, then the rest over 20."""
    return _schedule(
        lifted=_piecewise(80, (0, 0.0), (50, 0.0), (70, 20.0), (79, 20.0)),
        peeled=_piecewise(80, (0, 0.0), (20, 0.0), (50, 40.0), (79, 40.0)),
    )


def _trembling() -> Schedule:
    """A width that trembles with a known memory, and an inhibitor that hops out and in at known chances."""
    frames, tau, sd, leave, enter = 1000, 5.0, 0.2, 0.03, 0.06
    random, normal = Random(20240611), NormalDist()
    phi = (2 * tau - 1) / (2 * tau + 1)
    apart, lifted, inside = [], [], True
    value = sd * normal.inv_cdf(random.random())
    for _ in range(frames):
        apart.append(value)
        lifted.append(0.0 if inside else 14.0)
        value = phi * value + sd * (1 - phi**2) ** 0.5 * normal.inv_cdf(random.random())
        inside = random.random() >= leave if inside else random.random() < enter
    return _schedule(
        np.array(apart), np.array(lifted), way=WAY_OUT,
        width_correlation_frames=tau, width_sd=sd, chance_to_leave=leave, chance_to_enter=enter,
        bound_frequency=enter / (enter + leave), bound_lifetime=STEP / leave, unbound_lifetime=STEP / enter,
    )  # fmt: skip


_ALL = (
    Motion("phantom_opening", "100 frames: closed, opens, closes again", "phantom_closed", _opening),
    Motion("phantom_approaching", "60 frames: selinexor comes down from 7 A to its bond with Cys528", "phantom_v6a",
           _approaching),
    Motion("phantom_leaving", "80 frames: a cargo of class 1c rises, from P0 on, and leaves", "phantom_cargo_1c",
           _leaving),
    Motion("phantom_trembling", "1000 frames: a width of known memory, selinexor hops out and in at known chances",
           "phantom_v6a", _trembling),
)  # fmt: skip

MOTIONS: Final = {motion.name: motion for motion in _ALL}
"""Phantoms in motion by name, in the order in which they are documented."""
