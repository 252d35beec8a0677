"""The default set of phantoms, and how phantoms become files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nesgroove.errors import ConfigError
from nesgroove.phantom.spec import Phantom

if TYPE_CHECKING:
    import gemmi

_SPECS = (
    Phantom(name="phantom_open"),
    Phantom(name="phantom_intermediate", width=10.5),
    Phantom(name="phantom_closed", width=9.5),
    Phantom(name="phantom_yeast_thr", species="yeast"),
    Phantom(name="phantom_c528s", site="Ser"),
    Phantom(name="phantom_no528", site="missing"),
    Phantom(name="phantom_cargo_1a", cargo="1a", nucleotide="GTP"),
    Phantom(name="phantom_cargo_1a_minus", cargo="1a", direction="minus"),
    Phantom(name="phantom_cargo_1b", cargo="1b"),
    Phantom(name="phantom_cargo_1c", cargo="1c", nucleotide="GTP"),
    Phantom(name="phantom_cargo_1d", cargo="1d"),
    Phantom(name="phantom_cargo_2", cargo="2"),
    Phantom(name="phantom_cargo_3", cargo="3", nucleotide="GNP"),
    Phantom(name="phantom_cargo_4", cargo="4"),
    Phantom(name="phantom_v6a", inhibitor="V6A", nucleotide="GTP"),
    Phantom(name="phantom_v6a_unrecorded", inhibitor="V6A", record_bond=False),
    Phantom(name="phantom_unl", inhibitor="V6A", written_as="UNL"),
    Phantom(name="phantom_k85", inhibitor="K85"),
    Phantom(name="phantom_51k", inhibitor="51K"),
    Phantom(name="phantom_k76", inhibitor="K76"),
    Phantom(name="phantom_6l8", inhibitor="6L8"),
    Phantom(name="phantom_a1cbd", inhibitor="A1CBD"),
    Phantom(name="phantom_lmb", inhibitor="LMB"),
    Phantom(name="phantom_lbf", inhibitor="LBF"),
    Phantom(name="phantom_aa8", inhibitor="AA8"),
    Phantom(name="phantom_rja", inhibitor="RJA"),
    Phantom(name="phantom_g6u", inhibitor="G6U"),
    Phantom(name="phantom_ran_gdp", width=9.5, nucleotide="GDP"),
)

SUITE: dict[str, Phantom] = {spec.name: spec for spec in _SPECS}
"""The default phantoms by name."""


def build_phantom(spec: Phantom) -> tuple[gemmi.Structure, dict[str, Any]]:
    """Build a phantom.

    Parameters
    ----------
    spec
        What it is to be.

    Returns
    -------
    structure : gemmi.Structure
    truth : dict
        What is planted in it, computed from the coordinates of the structure by plain formulas.

    Raises
    ------
    ConfigError
        The specification asks for something that cannot be.

    Examples
    --------
    >>> structure, truth = build_phantom(SUITE["phantom_open"])
    >>> truth["state"], truth["groove_width"]
    ('open', 11.83)
    """
    from nesgroove.phantom.build import assemble
    from nesgroove.phantom.truth import truth_of
    from nesgroove.phantom.writer import to_gemmi

    assembly = assemble(spec)
    return to_gemmi(assembly), truth_of(assembly)


def write_phantom(spec: Phantom, directory: Path) -> tuple[Path, Path]:
    """Write ``NAME.cif.gz`` and ``NAME.truth.json`` into a directory, and return their paths."""
    from nesgroove.phantom.writer import cif_bytes

    structure, truth = build_phantom(spec)
    directory.mkdir(parents=True, exist_ok=True)
    coordinates, planted = directory / f"{spec.name}.cif.gz", directory / f"{spec.name}.truth.json"
    _write(planted, (json.dumps(truth, indent=2, sort_keys=True) + "\n").encode())
    _write(coordinates, cif_bytes(structure))
    return coordinates, planted


def _write(path: Path, content: bytes) -> None:
    """Nothing half-written has a final name."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def chosen(names: Sequence[str] | None = None) -> list[Phantom]:
    """Look phantoms of the default set up by name; all of them if none is named.

    Raises
    ------
    ConfigError
        There is no phantom of that name.
    """
    unknown = [name for name in names or () if name not in SUITE]
    if unknown:
        raise ConfigError(
            f"there is no phantom named {', '.join(unknown)}",
            step="phantom",
            remedy="List the names with: nesgroove phantom --list",
        )
    return [SUITE[name] for name in names] if names else list(SUITE.values())


def write_phantoms(
    directory: str | Path,
    names: Sequence[str] | None = None,
    *,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write phantoms of the default set, each with its truth beside it.

    Parameters
    ----------
    directory
        Made if it is not there.
    names
        Which ones; all by default.
    progress
        Called with the name of each phantom once it is written.

    Returns
    -------
    list of Path
        The structures, in the order asked for.
    """
    paths = []
    for spec in chosen(names):
        paths.append(write_phantom(spec, Path(directory))[0])
        if progress is not None:
            progress(spec.name)
    return paths
