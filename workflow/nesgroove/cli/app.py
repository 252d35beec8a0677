"""The command line. Each command is thin: options in, one call of the package, a word about what came of it.

Imports are inside the commands, so that ``nesgroove --help`` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove import __version__
from nesgroove.cli.atlas import atlas_command
from nesgroove.cli.fetch import fetch_command
from nesgroove.cli.phantom import phantom_command
from nesgroove.cli.picture import picture_command
from nesgroove.cli.progress import Progress
from nesgroove.cli.scene import scene_command
from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.io.files import write_file

if TYPE_CHECKING:
    from nesgroove.measure.reference import References

app = typer.Typer(
    name="nesgroove",
    help="Find and measure the NES groove of XPO1 (CRM1), and what occupies it, in any structure.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command("fetch")(fetch_command)
app.command("phantom")(phantom_command)

Files = Annotated[list[Path], typer.Argument(help="Structures: mmCIF or PDB, plain or .gz.", show_default=False)]
OptionalFiles = Annotated[
    list[Path] | None, typer.Argument(help="Structures: mmCIF or PDB, plain or .gz.", show_default=False)
]
OpenOption = Annotated[str, typer.Option("--open", help="Reference of the open groove: entry or complex.")]
ClosedOption = Annotated[str, typer.Option("--closed", help="Reference of the closed groove.")]
CargoOption = Annotated[str, typer.Option("--cargo", help="Complex whose cargo is the reference cargo.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"nesgroove {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def measure(
    files: Files,
    out: Annotated[Path, typer.Option("--out", help="Directory for the tables.", show_default=False)],
    references: Annotated[
        Path | None,
        typer.Option("--references", help="References made by `nesgroove reference`, instead of files here."),
    ] = None,
    open_: OpenOption = "3gjx",
    closed: ClosedOption = "4hb2",
    cargo: CargoOption = "3gjx",
    ligand: Annotated[
        list[str] | None,
        typer.Option("--ligand", help="Chemistry of a component: ID=SMILES or ID=FILE.sdf. Can be repeated."),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes.")] = 1,
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
) -> None:
    """Measure structures and write the tables.

    Each XPO1 copy in each file becomes a complex with rows in complexes.tsv, geometry.tsv, pockets.tsv,
    occupancy.tsv, contacts.tsv, anchors.tsv, covalent.tsv and molecules.tsv. What could not be measured is in
    problems.tsv. References are taken from the files given, by the names of --open, --closed and --cargo.

    Example: `nesgroove measure 3gjx.cif.gz 4hb2.cif.gz my_pose.pdb --out tables`
    """
    from nesgroove.measure.groove import Settings
    from nesgroove.survey.run import measure_files, write_results
    from nesgroove.survey.superposed import FOLDER

    given = _ligands(ligand or [])
    found = _references(references, files, open_, closed, cargo)
    with Progress("Measuring", len(files)) as progress:
        measured = measure_files(
            files, Settings(given, found), superposed=out / FOLDER if superposed else None, jobs=jobs,
            progress=progress.step,
        )  # fmt: skip
    options: dict[str, object] = {
        "references": {"open": found.open_id, "closed": found.closed_id, "cargo": found.cargo.complex_id},
        "ligands": dict(given),
    }
    write_results(out, measured, options)
    rows = [row for one in measured for row in one.rows]
    complexes = sum(row.table == "complexes" for row in rows)
    problems = sum(row.table == "problems" for row in rows)
    typer.echo(f"{complexes} complexes from {len(measured)} files, {problems} remarks in {out / 'problems.tsv'}")
    errors = [(one.path, error) for one in measured for error in one.errors]
    for path, error in errors:
        typer.echo(f"{path}: {error.step}: {error.message}. {error.remedy}", err=True)
    if errors and not keep_going:
        raise typer.Exit(1)


@app.command()
def reference(
    out: Annotated[Path, typer.Option("--out", help="JSON file to write.", show_default=False)],
    files: OptionalFiles = None,
    open_: OpenOption = "3gjx",
    closed: ClosedOption = "4hb2",
    cargo: CargoOption = "3gjx",
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Exit with 0 though a reference is missing; it stays empty.")
    ] = False,
) -> None:
    """Take the references of a run from their structures, for `nesgroove measure --references`.

    Example: `nesgroove reference 3gjx.cif.gz 4hb2.cif.gz --out references.json`
    """
    from nesgroove.survey.references import ReferenceNames
    from nesgroove.survey.run import references_from

    found, missing = references_from(files or [], ReferenceNames(open_, closed, cargo))
    write_file(out, found.to_json())
    for name in missing:
        typer.echo(f"{name}: reference: not among the files, what depends on it stays empty", err=True)
    typer.echo(f"open {found.open_id or '-'}, closed {found.closed_id or '-'}, cargo {found.cargo.complex_id}")
    if missing and not keep_going:
        raise typer.Exit(1)


@app.command()
def gather(
    out: Annotated[Path, typer.Option("--out", help="Directory for the joined tables.", show_default=False)],
    directories: Annotated[
        list[Path] | None, typer.Argument(help="Directories that `nesgroove measure` wrote.", show_default=False)
    ] = None,
    problems: Annotated[
        list[Path] | None,
        typer.Option("--problems", help="A problems.tsv to join too, from `nesgroove fetch`. Can be repeated."),
    ] = None,
) -> None:
    """Join the tables of several runs of `nesgroove measure`.

    Nothing to join gives tables without rows.

    Example: `nesgroove gather parts/* --out tables`
    """
    from nesgroove.survey.run import gather as join

    typer.echo(f"{join(directories or [], out, problems=problems or [])} complexes in {out}")


Tables = Annotated[
    Path, typer.Option("--from", metavar="TABLES", help="Directory of tables of a run.", show_default=False)
]


@app.command()
def ensemble(
    tables: Tables,
    out: Annotated[Path, typer.Option("--out", help="Directory for the tables.", show_default=False)],
) -> None:
    """Compare all complexes of a run: occupancy matrix, averages, competition, fingerprints, validation.

    Example: `nesgroove ensemble --from tables --out ensemble`
    """
    from nesgroove.compare.run import write_ensemble

    counts = write_ensemble(tables, out)
    typer.echo(f"{sum(counts.values())} rows in {len(counts)} tables in {out}")


@app.command()
def figure(
    tables: Tables,
    names: Annotated[list[str] | None, typer.Argument(help="Figures; all where none is named.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Directory for the figures.")] = Path(),
    formats: Annotated[list[str] | None, typer.Option("--format", help="svg, png or pdf; can be repeated.")] = None,
) -> None:
    """Draw figures from the tables of a run, as NAME.svg and NAME.png.

    Figures: ruler, map, occupancy, competition, width, clear-width, fingerprints, conformations, ligands,
    validation.

    Example: `nesgroove figure ruler --from tables --out figures`
    """
    from nesgroove.compare.tables import RunTables
    from nesgroove.show.figures.registry import draw, figures

    run = RunTables.read(tables)
    chosen = names or list(figures())
    endings = [f".{ending.lstrip('.')}" for ending in formats or ["svg", "png"]]
    with Progress("Drawing", len(chosen)) as progress:
        for name in chosen:
            draw(name, run, [out / f"{name}{ending}" for ending in endings])
            progress.step(name)
    typer.echo(f"{len(chosen)} figures in {out}")


app.command("picture")(picture_command)
app.command("scene")(scene_command)
app.command("atlas")(atlas_command)


@app.command()
def methods(
    tables: Tables,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; printed without it.")] = None,
) -> None:
    """Write the methods paragraph of a run, with versions and citations, ready to paste.

    Example: `nesgroove methods --from tables > methods.md`
    """
    from nesgroove.show.methods import methods_paragraph

    text = methods_paragraph(tables)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_file(out, text)


@app.command()
def compounds() -> None:
    """List the compounds that are known to bind the groove: names, component, class, reacting atom, source.

    A compound without a component, such as verdinexor, is in no structure that we know of.

    Example: `nesgroove compounds | grep -i selinexor`
    """
    from nesgroove.chem.components import ligands

    typer.echo("compound\tsynonyms\tcomponent\tclass\treacting_atom\tmodelled_from\tstructure_known\tsource")
    for one in ligands():
        known = "yes" if one.structure_known else "no structure known"
        names = "; ".join(one.synonyms)
        cells = (one.compound, names, one.component, one.ligand_class, one.attach_atom, one.modelled_from, known)
        typer.echo("\t".join((*cells, one.source)))


@app.command()
def columns() -> None:
    """Describe every column of every table, as Markdown.

    Example: `nesgroove columns > tables.md`
    """
    from nesgroove.compare.registry import comparison_records
    from nesgroove.measure.registry import records
    from nesgroove.model.record import column_dictionary

    typer.echo("# Tables of a run\n\n" + column_dictionary(records()), nl=False)
    typer.echo("\n# Tables of the ensemble\n\n" + column_dictionary(comparison_records()), nl=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an error of the user's input is one line on stderr and exit code 1."""
    try:
        app(arguments)
    except NesgrooveError as error:
        typer.echo(f"nesgroove: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        typer.echo(f"nesgroove: {error.filename}: {error.strerror}. Check the path and its permissions", err=True)
        sys.exit(1)


def _ligands(given: list[str]) -> dict[str, str]:
    found = {}
    for text in given:
        component, sign, chemistry = text.partition("=")
        if not (sign and component and chemistry):
            raise ConfigError(
                f"--ligand {text} is not understood", remedy="Write it as ID=SMILES or ID=FILE.sdf: UNL=CCO"
            )
        found[component] = chemistry
    return found


def _references(path: Path | None, files: list[Path], open_: str, closed: str, cargo: str) -> References:
    from nesgroove.measure.reference import References
    from nesgroove.survey.references import ReferenceNames
    from nesgroove.survey.run import references_from

    if path is not None:
        try:
            return References.from_json(path.read_text(encoding="utf-8"), file=path)
        except OSError as error:
            raise ConfigError(error.strerror or str(error), file=path, remedy="Check the path") from error
    return references_from(files, ReferenceNames(open_, closed, cargo))[0]


if __name__ == "__main__":
    main()
