"""Bonds between the residue at position 528 and what is no protein, as recorded and as their lengths say.

Lengths by pair of elements stand in :mod:`nesgroove.chem.bond_lengths`. Alternate locations count: what is bonded in a
part of the molecules only is told with its label and its share (:func:`states_at_site`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nesgroove.chem.bond_lengths import has_bond_length, within_bond_length
from nesgroove.chem.residue_chemistry import is_ion, known_ligand
from nesgroove.model.structure import Atoms, FloatArray, Structure
from nesgroove.model.target import XPO1

SITE_ATOMS = ("SG", "OG", "OG1")
"""The atom of Cys, Ser and Thr that makes bonds."""

UNBONDED = {"CYS": "free", "SER": "Ser", "THR": "Thr"}
"""What the residue is called where it makes none; another one, an oxidised cysteine (CSO), by its component."""

RECORDED_REACH = 4.0
"""A recorded bond that is longer (A) joins atoms that do not touch: another copy or an image is meant, or another atom.
A shorter one is a bond in a poor model, and is taken as recorded."""

SHARES_DIFFER = 0.01
"""Occupancies that differ by less are the same: files give two digits."""


@dataclass(frozen=True)
class SiteBond:
    """A covalent bond between the residue at 528 and something that is no protein.

    Attributes
    ----------
    site_atom, other_atom : int
        Atom indices.
    length : float
        A; in the location that the two share.
    in_file, by_distance : bool
        Whether the file records it; whether its length is that of a bond.
    alt_id : str
        Alternate location that it is in; empty where neither end has one.
    occupancy : float
        The lower occupancy of its two ends.
    """

    site_atom: int
    other_atom: int
    length: float
    in_file: bool
    by_distance: bool
    alt_id: str = ""
    occupancy: float = 1.0

    @property
    def joins(self) -> bool:
        """Whether the two ends are near enough for the residue to be called bonded."""
        return self.by_distance or self.length < RECORDED_REACH


@dataclass(frozen=True)
class SiteState:
    """One state of the residue at 528: a part of the molecules in the crystal.

    Attributes
    ----------
    name : str
        ``bonded``, ``free`` for a cysteine that is not, ``Ser``, ``Thr``, or another residue's component id.
    occupancy : float
        Its share.
    alt_id : str
        Label of the alternate location; empty where there is none.
    """

    name: str
    occupancy: float
    alt_id: str

    def __str__(self) -> str:
        return f"{self.name} {self.occupancy:.2f}" + (f" ({self.alt_id})" if self.alt_id else "")


@dataclass(frozen=True)
class _Copy:
    """One location of an atom."""

    atom: int
    xyz: FloatArray
    label: str
    occupancy: float
    recorded: bool = False


def reactive_atom(structure: Structure, residue_at: Mapping[int, int]) -> int | None:
    """Index of the sulphur or oxygen of the residue at 528; None where there is none in the file.

    Parameters
    ----------
    structure, residue_at
        As for :func:`bonds_at_site`.

    Returns
    -------
    int or None
        The first of :data:`SITE_ATOMS` that is there.
    """
    site = residue_at.get(XPO1.cysteine)
    if site is None:
        return None
    return next((a for a in (structure.atom_of(site, name) for name in SITE_ATOMS) if a is not None), None)


def bonds_at_site(structure: Structure, residue_at: Mapping[int, int]) -> list[SiteBond]:
    """List bonds between the side chain at position 528 and atoms outside the protein.

    Parameters
    ----------
    structure
        The structure.
    residue_at
        Residue index at each position of the XPO1 copy that is meant.

    Returns
    -------
    list of SiteBond
        Of the atoms that were kept, sorted by length. Where a compound has another label than the kept atom of the
        side chain, as the second of two compounds may, the length is that to the location with the compound's label.
    """
    site = residue_at.get(XPO1.cysteine)
    if site is None:
        return []
    recorded = _recorded(structure, site)
    close = _close(structure, reactive_atom(structure, residue_at))
    lengths = {(a, b): _site_copy(structure, a, b)[1] for a, b in recorded} | close
    bonds = []
    for (here, there), length in lengths.items():
        copy, other = _site_copy(structure, here, there)[0], _kept_copy(structure.atoms, there)
        bonds.append(
            SiteBond(
                site_atom=here,
                other_atom=there,
                length=length,
                in_file=(here, there) in recorded,
                by_distance=is_bond(structure, here, there, length),
                alt_id=other.label or copy.label,
                occupancy=float(np.minimum(copy.occupancy, other.occupancy)),
            )
        )
    return sorted(bonds, key=lambda bond: (bond.length, bond.other_atom))


def states_at_site(structure: Structure, residue_at: Mapping[int, int]) -> tuple[SiteState, ...]:
    """List the states of the residue at 528 with their occupancies, alternate locations that were left out included.

    Parameters
    ----------
    structure, residue_at
        As for :func:`bonds_at_site`.

    Returns
    -------
    tuple of SiteState
        Bonded states first, then the higher occupancy, ties by label. Nothing where the residue has no atom that makes
        bonds, or an occupancy that is no number.
    """
    here = reactive_atom(structure, residue_at)
    if here is None:
        return ()
    site = int(structure.atoms.residue[here])
    recorded = {there for _, there in _recorded(structure, site)}
    states: list[SiteState] = []
    for copy in _copies(structure, here):
        bonded: dict[tuple[int, str], float] = {}
        for other in [*_compounds_near(structure, copy), *_kept_with(structure, recorded, copy)]:
            length = float(np.linalg.norm(other.xyz - copy.xyz))
            if (other.recorded and length < RECORDED_REACH) or is_bond(structure, here, other.atom, length):
                key = int(structure.atoms.residue[other.atom]), other.label or copy.label
                share = np.minimum(other.occupancy, copy.occupancy)  # nan where one is not given
                bonded[key] = float(np.maximum(bonded.get(key, 0.0), share))
        states += [SiteState("bonded", share, label) for (_, label), share in bonded.items()]
        rest = copy.occupancy - sum(bonded.values())
        if rest > SHARES_DIFFER or not bonded:
            component = structure.residues[site].component
            states.append(SiteState(UNBONDED.get(component, component), max(rest, 0.0), copy.label))
    if not all(np.isfinite(state.occupancy) for state in states):
        return ()
    return tuple(sorted(states, key=lambda state: (state.name != "bonded", -state.occupancy, state.alt_id)))


def location(structure: Structure, atom: int, label: str) -> FloatArray:
    """Where an atom is in an alternate location.

    Parameters
    ----------
    structure
        The structure.
    atom
        Index of the atom.
    label
        Of the alternate location.

    Returns
    -------
    ndarray, shape (3,)
        A; the kept location where the atom has none with this label.
    """
    copies = _copies(structure, atom)
    return next((copy.xyz for copy in copies if label and copy.label == label), copies[0].xyz)


def is_bond(structure: Structure, site_atom: int, other_atom: int, length: float) -> bool:
    """Whether a distance (A) is that of a bond of two atoms.

    Parameters
    ----------
    structure
        The structure.
    site_atom, other_atom
        Atom of the side chain, and of the compound.
    length
        Their distance, A.

    Returns
    -------
    bool
        By the elements. A sulphur of a compound at the length of a disulphide counts where it has no other two
        neighbours, as a thiol's has, or where the reference table says that the compound reacts with it.
    """
    element = structure.atoms.element
    if not has_bond_length(str(element[site_atom]), str(element[other_atom]), length):
        return False
    return element[site_atom] != "S" or element[other_atom] != "S" or _may_be_disulphide(structure, other_atom)


def _may_be_disulphide(structure: Structure, sulphur: int) -> bool:
    record = structure.residues[structure.atoms.residue[sulphur]]
    known = known_ligand(structure, record.index)
    if known is not None and known.attach_atom == structure.atoms.name[sulphur]:
        return True
    elements, xyz = structure.atoms.element, structure.atoms.xyz
    neighbours = sum(
        i != sulphur and has_bond_length("S", str(elements[i]), float(np.linalg.norm(xyz[i] - xyz[sulphur])))
        for i in range(record.start, record.stop)
    )
    return neighbours <= 1


def _kept_copy(atoms: Atoms, atom: int) -> _Copy:
    return _Copy(atom, atoms.xyz[atom], str(atoms.altloc[atom]), float(atoms.occupancy[atom]))


def _copies(structure: Structure, atom: int) -> list[_Copy]:
    """All locations of an atom, the kept one first."""
    atoms, left_out = structure.atoms, structure.left_out
    same = (left_out.residue == atoms.residue[atom]) & (left_out.name == atoms.name[atom])
    others = [
        _Copy(atom, left_out.xyz[row], str(left_out.altloc[row]), float(left_out.occupancy[row]))
        for row in np.flatnonzero(same).tolist()
    ]
    return [_kept_copy(atoms, atom), *others]


def _site_copy(structure: Structure, here: int, there: int) -> tuple[_Copy, float]:
    """The location of the side chain's atom that goes with an atom of a compound, and their distance."""
    other = _kept_copy(structure.atoms, there)
    copies = _copies(structure, here)
    copy = next((c for c in copies if other.label and c.label == other.label), copies[0])
    return copy, float(np.linalg.norm(copy.xyz - other.xyz))


