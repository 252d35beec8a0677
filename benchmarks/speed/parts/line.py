"""From one complex to a thousand: seconds and memory against their number, on one process and on two."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from speed.command import nesgroove, run
from speed.fits import Line
from speed.given import PHANTOMS, Given
from speed.made import NOISE, make
from speed.part import Kept, Part
from speed.words import megabytes, seconds, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COUNTS, FEW = (1, 3, 10, 30, 100, 300, 1000), (1, 3, 10)
SHARED = (30, 300)
"""Numbers that are measured on two processes too; below, starting them is most of it."""

SOURCES = (
    "composite_k85", "model_p53", "3gjx", "model_npm", "composite_v6a", "model_brca1", "4hb2", "model_stat1", "3nc1",
    "model_hdm2",
)  # fmt: skip
"""Entries that complexes are made of in turns: crystals, cargoes, inhibitors, predictions, in every ten alike."""

PREDICTED = ("--source", "made*_model_*=predicted")


def measure(given: Given) -> Kept:
    """Make the files once, and measure the first n of them, each time from nothing."""
    sources = [path for name in (*SOURCES, *PHANTOMS) if (path := given.file(name)) is not None] or [
        case.path for case in given.cases
    ]
    counts = given.counts(COUNTS, FEW)
    shared = set(SHARED).intersection(counts) or {counts[-1]}
    directory, files = given.directory("line"), []
    (directory / "all").mkdir()
    for number, path in enumerate(make(sources, directory / "all", counts[-1]), start=1):
        files.append(path)
        if not number % 100:
            given.say(f"{number} of {counts[-1]} files made")
    points = []
    for count in counts:
        for jobs in (1, 2) if count in shared else (1,):
            given.say(f"{count} complexes on {jobs} process{'es' if jobs > 1 else ''}")
            points.append(_point(given, directory, files[:count], jobs))
    gathered = directory / f"out{counts[-1]}-1"
    spent = run(nesgroove("gather", gathered, "--out", directory / "gathered"), given.log)
    return {"sources": [path.name.split(".")[0] for path in sources], "points": points, "gather": spent.kept()}


def _point(given: Given, directory: Path, files: list[Path], jobs: int) -> Kept:
    count = len(files)
    listed, out, stamps = directory / "list.txt", directory / f"out{count}-{jobs}", directory / "stamps.json"
    listed.write_text("".join(f"{path}\n" for path in files), encoding="utf-8")
    words = ["measure", "--from-list", listed, "--out", out, "--jobs", jobs, "--keep-going", *PREDICTED]
    spent = run([sys.executable, "-m", "speed.stamped", stamps, *words], given.log)
    kept = {"count": count, "jobs": jobs, **spent.kept(), **_outcome(out)}
    if jobs == 1 and count > 1:
        kept["halves"] = _halves(json.loads(stamps.read_text(encoding="utf-8")))
    shutil.rmtree(out / "superposed")
    return kept


def _halves(stamps: list[list[float]]) -> list[float]:
    """Processor seconds a complex in the first half of a run, and in the last."""
    half = (len(stamps) - 1) // 2
    cpu = [stamp[1] for stamp in stamps]
    return [(cpu[half] - cpu[0]) / half, (cpu[-1] - cpu[-1 - half]) / half]


def _outcome(out: Path) -> Kept:
    """How many complexes came of it, and how many errors: what is timed was measured."""
    from nesgroove.compare.tables import RunTables

    run_ = RunTables.read(out)
    return {
        "complexes": len(run_.by_id), "errors": sum(row.severity == "error" for row in run_.problems),
        "volumes": len({row.volume for row in run_.pockets}),
    }  # fmt: skip


def fitted(kept: Kept, jobs: int = 1, key: str = "cpu") -> Line:
    """The straight line of seconds against complexes."""
    points = [point for point in kept["points"] if point["jobs"] == jobs]
    return Line.through([point["count"] for point in points], [point[key] for point in points])


def lines(kept: Kept) -> Iterator[str]:
    """Show the plot, the line, and every point."""
    alone = [point for point in kept["points"] if point["jobs"] == 1]
    line, last = fitted(kept), alone[-1]
    first, second = last["halves"]
    yield "![seconds and peak memory against the number of complexes](figures/benchmark_line.svg)"
    yield ""
    yield (
        f"{last['count']:,} files made of {len(kept['sources'])} structures, real and predicted in turns (moved, named "
        f"anew, every atom shaken by {NOISE} A), each measured by `nesgroove measure` with its superposed structure "
        "written: the whole command, start-up included. **Slope: "
        f"{seconds(line.slope)} a complex**, and {seconds(max(line.intercept, 0.0))} once; R2 of the straight line "
        f"{_r2(line.r2)}. In the run of {last['count']:,} a complex took {seconds(first)} in the first half and "
        f"{seconds(second)} in the last ({second / first:.2f} times)."
    )
    yield ""
    header = (
        "complexes",
        "processes",
        "processor time",
        "by the clock",
        "a complex",
        "peak memory",
        "measured",
        "errors",
    )
    yield from table(header, map(_row, kept["points"]))
    yield (
        "Peak memory is that of the largest process. With more files than one, what comes of each is kept on disk "
        "until the tables are written, so that a run that is stopped goes on; the memory for it does not grow. "
        f"`nesgroove gather` joins the tables of the largest run in {seconds(kept['gather']['cpu'])} with "
        f"{megabytes(kept['gather']['peak'])}.{_two(kept)}"
    )
    yield ""


def _r2(value: float) -> str:
    return f"{min(value, 0.99999):.5f}"


def _two(kept: Kept) -> str:
    """What a second process is worth."""
    shared = [point for point in kept["points"] if point["jobs"] == 2]
    if not shared:
        return ""
    alone = next(point for point in kept["points"] if point["jobs"] == 1 and point["count"] == shared[-1]["count"])
    return (
        f" Two processes take {shared[-1]['cpu'] / alone['cpu']:.2f} times the processor time of one for "
        f"{alone['count']:,} complexes, and {shared[-1]['wall'] / alone['wall']:.2f} times its time by the clock."
    )


def _row(point: Kept) -> list[str]:
    return [
        f"{point['count']:,}", str(point["jobs"]), seconds(point["cpu"]), seconds(point["wall"]),
        seconds(point["cpu"] / point["count"]), megabytes(point["peak"]), f"{point['complexes']:,}",
        str(point["errors"]),
    ]  # fmt: skip


def figures(kept: Kept) -> dict[str, Figure]:
    """Draw it."""
    from speed.plots import line_plot

    alone = [point for point in kept["points"] if point["jobs"] == 1]
    line = fitted(kept)
    return {"line": line_plot(alone, [point for point in kept["points"] if point["jobs"] == 2], line)}


PART = Part("line", "1 to 1,000 complexes", measure, lines, figures)
