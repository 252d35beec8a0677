"""The workflow as users run it: snakemake in a directory of its own, on real structures and on phantoms."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from fetch_server import tiny_mmcif
from nesgroove.cli.app import app
from nesgroove.io.read import entry_name
from nesgroove.io.tables import read_table, write_tables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.registry import records
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.survey.gather import gather

ROOT = Path(__file__).parents[1]
COMMON = (ROOT / "workflow/rules/common.smk").read_text(encoding="utf-8")


def snakemake(directory: Path, *arguments: object, cores: int = 2) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "snakemake", "-s", ROOT / "Snakefile", "-d", directory, "--cores", cores]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [*map(str, command), *map(str, arguments)],
        capture_output=True, text=True, timeout=900, check=False, env={**os.environ, "PATH": path},
    )  # fmt: skip


def run(directory: Path, *arguments: object, cores: int = 2) -> str:
    done = snakemake(directory, *arguments, cores=cores)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def jobs_of(text: str) -> list[str]:
    """What a dry run would do: the rule, and the part where it has one."""
    found = []
    for block in re.split(r"\n(?=\[)", text):
        rule = re.search(r"^(?:local)?(?:rule|checkpoint) (\w+):$", block, re.MULTILINE)
        part = re.search(r"wildcards: part=(.+)$", block, re.MULTILINE)
        if rule:
            found.append(f"{rule[1]} {part[1]}" if part else rule[1])
    return sorted(found)


def table(directory: Path, name: str) -> list[dict[str, str]]:
    with (directory / f"results/tables/{name}.tsv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def tables(directory: Path) -> dict[str, bytes]:
    root = directory / "results/tables"
    paths = [*root.glob("*.*"), *root.glob("superposed/[!.]*")]  # snakemake leaves a hidden file in directories
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(paths)}


def prepare(directory: Path, path_of, /, **changes: object) -> Path:
    """A directory with a sheet, a mirror and one file of the user's, and the configuration for them."""
    for name in ("mirror", "structures/local", "config"):
        (directory / name).mkdir(parents=True)
    for entry in ("3gjx", "4hb2"):
        shutil.copy(path_of(entry), directory / "mirror")
    shutil.copy(path_of("composite_v6a"), directory / "structures/local/my pose.cif.gz")
    (directory / "structures/local/notes.txt").write_text("not a structure\n")
    sheet = "# the set\nentry\tnote\n3gjx\tof the mirror\n4hb2\n\n9xyz\tin no archive\n"
    (directory / "config/structures.tsv").write_text(sheet)
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))
    config["archive"] |= {"mirrors": ["./mirror"], "holdings": "file:///nowhere.json"}
    config |= {"batches": 2, "pictures": False}
    config |= changes
    (directory / "config/config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    return directory


@pytest.fixture(scope="module")
def finished(tmp_path_factory, path_of) -> Path:
    """A run that was made once; not to be changed."""
    directory = prepare(tmp_path_factory.mktemp("finished"), path_of)
    run(directory)
    return directory


@pytest.fixture
def copied(finished, tmp_path) -> Path:
    """The same run, to change."""
    return Path(shutil.copytree(finished, tmp_path / "copied"))


@pytest.mark.slow
def test_a_run_gives_all_tables(finished):
    names = {f"{record.table}.tsv" for record in records()}
    superposed = {f"superposed/{name}.cif.gz" for name in ("3gjx-D", "4hb2-C", "my pose-C")}
    assert set(tables(finished)) == names | superposed | {"provenance.json"}
    complexes = table(finished, "complexes")
    assert [row["entry"] for row in complexes] == ["3gjx", "4hb2", "my pose"]
    provenance = json.loads((finished / "results/tables/provenance.json").read_text())
    assert provenance["options"]["references"] == {"open": "3gjx-D", "closed": "4hb2-C", "cargo": "3gjx-D"}
    assert set(provenance["files"]) == {"3gjx.cif.gz", "4hb2.cif.gz", "my pose.cif.gz"}


@pytest.mark.slow
def test_every_complex_is_compared_with_the_references_of_the_run(finished):
    rows = [row for row in table(finished, "geometry") if row["measure"] == "rmsd_open"]
    values = {row["entry"]: row["value"] for row in rows}
    assert float(values.pop("3gjx")) == 0
    assert all(float(value) > 0.2 for value in values.values())
    assert len(values) == 2


@pytest.mark.slow
def test_an_entry_that_cannot_be_fetched_is_a_problem_and_the_others_are_measured(finished):
    row = next(row for row in table(finished, "problems") if row["entry"] == "9xyz")
    assert (row["step"], row["severity"]) == ("fetch", "error")
    assert "no such entry" in row["message"]
    assert "Check the id" in row["remedy"]


@pytest.mark.slow
def test_a_second_run_does_nothing(finished):
    before = tables(finished)
    assert "Nothing to be done" in run(finished)
    assert tables(finished) == before


@pytest.mark.slow
def test_one_core_and_two_give_the_same_bytes(finished, tmp_path, path_of):
    directory = prepare(tmp_path / "again", path_of)
    run(directory, "--until", "gather", cores=1)
    assert tables(directory) == tables(finished)


@pytest.mark.slow
def test_a_new_file_is_measured_and_nothing_else_again(copied, path_of):
    shutil.copy(path_of("model_pkia.pdb"), copied / "structures/local")
    compared = ["all", "atlas", "ensemble", "figures", "gather", "methods", "scenes"]
    expected = sorted([*compared, "measure local/model_pkia.pdb.gz"])
    assert jobs_of(run(copied, "--dry-run")) == expected
    run(copied)
    assert [row["entry"] for row in table(copied, "complexes")] == ["3gjx", "4hb2", "model_pkia", "my pose"]
    assert "model_pkia-A" in (copied / "results/atlas/index.html").read_text(encoding="utf-8")
    (copied / "structures/local/model_pkia.pdb.gz").unlink()
    assert jobs_of(run(copied, "--dry-run")) == compared


@pytest.mark.slow
def test_a_changed_file_in_the_cache_redoes_its_batch(copied):
    path = copied / "structures/cache/4hb2.cif.gz"
    # Not the same bytes: snakemake passes over a small file that is only newer.
    path.write_bytes(path.read_bytes() + b"\n")
    planned = jobs_of(run(copied, "--dry-run"))
    # 4hb2 is a reference, and so everything is measured again; the other files are not fetched again.
    assert "reference" in planned
    assert "fetch" not in planned


@pytest.mark.slow
def test_nothing_is_fetched_twice_and_later_steps_need_no_mirror(copied, finished):
    shutil.rmtree(copied / "mirror")
    shutil.rmtree(copied / "results")
    run(copied, "--until", "gather")
    again, first = tables(copied), tables(finished)
    # Why 9xyz could not be obtained is another reason now.
    assert again.pop("problems.tsv") != first.pop("problems.tsv", None)
    first = {name: content for name, content in tables(finished).items() if name != "problems.tsv"}
    assert again == first
    assert "./mirror: the directory mirror does not exist" in str(table(copied, "problems"))


@pytest.mark.slow
def test_no_entry_at_all_is_a_run_with_problems_only(tmp_path, path_of):
    directory = prepare(tmp_path / "run", path_of)
    shutil.rmtree(directory / "mirror")
    (directory / "structures/local/my pose.cif.gz").unlink()
    run(directory)
    assert table(directory, "complexes") == []
    assert {row["entry"] for row in table(directory, "problems")} == {"3gjx", "4hb2", "9xyz"}


@pytest.mark.slow
def test_a_bad_file_of_the_users_is_a_problem_and_the_others_are_measured(tmp_path, path_of):
    directory = prepare(tmp_path / "run", path_of, source="directory", directory={"path": "mirror"})
    (directory / "structures/local/broken.cif").write_text("<html>504</html>\n")
    shutil.copy(path_of("1rrp"), directory / "structures/local")
    # The same entry as one of the source's.
    shutil.copy(path_of("4hb2"), directory / "structures/local/4HB2.cif.gz")
    run(directory, "--until", "gather")
    assert [row["entry"] for row in table(directory, "complexes")] == ["3gjx", "4hb2", "my pose"]
    errors = {row["entry"]: row for row in table(directory, "problems") if row["severity"] == "error"}
    assert set(errors) == {"broken", "1rrp", "4hb2"}
    assert "measured twice" in errors["4hb2"]["message"]
    assert errors["1rrp"]["step"] == "identify"


@pytest.mark.slow
def test_the_demonstration_gives_back_what_is_planted(tmp_path):
    (tmp_path / "structures/local").mkdir(parents=True)
    shutil.copytree(ROOT / "config", tmp_path / "config")
    config = yaml.safe_load((ROOT / "config/demo.yaml").read_text(encoding="utf-8"))
    names = ["phantom_open", "phantom_closed", "phantom_cargo_1c"]
    # Three of the phantoms: measuring them all takes longer than everything else in this file.
    config["phantom"]["names"] = names
    (tmp_path / "demo.yaml").write_text(yaml.safe_dump(config | {"results": "results"}))
    run(tmp_path, "--configfile", tmp_path / "demo.yaml")
    rows = {row["entry"]: row for row in table(tmp_path, "complexes")}
    assert set(rows) == set(names)
    for name in names:
        truth = json.loads((tmp_path / f"results/phantoms/{name}.truth.json").read_text())
        assert rows[name]["state"] == truth["state"]
        assert float(rows[name]["groove_width"]) == pytest.approx(truth["groove_width"], abs=0.02)
    assert rows["phantom_cargo_1c"]["cargo_chain"]
    results = tmp_path / "results"
    for name in names:
        assert (results / f"scenes/{name}-C.pml").is_file()
        assert (results / f"atlas/pictures/{name}-C_solvent.png").stat().st_size > 50_000
        assert f"{name}-C_solvent.png" in (results / f"atlas/complex/{name}-C.html").read_text(encoding="utf-8")
    assert list((results / "atlas/pictures").glob("superposition_*open_over_closed*.png"))


def test_pictures_are_planned_for_every_part_where_they_are_wanted(tmp_path, path_of):
    sources = {"source": "directory", "directory": {"path": "mirror"}}
    without = set(jobs_of(run(prepare(tmp_path / "without", path_of, **sources), "--dry-run")))
    planned = set(jobs_of(run(prepare(tmp_path / "with", path_of, **sources, pictures=True), "--dry-run")))
    measured = {job for job in planned if job.startswith("measure ")}
    assert planned - without == {"superpositions"} | {job.replace("measure ", "pictures ") for job in measured}
    assert "pictures local/my pose.cif.gz" in planned
    # As the Makefile says it where PyMOL cannot be loaded.
    assert set(jobs_of(run(tmp_path / "with", "--dry-run", "--config", "pictures=False"))) == without


def test_every_way_to_begin_plans_the_same(tmp_path, path_of):
    directory = prepare(tmp_path / "run", path_of, source="directory", directory={"path": "mirror"})
    batches = {"measure batch_0", "measure batch_1", "measure local/my pose.cif.gz"}
    planned = jobs_of(run(directory, "--dry-run"))
    compared = {"ensemble", "figures", "methods", "scenes", "atlas"}
    assert set(planned) <= batches | compared | {"all", "gather", "reference"}
    assert compared <= set(planned)
    assert {"all", "gather", "reference", "measure local/my pose.cif.gz"} <= set(planned)
    profile = ROOT / "workflow/profiles/default"
    assert jobs_of(run(directory, "--dry-run", "--workflow-profile", profile)) == planned
    assert jobs_of(run(directory, "--dry-run", "-s", ROOT / "workflow/Snakefile")) == planned


def test_ligands_are_given_to_measure_and_a_file_is_its_input(tmp_path, path_of):
    ligands = {"UNL": "C/C=C(\\F)C(=O)N", "LIG": "lig.sdf"}
    changes = {"source": "directory", "directory": {"path": "mirror"}, "ligands": ligands}
    directory = prepare(tmp_path / "run", path_of, **changes)
    missing = snakemake(directory, "--dry-run")
    assert missing.returncode == 1
    assert "lig.sdf" in missing.stdout
    (directory / "lig.sdf").write_text("")
    printed = run(directory, "--dry-run", "--printshellcmds")
    assert "--ligand 'UNL=C/C=C(\\F)C(=O)N' --ligand LIG=lig.sdf" in printed


def test_the_tables_of_the_workflow_are_those_of_the_package():
    listed = re.search(r"^TABLES = \((.*?)\)", COMMON, re.MULTILINE | re.DOTALL)
    assert re.findall(r'"(\w+)"', listed[1]) == [record.table for record in records()]


@pytest.mark.parametrize(
    "name", ["3gjx.cif.gz", "my pose.cif.gz", "a.b-c.pdb", "x.ent.gz", "y.mmcif", "Z.PDB", "notes.txt", ".hidden.cif"]
)
def test_the_workflow_tells_entries_as_the_package_does(name):
    line = re.search(r"^STRUCTURE = (re\.compile\(.*?\))$", COMMON, re.MULTILINE)
    found = eval(line[1]).fullmatch(name)
    expected = None if name in {"notes.txt", ".hidden.cif"} else entry_name(name)
    assert (found and found["entry"]) == expected


def test_only_fetch_names_the_network_and_no_rule_has_code_of_its_own():
    rules = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "workflow/rules").iterdir()}
    for name, text in rules.items():
        assert ("nesgroove fetch" in re.sub(r"#.*|`.*?`", "", text)) == (name == "fetch.smk")
        assert not re.search(r"^\s*(run|script|notebook|wrapper):", text, re.MULTILINE), name
        assert len(re.findall(r"^(?:rule|checkpoint) ", text, re.MULTILINE)) == text.count("    log:\n"), name


