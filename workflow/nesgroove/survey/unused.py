"""What was said of files and ligands that are not there: of a pattern of files a warning, of a ligand an error."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Final

from nesgroove.model.named import GivenName
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.survey.sources import EVERY

STEP: Final = "options"
"""Step of these problems. They are of a run and not of an entry, so that parts of a run are no place for them."""


def unused_options(
    sources: Mapping[str, str],
    ligands: Iterable[str],
    entries: Collection[str],
    components: Collection[str],
    names: Iterable[GivenName] = (),
) -> list[ProblemRecord]:
    """Say which options fit nothing in a run.

    Parameters
    ----------
    sources
        Kinds of source by patterns of entries.
    ligands
        Components whose chemistry was given.
    entries
        All entries of the run, measured or not.
    components
        All components of its complexes.
    names
        What the user calls chains and compounds.

    Returns
    -------
    list of ProblemRecord
        Without an entry: a warning for each pattern, an error for each component.
    """
    rows = []
    for pattern, kind in sources.items():
        if pattern != EVERY and not any(fnmatchcase(entry.lower(), pattern.lower()) for entry in entries):
            message = f"no entry fits the pattern {pattern}, which was given as {kind}"
            rows.append(_warning(message, "Entries are named as in the tables, without the ending of the file"))
    for component in ligands:
        if component not in components:
            # An error, for the ligand that was meant is measured with other chemistry, or with none.
            message = f"no complex holds a ligand {component}, whose chemistry was given"
            remedy = "Give the id that the ligand has in the file: see molecules.tsv"
            rows.append(problem("", STEP, "error", message, remedy=remedy))
    for given in names:
        # Of a complex the entry is what stands before its chain.
        if not given.fits(entries) and not GivenName(given.entry.rpartition("-")[0], "", "").fits(entries):
            message = f"no entry fits {given.entry}, whose {given.molecule} was named {given.name}"
            rows.append(_warning(message, "Name an entry or a complex as the tables have it, or a pattern of entries"))
    return rows


def _warning(message: str, remedy: str) -> ProblemRecord:
    return problem("", STEP, "warning", message, remedy=remedy)
