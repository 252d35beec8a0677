"""The workflow as users run it: snakemake in a directory of its own, on phantoms that stand for entries and files."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gemmi
import pytest
import yaml
from typer.testing import CliRunner

from fetch_server import tiny_mmcif
from nesgroove.cli.app import app
from nesgroove.cli.names import comparison_names, figure_names, table_names
from nesgroove.compare.registry import comparison_records
from nesgroove.errors import ConfigError
from nesgroove.io.run_files import look_through
from nesgroove.io.tables import read_table, write_tables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.registry import records
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.show.figures.registry import figures
from nesgroove.survey.gather import gather
from nesgroove.survey.provenance import write_provenance
from nesgroove.survey.superposed import superposed_name

ROOT = Path(__file__).parents[1]
SMALL = ROOT / ".test/config"
COMMON = (ROOT / "workflow/rules/common.smk").read_text(encoding="utf-8")
ENTRIES = {"9xpa": "phantom_cargo_1c", "9xpd": "phantom_closed"}
"""Entries of the mirror, and the phantoms that they are."""

COMPARED = ["all", "atlas", "ensemble", "figures", "gather", "methods", "overview", "scenes"]
"""Jobs that are about all complexes."""


def snakemake(directory: Path, *arguments: object, cores: int = 2) -> subprocess.CompletedProcess[str]:
    words = list(map(str, arguments))
    file = [] if {"-s", "--snakefile"} & set(words) else ["-s", str(ROOT / "Snakefile")]
    command = [sys.executable, "-m", "snakemake", *file, "-d", str(directory), "--cores", str(cores)]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [*command, *words],
        capture_output=True, text=True, timeout=900, check=False, env={**os.environ, "PATH": path},
    )  # fmt: skip


def run(directory: Path, *arguments: object, cores: int = 2) -> str:
    done = snakemake(directory, *arguments, cores=cores)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def nesgroove(*arguments: object) -> str:
    """Call a command in this process, as the rules call it in one of its own."""
    done = CliRunner().invoke(app, [str(word) for word in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def jobs_of(text: str) -> list[str]:
    """What a dry run would do: the rule, and the batch where it has one."""
    jobs = []
    for block in re.split(r"\n(?=\[)", text):
        rule = re.search(r"^(?:local)?(?:rule|checkpoint) (\w+):$", block, re.MULTILINE)
        batch = re.search(r"wildcards: batch=(.+)$", block, re.MULTILINE)
        if rule:
            jobs.append(f"{rule[1]} {batch[1]}" if batch else rule[1])
    return sorted(jobs)


def table(directory: Path, name: str) -> list[dict[str, str]]:
    with (directory / f"results/tables/{name}.tsv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def tables(directory: Path, root: str = "results/tables") -> dict[str, bytes]:
    top = directory / root
    paths = [*top.glob("*.*"), *top.glob("superposed/[!.]*")]  # snakemake leaves a hidden file in directories
    return {str(path.relative_to(top)): path.read_bytes() for path in sorted(paths)}


def comparable(contents: dict[str, bytes]) -> dict[str, object]:
    """Tables of the same files without how they were given: paths, and what a directory has beside them."""
    problems = [line for line in contents["problems.tsv"].splitlines() if b"notes.txt" not in line]
    provenance = json.loads(contents["provenance.json"])
    return contents | {
        "problems.tsv": problems,
        "provenance.json": {key: value for key, value in provenance.items() if key != "inputs"},
    }


def has_pymol() -> bool:
    try:
        import pymol2  # noqa: F401
    except ImportError:
        return False
    return True


def configuration(name: str, **changes: object) -> str:
    """One of the small configurations, with some keys changed."""
    config = yaml.safe_load((SMALL / name).read_text(encoding="utf-8"))
    return yaml.safe_dump(config | changes, sort_keys=False)


@pytest.fixture(scope="session")
def phantoms(tmp_path_factory) -> Path:
    """A directory with some phantoms."""
    directory = tmp_path_factory.mktemp("phantoms")
    nesgroove("phantom", *ENTRIES.values(), "phantom_open", "phantom_v6a", "--out", directory)
    return directory


def as_entry(phantom: Path, entry: str) -> bytes:
    """A phantom as an archive would deliver it: under its own id, ending as its files end."""
    document = gemmi.cif.read(str(phantom))
    block = document.sole_block()
    block.name = entry.upper()
    block.set_pair("_entry.id", entry.upper())
    return gzip.compress(f"{document.as_string().rstrip()}\n#\n".encode(), mtime=0)


@pytest.fixture(scope="session")
def prepare(phantoms):
    """Make a directory with a sheet, a mirror and one file of the user's, and the configuration for them."""

    def make(directory: Path, **changes: object) -> Path:
        for name in ("mirror", "structures/local", "config"):
            (directory / name).mkdir(parents=True)
        for entry, name in ENTRIES.items():
            (directory / f"mirror/{entry}.cif.gz").write_bytes(as_entry(phantoms / f"{name}.cif.gz", entry))
        shutil.copy(phantoms / "phantom_open.cif.gz", directory / "structures/local/my pose.cif.gz")
        (directory / "structures/local/notes.txt").write_text("not a structure\n")
        shutil.copy(SMALL / "sheet.tsv", directory)
        (directory / "config/config.yaml").write_text(configuration("mirror.yaml", **changes))
        return directory

    return make


