"""Poses that hold the residue they are tethered to: taken apart into the compound and the residue's atoms.

Programs that dock a bonded ligand as a flexible side chain write the two as one residue, and the SMILES that Meeko
keeps is of both. The residue's atoms begin at C-alpha, and what lies beyond its last side-chain atom is the compound.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from nesgroove.io.poses.atoms import ResidueId
from nesgroove.io.poses.molecule import finished
from nesgroove.io.poses.pose import NAME, Attached, MovedResidue, Pose
from nesgroove.model.structure import FloatArray

MAIN_CHAIN: Final = frozenset({"N", "C", "O", "OXT"})

SAME_PLACE: Final = 0.6
"""An atom of a pose that is this close (A) to one of the receptor is that atom: C-alpha of a tethered residue does not
move at all and C-beta by what ideal bond lengths differ, 0.1 to 0.3; the shortest bond between heavy atoms is 1.1."""

SIDE_CHAIN: Final = {
    "CYS": ("CA", "CB", "SG"), "SER": ("CA", "CB", "OG"), "LYS": ("CA", "CB", "CG", "CD", "CE", "NZ"),
}  # fmt: skip
"""Atoms from C-alpha to the one that reacts. Of cysteine, serine and lysine, which covalent inhibitors bind most."""


@dataclass(frozen=True)
class Apart:
    """A pose that was taken apart.

    Attributes
    ----------
    molecule : rdkit.Chem.Mol
        The compound, not finished.
    moved : MovedResidue
        Atoms of the residue.
    attached : Attached
        The bond between them.
    """

    molecule: Any
    moved: MovedResidue
    attached: Attached


def residue_chain(molecule: Any, amino_acid: str) -> tuple[int, ...]:  # noqa: ANN401 (an RDKit molecule)
    """Find the residue's atoms within an adduct, from C-alpha to the one that reacted.

    Parameters
    ----------
    molecule
        Heavy atoms with bonds and names.
    amino_acid
        What the residue is.

    Returns
    -------
    tuple of int
        Indices of the atoms of :data:`SIDE_CHAIN`; empty where they are not there, or nothing is beyond them.
    """
    wanted = SIDE_CHAIN.get(amino_acid, ())
    for start in molecule.GetAtoms():
        if wanted and start.GetProp(NAME) == "CA" and start.GetSymbol() == "C":
            chain = _walk(start, wanted)
            if chain and _beyond(molecule, chain):
                return chain
    return ()


def _walk(start: Any, wanted: Sequence[str]) -> tuple[int, ...]:  # noqa: ANN401
    """Follow bonds from C-alpha: atoms of the right element, those of the right name first."""
    chain = [start]
    for name in wanted[1:]:
        near = [
            atom for atom in chain[-1].GetNeighbors()
            if atom.GetSymbol() == name[0] and atom.GetIdx() not in {a.GetIdx() for a in chain}
            and atom.GetProp(NAME) not in MAIN_CHAIN
        ]  # fmt: skip
        near.sort(key=lambda atom: (atom.GetProp(NAME) != name, atom.GetIdx()))
        # Without a name a carbon could be any of several; a sulphur or a nitrogen is the only one there.
        if not near or (near[0].GetProp(NAME) != name and len(near) > 1):
            return ()
        chain.append(near[0])
    return tuple(atom.GetIdx() for atom in chain)


def _beyond(molecule: Any, chain: Sequence[int]) -> list[int]:  # noqa: ANN401
    last = molecule.GetAtomWithIdx(chain[-1])
    return [atom.GetIdx() for atom in last.GetNeighbors() if atom.GetIdx() not in chain]


def apart(molecule: Any, chain: Sequence[int], residue: ResidueId) -> Apart | None:  # noqa: ANN401
    """Take an adduct apart.

    Parameters
    ----------
    molecule
        As for :func:`residue_chain`.
    chain
        Its result.
    residue
        Which residue it is.

    Returns
    -------
    Apart or None
        None where the compound is bonded to the residue more than once, or is nothing.
    """
    main = {
        atom.GetIdx() for atom in molecule.GetAtoms()
        if atom.GetProp(NAME) in MAIN_CHAIN and atom.GetIdx() not in chain
    }  # fmt: skip
    own = [*chain, *_joined(molecule, chain[0], main)]
    beyond = _beyond(molecule, chain)
    if len(beyond) != 1:
        return None
    called = dict(zip(chain, SIDE_CHAIN.get(residue.amino_acid, ()), strict=False))
    return _cut(molecule, own, beyond[0], residue, called)


def _joined(molecule: Any, alpha: int, allowed: Collection[int]) -> list[int]:  # noqa: ANN401
    """Atoms of the main chain that hang on C-alpha."""
    reached: list[int] = []
    waiting = [alpha]
    while waiting:
        near = molecule.GetAtomWithIdx(waiting.pop()).GetNeighbors()
        new = [atom.GetIdx() for atom in near if atom.GetIdx() in allowed and atom.GetIdx() not in reached]
        reached += new
        waiting += new
    return reached


def _cut(
    molecule: Any,  # noqa: ANN401
    own: Sequence[int],
    attached: int,
    residue: ResidueId,
    called: Mapping[int, str],
) -> Apart:
    from rdkit import Chem

    xyz: FloatArray = np.array(molecule.GetConformer().GetPositions())[list(own)]
    atoms = [molecule.GetAtomWithIdx(i) for i in own]
    moved = MovedResidue(
        residue.chain,
        residue.number,
        residue.amino_acid or residue.name,
        tuple(called.get(atom.GetIdx(), atom.GetProp(NAME)) for atom in atoms),
        tuple(atom.GetSymbol().upper() for atom in atoms),
        xyz,
        residue.insertion,
    )
    rest = Chem.RWMol(molecule)
    rest.BeginBatchEdit()
    for index in own:
        rest.RemoveAtom(index)
    rest.CommitBatchEdit()
    index = attached - sum(i < attached for i in own)
    return Apart(rest, moved, Attached(residue.chain, residue.number, index))


def tethered_apart(pose: Pose, residue: ResidueId, receptor: Mapping[str, FloatArray]) -> Pose:
    """Take the residue off a pose that holds it without saying so.

    SDF has no names, so that a cysteine within it is seen only where its atoms lie on the receptor's: of GOLD the
    sulphur alone, of Meeko C-alpha, C-beta and the sulphur, which may have turned.

    Parameters
    ----------
    pose
        As it was read.
    residue
        Residue of the receptor that may be in it.
    receptor
        Its atoms: name -> coordinates, shape (3,), A.

    Returns
    -------
    Pose
        The same pose where it does not hold the residue.
    """
    if pose.attached is not None:
        return pose
    wanted = SIDE_CHAIN.get(residue.amino_acid, ())
    molecule = pose.molecule
    on: dict[str, int] = {}
    for name, symbol in ((name, name[0]) for name in wanted if name in receptor):
        distance = np.linalg.norm(pose.xyz - receptor[name], axis=1)
        nearest = int(distance.argmin())
        if distance[nearest] < SAME_PLACE and molecule.GetAtomWithIdx(nearest).GetSymbol() == symbol:
            on[name] = nearest
    chain = _chain_on(molecule, wanted, on)
    if not chain:
        return pose
    beyond = _beyond(molecule, chain)
    if len(beyond) != 1:
        return pose
    names = wanted[len(wanted) - len(chain) :]
    taken = _cut(molecule, chain, beyond[0], residue, dict(zip(chain, names, strict=True)))
    rest, wrong = finished(taken.molecule, [atom.GetProp(NAME) for atom in taken.molecule.GetAtoms()])
    return replace(
        pose,
        molecule=rest,
        chemistry="none" if wrong else pose.chemistry,
        moved=(*pose.moved, taken.moved),
        attached=taken.attached,
    )


def _chain_on(molecule: Any, wanted: Sequence[str], on: Mapping[str, int]) -> tuple[int, ...]:  # noqa: ANN401
    """The residue's atoms in a molecule: from the first that lies on the receptor's to the one that reacted."""
    start = next((name for name in wanted if name in on), None)
    if start is None:
        return ()
    names = wanted[wanted.index(start) :]
    chain = [on[start]]
    for name in names[1:]:
        near = [
            atom.GetIdx() for atom in molecule.GetAtomWithIdx(chain[-1]).GetNeighbors()
            if atom.GetSymbol() == name[0] and atom.GetIdx() not in chain
        ]  # fmt: skip
        near = [index for index in near if index == on.get(name)] or near
        if len(near) != 1:
            return ()
        chain.append(near[0])
    first = molecule.GetAtomWithIdx(chain[0])
    # The first atom ends the molecule: within a compound it would be one of its own that lies there by chance.
    return tuple(chain) if first.GetDegree() == 1 else ()
