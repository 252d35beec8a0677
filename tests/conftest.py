"""Fixtures that several test files share. Real structures are read and measured once in a process."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import gemmi
import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from again import make_project
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.io.tables import format_table
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.reference import CargoReference, References
from nesgroove.measure.registry import records
from nesgroove.model.complex import Complex, Molecule, Occupant
from nesgroove.model.frame import GrooveFrame
from nesgroove.model.record import Record
from nesgroove.model.structure import Atoms, Chain, Residue, Structure
from nesgroove.survey.entry import survey
from nesgroove.survey.references import ReferenceNames, make_references
from nesgroove.survey.run import measure_files, references_from, write_results
from nesgroove.survey.superposed import FOLDER
from structures import need_shared_structures, skipped_lines, structure_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

os.environ["NESGROOVE_PROGRESS"] = "0"
"""No lines that say how far long work is: what is written must not depend on how fast a machine is."""

YEAST_OFFSET = 11
"""Yeast XPO1's numbers minus human ones, in the groove (FIELD 2d)."""


LONGEST = (
    "test_workflow.py", "test_atlas_browser.py", "test_notebooks_lab.py", "test_crosscheck.py", "test_config.py",
    "test_properties.py", "test_real.py", "test_figures_map.py", "test_scene_molviewspec.py", "test_cli.py",
    "test_names.py", "test_figures_width.py", "test_phantom_builder.py", "test_atlas.py", "test_pictures_command.py",
    "test_fetch_faults.py", "test_notebooks.py", "test_calibration.py", "test_scene_pymol.py", "test_report.py",
    "test_belonging.py", "test_safe_names.py", "test_exits.py",
)  # fmt: skip
"""Files that take longest: they are begun first, so that no process is left with one of them at the end. With
pytest-xdist this takes ``--no-loadscope-reorder`` (Makefile)."""


collect_ignore = ["slurm"]
"""A cluster is tried where it is asked for: ``make slurm``."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared_values"):
        need_shared_structures()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield  # what pytest itself has to say comes first, so that this is seen at the end
    skipped = terminalreporter.stats.get("skipped", [])
    lines = skipped_lines([report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)])
    if lines:
        terminalreporter.section("real structures")
        for line in lines:
            terminalreporter.write_line(line)


@dataclass(frozen=True)
class Surveyed:
    """All rows of one file, or of several."""

    rows: list[Record]

    def table(self, name: str, **wanted: object) -> list:
        chosen = [row for row in self.rows if row.table == name]
        return [row for row in chosen if all(getattr(row, key) == value for key, value in wanted.items())]

    def one(self, name: str, **wanted: object):
        rows = self.table(name, **wanted)
        assert len(rows) == 1, f"{len(rows)} rows of {name} with {wanted}"
        return rows[0]

    def value(self, measure: str, **wanted: object) -> float | None:
        return self.one("geometry", measure=measure, **wanted).value

    def texts(self) -> dict[str, str]:
        """The tables as they would be written."""
        return {r.table: format_table(r, [x for x in self.rows if x.table == r.table]) for r in records()}


@cache
def _structure(path: Path) -> Structure:
    return read_structure(path)


@cache
def _complexes(path: Path) -> tuple[Complex, ...]:
    return tuple(find_complexes(_structure(path))[0])


@cache
def _references() -> References:
    found, missing = make_references([_structure(structure_path(name)) for name in ("3gjx", "4hb2")], ReferenceNames())
    assert not missing
    return found


@cache
def _survey(path: Path) -> Surveyed:
    return Surveyed(survey(_structure(path), Settings(references=_references())))


@pytest.fixture(scope="session")
def path_of(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Where a structure is, real or phantom: ``path_of("3gjx")``, ``path_of("3m1i.pdb")``, ``path_of("phantom_v6a")``.

    A test that any structure does for takes a phantom: those are there on every machine.
    """

    def path(name: str) -> Path:
        if name.startswith("phantom_"):
            return request.getfixturevalue("phantom_files") / f"{name}.cif.gz"
        return structure_path(name)

    return path


@pytest.fixture(scope="session")
def structure_of(path_of) -> Callable[[str], Structure]:
    return lambda name: _structure(path_of(name))


