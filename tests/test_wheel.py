"""The wheel, installed where the repository is not: it has all that a run needs, and writes to its results alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from release import ROOT, build

pytestmark = pytest.mark.full

READ_ONLY = """\
for path in "$1" "$2"; do mount --bind "$path" "$path" && mount -o remount,ro,bind "$path" || exit 99; done
shift 2
exec "$@"
"""
"""Runs a command with two directories that nobody, not even root, can write to."""

PHANTOMS = "phantom.names=[phantom_open, phantom_cargo_1c, phantom_closed]"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, Path]:
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory) -> Path:
    """An environment with the wheel, its extra `workflow`, and nothing of the repository."""
    directory = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", directory], check=True)
    constraint = ["--constraint", ROOT / "requirements/lock.txt"]
    package = f"nesgroove[workflow] @ {built[1].as_uri()}"
    subprocess.run([directory / "bin/python", "-m", "pip", "install", "-q", *constraint, package], check=True)
    return directory


def call(installed: Path, where: Path, home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Call a program of the environment, which is not on PATH, with a home and an environment that are read-only."""
    kept = {name: value for name, value in os.environ.items() if name in ("LANG", "LC_ALL", "TMPDIR")}
    command = [str(installed / "bin" / str(words[0])), *map(str, words[1:])]
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0:
        command = ["unshare", "-m", "bash", "-c", READ_ONLY, "read-only", str(home), str(installed), *command]
    return subprocess.run(
        command, cwd=where, env={**kept, "HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_wheel_and_source_archive_hold_the_whole_workflow(built):
    source, wheel = built
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for top in ("workflow/Snakefile", "workflow/rules", "workflow/schemas", "workflow/report", "workflow/notebooks",
                    "workflow/profiles", "config"):  # fmt: skip
            paths = [ROOT / top] if (ROOT / top).is_file() else [p for p in (ROOT / top).rglob("*") if p.is_file()]
            assert paths
            for path in paths:
                inside = f"nesgroove/workflow/{path.relative_to(ROOT).as_posix().removeprefix('workflow/')}"
                assert archive.read(inside) == path.read_bytes(), inside
        assert not [name for name in names if name.startswith(("tests", "tools", "workflow/"))]
    with tarfile.open(source) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"workflow/profiles/default/config.yaml", "config/demo.yaml", "Snakefile", "CITATION.cff"} <= inside
    assert not [name for name in inside if name.startswith((".test", "docs/assets", "structures"))]


def test_the_wheel_alone_runs_the_workflow_and_writes_to_its_results_alone(installed, tmp_path):
    home, where = tmp_path / "home", tmp_path / "where"
    home.mkdir()
    where.mkdir()
    before = {path for path in installed.rglob("*") if "__pycache__" not in path.parts}
    words = ["nesgroove", "run", "--phantoms", "--no-pictures", "--cores", 2, "--config", PHANTOMS]
    done = call(installed, where, home, *words)
    assert done.returncode == 0, done.stderr
    assert "complexes          3" in done.stdout
    assert done.stdout.splitlines()[-1] == "To look at: open results/atlas/index.html in a browser"
    assert "structures measured: 3 of 3" in done.stderr
    assert [path.name for path in where.iterdir()] == ["results"]
    assert list(home.iterdir()) == []
    assert {path for path in installed.rglob("*") if "__pycache__" not in path.parts} == before
    # Again: nothing to be done, and what is snakemake's is passed on to it.
    again = call(installed, where, home, *words, "--dry-run")
    assert "Nothing to be done" in again.stdout + again.stderr
    forced = call(installed, where, home, "nesgroove", "run", "--forcerun", "gather", "--dry-run")
    assert "rule gather" in forced.stdout + forced.stderr


def test_a_project_of_the_wheel_is_run_by_snakemake(installed, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    assert call(installed, tmp_path, home, "nesgroove", "init", "project").returncode == 0
    project = tmp_path / "project"
    words = ["--configfile", "config/demo.yaml", "--dry-run"]
    # Snakemake by itself keeps its caches in the home.
    done = subprocess.run(
        [installed / "bin/snakemake", *words], cwd=project, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(home)},
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "workflow specific profile profiles/default" in said
    assert f"{installed}/bin/python" in said  # of the shell commands
    assert call(installed, tmp_path, home, "nesgroove", "init", "project").returncode == 2
