"""Ray-traced pictures: how many a minute, on one process and on two."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from speed.command import nesgroove, run
from speed.given import Given
from speed.part import Kept, Part
from speed.words import megabytes, rate, seconds, table

NAMES = (
    "composite_k85", "composite_v6a", "composite_lmb", "composite_verdinexor", "3gjx", "3nc1", "4hb2", "model_p53",
    "model_npm", "model_stat1",
)  # fmt: skip
"""Complexes that are drawn: what a run holds, in about its shares."""


def measure(given: Given) -> Kept:
    """Draw all views of some complexes, and of one, whose difference is what each costs."""
    if find_spec("pymol2") is None:
        return {"missing": "PyMOL is not installed (`pip install 'nesgroove[pictures]'`)", "runs": []}
    directory = given.directory("pictures")
    files = [path for name in NAMES if (path := given.file(name)) is not None] or [case.path for case in given.cases]
    files = files[:2] if given.quick else files
    tables = directory / "tables"
    run(nesgroove("measure", *files, "--out", tables, "--keep-going", "--jobs", 2), given.log)
    ids = _ids(tables)
    kept: Kept = {"runs": []}
    for jobs in (1,) if given.quick else (1, 2):
        for count in (1, len(ids)):
            given.say(f"pictures of {count} complexes on {jobs} process{'es' if jobs > 1 else ''}")
            out = directory / f"out{count}-{jobs}"
            spent = run(nesgroove("picture", *ids[:count], "--from", tables, "--out", out, "--jobs", jobs), given.log)
            kept["runs"].append(
                {"complexes": count, "jobs": jobs, "pictures": len(list(out.glob("*.png"))), **spent.kept()}
            )
    return kept


def _ids(tables: Path) -> list[str]:
    rows = (tables / "complexes.tsv").read_text(encoding="utf-8").splitlines()
    at = rows[0].split("\t").index("complex")
    return [row.split("\t")[at] for row in rows[1:]]


def of_many(kept: Kept, jobs: int, pictures: int, key: str = "wall") -> float | None:
    """Seconds that so many pictures take, start-up included; None where none were made on so many processes."""
    runs = [each for each in kept["runs"] if each["jobs"] == jobs]
    if not runs:
        return None
    first, last = runs[0], runs[-1]
    each = (last[key] - first[key]) / (last["pictures"] - first["pictures"])
    return float(first[key] + each * (pictures - first["pictures"]))


def lines(kept: Kept) -> Iterator[str]:
    """Show what they cost."""
    if not kept["runs"]:
        yield f"Not measured: {kept['missing']}."
        yield ""
        return
    yield (
        "All three views of each complex, by `nesgroove picture` as one types it, 85 mm wide at 300 dots an inch. "
        "`each more`: the difference of a run of many and a run of one, so without start-up."
    )
    yield ""
    header = (
        "complexes",
        "pictures",
        "processes",
        "processor time",
        "by the clock",
        "each more",
        "a minute",
        "peak memory",
    )
    yield from table(header, _rows(kept["runs"]))


def _rows(runs: list[Kept]) -> Iterator[list[str]]:
    for jobs in dict.fromkeys(each["jobs"] for each in runs):
        first, last = (each for each in runs if each["jobs"] == jobs)
        for each in (first, last):
            more = (last["wall"] - first["wall"]) / (last["pictures"] - first["pictures"])
            yield [
                str(each["complexes"]), str(each["pictures"]), str(jobs), seconds(each["cpu"]), seconds(each["wall"]),
                seconds(more) if each is last else "", rate(60 / more) if each is last else "", megabytes(each["peak"]),
            ]  # fmt: skip


PART = Part("pictures", "Pictures", measure, lines, lambda kept: {})
