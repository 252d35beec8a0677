"""Logs of the workflow's jobs: which of them has something to say, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOGS: Final = "logs"
"""Directory of logs, in the directory of results."""

WHOLE: Final = "run.log"
"""All that snakemake said to `nesgroove run`; it names what the logs of jobs say themselves."""

SAYS: Final = "nesgroove: "
"""Begins the lines in which a command says what is wrong."""

LAST: Final = 8
"""Lines of the end of a log that are shown."""


@dataclass(frozen=True)
class Log:
    """A log that has something to say.

    Attributes
    ----------
    path : Path
    said : tuple of str
        What a command said to be wrong, a line each, in the order of the log; without what they begin with.
    """

    path: Path
    said: tuple[str, ...]


def read_logs(results: Path) -> list[Log]:
    """Read the logs of a run.

    Parameters
    ----------
    results
        Directory of results of the workflow.

    Returns
    -------
    list of Log
        Those in which a command says that something is wrong, by name.
    """
    logs = []
    for path in sorted((results / LOGS).rglob("*.log")):
        if path != results / LOGS / WHOLE:
            said = tuple(line.removeprefix(SAYS) for line in _lines(path) if line.startswith(SAYS))
            if said:
                logs.append(Log(path, said))
    return logs


def end_of(path: Path, most: int = LAST) -> list[str]:
    """Give the end of a log.

    Parameters
    ----------
    path
        The log; it need not be there.
    most
        Lines at most.

    Returns
    -------
    list of str
        Lines that are not empty.
    """
    return [line for line in _lines(path) if line.strip()][-most:]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
