"""Types of contacts between residues that the test puts at a stated distance, with ideal bond lengths and angles."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import gemmi
import numpy as np
import pytest
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist
from scipy.spatial.transform import Rotation

from conftest import structure_from
from nesgroove.chem.radii import BONDI
from nesgroove.chem.residues import ResidueBuilder
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.read import read_structure
from nesgroove.measure.contact_detection import CLASH_FRACTION, contacts, image_contacts
from nesgroove.measure.contacts import Contacts
from nesgroove.measure.groove import Groove
from nesgroove.measure.prolif_classes import TYPES, interactions
from nesgroove.measure.residue_contacts import _named, typed_contacts
from nesgroove.model.crystal import ImageAtoms


def ideal(component):
    """Heavy atoms of a component with the dictionary's ideal coordinates, without OXT."""
    from biotite.structure.info import residue

    record = residue(component)
    heavy = [i for i, e in enumerate(record.element) if e != "H" and record.atom_name[i] != "OXT"]
    return [str(record.atom_name[i]) for i in heavy], [str(record.element[i]) for i in heavy], record.coord[heavy]


def facing(component, atom, *, towards, at):
    """A residue turned about one atom, which is put ``at``, so that the rest lies away from ``towards``."""
    names, elements, xyz = ideal(component)
    xyz = xyz - xyz[names.index(atom)]
    away = xyz[np.linalg.norm(xyz, axis=1) < 2.6].mean(axis=0)
    turn = Rotation.align_vectors([-np.asarray(towards, float)], [away / np.linalg.norm(away)])[0]
    xyz = turn.apply(xyz) + at
    return (component, "polymer", [(n, e, tuple(p)) for n, e, p in zip(names, elements, xyz, strict=True)])


def pair(first, atom, second, other, distance):
    """Contacts of two residues whose named atoms are this far apart, all other atoms behind them."""
    structure = structure_from([
        facing(first, atom, towards=(1, 0, 0), at=(0, 0, 0)),
        facing(second, other, towards=(-1, 0, 0), at=(distance, 0, 0)),
    ])  # fmt: skip
    return structure, contacts(structure, ResidueBuilder(structure, {}), [0], [1])


def types(first, atom, second, other, distance):
    structure, found = pair(first, atom, second, other, distance)
    name = structure.atoms.name
    return {c.type for c in found if (name[c.atom], name[c.partner_atom]) == (atom, other)}


@pytest.mark.parametrize(
    ("first", "atom", "second", "other", "distance", "kind", "there"),
    [
        ("LYS", "NZ", "ASP", "OD2", 4.4, "ionic", True),
        ("LYS", "NZ", "ASP", "OD2", 4.6, "ionic", False),
        ("ASP", "OD2", "LYS", "NZ", 4.4, "ionic", True),
        ("ARG", "NH2", "GLU", "OE2", 4.0, "ionic", True),
        ("LYS", "NZ", "ASN", "OD1", 4.0, "ionic", False),
        ("LYS", "NZ", "ARG", "NH2", 4.0, "ionic", False),
        ("ASP", "OD2", "GLU", "OE2", 4.0, "ionic", False),
        ("HIS", "NE2", "GLU", "OE2", 4.0, "ionic", False),  # neutral at pH 7
        ("LEU", "CG", "VAL", "CB", 4.4, "hydrophobic", True),
        ("LEU", "CG", "VAL", "CB", 4.6, "hydrophobic", False),
        ("PHE", "CZ", "ILE", "CB", 4.4, "hydrophobic", True),
        ("MET", "SD", "PHE", "CZ", 4.2, "hydrophobic", True),
        ("MSE", "SE", "PHE", "CZ", 4.2, "hydrophobic", True),  # stands for methionine
        ("MSE", "SE", "PHE", "CZ", 4.6, "hydrophobic", False),
        ("SEC", "SE", "PHE", "CZ", 4.2, "hydrophobic", False),  # a selenol, as cysteine's thiol
        ("CYS", "SG", "PHE", "CZ", 4.2, "hydrophobic", False),
        ("SER", "CB", "PHE", "CZ", 4.2, "hydrophobic", False),  # a carbon on oxygen
        ("LYS", "CE", "PHE", "CZ", 4.2, "hydrophobic", False),  # a carbon on nitrogen
        ("LEU", "CG", "LYS", "NZ", 4.2, "hydrophobic", False),
        ("ASP", "OD2", "GLU", "OE2", 2.9, "hydrogen_bond", False),  # two acceptors
        ("LEU", "CD1", "ASN", "OD1", 3.2, "hydrogen_bond", False),
    ],
)  # fmt: skip
def test_contact_has_the_type_that_its_chemistry_and_distance_give(first, atom, second, other, distance, kind, there):
    assert (kind in types(first, atom, second, other, distance)) is there


