"""Options that several commands have, and help that is made when it is asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nesgroove.cli.command import NesgrooveCommand
from nesgroove.errors import ConfigError

if TYPE_CHECKING:
    from nesgroove.compare.chosen import Chosen

Tables = Annotated[
    Path, typer.Option("--from", metavar="TABLES", help="Directory of tables of a run.", show_default=False)
]
Structures = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE|DIR",
        help="Structures: mmCIF, PDB, BinaryCIF or mmJSON, plain or packed (.gz, .zip ...); directories; patterns in "
        "quotes ('models/*.cif').",
        show_default=False,
    ),
]
FromList = Annotated[
    list[Path] | None,
    typer.Option(
        "--from-list",
        metavar="FILE",
        help="Take the files too that FILE names, one a line, or as `nesgroove fetch` prints them. Can be repeated.",
    ),
]
Open = Annotated[str, typer.Option("--open", help="Reference of the open groove: entry or complex.")]
Closed = Annotated[str, typer.Option("--closed", help="Reference of the closed groove.")]
Cargo = Annotated[str, typer.Option("--cargo", help="Complex whose cargo is the reference cargo.")]
KeepGoing = Annotated[
    bool,
    typer.Option("--keep-going", help="Exit with 0 though something could not be made; OUT/not_made.tsv says what."),
]
References = Annotated[
    Path | None, typer.Option("--references", help="References made by `nesgroove reference`, before all others.")
]
Ligands = Annotated[
    list[str] | None,
    typer.Option("--ligand", help="Chemistry of a component: ID=SMILES or ID=FILE.sdf. Can be repeated."),
]
Sources = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        metavar="[PATTERN=]KIND",
        help="What the files are, where their headers do not say it: experiment, predicted, modelled, composite, "
        "phantom or unknown; with PATTERN of those entries only (model_*=predicted). Can be repeated.",
    ),
]
Names = Annotated[
    Path | None,
    typer.Option(
        "--names",
        metavar="FILE",
        help="Your names of cargoes and compounds: a table of entry, molecule (chain or component) and name.",
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="NAMES",
        help="Show these alone: entries or complexes, parted by commas; * and ? stand for any letters.",
    ),
]
Where = Annotated[
    str | None,
    typer.Option(
        "--where",
        metavar="CHOICE",
        help="Show those alone of which this is true: \"state == 'open' and plddt_cargo >= 70\"; names are columns of "
        "complexes.tsv, measures of geometry.tsv, and others that docs/figures.md lists.",
    ),
]
Width = Annotated[
    str | None,
    typer.Option(
        "--width",
        metavar="85mm|180mm",
        help="How wide figures are printed: one or two columns, or any width from 60 to 250 mm (8.5cm, 3.35in).",
    ),
]
Sort = Annotated[
    str | None,
    typer.Option(
        "--sort",
        metavar="COLUMN[:desc]",
        help="Sort what is shown by a column of complexes.tsv or another value that docs/figures.md lists: "
        "plddt_cargo:desc; by name where none is given. What has no value comes last.",
    ),
]
Ungrouped = Annotated[
    bool, typer.Option("--ungrouped", help="Sort all together, and not within kinds of source and classes.")
]
Pair = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--pair",
        metavar="A B",
        help="Show two occupants alone, A before B: entries, complexes, compounds or cargoes. For the figure compare, "
        "and the difference in footprint-map.",
    ),
]
Pages = Annotated[
    int,
    typer.Option(
        "--pages",
        min=0,
        help="Pages with all rows that a figure has beside it at most, where it is a summary; where they would be "
        "more, none is drawn, and the summary says so. Choose some rows with --only and --where.",
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes.")]


class ListingCommand(NesgrooveCommand):
    """A command whose help ends with a list that the package gives; made only when the help is shown."""

    @abstractmethod
    def listing(self) -> str:
        """Write the list."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 (typer's own copy of click)
        """Show the help, with the list at its end."""
        self.epilog = self.listing()
        super().format_help(ctx, formatter)


def refuse_both(named: Sequence[str], chosen: Chosen, *, step: str) -> None:
    """Refuse a request that names complexes and chooses some too.

    Parameters
    ----------
    named, chosen
        Complexes that are named, and what is chosen by ``--only`` and ``--where``.
    step
        The step that an error names.

    Raises
    ------
    ConfigError
        Both are given.
    """
    if named and chosen:
        raise ConfigError(
            "complexes are named, and chosen by --only or --where too", step=step, remedy="Name them with --only"
        )
