"""A conformer relaxed in the groove: MMFF94s for the compound, walls that stand still, the bond to the sulphur.

The compound moves with the force field of Halgren (MMFF94s, J. Comput. Chem. 1999, 20, 720; in RDKit: Tosco et al.
2014, doi:10.1186/s13321-014-0037-3) without its charges, which in a vacuum would fold it onto itself. SG and CB of the
cysteine stand still. An atom of the receptor pushes where a heavy atom comes nearer than a comfortable distance, and
not beyond: nothing is drawn into place that the known pose or the chance of embedding has not put there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nesgroove.chem.radii import radii
from nesgroove.measure.contact_detection import CLASH_FRACTION
from nesgroove.model.structure import BoolArray, FloatArray, IntArray
from nesgroove.series.analogue.affinity import Kinds, affinity
from nesgroove.series.analogue.compound import Adduct
from nesgroove.series.analogue.receptor import Receptor, Site

if TYPE_CHECKING:
    from rdkit.Chem import Mol

COMFORT, COMFORT_POLAR = 0.97, 0.86
"""Parts of the sum of two radii (Bondi) from which on atoms push each other: 3.3 A for two carbons; for two of
nitrogen and oxygen, which may share a hydrogen, 2.65 A. Contacts of inhibitors in crystals begin at 3.1 to 3.2 A."""

BOND: Final = (1.80, 1.84)
"""Length of the bond of the sulphur to the compound, A: C(sp3)-S 1.82 (Allen et al. 1987, doi:10.1039/P298700000S1)
with its spread; 1.79 to 1.84 in the dictionary's coordinates of the inhibitors of XPO1."""

PLANAR_BOND: Final = (1.74, 1.82)
"""The same of a carbon with a double bond, as in the dithiocarbamate of an isothiocyanate: C(sp2)-S 1.75 in the same
source, 1.82 in the dictionary's D29."""

ANGLE: Final = (95.0, 110.0)
"""Angle CB-SG-C, degrees: 99 to 110 for the same; thioethers of the same source have 95 to 107."""

BOND_FORCE, ANGLE_FORCE, WALL_FORCE = 1500.0, 30.0, 30.0
HOLD_FORCE: Final = 30.0
"""Of the restraints, kcal/mol per A^2 (per degree^2 of the angle: as RDKit counts it)."""

HELD, LOOSE = 0.25, 1.0
"""How far an atom of the scaffold may go from its place before it is pulled back, A: first, and where a clash is
left."""

REACH: Final = 5.0
"""Pairs farther apart (A) need no wall: the walls are set again after each round."""

ROUNDS, STEPS = 3, 400

FREE: Final = 20
"""Conformers without a groove that strain is counted from."""


@dataclass(frozen=True)
class Laid:
    """A conformer in the groove.

    Attributes
    ----------
    xyz : ndarray, shape (n, 3)
        All atoms of the molecule, hydrogens too, in the groove frame, A.
    energy : float
        Of the compound alone, kcal/mol.
    overlap : float
        Sum of the squares of what heavy atoms lack to the comfortable distance from the receptor, A^2.
    clashes : tuple of (int, int, float)
        Atom of the compound, atom of the receptor (row of :attr:`Receptor.xyz`), and their distance (A), where it is
        less than :data:`nesgroove.measure.contact_detection.CLASH_FRACTION` of the sum of the radii.
    length, angle : float
        Of the bond to the sulphur, A and degrees.
    affinity : float
        :func:`nesgroove.series.analogue.affinity.affinity`, kcal/mol.
    """

    xyz: FloatArray
    energy: float
    overlap: float
    clashes: tuple[tuple[int, int, float], ...]
    length: float
    angle: float
    affinity: float

    def bonded_well(self, adduct: Adduct) -> bool:
        """Whether bond and angle are what they should be, up to a hundredth and half a degree."""
        least, most = bond_of(adduct)
        return least - 0.01 <= self.length <= most + 0.01 and ANGLE[0] - 0.5 <= self.angle <= ANGLE[1] + 0.5


