"""Which entry each file of a run is: names that are safe, and no two alike."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesgroove.io.entry_names import entry_name
from nesgroove.model.plain_text import shown

NAMELESS: Final = "unnamed"
"""Entry of a file whose name leaves nothing to show."""

AGAIN: Final = "+"
"""Before the number of the second and further files of one name: ``3gjx+2``. Rare in names, plain in links."""

NUMBERS: Final = re.compile(r"(\+[0-9]+)+$")


@dataclass(frozen=True)
class NamedFile:
    """A file and the entry that it is in a run.

    Attributes
    ----------
    path : Path
    entry : str
        Of its own in the run.
    name : str
        What the file's name alone gives; patterns of entries (``--source``) fit this.
    first : Path or None
        The file that has the name, where this one had to get a number.
    """

    path: Path
    entry: str
    name: str
    first: Path | None = None


def shown_path(path: Path | str) -> str:
    """Write a path so that it can be shown.

    Parameters
    ----------
    path
        Any path.

    Returns
    -------
    str
        As :func:`nesgroove.model.plain_text.shown` has it.
    """
    return shown(os.fspath(path))


def own_name(path: Path) -> str:
    """Name the entry that a file is by its own name alone.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        Fit to be shown, and never empty.
    """
    return shown(entry_name(path)) or NAMELESS


def same_name(name: str) -> str:
    """Give what two names share that are one to some file system, or to a reader's eye.

    Parameters
    ----------
    name
        Of an entry or complex, fit to be shown.

    Returns
    -------
    str
        The name without its case.
    """
    return name.casefold()


def named_files(paths: Iterable[Path]) -> list[NamedFile]:
    """Give each file of a run its entry.

    Parameters
    ----------
    paths
        Files in any order; one that is given twice is one file.

    Returns
    -------
    list of NamedFile
        In the order of their paths. Of files that give the same name (:func:`same_name`) the first keeps it, and the
        others get the next free number.
    """
    unique = sorted({os.path.normpath(path): path for path in paths}.items(), key=lambda pair: os.fsencode(pair[0]))
    names = {path: own_name(path) for _, path in unique}
    taken = {same_name(name) for name in names.values()}
    owner: dict[str, Path] = {}
    files = []
    for path, name in names.items():
        first = owner.setdefault(same_name(name), path)
        if first is path:
            files.append(NamedFile(path, name, name))
        else:
            files.append(NamedFile(path, numbered(name, taken), name, first))
    return files


def files_of_run(given: Sequence[Path | NamedFile]) -> list[NamedFile]:
    """Give each file of a run its entry, where it has none.

    Parameters
    ----------
    given
        Paths, or files that have their names already, each of its own.

    Returns
    -------
    list of NamedFile
        These files in their order, or what :func:`named_files` makes of the paths.
    """
    named = [file for file in given if isinstance(file, NamedFile)]
    return named or named_files(path for path in given if isinstance(path, Path))


def numbered(name: str, taken: set[str]) -> str:
    """Give a name the next free number, and take it.

    Parameters
    ----------
    name
        Of an entry or complex.
    taken
        Names that are used, as :func:`same_name` gives them; the new one is added.

    Returns
    -------
    str
        The name with ``+2``, ``+3`` ... behind it.
    """
    number = 2
    while same_name(f"{name}{AGAIN}{number}") in taken:
        number += 1
    new = f"{name}{AGAIN}{number}"
    taken.add(same_name(new))
    return new


def without_number(name: str) -> str:
    """Take the number from a name that got one.

    Parameters
    ----------
    name
        Of an entry or complex.

    Returns
    -------
    str
        ``3gjx`` of ``3gjx+2``.
    """
    return NUMBERS.sub("", name)


def measured_together(names: Collection[str]) -> dict[str, str]:
    """Say which entries have to be measured in one job, because one's name decides another's.

    Parameters
    ----------
    names
        Of all files of a run (:func:`own_name`).

    Returns
    -------
    dict of str to str
        Name -> what it shares with those it belongs to: names that are alike but for case and numbers, and names of
        which one is the beginning of the other's, to a hyphen: ``x`` with a chain ``A-2`` and ``x-A`` with a chain
        ``2`` give one id of a complex.
    """
    bases = {name: without_number(same_name(name)) for name in names}
    every = set(bases.values())

    def root(base: str) -> str:
        begun = [base[:i] for i, letter in enumerate(base) if letter == "-"]
        return next((start for start in begun if without_number(start) in every), base)

    return {name: root(base) for name, base in bases.items()}