@pytest.fixture(scope="session")
def finished(tmp_path_factory, prepare) -> Path:
    """A run that was made once, with pictures where they can be made; not to be changed."""
    directory = prepare(tmp_path_factory.mktemp("finished"), pictures=has_pymol())
    (directory / "said.txt").write_text(run(directory), encoding="utf-8")
    return directory


@pytest.fixture
def copied(finished, tmp_path) -> Path:
    """The same run, to change, as if all that was asked for had arrived: else each run asks for the rest again."""
    directory = Path(shutil.copytree(finished, tmp_path / "copied"))
    (directory / "results/parts/fetch/in_vain").write_text("0\n")
    return directory


@pytest.mark.slow
def test_a_run_gives_all_tables(finished):
    names = {f"{record.table}.tsv" for record in records()}
    superposed = {f"superposed/{superposed_name(name)}" for name in ("9xpa-C", "9xpd-C", "my pose-C")}
    assert set(tables(finished)) == names | superposed | {"provenance.json"}
    complexes = table(finished, "complexes")
    assert [row["entry"] for row in complexes] == ["9xpa", "9xpd", "my pose"]
    provenance = json.loads((finished / "results/tables/provenance.json").read_text())
    assert provenance["options"]["references"] == {"open": "9xpa-C", "closed": "9xpd-C", "cargo": "9xpa-C"}
    assert set(provenance["files"]) == {"9xpa.cif.gz", "9xpd.cif.gz", "my pose.cif.gz"}


@pytest.mark.slow
def test_a_run_gives_what_is_made_of_the_tables(finished):
    results = finished / "results"
    assert {path.stem for path in (results / "ensemble").glob("*.tsv")} == set(comparison_names())
    assert {path.stem for path in (results / "figures").glob("*.svg")} == set(figure_names())
    assert len(list((results / "scenes").glob("*.pml"))) == 4  # of each complex, and of all together
    for entry in ("9xpa", "9xpd", "my pose"):
        assert f"{entry}-C" in (results / "atlas/index.html").read_text(encoding="utf-8")
    assert (results / "methods.txt").read_text().startswith("# Methods")
    assert "**3** measured" in (results / "overview.rst").read_text()


@pytest.mark.slow
def test_every_complex_is_drawn_and_its_pictures_are_in_the_atlas(finished):
    if not has_pymol():
        pytest.skip("PyMOL cannot be loaded")
    results = finished / "results"
    for name in ("9xpa-C", "9xpd-C"):
        assert (results / f"atlas/pictures/{name}_solvent.png").stat().st_size > 50_000
        assert f"{name}_solvent.png" in (results / f"atlas/complex/{name}.html").read_text(encoding="utf-8")
    assert list((results / "atlas/pictures").glob("superposition_*open_over_closed*.png"))
    assert len(list((results / "parts/pictures").glob("batch_*/*/stamp.json"))) == 3


