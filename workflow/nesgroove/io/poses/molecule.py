"""Molecules of poses: without hydrogens, with names, and with chemistry that is sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nesgroove.chem.perceive import SHORTEST, formal_charges
from nesgroove.chem.radii import COVALENT
from nesgroove.io.poses.pose import NAME

if TYPE_CHECKING:
    from rdkit.Chem import Mol

LARGEST: Final = 500
"""Heavy atoms of a pose. Vancomycin has 101, a cyclic peptide of 30 residues about 250; what is larger is a protein."""


STRETCHED: Final = 0.6
"""A bond that is longer than the covalent radii by more than this (A) is none: the limit of the Cambridge Structural
Database is 0.4 (:mod:`nesgroove.chem.radii`), and rings that docking opened and closed again add up to 0.2."""


class UnreadableError(Exception):
    """A record that is no pose.

    Parameters
    ----------
    message
        What is wrong, in one sentence.
    remedy
        What to do about it.
    """

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def check_coordinates(molecule: Mol) -> None:
    """Refuse a molecule that has no coordinates to measure.

    Parameters
    ----------
    molecule
        With a conformer or without.

    Raises
    ------
    UnreadableError
        It has no heavy atom, too many, no conformer, coordinates that are no numbers or lie in one plane z = 0, or
        atoms in one place.
    """
    heavy = [atom.GetIdx() for atom in molecule.GetAtoms() if atom.GetAtomicNum() > 1]
    if not heavy:
        raise UnreadableError("it has no heavy atoms", "Take the record out")
    if len(heavy) > LARGEST:
        raise UnreadableError(
            f"it has {len(heavy)} heavy atoms, more than the {LARGEST} of a compound",
            "Give the compound alone; the receptor goes into a file of its own",
        )
    if not molecule.GetNumConformers():
        raise UnreadableError("it has no coordinates", "Give the docked pose")
    xyz = np.array(molecule.GetConformer().GetPositions())[heavy]
    if not np.isfinite(xyz).all():
        raise UnreadableError("some of its coordinates are no numbers", "Write the pose again")
    if len(heavy) > 1 and not np.ptp(xyz, axis=0).any():
        raise UnreadableError("all its atoms are in one place: it has no coordinates", "Give the docked pose")
    if len(heavy) > 2 and not xyz[:, 2].any():
        raise UnreadableError("it is a drawing in two dimensions: all z are 0", "Give the docked pose, in 3-D")


def finished(molecule: Mol, names: Sequence[str] | None = None) -> tuple[Any, str]:
    """Take hydrogens off, name the atoms, and look whether the valences can be.

    Parameters
    ----------
    molecule
        As a file has it, not sanitised.
    names
        Of its atoms, hydrogens included; None where they have theirs in :data:`NAME`, or the file has none.

    Returns
    -------
    (rdkit.Chem.Mol, str)
        The heavy atoms, and what is wrong with the valences; empty where nothing is.
    """
    from rdkit import Chem, rdBase

    for atom in molecule.GetAtoms():
        if names is not None or not atom.HasProp(NAME):
            atom.SetProp(NAME, names[atom.GetIdx()].strip() if names is not None else "")
    wrong = ""
    molecule = _atoms_alone(molecule)
    whole = Chem.RWMol(molecule)
    try:
        with rdBase.BlockLogs():
            Chem.SanitizeMol(whole)
    except (ValueError, RuntimeError) as error:
        wrong = _told(error)
        whole = Chem.RWMol(molecule)
        try:
            with rdBase.BlockLogs():
                _charge(whole)
                Chem.SanitizeMol(whole)
            wrong = ""
        except (ValueError, RuntimeError):
            whole = Chem.RWMol(molecule)
    if not wrong:
        Chem.AssignStereochemistryFrom3D(whole)
    heavy = Chem.RemoveAllHs(whole, sanitize=not wrong)
    give_names(heavy)
    return heavy, wrong


def plain(molecule: Any) -> Any:  # noqa: ANN401 (RDKit molecules)
    """Make a molecule without chemistry: all bonds single, no charges.

    Parameters
    ----------
    molecule
        Atoms and bonds; their orders and the charges may be anything.

    Returns
    -------
    rdkit.Chem.RWMol
        A copy, not sanitised.
    """
    from rdkit import Chem

    copy = Chem.RWMol(molecule)
    for atom in copy.GetAtoms():
        atom.SetFormalCharge(0)
        atom.SetIsAromatic(False)
        atom.SetNoImplicit(False)
        atom.SetNumExplicitHs(0)
        atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    for bond in copy.GetBonds():
        bond.SetIsAromatic(False)
        bond.SetStereo(Chem.BondStereo.STEREONONE)
        bond.SetBondType(Chem.BondType.SINGLE)
    copy.UpdatePropertyCache(strict=False)
    Chem.FastFindRings(copy)
    return copy


def _atoms_alone(molecule: Any) -> Any:  # noqa: ANN401
    """A copy without what is no atom: lone pairs that GOLD writes, dummies, query atoms."""
    from rdkit import Chem

    copy = Chem.RWMol(molecule)
    copy.BeginBatchEdit()
    for atom in copy.GetAtoms():
        if atom.GetAtomicNum() == 0:
            copy.RemoveAtom(atom.GetIdx())
    copy.CommitBatchEdit()
    return copy


def stretched_bond(molecule: Mol) -> str:
    """Find a bond that no molecule has, of a length that says that an atom is out of its place.

    Parameters
    ----------
    molecule
        Heavy atoms with names and a conformer.

    Returns
    -------
    str
        Which one, and how long it is; empty where there is none.
    """
    xyz = molecule.GetConformer().GetPositions()
    for bond in molecule.GetBonds():
        ends = bond.GetBeginAtom(), bond.GetEndAtom()
        radii = [COVALENT.get(atom.GetSymbol().upper()) for atom in ends]
        length = float(np.linalg.norm(xyz[ends[0].GetIdx()] - xyz[ends[1].GetIdx()]))
        longest = sum(radius for radius in radii if radius) + STRETCHED if all(radii) else np.inf
        if not SHORTEST <= length <= longest:
            return f"its bond {ends[0].GetProp(NAME)}-{ends[1].GetProp(NAME)} is {length:.1f} A long"
    return ""


def give_names(molecule: Mol) -> None:
    """Name atoms in place: as they are called where all names differ, else by element and number (C1, C2, N1).

    Parameters
    ----------
    molecule
        Heavy atoms, with what they are called in :data:`NAME`.
    """
    called = [atom.GetProp(NAME) for atom in molecule.GetAtoms()]
    if len(set(called)) == len(called) and all(called):
        return
    count: Counter[str] = Counter()
    for atom in molecule.GetAtoms():
        symbol = atom.GetSymbol().upper()
        count[symbol] += 1
        atom.SetProp(NAME, f"{symbol}{count[symbol]}")


def _charge(molecule: Any) -> None:  # noqa: ANN401 (an editable molecule)
    """Charges that valences ask for, which some writers leave out: quaternary nitrogen, nitro groups, borates."""
    from rdkit import Chem

    molecule.UpdatePropertyCache(strict=False)
    Chem.GetSymmSSSR(molecule)
    Chem.Kekulize(molecule, clearAromaticFlags=True)
    elements = [atom.GetSymbol().upper() for atom in molecule.GetAtoms()]
    orders = {
        (min(ends), max(ends)): int(bond.GetBondTypeAsDouble())
        for bond in molecule.GetBonds()
        for ends in [(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())]
    }
    for atom, charge in zip(molecule.GetAtoms(), formal_charges(elements, orders), strict=True):
        if charge and not atom.GetFormalCharge():
            atom.SetFormalCharge(charge)


def _told(error: Exception) -> str:
    """The reason that RDKit gives, in one line; what it did not expect itself names a line of its code."""
    return "valences are not told" if isinstance(error, RuntimeError) else str(error).strip().splitlines()[-1]
