"""Build phantoms: the set that the package holds, or one of your own.

python tools/make_phantoms.py freeze                                  # write the package's set anew
python tools/make_phantoms.py build --out phantoms --width 10.2       # one of your own
"""

from __future__ import annotations

import json
import lzma
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.io.phantoms import CALIBRATION as CALIBRATION_GROUP
from nesgroove.io.phantoms import STRUCTURES, TRUTHS
from phantom import SUITE, Phantom, build_phantom, write_phantom
from phantom.calibration import CALIBRATION, build_calibration
from phantom.frozen import compact
from phantom.writer import cif_text

DATA = Path(__file__).parents[1] / "workflow/nesgroove/data/phantoms"

KERNEL = {"OPENBLAS_CORETYPE": "Haswell"}
"""The setting that makes numpy's linear algebra compute as on a processor with AVX2. Kernels of other processors round
differently, and a difference in the last bit grows while side chains are packed: atoms then lie elsewhere."""

app = typer.Typer(help=__doc__, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def freeze(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory of the package's phantoms.")] = DATA,
) -> None:
    """Build the whole set, and write it as the package holds it."""
    texts: list[str] = []
    truths: dict[str, dict[str, Any]] = {}
    for name, spec in SUITE.items():
        structure, truth = build_phantom(spec)
        texts.append(compact(cif_text(structure)))
        truths[name] = {"description": spec.description, "truth": truth}
    for name, item in CALIBRATION.items():
        structure, truth = build_calibration(item)
        texts.append(compact(cif_text(structure)))
        truths[name] = {"description": item.description, "group": CALIBRATION_GROUP, "truth": truth}
    out.mkdir(parents=True, exist_ok=True)
    packed = lzma.compress("".join(texts).encode(), preset=9 | lzma.PRESET_EXTREME)
    (out / STRUCTURES).write_bytes(packed)
    (out / TRUTHS).write_text(json.dumps(truths, indent=1) + "\n", encoding="utf-8")
    size = sum((out / name).stat().st_size for name in (STRUCTURES, TRUTHS))
    typer.echo(f"{len(truths)} phantoms, {size / 1000:.0f} kB: {out}")


@app.command()
def build(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory for the structure and its truth.")],
    width: Annotated[
        float | None, typer.Option("--width", metavar="A", help="Mean C-alpha width of the groove. [default: 11.83]")
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
    name: Annotated[str, typer.Option("--name", help="Name of the phantom.")] = "phantom_custom",
) -> None:
    """Build a phantom of your own: NAME.cif.gz, and NAME.truth.json with what is planted in it.

    Nothing is fetched, and the same command writes the same bytes again.
    """
    asked = {
        "name": name,
        "width": width,
        "cargo": cargo,
        "direction": direction,
        "inhibitor": inhibitor,
        "bond_length": bond_length,
        "nucleotide": nucleotide,
    }
    try:
        spec = _specification({option: value for option, value in asked.items() if value is not None})
    except NesgrooveError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    try:
        coordinates, truth = write_phantom(spec, out)
    except NesgrooveError as error:
        typer.echo(f"error: {spec.name}: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{spec.name}\t{coordinates}\t{truth}")


def _specification(asked: dict[str, Any]) -> Phantom:
    """Read the request, or say what is wrong with it."""
    if "direction" in asked and "cargo" not in asked:
        raise ConfigError("a direction is given and no cargo", step="phantom", remedy="Add --cargo CLASS")
    if "bond_length" in asked and "inhibitor" not in asked:
        raise ConfigError("a bond length is given and no inhibitor", step="phantom", remedy="Add --inhibitor COMPONENT")
    try:
        return Phantom(**asked)
    except ValidationError as error:
        raise ConfigError(
            f"{asked['name']!r} is not a name for a phantom",
            step="phantom",
            remedy="Use small letters, digits and underscores, a letter first",
        ) from error


def _use_one_kernel() -> None:
    """Start anew with the arithmetic that the set was built with, unless it is in use."""
    if any(os.environ.get(name) != value for name, value in KERNEL.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **KERNEL})


if __name__ == "__main__":
    _use_one_kernel()
    app()
