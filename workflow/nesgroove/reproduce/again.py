"""Results measured again from their provenance, and compared with what they were."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from nesgroove.chem.given_chemistry import is_ligand_file
from nesgroove.compare.registry import comparison_records
from nesgroove.compare.run import write_ensemble
from nesgroove.errors import ConfigError
from nesgroove.measure.groove import Settings
from nesgroove.measure.reference import References
from nesgroove.measure.registry import records
from nesgroove.model.named import GivenName
from nesgroove.model.record import Record, columns
from nesgroove.reproduce.cells import Compared, compare_tables
from nesgroove.reproduce.inputs import Found, find_inputs, staged
from nesgroove.reproduce.results import STEP, Results
from nesgroove.survey.given_names import read_names
from nesgroove.survey.model_choice import read_model
from nesgroove.survey.provenance import (
    COMMAND,
    CONTENTS,
    NAMES,
    REFERENCES,
    SOURCES,
    ligand_name,
    run_options,
    versions,
)
from nesgroove.survey.run import measure_files, write_results
from nesgroove.survey.sources import read_sources

WORDS: Final = frozenset({"message"})
"""Columns that tables are sorted by and that do not say which rows belong together: the wording of a remark."""

NOT_MADE_AGAIN: Final = ({"step": "fetch"}, {"step": "read", "entry": ""})
"""Cells of rows of ``problems`` that are not compared: nothing is fetched here, and what lay among the structures and
was passed over, which is no entry, is not among the files."""


TOLD: Final = 10
"""Files that a message names."""


@dataclass(frozen=True)
class Again:
    """Results that were made again, beside what they were.

    Attributes
    ----------
    versions : dict of str to (str, str)
        What has another version now: then and now.
    files : list of Found
        What became of each file.
    compared : dict of str to Compared
        By the name of the table, those of the comparisons with ``ensemble/`` before it.
    gone, added : list of str
        Tables that are made no more, and tables that were not made then.
    left_out : int
        Rows of ``problems`` that are not compared (:data:`NOT_MADE_AGAIN`).
    """

    versions: dict[str, tuple[str, str]]
    files: list[Found]
    compared: dict[str, Compared]
    gone: list[str]
    added: list[str]
    left_out: int

    @property
    def equal(self) -> bool:
        """Whether every table was made again, cell by cell.

        What a newer version has besides, columns and tables, is no difference; with the same version it is.
        """
        tables = self.compared.values()
        lost = self.gone or any(table.gone for table in tables)
        more = (self.added or any(table.added for table in tables)) and "nesgroove" not in self.versions
        missing = any(file.state in {"missing", "changed"} for file in self.files)
        return not (lost or more or missing) and all(table.equal for table in tables)


def version_changes(provenance: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Name what has another version now than when results were made.

    Parameters
    ----------
    provenance
        Of the results.

    Returns
    -------
    dict of str to (str, str)
        Version then and now by name, nesgroove and Python first; ``none`` stands for what is not there.
    """
    then, now = (_flat(source) for source in (provenance, versions()))
    names = [name for name in dict.fromkeys([*now, *then]) if then.get(name) != now.get(name)]
    return {name: (then.get(name, "none"), now.get(name, "none")) for name in names}


def _flat(source: Mapping[str, Any]) -> dict[str, str]:
    own = {name: str(source[name]) for name in ("nesgroove", "python") if name in source}
    return own | dict(source.get("libraries", {}))


def find_files(results: Results, directories: Sequence[Path], *, as_found: bool = False) -> list[Found]:
    """Find the files that results were made from.

    Parameters
    ----------
    results
        The results.
    directories
        Where to look besides the paths that they had.
    as_found
        Whether other content and missing files are put up with.

    Returns
    -------
    list of Found
        In the order of their paths.

    Raises
    ------
    ConfigError
        The provenance does not hold what it takes, they are of a command that measures more than structures, or a
        file is missing or has other content.
    """
    provenance = results.provenance
    if command := provenance["options"].get(COMMAND, ""):
        raise ConfigError(
            f"they were made by {command}, from more than structures", file=results.name, step=STEP,
            remedy="Give its command again, into another directory, and compare the tables",
        )  # fmt: skip
    if not provenance["inputs"] or REFERENCES not in provenance["options"].get(CONTENTS, {}):
        raise ConfigError(
            "the provenance does not hold what it takes to do the same again (files, references)",
            file=results.name, step=STEP,
            remedy="Results of nesgroove 0.1, and of structures that were no files, do not: measure again",
        )  # fmt: skip
    if provenance["options"].get("differing"):
        options = ", ".join(sorted(provenance["options"]["differing"]))
        raise ConfigError(
            f"they were joined from runs with different options ({options})", file=results.name, step=STEP,
            remedy="Reproduce each of the directories that were joined",
        )  # fmt: skip
    found = find_inputs([*provenance["inputs"], *provenance["reports"]], directories, results.near)
    odd = [file for file in found if file.state in {"missing", "changed"}]
    if odd and not as_found:
        raise ConfigError(
            f"{len(odd)} of {len(found)} files are not there as they were: {'; '.join(map(_named, odd[:TOLD]))}"
            + (f"; and {len(odd) - TOLD} more" if len(odd) > TOLD else ""),
            file=results.name, step=STEP,
            remedy="Name the directory that they are in with --structures, or compare what is there with --as-found",
        )  # fmt: skip
    return found


