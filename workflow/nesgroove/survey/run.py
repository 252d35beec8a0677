"""Going through files: read, survey, write. The bad ones are reported and the others finished."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from nesgroove.errors import ConfigError, NesgrooveError, ReadError, WriteError, defect
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.opened import file_bytes, limits
from nesgroove.io.read import StructureFile, model_entry, read_structure
from nesgroove.io.reports.beside import with_report
from nesgroove.io.reports.names import reports_beside
from nesgroove.io.run_names import NamedFile, files_of_run, named_files, shown_path
from nesgroove.io.sorted_tables import SortedTables, working_directory
from nesgroove.io.writing import copy_file, together
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.groove import Settings
from nesgroove.measure.reference import References
from nesgroove.measure.registry import records
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.model.structure import Structure
from nesgroove.survey.entry import survey
from nesgroove.survey.gather import read_rows
from nesgroove.survey.model_choice import ALL, chosen_models
from nesgroove.survey.outcome import Measured, Outcome
from nesgroove.survey.parts import Parts, checksum, settings_stamp
from nesgroove.survey.passed_over import passed_over_remarks
from nesgroove.survey.processes import in_order
from nesgroove.survey.provenance import input_of, listed_path, read_provenance, report_of, run_options, write_provenance
from nesgroove.survey.references import ReferenceNames, make_references
from nesgroove.survey.renaming import renamed, take_superposed
from nesgroove.survey.sources import source_of
from nesgroove.survey.superposed import FOLDER, write_superposed
from nesgroove.survey.unique import UniqueIds, same_entry
from nesgroove.survey.unused import unused_options

Progress = Callable[[str], None]

DEFECT = "run"
"""Step of a problem that is nesgroove's own."""

ENDED = "the process that measured it was ended, for want of memory or by a crash"


def measure_file(
    path: Path, settings: Settings, superposed: Path | None = None, *, file: NamedFile | None = None
) -> Measured:
    """Read one file and measure its complexes; what is wrong with it becomes rows of ``problems``.

    Where a directory ``superposed`` is given, each complex is written into it in the groove frame. ``file`` says which
    entry it is in a run over many.
    """
    file = file or named_files([path])[0]
    rows: list[Record] = []
    sha256 = ""
    with _told(file.entry, rows):
        opened = StructureFile(path, entry=file.entry, source_kind=source_of(settings.sources, file.name))
        for model in chosen_models(settings.model, opened.count):
            with _told(model_entry(file.entry, model), rows):
                structure = with_report(opened.structure(model, alone=settings.model != ALL), path)
                identified = find_complexes(structure)
                measured = survey(structure, settings, identified)
                if superposed is not None:
                    write_superposed(superposed, identified[0], settings.ligands)
                sha256 = structure.sha256
                rows += measured
    return Measured(file.entry, str(path), sha256, rows)


@contextmanager
def _told(entry: str, rows: list[Record]) -> Iterator[None]:
    """Make a row of ``problems`` of what goes wrong with an entry."""
    try:
        yield
    except WriteError:
        raise  # the place is at fault, and not the file: the others would fare no better
    except NesgrooveError as error:
        rows.append(problem(entry, error.step, "error", error.message, remedy=error.remedy))
    except Exception as error:  # a defect of ours must not take the other files of a long run with it
        rows.append(problem(entry, DEFECT, "error", defect(error), remedy="Report it with the file"))


