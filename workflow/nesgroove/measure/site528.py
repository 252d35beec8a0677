"""The residue at position 528: what it is, whether it is bonded, whether it can be reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nesgroove.chem.components import ligand_of
from nesgroove.identify.complexes import Complex, bonds_at_site
from nesgroove.measure.area import exposed_areas
from nesgroove.measure.geometry import Measure
from nesgroove.model.structure import FloatArray, IntArray
from nesgroove.model.target import XPO1

REACHABLE_AREA = 0.5
"""Exposed area (A^2) of SG in the empty groove from which it counts as reachable: a few test points of 0.6 A^2
each are noise, one point is not contact."""

NEIGHBOUR_REACH = 5.5
"""Distance (A) within which atoms of other residues are neighbours of SG."""

NAMES = {"THR": "Thr", "SER": "Ser"}


@dataclass(frozen=True)
class SiteBond:
    """A covalent bond between the residue at 528 and something that is no protein.

    Attributes
    ----------
    site_atom, other_atom : int
        Atom indices.
    length : float
        A.
    angle : float or None
        CB-S-C, degrees; None where CB is not in the file.
    in_file, by_distance : bool
        Whether the file records it; whether its length is that of a bond.
    expected_atom : str
        Atom that the reference table expects to react, empty where it knows none.
    """

    site_atom: int
    other_atom: int
    length: float
    angle: float | None
    in_file: bool
    by_distance: bool
    expected_atom: str


@dataclass(frozen=True)
class Site528:
    """What is found at position 528.

    Attributes
    ----------
    name : str
        ``Cys free``, ``Cys bonded``, ``Thr``, ``Ser``, another component id, or ``missing``.
    bonds : tuple of SiteBond
    measures : tuple of Measure
        ``sg_area`` exposed area of SG as it is, ``sg_area_empty`` with the occupants taken out,
        ``chi1_528`` (deg), ``sg_neighbours`` how many atoms of other XPO1 residues lie within 5.5 A of SG.
    reachable : bool or None
        Whether a probe in the empty groove touches SG; None where there is no SG.
    """

    name: str
    bonds: tuple[SiteBond, ...]
    measures: tuple[Measure, ...]
    reachable: bool | None


def site528(complex_: Complex, xyz: FloatArray, present: IntArray, occupant_atoms: IntArray) -> Site528:
    """Look at position 528.

    Parameters
    ----------
    complex_
        The complex.
    xyz
        All atoms of the structure in the groove frame, shape (n, 3), A.
    present
        Indices of the atoms of the complex, waters and additives left out.
    occupant_atoms
        Indices of the occupants' atoms.

    Returns
    -------
    Site528
    """
    structure = complex_.structure
    index = complex_.residue_at.get(XPO1.cysteine)
    if index is None:
        return Site528("missing", (), (), None)
    component = structure.residues[index].component
    bonds = tuple(_bond(complex_, *bond) for bond in bonds_at_site(structure, complex_.residue_at))
    if component != "CYS":
        return Site528(NAMES.get(component, component), bonds, (), None)
    name = "Cys bonded" if bonds else "Cys free"
    sulphur = structure.atom_of(index, "SG")
    if sulphur is None:
        return Site528(name, bonds, (), None)
    wanted = np.array([sulphur])
    empty = np.setdiff1d(present, occupant_atoms)
    area = float(exposed_areas(structure.atoms, xyz, wanted, present)[0])
    area_empty = float(exposed_areas(structure.atoms, xyz, wanted, empty)[0])
    chain_atoms = structure.atom_indices(complex_.chain.residues)
    distance = np.linalg.norm(xyz[chain_atoms] - xyz[sulphur], axis=1)
    neighbours = (distance < NEIGHBOUR_REACH) & (structure.atoms.residue[chain_atoms] != index)
    measures = (
        Measure("sg_area", area, "A^2"),
        Measure("sg_area_empty", area_empty, "A^2"),
        Measure("chi1_528", _chi1(complex_, index), "deg"),
        Measure("sg_neighbours", float(neighbours.sum()), ""),
    )
    return Site528(name, bonds, measures, area_empty >= REACHABLE_AREA)


def _bond(complex_: Complex, here: int, there: int, length: float, in_file: bool, by_distance: bool) -> SiteBond:
    structure = complex_.structure
    component = structure.residues[structure.atoms.residue[there]].component
    known = ligand_of(component)
    carbon = structure.atom_of(int(structure.atoms.residue[here]), "CB")
    angle = None
    if carbon is not None:
        angle = _angle(*(structure.atoms.xyz[i] for i in (carbon, here, there)))
    return SiteBond(here, there, length, angle, in_file, by_distance, known.attach_atom if known else "")


def _chi1(complex_: Complex, index: int) -> float | None:
    atoms = [complex_.structure.atom_of(index, name) for name in ("N", "CA", "CB", "SG")]
    if any(atom is None for atom in atoms):
        return None
    a, b, c, d = (complex_.structure.atoms.xyz[atom] for atom in atoms if atom is not None)
    axis = (c - b) / np.linalg.norm(c - b)
    v = (a - b) - ((a - b) @ axis) * axis
    w = (d - c) - ((d - c) @ axis) * axis
    return float(np.degrees(np.arctan2(np.cross(axis, v) @ w, v @ w)))


def _angle(a: FloatArray, b: FloatArray, c: FloatArray) -> float:
    u, v = a - b, c - b
    return float(np.degrees(np.arccos(np.clip(u @ v / np.linalg.norm(u) / np.linalg.norm(v), -1, 1))))
