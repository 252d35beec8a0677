"""Conformers of an adduct with the common scaffold where it lies in the known pose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nesgroove.model.points import rotations
from nesgroove.model.structure import FloatArray
from nesgroove.series.analogue.compound import Adduct
from nesgroove.series.analogue.pose import KnownPose
from nesgroove.series.analogue.scaffold import Scaffold

if TYPE_CHECKING:
    from rdkit.Chem import Mol

ALIKE: Final = 0.2
"""Conformers whose heavy atoms differ by less (RMSD, A) are one."""


def held(pose: KnownPose, adduct: Adduct, scaffold: Scaffold) -> dict[int, FloatArray]:
    """Say where atoms of an adduct lie in the known pose.

    Parameters
    ----------
    pose, adduct, scaffold
        The known pose, the compound, and what they have in common.

    Returns
    -------
    dict of int to ndarray
        Atom of the adduct -> place in the groove frame, shape (3,), A; SG and CB too where both are bonded to them by
        the same atom.
    """
    xyz = pose.molecule.GetConformer().GetPositions()
    places = {here: np.asarray(xyz[there]) for here, there in scaffold.like_of.items()}
    if scaffold.tethered and pose.site is not None:
        places |= {adduct.size: pose.site[0], adduct.size + 1: pose.site[1]}
    return places


def other_hand(adduct: Adduct, places: dict[int, FloatArray]) -> bool:
    """Whether the places of an adduct's atoms are those of another stereo isomer.

    Parameters
    ----------
    adduct
        The compound.
    places
        As :func:`held` gives them.

    Returns
    -------
    bool
        By the signed volume at each centre three or four of whose neighbours have a place.
    """
    from rdkit import Chem

    for atom in adduct.molecule.GetAtoms():
        tag = atom.GetChiralTag()
        if tag not in (Chem.ChiralType.CHI_TETRAHEDRAL_CCW, Chem.ChiralType.CHI_TETRAHEDRAL_CW):
            continue
        order = [bond.GetOtherAtomIdx(atom.GetIdx()) for bond in atom.GetBonds()]
        if atom.GetIdx() not in places or sum(index in places for index in order) < 3:
            continue
        around = [places[index] - places[atom.GetIdx()] for index in order if index in places]
        if len(around) == 3:
            # A hydrogen comes last, and so lies a neighbour without a place: opposite to the three.
            missing = next((n for n, index in enumerate(order) if index not in places), 3)
            around.insert(missing, -np.sum([vector / np.linalg.norm(vector) for vector in around], axis=0))
        volume = float(np.linalg.det(np.array(around[1:])))
        # Seen from the first neighbour the others go round against the clock: a negative volume.
        if (volume < 0) != (tag == Chem.ChiralType.CHI_TETRAHEDRAL_CCW):
            return True
    return False


def embedded(adduct: Adduct, places: dict[int, FloatArray], count: int, seed: int) -> Mol:
    """Embed an adduct with some of its atoms in given places.

    Distances within the scaffold are those of the known pose, the rest is embedded by distance geometry with torsions
    of crystal structures (ETKDGv3: Wang et al. 2020, doi:10.1021/acs.jcim.0c00025); each conformer is then laid on the
    scaffold.

    Parameters
    ----------
    adduct
        The compound.
    places
        As :func:`held` gives them.
    count
        Conformers that are tried.
    seed
        Of the embedding; the same seed gives the same conformers.

    Returns
    -------
    rdkit.Chem.Mol
        With hydrogens behind the heavy atoms, and as many conformers as could be embedded, in the groove frame: none
        where the scaffold cannot have these places with the hands that the compound has.
    """
    from rdkit import Chem
    from rdkit.Chem import rdDistGeom
    from rdkit.Geometry import Point3D

    molecule = Chem.AddHs(adduct.molecule)
    options: Any = rdDistGeom.ETKDGv3()
    options.randomSeed = seed
    options.useRandomCoords = True
    options.maxIterations = 20
    options.numThreads = 1
    options.pruneRmsThresh = ALIKE
    options.onlyHeavyAtomsForRMS = True
    options.SetCoordMap({atom: Point3D(*xyz.tolist()) for atom, xyz in places.items()})
    rdDistGeom.EmbedMultipleConfs(molecule, count, options)
    atoms = sorted(places)
    target = np.array([places[atom] for atom in atoms])
    for conformer in molecule.GetConformers():
        xyz = conformer.GetPositions()
        centre, turn, goal = rotations(xyz[atoms], target)
        conformer.SetPositions(np.ascontiguousarray((xyz - centre) @ turn + goal))
    return molecule
