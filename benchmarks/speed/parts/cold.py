"""The whole workflow from nothing: tables, comparisons, figures, pictures, scenes and the atlas, by one command."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from speed.command import nesgroove, run
from speed.given import Given
from speed.part import Kept, Part
from speed.words import megabytes, seconds, table

CORES = 2

FOLDERS = ("composite", "experimental", "negative", "predicted")


def measure(given: Given) -> Kept:
    """Run it once, with pictures; on phantoms without them."""
    if given.quick:
        return {"missing": "it takes minutes, and this was a rough run"}
    if find_spec("snakemake") is None:
        return {"missing": "Snakemake is not installed (`pip install 'nesgroove[workflow]'`)"}
    directory = given.directory("cold") / "results"
    pictures = given.structures is not None
    words: list[object] = ["--phantoms"]
    if pictures:
        assert given.structures is not None
        words = [path for name in FOLDERS if (path := given.structures / name).is_dir()] or [given.structures]
    given.say("the whole workflow")
    own = [] if pictures else ["--no-pictures"]
    spent = run(nesgroove("run", *words, "--out", directory, "--cores", CORES, *own), given.log, allowed=(0, 1))
    atlas = directory / "atlas" / "index.html"
    return {
        **spent.kept(), "pictures": len(list((directory / "pictures").rglob("*.png"))),
        "complexes": len((directory / "tables" / "complexes.tsv").read_text(encoding="utf-8").splitlines()) - 1,
        "files": sum(len(list(Path(str(word)).glob("*.gz"))) for word in words), "atlas": atlas.is_file(),
        "rules": _rules(directory / "benchmarks"),
    }  # fmt: skip


def _rules(directory: Path) -> list[Kept]:
    """Seconds and memory of each rule, as the workflow's own measurements have them."""
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for path in sorted(directory.rglob("*.tsv")):
        header, *rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
        found[path.relative_to(directory).parts[0].removesuffix(".tsv")] += [
            dict(zip(header, row, strict=True)) for row in rows
        ]
    return [
        {"rule": rule, "jobs": len(rows), "wall": sum(_number(row["s"]) for row in rows),
         "cpu": sum(_number(row["cpu_time"]) for row in rows), "peak": max(_number(row["max_rss"]) for row in rows)}
        for rule, rows in found.items()
    ]  # fmt: skip


def _number(cell: str) -> float:
    """A cell; nothing where a job was over before it could be looked at."""
    try:
        return float(cell)
    except ValueError:
        return 0.0


def lines(kept: Kept) -> Iterator[str]:
    """Show the run and its rules."""
    if "missing" in kept:
        yield f"Not measured: {kept['missing']}."
        yield ""
        return
    yield (
        f"`nesgroove run` on {kept['files'] or 'phantoms, no'} files, `--cores {CORES}`, from an empty directory to "
        f"the atlas: {seconds(kept['wall'])} by the clock, {seconds(kept['cpu'])} of processor time; "
        f"{kept['complexes']} complexes, {kept['pictures']} pictures. By rule, as the workflow measures itself:"
    )
    yield ""
    rules = sorted(kept["rules"], key=lambda rule: -rule["wall"])
    header = ("rule", "jobs", "by the clock, all jobs", "processor time", "peak memory")
    yield from table(
        header,
        (
            [rule["rule"], str(rule["jobs"]), seconds(rule["wall"]), seconds(rule["cpu"]), megabytes(rule["peak"])]
            for rule in rules
        ),
    )


PART = Part("cold", "A cold run of everything", measure, lines)
