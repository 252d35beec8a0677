"""`nesgroove run` and `nesgroove init`: the workflow from a directory or some ids, without knowing Snakemake."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from typer.main import get_command
from typer.testing import CliRunner

from nesgroove.cli import run as run_module
from nesgroove.cli import run_snakemake
from nesgroove.cli.app import app
from nesgroove.cli.progress import TimeLeft
from nesgroove.cli.run import PASSED_ON
from nesgroove.cli.run_asked import Asked, read_asked
from nesgroove.cli.run_config import configuration
from nesgroove.cli.run_failed import GROUP, Failed, Reason, why
from nesgroove.cli.run_plan import CONFIG, _as_written, go_on, read_plan, write_plan
from nesgroove.cli.run_profile import find_profile
from nesgroove.cli.run_watch import Watch
from nesgroove.cli.summary import say_errors, say_failed
from nesgroove.errors import ConfigError
from nesgroove.io.run_files import run_files
from nesgroove.io.workflow_files import workflow_file
from nesgroove.model.problem import problem
from nesgroove.survey.run import write_results

RUN = get_command(app).commands["run"]  # type: ignore[attr-defined]


def call(*words: object) -> SimpleNamespace:
    done = CliRunner().invoke(app, list(map(str, words)))
    return SimpleNamespace(code=done.exit_code, out=done.stdout, err=done.stderr)


@pytest.fixture
def directory(tmp_path, monkeypatch) -> Path:
    """Where a user is: a directory with some structures, and others that are none."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    for name in ("a.cif", "b.pdb.gz", "a.truth.json", "notes.txt"):
        (tmp_path / "mine" / name).touch()
    return tmp_path


def test_what_is_asked_for_is_ids_directories_files_patterns_and_phantoms(directory):
    asked = read_asked(["3GJX", "mine", "pdb_00004hb2", "mine/*", "3gjx"])
    assert list(asked.entries) == ["3gjx", "4hb2"]
    assert asked.places == [str(directory / name) for name in ("mine", "mine/a.cif", "mine/b.pdb.gz")]
    write_plan(Path("out"), asked, configuration(asked, {}))
    plan = read_plan(Path("out"))
    assert plan is not None
    assert plan.count() == 2 + 2 + 1 + 1  # a directory is what is in it
    assert read_asked(["phantom_open"], phantoms=["phantom_lmb"]).phantoms == ["phantom_lmb", "phantom_open"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["3gjx", "nothing"], "nothing: run: this is no PDB id, no file"),
        (["mine/*.mmcif"], "nothing fits this pattern"),
        (["mine/*.json"], "no structure fits this pattern"),
        (["3gjx", "phantom_open"], "entries of the PDB and phantoms"),
        (["9xyz"], "this is a PDB id, and something here is called so. Write ./9xyz"),
    ],
)
def test_what_is_none_of_these_is_refused(directory, words, message):
    (directory / "9xyz").mkdir()
    with pytest.raises(ConfigError) as refused:
        read_asked(words)
    assert message in str(refused.value)
    done = call("run", *words, "--out", "out")
    assert (done.code, message in done.err) == (2, True)
    assert not (directory / "out" / CONFIG).exists()


def test_a_pattern_is_looked_through_and_a_file_of_that_very_name_is_no_pattern(directory):
    (directory / "mine/[1].cif").touch()
    assert [path.name for path in run_files([Path("mine/[1].cif"), Path("mi*")]).paths] == [
        "[1].cif", "[1].cif", "a.cif", "b.pdb.gz",
    ]  # fmt: skip
    passed = run_files([Path("mine/*")]).passed_over
    assert [path.name for path, _ in passed] == ["a.truth.json", "notes.txt"]


@pytest.mark.parametrize(
    ("asked", "key", "value"),
    [
        (Asked(entries={"3gjx": ""}), "source", "archive"),
        (Asked(entries={"3gjx": ""}, places=["/x"]), "local", ["/x"]),
        (Asked(places=["/x", "/y.cif"]), "source", "directory"),
        (Asked(places=["/x", "/y.cif"]), "directory", {"path": ["/x", "/y.cif"]}),
        (Asked(places=["/x"]), "local", None),
        (Asked(phantoms=["phantom_lmb"]), "source", "phantom"),
        (Asked(phantoms=["phantom_lmb"]), "references", {"open": "3gjx", "closed": "4hb2", "cargo": "3gjx"}),
        (
            Asked(phantoms=["phantom_cargo_1c", "phantom_closed"]),
            "references",
            {"open": "phantom_cargo_1c", "closed": "phantom_closed", "cargo": "phantom_cargo_1c"},
        ),
    ],
)
def test_a_configuration_is_made_of_what_is_asked_for(asked, key, value):
    assert configuration(asked, {})[key] == value
    assert configuration(asked, {})["results"] == "."


