"""Kinds of residue: what all residues of one chemistry with the same atoms are, each built once in a process.

ProLIF judges a residue by its atoms' valences and hybridisation within the chain, so that a kind is built between the
carbonyl before and the nitrogen after it, and split by ProLIF itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np

from nesgroove.chem.polar import PolarAtoms, polar_atoms
from nesgroove.chem.prolif_import import load_prolif
from nesgroove.chem.residue_context import add_atom, cap, protonate, stand_in
from nesgroove.chem.templates import Template

KEPT: Final = 2_000
"""Kinds that are kept in a process, 10 kB each: twenty amino acids with some atoms missing, and every ligand."""

CHARGES = {
    ("ASP", "OD2"): -1, ("GLU", "OE2"): -1, ("LYS", "NZ"): 1, ("ARG", "NH2"): 1, ("HIS", "ND1"): 0,
}  # fmt: skip
"""Charges at pH 7 that differ from the dictionary's, and those that it has and we rely on."""


@dataclass(frozen=True)
class Kind:
    """What all residues of one component with the same atoms share.

    Attributes
    ----------
    molecule : rdkit.Chem.Mol
        As ProLIF wants it.
    polar : PolarAtoms
        What its atoms are to hydrogen bonds.
    has_ring : bool
        Whether it has an aromatic ring.
    made : dict
        What was made of the molecule; see :meth:`ResidueBuilder.of_kind`.
    """

    molecule: Any
    polar: PolarAtoms
    has_ring: bool
    made: dict[Callable[[Any], Any], Any] = field(default_factory=dict, compare=False)


def kind_of(
    template: Template, component: str, names: tuple[str, ...], bonded: frozenset[str], *, polymer: bool
) -> Kind | None:
    """Build a kind of residue, or give what was built before.

    Parameters
    ----------
    template
        Its chemistry.
    component
        Its component id in the file.
    names
        Names of its atoms, in the order that the kind has them.
    bonded
        Names of those that are bonded across position 528. They have one hydrogen less, and a C=C that the
        dictionary keeps at such an atom has been added to and is made single (K76, LBF).
    polymer
        Whether it is a residue of a chain.

    Returns
    -------
    Kind or None
        Of the same arguments the same object; None where the chemistry does not know all its atoms, or is none.
    """
    if any(name not in template.atoms for name in names):
        return None
    return _kept(_Chemistry(template), component, names, bonded, polymer)


@dataclass(frozen=True, eq=False)
class _Chemistry:
    """A template as a key, equal by what a kind is built from: that of a ligand is made anew for each structure."""

    template: Template

    @property
    def _content(self) -> tuple[Any, ...]:
        return self.template.component, tuple(self.template.atoms.items()), self.template.bonds

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Chemistry) and (self.template is other.template or self._content == other._content)

    def __hash__(self) -> int:
        return hash(self._content)


@lru_cache(maxsize=KEPT)
def _kept(
    chemistry: _Chemistry, component: str, names: tuple[str, ...], bonded: frozenset[str], polymer: bool
) -> Kind | None:
    from rdkit import Chem

    template = chemistry.template
    molecule = Chem.RWMol()
    index_of = {}
    for name in names:
        element, charge = template.atoms[name]
        atom = Chem.Atom(element)
        atom.SetFormalCharge(CHARGES.get((component, name), charge))
        index_of[name] = add_atom(molecule, atom, component, 2)
    for first, second, order in template.bonds_when_bonded(bonded):
        if first not in index_of and second not in index_of:
            continue
        if first not in index_of or second not in index_of:
            stand_in(molecule, template, index_of, (first, second, order))
        else:
            kind = Chem.BondType.values[12 if order == 4 else order]
            molecule.AddBond(index_of[first], index_of[second], kind)
    if polymer and "N" in index_of and "C" in index_of:
        cap(molecule, index_of)
    for name in sorted(bonded):
        # The bond takes one valence, in which no hydrogen must be assumed: a bonded SG donates none.
        sulphur = add_atom(molecule, Chem.Atom("S"), "CYS", 4)
        molecule.AddBond(index_of[name], sulphur, Chem.BondType.SINGLE)
    return _fragment(molecule, len(names), ligand=not polymer)


def _fragment(molecule: Any, size: int, *, ligand: bool) -> Kind | None:  # noqa: ANN401
    """Sanitise a residue in its context and cut it out as ProLIF does."""
    from rdkit import Chem

    if ligand:
        protonate(molecule)
    whole = molecule.GetMol()
    conformer = Chem.Conformer(whole.GetNumAtoms())
    whole.AddConformer(conformer)
    try:
        Chem.SanitizeMol(whole)
    except ValueError:
        return None
    polar = polar_atoms(whole, size, polymer=not ligand)
    for atom in whole.GetAtoms():
        atom.SetUnsignedProp("mapindex", atom.GetIdx())
    # Atoms of a residue that are not joined (a side chain without its CB) come as separate fragments.
    pieces = [
        piece
        for piece in load_prolif().utils.split_mol_by_residues(whole)
        if piece.GetAtomWithIdx(0).GetMonomerInfo().GetResidueNumber() == 2
    ]
    joined = pieces[0]
    for piece in pieces[1:]:
        joined = Chem.CombineMols(joined, piece)
    order = np.argsort([atom.GetUnsignedProp("mapindex") for atom in joined.GetAtoms()])
    if len(order) != size:
        return None
    joined = Chem.RenumberAtoms(joined, order.tolist())
    Chem.FastFindRings(joined)
    return Kind(joined, polar, any(atom.GetIsAromatic() for atom in joined.GetAtoms()))
