"""The command ``nesgroove poses``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import FAILED, request, say, tell, when_stopped
from nesgroove.cli.progress import Progress
from nesgroove.io.places import alone_in, try_directory

if TYPE_CHECKING:
    from nesgroove.series.poses.write import PosesOutcome


# Long because its options are declared in it, where typer reads them.
def poses_command(
    receptor: Annotated[
        Path,
        typer.Option(
            "--receptor",
            help="What was docked into: any structure that `measure` reads. What lies in its groove is taken out.",
            show_default=False,
        ),
    ],
    poses: Annotated[
        list[str],
        typer.Option(
            "--poses",
            metavar="FILE",
            help="Poses: SDF, PDBQT, DLG, MOL2, PDB or mmCIF, plain or packed, a directory, or a pattern in quotes. "
            "Can be repeated; more files may follow it.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Directory for the results.", show_default=False)],
    more: Annotated[list[str] | None, typer.Argument(metavar="[FILE]...", help="More files of poses.")] = None,
    template: Annotated[
        list[str] | None,
        typer.Option(
            "--template",
            metavar="[TITLE=]SMILES|FILE",
            help="Bond orders, where the files have none: a SMILES or an SDF file, for all poses, or for those of a "
            "title. Can be repeated.",
        ),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(
            "--against",
            metavar="RESULTS|FILE",
            help="Compare contacts with the compounds and cargoes of these results or structures, and not with those "
            "that come with nesgroove. Can be repeated.",
        ),
    ] = None,
    require: Annotated[
        str,
        typer.Option(
            "--require",
            metavar="CHOICE",
            help="What a pose must have: 'P3 & covalent', 'reach and hbond_568 and like_best > 0.4'. Names are "
            "pockets, contacts as TYPE_POSITION, and columns of poses.tsv.",
        ),
    ] = "",
    keep: Annotated[
        int, typer.Option("--keep", min=0, help="Poses that are written in the groove frame, the best by the groove.")
    ] = 20,
    score: Annotated[
        str,
        typer.Option(
            "--score",
            metavar="NAME:lower|higher",
            help="A property that is the score, and which of its values are better, where no writer's is known.",
        ),
    ] = "",
    busted: Annotated[
        bool, typer.Option("--busted", help="Ask PoseBusters about each pose, which takes a tenth of a second.")
    ] = False,
    references: Annotated[
        Path | None,
        typer.Option("--references", help="References made by `nesgroove reference`, before those of the package."),
    ] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="KIND", help="What the receptor is, where its header does not say it.")
    ] = "",
    names: options.Names = None,
    jobs: options.Jobs = 1,
    keep_going: Annotated[
        bool,
        typer.Option("--keep-going", help="Exit with 0 though some poses could not be measured; see problems.tsv."),
    ] = False,
    figure: Annotated[bool, typer.Option("--figure/--no-figure", help="Draw OUT/poses.svg, .png and .pdf.")] = True,
    width: options.Width = None,
    sort: options.Sort = None,
) -> None:
    """Measure docked poses, rank them by what the groove says, and compare them with known inhibitors.

    OUT has a row for each pose in poses.tsv, and all tables of `nesgroove measure` with a complex for each pose in
    the groove, so that figures, pictures and the atlas show them. Scores mean what their program says of them, and
    nothing for a bonded pose where it leaves the bond out.

    Example: `nesgroove poses --receptor receptor.pdb --poses docked.sdf --out poses`

    Example: `nesgroove poses --receptor 4hb2.cif.gz --poses 'vina/*.pdbqt' --template 'CC(=O)N' --require 'P3 & reach'
    --out poses`
    """
    from nesgroove.compare.sorting import Sorting
    from nesgroove.compare.tables import RunTables
    from nesgroove.measure.groove import Settings
    from nesgroove.series.poses.beside import POSES
    from nesgroove.series.poses.known import references as known_references
    from nesgroove.series.poses.task import Task, assessor_of
    from nesgroove.series.poses.walk import checked_paths
    from nesgroove.series.poses.write import refuse_nothing, write_poses
    from nesgroove.show.size import FigureSize
    from nesgroove.survey.given_names import read_names
    from nesgroove.survey.provenance import refuse_other_results
    from nesgroove.survey.references import packaged_references, references_from_file
    from nesgroove.survey.sources import read_sources

    with request():
        size, sorting = FigureSize.read(width, step="poses"), Sorting.read(sort, step="poses")
        paths = checked_paths([*poses, *(more or [])])
        used = references_from_file(references) if references else packaged_references()
        settings = Settings(references=used, sources=read_sources(source or []))
        task = Task(
            receptor,
            used.to_json(),
            settings.sources,
            known_references(against or [], settings),
            require,
            score,
            busted,
            read_names(names) if names else (),
        )
        refuse_other_results(out, POSES)
        assessor_of(task)
        chemistry = given_template(template or [])
    try_directory(out)
    with alone_in(out, lambda: say(f"{out}: another run uses it; this one waits for its end")):
        when_stopped(lambda: f"the tables in {out} are not written; give the same command again")
        with Progress("Measuring") as progress:
            outcome = write_poses(
                out, task, paths, template=chemistry, keep=keep, jobs=jobs, progress=progress.step
            )  # fmt: skip
        if figure and outcome.poses:
            from nesgroove.show.poses.figure import draw_poses

            run = sorting.of(RunTables.read(out)) if sorting else None
            draw_poses(out, [out / f"poses{ending}" for ending in (".svg", ".png", ".pdf")], run=run, size=size)
    _summary(outcome, task.require, out)
    refuse_nothing(outcome, task)
    if not keep_going and (outcome.failed or not outcome.in_groove):
        raise typer.Exit(FAILED)


def given_template(given: list[str]) -> str | Mapping[str, str] | None:
    """Understand templates: one for all poses, or several by title.

    Parameters
    ----------
    given
        ``SMILES``, ``FILE`` or ``TITLE=SMILES``. A SMILES may hold ``=``: what stands before it is a title where it
        is no SMILES itself.

    Returns
    -------
    str or mapping of str to str or None
        As :func:`nesgroove.io.poses.read.read_poses` takes them.

    Raises
    ------
    ConfigError
        One is not understood.
    ChemistryError
        One is no molecule.
    """
    from rdkit import Chem, RDLogger

    from nesgroove.errors import ConfigError
    from nesgroove.io.poses.chemistry import Templates

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    only = given[0] if len(given) == 1 else ""
    if only and ("=" not in only or Path(only).is_file() or Chem.MolFromSmiles(only) is not None):
        Templates(only)
        return only
    by_title = {}
    for text in given:
        title, sign, chemistry = text.partition("=")
        if not (sign and title and chemistry):
            raise ConfigError(
                f"--template {text} is not understood", step="poses",
                remedy="Write a SMILES or a file, or several as TITLE=SMILES or TITLE=FILE.sdf",
            )  # fmt: skip
        by_title[title] = chemistry
    Templates(by_title or None)
    return by_title or None


def _summary(outcome: PosesOutcome, require: str, out: Path) -> None:
    """Say what came of it, in numbers, and what went wrong."""
    text = f"{outcome.records} records, {outcome.poses} poses, {outcome.in_groove} in the groove"
    if outcome.copies:
        text += f", {outcome.copies} copies of others"
    tell(f"{text}: {out / 'poses.tsv'}")
    if require:
        tell(f"{outcome.required} have what is required: {require}")
    for row in outcome.receptor:
        if row.step == "poses":
            say(f"{row.entry}: {row.message}. {row.remedy}")
    for row in outcome.told[:TOLD]:
        say(f"{row.entry}: {row.step}: {row.message}. {row.remedy}" if row.entry else f"{row.message}. {row.remedy}")
    if len(outcome.told) > TOLD:
        say(f"{len(outcome.told) - TOLD} more records could not be measured: {out / 'problems.tsv'}")
    for row in outcome.remarks:
        if row.severity != "error":
            say(f"{row.step}: {row.message}. {row.remedy}")
    if outcome.poses and not outcome.in_groove:
        say("no pose is in the groove. Look whether receptor and poses are of one frame")


TOLD = 20
"""Records that could not be measured that are told on the terminal; problems.tsv has all."""