def test_settings_reach_every_key_and_a_wrong_one_is_refused_by_its_name():
    config = configuration(Asked(places=["/x"]), {"jobs": 9}, ["jobs=2", "references.open=4hb2-C", "pictures=false"])
    assert (config["jobs"], config["references"]["open"], config["pictures"]) == (2, "4hb2-C", False)
    for setting, message in {
        "jobs": "--config jobs is not understood",
        "jobs=many": "jobs: 'many' is not of type 'integer'",
        "job=2": "'job' was unexpected",
        "jobs.of=2": "jobs has no levels below it",
        "phantom.names=[": "is no YAML",
    }.items():
        with pytest.raises(ConfigError) as refused:
            configuration(Asked(places=["/x"]), {}, [setting])
        assert message in str(refused.value)


def planned(out: Path, *entries: str, **changes: object) -> None:
    asked = Asked(entries=dict.fromkeys(entries, ""))
    write_plan(out, asked, configuration(asked, changes))


def test_a_run_is_gone_on_with_and_takes_nothing_away(tmp_path):
    out = tmp_path / "out"
    assert read_plan(out) is None
    planned(out, "3gjx")
    stamp = (out / CONFIG).stat().st_mtime_ns
    planned(out, "3gjx")
    assert (out / CONFIG).stat().st_mtime_ns == stamp  # or the workflow would begin again
    planned(out, "3gjx", "4hb2", pictures=False)
    plan = read_plan(out)
    assert plan is not None
    assert (plan.names(), plan.config["pictures"], plan.edited) == ({"3gjx", "4hb2"}, False, False)
    with pytest.raises(ConfigError, match="its results are also of 3gjx, which would be lost"):
        planned(out, "4hb2")
    # Of another version: a key more, a key less.
    old = plan.config | {"gone": 1}
    del old["jobs"]
    (out / CONFIG).write_text(_as_written(old))
    plan = go_on(out)
    assert plan is not None
    assert (plan.config["jobs"], plan.config["pictures"], "gone" in plan.config) == (4, False, False)
    assert "jobs: 4\n" in (out / CONFIG).read_text()
    # Changed by hand: used as it is, never overwritten.
    path = out / CONFIG
    path.write_text(path.read_text().replace("jobs: 4\n", "jobs: 7\n"))
    with pytest.raises(ConfigError, match="it was changed by hand"):
        planned(out, "3gjx", "4hb2", "4gmx")
    plan = read_plan(out)
    assert plan is not None
    assert (plan.edited, plan.config["jobs"]) == (True, 7)


def test_a_directory_with_something_else_in_it_is_refused(directory):
    done = call("run", "3gjx", "--out", "mine", "--no-pictures")
    assert done.code == 2
    assert "mine: run: there is something in it that is no run" in done.err
    assert not (directory / "mine/config").exists()
    assert call("run", "--out", "new").code == 2
    assert "there is no run to go on with" in call("run", "--out", "new").err
    assert "options are given, and nothing to measure" in call("run", "--out", "new", "--config", "jobs=2").err
    (directory / "none").mkdir()
    assert "there are no structures in it" in call("run", "none", "--out", "new", "--no-pictures").err
    absent = call("run", "mine", "--out", "new", "--no-pictures", "--names", "absent.tsv")
    assert (absent.code, absent.err.startswith("nesgroove: absent.tsv: names: the names cannot be read")) == (2, True)
    assert not (directory / "new").exists()


