"""Poses put into the receptor: one structure a compound, and for each pose its coordinates.

Identification, frame, grids and the chemistry of the receptor are those of the empty receptor and made once. A pose
that brings atoms of the receptor along, side chains of flexible docking or the cysteine of an adduct, is measured with
these in the place of the receptor's.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.chem.templates import Template
from nesgroove.identify.bond528 import bonds_at_site
from nesgroove.identify.roles import MIN_INHIBITOR_ATOMS
from nesgroove.io.poses.adduct import tethered_apart
from nesgroove.io.poses.atoms import ResidueId
from nesgroove.io.poses.pose import Pose
from nesgroove.measure.contacts import partner_contacts
from nesgroove.measure.groove import Groove
from nesgroove.measure.groove_ca import groove_atoms
from nesgroove.measure.moving import Moving
from nesgroove.measure.scalar import scalar_measures, values_of
from nesgroove.measure.site528 import Cysteine528
from nesgroove.measure.soundness import looked_at, odd_hands, odd_lengths, overlapping_chains
from nesgroove.measure.state import groove_state
from nesgroove.model.complex import Molecule, Occupant, near_pockets
from nesgroove.model.edited import with_compound
from nesgroove.model.plain_text import shown
from nesgroove.model.structure import FloatArray, RecordedBond, Structure
from nesgroove.model.target import XPO1
from nesgroove.series.poses.moved import Remark, residue_named, with_moved
from nesgroove.series.poses.receptor import Receptor, copy_of

if TYPE_CHECKING:
    from rdkit.Chem import Mol

COMPONENT: Final = "UNL"
"""Component id of every pose: the archive's for a ligand that is not known. A pose is named by its title."""

COMPOUNDS: Final = 8
"""Compounds whose structures are kept at a time: the poses of one follow each other in most files."""

SOURCES: Final = {"file": "file", "template": "user", "perceived": "coordinates"}
"""What tables call the chemistry of a pose, by where its reader has it from."""

OF_THE_RECEPTOR: Final = (looked_at, odd_lengths, odd_hands, overlapping_chains, groove_state, groove_atoms)
"""What else is the same for all poses in a receptor that stands still."""


@dataclass(frozen=True, eq=False)
class Placed:
    """A pose in the receptor.

    Attributes
    ----------
    pose : Pose
        Taken apart from the cysteine that it may have held.
    groove : Groove or None
        None where the pose lies in no groove.
    copy : int
        Which copy of XPO1 of the receptor.
    near : int
        Its atoms near a pocket.
    xyz : ndarray, shape (n, 3)
        Coordinates of all atoms of the receptor and of the pose behind them, A.
    moved : tuple of int
        Residues of the receptor whose atoms came with the pose.
    remarks : tuple of (str, str)
        What could not be done as the file has it, and what to do.
    """

    pose: Pose
    groove: Groove | None
    copy: int
    near: int
    xyz: FloatArray
    moved: tuple[int, ...]
    remarks: tuple[Remark, ...]


