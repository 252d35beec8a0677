"""The compact text in which the package keeps a phantom, see :mod:`nesgroove.io.phantoms`."""

from __future__ import annotations

from itertools import pairwise

from nesgroove.io.phantoms import BEFORE_X, COORDINATES


def compact(cif: str) -> str:
    """Take the coordinates out of the rows of atoms, and put them behind as differences in thousandths of an A."""
    lines, xyz = [], [(0, 0, 0)]
    for line in cif.rstrip("\n").split("\n"):
        words = line.split(" ")
        if words[0] in ("ATOM", "HETATM"):
            x, y, z = (round(1000 * float(word)) for word in words[BEFORE_X : BEFORE_X + 3])
            xyz.append((x, y, z))
            del words[BEFORE_X : BEFORE_X + 3]
        lines.append(" ".join(words))
    steps = [" ".join(str(b - a) for a, b in zip(before, after, strict=True)) for before, after in pairwise(xyz)]
    return "\n".join([*lines, COORDINATES.rstrip("\n"), *steps]) + "\n"