def bond_of(adduct: Adduct) -> tuple[float, float]:
    """Give the least and the greatest length of the bond to the sulphur, A."""
    from rdkit import Chem

    planar = adduct.molecule.GetAtomWithIdx(adduct.attach).GetHybridization() == Chem.HybridizationType.SP2
    return PLANAR_BOND if planar else BOND


class Walls:
    """The compound's atoms against those of the receptor.

    Parameters
    ----------
    adduct
        The compound.
    receptor
        The groove.

    Attributes
    ----------
    adduct : Adduct
    receptor : Receptor
    kinds : Kinds
        What the compound's atoms are to :mod:`nesgroove.series.analogue.affinity`.
    """

    def __init__(self, adduct: Adduct, receptor: Receptor) -> None:
        self.adduct = adduct
        self.receptor = receptor
        atoms = [adduct.molecule.GetAtomWithIdx(i) for i in range(adduct.size)]
        self._radii = radii(np.array([atom.GetSymbol().upper() for atom in atoms]))
        self._polar: BoolArray = np.array([atom.GetSymbol() in ("N", "O") for atom in atoms])
        self.kinds = Kinds.of_molecule(adduct.molecule, adduct.size)

    @cached_property
    def hops(self) -> IntArray:
        """Bonds of the compound's atoms from the sulphur."""
        from rdkit import Chem

        matrix = Chem.GetDistanceMatrix(self.adduct.molecule)
        return np.asarray(matrix[self.adduct.size, : self.adduct.size], np.intp)

    def near(self, xyz: FloatArray, reach: float) -> tuple[IntArray, IntArray, FloatArray, FloatArray, FloatArray]:
        """List pairs of atoms that are near each other, those up to three bonds apart left out.

        Parameters
        ----------
        xyz
            Of the compound, shape (n, 3) or more.
        reach
            A.

        Returns
        -------
        here, there : ndarray of int
            Atoms of the compound, rows of the receptor.
        distance, touching, comfortable : ndarray
            How far apart they are, the sum of their radii, and from which distance on they push each other, A.
        """
        from scipy.spatial import cKDTree

        own = cKDTree(xyz[: self.adduct.size])
        pairs = own.sparse_distance_matrix(self.receptor.tree, reach, output_type="ndarray")
        pairs = pairs[self.hops[pairs["i"]] + self.receptor.hops[pairs["j"]] > 3]
        pairs = np.sort(pairs, order=["i", "j"])
        here, there = pairs["i"].astype(np.intp), pairs["j"].astype(np.intp)
        touching = self._radii[here] + self.receptor.radii[there]
        polar = self._polar[here] & self.receptor.polar[there]
        return here, there, pairs["v"], touching, touching * np.where(polar, COMFORT_POLAR, COMFORT)


def relaxed(
    molecule: Mol, conformer: int, walls: Walls, site: Site, places: dict[int, FloatArray], *, slack: float = HELD
) -> Laid:
    """Relax one conformer in the groove.

    Parameters
    ----------
    molecule
        With hydrogens; the conformer is changed.
    conformer
        Its id.
    walls
        The compound's atoms against the receptor's.
    site
        The sulphur.
    places
        Where atoms of the scaffold are held (:func:`nesgroove.series.analogue.conformers.held`).
    slack
        How far they may go from there, A.

    Returns
    -------
    Laid
    """
    adduct = walls.adduct
    held = molecule.GetConformer(conformer)
    xyz = held.GetPositions()
    xyz[adduct.size], xyz[adduct.size + 1] = site.sulphur, site.carbon
    for atom, place in places.items():
        if atom < adduct.size:
            xyz[atom] = place
    held.SetPositions(xyz)
    for number in range(ROUNDS):
        field = _field(molecule, conformer)
        for atom in (adduct.size, adduct.size + 1):
            field.AddFixedPoint(atom)
        for atom, place in sorted(places.items()):
            if atom < adduct.size:
                # The restraint is to a point; that of RDKit is to where the atom is by then.
                point = field.AddExtraPoint(*place.tolist(), fixed=True) - 1
                field.MMFFAddDistanceConstraint(atom, point, False, 0.0, slack, HOLD_FORCE)
        field.MMFFAddDistanceConstraint(adduct.attach, adduct.size, False, *bond_of(adduct), BOND_FORCE)
        field.MMFFAddAngleConstraint(
            adduct.size + 1, adduct.size, adduct.attach, False, ANGLE[0] + 1, ANGLE[1] - 1, ANGLE_FORCE
        )
        if number:
            _push(field, walls, held.GetPositions())
        field.Initialize()
        field.Minimize(maxIts=STEPS)
    return judged(molecule, conformer, walls)


