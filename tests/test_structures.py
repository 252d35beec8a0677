"""Where tests find real structures, how they are fetched, and what is said where there are none."""

from __future__ import annotations

import gzip
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import structures
from fetch_server import FetchServer, tiny_mmcif
from structures import DEPOSITED, ROOT, structure_path


@pytest.fixture
def places(tmp_path, monkeypatch) -> tuple[Path, Path]:
    """An empty shared directory and an empty cache."""
    shared, cache = tmp_path / "shared", tmp_path / "cache"
    shared.mkdir()
    cache.mkdir()
    monkeypatch.setattr(structures, "SHARED", (tmp_path / "nowhere", shared))
    monkeypatch.setattr(structures, "FETCHED", cache)
    return shared, cache


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


def test_shared_structures_come_before_fetched_ones(places):
    shared, cache = places
    fetched = put(cache / "3gjx.cif.gz")
    assert structure_path("3gjx") == structure_path("3gjx.cif") == fetched
    own = put(shared / "experimental/3gjx.cif.gz")
    assert structure_path("3gjx") == structure_path("3gjx.cif") == own
    other = put(shared / "experimental/3m1i.pdb.gz")
    assert structure_path("3m1i.pdb") == other


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("3gjx", "`make structures`"), ("3m1i.cif", "`make structures`"), ("3m1i.pdb", "no archive"),
     ("composite_v6a", "no archive")],
)  # fmt: skip
def test_a_test_without_its_structure_is_skipped_with_the_remedy(places, name, remedy):
    with pytest.raises(pytest.skip.Exception, match=remedy):
        structure_path(name)


def test_values_of_the_shared_files_are_not_asked_of_deposited_ones(places):
    put(places[1] / "3gjx.cif.gz")
    with pytest.raises(pytest.skip.Exception, match="not of the deposited"):
        structures.need_shared_structures()
    put(places[0] / "experimental/3gjx.cif.gz")
    structures.need_shared_structures()


def test_the_end_of_a_run_counts_what_was_skipped(tmp_path):
    (tmp_path / "test_made_up.py").write_text(
        "import pytest\nfrom structures import FETCHABLE, MISSING\n"
        "@pytest.mark.parametrize('reason', [f'{MISSING}: a; {FETCHABLE}'] * 3 + [f'{MISSING}: b'] + ['no Chromium'])\n"
        "def test_it(reason):\n    pytest.skip(reason)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), str(ROOT / "workflow")])}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 tests skipped: no real structures." in done.stdout
    assert "`make structures` fetches the entries that 3 of them need" in done.stdout
    assert "$NESGROOVE_STRUCTURES" in done.stdout
    assert structures.skipped_lines(["no Chromium on this machine"]) == []


def test_make_structures_fetches_what_tests_need(tmp_path, run_command):
    with FetchServer() as server:
        for entry in DEPOSITED:
            server.serve("pdbj", entry, tiny_mmcif(entry))
        options = f"FETCH=--mirror {server.template('pdbj')} --holdings {server.holdings_url} --to {tmp_path}"
        listed = subprocess.run(
            ["make", "--dry-run", "--no-print-directory", "--old-file", ".venv/.installed", "structures", options],
            cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ, "MAKEFLAGS": ""},
        )  # fmt: skip
        program, *arguments = shlex.split(listed.stdout)
        assert Path(program).name == "nesgroove"
        sheet = arguments.index("--from") + 1
        arguments[sheet] = str(ROOT / arguments[sheet])
        done = run_command(*arguments)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.glob("*.cif.gz")} == {f"{entry}.cif.gz" for entry in DEPOSITED}
    assert gzip.decompress((tmp_path / "3gjx.cif.gz").read_bytes()).startswith(b"data_3GJX")
    assert arguments[arguments.index("--to") + 1] == "structures/cache"
