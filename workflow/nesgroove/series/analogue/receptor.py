"""The groove that a compound is laid into: what stands still around it, and the cysteine that it is bonded to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.chem.radii import radii
from nesgroove.errors import AnalogueError
from nesgroove.identify.bond528 import bonds_at_site
from nesgroove.identify.complexes import complexes_of
from nesgroove.identify.protein_bond528 import protein_bonds
from nesgroove.model.complex import Complex
from nesgroove.model.points import torsion
from nesgroove.model.structure import BoolArray, FloatArray, IntArray, Structure
from nesgroove.model.target import XPO1
from nesgroove.series.analogue.affinity import Kinds
from nesgroove.series.analogue.pose import KnownPose, site_of

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

HOPS: Final = {"SG": 0, "CB": 1, "CA": 2, "N": 3, "C": 3, "O": 4}
"""Bonds from the sulphur to the atoms of its residue."""

FAR: Final = 9
"""The same of all other atoms: too far to matter."""

OTHER_ROTAMER: Final = 20.0
"""Cysteines whose chi1 differs by more (degrees) have the sulphur in another place: with a C-S bond of 1.81 A by 0.6 A
and more. Then that of the known pose is tried too, and said."""


@dataclass(frozen=True)
class Site:
    """The sulphur that takes the compound.

    Attributes
    ----------
    sulphur, carbon : ndarray, shape (3,)
        SG and CB in the groove frame, A.
    turned : float
        By how much SG was turned about CA-CB from where the file has it, degrees; 0 where it was not.
    """

    sulphur: FloatArray
    carbon: FloatArray
    turned: float = 0.0


@dataclass(frozen=True)
class Receptor:
    """A groove without what lay in it.

    Attributes
    ----------
    complex : Complex
        With what it had in the groove.
    left_out : tuple of str
        Occupants that are taken out.
    xyz : ndarray, shape (n, 3)
        Heavy atoms that stay, SG and CB of position 528 left out, in the groove frame, A.
    atoms : ndarray of int, shape (n,)
        Their indices in the structure.
    radii, polar : ndarray, shape (n,)
        Their radii, A; whether they are nitrogen or oxygen.
    hops : ndarray of int, shape (n,)
        Bonds to the sulphur.
    sites : tuple of Site
        The sulphur as the file has it, then, where it is another, with the chi1 of the known pose.
    """

    complex: Complex
    left_out: tuple[str, ...]
    xyz: FloatArray
    atoms: IntArray
    radii: FloatArray
    polar: BoolArray
    hops: IntArray
    sites: tuple[Site, ...]

    @cached_property
    def tree(self) -> cKDTree:
        """Its atoms, to look for neighbours in."""
        from scipy.spatial import cKDTree

        return cKDTree(self.xyz)

    @cached_property
    def kinds(self) -> Kinds:
        """What its atoms are to :mod:`nesgroove.series.analogue.affinity`."""
        atoms = self.complex.structure.atoms
        return Kinds.of_receptor(atoms.element[self.atoms], atoms.name[self.atoms])


def receptor_of(structure: Structure, pose: KnownPose, chain: str = "") -> Receptor:
    """Take the groove of a structure that the compound is to be laid into.

    Its occupants, waters, ions and additives are taken out: the compound takes their place. So is a compound that is
    bonded to Cys528.

    Parameters
    ----------
    structure
        The structure.
    pose
        The known pose, for its chi1.
    chain
        XPO1's chain; by default the first with a cysteine at 528.

    Returns
    -------
    Receptor

    Raises
    ------
    AnalogueError
        There is no cysteine at 528 that could take a compound, or no XPO1 under this chain.
    IdentifyError
        There is no XPO1 with a groove.
    """
    complexes = [c for c in complexes_of(structure) if not chain or c.chain.name == chain]
    if not complexes:
        raise AnalogueError(
            f"chain {chain} is no XPO1", file=structure.path, remedy="Name the chain of an XPO1 after the colon"
        )
    reasons = [why_not_free(complex_) for complex_ in complexes]
    if all(reasons):
        raise AnalogueError(
            f"no cysteine at 528 is free: {reasons[0]}",
            file=structure.path,
            remedy="Choose a structure with a cysteine at position 528 (human Cys528, yeast T539C) with --into",
        )
    complex_ = next(c for c, reason in zip(complexes, reasons, strict=True) if not reason)
    return _emptied(complex_, pose)


def why_not_free(complex_: Complex) -> str:
    """Say why the residue at 528 cannot take a compound; empty where it can.

    Parameters
    ----------
    complex_
        The complex. A compound that is bonded there now makes room.

    Returns
    -------
    str
    """
    structure, residue = complex_.structure, complex_.residue_at.get(XPO1.cysteine)
    if residue is None:
        return "the residue is not in the file"
    record = structure.residues[residue]
    if record.component != "CYS":
        return f"it is {record.component.capitalize()} ({record.label})"
    if site_of(complex_) is None:
        return f"{record.label} lacks its side chain"
    if protein_bonds(structure, complex_.residue_at):
        return f"{record.label} is bonded to protein"
    return ""


def _emptied(complex_: Complex, pose: KnownPose) -> Receptor:
    structure = complex_.structure
    gone = {i for o in complex_.occupants for i in o.residues}
    gone |= {int(structure.atoms.residue[b.other_atom]) for b in bonds_at_site(structure, complex_.residue_at)}
    stays = [m for m in complex_.molecules if m.role != "additive" and not gone & {*m.residues}]
    atoms = structure.atom_indices(sorted({i for m in stays for i in m.residues}))
    cysteine = complex_.residue_at[XPO1.cysteine]
    names = structure.atoms.name[atoms]
    own = structure.atoms.residue[atoms] == cysteine
    hops = np.array([HOPS.get(n, FAR) if mine else FAR for n, mine in zip(names, own, strict=True)], np.intp)
    kept = hops > 1
    atoms = atoms[kept]
    elements = structure.atoms.element[atoms]
    return Receptor(
        complex=replace(complex_, molecules=tuple(stays), occupants=(), notes=()),
        left_out=tuple(sorted({structure.residues[o.residues[0]].label if o.kind == "inhibitor" else f"cargo {o.name}"
                               for o in complex_.occupants})),
        xyz=complex_.frame.to_frame(structure.atoms.xyz[atoms]),
        atoms=atoms,
        radii=radii(elements),
        polar=np.isin(elements, ("N", "O")),
        hops=hops[kept],
        sites=_sites(complex_, pose),
    )  # fmt: skip


def _sites(complex_: Complex, pose: KnownPose) -> tuple[Site, ...]:
    sulphur, carbon = site_of(complex_)  # type: ignore[misc]  # why_not_free looked
    sites = [Site(sulphur, carbon)]
    here, there = _chi1(complex_), _chi1(pose.complex)
    if here is not None and there is not None:
        turn = (there - here + 180.0) % 360.0 - 180.0
        if abs(turn) > OTHER_ROTAMER:
            axis = carbon - _frame_atom(complex_, "CA")
            sites.append(Site(_turned(sulphur, carbon, axis, turn), carbon, turn))
    return tuple(sites)


def _frame_atom(complex_: Complex, name: str) -> FloatArray:
    atom = complex_.atom_at(XPO1.cysteine, name)
    assert atom is not None
    return complex_.frame.to_frame(complex_.structure.atoms.xyz[atom])


def _chi1(complex_: Complex) -> float | None:
    """Torsion N-CA-CB-SG, degrees; None where an atom is not in the file."""
    if any(complex_.atom_at(XPO1.cysteine, name) is None for name in ("N", "CA", "CB", "SG")):
        return None
    return torsion(*(_frame_atom(complex_, name) for name in ("N", "CA", "CB", "SG")))


def _turned(point: FloatArray, origin: FloatArray, axis: FloatArray, degrees: float) -> FloatArray:
    """Turn a point about an axis through an origin (Rodrigues)."""
    k = axis / np.linalg.norm(axis)
    v, angle = point - origin, np.radians(degrees)
    turned = v * np.cos(angle) + np.cross(k, v) * np.sin(angle) + k * (k @ v) * (1 - np.cos(angle))
    return np.asarray(origin + turned, dtype=np.float64)
