"""Why a step of a run did not come to its end, from the logs that snakemake names: the step's and the cluster's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENDED_BY_THE_CLUSTER: Final = re.compile(
    r"^(?:slurmstepd\S*|srun): error: .*(?:memory limit|oom|time limit|node fail)", re.IGNORECASE
)
"""What Slurm writes into the log of a job that it ended itself. What else it says there follows from this."""

GROUP: Final = "group"
"""Name of several steps that are one job of a cluster, before its log says which of them failed."""

_FAILED: Final = re.compile(r"^Error in rule (\w+)(?:, jobid: \d+)?:$")
_GROUP_FAILED: Final = re.compile(r"^    message: Error in group ")
_JOB: Final = re.compile(r"^    jobid: (\d+)$")
_LOGS: Final = re.compile(r"^    log: (\S.*?)(?: \(check log file\(s\).*)?$")
_SHOWN: Final = re.compile(r"^Logfile .+:$")
_AGAIN: Final = re.compile(r"^Trying to restart job (\S+)\.$")


@dataclass
class Failed:
    """A step that failed.

    Attributes
    ----------
    rule
        Its name; ``GROUP`` for several that are one job.
    job
        Number that snakemake gave it; empty for a group.
    logs
        Its own log, and that of the cluster's job.
    """

    rule: str
    job: str = ""
    logs: tuple[str, ...] = ()


class Failures:
    """Follows what snakemake says of steps that fail, line by line.

    Attributes
    ----------
    steps : list of Failed
        Those that were not tried again.
    """

    def __init__(self) -> None:
        self.steps: list[Failed] = []
        self._described = self._log_follows = False
        self._shown: list[str] = []

    def see(self, line: str) -> bool:
        """Take a line without its end, and say whether it is about a step that failed."""
        if self._in_a_log(line):
            return True
        failed = _FAILED.match(line)
        if failed or _GROUP_FAILED.match(line):
            self.steps.append(Failed(failed[1] if failed else GROUP))
            self._described = True
            return True
        self._described = self._described and line.startswith("    ")
        if again := _AGAIN.match(line):
            self._drop(again[1])
        elif self._described and (job := _JOB.match(line)):
            self.steps[-1].job = job[1]
        elif self._described and (logs := _LOGS.match(line)):
            self.steps[-1].logs = tuple(logs[1].split(", "))
        return self._described

    def _in_a_log(self, line: str) -> bool:
        """Say whether a line is one of a log that snakemake shows: that of a cluster's job is a snakemake's again."""
        bar = line and not line.strip("=")
        if bar and self._log_follows:
            self._shown.append(line)
        elif self._shown and line == self._shown[-1]:
            self._shown.pop()
            return True
        self._log_follows = bool(_SHOWN.match(line))
        return bool(self._shown) or self._log_follows

    def _drop(self, job: str) -> None:
        """Forget a step that is tried again; a group has another name for itself there."""
        wanted = job if job.isdigit() else ""
        for number, step in enumerate(self.steps):
            if step.job == wanted:
                del self.steps[number]
                return


@dataclass(frozen=True)
class Reason:
    """Why a step failed, and where more can be read.

    Attributes
    ----------
    rule
        The step.
    log
        Its log, or what there is in its place.
    job
        Log of the cluster's job; None where there is none beside ``log``.
    ended
        What the cluster said when it ended the job itself; empty where it did not.
    """

    rule: str
    log: Path
    job: Path | None = None
    ended: str = ""


def read_failures(path: Path) -> list[Failed]:
    """Read which steps failed from what a snakemake said, as a job of a cluster has it in its log."""
    failures = Failures()
    for line in _lines(path):
        failures.see(line)
    return failures.steps


def why(step: Failed, out: Path, otherwise: Path) -> Reason:
    """Find out why a step failed.

    Parameters
    ----------
    step
        What failed.
    out
        Directory that snakemake ran in.
    otherwise
        What to read where the step has no log.

    Returns
    -------
    Reason
    """
    paths = [out / log for log in step.logs]
    of_jobs = [path for path in paths if ".snakemake" in path.parts]
    rule, own = step.rule, [path for path in paths if path not in of_jobs]
    if rule == GROUP:  # the log of its job says which of its steps it was
        inner = [failed for path in of_jobs for failed in read_failures(path)]
        rule = inner[0].rule if inner else rule
        own = [out / log for failed in inner[:1] for log in failed.logs]
    ended = [line for path in of_jobs for line in _lines(path) if ENDED_BY_THE_CLUSTER.match(line)]
    log = [*own, *of_jobs, otherwise][0]
    job = next((path for path in of_jobs if path != log), None)
    return Reason(rule, log, job, ended[0] if ended else "")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