def _named(file: Found) -> str:
    """Name a file that is not what it was."""
    then = f"sha256 {file.given['sha256'][:12]}..." if file.given["sha256"] else "could not be read"
    now = f"{file.sha256[:12]}... in {file.path}" if file.path else "not there"
    return f"{file.given['path']} ({then}, now {now})"


def settings_of(results: Results, directory: Path) -> Settings:
    """Give the settings of a run.

    Parameters
    ----------
    results
        The results.
    directory
        Where the files of ligand chemistry are put.

    Returns
    -------
    Settings
        References, ligands, kinds of source and models as they were.

    Raises
    ------
    ConfigError
        They are not understood by this version.
    """
    options = results.provenance["options"]
    texts = options[CONTENTS]
    ligands = dict(options.get("ligands", {}))
    for number, (component, given) in enumerate(ligands.items()):
        name = ligand_name(component, given)
        if is_ligand_file(given) and name in texts:
            # Under a name of ours: a stranger's component could lead out of the directory.
            path = directory / f"ligand_{number}{Path(given).suffix.lower()}"
            path.write_text(texts[name], encoding="utf-8", errors="surrogateescape")
            ligands[component] = str(path)
    try:
        sources = read_sources([f"{pattern}={kind}" for pattern, kind in json.loads(texts.get(SOURCES, "[]"))])
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigError(f"{SOURCES} in it is damaged ({error})", file=results.name, step=STEP) from error
    references = References.from_json(texts[REFERENCES], file=results.name)
    names: tuple[GivenName, ...] = ()
    if NAMES in texts:
        path = directory / NAMES
        path.write_text(texts[NAMES], encoding="utf-8")
        names = read_names(path)
    model = read_model(options.get("models", {}).get("measured", "1"))
    return Settings(ligands, references, sources, model, names=names)


def reproduce(
    results: Results,
    found: list[Found],
    out: Path,
    *,
    units: int = 0,
    jobs: int = 1,
    progress: Callable[[str], None] | None = None,
) -> Again:
    """Make results again and compare them.

    Parameters
    ----------
    results
        What they were.
    found
        Their files, from :func:`find_files`. Those that are missing are left out.
    out
        Directory for ``tables/`` and, where the results have them, ``ensemble/``.
    units
        How far numbers may differ, in units of the last decimal.
    jobs
        Processes; the result does not depend on it.
    progress
        Called with the entry's name when a file is done.

    Returns
    -------
    Again
        What differs.

    Raises
    ------
    ConfigError
        The settings are not understood by this version.
    """
    with TemporaryDirectory(prefix="nesgroove-") as name:
        settings = settings_of(results, Path(name))
        paths, as_then = staged([file for file in found if file.state != "missing"], _empty(Path(name) / "files"))
        measured = measure_files(paths, settings, jobs=jobs, progress=progress)
        write_results(out / "tables", measured, run_options(settings), settings)
        given = results.provenance["options"].get("ligands", {})
        chemistry = {now: given[component] for component, now in settings.ligands.items() if now != given[component]}
    if results.ensemble:
        write_ensemble(out / "tables", out / "ensemble")

    def new_text(folder: str, table: str) -> str:
        text = as_then((out / folder / f"{table}.tsv").read_text(encoding="utf-8"))
        for now, then in chemistry.items():
            text = text.replace(now, then)
        return text

    return _compared(results, found, new_text, units)


def _compared(results: Results, found: list[Found], new_text: Callable[[str, str], str], units: int) -> Again:
    """Compare every table; ``new_text`` gives the new one of a folder and a name."""
    compared: dict[str, Compared] = {}
    gone: list[str] = []
    added: list[str] = []
    left_out = 0
    made: tuple[tuple[str, dict[str, str], Sequence[type[Record]]], ...] = (
        ("tables", results.tables, records()),
        ("ensemble", results.ensemble, comparison_records()),
    )
    for folder, then, kinds in made:
        known = {record.table: record for record in kinds}
        shown = {table: table if folder == "tables" else f"{folder}/{table}" for table in [*known, *then]}
        gone += [shown[table] for table in then if table not in known]
        added += [shown[table] for table in known if then and table not in then]
        for table, record in known.items():
            old = then.get(table)
            if old is None:
                continue
            if table == "problems":
                old, left_out = _comparable(old)
            compared[shown[table]] = compare_tables(old, new_text(folder, table), key_columns(record), units=units)
    return Again(version_changes(results.provenance), found, compared, gone, added, left_out)


def key_columns(record: type[Record]) -> list[str]:
    """Name the columns that say which row of a table is which: those it is sorted by, but for wording.

    A table may be sorted by what is made of several columns: ``position_key`` of those that begin with ``position``.
    """
    names = columns(record)
    keys = []
    for given in record.sort_by:
        begin = given.removesuffix("_key")
        keys += [given] if given in names else [name for name in names if name.startswith(begin)]
    return [name for name in dict.fromkeys(keys) if name not in WORDS]


def _empty(directory: Path) -> Path:
    directory.mkdir()
    return directory


def _comparable(text: str) -> tuple[str, int]:
    """Leave out remarks that are not made again; return how many there were."""
    lines = io.StringIO(text, newline="").readlines()
    names = lines[0].rstrip("\r\n").split("\t") if lines else []

    def is_made_again(line: str) -> bool:
        cells = dict(zip(names, line.rstrip("\r\n").split("\t"), strict=False))
        return not any(given.items() <= cells.items() for given in NOT_MADE_AGAIN)

    kept = [line for line in lines if is_made_again(line)]
    return "".join(kept), len(lines) - len(kept)
