"""The command ``nesgroove measure``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import FAILED, is_quiet, request, say, tell, when_stopped
from nesgroove.cli.given import given_ligands, given_sources, no_files
from nesgroove.cli.measured import counted, tell_measured, tell_problems
from nesgroove.cli.names import table_names
from nesgroove.cli.progress import Progress
from nesgroove.errors import WriteError
from nesgroove.io.places import try_directory

if TYPE_CHECKING:
    from nesgroove.measure.reference import References
    from nesgroove.survey.outcome import Outcome
    from nesgroove.survey.parts import Parts


ALIKE = 5
"""Failures of one kind that are said one by one."""


class MeasureCommand(options.ListingCommand):
    """Names the tables in its help."""

    def listing(self) -> str:
        """Write the list."""
        return f"Tables: {', '.join(table_names())}."


# Long because its options are declared in it, where typer reads them.
def measure_command(
    out: Annotated[Path, typer.Option("--out", help="Directory for the tables.", show_default=False)],
    files: options.Structures = None,
    from_list: options.FromList = None,
    references: options.References = None,
    open_: options.Open = "3gjx",
    closed: options.Closed = "4hb2",
    cargo: options.Cargo = "3gjx",
    ligand: options.Ligands = None,
    names: options.Names = None,
    source: options.Sources = None,
    model: Annotated[
        str,
        typer.Option(
            "--model",
            metavar="N|all",
            help="Which model of each file, counted from 1, or all of them: ENTRY, ENTRY.m2, ENTRY.m3 ...",
        ),
    ] = "1",
    jobs: options.Jobs = 1,
    keep_going: Annotated[
        bool,
        typer.Option("--keep-going", help="Exit with 0 though some files could not be measured; see problems.tsv."),
    ] = False,
    superposed: Annotated[
        bool,
        typer.Option(
            "--superposed/--no-superposed",
            help="Write each complex in the groove frame, as OUT/superposed/COMPLEX.cif.gz, for pictures and scenes.",
        ),
    ] = True,
    parts: Annotated[
        Path | None,
        typer.Option(
            "--parts",
            metavar="DIR",
            help="Keep what comes of each file in DIR/ENTRY, and next time measure only files that are new or changed.",
        ),
    ] = None,
    batch: Annotated[
        str,
        typer.Option("--batch", metavar="K/N", help="Measure the K-th of N parts of the files, as the workflow does."),
    ] = "",
) -> None:
    """Measure structures and write the tables.

    Each XPO1 copy in each file becomes a complex with rows in the tables. What could not be measured is in
    problems.tsv. References are those of --references, else of the files given, by the names of --open, --closed and
    --cargo, else those that come with nesgroove; the tables say which. A run that was stopped goes on where it was
    when the same command is given again.

    Example: `nesgroove measure 3gjx.cif.gz 4hb2.cif.gz my_pose.pdb --out tables`

    Example: `nesgroove measure models/*.cif --references references.json --parts parts --out tables`
    """
    from nesgroove.io.run_files import run_files
    from nesgroove.survey.given_names import read_names
    from nesgroove.survey.model_choice import read_model
    from nesgroove.survey.parts import resumable
    from nesgroove.survey.provenance import MEASURE, refuse_other_results, run_options

    # What takes no time to be told comes first: a wrong option waits for no library.
    with request():
        which, called = read_model(model), read_names(names) if names else ()
        run = run_files(files or [], from_list or [], batch)
        if not run.paths:
            raise no_files([*(files or []), *(from_list or [])], "measure")
        refuse_other_results(out, MEASURE)
        chemistry, sources = given_ligands(ligand or []), given_sources(source or [])
    paths = run.paths
    try_directory(out)
    from nesgroove.measure.groove import Settings
    from nesgroove.survey.run import measure_files, write_results
    from nesgroove.survey.superposed import FOLDER

    settings = Settings(chemistry, _references(references, paths, open_, closed, cargo), sources, which, names=called)
    wait = partial(waiting, parts or out)
    with discarding(out, out / FOLDER), resumable(out, parts, several=len(paths) > 1, waiting=wait) as kept:
        when_stopped(partial(go_on, out, kept, len(paths)))
        with Progress("Measuring", len(paths), parts=parts) as progress:
            measured = measure_files(
                paths, settings, superposed=out / FOLDER if superposed else None,
                parts=kept.directory if kept else None, jobs=jobs, progress=progress.step,
            )  # fmt: skip
            outcome = write_results(out, measured, run_options(settings), settings, passed_over=run.passed_over)
    tell_measured(out)
    tell_problems(out)
    _summary(outcome, out, parts)
    say_failures(outcome)
    if not keep_going:
        if not outcome.complexes and (len(paths) > 1 or not outcome.failed):
            say(f"nothing was measured: no complex in {counted(outcome.files, 'file')}")
        if outcome.failed or not outcome.complexes:
            raise typer.Exit(FAILED)


def _summary(outcome: Outcome, out: Path, parts: Path | None) -> None:
    """Say what came of it, in numbers."""
    from nesgroove.model.kinds import kinds_counted
    from nesgroove.survey.summary import by_severity, kinds_of

    kinds = outcome.kinds + kinds_of(outcome.remarks)
    counts = (counted(outcome.complexes, "complex"), counted(outcome.files, "file"), counted(kinds.total(), "remark"))
    text = "{} from {}, {}".format(*counts)
    tell(f"{text} in {out / 'problems.tsv'}")
    if len(set(outcome.sources)) > 1:
        tell(f"complexes by kind: {kinds_counted(outcome.sources)}")
    found = by_severity(kinds)
    tell(f"{len(outcome.with_complex)} of {outcome.files} entries measured{': ' if found else ''}{found}")
    measured = outcome.files - outcome.kept
    if parts is not None:
        tell(f"{counted(measured, 'file')} measured, {outcome.kept} unchanged and taken from {parts}")
    elif outcome.kept:
        tell(f"{counted(measured, 'file')} measured, {outcome.kept} taken over from the run that was stopped")


def say_failures(outcome: Outcome) -> None:
    """Say what could not be measured, and what there is to say of the whole run; of many that are alike the first."""
    from nesgroove.survey.problem_kinds import kind_of

    alike: dict[tuple[str, str, str], list[str]] = {}
    for file, row in outcome.told:
        alike.setdefault(kind_of(row), []).append(f"{file}: {row.step}: {row.message}. {row.remedy}".rstrip())
    for lines in alike.values():
        for line in lines[:ALIKE]:
            say(line)
        if len(lines) > ALIKE:
            say(f"{len(lines) - ALIKE} more like the last one; they are in problems.tsv")
    for row in outcome.remarks:
        if row.severity == "note" and is_quiet():
            continue
        say(f"{row.step}: {row.message}. {row.remedy}".rstrip())


def go_on(out: Path, kept: Parts | None, files: int) -> str:
    """Say what is there when a run is stopped, and how to go on."""
    if kept is None or not kept.count():
        return f"the tables in {out} are not written; give the same command again"
    return (
        f"{kept.count()} of {files} files are measured and kept in {kept.directory}, the tables in {out} are not "
        "written; the same command goes on from there"
    )


@contextmanager
def discarding(out: Path, superposed: Path) -> Iterator[None]:
    """Remove superposed structures whose tables cannot be written; those beside tables of an earlier run stay."""
    try:
        yield
    except WriteError:
        if not (out / "complexes.tsv").is_file():
            shutil.rmtree(superposed, ignore_errors=True)
            with suppress(OSError):  # something else is in it
                out.rmdir()
        raise


def waiting(directory: Path) -> None:
    """Say that another run uses a directory."""
    say(f"{directory}: another run uses it; this one waits for its end")


def _references(path: Path | None, files: list[Path], open_: str, closed: str, cargo: str) -> References:
    from nesgroove.survey.references import ReferenceNames, references_from_file
    from nesgroove.survey.run import references_from

    if path is not None:
        return references_from_file(path)
    return references_from(files, ReferenceNames(open_, closed, cargo))[0]
