"""What lies in the groove by symmetry: a crystal of which the file has the cargo elsewhere, against its assembly."""

from __future__ import annotations

from dataclasses import replace

import gemmi
import numpy as np
import pytest

from nesgroove.identify.by_symmetry import occupant_by_symmetry
from nesgroove.identify.complexes import find_complexes
from nesgroove.identify.divide import divide
from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Settings
from nesgroove.model.crystal import images_near, with_image
from nesgroove.model.structure import Crystal
from nesgroove.survey.entry import survey
from nesgroove.survey.superposed import superposed_cif

ENDINGS = [".cif", ".pdb"]
CELL = (180.0, 190.0, 200.0, 90.0, 105.0, 90.0)
ELSEWHERE = {"cargo_symmetry", "inhibitor_symmetry", "symmetry_in_groove", "sha256", "symmetry"}
"""Columns that say where an occupant is in the file."""

AREAS = ("footprint", "geometry", "occupancy", "occupant_atoms", "pockets")


def crystal(structure, group="P 1 21 1"):
    structure.cell = gemmi.UnitCell(*CELL)
    structure.spacegroup_hm = group


def away(structure, chosen, *, operator=1, shift=(0, 1, -1)):
    """Move residues so that an image of them, by an operator and a lattice shift, is where they were."""
    back = structure.find_spacegroup().operations().sym_ops[operator].inverse()
    for residue in chosen:
        for atom in residue:
            fraction = structure.cell.fractionalize(atom.pos)
            image = back.apply_to_xyz([x - s for x, s in zip(fraction.tolist(), shift, strict=True)])
            atom.pos = structure.cell.orthogonalize(gemmi.Fractional(*image))


def residues_of(structure, name):
    return [r for c in structure[0] for r in c if c.name == name or r.name == name]


@pytest.fixture
def files(edited):
    """The assembly and the crystal of a structure: the same atoms, one chain or ligand of the crystal elsewhere."""

    def write(name, moved, ending=".cif", **how):
        def assembly(structure):
            crystal(structure, how.get("group", "P 1 21 1"))

        def unit(structure):
            assembly(structure)
            away(structure, residues_of(structure, moved), **{k: v for k, v in how.items() if k != "group"})

        return [edited(name, change, as_name=kind, ending=ending) for kind, change in (("a", assembly), ("b", unit))]

    return write


def rows_of(path):
    """All rows without names of the entry and of where an occupant is in the file."""
    rows: dict[str, list] = {}
    for row in survey(read_structure(path, entry="made"), Settings()):
        values = {k: v for k, v in row.model_dump().items() if k not in ELSEWHERE}
        if row.table != "problems":
            rows.setdefault(row.table, []).append(values)
    return rows


def assert_same(first, second):
    assert set(first) == set(second)
    for table, rows in first.items():
        assert len(rows) == len(second[table]), table
        for one, other in zip(rows, second[table], strict=True):
            for column, value in one.items():
                # Coordinates in a file have three decimals: lengths agree to 0.01 A, areas to a test point or two.
                expected = (
                    pytest.approx(value, abs=0.3 if table in AREAS else 0.02, rel=0.01)
                    if isinstance(value, float)
                    else value
                )
                assert other[column] == expected, (table, column)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("name", "moved"), [("phantom_cargo_1c", "D"), ("phantom_cargo_1a_minus", "D"), ("phantom_v6a", "V6A")]
)
def test_crystal_gives_what_its_assembly_gives(files, name, moved, ending):
    assembly, unit = files(name, moved, ending)
    assert_same(rows_of(assembly), rows_of(unit))


@pytest.mark.slow
@pytest.mark.shared_values
@pytest.mark.parametrize("ending", ENDINGS)
def test_snurportin_by_symmetry(files, ending):
    assembly, unit = files("3gjx", "E", ending)
    assert_same(rows_of(assembly), rows_of(unit))


@pytest.mark.parametrize(
    ("how", "operator"),
    [
        ({}, "2_564"), ({"shift": (0, 0, 0)}, "2_555"), ({"operator": 0, "shift": (1, 0, 0)}, "1_655"),
    ],
)  # fmt: skip
def test_operator_is_told_and_the_cargo_is_drawn_where_it_lies(files, how, operator):
    assembly, unit = files("phantom_cargo_1c", "D", **how)
    structure = read_structure(unit)
    (complex_,), _ = find_complexes(structure)
    (cargo,) = complex_.occupants
    assert (cargo.kind, cargo.name, cargo.symmetry) == ("cargo", "D", operator)
    rows = survey(structure, Settings())
    (row,) = [r for r in rows if r.table == "complexes"]
    assert (row.cargo_chain, row.cargo_symmetry, row.symmetry_in_groove) == ("D", operator, "yes")
    (note,) = [r for r in rows if r.table == "problems" and "by symmetry" in r.message]
    assert (note.severity, operator in note.message) == ("note", True)
    (whole,), _ = find_complexes(read_structure(assembly))
    lines = [[line for line in superposed_cif(c).splitlines() if line.startswith("ATOM")] for c in (complex_, whole)]
    drawn = [np.array([line.split()[10:13] for line in part if " D " in line], dtype=float) for part in lines]
    assert len(drawn[0]) == len(drawn[1]) > 0
    assert drawn[0] == pytest.approx(drawn[1], abs=0.005)


