"""Kill commands at random times, give them once more, and hold what they left against a run that nobody disturbed.

    python tools/kills.py [measure] [atlas] [picture] [snakemake] [--kills 10] [--seed 1]

Each command works on phantoms in a directory of its own. It is killed by SIGKILL, SIGINT or SIGTERM, the process alone
or with all that it started, at a time that is drawn from the length of an undisturbed run. Then every file that has its
name must be whole: the bytes of the undisturbed run. Then the same command is given again (after SIGKILL of snakemake:
`snakemake --unlock` first), has to end with code 0, and must leave the same files with the same bytes and no others.
Exit code 1 where one of these did not hold.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
NESGROOVE = [sys.executable, "-c", "from nesgroove.cli.app import main; main()"]
SNAKEMAKE = [sys.executable, "-m", "snakemake", "-s", str(ROOT / "Snakefile")]
NAMES = ("phantom_open", "phantom_closed", "phantom_cargo_1c", "phantom_v6a", "phantom_lmb")
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
CODES = {signal.SIGKILL: -9, signal.SIGINT: 130, signal.SIGTERM: 143}
LIMIT = 900
"""Seconds that a command may take."""

TRIES = 3
"""Trials for each kill that is asked for: a command may end before it is killed."""

PASSED_OVER = ("logs", "benchmarks", "parts", ".snakemake")
"""What differs from run to run: times, and what was kept on the way."""


@dataclass
class Counts:
    """What came of the trials of one command: all of them, those that ended before they were killed, what was wrong."""

    trials: int = 0
    ended: int = 0
    length: float = 0.0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Trial:
    """A command in a directory: what it needs, how it is given, where its results are."""

    name: str
    prepare: Callable[[Path], None]
    command: list[str]
    results: str
    before_again: tuple[str, ...] = ()


def environment() -> dict[str, str]:
    """Find this nesgroove and its commands first."""
    paths = {"PATH": Path(sys.executable).parent, "PYTHONPATH": ROOT / "workflow"}
    return {**os.environ, **{name: f"{path}{os.pathsep}{os.environ.get(name, '')}" for name, path in paths.items()}}


def call(command: Sequence[str], directory: Path) -> subprocess.CompletedProcess[str]:
    """Give a command and wait for its end."""
    return subprocess.run(
        command, cwd=directory, env=environment(), capture_output=True, text=True, timeout=LIMIT, check=False
    )


def nesgroove(directory: Path, *words: str) -> None:
    """Give a command of nesgroove that has to go well."""
    done = call([*NESGROOVE, *words], directory)
    if done.returncode:
        raise RuntimeError(f"nesgroove {' '.join(words)}: {done.stderr}")


def phantoms(directory: Path) -> None:
    """Write some phantoms into a directory."""
    nesgroove(directory, "phantom", "--out", "phantoms", *NAMES)


def tables(directory: Path) -> None:
    """Measure them, too."""
    phantoms(directory)
    nesgroove(directory, "measure", *(f"phantoms/{name}.cif.gz" for name in NAMES), "--out", "tables")


def configured(directory: Path) -> None:
    """Put the configuration of a small run there."""
    (directory / "config").mkdir()
    shutil.copy(ROOT / ".test/config/phantoms.yaml", directory / "config/config.yaml")


FILES = [f"phantoms/{name}.cif.gz" for name in NAMES]
TRIALS = {
    trial.name: trial
    for trial in (
        Trial("measure", phantoms, [*NESGROOVE, "measure", *FILES, "--out", "out", "--jobs", "2"], "out"),
        Trial("atlas", tables, [*NESGROOVE, "atlas", "--from", "tables", "--out", "out", "--jobs", "2"], "out"),
        Trial("picture", tables, [*NESGROOVE, "picture", "--from", "tables", "--out", "out", "--parts", "parts",
                                  "--width", "300", "--view", "solvent"], "out"),
        Trial("snakemake", configured, SNAKEMAKE, "results", ("--unlock",)),
    )
}  # fmt: skip


def checksums(directory: Path) -> dict[str, str]:
    """Checksum of every file that is a result, by its path."""
    found = {}
    for path in sorted(directory.rglob("*")):
        names = path.relative_to(directory).parts
        if path.is_file() and names[0] not in PASSED_OVER and names[-1] != ".snakemake_timestamp":
            found["/".join(names)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def half_written(there: dict[str, str], whole: dict[str, str]) -> list[str]:
    """Files that have their names and other bytes than they should; hidden ones are no results."""
    return [
        name
        for name, sum_ in there.items()
        if whole.get(name) != sum_ and not any(part.startswith(".") for part in name.split("/"))
    ]


def kill(process: subprocess.Popen[bytes], number: signal.Signals, *, group: bool) -> None:
    """Send a signal to a process that was started as the head of a group, or to all of the group."""
    if group:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)


def disturbed(trial: Trial, ready: Path, work: Path, chance: random.Random, counts: Counts) -> Path:
    """Start a command in a copy of a prepared directory and kill it; give the directory."""
    directory = Path(shutil.copytree(ready, work / f"{trial.name}_{counts.trials}"))
    number, group = SIGNALS[counts.trials % len(SIGNALS)], chance.random() < 0.5
    after = chance.uniform(0.02, 0.98) * counts.length
    words = f"{trial.name} {number.name}{' to the group' if group else ''} after {after:.2f} s"
    with (work / "said").open("wb") as said, subprocess.Popen(
        trial.command, cwd=directory, env=environment(), stdout=said, stderr=said, start_new_session=True
    ) as process:  # fmt: skip
        begin = time.monotonic()
        try:
            code = process.wait(after)
            counts.ended += 1
            counts.length = time.monotonic() - begin  # other work on the machine has come or gone
        except subprocess.TimeoutExpired:
            kill(process, number, group=group)
            code = process.wait(LIMIT)
    text = (work / "said").read_text(errors="replace")
    if code not in (0, CODES[number]) and trial.name != "snakemake" and code != -number:
        counts.wrong.append(f"{words}: exit code {code}")
    if trial.name != "snakemake" and "Traceback" in text and code != -number:
        counts.wrong.append(f"{words}: a traceback: {text[-500:]}")
    print(f"{words}: code {code}", flush=True)
    return directory


def again(trial: Trial, directory: Path, whole: dict[str, str], counts: Counts) -> None:
    """Give the command once more, and compare all that it leaves."""
    if trial.before_again:
        call([*trial.command, *trial.before_again], directory)
    done = call(trial.command, directory)
    if done.returncode:
        counts.wrong.append(f"{directory.name}: the command again: code {done.returncode}: {done.stderr[-800:]}")
    there = checksums(directory / trial.results)
    differ = sorted(name for name in {*there, *whole} if there.get(name) != whole.get(name))
    if differ:
        counts.wrong.append(f"{directory.name}: {len(differ)} files differ: {', '.join(differ[:5])}")


def run(names: Sequence[str], kills: int, seed: int, work: Path) -> dict[str, Counts]:
    """Make the trials of some commands; what went wrong is in the counts of each."""
    chance = random.Random(seed)
    counted = {}
    for name in names:
        trial, counts = TRIALS[name], Counts()
        counted[name] = counts
        ready = work / f"{name}_ready"
        ready.mkdir()
        trial.prepare(ready)
        undisturbed = Path(shutil.copytree(ready, work / f"{name}_undisturbed"))
        begin = time.monotonic()
        done = call(trial.command, undisturbed)
        counts.length = time.monotonic() - begin
        if done.returncode:
            counts.wrong.append(f"undisturbed: code {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
            continue
        whole = checksums(undisturbed / trial.results)
        while counts.trials - counts.ended < kills and counts.trials < TRIES * kills:
            directory = disturbed(trial, ready, work, chance, counts)
            torn = half_written(checksums(directory / trial.results), whole) if name != "snakemake" else []
            if torn:
                counts.wrong.append(f"{directory.name}: half-written: {', '.join(torn[:5])}")
            again(trial, directory, whole, counts)
            counts.trials += 1
            shutil.rmtree(directory, ignore_errors=True)
    return counted


def main() -> None:
    """Read the options, make the trials, print a line for each command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("commands", nargs="*", choices=[*TRIALS, []], help="all of them if none is named")
    parser.add_argument("--kills", type=int, default=10, help="of each command (10)")
    parser.add_argument("--seed", type=int, default=1, help="of the times and signals (1)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nesgroove-kills-") as work:
        counted = run(given.commands or list(TRIALS), given.kills, given.seed, Path(work))
    print(f"\n{'command':<12}{'kills':>6}{'wrong':>7}")
    for name, counts in counted.items():
        print(f"{name:<12}{counts.trials - counts.ended:>6}{len(counts.wrong):>7}")
    for name, counts in counted.items():
        for line in counts.wrong:
            print(f"{name}: {line}", file=sys.stderr)
    sys.exit(any(counts.wrong for counts in counted.values()))


if __name__ == "__main__":
    main()
