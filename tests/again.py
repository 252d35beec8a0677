"""A project whose results can be made again: with a ligand, kinds of source, references and files of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nesgroove.cli.app import main

BENZENE = """benzene
     made

  6  6  0  0  0  0  0  0  0  0999 V2000
    1.4000    0.0000    0.0000 C   0  0
    0.7000    1.2124    0.0000 C   0  0
   -0.7000    1.2124    0.0000 C   0  0
   -1.4000    0.0000    0.0000 C   0  0
   -0.7000   -1.2124    0.0000 C   0  0
    0.7000   -1.2124    0.0000 C   0  0
  1  2  2  0
  2  3  1  0
  3  4  2  0
  4  5  1  0
  5  6  2  0
  6  1  1  0
M  END
"""


def run(*words: object) -> int:
    """Run the command line in this process, and give its exit code."""
    with pytest.raises(SystemExit) as left:
        main([*map(str, words)])
    return int(left.value.code or 0)


def make_project(project: Path, phantoms: Path) -> None:
    """Measure two phantoms and a broken file with every option there is; the references and the ligand go afterwards.

    Parameters
    ----------
    project
        Directory of the project, with files in ``files`` and results in ``results``.
    phantoms
        Directory of phantoms.
    """
    (project / "files").mkdir()
    for name in ("phantom_v6a", "phantom_closed"):
        shutil.copy(phantoms / f"{name}.cif.gz", project / "files")
    (project / "files/broken.cif").write_text("data_broken\n_cell.length_a 1\nloop_\n")
    (project / "ben.sdf").write_text(BENZENE)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        names = ["--open", "phantom_cargo_1c", "--closed", "phantom_closed", "--cargo", "phantom_cargo_1c"]
        references = [phantoms / f"{name}.cif.gz" for name in ("phantom_closed", "phantom_cargo_1c")]
        assert run("reference", *references, *names, "--out", "references.json") == 0
        files = [f"files/{name}" for name in ("phantom_v6a.cif.gz", "phantom_closed.cif.gz", "broken.cif")]
        sources = ["--source", "phantom_c*=modelled", "--source", "phantom_*=unknown"]
        given = ["--references", "references.json", "--ligand", "BNZ=ben.sdf", *sources]
        assert run("measure", *files, *given, "--keep-going", "--out", "results/tables") == 0
        assert run("ensemble", "--from", "results/tables", "--out", "results/ensemble") == 0
    (project / "references.json").unlink()
    (project / "ben.sdf").unlink()
