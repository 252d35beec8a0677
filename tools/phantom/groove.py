"""The main chain of the groove: four ideal helices where they were measured, at a stated width."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from nesgroove.errors import ConfigError
from nesgroove.model.frame import groove_frame
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from phantom.backbone import HelixPlacement, LoopRequest, beta_carbon, close_loop, oxygen, placed_helix

FIRST, LAST = 505, 600
"""Positions of XPO1 that a phantom has."""

WIDTH_STATIONS = ((518, 561), (521, 565), (525, 568))
"""Stations whose mean C-alpha distance is the width of the groove."""

WIDTH_RANGE = (8.5, 12.8)
"""Widths that can be asked for, A: narrower than any observed, wider than any observed."""


def _placement(centre: str, direction: str, position: int, side: str) -> HelixPlacement:
    def numbers(text: str) -> FloatArray:
        return np.array([float(word) for word in text.split()])

    return HelixPlacement(numbers(centre), numbers(direction), position, numbers(side))


OPEN = {
    "H11A": _placement("-1.5 -7.3 1.9", "0.96 -0.03 0.28", 520, "0.15 -0.79 -0.59"),
    "H11B": _placement("8.8 -4.2 -5.1", "-0.93 0.22 -0.29", 541, "-0.07 0.68 0.73"),
    "H12A": _placement("2.2 7.7 -1.6", "0.96 0.03 -0.28", 565, "-0.04 -0.98 -0.21"),
    "H12B": _placement("5.2 4.6 -11.8", "-0.95 0.29 -0.10", 586, "0.01 -0.29 -0.96"),
}
"""Helices of an open groove, measured in 3GJX, in the groove frame."""

CLOSED = {
    "H11A": _placement("-1.3 -6.5 1.9", "0.97 0.03 0.26", 520, "0.17 -0.82 -0.55"),
    "H11B": _placement("9.2 -4.5 -5.3", "-0.94 0.20 -0.28", 541, "0.01 0.83 0.56"),
    "H12A": _placement("2.4 6.7 -1.1", "0.97 -0.03 -0.26", 565, "-0.10 -0.96 -0.27"),
    "H12B": _placement("5.3 4.8 -11.7", "-0.96 0.25 -0.08", 586, "0.07 -0.04 -1.00"),
}
"""Helices of a closed groove, measured in 4HB2."""

_EXTENSIONS = {"H11A": (510 - FIRST, 0), "H11B": (0, 0), "H12A": (1, 0), "H12B": (0, LAST - 595)}
"""Residues that continue each helix: the ends of the phantom, and 558, which faces 514 across the groove."""

_Shape = tuple[tuple[float, float], ...]
_LOOPS: dict[tuple[int, int], _Shape] = {
    (531, 533): ((-57, 158), (-120, -32), (-62, 148)),
    (550, 557): (
        (-51, -68), (-117, 114), (-74, 72), (-88, 67), (-92, 88), (-69, -81), (-70, -121), (-56, 102),
    ),
    (573, 577): ((-24, -47), (-90, 80), (-130, -177), (-82, -47), (-75, 128)),
}  # fmt: skip
"""Loops, and phi and psi (degrees) that each is closed from: the best of some 100 random starts in the allowed
regions of the Ramachandran plot, found once for the human sequence at three widths. The loops say nothing
about those of real XPO1."""


def mean_width(alphas: dict[int, FloatArray]) -> float:
    """Width of the groove, A: mean C-alpha distance of the three stations."""
    return float(np.mean([np.linalg.norm(alphas[a] - alphas[b]) for a, b in WIDTH_STATIONS]))


@cache
def _helices(share: float, shift: float) -> dict[int, FloatArray]:
    """N, CA and C by position, between the open (0) and the closed (1) groove, halves ``shift`` A apart."""
    chain: dict[int, FloatArray] = {}
    for name, (first, last) in XPO1.helices.items():
        a, b = OPEN[name], CLOSED[name]
        # Helices of one repeat move together, so that A and B keep their contacts.
        aside = np.array([0.0, -shift / 2 if name.startswith("H11") else shift / 2, 0.0])
        helix = replace(
            a,
            centre=a.centre * (1 - share) + b.centre * share + aside,
            direction=a.direction * (1 - share) + b.direction * share,
            side=a.side * (1 - share) + b.side * share,
        )
        before, after = _EXTENSIONS[name]
        built = placed_helix(first, last, helix, before, after)
        chain.update(zip(range(first - before, last + after + 1), built, strict=True))
    return chain


def _width_at(share: float, shift: float) -> float:
    return mean_width({p: atoms[1] for p, atoms in _helices(share, shift).items()})


@cache
def _between(width: float) -> tuple[float, float]:
    """Share of the closed groove, and how far the halves are moved apart, for a width."""
    from scipy.optimize import brentq

    wide, narrow = _width_at(0.0, 0.0), _width_at(1.0, 0.0)
    share = float(np.clip((wide - width) / (wide - narrow), 0.0, 1.0))
    return share, float(brentq(lambda s: _width_at(share, s) - width, -5.0, 5.0, xtol=1e-7))


def width_for_station(distance: float) -> float:
    """Width of the groove whose C-alpha distance 525-568 is this, A.

    Raises
    ------
    ConfigError
        There is none in the range that can be built.
    """
    from scipy.optimize import brentq

    def miss(width: float) -> float:
        chain = _helices(*_between(width))
        return float(np.linalg.norm(chain[525][1] - chain[568][1])) - distance

    low, high = miss(WIDTH_RANGE[0]), miss(WIDTH_RANGE[1])
    if not low <= 0 <= high:
        raise ConfigError(
            f"a C-alpha distance 525-568 of {distance:g} A cannot be built",
            step="phantom",
            remedy=f"Ask for {low + distance:.1f} to {high + distance:.1f} A",
        )
    return float(brentq(miss, *WIDTH_RANGE, xtol=1e-6))


@cache
def groove_chain(width: float, sequence: str) -> FloatArray:
    """Main chain of positions 505 to 600 in the groove frame, at a width.

    Parameters
    ----------
    width
        Mean C-alpha distance of the stations 518-561, 521-565 and 525-568, A.
    sequence
        One-letter codes of positions 505 to 600; loops depend on where glycine and proline are.

    Returns
    -------
    ndarray, shape (96, 3, 3)
        N, CA and C.

    Raises
    ------
    ConfigError
        The width is outside what the helices can do.
    """
    if not WIDTH_RANGE[0] <= width <= WIDTH_RANGE[1]:
        raise ConfigError(
            f"a groove {width:g} A wide cannot be built",
            step="phantom",
            remedy=f"Ask for a width from {WIDTH_RANGE[0]:g} to {WIDTH_RANGE[1]:g} A",
        )
    chain = dict(_helices(*_between(width)))
    # The origin of the frame is a mean of C-alpha atoms; where the loop brings 554 decides it.
    wished = -sum(chain[p][1] for p in XPO1.origin_positions if p in chain)
    for (first, last), shape in _LOOPS.items():
        request = _loop(chain, sequence, first, last, {554: np.array(wished)})
        closed = close_loop(request, shape)
        chain.update(zip(range(first, last + 1), closed, strict=True))
    result = np.array([chain[p] for p in range(FIRST, LAST + 1)])
    frame = groove_frame({p: result[p - FIRST, 1] for p in range(FIRST, LAST + 1)})
    return frame.to_frame(result)


def _loop(
    chain: dict[int, FloatArray], sequence: str, first: int, last: int, targets: dict[int, FloatArray]
) -> LoopRequest:
    # The residues that the loop is bonded to are left out: their bonds are no clashes.
    others = [p for p in chain if p not in (first - 1, last + 1)]
    atoms = []
    for p in others:
        n, ca, c = chain[p]
        atoms += [
            n,
            ca,
            c,
            beta_carbon(n, ca, c),
            oxygen(n, ca, c, chain[p + 1][0] if p + 1 in chain else None),
        ]
    # Loops keep out of the pockets and of the way into them.
    free = [centre + np.array([0.0, 0.0, up]) for centre in XPO1.centres for up in (0.0, 5.0)]
    return LoopRequest(
        before=chain[first - 1],
        after=chain[last + 1],
        sequence=sequence[first - FIRST : last + 1 - FIRST],
        surroundings=np.array(atoms + free),
        # More room beside CB, where the rest of a side chain has yet to come.
        least=np.array([1.75, 1.75, 1.75, 1.45, 2.4] * len(others) + [3.0] * len(free)),
        targets={p - first: at for p, at in targets.items() if first <= p <= last},
    )
