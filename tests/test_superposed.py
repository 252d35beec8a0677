"""Complexes in the groove frame, as files: what they hold, and that other programs read the same."""

from __future__ import annotations

import gzip
from dataclasses import replace

import gemmi
import numpy as np
import pytest

from nesgroove.model.frame import groove_frame
from nesgroove.model.target import XPO1
from nesgroove.show.scene.load import load_scene, load_scenes, smallest_ring
from nesgroove.survey.superposed import superposed_cif, write_superposed


@pytest.mark.parametrize("name", ["3gjx", "3wyf", "composite_a1cbd", "model_pkia"])
def test_a_superposed_complex_lies_in_the_groove_frame(name, complexes_of, tmp_path):
    for complex_, path in zip(complexes_of(name), write_superposed(tmp_path, complexes_of(name)), strict=True):
        read = gemmi.read_structure(str(path))
        chain = read[0][complex_.chain.name]
        ca = {}
        for position, index in complex_.residue_at.items():
            record = complex_.structure.residues[index]
            residue = chain[f"{record.auth_seq_id}{record.ins_code}"][0]
            if "CA" in residue:
                ca[position] = np.array(residue["CA"][0].pos.tolist())
        frame = groove_frame(ca)
        assert frame.rotation == pytest.approx(np.eye(3), abs=1e-4)
        assert np.mean([ca[p] for p in XPO1.origin_positions], axis=0) == pytest.approx(np.zeros(3), abs=1e-3)


def test_all_atoms_of_the_complex_are_in_it_and_no_others(complexes_of, tmp_path):
    first, second = complexes_of("3wyf")
    read = gemmi.read_structure(str(write_superposed(tmp_path, [first])[0]))
    wanted = {m.name for m in first.molecules if not m.name.count(":")}
    assert {chain.name for chain in read[0]} == wanted
    assert second.chain.name not in wanted
    atoms = first.structure.atom_indices([i for m in first.molecules for i in m.residues])
    assert read[0].count_atom_sites() == len(atoms)


def test_bond_and_bond_orders_are_written(complexes_of):
    block = gemmi.cif.read_string(superposed_cif(complexes_of("composite_a1cbd")[0])).sole_block()
    bonds = [
        list(row) for row in block.find("_struct_conn.", ["conn_type_id", "ptnr1_auth_seq_id", "ptnr2_label_comp_id"])
    ]
    assert bonds == [["covale", "539", "A1CBD"]]
    orders = {row.str(0) for row in block.find("_chem_comp_bond.", ["value_order"])}
    assert orders >= {"sing", "doub"}


def test_a_bond_that_the_sulphur_added_to_is_single(complexes_of):
    """K76 keeps C=C in the dictionary; bonded it is a single bond. Unbonded G6U keeps its own."""
    block = gemmi.cif.read_string(superposed_cif(complexes_of("composite_k76")[0])).sole_block()
    end = block.find_value("_struct_conn.ptnr2_label_atom_id") or next(
        row.str(0) for row in block.find("_struct_conn.", ["ptnr2_label_atom_id"])
    )
    columns = ["atom_id_1", "atom_id_2", "value_order"]
    at_end = {row.str(2) for row in block.find("_chem_comp_bond.", columns) if end in (row.str(0), row.str(1))}
    assert at_end == {"sing"}
    free = gemmi.cif.read_string(superposed_cif(complexes_of("composite_g6u")[0])).sole_block()
    assert not free.find("_struct_conn.", ["id"])


def test_the_same_complex_gives_the_same_bytes(complexes_of, tmp_path):
    one = write_superposed(tmp_path / "a", complexes_of("4hb2"))[0].read_bytes()
    assert write_superposed(tmp_path / "b", complexes_of("4hb2"))[0].read_bytes() == one
    assert gzip.decompress(one).startswith(b"data_4hb2-C")


