"""Docked poses: a planted one gives what its structure gives; ranks, copies, and what is wrong with a record."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from rdkit import Chem

from nesgroove.errors import ConfigError, IdentifyError
from nesgroove.io.phantoms import write_phantoms
from nesgroove.measure.groove import Settings
from nesgroove.series.poses import known
from nesgroove.series.poses.required import read_required
from nesgroove.series.poses.task import Task, assessor_of
from nesgroove.series.poses.write import write_poses
from nesgroove.survey.references import packaged_references
from nesgroove.survey.run import measure_files, write_results
from poses_made import inhibitor_of, moved, write_sdf
from structures import structure_path

REFERENCES = packaged_references()

OF_THE_FILE = {
    "entry", "complex", "occupant", "inhibitor", "inhibitor_name", "inhibitor_class", "sha256", "title", "atom",
    "occupant_atom", "occupant_residue", "occupant_component", "occupant_auth_chain", "occupant_auth_seq_id",
    "occupant_label_chain", "residue", "molecule", "component", "auth_chain", "label_chain", "auth_seq_id", "name",
    "chemistry", "expected_atom", "b_factor", "crystal_occupancy", "source_kind", "phantom", "atoms_missing", "source",
    "in_file", "angle",
}  # fmt: skip
"""Columns that hold names, or what only the file of a structure says; angles to a ring are of its first three atoms by
name, and an SDF has no names."""


def task(receptor: Path, **more) -> Task:
    return Task(receptor, REFERENCES.to_json(), (), known.packaged(), **more)


def rows(directory: Path, table: str) -> list[dict[str, str]]:
    with (directory / f"{table}.tsv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def run(out: Path, receptor: Path, *paths: Path, keep: int = 0, jobs: int = 1, **more):
    outcome = write_poses(out, task(receptor, **more), list(paths), keep=keep, jobs=jobs)
    return outcome, {row["entry"]: row for row in rows(out, "poses")}


@pytest.fixture(scope="module")
def phantom(tmp_path_factory):
    return write_phantoms(tmp_path_factory.mktemp("phantom"), ["phantom_v6a"])[0]


@pytest.fixture(scope="module")
def selinexor(phantom):
    return inhibitor_of(phantom)


@pytest.fixture(scope="module")
def measured(phantom, tmp_path_factory):
    out = tmp_path_factory.mktemp("measured")
    settings = Settings(references=REFERENCES)
    write_results(out, measure_files([phantom], settings), {})
    return out


@pytest.fixture(scope="module")
def planted(phantom, selinexor, tmp_path_factory):
    """The phantom's own inhibitor put back, and others beside it."""
    out = tmp_path_factory.mktemp("planted")
    molecules = [selinexor, moved(selinexor, (0, 0, 300.0)), selinexor, moved(selinexor, (0.5, 0, 0))]
    path = write_sdf(
        out / "p.sdf", molecules, ["back", "far", "again", "shifted"], minimizedAffinity=[-7.0, -9.0, -8.0, -8.5]
    )
    outcome, poses = run(out / "out", phantom, path, keep=2)
    return out / "out", outcome, poses


@pytest.mark.parametrize(
    "table", ["occupancy", "footprint", "contacts", "covalent", "geometry", "pockets", "groove_ca"]
)
def test_a_planted_pose_gives_the_numbers_of_its_structure(planted, measured, table):
    own = [row for row in rows(planted[0], table) if row["entry"] == "back"]
    there = [row for row in rows(measured, table) if row.get("kind") != "ran"]  # which the receptor has, not the pose
    assert own
    kept = [name for name in there[0] if name not in OF_THE_FILE]

    def cells(table_rows):
        return sorted(tuple(row[name] for name in kept) for row in table_rows)

    assert cells(own) == cells(there)


def test_a_pose_beside_it_gives_others(planted):
    own, other = (
        {row["pocket"]: row["filled"] for row in rows(planted[0], "occupancy") if row["entry"] == name}
        for name in ("back", "shifted")
    )
    assert own["P2"] != other["P2"]


