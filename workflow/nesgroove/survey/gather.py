"""Joining results: tables, superposed structures and provenance of several directories become one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import nesgroove
from nesgroove.errors import ConfigError
from nesgroove.io.entry_names import entry_name
from nesgroove.io.run_names import numbered, same_name, shown_path
from nesgroove.io.sorted_tables import SortedTables
from nesgroove.io.tables import iter_table, read_table
from nesgroove.io.writing import together
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.molecules import MoleculeRecord
from nesgroove.measure.registry import records
from nesgroove.model.named import GivenName
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.survey.provenance import COMMAND, read_provenance, versions, write_provenance
from nesgroove.survey.renaming import renamed, take_superposed
from nesgroove.survey.superposed import FOLDER
from nesgroove.survey.unique import UniqueIds, same_entry
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
        Each as :func:`nesgroove.survey.run.write_results` left it. Of an entry, or an id of a complex, that several of
        them have, the first in the order of their paths keeps it; in the others it gets a number (``3gjx+2``), and a
        row of ``problems`` names both.
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
    ordered = sorted(dict.fromkeys(directories), key=os.fsencode)
    provenances = {directory: read_provenance(directory, step=STEP) for directory in ordered}
    _refuse_mixed(provenances)
    files, options = _joined_files(provenances), _joined_options(provenances)
    made_with = {key: next(iter(provenances.values()))[key] for key in versions()} if provenances else None
    with SortedTables(out, records()) as tables:
        paths = {
            directory: {same_name(entry_name(given["path"])): given["path"] for given in provenance["inputs"]}
            for directory, provenance in provenances.items()
        }
        joined = _join(paths, out, tables)
        tables.add(_left_behind(provenances))
        for path in problems:
            tables.add(iter_table(ProblemRecord, path))
        entries = joined.entries | {entry_name(Path(name)) for name in files}
        sources, ligands = options.get("sources", {}), options.get("ligands", {})
        names = [
            GivenName(key.rpartition(" ")[0], key.rpartition(" ")[2], name)
            for key, name in options.get("names", {}).items()
        ]
        tables.add(unused_options(sources, ligands, entries, joined.components, names))
        with together():
            tables.write()
            inputs, reports = (
                [given for provenance in provenances.values() for given in provenance[key]]
                for key in ("inputs", "reports")
            )
            write_provenance(out, files, options, made_with, inputs=inputs, reports=reports)
    return joined.complexes


@dataclass
class _Joined:
    """What was joined, in numbers and names."""

    complexes: int = 0
    entries: set[str] = field(default_factory=set)
    components: set[str] = field(default_factory=set)

    def seen(self, rows: Iterable[Record]) -> Iterator[Record]:
        """Pass rows on but for those about the options of a part, which may fit another part."""
        for row in rows:
            if isinstance(row, ProblemRecord) and row.step == OPTIONS:
                continue
            if isinstance(row, MoleculeRecord):
                self.components.add(row.component)
            yield row


def _join(files: Mapping[Path, Mapping[str, str]], out: Path, tables: SortedTables) -> _Joined:
    """Join rows and superposed files of directories, of which the paths of their files by entry are given."""
    entries = {directory: _entries(directory) for directory in files}
    taken = {same_name(entry) for names in entries.values() for entry in names}
    first: dict[str, Path] = {}
    ids = UniqueIds()
    joined = _Joined()
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    for directory in files:
        again = {
            entry: numbered(entry, taken)
            for entry in sorted(entries[directory])
            if first.setdefault(same_name(entry), directory) is not directory
        }
        tables.add(
            same_entry(other, entry, *_named(entry, directory, first[same_name(entry)], files))
            for entry, other in again.items()
        )
        new_ids = {}
        for row in iter_table(ComplexRecord, directory / "complexes.tsv"):
            own = f"{again.get(row.entry, row.entry)}{row.complex.removeprefix(row.entry)}"
            new, warnings = ids.take(again.get(row.entry, row.entry), shown_path(directory), [own])
            tables.add(warnings)
            new_ids[row.complex] = new.get(own, own)
            take_superposed(directory / FOLDER, out / FOLDER, row.complex, new_ids[row.complex])
            joined.complexes += 1
        changed = {old: new for old, new in new_ids.items() if old != new}
        for record in records():
            rows = renamed(iter_table(record, directory / f"{record.table}.tsv"), again, changed)
            tables.add(joined.seen(rows))
        joined.entries |= {again.get(entry, entry) for entry in entries[directory]}
    return joined


def _named(entry: str, directory: Path, first: Path, files: Mapping[Path, Mapping[str, str]]) -> tuple[str, str]:
    """Name the files of an entry that two directories have; the directories where that says nothing."""
    named = files[directory].get(same_name(entry)), files[first].get(same_name(entry))
    if named[0] is None or named[1] is None or named[0] == named[1]:
        return shown_path(directory), shown_path(first)
    return shown_path(named[0]), shown_path(named[1])


def _entries(directory: Path) -> set[str]:
    """Name the entries of a directory: those that were measured, and those of which there is only something to say."""
    return {
        row.entry
        for record in (ComplexRecord, ProblemRecord)
        for row in iter_table(record, directory / f"{record.table}.tsv")
        if row.entry  # what is said of a run has none
    }


def _joined_files(provenances: Mapping[Path, dict[str, Any]]) -> dict[str, str]:
    """Join checksums of files by their names; of a name that several directories have, all but the first say where."""
    joined: dict[str, str] = {}
    for directory, provenance in provenances.items():
        for name, checksum in provenance["files"].items():
            keys = (name, f"{shown_path(directory.name)}/{name}", f"{shown_path(directory)}/{name}")
            joined[next((key for key in keys if joined.get(key, checksum) == checksum), keys[-1])] = checksum
    return joined


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


def _left_behind(provenances: Mapping[Path, dict[str, Any]]) -> Iterator[ProblemRecord]:
    """Say of results that have more than tables of structures that the rest is not joined."""
    for directory, provenance in provenances.items():
        if command := provenance["options"].get(COMMAND):
            yield problem(
                "", STEP, "note", f"of {shown_path(directory)}, made by {command}, the tables of structures are "
                "joined; what else the command wrote is not", remedy="Look for it there",
            )  # fmt: skip


def _joined_options(provenances: Mapping[Path, dict[str, Any]]) -> dict[str, Any]:
    """Join options: references are those of all; ligands and sources of all, with who differs under ``differing``."""
    joined: dict[str, Any] = {}
    differing: dict[str, dict[str, Any]] = {}
    for key in dict.fromkeys(key for provenance in provenances.values() for key in provenance["options"]):
        given = {directory.name: provenance["options"].get(key, {}) for directory, provenance in provenances.items()}
        if not all(isinstance(options, Mapping) for options in given.values()):
            first, *others = given.values()
            joined |= {} if any(other != first for other in others) else {key: first}
            differing |= {key: given} if any(other != first for other in others) else {}
            continue
        joined[key] = {name: value for options in given.values() for name, value in options.items()}
        if any(options.get(name, value) != value for options in given.values() for name, value in joined[key].items()):
            differing[key] = given
    return {**joined, **({"differing": differing} if differing else {})}


def read_rows(directory: Path) -> list[Record]:
    """Read the rows of all tables of a directory."""
    return [row for record in records() for row in read_table(record, directory / f"{record.table}.tsv")]
