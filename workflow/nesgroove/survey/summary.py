"""What came of a run, in numbers: entries asked for, obtained and measured, complexes, and what went wrong, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.io.run_names import own_name, same_name, without_number
from nesgroove.io.tables import read_table
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.kinds import kinds_counted
from nesgroove.model.problem import ProblemRecord
from nesgroove.model.structure import SourceKind
from nesgroove.survey.provenance import COMMAND, NAME, read_provenance

STEP: Final = "summary"

PLURALS: Final = {"error": "errors", "warning": "warnings", "note": "notes"}
"""Severities, the gravest first, and what several are called."""

FETCH: Final = "fetch"
"""Step of what could not be obtained, and the directory of results that says so."""

NOT_MADE: Final = ("*/not_made.tsv", "pictures/*/not_made.tsv")
"""Where the workflow says which figures, pictures, scenes and pages could not be made."""

MEASURED: Final = "measured"
"""Where the workflow keeps the tables of each of its jobs, until they are gathered."""


@dataclass(frozen=True)
class Summary:
    """What came of a run.

    Attributes
    ----------
    asked, obtained, measured : set of str
        Entries: all of them, those whose file is there, those with a complex.
    kinds : tuple of str
        Kind of source of each complex; they are counted by it.
    problems : list of ProblemRecord
        All of them, in the order of their table.
    whole : bool
        Whether the tables were gathered; else the numbers are those of the parts that are there.
    tables, atlas : Path or None
        Where they are; None where there are none.
    """

    asked: set[str]
    obtained: set[str]
    measured: set[str]
    kinds: tuple[SourceKind, ...]
    problems: list[ProblemRecord]
    whole: bool = True
    tables: Path | None = None
    atlas: Path | None = None

    @property
    def complexes(self) -> int:
        """How many complexes were measured."""
        return len(self.kinds)

    def lines(self) -> list[str]:
        """Lay out the summary, a line each."""
        rows = [
            ("entries asked for", str(len(self.asked))),
            ("obtained", _of(self.obtained, self.asked)),
            ("measured", _of(self.measured, self.obtained)),
            ("complexes", kinds_counted(self.kinds) or "0"),
            *((name, by_step(kinds_of(self.problems), severity)) for severity, name in PLURALS.items()),
            ("tables", str(self.tables or "not made")),
            ("atlas", str(self.atlas or "not made")),
        ]
        return [f"  {name:<18} {value}" for name, value in rows]


def summary_of(
    problems: Iterable[ProblemRecord], measured: Sequence[tuple[str, SourceKind]], read: Iterable[str]
) -> Summary:
    """Count what came of some entries.

    Parameters
    ----------
    problems
        Rows of their problems.
    measured
        The entry of each complex, and its kind of source.
    read
        Entries whose file was read.

    Returns
    -------
    Summary
        Without the places of tables and atlas.
    """
    rows, entries = list(problems), {entry for entry, _ in measured}
    missed = {row.entry for row in rows if row.step == FETCH and row.severity == "error"}
    known = {row.entry for row in rows if row.entry and (row.step != FETCH or row.severity == "error")}
    # Of a file whose entry got a number the name alone is no entry.
    told = {same_name(without_number(entry)) for entry in {*entries, *known}}
    asked = {*entries, *known, *(entry for entry in read if same_name(without_number(entry)) not in told)}
    return Summary(asked, asked - missed | entries, entries, tuple(kind for _, kind in measured), rows)


def read_summary(results: Path) -> Summary:
    """Count what came of a run, from its results, finished or not.

    Parameters
    ----------
    results
        Directory of results of the workflow, or of tables.

    Returns
    -------
    Summary

    Raises
    ------
    ConfigError
        There is nothing of a run in it, or a table is damaged.
    """
    tables = results / "tables" if (results / "tables").is_dir() else results
    whole = (tables / NAME).is_file() and (tables / "complexes.tsv").is_file()
    directories = [tables] if whole else sorted(path.parent for path in results.glob(f"{MEASURED}/*/{NAME}"))
    more = [] if whole else [path for path in [results / FETCH / "problems.tsv"] if path.is_file()]
    if not directories and not more:
        raise ConfigError(
            "there is nothing of a run in it" if results.is_dir() else "there is no such directory", file=results,
            step=STEP, remedy="Name the directory of results of the workflow, or of `nesgroove measure`",
        )  # fmt: skip
    more += [path for pattern in NOT_MADE for path in sorted(results.glob(pattern))]
    problems = [row for path in more for row in read_table(ProblemRecord, path)]
    measured: list[tuple[str, SourceKind]] = []
    read: set[str] = set()
    for directory in directories:
        problems += read_table(ProblemRecord, directory / "problems.tsv")
        measured += [(row.entry, row.source_kind) for row in read_table(ComplexRecord, directory / "complexes.tsv")]
        provenance = read_provenance(directory, step=STEP)
        if not provenance["options"].get(COMMAND):  # other commands have files that are no entries: trajectories, poses
            read |= {own_name(Path(name)) for name in provenance["files"]}
    atlas = results / "atlas/index.html"
    counted = summary_of(problems, measured, read)
    return Summary(
        counted.asked, counted.obtained, counted.measured, counted.kinds, counted.problems, whole,
        tables if whole else None, atlas if atlas.is_file() else None,
    )  # fmt: skip


def kinds_of(problems: Iterable[ProblemRecord]) -> Counter[tuple[str, str]]:
    """Count problems by severity and step."""
    return Counter((row.severity, row.step) for row in problems)


def by_step(kinds: Mapping[tuple[str, str], int], severity: str) -> str:
    """Count problems of a severity by the step that they are of: ``3 (fetch 1, read 2)``."""
    steps = {step: count for (of, step), count in sorted(kinds.items()) if of == severity}
    listed = ", ".join(f"{step} {count}" for step, count in steps.items())
    return f"{sum(steps.values())} ({listed})" if steps else "0"


def by_severity(kinds: Mapping[tuple[str, str], int]) -> str:
    """Count problems by severity and step: ``1 error (read 1), 2 warnings (read 1, cavity 1)``; empty without any."""
    said = []
    for severity, plural in PLURALS.items():
        count = sum(number for (of, _), number in kinds.items() if of == severity)
        if count:
            said.append(by_step(kinds, severity).replace(" ", f" {severity if count == 1 else plural} ", 1))
    return ", ".join(said)


def _of(part: set[str], whole: set[str]) -> str:
    missing = len(whole) - len(part)
    return f"{len(part)}, {missing} not" if missing else str(len(part))
