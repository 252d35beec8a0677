"""A large run out of a small one: the same complexes again and again under other names, their numbers a little moved.

    python benchmarks/many.py TABLES OUT --count 1000

What is to be tried at scale, an atlas or a figure, needs tables and superposed structures, and not that every one of
them was measured.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.io.tables import write_tables
from nesgroove.measure.registry import records
from nesgroove.model.record import Record
from nesgroove.survey.superposed import FOLDER, superposed_name

MOVED = ("filled", "filled_vs_cargo", "buried", "x_min", "x_max", "volume", "depth", "value", "groove_width")
"""Columns whose numbers are moved."""

NOISE = 0.03
"""Standard deviation of that, a part of the number: what two refinements of one structure may differ by."""


def multiply(tables: Path, out: Path, count: int) -> Path:
    """Write a run of many complexes.

    Parameters
    ----------
    tables
        Directory of a run with superposed structures.
    out
        Where the large one goes.
    count
        How many complexes. The first are those of the run, so that its references are there.

    Returns
    -------
    Path
        The directory.
    """
    run = RunTables.read(tables)
    parts = list(run.split().items())
    random = np.random.default_rng(1)
    rows: dict[str, list[Record]] = defaultdict(list)
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    for number in range(count):
        id_, part = parts[number % len(parts)]
        again = number // len(parts)
        entry = part.by_id[id_].entry
        other = f"{entry}-copy{again}" if again else entry
        new = other + id_.removeprefix(entry)
        for name, listed in part.tables.items():
            rows[name] += [_renamed(row, id_, other, new, random if again else None) for row in listed]
        shutil.copyfile(tables / FOLDER / superposed_name(id_), out / FOLDER / superposed_name(new))
    write_tables(out, [row for listed in rows.values() for row in listed], records())
    shutil.copyfile(tables / "provenance.json", out / "provenance.json")
    return out


def _renamed(row: Record, id_: str, entry: str, new: str, random: np.random.Generator | None) -> Record:
    changes: dict[str, Any] = {"entry": entry} if hasattr(row, "entry") else {}
    if getattr(row, "complex", "") == id_:
        changes["complex"] = new
    for name in MOVED if random is not None else ():
        if isinstance(value := getattr(row, name, None), float):
            changes[name] = float(value * (1 + NOISE * random.standard_normal()))
    return row.model_copy(update=changes)


def main() -> None:
    """Run it as a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    given = parser.parse_args()
    print(json.dumps({"complexes": given.count, "tables": str(multiply(given.tables, given.out, given.count))}))


if __name__ == "__main__":
    main()
