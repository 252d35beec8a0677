"""The benchmarks: workers, what is made for them, a rough run on a phantom, and the page written from numbers."""

from __future__ import annotations

import json
import re
import sys
from copy import deepcopy

import numpy as np
import pytest

import run as benchmarks
from nesgroove.compare.tables import RunTables
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.registry import measures
from nesgroove.measure.scalar import scalars
from nesgroove.survey.entry import survey
from speed import chain, command, growing, product, stamped
from speed.fits import Line, exponent
from speed.kept import Results, rounded
from speed.made import NOISE, make, moved
from speed.multiplied import multiplied
from speed.page import page
from speed.parts import growth, line, one, startup
from speed.words import table
from speed.worker import Worker, WorkerError
from structures import ROOT, structure_path

PAGE, KEPT = ROOT / "docs/benchmarks.md", ROOT / "docs/benchmarks.json"


@pytest.fixture
def tasks(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests"))
    return "benchmark_tasks"


def test_what_a_worker_prints_is_in_the_log_and_its_numbers_come_back(tasks, tmp_path, capfd):
    log = tmp_path / "log"
    with Worker(f"{tasks}:loud", log, times=3).ready() as worker:
        assert worker.run().value == 3
        before = worker.peak()
        assert worker.run(more=80).value == 83
        assert worker.peak() - before == pytest.approx(80, abs=25), "memory that was asked for is seen"
    assert "".join(capfd.readouterr()) == ""
    for words in ("prepared, loudly", "called, loudly", "from C, loudly"):
        assert words in log.read_text()


def test_memory_of_a_command_is_its_own_and_its_failure_is_told(tmp_path):
    ballast = bytes(200_000_000)
    empty = command.run([sys.executable, "-S", "-c", "pass"], tmp_path / "log")
    full = command.run([sys.executable, "-S", "-c", "x = bytes(1) * 100_000_000"], tmp_path / "log")
    assert len(ballast) / 1e6 > 5 * empty.peak
    assert full.peak - empty.peak == pytest.approx(95, abs=10)
    with pytest.raises(WorkerError, match="ended with 3"):
        command.run([sys.executable, "-S", "-c", "raise SystemExit(3)"], tmp_path / "log")


def test_a_worker_that_fails_says_why(tasks, tmp_path):
    with Worker(f"{tasks}:failing", tmp_path / "log").ready() as worker, pytest.raises(WorkerError, match="the cat"):
        worker.run()


def test_lines_and_exponents():
    n = [10, 100, 500, 1000]
    fit = Line.through(n, [0.2 * count + 2.0 for count in n])
    assert (fit.slope, fit.intercept, fit.r2) == pytest.approx((0.2, 2.0, 1.0))
    assert Line.through(n, [count**2 for count in n]).r2 < 0.99
    assert exponent(n, [1e-4 * count**2 for count in n], least=0) == pytest.approx(2.0)
    assert exponent(n, [1e-3 * count for count in n]) == pytest.approx(1.0)
    assert exponent(n, [0.001] * 4) is None, "what costs nothing grows in no way"


def test_what_would_take_too_long_is_foreseen():
    points = [{"count": 100, "cpu": 1.0}, {"count": 500, "cpu": 25.0}]
    assert growth.foreseen(points, 1000) == pytest.approx(100.0)
    assert growth.foreseen(points[:1], 500) == pytest.approx(5.0)
    assert growth.foreseen([], 10) is None


def test_steps_of_a_phantom_are_those_of_the_product(tmp_path):
    path = write_phantoms(tmp_path, ["phantom_open"])[0]
    steps = product.by_step(str(path))()
    assert {type(measure).__name__ for measure in measures()} < set(steps)
    assert {"reading", "who is who", "remarks", product.WRITING} < set(steps)
    assert steps["reading"] > 0


def test_copies_of_a_structure_are_measured_like_it_and_no_two_alike(tmp_path):
    source = write_phantoms(tmp_path, ["phantom_open"])[0]
    (tmp_path / "made").mkdir()
    files = list(make([source], tmp_path / "made", 2, jobs=1))
    structures = [read_structure(path) for path in (source, *files)]
    assert [s.entry for s in structures[1:]] == ["made0000_phantom_open", "made0001_phantom_open"]
    widths = [dict(scalars(Groove(find_complexes(s)[0][0])))["ca_525_568"] for s in structures]
    assert len(set(widths)) == 3
    assert widths == pytest.approx([widths[0]] * 3, abs=6 * NOISE)
    assert np.linalg.norm(structures[1].atoms.xyz - structures[0].atoms.xyz, axis=1).mean() > 5


def test_a_crystal_that_is_moved_keeps_its_images():
    import gemmi

    path = structure_path("4hb2")
    structure = gemmi.read_structure(str(path))
    xyz = np.array([atom.atom.pos.tolist() for atom in structure[0].all()])[:200]
    away = moved(xyz, path, 5)
    assert np.linalg.norm(away - xyz, axis=1).min() > 1
    # An atom and its image by any operation of the space group are one atom of the crystal.
    for old, new in zip(xyz, away, strict=True):
        nearest = structure.cell.find_nearest_image(gemmi.Position(*old), gemmi.Position(*new), gemmi.Asu.Any)
        assert nearest.dist() < 8 * NOISE


def test_multiplied_tables_have_other_contacts_under_other_names(tmp_path):
    structure = read_structure(write_phantoms(tmp_path, ["phantom_v6a"])[0])
    run = RunTables.of(survey(structure, Settings()))
    many = multiplied(run, 3)
    assert [row.complex for row in many.complexes] == ["phantom_v6a-C", "phantom_v6a-copy1-C", "phantom_v6a-copy2-C"]
    contacts = [sum(row.complex == id_ for row in many.contacts) for id_ in many.by_id]
    assert contacts[0] == len(run.contacts)
    assert 0 < contacts[1] < contacts[0]
    assert len({row.groove_width for row in many.complexes}) == 3
    assert all(row.filled is None or 0 <= row.filled <= 1 for row in many.occupancy)
    assert {"reading the tables", "competition", "ruler"} < {*growing.comparison_steps(), *growing.figure_steps()}


def test_comparisons_and_figures_are_made_step_by_step(phantom_tables, tmp_path):
    step = growing.ensemble(str(phantom_tables), str(tmp_path))
    for name in growing.comparison_steps():
        step(name)
    assert len((tmp_path / "occupancy_matrix.tsv").read_text(encoding="utf-8").splitlines()) > 1
    draw = growing.figures(str(phantom_tables), str(tmp_path))
    for name in (growing.READING, "width"):
        draw(name)
    assert (tmp_path / "width.svg").is_file()


def test_a_command_says_when_each_file_was_done(tmp_path, monkeypatch):
    from nesgroove.survey import run as survey_run

    monkeypatch.setattr(survey_run, "measure_files", survey_run.measure_files)  # put back afterwards
    files = write_phantoms(tmp_path, ["phantom_open", "phantom_closed"])
    stamps = tmp_path / "stamps.json"
    words = ["measure", *map(str, files), "--out", str(tmp_path / "out"), "--no-superposed"]
    monkeypatch.setattr(sys, "argv", ["stamped", str(stamps), *words])
    with pytest.raises(SystemExit) as end:
        stamped.main()
    assert not end.value.code
    times = json.loads(stamps.read_text())
    assert len(times) == 3
    assert times == sorted(times)


@pytest.fixture(scope="module")
def rough(tmp_path_factory):
    """A rough run of what is cheap, on one phantom, beside one tool."""
    to = tmp_path_factory.mktemp("benchmarks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(benchmarks, "LOGGED", to / "logs")
        patch.setattr(one, "PEERS", {"Biopython": chain.PEERS["Biopython"]})
        patch.setattr("speed.given.PHANTOMS", {"phantom_open": "an empty groove"})
        patch.setattr(startup, "commands", lambda given, directory: {"nesgroove --help": ["--help"]})
        assert benchmarks.main(["--quick", "--only", "one", "--only", "startup", "--to", str(to)]) == 0
    return to


def test_a_rough_run_writes_numbers_and_a_page(rough):
    kept = Results.read(rough / "benchmarks.json")
    case = kept.parts["one"]["result"]["cases"][0]
    assert set(case["programs"]) == {"product", "floor", "Biopython"}
    assert len(case["programs"]["product"]["cpu"]) == 2
    assert 30 < case["programs"]["Biopython"]["peak"] < case["programs"]["product"]["peak"]
    text = (rough / "benchmarks.md").read_text(encoding="utf-8")
    assert text == page(kept, benchmarks.PARTS)
    for words in ("phantom_open", "## One complex", "## Start-up", "Not measured"):
        assert words in text
    assert "nesgroove measure" not in text.split("## Start-up")[1].split("## ")[0]


def test_a_part_measured_again_leaves_the_others(rough, tmp_path):
    kept = Results.read(rough / "benchmarks.json")
    kept.write(tmp_path / "kept.json")
    again = Results.read(tmp_path / "kept.json")
    assert again.parts == kept.parts
    assert Results.read(tmp_path / "none.json").parts == {}


def test_the_page_of_the_documentation_is_written_from_its_numbers():
    kept = Results.read(KEPT)
    assert not any(part["quick"] for part in kept.parts.values())
    text = page(kept, benchmarks.PARTS)
    assert PAGE.read_text(encoding="utf-8") == text, "python benchmarks/run.py --page writes it"
    for name in re.findall(r"\(figures/(\w+\.svg)\)", text):
        assert (ROOT / "docs/figures" / name).is_file()


def test_a_number_that_changes_is_seen_on_the_page():
    kept = Results.read(KEPT)
    other = deepcopy(kept)
    other.parts["line"]["result"]["points"][0]["cpu"] += 1
    assert page(other, benchmarks.PARTS) != page(kept, benchmarks.PARTS)


def test_the_line_of_the_documentation_is_that_of_its_points():
    found = Results.read(KEPT).parts["line"]["result"]
    assert all(point["complexes"] == point["count"] and not point["errors"] for point in found["points"])
    alone = [point for point in found["points"] if point["jobs"] == 1]
    slope = np.polyfit([p["count"] for p in alone], [p["cpu"] for p in alone], 1)[0]
    assert line.fitted(found).slope == pytest.approx(slope)


def test_numbers_stand_on_the_right_and_words_on_the_left():
    assert list(table(("what", "how long"), [["a", "**0.2 s**"], ["b", "about 3 s"]]))[1] == "|---|---:|"
    words = [["1 to 1,000 complexes", "8.3, 10.7"], ["3gjx", "0.2 s (0.1 s to 0.3 s)"]]
    assert list(table(("part", "load"), words))[1] == "|---|---:|"
    assert rounded({"a": (0.123456789, "b", None)}) == {"a": [0.12346, "b", None]}
