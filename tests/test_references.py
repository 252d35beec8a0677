"""References: which are used, in which order, and what comes with the package."""

from __future__ import annotations

import csv
import json
import re
import shutil

import numpy as np
import pytest

from make_references import TARGET, packaged
from nesgroove.errors import ConfigError
from nesgroove.measure.reference import NO_CARGO, References
from nesgroove.model.target import XPO1
from nesgroove.survey.references import ReferenceNames, make_references, packaged_references
from structures import ROOT

OPEN, CLOSED = "package:3gjx-D-redo", "package:4hb2-C-redo"


def table(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def ids(references: References) -> tuple[str, str, str]:
    return references.open_id, references.closed_id, references.cargo.complex_id


def test_the_package_has_an_open_and_a_closed_groove_and_a_cargo_with_an_anchor_in_each_pocket():
    packaged = packaged_references()
    assert ids(packaged) == (OPEN, CLOSED, OPEN)
    positions = set(range(510, 595))
    assert set(packaged.open_groove) == set(packaged.closed_groove) == positions
    width = [float(np.linalg.norm(g[525] - g[568])) for g in (packaged.open_groove, packaged.closed_groove)]
    assert width == pytest.approx([12.75, 9.88], abs=0.01)  # DESIGN.md
    cargo = packaged.cargo
    assert cargo.pockets == {"M1": "P0", "L4": "P1", "L8": "P2", "F12": "P3", "V14": "P4"}
    assert len(cargo.xyz) == len(cargo.radii) == len(cargo.anchor)
    for label, pocket in cargo.pockets.items():
        centre = cargo.xyz[[name == label for name in cargo.anchor]].mean(axis=0)
        assert np.linalg.norm(centre - XPO1.pocket_centres[pocket]) < 1.1, label


def test_the_packaged_file_says_what_it_is_from_which_file_and_under_which_licence():
    path = ROOT / "workflow/nesgroove/data/references.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    about = data["about"]
    assert set(about["what"]) == set(data["sources"]) == {OPEN, CLOSED}
    assert all(len(checksum) == 64 for checksum in data["sources"].values())
    assert all("re-refined by PDB-REDO" in text for text in about["what"].values())
    # What PDB-REDO asks of those who pass on modified files: that the parent file and PDB-REDO are named.
    quoted = about["licence"]["PDB-REDO"]["quoted"]
    assert "Redistribution of modified data files is allowed only if the parent data file is attributed" in quoted
    assert "pdb-redo.eu" in about["parent files"]
    assert "PDB-REDO" in about["attribution"]
    assert path.stat().st_size < 20_000


@pytest.mark.shared_values
def test_the_packaged_file_is_what_the_tool_makes_of_its_sources(path_of):
    assert TARGET.read_text(encoding="utf-8") == packaged(path_of("3gjx").parent)


def test_complexes_of_the_files_go_before_the_package(structure_of):
    structures = [structure_of("phantom_cargo_1c"), structure_of("phantom_closed")]
    names = ReferenceNames("phantom_cargo_1c", "phantom_closed", "phantom_cargo_1c")
    taken, missing = make_references(structures, names)
    assert ids(taken) == ("phantom_cargo_1c-C", "phantom_closed-C", "phantom_cargo_1c-C")
    assert (missing, taken.instead) == ([], {})
    taken, missing = make_references(structures[1:], names)
    assert ids(taken) == (OPEN, "phantom_closed-C", OPEN)
    assert missing == ["phantom_cargo_1c"]
    assert taken.instead == {"open": "phantom_cargo_1c", "cargo": "phantom_cargo_1c"}
    assert set(taken.sources) == {OPEN, "phantom_closed-C"}


def test_a_complex_without_a_cargo_is_no_reference_cargo(structure_of):
    taken, missing = make_references([structure_of("phantom_closed")], ReferenceNames(cargo="phantom_closed"))
    assert (taken.cargo.complex_id, taken.instead) == (OPEN, {"cargo": "phantom_closed"})
    assert "phantom_closed" in missing


def test_the_usual_references_are_replaced_by_the_package_without_a_remark(structure_of):
    taken, missing = make_references([structure_of("phantom_v6a")], ReferenceNames())
    assert ids(taken) == (OPEN, CLOSED, OPEN)
    assert (missing, taken.instead) == (["3gjx", "4hb2"], {})


def test_references_are_the_same_after_writing_and_reading():
    packaged = packaged_references()
    again = References.from_json(packaged.to_json())
    assert again.to_json() == packaged.to_json()
    assert again.cargo.pockets == packaged.cargo.pockets
    assert References.from_json(References().to_json()).cargo.complex_id == NO_CARGO.complex_id == ""


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_references_with_something_else_for_a_number_are_refused(constant):
    text = re.sub(r"-?\d+\.\d+", constant, packaged_references().to_json(), count=1)
    with pytest.raises(ConfigError, match=f"no reference file.*{constant} for a number"):
        References.from_json(text)


def test_one_file_alone_is_compared_and_the_tables_say_with_what(run_command, phantom_files, tmp_path):
    file = phantom_files / "phantom_cargo_1c.cif.gz"
    assert run_command("measure", file, "--out", tmp_path / "out").returncode == 0
    geometry = {row["measure"]: row for row in table(tmp_path / "out/geometry.tsv")}
    assert (geometry["rmsd_open"]["reference"], geometry["rmsd_closed"]["reference"]) == (OPEN, CLOSED)
    assert geometry["rmsd_open"]["value"]
    assert geometry["crossing_angle"]["reference"] == ""
    occupancy = table(tmp_path / "out/occupancy.tsv")
    assert {row["reference"] for row in occupancy} == {OPEN}
    assert all(row["filled_vs_cargo"] for row in occupancy)
    assert not [row for row in table(tmp_path / "out/problems.tsv") if "reference" in row["message"]]
    provenance = json.loads((tmp_path / "out/provenance.json").read_text(encoding="utf-8"))
    assert provenance["options"]["references"] == {"open": OPEN, "closed": CLOSED, "cargo": OPEN}
    assert provenance["options"]["reference_files"] == packaged_references().sources


def test_a_name_that_is_not_there_is_a_remark_and_the_package_stands_in(run_command, phantom_files, tmp_path):
    file = shutil.copy(phantom_files / "phantom_cargo_1c.cif.gz", tmp_path)
    done = run_command("measure", file, "--open", "mine-A", "--cargo", "phantom_cargo_1c", "--out", tmp_path / "out")
    assert done.returncode == 0
    (row,) = [row for row in table(tmp_path / "out/problems.tsv") if row["step"] == "reference"]
    assert row["severity"] == "warning"
    assert row["message"].startswith("mine-A, which was named as the open reference, is not among the files")
    assert row["message"].endswith(f"{OPEN} was used")
    assert {row["reference"] for row in table(tmp_path / "out/occupancy.tsv")} == {"phantom_cargo_1c-C"}