def rings(distance, angle=0.0):
    """Two phenylalanines whose ring centres are this far apart along the first ring's normal."""
    placed = []
    for number in range(2):
        names, elements, xyz = ideal("PHE")
        ring = [names.index(n) for n in ("CG", "CD1", "CD2", "CE1", "CE2", "CZ")]
        xyz = xyz - xyz[ring].mean(axis=0)
        axes = np.linalg.svd(xyz[ring])[2]
        xyz = xyz @ axes.T  # the normal is z, the chain leaves along the plane
        if number:
            xyz = xyz * (1, -1, -1)
            xyz = Rotation.from_euler("x", angle, degrees=True).apply(xyz) + np.array((0, 0, distance))
        placed.append(("PHE", "polymer", [(n, e, tuple(p)) for n, e, p in zip(names, elements, xyz, strict=True)]))
    structure = structure_from(placed)
    return contacts(structure, ResidueBuilder(structure, {}), [0], [1])


@pytest.mark.parametrize(("distance", "there"), [(3.8, True), (5.0, True), (7.0, False)])
def test_parallel_rings_stack_within_reach(distance, there):
    stacked = [c for c in rings(distance) if c.type == "pi_stacking"]
    assert bool(stacked) is there
    for contact in stacked:
        assert contact.distance == pytest.approx(distance, abs=0.05)


def bare(element, other, distance):
    """Two atoms without any chemistry."""
    structure = structure_from(
        [("UNL", "ligand", [("X", element, (0, 0, 0))]), ("UNL", "ligand", [("Y", other, (distance, 0, 0))])]
    )
    builder = ResidueBuilder(structure, {})
    return [c.type for c in contacts(structure, builder, [0], [1])], builder.unknown


@pytest.mark.parametrize(
    ("element", "other"), [("C", "C"), ("C", "O"), ("N", "O"), ("S", "C"), ("F", "C"), ("BR", "N")]
)
@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (CLASH_FRACTION - 0.01, ["clash"]),
        (CLASH_FRACTION + 0.01, ["van_der_waals"]),
        (0.99, ["van_der_waals"]),
        (1.01, []),
    ],
)
def test_atoms_without_chemistry_touch_or_clash_by_the_sum_of_their_radii(element, other, part, expected):
    found, unknown = bare(element, other, part * (BONDI[element] + BONDI[other]))
    assert found == expected
    assert unknown == {"UNL"}


@pytest.fixture
def lysine_and_phenylalanine(structure_of, complexes_of):
    """Lys568 and F12 of snurportin in 3GJX, the lysine moved away from F12's oxygen by some Angstrom."""
    structure, (complex_,) = structure_of("3gjx"), complexes_of("3gjx")
    lysine = complex_.residue_at[568]
    cargo = next(i for i in complex_.occupants[0].residues if structure.residues[i].number == "12")
    ends = structure.atom_of(lysine, "NZ"), structure.atom_of(cargo, "O")

    def move(distance):
        xyz = structure.atoms.xyz.copy()
        away = xyz[ends[0]] - xyz[ends[1]]
        record = structure.residues[lysine]
        xyz[record.start : record.stop] += distance * away / np.linalg.norm(away)
        changed = replace(structure, atoms=replace(structure.atoms, xyz=xyz))
        found = contacts(changed, ResidueBuilder(changed, {}), [lysine], [cargo])
        return [(c.type, round(c.distance, 2)) for c in found if (c.atom, c.partner_atom) == ends]

    return move


@pytest.mark.shared_values
@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (-0.65, [("clash", 2.3)]), (0.0, [("hydrogen_bond", 2.95)]), (0.5, [("hydrogen_bond", 3.45)]), (0.6, []),
        (-0.2, [("hydrogen_bond", 2.75)]),
    ],
)  # fmt: skip
def test_hydrogen_bond_has_its_reach_and_no_second_type(lysine_and_phenylalanine, distance, expected):
    # 2.95 A is less than the sum of the radii: the pair is not counted again as van der Waals contact.
    assert lysine_and_phenylalanine(distance) == expected


def test_clash_has_no_other_type():
    assert types("LYS", "NZ", "ASP", "OD2", 2.2) == {"clash"}
    assert types("LYS", "NZ", "ASP", "OD2", 2.4) == {"ionic", "hydrogen_bond"}


