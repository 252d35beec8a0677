"""The command ``nesgroove measure``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import FAILED, request, say
from nesgroove.cli.names import table_names
from nesgroove.cli.progress import Progress
from nesgroove.errors import ConfigError

if TYPE_CHECKING:
    from nesgroove.measure.reference import References
    from nesgroove.survey.run import Measured


class MeasureCommand(options.ListingCommand):
    """Names the tables in its help."""

    def listing(self) -> str:
        """Write the list."""
        return f"Tables: {', '.join(table_names())}."


# Long because its options are declared in it, where typer reads them.
def measure_command(
    files: options.Structures,
    out: Annotated[Path, typer.Option("--out", help="Directory for the tables.", show_default=False)],
    references: Annotated[
        Path | None,
        typer.Option("--references", help="References made by `nesgroove reference`, before all others."),
    ] = None,
    open_: options.Open = "3gjx",
    closed: options.Closed = "4hb2",
    cargo: options.Cargo = "3gjx",
    ligand: Annotated[
        list[str] | None,
        typer.Option("--ligand", help="Chemistry of a component: ID=SMILES or ID=FILE.sdf. Can be repeated."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="[PATTERN=]KIND",
            help="What the files are, where their headers do not say it: experiment, predicted, modelled, composite, "
            "phantom or unknown; with PATTERN of those entries only (model_*=predicted). Can be repeated.",
        ),
    ] = None,
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
) -> None:
    """Measure structures and write the tables.

    Each XPO1 copy in each file becomes a complex with rows in the tables. What could not be measured is in
    problems.tsv. References are those of --references, else of the files given, by the names of --open, --closed and
    --cargo, else those that come with nesgroove; the tables say which.

    Example: `nesgroove measure 3gjx.cif.gz 4hb2.cif.gz my_pose.pdb --out tables`

    Example: `nesgroove measure models/*.cif --references references.json --parts parts --out tables`
    """
    from nesgroove.measure.groove import Settings
    from nesgroove.survey.provenance import run_options
    from nesgroove.survey.run import measure_files, write_results
    from nesgroove.survey.sources import read_sources
    from nesgroove.survey.superposed import FOLDER

    with request():
        chemistry, sources = _ligands(ligand or []), read_sources(source or [])
    settings = Settings(chemistry, _references(references, files, open_, closed, cargo), sources)
    with Progress("Measuring", len(files)) as progress:
        measured = measure_files(
            files, settings, superposed=out / FOLDER if superposed else None, parts=parts, jobs=jobs,
            progress=progress.step,
        )  # fmt: skip
    write_results(out, measured, run_options(settings))
    _summary(measured, out, parts)
    errors = [(one.path, error) for one in measured for error in one.errors]
    for path, error in errors:
        say(f"{path}: {error.step}: {error.message}. {error.remedy}")
    if errors and not keep_going:
        raise typer.Exit(FAILED)


def _summary(measured: Sequence[Measured], out: Path, parts: Path | None) -> None:
    rows = [row for one in measured for row in one.rows]
    complexes = sum(row.table == "complexes" for row in rows)
    problems = sum(row.table == "problems" for row in rows)
    typer.echo(f"{complexes} complexes from {len(measured)} files, {problems} remarks in {out / 'problems.tsv'}")
    if parts is not None:
        kept = sum(one.kept for one in measured)
        typer.echo(f"{len(measured) - kept} files measured, {kept} unchanged and taken from {parts}")


def _ligands(given: list[str]) -> dict[str, str]:
    chemistry_of = {}
    for text in given:
        component, sign, chemistry = text.partition("=")
        if not (sign and component and chemistry):
            raise ConfigError(
                f"--ligand {text} is not understood", remedy="Write it as ID=SMILES or ID=FILE.sdf: UNL=CCO"
            )
        chemistry_of[component] = chemistry
    return chemistry_of


def _references(path: Path | None, files: list[Path], open_: str, closed: str, cargo: str) -> References:
    from nesgroove.measure.reference import References
    from nesgroove.survey.references import ReferenceNames
    from nesgroove.survey.run import references_from

    if path is not None:
        try:
            return References.from_json(path.read_text(encoding="utf-8"), file=path)
        except OSError as error:
            raise ConfigError(error.strerror or str(error), file=path, remedy="Check the path") from error
        except UnicodeDecodeError as error:
            raise ConfigError(
                "this is no reference file (not UTF-8)", file=path, remedy="Make it with `nesgroove reference`"
            ) from error
    return references_from(files, ReferenceNames(open_, closed, cargo))[0]
