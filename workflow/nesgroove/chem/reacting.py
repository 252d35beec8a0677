"""Groups of a compound that a cysteine can react with, and what becomes of them.

The groups, with the compounds of the field that have them and where that is from, stand in
``data/reacting_groups.tsv``: a SMARTS pattern in which atom 1 is the one that the sulphur adds to, and the bond from
atom 1 to atom 2 the one that loses an order. That one rule is the chemistry of all of them: C=C becomes C-C (Michael
addition, S on the beta carbon), N=C of an isothiocyanate N-C (a dithiocarbamate), the C-O of an epoxide opens, the
halogen of a haloacetyl leaves.

Patterns count heavy neighbours, so that they hold with and without hydrogens. Carbons with two substituents beside
the double bond are taken in rings of maleimides alone: EQF reacts there, the beta-methyl end of leptomycin B does not.
A vinyl sulphoxide is not in the table: it is intact in G6U.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdkit.Chem import Mol


@dataclass(frozen=True)
class ReactingGroup:
    """A group that reacts with cysteine.

    Attributes
    ----------
    name : str
    smarts : str
        Atom 1 takes the sulphur; the bond of atoms 1 and 2 loses an order.
    compounds : str
        Compounds of the field that have it; empty where none is known.
    source : str
        Where that is from.
    """

    name: str
    smarts: str
    compounds: str
    source: str


@dataclass(frozen=True)
class ReactingAtom:
    """An atom of a molecule that can take the sulphur of a cysteine.

    Attributes
    ----------
    atom : int
        Index of the atom.
    partner : int
        Index of the atom whose bond to it loses an order.
    group : str
        Name of the group.
    """

    atom: int
    partner: int
    group: str


@cache
def reacting_groups() -> tuple[ReactingGroup, ...]:
    """All groups of the table, the more specific first."""
    text = (files("nesgroove.data") / "reacting_groups.tsv").read_text(encoding="utf-8")
    return tuple(
        ReactingGroup(row["group"], row["smarts"], row["compounds"], row["source"])
        for row in csv.DictReader(text.splitlines(), delimiter="\t")
    )


def reacting_sites(molecule: Mol) -> list[ReactingAtom]:
    """Find the atoms of a compound that a cysteine can react with, with the bond that loses an order.

    Parameters
    ----------
    molecule
        Sanitised, with bond orders; with hydrogens or without. What has reacted already has no such group any more.

    Returns
    -------
    list of ReactingAtom
        One for each atom, of the first group of the table that it is in, in the order of the atoms.
    """
    sites: dict[int, ReactingAtom] = {}
    for name, pattern, first, second in _patterns():
        for match in molecule.GetSubstructMatches(pattern, uniquify=False, maxMatches=100_000):
            sites.setdefault(match[first], ReactingAtom(match[first], match[second], name))
    return [sites[atom] for atom in sorted(sites)]


def adduct_of(molecule: Mol, site: ReactingAtom) -> Mol:
    """Give the compound as it is once the sulphur of a cysteine is on it.

    Parameters
    ----------
    molecule
        The compound before the reaction, without explicit hydrogens; a conformer is kept.
    site
        One of :func:`reacting_sites` of this molecule.

    Returns
    -------
    rdkit.Chem.Mol
        The heavy atoms of the adduct in the same order, what leaves left out. The reacting atom has one hydrogen more
        than it has beside the sulphur, as the compound's components of the dictionary have. Each atom has its index
        in the molecule before the reaction as the property ``_before``.
    """
    from rdkit import Chem

    changed = Chem.RWMol(molecule)
    for atom in changed.GetAtoms():
        atom.SetIntProp("_before", atom.GetIdx())
        atom.SetNoImplicit(False)
    Chem.Kekulize(changed, clearAromaticFlags=True)
    bond = changed.GetBondBetweenAtoms(site.atom, site.partner)
    order = round(bond.GetBondTypeAsDouble())
    if order == 1:
        changed.RemoveBond(site.atom, site.partner)
    else:
        bond.SetBondType({3: Chem.BondType.DOUBLE, 2: Chem.BondType.SINGLE}[order])
        bond.SetStereo(Chem.BondStereo.STEREONONE)
    for index in (site.atom, site.partner):
        # A centre that the reaction makes or changes has no known hand.
        changed.GetAtomWithIdx(index).SetNumExplicitHs(0)
    kept = next(piece for piece in Chem.GetMolFrags(changed) if site.atom in piece)
    for index in sorted(set(range(changed.GetNumAtoms())) - set(kept), reverse=True):
        changed.RemoveAtom(index)
    adduct = changed.GetMol()
    Chem.SanitizeMol(adduct)
    Chem.AssignStereochemistry(adduct, cleanIt=True, force=True)
    return adduct


@cache
def _patterns() -> tuple[tuple[str, Mol, int, int], ...]:
    """Name, pattern and the places of atoms 1 and 2 in it, of each group."""
    from rdkit import Chem

    patterns = []
    for group in reacting_groups():
        pattern = Chem.MolFromSmarts(group.smarts)
        place = {atom.GetAtomMapNum(): atom.GetIdx() for atom in pattern.GetAtoms()}
        patterns.append((group.name, pattern, place[1], place[2]))
    return tuple(patterns)
