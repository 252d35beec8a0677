"""Which compound a ligand is, by its graph: its InChIKey, and whether that is one of a compound known to bind XPO1.

The graphs of known compounds, free, on a cysteine and as their components have them, stand in ``data/compounds.tsv``
(``tools/make_compounds.py``). They are compared by the first block of the InChIKey: elements, bonds and hydrogens,
mobile ones taken together, so that the tautomers which standard InChI takes for one compound are one. Then
stereochemistry: what the coordinates say of a centre or a double bond must not contradict the compound; what they do
not say, as of the double bond that the cysteine took, is left open. A graph that was only perceived from coordinates
counts where it is a known compound to the last bond order, and for nothing else.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from nesgroove.chem.free_form import free_form, molecule_of
from nesgroove.chem.templates import Template
from nesgroove.model.structure import FloatArray

if TYPE_CHECKING:
    from rdkit.Chem import Mol

BLOCK = 14
"""Letters of an InChIKey that are the connectivity (InChI Trust, technical manual, 2012)."""


AS_BOUND = "bound form of"
"""How compounds are called that are saturated as on the sulphur, without a bond to it."""


@dataclass(frozen=True)
class Identity:
    """What the graph of a ligand says.

    Attributes
    ----------
    compound : str
        A compound of the reference table; empty where it is none of them. Another stereo isomer is no such compound:
        ``E isomer of selinexor``, ``stereo isomer of leptomycin B``. Nor is what has no bond to Cys528 and yet lacks
        the double bond that the bond to it takes: ``bound form of selinexor``.
    inchikey, smiles : str
        Of the compound as it is before it reacts; empty where that cannot be told.
    """

    compound: str = ""
    inchikey: str = ""
    smiles: str = ""


def identity_of(template: Template, xyz: Mapping[str, FloatArray], bonded: str) -> Identity:
    """Tell which compound a ligand is by its graph.

    Parameters
    ----------
    template
        Its chemistry, under the file's atom names.
    xyz : mapping of str to ndarray, shape (3,)
        Coordinates of its atoms by name, A.
    bonded
        Name of the atom that is bonded to Cys528; empty where none is.

    Returns
    -------
    Identity
        Empty where valences do not add up, or bond orders are perceived and the compound is none that is known.
    """
    molecule = molecule_of(template, xyz)
    if molecule is None:
        return Identity()
    names = list(template.atoms)
    free = free_form(molecule, names.index(bonded)) if bonded in names else molecule
    # An adduct whose free form cannot be told may still be the bound form of a compound that is known.
    for smiles in dict.fromkeys(_without_ions(_smiles(form)) for form in (free, molecule) if form is not None):
        known = _graphs().get(_key(smiles)[:BLOCK])
        if known is not None and not bonded and _key(smiles)[:BLOCK] != known.inchikey[:BLOCK]:
            # Saturated as it is on the sulphur, and not on it: another compound, which does not react.
            return Identity(f"{AS_BOUND} {known.compound}", _key(smiles), smiles)
        if known is not None:
            return _compared(smiles, known)
    if free is None or template.source == "coordinates":
        return Identity()
    return Identity("", _key(_smiles(free)), _smiles(free))


def known_identity(compound: str) -> Identity:
    """Give InChIKey and SMILES of a compound of the reference table.

    Parameters
    ----------
    compound
        Its name there.

    Returns
    -------
    Identity
        Empty where its graph is not in the table of graphs.
    """
    return next((known for known in _graphs().values() if known.compound == compound), Identity())


@cache
def _graphs() -> dict[str, Identity]:
    """Known compounds by the connectivity of each of their forms."""
    text = (files("nesgroove.data") / "compounds.tsv").read_text(encoding="utf-8")
    return {
        row["block"]: Identity(row["compound"], row["inchikey"], row["smiles"])
        for row in csv.DictReader(text.splitlines(), delimiter="\t")
    }


@lru_cache(maxsize=1024)
def _compared(smiles: str, known: Identity) -> Identity:
    """The known compound; another stereo isomer of it under its own key."""
    from rdkit import Chem

    own, reference = Chem.MolFromSmiles(smiles), Chem.MolFromSmiles(known.smiles)
    if _key(smiles)[:BLOCK] != known.inchikey[:BLOCK]:
        # As it is on the cysteine, without a bond to it: each atom is tried for the one that took the sulphur.
        forms = (free_form(own, atom.GetIdx()) for atom in own.GetAtoms())
        own = next((f for f in forms if f is not None and _key(_smiles(f))[:BLOCK] == known.inchikey[:BLOCK]), own)
    match = reference.GetSubstructMatch(own)
    if not match or _agrees(own, reference, match):  # another tautomer is drawn with other bonds
        return known
    turned = _turned(own, reference, match)
    return Identity(f"{turned or 'stereo'} isomer of {known.compound}", _key(_smiles(own)), _smiles(own))


def _agrees(own: Mol, reference: Mol, match: tuple[int, ...], *, bonds: bool = True) -> bool:
    """Whether no centre and no double bond of one is known to be another than the reference's."""
    from rdkit import Chem

    query = Chem.RWMol(own)
    for atom in query.GetAtoms():
        if reference.GetAtomWithIdx(match[atom.GetIdx()]).GetChiralTag() == Chem.ChiralType.CHI_UNSPECIFIED:
            atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    for bond in query.GetBonds():
        ends = match[bond.GetBeginAtomIdx()], match[bond.GetEndAtomIdx()]
        if not bonds or reference.GetBondBetweenAtoms(*ends).GetStereo() == Chem.BondStereo.STEREONONE:
            bond.SetStereo(Chem.BondStereo.STEREONONE)
    return bool(reference.HasSubstructMatch(query.GetMol(), useChirality=True))


def _turned(own: Mol, reference: Mol, match: tuple[int, ...]) -> str:
    """E or Z, where that of a double bond is all that differs; else nothing."""
    from rdkit import Chem

    if not _agrees(own, reference, match, bonds=False):
        return ""
    letters = {Chem.BondStereo.STEREOE: "E", Chem.BondStereo.STEREOZ: "Z"}
    differing = []
    for bond in own.GetBonds():
        other = reference.GetBondBetweenAtoms(match[bond.GetBeginAtomIdx()], match[bond.GetEndAtomIdx()])
        pair = letters.get(bond.GetStereo()), letters.get(other.GetStereo())
        if None not in pair and pair[0] != pair[1]:
            differing.append(pair[0])
    return str(differing[0]) if len(differing) == 1 else ""


def _smiles(molecule: Mol) -> str:
    from rdkit import Chem

    return str(Chem.MolToSmiles(molecule))


def _without_ions(smiles: str) -> str:
    """The compound of a salt: what is left without parts of a single atom, such as chloride or sodium."""
    from rdkit import Chem

    parts = smiles.split(".")
    left = [part for part in parts if len(parts) == 1 or Chem.MolFromSmiles(part).GetNumAtoms() > 1]
    return ".".join(left) or smiles


@lru_cache(maxsize=4096)
def _key(smiles: str) -> str:
    """InChIKey of a molecule; that of its SMILES, so that poses of one compound cost it once."""
    from rdkit import Chem, RDLogger

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    return str(Chem.MolToInchiKey(Chem.MolFromSmiles(smiles)))  # type: ignore[no-untyped-call]