def test_incomplete_side_chain_keeps_the_contacts_of_what_is_there():
    structure = structure_from([
        facing("LYS", "NZ", towards=(1, 0, 0), at=(0, 0, 0)), facing("PHE", "CZ", towards=(-1, 0, 0), at=(40, 0, 0)),
    ])  # fmt: skip
    stub = ("LYS", "polymer", [row for row in _rows(structure, 0) if row[0] in ("N", "CA", "C", "O", "CB", "CG")])
    cb = np.array(next(row[2] for row in stub[2] if row[0] == "CB"))
    near = facing("PHE", "CZ", towards=(-1, 0, 0), at=cb + np.array((4.0, 0, 0)))
    structure = structure_from([stub, near])
    builder = ResidueBuilder(structure, {})
    found = contacts(structure, builder, [0], [1])
    assert {"hydrophobic"} <= {c.type for c in found}
    assert builder.unknown == set()


def _rows(structure, index):
    record = structure.residues[index]
    return [
        (str(structure.atoms.name[i]), str(structure.atoms.element[i]), tuple(structure.atoms.xyz[i]))
        for i in range(record.start, record.stop)
    ]


def test_atoms_near_across_a_covalent_bond_are_no_contacts(survey_of, structure_of):
    for row in survey_of("composite_k85").table("contacts", position=528):
        if row.type == "covalent":
            assert (row.atom, row.occupant_atom) == ("SG", "C3")
        else:
            # SG to the neighbours of C3 and CB to C3 are two bonds away, CB to those neighbours three.
            assert row.occupant_atom != "C3"
            assert row.distance > 3.0


def test_a_bond_that_is_not_passed_on_is_a_clash():
    parts = [("CYS", "polymer", [("CB", "C", (-1.8, 0, 0)), ("SG", "S", (0, 0, 0))]),
             ("UNL", "ligand", [("C1", "C", (0.5, 1.73, 0))])]  # fmt: skip
    structure = structure_from(parts)
    builder = ResidueBuilder(structure, {})
    assert (1, 2, "clash") in {(c.atom, c.partner_atom, c.type) for c in contacts(structure, builder, [0], [1])}
    found = contacts(structure, builder, [0], [1], bonds=[(1, 2)])
    assert [(c.atom, c.partner_atom, c.type) for c in found] == [(1, 2, "covalent")]
    assert found[0].distance == pytest.approx(np.hypot(0.5, 1.73))


@pytest.mark.shared_values
def test_order_of_residues_does_not_matter(structure_of, complexes_of):
    structure, (complex_,) = structure_of("3gjx"), complexes_of("3gjx")
    near = [i for p, i in complex_.residue_at.items() if 505 <= p <= 600]
    cargo = list(complex_.occupants[0].residues[:25])
    builder = ResidueBuilder(structure, {})
    found = contacts(structure, builder, near, cargo)
    assert contacts(structure, ResidueBuilder(structure, {}), near[::-1], cargo[::-1]) == found
    assert len(found) == len(set(found)) > 20


def test_image_of_xpo1_makes_the_contacts_of_xpo1_with_its_operator():
    structure, found = pair("LYS", "NZ", "ASP", "OD2", 2.8)
    assert "ionic" in {c.type for c in found}
    away = replace(structure, atoms=replace(structure.atoms, xyz=structure.atoms.xyz.copy()))
    own = np.arange(structure.residues[0].start, structure.residues[0].stop)
    away.atoms.xyz[own] += (100, 0, 0)
    builder = ResidueBuilder(away, {})
    assert contacts(away, builder, [0], [1]) == []
    images = ImageAtoms(own, structure.atoms.xyz[own], np.full(len(own), "3_455"))
    seen = image_contacts(away, builder, images, [1])
    assert [(c.atom, c.partner_atom, c.type) for c in seen] == [(c.atom, c.partner_atom, c.type) for c in found]
    assert {c.symmetry for c in seen} == {"3_455"}


def test_image_residue_that_is_not_whole_has_what_its_atoms_alone_show():
    structure, _ = pair("LYS", "NZ", "ASP", "OD2", 2.8)
    tip = np.flatnonzero(structure.atoms.name == "NZ")
    images = ImageAtoms(tip, structure.atoms.xyz[tip], np.full(1, "3_455"))
    (contact,) = image_contacts(structure, ResidueBuilder(structure, {}), images, [1])
    assert (contact.type, contact.judged_by) == ("hydrogen_bond", "one angle")


def hydrogen_bond(first, atom, second, other, distance=2.9):
    """Who gives the hydrogen of the bond between two atoms that face each other; None where there is no bond."""
    structure, found = pair(first, atom, second, other, distance)
    name = structure.atoms.name
    bonds = [c for c in found if c.type == "hydrogen_bond" and (name[c.atom], name[c.partner_atom]) == (atom, other)]
    return bonds[0].donor if bonds else None