@pytest.mark.parametrize(
    ("words", "own", "passed_on"),
    [
        ("3gjx --out x", "3gjx --out x", ""),
        ("--dry-run 3gjx --out x", "3gjx --out x", "--dry-run"),
        ("3gjx -n -p --cores 2", "3gjx --cores 2", "-n -p"),
        ("--forcerun measure --out x", "--out x", "--forcerun measure"),
        ("--retries 3 3gjx", "3gjx", "--retries 3"),
        ("--retries=3 3gjx", "3gjx", "--retries=3"),
        ("--until gather figures --out x", "--out x", "--until gather figures"),
        ("3gjx -- supplement --out y", "3gjx", "supplement --out y"),
        ("--config jobs=2 3gjx -c 2 -j4", "--config jobs=2 3gjx -c 2", "-j4"),
        ("--coers 2 3gjx", "--coers 2 3gjx", ""),  # nobody's: refused below
    ],
)
def test_what_is_snakemakes_is_passed_on_as_a_list(words, own, passed_on):
    with RUN.make_context("run", []) as ctx:
        assert RUN.parted(ctx, words.split()) == (own.split(), passed_on.split())


def test_an_option_of_neither_is_refused_with_the_near_one(directory):
    done = call("run", "3gjx", "--coers", "2")
    assert done.code == 2
    assert "No such option: --coers" in done.err
    assert "--cores" in done.err


def test_snakemake_is_called_by_the_same_interpreter_and_keeps_to_the_directory(monkeypatch, directory):
    calls: list[list[str]] = []
    monkeypatch.setattr(run_module, "run_aloud", lambda words, out, lock: calls.append(words) or 0)
    done = call("run", "mine", "--out", "out", "--no-pictures", "--cores", 3, "--", "--dry-run", "a b; c")
    assert (done.code, done.err) == (0, "")
    (words,) = calls
    assert words[:3] == [sys.executable, "-m", "snakemake"]
    assert words[-2:] == ["--dry-run", "a b; c"]
    assert words[words.index("--cores") + 1] == "3"
    config = yaml.safe_load((directory / "out" / CONFIG).read_text())
    assert config["directory"]["path"] == [str(directory / "mine")]
    given = {"HOME": "/nowhere", "XDG_CACHE_HOME": "/given", "NESGROOVE_MIRRORS": "./mirror rcsb https://x/{id}.cif"}
    own = run_snakemake.environment(Path("out"), given)
    assert own["NESGROOVE_MIRRORS"] == f"{directory}/mirror rcsb https://x/{{id}}.cif"
    assert own["XDG_CACHE_HOME"] == "/given"
    for name in ("MPLCONFIGDIR", "NUMBA_CACHE_DIR"):
        assert Path(own[name]).is_relative_to(directory / "out")


@pytest.mark.parametrize("command", [["run", "3gjx"], ["init", "project"]])
def test_without_the_extra_it_says_what_to_install(directory, monkeypatch, command):
    monkeypatch.setattr(run_snakemake, "find_spec", lambda name: None if name == "snakemake" else object())
    done = call(*command)
    assert done.code == 1
    assert isinstance(CliRunner().invoke(app, command).exception, ConfigError)
    assert sorted(path.name for path in directory.iterdir()) == ["mine"]


SAID = """\
job          count
---------  -------
measure          2
figures          1

[Thu Nov 26 11:57:14 2026]
localrule measure:
    output: measured/batch_0
    jobid: 2
    wildcards: batch=batch_0
Finished jobid: 2 (Rule: measure)
3 of 11 steps (27%) done
rule figures:
    jobid: 4
Error in rule figures:
    jobid: 4
    log: logs/figures.log (check log file(s) for error details)
"""


def far(directory: Path, done: int, total: int, name: str = "") -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / ".progress.json").write_text(json.dumps({"done": done, "total": total, "name": name}))


def test_what_snakemake_says_is_put_into_words(tmp_path):
    watch = Watch(tmp_path, 3)
    far(tmp_path / "parts/measured/batch_0", 1, 1, "a")
    told = [watch.see(line) for line in SAID.splitlines()]
    assert [line for line in told if line] == ["structures measured: 1 of 3"]
    assert (watch.done, watch.total, watch.now()) == (3, 11, "figures")
    assert watch.failures.steps == [Failed("figures", "4", ("logs/figures.log",))]
    other = Watch(tmp_path, 3)
    for line in ["Building DAG of jobs...", "WorkflowError in file x, line 3:", "config/x.tsv: no such lock"]:
        other.see(line)
    assert other.reason() == ["WorkflowError in file x, line 3:", "config/x.tsv: no such lock"]
    assert other.failures.steps == []