def fetch(tmp_path: Path, *arguments: object):
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror/1abc.cif").write_bytes(tiny_mmcif())
    words = ["fetch", "1abc", "9xyz", "--to", tmp_path / "cache", "--mirror", tmp_path / "mirror"]
    words += ["--holdings", "file:///nowhere.json", *arguments]
    return CliRunner().invoke(app, [str(word) for word in words])


def test_fetch_keeps_going_only_when_asked_and_writes_its_problems(tmp_path):
    problems = tmp_path / "new/problems.tsv"
    assert fetch(tmp_path, "--problems", problems).exit_code == 1
    (row,) = read_table(ProblemRecord, problems)
    assert (row.entry, row.step, row.severity) == ("9xyz", "fetch", "error")
    assert row.message.startswith("no such entry")
    assert row.remedy


def test_fetch_that_keeps_going_lists_what_it_has(tmp_path):
    result = fetch(tmp_path, "--keep-going")
    assert result.exit_code == 0
    assert result.stdout.split("\t")[:2] == ["1abc", "fetched"]
    assert "1 of 2 entries were not obtained" in result.stderr


def written(directory: Path, rows: list[Record]) -> Path:
    write_tables(directory, rows, records())
    (directory / "provenance.json").write_text(json.dumps({"files": {}, "options": {}}))
    return directory


