"""What must not change a number: position in space, names, order, hydrogens, the number of processes."""

from __future__ import annotations

import itertools
from dataclasses import replace

import gemmi
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from conftest import moved
from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Settings
from nesgroove.measure.registry import records
from nesgroove.survey.run import measure_files

IDS = ("entry", "complex", "sha256")


def plain(found, *, without=IDS, decimals=None):
    """Rows as sorted text, some columns left out, numbers rounded where asked."""
    rows = []
    for row in found.rows:
        values = {name: value for name, value in row.model_dump().items() if name not in without}
        if decimals is not None:
            values = {n: round(v, decimals) + 0.0 if isinstance(v, float) else v for n, v in values.items()}
        rows.append(f"{row.table} {sorted(values.items())}")
    return sorted(rows)


def without_sum(found):
    sums = {row.sha256 for row in found.table("complexes")}
    return {name: _replace(text, sums) for name, text in found.texts().items()}


def _replace(text, sums):
    for checksum in sums:
        text = text.replace(checksum, "sha256")
    return text


@pytest.mark.parametrize("name", ["3gjx", "composite_k85", "phantom_cargo_1c", "phantom_v6a"])
@pytest.mark.parametrize("seed", [1, 2])
def test_rigid_motion_changes_no_number(structure_of, measured, name, seed):
    # Everything is measured in the groove frame, so that even what is counted on a grid is the same; 1e-3 of the
    # value is left for rounding, and for a voxel of 0.125 A^3 whose centre lies on a surface to the last digit.
    rotation = Rotation.random(random_state=seed).as_matrix()
    here = measured(replace(structure_of(name), crystal=None))
    there = measured(moved(structure_of(name), rotation, np.array((150.0, -80.0, 33.0)) * seed))
    assert len(here.rows) == len(there.rows)
    for record in records():
        off = [
            (record.table, column, value, getattr(second, column))
            for first, second in zip(here.table(record.table), there.table(record.table), strict=True)
            for column, value in first.model_dump().items()
            if not _same(column, value, getattr(second, column))
        ]
        assert off == []


def _same(column, value, other):
    if isinstance(value, float) and other is not None:
        return abs(value - other) <= 1e-3 * abs(value) + (0.2 if column in ON_GRID else 2e-3)
    return value == other or column == "lining"


@pytest.mark.shared_values
def test_mirror_image_is_no_groove(structure_of, measured):
    # The opposite of the test before: without it a survey that returned constants would pass.
    there = measured(moved(structure_of("3gjx"), np.diag((1.0, 1.0, -1.0)), np.zeros(3)))
    assert not there.table("complexes")
    assert "helix H11A is none" in there.one("problems", severity="error").message


def rename(structure):
    for old, new in (("E", "Q"), ("F", "RR"), ("D", "b")):
        structure[0].find_last_chain(old).name = new
    for chain, shift in (("Q", 300), ("b", 2000)):
        for residue in structure[0][chain]:
            residue.seqid.num += shift


ON_GRID = ("volume", "grid_sd", "volume_sd", "mouth_area")
LABELS = (
    "xpo1_chain", "cargo_chain", "ran_chain", "occupant", "residue", "occupant_residue", "auth_chain", "auth_seq_id",
    "occupant_auth_chain", "occupant_auth_seq_id", "molecule", "label_chain", "occupant_label_chain", "message",
    "title", "anchors_displaced", "reference", "resolution", "method", "label_seq_id", "occupant_label_seq_id",
)  # fmt: skip


@pytest.mark.shared_values
def test_new_chain_names_and_numbers_change_labels_only(edited, measured):
    same, renamed = (
        measured(read_structure(edited("3gjx", change, as_name=name)))
        for name, change in (("same", lambda _: None), ("renamed", rename))
    )
    assert renamed.one("complexes").complex == "renamed-b"
    assert renamed.one("anchors", pocket="P3").residue == "F312"
    assert renamed.one("complexes").cargo_chain == "Q"
    assert plain(renamed, without=(*IDS, *LABELS)) == plain(same, without=(*IDS, *LABELS))
    assert plain(renamed) != plain(same)


