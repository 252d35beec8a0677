"""The files of a run: those that are named, listed, or lie in a directory; and which of them one job of several takes.

Imports little: every job of the workflow asks for it.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zlib import crc32

from nesgroove.errors import ConfigError
from nesgroove.io.entry_names import entry_name, is_structure_name
from nesgroove.io.reports.names import is_report, report_of
from nesgroove.io.run_names import measured_together, own_name

KEEPERS: Final = frozenset({".gitkeep", ".gitignore", "manifest.tsv", ".manifest.lock", ".snakemake_timestamp"})
"""Files that only keep an empty directory in a repository, or that `nesgroove fetch` and Snakemake keep for themselves:
nobody has to be told of them."""

LISTED: Final = 2
"""Column of the path in the lines that ``nesgroove fetch`` prints."""


@dataclass
class RunFiles:
    """Files to measure, and what was passed over.

    Attributes
    ----------
    paths : list of Path
    passed_over : list of (Path, str)
        What lies in a directory and is no structure, and why it was not taken for one.
    """

    paths: list[Path] = field(default_factory=list)
    passed_over: list[tuple[Path, str]] = field(default_factory=list)


def look_through(directory: Path) -> RunFiles:
    """List the structures in a directory; not those below it.

    Parameters
    ----------
    directory
        The directory.

    Returns
    -------
    RunFiles
        In the order of their names.
    """
    there = sorted(directory.iterdir(), key=os.fsencode)
    if not there:
        return RunFiles(passed_over=[(directory, "there is nothing in it")])
    return _sorted_out(there)


def _sorted_out(there: Sequence[Path]) -> RunFiles:
    """Part what lies somewhere into structures and the rest; reports of structures that are there count as neither."""
    found = RunFiles()
    entries = {entry_name(path) for path in there if is_structure_name(path.name) and not is_report(path)}
    for path in there:
        if path.name in KEEPERS:
            continue
        if path.is_dir():
            found.passed_over.append((path, "it is a directory, and only files beside it are measured"))
        elif path.name.startswith("."):
            found.passed_over.append((path, "it is hidden: its name begins with a dot"))
        elif is_report(path):
            if report_of(path.name) not in entries:
                found.passed_over.append((path, "it is a validation report, and its structure is not beside it"))
        elif not is_structure_name(path.name):
            found.passed_over.append((path, NO_ENDING))
        else:
            found.paths.append(path)
    return found


NO_ENDING: Final = "its name has no ending of a structure, such as .cif or .pdb.gz"


def expanded(path: Path) -> RunFiles:
    """Say what a path stands for: itself, or all that fits it where it is a pattern that no shell has replaced.

    Parameters
    ----------
    path
        Of a file or directory, which need not exist; or with ``*``, ``?`` and ``[...]`` for any letters and ``**`` for
        any directories. What exists by that very name is no pattern.

    Returns
    -------
    RunFiles
        Files and directories, in the order of their names; of a pattern, files without a name of structures are
        passed over.

    Raises
    ------
    ConfigError
        Nothing fits the pattern.
    """
    pattern = os.fspath(path)
    if not glob.has_magic(pattern) or os.path.lexists(path):
        return RunFiles([path])
    every = glob.iglob(pattern, recursive=True)  # noqa: PTH207 (of a Path, a pattern cannot be absolute)
    there = sorted(map(Path, every), key=os.fsencode)
    files = [path for path in there if not path.is_dir()]
    matching = _sorted_out(files)
    matching.paths = sorted({*there} - {*files} | {*matching.paths}, key=os.fsencode)
    if not matching.paths:
        why = "nothing fits this pattern" if not matching.passed_over else "no structure fits this pattern"
        raise ConfigError(why, file=pattern, step="measure", remedy="Check the path, and the endings of the files")
    return matching


def run_files(given: Iterable[Path], lists: Iterable[Path] = (), batch: str = "") -> RunFiles:
    """List the files of a run.

    Parameters
    ----------
    given
        Files, directories that are looked through, and patterns (:func:`expanded`).
    lists
        Files with a path in each line, or with what ``nesgroove fetch`` printed.
    batch
        ``2/8`` for the second of eight parts of them, each of which may be measured by itself: see :func:`batches`;
        empty for all of them.

    Returns
    -------
    RunFiles
        Of parts, the first that has any files says what was passed over.

    Raises
    ------
    ConfigError
        A list cannot be read, nothing fits a pattern, or the batch is not understood.
    """
    every = RunFiles()
    patterns = [expanded(path) for path in given]
    every.passed_over += [passed for several in patterns for passed in several.passed_over]
    listed = [path for file in lists for path in _read_list(file)]
    for path in _without_reports([*(path for several in patterns for path in several.paths), *listed]):
        # A directory that is called like a file is taken for one, which it then turns out not to be.
        found = look_through(path) if path.is_dir() and not is_structure_name(path.name) else RunFiles([path])
        every.paths += found.paths
        every.passed_over += found.passed_over
    if not batch:
        return every
    number, count = _batch(batch)
    parts = batches(every.paths, count)
    first = min(parts.values(), default=number)
    return RunFiles(
        [path for path in every.paths if parts[path] == number], every.passed_over if number == first else []
    )


def _without_reports(paths: list[Path]) -> list[Path]:
    """Leave out validation reports of structures that are named too, as ``*.cif.gz`` names both."""
    reports = {path for path in paths if report_of(path.name) and is_report(path)}
    entries = {entry_name(path) for path in paths if path not in reports} if reports else set()
    return [path for path in paths if path not in reports or report_of(path.name) not in entries]


def batches(paths: Sequence[Path], count: int) -> Mapping[Path, int]:
    """Deal files out to jobs.

    Parameters
    ----------
    paths
        All files of a run.
    count
        Jobs.

    Returns
    -------
    dict of Path to int
        The job of each, from 1. A file stays with its job whatever else is there, but for a file that shares its
        name: what decides each other's names is in one job (:func:`nesgroove.io.run_names.measured_together`).
    """
    names = {path: own_name(path) for path in paths}
    roots = measured_together(set(names.values()))
    return {path: crc32(roots[name].encode()) % count + 1 for path, name in names.items()}


def is_plain(path: Path) -> bool:
    """Say whether a workflow can name a file: its name means nothing but itself, and it is a regular file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    bool
        False where there are braces or angle brackets in the path, in which snakemake would put something else;
        characters that cannot be shown; or where what is there is no regular file. One that is yet to be made is
        plain.
    """
    text = os.fspath(path)
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError:
        regular = not path.is_symlink()
    return regular and text.isprintable() and not set(text) & set("{}<>*?[]")


def _read_list(path: Path) -> list[Path]:
    try:
        text = os.fsdecode(path.read_bytes())
    except OSError as error:
        raise ConfigError(error.strerror or str(error), file=path, step="measure", remedy="Check the path") from error
    lines = (line.split("\t") for line in text.split("\n") if line.strip())
    return [Path(cells[LISTED] if len(cells) > LISTED else cells[0]) for cells in lines]


def _batch(text: str) -> tuple[int, int]:
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise ConfigError(f"{text!r} is no part of a run", step="measure", remedy="Write 2/8 for the second of eight")
    return int(number), int(count)