@pytest.mark.parametrize(
    ("first", "atom", "second", "other", "donor"),
    [
        ("LYS", "NZ", "ASP", "OD2", "xpo1"), ("ASP", "OD1", "LYS", "NZ", "occupant"),
        ("LYS", "NZ", "GLY", "O", "xpo1"), ("ARG", "NE", "GLU", "OE1", "xpo1"), ("ARG", "NH1", "GLU", "OE1", "xpo1"),
        ("SER", "OG", "THR", "OG1", "either"), ("TYR", "OH", "ASP", "OD1", "xpo1"),
        ("TYR", "OH", "TYR", "OH", "either"), ("TRP", "NE1", "ASN", "OD1", "xpo1"),
        ("ASN", "ND2", "GLN", "OE1", "xpo1"), ("ASN", "OD1", "GLN", "NE2", "occupant"),
        ("HIS", "ND1", "HIS", "NE2", "either"), ("HIS", "NE2", "ASP", "OD1", "xpo1"),
        ("HIS", "ND1", "LYS", "NZ", "occupant"),
        # None of these has a hydrogen to give, or none takes one.
        ("ASP", "OD1", "GLU", "OE1", None), ("ASN", "OD1", "GLN", "OE1", None), ("LYS", "NZ", "ARG", "NH1", None),
        ("ASN", "ND2", "LYS", "NZ", None), ("TRP", "NE1", "LYS", "NZ", None), ("GLY", "O", "ASP", "OD1", None),
        ("MET", "SD", "LYS", "NZ", None), ("CYS", "SG", "ASP", "OD1", None), ("PHE", "CZ", "ASP", "OD1", None),
    ],
)  # fmt: skip
def test_donor_and_acceptor_are_what_their_chemistry_makes_them(first, atom, second, other, donor):
    assert hydrogen_bond(first, atom, second, other) == donor
    assert hydrogen_bond(first, atom, second, other, 3.55) is None


@pytest.mark.parametrize(("component", "there"), [("ALA", True), ("PRO", False)])
def test_nitrogen_of_the_main_chain_gives_a_hydrogen_and_that_of_proline_none(component, there):
    assert (hydrogen_bond("ASP", "OD1", component, "N") is not None) is there


@pytest.mark.parametrize("degrees", [60, 70, 78, 82, 90, 110])
@pytest.mark.parametrize("end", ["donor", "acceptor"])
def test_antecedents_at_both_ends_are_at_80_degrees_or_more(degrees, end):
    # Serine's only antecedent is CB; CB-OG...OG is put at the angle at one end and left at some 110 at the other.
    there = (2.9, 0.0, 0.0)
    first, second = bent(degrees if end == "donor" else 110, -1), bent(degrees if end == "acceptor" else 110, 1)
    structure = structure_from([
        ("SER", "polymer", [("CB", "C", first), ("OG", "O", (0, 0, 0))]),
        ("SER", "polymer", [("CB", "C", tuple(np.add(there, second))), ("OG", "O", there)]),
    ])  # fmt: skip
    found = [c for c in contacts(structure, ResidueBuilder(structure, {}), [0], [1]) if c.type == "hydrogen_bond"]
    assert bool(found) is (degrees >= 80)
    if found:
        assert found[0].angle == pytest.approx(min(degrees, 110), abs=0.01)
        assert found[0].judged_by == "angles"


def bent(degrees, side):
    """CB of a serine whose OG is at the origin and whose partner lies along +x (side -1) or -x (side 1)."""
    angle = np.radians(degrees)
    return (-side * 1.42 * np.cos(angle), 0.0, 1.42 * np.sin(angle))


def test_carbonyl_carbon_before_a_nitrogen_is_an_antecedent_in_whatever_order_the_file_has_them():
    # C(-1)-N...O is 70 degrees, CA-N...O 110: the bond is there only when the residue before is not.
    angle = np.radians(70)
    carbonyl = (1.33 * np.cos(angle), -1.33 * np.sin(angle), 0)
    before = ("ALA", "polymer", [("CA", "C", (1.2, -2.4, 0)), ("C", "C", carbonyl),
                                 ("O", "O", (-0.6, -1.9, 0))])  # fmt: skip
    after = ("ALA", "polymer", [("N", "N", (0, 0, 0)), ("CA", "C", (-0.5, 1.37, 0))])
    partner = ("ASN", "polymer", [("CG", "C", (4.1, 0, 0)), ("OD1", "O", (2.9, 0, 0))])

    def bonded(*residues):
        structure = structure_from([*residues, partner])
        receptor = list(range(len(residues)))
        found = contacts(structure, ResidueBuilder(structure, {}), receptor, [len(residues)])
        return [c.donor for c in found if c.type == "hydrogen_bond" and structure.atoms.name[c.atom] == "N"]

    assert bonded(after) == ["xpo1"]
    assert bonded(before, after) == bonded(after, before) == []


