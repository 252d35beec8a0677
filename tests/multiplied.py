"""Many complexes of few: tables multiplied by renaming entries and by small noise, to see what figures make of them.

``python tests/multiplied.py TABLES OUT 500`` writes a directory that ``nesgroove figure`` and the atlas read.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.io.tables import write_tables
from nesgroove.measure.registry import records
from nesgroove.model.record import Record

KEPT = 0.9
"""Part of the contacts and touches of a complex that its copies have."""

SPREAD = {
    "x": 0.3, "y": 0.3, "z": 0.3, "x_min": 0.6, "x_max": 0.6, "plddt_cargo": 6.0, "plddt_groove": 4.0,
    "plddt_inhibitor": 6.0, "groove_width": 0.3, "filled": 0.04, "filled_vs_cargo": 0.08,
}  # fmt: skip
"""Standard deviation of the noise by column."""

MOST = {"filled": 1.0, "plddt_cargo": 100.0, "plddt_groove": 100.0, "plddt_inhibitor": 100.0}


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
    rng = np.random.default_rng(seed)
    for number in range(count):
        complex_ = list(parts)[number % len(parts)]
        copy = number // len(parts)
        for table in parts[complex_].tables.values():
            rows += table if not copy else [_again(row, copy, rng) for row in table if _stays(row, rng)]
    return RunTables.of(rows, references=run.references)


def _stays(row: Record, rng: np.random.Generator) -> bool:
    return row.table not in ("contacts", "footprint") or rng.random() < KEPT


def _again(row: Record, copy: int, rng: np.random.Generator) -> Record:
    """A row of another entry: 3gjx and 3gjx-D become 3gjx_2 and 3gjx_2-D."""
    entry = f"{row.entry}_{copy + 1}"
    changed: dict[str, object] = {"entry": entry}
    if getattr(row, "complex", ""):
        changed["complex"] = entry + row.complex.removeprefix(row.entry)
    for name, spread in SPREAD.items():
        value = getattr(row, name, None)
        if isinstance(value, float):
            moved = value + float(rng.normal(0.0, spread))
            changed[name] = min(max(moved, 0.0), MOST[name]) if name in MOST else moved
    return row.model_copy(update=changed)


def write(directory: Path, out: Path, count: int) -> None:
    """Write multiplied tables of a directory to another, with the provenance of the first."""
    run = multiplied(RunTables.read(directory), count)
    out.mkdir(parents=True, exist_ok=True)
    write_tables(out, [row for rows in run.tables.values() for row in rows], records())
    shutil.copyfile(directory / "provenance.json", out / "provenance.json")


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
