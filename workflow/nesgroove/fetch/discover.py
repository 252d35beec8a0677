"""The sheet of entries against what the archive has today."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

from nesgroove.errors import ConfigError
from nesgroove.fetch.errors import UnreachableError
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.search import Found
from nesgroove.fetch.sheet import COLUMNS, SheetRow

Status = Literal["new", "superseded", "obsolete", "not found", "known"]

#: In the order in which rows are shown: what there is to do about it comes first.
STATUSES: tuple[Status, ...] = ("new", "superseded", "obsolete", "not found", "known")


@dataclass(frozen=True)
class Discovered:
    """One entry of the archive or of the sheet.

    Attributes
    ----------
    entry
        The entry.
    status
        ``new``, not in the sheet; ``known``, in both; of those in the sheet that no search gave: ``superseded`` and
        ``obsolete``, removed from the archive, and ``not found``.
    species
        Whose XPO1 it was looked for by.
    service
        Who gave it.
    note
        What is worth saying about it.
    successors
        Of a superseded one.
    """

    entry: EntryId
    status: Status
    species: str = ""
    service: str = ""
    note: str = ""
    successors: tuple[EntryId, ...] = ()


@dataclass(frozen=True)
class Discovery:
    """All entries, and what could not be learnt.

    Attributes
    ----------
    entries
        By status, then by id.
    unanswered
        What nobody answered, one sentence each; what it would have brought is missing.
    """

    entries: tuple[Discovered, ...]
    unanswered: tuple[str, ...]

    def of(self, status: Status) -> list[Discovered]:
        """Give the entries of one status.

        Parameters
        ----------
        status
            Which.

        Returns
        -------
        list of Discovered
            By id.
        """
        return [entry for entry in self.entries if entry.status == status]


class Removed(Protocol):
    """What knows which entries were removed; see :class:`nesgroove.fetch.holdings.RemovedEntries`."""

    def successors(self, entry: EntryId) -> tuple[EntryId, ...] | None:
        """Give the successors of a removed entry, None of one that is not removed."""


def compare(rows: Sequence[SheetRow], answers: Iterable[Found], removed: Removed) -> Discovery:
    """Hold a sheet against the answers of the search services.

    Parameters
    ----------
    rows
        Of the sheet.
    answers
        To all questions.
    removed
        The list of removed entries, asked only for what no search gave.

    Returns
    -------
    Discovery
        Every entry of both once.
    """
    given: dict[EntryId, list[Found]] = {}
    unanswered = []
    for answer in answers:
        if not answer.service:
            unanswered.append(f"{_about(answer)}: {'; '.join(answer.failures)}")
        for entry in answer.entries:
            given.setdefault(entry, []).append(answer)
    missing = []
    for entry in (row.entry for row in rows if row.entry not in given):
        row, failure = _missing(entry, removed, whole=not unanswered)
        missing.append(row)
        if failure and failure not in unanswered:
            unanswered.append(failure)
    sheet = {row.entry for row in rows}
    replaced = {successor: row.entry for row in missing for successor in row.successors}
    found = [
        Discovered(
            entry,
            "known" if entry in sheet else "new",
            # By accession says more than by likeness.
            "; ".join(dict.fromkeys(a.question.species or a.question.accession for a in by_accession(who))),
            " ".join(dict.fromkeys(a.service for a in by_accession(who))),
            f"takes the place of {replaced[entry]}" if entry in replaced and entry not in sheet else "",
        )
        for entry, who in given.items()
    ]
    order = {status: number for number, status in enumerate(STATUSES)}
    entries = sorted([*found, *missing], key=lambda row: (order[row.status], row.entry))
    return Discovery(tuple(entries), tuple(unanswered))


def by_accession(answers: Sequence[Found]) -> Sequence[Found]:
    """Choose the answers to questions by accession, where there are any.

    Parameters
    ----------
    answers
        Those that gave one entry.

    Returns
    -------
    sequence of Found
        At least one.
    """
    return [answer for answer in answers if answer.question.accession] or answers


def _about(answer: Found) -> str:
    question = answer.question
    return f"{question.name} ({question.species})" if question.species else question.name


def _missing(entry: EntryId, removed: Removed, *, whole: bool) -> tuple[Discovered, str]:
    """Say what became of an entry of the sheet that no search gave, and what could not be learnt about it."""
    try:
        successors = removed.successors(entry)
    except UnreachableError as error:
        note = "no search gives it; whether it was removed is not known"
        return Discovered(entry, "not found", note=note), f"the list of removed entries: {error}"
    if successors is None:
        note = "no search gives it: not released, or its chains are not known as XPO1"
        return Discovered(entry, "not found", note=note if whole else "not every search was answered"), ""
    if not successors:
        return Discovered(entry, "obsolete", note="removed from the archive, without a successor"), ""
    named = ", ".join(map(str, successors))
    return Discovered(entry, "superseded", note=f"by {named}", successors=successors), ""


def note_of(row: Discovered) -> str:
    """Write the note of a new entry's row in the sheet.

    Parameters
    ----------
    row
        The entry.

    Returns
    -------
    str
        Who gave it, for which species, and when (UTC).
    """
    about = "; ".join(part for part in (row.species, row.note) if part)
    return f"{about}; {row.service}, {datetime.now(UTC):%Y-%m-%d}".replace("\t", " ")


def new_sheet(discovery: Discovery, rows: Sequence[SheetRow]) -> str:
    """Write a sheet of what the archive has today.

    Parameters
    ----------
    discovery
        What was learnt.
    rows
        Of the sheet that it was held against; their notes are kept.

    Returns
    -------
    str
        Known entries, new ones, and those that no search gave but that were not removed; of those that were removed,
        only what has a successor that is not in the sheet (fetching follows it).
    """
    notes = {row.entry: row.note for row in rows}
    kept = {row.entry: notes[row.entry] for row in discovery.entries if row.status in {"known", "not found"}}
    kept |= {row.entry: note_of(row) for row in discovery.of("new")}
    for row in discovery.of("superseded"):
        if not kept.keys() & set(row.successors):
            kept[row.entry] = notes[row.entry]
    lines = ["\t".join(COLUMNS), *(f"{entry}\t{kept[entry]}" for entry in sorted(kept))]
    return "\n".join(lines) + "\n"


def with_new(text: str, discovery: Discovery) -> str:
    """Add rows of new entries to the text of a sheet; every line of it stays as it is.

    Parameters
    ----------
    text
        A sheet that can be read.
    discovery
        What was learnt.

    Returns
    -------
    str
        The sheet with the new rows in the columns and with the line ends that it has: each in its place where the
        sheet is sorted by entry, else at the end.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    bare = text.removeprefix("\ufeff").splitlines()  # the mark stands before the header, or before a remark
    rows = [number for number, line in enumerate(bare) if line.strip() and not line.startswith("#")]
    columns = [cell.strip() for cell in bare[rows[0]].split("\t")]
    at = columns.index("entry")
    ids = [EntryId.parse(bare[number].split("\t")[at]) for number in rows[1:]]
    places: dict[int, list[str]] = {}
    for row in discovery.of("new"):
        place = bisect(ids, row.entry) if ids == sorted(ids) else len(ids)
        line = "\t".join({"entry": str(row.entry), "note": note_of(row)}[column] for column in columns)
        # After the line of the entry before it, so that a comment stays with the entry that follows it.
        places.setdefault(rows[place] + 1, []).append(line + end)
    return "".join(
        line for number in range(len(lines) + 1) for line in [*places.get(number, []), *lines[number : number + 1]]
    )


def check_new(path: Path) -> None:
    """Refuse to write over a file.

    Parameters
    ----------
    path
        Where a sheet is to be written.

    Raises
    ------
    ConfigError
        If there is something of this name.
    """
    if path.exists():
        raise ConfigError(
            "there is a file of this name already, and it is not written over",
            file=path,
            step="discover",
            remedy="Name another one, or add to the sheet itself with --add",
        )