@pytest.mark.slow
def test_every_rule_that_ran_has_a_benchmark_and_a_log(finished):
    for kind, ending in (("logs", ".log"), ("benchmarks", ".tsv")):
        names = {path.stem for path in (finished / "results" / kind).rglob(f"*{ending}")}
        assert {"fetch", "reference", "gather", "ensemble", "figures", "methods", "scenes", "atlas"} <= names
        assert any(name.startswith("batch_") for name in names)


@pytest.mark.slow
def test_every_complex_is_compared_with_the_references_of_the_run(finished):
    rows = [row for row in table(finished, "geometry") if row["measure"] == "rmsd_open"]
    values = {row["entry"]: row["value"] for row in rows}
    assert float(values["9xpa"]) == 0
    assert float(values["9xpd"]) > 0.2
    assert float(values["my pose"]) >= 0
    assert len(values) == 3


@pytest.mark.slow
def test_an_entry_that_cannot_be_fetched_is_a_problem_and_the_others_are_measured(finished):
    row = next(row for row in table(finished, "problems") if row["entry"] == "9xyz")
    assert (row["step"], row["severity"]) == ("fetch", "error")
    assert "no such entry" in row["message"]
    assert "Check the id" in row["remedy"]


@pytest.mark.slow
def test_a_run_ends_with_its_summary_and_its_profile_is_found(finished):
    said = (finished / "said.txt").read_text(encoding="utf-8")
    assert re.search(r"workflow specific profile \S*profiles/default", said)
    for line in (r"asked for +4", r"obtained +3, 1 not", r"complexes +3", r"errors +1 \(fetch 1\)"):
        assert re.search(line, said), line
    assert re.search(r"atlas +results/atlas/index\.html", said)


@pytest.mark.slow
def test_a_second_run_asks_for_what_did_not_arrive_and_does_nothing_where_all_did(finished, copied):
    planned = jobs_of(run(finished, "--dry-run"))
    assert "fetch" in planned
    assert not [job for job in planned if job.startswith(("measure", "reference", "pictures"))]
    before = tables(copied)
    assert "Nothing to be done" in run(copied)
    assert tables(copied) == before


@pytest.mark.slow
def test_a_new_file_is_measured_and_nothing_else_again(copied, phantoms):
    stamps = {path: path.stat().st_mtime_ns for path in copied.glob("results/parts/measured/*/*/stamp.json")}
    assert len(stamps) == 3
    # Of one batch with two that are there: what shares its job is what it must leave alone.
    shutil.copy(phantoms / "phantom_v6a.cif.gz", copied / "structures/local/newer.cif.gz")
    planned = jobs_of(run(copied, "--dry-run"))
    (batch,) = {job.removeprefix("measure ") for job in planned if job.startswith("measure ")}
    drawn = ["superpositions", f"pictures {batch}"] if has_pymol() else []
    assert planned == sorted([*COMPARED, *drawn, f"measure {batch}"])
    shared = {path for path in stamps if path.parts[-3] == batch}
    assert shared, "the new file shares its batch with no other: the test would show nothing"
    run(copied, "--until", "gather")
    log = (copied / f"results/logs/measure/{batch}.log").read_text()
    assert f"1 file measured, {len(shared)} unchanged" in log
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    assert [row["entry"] for row in table(copied, "complexes")] == ["9xpa", "9xpd", "my pose", "newer"]
    files = [*sorted(copied.glob("structures/cache/*.cif.gz")), *sorted(copied.glob("structures/local/*.gz"))]
    nesgroove("measure", *files, "--references", copied / "results/references.json", "--out", copied / "fresh")
    nesgroove("gather", copied / "fresh", "--problems", copied / "results/fetch/problems.tsv", "--out", copied / "all")
    assert comparable(tables(copied)) == comparable(tables(copied, "all"))
    (copied / "structures/local/newer.cif.gz").unlink()
    assert jobs_of(run(copied, "--dry-run")) == planned