def shuffle_atoms(structure):
    random = np.random.default_rng(4)
    for residue in itertools.chain.from_iterable(structure[0]):
        order = random.permutation(len(residue))
        atoms = [residue[int(i)].clone() for i in order]
        while len(residue):
            del residue[0]
        for atom in atoms:
            residue.add_atom(atom)


def reverse_chains(structure):
    chains = [chain.clone() for chain in structure[0]]
    for chain in chains:
        structure[0].remove_chain(chain.name)
    for chain in reversed(chains):
        structure[0].add_chain(chain)


def add_hydrogens(structure):
    for residue in itertools.chain.from_iterable(structure[0]):
        for name in ("CA", "CB"):
            atom = residue.find_atom(name, "*")
            if atom is not None:
                hydrogen = gemmi.Atom()
                hydrogen.name, hydrogen.element = f"H{name[1:]}", gemmi.Element("H")
                hydrogen.pos = atom.pos + gemmi.Position(0.6, 0.6, 0.6)
                hydrogen.occ, hydrogen.b_iso = 1.0, 20.0
                residue.add_atom(hydrogen)


@pytest.mark.parametrize("change", [shuffle_atoms, reverse_chains, add_hydrogens])
@pytest.mark.parametrize(
    "name", [pytest.param("3gjx", marks=pytest.mark.shared_values), "composite_a1cbd", "phantom_cargo_1c"]
)
def test_order_and_hydrogens_change_nothing_at_all(edited, measured, name, change):
    same, changed = (measured(read_structure(edited(name, how, as_name="x"))) for how in (lambda _: None, change))
    assert same.one("complexes").sha256 != changed.one("complexes").sha256
    assert without_sum(changed) == without_sum(same)


@pytest.mark.shared_values
def test_insertion_codes_survive_to_the_tables(edited, measured):
    def change(structure):
        # Number the whole cargo 12, 12A, 12B ...: as antibodies and grafted peptides are.
        for letter, residue in zip("ABCDEFGHIJKLMNOPQRST", structure[0]["E"], strict=False):
            residue.seqid = gemmi.SeqId(12, letter)

    found = measured(read_structure(edited("3gjx", change)))
    anchors = [row.residue for row in sorted(found.table("anchors"), key=lambda row: row.pocket)]
    assert anchors == ["M12D", "L12G", "L12K", "F12O", "V12Q"]
    assert found.one("anchors", pocket="P3").ins_code == "O"
    oxygen = found.table("contacts", position=568, atom="NZ", type="hydrogen_bond", occupant_atom="O")
    assert {(row.occupant_residue, row.occupant_ins_code) for row in oxygen} == {("F12O", "O"), ("A12L", "L")}


@pytest.mark.parametrize(("component", "name"), [("A1CBD", "composite_a1cbd"), ("51K", "composite_51k")])
def test_long_and_digit_first_component_ids_reach_every_table(survey_of, component, name):
    found = survey_of(name)
    assert found.one("complexes").inhibitor == component
    assert found.one("covalent").inhibitor == component
    label = f"{component}:C:1108"
    assert {row.occupant for row in found.table("occupancy")} == {label}
    assert {row.occupant_residue for row in found.table("contacts", kind="inhibitor")} == {label}
    for table in ("complexes", "covalent", "occupancy", "contacts"):
        assert component in found.texts()[table]


@pytest.mark.parametrize(("share", "expected"), [((0.5, 0.5), "near"), ((0.4, 0.6), "far"), ((0.7, 0.3), "near")])
def test_alternate_location_that_is_kept_is_the_one_that_is_measured(edited, measured, share, expected):
    def change(structure):
        sulphur = structure[0]["A"][_at(structure[0]["A"], 528)].find_atom("SG", "*")
        second = sulphur.clone()
        sulphur.altloc, second.altloc = "A", "B"
        sulphur.occ, second.occ = share
        second.pos = sulphur.pos + gemmi.Position(0.0, 0.9, 0.9)
        structure[0]["A"][_at(structure[0]["A"], 528)].add_atom(second)

    here = measured(read_structure(edited("3nc1", lambda _: None, as_name="plain"))).value("chi1_528")
    found = measured(read_structure(edited("3nc1", change)))
    assert (found.value("chi1_528") == pytest.approx(here, abs=1e-6)) is (expected == "near")
    assert any("1 atoms in alternate locations left out" in row.message for row in found.table("problems"))


