"""The comparison of two versions' results: what is declared may differ, and nothing else."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[1] / "tools/compare_tables.py"

GEOMETRY = (
    "entry\tcomplex\tmeasure\tvalue\tunit\n"
    "3gjx\t3gjx-D\tca_525_568\t12.750\tA\n"
    "3gjx\t3gjx-D\tsg_area\t7.250\tA^2\n"
    "3gjx\t3gjx-D\tsg_chi1\t\tdeg\n"
)
OCCUPANCY = "entry\tcomplex\toccupant\tpocket\tfilled\tburied\n3gjx\t3gjx-D\tE\tP0\t0.324\t143.3\n"
PROBLEMS = (
    "entry\tcomplex\tstep\tseverity\tmessage\tremedy\n"
    "3gjx\t3gjx-D\tcavity\tnote\tabout one thing\tdo this\n"
    "3gjx\t3gjx-D\tcavity\tnote\tbut another\t\n"
    "3gjx\t3gjx-D\tcavity\twarning\tand a third\t\n"
)
SUPERPOSED = "data_3gjx-D\n_software.name nesgroove\n_software.version 0.1.0\nATOM 1 N\nATOM 2 CA\n"
PROVENANCE = {"nesgroove": "0.1.0", "libraries": {"gemmi": "0.7.3"}, "files": {"3gjx.cif.gz": "12"}, "options": {}}


@pytest.fixture
def trees(tmp_path) -> tuple[Path, Path]:
    """Two trees of results, of which the second is a copy."""
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "cif/superposed").mkdir(parents=True)
    for name, text in (("geometry", GEOMETRY), ("occupancy", OCCUPANCY), ("problems", PROBLEMS)):
        (old / f"cif/{name}.tsv").write_text(text)
    (old / "cif/superposed/3gjx-D.cif.gz").write_bytes(gzip.compress(SUPERPOSED.encode(), mtime=0))
    (old / "cif/provenance.json").write_text(json.dumps(PROVENANCE))
    (old / "cif/map.svg").write_text("<svg/>")
    shutil.copytree(old, new)
    return old, new


def compare(trees) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, TOOL, *trees], capture_output=True, text=True, check=False)


def change(trees, name: str, old: str, new: str) -> None:
    path = trees[1] / "cif" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_new_column_hides_no_change_of_the_others(trees):
    path = trees[1] / "cif/occupancy.tsv"
    lines = path.read_text().splitlines()
    path.write_text(f"{lines[0]}\tnew\n{lines[1]}\t1\n".replace("0.324", "0.325"))
    said = compare(trees).stdout
    assert "header: new" in said
    assert "filled 0.324 -> 0.325" in said


def test_equal_results_are_counted_table_by_table(trees):
    done = compare(trees)
    assert done.returncode == 0, done.stdout
    lines = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.startswith("cif/")}
    assert lines["cif/geometry.tsv"] == ["3", "15", "0", "0", "0", "-"]
    assert lines["cif/problems.tsv"] == ["3", "18", "0", "0", "0", "-"]
    assert "3 other files, 0 differ" in done.stdout
    assert "39 cells of 3 tables; 0 differences" in done.stdout


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("geometry.tsv", "7.250", "8.500", "1.250 (3gjx 3gjx-D sg_area value 7.250 -> 8.500)"),
        ("occupancy.tsv", "143.3", "141.9", "1.400 (3gjx 3gjx-D E P0 buried 143.3 -> 141.9)"),
        ("problems.tsv", "about one thing\tdo this", "the thing\t", "problems.tsv"),
        ("problems.tsv", "cavity\tnote\tabout one thing", "cavity\tnote\tzzz", "problems.tsv"),
        ("problems.tsv", "cavity\twarning\tand", "cavity\twarning\taaa", "problems.tsv"),
        ("provenance.json", "0.7.3", "0.8.0", "0 differ"),
    ],
)  # fmt: skip
def test_what_is_declared_may_differ(trees, name, old, new, said):
    change(trees, name, old, new)
    done = compare(trees)
    assert done.returncode == 0, done.stdout
    assert said in done.stdout


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("geometry.tsv", "12.750", "12.751", "3gjx-D ca_525_568: value 12.750 -> 12.751"),
        ("geometry.tsv", "7.250", "9.000", "3gjx-D sg_area: value 7.250 -> 9.000"),
        ("geometry.tsv", "7.250", "", "3gjx-D sg_area: value 7.250 -> (empty)"),
        ("geometry.tsv", "7.250", "nan", "3gjx-D sg_area: value 7.250 -> nan"),
        ("geometry.tsv", "\tA^2", "\tnm^2", "3gjx-D sg_area: unit A^2 -> nm^2"),
        ("geometry.tsv", "unit", "units", "header: unit, units"),
        ("geometry.tsv", "value\tunit", "unit\tvalue", "header: the order of columns"),
        ("geometry.tsv", "\tdeg\n", "\n", "line 4 has not as many cells"),
        ("geometry.tsv", "3gjx\t3gjx-D\tca_525_568\t12.750\tA\n", "", "3 rows before, 2 now"),
        ("occupancy.tsv", "0.324", "0.325", "3gjx-D E P0: filled 0.324 -> 0.325"),
        ("occupancy.tsv", "143.3", "150.3", "buried 143.3 -> 150.3"),
        ("problems.tsv", "warning", "error", "severity"),
        ("problems.tsv", "3gjx\t3gjx-D\tcavity\tnote\tbut another\t\n", "", "3 rows before, 2 now"),
        ("provenance.json", '"12"', '"13"', "files is another"),
        ("map.svg", "svg", "SVG", "map.svg: other bytes"),
    ],
)  # fmt: skip
def test_anything_else_that_differs_is_a_fault(trees, name, old, new, said):
    change(trees, name, old, new)
    done = compare(trees)
    assert done.returncode == 1, done.stdout
    assert said in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "code"), [("0.1.0", "0.2.0", 0), ("ATOM 2 CA", "ATOM 2 CB", 1), ("ATOM 2 CA\n", "", 1)]
)
def test_superposed_structures_are_compared_but_for_the_version(trees, old, new, code):
    path = trees[1] / "cif/superposed/3gjx-D.cif.gz"
    path.write_bytes(gzip.compress(SUPERPOSED.replace(old, new).encode(), mtime=7))
    done = compare(trees)
    assert done.returncode == code, done.stdout
    assert ("ATOM 2 CA -> ATOM 2 CB" in done.stdout) == (new == "ATOM 2 CB")


def test_rows_of_problems_are_the_same_in_the_order_of_another_wording(trees):
    header, *rows = PROBLEMS.splitlines()
    (trees[1] / "cif/problems.tsv").write_text("\n".join([header, *reversed(rows)]) + "\n")
    assert compare(trees).returncode == 0


@pytest.mark.parametrize("side", [0, 1])
def test_a_file_that_only_one_of_them_has_is_a_fault(trees, side):
    (trees[side] / "cif/extra.tsv").write_text("entry\n")
    done = compare(trees)
    assert done.returncode == 1
    assert f"cif/extra.tsv: only {('before', 'now')[side]}" in done.stdout


def test_nothing_to_compare_is_no_success(tmp_path):
    (tmp_path / "empty").mkdir()
    assert compare((tmp_path / "empty", tmp_path / "empty")).returncode == 2
    assert compare((tmp_path / "empty", tmp_path / "absent")).returncode == 2
