"""The compound as it was before it reacted with a cysteine: what is bonded to the sulphur gives its double bond back.

The rules are those of :mod:`nesgroove.chem.reacting`, run backwards: the bond from the atom on the sulphur to a
neighbour gains an order, and what comes out must have a group that reacts at that very atom. Leptomycin B, ratjadone
and anguinomycin are hydrolysed once they are bound (components LMB, RJA, AA8): their delta-lactone is closed first, as
it is in the compound (component LBF). Where a halogen left or an epoxide opened, the compound cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from nesgroove.chem.reacting import reacting_sites
from nesgroove.chem.templates import Template
from nesgroove.model.structure import FloatArray

if TYPE_CHECKING:
    from rdkit.Chem import Mol

OPENED: Final = "[O;H1,-;D1:1]-[C:2](=O)-[C:3]-[C:4]-[C:5]-[C:6]-[O;H1;D1:7]"
"""A delta-lactone that was hydrolysed: atoms 2 and 7 were bonded, atom 1 came with the water, and atom 4 is on the
sulphur."""


def molecule_of(template: Template, xyz: Mapping[str, FloatArray] | None = None) -> Mol | None:
    """Make a molecule of a ligand's chemistry.

    Parameters
    ----------
    template
        Its chemistry; a dictionary's may lack the stereochemistry, which is then that of the coordinates.
    xyz : mapping of str to ndarray, shape (3,)
        Coordinates of its atoms by name, A; None, or without an atom, for no stereochemistry.

    Returns
    -------
    rdkit.Chem.Mol or None
        Without hydrogens, atoms in the order of the template; None where valences do not add up.
    """
    from rdkit import Chem

    orders = {1: Chem.BondType.SINGLE, 2: Chem.BondType.DOUBLE, 3: Chem.BondType.TRIPLE, 4: Chem.BondType.AROMATIC}
    molecule = Chem.RWMol()
    place = {}
    for name, (element, charge) in template.atoms.items():
        atom = Chem.Atom(element)
        atom.SetFormalCharge(charge)
        place[name] = molecule.AddAtom(atom)
    for first, second, order in template.bonds:
        molecule.AddBond(place[first], place[second], orders[order])
        if order == 4:
            for name in (first, second):
                molecule.GetAtomWithIdx(place[name]).SetIsAromatic(True)
    whole = xyz is not None and xyz.keys() >= place.keys()
    if xyz is not None and whole:
        conformer = Chem.Conformer(len(place))
        for name, index in place.items():
            conformer.SetAtomPosition(index, xyz[name].tolist())
        molecule.AddConformer(conformer)
    made: Mol = molecule.GetMol()
    if not _sanitised(made):
        return None
    if whole:
        Chem.AssignStereochemistryFrom3D(made)
    made.RemoveAllConformers()
    return made


def free_form(molecule: Mol, bonded: int) -> Mol | None:
    """Give the compound that an adduct is made of.

    Parameters
    ----------
    molecule
        The adduct without the cysteine, or the compound with its double bond still there, as some records show it.
    bonded
        Index of the atom on the sulphur.

    Returns
    -------
    rdkit.Chem.Mol or None
        None where no compound, or more than one, can have become it.
    """
    from rdkit import Chem

    if any(site.atom == bonded for site in reacting_sites(molecule)):
        # Records that keep the double bond have coordinates in which it is none: they say nothing of cis and trans.
        kept = Chem.RWMol(molecule)
        for bond in kept.GetAtomWithIdx(bonded).GetBonds():
            bond.SetStereo(Chem.BondStereo.STEREONONE)
        return kept.GetMol()
    forms = {Chem.MolToSmiles(form): form for whole in _closed(molecule, bonded) for form in _raised(whole, bonded)}
    return next(iter(forms.values())) if len(forms) == 1 else None


def _closed(molecule: Mol, bonded: int) -> Iterator[Mol]:
    """The molecule, and with a hydrolysed lactone closed again. The atom on the sulphur keeps its index."""
    from rdkit import Chem

    yield molecule
    pattern = Chem.MolFromSmarts(OPENED)
    place = {atom.GetAtomMapNum(): atom.GetIdx() for atom in pattern.GetAtoms()}
    for match in molecule.GetSubstructMatches(pattern):
        if match[place[4]] != bonded:
            continue
        changed = Chem.RWMol(molecule)
        changed.AddBond(match[place[2]], match[place[7]], Chem.BondType.SINGLE)
        changed.RemoveBond(match[place[2]], match[place[1]])
        changed.GetAtomWithIdx(match[place[1]]).SetIntProp("_left", 1)
        closed = changed.GetMol()
        Chem.SanitizeMol(closed)
        yield closed


def _raised(molecule: Mol, bonded: int) -> Iterator[Mol]:
    """Each form in which a bond of the atom on the sulphur has an order more, and the atom reacts."""
    from rdkit import Chem

    for neighbour in molecule.GetAtomWithIdx(bonded).GetNeighbors():
        changed = Chem.RWMol(molecule)
        Chem.Kekulize(changed, clearAromaticFlags=True)
        bond = changed.GetBondBetweenAtoms(bonded, neighbour.GetIdx())
        if bond.GetBondType() != Chem.BondType.SINGLE:
            continue
        bond.SetBondType(Chem.BondType.DOUBLE)
        for index in (bonded, neighbour.GetIdx()):
            changed.GetAtomWithIdx(index).SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
        for atom in [a for a in changed.GetAtoms() if a.HasProp("_left")]:
            changed.RemoveAtom(atom.GetIdx())
        form = changed.GetMol()
        if not _sanitised(form):
            continue
        shift = sum(a.GetIdx() < bonded for a in molecule.GetAtoms() if a.HasProp("_left"))
        if any(site.atom == bonded - shift for site in reacting_sites(form)):
            Chem.AssignStereochemistry(form, cleanIt=True, force=True)
            yield form


def _sanitised(molecule: Mol) -> bool:
    """Sanitise a molecule, and say whether its valences add up; RDKit's own words about it are of no use here."""
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        try:
            Chem.SanitizeMol(molecule)
        except ValueError:
            return False
    return True
