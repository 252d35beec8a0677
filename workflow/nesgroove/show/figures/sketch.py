"""The structure diagram of a ligand: where its atoms lie on paper, its bonds, rings and labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from nesgroove.chem.templates import Template
from nesgroove.model.structure import FloatArray

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
    """

    names: list[str]
    xy: FloatArray
    bonds: list[tuple[int, int, int]]
    labels: list[str]
    elements: list[str]
    rings: list[tuple[int, ...]] = field(default_factory=list)


def sketch(template: Template, bonded: list[str]) -> Sketch:
    """Lay a component out in two dimensions, its bonds to the sulphur of Cys528 included.

    The same component gives the same diagram: RDKit's own depiction in its canonical orientation.
    """
    from rdkit import Chem, RDLogger
    from rdkit.Chem import rdDepictor

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
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
        names.append(f"*{number}")
    whole = molecule.GetMol()
    try:
        Chem.SanitizeMol(whole)
        hydrogens = [atom.GetTotalNumHs() for atom in whole.GetAtoms()]
    except ValueError:
        whole.UpdatePropertyCache(strict=False)
        Chem.FastFindRings(whole)
        hydrogens = [0] * len(names)
    rdDepictor.SetPreferCoordGen(False)
    # Sampling with a fixed seed turns chains until no atoms lie on each other.
    rdDepictor.Compute2DCoords(
        whole, canonOrient=True, clearConfs=True, nFlipsPerSample=3, nSample=100, sampleSeed=1
    )  # fmt: skip
    xy = np.asarray(whole.GetConformer().GetPositions()[:, :2], dtype=float) / 1.5
    xy = np.round(xy - (xy.min(axis=0) + xy.max(axis=0)) / 2, 4)
    atoms = list(whole.GetAtoms())
    degree = np.bincount(np.array([bond[:2] for bond in bonds], dtype=int).reshape(-1), minlength=len(names))
    labels = [
        _atom_label(atom.GetSymbol(), atom.GetFormalCharge(), count, alone=bool(degree[i] == 0))
        for i, (atom, count) in enumerate(zip(atoms, hydrogens, strict=True))
    ]
    rings = [tuple(ring) for ring in whole.GetRingInfo().AtomRings()]
    return Sketch(names, xy, bonds, labels, [atom.GetSymbol() for atom in atoms], rings)


def _between_carbons(template: Template, first: str, second: str) -> bool:
    return template.atoms[first][0] == template.atoms[second][0] == "C"


def _atom_label(element: str, charge: int, hydrogens: int, *, alone: bool) -> str:
    if element == "C" and not charge and not alone:
        return ""
    tail = "" if not hydrogens else "H" + (str(hydrogens).translate(SUBSCRIPTS) if hydrogens > 1 else "")
    sign = "" if not charge else ("⁺" if charge > 0 else "⁻")
    return element + tail + sign
