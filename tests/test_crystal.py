"""Symmetry images against all images that there are."""

from __future__ import annotations

from dataclasses import replace

import gemmi
import numpy as np
import pytest

from conftest import structure_from
from nesgroove.measure.groove import Settings
from nesgroove.model.crystal import SAME_PLACE, images_near
from nesgroove.model.structure import Crystal


def by_hand(structure, centre, radius, atoms, cells=2):
    """Every operator, every lattice shift up to some cells away, every atom."""
    crystal = structure.crystal
    xyz = structure.atoms.xyz[atoms]
    steps = np.stack(np.meshgrid(*[np.arange(-cells, cells + 1)] * 3), axis=-1).reshape(-1, 3)
    found = set()
    for rotation, translation in ((r, t) for _, r, t in crystal.operators):
        base = (xyz @ crystal.fractional.T) @ rotation.T + translation
        for step in steps:
            moved = (base + step) @ crystal.orthogonal.T
            near = (np.linalg.norm(moved - centre, axis=1) < radius) & (
                np.linalg.norm(moved - xyz, axis=1) > SAME_PLACE
            )
            found |= {(int(a), *np.round(p, 3)) for a, p in zip(atoms[near], moved[near], strict=True)}
    return found


def ours(structure, centre, radius, atoms):
    images = images_near(structure, centre, radius, atoms)
    return {(int(a), *np.round(p, 3)) for a, p in zip(images.atom, images.xyz, strict=True)}


