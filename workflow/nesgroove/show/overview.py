"""What came out of a run, on one page of reStructuredText: the first page of snakemake's report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.kinds import KIND_NOUNS
from nesgroove.model.plain_text import clipped, first_few, natural
from nesgroove.model.structure import SOURCE_KINDS, SourceKind
from nesgroove.survey.logs import Log, read_logs
from nesgroove.survey.problem_kinds import ProblemKind, problem_kinds
from nesgroove.survey.provenance import read_provenance
from nesgroove.survey.summary import Summary, read_summary

SHOWN: Final = 12
"""Kinds of problems, and names, that are listed; the tables have all of them."""

LONGEST: Final = 300
"""Letters of a message that are shown."""

STATES: Final = ("open", "intermediate", "closed")

READING: Final = """\
Begin with the figures `width.svg`_ (how open each groove is), `occupancy.svg`_ (which pockets are filled) and
`ruler.svg`_ (where residues and groups lie along the groove); *Figures* in the menu has all of them, each with what it
shows. *Tables* has the numbers that they were drawn from: begin with ``complexes.tsv``, a row for each copy of XPO1.
Models are no observations: experiments, predictions and composites are counted, averaged and marked apart from each
other. An empty cell was not measured, and ``problems.tsv`` says why. *Methods* is a paragraph to paste, with versions
and citations. Each complex has a page of its own in the atlas, which is no part of this report: open
``atlas/index.html`` in the directory of results.
"""


def overview(results: Path) -> str:
    """Write what came out of a run.

    Parameters
    ----------
    results
        Directory of results of the workflow, with its tables.

    Returns
    -------
    str
        reStructuredText: entries and complexes by kind, what is in the grooves, what failed and why, logs that have
        something to say, how to read the rest, and versions. The same run gives the same text.

    Raises
    ------
    ConfigError
        There are no tables, or no provenance.
    """
    summary = read_summary(results)
    tables = summary.tables or results / "tables"
    run, provenance = RunTables.read(tables), read_provenance(tables, step="summary")
    parts = [
        _title("What came out", "="), _counts(summary), _complexes(run), _title("What is in the grooves", "-"),
        _occupants(run), _title("What failed, and why", "-"), _failed(summary), _warned(summary),
        _logs(read_logs(results)), _title("How to read it", "-"), READING, _title("Versions", "-"),
        _versions(provenance),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part) + "\n"


def _title(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n"


def plain(text: str) -> str:
    """Write text so that reStructuredText shows it as it is.

    Parameters
    ----------
    text
        Any text, from a file that may hold anything.

    Returns
    -------
    str
        In one line, which begins no list, title or directive.
    """
    line = re.sub(r"([\\*`_|<>\[\]:])", r"\\\1", " ".join(text.split()))
    return line if line[:1].isalpha() else f"\\ {line}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for first, *rest in [header, *rows]:
        lines += [f"   * - {first}", *(f"     - {cell}" for cell in rest)]
    return "\n".join([*lines, ""])


def _counts(summary: Summary) -> str:
    asked, obtained, measured = len(summary.asked), len(summary.obtained), len(summary.measured)
    entries = "entry was" if asked == 1 else "entries were"
    said = f"**{asked}** {entries} asked for, **{obtained}** obtained and **{measured}** measured"
    missing = sorted(summary.asked - summary.measured, key=natural)
    without = f"; without a complex: {plain(first_few(missing, SHOWN))}" if missing else ""
    return f"{said}{without}.\n"


def _complexes(run: RunTables) -> str:
    """Count complexes by kind and state, with the width of their grooves: a line for each kind, none for all."""
    header = ["complexes", "number", "entries", *STATES, "528 bonded", "width (A): median, range"]
    rows = []
    for kind in SOURCE_KINDS:
        of = [row for row in run.complexes if row.source_kind == kind]
        if of:
            states = Counter(row.state for row in of)
            bonded = sum("bonded" in row.site528 for row in of)
            counts = [len(of), len({row.entry for row in of}), *(states[state] for state in STATES), bonded]
            rows.append([KIND_NOUNS[kind][len(of) != 1], *map(str, counts), _widths(of)])
    return _table(header, rows) if rows else "No complex was measured.\n"


def _widths(of: Sequence[ComplexRecord]) -> str:
    widths = [row.groove_width for row in of if row.groove_width is not None]
    return f"{median(widths):.2f}, {min(widths):.2f} to {max(widths):.2f}" if widths else "not measured"


def _occupants(run: RunTables) -> str:
    """Name what lies in the grooves, by kind of source, with how often each is seen."""
    kinds = {row.complex: row.source_kind for row in run.complexes}
    found: dict[tuple[SourceKind, str], Counter[str]] = {}
    for key in run.occupants:
        found.setdefault((kinds[key.complex], key.kind), Counter())[_called(key)] += 1
    rows = []
    for kind in SOURCE_KINDS:
        every = [name for name, its in kinds.items() if its == kind]
        if every:
            empty = len(set(every) - {key.complex for key in run.occupants})
            cells = [_listed(found.get((kind, what), Counter())) for what in ("cargo", "inhibitor")]
            rows.append([KIND_NOUNS[kind][len(every) != 1], *cells, str(empty)])
    return _table(["complexes", "cargoes", "inhibitors", "empty grooves"], rows) if rows else "Nothing.\n"


def _called(key: OccupantKey) -> str:
    """Name an occupant without its chain."""
    return key.name.partition(", chain")[0]


def _listed(names: Counter[str]) -> str:
    """Name what there is, the most frequent first: ``PKI (3), snurportin 1``."""
    every = sorted(names.items(), key=lambda item: (-item[1], natural(item[0])))
    return plain(first_few([f"{name} ({count})" if count > 1 else name for name, count in every], SHOWN)) or "none"


def _failed(summary: Summary) -> str:
    errors = problem_kinds(row for row in summary.problems if row.severity == "error")
    if errors:
        return _problems(errors)
    if summary.asked == summary.measured:
        return "Nothing: every entry that was asked for was obtained and measured, and all was drawn.\n"
    return "No step; in entries without a complex there is no groove of XPO1, and ``problems.tsv`` says why.\n"


def _warned(summary: Summary) -> str:
    warnings = problem_kinds(row for row in summary.problems if row.severity == "warning")
    if not warnings:
        return ""
    return f"Measured all the same, and worth a look:\n\n{_problems(warnings)}"


def _problems(kinds: Sequence[ProblemKind]) -> str:
    lines = []
    for kind in kinds[:SHOWN]:
        first = kind.first
        many = f" ({kind.count} times)" if kind.count > 1 else ""
        what = f"**{plain(first.step)}**{many}, {plain(kind.listed() or 'the whole run')}: "
        lines.append(f"- {what}{plain(clipped(first.message, LONGEST))}. {plain(first.remedy)}".rstrip("\\ "))
    if len(kinds) > SHOWN:
        lines.append(f"- and {len(kinds) - SHOWN} more kinds, in ``problems.tsv``")
    return "\n".join([*lines, ""])


def _logs(logs: Sequence[Log]) -> str:
    if not logs:
        return ""
    lines = [f"- {plain(log.path.as_posix())}: {plain(clipped(log.said[0], LONGEST))}" for log in logs[:SHOWN]]
    more = [f"- and {len(logs) - SHOWN} more"] if len(logs) > SHOWN else []
    return "\n".join(["Logs of jobs that have something to say:", "", *lines, *more, ""])


def _versions(provenance: dict[str, object]) -> str:
    libraries, options = provenance["libraries"], provenance["options"]
    assert isinstance(libraries, dict)
    assert isinstance(options, dict)
    named = options.get("references", {})
    references = [f"{what} {named[what]}" for what in ("open", "closed", "cargo") if named.get(what)]
    used = ", ".join(f"{name} {version}" for name, version in libraries.items())
    return plain(
        f"Measured with nesgroove {provenance['nesgroove']} under Python {provenance['python']}: {used}. References of "
        f"this run: {', '.join(references) or 'those that come with nesgroove'}."
    )
