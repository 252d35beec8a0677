"""A command from its start to its end: what it took, and the most memory that it had."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from speed.worker import WorkerError, environment

LAUNCHER = (
    "import json, os, sys, time\n"
    "begun = time.perf_counter()\n"
    "pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)\n"
    "_, status, usage = os.wait4(pid, 0)\n"
    "spent = [status, time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]\n"
    "os.write(int(sys.argv[1]), json.dumps(spent).encode())\n"
)
"""A small program that runs another. Linux counts in a process's peak what its parent had when it began it, which is
little here; and a child's own children count once it has waited for them."""


@dataclass(frozen=True)
class Spent:
    """What a command took.

    Attributes
    ----------
    wall, cpu : float
        Seconds; processor time of all its processes.
    peak : float
        Highest resident memory of the largest of its processes, MB.
    """

    wall: float
    cpu: float
    peak: float

    def kept(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


def run(words: list[object], log: Path, *, allowed: tuple[int, ...] = (0,)) -> Spent:
    """Run a command to its end; what it prints goes to the log.

    Parameters
    ----------
    words
        The command and its arguments.
    log
        File that everything printed is added to.
    allowed
        Exit codes that are no failure.

    Raises
    ------
    WorkerError
        It ended with another code.
    """
    texts = [str(word) for word in words]
    reading, writing = os.pipe()
    with log.open("a", encoding="utf-8") as stream:
        stream.write(f"\n== {' '.join(texts)[:400]}\n")
        stream.flush()
        launcher = [sys.executable, "-S", "-c", LAUNCHER, str(writing), *texts]
        subprocess.run(
            launcher, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, env=environment(), pass_fds=[writing],
            check=True,
        )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as answer:
        status, wall, cpu, peak = json.load(answer)
    code = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        raise WorkerError(f"{' '.join(texts)[:200]} ended with {code}: see {log}")
    return Spent(wall, cpu, peak / 1024)


def nesgroove(*words: object) -> list[object]:
    """Words of a command of the product, in the interpreter that runs this."""
    return [sys.executable, "-c", "from nesgroove.cli.app import main; main()", *words]
