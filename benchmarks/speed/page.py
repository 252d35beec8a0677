"""The page, written from what was kept: a summary, the straight line, what is asked, and every part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from speed import engine, goals, series_chain
from speed.fits import Spread
from speed.kept import Results
from speed.part import Kept, Part
from speed.parts import cold, line, one, pictures, series, startup
from speed.words import megabytes, rate, seconds, table, times

LOADED, BUSY = 1.5, 1.3
"""Load of the machine before anything began, a core, and wall for processor time, above which the page warns."""


INTRODUCTION = (
    "What the product costs, beside the tools that one would chain instead and beside the least that could be done. "
    "Programs that are compared were measured in turns, in one run on one machine: ratios hold elsewhere, seconds do "
    "not."
)


def page(results: Results, parts: Sequence[Part]) -> str:
    """Write the page.

    Parameters
    ----------
    results
        What was kept.
    parts
        All parts, in their order; those that were not measured are named.

    Returns
    -------
    str
        Markdown.
    """
    measured = [part for part in parts if part.name in results.parts]
    found = {name: kept["result"] for name, kept in results.parts.items()}
    lines = [
        "<!-- Written by `make benchmarks` (benchmarks/run.py) from benchmarks.json. Do not edit. -->",
        "# Speed",
        "",
        INTRODUCTION,
        "",
        *_summary(found),
        *_warning(results),
        "## What is asked, and what limits it",
        "",
        *goals.lines(found),
    ]
    for part in measured:
        lines += [f"## {part.title}", "", *part.lines(found[part.name])]
    lines += ["## How it was measured", "", *_how(results, measured)]
    if len(measured) < len(parts):
        missing = ", ".join(part.title for part in parts if part.name not in results.parts)
        lines += [f"Not measured in this run: {missing}.", ""]
    return "\n".join(lines)


def _summary(found: dict[str, Kept]) -> Iterator[str]:
    rows = [*_of_one(found.get("one")), *_of_many(found)]
    if rows:
        yield from table(("", "nesgroove", "beside it"), rows)
    if "line" in found:
        yield "![seconds and peak memory against the number of complexes](figures/benchmark_line.svg)"
        yield ""


def _of_one(kept: Kept | None) -> Iterator[list[str]]:
    if kept is None:
        return
    case = kept["cases"][0]
    chain, to_chain, to_floor = one.ratios(case)
    own, programs = Spread.of(one.core(case)).median, case["programs"]
    peers = {name: program for name, program in programs.items() if name not in ("product", "floor")}
    what = f"one complex of {case['atoms']:,} atoms ({case['name']})"
    yield [
        what,
        f"**{seconds(own)}**",
        f"{seconds(chain)} with {', '.join(peers)}: **{times(to_chain)} times as long**",
    ]
    floor = Spread.of(programs["floor"]["cpu"]).median
    yield [
        "the same, to the least that there is",
        seconds(own),
        f"{seconds(floor)}: we take {times(to_floor)} times as long",
    ]
    most = max(program["peak"] for program in peers.values())
    yield ["its memory", megabytes(programs["product"]["peak"]), f"{megabytes(most)} by the largest of them"]


def _of_many(found: dict[str, Kept]) -> Iterator[list[str]]:
    if "startup" in found and (command := startup.of_one_file(found["startup"])) is not None:
        own, imports = (Spread.of([run["cpu"] for run in command[name]]).median for name in ("command", "imports"))
        yield [
            f"`{command['name'].split(',')[0]}` of it, start to end",
            seconds(own),
            f"{seconds(imports)} of it to import libraries",
        ]
    if "line" in found:
        fit = line.fitted(found["line"])
        last = [point for point in found["line"]["points"] if point["jobs"] == 1][-1]
        words = f"{seconds(last['cpu'])}, {megabytes(last['peak'])}"
        yield [f"{last['count']:,} complexes", words, f"a straight line, R2 {min(fit.r2, 0.99999):.5f}"]
    if "series" in found:
        middle = series.medians(found["series"])
        for what, level, tool in (
            ("docked poses", engine.POSES, series_chain.POSE),
            ("frames with pockets", engine.FRAMES, series_chain.CAVITY),
        ):
            name = tool.split(",")[0]
            yield [f"{what}, a second", rate(1 / middle[level]), f"{rate(1 / middle[tool])} by {name} alone"]
    if "pictures" in found and (wall := pictures.of_many(found["pictures"], 2, 3 * goals.ENTRIES)) is not None:
        yield [f"pictures of {goals.ENTRIES} complexes, 2 processes", f"{seconds(wall)} by the clock", ""]
    if found.get("cold", {}).get("pictures"):
        what = f"everything from {found['cold']['files']} files, with pictures, {cold.CORES} cores"
        yield [what, f"{seconds(found['cold']['wall'])} by the clock", ""]


def _warning(results: Results) -> Iterator[str]:
    """Say how loaded the machine was, where it was."""
    cores = results.machine["cores"]
    before = max((part["load"][0] for part in results.parts.values()), default=0.0)
    waited = [
        name for name, part in results.parts.items() if name in ("one", "startup") and part["wall"] > BUSY * part["cpu"]
    ]
    if before > LOADED * cores or waited:
        yield "!!! warning"
        yield (
            f"    The machine had other work (load up to {before:.1f} on {cores} cores when a part began). Processor "
            "times are too long by some of it, what is said of the clock is worth nothing, ratios hold."
        )
        yield ""


def _how(results: Results, parts: Sequence[Part]) -> Iterator[str]:
    machine = results.machine
    yield (
        f"{machine['cores']} cores of {machine['processor']}, {machine['memory']:.0f} GB, {machine['system']}, Python "
        f"{machine['python']}. {', '.join(f'{name} {version}' for name, version in machine['versions'].items())}."
    )
    yield ""
    header = ("part", "date", "command", "load before, after", "took", "clock / processor")
    yield from table(header, (_circumstances(part, results.parts[part.name]) for part in parts))
    yield (
        "Load is the number of processes that wanted a core in the minute before; one that is measured makes 1 of it. "
        "Where the clock ran much longer than the processor, others worked too. `python benchmarks/run.py --only PART` "
        "measures a part again; all numbers, before any median, are in [benchmarks.json](benchmarks.json)."
    )
    yield ""
    yield (
        "Where the speed of series comes from: receptors that stand still are measured once "
        "(`nesgroove.measure.moving.Moving`); the heavy sums are compiled where numba is installed "
        "(`pip install 'nesgroove[series]'`), which a single file never imports, and the numbers are the same without "
        "it; widths, state and RMSD are made for hundreds of frames at once. The first series after installing "
        "compiles for some ten seconds; what was compiled is kept beside the package, else in the user's cache, or "
        "where `NUMBA_CACHE_DIR` says."
    )
    yield ""


def _circumstances(part: Part, kept: Kept) -> list[str]:
    before, after = kept["load"]
    return [
        part.title, kept["date"], f"`{kept['command']}`", f"{before:.1f}, {after:.1f}", seconds(kept["wall"]),
        f"{kept['wall'] / kept['cpu']:.2f}",
    ]  # fmt: skip


def write(results: Results, parts: Sequence[Part], directory: Path) -> None:
    """Write the page and its figures into a directory."""
    from nesgroove.show.figures.style import figure_style, save

    (directory / "figures").mkdir(parents=True, exist_ok=True)
    with figure_style():
        for part in parts:
            if part.name in results.parts:
                for name, figure in part.figures(results.parts[part.name]["result"]).items():
                    save(figure, directory / "figures" / f"benchmark_{name}.svg")
    (directory / "benchmarks.md").write_text(page(results, parts), encoding="utf-8")
