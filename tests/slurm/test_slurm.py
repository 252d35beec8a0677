"""The workflow on a cluster: `make slurm` runs it on one node that Slurm's daemons make of this machine.

Nothing here is part of `make test`: without root, or without Slurm and a way to install it, all is skipped, with the
reason.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from one_node import Cluster, ClusterError, one_node_cluster, why_not

from nesgroove.io.workflow_files import workflow_file

ROOT = Path(__file__).parents[2]
PHANTOMS = ("phantom_open", "phantom_closed", "phantom_cargo_1c", "phantom_v6a")
"""An empty groove, the closed one, a cargo and an inhibitor: entries in two batches."""

TIMEOUT = 600
"""Seconds for one run, on a machine with other work."""

OFFLINE = """\
#!/bin/sh
# In the place of bash, which snakemake runs the commands of rules with: without a network, and with a line about it.
if unshare -n true 2>/dev/null; then alone="unshare -n --"; fi
exec $alone {bash} -c 'echo "job=$SLURM_JOB_ID interfaces=$(tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d " \\n")'\\
' routes=$(tail -n +2 /proc/net/route | wc -l)" >> {log}; exec {bash} "$@"' bash "$@"
"""

REASON = why_not() if "PYTEST_XDIST_WORKER" not in os.environ else "not in parallel"
pytestmark = pytest.mark.skipif(bool(REASON), reason=f"NO CLUSTER WAS TRIED: {REASON}")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    with one_node_cluster(tmp_path_factory.mktemp("s") / "c") as running:
        yield running


@pytest.fixture(scope="session")
def profile(tmp_path_factory) -> Path:
    """The profile that comes with the workflow; only its looking at the queue is hurried."""
    directory = tmp_path_factory.mktemp("profile")
    text = (workflow_file("profiles/slurm") / "config.yaml").read_text(encoding="utf-8")
    hurried = text.replace("status-checks: 10", "status-checks: 2").replace("latency-wait: 60", "latency-wait: 10")
    assert hurried.count("status-checks: 2\n") == hurried.count("latency-wait: 10\n") == 1
    (directory / "config.yaml").write_text(hurried)
    return directory


def run(*words: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        capture_output=True, text=True, timeout=TIMEOUT, check=False, env=env,
    )  # fmt: skip
    print(done.stdout, done.stderr)
    return done


def measured(directory: Path, *options: object, env: dict[str, str] | None = None) -> Path:
    """Run the workflow on phantoms, by the command that people give."""
    words = ["nesgroove", "run", *PHANTOMS, "--out", directory, "--no-pictures", "--config", "jobs=2", *options]
    done = run(*words, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


def measured_on_slurm(cluster: Cluster, profile: Path, directory: Path) -> Path:
    bash = directory / "offline/bash"
    bash.parent.mkdir()
    bash.write_text(OFFLINE.format(bash=shutil.which("bash"), log=directory / "commands.txt"))
    bash.chmod(0o755)
    env = cluster.environment()
    env["PATH"] = os.pathsep.join([str(bash.parent), env["PATH"]])
    return measured(directory / "results", "--profile", profile, env=env)


@pytest.fixture(scope="session")
def runs(cluster, profile, tmp_path_factory) -> Iterator[dict[str, Future]]:
    """All runs, two at a time: one that waits for a look at the queue leaves its processor to another."""
    new = tmp_path_factory.mktemp
    with ThreadPoolExecutor(2) as workers:
        yield {
            "slurm": workers.submit(measured_on_slurm, cluster, profile, new("slurm")),
            "1": workers.submit(measured, new("local") / "results", "--cores", 1),
            "2": workers.submit(measured, new("local") / "results", "--cores", 2),
            "failing": workers.submit(failed_on_slurm, cluster, profile, new("failing")),
        }


@pytest.fixture(scope="session")
def on_slurm(runs) -> Path:
    return runs["slurm"].result()


@pytest.fixture(scope="session")
def failing(runs) -> tuple[Path, str]:
    return runs["failing"].result()


def made(directory: Path) -> dict[str, bytes]:
    """Tables, superposed files and figures, byte for byte."""
    names = ("tables", "ensemble", "figures")
    paths = [path for name in names for path in (directory / name).rglob("[!.]*") if path.is_file()]
    return {str(path.relative_to(directory)): path.read_bytes() for path in sorted(paths)}


def test_rules_run_as_jobs_of_slurm_and_all_of_them_end_well(on_slurm, cluster):
    jobs = {job["JobId"]: job for job in cluster.jobs() if job["WorkDir"] == str(on_slurm)}
    assert {job["JobState"] for job in jobs.values()} == {"COMPLETED"}
    lines = (on_slurm.parent / "commands.txt").read_text().splitlines()
    ran_in = [line.partition(" ")[0].removeprefix("job=") for line in lines]
    assert set(filter(None, ran_in)) == set(jobs)
    benchmarks = list((on_slurm / "benchmarks").rglob("*.tsv"))
    assert sum(map(bool, ran_in)) == len(benchmarks) == 10 + 1  # rules, of which one runs for each of two batches
    assert len(jobs) == 5  # what is before, two batches, what is made of the tables, the atlas with the overview
    assert all(int(job["Tres"].partition("mem=")[2].partition("M")[0]) <= 2000 for job in jobs.values())


def test_the_commands_of_the_rules_need_no_network(on_slurm):
    lines = (on_slurm.parent / "commands.txt").read_text().splitlines()
    if subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True).returncode:
        pytest.skip("unshare -n is not allowed here: the rules were run, with a network")
    assert lines
    assert {line.partition(" ")[2] for line in lines} == {"interfaces=lo routes=0"}


@pytest.mark.parametrize("cores", [1, 2])
def test_the_tables_and_figures_are_those_of_a_local_run(on_slurm, cores, runs):
    here = made(runs[str(cores)].result())
    there = made(on_slurm)
    assert len(here) > 50
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


TAKING = f"{sys.executable} -c 'import time; taken = bytearray(700 * 2**20); time.sleep(5)'"
"""A command that takes 700 MB for some seconds."""

RULES = """\
include: "{root}/workflow/rules/resources.smk"
TAKES |= dict(hungry=(150, 0, 1, 0), broken=(100, 0, 1, 0), late=(100, 0, 1, 0))
def asked(): return 0