def molecule(smiles, anchor, *, at, towards, name="XXL"):
    """A ligand with one atom put ``at``, the rest of it lying away from ``towards``; its atoms are named by element."""
    from rdkit import Chem
    from rdkit.Chem import AllChem

    built = Chem.AddHs(Chem.MolFromSmiles(smiles))
    AllChem.EmbedMolecule(built, randomSeed=7)
    built = Chem.RemoveHs(built)
    xyz = built.GetConformer().GetPositions()
    names = [f"{a.GetSymbol()}{a.GetIdx()}" for a in built.GetAtoms()]
    xyz = xyz - xyz[names.index(anchor)]
    bonded = xyz[[n.GetIdx() for n in built.GetAtomWithIdx(names.index(anchor)).GetNeighbors()]].mean(axis=0)
    turn = Rotation.align_vectors([-np.asarray(towards, float)], [bonded / np.linalg.norm(bonded)])[0]
    elements = [a.GetSymbol().upper() for a in built.GetAtoms()]
    return (name, "ligand", [(n, e, tuple(p)) for n, e, p in zip(names, elements, turn.apply(xyz) + at, strict=True)])


def with_ligand(smiles, anchor, component, other, distance, towards=(-1, 0, 0)):
    """Contacts of a residue with a ligand, whose atom is so far from the residue's."""
    structure = structure_from([
        facing(component, other, towards=(1, 0, 0), at=(0, 0, 0)),
        molecule(smiles, anchor, at=(distance, 0, 0), towards=towards),
    ])  # fmt: skip
    found = contacts(structure, ResidueBuilder(structure, {"XXL": smiles}), [0], [1])
    name = structure.atoms.name
    return {(str(name[c.atom]), str(name[c.partner_atom]), c.type): c for c in found}


def halogen(degrees):
    """A carbonyl's O 3.1 A from a chlorine, C-Cl...O at an angle, Cl...O=C at 120 degrees."""
    angle = np.radians(degrees)
    structure = structure_from([
        ("GLY", "polymer", [("N", "N", (1.4, 3.3, 0.8)), ("CA", "C", (0.2, 2.5, 0.5)), ("O", "O", (0, 0, 0)),
                            ("C", "C", (-0.62, 1.07, 0))]),
        molecule("Clc1ccccc1", "Cl0", at=(3.1, 0, 0), towards=(np.cos(angle), 0, np.sin(angle))),
    ])  # fmt: skip
    found = contacts(structure, ResidueBuilder(structure, {"XXL": "Clc1ccccc1"}), [0], [1])
    return structure, [c for c in found if c.type == "halogen_bond"]


@pytest.mark.parametrize(("degrees", "there"), [(175, True), (140, True), (120, False), (95, False)])
def test_halogen_bond_names_the_halogen_and_has_its_angle(degrees, there):
    structure, found = halogen(degrees)
    names = {(str(structure.atoms.name[c.atom]), str(structure.atoms.name[c.partner_atom])) for c in found}
    assert (("O", "Cl0") in names) is there
    for contact in found:
        by_hand = np.linalg.norm(structure.atoms.xyz[contact.atom] - structure.atoms.xyz[contact.partner_atom])
        assert contact.distance == pytest.approx(by_hand, abs=1e-3)
        assert structure.atoms.element[contact.partner_atom] == "CL"
        assert contact.donor == "occupant"
        assert contact.angle == pytest.approx(degrees, abs=0.5) or structure.atoms.name[contact.atom] != "O"


@pytest.mark.parametrize(
    ("component", "other", "smiles", "anchor", "distance", "kind", "there"),
    [
        ("LEU", "CD1", "FC(F)(F)c1ccccc1", "F0", 3.9, "hydrophobic", True),
        ("LEU", "CD1", "FC(F)(F)c1ccccc1", "F0", 4.6, "hydrophobic", False),
        ("MET", "SD", "FC(F)(F)c1ccccc1", "F0", 3.9, "hydrophobic", True),
        ("PHE", "CZ", "Fc1ccccc1", "F0", 3.9, "hydrophobic", True),
        ("PHE", "CZ", "Clc1ccccc1", "Cl0", 3.9, "hydrophobic", True),
        ("LYS", "NZ", "FC(F)(F)c1ccccc1", "F0", 3.9, "hydrophobic", False),
        ("GLY", "O", "FC(F)(F)c1ccccc1", "F0", 3.9, "hydrophobic", False),
        ("LYS", "NZ", "FC(F)(F)c1ccccc1", "F0", 3.1, "hydrogen_bond", False),
        ("LYS", "NZ", "Fc1ccccc1", "F0", 3.1, "hydrogen_bond", False),
        ("LYS", "NZ", "O=C1CCCCC1", "O0", 3.1, "hydrogen_bond", True),
    ],
)  # fmt: skip
def test_fluorine_on_carbon_is_hydrophobic_and_no_acceptor(component, other, smiles, anchor, distance, kind, there):
    assert ((other, anchor, kind) in with_ligand(smiles, anchor, component, other, distance)) is there


