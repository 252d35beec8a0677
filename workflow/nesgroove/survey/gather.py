"""Joining results: tables, superposed structures and provenance of several directories become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import nesgroove
from nesgroove.errors import ConfigError
from nesgroove.io.entry_names import entry_name
from nesgroove.io.tables import read_table, write_tables
from nesgroove.io.writing import copy_file, together
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.molecules import MoleculeRecord
from nesgroove.measure.registry import records
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.survey.provenance import read_provenance, versions, write_provenance
from nesgroove.survey.superposed import FOLDER, superposed_name
from nesgroove.survey.unused import STEP as OPTIONS
from nesgroove.survey.unused import unused_options

STEP: Final = "gather"

REFERENCES: Final = ("references", "reference_files")
"""Options that all directories have to agree in."""


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
        A directory was measured by another version of nesgroove, or two of them with other libraries or other
        references: one table must not mix their numbers. A table or a provenance is damaged.
    """
    provenances = {directory: read_provenance(directory, step=STEP) for directory in directories}
    _refuse_mixed(provenances)
    rows: list[Record] = []
    files: dict[str, str] = {}
    taken: dict[str, Path] = {}
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    for directory in directories:
        given = [row for row in read_rows(directory) if not _of_options(row)]
        for entry in sorted({row.entry for row in given}):
            if taken.setdefault(entry, directory) is not directory:
                message = f"measured twice: from {taken[entry].name}, which was kept, and from {directory.name}"
                rows.append(problem(entry, "read", "error", message, remedy="Rename or remove one of the files"))
        own = [row for row in given if taken[row.entry] is directory]
        rows += own
        for row in own:
            if isinstance(row, ComplexRecord):
                _copy_superposed(directory, out, row.complex)
        files = provenances[directory]["files"] | files
    for path in problems:
        rows += read_table(ProblemRecord, path)
    options = _joined_options(provenances)
    rows += _remarks(rows, files, options)
    made_with = {key: next(iter(provenances.values()))[key] for key in versions()} if provenances else None
    with together():
        write_tables(out, rows, records())
        inputs = [given for provenance in provenances.values() for given in provenance["inputs"]]
        write_provenance(out, files, options, made_with, inputs=inputs)
    return sum(row.table == "complexes" for row in rows)


def _refuse_mixed(provenances: Mapping[Path, dict[str, Any]]) -> None:
    """Refuse to join what was not made by one program with one set of references."""
    for directory, provenance in provenances.items():
        version = provenance.get("nesgroove", "an unknown version")
        if version != nesgroove.__version__:
            raise ConfigError(
                f"it was measured by nesgroove {version}, and this is nesgroove {nesgroove.__version__}",
                file=directory, step=STEP, remedy=f"Measure it again, or gather with nesgroove {version}",
            )  # fmt: skip
    paths = list(provenances)
    for directory in paths[1:]:
        first, other = provenances[paths[0]], provenances[directory]
        if any(first.get(key) != other.get(key) for key in versions()):
            raise ConfigError(
                f"it was measured with other versions of Python or of libraries than {paths[0]}: "
                f"{_difference(first, other)}",
                file=directory, step=STEP, remedy="Measure both in one environment",
            )  # fmt: skip
        if any(first["options"].get(key) != other["options"].get(key) for key in REFERENCES):
            raise ConfigError(
                f"it was measured with other references than {paths[0]}: {_difference(first, other)}",
                file=directory, step=STEP,
                remedy="Make the references once with `nesgroove reference` and measure both with --references",
            )  # fmt: skip


def _difference(first: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Name the first value in which two provenances differ."""
    flat = [
        {**{"python": p.get("python")}, **p.get("libraries", {}), **p["options"].get("references", {}),
         **p["options"].get("reference_files", {})}
        for p in (first, other)
    ]  # fmt: skip
    names = [name for name in {**flat[0], **flat[1]} if flat[0].get(name) != flat[1].get(name)]
    return "; ".join(f"{name} {flat[1].get(name) or 'none'} for {flat[0].get(name) or 'none'}" for name in names[:1])


def _joined_options(provenances: Mapping[Path, dict[str, Any]]) -> dict[str, Any]:
    """Join options: references are those of all; ligands and sources of all, with who differs under ``differing``."""
    joined: dict[str, Any] = {}
    differing: dict[str, dict[str, Any]] = {}
    for key in dict.fromkeys(key for provenance in provenances.values() for key in provenance["options"]):
        given = {directory.name: provenance["options"].get(key, {}) for directory, provenance in provenances.items()}
        joined[key] = {name: value for options in given.values() for name, value in options.items()}
        if any(options.get(name, value) != value for options in given.values() for name, value in joined[key].items()):
            differing[key] = given
    return {**joined, **({"differing": differing} if differing else {})}


def _of_options(row: Record) -> bool:
    """Say whether a row is about the options of a part, which may fit another part."""
    return isinstance(row, ProblemRecord) and row.step == OPTIONS


def _remarks(rows: Sequence[Record], files: Mapping[str, str], options: Mapping[str, Any]) -> list[ProblemRecord]:
    """Give the options that fit nothing in any part."""
    entries = {row.entry for row in rows} | {entry_name(Path(name)) for name in files}
    components = {row.component for row in rows if isinstance(row, MoleculeRecord)}
    return unused_options(options.get("sources", {}), options.get("ligands", {}), entries, components)


def read_rows(directory: Path) -> list[Record]:
    """Read the rows of all tables of a directory."""
    return [row for record in records() for row in read_table(record, directory / f"{record.table}.tsv")]


def _copy_superposed(directory: Path, out: Path, complex_id: str) -> None:
    source = directory / FOLDER / superposed_name(complex_id)
    if source.is_file():
        copy_file(source, out / FOLDER / source.name)