def measure_files(
    paths: Sequence[Path | NamedFile],
    settings: Settings,
    *,
    superposed: Path | None = None,
    parts: Path | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Iterator[Measured]:
    """Measure many files, one after the other as they are asked for.

    Parameters
    ----------
    paths
        Structure files. Of several that give one entry name, or one id of a complex, the first in the order of their
        paths keeps it; the others get a number (``3gjx+2``) and a warning. Files that have their names already are
        taken in their order.
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

    Yields
    ------
    Measured
        In the order of the paths as text.
    """
    files = files_of_run(paths)
    ids = UniqueIds()
    with nullcontext("") if superposed is None else working_directory(superposed) as name:
        stage = Path(name) if name else None
        work = _work(settings, stage, parts)
        for file, measured in zip(files, in_order(work, files, jobs, _ended), strict=True):
            result = _unique(measured, file, ids, stage, superposed)
            yield result
            if progress is not None:
                progress(result.entry)
    if parts is not None:
        Parts(parts).keep_only([file.entry for file in files])


def _work(settings: Settings, stage: Path | None, parts: Path | None) -> Callable[[NamedFile], Measured]:
    """Give the function of a file, for any process."""
    if parts is None:
        return partial(_measured, settings=settings, stage=stage)
    stamp = settings_stamp(settings, superposed=stage is not None)
    options = run_options(settings)
    return partial(_kept_or_measured, settings=settings, stage=stage, parts=Parts(parts), stamp=stamp, options=options)


def _staged(stage: Path, file: NamedFile) -> Path:
    """Where the superposed structures of a file lie until the ids of its complexes are known to be its own."""
    return stage / checksum(file.entry.encode())


def _measured(file: NamedFile, settings: Settings, stage: Path | None) -> Measured:
    return measure_file(file.path, settings, _staged(stage, file) if stage else None, file=file)


def _ended(file: NamedFile) -> Measured:
    """Say of a file that whatever measured it was ended from outside."""
    row = problem(
        file.entry, DEFECT, "error", ENDED,
        remedy="Measure it alone, with --jobs 1 and more memory; if it ends again, report it with the file",
    )  # fmt: skip
    return Measured(file.entry, str(file.path), "", [row])


def _unique(
    measured: Measured, file: NamedFile, ids: UniqueIds, stage: Path | None, superposed: Path | None
) -> Measured:
    """Give complexes whose id another file has already an id of their own, and put the superposed files in place."""
    rows = measured.rows
    complexes = [row.complex for row in rows if isinstance(row, ComplexRecord)]
    new, warnings = ids.take(measured.entry, shown_path(listed_path(measured.path)), complexes)
    if new:
        rows = list(renamed(rows, {}, new))
    if stage is not None and superposed is not None:
        staged = _staged(stage, file)
        for complex_ in complexes:
            take_superposed(staged, superposed, complex_, new.get(complex_, complex_), move=True)
        shutil.rmtree(staged, ignore_errors=True)
    if file.first is not None:
        paths = (shown_path(listed_path(path)) for path in (measured.path, file.first))
        warnings.append(same_entry(file.entry, file.name, *paths))
    return replace(measured, rows=[*rows, *warnings]) if warnings else measured


def _kept_or_measured(
    file: NamedFile,
    settings: Settings,
    stage: Path | None,
    parts: Parts,
    stamp: Mapping[str, Any],
    options: dict[str, object],
) -> Measured:
    """Take what came of a file from its part, or measure it and make the part."""
    entry, path = file.entry, file.path
    try:
        limit = limits()
        content = file_bytes(path, limit)
    except ReadError:  # it is reported by the reader, and there is nothing to keep
        return _measured(file, settings, stage)
    made_from = {
        **stamp, "file": shown_path(path.name), "entry": entry, "sha256": checksum(content),
        "reports": {report.name: _checksum_of(report) for report in reports_beside(path)},
        "source": source_of(settings.sources, file.name), "limits": asdict(limit), "model": settings.model,
    }  # fmt: skip
    part = parts.kept(entry, made_from)
    measured = _read_part(part, file) if part is not None else None
    if measured is None:
        with parts.making(entry, made_from) as work:
            measured = measure_file(path, settings, work / FOLDER if stage else None, file=file)
            write_results(work, [measured], options)
    if stage is not None:
        _copy_all(parts.path(entry) / FOLDER, _staged(stage, file))
    if any(row.step == DEFECT for row in measured.errors):
        parts.remove(entry)  # the next run may have the defect mended, or show it to us again
    return measured


def _checksum_of(report: Path) -> str:
    """Checksum of a file beside a structure; empty where it cannot be read, which is said when it is used."""
    try:
        return checksum(file_bytes(report, limits()))
    except ReadError:
        return ""


def _read_part(part: Path, file: NamedFile) -> Measured | None:
    """Read what came of a file from its part; None where the part is damaged, and the file is to be measured again."""
    try:
        files = read_provenance(part)["files"]
        sha256 = files.get(shown_path(file.path.name), "")
        return Measured(file.entry, str(file.path), sha256, read_rows(part), kept=True)
    except ConfigError:
        return None


def _copy_all(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir() if source.is_dir() else ():
        copy_file(path, target / path.name)


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
    for file in named_files(paths):
        if file.entry in wanted:
            try:
                structures.append(read_structure(file.path, entry=file.entry))
            except NesgrooveError:
                continue  # the file is reported when it is measured
    return make_references(structures, names)


def write_results(
    directory: Path,
    measured: Iterable[Measured],
    options: dict[str, object],
    settings: Settings | None = None,
    passed_over: Iterable[tuple[Path, str]] = (),
) -> Outcome:
    """Write tables and their provenance into a directory: all of them, or none where one cannot be written.

    Nothing of a file is held when the next one comes.

    Parameters
    ----------
    directory
        Made where it does not exist; tables in it are replaced.
    measured
        What came of each file, as :func:`measure_files` gives it.
    options
        The configuration of the run, for the provenance.
    settings
        What was given for the whole run, where what fits nothing in it is to be said; parts of a run do without.
    passed_over
        What was not taken for a structure, and why (:class:`nesgroove.io.run_files.RunFiles`).

    Returns
    -------
    Outcome
        What there is to say of the run.
    """
    outcome = Outcome()
    files: dict[str, str] = {}
    inputs: list[dict[str, str]] = []
    reports: list[dict[str, str]] = []
    with SortedTables(directory, records()) as tables:
        for result in measured:
            tables.add(result.rows)
            outcome.count(result)
            if result.sha256:
                name = shown_path(Path(result.path).name)
                files[result.shown_path if name in files else name] = result.sha256
            inputs.append(input_of(result.path, result.sha256))
            reports += [report_of(report, result.path) for report in reports_beside(Path(result.path))]
        if settings is not None:
            outcome.remarks = remarks_of(outcome, settings)
        outcome.remarks += passed_over_remarks(passed_over)
        tables.add(outcome.remarks)
        with together():
            tables.write()
            write_provenance(directory, files, options, inputs=inputs, reports=reports)
    return outcome


def remarks_of(outcome: Outcome, settings: Settings) -> list[ProblemRecord]:
    """Give what there is to say of a whole run: which of its options fit nothing."""
    return unused_options(dict(settings.sources), settings.ligands, outcome.entries, outcome.components, settings.names)
