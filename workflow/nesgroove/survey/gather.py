"""Joining results: tables, superposed structures and provenance of several directories become one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from nesgroove.io.tables import read_table, write_tables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.registry import records
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.survey.provenance import read_provenance, write_provenance
from nesgroove.survey.superposed import FOLDER, superposed_name


def gather(directories: Sequence[Path], out: Path, *, problems: Sequence[Path] = ()) -> int:
    """Join the tables of several directories into one, and their superposed structures.

    Parameters
    ----------
    directories
        Each as :func:`nesgroove.survey.run.write_results` left it. Of an entry that several of them have, the
        first one's rows are taken, and a row of ``problems`` says so.
    out
        Where the joined tables go.
    problems
        More tables of problems to join, those of the step that fetched the files.

    Returns
    -------
    int
        Number of complexes.

    Raises
    ------
    ConfigError
        A table was written by another version and does not fit.
    """
    rows: list[Record] = []
    files: dict[str, str] = {}
    options: dict[str, object] = {}
    taken: dict[str, Path] = {}
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    for directory in directories:
        given = read_rows(directory)
        for entry in sorted({row.entry for row in given}):
            if taken.setdefault(entry, directory) is not directory:
                message = f"measured twice: from {taken[entry].name}, which was kept, and from {directory.name}"
                rows.append(problem(entry, "read", "error", message, remedy="Rename or remove one of the files"))
        own = [row for row in given if taken[row.entry] is directory]
        rows += own
        for row in own:
            if isinstance(row, ComplexRecord):
                _copy_superposed(directory, out, row.complex)
        provenance = read_provenance(directory)
        files |= provenance["files"]
        options |= provenance["options"]
    for path in problems:
        rows += read_table(ProblemRecord, path)
    write_tables(out, rows, records())
    write_provenance(out, files, options)
    return sum(row.table == "complexes" for row in rows)


def read_rows(directory: Path) -> list[Record]:
    """Read the rows of all tables of a directory."""
    return [row for record in records() for row in read_table(record, directory / f"{record.table}.tsv")]


def _copy_superposed(directory: Path, out: Path, complex_id: str) -> None:
    source = directory / FOLDER / superposed_name(complex_id)
    if source.is_file():
        shutil.copyfile(source, out / FOLDER / source.name)