def by_way_of(element, middle, first, atom, second, other, distance):
    """Contacts of two residues that have a water or an ion between them, so far from both."""
    kind = "water" if middle == "HOH" else "ligand"
    structure = structure_from([
        facing(first, atom, towards=(1, 0, 0), at=(-distance, 0, 0)),
        facing(second, other, towards=(0, -1, 0), at=(0, distance, 0)),
        (middle, kind, [(element, element, (0, 0, 0))]),
    ])  # fmt: skip
    found = contacts(structure, ResidueBuilder(structure, {}), [0], [1])
    name = structure.atoms.name
    return [c for c in found if (name[c.atom], name[c.partner_atom]) == (atom, other) and c.via is not None]


@pytest.mark.parametrize(
    ("element", "middle", "first", "atom", "second", "other", "distance", "kind"),
    [
        ("O", "HOH", "LYS", "NZ", "ASP", "OD1", 2.8, "water_bridge"),
        ("O", "HOH", "ASP", "OD1", "GLY", "O", 3.4, "water_bridge"),
        ("O", "HOH", "LYS", "NZ", "ASP", "OD1", 3.6, None),
        ("O", "HOH", "LYS", "NZ", "ASP", "OD1", 2.2, None),  # a clash
        ("O", "HOH", "LYS", "NZ", "LEU", "CD1", 3.0, None),
        ("O", "HOH", "MET", "SD", "ASP", "OD1", 3.0, None),
        ("ZN", "ZN", "HIS", "NE2", "ASP", "OD1", 2.1, "metal"),
        ("ZN", "ZN", "CYS", "SG", "HIS", "ND1", 2.3, "metal"),
        ("MG", "MG", "ASP", "OD1", "GLY", "O", 2.1, "metal"),
        ("ZN", "ZN", "HIS", "NE2", "ASP", "OD1", 2.9, None),
        ("ZN", "ZN", "LYS", "NZ", "ASP", "OD1", 2.3, None),  # a charged amine binds no metal
        ("NA", "NA", "ASP", "OD1", "GLY", "O", 2.4, None),  # not among ProLIF's metals
    ],
)  # fmt: skip
def test_water_or_metal_between_two_atoms_is_a_bridge(element, middle, first, atom, second, other, distance, kind):
    found = by_way_of(element, middle, first, atom, second, other, distance)
    assert [c.type for c in found] == ([kind] if kind else [])
    for contact in found:
        assert contact.distance == pytest.approx(distance * np.sqrt(2))
        assert (contact.via_distance, contact.via_partner_distance) == pytest.approx((distance, distance))
        assert contact.angle == pytest.approx(90.0)
        assert contact.judged_by == ("one angle" if kind == "water_bridge" else "")


@pytest.mark.parametrize("degrees", [60, 78, 82, 110])
def test_antecedent_at_a_water_is_at_80_degrees_or_more(degrees):
    structure = structure_from([
        ("SER", "polymer", [("CB", "C", bent(degrees, -1)), ("OG", "O", (0, 0, 0))]),
        facing("ASP", "OD1", towards=(-1, 0, 0), at=(5.6, 0, 0)),
        ("HOH", "water", [("O", "O", (2.8, 0, 0))]),
    ])  # fmt: skip
    found = contacts(structure, ResidueBuilder(structure, {}), [0], [1])
    assert [c.type for c in found if c.via is not None] == (["water_bridge"] if degrees >= 80 else [])


@pytest.mark.parametrize(("distance", "kinds"), [(2.1, {"metal"}), (2.9, set())])
def test_metal_of_an_occupant_is_bound_and_no_clash(distance, kinds):
    structure = structure_from([
        facing("HIS", "NE2", towards=(1, 0, 0), at=(0, 0, 0)), ("ZN", "ligand", [("ZN", "ZN", (distance, 0, 0))]),
    ])  # fmt: skip
    found = contacts(structure, ResidueBuilder(structure, {}), [0], [1])
    assert {c.type for c in found if structure.atoms.name[c.atom] == "NE2"} - {"van_der_waals"} == kinds