def test_gather_joins_problems_and_takes_an_entry_once(tmp_path):
    first = written(tmp_path / "first", [ComplexRecord(entry="a", complex="a-A", species="first")])
    rows = [ComplexRecord(entry="a", complex="a-A", species="second"), ComplexRecord(entry="b", complex="b-A")]
    second = written(tmp_path / "second", rows)
    more = written(tmp_path / "more", [problem("c", "fetch", "error", "no such entry")])
    assert gather([first, second], tmp_path / "out", problems=[more / "problems.tsv"]) == 2
    complexes = read_table(ComplexRecord, tmp_path / "out/complexes.tsv")
    assert [(row.entry, row.species) for row in complexes] == [("a", "first"), ("b", "")]
    problems = read_table(ProblemRecord, tmp_path / "out/problems.tsv")
    assert [(row.entry, row.step) for row in problems] == [("a", "read"), ("c", "fetch")]
    assert problems[0].message == "measured twice: from first, which was kept, and from second"


def test_gather_and_reference_of_nothing_are_empty(tmp_path):
    assert CliRunner().invoke(app, ["gather", "--out", str(tmp_path / "out")]).exit_code == 0
    assert {path.suffix for path in (tmp_path / "out").iterdir() if path.is_file()} == {".tsv", ".json"}
    assert list((tmp_path / "out/superposed").iterdir()) == []
    out = tmp_path / "references.json"
    assert CliRunner().invoke(app, ["reference", "--out", str(out)]).exit_code == 1
    assert CliRunner().invoke(app, ["reference", "--keep-going", "--out", str(out)]).exit_code == 0
    assert json.loads(out.read_text())["open"]["complex"] == ""


@pytest.mark.slow
def test_the_report_has_figures_tables_and_methods_with_their_captions(copied):
    run(copied, "--report", "report.html")
    text = (copied / "report.html").read_text(encoding="utf-8")
    for name in (
        "figures/ruler.svg",
        "figures/validation.svg",
        "tables/complexes.tsv",
        "ensemble/means.tsv",
        "methods.txt",
    ):
        assert f"results/{name}" in text, name
    for category in ("Figures", "Tables", "Methods"):
        assert f'"{category}"' in text, category
    assert "The groove ruler. Each line is the extent of one occupant" in text
