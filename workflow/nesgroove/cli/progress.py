"""Progress of long work: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from typing import Self

from nesgroove.cli.errors import is_quiet


class Progress:
    """A progress bar on standard error; where that is no terminal, nothing is written.

    Use as a context: ``with Progress("Measuring", 12) as progress: progress.step("3gjx")``.

    Parameters
    ----------
    title
        What is being done.
    total
        How many steps there will be, where that is known already.
    """

    def __init__(self, title: str, total: int | None = None) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar

        self.bar = Bar(console=Console(stderr=True), disable=is_quiet() or not sys.stderr.isatty(), transient=True)
        self.task = self.bar.add_task(title, total=total)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def expect(self, total: int) -> None:
        """Say how many steps there will be."""
        self.bar.update(self.task, total=total)

    def step(self, name: str) -> None:
        """Move on by one, which is done now."""
        self.bar.update(self.task, advance=1, description=name)

    def advance(self, steps: int) -> None:
        """Move on by several, which are done now."""
        self.bar.update(self.task, advance=steps)

    def at(self, name: str, done: int, total: int) -> None:
        """Say what is being done now, and how much of all is done; no total where it is not known."""
        self.bar.update(self.task, description=name, completed=done, total=total or None)