class Bench:
    """Where poses are put into one receptor.

    Parameters
    ----------
    receptor
        The receptor.
    """

    def __init__(self, receptor: Receptor) -> None:
        self.receptor = receptor
        self._bases: OrderedDict[object, Moving] = OrderedDict()

    def place(self, pose: Pose, entry: str) -> Placed:
        """Put a pose into the receptor.

        Parameters
        ----------
        pose
            As it was read.
        entry
            Name that its rows get.

        Returns
        -------
        Placed
            Without a groove where it lies outside.
        """
        receptor = self.receptor
        copy = copy_of(receptor, pose.xyz)
        own = receptor.grooves[copy]
        pose = self._apart(pose, own)
        xyz, moved, remarks = with_moved(pose, own)
        near = len(near_pockets(own.complex.frame, pose.xyz))
        bond, tether = self._bond(pose, own, copy)
        remarks += tether
        placed = Placed(pose, None, copy, near, np.concatenate([xyz, pose.xyz]), moved, tuple(remarks))
        if near < MIN_INHIBITOR_ATOMS and not self._joins(placed, bond):
            return placed
        groove = self._at(placed, bond)
        return replace(placed, groove=groove.called(entry, shown(pose.name)))

    def _apart(self, pose: Pose, own: Groove) -> Pose:
        """Take the cysteine of the groove off a pose that holds it without saying so."""
        index = own.complex.residue_at.get(XPO1.cysteine)
        if index is None:
            return pose
        record, atoms = own.structure.residues[index], own.structure.atoms
        residue = ResidueId(record.component, record.auth_chain, record.auth_seq_id, record.ins_code)
        span = slice(record.start, record.stop)
        return tethered_apart(pose, residue, dict(zip(atoms.name[span].tolist(), atoms.xyz[span], strict=True)))

    def _bond(self, pose: Pose, own: Groove, copy: int) -> tuple[tuple[int, int] | None, list[Remark]]:
        """Atoms of the bond that the file states, of the receptor and of the pose."""
        if pose.attached is None:
            return None, []
        index = residue_named(pose.attached.chain, pose.attached.number, "", own)
        sulphur = self.receptor.sulphurs[copy]
        if sulphur is not None and index == own.complex.residue_at.get(XPO1.cysteine):
            return (sulphur, pose.attached.atom), []
        label = own.structure.residues[index].label if index is not None else str(pose.attached.number or "a residue")
        return None, [(f"the pose is tethered to {label}, and not to Cys528", "Check the receptor's numbers")]

    def _joins(self, placed: Placed, bond: tuple[int, int] | None) -> bool:
        """Whether a pose is at the sulphur, where it is an occupant whatever else is near the pockets."""
        sulphur = self.receptor.sulphurs[placed.copy]
        if sulphur is None:
            return False
        distance = np.linalg.norm(placed.pose.xyz - placed.xyz[sulphur], axis=1)
        return bool(distance.min() < 2.5 if bond is None else distance[bond[1]] < 4.0) and bool(
            bonds_at_site(*self._whole(placed, bond))
        )

    def _whole(self, placed: Placed, bond: tuple[int, int] | None) -> tuple[Structure, dict[int, int]]:
        """The receptor with a pose, and the residue at each position."""
        pose, size = placed.pose, len(self.receptor.structure.atoms)
        own = self.receptor.grooves[placed.copy]
        structure = with_compound(
            self.receptor.structure, COMPONENT, self.receptor.chain, pose.names, pose.elements, pose.xyz
        )
        if bond is not None:
            length = float(np.linalg.norm(placed.xyz[bond[0]] - pose.xyz[bond[1]]))
            structure = replace(structure, bonds=(*structure.bonds, RecordedBond(bond[0], size + bond[1], length)))
        return structure.with_xyz(placed.xyz), own.complex.residue_at

    def _at(self, placed: Placed, bond: tuple[int, int] | None) -> Groove:
        key = (placed.copy, bond, pose_key(placed.pose))
        moving = self._bases.pop(key, None)
        moving = moving or self._base(placed, bond)
        groove = moving.at(placed.xyz)
        self._bases[key] = moving
        while len(self._bases) > COMPOUNDS:
            self._bases.popitem(last=False)
        if not placed.moved:
            keep_standing(groove, self.receptor.grooves[placed.copy])
        return groove

    def _base(self, placed: Placed, bond: tuple[int, int] | None) -> Moving:
        """The receptor with a compound in it, in which its poses are measured."""
        empty = self.receptor.grooves[placed.copy]
        structure, _ = self._whole(placed, bond)
        structure = structure.with_xyz(np.concatenate([self.receptor.structure.atoms.xyz, placed.pose.xyz]))
        residue, label = structure.residues[-1], structure.residues[-1].label
        complex_ = replace(
            empty.complex,
            structure=structure,
            molecules=(*empty.complex.molecules, Molecule(label, "inhibitor", (residue.index,), None, placed.near)),
            occupants=(Occupant("inhibitor", label, (residue.index,), placed.near),),
            notes=(),
        )
        pose, known = placed.pose, None
        if pose.chemistry in SOURCES:
            known = template_of_molecule(pose.molecule, SOURCES[pose.chemistry], pose.names)
        settings = replace(empty.settings, chemistry={COMPONENT: known})
        residues = empty.residues.with_compound(structure, settings.given)
        base = Groove(complex_, settings, empty.sums, residues)
        return Moving(base, still=True, empty=empty)


def keep_standing(groove: Groove, empty: Groove) -> None:
    """Give a groove what is known of its receptor without the pose.

    Contacts of Ran with XPO1 are the receptor's, the same for each pose, and stand in no table of poses.

    Parameters
    ----------
    groove
        A pose in a receptor that stands still.
    empty
        The same receptor with an empty groove.
    """
    for make in OF_THE_RECEPTOR:
        groove.keep(empty.once(make), make)
    for measure in map(type, scalar_measures()):
        if measure is not Cysteine528:  # whose sulphur a pose covers
            groove.keep(empty.once(values_of, measure), values_of, measure)
    for ran in empty.complex.with_role("ran"):
        groove.keep([], partner_contacts, ran.residues)


def pose_key(pose: Pose) -> tuple[object, ...]:
    """Say which compound a pose is, with the order of its atoms: poses with one key differ in coordinates alone.

    Parameters
    ----------
    pose
        The pose.

    Returns
    -------
    tuple
        Names, elements, charges, bonds, and where the chemistry is from.
    """
    molecule = pose.molecule
    bonds = tuple((b.GetBeginAtomIdx(), b.GetEndAtomIdx(), str(b.GetBondType())) for b in molecule.GetBonds())
    charges = tuple(atom.GetFormalCharge() for atom in molecule.GetAtoms())
    return pose.names, pose.elements, charges, bonds, pose.chemistry


def template_of_molecule(molecule: Mol, source: str, names: tuple[str, ...]) -> Template:
    """Give the chemistry of a molecule in the form that measures take.

    Parameters
    ----------
    molecule
        Sanitised.
    source
        Where it is from, as tables have it.
    names
        Of its atoms.

    Returns
    -------
    Template
        Bonds as single, double and triple ones.
    """
    from rdkit import Chem

    plain = Chem.Mol(molecule)
    Chem.Kekulize(plain, clearAromaticFlags=True)
    atoms = {
        name: (atom.GetSymbol(), atom.GetFormalCharge()) for name, atom in zip(names, plain.GetAtoms(), strict=True)
    }
    bonds = tuple(
        (names[bond.GetBeginAtomIdx()], names[bond.GetEndAtomIdx()], round(bond.GetBondTypeAsDouble()))
        for bond in plain.GetBonds()
    )
    return Template(COMPONENT, atoms, bonds, source)
