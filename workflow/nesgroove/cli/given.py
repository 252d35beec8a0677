"""What several commands take of a run: chemistry of ligands, files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nesgroove.errors import ConfigError

if TYPE_CHECKING:
    from nesgroove.survey.sources import Sources


def given_ligands(given: list[str]) -> dict[str, str]:
    """Read ``--ligand ID=SMILES`` or ``ID=FILE.sdf``.

    Parameters
    ----------
    given
        The options.

    Returns
    -------
    dict of str to str
        Chemistry by component id.

    Raises
    ------
    ConfigError
        One is written otherwise, or a component is given twice.
    ChemistryError
        What is given is no molecule, or the file is not there.
    """
    if not given:
        return {}
    from nesgroove.chem.given_chemistry import given_molecule

    chemistry_of = {}
    for text in given:
        component, sign, chemistry = text.partition("=")
        if not (sign and component and chemistry):
            raise ConfigError(
                f"--ligand {text} is not understood", remedy="Write it as ID=SMILES or ID=FILE.sdf: UNL=CCO"
            )
        if component in chemistry_of:
            raise ConfigError(f"--ligand {component} is given twice", remedy="Give each component once")
        given_molecule(component, chemistry)
        chemistry_of[component] = chemistry
    return chemistry_of


def given_sources(given: list[str]) -> Sources:
    """Read ``--source [PATTERN=]KIND``; where it is not given, nothing is imported.

    Parameters
    ----------
    given
        The options.

    Returns
    -------
    tuple of (str, str)
        As of :func:`nesgroove.survey.sources.read_sources`.

    Raises
    ------
    ConfigError
        A kind is none.
    """
    if not given:
        return ()
    from nesgroove.survey.sources import read_sources

    return read_sources(given)


def no_files(given: Sequence[str | Path], step: str) -> ConfigError:
    """Say that there is nothing to measure, where it was looked for, and what lies there instead.

    Parameters
    ----------
    given
        Directories, or lists of files.
    step
        The command.

    Returns
    -------
    ConfigError
        To be raised.
    """
    if not given:
        return ConfigError("there are no files to measure", step=step, remedy="Name files or directories")
    below = [
        inside.name for place in map(Path, given) if place.is_dir() for inside in place.iterdir() if inside.is_dir()
    ]
    remedy = "Name a directory with mmCIF or PDB files"
    if below:
        remedy += "; directories within it are not looked through: " + ", ".join(sorted(below)[:3])
    return ConfigError("there are no structures in it", file=", ".join(map(str, given)), step=step, remedy=remedy)