def _at(chain, number):
    return next(i for i, residue in enumerate(chain) if residue.seqid.num == number)


MISSING = "not measured because atoms are missing: "


def delete(number, atoms=None):
    def change(structure):
        chain = structure[0]["A"]
        place = _at(chain, number)
        if atoms is None:
            del chain[place]
            return
        for name in atoms:
            atom = chain[place].find_atom(name, "*")
            chain[place].remove_atom(name, atom.altloc, atom.element)

    return change


@pytest.mark.shared_values
@pytest.mark.parametrize(
    ("change", "site", "empty", "step", "message"),
    [
        (delete(525, ("CG", "CD1", "CD2")), "Cys free", ["clear_525_568"], "cavity", "L525 lacks CG CD1 CD2"),
        (delete(525, ("CB", "CG", "CD1", "CD2")), "Cys free", ["clear_525_568"],
         "geometry", MISSING + "clear_525_568"),
        (delete(528, ("SG",)), "Cys", ["clear_528_572"], "cavity", "C528 lacks SG"),
        (delete(520), "Cys free", [], "frame", "85 of 86 groove positions are in the file"),
        (delete(520, ("CA",)), "Cys free", [], None, None),
        (delete(571, ("OE1", "OE2")), "Cys free", ["k568_e571"], "geometry", MISSING + "k568_e571"),
        (delete(575, ("CA",)), "Cys free", ["ca_532_575"], "geometry", MISSING + "ca_532_575"),
    ],
    ids=["stub", "no side chain", "no SG", "no residue 520", "no CA 520", "no carboxylate", "no CA 575"],
)  # fmt: skip
def test_missing_atoms_are_said_and_the_rest_is_measured(edited, measured, change, site, empty, step, message):
    found = measured(read_structure(edited("3nc1", change)))
    row = found.one("complexes")
    assert row.site528 == site
    assert sorted(r.measure for r in found.table("geometry") if r.value is None and "rmsd" not in r.measure) == empty
    assert found.value("ca_525_568") == pytest.approx(13.065, abs=2e-3)
    if message:
        assert any(message in r.message for r in found.table("problems", step=step))


def test_without_residue_528_the_groove_is_measured_and_the_site_is_missing(edited, measured, survey_of):
    found = measured(read_structure(edited("3nc1", delete(528))))
    assert found.one("complexes").site528 == "missing"
    assert found.value("ca_528_572") is None
    assert not [row for row in found.table("geometry") if row.measure.startswith("sg_")]
    assert any("position 528 is not in the file" in row.message for row in found.table("problems", step="site528"))
    for pocket in ("P0", "P1", "P2"):
        whole = survey_of("3nc1").one("pockets", pocket=pocket).volume
        assert found.one("pockets", pocket=pocket).volume == pytest.approx(whole, rel=0.05)


def test_two_copies_in_one_file_are_measured_as_each_alone(edited, measured, survey_of):
    def only(*names):
        def change(structure):
            for chain in [c.name for c in structure[0] if c.name not in names]:
                structure[0].remove_chain(chain)

        return change

    both = survey_of("3wyf")
    for chain, group in (("C", "ABC"), ("F", "DEF")):
        alone = measured(read_structure(edited("3wyf", only(*group))))
        for row in alone.table("geometry"):
            if "rmsd" not in row.measure:
                assert both.value(row.measure, complex=f"3wyf-{chain}") == pytest.approx(row.value, abs=1e-3)
        for row in alone.table("pockets"):
            twin = both.one("pockets", complex=f"3wyf-{chain}", pocket=row.pocket)
            assert twin.volume == pytest.approx(row.volume, rel=5e-3)


@pytest.mark.slow
def test_number_of_processes_does_not_change_a_byte(path_of, references):
    from conftest import Surveyed

    names = ("composite_a1cbd", "3gjx", "4hb2", "1k5d", "model_pkia")  # in the order of their paths
    results = []
    for jobs in (1, 2):
        done = list(measure_files([path_of(name) for name in names], Settings(references=references), jobs=jobs))
        assert [one.entry for one in done] == list(names)
        results.append(Surveyed([row for one in done for row in one.rows]).texts())
    assert results[0] == results[1]
    assert results[0]["complexes"].count("\n") == 5