ON_A_CLUSTER = """\
Error in rule measure:
    message: SLURM-job '7' failed
    jobid: 5
    log: logs/measure/batch_0.log, .snakemake/slurm_logs/rule_measure/7.log (check log file(s) for error details)
Error in rule pictures:
    jobid: 6
    log: logs/pictures/batch_0.log
Logfile logs/pictures/batch_0.log:
=====
Error in rule inner:
Logfile inner.log:
=====
9 of 9 steps (100%) done
=====
Error in rule inner:
=====
Trying to restart job 6.
    message: Error in group together
    log: .snakemake/slurm_logs/group_together/9.log (check log file(s) for error details)
    jobs:
        rule gather:
            jobid: 1
            log: logs/gather.log (check log file(s) for error details)
"""
"""A rule that failed for good, one that is tried again, and several that are one job."""

ENDED = "slurmstepd-n1: error: StepId=7.0 exceeded memory limit (9 > 8), being killed"


def test_what_failed_on_a_cluster_is_told_with_its_reason_and_both_logs(tmp_path, capsys):
    jobs = tmp_path / ".snakemake/slurm_logs"
    logs = {
        tmp_path / "logs/measure/batch_0.log": "half a",
        jobs / "rule_measure/7.log": ENDED,
        jobs / "group_together/9.log": "Error in rule figures:\n    log: logs/figures.log\nWorkflowError:",
        tmp_path / "logs/figures.log": "one\nno room is left",
    }
    for path, text in logs.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n")
    watch = Watch(tmp_path, 3)
    for line in ON_A_CLUSTER.splitlines():
        watch.see(line)
    assert [step.rule for step in watch.failures.steps] == ["measure", GROUP]
    assert watch.total == 0
    measure, group = (why(step, tmp_path, tmp_path / "run.log") for step in watch.failures.steps)
    assert measure == Reason("measure", tmp_path / "logs/measure/batch_0.log", jobs / "rule_measure/7.log", ENDED)
    assert group == Reason("figures", tmp_path / "logs/figures.log", jobs / "group_together/9.log")
    assert why(Failed("atlas"), tmp_path, tmp_path / "run.log") == Reason("atlas", tmp_path / "run.log")
    say_failed(measure)
    say_failed(group)
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(f"nesgroove: {tmp_path}/logs/measure/batch_0.log: measure: this step did not come to its")
    assert said[1:4] == [
        "    half a",
        f"  The cluster ended its job: {ENDED}. It can be given more: docs/cluster.md",
        f"  Its job on the cluster: {jobs}/rule_measure/7.log",
    ]
    assert said[5:] == ["    one", "    no room is left", f"  Its job on the cluster: {jobs}/group_together/9.log"]


def test_a_profile_comes_with_the_workflow_or_is_a_directory(directory, monkeypatch):
    assert find_profile("slurm") == workflow_file("profiles/slurm")
    (directory / "own").mkdir()
    with pytest.raises(ConfigError, match="default, slurm"):
        find_profile("own")
    Path("own/config.yaml").write_text("jobs: 3\n")
    assert find_profile("own") == directory / "own"
    Path("own/config.yaml").write_text("executor: no-such\n")
    with pytest.raises(ConfigError, match="pip install snakemake-executor-plugin-no-such"):
        find_profile("own")
    words = run_snakemake.command(Path("out"), None, [], directory / "own")
    assert words[words.index("--workflow-profile") + 1] == str(directory / "own")
    assert "--cores" not in words  # they would be those of the machine where it was started
    assert run_snakemake.command(Path("out"), None, [])[-3:-1] == ["--cores", "all"]


def test_entries_are_counted_while_jobs_run(tmp_path, monkeypatch):
    """Two batches of three are in this run; the third is as an earlier run left it."""
    now = [time.monotonic()]
    monkeypatch.setattr("nesgroove.cli.run_watch.TimeLeft", lambda: TimeLeft(lambda: now[0]))
    for batch in range(3):
        (tmp_path / f"measured/batch_{batch}").mkdir(parents=True)
        for entry in range(4):
            part = tmp_path / f"parts/measured/batch_{batch}/e{entry}"
            part.mkdir(parents=True)
            (part / "stamp.json").touch()
        far(tmp_path / f"parts/measured/batch_{batch}", 4, 4)
        os.utime(tmp_path / f"parts/measured/batch_{batch}/.progress.json", (1e9, 1e9))
    watch = Watch(tmp_path, 12)
    for line in ["measure 2", "rule measure:", "    jobid: 2", "    wildcards: batch=batch_0"]:
        watch.see(line)
    assert watch.now() == "structures measured: 4 of 12"  # one of two that were not begun stays as it is
    now[0] += 20
    far(tmp_path / "parts/measured/batch_0", 1, 4, "3gjx")
    assert watch.now() == "structures measured: 5 of 12 (3gjx), about 2 min left"
    far(tmp_path / "parts/measured/batch_0", 4, 4, "4hb2")
    assert watch.see("Finished jobid: 2 (Rule: measure)") == "structures measured: 8 of 12"
    for line in ["rule measure:", "    jobid: 3", "    wildcards: batch=batch_1"]:
        watch.see(line)
    assert watch.now().startswith("structures measured: 8 of 12")  # batch_2 is not in this run
    far(tmp_path / "parts/measured/batch_1", 4, 4, "5dis")
    assert watch.see("Finished jobid: 3 (Rule: measure)") == "structures measured: 12 of 12"


