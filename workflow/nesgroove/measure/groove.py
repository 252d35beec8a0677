"""The context of one complex: what its measures share, made once when it is first asked for.

A measure takes a :class:`Groove` and nothing else. What several measures need is a function of the groove; through
:meth:`Groove.once` its result is kept, whoever asks first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

import numpy as np

from nesgroove.chem.radii import radii
from nesgroove.chem.residues import ResidueBuilder
from nesgroove.chem.templates import Template
from nesgroove.identify.alternatives import alternates_of
from nesgroove.identify.bond528 import SiteBond, bonds_at_site
from nesgroove.measure.reference import References
from nesgroove.measure.sums import PLAIN, Sums
from nesgroove.model.complex import Complex
from nesgroove.model.named import GivenName
from nesgroove.model.structure import BoolArray, FloatArray, IntArray, SourceKind, Structure

P = ParamSpec("P")
T = TypeVar("T")

ModelChoice = int | Literal["all"]
"""A model by its number, or every one."""


@dataclass(frozen=True)
class Settings:
    """What the user can choose about measuring.

    Attributes
    ----------
    ligands : mapping of str to str
        SMILES, or the path of an SDF file, by component id.
    references : References
        What complexes are compared with.
    sources : tuple of (str, str)
        What the files are, as :func:`nesgroove.survey.sources.read_sources` gives it.
    model : int or 'all'
        Which model of each file is measured, counted from 1.
    chemistry : mapping of str to Template or None
        Chemistry itself by component id, with the structure's atom names: that of a pose; None where nobody knows it.
    names : tuple of GivenName
        What the user calls chains and compounds, in the order in which names are looked at.
    """

    ligands: Mapping[str, str] = field(default_factory=dict)
    references: References = field(default_factory=References)
    sources: tuple[tuple[str, SourceKind], ...] = ()
    model: ModelChoice = 1
    chemistry: Mapping[str, Template | None] = field(default_factory=dict)
    names: tuple[GivenName, ...] = ()

    @property
    def given(self) -> dict[str, str | Template | None]:
        """All that is given of components."""
        return {**self.ligands, **self.chemistry}


# Long because each method has its sections.
class Groove:
    """One complex and what its measures share.

    Parameters
    ----------
    complex_
        The complex.
    settings
        References and ligand chemistry.
    sums
        How the heavy sums are made.
    residues
        What makes its residues for ProLIF, where kinds of them are built already.

    Attributes
    ----------
    complex : Complex
    structure : Structure
        The complex's.
    settings : Settings
    sums : Sums
    """

    def __init__(
        self,
        complex_: Complex,
        settings: Settings | None = None,
        sums: Sums = PLAIN,
        residues: ResidueBuilder | None = None,
    ) -> None:
        self.complex = complex_
        self.structure: Structure = complex_.structure
        self.settings = settings or Settings()
        self.sums = sums
        self._made: dict[tuple[Any, ...], Any] = {}
        self._chemistry = residues

    def once(self, make: Callable[Concatenate[Groove, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Make something of this groove, or give what was made before.

        Parameters
        ----------
        make
            A function whose first argument is a groove.
        *args, **kwargs
            Its other arguments, hashable.

        Returns
        -------
        object
            What ``make`` returns; the same object each time.
        """
        key = (make, args, tuple(sorted(kwargs.items())))
        if key not in self._made:
            self.keep(make(self, *args, **kwargs), make, *args, **kwargs)
        result: T = self._made[key]
        return result

    def keep(self, result: T, make: Callable[Concatenate[Groove, P], T], *args: P.args, **kwargs: P.kwargs) -> None:
        """Put in what is known already, so that :meth:`once` does not make it.

        The cavity of a receptor that stands still while poses change is such a thing.

        Parameters
        ----------
        result
            What ``make`` would return.
        make, *args, **kwargs
            As for :meth:`once`.
        """
        self._made[make, args, tuple(sorted(kwargs.items()))] = result

    def with_xyz(self, xyz: FloatArray) -> Groove:
        """The same complex with other coordinates; identification and chemistry are kept.

        Parameters
        ----------
        xyz
            Coordinates of all atoms of the structure, shape (n, 3), A.

        Returns
        -------
        Groove
            Nothing measured of the old coordinates is in it.

        Raises
        ------
        ValueError
            There are not as many coordinates as atoms.
        IdentifyError
            The groove frame cannot be placed.
        """
        return self._moved(self.complex.with_xyz(xyz))

    def with_occupants_at(self, xyz: FloatArray) -> Groove:
        """The same complex with other coordinates of the occupants alone, as :meth:`with_xyz`.

        Parameters
        ----------
        xyz
            Coordinates of all atoms of the structure, shape (n, 3), A.

        Returns
        -------
        Groove
            In the same frame.

        Raises
        ------
        ValueError
            There are not as many coordinates as atoms.
        IdentifyError
            Coordinates are no numbers.
        """
        return self._moved(self.complex.with_occupants_at(xyz))

    def _moved(self, complex_: Complex) -> Groove:
        """The groove of the same complex with other coordinates: which atoms are XPO1's is known, and what they are."""
        moved = Groove(complex_, self.settings, self.sums, self.residues)
        for name in ("receptor", "receptor_radii", "receptor_apolar", "occupant_atoms"):
            moved.__dict__[name] = getattr(self, name)  # cached properties
        return moved

    def called(self, entry: str, title: str) -> Groove:
        """The same groove under another name, for rows of its own.

        Parameters
        ----------
        entry
            Name of the entry.
        title
            Its title.

        Returns
        -------
        Groove
            It shares what was measured.
        """
        structure = replace(self.structure, entry=entry, title=title)
        other = Groove(replace(self.complex, structure=structure), self.settings, self.sums, self._chemistry)
        other._made = self._made
        return other

    def with_sums(self, sums: Sums) -> Groove:
        """The same complex with the heavy sums made in another way; nothing measured is kept, chemistry is.

        Parameters
        ----------
        sums
            How they are made.
        """
        return Groove(self.complex, self.settings, sums, self.residues)

    @cached_property
    def xyz(self) -> FloatArray:
        """All atoms of the structure in the groove frame, shape (n, 3), A."""
        return self.complex.frame.to_frame(self.structure.atoms.xyz)

    @cached_property
    def receptor(self) -> IntArray:
        """Indices of XPO1's atoms."""
        return self.structure.atom_indices(self.complex.receptor_residues)

    @cached_property
    def receptor_radii(self) -> FloatArray:
        """Their radii, A."""
        return radii(self.structure.atoms.element[self.receptor])

    @cached_property
    def receptor_apolar(self) -> BoolArray:
        """Which of them are carbon, sulphur or selenium."""
        return np.isin(self.structure.atoms.element[self.receptor], ("C", "S", "SE"))

    @cached_property
    def present(self) -> IntArray:
        """Indices of the atoms of the complex; waters, additives and alternates of an occupant left out."""
        present = np.zeros(len(self.structure.residues), dtype=bool)
        for molecule in self.complex.molecules:
            if molecule.role != "additive":
                present[list(molecule.residues)] = True
        for occupant in self.complex.occupants:
            if occupant.name in self.alternates:
                present[list(occupant.residues)] = False
        return np.flatnonzero(present[self.structure.atoms.residue])

    @cached_property
    def occupant_atoms(self) -> IntArray:
        """Indices of the atoms of all occupants."""
        return self.structure.atom_indices([i for o in self.complex.occupants for i in o.residues])

    @cached_property
    def alternates(self) -> dict[str, str]:
        """Occupants that are alternates of another, by name, with that other's."""
        return alternates_of(self.structure, self.complex.occupants)

    @cached_property
    def site_bonds(self) -> tuple[SiteBond, ...]:
        """Bonds at position 528, by length."""
        return tuple(bonds_at_site(self.structure, self.complex.residue_at))

    @cached_property
    def residues(self) -> ResidueBuilder:
        """Makes the structure's residues for ProLIF."""
        ends = frozenset(atom for bond in self.site_bonds for atom in (bond.site_atom, bond.other_atom))
        if self._chemistry is not None:
            return self._chemistry.for_structure(self.structure, ends)
        return ResidueBuilder(self.structure, self.settings.given, ends)
