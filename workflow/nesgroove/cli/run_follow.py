"""How far the workflow is, said by snakemake itself, where people call it and not ``nesgroove run``."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from nesgroove.cli.progress import Intervals
from nesgroove.cli.run_watch import Watch

PAUSE: Final = 1.0
"""Seconds from one look at what snakemake said to the next."""


def follow(log: Path, out: Path, asked: int) -> None:
    """Say how far a workflow is, now and then, until it ends: a line to standard error, beside what snakemake says.

    Parameters
    ----------
    log
        What snakemake says; it grows. Where it is no file, nothing is said.
    out
        Directory of results.
    asked
        Entries that are asked for.
    """
    if not log.is_file():
        return
    threading.Thread(target=_follow, args=(log, Watch(out, asked)), name="how far", daemon=True).start()


def _follow(log: Path, watch: Watch) -> None:
    with log.open(encoding="utf-8", errors="replace") as lines:
        for text in said(lines, watch, Intervals(), lambda: time.sleep(PAUSE)):
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()


def said(lines: IO[str], watch: Watch, intervals: Intervals, pause: Callable[[], None]) -> Iterator[str]:
    """Follow a log that grows, without end.

    Parameters
    ----------
    lines
        The log.
    watch
        Follows what it says.
    intervals
        When to say something.
    pause
        Waits a moment.

    Yields
    ------
    str
        ``structures measured: 12 of 47 (3gjx), about 3 min left; 4 of 13 steps done``.
    """
    half = ""
    while True:
        for line in lines:
            half += line
            if half.endswith("\n"):
                watch.see(half.rstrip("\n"))
                half = ""
        if intervals.due():
            steps = f"; {watch.done} of {watch.total} steps done" if watch.total else ""
            yield f"nesgroove: {watch.now()}{steps}"
        pause()
