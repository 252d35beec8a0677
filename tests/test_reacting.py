"""Groups that react with cysteine, and the adducts that they give."""

import pytest
from rdkit import Chem

from nesgroove.chem.components import ligands
from nesgroove.chem.reacting import adduct_of, reacting_groups, reacting_sites
from nesgroove.chem.templates import component_template

CF3 = "c8cc(C(F)(F)F)cc(C(F)(F)F)c8"
TRIAZOLE = f"n9cnc(-{CF3})n9"

# Compounds before the reaction, by the component that shows them after it, and the one that reacts by its group.
KNOWN = {
    "V6A": (f"O=C(/C=C\\{TRIAZOLE})NNc1cnccn1", "unsaturated amide"),
    "K85": ("COc1cc(-c2ncn(/C=C\\C(=O)OC(C)C)n2)cc(C(F)(F)F)c1", "unsaturated ester"),
    "51K": (f"C(=Cc2nnco2){TRIAZOLE}", "vinyl azole or azine"),
    "K76": (f"O=C(C=C{TRIAZOLE})N1CC(F)(F)C1", "unsaturated amide"),
    "6L8": (f"NC(=O)C(=C{TRIAZOLE})c1cncnc1", "unsaturated amide"),
    "D29": ("O=S(C=CCCN=C=S)c1cc(C(F)(F)F)cc(C(F)(F)F)c1", "isothiocyanate"),
    "EQF": ("CC1=C(C)C(=O)N(Nc2ccc(C(F)(F)F)c(Cl)n2)C1=O", "maleimide"),
    "F2X": ("CC1=CC(=O)c2c(O)cccc2C1=O", "quinone"),
    "LBF": (
        "CCC(C=CC1OC(=O)C=CC1C)=CC(C)CC=CC(C)=CC(C)C(=O)C(C)C(O)C(C)CC(C)=CC(=O)O",
        "unsaturated lactone",
    ),
}


def graph(molecule: Chem.Mol, mark: int) -> str:
    """Elements and bonds without their orders, one atom marked, as one text."""
    plain = Chem.RWMol()
    for atom in molecule.GetAtoms():
        new = Chem.Atom(atom.GetAtomicNum())
        new.SetNoImplicit(True)
        new.SetAtomMapNum(int(atom.GetIdx() == mark))
        plain.AddAtom(new)
    for bond in molecule.GetBonds():
        plain.AddBond(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx(), Chem.BondType.SINGLE)
    return Chem.MolToSmiles(plain)


def component(name: str) -> tuple[Chem.Mol, list[str]]:
    template = component_template(name)
    molecule = Chem.RWMol()
    names = list(template.atoms)
    for element, charge in template.atoms.values():
        atom = Chem.Atom(element)
        atom.SetFormalCharge(charge)
        molecule.AddAtom(atom)
    order = {1: Chem.BondType.SINGLE, 2: Chem.BondType.DOUBLE, 3: Chem.BondType.TRIPLE, 4: Chem.BondType.AROMATIC}
    for first, second, kind in template.bonds:
        molecule.AddBond(names.index(first), names.index(second), order[kind])
    Chem.SanitizeMol(molecule)
    return molecule.GetMol(), names


@pytest.mark.parametrize("name", KNOWN)
def test_the_atom_of_the_reference_table_reacts(name: str) -> None:
    smiles, group = KNOWN[name]
    molecule = Chem.MolFromSmiles(smiles)
    attach = {entry.component: entry.attach_atom for entry in ligands()}[name]
    reference, names = component(name)
    sites = reacting_sites(molecule)
    assert {site.group for site in sites} == {group}
    if attach:
        wanted = graph(reference, names.index(attach))
        assert wanted in {graph(molecule, site.atom) for site in sites}


@pytest.mark.parametrize("name", ["V6A", "K85", "51K", "6L8", "EQF", "F2X"])
def test_the_adduct_is_the_component(name: str) -> None:
    molecule = Chem.MolFromSmiles(KNOWN[name][0])
    reference = Chem.MolToSmiles(component(name)[0])
    adducts = {Chem.MolToSmiles(adduct_of(molecule, site), isomericSmiles=False) for site in reacting_sites(molecule)}
    assert reference in adducts


@pytest.mark.parametrize(
    ("smiles", "adduct"),
    [
        ("CCN=C=S", "CCNC=S"),
        ("CCC1CO1", "CCC(C)O"),
        ("ClCC(=O)NC", "CNC(C)=O"),
        ("CC#CC(=O)N", "CC=CC(N)=O"),
        ("C=CS(=O)(=O)C", "CCS(C)(=O)=O"),
        ("C=CC#N", "CCC#N"),
        ("C=C[N+](=O)[O-]", "CC[N+](=O)[O-]"),
        ("C=C(CC(=O)OCC)C(=O)O", "CCOC(=O)CC(C)C(=O)O"),
        ("CC=CC(C)=O", "CCCC(C)=O"),
        ("C=C1CCCC1=O", "CC1CCCC1=O"),
    ],
)
def test_what_becomes_of_the_group(smiles: str, adduct: str) -> None:
    molecule = Chem.MolFromSmiles(smiles)
    assert adduct in {Chem.MolToSmiles(adduct_of(molecule, site)) for site in reacting_sites(molecule)}


@pytest.mark.parametrize(
    "smiles",
    [
        "CC(C)CCNCC=CS(=O)c1cc(C(F)(F)F)cc(C(F)(F)F)c1",  # G6U: the vinyl sulphoxide is intact in its entry
        "CC(C)=CC(=O)O",  # the end of leptomycin B
        "O=C(CCn1cncn1)NNc1cnccn1",  # selinexor's chain after the reaction
        "Cc1ccccc1C(N)=O",  # aromatic
        "CC=CC",
        "CCOCC",
        "CCCl",
    ],
)
def test_what_does_not_react(smiles: str) -> None:
    assert reacting_sites(Chem.MolFromSmiles(smiles)) == []


def test_hydrogens_change_nothing() -> None:
    for smiles, _ in KNOWN.values():
        molecule = Chem.MolFromSmiles(smiles)
        assert reacting_sites(Chem.AddHs(molecule)) == reacting_sites(molecule)


def test_a_double_bond_between_two_carbonyls_reacts_at_both_ends() -> None:
    assert len(reacting_sites(Chem.MolFromSmiles("COC(=O)C=CC(=O)OC"))) == 2


def test_every_group_has_its_source_and_pattern() -> None:
    assert len({group.name for group in reacting_groups()}) == len(reacting_groups()) > 10
    for group in reacting_groups():
        assert "doi:" in group.source or "CCD" in group.source or "PM" in group.source
        maps = [atom.GetAtomMapNum() for atom in Chem.MolFromSmarts(group.smarts).GetAtoms()]
        assert sorted(filter(None, maps)) == [1, 2]