def test_what_lies_in_the_groove_of_the_receptor_is_taken_out_and_said(planted):
    (row,) = [row for row in rows(planted[0], "problems") if "taken out" in row["message"]]
    assert (row["entry"], row["severity"]) == ("phantom_v6a", "note")
    assert "V6A:" in row["message"]


def test_a_planted_pose_is_as_like_its_compound_as_can_be(phantom, selinexor, measured, tmp_path):
    path = write_sdf(tmp_path / "p.sdf", [selinexor, moved(selinexor, (0, 0, 1.5))], ["back", "off"])
    against = known.references([measured], Settings(references=REFERENCES))
    outcome = write_poses(tmp_path / "out", Task(phantom, REFERENCES.to_json(), (), against), [path], keep=0)
    poses = {row["title"]: row for row in rows(tmp_path / "out", "poses")}
    assert outcome.poses == 2
    assert (poses["back"]["like_best"], poses["back"]["like_best_kind"]) == ("1.000", "phantom")
    assert float(poses["off"]["like_best"]) < 0.9


def test_a_pose_outside_the_groove_has_a_row_and_no_numbers(planted):
    out, _, poses = planted
    far = poses["far"]
    assert (far["in_groove"], far["complex"], far["pockets"], far["contacts"]) == ("no", "", "", "")
    assert [row["entry"] for row in rows(out, "problems") if "not in the groove" in row["message"]] == ["far"]
    assert not [row for row in rows(out, "complexes") if row["entry"] == "far"]


def test_a_copy_counts_once(planted):
    out, outcome, poses = planted
    assert poses["again"]["duplicate_of"] == "back"
    assert (poses["again"]["rank"], poses["again"]["groove_rank"]) == ("", "")
    assert outcome.copies == 1
    assert not [row for row in rows(out, "complexes") if row["entry"] == "again"]
    assert poses["shifted"]["duplicate_of"] == ""


def test_bonded_poses_have_no_rank_by_a_score_that_leaves_the_bond_out(planted):
    _, _, poses = planted
    assert poses["back"]["covalent"] == "yes"
    assert (poses["back"]["score"], poses["back"]["score_meaningful"], poses["back"]["rank"]) == ("-7.000", "no", "")
    assert (poses["far"]["score_meaningful"], poses["far"]["rank"]) == ("yes", "1")


def test_the_best_are_written_in_the_groove_frame(planted):
    out, _, poses = planted
    kept = {path.name.removesuffix("-C.cif.gz") for path in (out / "superposed").iterdir()}
    best = {entry for entry, row in poses.items() if row["groove_rank"] in ("1", "2") and row["in_groove"] == "yes"}
    assert kept == best


def test_results_do_not_depend_on_the_number_of_processes(phantom, selinexor, tmp_path):
    molecules = [moved(selinexor, (0.1 * i, 0, 0)) for i in range(20)]
    path = write_sdf(tmp_path / "p.sdf", molecules, ["same"] * 20, docking=list(range(20)))
    for jobs in (1, 2):
        run(tmp_path / str(jobs), phantom, path, keep=1, jobs=jobs, score="docking:higher")
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / j).rglob("*") if p.is_file()} for j in "12")
    assert first == second
    poses = rows(tmp_path / "1", "poses")
    assert {row["entry"] for row in poses} == {"same", *(f"same+{n}" for n in range(2, 21))}
    assert {row["entry"]: row["score_better"] for row in poses}["same"] == "higher"


def test_one_bad_record_does_not_stop_the_others(phantom, selinexor, tmp_path):
    write_sdf(tmp_path / "good.sdf", [selinexor, moved(selinexor, (0.5, 0, 0))], ["one", "two"])
    one, two = (tmp_path / "good.sdf").read_text(encoding="utf-8").split("$$$$\n")[:2]
    (tmp_path / "p.sdf").write_text(f"{one[:150]}\nM  END\n$$$$\n{two}$$$$\n", encoding="utf-8")
    outcome, poses = run(tmp_path / "out", phantom, tmp_path / "p.sdf")
    assert set(poses) == {"two"}
    assert outcome.failed
    assert len([row for row in rows(tmp_path / "out", "problems") if row["severity"] == "error"]) == 1


