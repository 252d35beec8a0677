"""Poses in the receptor: side chains that came along, copies of XPO1, tethers, copies of poses, the command."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import gemmi
import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import AllChem
from typer.testing import CliRunner

from nesgroove.cli.app import app
from nesgroove.errors import ConfigError
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.poses.pose import Attached, MovedResidue, Pose, Score
from nesgroove.io.poses.read import read_poses
from nesgroove.io.read import read_structure
from nesgroove.measure.contacts import occupant_contacts
from nesgroove.measure.groove import Settings
from nesgroove.measure.occupancy import occupancy
from nesgroove.model.edited import free_chain, with_compound, without_residues
from nesgroove.series.poses.names import Copies, Names
from nesgroove.series.poses.placing import Bench
from nesgroove.series.poses.ranking import Place, ranks
from nesgroove.series.poses.receptor import read_receptor
from nesgroove.series.poses.records import PoseRecord, PoseReferenceRecord
from nesgroove.series.poses.spool import with_later_score
from nesgroove.show.figures.style import blank, figure_style, save
from nesgroove.show.poses.lines import lines
from nesgroove.show.scene.load import load_scene
from nesgroove.survey.provenance import refuse_other_results
from poses_made import inhibitor_of, moved, write_sdf
from structures import structure_path
from test_poses import REFERENCES, rows, run, task


@pytest.fixture(scope="module")
def phantom(tmp_path_factory):
    return write_phantoms(tmp_path_factory.mktemp("phantom"), ["phantom_v6a"])[0]


@pytest.fixture(scope="module")
def selinexor(phantom):
    return inhibitor_of(phantom)


@pytest.fixture(scope="module")
def bench(phantom):
    return Bench(read_receptor(phantom, Settings(references=REFERENCES)))


def pose(molecule, **more) -> Pose:
    from nesgroove.io.poses.molecule import finished

    heavy, wrong = finished(molecule)
    assert not wrong
    return Pose("p", 1, Path("p.sdf"), heavy, "file", **more)


def test_a_side_chain_that_came_along_takes_the_receptors_place_for_that_pose(bench, selinexor):
    own = bench.receptor.grooves[0].complex
    index = own.residue_at[568]
    residue = own.structure.residues[index]
    names = own.structure.atoms.name[residue.start : residue.stop].tolist()
    place = names.index("NZ")
    xyz = own.structure.atoms.xyz[[residue.start + place]] + 3.0
    came = MovedResidue(residue.auth_chain, residue.auth_seq_id, "LYS", ("NZ",), ("N",), xyz)
    placed = bench.place(pose(selinexor, moved=(came,)), "p")
    assert placed.moved == (index,)
    assert np.allclose(placed.groove.structure.atoms.xyz[residue.start + place], xyz[0])
    assert np.allclose(own.structure.atoms.xyz[residue.start + place], xyz[0] - 3.0)
    after = bench.place(pose(selinexor), "q")
    assert np.allclose(after.groove.structure.atoms.xyz[residue.start + place], xyz[0] - 3.0)


@pytest.mark.parametrize(("name", "number"), [("TRP", None), ("LYS", 9999)])
def test_a_side_chain_that_the_receptor_lacks_is_told(bench, selinexor, name, number):
    own = bench.receptor.grooves[0].complex
    residue = own.structure.residues[own.residue_at[568]]
    came = MovedResidue("", number or residue.auth_seq_id, name, ("CZ2",), ("C",), np.zeros((1, 3)))
    placed = bench.place(pose(selinexor, moved=(came,)), "p")
    assert placed.moved == ()
    assert "no such residue" in placed.remarks[0][0]
    assert placed.groove is not None


def test_a_bond_that_the_file_states_is_recorded(bench, selinexor):
    plain = bench.place(pose(selinexor), "p").groove
    (bond,) = plain.site_bonds
    atom = bond.other_atom - len(bench.receptor.structure.atoms)
    stated = bench.place(pose(selinexor, attached=Attached("", None, atom)), "p").groove
    assert [b.in_file for b in plain.site_bonds] == [False]
    assert [b.in_file for b in stated.site_bonds] == [True]
    lysine = bench.receptor.grooves[0].complex.residue_at[568]
    number = bench.receptor.structure.residues[lysine].auth_seq_id
    other = bench.place(pose(selinexor, attached=Attached("", number, atom)), "p")
    assert "not to Cys528" in other.remarks[0][0]


def test_a_pose_folded_otherwise_than_the_first_is_no_broken_molecule(bench, selinexor):
    first = bench.place(pose(selinexor), "p").groove
    stretched = Chem.Mol(selinexor)
    conformer = stretched.GetConformer()
    places = conformer.GetPositions()
    places[-1] += (0, 0, 20.0)
    conformer.SetPositions(places)
    second = bench.place(pose(stretched), "q").groove
    assert second is not None
    assert not np.allclose(first.structure.atoms.xyz, second.structure.atoms.xyz)


def test_poses_of_another_order_of_atoms_fill_the_same(bench, selinexor):
    turned = Chem.RenumberAtoms(selinexor, list(range(selinexor.GetNumAtoms()))[::-1])
    filled = []
    for molecule in (selinexor, turned):
        groove = bench.place(pose(molecule), "p").groove
        filled.append([share.filled for share in occupancy(groove, groove.complex.occupants[0])])
    assert filled[0] == filled[1]


def test_each_pose_is_measured_in_the_copy_that_it_lies_in(tmp_path):
    receptor = read_receptor(structure_path("3wyf"), Settings(references=REFERENCES))
    assert len(receptor.grooves) == 2
    bench_ = Bench(receptor)
    benzene = Chem.AddHs(Chem.MolFromSmiles("c1ccccc1CCO"))
    from rdkit.Chem import AllChem

    AllChem.EmbedMolecule(benzene, randomSeed=1)
    flat = Chem.RemoveHs(benzene)
    for number, groove in enumerate(receptor.grooves):
        frame = groove.complex.frame
        centre = frame.origin + frame.rotation.T @ np.array([5.0, 0.0, 3.0])
        middle = flat.GetConformer().GetPositions().mean(axis=0)
        placed = bench_.place(pose(moved(flat, centre - middle)), "p")
        assert placed.copy == number
        assert placed.groove.complex.id == f"p-{groove.complex.chain.name}"


def cells(directory: Path, table: str, names: list[str], entry: str) -> list[tuple[str, ...]]:
    return sorted(tuple(row[name] for name in names) for row in rows(directory, table) if row["entry"] == entry)


def test_docked_poses_are_what_was_written_into_the_receptor(tmp_path):
    """The second and fifth of a real covalent docking, against the same two written into their receptor."""
    from nesgroove.survey.run import measure_files, write_results

    receptor = structure_path("AF-O14980.pdb")
    docked = receptor.with_name("C528_my_docking.pdbqt.gz")
    outcome, poses = run(tmp_path / "out", receptor, docked, keep=1)
    settings = Settings(references=REFERENCES)
    write_results(
        tmp_path / "m", measure_files([structure_path("dock2.pdb"), structure_path("dock5.pdb")], settings), {}
    )
    assert (outcome.poses, outcome.in_groove) == (10, 10)
    apart = {"entry", "complex", "b_factor", "occupant_label_chain", "label_chain"}
    for table in ("occupancy", "footprint", "contacts", "pockets", "geometry"):
        names = [name for name in rows(tmp_path / "m", table)[0] if name not in apart]
        for number in (2, 5):
            own, there = (
                sorted(
                    tuple(row[name] for name in names) for row in rows(tmp_path / place, table) if row["entry"] == entry
                )
                for place, entry in (("out", f"C528_my_docking_{number}"), ("m", f"dock{number}"))
            )
            assert own == there
    assert {row["covalent"] for row in poses.values()} == {"yes"}
    assert {row["moved"] for row in poses.values()} == {"C528"}
    assert {row["rank"] for row in poses.values()} == {""}
    # Two of them lie where inhibitors do, eight turn away.
    assert {row["record"] for row in poses.values() if row["pockets"] == "P3"} == {"3", "6"}


def test_names_of_poses_are_their_own():
    names = Names()
    given = ["a", "a", "A", "a+2", "", "x/y", "\u00fc \u03b2"]
    own = [names.of(title) for title in given]
    assert own[:2] == ["a", "a+2"]
    assert len({name.casefold() for name in own}) == len(given)
    assert all("/" not in name and " " not in name and name for name in own)


def test_copies_are_seen_whatever_the_order_of_their_atoms(selinexor):
    copies = Copies()
    assert copies.first(pose(selinexor), "first") == ""
    turned = Chem.RenumberAtoms(selinexor, list(range(selinexor.GetNumAtoms()))[::-1])
    assert copies.first(pose(turned), "turned") == "first"
    assert copies.first(pose(moved(selinexor, (0.001, 0, 0))), "rounded") == "first"
    assert copies.first(pose(moved(selinexor, (0.02, 0, 0))), "beside") == ""


def test_the_score_of_a_copy_is_that_of_the_pose(phantom, selinexor, tmp_path):
    away = moved(selinexor, (0, 0, 5.0))
    write_sdf(tmp_path / "rank1.sdf", [away], [""])
    write_sdf(tmp_path / "rank1_confidence-0.45.sdf", [away], [""])
    write_sdf(tmp_path / "rank2_confidence-1.20.sdf", [moved(away, (0.5, 0, 0))], [""])
    _, poses = run(tmp_path / "out", phantom, tmp_path / "rank*.sdf")
    first = next(row for row in poses.values() if row["file"] == "rank1.sdf")
    assert (first["score"], first["score_better"], first["rank"]) == ("-0.450", "higher", "1")
    assert [row["duplicate_of"] for row in poses.values() if "0.45" in row["file"]] == [first["entry"]]
    assert next(row for row in poses.values() if "rank2" in row["file"])["rank"] == "2"


def place(score, groove=(0.0,), copy=False, kind=("w", "n", "lower"), record=1) -> Place:
    return Place(copy, kind, score, groove, "t", "f", record)


def test_ranks_are_by_score_and_by_the_groove():
    found = ranks([
        place(-7.0, (1.0,), record=1), place(-9.0, (2.0,), record=2), place(None, (0.0,), record=3),
        place(-99.0, (0.0,), copy=True, record=4), place(1.0, (3.0,), kind=("w", "other", "lower"), record=5),
    ])  # fmt: skip
    assert [row["rank"] for row in found] == [2, 1, None, None, 1]
    assert [row["groove_rank"] for row in found] == [2, 3, 1, None, 4]


def test_scores_of_two_kinds_are_not_compared_where_the_groove_says_the_same():
    gold = ("w", "fitness", "higher")
    found = ranks([
        place(-60.0, (0.0,), kind=gold, record=1), place(-8.0, (0.0,), record=2),
        place(-70.0, (1.0,), kind=gold, record=3),
    ])  # fmt: skip
    assert [row["groove_rank"] for row in found] == [2, 1, 3]


def test_what_a_file_lacks_of_the_receptor_is_not_held_against_a_pose(phantom, selinexor, tmp_path):
    document = gemmi.cif.read(str(phantom))
    atoms = document.sole_block().find("_atom_site.", ["label_comp_id", "label_atom_id"])
    gone = [n for n, row in enumerate(atoms) if row[0] == "LEU" and row[1] in ("CD1", "CD2")]
    for n in reversed(gone):
        atoms.remove_row(n)
    document.write_file(str(tmp_path / "cut.cif"))
    poses = write_sdf(tmp_path / "p.sdf", [selinexor], ["one"])
    run(tmp_path / "whole", phantom, poses)
    run(tmp_path / "out", tmp_path / "cut.cif", poses)
    whole, cut = (
        {row["reference"]: row for row in rows(tmp_path / name, "pose_likeness")}["composite_v6a-C"]
        for name in ("whole", "out")
    )
    assert int(cut["common"]) < int(whole["common"])
    assert int(cut["reference_only"]) <= int(whole["reference_only"])


def record(number: int, **more) -> PoseRecord:
    values = {"in_groove": "yes", "groove_rank": number, "x_min": 0.0, "x_max": 9.0, "title": f"t{number}"}
    return PoseRecord(entry=f"e{number}", record=number, **{**values, **more})


@pytest.mark.parametrize(("poses", "shown", "rest"), [(1, 1, 0), (41, 41, 0), (42, 40, 2), (300, 40, 260)])
def test_the_figure_shows_the_best_and_sums_up_the_rest(poses, shown, rest):
    drawn = lines([record(n) for n in range(1, poses + 1)], [])
    assert (len(drawn.poses), len(drawn.rest)) == (shown, rest)


def test_the_figure_leaves_out_copies_and_what_is_not_required():
    rows_ = [record(1), record(2, required="no"), record(3, in_groove="no"), record(4, groove_rank=None)]
    drawn = lines(rows_, [PoseReferenceRecord(entry="x", complex="x-A", occupant="o", compound="c", x_min=1.0)])
    assert ([row.entry for row in drawn.poses], drawn.left_out, len(drawn.references)) == (["e1"], 2, 1)


def test_residues_are_taken_out_and_compounds_put_in(bench):
    structure = bench.receptor.structure
    chain = structure.chains[0]
    gone = without_residues(structure, chain.residues[:5])
    assert len(gone.residues) == len(structure.residues) - 5
    assert gone.chains[0].sequence == chain.sequence[5:]
    first = gone.residues[gone.chains[0].residues[0]]
    same = structure.residues[chain.residues[5]]
    assert gone.atoms.name[first.start : first.stop].tolist() == structure.atoms.name[same.start : same.stop].tolist()
    letter = free_chain(structure)
    whole = with_compound(structure, "UNL", letter, ["C1", "O1"], ["C", "O"], np.zeros((2, 3)))
    assert whole.residues[-1].label == f"UNL:{letter}:1"
    assert letter not in {residue.auth_chain for residue in structure.residues}
    assert len(whole.atoms) == len(structure.atoms) + 2


def test_the_command_writes_tables_and_figure_and_says_what_came_of_it(phantom, selinexor, tmp_path):
    path = write_sdf(tmp_path / "p.sdf", [selinexor, moved(selinexor, (0.5, 0, 0))], ["one", "two"])
    packed = tmp_path / "q.sdf.gz"
    packed.write_bytes(gzip.compress(path.read_bytes().replace(b"one", b"three")))
    words = ["poses", "--receptor", phantom, "--poses", path, packed, "--out", tmp_path / "out", "--keep", "1"]
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    assert "4 records, 4 poses, 2 in the groove, 2 copies of others" in result.stdout
    assert {path.name for path in (tmp_path / "out").glob("poses.*")} == {
        "poses.tsv", "poses.svg", "poses.png", "poses.pdf",
    }  # fmt: skip
    assert "composite, not observed" in (tmp_path / "out" / "poses.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--poses", "nowhere.sdf"], "no such file"),
        (["--poses", "p.sdf", "--require", "P7"], "P7"),
        (["--poses", "p.sdf", "--score", "x"], "names no score"),
        (["--poses", "p.sdf", "--template", "no molecule"], "no molecule"),
    ],
)
def test_a_request_that_is_not_understood_does_nothing(phantom, selinexor, tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    write_sdf(tmp_path / "p.sdf", [selinexor], ["one"])
    result = CliRunner().invoke(app, ["poses", "--receptor", str(phantom), *words, "--out", "out"])
    assert result.exit_code == 2
    assert says in result.stderr
    assert not (tmp_path / "out").exists()


def test_scores_are_of_the_pose_they_mean_something_for():
    bonded = Score("a", -1.0, "", "lower", False, "w"), Score("b", -2.0, "", "lower", True, "w")
    from nesgroove.series.poses.assess import _meaningful
    from nesgroove.series.poses.reach import Reach

    own = replace(pose_of_nothing(), scores=bonded)
    assert [_meaningful(score, own, Reach(covalent=True)) for score in bonded] == [False, True]
    assert [_meaningful(score, own, Reach()) for score in bonded] == [True, True]


def pose_of_nothing() -> Pose:
    return Pose("p", 1, Path("p.sdf"), Chem.MolFromSmiles("C"), "file")


def test_a_copy_has_no_score_but_the_one_that_the_user_names(selinexor, tmp_path):
    from nesgroove.io.poses.scores import named_score
    from nesgroove.series.poses.walk import Walk

    path = write_sdf(
        tmp_path / "p.sdf", [selinexor] * 2, ["one", "again"], minimizedAffinity=[None, -7.0], mine=[None, 3.0]
    )
    for score, value in ((None, -7.0), (named_score("mine:lower"), 3.0), (named_score("absent:lower"), None)):
        walk = Walk(score)
        assert [item.copy_of for item in walk.through([path], None)] == ["", "one"]
        assert [later.value for later in walk.later_scores.values()] == ([] if value is None else [value])


def test_the_score_of_a_copy_means_nothing_for_a_tethered_pose():
    later = Score("a", -1.0, "", "lower", False, "w")
    row = PoseRecord(entry="p", title="p", file="p.sdf", record=1)
    said = [
        with_later_score(row.model_copy(update=update), later).score_meaningful
        for update in ({}, {"attached": "yes"}, {"covalent": "yes"})
    ]
    assert said == ["yes", "no", "no"]


def test_poses_of_the_reader_travel_between_processes(selinexor, tmp_path):
    import pickle

    from nesgroove.series.poses.walk import Numbered, Walk

    path = write_sdf(tmp_path / "p.sdf", [selinexor], ["one"], docking=[1.0])
    (item,) = Walk().through([path], None)
    (read,) = read_poses(path)
    options = Chem.PropertyPickleOptions
    Chem.SetDefaultPickleProperties(options.AllProps | options.CoordsAsDouble)
    there = pickle.loads(pickle.dumps(item))
    assert isinstance(there, Numbered)
    assert there.pose.names == read.names
    assert np.array_equal(there.pose.xyz, read.xyz)
    assert there.pose.properties["docking"] == "1.0"


def test_task_is_the_same_for_the_same_request(phantom):
    assert hash(task(phantom)) == hash(task(phantom))
    assert task(phantom) != task(phantom, busted=True)


def test_a_pose_without_chemistry_has_contacts_by_distance_alone(bench, selinexor):
    known = bench.place(pose(selinexor), "p").groove
    bare = bench.place(replace(pose(selinexor), chemistry="none"), "q").groove
    types = [{c.type for c in occupant_contacts(groove, groove.complex.occupants[0])} for groove in (known, bare)]
    assert "hydrophobic" in types[0]
    assert types[1] <= {"van_der_waals", "covalent", "clash"}


def test_remedies_are_those_of_poses(phantom, selinexor, tmp_path):
    block = Chem.MolToPDBBlock(selinexor, flavor=2 + 8)
    (tmp_path / "p.pdb").write_text(block, encoding="utf-8")
    outcome, poses = run(tmp_path / "out", phantom, tmp_path / "p.pdb")
    assert outcome.poses == 1
    assert {row["chemistry"] for row in poses.values()} == {"perceived"}
    told = [row for row in rows(tmp_path / "out", "problems") if row["step"] == "chemistry"]
    assert [row["remedy"] for row in told] == ["Give its bond orders with --template"]


def test_the_figure_is_drawn_again_by_its_command(planted_results, tmp_path):
    words = ["figure", "poses", "--from", planted_results, "--out", tmp_path, "--format", "svg"]
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    whole = (tmp_path / "poses.svg").read_text(encoding="utf-8")
    assert "one" in whole
    CliRunner().invoke(app, [*map(str, words), "--only", "two"])
    chosen = (tmp_path / "poses.svg").read_text(encoding="utf-8")
    assert ">two<" in chosen
    assert ">one<" not in chosen


@pytest.fixture(scope="module")
def planted_results(phantom, selinexor, tmp_path_factory):
    out = tmp_path_factory.mktemp("planted")
    path = write_sdf(out / "p.sdf", [selinexor, moved(selinexor, (0.5, 0, 0))], ["one", "two"])
    run(out / "out", phantom, path)
    return out / "out"


def test_results_of_another_command_are_not_written_over(planted_results, phantom, tmp_path):
    refuse_other_results(planted_results, "nesgroove poses")
    refuse_other_results(tmp_path, "nesgroove poses")
    before = (planted_results / "complexes.tsv").read_bytes()
    result = CliRunner().invoke(app, ["measure", str(phantom), "--out", str(planted_results)])
    assert "the results of nesgroove poses lie in it" in result.output
    assert (planted_results / "complexes.tsv").read_bytes() == before


def test_a_pose_that_was_not_kept_is_had_by_keeping_more(planted_results):
    with pytest.raises(ConfigError) as error:
        load_scene(planted_results, "two-C")
    assert "--keep" in error.value.remedy


def test_titles_in_any_script_are_drawn_without_words_of_the_library(tmp_path, recwarn):
    with figure_style():
        save(blank("化合物"), tmp_path / "x.png")
    assert not [warning for warning in recwarn if "Glyph" in str(warning.message)]


def test_a_peptide_has_no_anchors_and_that_is_told(phantom, selinexor, tmp_path):
    peptide = Chem.AddHs(Chem.MolFromSequence("LALKL"))
    AllChem.EmbedMolecule(peptide, randomSeed=1)
    centre = selinexor.GetConformer().GetPositions().mean(axis=0)
    poses = write_sdf(tmp_path / "p.sdf", [moved(peptide, centre), selinexor], ["peptide", "compound"])
    run(tmp_path / "out", phantom, poses)
    told = [row["entry"] for row in rows(tmp_path / "out", "problems") if "peptide" in row["message"]]
    assert told == ["peptide"]


def test_a_title_with_signs_that_are_no_text_goes_into_a_file_that_can_be_read(phantom, selinexor, tmp_path):
    run(tmp_path / "out", phantom, write_sdf(tmp_path / "p.sdf", [selinexor], ["a\x01\x1b[31mb"]), keep=1)
    (path,) = (tmp_path / "out" / "superposed").iterdir()
    assert "\x01" not in read_structure(path).title
