"""What is done with all complexes of a run, of ten to two thousand: comparisons, figures, the atlas; how each grows."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from speed import growing
from speed.browsed import browse
from speed.command import nesgroove, run
from speed.fits import exponent
from speed.given import Given
from speed.part import Kept, Part
from speed.words import megabytes, seconds, table
from speed.worker import Worker

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COUNTS, FEW = (10, 100, 500, 1000, 2000), (10, 30)

GROUPS: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "ensemble": ("nesgroove ensemble", growing.comparison_steps),
    "figures": ("nesgroove figure, SVG and PNG, all pages", growing.figure_steps),
    "atlas": ("nesgroove atlas, one process, no pictures", growing.atlas_steps),
}
"""Task of a worker, its command, and its steps; each group is a process of its own."""

BROWSED = 1000
"""Complexes of the atlas that is opened in a browser."""


def measure(given: Given) -> Kept:
    """Measure the real complexes once, multiply their tables, and do everything with them."""
    directory = given.directory("growth")
    base = directory / "base"
    given.say("tables of the real complexes")
    files = [case.path for case in given.cases] if given.quick else given.every()
    run(nesgroove("measure", *files, "--out", base, "--keep-going", "--jobs", 2), given.log)
    kept: Kept = {
        "cap": given.cap,
        "sources": len(files),
        "groups": {name: {} for name in GROUPS},
        "peaks": {name: {} for name in GROUPS},
    }
    for count in given.counts(COUNTS, FEW):
        given.say(f"{count} complexes made")
        tables, out = directory / "tables", directory / "out"
        run([sys.executable, "-m", "speed.multiplied", base, tables, count], given.log)
        for name in GROUPS:
            _group(given, kept, name, count, tables, out / name)
        if count == BROWSED and (out / "atlas").is_dir():
            given.say("its atlas in a browser")
            kept["browsed"] = browse(out / "atlas")
        for path in (tables, out):
            shutil.rmtree(path)
    return kept


def _group(given: Given, kept: Kept, name: str, count: int, tables: Path, out: Path) -> None:
    """Do the steps of one command, in a process of its own."""
    out.parent.mkdir(exist_ok=True)
    steps: dict[str, list[Kept]] = kept["groups"][name]
    with Worker(f"speed.growing:{name}", given.log, tables=str(tables), out=str(out)).ready() as worker:
        whole, total = True, 0.0
        for step in GROUPS[name][1]():
            points = steps.setdefault(step, [])
            expected = foreseen(points, count)
            if expected is not None and expected > given.cap and step != growing.READING:
                points.append({"count": count, "expected": expected})
                whole = False
                continue
            taken = worker.run(step=step)
            total += taken.cpu
            points.append({"count": count, "cpu": taken.cpu, "wall": taken.wall})
        kept["peaks"][name][str(count)] = {"peak": worker.peak(), "whole": whole}
        given.say(f"{count} complexes: {name} {total:.1f} s{'' if whole else ', without what would take too long'}")


def foreseen(points: list[Kept], count: int) -> float | None:
    """Seconds that a step should take at a size, by those before; None where it was never run."""
    known = [(point["count"], point["cpu"]) for point in points if "cpu" in point]
    if not known:
        return None
    n, cpu = known[-1]
    power = exponent([each[0] for each in known[-2:]], [each[1] for each in known[-2:]])
    return float(cpu * (count / n) ** max(power or 1.0, 1.0))


def grows(points: list[Kept]) -> float | None:
    """Exponent of a step over the sizes from a hundred up, where it costs anything."""
    known = [point for point in points if "cpu" in point and point["count"] >= 100]
    return exponent([point["count"] for point in known], [point["cpu"] for point in known])


def totals(steps: dict[str, list[Kept]]) -> list[Kept]:
    """Seconds of all steps of a group at each size; foreseen ones are among them where ``expected``."""
    counts = [point["count"] for point in next(iter(steps.values()))]
    return [
        {
            "count": count,
            "cpu": sum(points[at].get("cpu", points[at].get("expected", 0.0)) for points in steps.values()),
            "expected": any("cpu" not in points[at] for points in steps.values()),
        }
        for at, count in enumerate(counts)
    ]


def lines(kept: Kept) -> Iterator[str]:
    """Show every step at every size."""
    yield "![seconds against the number of complexes, by step](figures/benchmark_growth.svg)"
    yield ""
    yield (
        f"The tables of {kept['sources']} structures multiplied: the same complexes again under other names, numbers "
        "moved a little, a tenth of the contacts of each copy left out, so that no two have the same fingerprint. "
        "Processor time of one process. *Exponent*: 1 is in proportion to the complexes, 2 with their square, 0 does "
        "not grow; fitted from 100 complexes up, over what takes 0.05 s or more. *About*: not run, since it would have "
        f"taken more than {kept['cap']:.0f} s; foreseen from the sizes before (hollow in the plot); "
        "a peak with * is without it. A table is read when it is asked for first, and counted there."
    )
    yield ""
    for name, (command, _) in GROUPS.items():
        steps = kept["groups"][name]
        counts = [point["count"] for point in next(iter(steps.values()))]
        yield f"### {command}"
        yield ""
        header = ("step", *(f"{count:,}" for count in counts), "exponent")
        rows = [_row(step, points) for step, points in steps.items()]
        if len(steps) > 1:
            rows.append(_total(steps))
        rows.append(["peak memory", *(_peak(kept["peaks"][name].get(str(count))) for count in counts), ""])
        yield from table(header, rows)
    yield from _browsed(kept.get("browsed"))


def _row(step: str, points: list[Kept]) -> list[str]:
    power = grows(points)
    return [step, *map(_cell, points), "" if power is None else f"{power:.1f}"]


def _total(steps: dict[str, list[Kept]]) -> list[str]:
    cells = [f"{'about ' if total['expected'] else ''}{seconds(total['cpu'])}" for total in totals(steps)]
    return ["**all**", *(f"**{cell}**" for cell in cells), ""]


def _cell(point: Kept) -> str:
    return seconds(point["cpu"]) if "cpu" in point else f"about {seconds(point['expected'])}"


def _peak(peak: Kept | None) -> str:
    return "" if peak is None else f"{megabytes(peak['peak'])}{'' if peak['whole'] else ' *'}"


def _browsed(browsed: dict[str, float] | None) -> Iterator[str]:
    if browsed is None:
        return
    memory = ", ".join(f"{browsed[f'tab, {name}']:.0f}" for name in ("first page", "all rows", "a complex in 3-D"))
    yield (
        f"The atlas of {BROWSED:,} complexes in Chromium, opened from a disk: the first page can be filtered after "
        f"{browsed['first page']:.1f} s; the tab has {memory} MB with the first page, all its rows, and a complex in "
        f"3-D; the folder without pictures {browsed['folder']:.0f} MB."
    )
    yield ""


def slowest(kept: Kept) -> list[tuple[str, str, list[Kept]]]:
    """Group, step and points, those first that take most at the largest size."""
    every = [(name, step, points) for name, steps in kept["groups"].items() for step, points in steps.items()]
    return sorted(every, key=lambda each: -each[2][-1].get("cpu", each[2][-1].get("expected", 0.0)))


def figures(kept: Kept) -> dict[str, Figure]:
    """Draw the slowest steps, and the sums of all three commands."""
    from speed.plots import growth_plot

    return {"growth": growth_plot({name: totals(steps) for name, steps in kept["groups"].items()}, slowest(kept)[:6])}


PART = Part("growth", "What compares all complexes", measure, lines, figures)