def test_what_is_in_the_file_comes_first(files):
    assembly, _ = files("phantom_cargo_1c", "D")
    (complex_,), _ = find_complexes(read_structure(assembly))
    assert [o.symmetry for o in complex_.occupants] == [""]


@pytest.mark.parametrize(("kinds", "cargo"), [(("xpo1", "ran"), False), ((), True)])
def test_image_of_xpo1_is_a_neighbour_and_no_cargo(edited, kinds, cargo):
    # Lattice points so near that the next molecule lies in the groove of this one: by place alone it would be a cargo.
    # Files with such a cell are read without it.
    edges = np.diag([12.0, 400.0, 400.0])
    lattice = Crystal(edges, np.linalg.inv(edges), (("x,y,z", np.eye(3), np.zeros(3)),))
    structure = replace(read_structure(edited("phantom_closed", lambda structure: None)), crystal=lattice)
    (row,) = [r for r in survey(structure, Settings()) if r.table == "complexes"]
    assert (row.cargo_chain, row.cargo_symmetry, row.symmetry_in_groove) == ("", "", "yes")
    told = [r for r in survey(structure, Settings()) if r.table == "problems" and "lie in the pockets" in r.message]
    assert len(told) == 1
    (complex_,), _ = find_complexes(structure)
    assert (occupant_by_symmetry(complex_, divide(structure), kinds) is not None) == cargo


@pytest.mark.parametrize("how", ["no cell", "other place"])
def test_nothing_is_moved_without_an_image_in_the_groove(edited, how):
    def change(structure):
        crystal(structure)
        away(structure, residues_of(structure, "D"))
        if how == "no cell":
            structure.cell, structure.spacegroup_hm = gemmi.UnitCell(), ""
        else:
            for residue in residues_of(structure, "D"):
                for atom in residue:
                    atom.pos = gemmi.Position(atom.pos.x + 40.0, atom.pos.y, atom.pos.z)

    structure = read_structure(edited("phantom_cargo_1c", change))
    (complex_,), _ = find_complexes(structure)
    assert complex_.occupants == ()
    assert complex_.structure is structure


def test_image_that_fills_one_pocket_is_no_cargo(edited):
    def change(structure):
        crystal(structure)
        # All but the anchor of P4: the last residue with its neighbours.
        chain = structure[0]["D"]
        for _ in range(len(chain) - 3):
            del chain[0]
        away(structure, residues_of(structure, "D"))

    (complex_,), _ = find_complexes(read_structure(edited("phantom_cargo_1c", change)))
    assert complex_.occupants == ()


def test_image_is_where_the_neighbour_search_has_it(files):
    _, unit = files("phantom_cargo_1c", "D")
    structure = read_structure(unit)
    (cargo,) = [c for c in structure.chains if c.name == "D"]
    atoms = structure.atom_indices(cargo.residues)
    images = images_near(structure, structure.atoms.xyz[0], 60.0, atoms)
    assert len(images)
    for operator in set(images.operator.tolist()):
        moved = with_image(structure, cargo.residues, operator)
        chosen = images.operator == operator
        assert moved.atoms.xyz[images.atom[chosen]] == pytest.approx(images.xyz[chosen])
        others = np.setdiff1d(np.arange(len(structure.atoms)), atoms)
        assert (moved.atoms.xyz[others] == structure.atoms.xyz[others]).all()


def test_operator_that_is_not_there_is_an_error(files):
    _, unit = files("phantom_cargo_1c", "D")
    with pytest.raises(ValueError, match="no symmetry operator 9_555"):
        with_image(read_structure(unit), [0], "9_555")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("given", [True, False])
def test_copies_that_are_described_and_not_given_are_told(edited, ending, given):
    def change(structure):
        crystal(structure)
        turn = gemmi.Transform()
        turn.vec.fromlist([50.0, 0.0, 0.0])
        structure.ncs.append(gemmi.NcsOp(turn, "1", given))

    structure = read_structure(edited("phantom_cargo_1c", change, ending=ending))
    assert structure.copies_not_given == (0 if given else 1)
    told = [r for r in survey(structure, Settings()) if r.table == "problems" and "non-crystallographic" in r.message]
    assert len(told) == (0 if given else 1)
