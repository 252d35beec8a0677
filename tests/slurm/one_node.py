"""A cluster of one node on this machine, as long as a test takes: munged, slurmctld and slurmd as its own processes.

By itself it is something to try a profile on: ``python tests/slurm/one_node.py DIR`` starts it, says what to export,
and ends it with Ctrl-C.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("munged", "munge", "slurmctld", "slurmd", "sinfo", "sbatch", "srun", "squeue", "scancel", "setpriv")
"""What it is made of; the last one is of util-linux, and lets a daemon end with this process whatever comes."""

PACKAGES = ("munge", "slurmctld", "slurmd", "slurm-client")
"""Where Debian has them."""

SOCKET_PATH = 100
"""Longest path that the system takes for a socket, with some room."""

CONFIGURATION = """\
ClusterName=nesgroove
SlurmctldHost={node}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={directory}/munge.socket
CredType=cred/munge
SlurmctldPort={controller_port}
SlurmdPort={daemon_port}
SlurmctldPidFile={directory}/slurmctld.pid
SlurmdPidFile={directory}/slurmd.pid
StateSaveLocation={directory}/state
SlurmdSpoolDir={directory}/spool
SlurmctldLogFile={directory}/slurmctld.log
SlurmdLogFile={directory}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
MailProg=/bin/true
# Memory is a resource that jobs ask for, and a job that takes more than it asked for is ended by the accounting.
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={directory}/jobs.txt
MinJobAge=300
KillWait=2
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2
# Two processors on a machine with one, too, for some rules ask for two.
SlurmdParameters=config_overrides
NodeName={node} NodeAddr=127.0.0.1 CPUs={processors} RealMemory={memory} State=UNKNOWN
PartitionName={partition} Nodes={node} Default=YES MaxTime=60 State=UP
"""


class ClusterError(Exception):
    """The cluster did not come up, with the end of the log of what is to blame."""


@dataclass(frozen=True)
class Cluster:
    """A cluster that is up.

    Parameters
    ----------
    directory
        With configuration, logs, key and sockets.
    partition
        The one that there is.
    """

    directory: Path
    partition: str = "short"

    def environment(self) -> dict[str, str]:
        """What a process needs to find it. It is in no other environment, so that it tells what belongs to it."""
        path = os.pathsep.join([str(self.directory / "bin"), os.environ["PATH"]])
        return {**os.environ, "PATH": path, "SLURM_CONF": str(self.directory / "slurm.conf")}

    def call(self, *words: object, timeout: float = 30) -> str:
        """Run a command of Slurm's, and give what it prints."""
        done = subprocess.run(
            list(map(str, words)),
            env=self.environment(), capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip
        if done.returncode:
            raise ClusterError(f"{words[0]}: {done.stderr.strip()}")
        return done.stdout

    def jobs(self) -> list[dict[str, str]]:
        """Jobs that came to an end, as the scheduler wrote them down: JobId, JobState, Name, NodeList and others."""
        path = self.directory / "jobs.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        return [dict(word.partition("=")[::2] for word in line.split() if "=" in word) for line in lines]

    def processes(self) -> list[int]:
        """Everything that belongs to it: daemons, steps, and what jobs started."""
        mark = f"SLURM_CONF={self.directory / 'slurm.conf'}".encode()
        mine = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with contextlib.suppress(OSError):  # it ended meanwhile, or is another user's
                if mark in path.read_bytes().split(b"\0"):
                    mine.append(int(path.parent.name))
        return mine


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _write_configuration(cluster: Cluster) -> None:
    directory = cluster.directory
    for name in ("state", "spool"):
        (directory / name).mkdir()
    key = directory / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o400)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    controller_port, daemon_port = _free_ports(2)
    text = CONFIGURATION.format(
        directory=directory, node=platform.node().partition(".")[0], controller_port=controller_port,
        daemon_port=daemon_port, processors=max(2, os.cpu_count() or 1), memory=memory * 9 // 10,
        partition=cluster.partition,
    )  # fmt: skip
    conf = directory / "slurm.conf"
    conf.write_text(text)
    # The plugin for Snakemake takes SLURM_CONF away from the srun within a job (2.8), which then looks in /etc/slurm.
    srun = directory / "bin/srun"
    srun.parent.mkdir()
    srun.write_text(f'#!/bin/sh\nSLURM_CONF={shlex.quote(str(conf))} exec {shutil.which("srun")} "$@"\n')
    srun.chmod(0o755)


def _commands(directory: Path) -> dict[str, list[str]]:
    """Daemons in the order in which they begin, in the foreground."""
    files = {"socket": "munge.socket", "key-file": "munge.key", "pid-file": "munged.pid", "seed-file": "munged.seed"}
    return {
        # By force, because it wants a directory that all users may enter; here is but one.
        "munged": ["--foreground", "--force", *(f"--{key}={directory / name}" for key, name in files.items())],
        "slurmctld": ["-D"],
        "slurmd": ["-D"],
    }


