"""The command ``nesgroove models``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import FAILED, request, say, tell, when_stopped
from nesgroove.cli.given import given_ligands
from nesgroove.cli.measure import discarding, go_on, waiting
from nesgroove.cli.measured import counted
from nesgroove.cli.progress import Progress
from nesgroove.io.places import try_directory

if TYPE_CHECKING:
    from nesgroove.compare.sorting import Sorting
    from nesgroove.series.models.run import ModelsOutcome
    from nesgroove.show.size import FigureSize


# Long because its options are declared in it, where typer reads them.
def models_command(
    places: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR...",
            help="Directories that a predictor wrote, with all that is below them; or structure files.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Directory for the tables.", show_default=False)],
    signals: Annotated[
        Path | None,
        typer.Option(
            "--signals",
            metavar="FILE",
            help="Annotated export signals, tab-separated: job, first, last and, if wanted, sequence. Anchors are "
            "compared with them.",
        ),
    ] = None,
    where: Annotated[
        str,
        typer.Option(
            "--where",
            metavar="CHOICE",
            help='Samples that count in models.tsv, by columns of model_samples.tsv: "iptm_pair > 0.6 and P2".',
        ),
    ] = "",
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="[PATTERN=]KIND",
            help="What the files are, where neither layout nor header says it: predicted, modelled, ... as `measure` "
            "has it.",
        ),
    ] = None,
    references: Annotated[
        Path | None,
        typer.Option("--references", help="References made by `nesgroove reference`, before those of the package."),
    ] = None,
    ligand: Annotated[
        list[str] | None,
        typer.Option("--ligand", help="Chemistry of a component: ID=SMILES or ID=FILE.sdf. Can be repeated."),
    ] = None,
    names: options.Names = None,
    jobs: options.Jobs = 1,
    keep_going: Annotated[
        bool,
        typer.Option("--keep-going", help="Exit with 0 though some models could not be measured; see problems.tsv."),
    ] = False,
    superposed: Annotated[
        bool,
        typer.Option("--superposed/--no-superposed", help="Write each complex in the groove frame, for pictures."),
    ] = True,
    parts: Annotated[
        Path | None,
        typer.Option("--parts", metavar="DIR", help="Keep what comes of each model, as `measure` has it."),
    ] = None,
    figure: Annotated[bool, typer.Option("--figure/--no-figure", help="Draw OUT/models.svg and .png.")] = True,
    width: options.Width = None,
    sort: options.Sort = None,
) -> None:
    """Measure predicted models, and say what the samples of each job agree on.

    Directories are known by how AlphaFold-Multimer, AlphaFold 3 and its server, ColabFold, Boltz, Chai-1, OpenFold3
    and Protenix name their files; a directory of mmCIF or PDB files without confidence files does too. OUT has all
    tables of `nesgroove measure`, and models.tsv (a row a job) and model_samples.tsv (a row a sample).

    Example: `nesgroove models af3_output --out models --jobs 4`

    Example: `nesgroove models run1 run2 --signals signals.tsv --where "iptm_pair > 0.5" --out models`
    """
    from nesgroove.compare.sorting import Sorting
    from nesgroove.io.confidence.find import find_models
    from nesgroove.measure.groove import Settings
    from nesgroove.model.choice import parse_choice
    from nesgroove.model.record import columns
    from nesgroove.series.models.records import ModelSampleRecord
    from nesgroove.series.models.run import MODELS, STEP, known_models, measure_models
    from nesgroove.series.models.signals import read_signals
    from nesgroove.show.size import FigureSize
    from nesgroove.survey.given_names import read_names
    from nesgroove.survey.parts import resumable
    from nesgroove.survey.provenance import refuse_other_results
    from nesgroove.survey.references import packaged_references, references_from_file
    from nesgroove.survey.sources import read_sources
    from nesgroove.survey.superposed import FOLDER

    with request():
        chemistry, sources = given_ligands(ligand or []), read_sources(source or [])
        annotated = read_signals(signals) if signals else {}
        choice = parse_choice(where, step=STEP) if where else None
        if choice is not None:
            choice.check(columns(ModelSampleRecord), step=STEP)
        size, sorting = FigureSize.read(width, step=STEP), Sorting.read(sort, step=STEP)
        refuse_other_results(out, MODELS)
        found = find_models(places)
        settings = Settings(
            chemistry, references_from_file(references) if references else packaged_references(), sources,
            names=read_names(names) if names else (),
        )  # fmt: skip
    try_directory(out)
    with Progress("Reading", len(found.samples)) as progress:
        known, copies = known_models(found, settings, jobs=jobs, progress=progress.step)
    wait = partial(waiting, parts or out)
    with discarding(out, out / FOLDER), resumable(out, parts, several=len(known) > 1, waiting=wait) as kept:
        when_stopped(partial(go_on, out, kept, len(known)))
        with Progress("Measuring", len(known)) as progress:
            result = measure_models(
                known, settings, out, signals=annotated, where=choice,
                superposed=out / FOLDER if superposed else None, parts=kept.directory if kept else None, jobs=jobs,
                passed_over=found.passed_over, progress=progress.step,
            )  # fmt: skip
    if figure and result.jobs:
        _draw(result, out, where or "", size, sorting)
    _summary(result, copies, out, where)
    if not keep_going and (result.outcome.failed or not result.outcome.complexes):
        raise typer.Exit(FAILED)


def _draw(result: ModelsOutcome, out: Path, where: str, size: FigureSize, sorting: Sorting) -> None:
    from nesgroove.compare.tables import RunTables
    from nesgroove.show.models import draw_models

    order = sorting.of(RunTables.read(out)).order if sorting else None
    draw_models(result.jobs, result.samples, out, where, size, order)


def _summary(result: ModelsOutcome, copies: int, out: Path, where: str | None) -> None:
    """Say what came of it, in numbers, and what went wrong."""
    outcome = result.outcome
    jobs = counted(len({row.job for row in result.samples}), "job")
    samples, complexes = counted(outcome.files, "sample"), counted(outcome.complexes, "complex")
    tell(f"{samples} of {jobs}, {complexes} in {out / 'models.tsv'}")
    if where:
        chosen = {row.entry for row in result.samples if row.chosen == "yes"}
        tell(f"counted in it: {len(chosen)} of {outcome.files} samples: where {where}")
    bound = sum(job.with_cargo > 0 for job in result.jobs)
    several = [job for job in result.jobs if job.with_cargo > 1]
    text = f"{counted(bound, 'job')} with a cargo in the groove"
    if several:
        agreed = sum(job.agree == job.with_cargo for job in several)
        text += f"; of {len(several)} with several such samples, all agree on direction and anchors in {agreed}"
    tell(text)
    if copies:
        have, were = ("has", "was") if copies == 1 else ("have", "were")
        tell(f"{counted(copies, 'file')} {have} the coordinates of others and {were} counted once; see problems.tsv")
    read = sum(row.pae == "read" for row in result.samples)
    tell(f"PAE was read for {read} of {len(result.samples)} rows of model_samples.tsv")
    for file, row in outcome.told:
        say(f"{file}: {row.step}: {row.message}. {row.remedy}")
    for row in outcome.remarks:
        say(f"{row.step}: {row.message}. {row.remedy}")
    if not outcome.complexes and not outcome.failed:
        say(f"nothing was measured: no complex in {outcome.files} files")
