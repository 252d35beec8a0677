"""Residues as ProLIF wants them: elements, bond orders and charges from chemistry, coordinates from the file.

No hydrogens are added. Charges are those at pH 7: Asp, Glu and carboxylic acids of ligands are -1; Lys, Arg and
aliphatic amines of ligands are +1; His is neutral.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from nesgroove.chem.polar import Carbonyls, PolarAtoms
from nesgroove.chem.prolif_import import load_prolif
from nesgroove.chem.residue_chemistry import template_of
from nesgroove.chem.residue_kinds import Kind, kind_of
from nesgroove.chem.templates import Template
from nesgroove.errors import ChemistryError
from nesgroove.model.structure import FloatArray, IntArray, Structure

T = TypeVar("T")


# Long because each method has its sections.
class ResidueBuilder:
    """Makes ProLIF residues of a structure, each kind once.

    ProLIF judges a residue by its atoms' valences and hybridisation within the chain. So each combination of
    component and atoms present is built once between the carbonyl before and the nitrogen after it, split by
    ProLIF itself, and then copied with the coordinates of every residue of that kind.

    Parameters
    ----------
    structure
        The structure.
    given
        What the user says of components; see :func:`template_of`.
    bonded_atoms
        Atoms (indices) at both ends of bonds between protein and ligand. They have one hydrogen less, and a
        C=C that the dictionary keeps at such an atom has been added to and is made single (K76, LBF).
    """

    def __init__(
        self,
        structure: Structure,
        given: Mapping[str, str | Template | None],
        bonded_atoms: frozenset[int] = frozenset(),
    ) -> None:
        self.structure = structure
        self.given = given
        self.bonded_atoms = bonded_atoms
        self.unknown: set[str] = set()
        self._kinds: dict[tuple[str, ...], Kind | None] = {}
        self._compounds: dict[tuple[str, ...], Kind | None] = {}
        self._atoms: dict[int, IntArray] = {}
        self._places: dict[int, dict[int, int]] = {}
        self._kind_at: dict[int, Kind | None] = {}
        self._built: dict[int, Any] = {}

    def for_structure(self, structure: Structure, bonded_atoms: frozenset[int] = frozenset()) -> ResidueBuilder:
        """Make a builder of the same molecules with other coordinates, which keeps the kinds of residue built so far.

        Parameters
        ----------
        structure
            The same molecules; see :meth:`nesgroove.model.structure.Structure.with_xyz`.
        bonded_atoms
            As for the builder itself.

        Returns
        -------
        ResidueBuilder
            It shares the kinds, and places its own coordinates.
        """
        builder = ResidueBuilder(structure, self.given, bonded_atoms)
        builder._kinds, builder._compounds = self._kinds, self._compounds
        return builder

    def with_compound(self, structure: Structure, given: Mapping[str, str | Template | None]) -> ResidueBuilder:
        """Make a builder of the same molecules and a compound, which shares the kinds of polymer residue.

        Parameters
        ----------
        structure
            The same molecules, in the same order, and the compound behind them.
        given
            Chemistry, with that of the compound.

        Returns
        -------
        ResidueBuilder
            Kinds of compounds are not shared: two of them may have the same names of atoms.
        """
        builder = ResidueBuilder(structure, given)
        builder._kinds = self._kinds
        return builder

    def atoms_of(self, residue: int) -> IntArray:
        """List the atoms that :meth:`build` gives, in its order.

        It is that of their names, so that nothing depends on how the file lists them: ProLIF lays the plane of a
        ring through the first three atoms that it meets.

        Parameters
        ----------
        residue
            Its index.

        Returns
        -------
        ndarray of int
            Indices of atoms.
        """
        if residue not in self._atoms:
            record = self.structure.residues[residue]
            names = self.structure.atoms.name[record.start : record.stop]
            self._atoms[residue] = record.start + np.argsort(names, kind="stable")
        return self._atoms[residue]

    def place_of(self, residue: int, atom: int) -> int:
        """Say where an atom of a residue stands in :meth:`atoms_of`.

        Parameters
        ----------
        residue, atom
            Their indices.

        Returns
        -------
        int
            From 0.
        """
        if residue not in self._places:
            self._places[residue] = {other: i for i, other in enumerate(self.atoms_of(residue).tolist())}
        return self._places[residue][atom]

    def build(self, residue: int, xyz: FloatArray | None = None) -> Any | None:  # noqa: ANN401 (a ProLIF residue)
        """Make a ProLIF residue.

        Parameters
        ----------
        residue
            Index of the residue.
        xyz
            Other coordinates for its atoms, shape (n, 3), in the order of :meth:`atoms_of`, for symmetry images.

        Returns
        -------
        prolif.residue.Residue or None
            None where the chemistry is not known; the component is then in :attr:`unknown`.
        """
        if xyz is None:
            if residue not in self._built:
                atoms = self.atoms_of(residue)
                self._built[residue] = self._place(residue, self.structure.atoms.xyz[atoms])
            return self._built[residue]
        return self._place(residue, xyz)

    def has_ring(self, residue: int) -> bool:
        """Tell whether a residue has an aromatic ring, complete in the file.

        Parameters
        ----------
        residue
            Its index.

        Returns
        -------
        bool
            False also where the chemistry of the residue is not known.
        """
        kind = self._kind_of(residue)
        return kind is not None and kind.has_ring

    def polar(self, residue: int) -> PolarAtoms | None:
        """Say what a residue's atoms are to hydrogen bonds.

        Parameters
        ----------
        residue
            Its index.

        Returns
        -------
        PolarAtoms or None
            In the order of :meth:`atoms_of`; None where the chemistry of the residue is not known.
        """
        kind = self._kind_of(residue)
        return None if kind is None else kind.polar

    def of_kind(self, residue: int, make: Callable[[Any], T]) -> T | None:
        """Make something of a residue's molecule, once for all residues of its kind.

        Parameters
        ----------
        residue
            Its index.
        make
            A function of the molecule, an :class:`rdkit.Chem.Mol` with atoms in the order of :meth:`atoms_of`, whose
            coordinates mean nothing.

        Returns
        -------
        object or None
            What it makes; None where the chemistry of the residue is not known.
        """
        kind = self._kind_of(residue)
        if kind is None:
            return None
        if make not in kind.made:
            kind.made[make] = make(kind.molecule)
        made: T = kind.made[make]
        return made

    @cached_property
    def carbonyls(self) -> Carbonyls:
        """Carbonyl carbons of the structure, to look up the one before a main-chain nitrogen."""
        return Carbonyls(self.structure)

    def _place(self, residue: int, xyz: FloatArray) -> Any | None:  # noqa: ANN401 (a ProLIF residue)
        from rdkit import Chem

        kind = self._kind_of(residue)
        if kind is None:
            self.unknown.add(self.structure.residues[residue].component)
            return None
        molecule = Chem.Mol(kind.molecule)
        molecule.GetConformer().SetPositions(np.ascontiguousarray(xyz))
        return load_prolif().residue.Residue(molecule)

    def _kind_of(self, residue: int) -> Kind | None:
        if residue not in self._kind_at:
            record, atoms = self.structure.residues[residue], self.atoms_of(residue)
            bonded = tuple(str(i) for i, atom in enumerate(atoms.tolist()) if atom in self.bonded_atoms)
            # Two compounds may have one name and one set of atom names: C1, C2 ...
            own = str(residue) if record.kind == "ligand" else ""
            key = (record.component, record.kind, own, *bonded, *self.structure.atoms.name[atoms].tolist())
            kinds = self._kinds if record.kind == "polymer" else self._compounds
            if key not in kinds:
                kinds[key] = self._made(residue)
            self._kind_at[residue] = kinds[key]
        return self._kind_at[residue]

    def _made(self, residue: int) -> Kind | None:
        """The kind of a residue, by its chemistry."""
        record, atoms = self.structure.residues[residue], self.atoms_of(residue)
        try:
            template = template_of(self.structure, residue, self.given)
        except ChemistryError:
            template = None  # whoever asked for the residue's atoms reports why
        if template is None:
            return None
        names = self.structure.atoms.name[atoms].tolist()
        bonded = (name for name, atom in zip(names, atoms.tolist(), strict=True) if atom in self.bonded_atoms)
        return kind_of(template, record.component, tuple(names), frozenset(bonded), polymer=record.kind == "polymer")