@pytest.mark.slow
def test_a_changed_reference_measures_everything_again(copied):
    path = copied / "structures/cache/9xpd.cif.gz"
    # Not the same bytes: snakemake passes over a small file that is only newer.
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + b"#\n", mtime=0))
    planned = jobs_of(run(copied, "--dry-run"))
    assert "reference" in planned
    assert "fetch" not in planned
    assert {"measure batch_0", "measure batch_1"} <= set(planned)


@pytest.mark.slow
def test_nothing_is_fetched_twice_later_steps_need_no_mirror_and_one_core_gives_the_same_bytes(copied, finished):
    shutil.rmtree(copied / "mirror")
    shutil.rmtree(copied / "results")
    run(copied, "--until", "gather", cores=1)
    again, first = tables(copied), tables(finished)
    # Why 9xyz could not be obtained is another reason now.
    assert again.pop("problems.tsv") != first.pop("problems.tsv")
    assert again == first
    assert "./mirror: the directory mirror does not exist" in str(table(copied, "problems"))


@pytest.mark.slow
def test_a_run_that_obtains_no_entry_fails_with_the_reason_on_the_screen(tmp_path, prepare):
    directory = prepare(tmp_path / "run")
    shutil.rmtree(directory / "mirror")
    (directory / "structures/local/my pose.cif.gz").unlink()
    done = snakemake(directory)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "nothing was measured: 3 entries asked for, 0 obtained" in said
    for entry in (*ENTRIES, "9xyz"):
        assert f"nesgroove: {entry}: fetch: network, no mirror delivered the entry" in said
    assert re.search(r"obtained +0, 3 not", said)


@pytest.mark.slow
def test_a_bad_file_of_the_users_is_a_problem_and_the_others_are_measured(tmp_path, prepare):
    directory = prepare(tmp_path / "run", source="directory", jobs=1)
    (directory / "structures/local/broken.cif").write_text("<html>504</html>\n")
    (directory / "structures/local/other.cif").write_bytes(tiny_mmcif())
    # Names that mean something to snakemake, a file that a workflow must not open, and what is no structure.
    for name in ("{input}", "<results>", "a\nb"):
        shutil.copy(directory / "mirror/9xpd.cif.gz", directory / f"structures/local/{name}.cif.gz")
    os.mkfifo(directory / "structures/local/pipe.cif")
    (directory / "structures/local/notes.txt").touch()
    # The same entry as one of the source's.
    shutil.copy(directory / "mirror/9xpd.cif.gz", directory / "structures/local/9XPD.cif.gz")
    run(directory, "--until", "gather")
    assert [row["entry"] for row in table(directory, "complexes")] == [
        "9xpa", "9xpd", "9xpd+2", "<results>", "a b", "my pose", "{input}",
    ]  # fmt: skip
    (note,) = [row for row in table(directory, "problems") if "was passed over" in row["message"]]
    assert (note["entry"], note["severity"]) == ("", "note")
    assert note["message"].startswith("structures/local/notes.txt was passed over: its name has no ending")
    errors = {row["entry"]: row for row in table(directory, "problems") if row["severity"] == "error"}
    assert set(errors) == {"broken", "pipe"}
    (warning,) = [row for row in table(directory, "problems") if "gives the entry name 9xpd" in row["message"]]
    assert (warning["entry"], warning["severity"]) == ("9xpd+2", "warning")
    (other,) = [row for row in table(directory, "problems") if row["entry"] == "other" and row["step"] == "identify"]
    assert other["severity"] != "error"  # it was read, and there is no XPO1 in it


MODULE = """\
configfile: "config.yaml"


module nesgroove:
    snakefile:
        {snakefile!r}
    config:
        config["nesgroove"]


use rule * from nesgroove as xpo1_*
"""


def as_module(directory: Path, config: str, *, snakefile: str = "workflow/Snakefile") -> Path:
    """A workflow of somebody else's with ours as a module, under other names of rules, in its own configuration."""
    given = {"nesgroove": yaml.safe_load(config), "threshold": 3}
    (directory / "config.yaml").write_text(yaml.safe_dump(given))
    path = directory / "Snakefile"
    path.write_text(MODULE.format(snakefile=str(ROOT / snakefile)))
    return path