@pytest.mark.parametrize(("height", "aside", "there"), [(4.0, 0.0, True), (4.0, 3.0, False), (4.8, 0.0, False)])
def test_cation_lies_over_a_ring(height, aside, there):
    names, elements, xyz = ideal("PHE")
    ring = [names.index(n) for n in ("CG", "CD1", "CD2", "CE1", "CE2", "CZ")]
    xyz = xyz - xyz[ring].mean(axis=0)
    xyz = xyz @ np.linalg.svd(xyz[ring])[2].T
    phenylalanine = ("PHE", "polymer", [(n, e, tuple(p)) for n, e, p in zip(names, elements, xyz, strict=True)])
    lysine = facing("LYS", "NZ", towards=(0, 0, -1), at=(aside, 0, height))
    for order, ends in (([phenylalanine, lysine], ("CD1", "NZ")), ([lysine, phenylalanine], ("NZ", "CD1"))):
        structure = structure_from(order)
        found = [c for c in contacts(structure, ResidueBuilder(structure, {}), [0], [1]) if c.type == "cation_pi"]
        assert bool(found) is there
        for contact in found:
            assert (structure.atoms.name[contact.atom], structure.atoms.name[contact.partner_atom]) == ends
            assert contact.distance == pytest.approx(height, abs=0.05)
            assert contact.angle == pytest.approx(0.0, abs=2.0)


def shuffled(path, target, seed):
    """Write a file again with the atoms of each residue, and the ligands among themselves, in another order."""
    document = gemmi.cif.read(str(path))
    loop = document.sole_block().find_loop("_atom_site.id").get_loop()
    width, values, tags = loop.width(), list(loop.values), list(loop.tags)
    rows = [values[i : i + width] for i in range(0, len(values), width)]
    key = [tags.index(f"_atom_site.{name}") for name in ("auth_asym_id", "auth_seq_id", "label_comp_id", "group_PDB")]
    residues = {}
    for row in rows:
        residues.setdefault(tuple(row[i] for i in key), []).append(row)
    order = random.Random(seed)
    for members in residues.values():
        order.shuffle(members)
    polymers = [members for name, members in residues.items() if name[3] == "ATOM"]
    others = [members for name, members in residues.items() if name[3] != "ATOM"]
    order.shuffle(others)
    mixed = [row for members in (*polymers, *others) for row in members]
    loop.set_all_values([[row[i] for row in mixed] for i in range(width)])
    document.write_file(str(target))


def contact_rows(path):
    complexes, _ = find_complexes(read_structure(path))
    rows = [row.model_dump(exclude={"entry", "complex"}) for c in complexes for row in Contacts().rows(Groove(c))]
    for row in rows:
        row.update({name: round(value, 4) for name, value in row.items() if isinstance(value, float)})
    return sorted(map(str, rows))


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["composite_v6a", "composite_rja", pytest.param("3gjx", marks=pytest.mark.shared_values)]
)
def test_order_of_atoms_in_the_file_does_not_matter(path_of, tmp_path, name):
    # Angles too: ProLIF lays a ring's plane through three atoms, whichever come first.
    shuffled(path_of(name), tmp_path / f"{name}.cif", seed=3)
    rows = contact_rows(path_of(name))
    assert contact_rows(tmp_path / f"{name}.cif") == rows
    assert len(rows) > 150


@pytest.fixture(scope="module")
def two_copies(path_of, tmp_path_factory):
    """A phantom whose XPO1 is there twice, the second turned by 180 degrees about an axis through the cargo."""
    model = gemmi.read_structure(str(path_of("phantom_cargo_1c")))
    complex_ = find_complexes(read_structure(path_of("phantom_cargo_1c")))[0][0]
    structure, cargo = complex_.structure, complex_.occupants[0]
    centre = structure.atoms.xyz[structure.atom_indices(cargo.residues)].mean(axis=0)
    axis = complex_.frame.from_frame(np.array([1.0, 0, 0])) - complex_.frame.from_frame(np.zeros(3))
    turn = Rotation.from_rotvec(np.pi * axis / np.linalg.norm(axis))
    copy = model[0][complex_.chain.name].clone()
    copy.name = "X"
    for residue in copy:
        residue.subchain = "Xxp"
        for atom in residue:
            atom.pos = gemmi.Position(*(turn.apply(np.array(atom.pos.tolist()) - centre) + centre))
    model[0].add_chain(copy)
    path = tmp_path_factory.mktemp("copies") / "copies.pdb"
    model.write_pdb(str(path))
    return find_complexes(read_structure(path))[0]


