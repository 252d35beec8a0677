"""Structures by path or by entry, with what is meant in them after a colon."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.io.entry_names import entry_name, is_structure_name
from nesgroove.io.places import try_file

PLACES: Final = ("structures/local", "structures/cache")
"""Where an entry is looked for by its id, in this order: the user's own files, then what was fetched."""


def source_and_part(text: str, option: str, *, places: tuple[str, ...] = PLACES) -> tuple[Path, str]:
    """Find the file that is meant.

    Parameters
    ----------
    text
        A path, or the id of an entry in :data:`PLACES`; behind it, after a colon, what is meant in it.
    option
        The option that it was given with, for what is said of an error.
    places
        Directories to look for entries in.

    Returns
    -------
    path : Path
    part : str
        What stands after the colon; empty where there is none.

    Raises
    ------
    ConfigError
        There is no such file and no such entry, or more than one file is the entry.
    """
    ends = [len(text), *(i for i in range(len(text) - 1, 0, -1) if text[i] == ":")]
    for end in ends:
        name, part = text[:end], text[end + 1 :]
        if Path(name).is_file():
            return Path(name), part
        files = _entries(name, places)
        if len(files) > 1:
            raise ConfigError(
                f"{option} {name}: it is in {' and '.join(map(str, files))}", step="analogue", remedy="Name the file"
            )
        if files:
            return files[0], part
    raise ConfigError(
        f"{option} {text}: there is no such file, and no such entry in {' or '.join(places)}",
        step="analogue",
        remedy=f"Check the path, or fetch the entry: nesgroove fetch {text.split(':', 1)[0]} --to {places[-1]}",
    )


def _entries(name: str, places: tuple[str, ...]) -> list[Path]:
    wanted = entry_name(name)
    for place in map(Path, places):
        files = sorted(place.iterdir()) if place.is_dir() else []
        same = [path for path in files if is_structure_name(path.name) and entry_name(path.name) == wanted]
        if same:
            return same
    return []


def checked_target(path: Path, inputs: tuple[Path, ...]) -> Path:
    """Check where a model is to be written.

    Parameters
    ----------
    path
        The file.
    inputs
        Files that it is made of.

    Returns
    -------
    Path
        The same path.

    Raises
    ------
    ConfigError
        It has another ending than ``.cif`` or ``.cif.gz``, or is one of the files it is made of.
    WriteError
        It cannot be written.
    """
    if not path.name.lower().endswith((".cif", ".cif.gz")) or path.name.lower() in (".cif", ".cif.gz"):
        raise ConfigError(
            "a model is written as mmCIF", file=path, step="analogue", remedy="Name a file that ends in .cif"
        )
    try_file(path)
    if any(path.exists() and path.samefile(other) for other in inputs):
        raise ConfigError(
            "the model would take the place of a structure that it is made of", file=path, step="analogue",
            remedy="Write it to another file",
        )  # fmt: skip
    return path