@pytest.mark.slow
def test_a_run_as_a_module_gives_back_what_is_planted(tmp_path):
    names = yaml.safe_load((SMALL / "phantoms.yaml").read_text())["phantom"]["names"]
    config = configuration("phantoms.yaml", results="results/groove")
    run(tmp_path, "-s", as_module(tmp_path, config), "--until", "xpo1_gather")
    results = tmp_path / "results/groove"
    with (results / "tables/complexes.tsv").open() as handle:
        rows = {row["entry"]: row for row in csv.DictReader(handle, delimiter="\t")}
    assert set(rows) == set(names)
    for name in names:
        truth = json.loads((results / f"phantoms/{name}.truth.json").read_text())
        assert rows[name]["state"] == truth["state"]
        assert float(rows[name]["groove_width"]) == pytest.approx(truth["groove_width"], abs=0.02)
    assert rows["phantom_cargo_1c"]["cargo_chain"]


@pytest.mark.parametrize("snakefile", ["Snakefile", pytest.param("workflow/Snakefile", marks=pytest.mark.full)])
def test_a_module_of_the_archive_plans_the_same_rules_under_its_names(tmp_path, prepare, snakefile):
    directory = prepare(tmp_path / "run")
    plain = jobs_of(run(directory, "--dry-run"))
    file = as_module(directory, configuration("mirror.yaml"), snakefile=snakefile)
    assert jobs_of(run(directory, "--dry-run", "-s", file)) == sorted(f"xpo1_{job}" for job in plain)
    # A workflow that has a rule of its own first keeps it as its default.
    file.write_text(
        'rule mine:\n    output:\n        "mine.txt",\n    shell:\n        "touch {output}"\n\n\n' + file.read_text()
    )
    assert jobs_of(run(directory, "--dry-run", "-s", file)) == ["mine"]


def test_a_directory_elsewhere_is_enough_with_a_configuration(tmp_path):
    words = ["-s", ROOT / "workflow/Snakefile", "--dry-run", "--configfile", SMALL / "phantoms.yaml"]
    planned = jobs_of(run(tmp_path, *words))
    assert set(COMPARED) | {"phantoms", "reference"} < set(planned)


def test_trajectories_are_measured_and_drawn_apart_from_structures(tmp_path):
    given = {"topology": "top.pdb", "trajectories": ["a.xtc", "b.xtc"], "options": ["--inhibitor", "resname V6A"]}
    moving = {"phantom_leaving": "phantom", "mine": given}
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.yaml").write_text(configuration("phantoms.yaml", trajectories=moving))
    for name in ("top.pdb", "a.xtc", "b.xtc"):
        (tmp_path / name).touch()
    said = run(tmp_path, "--dry-run", "--printshellcmds")
    planned = jobs_of(said)
    assert [planned.count(rule) for rule in ("motions", "trajectory", "over_time")] == [1, 2, 2]
    assert "-m nesgroove trajectory top.pdb a.xtc b.xtc --inhibitor 'resname V6A' --references" in said
    assert "-m nesgroove phantom --motion phantom_leaving" in said
    assert "gather" in planned
    assert "trajectories" not in next(x for x in said.split("\n") if "nesgroove gather" in x)


def test_pictures_are_planned_for_every_batch_where_they_are_wanted(tmp_path, prepare):
    directory = prepare(tmp_path / "run", source="directory", pictures=True)
    planned = set(jobs_of(run(directory, "--dry-run")))
    # As the Makefile says it where PyMOL cannot be loaded.
    without = set(jobs_of(run(directory, "--dry-run", "--config", "pictures=False")))
    measured = {job for job in planned if job.startswith("measure ")}
    assert len(measured) == 2
    assert planned - without == {"superpositions"} | {job.replace("measure ", "pictures ") for job in measured}


@pytest.mark.full
def test_every_way_to_begin_plans_the_same(tmp_path, prepare):
    directory = prepare(tmp_path / "run", source="directory")
    planned = jobs_of(run(directory, "--dry-run"))
    assert planned == sorted([*COMPARED, "measure batch_0", "measure batch_1", "reference"])
    profile = ROOT / "workflow/profiles/default"
    assert jobs_of(run(directory, "--dry-run", "--workflow-profile", profile)) == planned
    assert jobs_of(run(directory, "--dry-run", "-s", ROOT / "workflow/Snakefile")) == planned
    nesgroove("init", tmp_path / "project")
    assert jobs_of(run(directory, "--dry-run", "-s", tmp_path / "project/Snakefile")) == planned


