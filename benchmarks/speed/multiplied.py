"""A large run out of a small one: the same complexes again and again under other names, their numbers a little moved.

``python -m speed.multiplied TABLES OUT 1000``, in ``benchmarks/``, writes a directory that every command reads. What
compares complexes, a figure or the atlas, needs tables and superposed structures, and not that all were measured.
"""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.io.tables import write_tables
from nesgroove.measure.registry import records
from nesgroove.model.record import Record
from nesgroove.survey.superposed import FOLDER, superposed_name

KEPT = 0.9
"""Part of the contacts and touches of a complex that its copies have: no two have the same fingerprint."""

SPREAD = {
    "x": 0.3, "y": 0.3, "z": 0.3, "x_min": 0.6, "x_max": 0.6, "plddt_cargo": 6.0, "plddt_groove": 4.0,
    "plddt_inhibitor": 6.0, "groove_width": 0.3, "filled": 0.04, "filled_vs_cargo": 0.08, "buried": 20.0,
    "volume": 15.0, "depth": 0.3,
}  # fmt: skip
"""Standard deviation of the noise by column."""

LEAST = ("filled", "filled_vs_cargo", "buried", "volume", "depth", "groove_width")
"""Columns that are never below nothing."""

MOST = {"filled": 1.0, "plddt_cargo": 100.0, "plddt_groove": 100.0, "plddt_inhibitor": 100.0}
"""What a column cannot exceed."""


def multiplied(run: RunTables, count: int, seed: int = 1) -> RunTables:
    """Make a run of so many complexes: those of another one, again and again; the first of each is as it was.

    Parameters
    ----------
    run
        Tables of a few complexes.
    count
        Complexes that are made.
    seed
        Of the noise.
    """
    parts = run.split()
    rows: list[Record] = []
    random = np.random.default_rng(seed)
    for number in range(count):
        complex_ = list(parts)[number % len(parts)]
        copy = number // len(parts)
        for table in parts[complex_].tables.values():
            rows += table if not copy else [_again(row, copy, random) for row in table if _stays(row, random)]
    return RunTables.of(rows, references=run.references)


def multiply(tables: Path, out: Path, count: int) -> Path:
    """Write a run of many complexes, with superposed structures where the small one has them.

    Parameters
    ----------
    tables
        Directory of a run.
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
    many = multiplied(run, count)
    out.mkdir(parents=True, exist_ok=True)
    write_tables(out, [row for rows in many.tables.values() for row in rows], records())
    shutil.copyfile(tables / "provenance.json", out / "provenance.json")
    if (tables / FOLDER).is_dir():
        (out / FOLDER).mkdir()
        old = list(run.split())
        for number in range(count):
            id_, copy = old[number % len(old)], number // len(old)
            new = out / FOLDER / superposed_name(_renamed(id_, run.by_id[id_].entry, copy))
            _link(tables / FOLDER / superposed_name(id_), new)
    return out


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copyfile(source, target)


def _renamed(complex_: str, entry: str, copy: int) -> str:
    """The id of a copy: 3gjx-D becomes 3gjx-copy1-D."""
    return f"{entry}-copy{copy}{complex_.removeprefix(entry)}" if copy else complex_


def _stays(row: Record, random: np.random.Generator) -> bool:
    return row.table not in ("contacts", "footprint") or random.random() < KEPT


@cache
def _columns(record: type[Record]) -> tuple[str, ...]:
    """Columns of a table that are moved."""
    return tuple(name for name in SPREAD if name in record.model_fields)


def _again(row: Record, copy: int, random: np.random.Generator) -> Record:
    changed: dict[str, Any] = {"entry": _renamed(row.entry, row.entry, copy)}
    if complex_ := getattr(row, "complex", ""):
        changed["complex"] = _renamed(complex_, row.entry, copy)
    for name in _columns(type(row)):
        value = getattr(row, name)
        if isinstance(value, float):
            moved = value + SPREAD[name] * float(random.standard_normal())
            changed[name] = min(max(moved, 0.0) if name in LEAST else moved, MOST.get(name, moved))
    return row.model_copy(update=changed)


if __name__ == "__main__":
    multiply(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
