"""Predicted models measured as any structures are, each with what its writer says of it, and what they agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.io.confidence.find import Models, named_models
from nesgroove.io.confidence.sample import Remark, Sample
from nesgroove.io.run_names import NamedFile, same_name, shown_path
from nesgroove.io.tables import write_tables
from nesgroove.io.writing import together
from nesgroove.measure.groove import Settings
from nesgroove.model.choice import Choice
from nesgroove.model.plain_text import first_few
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import columns, yes_no
from nesgroove.model.structure import SourceKind
from nesgroove.series.models.agreement import agreements
from nesgroove.series.models.assess import Assessed, assess
from nesgroove.series.models.records import ModelRecord, ModelSampleRecord
from nesgroove.series.models.signals import Signals
from nesgroove.series.models.tables import sample_problems, sample_rows
from nesgroove.survey.outcome import Measured, Outcome
from nesgroove.survey.processes import in_order
from nesgroove.survey.provenance import COMMAND, listed_path, run_options
from nesgroove.survey.run import measure_files, write_results
from nesgroove.survey.unused import STEP as OPTIONS

STEP: Final = "models"

MODELS: Final = "nesgroove models"
"""The command, as the provenance has it."""

RECORDS: Final = (ModelRecord, ModelSampleRecord)
"""Tables that models have besides those of all measurements."""

MOST_NAMED: Final = 8
"""Jobs that a message names."""

Progress = Callable[[str], None]


@dataclass
class ModelsOutcome:
    """What came of a run over models.

    Attributes
    ----------
    outcome : Outcome
        Of the measurements.
    samples : list of ModelSampleRecord
    jobs : list of ModelRecord
    copies : int
        Files that are copies of samples, which were counted once.
    """

    outcome: Outcome
    samples: list[ModelSampleRecord]
    jobs: list[ModelRecord]
    copies: int


@dataclass(frozen=True)
class Known:
    """One sample of a run before it is measured.

    Attributes
    ----------
    file : NamedFile
    sample : Sample
    assessed : Assessed
    remarks : tuple of Remark
        About its copies.
    """

    file: NamedFile
    sample: Sample
    assessed: Assessed
    remarks: tuple[Remark, ...] = ()


def known_models(
    found: Models, settings: Settings, *, jobs: int = 1, progress: Progress | None = None
) -> tuple[list[Known], int]:
    """Read the samples and their confidence files, and leave out copies.

    Parameters
    ----------
    found
        The samples.
    settings
        With what the user says the files are.
    jobs
        Processes.
    progress
        Called with the entry of each that is done.

    Returns
    -------
    known : list of Known
        Each model once.
    copies : int
        How many were left out.
    """
    named = named_models(found.samples)
    every = []
    work = partial(assess, sources=settings.sources)
    for (file, sample), assessed in zip(named.values(), in_order(work, named.values(), jobs, _ended), strict=True):
        every.append(Known(file, sample, assessed))
        if progress is not None:
            progress(file.entry)
    first: dict[str, int] = {}
    copies: dict[int, list[Remark]] = {}
    for place in sorted(
        range(len(every)), key=lambda place: (every[place].sample.copy, not every[place].sample.files, place)
    ):
        known = every[place]
        if not known.assessed.coordinates:
            continue
        owner = first.setdefault(known.assessed.coordinates, place)
        if owner != place:
            copies.setdefault(owner, []).append(_copy(known.sample))
            every[place] = replace(known, file=replace(known.file, entry=""))
    kept = [
        replace(known, remarks=tuple(copies.get(place, ())))
        for place, known in enumerate(every)
        if known.file.entry
    ]  # fmt: skip
    return kept, len(every) - len(kept)


def _copy(sample: Sample) -> Remark:
    return Remark(
        "note" if sample.copy else "warning",
        f"{shown_path(listed_path(sample.path))} has the same coordinates and is counted with it, once",
        "" if sample.copy else "Look whether two samples were meant to be two",
    )


def _ended(_: tuple[NamedFile, Sample]) -> Assessed:
    message = "confidence was not read: the process that read it was ended, for want of memory or by a crash"
    return Assessed(remarks=(Remark("error", message, "Read it alone, with --jobs 1 and more memory"),))


def measure_models(
    known: Sequence[Known],
    settings: Settings,
    out: Path,
    *,
    signals: Signals | None = None,
    where: Choice | None = None,
    superposed: Path | None = None,
    parts: Path | None = None,
    jobs: int = 1,
    passed_over: Sequence[tuple[Path, str]] = (),
    progress: Progress | None = None,
) -> ModelsOutcome:
    """Measure models and write all tables of the run.

    Parameters
    ----------
    known
        The models, as :func:`known_models` gives them.
    settings
        References and ligand chemistry; what is said there of sources is stronger than what the layouts say.
    out
        Directory of the results.
    signals
        Annotated export signals by job.
    where
        Which samples count in models.tsv.
    superposed, parts, jobs, progress
        As of :func:`nesgroove.survey.run.measure_files`.
    passed_over
        What lies there and is no model, and why.

    Returns
    -------
    ModelsOutcome

    Raises
    ------
    ConfigError
        ``where`` names no column, or leaves nothing: the tables are written then, with all samples.
    """
    if where is not None:
        where.check(columns(ModelSampleRecord), step=STEP)
    settings = replace(settings, sources=(*_predicted(known), *settings.sources))
    rows: list[ModelSampleRecord] = []
    results = measure_files(
        [one.file for one in known], settings, superposed=superposed, parts=parts, jobs=jobs, progress=progress
    )
    unused = _unused(known, signals or {})
    told = _with_first(_with_rows(results, known, signals or {}, where, rows), unused)
    options = {**run_options(settings), COMMAND: MODELS, **_options(known, where)}
    outcome = write_results(out, told, options, settings, passed_over)
    outcome.remarks += unused
    samples, of_jobs = agreements(rows)
    with together():
        write_tables(out, [*of_jobs, *samples], RECORDS)
    _refuse_nothing(where, samples, of_jobs, out)
    return ModelsOutcome(outcome, samples, of_jobs, sum(len(one.remarks) for one in known))


def _refuse_nothing(
    where: Choice | None, samples: Sequence[ModelSampleRecord], jobs: Sequence[ModelRecord], out: Path
) -> None:
    if where is not None and not jobs and any(row.complex for row in samples):
        raise ConfigError(
            f"--where leaves none of {len(samples)} samples: {where.text}", step=STEP,
            remedy=f"See their values in {out / 'model_samples.tsv'}",
        )  # fmt: skip


def _with_rows(
    results: Iterator[Measured],
    known: Sequence[Known],
    signals: Signals,
    where: Choice | None,
    rows: list[ModelSampleRecord],
) -> Iterator[Measured]:
    """Gather the rows of samples as these are measured, and give what is to be said of them to the other problems."""
    by_entry = {one.file.entry: one for one in known}
    for result in results:
        one = by_entry[result.entry]
        own = sample_rows(result.entry, one.sample, one.assessed, result.rows, signals)
        rows.extend(_chosen(own, where))
        yield replace(result, rows=[*result.rows, *_problems(one), *_about_signals(own)])


def _predicted(known: Sequence[Known]) -> tuple[tuple[str, SourceKind], ...]:
    """Say of the samples of known writers that they are predicted."""
    entries = [one.file.entry for one in known if one.sample.writer]
    if len(entries) == len(known):
        return (("*", "predicted"),)
    return tuple((entry, "predicted") for entry in entries)


def _options(known: Sequence[Known], where: Choice | None) -> dict[str, object]:
    """Say in the provenance which file is which sample."""
    return {
        "where": where.text if where else "",
        "samples": {one.file.entry: listed_path(one.file.path) for one in known},
    }


def _chosen(rows: list[ModelSampleRecord], where: Choice | None) -> Iterator[ModelSampleRecord]:
    for row in rows:
        kept = where is None or (bool(row.complex) and where.holds(dict(row)))
        yield row.model_copy(update={"chosen": yes_no(kept)})


def _problems(one: Known) -> list[ProblemRecord]:
    assessed = replace(one.assessed, remarks=(*one.assessed.remarks, *one.remarks))
    return sample_problems(one.file.entry, one.sample, assessed)


def _about_signals(rows: Sequence[ModelSampleRecord]) -> Iterator[ProblemRecord]:
    """Say that a model has none of the residues of its cargo's annotated signal."""
    for row in rows:
        if row.signal_in_model == "none":
            yield problem(
                row.entry, "cargo", "warning",
                f"chain {row.cargo_chain} has no residue of the annotated signal ({row.signal}): the model cannot say "
                "anything of it", complex_id=row.complex,
                remedy="Predict the complex with the part of the cargo that has the signal",
            )  # fmt: skip


def _unused(known: Sequence[Known], signals: Signals) -> list[ProblemRecord]:
    """Say which annotated signals are of no job."""
    jobs = {same_name(one.sample.job) for one in known}
    names = [name for name in signals if name not in jobs]
    if not names:
        return []
    message = f"there is no job {first_few(names, MOST_NAMED)}, whose signals were given"
    return [problem("", OPTIONS, "warning", message, remedy="Jobs are named as in models.tsv")]


def _with_first(measured: Iterator[Measured], rows: Sequence[ProblemRecord]) -> Iterator[Measured]:
    """Give what is to be said of the whole run to the first result."""
    for number, result in enumerate(measured):
        yield result if number else replace(result, rows=[*result.rows, *rows])