def test_ligands_are_given_to_measure_and_a_file_is_its_input(tmp_path, prepare):
    ligands = {"UNL": "C/C=C(\\F)C(=O)N", "LIG": "lig.sdf"}
    directory = prepare(tmp_path / "run", source="directory", ligands=ligands)
    missing = snakemake(directory, "--dry-run")
    assert missing.returncode == 1
    assert "lig.sdf" in missing.stdout
    (directory / "lig.sdf").write_text("")
    printed = run(directory, "--dry-run", "--printshellcmds")
    assert "--ligand 'UNL=C/C=C(\\F)C(=O)N' --ligand LIG=lig.sdf" in printed


def test_kinds_of_source_are_given_to_measure(tmp_path, prepare):
    directory = prepare(tmp_path / "run", source="directory", sources={"9xp*": "predicted", "9xpa": "experiment"})
    printed = run(directory, "--dry-run", "--printshellcmds")
    assert "--source '9xp*=predicted' --source 9xpa=experiment" in printed


def test_the_names_of_tables_and_figures_are_those_of_the_registries():
    assert list(table_names()) == [record.table for record in records()]
    assert sorted(comparison_names()) == sorted(record.table for record in comparison_records())
    assert sorted(figure_names()) == sorted(figures())


def test_the_workflow_reads_the_names_without_what_takes_time_to_import():
    late = ("numpy", "pandas", "gemmi", "pydantic", "matplotlib", "typer")
    code = f"import sys, nesgroove.cli.names as n; n.table_names(); print([m for m in {late} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "taken"),
    [("3gjx.cif.gz", True), ("my pose.cif.gz", True), ("Z.PDB", True), ("notes.txt", False), (".hidden.cif", False)],
)
def test_the_workflow_takes_the_files_that_the_package_reads(name, taken, tmp_path):
    (tmp_path / name).touch()
    found = look_through(tmp_path)
    assert ([path.name for path in found.paths], len(found.passed_over)) == (([name], 0) if taken else ([], 1))
    assert "run_files(map(Path, given)).paths" in COMMON


def test_only_fetch_names_the_network_and_no_rule_has_code_of_its_own():
    rules = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "workflow/rules").iterdir()}
    for name, text in rules.items():
        assert ("{nesgroove} fetch" in re.sub(r"#.*|`.*?`", "", text)) == (name == "fetch.smk")
        assert not re.search(r"^\s*(run|script|notebook|wrapper):", text, re.MULTILINE), name
        count = len(re.findall(r"^(?:rule|checkpoint) ", text, re.MULTILINE))
        for directive in ("log", "benchmark", "resources"):
            assert count == text.count(f"    {directive}:\n"), (name, directive)
        # An environment made for a rule would not have nesgroove in it.
        assert "conda:" not in text


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
    write_provenance(directory, {}, {})
    return directory


def other_provenance(directory: Path, change: Callable[[dict], object]) -> None:
    """Change what a directory says of itself."""
    path = directory / "provenance.json"
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.update(nesgroove="0.0.7"), r"measured by nesgroove 0\.0\.7, and this is nesgroove"),
        (lambda data: data.pop("nesgroove"), r"measured by nesgroove an unknown version"),
        (lambda data: data["libraries"].update(numpy="1.0"), r"other versions of .* numpy 1\.0 for "),
        (
            lambda data: data["options"].update(references={"open": "3gjx-D"}),
            r"references .* open 3gjx-D for none",
        ),
        (
            lambda data: data["options"].update(reference_files={"3gjx-D": "ab"}),
            r"references .* 3gjx-D ab for none",
        ),
        (lambda data: data.update(files=[]), r"provenance\.json: gather: it is damaged"),
    ],
)
def test_gather_refuses_what_was_not_made_alike(tmp_path, change, message):
    first = written(tmp_path / "first", [ComplexRecord(entry="a", complex="a-A")])
    second = written(tmp_path / "second", [ComplexRecord(entry="b", complex="b-A")])
    assert gather([first, second], tmp_path / "alike") == 2
    other_provenance(second, change)
    with pytest.raises(ConfigError, match=message) as raised:
        gather([first, second], tmp_path / "out")
    assert "second" in str(raised.value)
    assert raised.value.remedy
    assert not (tmp_path / "out").exists(), "nothing is written on the way"


