"""Where a component's chemistry comes from, and what ProLIF is given of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conftest import structure_from
from nesgroove.chem.bond_lengths import LONGEST_BOND, within_bond_length
from nesgroove.chem.matching import LigandGraph, same_graph
from nesgroove.chem.radii import BONDI, radii
from nesgroove.chem.residue_chemistry import missing_atoms, template_of
from nesgroove.chem.residues import ResidueBuilder
from nesgroove.chem.templates import Template, dictionary_template
from nesgroove.errors import ChemistryError

ETHANOL = [("C1", "C", (0.0, 0.0, 0.0)), ("C2", "C", (1.51, 0.0, 0.0)), ("O1", "O", (2.0, 1.34, 0.0))]


def ethanol(component="UNL", kind="ligand", **changes):
    return replace(structure_from([(component, kind, ETHANOL)]), **changes)


def residue_index(structure, component):
    return next(r.index for r in structure.residues if r.component == component)


def test_packaged_components_come_before_all_others():
    table = {"LEU": [("C1", "C2", "DOUB")]}
    assert template_of(ethanol("LEU", "polymer", component_bonds=table), 0, {}).source == "dictionary"


def test_what_the_user_gives_comes_first():
    table = {"UNL": [("C1", "C2", "DOUB"), ("C2", "O1", "SING")]}
    structure = ethanol(component_bonds=table)
    assert template_of(structure, 0, {}).source == "file"
    found = template_of(structure, 0, {"UNL": "CCO"})
    assert found.source == "user"
    assert {(frozenset((a, b)), order) for a, b, order in found.bonds} == {
        (frozenset(("C1", "C2")), 1), (frozenset(("C2", "O1")), 1),
    }  # fmt: skip


@pytest.mark.parametrize(("smiles", "order", "charge"), [("CC=O", 2, 0), ("CCO", 1, 0), ("CC[O-]", 1, -1)])
def test_orders_and_charges_are_those_of_the_smiles(smiles, order, charge):
    found = template_of(ethanol(), 0, {"UNL": smiles})
    assert (
        dict.fromkeys([frozenset(("C2", "O1"))], order).items()
        <= {frozenset((a, b)): o for a, b, o in found.bonds}.items()
    )
    assert found.atoms["O1"] == ("O", charge)


@pytest.mark.parametrize("order", ["SING", "sing", "DOUB", "doub", "TRIP", "AROM"])
def test_bond_table_of_the_file_is_used_for_what_nobody_else_knows(order):
    table = [("C1", "C2", order), ("C2", "O1", "SING"), ("C1", "H1", "SING")]
    found = template_of(ethanol("ZZZ99", component_bonds={"ZZZ99": table}), 0, {})
    assert found.source == "file"
    assert found.bonds == (("C1", "C2", {"sing": 1, "doub": 2, "trip": 3, "arom": 4}[order.lower()]), ("C2", "O1", 1))


@pytest.mark.parametrize("component", ["UNL", "LIG", "DRG", "INH", "UNX"])
def test_ids_that_mean_some_ligand_have_the_chemistry_of_their_coordinates(component):
    structure = ethanol(component)
    assert template_of(structure, 0, {}).source == "coordinates"
    builder = ResidueBuilder(structure, {})
    assert builder.build(0) is not None
    assert not builder.unknown


def test_bonds_of_a_metal_compound_are_not_perceived():
    atoms = [(name, "PT" if name == "O1" else element, xyz) for name, element, xyz in ETHANOL]
    builder = ResidueBuilder(structure_from([("LIG", "ligand", atoms)]), {})
    assert builder.build(0) is None
    assert builder.unknown == {"LIG"}


def test_a_kind_of_residue_is_built_once_in_a_process():
    """Two compounds of one name with the same names of atoms are two kinds, and the same one bonded is another."""

    def kind(given, bonded=frozenset()):
        return ResidueBuilder(ethanol(), given, bonded).of_kind(0, id)

    assert kind({"UNL": "CCO"}) == kind({"UNL": "CCO"})
    assert len({kind({"UNL": "CCO"}), kind({"UNL": "CC=O"}), kind({"UNL": "CCO"}, frozenset({0}))}) == 3


@pytest.mark.parametrize(
    ("smiles", "message"),
    [("C((", "no molecule"), ("CCN", "does not fit"), ("CCCO", "does not fit"), ("CC", "does not fit")],
)
def test_chemistry_that_does_not_fit_is_an_error(smiles, message):
    with pytest.raises(ChemistryError, match=message) as caught:
        template_of(ethanol(), 0, {"UNL": smiles})
    assert caught.value.remedy


@pytest.mark.slow
def test_component_of_the_dictionary_that_is_not_packaged_is_found_there():
    found = dictionary_template("EOH")
    assert {name: element for name, (element, _) in found.atoms.items()} == {"C1": "C", "C2": "C", "O": "O"}
    assert dictionary_template("NOSUCH") is None


def template(*names):
    return Template("XXX", {name: (name[0], 0) for name in names}, (), "dictionary")


@pytest.mark.parametrize(
    ("kind", "names", "missing"),
    [
        ("ligand", ("C1", "C2", "O1"), []), ("ligand", ("C1", "C2", "O1", "C3"), ["C3"]),
        ("polymer", ("C1", "C2", "O1", "OXT"), []), ("ligand", ("C1", "C2", "O1", "OXT"), ["OXT"]),
        ("ligand", ("C1",), []),
    ],
)  # fmt: skip
def test_missing_atoms_are_named_and_oxt_is_not_missed_in_a_chain(kind, names, missing):
    assert missing_atoms(ethanol(kind=kind), 0, template(*names)) == missing


@pytest.mark.parametrize(
    ("component", "atom", "charge"),
    [("LYS", "NZ", 1), ("ARG", "NH2", 1), ("ASP", "OD2", -1), ("GLU", "OE2", -1), ("HIS", "ND1", 0), ("HIS", "NE2", 0),
     ("TYR", "OH", 0), ("CYS", "SG", 0)],
)  # fmt: skip
def test_charges_of_amino_acids_are_those_at_ph_7(structure_of, component, atom, charge):
    structure = structure_of("3nc1")
    full = {"LYS": 9, "ARG": 11, "ASP": 8, "GLU": 9, "HIS": 10, "TYR": 12, "CYS": 6}[component]
    index = next(r.index for r in structure.residues if r.component == component and r.stop - r.start == full)
    builder = ResidueBuilder(structure, {})
    built, names = builder.build(index), structure.atoms.name[builder.atoms_of(index)].tolist()
    assert built.GetAtomWithIdx(names.index(atom)).GetFormalCharge() == charge
    assert sum(a.GetFormalCharge() for a in built.GetAtoms()) == charge


@pytest.mark.parametrize(
    ("name", "component", "total"),
    [
        # Leptomycin and anguinomycin have an acid at their end, and one more where the lactone is hydrolysed;
        # ratjadone has the latter only. The amide and pyrimidine nitrogens of SINE compounds are neutral.
        ("composite_lmb", "LMB", -2), ("composite_aa8", "AA8", -2), ("composite_lbf", "LBF", -1),
        ("composite_rja", "RJA", -1), ("composite_k85", "K85", 0), ("composite_v6a", "V6A", 0),
    ],
)  # fmt: skip
def test_ligands_are_charged_as_at_ph_7(structure_of, name, component, total):
    structure = structure_of(name)
    built = ResidueBuilder(structure, {}).build(residue_index(structure, component))
    assert sum(atom.GetFormalCharge() for atom in built.GetAtoms()) == total


@pytest.mark.parametrize(("name", "component"), [("composite_k76", "K76"), ("composite_lbf", "LBF")])
def test_double_bond_at_the_bonded_carbon_is_made_single(structure_of, complexes_of, name, component):
    from rdkit import Chem

    structure, (complex_,) = structure_of(name), complexes_of(name)
    index = residue_index(structure, component)
    carbon = structure.atom_of(index, "C3")

    def orders(bonded):
        builder = ResidueBuilder(structure, {}, frozenset(bonded))
        place = builder.atoms_of(index).tolist().index(carbon)
        return {bond.GetBondType() for bond in builder.build(index).GetAtomWithIdx(place).GetBonds()}

    assert Chem.BondType.DOUBLE in orders([])
    assert orders([complex_.atom_at(528, "SG"), carbon]) == {Chem.BondType.SINGLE}


def test_built_residue_has_the_coordinates_of_its_own_atoms(structure_of):
    structure = structure_of("3nc1")
    builder = ResidueBuilder(structure, {})
    for index in [r.index for r in structure.residues if r.component == "LEU"][:3]:
        atoms = builder.atoms_of(index)
        assert builder.build(index).GetConformer().GetPositions() == pytest.approx(structure.atoms.xyz[atoms])
        moved = structure.atoms.xyz[atoms] + (7.0, 0, 0)
        assert builder.build(index, moved).GetConformer().GetPositions() == pytest.approx(moved)


def test_residue_with_a_strange_atom_is_unknown_and_no_crash():
    rows = [("N", "N", (0, 0, 0)), ("CA", "C", (1.4, 0, 0)), ("C", "C", (2.0, 1.4, 0)), ("QQ", "C", (1.9, -1.3, 0))]
    structure = structure_from([("ALA", "polymer", rows)])
    builder = ResidueBuilder(structure, {})
    assert builder.build(0) is None
    assert builder.unknown == {"ALA"}


def test_user_chemistry_and_dictionary_agree_on_a_real_ligand(structure_of):
    structure = structure_of("composite_v6a")
    index = residue_index(structure, "V6A")
    smiles = "O=C(NNc1cnccn1)CCn2cnc(n2)-c3cc(cc(c3)C(F)(F)F)C(F)(F)F"
    given, known = template_of(structure, index, {"V6A": smiles}), template_of(structure, index, {})
    assert given.atoms == known.atoms

    def single(found):
        return {frozenset((a, b)) for a, b, _ in found.bonds}

    assert single(given) == single(known)
    assert np.isclose(sum(o for *_, o in given.bonds), sum(o for *_, o in known.bonds))


@pytest.mark.slow
def test_side_chain_cut_at_cb_does_not_pass_for_alanine(structure_of, complexes_of):
    from rdkit import Chem

    from nesgroove.measure.prolif_classes import HYDROPHOBIC

    # Lys545 and Lys548 of 3m1i (positions 534 and 537) end at CB; alanines of the same chain end there too.
    structure = structure_of("3m1i.cif")
    (complex_,) = complexes_of("3m1i.cif")
    builder = ResidueBuilder(structure, {})
    pattern = Chem.MolFromSmarts(HYDROPHOBIC)

    def hydrophobic(position):
        index = complex_.residue_at[position]
        matches = builder.build(index).GetSubstructMatches(pattern)
        return {str(structure.atoms.name[builder.atoms_of(index)[match[0]]]) for match in matches}

    assert structure.residues[complex_.residue_at[534]].component == "LYS"
    assert hydrophobic(541) == {"CB"}
    hydrogens = {}
    for position in (534, 541):
        index = complex_.residue_at[position]
        cb = structure.atoms.name[builder.atoms_of(index)].tolist().index("CB")
        hydrogens[position] = builder.build(index).GetAtomWithIdx(cb).GetTotalNumHs()
    assert hydrogens == {534: 2, 541: 3}


def test_a_file_of_chemistry_that_is_not_there_is_named_with_a_remedy():
    structure, given = ethanol(), {"UNL": "nowhere.sdf"}
    with pytest.raises(ChemistryError, match=r"nowhere\.sdf") as caught:
        template_of(structure, 0, given)
    assert caught.value.remedy


@pytest.mark.parametrize(("missing", "known"), [((6,), True), ((6, 12), True), ((6, 12, 18), False)])
def test_a_ligand_in_many_pieces_is_not_looked_for_by_its_graph(missing, known):
    chain = dict.fromkeys([f"C{i}" for i in range(24)], "C")
    bonds = [(f"C{i}", f"C{i + 1}") for i in range(23)]
    there = [i for i in range(24) if i not in missing]
    graph = LigandGraph(
        tuple(f"X{i}" for i in there), ("C",) * len(there), np.array([(1.5 * i, 0.0, 0.0) for i in there])
    )
    found = same_graph(graph, chain, bonds, whole=False)
    assert (found is not None) == known
    assert not known or len(set(found)) == len(there)


@pytest.mark.parametrize("elements", [["C", "N", "O"], ["C", "CL", "SE", "C", "ZN"], ["CL", "UNK", "C"], []])
def test_radii_are_those_of_the_table_however_long_the_symbols_are(elements):
    expected = [BONDI.get(element, BONDI["C"]) for element in elements]
    assert radii(np.array(elements, dtype=np.str_)).tolist() == expected


def test_atoms_within_a_bond_are_those_of_all_distances():
    xyz = np.random.default_rng(528).uniform(-4, 4, (2000, 3))
    xyz[7] = (LONGEST_BOND, 0.0, 0.0)  # just within
    xyz[8] = (np.nan, np.nan, np.nan)
    distance = np.linalg.norm(xyz, axis=1)
    rows = np.flatnonzero(distance <= LONGEST_BOND).tolist()
    assert 7 in rows
    assert 10 < len(rows) < 500
    assert within_bond_length(xyz, np.zeros(3)) == [(row, distance[row]) for row in rows]
