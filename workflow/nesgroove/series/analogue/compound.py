"""The compound that is to be modelled: its reacting atoms, its adducts, their stereo isomers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nesgroove.chem.reacting import ReactingAtom, adduct_of, reacting_groups, reacting_sites
from nesgroove.errors import AnalogueError

if TYPE_CHECKING:
    from rdkit.Chem import Mol

MOST_ISOMERS: Final = 8
"""Stereo isomers of an adduct that are tried: three centres without a hand. The reaction makes one or two of its own
(the beta carbon, the alpha carbon of eltanexor), and nobody knows them beforehand, so that all of them are tried and
the best is named; with more left open in the SMILES it is no longer one compound that is modelled."""

MOST_ATOMS: Final = 100
"""Heavy atoms: leptomycin B has 39. More is no compound for this groove, and takes minutes."""

MOST_COUNTED: Final = 256
"""Ways to write hands that are gone through for those that differ: cages (adamantane, bicyclopentane) have centres by
the rules that are none, and many ways to write one isomer."""

USUAL: Final = frozenset({"H", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Br", "I"})
"""Elements that the force field (MMFF94) knows in compounds."""


@dataclass(frozen=True)
class Adduct:
    """A compound on the sulphur of a cysteine.

    Attributes
    ----------
    molecule : rdkit.Chem.Mol
        Heavy atoms of the adduct, then SG and CB of the cysteine: a methyl sulphide. Without explicit hydrogens.
    attach : int
        The atom that took the sulphur.
    group : str
        The group that reacted.
    """

    molecule: Mol
    attach: int
    group: str

    @property
    def size(self) -> int:
        """Heavy atoms of the compound."""
        return int(self.molecule.GetNumAtoms()) - 2

    @property
    def smiles(self) -> str:
        """SMILES with SG and CB of the cysteine, isomeric."""
        from rdkit import Chem

        return str(Chem.MolToSmiles(self.molecule))


def compound_of(smiles: str) -> Mol:
    """Read the compound.

    Parameters
    ----------
    smiles
        Before the reaction.

    Returns
    -------
    rdkit.Chem.Mol
        Of one piece, its atoms in the order of RDKit's canonical SMILES.

    Raises
    ------
    AnalogueError
        It is no molecule, of several pieces, too large, or of elements that the force field does not know.
    """
    from rdkit import Chem, RDLogger

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    text = smiles.strip()
    molecule = Chem.MolFromSmiles(text) if text else None
    if molecule is None or not molecule.GetNumAtoms():
        raise AnalogueError("the SMILES is no molecule", file=text, remedy="Check it, and put it in quotes")
    # However it is written, it is the same compound, and gives the same model.
    molecule = Chem.MolFromSmiles(Chem.MolToSmiles(Chem.RemoveAllHs(molecule)))
    if len(Chem.GetMolFrags(molecule)) > 1:
        raise AnalogueError(
            "the SMILES is of several pieces", file=text, remedy="Give the compound alone, without salt or solvent"
        )
    strange = sorted({atom.GetSymbol() for atom in molecule.GetAtoms()} - USUAL)
    if strange:
        raise AnalogueError(
            f"there is no force field for {', '.join(strange)}", file=text, remedy="Give an organic compound"
        )
    if molecule.GetNumAtoms() > MOST_ATOMS:
        raise AnalogueError(
            f"it has {molecule.GetNumAtoms()} heavy atoms, more than {MOST_ATOMS}", file=text,
            remedy="Give a small molecule",
        )  # fmt: skip
    return molecule


def adducts(molecule: Mol, smiles: str) -> list[Adduct]:
    """Give every adduct of a compound: each reacting atom, each hand of the centres that have none.

    Parameters
    ----------
    molecule
        The compound (:func:`compound_of`).
    smiles
        As it was given, for what is said of an error.

    Returns
    -------
    list of Adduct
        In the order of the atoms.

    Raises
    ------
    AnalogueError
        No atom reacts, or more stereo centres are open than are tried.
    """
    sites = reacting_sites(molecule)
    if not sites:
        names = ", ".join(group.name for group in reacting_groups())
        raise AnalogueError(
            "no atom of it reacts with a cysteine",
            file=smiles,
            remedy=f"Give the compound as it is before the reaction; groups that are known: {names}",
        )
    return [isomer for site in sites for isomer in _isomers(molecule, site, smiles)]


def _isomers(molecule: Mol, site: ReactingAtom, smiles: str) -> Iterator[Adduct]:
    from rdkit import Chem
    from rdkit.Chem import EnumerateStereoisomers as Stereo
    from rdkit.Chem import rdForceFieldHelpers

    adduct = adduct_of(molecule, site)
    before = [atom.GetIntProp("_before") for atom in adduct.GetAtoms()]
    tethered = Chem.RWMol(adduct)
    attach = before.index(site.atom)
    sulphur, carbon = tethered.AddAtom(Chem.Atom("S")), tethered.AddAtom(Chem.Atom("C"))
    tethered.AddBond(attach, sulphur, Chem.BondType.SINGLE)
    tethered.AddBond(sulphur, carbon, Chem.BondType.SINGLE)
    whole = tethered.GetMol()
    Chem.SanitizeMol(whole)
    Chem.AssignStereochemistry(whole, cleanIt=True, force=True)
    Chem.FindPotentialStereoBonds(whole)
    stereo: Any = Stereo
    options = stereo.StereoEnumerationOptions(onlyUnassigned=True, unique=True)
    count = stereo.GetStereoisomerCount(whole, options=options)
    isomers: list[Mol] = []
    if count <= MOST_COUNTED:
        isomers = sorted(stereo.EnumerateStereoisomers(whole, options=options), key=Chem.MolToSmiles)
        count = len(isomers)
    if count > MOST_ISOMERS:
        raise AnalogueError(
            f"{count} stereo isomers fit the SMILES once it has reacted, and at most {MOST_ISOMERS} are tried",
            file=smiles,
            remedy="Write the hands of its centres into the SMILES (@, /)",
        )
    if not rdForceFieldHelpers.MMFFHasAllMoleculeParams(Chem.AddHs(whole)):
        raise AnalogueError(
            "the force field (MMFF94) has no parameters for an atom of it", file=smiles,
            remedy="Give an organic compound, without unusual charges and valences",
        )  # fmt: skip
    for isomer in isomers:
        yield Adduct(isomer, attach, site.group)
