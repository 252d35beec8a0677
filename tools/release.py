"""Build what a release is made of, in ``dist/``, and try it where the repository is not: python tools/release.py.

Source archive and wheel; the wheel is installed in a fresh environment, in an empty directory, and measures a phantom.
Beside them: the notes of the release (its section of CHANGELOG.md), the recipe for bioconda with the checksum of the
source archive, and checksums. Nothing is sent anywhere.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def project() -> tuple[str, str]:
    """Give the version and the versions of Python that ``pyproject.toml`` states."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return data["version"], data["requires-python"]


def notes(changelog: str, version: str) -> str:
    """Take the section of a version out of the changelog.

    Raises
    ------
    ValueError
        If it has none.
    """
    section = re.search(rf"^## \[{re.escape(version)}\][^\n]*\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL)
    if section is None:
        raise ValueError(f"CHANGELOG.md has no section {version}")
    return f"# nesgroove {version}\n\n{section[1].strip()}\n"


def recipe(template: str, version: str, checksum: str, python: str) -> str:
    """Fill the recipe for bioconda."""
    return template.replace("@VERSION@", version).replace("@SHA256@", checksum).replace("@PYTHON@", python)


def sha256(path: Path) -> str:
    """Checksum of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build(out: Path) -> tuple[Path, Path]:
    """Build the source archive, and the wheel from it.

    Returns
    -------
    (Path, Path)
        Source archive and wheel.
    """
    run([sys.executable, "-m", "build", "--outdir", str(out), str(ROOT)])
    version, _ = project()
    return out / f"nesgroove-{version}.tar.gz", out / f"nesgroove-{version}-py3-none-any.whl"


def smoke(wheel: Path, run_workflow: bool) -> None:
    """Install a wheel in a fresh environment and use it in an empty directory.

    Parameters
    ----------
    wheel
        The wheel.
    run_workflow
        Run the whole workflow on phantoms too, with the versions of ``requirements/lock.txt``.
    """
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        place = Path(name)
        run([sys.executable, "-m", "venv", str(place / "venv")])
        commands = place / "venv" / "bin"
        constraint = ["--constraint", str(ROOT / "requirements" / "lock.txt")]
        package = f"nesgroove[workflow] @ {wheel.resolve().as_uri()}" if run_workflow else str(wheel)
        run([str(commands / "python"), "-m", "pip", "install", "--quiet", *constraint, package])
        empty = place / "empty"
        empty.mkdir()
        run(["nesgroove", "phantom", "--out", "phantoms", "phantom_v6a"], empty, commands)
        run(["nesgroove", "measure", "phantoms/phantom_v6a.cif.gz", "--out", "tables"], empty, commands)
        if "selinexor" not in (empty / "tables" / "complexes.tsv").read_text(encoding="utf-8"):
            raise SystemExit("the wheel measures a phantom and finds no selinexor in it")
        if run_workflow:
            run(["nesgroove", "run", "phantoms", "--out", "results", "--no-pictures"], empty, commands)
            if not (empty / "results" / "atlas" / "index.html").is_file():
                raise SystemExit("the wheel runs the workflow and there is no atlas")


def run(command: Sequence[str], where: Path = ROOT, commands: Path | None = None) -> None:
    """Run a command, with programs of another environment first."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if commands is not None:
        variables["PATH"] = os.pathsep.join([str(commands), variables["PATH"]])
    subprocess.run(command, cwd=where, env=variables, check=True)


def main() -> None:
    """Build, try, and write what goes with it."""
    parser = argparse.ArgumentParser(description="Build and try a release.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--workflow", action="store_true", help="run the workflow with the wheel too")
    given = parser.parse_args()
    version, python = project()
    text = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    given.out.mkdir(parents=True, exist_ok=True)
    source, wheel = build(given.out.resolve())
    smoke(wheel, given.workflow)
    (given.out / "release-notes.md").write_text(text, encoding="utf-8")
    template = (ROOT / "recipes" / "bioconda" / "meta.yaml").read_text(encoding="utf-8")
    (given.out / "bioconda").mkdir(exist_ok=True)
    filled = recipe(template, version, sha256(source), python)
    (given.out / "bioconda" / "meta.yaml").write_text(filled, encoding="utf-8")
    sums = "".join(f"{sha256(path)}  {path.name}\n" for path in (source, wheel))
    (given.out / "SHA256SUMS").write_text(sums, encoding="utf-8")
    print(f"{given.out}: {source.name}, {wheel.name}, release-notes.md, bioconda/meta.yaml, SHA256SUMS")


if __name__ == "__main__":
    main()
