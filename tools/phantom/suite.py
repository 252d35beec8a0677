"""The set of phantoms that the package holds, and how phantoms become files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nesgroove.io.phantoms import phantom_paths, write_phantom_files
from phantom.spec import Phantom

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
"""The phantoms of the set by name."""


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
    from phantom.build import assemble
    from phantom.truth import truth_of
    from phantom.writer import to_gemmi

    assembly = assemble(spec)
    return to_gemmi(assembly), truth_of(assembly)


def write_phantom(spec: Phantom, directory: Path) -> tuple[Path, Path]:
    """Write ``NAME.cif.gz`` and ``NAME.truth.json`` into a directory, and return their paths."""
    from phantom.writer import cif_text

    structure, truth = build_phantom(spec)
    write_phantom_files(directory, spec.name, cif_text(structure), truth)
    return phantom_paths(directory, spec.name)
