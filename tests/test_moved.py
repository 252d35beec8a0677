"""The same molecules with other coordinates, and structures from MDAnalysis, are measured as from a file."""

from __future__ import annotations

import gemmi
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from nesgroove.errors import ReadError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.from_mdanalysis import heavy_rows, structure_from_universe
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.io.tables import format_table
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.pockets import grids_of
from nesgroove.measure.registry import records
from nesgroove.survey.entry import measured, survey

TURN = Rotation.from_euler("xyz", (20, -70, 110), degrees=True)


@pytest.fixture(scope="module")
def phantom(tmp_path_factory):
    (path,) = write_phantoms(tmp_path_factory.mktemp("moved"), ["phantom_v6a"])
    return path


def texts(rows, *, without=()):
    """Tables of some rows as text, without some columns."""
    found = {}
    for record in records():
        lines = format_table(record, [row for row in rows if row.table == record.table]).splitlines()
        keep = [i for i, name in enumerate(lines[0].split("\t")) if name not in without]
        found[record.table] = ["\t".join(line.split("\t")[i] for i in keep) for line in lines]
    return found


def test_a_rotated_frame_of_the_same_molecule_gives_the_same_tables(phantom):
    structure = read_structure(phantom)
    groove = Groove(find_complexes(structure)[0][0])
    first = texts(measured(groove))
    turned = groove.with_xyz(TURN.apply(structure.atoms.xyz) + np.array((30.0, -20.0, 5.0)))
    assert texts(measured(turned)) == first
    # What was measured before stays as it was.
    assert texts(measured(groove)) == first


def test_another_frame_is_measured_anew_with_the_same_identification_and_chemistry(phantom):
    structure = read_structure(phantom)
    groove = Groove(find_complexes(structure)[0][0])
    before = {row.pocket: row for row in measured(groove) if row.table == "occupancy"}
    ligand = structure.atom_indices(groove.complex.occupants[0].residues)
    xyz = structure.atoms.xyz.copy()
    xyz[ligand] += 60.0 * groove.complex.frame.rotation[2]  # out of the groove, towards the solvent
    away = groove.with_xyz(xyz)
    rows = list(measured(away))
    after = {row.pocket: row for row in rows if row.table == "occupancy"}
    assert before["P3"].filled > 0.2
    assert {row.filled for row in after.values()} == {0.0}
    assert away.complex.occupants[0].atoms_near_pockets == 0
    assert groove.complex.occupants[0].atoms_near_pockets > 10
    # The bond that the file records is still there, at its new length, and its atoms are still looked up.
    (bond,) = [row for row in rows if row.table == "covalent"]
    assert bond.length > 50
    assert (bond.in_file, bond.by_distance) == ("yes", "no")
    assert away.residues._kinds is groove.residues._kinds


def test_coordinates_of_another_number_of_atoms_are_refused(phantom):
    structure = read_structure(phantom)
    groove = Groove(find_complexes(structure)[0][0])
    for wrong in (structure.atoms.xyz[:-1], structure.atoms.xyz.T):
        with pytest.raises(ValueError, match="coordinates of shape"):
            groove.with_xyz(wrong)


def test_what_is_shared_is_made_once_and_what_is_known_is_not_made(phantom):
    groove = Groove(find_complexes(read_structure(phantom))[0][0])
    calls = []

    def counted(_groove, number):
        calls.append(number)
        return number

    assert [groove.once(counted, 1), groove.once(counted, 1), groove.once(counted, 2)] == [1, 1, 2]
    assert calls == [1, 2]
    grids = groove.once(grids_of)
    other = groove.with_xyz(groove.structure.atoms.xyz)
    other.keep(grids, grids_of)
    assert other.once(grids_of) is grids


def universe_of(path, directory, *, hydrogens=False):
    """The same file in PDB format, read by MDAnalysis."""
    import MDAnalysis

    structure = gemmi.read_structure(str(path))
    structure.setup_entities()
    if hydrogens:
        residue = structure[0]["C"][5]
        atom = residue[0].clone()
        atom.name, atom.element = "H", gemmi.Element("H")
        residue.add_atom(atom)
    written = directory / "phantom.pdb"
    structure.write_pdb(str(written))
    return MDAnalysis.Universe(str(written)), written


FROM_FILE = ("label_chain", "label_seq_id", "occupant_label_chain", "occupant_label_seq_id")
"""Ids that a universe does not have."""


@pytest.mark.parametrize("name", ["phantom_v6a", "phantom_cargo_1c"])
def test_a_universe_is_measured_as_the_file_it_was_read_from(tmp_path, name):
    (path,) = write_phantoms(tmp_path, [name])
    universe, written = universe_of(path, tmp_path, hydrogens=True)
    read = read_structure(written)
    structure = structure_from_universe(universe, entry="phantom", source_kind=read.source_kind)
    assert (structure.hydrogens, len(structure.atoms)) == (1, len(read.atoms))
    np.testing.assert_allclose(structure.atoms.xyz, read.atoms.xyz, atol=1e-3)
    without = (*FROM_FILE, "title", "sha256", "method", "phantom", "deletions")
    ours, theirs = (texts(survey(s, Settings()), without=without) for s in (structure, read))
    # A universe has no header, and this one no record of the bond.
    for table in ("problems", "covalent"):
        ours.pop(table), theirs.pop(table)
    assert ours == theirs


def test_the_rows_of_the_next_frame_are_those_of_the_structure(tmp_path, phantom):
    universe, _ = universe_of(phantom, tmp_path, hydrogens=True)
    structure = structure_from_universe(universe, entry="phantom")
    rows = heavy_rows(universe)
    universe.atoms.positions = universe.atoms.positions + np.array((1.0, 2.0, 3.0), dtype=np.float32)
    moved = structure.with_xyz(universe.atoms.positions[rows])
    np.testing.assert_allclose(moved.atoms.xyz - structure.atoms.xyz, [[1.0, 2.0, 3.0]] * len(rows), atol=1e-4)


def test_bonds_of_the_topology_are_recorded_and_those_of_the_chain_are_not(tmp_path, phantom):
    universe, _ = universe_of(phantom, tmp_path)
    sulphur = universe.select_atoms("chainID C and resid 528 and name SG")[0]
    carbon = universe.select_atoms("resname V6A and name C11")[0]
    peptide = [
        universe.select_atoms(f"chainID C and resid {number} and name {name}")[0]
        for number, name in ((530, "C"), (531, "N"))
    ]
    universe.add_TopologyAttr("bonds", [(sulphur.ix, carbon.ix), (peptide[0].ix, peptide[1].ix)])
    structure = structure_from_universe(universe, entry="phantom")
    (bond,) = structure.bonds
    assert {str(structure.atoms.name[i]) for i in (bond.first, bond.second)} == {"SG", "C11"}
    assert bond.length == pytest.approx(1.81, abs=0.01)
    (row,) = [row for row in survey(structure, Settings()) if row.table == "covalent"]
    assert (row.in_file, row.by_distance) == ("yes", "yes")


def test_a_universe_without_names_is_refused():
    import MDAnalysis

    with pytest.raises(ReadError, match="no names"):
        structure_from_universe(MDAnalysis.Universe.empty(3, trajectory=True), entry="nameless")
