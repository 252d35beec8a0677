"""The crystal that a file's cell and space group make, where they can be those of its chains.

Programs write cells that are none: zeros, 1 A, a default box of 20 A, nanometres. Symmetry images by such a cell are
where nothing is, and there are no end of them.
"""

from __future__ import annotations

from typing import Final

import gemmi
import numpy as np

from nesgroove.model.problem import Finding
from nesgroove.model.structure import Crystal, Residue

SHORTEST_EDGE: Final = 20.0
"""Edges, and distances between lattice planes, are longer (A): a protein's domain is as wide as that."""

LONGEST_EDGE: Final = 1e4
"""And shorter than this (A): the largest cells, of viruses, have edges of 2e3."""

DENSEST: Final = 1.23
"""Volume of the cell for each dalton of protein in it, A^3, if there were no solvent at all: the partial specific
volume of proteins, 0.74 cm^3/g. Crystals have 1.6 and more, 2.15 in the mean (Matthews 1968,
doi:10.1016/0022-2836(68)90205-2; Kantardjieff & Rupp 2003, doi:10.1110/ps.0350503)."""

RESIDUE_MASS: Final = 110.0
"""Mean mass of a residue, Da."""

PLACEHOLDERS: Final = (0.0, 1.0)
"""Edges (A) that are written where there is no cell: by VMD, and for electron microscopy and models."""


def crystal_of(
    cell: gemmi.UnitCell, group: gemmi.SpaceGroup | None, group_name: str, residues: tuple[Residue, ...]
) -> tuple[Crystal | None, tuple[Finding, ...]]:
    """Make the crystal, or say why there is none.

    Parameters
    ----------
    cell, group
        As gemmi read them; no group where its name is none.
    group_name
        That name.
    residues
        What the file has.

    Returns
    -------
    crystal : Crystal or None
        None where the cell is none.
    findings : tuple of Finding
        Nothing where the file gives no cell at all.
    """
    edges = (cell.a, cell.b, cell.c)
    numbers = (*edges, cell.alpha, cell.beta, cell.gamma)
    text = " ".join(f"{number:g}" for number in numbers)
    if all(edge == PLACEHOLDERS[1] for edge in edges):
        return None, ()
    if all(edge in PLACEHOLDERS for edge in edges):
        return None, (Finding("placeholder_cell", {"cell": text}),)
    operations = list(group.operations()) if group is not None else []
    why = _impossible(cell, group_name, sum(r.kind == "polymer" for r in residues), len(operations))
    if why:
        return None, (Finding("no_crystal", {"cell": f"{text} {group_name}".strip(), "why": why}),)
    operators = tuple(
        (op.triplet(), np.array(op.rot, dtype=float) / gemmi.Op.DEN, np.array(op.tran, dtype=float) / gemmi.Op.DEN)
        for op in operations
    )
    orthogonal, fractional = np.array(cell.orth.mat.tolist()), np.array(cell.frac.mat.tolist())
    return Crystal(orthogonal=orthogonal, fractional=fractional, operators=operators), ()


def _impossible(cell: gemmi.UnitCell, group_name: str, residues: int, operators: int) -> str:
    """Why no crystal of so many residues has this cell; empty where one may."""
    edges, angles = np.array((cell.a, cell.b, cell.c)), np.array((cell.alpha, cell.beta, cell.gamma))
    if not np.isfinite((*edges, *angles)).all():
        return "a length or an angle is no number"
    if (edges <= SHORTEST_EDGE).any():
        return f"edges are longer than {SHORTEST_EDGE:g} A"
    if (edges > LONGEST_EDGE).any():
        return f"edges are {LONGEST_EDGE:g} A at most"
    if not np.isfinite(cell.volume) or cell.volume <= 0 or (angles <= 0).any() or (angles >= 180).any():
        return "with these angles it has no volume"
    if (1 / np.linalg.norm(np.array(cell.frac.mat.tolist()), axis=1) < SHORTEST_EDGE).any():
        return f"lattice planes are {SHORTEST_EDGE:g} A apart at least"
    if not operators:
        return f"there is no space group {group_name!r}" if group_name else "there is no space group"
    held = cell.volume / operators / (DENSEST * RESIDUE_MASS)
    if residues > held:
        return f"with {operators} symmetry operators it holds {held:.0f} residues, and there are {residues}"
    return ""