def test_numbers_are_written_as_they_are_and_what_is_not_given_as_unknown(complexes_of):
    """No minus before a zero; occupancies and B factors that the file lacks are no numbers."""
    (complex_,) = complexes_of("composite_g6u")
    structure = complex_.structure
    lacking = np.full_like(structure.atoms.occupancy, np.nan)
    atoms = replace(structure.atoms, occupancy=lacking, b_factor=lacking + 0.0)
    frame = complex_.frame
    xyz = frame.to_frame(atoms.xyz)
    first = min(index for molecule in complex_.molecules for index in molecule.residues)
    xyz[structure.residues[first].start] = (-0.0004, 12.0001, -7.25)
    atoms = replace(atoms, xyz=frame.from_frame(xyz))
    text = superposed_cif(replace(complex_, structure=replace(structure, atoms=atoms)))
    block = gemmi.cif.read_string(text).sole_block()
    tags = ["Cartn_x", "Cartn_y", "Cartn_z", "occupancy", "B_iso_or_equiv", "label_alt_id"]
    rows = [tuple(row) for row in block.find("_atom_site.", tags)]
    assert rows[0] == ("0.000", "12.000", "-7.250", "?", "?", ".")
    assert {row[3:] for row in rows} == {("?", "?", ".")}
    given = [
        tuple(row) for row in gemmi.cif.read_string(superposed_cif(complex_)).sole_block().find("_atom_site.", tags)
    ]
    assert len(given) == len(rows)
    assert not any("?" in row for row in given)


def test_chains_without_label_numbers_are_counted_through(complexes_of):
    """3gjx as given has no label_seq_id: viewers would draw no chain."""
    block = gemmi.cif.read_string(superposed_cif(complexes_of("3gjx")[0])).sole_block()
    rows = block.find("_atom_site.", ["auth_asym_id", "auth_seq_id", "label_seq_id"])
    of_cargo = list(dict.fromkeys((int(r.str(1)), int(r.str(2))) for r in rows if r.str(0) == "E"))
    assert [label for _, label in of_cargo] == list(range(1, len(of_cargo) + 1))


def test_scene_of_a_bonded_inhibitor(real_tables):
    scene = load_scene(real_tables, "composite_v6a-C")
    (bond,) = scene.bonds
    assert (bond.site.residue.label, bond.site.name, bond.other.residue.label) == ("C539", "SG", "V6A")
    assert np.linalg.norm(np.subtract(bond.site.xyz, bond.other.xyz)) == pytest.approx(bond.length, abs=0.006)
    assert scene.compound == "selinexor"
    assert scene.site is not None
    assert scene.site.position == 528
    assert len(scene.lining) == 19
    assert {len(helix) for helix in scene.helices.values()} == {21, 16, 14, 18}
    assert not scene.anchors


def test_lines_of_contacts_are_as_long_as_the_table_says(real_tables):
    """Between atoms, and between the centres of rings: found here by other means than where they were measured."""
    contacts = [contact for scene in load_scenes(real_tables) for contact in scene.contacts]
    assert {"hydrogen_bond", "hydrophobic", "pi_stacking", "covalent"} <= {contact.type for contact in contacts}
    for contact in contacts:
        assert np.linalg.norm(np.subtract(contact.start, contact.end)) == pytest.approx(contact.distance, abs=0.01)


def test_scene_of_a_cargo(real_tables):
    scene = load_scene(real_tables, "3gjx-D")
    assert [a.residue.label for a in scene.anchors] == ["M1", "L4", "L8", "F12", "V14"]
    (cargo,) = scene.occupants
    assert {"M1", "L4", "F12"} < {ref.label for ref in cargo.in_groove}
    assert len(cargo.in_groove) < 20 < len(cargo.residues)
    assert scene.partners == {"cargo": ("E",), "ran": ("F",)}


def test_a_scene_without_its_superposed_file_says_how_to_get_one(real_tables, tmp_path):
    from nesgroove.compare.tables import RunTables
    from nesgroove.errors import ConfigError

    run = RunTables.read(real_tables)
    with pytest.raises(ConfigError, match="not there"):
        load_scene(tmp_path, "3gjx-D", run)
    with pytest.raises(ConfigError, match="no complex 9xyz-A"):
        load_scene(real_tables, "9xyz-A", run)


def test_smallest_ring():
    angle = np.arange(6) * np.pi / 3
    hexagon = np.column_stack([1.39 * np.cos(angle), 1.39 * np.sin(angle), np.zeros(6)])
    tail = np.array([[2.9, 0, 0]])
    assert smallest_ring(np.vstack([hexagon, tail]), 2) == [0, 1, 2, 3, 4, 5]
    assert smallest_ring(np.vstack([hexagon, tail]), 6) == []