@pytest.fixture(scope="session")
def complexes_of(path_of) -> Callable[[str], tuple[Complex, ...]]:
    return lambda name: _complexes(path_of(name))


@pytest.fixture(scope="session")
def survey_of(path_of) -> Callable[[str], Surveyed]:
    """The rows of a structure, measured with 3gjx and 4hb2 as references."""
    return lambda name: _survey(path_of(name))


@pytest.fixture(scope="session")
def references() -> References:
    return _references()


@pytest.fixture(scope="session")
def measured() -> Callable[..., Surveyed]:
    """Measure a structure that the test made."""

    def measure(structure: Structure, how: Settings | None = None) -> Surveyed:
        return Surveyed(survey(structure, how or Settings()))

    return measure


def _tables(directory: Path, files: Iterable[Path], names: ReferenceNames) -> Path:
    """Measure files and write tables and superposed structures, as the command does."""
    found, _ = references_from(list(files), names)
    written = measure_files(list(files), Settings(references=found), superposed=directory / FOLDER)
    options = {"open": found.open_id, "closed": found.closed_id, "cargo": found.cargo.complex_id}
    write_results(directory, written, {"references": options})
    return directory


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """A directory that one of all test processes fills while the others wait; nobody writes into it afterwards."""
    own = tmp_path_factory.getbasetemp()
    common = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def once(name: str, make: Callable[[Path], object]) -> Path:
        directory, made = common / name, common / f"{name}.made"
        with (common / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                shutil.rmtree(directory, ignore_errors=True)  # what a process left that failed half-way
                directory.mkdir()
                make(directory)
                made.touch()
        return directory

    return once


PHANTOMS = ("phantom_cargo_1c", "phantom_cargo_1a_minus", "phantom_v6a", "phantom_lmb", "phantom_closed")
"""Both directions of cargo, a bonded inhibitor of either kind, the closed empty groove."""


@pytest.fixture(scope="session")
def phantom_files(made_once) -> Path:
    """The files of a few phantoms."""
    return made_once("phantom_files", lambda directory: write_phantoms(directory, PHANTOMS))


@pytest.fixture(scope="session")
def reproducible(made_once, phantom_files) -> Path:
    """A project whose results can be made again."""
    return made_once("reproducible", lambda directory: make_project(directory, phantom_files))


@pytest.fixture(scope="session")
def phantom_tables(made_once, phantom_files) -> Path:
    """Tables of a few phantoms."""
    files = [phantom_files / f"{name}.cif.gz" for name in PHANTOMS]
    references = ReferenceNames("phantom_cargo_1c", "phantom_closed", "phantom_cargo_1c")
    return made_once("phantom_tables", lambda directory: _tables(directory, files, references))


@pytest.fixture(scope="session")
def phantom_atlas(made_once, phantom_tables) -> Path:
    """The atlas of these phantoms, without figures and pictures."""

    def make(directory: Path) -> None:
        from nesgroove.show.atlas.site import write_atlas

        assert write_atlas(phantom_tables, directory / "atlas") == []

    return made_once("phantom_atlas", make) / "atlas"


@pytest.fixture(scope="session")
def real_tables(made_once) -> Path:
    """Tables of a few real structures: cargo, closed groove, SINE compound, polyketide, odd component ids, a model."""
    names = ("3gjx", "4hb2", "composite_v6a", "composite_lmb", "composite_51k", "composite_a1cbd", "model_pkia")
    paths = [structure_path(name) for name in names]
    return made_once("real", lambda directory: _tables(directory, paths, ReferenceNames()))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium that draws WebGL without a GPU."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium on this machine: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            chromium_sandbox=False,  # it cannot be had where the tests run as root, as in a container
            args=[
                "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
            ],
        )  # fmt: skip
        yield browser
        browser.close()


@dataclass
class Tab:
    """A page of the browser, with what went wrong on it and what it asked the network for."""

    page: Page
    errors: list[str]
    requests: list[str]


