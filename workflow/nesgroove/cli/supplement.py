"""The command ``nesgroove supplement``."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from nesgroove.cli.errors import request, say, tell
from nesgroove.errors import ConfigError

ORCID = re.compile(r"\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")
"""Identifier of a researcher, at the end of what is given."""

LICENCE = re.compile(r"[A-Za-z0-9.+-]+|[a-z]+://[!-~]+")
"""Identifier of a licence at SPDX, or an address."""

EPOCH = "SOURCE_DATE_EPOCH"
"""Environment variable: seconds since 1970 that stand for today (reproducible-builds.org)."""


# Long because its options are declared in it, where typer reads them.
def supplement_command(
    results: Annotated[
        Path,
        typer.Option(
            "--from", metavar="RESULTS", help="Results of the workflow, or tables of a run.", show_default=False
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="ZIP", help="The archive.", show_default=False)],
    config: Annotated[
        list[Path] | None,
        typer.Option("--config", metavar="FILE", help="Configuration, sheet or lock to put in. Can be repeated."),
    ] = None,
    figures: Annotated[
        Path | None, typer.Option("--figures", metavar="DIR", help="Figures. [default: RESULTS/figures]")
    ] = None,
    title: Annotated[str, typer.Option("--title", help="What it is called.")] = "The NES groove of XPO1, measured",
    description: Annotated[str, typer.Option("--description", help="What it is about. [default: in numbers]")] = "",
    author: Annotated[
        list[str] | None, typer.Option("--author", metavar="NAME [ORCID]", help="Who made it. Can be repeated.")
    ] = None,
    licence: Annotated[
        str, typer.Option("--license", metavar="ID", help="Licence, as at spdx.org (CC-BY-4.0), or its address.")
    ] = "",
    published: Annotated[
        str | None,
        typer.Option("--date", metavar="YYYY-MM-DD", help=f"Of publication. [default: today, or ${EPOCH}]"),
    ] = None,
) -> None:
    """Put results, and all that it takes to make them again, into one archive for a paper's supplement.

    Tables, comparisons, figures, methods, references, ligand chemistry, versions and what --config names, with
    metadata as an RO-Crate. `nesgroove reproduce` takes it. The same results and options give the same bytes.

    Example: `nesgroove supplement --from results --config config/config.yaml --license CC-BY-4.0 --out supplement.zip`
    """
    with request():
        day = _day(published)
        _check(author or [], licence)
    from nesgroove.io.places import try_file
    from nesgroove.reproduce.crate import About
    from nesgroove.reproduce.supplement import in_numbers, write_supplement

    try_file(out)
    about = About(title, description or in_numbers(results), day, licence, tuple(author or []))
    names = write_supplement(results, out, about, configuration=config or [], drawn=figures)
    counted = {folder: sum(name.startswith(f"{folder}/") for name in names) for folder in ("config", "figures")}
    tell(f"{len(names)} files in {out}: {counted['figures']} figures, {counted['config']} of the configuration")
    for kind, option in (("figures", "--figures"), ("config", "--config")):
        if not counted[kind]:
            say(f"{out}: no {kind} in it; {option} names them")
    if not licence:
        say(f"{out}: it states no licence; --license does")


def _check(authors: Sequence[str], licence: str) -> None:
    """Refuse what would make metadata that say nothing, or another thing."""
    known: dict[str, str] = {}
    for text in authors:
        name = " ".join(text.split())
        orcid = ORCID.search(name)
        other = known.setdefault(orcid[0] if orcid else name, name)
        if not name or other != name or (orcid and name == orcid[0]):
            raise ConfigError(
                f"{text!r} is no author" if other == name else f"{name!r} and {other!r} have one ORCID",
                step="supplement", remedy='Write --author "Ada Lovelace 0000-0002-1825-0097", or a name alone',
            )  # fmt: skip
    if licence and not LICENCE.fullmatch(licence):
        raise ConfigError(
            f"{licence!r} is no licence", step="supplement",
            remedy="Write the identifier that it has at spdx.org (CC-BY-4.0), or its address (https://...)",
        )  # fmt: skip


def _day(given: str | None) -> str:
    try:
        if given is not None:
            return date.fromisoformat(given).isoformat()
        epoch = os.environ.get(EPOCH)
        return datetime.fromtimestamp(int(epoch) if epoch else datetime.now(UTC).timestamp(), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise ConfigError(
            f"{given or os.environ.get(EPOCH)} is no date", step="supplement",
            remedy=f"Write --date as 2026-12-31, and ${EPOCH} as seconds since 1970",
        ) from error  # fmt: skip