def _kept_with(structure: Structure, recorded: set[int], copy: _Copy) -> list[_Copy]:
    """Kept atoms that are recorded as bonded, as far as they can be there with a location of the side chain."""
    kept = [replace(_kept_copy(structure.atoms, atom), recorded=True) for atom in sorted(recorded)]
    own = copy.label == str(structure.atoms.altloc[copy.atom])
    return [other for other in kept if (own if not other.label else other.label == copy.label or not copy.label)]


def _compounds_near(structure: Structure, copy: _Copy) -> list[_Copy]:
    """Locations of compounds' atoms within a bond of a location, as far as the two can be there at the same time."""
    near = []
    for atoms, kept in ((structure.atoms, True), (structure.left_out, False)):
        for row, _ in within_bond_length(atoms.xyz, copy.xyz):
            residue, label = int(atoms.residue[row]), str(atoms.altloc[row])
            atom = row if kept else structure.atom_of(residue, str(atoms.name[row]))
            together = not label or not copy.label or label == copy.label
            if together and atom is not None and _is_compound(structure, residue):
                near.append(_Copy(atom, atoms.xyz[row], label, float(atoms.occupancy[row])))
    return near


def _is_compound(structure: Structure, residue: int) -> bool:
    return structure.residues[residue].kind == "ligand" and not is_ion(structure, residue)


def _recorded(structure: Structure, site: int) -> set[tuple[int, int]]:
    record = structure.residues[site]
    return {
        (here, there)
        for bond in structure.bonds
        for here, there in ((bond.first, bond.second), (bond.second, bond.first))
        if record.start <= here < record.stop and structure.residues[structure.atoms.residue[there]].kind != "polymer"
    }


def _close(structure: Structure, here: int | None) -> dict[tuple[int, int], float]:
    lengths: dict[tuple[int, int], float] = {}
    if here is None:
        return lengths
    atoms = structure.atoms
    for copy in _copies(structure, here):
        for there, _ in within_bond_length(atoms.xyz, copy.xyz):
            length = _site_copy(structure, here, there)[1]
            if _is_compound(structure, int(atoms.residue[there])) and is_bond(structure, here, there, length):
                lengths[here, there] = length
    return lengths
