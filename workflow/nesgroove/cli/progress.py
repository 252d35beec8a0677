"""Progress of long work: a bar on a terminal, lines at intervals in a log, and a file for who watches from outside."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from nesgroove.cli.errors import is_quiet, tell

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

FILE: Final = ".progress.json"
"""File in which a command with ``--parts`` says how far it is, in the directory of its parts; a dot keeps it from
patterns such as ``parts/*``."""

FIRST: Final = 30.0
"""Seconds without a terminal until the first line; what ends before says nothing but its result."""

EVERY: Final = "NESGROOVE_PROGRESS"
"""Environment variable: other seconds than :data:`FIRST`; with 0 there are no lines."""

SHARE: Final = 0.05
"""Share of the time so far from one line to the next, where that is longer: some hundred lines in a day."""

WINDOW: Final = 30
"""Steps from which the time left is reckoned: those before may have been done by an earlier run, in no time."""

OFTEN: Final = 1.0
"""Seconds from one writing of the file to the next."""


@dataclass(frozen=True)
class HowFar:
    """How far some work is.

    Attributes
    ----------
    done, total : int
        Steps; a total of 0 is not known.
    name : str
        What was done last.
    """

    done: int
    total: int
    name: str = ""


def read_how_far(parts: Path, since: float = 0.0) -> HowFar | None:
    """Read how far a command with ``--parts`` is.

    Parameters
    ----------
    parts
        The directory of its parts.
    since
        Seconds since the epoch: what was written before is of an earlier run.

    Returns
    -------
    HowFar or None
        None where nothing is said, or nothing new.
    """
    path = parts / FILE
    try:
        if path.stat().st_mtime < since:
            return None
        said = json.loads(path.read_text(encoding="utf-8"))
        return HowFar(int(said["done"]), int(said["total"]), str(said["name"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


class TimeLeft:
    """How long work will take yet, from the last of its steps.

    Parameters
    ----------
    clock
        Gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque([(clock(), 0)], WINDOW + 1)

    def at(self, done: int) -> None:
        """Take how many steps are done now."""
        if done > self._seen[-1][1]:
            self._seen.append((self._clock(), done))

    def seconds(self, total: int) -> float | None:
        """Reckon the seconds that are left of a number of steps; None where there is nothing to reckon from."""
        (begun, before), (now, done) = self._seen[0], self._seen[-1]
        if done == before or done >= total:
            return None
        waited = self._clock() - now
        return max((now - begun) / (done - before) * (total - done) - waited, 0.0)


def in_words(seconds: float) -> str:
    """Write a time as people say it: ``40 s``, ``3 min``, ``2 h 10 min``."""
    if seconds < 55:
        return f"{max(round(seconds, -1), 10):.0f} s"
    minutes = max(round(seconds / 60), 1)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{round(hours / 24)} days"
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{minutes} min"


class Intervals:
    """When to say something in a log: after :data:`FIRST` seconds, and ever more seldom.

    Parameters
    ----------
    clock
        Gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = self._said = clock()
        self._least = _least(os.environ.get(EVERY, ""))

    def due(self) -> bool:
        """Whether it is time to say something; the next time is reckoned from now on then."""
        now = self._clock()
        if now - self._said < max(self._least, SHARE * (now - self._begun)):
            return False
        self._said = now
        return True


def _least(given: str) -> float:
    """Understand what the environment says; what is no number says nothing."""
    try:
        seconds = float(given)
    except ValueError:
        return FIRST
    return seconds if seconds > 0 else math.inf


class Progress:
    """How far a command is: a bar on a terminal, else a line now and then, both to standard error.

    Use as a context: ``with Progress("Measuring", 12) as progress: progress.step("3gjx")``.

    Parameters
    ----------
    title
        What is being done.
    total
        How many steps there will be, where that is known already.
    parts
        Directory of kept parts, in which the same is said for who watches from outside.
    clock
        Gives seconds.
    """

    def __init__(
        self,
        title: str,
        total: int | None = None,
        *,
        parts: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._title, self._name, self._steps = title, "", False
        self._total, self._done = total or 0, 0
        self._parts, self._clock, self._written = parts, clock, -OFTEN
        self._left, self._intervals = TimeLeft(clock), Intervals(clock)
        self._bar = _bar() if sys.stderr.isatty() and not is_quiet() else None
        self._task = self._bar.add_task(title, total=total) if self._bar is not None else None

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        self._write(at_once=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._write(at_once=True)
        if self._bar is not None:
            self._bar.stop()

    def expect(self, total: int) -> None:
        """Say how many steps there will be."""
        self._show(self._name, self._done, total)

    def step(self, name: str) -> None:
        """Move on by one, which is done now."""
        self._show(name, self._done + 1, self._total)

    def advance(self, steps: int) -> None:
        """Move on by several, which are done now."""
        self._show(self._name, self._done + steps, self._total)

    def at(self, name: str, done: int, total: int) -> None:
        """Say what is being done now, and how many of all steps are done; no total where it is not known."""
        self._title, self._steps = name, True
        self._show("", done, total)

    def line(self) -> str:
        """Say in a line how far it is: ``Measuring: 12 of 47 (3gjx), about 3 min left``."""
        of = f"{self._done} of {self._total}" if self._total else str(self._done)
        if self._steps:
            return f"{self._title}; {of} steps done" if self._total else self._title
        seconds = self._left.seconds(self._total)
        left = f", about {in_words(seconds)} left" if seconds is not None else ""
        return f"{self._title}: {of}{f' ({self._name})' if self._name else ''}{left}"

    def _show(self, name: str, done: int, total: int) -> None:
        self._name, self._done, self._total = name, done, total
        self._left.at(done)
        self._write()
        if self._bar is not None and self._task is not None:
            description = f"{self._title}: {name}" if name else self._title
            self._bar.update(self._task, description=description, completed=done, total=total or None)
        elif self._intervals.due():
            tell(self.line(), err=True)

    def _write(self, *, at_once: bool = False) -> None:
        """Say it in the file. That nothing can be written there is said by who keeps the parts.

        At once, and not with the tables when all is done: it is no result.
        """
        now = self._clock()
        if self._parts is None or not (at_once or now - self._written >= OFTEN):
            return
        self._written = now
        with suppress(OSError):
            self._parts.mkdir(parents=True, exist_ok=True)
            text = json.dumps(asdict(HowFar(self._done, self._total, self._name))) + "\n"
            (self._parts / FILE).write_text(text, encoding="utf-8")


def _bar() -> Bar:
    """Make a bar with what is being done, how many of how many, and the time that is left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    return Bar(*columns, console=Console(stderr=True), transient=True)
