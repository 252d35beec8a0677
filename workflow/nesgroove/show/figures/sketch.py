"""The structure diagram of a ligand: where its atoms lie on paper, its bonds, rings and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.chem.templates import Template
from nesgroove.model.structure import FloatArray

if TYPE_CHECKING:
    from rdkit import Chem

SULPHUR: Final = "*"
"""Stands for the sulphur of Cys528 among the names of atoms."""

SCAFFOLD: Final = 6
"""Least number of atoms that a common scaffold has, those of a ring."""

PATIENCE: Final = 5
"""Seconds for which a common scaffold is looked for; the compounds at hand take less than a tenth of one."""

Sketched = tuple[Template, list[str]]
"""Chemistry of a compound, and its atoms that are bonded to the sulphur of Cys528."""

SUBSCRIPTS: Final = str.maketrans("23456789", "₂₃₄₅₆₇₈₉")


@dataclass
class Sketch:
    """A structure diagram.

    Attributes
    ----------
    names : list of str
        Atom names; ``SG`` bonds are the last ones, named ``*0``, ``*1`` ...
    xy : ndarray, shape (n, 2)
        In bond lengths, centred.
    bonds : list of (int, int, int)
        Pairs of atoms with their order.
    labels : list of str
        What is written at an atom: empty for carbon.
    rings : list of tuple of int
        Rings.
    wedges : dict of (int, int) to str
        Bonds at stereo centres, from the centre: ``wedge`` towards the reader, ``dash`` away from them.
    """

    names: list[str]
    xy: FloatArray
    bonds: list[tuple[int, int, int]]
    labels: list[str]
    elements: list[str]
    rings: list[tuple[int, ...]] = field(default_factory=list)
    wedges: dict[tuple[int, int], str] = field(default_factory=dict)


def sketch(
    template: Template,
    bonded: list[str],
    xyz: Mapping[str, tuple[float, float, float]] | None = None,
    held: Mapping[str, tuple[float, float]] | None = None,
) -> Sketch:
    """Lay a component out in two dimensions, its bonds to the sulphur of Cys528 included.

    The same component gives the same diagram: RDKit's own depiction in its canonical orientation.

    Parameters
    ----------
    template
        Its chemistry.
    bonded
        Atoms that are bonded to the sulphur.
    xyz
        Where its atoms are, and the sulphur under ``*``, A. Stereo centres and double bonds are drawn as they are
        there; a centre of which a neighbour is missing is drawn without its stereochemistry.
    held
        Where some atoms lie on paper, in bond lengths, so that two compounds are drawn alike.
    """
    from rdkit import RDLogger

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    whole, names, bonds, hydrogens = _molecule(template, bonded)
    _take_stereo(whole, [SULPHUR if name.startswith(SULPHUR) else name for name in names], xyz or {})
    xy = _layout(whole, {names.index(name): at for name, at in (held or {}).items() if name in names})
    wedges = _wedges(whole)
    atoms = list(whole.GetAtoms())
    degree = np.bincount(np.array([bond[:2] for bond in bonds], dtype=int).reshape(-1), minlength=len(names))
    labels = [
        _atom_label(atom.GetSymbol(), atom.GetFormalCharge(), count, alone=bool(degree[i] == 0))
        for i, (atom, count) in enumerate(zip(atoms, hydrogens, strict=True))
    ]
    rings = [tuple(ring) for ring in whole.GetRingInfo().AtomRings()]
    return Sketch(names, xy, bonds, labels, [atom.GetSymbol() for atom in atoms], rings, wedges)


def _molecule(
    template: Template, bonded: list[str]
) -> tuple[Chem.Mol, list[str], list[tuple[int, int, int]], list[int]]:
    """Make a component with its sulphurs: molecule, names of atoms, bonds with their order, hydrogens of each."""
    from rdkit import Chem

    molecule = Chem.RWMol()
    names = list(template.atoms)
    for element, charge in template.atoms.values():
        atom = Chem.Atom(element)
        atom.SetFormalCharge(charge)
        molecule.AddAtom(atom)
    bonds = []
    for first, second, given in template.bonds:
        order = given
        a, b = names.index(first), names.index(second)
        if order == 2 and (first in bonded or second in bonded) and _between_carbons(template, first, second):
            order = 1  # the dictionary keeps the double bond of K76 and LBF to which the cysteine has added
        molecule.AddBond(a, b, Chem.BondType.values[12 if order == 4 else order])
        bonds.append((a, b, order))
    for number, name in enumerate(bonded):
        sulphur = Chem.Atom("S")
        sulphur.SetNoImplicit(True)
        molecule.AddAtom(sulphur)
        molecule.AddBond(names.index(name), len(names), Chem.BondType.SINGLE)
        bonds.append((names.index(name), len(names), 1))
        names.append(f"{SULPHUR}{number}")
    whole = molecule.GetMol()
    try:
        Chem.SanitizeMol(whole)
        hydrogens = [atom.GetTotalNumHs() for atom in whole.GetAtoms()]
    except ValueError:
        whole.UpdatePropertyCache(strict=False)
        Chem.FastFindRings(whole)
        hydrogens = [0] * len(names)
    return whole, names, bonds, hydrogens


def _take_stereo(molecule: Chem.Mol, names: Sequence[str], xyz: Mapping[str, tuple[float, float, float]]) -> None:
    """Give a molecule the stereochemistry of its coordinates, but where a neighbour of a centre is missing."""
    from rdkit import Chem

    missing = {number for number, name in enumerate(names) if name not in xyz}
    if len(missing) == len(names):
        return
    shape = Chem.Conformer(len(names))
    shape.Set3D(True)
    for number, name in enumerate(names):
        shape.SetAtomPosition(number, xyz.get(name, (100.0, 0.0, 1.5 * number)))
    molecule.RemoveAllConformers()
    Chem.AssignStereochemistryFrom3D(molecule, molecule.AddConformer(shape, assignId=True))
    unsure = {
        atom.GetIdx()
        for atom in molecule.GetAtoms()
        if missing & {atom.GetIdx(), *(other.GetIdx() for other in atom.GetNeighbors())}
    }
    for number in unsure:
        molecule.GetAtomWithIdx(number).SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    for bond in molecule.GetBonds():
        if unsure & {bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()}:
            bond.SetStereo(Chem.BondStereo.STEREONONE)


def _layout(molecule: Chem.Mol, held: Mapping[int, tuple[float, float]]) -> FloatArray:
    """Lay a molecule out, some of its atoms where they are held: shape (n, 2), in bond lengths, centred."""
    from rdkit.Chem import rdDepictor
    from rdkit.Geometry import Point2D

    rdDepictor.SetPreferCoordGen(False)
    if held:
        points = {atom: Point2D(1.5 * x, 1.5 * y) for atom, (x, y) in held.items()}
        rdDepictor.Compute2DCoords(molecule, canonOrient=False, clearConfs=True, coordMap=points)
        return _centred(molecule)
    # Sampling with a fixed seed turns chains until no atoms lie on each other.
    rdDepictor.Compute2DCoords(
        molecule, canonOrient=True, clearConfs=True, nFlipsPerSample=3, nSample=100, sampleSeed=1
    )  # fmt: skip
    return _centred(molecule)


def _centred(molecule: Chem.Mol) -> FloatArray:
    xy = np.asarray(molecule.GetConformer().GetPositions()[:, :2], dtype=float) / 1.5
    return np.asarray(np.round(xy - (xy.min(axis=0) + xy.max(axis=0)) / 2, 4))


def common_atoms(first: Sketched, second: Sketched) -> dict[str, str] | None:
    """Find the scaffold that two compounds have in common: the largest with the same elements, rings on rings.

    Parameters
    ----------
    first, second
        Chemistry of each, and its atoms that are bonded to the sulphur.

    Returns
    -------
    dict of str to str or None
        Atoms of the first with those of the second; empty where they share fewer than :data:`SCAFFOLD` atoms, None
        where it takes longer than :data:`PATIENCE`.
    """
    from rdkit import Chem, RDLogger
    from rdkit.Chem import rdFMCS

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    (one, names, *_), (other, others, *_) = (_molecule(*each) for each in (first, second))
    result = rdFMCS.FindMCS([one, other], timeout=PATIENCE, ringMatchesRingOnly=True,
                            bondCompare=rdFMCS.BondCompare.CompareAny)  # fmt: skip
    if result.canceled:
        return None
    if result.numAtoms < SCAFFOLD:
        return {}
    scaffold = Chem.MolFromSmarts(result.smartsString)
    matches = one.GetSubstructMatch(scaffold), other.GetSubstructMatch(scaffold)
    return {names[a]: others[b] for a, b in zip(*matches, strict=True)}


def _wedges(molecule: Chem.Mol) -> dict[tuple[int, int], str]:
    """Choose the bonds of a molecule that is laid out which show its stereo centres."""
    from rdkit import Chem

    shown = {Chem.BondDir.BEGINWEDGE: "wedge", Chem.BondDir.BEGINDASH: "dash"}
    Chem.WedgeMolBonds(molecule, molecule.GetConformer())
    return {
        (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()): shown[bond.GetBondDir()]
        for bond in molecule.GetBonds()
        if bond.GetBondDir() in shown
    }


def _between_carbons(template: Template, first: str, second: str) -> bool:
    return template.atoms[first][0] == template.atoms[second][0] == "C"


def _atom_label(element: str, charge: int, hydrogens: int, *, alone: bool) -> str:
    if element == "C" and not charge and not alone:
        return ""
    tail = "" if not hydrogens else "H" + (str(hydrogens).translate(SUBSCRIPTS) if hydrogens > 1 else "")
    sign = "" if not charge else ("⁺" if charge > 0 else "⁻")
    return element + tail + sign
