"""What lies among structures and was not measured: a note each, or one that counts many of them by their endings."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from nesgroove.io.run_names import shown_path
from nesgroove.model.problem import ProblemRecord, problem

REMEDY: Final = "If it is a structure, put it beside the others under a name with the ending of its format"
SEVERAL: Final = "If there are structures among them, give their names the ending of their format"

INSIDE: Final = "Name a directory itself to have measured what is in it"

ENDINGS: Final = 6
"""Endings that are counted by name."""

LONGEST: Final = 10
"""Letters of what stands between two dots of a name and belongs to its ending: ``.truth.json``, ``.tar.gz``."""


def passed_over_remarks(passed_over: Iterable[tuple[Path, str]]) -> list[ProblemRecord]:
    """Say what was passed over.

    Parameters
    ----------
    passed_over
        Paths, and why each was not taken for a structure (:class:`nesgroove.io.run_files.RunFiles`).

    Returns
    -------
    list of ProblemRecord
        One for each reason; a single file is named, of several their endings are counted.
    """
    by_reason: dict[str, list[Path]] = {}
    for path, why in passed_over:
        by_reason.setdefault(why, []).append(path)
    return [_remark(paths, why) for why, paths in by_reason.items()]


def _remark(paths: list[Path], why: str) -> ProblemRecord:
    if len(paths) == 1:
        message, remedy = f"{shown_path(paths[0])} was passed over: {why}", REMEDY
    else:
        parents = {os.fspath(path.parent) for path in paths}
        where = shown_path(next(iter(parents))) if len(parents) == 1 else f"{len(parents)} directories"
        counts = Counter(map(ending, paths)).most_common()
        listed = ", ".join(f"{count} {name}" for name, count in counts[:ENDINGS])
        rest = sum(count for _, count in counts[ENDINGS:])
        more = f", {rest} others" if rest else ""
        message = f"{len(paths)} in {where} were passed over ({listed}{more}), each because {why}"
        remedy = INSIDE if all(path.is_dir() for path in paths) else SEVERAL
    return problem("", "read", "note", message, remedy=remedy)


def ending(path: Path) -> str:
    """Give what a file's name ends with, as people speak of it.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        ``.truth.json``, ``.txt``; ``without an ending``; of what is no file ``directories``.
    """
    suffixes = path.suffixes[-2:]
    if len(suffixes) == 2 and not (suffixes[0][1:].isalpha() and len(suffixes[0]) <= LONGEST):
        suffixes = suffixes[1:]
    if path.is_dir():
        return "directories"
    return shown_path("".join(suffixes)) if suffixes else "without an ending"