def judged(molecule: Mol, conformer: int, walls: Walls) -> Laid:
    """Say how a conformer lies in the groove.

    Parameters
    ----------
    molecule, conformer, walls
        As for :func:`relaxed`.

    Returns
    -------
    Laid
    """
    adduct, xyz = walls.adduct, molecule.GetConformer(conformer).GetPositions()
    here, there, distance, touching, comfortable = walls.near(xyz, REACH)
    lacking = np.maximum(comfortable - distance, 0.0)
    clash = distance < CLASH_FRACTION * touching
    to_carbon, to_compound = xyz[adduct.size + 1] - xyz[adduct.size], xyz[adduct.attach] - xyz[adduct.size]
    length = float(np.linalg.norm(to_compound))
    cosine = to_carbon @ to_compound / np.linalg.norm(to_carbon) / length
    return Laid(
        xyz=xyz,
        energy=float(_field(molecule, conformer).CalcEnergy()),
        overlap=float((lacking**2).sum()),
        clashes=tuple(zip(here[clash].tolist(), there[clash].tolist(), distance[clash].tolist(), strict=True)),
        length=length,
        angle=float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))),
        affinity=affinity(walls.kinds, xyz[: adduct.size], walls.receptor.kinds, walls.receptor.tree),
    )


def lowest_energy(molecule: Mol, seed: int) -> float:
    """Energy of the best conformer of a compound that is free of the groove, kcal/mol.

    Parameters
    ----------
    molecule
        With hydrogens and conformers, which are left as they are and count too.
    seed
        Of the embedding of :data:`FREE` more.

    Returns
    -------
    float
    """
    from rdkit import Chem
    from rdkit.Chem import rdDistGeom

    options: Any = rdDistGeom.ETKDGv3()
    options.randomSeed = seed
    options.clearConfs = False
    free = Chem.Mol(molecule)
    rdDistGeom.EmbedMultipleConfs(free, FREE, options)
    energies = []
    for conformer in free.GetConformers():
        field = _field(free, conformer.GetId())
        field.Minimize(maxIts=STEPS)
        energies.append(field.CalcEnergy())
    return float(min(energies))


def _field(molecule: Mol, conformer: int) -> Any:  # noqa: ANN401 (RDKit's force field)
    from rdkit.Chem import rdForceFieldHelpers

    properties = rdForceFieldHelpers.MMFFGetMoleculeProperties(molecule, mmffVariant="MMFF94s")
    properties.SetMMFFEleTerm(False)
    field = rdForceFieldHelpers.MMFFGetMoleculeForceField(molecule, properties, confId=conformer)
    field.Initialize()
    return field


def _push(field: Any, walls: Walls, xyz: FloatArray) -> None:  # noqa: ANN401
    """Set a wall for each pair that may come too near."""
    here, there, _, _, comfortable = walls.near(xyz, REACH)
    points = {
        row: field.AddExtraPoint(*walls.receptor.xyz[row].tolist(), fixed=True) - 1 for row in sorted({*there.tolist()})
    }
    for atom, row, least in zip(here.tolist(), there.tolist(), comfortable.tolist(), strict=True):
        field.MMFFAddDistanceConstraint(atom, points[row], False, least, 100.0, WALL_FORCE)
