"""Going through files: read, survey, write. The bad ones are reported and the others finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from nesgroove.errors import ConfigError, NesgrooveError, ReadError, WriteError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.entry_names import entry_name
from nesgroove.io.opened import file_bytes, limits
from nesgroove.io.read import read_structure
from nesgroove.io.tables import write_tables
from nesgroove.io.workers import workers
from nesgroove.io.writing import copy_file, together
from nesgroove.measure.groove import Settings
from nesgroove.measure.molecules import MoleculeRecord
from nesgroove.measure.reference import References
from nesgroove.measure.registry import records
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.model.structure import Structure
from nesgroove.survey.entry import survey
from nesgroove.survey.gather import read_rows
from nesgroove.survey.parts import Parts, checksum, settings_stamp
from nesgroove.survey.provenance import input_of, read_provenance, run_options, write_provenance
from nesgroove.survey.references import ReferenceNames, make_references
from nesgroove.survey.sources import source_of
from nesgroove.survey.superposed import FOLDER, write_superposed
from nesgroove.survey.unused import unused_options

Progress = Callable[[str], None]

DEFECT = "run"
"""Step of a problem that is nesgroove's own."""


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
    kept : bool
        Whether it was measured by an earlier run.
    """

    entry: str
    path: str
    sha256: str
    rows: list[Record]
    kept: bool = False

    @property
    def errors(self) -> list[ProblemRecord]:
        """What was asked for and could not be measured at all."""
        return [row for row in self.rows if isinstance(row, ProblemRecord) and row.severity == "error"]

    @property
    def without_receptor(self) -> list[ProblemRecord]:
        """That there is no XPO1 in the file, where there is none."""
        if any(row.table == "complexes" for row in self.rows):
            return []
        return [row for row in self.rows if isinstance(row, ProblemRecord) and row.step == "identify"]


def measure_file(path: Path, settings: Settings, superposed: Path | None = None) -> Measured:
    """Read one file and measure its complexes; what is wrong with it becomes rows of ``problems``.

    Where a directory ``superposed`` is given, each complex is written into it in the groove frame.
    """
    entry = entry_name(path)
    try:
        structure = read_structure(path, source_kind=source_of(settings.sources, entry))
        identified = find_complexes(structure)
        rows = survey(structure, settings, identified)
        if superposed is not None:
            write_superposed(superposed, identified[0], settings.ligands)
        return Measured(entry, str(path), structure.sha256, rows)
    except WriteError:
        raise  # the place is at fault, and not the file: the others would fare no better
    except NesgrooveError as error:
        row = problem(entry, error.step, "error", error.message, remedy=error.remedy)
        return Measured(entry, str(path), "", [row])
    except Exception as error:  # a defect of ours must not take the other files of a long run with it
        message = f"this is a defect of nesgroove: {type(error).__name__}: {error}"
        row = problem(entry, DEFECT, "error", message, remedy="Report it with the file")
        return Measured(entry, str(path), "", [row])


def measure_files(
    paths: Sequence[Path],
    settings: Settings,
    *,
    superposed: Path | None = None,
    parts: Path | None = None,
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
    parts
        Directory that what comes of each file is kept in from one run to the next, under the name of its entry. A
        file is measured only if it, the settings or the version are others than when its part was made. Parts of
        other files are removed.
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
    results: list[Measured] = []
    with ExitStack() as stack:
        if parts is None:
            work = partial(measure_file, settings=settings, superposed=superposed)
        else:
            stamp = settings_stamp(settings, superposed=superposed is not None)
            work = partial(_kept_or_measured, settings=settings, superposed=superposed, parts=Parts(parts), stamp=stamp)
        if jobs > 1 and len(unique) > 1:
            measured: Iterable[Measured] = stack.enter_context(workers(jobs)).map(work, unique)
        else:
            measured = map(work, unique)
        for result in measured:
            results.append(result)
            if progress is not None:
                progress(result.entry)
    if parts is not None:
        Parts(parts).keep_only([result.entry for result in results])
    return results + doubles


def _kept_or_measured(
    path: Path, settings: Settings, superposed: Path | None, parts: Parts, stamp: Mapping[str, Any]
) -> Measured:
    """Take what came of a file from its part, or measure it and make the part."""
    entry = entry_name(path)
    try:
        limit = limits()
        content = file_bytes(path, limit)
    except ReadError:  # it is reported by the reader, and there is nothing to keep
        return measure_file(path, settings, superposed)
    made_from = {
        **stamp, "file": path.name, "sha256": checksum(content), "source": source_of(settings.sources, entry),
        "limits": asdict(limit),
    }  # fmt: skip
    part = parts.kept(entry, made_from)
    measured = _read_part(part, entry, path) if part is not None else None
    if measured is None:
        with parts.making(entry, made_from) as work:
            measured = measure_file(path, settings, work / FOLDER if superposed else None)
            write_results(work, [measured], run_options(settings))
    if superposed is not None:
        _copy_all(parts.path(entry) / FOLDER, superposed)
    if any(row.step == DEFECT for row in measured.errors):
        parts.remove(entry)  # the next run may have the defect mended, or show it to us again
    return measured


def _read_part(part: Path, entry: str, path: Path) -> Measured | None:
    """Read what came of a file from its part; None where the part is damaged, and the file is to be measured again."""
    try:
        files = read_provenance(part)["files"]
        return Measured(entry, str(path), files.get(path.name, ""), read_rows(part), kept=True)
    except ConfigError:
        return None


def _copy_all(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir() if source.is_dir() else ():
        copy_file(path, target / path.name)


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


def write_results(
    directory: Path, measured: Sequence[Measured], options: dict[str, object], remarks: Iterable[ProblemRecord] = ()
) -> None:
    """Write tables and their provenance into a directory: all of them, or none where one cannot be written.

    Parameters
    ----------
    directory
        Made where it does not exist; tables in it are replaced.
    measured
        What came of each file.
    options
        The configuration of the run, for the provenance.
    remarks
        Problems of the whole run (:func:`remarks_of`).
    """
    files = {Path(result.path).name: result.sha256 for result in measured if result.sha256}
    with together():
        write_tables(directory, [*remarks, *(row for result in measured for row in result.rows)], records())
        inputs = [input_of(result.path, result.sha256) for result in measured]
        write_provenance(directory, files, options, inputs=inputs)


def remarks_of(measured: Sequence[Measured], settings: Settings) -> list[ProblemRecord]:
    """Give what there is to say of a whole run: which of its options fit nothing."""
    rows = (row for result in measured for row in result.rows)
    components = {row.component for row in rows if isinstance(row, MoleculeRecord)}
    return unused_options(
        dict(settings.sources), settings.ligands, {result.entry for result in measured}, components
    )  # fmt: skip
