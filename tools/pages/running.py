"""Pages are run: their commands, one after the other, in a directory of their own, and what is printed is compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pages.page import ELISION, Page, Step

ROOT = Path(__file__).resolve().parents[2]

PASSING = (
    (re.compile(r"\b\d+(\.\d+)? (s|seconds?|min|minutes?|ms|MB|kB)\b"), r"N \2"),
    (re.compile(r"\b\d+:\d\d(:\d\d)?\b"), "TIME"),
    (re.compile(r"\b\d{4}-\d\d-\d\d(T[\d:.+]+Z?)?"), "DATE"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\b0\.\d+\.\d+(\.dev\d+)?\b"), "VERSION"),
)
"""What differs from run to run, or from release to release, and what stands for it in the comparison."""

MESSAGE = re.compile(r"(nesgroove|error|Usage): ?")
"""How a line of the output of a command that fails begins."""


def laid_out(page: Page, directory: Path, structures: Path) -> None:
    """Copy what the reader of a page has into its directory.

    Raises
    ------
    FileNotFoundError
        If a file that the page names is not there.
    """
    for name, source in page.given:
        path = ROOT / source if source.startswith("./") else structures / source
        target = directory / name
        if not set(path.name) & set("*?"):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            continue
        files = sorted(path.parent.glob(path.name))
        if not files:
            raise FileNotFoundError(f"{page.path}: there is no {path}")
        target.mkdir(parents=True)
        for file in files:
            shutil.copyfile(file, target / file.name)


def run(
    page: Page, directory: Path, environment: Mapping[str, str], *, failing: bool = False, seconds: int = 1200
) -> list[list[Step]]:
    """Run a page's commands in a directory.

    Parameters
    ----------
    page
        What is run.
    directory
        Where; a command that changes it does so for those after it.
    environment
        Variables beside those of this process, and ``SOURCE``, the root of the repository.
    failing
        Commands may fail without a message on the page, which is to be written.
    seconds
        How long one command may take.

    Returns
    -------
    list of list of Step
        The same commands with what they printed, errors included, in the page's blocks.

    Raises
    ------
    RuntimeError
        If a command fails and the page shows no message of it.
    """
    variables = {
        **os.environ,
        "COLUMNS": "100",
        "NESGROOVE_PROGRESS": "0",
        "NO_COLOR": "1",
        "PYTHONPATH": str(ROOT / "workflow"),
        "SOURCE": str(ROOT),
    }
    variables.update(environment)
    variables["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), variables["PATH"]])
    for command in page.before:
        done = _shell(command, directory, variables, seconds)
        if done.returncode:
            raise RuntimeError(f"{page.path}: before: {command}\n{done.stdout}exit code {done.returncode}")
    where = directory
    blocks: list[list[Step]] = []
    for block in page.blocks:
        blocks.append([])
        for step in block:
            done = _shell(f"{step.command}\ncode=$?; pwd > {directory}/.where; exit $code", where, variables, seconds)
            if done.returncode and not failing and not any(MESSAGE.match(line) for line in step.lines):
                raise RuntimeError(f"{page.path}: $ {step.command}\n{done.stdout}exit code {done.returncode}")
            where = Path((directory / ".where").read_text(encoding="utf-8").rstrip("\n"))
            lines = tuple(line.rstrip() for line in done.stdout.replace(str(directory), "~").splitlines())
            blocks[-1].append(Step(step.command, lines))
    return blocks


def _shell(script: str, where: Path, variables: Mapping[str, str], seconds: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", script], cwd=where, env=variables, stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False,
    )  # fmt: skip


def plain(line: str) -> str:
    """Give a line without what differs from run to run."""
    for pattern, word in PASSING:
        line = pattern.sub(word, line)
    return re.sub(r"[ ─━]+", " ", line).rstrip()


def agrees(said: Sequence[str], came: Sequence[str]) -> bool:
    """Find whether lines are those that a page says; ``...`` is any number of them."""
    if not said:
        return not came
    if said[0].strip() == ELISION:
        return any(agrees(said[1:], came[i:]) for i in range(len(came) + 1))
    return bool(came) and plain(said[0]) == plain(came[0]) and agrees(said[1:], came[1:])


def differences(page: Page, came: Sequence[Sequence[Step]]) -> list[str]:
    """Say which commands print something else than their page says."""
    found = []
    for said, now in zip(page.blocks, came, strict=True):
        for old, new in zip(said, now, strict=True):
            if differs(old, new):
                found.append("\n".join([f"$ {old.command}", "--- the page:", *old.lines, "--- what came:", *new.lines]))
    return found


def renewed(page: Page, came: Sequence[Sequence[Step]]) -> list[list[Step]]:
    """Take what came where it differs from the page; where it agrees the page keeps its lines, and its ``...``."""
    return [
        [new if differs(old, new) else old for old, new in zip(said, now, strict=True)]
        for said, now in zip(page.blocks, came, strict=True)
    ]


def differs(said: Step, came: Step) -> bool:
    """Find whether a command printed something else than its page says."""
    return not agrees([line.rstrip() for line in said.lines], came.lines)