@pytest.mark.parametrize("entry", ["4hb2", "3nc1", "3wyf", "3m1i"])
@pytest.mark.parametrize("radius", [12.0, 30.0])
def test_images_are_all_that_there_are(structure_of, entry, radius):
    structure = structure_of(entry)
    atoms = np.flatnonzero(structure.atoms.name == "CA")
    counts = []
    for number in (0, len(atoms) // 3, len(atoms) - 1):
        centre = structure.atoms.xyz[atoms[number]]
        expected = by_hand(structure, centre, radius, atoms)
        assert ours(structure, centre, radius, atoms) == expected
        counts.append(len(expected))
    assert radius < 20 or max(counts) > 0


def test_radius_beyond_half_a_cell_still_finds_all(structure_of):
    structure = structure_of("3wyf")
    atoms = np.flatnonzero(structure.atoms.name == "CA")[::10]
    centre = structure.atoms.xyz[atoms[0]]
    expected = by_hand(structure, centre, 60.0, atoms)
    assert ours(structure, centre, 60.0, atoms) == expected
    assert len(expected) > 100


def test_where_the_cell_does_not_suit_its_group_all_images_are_there_as_well(structure_of):
    structure = structure_of("4hb2")
    atoms = np.flatnonzero(structure.atoms.name == "CA")[:400]
    edges = np.diag((60.0, 180.0, 110.0))
    turned = np.array([(0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)])
    crystal = Crystal(orthogonal=edges, fractional=np.linalg.inv(edges), operators=(("y,z,x", turned, np.zeros(3)),))
    structure, counts = replace(structure, crystal=crystal), []
    for centre in structure.atoms.xyz[atoms[::40]]:
        expected = by_hand(structure, centre, 12.0, atoms, cells=4)
        assert ours(structure, centre, 12.0, atoms) == expected
        counts.append(len(expected))
    assert max(counts) > 0


def test_atoms_far_away_and_without_coordinates_change_nothing_for_the_others(structure_of):
    structure = structure_of("4hb2")
    atoms = np.flatnonzero(structure.atoms.name == "CA")
    centre, xyz = structure.atoms.xyz[atoms[50]], structure.atoms.xyz.copy()
    xyz[atoms[7]], xyz[atoms[100]] = (3e5, -2e5, 0.0), np.nan
    moved = replace(structure, atoms=replace(structure.atoms, xyz=xyz))
    own = {image for image in ours(structure, centre, 30.0, atoms) if image[0] not in (atoms[7], atoms[100])}
    assert {image for image in ours(moved, centre, 30.0, atoms) if image[0] != atoms[7]} == own
    assert len(own) > 20


@pytest.mark.parametrize("entry", ["4hb2", "3wyf"])
def test_images_are_those_of_gemmi(structure_of, path_of, entry):
    structure = structure_of(entry)
    model = gemmi.read_structure(str(path_of(entry)))
    atoms = np.flatnonzero(structure.atoms.name == "CA")
    search = gemmi.NeighborSearch(model[0], model.cell, 25).populate()
    for number in range(0, len(atoms), 300):
        centre = structure.atoms.xyz[atoms[number]]
        theirs = set()
        for mark in search.find_atoms(gemmi.Position(*centre), radius=15.0):
            cra = mark.to_cra(model[0])
            # gemmi keeps its marks within one cell.
            here = np.array(model.cell.find_nearest_pbc_position(gemmi.Position(*centre), mark.pos, 0).tolist())
            # gemmi counts lattice translations as image 0 like the atom itself: told by where it lies. Of
            # alternates it gives every one, we the one that is kept.
            if cra.atom.name == "CA" and np.linalg.norm(here - cra.atom.pos.tolist()) > SAME_PLACE:
                theirs.add((cra.chain.name, str(cra.residue.seqid), *np.round(here, 1)))
        mine = set()
        images = images_near(structure, centre, 15.0, atoms)
        for atom, xyz in zip(images.atom, images.xyz, strict=True):
            residue = structure.residues[structure.atoms.residue[atom]]
            mine.add((residue.auth_chain, residue.number, *np.round(xyz, 1)))
        assert {key[:2] for key in mine} == {key[:2] for key in theirs}
        assert len(mine) <= len(theirs)


def cubic(structure, edge=20.0, triplets=("x,y,z",)):
    operators = []
    for triplet in triplets:
        op = gemmi.Op(triplet)
        operators.append((triplet, np.array(op.rot) / op.DEN, np.array(op.tran) / op.DEN))
    return replace(structure, crystal=Crystal(np.eye(3) * edge, np.eye(3) / edge, tuple(operators)))


@pytest.fixture
def one_atom():
    def make(xyz, **crystal):
        return cubic(structure_from([("ALA", "polymer", [("CA", "C", xyz)])]), **crystal)

    return make


@pytest.mark.parametrize(("radius", "neighbours"), [(19.9, 0), (20.1, 6), (28.5, 18), (34.7, 26)])
def test_lattice_translations_of_the_atom_itself_are_images(one_atom, radius, neighbours):
    structure = one_atom((3.0, 4.0, 5.0))
    assert len(images_near(structure, np.array((3.0, 4.0, 5.0)), radius, np.array([0]))) == neighbours


def test_operator_and_shift_are_named_as_in_pdb_files(one_atom):
    structure = one_atom((1.0, 1.0, 1.0), triplets=("x,y,z", "-x,-y,z"))
    (image,) = (images_near(structure, np.array((-1.0, -1.0, 1.0)), 1.0, np.array([0])),)
    assert image.operator.tolist() == ["2_555"]
    image = images_near(structure, np.array((39.0, -1.0, 21.0)), 1.0, np.array([0]))
    assert image.operator.tolist() == ["2_756"]
    assert image.xyz == pytest.approx(np.array([[39.0, -1.0, 21.0]]))
    far = images_near(structure, np.array((121.0, 1.0, 1.0)), 1.0, np.array([0]))
    assert far.operator.tolist() == ["1_+6,+0,+0"]


def test_atom_on_a_special_position_is_no_image_of_itself(one_atom):
    structure = one_atom((0.0, 0.0, 7.0), triplets=("x,y,z", "-x,-y,z"))
    assert len(images_near(structure, np.array((0.0, 0.0, 7.0)), 5.0, np.array([0]))) == 0
    beside = one_atom((0.1, 0.0, 7.0), triplets=("x,y,z", "-x,-y,z"))
    assert len(images_near(beside, np.array((0.0, 0.0, 7.0)), 5.0, np.array([0]))) == 1


@pytest.mark.shared_values
def test_without_a_crystal_there_are_no_images(structure_of, survey_of):
    structure = structure_of("3gjx")
    assert len(images_near(structure, structure.atoms.xyz[0], 50.0, np.arange(100))) == 0
    assert survey_of("3gjx").one("complexes").symmetry_in_groove == ""
    assert survey_of("4hb2").one("complexes").symmetry_in_groove == "no"


@pytest.mark.shared_values
def test_symmetry_mate_in_the_pockets_is_the_cargo(structure_of, complexes_of, measured):
    # 3gjx in a made-up P1 cell whose a axis carries snurportin's anchors into the next copy's groove: here the
    # cargo is cut off and put one cell away.
    structure, (complex_,) = structure_of("3gjx"), complexes_of("3gjx")
    cargo = structure.atom_indices(complex_.occupants[0].residues)
    edge = 300.0
    xyz = structure.atoms.xyz.copy()
    xyz[cargo] += (edge, 0, 0)
    away = replace(structure, atoms=replace(structure.atoms, xyz=xyz))
    found = measured(cubic(away, edge=edge), Settings())
    row = found.one("complexes")
    assert (row.symmetry_in_groove, row.cargo_chain, row.cargo_symmetry) == ("yes", "E", "1_455")
    assert found.table("occupancy")
    assert not measured(away, Settings()).one("complexes").symmetry_in_groove
