"""A page with commands: what it takes along, which commands it gives, and what it says that they print.

A page that is run says so in a comment, in which each line is one of

``given NAME = PATH``
    A file that the reader has: ``PATH`` below the directory of structures, or of the repository where it begins
    with ``./``, is copied to ``NAME``. A ``*`` or ``?`` in its last part takes all such files into a directory.
``before COMMAND``
    Run before the page's own, and not shown: what stands on another page.
``archive``
    The page fetches: the archive is a server on loopback that has the real entries at hand (`pages.served`). Commands
    ask it without an option, or find its address in ``$ARCHIVE``.
``long``
    It takes longer than a test may; ``make full`` runs it.
``picture FILE = NAME``
    ``FILE`` that the commands wrote is the page's picture ``docs/figures/NAME``.

Commands stand in blocks ``console``, each after ``$ ``, what they print below; ``...`` is any number of lines. A
command may fail where the page shows its message. What a page tells readers to do without ``$`` is not run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"<!--\s*run\b(.*?)-->", re.DOTALL)
ELISION = "..."


@dataclass(frozen=True)
class Step:
    """A command and the lines that it prints, in a block of a page."""

    command: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """What a page says of how it is run."""

    path: Path
    blocks: tuple[tuple[Step, ...], ...]
    given: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()
    archive: bool = False
    long: bool = False
    pictures: tuple[tuple[str, str], ...] = field(default=())


def read_page(path: Path) -> Page | None:
    """Read a page; None if it does not say that it is run.

    Raises
    ------
    ValueError
        If a line of its comment is not understood.
    """
    text = path.read_text(encoding="utf-8")
    comment = COMMENT.search(text)
    if comment is None:
        return None
    given, before, pictures, flags = [], [], [], set()
    for line in filter(None, map(str.strip, comment[1].splitlines())):
        word, _, rest = line.partition(" ")
        name, equals, value = (part.strip() for part in rest.partition("="))
        if word == "given" and equals:
            given.append((name, value))
        elif word == "before" and rest:
            before.append(rest)
        elif word == "picture" and equals:
            pictures.append((name, value))
        elif line in ("archive", "long"):
            flags.add(line)
        else:
            raise ValueError(f"{path}: {line!r} says nothing about how the page is run")
    blocks = tuple(tuple(steps(block)) for block in BLOCK.findall(text))
    return Page(path, blocks, tuple(given), tuple(before), "archive" in flags, "long" in flags, tuple(pictures))


def steps(block: str) -> list[Step]:
    """Take a block apart: a command goes on in lines that begin with ``> ``, as a shell shows them.

    Raises
    ------
    ValueError
        If the block does not begin with a command.
    """
    found: list[tuple[list[str], list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif not found:
            raise ValueError(f"a block begins with {line!r}, which is no command")
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0].append(line[2:])
        else:
            found[-1][1].append(line)
    return [Step("\n".join(command), tuple(lines)) for command, lines in found]


def written(page_text: str, blocks: list[list[Step]]) -> str:
    """Put other output into the blocks of a page's text, in their order."""
    new = iter(blocks)

    def block(match: re.Match[str]) -> str:
        lines = []
        for step in next(new):
            lines += ["$ " + step.command.replace("\n", "\n> "), *step.lines]
        return "\n".join(["```console", *lines, "```"])

    return BLOCK.sub(block, page_text)