rule all:
    input: "hungry.txt", "broken.txt", "late.txt"
    localrule: True

# Takes what a second attempt is given, and more than a first one.
rule hungry:
    output: "hungry.txt"
    resources: mem_mb=memory("hungry"), runtime=minutes("hungry")
    shell: "{taking} && echo {{resources.mem_mb}} > {{output}}"

rule broken:
    output: "broken.txt"
    log: "broken.log"
    retries: 0
    resources: mem_mb=memory("broken"), runtime=minutes("broken")
    shell: "echo what is wrong > {{log}}; false"

# Ended for memory, and not tried again.
rule late:
    output: "late.txt"
    retries: 0
    resources: mem_mb=memory("late"), runtime=minutes("late")
    shell: "{taking}"
"""


def failed_on_slurm(cluster: Cluster, profile: Path, directory: Path) -> tuple[Path, str]:
    """Run rules of which one is ended for memory and then comes to its end, and two do not."""
    (directory / "Snakefile").write_text(RULES.format(root=ROOT, taking=TAKING))
    done = run(
        "snakemake", "-d", directory, "-s", directory / "Snakefile", "--keep-going", "--workflow-profile", profile,
        "--groups", "hungry=alone", env=cluster.environment(),
    )  # fmt: skip
    assert done.returncode == 1
    return directory, done.stdout + done.stderr


def test_a_job_that_the_schedulers_accounting_ends_for_memory_is_tried_again_with_more(failing, cluster):
    directory, _ = failing  # JobAcctGatherParams=OverMemoryKill; no cgroup is asked
    assert (directory / "hungry.txt").read_text() == "1100\n"
    states = {
        (job["JobState"], job["Tres"].partition("mem=")[2].partition(",")[0])
        for job in cluster.jobs()
        if job["WorkDir"] == str(directory)
    }
    assert {("FAILED", "550M"), ("COMPLETED", "1100M")} <= states
    (log,) = (directory / ".snakemake/slurm_logs").glob("*hungry*/*.log")  # of the other job it is gone
    assert "exceeded memory limit" in log.read_text()


def test_a_job_that_fails_leaves_the_reason_and_the_path_of_its_log(failing):
    from nesgroove.cli.run_failed import Reason, why
    from nesgroove.cli.run_watch import Watch

    directory, said = failing
    watch = Watch(directory, 0)
    for line in said.splitlines():
        watch.see(line)
    told = {step.rule: why(step, directory, directory / "run.log") for step in watch.failures.steps}
    assert set(told) == {"broken", "late"}
    (of_broken,) = (directory / ".snakemake/slurm_logs/rule_broken").glob("*.log")
    (of_late,) = (directory / ".snakemake/slurm_logs/rule_late").glob("*.log")
    assert told["broken"] == Reason("broken", directory / "broken.log", of_broken)
    assert (told["late"].log, told["late"].job) == (of_late, None)
    assert "exceeded memory limit" in told["late"].ended


# The cluster of these tests itself.


def bystander() -> subprocess.Popen[bytes]:
    """A process that is called as one of the daemons, and is not ours."""
    return subprocess.Popen(["bash", "-c", "exec -a munged sleep 120"])


def all_gone(directory: Path) -> bool:
    until = time.monotonic() + 15
    while Cluster(directory).processes():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def test_a_cluster_ends_with_its_jobs_and_nothing_else_where_a_test_fails(tmp_path_factory):
    directory = tmp_path_factory.mktemp("s") / "c"
    other = bystander()
    try:
        with pytest.raises(RuntimeError, match="of the test"), one_node_cluster(directory) as started:  # noqa: PT012
            started.call("sbatch", "--mem=50", "--output=/dev/null", "--wrap", "sleep 100")
            time.sleep(1)
            assert len(started.processes()) > 3
            raise RuntimeError("of the test")
        assert Cluster(directory).processes() == []
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_cluster_ends_where_its_process_is_stopped(tmp_path_factory, number):
    directory = tmp_path_factory.mktemp("s") / "c"
    program = Path(__file__).with_name("one_node.py")
    process = subprocess.Popen([sys.executable, str(program), str(directory)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == f"export SLURM_CONF={directory / 'slurm.conf'}\n"
    assert Cluster(directory).processes() != []
    process.send_signal(number)
    process.wait(30)
    assert all_gone(directory)


@pytest.mark.parametrize(
    ("programs", "message"),
    [({"munged": "false"}, "munged ended with exit code 1"), ({"slurmd": "true"}, "slurmd ended with exit code 0")],
)
def test_a_cluster_that_does_not_come_up_says_whose_fault_it_is(tmp_path_factory, programs, message):
    directory = tmp_path_factory.mktemp("s") / "c"
    with pytest.raises(ClusterError, match=message), one_node_cluster(directory, programs=programs):
        pass
    assert Cluster(directory).processes() == []


def test_a_cluster_gives_up_when_its_time_is_over(tmp_path_factory):
    directory = tmp_path_factory.mktemp("s") / "c"
    begun = time.monotonic()
    with (
        pytest.raises(ClusterError, match="is not ready, and its time is over"),
        one_node_cluster(directory, patience=1, programs={"munged": _sleeping(directory.parent)}),
    ):
        pass
    assert time.monotonic() - begun < 20
    assert Cluster(directory).processes() == []


def _sleeping(directory: Path) -> str:
    script = directory / "sleeping"
    script.write_text("#!/bin/sh\nexec sleep 100\n")
    script.chmod(0o755)
    return str(script)
