"""Snakemake, called by ``nesgroove run``: a list of words, a process group of its own, the same interpreter."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final

import typer

from nesgroove.cli.progress import Progress
from nesgroove.cli.run_watch import Watch
from nesgroove.errors import ConfigError
from nesgroove.fetch.mirrors import MIRRORS_VARIABLE
from nesgroove.io.workflow_files import workflow_file

LOG: Final = "logs/run.log"
"""All that snakemake said, in the directory of results."""

CACHE: Final = ".cache"
"""Where libraries keep what they would put into the user's home or beside themselves, in the directory of results."""

NEEDED: Final = ("snakemake", "jinja2", "matplotlib", "nglview", "pygments")
"""Of the extra ``workflow``: what a run cannot do without. Numba and PyArrow make trajectories faster."""

PATIENCE: Final = 60.0
"""Seconds that snakemake has to stop its jobs before it is ended."""


def need_workflow() -> None:
    """Refuse to begin where the workflow's libraries are not installed.

    Raises
    ------
    ConfigError
        Naming what is missing, and what to install.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ConfigError(
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed", step="run",
            remedy="Install the workflow with all that it needs: pip install 'nesgroove[workflow]'",
        )  # fmt: skip


def command(out: Path, cores: int | None, passed_on: Sequence[str], profile: Path | None = None) -> list[str]:
    """Write the command for snakemake.

    Parameters
    ----------
    out
        Directory of results, in which it runs.
    cores
        Processors; None for all, or as a profile says. On a cluster, those of all jobs together.
    passed_on
        Words for snakemake, after all others.
    profile
        Directory of a profile, in the place of the usual one.

    Returns
    -------
    list of str
    """
    bound = [] if cores is None and profile is not None else ["--cores", str(cores or "all")]
    return [
        sys.executable, "-m", "snakemake", "--snakefile", str(workflow_file("Snakefile")), "--directory", str(out),
        "--workflow-profile", str(profile or workflow_file("profiles/default")), *bound,
        # The directory is kept to one run by a lock that a killed process gives back; snakemake's own stays.
        "--nolock", *passed_on,
    ]  # fmt: skip


def environment(out: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Give the environment of a run, which writes nothing but into the directory of results.

    Parameters
    ----------
    out
        Directory of results.
    given
        The environment of this process; what it says of caches stays.

    Returns
    -------
    dict of str to str
    """
    cache = out.absolute() / CACHE
    variables = dict(given)
    if MIRRORS_VARIABLE in variables:  # directories among them are those of where the command was given
        variables[MIRRORS_VARIABLE] = " ".join(map(absolute_mirror, variables[MIRRORS_VARIABLE].split()))
    own = {"XDG_CACHE_HOME": "", "MPLCONFIGDIR": "matplotlib", "NUMBA_CACHE_DIR": "numba"}
    return {name: str(cache / directory) for name, directory in own.items()} | variables


def absolute_mirror(text: str) -> str:
    """Write a mirror that is a directory by its whole path, for another directory to be run in.

    Parameters
    ----------
    text
        A mirror, as `nesgroove fetch` takes it.

    Returns
    -------
    str
        What is no directory as it is.
    """
    return str(Path(text).absolute()) if "/" in text and "://" not in text else text


def run_aloud(words: Sequence[str], out: Path, lock: int) -> int:
    """Run snakemake, which speaks for itself.

    Parameters
    ----------
    words
        The command.
    out
        Directory of results.
    lock
        Descriptor of its lock, which snakemake keeps as long as it runs.

    Returns
    -------
    int
        Its exit code.
    """
    process = subprocess.Popen(
        words, env=environment(out, os.environ), process_group=0, stdin=subprocess.DEVNULL, pass_fds=[lock]
    )
    with _stopping(process):
        return process.wait()


def run_watched(words: Sequence[str], watch: Watch, lock: int, *, quiet: bool = False) -> int:
    """Run snakemake and tell how far it is: a bar on a terminal, else a line a step; all that it says goes to a log.

    Parameters
    ----------
    words
        The command.
    watch
        Follows what it says.
    lock
        Descriptor of the lock of the directory of results.
    quiet
        Tell nothing.

    Returns
    -------
    int
        Its exit code.
    """
    path = watch.out / LOG
    path.parent.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        words, env=environment(watch.out, os.environ), process_group=0, stdin=subprocess.DEVNULL, pass_fds=[lock],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    with path.open("w", encoding="utf-8") as log, _stopping(process), Progress("beginning") as progress:
        while True:
            with suppress(queue.Empty):
                line = lines.get(timeout=0.5)
                if line is None:
                    break
                log.write(f"{line}\n")
                told = watch.see(line)
                if told and not (quiet or sys.stderr.isatty()):
                    typer.echo(told, err=True)
            if not quiet:
                progress.at(watch.now(), watch.done, watch.total)
        return process.wait()


def _read(stream: IO[str] | None, lines: queue.Queue[str | None]) -> None:
    for line in stream or []:
        lines.put(line.rstrip("\n"))
    lines.put(None)


@contextmanager
def _stopping(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> Iterator[None]:
    """Stop snakemake and its jobs when this process is stopped, as Ctrl-C does, and wait until they are gone."""
    try:
        yield
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except BaseException:  # it does not end, or its user cannot wait
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
        raise