def test_contacts_with_another_copy_in_the_file_are_marked_as_a_neighbours(two_copies):
    first, second = two_copies
    assert {(c.chain.name, tuple(copy.name for copy in c.copies)) for c in two_copies} == {
        (first.chain.name, ("X",)), ("X", (first.chain.name,)),
    }  # fmt: skip
    rows = list(Contacts().rows(Groove(first)))
    beside = [row for row in rows if row.symmetry == "chain X"]
    assert beside
    assert {row.symmetry for row in rows} == {"", "chain X"}
    assert {row.auth_chain for row in beside} == {"X"}
    assert {row.auth_chain for row in rows if not row.symmetry} == {first.chain.name}
    # Positions are those of the other copy, which has the numbers of this one.
    assert all(row.position == second.position_of.get(row_residue(second, row)) for row in beside)
    assert any(row.position is not None for row in beside)
    # What the second copy's own complex has of the same occupant is the same.
    own = [r for r in Contacts().rows(Groove(second)) if not r.symmetry and r.occupant == beside[0].occupant]
    if own:
        assert sorted(map(_plain, own)) == sorted(map(_plain, beside))


def test_another_copy_without_a_groove_is_a_neighbour_too(two_copies, tmp_path):
    model = gemmi.read_structure(two_copies[0].structure.path)
    chain = model[0]["X"]
    second = two_copies[1]
    helix = {second.structure.residues[second.residue_at[p]].auth_seq_id for p in range(559, 573)}
    for i in reversed(range(len(chain))):
        if chain[i].seqid.num in helix:
            del chain[i]
    model.write_pdb(str(tmp_path / "cut.pdb"))
    complexes, failures = find_complexes(read_structure(tmp_path / "cut.pdb"))
    assert [c.chain.name for c in complexes] == [two_copies[0].chain.name]
    assert len(failures) == 1
    assert [copy.name for copy in complexes[0].copies] == ["X"]
    marked = {row.auth_chain for row in Contacts().rows(Groove(complexes[0])) if row.symmetry == "chain X"}
    assert marked == {"X"}


def row_residue(complex_, row):
    return next(
        r.index
        for r in complex_.structure.residues
        if (r.auth_chain, r.auth_seq_id) == (row.auth_chain, row.auth_seq_id)
    )


def _plain(row):
    return (row.auth_seq_id, row.atom, row.occupant_auth_seq_id, row.occupant_atom, row.type, round(row.distance, 4))


@pytest.mark.parametrize(("entry", "occupant"), [("composite_lmb", "inhibitor"), ("3gjx", "cargo")])
def test_prolif_finds_no_more_where_it_is_asked_of_every_pair(complexes_of, entry, occupant):
    """Where it is not asked, because what it looks for is not near, it would find nothing."""
    (complex_,) = complexes_of(entry)[:1]
    groove, builder = Groove(complex_), Groove(complex_).residues
    xyz, names = groove.structure.atoms.xyz, groove.structure.atoms.name
    own = next(o for o in complex_.occupants if o.kind == occupant)
    sides = groove.receptor, groove.structure.atom_indices(own.residues)
    residues = []
    for side, other in (sides, sides[::-1]):
        near = side[cKDTree(xyz[other]).query(xyz[side])[0] < 6.5]
        residues.append(sorted(set(groove.structure.atoms.residue[near].tolist())))
    first, second, distance = (
        values.ravel() for values in (*np.meshgrid(*sides, indexing="ij"), cdist(*(xyz[side] for side in sides)))
    )
    near = distance <= 6.5
    found = {}
    for c in typed_contacts(builder, xyz, first[near], second[near], distance[near]):
        pair_of = tuple(int(groove.structure.atoms.residue[atom]) for atom in (c.atom, c.partner_atom))
        found.setdefault(pair_of, {})[c.atom, c.partner_atom, c.type] = c.distance
    kinds = set()
    for pair_of in itertools.product(*residues):
        receptor, partner = (builder.build(residue) for residue in pair_of)
        if receptor is None or partner is None:
            continue
        expected = {}
        for name, interaction in interactions().items():
            for hit in interaction.detect(partner, receptor):
                ends = tuple(
                    min(builder.atoms_of(r)[_named(name, side, hit["indices"][side])], key=lambda i: (names[i], i))
                    for r, side in zip(pair_of, ("protein", "ligand"), strict=True)
                )
                key = (*map(int, ends), TYPES[name])
                expected[key] = min(expected.get(key, np.inf), hit["distance"])
        assert found.pop(pair_of, {}) == expected
        kinds |= {kind for *_, kind in expected}
    assert not found
    assert kinds >= {"hydrophobic", "ionic"}