@pytest.fixture
def offline_tab(chromium: Browser) -> Iterator[Tab]:
    """A page without a network. A test that expects no errors asserts on ``errors``, and on ``requests``."""
    context = chromium.new_context(offline=True, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    tab = Tab(page, [], [])
    page.on("console", lambda message: tab.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: tab.errors.append(str(error)))
    page.on("request", lambda request: tab.requests.append(request.url))
    yield tab
    context.close()


@pytest.fixture
def edited(tmp_path: Path, path_of) -> Callable[..., Path]:
    """Write a real structure anew after a change made with gemmi: ``edited("3gjx", change)``."""

    def write(name: str, change: Callable[[gemmi.Structure], object], *, as_name: str = "", ending: str = ".cif"):
        structure = gemmi.read_structure(str(path_of(name)))
        structure.setup_entities()
        change(structure)
        structure.setup_entities()
        path = tmp_path / f"{as_name or name}{ending}"
        if ending == ".pdb":
            structure.write_pdb(str(path))
        else:
            # gemmi writes nine significant digits only when asked for single groups; the default is enough here.
            structure.make_mmcif_document().write_file(str(path))
        return path

    return write


@pytest.fixture
def run_command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command in a process of its own."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        code = "from nesgroove.cli.app import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            capture_output=True, text=True, timeout=300, check=False, env={**os.environ, **environment},
        )  # fmt: skip

    return run


def atoms_from(
    xyz: np.ndarray,
    elements: Iterable[str],
    *,
    names: Iterable[str] | None = None,
    residue: Iterable[int] | None = None,
) -> Atoms:
    """Columns for a handful of atoms that a test makes up."""
    xyz = np.asarray(xyz, dtype=float).reshape(-1, 3)
    elements = list(elements)
    n = len(xyz)
    return Atoms(
        xyz=xyz,
        name=np.array(list(names) if names is not None else [f"{e}{i}" for i, e in enumerate(elements)], dtype=str),
        element=np.array(elements, dtype=str),
        altloc=np.full(n, ""),
        occupancy=np.ones(n),
        b_factor=np.full(n, 20.0),
        residue=np.array(list(residue) if residue is not None else [0] * n, dtype=np.intp),
    )


def structure_from(parts: list[tuple[str, str, list[tuple[str, str, tuple[float, float, float]]]]]) -> Structure:
    """A structure of residues that a test makes up: (component, kind, [(atom, element, xyz)])."""
    residues, rows, owner = [], [], []
    for index, (component, kind, members) in enumerate(parts):
        start = len(rows)
        rows += members
        owner += [index] * len(members)
        code = gemmi.find_tabulated_residue(component).one_letter_code.strip().upper() or "X"
        residues.append(
            Residue(index, component, code, kind, "A", index + 1, "", "A", index + 1, start, len(rows))  # type: ignore[arg-type]
        )
    atoms = atoms_from(
        np.array([row[2] for row in rows]), [row[1] for row in rows], names=[row[0] for row in rows], residue=owner
    )
    return Structure("made", "", "", "", "", "", None, atoms, tuple(residues), (), (), None)


UNMOVED = GrooveFrame(np.eye(3), np.zeros(3), {})
"""A groove frame that leaves coordinates as they are."""


def groove_from(
    structure: Structure,
    residue_at: dict[int, int],
    frame: GrooveFrame = UNMOVED,
    *,
    occupants: Iterable[Occupant] = (),
    cargo: CargoReference | None = None,
) -> Groove:
    """As much of a groove as the measures of single residues need; all residues of the structure are present."""
    chain = Chain("A", tuple(residue_at.values()), "", "")
    others = tuple(sorted(set(range(len(structure.residues))) - set(chain.residues)))
    molecules = (Molecule("A", "xpo1", chain.residues), Molecule("all", "other", others))
    complex_ = Complex(structure, chain, None, residue_at, frame, molecules, tuple(occupants))  # type: ignore[arg-type]
    return Groove(complex_, Settings(references=References(cargo=cargo) if cargo else References()))


def moved(structure: Structure, rotation: np.ndarray, shift: np.ndarray) -> Structure:
    """The structure, rotated and shifted at full precision; without its crystal, which would have to turn too."""
    atoms = replace(structure.atoms, xyz=structure.atoms.xyz @ rotation.T + shift)
    return replace(structure, atoms=atoms, crystal=None)