def test_compounds_of_one_file_each_have_their_own_chemistry(phantom, selinexor, tmp_path):
    other = Chem.RWMol(selinexor)
    nitrogen = next(a for a in other.GetAtoms() if a.GetSymbol() == "N" and a.GetDegree() == 2 and a.GetIsAromatic())
    nitrogen.SetAtomicNum(6)
    Chem.SanitizeMol(other)
    path = write_sdf(tmp_path / "p.sdf", [selinexor, other.GetMol(), selinexor], ["a", "b", "c"])
    _, poses = run(tmp_path / "out", phantom, path)
    assert poses["a"]["smiles"] != poses["b"]["smiles"]
    assert poses["c"]["duplicate_of"] == "a"
    assert poses["b"]["duplicate_of"] == ""


def test_a_receptor_without_the_groove_is_refused(tmp_path, selinexor):
    path = structure_path("1k5d")
    with pytest.raises(IdentifyError, match="XPO1"):
        assessor_of(task(path))


def test_what_a_pose_must_have(phantom, selinexor, tmp_path):
    path = write_sdf(tmp_path / "p.sdf", [selinexor, moved(selinexor, (0, 0, 4.5))], ["in", "out"])
    outcome, poses = run(tmp_path / "out", phantom, path, require="P2 & P3 & covalent")
    assert outcome.required == 1
    assert {name: row["required"] for name, row in poses.items()} == {"in": "yes", "out": "no"}
    assert poses["in"]["groove_rank"] == "1"


@pytest.mark.parametrize(
    ("text", "says"),
    [("P9", "P9"), ("hbond_9", "no contact with the groove"), ("P3 &", "P3 &"), ("groove_rank < 3", "groove_rank")],
)
def test_what_no_pose_can_have_is_refused(text, says):
    with pytest.raises(ConfigError, match=says):
        read_required(text)


def test_an_unknown_name_is_told_what_there_is():
    with pytest.raises(ConfigError) as error:
        read_required("pocket3")
    assert "P3" in error.value.remedy
    assert "hbond_568" in error.value.remedy


def test_likeness_is_tanimoto():
    first, second = frozenset({(525, "hydrophobic"), (528, "covalent")}), frozenset({(525, "hydrophobic")})
    assert known.likeness(first, second) == 0.5
    assert known.likeness(first, first) == 1.0
    assert known.likeness(frozenset(), frozenset()) is None
    assert known.read(known.written(first)) == first


def test_likeness_and_the_distance_of_fingerprints_are_one_measure():
    from scipy.spatial.distance import squareform

    from nesgroove.compare.fingerprint import _jaccard

    random = np.random.default_rng(5)
    counts = random.poisson(0.7, (6, 12)).astype(float)
    bits = [frozenset((position, "hydrophobic") for position in np.flatnonzero(row).tolist()) for row in counts]
    alike = [[known.likeness(one, other) for other in bits] for one in bits]
    apart = squareform(_jaccard(counts))
    assert np.allclose(1.0 - apart, alike)


def test_references_of_the_package_are_what_is_measured_in_the_composites():
    from make_likeness import packaged

    rows_ = known.packaged()
    assert {row.source_kind for row in rows_} == {"composite"}
    assert {row.compound for row in rows_} >= {"selinexor", "leptomycin B", "KPT-185"}
    paths = [structure_path(row.entry) for row in rows_ if row.compound in ("selinexor", "KPT-276")]
    text = packaged(paths)
    own = {row.split("\t")[0]: row for row in text.splitlines()[1:]}
    table = (Path(known.__file__).parents[2] / "data" / known.TABLE).read_text(encoding="utf-8").splitlines()
    assert own == {row.split("\t")[0]: row for row in table[1:] if row.split("\t")[0] in own}
