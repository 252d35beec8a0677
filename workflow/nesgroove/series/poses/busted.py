"""Checks of poses by PoseBusters, through its own package.

PoseBusters (Buttenschoen et al. 2024, doi:10.1039/D3SC04185A) asks whether a pose can be: chemistry, bond lengths and
angles, flat rings, strain, distances to the receptor. Its configuration ``dock`` needs no true pose. It knows no bond
between compound and receptor: of an adduct the sulphur is taken out of the receptor, else every one fails for its
distance (tried: the adduct of a pentapeptide, S-C 1.76 A, fails with the sulphur and passes all checks without).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any, Final

import numpy as np

from nesgroove.errors import NesgrooveError
from nesgroove.model.structure import FloatArray, Structure

CUT: Final = 8.0
"""Residues with an atom this near (A) to the pose are the receptor. PoseBusters looks 6 A far from each atom; whole
receptors make it slow (maabuu/posebusters, issue 28)."""

CONFIGURATION: Final = "dock"

REMEDY: Final = "Install PoseBusters: pip install 'nesgroove[posebusters]'"


class Busters:
    """PoseBusters' checks of poses in one receptor.

    Parameters
    ----------
    structure
        With the receptor.
    residues
        Indices of the residues that are the receptor: chains of the complex and their cofactors, without what is in
        the groove.

    Raises
    ------
    NesgrooveError
        The package is not installed.
    """

    def __init__(self, structure: Structure, residues: Collection[int]) -> None:
        self._structure = structure
        heavy = ~np.isin(structure.atoms.element, ("H", "D"))
        self._atoms = np.flatnonzero(np.isin(structure.atoms.residue, sorted(residues)) & heavy)
        self._engine = _engine()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the checks, as PoseBusters calls them, in its order."""
        return tuple(
            module.get("rename_outputs", {}).get(output, output).lower().replace(" ", "_")
            for module in self._engine.config["modules"]
            for output in module.get("chosen_binary_test_output", [])
        )

    def checks(
        self,
        molecule: Any,  # noqa: ANN401 (RDKit)
        xyz: FloatArray | None = None,
        *,
        without: Collection[int] = (),
    ) -> dict[str, bool | None]:
        """Check a pose.

        Parameters
        ----------
        molecule
            With one conformer, in the coordinates of the structure, and bond orders.
        xyz
            Coordinates of all atoms of the structure where some of the receptor's moved, shape (n, 3), A.
        without
            Indices of the receptor's atoms that are left out: the sulphur that an adduct is bonded to.

        Returns
        -------
        dict of str to (bool or None)
            Whether it passes, by the check's name; None where PoseBusters did not come to a result.
        """
        receptor = self._receptor(molecule, self._structure.atoms.xyz if xyz is None else xyz, without)
        table = self._engine.bust(molecule, None, receptor)
        said = table.iloc[0].to_dict()
        return {name: _truth(said.get(name)) for name in self.names}

    def _receptor(self, molecule: Any, xyz: FloatArray, without: Collection[int]) -> Any:  # noqa: ANN401
        """The residues around a pose as an RDKit molecule of atoms alone, with what PDB files say of them."""
        from rdkit import Chem
        from scipy.spatial import cKDTree

        structure = self._structure
        pose = cKDTree(molecule.GetConformer().GetPositions())
        distance, _ = pose.query(xyz[self._atoms])
        # Of a pose that is far from everything the nearest residue, to which PoseBusters then says so.
        near = np.unique(structure.atoms.residue[self._atoms[distance <= max(CUT, distance.min())]])
        kept = [int(i) for i in self._atoms[np.isin(structure.atoms.residue[self._atoms], near)] if i not in without]
        receptor = Chem.RWMol()
        for index in kept:
            atom = Chem.Atom(str(structure.atoms.element[index]).capitalize())
            residue = structure.residues[int(structure.atoms.residue[index])]
            info = Chem.AtomPDBResidueInfo()
            info.SetResidueName(residue.component)
            info.SetResidueNumber(residue.auth_seq_id)
            info.SetIsHeteroAtom(residue.kind != "polymer")
            atom.SetMonomerInfo(info)
            atom.SetNoImplicit(True)
            receptor.AddAtom(atom)
        conformer = Chem.Conformer(len(kept))
        conformer.SetPositions(np.ascontiguousarray(xyz[kept], dtype=np.float64))
        receptor.AddConformer(conformer)
        return receptor.GetMol()


def _engine() -> Any:  # noqa: ANN401
    try:
        from posebusters import PoseBusters
    except ImportError as error:
        raise NesgrooveError(f"PoseBusters cannot be imported ({error})", step="posebusters", remedy=REMEDY) from error
    return PoseBusters(config=CONFIGURATION, max_workers=0)


def _truth(value: Any) -> bool | None:  # noqa: ANN401
    return bool(value) if isinstance(value, bool | np.bool_) else None