def test_a_failed_job_is_shown_with_the_end_of_its_log(directory):
    Path("results/logs/measure").mkdir(parents=True)
    Path("results/logs/figures.log").write_text("".join(f"line {number}\n" for number in range(20)))
    Path("results/logs/measure/batch_0.log").write_text(
        "nesgroove: x.cif: read: odd. Mend it\nnesgroove: two\n2 of 3\n"
    )
    Path("results/logs/run.log").write_text("nesgroove: not this one\n")
    Path("snakemake.log").write_text(SAID.replace("logs/figures.log", "results/logs/figures.log"))
    write_results(Path("results/tables"), [], {})
    done = call("summary", "--from", "results", "--stopped", "--log", "snakemake.log")
    assert done.err.splitlines()[:3] == [
        "nesgroove: results/logs/figures.log: figures: this step did not come to its end. Its log ends with:",
        "    line 12",
        "    line 13",
    ]
    assert "    line 19" in done.err
    assert "  log: results/logs/measure/batch_0.log: x.cif: read: odd. Mend it (and 1 more)" in done.out.splitlines()
    assert "run.log" not in done.out
    assert "  log: " not in call("summary", "--from", "results/tables").out


def test_init_lays_out_a_project_and_refuses_where_one_is(directory):
    (directory / "family").mkdir()
    (directory / "family/.git").mkdir()
    done = call("init", "family")
    assert done.code == 0
    written = {path.relative_to("family").as_posix() for path in Path("family").rglob("*") if path.is_file()}
    assert written == {os.path.relpath(line, "family") for line in done.out.splitlines()}
    assert {"Snakefile", "config/config.yaml", "config/structures.tsv", "structures/local/.gitkeep"} <= written
    assert Path("family/config/config.yaml").read_bytes() == workflow_file("config/config.yaml").read_bytes()
    assert 'include: str(workflow_file("Snakefile"))' in Path("family/Snakefile").read_text()
    Path("family/config/config.yaml").write_text("mine\n")
    again = call("init", "family")
    assert again.code == 2
    assert "are there already" in again.err
    assert Path("family/config/config.yaml").read_text() == "mine\n"
    (directory / "half").mkdir()
    (directory / "half/Snakefile").touch()
    assert call("init", "half").code == 2
    assert sorted(path.name for path in Path("half").iterdir()) == ["Snakefile"]


def test_files_of_the_workflow_are_found_and_a_missing_one_is_an_error():
    for name in ("Snakefile", "rules/common.smk", "config/demo.yaml", "profiles/default", "notebooks/family.ipynb"):
        assert workflow_file(name).exists()
    assert workflow_file("Snakefile").parent.name == "workflow"
    with pytest.raises(ConfigError, match="pip install"):
        workflow_file("rules/nothing.smk")


def test_the_words_passed_on_are_known_to_the_command():
    with RUN.make_context("run", ["--out", "x", "--", "-n"]) as ctx:
        assert ctx.meta[PASSED_ON] == ["-n"]


def test_what_failed_is_said_to_standard_error_with_quiet_too(capsys):
    rows = [problem(f"{number}abc", "fetch", "error", "no such entry", remedy="Check the id") for number in range(12)]
    say_errors(SimpleNamespace(problems=[*rows, problem("x", "read", "warning", "cut")]))
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "nesgroove: 0abc: fetch: no such entry. Check the id"
    assert said[-1] == "nesgroove: 2 more errors in problems.tsv"
    assert len(said) == 11
