"""Phantoms, structures of known truth: kept as package data, written out as mmCIF with the truth beside it.

``data/phantoms/structures.xz`` holds all of them one after the other, which is less than half of what the same
files take one by one. Each is its mmCIF without the coordinates in the rows of its atoms, then the line
``#coordinates``, then a row per atom: x, y and z as differences from the atom before (from the origin for the
first), in thousandths of an angstrom. ``data/phantoms/truths.json`` has what is planted in each, and a line that
describes it. ``tools/make_phantoms.py`` writes both.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any

from nesgroove.errors import ConfigError
from nesgroove.io.files import gzipped, write_file
from nesgroove.io.marker import keywords_of
from nesgroove.io.writing import together

STRUCTURES, TRUTHS = "structures.xz", "truths.json"
"""Names of the two files in ``data/phantoms``."""

COORDINATES = "#coordinates\n"
"""What stands between the mmCIF of a phantom and its coordinates."""

CALIBRATION = "calibration"
"""What ``group`` says in the record of a phantom that is for calibrating only."""

BEFORE_X = 10
"""Columns of an atom's row before the three of its coordinates."""


def phantom_names(*, calibration: bool = False) -> list[str]:
    """List the phantoms, in the order in which they are documented.

    Parameters
    ----------
    calibration
        List those that are for calibrating only: planted geometry, and no grooves to look at.

    Returns
    -------
    list of str
        The names, which are those of their entries too.

    Examples
    --------
    >>> phantom_names()[:2]
    ['phantom_open', 'phantom_intermediate']
    """
    return [name for name, record in _truths().items() if (record.get("group") == CALIBRATION) == calibration]


def phantom_description(name: str) -> str:
    """Describe a phantom in one line.

    Parameters
    ----------
    name
        Name of a phantom.

    Returns
    -------
    str
        Species, width, what is in the groove.

    Raises
    ------
    ConfigError
        There is no phantom of that name.

    Examples
    --------
    >>> phantom_description("phantom_c528s")
    'human, width 11.83 A, 528 Ser'
    """
    check_names([name])
    return str(_truths()[name]["description"])


def phantom_truth(name: str) -> dict[str, Any]:
    """What is planted in a phantom; docs/phantom.md describes each item.

    Parameters
    ----------
    name
        Name of a phantom.

    Returns
    -------
    dict
        Plain numbers, strings and None.

    Raises
    ------
    ConfigError
        There is no phantom of that name.

    Examples
    --------
    >>> phantom_truth("phantom_closed")["state"]
    'closed'
    """
    check_names([name])
    return dict(deepcopy(_truths()[name]["truth"]))


def phantom_cif(name: str) -> str:
    """Read the structure of a phantom.

    Parameters
    ----------
    name
        Name of a phantom.

    Returns
    -------
    str
        It as mmCIF.

    Raises
    ------
    ConfigError
        There is no phantom of that name.
    """
    check_names([name])
    return expanded(_structures()[name])


def write_phantoms(
    directory: str | Path,
    names: Sequence[str] | None = None,
    *,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write phantoms into a directory, ``NAME.cif.gz`` each with ``NAME.truth.json`` beside it.

    Parameters
    ----------
    directory
        Made if it is not there.
    names
        Which ones; by default all but those for calibrating.
    progress
        Called with the name of each phantom once it is written.

    Returns
    -------
    list of Path
        The structures, in the order asked for.

    Raises
    ------
    ConfigError
        There is no phantom of one of the names; nothing is written then.
    """
    wanted = list(names) if names else phantom_names()
    check_names(wanted)
    paths = []
    for name in wanted:
        paths.append(write_phantom_files(Path(directory), name, phantom_cif(name), phantom_truth(name)))
        if progress is not None:
            progress(name)
    return paths


def check_names(names: Iterable[str]) -> None:
    """Refuse names that no phantom has.

    Parameters
    ----------
    names
        Any names.

    Raises
    ------
    ConfigError
        There is no phantom of one of the names.
    """
    unknown = [name for name in names if name not in _truths()]
    if unknown:
        raise ConfigError(
            f"there is no phantom named {', '.join(unknown)}",
            step="phantom",
            remedy="List the names with: nesgroove phantom --list",
        )


def phantom_paths(directory: Path, name: str) -> tuple[Path, Path]:
    """Name the files of a phantom.

    Parameters
    ----------
    directory
        Where they are written.
    name
        Name of the phantom.

    Returns
    -------
    structure : Path
        Path of the mmCIF file.
    truth : Path
        Path of what is planted.
    """
    return directory / f"{name}.cif.gz", directory / f"{name}.truth.json"


def write_phantom_files(directory: Path, name: str, cif: str, truth: dict[str, Any]) -> Path:
    """Write one phantom, the same bytes each time; its keywords say that it is one.

    Parameters
    ----------
    directory
        Made if it is not there.
    name
        Name of the phantom.
    cif
        Its structure as mmCIF.
    truth
        What is planted in it.

    Returns
    -------
    Path
        Path of the structure.
    """
    coordinates, planted = phantom_paths(directory, name)
    marker = f"_struct_keywords.entry_id {name}\n_struct_keywords.pdbx_keywords '{keywords_of('phantom')}'\n"
    cif = cif.replace("_exptl.entry_id", f"{marker}\n_exptl.entry_id", 1)
    with together():
        write_file(planted, json.dumps(truth, indent=2, sort_keys=True) + "\n")
        return write_file(coordinates, gzipped(cif.encode()))


@cache
def _truths() -> dict[str, Any]:
    text = (files("nesgroove.data") / "phantoms" / TRUTHS).read_text(encoding="utf-8")
    return dict(json.loads(text))


@cache
def _structures() -> dict[str, str]:
    return by_name(packed())


def packed() -> str:
    """Read the compact text of all phantoms.

    Returns
    -------
    str
        As :func:`by_name` takes it.
    """
    return lzma.decompress((files("nesgroove.data") / "phantoms" / STRUCTURES).read_bytes()).decode()


def by_name(text: str) -> dict[str, str]:
    """Take the compact text of all phantoms apart.

    Parameters
    ----------
    text
        As :func:`packed` gives it.

    Returns
    -------
    dict of str to str
        Name -> compact text of that phantom.
    """
    # A phantom begins with the line data_NAME; no other line begins so.
    parts = ("\n" + text.removesuffix("\n")).split("\ndata_")[1:]
    return {part.partition("\n")[0]: f"data_{part}\n" for part in parts}


def expanded(compact: str) -> str:
    """Make mmCIF of the compact text of a phantom: put the coordinates back into the rows of atoms.

    Parameters
    ----------
    compact
        Text of one phantom.

    Returns
    -------
    str
        The mmCIF file that it stands for.
    """
    cif, _, coordinates = compact.partition(COORDINATES)
    columns = zip(*(map(int, row.split()) for row in coordinates.splitlines()), strict=True)
    xyz = zip(*map(accumulate, columns), strict=True)
    return "\n".join(_filled(cif.split("\n"), xyz))


def _filled(lines: Iterable[str], xyz: Iterator[tuple[int, ...]]) -> Iterator[str]:
    for line in lines:
        if line.startswith(("ATOM ", "HETATM ")):
            words = line.split(" ")
            # %g as gemmi writes three decimals: without zeros at the end.
            words[BEFORE_X:BEFORE_X] = [f"{value / 1000:g}" for value in next(xyz)]
            yield " ".join(words)
        else:
            yield line
