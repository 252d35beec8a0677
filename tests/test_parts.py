"""Parts that are kept: only what is new or changed is made again, and what is kept changes no result."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nesgroove.cli.app import app
from nesgroove.survey import parts as module
from nesgroove.survey import provenance
from nesgroove.survey import run as survey_run
from nesgroove.survey.parts import STAMP, UNFINISHED, Parts

NAMES = ("phantom_open", "phantom_closed", "phantom_cargo_1c")


def nesgroove(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(word) for word in arguments])
    assert done.exit_code == code, done.output
    return done.stdout


@pytest.fixture(scope="module")
def phantoms(tmp_path_factory) -> list[Path]:
    directory = tmp_path_factory.mktemp("phantoms")
    nesgroove("phantom", *NAMES, "--out", directory)
    return [directory / f"{name}.cif.gz" for name in NAMES]


def measure(directory: Path, files: list[Path], *options: object, code: int = 0) -> tuple[int, int]:
    """Measure with parts: how many files were measured, and how many kept."""
    words = ["measure", *files, "--parts", directory / "parts", "--out", directory / "tables", *options]
    line = nesgroove(*words, code=code).splitlines()[-1].split()
    return int(line[0]), int(line[3])


def content(directory: Path) -> dict[str, bytes]:
    paths = [path for path in sorted(directory.rglob("*")) if path.is_file()]
    return {str(path.relative_to(directory)): path.read_bytes() for path in paths}


def stamps(directory: Path) -> dict[str, int]:
    return {path.parent.name: path.stat().st_mtime_ns for path in (directory / "parts").glob(f"*/{STAMP}")}


def test_a_file_more_is_measured_alone_and_the_results_are_those_of_a_fresh_run(tmp_path, phantoms):
    assert measure(tmp_path, phantoms[:2]) == (2, 0)
    before = stamps(tmp_path)
    assert measure(tmp_path, phantoms) == (1, 2)
    after = stamps(tmp_path)
    assert set(after) == set(NAMES)
    assert {name: after[name] for name in before} == before
    nesgroove("measure", *phantoms, "--out", tmp_path / "fresh")
    assert content(tmp_path / "tables") == content(tmp_path / "fresh")
    assert any("superposed/" in name for name in content(tmp_path / "fresh"))


def test_the_parts_do_not_depend_on_the_number_of_processes(tmp_path, phantoms):
    assert measure(tmp_path / "one", phantoms) == (3, 0)
    assert measure(tmp_path / "two", phantoms, "--jobs", 2) == (3, 0)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_parts_can_be_gathered_like_any_results(tmp_path, phantoms):
    measure(tmp_path, phantoms)
    nesgroove("gather", *sorted((tmp_path / "parts").glob("[!.]*")), "--out", tmp_path / "joined")
    assert content(tmp_path / "joined") == content(tmp_path / "tables")


def test_parts_of_files_that_are_not_given_are_removed_and_nothing_of_others(tmp_path, phantoms):
    measure(tmp_path, phantoms)
    (tmp_path / "parts/mine").mkdir()
    (tmp_path / "parts/mine/notes.txt").write_text("keep me")
    assert measure(tmp_path, phantoms[:1]) == (0, 1)
    assert sorted(path.name for path in (tmp_path / "parts").glob("[!.]*")) == ["mine", "phantom_open"]


def test_a_changed_reference_measures_everything_again(tmp_path, phantoms):
    for name in NAMES[:2]:
        words = ["--open", name, "--closed", NAMES[1], "--cargo", NAMES[2]]
        nesgroove("reference", *phantoms, *words, "--out", tmp_path / f"{name}.json")
    assert measure(tmp_path, phantoms, "--references", tmp_path / "phantom_open.json") == (3, 0)
    shutil.copy(tmp_path / "phantom_open.json", tmp_path / "same.json")
    assert measure(tmp_path, phantoms, "--references", tmp_path / "same.json") == (0, 3)
    assert measure(tmp_path, phantoms, "--references", tmp_path / "phantom_closed.json") == (3, 0)


def test_a_changed_file_is_measured_again(tmp_path, phantoms):
    path = Path(shutil.copy(phantoms[0], tmp_path))
    measure(tmp_path, [path, phantoms[1]])
    os.utime(path)  # newer, and the same
    assert measure(tmp_path, [path, phantoms[1]]) == (0, 2)
    path.write_bytes(phantoms[2].read_bytes())
    assert measure(tmp_path, [path, phantoms[1]]) == (1, 1)


def test_ligand_chemistry_counts_by_its_content(tmp_path, phantoms):
    from rdkit import Chem

    sdf = tmp_path / "lig.sdf"
    given = ["--ligand", f"UNL={sdf}"]  # which no phantom holds: an error at the end, after all was measured
    sdf.write_text(Chem.MolToMolBlock(Chem.MolFromSmiles("CCO")))
    assert measure(tmp_path, phantoms[:1], *given, code=1) == (1, 0)
    assert measure(tmp_path, phantoms[:1], *given, code=1) == (0, 1)
    sdf.write_text(Chem.MolToMolBlock(Chem.MolFromSmiles("CCN")))
    assert measure(tmp_path, phantoms[:1], *given, code=1) == (1, 0)
    assert measure(tmp_path, phantoms[:1], "--ligand", "UNL=CCO", code=1) == (1, 0)
    assert measure(tmp_path, phantoms[:1], "--no-superposed", "--ligand", "UNL=CCO", code=1) == (1, 0)


@pytest.mark.parametrize("name", ["versions", "code_checksum"])
def test_another_version_measures_everything_again(tmp_path, phantoms, monkeypatch, name):
    assert measure(tmp_path, phantoms[:1]) == (1, 0)
    monkeypatch.setattr(module, name, lambda *_: {"nesgroove": "9"} if name == "versions" else "other")
    assert measure(tmp_path, phantoms[:1]) == (1, 0)


def test_a_file_that_is_bad_is_kept_as_bad_and_one_that_is_missing_is_looked_for_again(tmp_path, phantoms):
    bad, missing = tmp_path / "bad.cif", tmp_path / "missing.cif"
    bad.write_text("<html>504</html>")
    assert measure(tmp_path, [bad, missing, phantoms[0]], code=1) == (3, 0)
    problems = (tmp_path / "tables/problems.tsv").read_bytes()
    assert measure(tmp_path, [bad, missing, phantoms[0]], code=1) == (1, 2)
    assert (tmp_path / "tables/problems.tsv").read_bytes() == problems
    shutil.copy(phantoms[1], missing.with_suffix(".cif.gz"))
    assert measure(tmp_path, [bad, missing.with_suffix(".cif.gz"), phantoms[0]], code=1) == (1, 2)


def test_a_defect_of_ours_is_not_kept(tmp_path, phantoms, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(survey_run, "survey", lambda *_: 1 / 0)
        assert measure(tmp_path, phantoms[:1], code=1) == (1, 0)
    assert measure(tmp_path, phantoms[:1]) == (1, 0)


@pytest.mark.parametrize("damage", ["stamp", "cut"])
def test_a_part_without_a_whole_stamp_does_not_count(tmp_path, phantoms, damage):
    measure(tmp_path, phantoms[:1])
    stamp = tmp_path / "parts/phantom_open" / STAMP
    if damage == "stamp":
        stamp.unlink()
    else:
        stamp.write_text(stamp.read_text()[:40])
    assert measure(tmp_path, phantoms[:1]) == (1, 0)


def test_what_goes_wrong_while_a_part_is_made_leaves_the_old_one_and_nothing_half_written(tmp_path):
    parts = Parts(tmp_path)
    with parts.making("a/..", {"number": 1}) as work:
        (work / "value").write_text("first")

    def fail() -> None:
        with parts.making("a/..", {"number": 2}) as work:
            (work / "value").write_text("second")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert parts.kept("a/..", {"number": 2}) is None
    kept = parts.kept("a/..", {"number": 1})
    assert kept is not None
    assert kept.parent == tmp_path
    assert (kept / "value").read_text() == "first"
    assert len(list(tmp_path.iterdir())) == 1
    (tmp_path / f"{UNFINISHED}old").mkdir()
    assert parts.keep_only([]) == [kept.name]
    assert list(tmp_path.iterdir()) == []


def test_what_is_compiled_beside_the_code_is_no_code(tmp_path, monkeypatch):
    """Numba keeps what it compiles in ``__pycache__``: the first trajectory must not make all parts old."""
    (tmp_path / "measure/compiled/__pycache__").mkdir(parents=True)
    (tmp_path / "measure/area.py").write_text("AREA = 1\n")
    monkeypatch.setattr(provenance.nesgroove, "__file__", str(tmp_path / "__init__.py"))
    of_code = provenance.code_checksum.__wrapped__
    before = of_code(("measure",))
    (tmp_path / "measure/compiled/__pycache__/bits.py311.nbi").write_bytes(b"index")
    assert of_code(("measure",)) == before
    (tmp_path / "measure/area.py").write_text("AREA = 2\n")
    assert of_code(("measure",)) != before


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_the_parts_that_were_done(tmp_path, phantoms):
    code = (
        "import sys, time\n"
        "from nesgroove.survey import run\n"
        "from nesgroove.cli.app import main\n"
        "write = run.write_results\n"
        "def slow(directory, *rest, **named):\n"
        "    write(directory, *rest, **named)\n"
        "    if 'phantom_closed' in str(rest): print('half', flush=True); time.sleep(600)\n"
        "run.write_results = slow\n"
        "main()\n"
    )
    words = ["measure", *phantoms, "--parts", tmp_path / "parts", "--out", tmp_path / "tables"]
    with subprocess.Popen([sys.executable, "-c", code, *map(str, words)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert stamps(tmp_path).keys() == {"phantom_cargo_1c"}  # the first of the paths
    assert [path for path in (tmp_path / "parts").iterdir() if path.name.startswith(UNFINISHED)]
    assert measure(tmp_path, phantoms) == (2, 1)
    assert sorted(path.name for path in (tmp_path / "parts").glob("[!.]*")) == sorted(NAMES)


@pytest.mark.slow
def test_pictures_of_unchanged_complexes_are_kept(tmp_path, phantoms):
    pytest.importorskip("pymol2", reason="PyMOL cannot be loaded", exc_type=ImportError)
    base = ["--width", "200px", "--view", "along", "--parts", tmp_path / "parts"]

    def picture(number: int, *options: object) -> str:
        nesgroove("measure", *phantoms[:number], "--out", tmp_path / f"tables{number}")
        words = ["picture", "--from", tmp_path / f"tables{number}", "--out", tmp_path / f"out{number}", *base, *options]
        return nesgroove(*words).splitlines()[-1]

    assert picture(1).startswith("1 drawn, 0 unchanged")
    begun = time.time_ns()
    # Another table of the same rows, and one complex more.
    assert picture(2).startswith("1 drawn, 1 unchanged")
    assert [name for name, when in stamps(tmp_path).items() if when >= begun] == ["phantom_closed-C"]
    drawn = content(tmp_path / "out2")
    assert set(drawn) == {"phantom_open-C_along.png", "phantom_closed-C_along.png"}
    assert picture(2).startswith("0 drawn, 2 unchanged")
    assert content(tmp_path / "out2") == drawn
    assert picture(2, "--colour", "plain").startswith("2 drawn, 0 unchanged")
    nesgroove("picture", "--from", tmp_path / "tables2", "--out", tmp_path / "fresh", *base[:4], "--colour", "plain")
    assert content(tmp_path / "out2") == content(tmp_path / "fresh")
    stamp = json.loads((tmp_path / "parts/phantom_open-C" / STAMP).read_text())
    assert set(stamp["complexes"]) == {"phantom_open-C"}


@pytest.mark.parametrize("name", ["provenance.json", "complexes.tsv"])
def test_a_part_that_is_damaged_is_made_again(tmp_path, phantoms, name):
    assert measure(tmp_path, phantoms[:2]) == (2, 0)
    fresh = content(tmp_path / "tables")
    (tmp_path / "parts" / NAMES[0] / name).write_text("{")
    assert measure(tmp_path, phantoms[:2]) == (1, 1)
    assert content(tmp_path / "tables") == fresh
