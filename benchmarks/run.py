"""What the product costs, measured side by side in one run, and the page that shows it: docs/benchmarks.md.

    python benchmarks/run.py ../shared/structures              # everything, a quarter of an hour on two quiet cores
    python benchmarks/run.py ../shared/structures --only one   # one part again; the others stay as they were
    python benchmarks/run.py --quick                           # a rough try of two minutes, on phantoms, elsewhere

What libraries and commands print goes to a log and not to the screen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from speed.given import Given
from speed.kept import Results
from speed.machine import load
from speed.page import write
from speed.part import Part
from speed.parts import cold, growth, line, one, pictures, series, startup
from speed.worker import Taken, WorkerError, spent

ROOT = Path(__file__).resolve().parents[1]

PARTS = (one.PART, startup.PART, line.PART, growth.PART, series.PART, pictures.PART, cold.PART)
"""In the order of the page."""

CAP, LOW = 30.0, 2.0
"""Seconds that a step may take which is run at growing sizes; the same of a rough try."""

LOGGED = ROOT / "results" / "benchmarks"
"""Where logs are, and the page of a rough try."""


def measure(parts: Sequence[Part], given: Given, results: Results, kept: Path, command: str) -> list[str]:
    """Measure parts one after the other; what each gives is kept at once.

    Parameters
    ----------
    parts, given
        What is measured, and of what.
    results, kept
        Where it is added, and the file.
    command
        How it was asked for.

    Returns
    -------
    list of str
        Parts that failed, and why.
    """
    failed = []
    for number, part in enumerate(parts, start=1):
        given.say(f"-- {number} of {len(parts)}: {part.title}")
        before, wall, cpu = load(), time.perf_counter(), spent()
        try:
            result = part.measure(given)
        except (WorkerError, OSError) as error:
            failed.append(f"{part.name}: {error}")
            given.say(f"failed: {error}")
            continue
        taken = Taken(time.perf_counter() - wall, spent() - cpu, None)
        results.add(part.name, result, taken, before, command, quick=given.quick)
        results.write(kept)
        given.say(f"   {taken.wall:.0f} s")
    return failed


def main(words: Sequence[str] | None = None) -> int:
    """Run it as a command; 1 where a part failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("structures", type=Path, nargs="?", help="directory of real structures; phantoms without it")
    names = [part.name for part in PARTS]
    parser.add_argument("--only", action="append", choices=names, help="a part; can be repeated")
    parser.add_argument("--quick", action="store_true", help="roughly, in two minutes; the page is not that of docs/")
    parser.add_argument("--most", type=int, metavar="N", help="the largest number of complexes, where time is short")
    parser.add_argument(
        "--cap", type=float, metavar="S", help="seconds of a step that grows, 30; beyond, it is foreseen"
    )
    parser.add_argument("--to", type=Path, help="directory of the page, its figures and numbers")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page from the kept numbers")
    options = parser.parse_args(words)
    to = options.to or (LOGGED if options.quick or (not options.structures and not options.page) else ROOT / "docs")
    if options.structures is not None and not options.structures.is_dir():
        parser.error(f"{options.structures} is no directory")
    kept = to / "benchmarks.json"
    results = Results.read(kept)
    failed: list[str] = []
    begun = time.perf_counter()

    def say(text: str) -> None:
        print(f"[{time.perf_counter() - begun:5.0f} s] {text}", flush=True)

    if not options.page:
        to.mkdir(parents=True, exist_ok=True)
        LOGGED.mkdir(parents=True, exist_ok=True)
        log = LOGGED / "log.txt"
        log.write_text("", encoding="utf-8")
        chosen = [part for part in PARTS if part.name in (options.only or names)]
        command = " ".join(["python benchmarks/run.py", *_shown(words if words is not None else sys.argv[1:])])
        os.environ.setdefault("NUMBA_CACHE_DIR", str(LOGGED / "numba"))
        with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
            structures = options.structures.resolve() if options.structures else None
            given = Given(
                structures,
                Path(name),
                log,
                options.quick,
                options.most,
                options.cap or (LOW if options.quick else CAP),
                say,
            )
            failed = measure(chosen, given, results, kept, command)
        say(f"all that was printed: {_short(log)}")
    write(results, PARTS, to)
    say(f"written: {_short(to / 'benchmarks.md')}")
    for line_ in failed:
        print(f"FAILED {line_}", file=sys.stderr)
    return int(bool(failed))


def _shown(words: Sequence[str]) -> list[str]:
    """Words of the command; of a path only its end, which says what it was."""
    return [f".../{'/'.join(Path(word).parts[-2:])}" if Path(word).is_absolute() else word for word in words]


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


if __name__ == "__main__":
    sys.exit(main())
