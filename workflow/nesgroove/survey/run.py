"""Going through files: read, survey, write. The bad ones are reported and the others finished."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import nesgroove
from nesgroove.errors import NesgrooveError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.files import write_file
from nesgroove.io.read import entry_name, read_structure
from nesgroove.io.tables import read_table, write_tables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.groove import Settings
from nesgroove.measure.reference import References
from nesgroove.measure.registry import records
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.model.structure import Structure
from nesgroove.survey.entry import survey
from nesgroove.survey.references import ReferenceNames, make_references
from nesgroove.survey.superposed import FOLDER, superposed_name, write_superposed

LIBRARIES = ("biopython", "biotite", "gemmi", "MDAnalysis", "numpy", "prolif", "rdkit", "scipy")
"""Packages whose versions may change a number, and that every result therefore names."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Measured:
    """What came of one file.

    Attributes
    ----------
    entry : str
    path : str
    sha256 : str
        Empty where the file could not be read.
    rows : list of Record
    """

    entry: str
    path: str
    sha256: str
    rows: list[Record]

    @property
    def errors(self) -> list[ProblemRecord]:
        """What was asked for and could not be measured at all."""
        return [row for row in self.rows if isinstance(row, ProblemRecord) and row.severity == "error"]


def measure_file(path: Path, settings: Settings, superposed: Path | None = None) -> Measured:
    """Read one file and measure its complexes; what is wrong with it becomes rows of ``problems``.

    Where a directory ``superposed`` is given, each complex is written into it in the groove frame.
    """
    entry = entry_name(path)
    try:
        structure = read_structure(path)
        identified = find_complexes(structure)
        rows = survey(structure, settings, identified)
        if superposed is not None:
            write_superposed(superposed, identified[0], settings.ligands)
        return Measured(entry, str(path), structure.sha256, rows)
    except NesgrooveError as error:
        row = problem(entry, error.step, "error", error.message, remedy=error.remedy)
        return Measured(entry, str(path), "", [row])
    except Exception as error:  # a defect of ours must not take the other files of a long run with it
        message = f"this is a defect of nesgroove: {type(error).__name__}: {error}"
        row = problem(entry, "run", "error", message, remedy="Report it with the file")
        return Measured(entry, str(path), "", [row])


def measure_files(
    paths: Sequence[Path],
    settings: Settings,
    *,
    superposed: Path | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[Measured]:
    """Measure many files.

    Parameters
    ----------
    paths
        Structure files. Of two that give the same entry name the first is measured and the second reported.
    settings
        References and ligand chemistry.
    superposed
        Directory that each complex is written into, in the groove frame; none are written without it.
    jobs
        Processes. The result does not depend on it.
    progress
        Called with the entry's name when a file is done.

    Returns
    -------
    list of Measured
        In the order of the paths.
    """
    unique, doubles = _without_doubles(paths)
    found: list[Measured] = []
    with ExitStack() as stack:
        work = partial(measure_file, settings=settings, superposed=superposed)
        if jobs > 1 and len(unique) > 1:
            results: Iterable[Measured] = stack.enter_context(ProcessPoolExecutor(jobs)).map(work, unique)
        else:
            results = map(work, unique)
        for measured in results:
            found.append(measured)
            if progress is not None:
                progress(measured.entry)
    return found + doubles


def _without_doubles(paths: Sequence[Path]) -> tuple[list[Path], list[Measured]]:
    taken: dict[str, Path] = {}
    doubles = []
    for path in paths:
        entry = entry_name(path)
        first = taken.setdefault(entry, path)
        if first is not path:
            row = problem(
                entry,
                "read",
                "error",
                f"{path.name} gives the same entry name as {first.name} and was not measured",
                remedy="Rename one of the files, or measure them in separate runs",
            )
            doubles.append(Measured(entry, str(path), "", [row]))
    return list(taken.values()), doubles


def references_from(paths: Sequence[Path], names: ReferenceNames) -> tuple[References, list[str]]:
    """Make references from those of the files that hold the named complexes.

    Returns
    -------
    references : References
    missing : list of str
        Names that no file has.
    """
    wanted = names.entries()
    structures: list[Structure] = []
    for path in paths:
        if entry_name(path) in wanted and entry_name(path) not in {s.entry for s in structures}:
            try:
                structures.append(read_structure(path))
            except NesgrooveError:
                continue  # the file is reported when it is measured
    return make_references(structures, names)


def write_results(directory: Path, measured: Sequence[Measured], options: dict[str, object]) -> None:
    """Write tables and their provenance into a directory.

    Parameters
    ----------
    directory
        Made where it does not exist; tables in it are replaced.
    measured
        What came of each file.
    options
        The configuration of the run, for the provenance.
    """
    write_tables(directory, [row for one in measured for row in one.rows], records())
    files = {Path(one.path).name: one.sha256 for one in measured if one.sha256}
    _write_provenance(directory, files, options)


def gather(directories: Sequence[Path], out: Path, *, problems: Sequence[Path] = ()) -> int:
    """Join the tables of several directories into one, and their superposed structures.

    Parameters
    ----------
    directories
        Each as :func:`write_results` left it. Of an entry that several of them have, the first one's rows are
        taken, and a row of ``problems`` says so.
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
        found = [row for record in records() for row in read_table(record, directory / f"{record.table}.tsv")]
        for entry in sorted({row.entry for row in found}):
            if taken.setdefault(entry, directory) is not directory:
                message = f"measured twice: from {taken[entry].name}, which was kept, and from {directory.name}"
                rows.append(problem(entry, "read", "error", message, remedy="Rename or remove one of the files"))
        rows += [row for row in found if taken[row.entry] is directory]
        for row in found:
            if isinstance(row, ComplexRecord) and taken[row.entry] is directory:
                _copy_superposed(directory, out, row.complex)
        provenance = json.loads((directory / "provenance.json").read_text(encoding="utf-8"))
        files |= provenance["files"]
        options |= provenance["options"]
    for path in problems:
        rows += read_table(ProblemRecord, path)
    write_tables(out, rows, records())
    _write_provenance(out, files, options)
    return sum(row.table == "complexes" for row in rows)


def _copy_superposed(directory: Path, out: Path, complex_id: str) -> None:
    source = directory / FOLDER / superposed_name(complex_id)
    if source.is_file():
        shutil.copyfile(source, out / FOLDER / source.name)


def _write_provenance(directory: Path, files: dict[str, str], options: dict[str, object]) -> None:
    """Say from which files, which versions and which options. No time of day: the same run gives the same text."""
    data = {
        "nesgroove": nesgroove.__version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "options": options,
        "files": files,
    }
    text = json.dumps(data, indent=1, sort_keys=True) + "\n"
    write_file(directory / "provenance.json", text)
