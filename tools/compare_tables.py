"""Compare the results of two versions cell by cell.

    python tools/compare_tables.py OLD NEW

OLD and NEW are directories that ``nesgroove measure``, ``gather`` or the workflow wrote, or trees of them.
Every file of the one must be in the other. Tables are compared cell by cell as ``nesgroove reproduce`` does it
(:mod:`nesgroove.reproduce.cells`), superposed structures after decompression, all else byte by byte. What may differ
is declared below: areas, within a limit, because another library may count them; the wording of problems; the versions
that made the results. Exit code 1 if anything else differs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from nesgroove.reproduce import cells

AREA_MEASURES = {"sg_area": 1.5, "sg_area_empty": 1.5, "buried": 6.0}
"""Measures that are areas, and how far two libraries may lie apart, A^2: of one atom, and of the residues that
line the groove, of whose 1,000 A^2 and more this is half a per cent."""

AREA_CELLS = ("value", "mean", "sd", "minimum", "maximum", "P0", "P1", "P2", "P3", "P4")
"""Columns with numbers of the measure that a row names in its column ``measure``."""

WORDING = {"problems.tsv": ("message", "remedy")}
"""Columns whose text may change."""

VERSIONS = ("nesgroove", "python", "libraries")
"""Keys of provenance.json that say what made the results, not what they were made from."""

VERSION_LINE = "_software.version"
"""Begins the line of a superposed structure that names the version of nesgroove."""

KEYS = (
    "entry",
    "complex",
    "occupant",
    "pocket",
    "measure",
    "grouping",
    "group",
    "position",
    "type",
    "molecule",
    "step",
    "severity",
)
"""Columns that name a row."""

SHOWN = 10
"""Differences shown a file."""


@dataclass
class Compared:
    """What came of one pair of files.

    Attributes
    ----------
    rows, cells : int
        How many were compared.
    areas : int
        Cells that differ and are areas within the limit.
    wording : int
        Cells that differ and are wording.
    largest, where : float, str
        Largest difference of an area, A^2, and of which row.
    faults : list of str
        Everything that differs and may not.
    """

    rows: int = 0
    cells: int = 0
    areas: int = 0
    wording: int = 0
    largest: float = 0.0
    where: str = ""
    faults: list[str] = field(default_factory=list)


def compare_table(name: str, old: str, new: str) -> Compared:
    """Compare two tables given as text; ``name`` is that of the file."""
    given = cells.compare_tables(old, new, KEYS)
    result = Compared(given.rows, given.cells)
    if given.gone or given.added or given.reordered:
        odd = sorted({*given.gone, *given.added}) or ["the order of columns"]
        result.faults.append(f"header: {', '.join(odd)}; of the columns that both have:")
    if given.broken:
        result.faults.append(given.broken)
    if len(given.missing) != len(given.extra):
        result.faults.append(f"{given.rows + len(given.missing)} rows before, {given.rows + len(given.extra)} now")
    for when, keys in (("before", given.missing), ("now", given.extra)):
        for key in keys:
            result.faults.append(f"only {when}: {', '.join(f'{column} {cell}' for column, cell in key)}")
    for cell in given.differing:
        _judge_cell(result, cell, WORDING.get(name, ()))
    return result


def _judge_cell(result: Compared, cell: cells.Cell, wording: tuple[str, ...]) -> None:
    """Count a cell that differs, or note that it may not."""
    about = " ".join(value for _, value in cell.key)
    limit = area_limit(cell.column, dict(cell.key).get("measure", ""))
    difference = _difference(cell.old, cell.new)
    if cell.column in wording:
        result.wording += 1
    elif limit is not None and difference is not None and difference <= limit:
        result.areas += 1
        if difference > result.largest:
            result.largest, result.where = difference, f"{about} {cell.column} {cell.old} -> {cell.new}"
    else:
        result.faults.append(f"{about}: {cell.column} {cell.old or '(empty)'} -> {cell.new or '(empty)'}")


def area_limit(column: str, measure: str) -> float | None:
    """How far the areas in a cell may lie apart, A^2; None where the cell is no area."""
    measure = measure.partition(":")[0]
    if column in AREA_MEASURES:
        return AREA_MEASURES[column]
    return AREA_MEASURES.get(measure) if column in AREA_CELLS else None


def _difference(old: str, new: str) -> float | None:
    """Distance of two numbers; None where one of them is none, as an empty cell."""
    try:
        return round(abs(float(old) - float(new)), 6)
    except ValueError:
        return None


def compare_bytes(name: str, old: bytes, new: bytes) -> Compared:
    """Compare two files that are no tables."""
    if name.endswith(".cif.gz"):
        before, after = (_without_version(gzip.decompress(data).decode()) for data in (old, new))
        lines = [(a, b) for a, b in zip(before, after, strict=False) if a != b]
        if len(before) != len(after):
            return Compared(faults=[f"{len(before)} lines before, {len(after)} now"])
        return Compared(rows=len(before), faults=[f"{a} -> {b}" for a, b in lines])
    if name == "provenance.json":
        before, after = (json.loads(data) for data in (old, new))
        names = sorted((before.keys() | after.keys()) - set(VERSIONS))
        return Compared(
            rows=len(names), faults=[f"{key} is another" for key in names if before.get(key) != after.get(key)]
        )
    return Compared(rows=1, faults=[] if old == new else ["other bytes"])


def _without_version(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith(VERSION_LINE)]


def files(directory: Path) -> dict[str, Path]:
    """All files of a tree by their path in it."""
    return {path.relative_to(directory).as_posix(): path for path in sorted(directory.rglob("*")) if path.is_file()}


def compare_trees(old: Path, new: Path) -> tuple[dict[str, Compared], list[str]]:
    """Compare two trees of results.

    Parameters
    ----------
    old, new
        Directories.

    Returns
    -------
    compared : dict of str to Compared
        By the path of each file that both trees have.
    missing : list of str
        Files that one of them has, with which one.
    """
    before, after = files(old), files(new)
    missing = [f"{name}: only before" for name in before.keys() - after.keys()]
    missing += [f"{name}: only now" for name in after.keys() - before.keys()]
    compared = {}
    for name in sorted(before.keys() & after.keys()):
        short = Path(name).name
        first, second = before[name].read_bytes(), after[name].read_bytes()
        is_table = short.endswith(".tsv")
        compared[name] = (
            compare_table(short, first.decode(), second.decode()) if is_table else compare_bytes(short, first, second)
        )
    return compared, sorted(missing)


def report(compared: dict[str, Compared], missing: list[str]) -> str:
    """Lay out what was compared: a line a table, one for all other files, then what differs and may not."""
    lines = [
        f"{'table':32} {'rows':>7} {'cells':>8} {'differ':>7} {'areas':>6} {'wording':>7}  largest difference, A^2"
    ]
    for name, result in compared.items():
        if name.endswith(".tsv"):
            largest = f"{result.largest:.3f} ({result.where})" if result.areas else "-"
            counts = f"{len(result.faults):7} {result.areas:6} {result.wording:7}"
            lines.append(f"{name:32} {result.rows:7} {result.cells:8} {counts}  {largest}")
    others = [result for name, result in compared.items() if not name.endswith(".tsv")]
    lines.append(f"{len(others)} other files, {sum(bool(result.faults) for result in others)} differ")
    for name, result in compared.items():
        lines += [f"{name}: {fault}" for fault in result.faults[:SHOWN]]
        if len(result.faults) > SHOWN:
            lines.append(f"{name}: and {len(result.faults) - SHOWN} more")
    return "\n".join([*lines, *missing])


def main() -> int:
    """Compare what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    options = parser.parse_args()
    for directory in (options.old, options.new):
        if not directory.is_dir():
            parser.error(f"{directory} is no directory")
    compared, missing = compare_trees(options.old, options.new)
    if not compared:
        parser.error("the two have no file in common")
    limits = ", ".join(f"{name} {limit} A^2" for name, limit in AREA_MEASURES.items())
    print(f"areas may differ by: {limits}")
    print(report(compared, missing))
    faults = sum(len(result.faults) for result in compared.values()) + len(missing)
    total = sum(result.cells for result in compared.values())
    print(
        f"{total} cells of {sum(name.endswith('.tsv') for name in compared)} tables; {faults} differences not declared"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
