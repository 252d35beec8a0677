"""The kinds of files that are fetched of an entry: its structure, and its validation report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.lock import LockRow, lock_row, report_lock_row
from nesgroove.fetch.mirrors import Mirror
from nesgroove.fetch.reports import report_mirror, verified_report
from nesgroove.fetch.verify import verified_gzip


class Verify(Protocol):
    """Checks bytes, and gives them compressed (:func:`nesgroove.fetch.verify.verified_gzip`)."""

    def __call__(self, data: bytes, entry: EntryId, source: str, *, measured: bool = ..., limit: int = ...) -> bytes:
        """Check."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file.

    Attributes
    ----------
    name : str
        What messages call it.
    ending : str
        Of its name, behind the entry's id.
    verified : callable
        Checks what was sent.
    mirror : callable
        From a mirror of structures to the same mirror of these files.
    locked : callable
        The row of the lock that a file has.
    """

    name: str
    ending: str
    verified: Verify
    mirror: Callable[[Mirror], Mirror]
    locked: Callable[[EntryId, bytes, int], LockRow]

    def key(self, entry: EntryId) -> str:
        """What a manifest knows such a file by (:attr:`nesgroove.fetch.manifest.Record.key`)."""
        return entry.short if self is STRUCTURE else f"{entry}{self.ending}"


STRUCTURE: Final = FileKind("entry", ".cif.gz", verified_gzip, lambda mirror: mirror, lock_row)

REPORT: Final = FileKind("validation report", "_validation.xml.gz", verified_report, report_mirror, report_lock_row)
