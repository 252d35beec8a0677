"""Types of contacts between residues that the test puts at a stated distance, with ideal bond lengths and angles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from conftest import structure_from
from nesgroove.chem.radii import BONDI
from nesgroove.chem.residues import ResidueBuilder
from nesgroove.measure.contact_detection import CLASH_FRACTION, contacts, image_contacts
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
    assert types("LYS", "NZ", "ASP", "OD2", 2.4) == {"ionic"}


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


def test_image_residue_that_is_not_whole_has_no_typed_contacts():
    structure, _ = pair("LYS", "NZ", "ASP", "OD2", 2.8)
    tip = np.flatnonzero(structure.atoms.name == "NZ")
    images = ImageAtoms(tip, structure.atoms.xyz[tip], np.full(1, "3_455"))
    assert {c.type for c in image_contacts(structure, ResidueBuilder(structure, {}), images, [1])} == {"van_der_waals"}