@pytest.mark.parametrize("text", ["{", "[]", "", "\x00"])
def test_gather_of_a_damaged_provenance_is_an_error_that_names_it(tmp_path, text):
    first = written(tmp_path / "first", [ComplexRecord(entry="a", complex="a-A")])
    (first / "provenance.json").write_text(text)
    done = CliRunner().invoke(app, ["gather", str(first), "--out", str(tmp_path / "out")])
    assert isinstance(done.exception, ConfigError)
    assert "provenance.json: gather: it is damaged" in str(done.exception)


def test_gather_says_what_each_part_was_made_with_where_they_differ(tmp_path):
    first = written(tmp_path / "first", [ComplexRecord(entry="a", complex="a-A")])
    second = written(tmp_path / "second", [ComplexRecord(entry="b", complex="b-A")])
    for directory, smiles in ((first, "CCO"), (second, "CCN")):
        options = {"ligands": {"UNL": smiles, "X": "C"}, "sources": {smiles: "predicted"}}
        write_provenance(directory, {"a.cif": smiles}, options)
    gather([first, second], tmp_path / "out")
    data = json.loads((tmp_path / "out/provenance.json").read_text())
    assert data["options"]["sources"] == {"CCO": "predicted", "CCN": "predicted"}
    assert data["options"]["differing"] == {
        "ligands": {"first": {"UNL": "CCO", "X": "C"}, "second": {"UNL": "CCN", "X": "C"}}
    }
    assert data["files"] == {"a.cif": "CCO", "second/a.cif": "CCN"}


@pytest.mark.parametrize("turned", [False, True])
def test_gather_joins_problems_and_keeps_both_of_two_entries_of_one_name(tmp_path, turned):
    first = written(tmp_path / "first", [ComplexRecord(entry="a", complex="a-A", species="first")])
    rows = [ComplexRecord(entry="A", complex="A-A", species="second"), ComplexRecord(entry="b", complex="b-A")]
    second = written(tmp_path / "second", rows)
    more = written(tmp_path / "more", [problem("c", "fetch", "error", "no such entry")])
    directories = [second, first] if turned else [first, second]
    assert gather(directories, tmp_path / "out", problems=[more / "problems.tsv"]) == 3
    complexes = read_table(ComplexRecord, tmp_path / "out/complexes.tsv")
    assert [(row.complex, row.species) for row in complexes] == [("A+2-A", "second"), ("a-A", "first"), ("b-A", "")]
    problems = read_table(ProblemRecord, tmp_path / "out/problems.tsv")
    assert [(row.entry, row.step, row.severity) for row in problems] == [
        ("A+2", "read", "warning"), ("c", "fetch", "error"),
    ]  # fmt: skip
    assert str(first) in problems[0].message
    assert str(second) in problems[0].message


def test_gather_and_reference_of_nothing_are_empty_and_say_so(tmp_path):
    done = CliRunner().invoke(app, ["gather", "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "nothing was measured: there are no entries" in done.stderr
    assert {path.suffix for path in (tmp_path / "out").iterdir() if path.is_file()} == {".tsv", ".json"}
    assert list((tmp_path / "out/superposed").iterdir()) == []
    out = tmp_path / "references.json"
    assert CliRunner().invoke(app, ["reference", "--out", str(out)]).exit_code == 1
    assert CliRunner().invoke(app, ["reference", "--keep-going", "--out", str(out)]).exit_code == 0
    assert json.loads(out.read_text())["open"]["complex"] == "package:3gjx-D-redo"


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
    for said in ("What came out", "entries were asked for", "What failed, and why", "How to read it", "Measured with"):
        assert said in text, said  # the first page
