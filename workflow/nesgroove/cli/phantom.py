"""The command ``nesgroove phantom``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nesgroove.cli.progress import Progress
from nesgroove.errors import ConfigError, NesgrooveError

if TYPE_CHECKING:
    from nesgroove.phantom.spec import Phantom


def phantom_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Phantoms of the default set; all of them if none is named."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Directory for the structures and their truth.")
    ] = None,
    list_names: Annotated[
        bool, typer.Option("--list", help="List the default set and what is in each, and stop.")
    ] = False,
    width: Annotated[
        float | None,
        typer.Option("--width", metavar="A", help="A phantom of your own: mean C-alpha width of the groove."),
    ] = None,
    cargo: Annotated[
        str | None,
        typer.Option("--cargo", metavar="CLASS", help="With a cargo of this NES class: 1a 1b 1c 1d 2 3 4."),
    ] = None,
    direction: Annotated[
        str | None, typer.Option("--direction", metavar="plus|minus", help="Direction of the cargo. [default: plus]")
    ] = None,
    inhibitor: Annotated[
        str | None,
        typer.Option("--inhibitor", metavar="COMPONENT", help="With this inhibitor: V6A, K85, LMB, G6U ..."),
    ] = None,
    bond_length: Annotated[
        float | None,
        typer.Option("--bond-length", metavar="A", help="From SG of Cys528 to the inhibitor. [default: 1.81]"),
    ] = None,
    nucleotide: Annotated[
        str | None,
        typer.Option("--nucleotide", metavar="COMPONENT", help="With Ran and this nucleotide: GTP, GNP, GDP ..."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of a phantom of your own. [default: phantom_custom]")
    ] = None,
) -> None:
    """Build phantoms: structures of known truth, for trying, testing and calibrating.

    Beside each NAME.cif.gz stands NAME.truth.json with what is planted in it. Nothing is fetched, and the same
    command writes the same bytes again. Name phantoms of the default set, or describe one of your own with
    the options; not both.

    Example: nesgroove phantom --out phantoms phantom_open phantom_v6a

    Example: nesgroove phantom --out phantoms --width 10.2 --inhibitor K85 --bond-length 1.83
    """
    if list_names:
        from nesgroove.phantom.suite import SUITE

        for spec in SUITE.values():
            typer.echo(f"{spec.name}\t{_in_words(spec)}")
        return
    asked = {
        "width": width,
        "cargo": cargo,
        "direction": direction,
        "inhibitor": inhibitor,
        "bond_length": bond_length,
        "nucleotide": nucleotide,
        "name": name,
    }
    own = {option: value for option, value in asked.items() if value is not None}
    try:
        directory, specs = _requests(out, names or [], own)
    except NesgrooveError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    from nesgroove.phantom.suite import write_phantom

    failed = 0
    with Progress("Building", len(specs)) as progress:
        for spec in specs:
            try:
                coordinates, truth = write_phantom(spec, directory)
            except NesgrooveError as error:
                typer.echo(f"error: {spec.name}: {error}", err=True)
                failed += 1
            except OSError as error:
                typer.echo(
                    f"error: {directory}: phantom: {error.strerror or error}. Choose a directory that can be "
                    "written to",
                    err=True,
                )
                raise typer.Exit(1) from error
            else:
                typer.echo(f"{spec.name}\t{coordinates}\t{truth}")
            progress.step(spec.name)
    if failed:
        raise typer.Exit(1)


def _requests(out: Path | None, names: list[str], own: dict[str, Any]) -> tuple[Path, list[Phantom]]:
    """Read the request into specifications, or say what is wrong with it."""
    from pydantic import ValidationError

    from nesgroove.phantom.spec import Phantom
    from nesgroove.phantom.suite import chosen

    if out is None:
        raise ConfigError(
            "no directory is named", step="phantom", remedy="Name one with --out, or see the set with --list"
        )
    if names and own:
        raise ConfigError(
            "phantoms of the default set are named, and one is described by options too",
            step="phantom",
            remedy="Do one or the other",
        )
    if not own:
        return out, chosen(names)
    if "direction" in own and "cargo" not in own:
        raise ConfigError("a direction is given and no cargo", step="phantom", remedy="Add --cargo CLASS")
    if "bond_length" in own and "inhibitor" not in own:
        raise ConfigError("a bond length is given and no inhibitor", step="phantom", remedy="Add --inhibitor COMPONENT")
    own.setdefault("name", "phantom_custom")
    try:
        return out, [Phantom(**own)]
    except ValidationError as error:
        raise ConfigError(
            f"{own['name']!r} is not a name for a phantom",
            step="phantom",
            remedy="Use small letters, digits and underscores, a letter first",
        ) from error


def _in_words(spec: Phantom) -> str:
    words = [f"{spec.species}, width {spec.width:g} A"]
    if spec.site != "wild-type":
        words.append(f"528 {spec.site}")
    if spec.cargo:
        words.append(f"cargo {spec.cargo} {spec.direction}")
    if spec.inhibitor:
        words.append(f"inhibitor {spec.inhibitor}" + (f" written as {spec.written_as}" if spec.written_as else ""))
        if not spec.record_bond:
            words.append("bond not recorded")
    if spec.has_ran:
        words.append(f"Ran {spec.nucleotide}".rstrip())
    return ", ".join(words)
