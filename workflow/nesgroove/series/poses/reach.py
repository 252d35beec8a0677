"""How near the reacting atom of a pose is to the sulphur of Cys528, and from where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nesgroove.chem.reacting import reacting_sites
from nesgroove.measure.covalent import bond_angle
from nesgroove.model.complex import Complex
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from nesgroove.series.poses.placing import Placed
from nesgroove.series.poses.records import REACH

BONDED = "bonded"
"""Group of an atom that has reacted."""


@dataclass(frozen=True)
class Reach:
    """The reacting atom of a pose that is nearest to the sulphur.

    Attributes
    ----------
    atom, group : str
        Its name and the group that it is of; empty where the compound has none.
    distance : float or None
        To SG, A; None where the receptor has no SG at 528.
    x : float or None
        Where the atom is on the ruler, A.
    angle : float or None
        CB-SG-atom, degrees.
    attack : float or None
        SG-atom-partner, degrees; None for what has reacted.
    covalent : bool
        Whether it is bonded.
    """

    atom: str = ""
    group: str = ""
    distance: float | None = None
    x: float | None = None
    angle: float | None = None
    attack: float | None = None
    covalent: bool = False

    @property
    def within(self) -> bool | None:
        """Whether it is bonded or near enough (:data:`REACH`); None without a sulphur or a reacting atom."""
        return None if self.distance is None else self.covalent or self.distance <= REACH


def reach(placed: Placed, complex_: Complex) -> Reach:
    """Measure the reacting atom of a pose.

    Parameters
    ----------
    placed
        The pose in the receptor.
    complex_
        The receptor's copy that it is in.

    Returns
    -------
    Reach
        Of the atom that is bonded, else of the nearest of those that can react.
    """
    bonded = _bonded(placed)
    if bonded is not None:
        return bonded
    pose = placed.pose
    sites = reacting_sites(pose.molecule) if pose.chemistry != "none" else []
    sulphur, carbon = (complex_.atom_at(XPO1.cysteine, name) for name in ("SG", "CB"))
    if not sites:
        return Reach()
    if sulphur is None:
        return Reach(pose.names[sites[0].atom], sites[0].group, x=_x(complex_, pose.xyz[sites[0].atom]))
    place = placed.xyz[sulphur]
    site = min(sites, key=lambda site: (float(np.linalg.norm(pose.xyz[site.atom] - place)), site.atom))
    here = pose.xyz[site.atom]
    return Reach(
        pose.names[site.atom],
        site.group,
        float(np.linalg.norm(here - place)),
        _x(complex_, here),
        None if carbon is None else angle(placed.xyz[carbon], place, here),
        angle(place, here, pose.xyz[site.partner]),
    )


def _bonded(placed: Placed) -> Reach | None:
    """The atom that is bonded to the residue at 528, by the file or by its distance."""
    if placed.groove is None:
        return None
    structure = placed.groove.structure
    residue = len(structure.residues) - 1
    for bond in placed.groove.site_bonds:
        if bond.joins and structure.atoms.residue[bond.other_atom] == residue:
            name = str(structure.atoms.name[bond.other_atom])
            x = _x(placed.groove.complex, structure.atoms.xyz[bond.other_atom])
            return Reach(name, BONDED, bond.length, x, bond_angle(structure, bond), covalent=True)
    return None


def _x(complex_: Complex, place: FloatArray) -> float:
    return float(complex_.frame.to_frame(place)[0])


def angle(a: FloatArray, b: FloatArray, c: FloatArray) -> float | None:
    """Angle at the second of three places.

    Parameters
    ----------
    a, b, c
        Coordinates, shape (3,), A.

    Returns
    -------
    float or None
        Degrees; None where two of them are one.
    """
    u, v = a - b, c - b
    lengths = float(np.linalg.norm(u) * np.linalg.norm(v))
    return float(np.degrees(np.arccos(np.clip(u @ v / lengths, -1.0, 1.0)))) if lengths else None