def _ready(cluster: Cluster, daemon: str) -> bool:
    """Whether a daemon does what it is there for."""
    asked: dict[str, Sequence[object]] = {
        "munged": ("munge", "--no-input", f"--socket={cluster.directory / 'munge.socket'}"),
        "slurmctld": ("sinfo", "--noheader"),
        "slurmd": ("sinfo", "--noheader", "--format=%t"),
    }
    try:
        answer = cluster.call(*asked[daemon], timeout=10)
    except (ClusterError, subprocess.TimeoutExpired):
        return False
    return daemon != "slurmd" or answer.strip() == "idle"


def _wait(cluster: Cluster, daemon: str, process: subprocess.Popen[bytes], until: float) -> None:
    while not _ready(cluster, daemon):
        ended = process.poll() is not None
        if ended or time.monotonic() > until:
            log = cluster.directory / f"{daemon}.out"
            own = cluster.directory / f"{daemon}.log"
            lines = [line for path in (log, own) if path.is_file() for line in path.read_text().splitlines()]
            what = f"ended with exit code {process.returncode}" if ended else "is not ready, and its time is over"
            raise ClusterError("\n".join([f"{daemon} {what}", *lines[-15:]]))
        time.sleep(0.1)


def _end(cluster: Cluster, daemons: Sequence[subprocess.Popen[bytes]]) -> None:
    """Cancel what runs, end the daemons, last ones first, and then what is left of the jobs."""
    with contextlib.suppress(ClusterError, subprocess.TimeoutExpired, OSError):
        if len(daemons) == len(_commands(cluster.directory)):
            cluster.call("scancel", "--full", f"--partition={cluster.partition}", timeout=5)
            until = time.monotonic() + 5
            while time.monotonic() < until and cluster.call("squeue", "--noheader", timeout=5):
                time.sleep(0.2)
    for process in reversed(daemons):
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for attempt in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + 3
        while (left := cluster.processes()) and time.monotonic() < until:
            for number in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, attempt)
            time.sleep(0.1)


@contextmanager
def one_node_cluster(
    directory: Path, *, patience: float = 30, programs: Mapping[str, str] | None = None
) -> Iterator[Cluster]:
    """Start a cluster in a directory, and end it again with all that runs in it, whatever happens.

    Parameters
    ----------
    directory
        Is made; a short path, for sockets lie in it.
    patience
        Seconds that it has to come up.
    programs
        Other programs in the place of daemons, by their names.

    Raises
    ------
    ClusterError
        If it does not come up.
    """
    directory = directory.resolve()
    if len(str(directory)) > SOCKET_PATH:
        raise ClusterError(f"{directory}: this path is too long for a socket")
    directory.mkdir(parents=True)
    cluster = Cluster(directory)
    _write_configuration(cluster)
    until = time.monotonic() + patience
    daemons: list[subprocess.Popen[bytes]] = []
    try:
        for name, words in _commands(directory).items():
            program = (programs or {}).get(name, name)
            with (directory / f"{name}.out").open("wb") as log:
                # A group of its own: Ctrl-C is for this process, which then ends them in their order.
                daemons.append(subprocess.Popen(
                    ["setpriv", "--pdeathsig", "TERM", "--", program, *words], env=cluster.environment(),
                    stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, process_group=0,
                ))  # fmt: skip
            _wait(cluster, name, daemons[-1], until)
        yield cluster
    finally:
        _end(cluster, daemons)


def why_not() -> str:
    """Say why there can be no cluster on this machine, having tried to install what it takes; empty where there can."""
    if platform.system() != "Linux":
        return f"there is no Slurm on {platform.system()}"
    if os.geteuid():
        return "its daemons want to be root"
    if missing := _missing():
        if shutil.which("apt-get") is None:
            return f"{', '.join(missing)} are not installed, and there is no apt-get"
        apt = ["apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=10"]
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True, "timeout": 80}
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run([*apt, "update"], check=False, **quiet)
            subprocess.run([*apt, "install", "-y", "--no-install-recommends", *PACKAGES], check=False, **quiet)
        if missing := _missing():
            return f"{', '.join(missing)} are not installed, and apt-get cannot install {', '.join(PACKAGES)}"
    return ""


def _missing() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name) is None]


def main() -> None:
    """Start a cluster in the directory that is named, and wait for Ctrl-C or SIGTERM."""
    if reason := why_not():
        sys.exit(f"no cluster: {reason}")

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):  # a shell has what it runs in the background ignore the first
        signal.signal(number, stop)
    with contextlib.suppress(KeyboardInterrupt), one_node_cluster(Path(sys.argv[1])) as cluster:
        print(f"export SLURM_CONF={cluster.directory / 'slurm.conf'}", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
