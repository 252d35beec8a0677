"""Poses as programs write them: what is read, and what is refused by its record."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import AllChem

from nesgroove.io.poses.pose import Pose, PoseProblem
from nesgroove.io.poses.read import read_poses
from pose_files import embedded, sdf_text


def test_sdf_keeps_titles_and_properties_in_any_script(tmp_path):
    path = tmp_path / "poses.sdf.gz"
    text = sdf_text("C=CC(=O)Nc1ccccc1", "化合物 7/α", {"docking_score": "-7.5", "note": "two\nlines"})
    path.write_bytes(gzip.compress((text + sdf_text("CCO")).encode()))
    first, second = read_poses(path)
    assert (first.name, first.record, first.chemistry) == ("化合物 7/α", 1, "file")
    assert first.properties == {"docking_score": "-7.5", "note": "two\nlines"}
    assert Chem.MolToSmiles(first.molecule) == "C=CC(=O)Nc1ccccc1"
    assert first.xyz.shape == (11, 3)
    assert len(set(first.names)) == 11
    assert (second.name, second.record) == ("poses_2", 2)
    assert second.elements == ("C", "C", "O")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_sdf_with_any_line_end_and_a_byte_order_mark(tmp_path, end):
    path = tmp_path / "poses.sdf"
    path.write_bytes(("\ufeff" + sdf_text("CCO", "é") * 2).replace("\n", end).encode())
    assert [pose.name for pose in read_poses(path)] == ["é", "é"]


WHOLE = sdf_text("CCO", "good")


def flat(text: str) -> str:
    molecule = Chem.MolFromMolBlock(text)
    AllChem.Compute2DCoords(molecule)
    return f"flat{Chem.MolToMolBlock(molecule)[0:]}$$$$\n"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (flat(WHOLE), "two dimensions"),
        (WHOLE.replace("M  END\n", ""), "M  END"),
        ("bad\n\n\n  nonsense\nM  END\n$$$$\n", "not as the format"),
        ("none\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n$$$$\n", "no heavy atoms"),
        (WHOLE.splitlines(keepends=True), "no numbers"),
    ],
)
def test_a_bad_record_takes_no_other_with_it(tmp_path, record, message):
    if isinstance(record, list):
        record[4] = "       nan" + record[4][10:]
        record = "".join(record)
    path = tmp_path / "poses.sdf"
    path.write_text(WHOLE + record + WHOLE)
    first, problem, last = read_poses(path)
    assert isinstance(problem, PoseProblem)
    assert problem.record == 2
    assert message in problem.message
    assert isinstance(first, Pose)
    assert isinstance(last, Pose)
    assert last.record == 3


def test_a_file_that_is_cut_loses_its_last_record_alone(tmp_path):
    path = tmp_path / "poses.sdf"
    path.write_text(WHOLE + sdf_text("CCO", "cut", {"docking_score": "-12.5"})[:-8])
    first, problem = read_poses(path)
    assert first.name == "good"
    assert (problem.name, problem.record) == ("cut", 2)
    assert "cut short" in problem.message


def test_one_mol_file_needs_no_delimiter(tmp_path):
    path = tmp_path / "one.mol"
    path.write_text(Chem.MolToMolBlock(embedded("CCO")))
    (pose,) = read_poses(path)
    assert pose.name == "one_1"
    assert np.isfinite(pose.xyz).all()


def test_charges_that_a_writer_left_out_follow_from_valences(tmp_path):
    path = tmp_path / "poses.sdf"
    text = sdf_text("C[N+](C)(C)CC[N+](=O)[O-]", hydrogens=False)
    path.write_text("".join(line for line in text.splitlines(keepends=True) if not line.startswith("M  CHG")))
    (pose,) = read_poses(path)
    assert pose.chemistry == "file"
    assert Chem.MolToSmiles(pose.molecule) == "C[N+](C)(C)CC[N+](=O)[O-]"


@pytest.mark.parametrize(("symbol", "said"), [("* ", True), ("R#", True), ("LP", False)])
def test_a_place_for_any_group_is_no_atom_and_is_told(tmp_path, symbol, said):
    path = tmp_path / "part.sdf"
    path.write_text(sdf_text("CCO").replace(" O ", f" {symbol}", 1))
    (pose,) = read_poses(path)
    assert pose.elements == ("C", "C")
    assert any("no element" in remark.message for remark in pose.remarks) == said
